// Two sets of rules over the whole store, with every record on which they differ: what a change of a rule would do, before
// anybody makes it. It reads, judges and writes nothing.
import { run } from '../../../db/index.ts'
import { dayText, localDay } from '../../kernel/index.ts'
import { type Rule, type RuleSet, ruleSetOf } from '../../screening/index.ts'
import { subjectOf } from './draw.ts'
import { historyOf, membersOf } from './history.ts'
import { type Judged, judge, type KeptVerdict } from './judge.ts'
import { confirmedOf, readBatch } from './read-batch.ts'
import type { ScreeningRoom } from './room.ts'
import { lawOf, telling } from './rule-sets.ts'

export interface BacktestDifference {
  readonly caseId: string
  readonly before: KeptVerdict
  readonly after: KeptVerdict
  /** Rules that are hits under the one set and not under the other. */
  readonly gained: readonly string[]
  readonly lost: readonly string[]
}

export interface BacktestSummary {
  /** Records looked at: those that a changed rule concerns. */
  readonly judged: number
  readonly skipped: number
  readonly differing: number
  readonly gained: number
  readonly lost: number
  readonly rules: readonly string[]
}

export interface BacktestOptions {
  readonly onDifference?: (difference: BacktestDifference) => void | Promise<void>
  readonly onProgress?: (seen: number) => void
  readonly batchRecords?: number
}

const batchRecords = 1_000

const pageStatement = `
select array_agg(case_id order by case_id) filter (where $3::text[] is null or domain = any($3) or facts ?| $4::text[]) as ids,
  (array_agg(case_id order by case_id desc))[1] as reached, count(*)::int as seen
from (select case_id, domain, facts from screening where $1::uuid is null or case_id > $1 order by case_id limit $2) s`

/** Which rules of two lists differ, and so whom a change concerns. */
export function changedRules(before: readonly Rule[], after: readonly Rule[]): Rule[] {
  const key = (rule: Rule) => JSON.stringify(rule)
  const [a, b] = [new Set(before.map(key)), new Set(after.map(key))]
  return [...before.filter((r) => !b.has(key(r))), ...after.filter((r) => !a.has(key(r)))]
}

/** Throws RuleFault where a rule cannot be read. `before` and `after` are what is in force, switched-off rules left out. */
export async function backtest(
  room: ScreeningRoom,
  before: readonly Rule[],
  after: readonly Rule[],
  options: BacktestOptions = {},
): Promise<BacktestSummary> {
  const [one, other] = [ruleSetOf(before, () => false), ruleSetOf(after, () => false)]
  const changed = changedRules(before, after)
  const domains = [...new Set(changed.flatMap((r) => r.domains))]
  const facts = [...new Set(changed.flatMap((r) => telling(r, factsOfRule(r))))]
  const law = await lawOf(room)
  const today = dayText(localDay(room.now()))
  const size = options.batchRecords ?? batchRecords
  let [judged, seen, differing, gained, lost] = [0, 0, 0, 0, 0]
  if (changed.length === 0) return { judged, skipped: 0, differing, gained, lost, rules: [] }
  for (let position: string | null = null; ; ) {
    const page: { ids: string[] | null; reached: string | null; seen: number } | undefined = (
      await run<{ ids: string[] | null; reached: string | null; seen: number }>(room.pool, pageStatement, [
        ...[position, size * 10, domains, facts],
      ])
    )[0]
    if (page === undefined || page.reached === null) break
    position = page.reached
    seen += page.seen
    for (let from = 0; from < (page.ids?.length ?? 0); from += size) {
      const ids = (page.ids ?? []).slice(from, from + size)
      for (const { id, a, b } of await bothOf(room, ids, one, other, { ...law, today })) {
        judged += 1
        const difference = differenceOf(id, a, b)
        if (difference === undefined) continue
        differing += 1
        gained += difference.gained.length
        lost += difference.lost.length
        await options.onDifference?.(difference)
      }
      await new Promise((go) => setImmediate(go))
    }
    options.onProgress?.(seen)
  }
  return { judged, skipped: seen - judged, differing, gained, lost, rules: [...new Set(changed.map((r) => r.id))] }
}

const factsOfRule = (rule: Rule) => ruleSetOf([rule], () => false).compiled[0]?.formula.facts ?? []

async function bothOf(
  room: ScreeningRoom,
  ids: readonly string[],
  one: RuleSet,
  other: RuleSet,
  law: Awaited<ReturnType<typeof lawOf>>,
): Promise<{ id: string; a: Judged; b: Judged }[]> {
  const [reads, confirmed] = await Promise.all([readBatch(room.pool, ids), confirmedOf(room.pool, ids)])
  const subjects = reads.map((read) => subjectOf(read, room.marksKey, confirmed.get(read.id)))
  const members = await membersOf(room.pool, [...new Set(subjects.flatMap((s) => s.identities))])
  return subjects.map((subject) => {
    const history = historyOf(
      subject,
      subject.identities.flatMap((d) => members.get(d) ?? []),
    )
    return {
      id: subject.read.id,
      a: judge(subject, history, { ...law, set: one }),
      b: judge(subject, history, { ...law, set: other }),
    }
  })
}

function differenceOf(caseId: string, a: Judged, b: Judged): BacktestDifference | undefined {
  const [before, after] = [hitsOf(a), hitsOf(b)]
  const gained = [...after].filter((rule) => !before.has(rule))
  const lost = [...before].filter((rule) => !after.has(rule))
  if (a.verdict === b.verdict && gained.length === 0 && lost.length === 0) return undefined
  return { caseId, before: a.verdict, after: b.verdict, gained, lost }
}

const hitsOf = (judged: Judged) => new Set(judged.hits.filter((h) => !h.near).map((h) => h.rule))
