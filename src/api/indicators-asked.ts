// What a request about indicators asks, read from its query: whose figures, which months, along which dimension, of what;
// and whether the caller may read that.
import type { Agency, Directory } from '../agencies/index.ts'
import { dayText, localDay, Refusal } from '../kernel/index.ts'
import {
  agencyScope,
  type Dimension,
  dimensions,
  everywhere,
  type IndicatorId,
  type IndicatorsAsked,
  isIndicator,
  lastMonths,
  mayRead,
  monthNumber,
  organsOf,
  ownScope,
  type Reader,
  regionScope,
} from '../supervision/index.ts'
import { isUuid } from './headers.ts'
import { invalidQuery } from './webhooks-shown.ts'

export type Query = Readonly<Record<string, string | undefined>>

/** Ten years; more is a question for the archive. */
const monthsMax = 120
const monthsUsual = 12
const monthPattern = /^\d{4}-(0[1-9]|1[0-2])$/
const filters = { domain: 'd:', charge: 'c:', level: 'v:', step: 'k:', label: 'l:' } as const
/** Dimensions of which a cell has one: none can be split along another. */
const ofCells = ['domain', 'charge', 'level', 'step']

export const thisMonth = (nowMs: number): string => dayText(localDay(nowMs)).slice(0, 7)

const notYours = () =>
  new Refusal('agency_kind_not_permitted', 'A procuratorate reads figures of its region, every other organ its own.')

/** The scope of `region` or `agency`; the caller's own where neither is named. */
export function scopeAsked({ region, agency }: Query, reader: Reader, directory: Directory): string | Refusal {
  if (region !== undefined && agency !== undefined) return invalidQuery('agency')
  if (region !== undefined && !/^\d{6}$/.test(region)) return invalidQuery('region')
  if (agency !== undefined && !isUuid(agency)) return invalidQuery('agency')
  const scope =
    region !== undefined ? regionScope(region) : agency !== undefined ? agencyScope(agency) : ownScope(reader)
  // Nonsense of six digits is no region; the whole country is asked for by its own code.
  if (region !== undefined && scope === everywhere && !/^[01]00000$/.test(region)) return invalidQuery('region')
  return mayRead(reader, scope, directory) ? scope : notYours()
}

export function periodAsked({ from, to, months }: Query, nowMs: number): { from: string; to: string } | Refusal {
  if (to !== undefined && !monthPattern.test(to)) return invalidQuery('to')
  if (from !== undefined && !monthPattern.test(from)) return invalidQuery('from')
  const last = to ?? thisMonth(nowMs)
  const count = months === undefined ? monthsUsual : /^\d{1,3}$/.test(months) ? Number(months) : 0
  if (count < 1 || count > monthsMax || (months !== undefined && from !== undefined)) return invalidQuery('months')
  const period = from === undefined ? lastMonths(count, last) : { from, to: last }
  if (period.from > period.to || monthNumber(period.from) < monthNumber(lastMonths(monthsMax, period.to).from))
    return invalidQuery('from')
  return period
}

/** `d:market`; undefined where none is asked for, a refusal where two are. */
export function filterAsked(query: Query): string | undefined | Refusal {
  const named = Object.keys(filters).filter((name) => query[name] !== undefined)
  const [name, second] = named as (keyof typeof filters)[]
  if (second !== undefined) return invalidQuery(second)
  if (name === undefined) return undefined
  const value = query[name] ?? ''
  if (value === '' || value.length > 200 || (name === 'label' && !isUuid(value))) return invalidQuery(name)
  return filters[name] + value
}

export function figuresAsked(
  query: Query,
  reader: Reader,
  directory: Directory,
  nowMs: number,
): IndicatorsAsked | Refusal {
  const scope = scopeAsked(query, reader, directory)
  if (scope instanceof Refusal) return scope
  const period = periodAsked(query, nowMs)
  if (period instanceof Refusal) return period
  const filter = filterAsked(query)
  if (filter instanceof Refusal) return filter
  const dimension = dimensions.find((d) => d === query.dimension)
  if (query.dimension !== undefined && dimension === undefined) return invalidQuery('dimension')
  if (filter !== undefined && dimension !== undefined && ofCells.includes(dimension)) return invalidQuery('dimension')
  if ((dimension === 'region' || dimension === 'agency') && scope.startsWith('a:')) return invalidQuery('dimension')
  const { compare } = query
  if (compare !== undefined && compare !== 'year') return invalidQuery('compare')
  const indicators = query.indicators?.split(',')
  if (indicators?.some((id) => !isIndicator(id))) return invalidQuery('indicators')
  return {
    ...period,
    ...{ scope, dimension: dimension as Dimension | undefined, filter, compareYear: compare === 'year' },
    ...(indicators !== undefined && { indicators: indicators as IndicatorId[] }),
    ...(dimension === 'agency' && { agencyIds: organsOf(directory, scope).map((a: Agency) => a.id) }),
  }
}
