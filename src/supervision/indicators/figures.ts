// Reads figures: sums of cells for a scope and a period, split along one dimension, beside the same months a year before.
// What it reads does not grow with the cases.
import { type Pool, run } from '../../../db/index.ts'
import { agencyScope, ofMonth, wide } from './cells.ts'
import { definitionOf, type IndicatorId, indicatorIds } from './definitions.ts'
import { sumsOfFacts } from './figures-of-facts.ts'

export const dimensions = ['month', 'region', 'agency', 'domain', 'charge', 'level', 'step'] as const
export type Dimension = (typeof dimensions)[number]

const prefixOf: Partial<Record<Dimension, string>> = { domain: 'd:', charge: 'c:', level: 'v:', step: 'k:' }

export interface IndicatorsAsked {
  /** First and last local month, `yyyy-mm`. */
  readonly from: string
  readonly to: string
  /** `*`, a region by its first 2, 4 or 6 digits, or `a:<agency>`. */
  readonly scope: string
  readonly dimension?: Dimension | undefined
  readonly indicators?: readonly IndicatorId[] | undefined
  /** `d:<domain>`, `c:<charge>`, `v:<level>`, `k:<step>`, `l:<label>`; not beside a dimension that is one of these. */
  readonly filter?: string | undefined
  readonly compareYear?: boolean | undefined
  /** Of dimension `agency`: whose. */
  readonly agencyIds?: readonly string[] | undefined
}

export interface Ratio {
  readonly n: number
  readonly d: number
  /** To four digits; null where nothing was to be counted, and for counts. */
  readonly rate: number | null
}

export interface Figure {
  readonly indicator: IndicatorId
  /** Empty without a dimension; else a month, a region, an agency, a domain, …. */
  readonly key: string
  readonly cases: Ratio
  /** Null where the indicator does not count persons. */
  readonly persons: Ratio | null
  /** The same months of the year before. */
  readonly previous?: { readonly cases: Ratio; readonly persons: Ratio | null }
}

/** `2026-11` as 202611. */
export const monthNumber = (month: string): number => Number(month.slice(0, 4)) * 100 + Number(month.slice(5, 7))
export const monthText = (month: number): string =>
  `${String(Math.floor(month / 100)).padStart(4, '0')}-${String(month % 100).padStart(2, '0')}`
const aYear = 100

interface Row {
  readonly indicator: IndicatorId
  readonly key: string
  readonly n: string
  readonly d: string
  readonly pn: string
  readonly pd: string
  readonly n0: string
  readonly d0: string
  readonly pn0: string
  readonly pd0: string
}

/** Of a year's row: its months from `lo` (not with it) to `hi`, by one subtraction. */
const between = (column: string, lo: string, hi: string) => `c.${column}[${hi}] - coalesce(c.${column}[${lo}], 0)`
const now = (column: string) =>
  `coalesce(sum(${between(column, 'w.lo', 'w.hi')}) filter (where w.now), 0)::text as ${column}`
const before = (column: string) =>
  `coalesce(sum(${between(column, 'w.lo0', 'w.hi0')}) filter (where w.before), 0)::text as ${column}0`
const columns = [now, before].flatMap((f) => ['n', 'd', 'pn', 'pd'].map(f)).join(', ')
/** The share of year `c.year` in the months from `from` to `to`, both as 202611: is it among them, and which months of it. */
const windowOf = (year: string, from: string, to: string, [is, lo, hi]: readonly [string, string, string]) =>
  `${year} between ${from} / 100 and ${to} / 100 as ${is}, case when ${year} = ${from} / 100 then ${from} % 100 - 1 else 0 end as ${lo},
  case when ${year} = ${to} / 100 then ${to} % 100 else 12 end as ${hi}`
