// What an organ knew of a case when an entry was made: for whoever passes the entry on in its name. Entries that are sealed
// from the organ are not in it, nor anything that they did.
import { type Pool, run, type Statement } from '../../db/index.ts'
import { callerPart } from '../agencies/index.ts'
import { type CaseEvent, type CaseState, caseStatus, evolve, isLetter } from '../procedure/index.ts'
import { sealedOf } from './read.ts'

export interface EntrySeen {
  readonly transferId: string
  readonly version: number
  readonly event: CaseEvent
  /** The last transfer letter up to there, where there is one. */
  readonly letter: CaseEvent | undefined
  /** The case as the entry left it. */
  readonly state: CaseState
  readonly status: string
}

const entriesStatement: Statement = {
  name: 'cases_entries_seen',
  text: `
select t.id, (select json_agg(e.body order by e.version) from event e
    where e.transfer_id = t.id and e.version <= least(a.upto, coalesce(p.to_version, a.upto))
      and not ${sealedOf('$2')} @> to_jsonb(e.version)) as events
from unnest($1::uuid[], $3::int[]) as a(id, upto) join transfer t on t.id = a.id cross join ${callerPart}`,
}

/** A letter may have megabytes; so many cases are in memory at once. */
const casesAtOnce = 16

/** The entries asked for, as far as the organ sees them; the others are left out. */
export async function* entriesSeen(
  pool: Pool,
  agencyId: string,
  asked: readonly { readonly transferId: string; readonly version: number }[],
): AsyncGenerator<EntrySeen> {
  const versions = new Map<string, Set<number>>()
  for (const { transferId, version } of asked) {
    const known = versions.get(transferId)
    if (known === undefined) versions.set(transferId, new Set([version]))
    else known.add(version)
  }
  const cases = [...versions]
  for (let i = 0; i < cases.length; i += casesAtOnce) {
    const page = cases.slice(i, i + casesAtOnce)
    const rows = await run<{ id: string; events: string[] | null }>(pool, entriesStatement, [
      page.map(([id]) => id),
      agencyId,
      page.map(([, wanted]) => Math.max(...wanted)),
    ])
    for (const { id, events } of rows) yield* entriesOf(id, events ?? [], versions.get(id) as ReadonlySet<number>)
  }
}

function* entriesOf(
  transferId: string,
  bodies: readonly string[],
  wanted: ReadonlySet<number>,
): Generator<EntrySeen, void> {
  let state: CaseState | null = null
  let letter: CaseEvent | undefined
  for (const body of bodies) {
    const event = JSON.parse(body) as CaseEvent
    state = evolve(state, event)
    if (isLetter(event.step)) letter = event
    if (wanted.has(event.version))
      yield { transferId, version: event.version, event, letter, state, status: caseStatus(state) }
  }
}
