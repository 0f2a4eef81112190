// A case held against the checklists of its stages, as its viewer sees it: what is sealed from the viewer is not there.
import { type Pool, run, type Statement } from '../../db/index.ts'
import { callerPart } from '../agencies/index.ts'
import { kindsOfCase } from '../materials/index.ts'
import {
  type CaseEvent,
  type ChecklistStage,
  checklistStages,
  evaluate,
  factsOfCase,
  type LetterFacts,
} from '../procedure/index.ts'
import { transferColumns } from './gather.ts'
import { asSeen, type SeenRow, sealedOf } from './read.ts'

interface ChecklistSource extends SeenRow {
  readonly sealed: number[]
  readonly letter: string | null
  readonly asks: readonly string[] | null
}

/** $1 = case, $2 = agency. The letter it came by last, and the notices that asked for more. */
const sourceStatement: Statement = {
  name: 'cases_checklist',
  text: `
select ${transferColumns}, t.views, p.part, p.to_version, p.state_at_end, ${sealedOf('$2')} as sealed,
  (select e.body from event e where e.transfer_id = t.id and e.step in ('transfer_dispatch', 'accident_team_transfer')
    and (p.to_version is null or e.version <= p.to_version) and not ${sealedOf('$2')} @> to_jsonb(e.version)
    order by e.version desc limit 1) as letter,
  (select json_agg(e.body order by e.version) from event e where e.transfer_id = t.id and e.step = 'completeness_check'
    and (p.to_version is null or e.version <= p.to_version) and not ${sealedOf('$2')} @> to_jsonb(e.version)) as asks
from transfer t cross join ${callerPart} where t.id = $1`,
}

interface Missing {
  readonly kind?: string
  readonly description: string
}

/** Every stage; `applies` where the case has come to it. Undefined where the agency has no part. `counted`: see evaluate. */
export async function checklistOf(
  pool: Pool,
  transferId: string,
  agencyId: string,
  counted: ReadonlySet<string> = new Set(),
) {
  const [row] = await run<ChecklistSource>(pool, sourceStatement, [transferId, agencyId])
  if (row === undefined) return undefined
  const { state, version } = asSeen(row, agencyId)
  const letter = row.letter === null ? undefined : ((JSON.parse(row.letter) as CaseEvent).input as LetterFacts)
  const present = await kindsOfCase(pool, transferId, {
    ...(row.to_version !== null && { upToVersion: row.to_version }),
    sealed: row.sealed,
  })
  const charges = [
    ...(letter?.charges ?? []).map((c) => c.name),
    ...Object.values(state.persons).flatMap((p) => Object.values(p.charges).flat()),
  ]
  const checks = (row.asks ?? []).map((body) => JSON.parse(body) as CaseEvent)
  const held = {
    domain: state.domain,
    charges: [...new Set(charges)],
    facts: factsOfCase(state, letter),
    present,
    gaps: state.gaps,
    asked: checks.flatMap(({ input, version }) =>
      ((input.missing ?? []) as readonly Missing[]).map((m) => ({ ...m, version })),
    ),
    checks: checks.map(({ version }) => version),
  }
  const stages = (Object.keys(checklistStages) as ChecklistStage[]).map((stage) => {
    const result = evaluate(stage, held, counted)
    return {
      ...result,
      ...checklistStages[stage],
      applies: come(stage, held.facts, letter !== undefined, result.required),
    }
  })
  return { version, domain: state.domain, charges: held.charges, facts: [...held.facts], stages }
}

function come(stage: ChecklistStage, facts: ReadonlySet<string>, letter: boolean, required: readonly unknown[]) {
  if (stage === 'transfer') return letter
  return stage === 'handover' ? facts.has('filed') : required.length > 0
}