/** $1 scopes, $2 and $3 between which the dimension lies, $4 indicators or null, $5 and $6 the months, $7 whether a year before too. */
const statement = (name: string, key: string, group: string) => ({
  name,
  text: `select c.indicator, ${key} as key, ${columns}
from unnest($1::text[]) as s(scope) join indicator_year c on c.scope = s.scope and c.dim >= $2 and c.dim <= $3
cross join lateral (select ${windowOf('c.year', '$5::int', '$6::int', ['now', 'lo', 'hi'])},
  ${windowOf('c.year + 1', '$5::int', '$6::int', ['before', 'lo0', 'hi0'])}) w
where ($4::text[] is null or c.indicator = any($4)) and (w.now or ($7 and w.before))
group by ${group}`,
})
const statements = {
  whole: statement('indicators_years', `''`, 'c.indicator'),
  scopes: statement('indicators_years_scopes', 'c.scope', 'c.indicator, c.scope'),
  dims: statement('indicators_years_dims', 'substr(c.dim, 3)', 'c.indicator, c.dim'),
}
/** A month is held against the same month a year before, so both are read and put beside each other here. */
const byMonth = {
  name: 'indicators_years_months',
  text: `select * from (
  select c.indicator, c.year * 100 + m as month, ${['n', 'd', 'pn', 'pd'].map((column) => `(${ofMonth(`c.${column}`, 'm')})::text as ${column}`).join(', ')}
  from indicator_year c cross join generate_series(1, 12) as m
  where c.scope = any($1::text[]) and c.dim = $2 and ($3::text[] is null or c.indicator = any($3))
    and (c.year between $4 / 100 and $5 / 100 or ($6 and c.year + 1 between $4 / 100 and $5 / 100))
) x where (month between $4 and $5 or ($6 and month + ${aYear} between $4 and $5)) and (n, d, pn, pd) <> ('0', '0', '0', '0')`,
}
const children = {
  name: 'indicators_children',
  text: 'select scope from indicator_scope where parent = $1 order by scope',
}

/** The last character there is: what begins so and goes on lies before it. */
const end = '\u{10ffff}'

export async function figures({ pool }: { readonly pool: Pool }, asked: IndicatorsAsked): Promise<Figure[]> {
  const { scope, dimension, indicators = null, filter = '', compareYear = false } = asked
  const [from, to] = [monthNumber(asked.from), monthNumber(asked.to)]
  const prefix = dimension === undefined ? undefined : prefixOf[dimension]
  const scopes =
    dimension === 'region'
      ? (await run<{ scope: string }>(pool, children, [scope])).map((r) => r.scope)
      : dimension === 'agency'
        ? (asked.agencyIds ?? []).map(agencyScope)
        : [scope]
  if (scopes.length === 0) return []
  const [least, most] = prefix === undefined ? [filter, filter] : [prefix, prefix + end]
  const which =
    prefix !== undefined
      ? statements.dims
      : scopes.length > 1 || dimension !== undefined
        ? statements.scopes
        : statements.whole
  const thin = prefix ?? filter.slice(0, 2)
  if (['c:', 'v:', 'k:'].includes(thin) && !scopes.every(wide)) return fromFacts(pool, asked, scopes, from, to)
  if (dimension === 'month') return months(pool, asked, from, to)
  const rows = await run<Row & Record<string, unknown>>(pool, which, [
    scopes,
    least,
    most,
    indicators,
    from,
    to,
    compareYear,
  ])
  return rows
    .filter((r) => indicatorIds.includes(r.indicator))
    .map((r) => ({
      ...{ indicator: r.indicator, key: dimension === 'agency' ? r.key.slice(2) : r.key },
      ...measured(r.indicator, [r.n, r.d, r.pn, r.pd]),
      ...(compareYear && { previous: measured(r.indicator, [r.n0, r.d0, r.pn0, r.pd0]) }),
    }))
    .sort(inOrder)
}

