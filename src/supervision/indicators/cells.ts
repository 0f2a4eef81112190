// Which cells a fact stands in, said twice: in JavaScript for the increments of one case, and in SQL for all of them made
// anew. That both agree is what `xianjie indicators check` shows.
import type { Fact } from './facts.ts'

export interface Sums {
  n: number
  d: number
  personsN: number
  personsD: number
}

export interface CellKey {
  readonly scope: string
  readonly dim: string
  readonly indicator: string
  readonly month: number
}

export type CellDelta = CellKey & Sums

/** The whole country. */
export const everywhere = '*'

/** Regions by their first 2, 4 or 6 digits, the larger first; what is no region of a province is in none. */
export function regionScopes(code: string): string[] {
  if (!/^\d{6}$/.test(code) || /^[01]00000$/.test(code)) return []
  return [
    code.slice(0, 2),
    ...(code.slice(2, 4) === '00' ? [] : [code.slice(0, 4)]),
    ...(code.slice(4) === '00' ? [] : [code]),
  ]
}

/** `43` of 430000: the scope that a region is, by its code. */
export const regionScope = (code: string): string => regionScopes(code).at(-1) ?? everywhere

export const agencyScope = (id: string): string => `a:${id}`

export const scopesOf = (fact: Pick<Fact, 'regionCode' | 'agencyIds'>): string[] => [
  everywhere,
  ...regionScopes(fact.regionCode),
  ...fact.agencyIds.map(agencyScope),
]

const dimsOf = ({ domain, charge, level, kind }: Fact, labels: readonly string[]): string[] => [
  '',
  ...(domain === '' ? [] : [`d:${domain}`]),
  ...(charge === '' ? [] : [`c:${charge}`]),
  ...(level === '' ? [] : [`v:${level}`]),
  ...(kind === '' ? [] : [`k:${kind}`]),
  ...labels.map((id) => `l:${id}`),
]

/** Below a province, charges, levels and kinds are so thin that cells of them would be more than the facts: those are added up. */
export const wide = (scope: string): boolean => scope === everywhere || /^\d\d$/.test(scope)
const dimmed = (scope: string, dim: string) => dim === '' || dim.startsWith('d:') || dim.startsWith('l:') || wide(scope)

/** Sums of differences, by cell. */
export class Deltas {
  readonly #cells = new Map<string, CellDelta>()

  add(fact: Fact, labels: readonly string[], sign: 1 | -1): void {
    const dims = dimsOf(fact, labels)
    for (const scope of scopesOf(fact)) {
      for (const dim of dims) {
        if (!dimmed(scope, dim)) continue
        const key = `${scope}\u001f${dim}\u001f${fact.indicator}\u001f${fact.month}`
        let cell = this.#cells.get(key)
        if (cell === undefined) {
          const { indicator, month } = fact
          cell = { scope, dim, indicator, month, n: 0, d: 0, personsN: 0, personsD: 0 }
          this.#cells.set(key, cell)
        }
        cell.n += sign * fact.n
        cell.d += sign * fact.d
        cell.personsN += sign * fact.personsN
        cell.personsD += sign * fact.personsD
      }
    }
  }

  get size(): number {
    return this.#cells.size
  }

  /** Cells that differ. */
  all(): CellDelta[] {
    return [...this.#cells.values()].filter((c) => c.n !== 0 || c.d !== 0 || c.personsN !== 0 || c.personsD !== 0)
  }
}

/** Scopes of a row that has `region_code` and `agency_ids`. */
const scopesPart = `cross join lateral (select unnest(array_remove(array['*',
    case when f.region_code ~ '^\\d{6}$' and f.region_code !~ '^[01]00000$' then left(f.region_code, 2) end,
    case when f.region_code ~ '^\\d{6}$' and substr(f.region_code, 3, 2) <> '00' then left(f.region_code, 4) end,
    case when f.region_code ~ '^\\d{6}$' and substr(f.region_code, 5) <> '00' then f.region_code end
  ]::text[], null) || array(select 'a:' || a from unnest(f.agency_ids) as a)) as scope) s`

const dimsPart = `cross join lateral (select unnest(array_remove(array['', 'd:' || nullif(f.domain, ''), 'c:' || nullif(f.charge, ''),
    'v:' || nullif(f.level, ''), 'k:' || nullif(f.kind, '')]::text[], null)) as dim) m`

const sums = 'sum(n)::bigint as n, sum(d)::bigint as d, sum(pn)::bigint as pn, sum(pd)::bigint as pd'
const summed = 'sum(f.n)::bigint as n, sum(f.d)::bigint as d, sum(f.pn)::bigint as pn, sum(f.pd)::bigint as pd'

const measures = ['n', 'd', 'pn', 'pd'] as const
const monthsOfYear = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]

/** Of rows of one month each, grouped by `month / 100`: the arrays of a year's row. */
export const yearOfMonths = measures
  .map(
    (m) =>
      `array[${monthsOfYear.map((n) => `coalesce(sum(${m}) filter (where month % 100 <= ${n}), 0)`).join(', ')}]::bigint[] as ${m}`,
  )
  .join(',\n  ')

/** The rows that stand with those that come, place by place. */
export const yearsAdded = measures
  .map((m) => `${m} = array[${monthsOfYear.map((n) => `c.${m}[${n}] + excluded.${m}[${n}]`).join(', ')}]`)
  .join(', ')

/** No month of the row `c` has anything in it; what is counted is never less than nothing. */
export const yearEmpty = (c: string): string => measures.map((m) => `${c}${m}[12] = 0`).join(' and ')

/** What month `m` of a year's row adds. */
export const ofMonth = (column: string, m: string): string =>
  `coalesce(${column}[${m}], 0) - coalesce(${column}[${m} - 1], 0)`

/** All cells of indicator $1, from its facts. Facts that stand in the same cells are added up before they are spread out. */
export const madeCells = `made as materialized (
  select s.scope collate "C" as scope, m.dim collate "C" as dim, f.month, ${summed}
  from (
    select month, agency_ids, region_code, level, domain, charge, kind, ${sums} from indicator_fact where indicator = $1
    group by month, agency_ids, region_code, level, domain, charge, kind
  ) f ${scopesPart} ${dimsPart}
  where m.dim = '' or m.dim like 'd:%' or s.scope = '*' or s.scope ~ '^\\d\\d$'
  group by 1, 2, 3
  union all
  select s.scope collate "C", ('l:' || l.label_id) collate "C", f.month, ${summed}
  from indicator_fact f join indicator_label l on l.subject = f.subject ${scopesPart}
  where f.indicator = $1 group by 1, 2, 3
)`
