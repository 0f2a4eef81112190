// Merging and splitting: the act on the other case that goes with an act on this one.
import type { Directory, Principal } from '../agencies/index.ts'
import { Refusal, uuidv7 } from '../kernel/index.ts'
import {
  type CaseEvent,
  type Granted,
  instanceKey,
  mergedIn,
  procedureAt,
  type StepRule,
  splitOff,
  suspectsMoved,
} from '../procedure/index.ts'
import type { Pair } from './commit.ts'
import type { CasesDeps } from './deps.ts'
import { entriesOf, type GatheredRow, gather } from './gather.ts'
import { beforeOf, subjectOf } from './gathered.ts'
import { type Prepared, prepare } from './prepare.ts'
import { unknownCase } from './verdict.ts'

/** Merging and splitting change two cases at once; null for every other step. */
export async function pairOf(
  deps: CasesDeps,
  principal: Principal,
  directory: Directory,
  row: GatheredRow,
  { granted: { event } }: Prepared,
): Promise<Pair | null | Refusal> {
  if (event.step !== 'case_merged' && event.step !== 'case_split') return null
  const atMs = Date.parse(event.at)
  const procedure = procedureAt(atMs)
  const move = { procedure, from: row, suspects: suspectsMoved(row.state, event.moves), atMs }
  const from = { transferId: row.id, state: row.state }
  const said = { raw: Buffer.from('{}'), route: 'gateway' }
  const gateway = { generation: 0 }
  const ruled = (made: CaseEvent): Granted => ({
    event: made,
    rule: procedure.steps[made.step] as StepRule,
    gates: [],
  })
  if (event.step === 'case_split') {
    const gone = ['split_off', 'merged']
    const stays = row.state.suspects.some(
      ({ id }) =>
        !move.suspects.includes(id) && !gone.includes(row.state.instances[instanceKey('criminal', id, 1)]?.state ?? ''),
    )
    if (!stays)
      return new Refusal('condition_unmet', 'At least one suspect must stay in the case.', {
        basis: event.basis,
        errors: [{ pointer: '/suspects', detail: 'all suspects are named' }],
      })
    const made = splitOff({ ...move, from }, uuidv7(atMs), subjectOf(row))
    const subject = { ...subjectOf(row), createdAt: new Date(atMs) }
    return {
      opens: true,
      prepared: await prepare(deps, directory, gateway, ruled(made), procedure, null, subject, said),
    }
  }
  const other = await gather(deps.pool, String(event.input.into), principal.agency.id, '', '', null)
  if (other === undefined || other.part !== 'police_in_charge' || other.to_version !== null || other.id === row.id)
    return unknownCase('/into')
  const made = mergedIn({ ...move, from }, { transferId: other.id, state: other.state })
  const events = made.parts.begins.length > 0 ? await entriesOf(deps.pool, other.id) : undefined
  return {
    opens: false,
    prepared: await prepare(
      deps,
      directory,
      gateway,
      ruled(made),
      procedure,
      { ...beforeOf(other), events },
      subjectOf(other),
      said,
    ),
  }
}