async function months(pool: Pool, asked: IndicatorsAsked, from: number, to: number): Promise<Figure[]> {
  const { scope, indicators = null, filter = '', compareYear = false } = asked
  const rows = await run<{ indicator: IndicatorId; month: number; n: string; d: string; pn: string; pd: string }>(
    pool,
    byMonth,
    [[scope], filter, indicators, from, to, compareYear],
  )
  const known = new Map(rows.map((r) => [`${r.indicator} ${r.month}`, [r.n, r.d, r.pn, r.pd] as const]))
  const none = ['0', '0', '0', '0'] as const
  const wanted = new Map<string, { indicator: IndicatorId; month: number }>()
  for (const { indicator, month } of rows)
    for (const m of compareYear ? [month, month + aYear] : [month])
      if (m >= from && m <= to && indicatorIds.includes(indicator))
        wanted.set(`${indicator} ${m}`, { indicator, month: m })
  return [...wanted.values()]
    .map(({ indicator, month }) => ({
      ...{ indicator, key: monthText(month), ...measured(indicator, known.get(`${indicator} ${month}`) ?? none) },
      ...(compareYear && { previous: measured(indicator, known.get(`${indicator} ${month - aYear}`) ?? none) }),
    }))
    .sort(inOrder)
}

/** The same where no cells are kept. */
async function fromFacts(
  pool: Pool,
  asked: IndicatorsAsked,
  scopes: readonly string[],
  from: number,
  to: number,
): Promise<Figure[]> {
  const { dimension, indicators, filter, compareYear = false } = asked
  const sums = await sumsOfFacts(pool, {
    dimension,
    indicators: indicators ?? indicatorIds,
    filter,
    compareYear,
    scopes,
    from,
    to,
  })
  const none = ['0', '0', '0', '0'] as const
  const known = new Map(sums.map((s) => [`${s.indicator} ${s.key} ${s.before}`, [s.n, s.d, s.pn, s.pd] as const]))
  const keys = new Map(sums.map((s) => [`${s.indicator} ${s.key}`, s]))
  return [...keys.values()]
    .map(({ indicator, key }) => ({
      ...{ indicator, key: dimension === 'month' ? monthText(Number(key)) : key },
      ...measured(indicator, known.get(`${indicator} ${key} false`) ?? none),
      ...(compareYear && { previous: measured(indicator, known.get(`${indicator} ${key} true`) ?? none) }),
    }))
    .sort(inOrder)
}

function measured(indicator: IndicatorId, [n, d, pn, pd]: readonly [string, string, string, string]) {
  const { kind, persons } = definitionOf(indicator)
  return { cases: ratio(n, d, kind === 'rate'), persons: persons ? ratio(pn, pd, true) : null }
}

function ratio(nText: string, dText: string, rated: boolean): Ratio {
  const [n, d] = [Number(nText), Number(dText)]
  return { n, d, rate: !rated || d === 0 ? null : Math.round((n / d) * 10_000) / 10_000 }
}

const inOrder = (a: Figure, b: Figure) =>
  indicatorIds.indexOf(a.indicator) - indicatorIds.indexOf(b.indicator) || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)

/** The last month of `count` and the first, as `from` and `to`. */
export function lastMonths(count: number, to: string): { from: string; to: string } {
  const number = monthNumber(to)
  const index = Math.floor(number / 100) * 12 + (number % 100) - count
  return { from: monthText(Math.floor(index / 12) * 100 + (index % 12) + 1), to }
}

export interface Dashboard {
  readonly scope: string
  readonly from: string
  readonly to: string
  readonly total: readonly Figure[]
  readonly months: readonly Figure[]
  readonly regions: readonly Figure[]
  readonly domains: readonly Figure[]
}

/** All there is for a scope: totals and months beside the year before, what lies in it, and fields. */
export async function dashboard(
  room: { readonly pool: Pool },
  asked: { readonly scope: string; readonly from: string; readonly to: string },
): Promise<Dashboard> {
  const year = { ...asked, compareYear: true }
  const [total, months, regions, domains] = await Promise.all([
    figures(room, year),
    figures(room, { ...year, dimension: 'month' }),
    asked.scope.startsWith('a:') ? [] : figures(room, { ...year, dimension: 'region' }),
    figures(room, { ...year, dimension: 'domain' }),
  ])
  return { ...asked, total, months, regions, domains }
}
