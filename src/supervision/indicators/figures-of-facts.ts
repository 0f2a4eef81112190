// Sums that no cells are kept for, made from the facts of one organ or of a small region: few, and found by an index.
import { type Pool, run } from '../../../db/index.ts'
import type { IndicatorId } from './definitions.ts'

export interface SumsAsked {
  readonly dimension: string | undefined
  readonly indicators: readonly IndicatorId[]
  readonly filter: string | undefined
  readonly compareYear: boolean
  /** Regions by their digits, or `a:<agency>`. */
  readonly scopes: readonly string[]
  readonly from: number
  readonly to: number
}

export interface Summed {
  readonly indicator: IndicatorId
  readonly key: string
  /** Of the year before, under the month that it is held against. */
  readonly before: boolean
  readonly n: string
  readonly d: string
  readonly pn: string
  readonly pd: string
}

const columns: Readonly<Record<string, string>> = { 'd:': 'domain', 'c:': 'charge', 'v:': 'level', 'k:': 'kind' }
const keys: Readonly<Record<string, string>> = {
  ...{ domain: 'f.domain', charge: 'f.charge', level: 'f.level', step: 'f.kind' },
  ...{
    region: 's.scope',
    agency: 'substr(s.scope, 3)',
    month: '(f.month + case when y.before then 100 else 0 end)::text',
  },
}

export async function sumsOfFacts(pool: Pool, asked: SumsAsked): Promise<Summed[]> {
  const { dimension = '', indicators, filter = '', compareYear, scopes, from, to } = asked
  const key = keys[dimension] ?? `''`
  const column = columns[filter.slice(0, 2)]
  const ofAgency = scopes[0]?.startsWith('a:') === true
  const place = ofAgency
    ? 'f.agency_ids @> array[substr(s.scope, 3)::uuid]'
    : `f.region_code >= s.scope and f.region_code < s.scope || ':'`
  const named = ['charge', 'level', 'step', 'domain'].includes(dimension) ? `and ${key} <> ''` : ''
  const text = `select f.indicator, ${key} as key, y.before, sum(f.n)::text as n, sum(f.d)::text as d,
  sum(f.pn)::text as pn, sum(f.pd)::text as pd
from unnest($1::text[]) as s(scope) join indicator_fact f on f.indicator = any($2) and ${place}
join (values (false), (true)) as y(before)
  on case when y.before then $5 and f.month between $3 - 100 and $4 - 100 else f.month between $3 and $4 end
where ($6::text is null or ${column ?? `''`} = $6) ${named}
group by 1, 2, 3`
  const name = `indicators_sums_${ofAgency ? 'agency' : 'region'}_${dimension}_${column ?? ''}`
  const given = column === undefined ? null : filter.slice(2)
  return run<Summed & Record<string, unknown>>(pool, { name, text }, [scopes, indicators, from, to, compareYear, given])
}
