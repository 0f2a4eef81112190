// What the rounds of the submit bench come to: the figures, what they vary between, the verdict, and what says whether the
// run can be trusted.
import { goals, rounded, type Spread, spreadOf, spreadText, verdictOn } from './figures.ts'
import { note } from './scene.ts'
import { expected, type Kind, type Measured, type SubmitBench } from './submit-bench.ts'

export type Round = Readonly<Record<Kind, Measured>>

/** The database's own watch and the bench itself stay below this on a machine of one's own. */
const quietShare = 0.08

const wholeCpu = ({ cpu }: Measured) => (cpu.node ?? 0) + (cpu.postgres ?? 0) + (cpu.load ?? 0)

export function report(
  bench: SubmitBench,
  rounds: readonly Round[],
  refused: { watched: number; lost: number },
  accounted: { acknowledged: number; kept: number },
): void {
  const { options } = bench
  const over = (of: (round: Round) => number) => spreadOf(rounds.map(of))
  const rate = (kind: Kind) => over((r) => r[kind].perSecond)
  // A ratio within each round: what slows a round down slows both its sides.
  const spreads = {
    submit_per_s: rate('work'),
    floor_sql_per_s: rate('sql'),
    floor_http_per_s: rate('http'),
    ratio_sql: over((r) => r.work.perSecond / r.sql.perSecond),
    ratio_http: over((r) => r.work.perSecond / r.http.perSecond),
    p50_ms: over((r) => r.work.p50),
    p99_ms: over((r) => r.work.p99),
    refusals_per_s: rate('refused'),
    refusal_ratio: over((r) => r.refused.perSecond / r.work.perSecond),
    malformed_per_s: rate('malformed'),
    // The same two ratios by CPU time alone, which holds also where others use the machine.
    cpu_ratio_sql: over((r) => wholeCpu(r.sql) / wholeCpu(r.work)),
    cpu_ratio_http: over((r) => wholeCpu(r.http) / wholeCpu(r.work)),
  } satisfies Record<string, Spread>
  const figure = Object.fromEntries(Object.entries(spreads).map(([name, s]) => [name, rounded(s.median)])) as Record<
    keyof typeof spreads,
    number
  >
  const microseconds = (kind: Kind) =>
    Object.fromEntries(
      (['node', 'postgres', 'load'] as const).map((part) => {
        const values = rounds.flatMap((r) => r[kind].cpu[part] ?? [])
        return [part, values.length === 0 ? null : Math.round(spreadOf(values).median)]
      }),
    )
  const foreign = rounds.flatMap((r) => Object.values(r).flatMap((m) => m.others ?? []))
  const others = foreign.length === 0 ? null : rounded(spreadOf(foreign).median)
  if (others !== null && others > quietShare)
    note(`${Math.round(others * 100)} % of the machine's busy time went to others: the figures say little, cpu_us more`)
  const failures = Object.fromEntries(
    Object.entries(bench.answers).flatMap(([kind, statuses]) =>
      Object.entries(statuses).flatMap(([status, n]) =>
        status === expected[kind as Kind] ? [] : [[`${kind} ${status}`, n]],
      ),
    ),
  )
  const wrong = Object.keys(failures).length > 0 || bench.unanswered > 0
  const verdict = {
    ratio_http: verdictOn(figure.ratio_http, goals.ratio_http),
    ratio_sql: verdictOn(figure.ratio_sql, goals.ratio_sql),
    refusals: verdictOn(figure.refusal_ratio, goals.refusal_ratio),
    accounted:
      accounted.kept === accounted.acknowledged
        ? `${accounted.kept} acknowledged, ${accounted.kept} kept`
        : `FAULT: ${accounted.acknowledged} acknowledged, ${accounted.kept} kept`,
    answers: wrong ? 'FAULT: see failures' : 'every answer as expected',
    connections_lost:
      refused.lost > 0 || refused.watched === 0
        ? `FAULT: ${refused.lost} of ${refused.watched} lost to refusals`
        : `none of ${refused.watched} lost to refusals`,
  }
  if (bench.oddity !== null) note(`an answer that should not have been:\n${bench.oddity}`)
  const line = {
    ...figure,
    connections: options.connections,
    pool: options.pool,
    transport: options.listen,
    processes: 1,
    rounds: rounds.length,
    verdict,
    spread: Object.fromEntries(Object.entries(spreads).map(([name, s]) => [name, [rounded(s.min), rounded(s.max)]])),
    others_cpu: others,
    cpu_us: {
      work: microseconds('work'),
      sql: microseconds('sql'),
      http: microseconds('http'),
      refused: microseconds('refused'),
    },
    ...(wrong && { failures, unanswered: bench.unanswered }),
  }
  if (!options.json) {
    for (const [name, s] of Object.entries(spreads)) console.log(`${name.padEnd(18)} ${spreadText(s)}`)
    for (const [name, words] of Object.entries(verdict)) console.log(`${name.padEnd(18)} ${words}`)
  }
  console.log(JSON.stringify(line))
}
