// The door of indicators: definitions, figures, the cases behind them, saved reports and signed statements. A procuratorate
// reads its region and what lies in it, every other organ its own; a client registered as operator reads all.
import { type Context, Hono } from 'hono'
import { freezeIndicators, saveIndicatorReport } from '../../schemas/index.ts'
import type { Directory, Registry } from '../agencies/index.ts'
import { agencyView, outlinesOf } from '../cases/index.ts'
import { Refusal } from '../kernel/index.ts'
import { labelSeenBy } from '../labels/index.ts'
import {
  casesBehind,
  dashboard,
  definitionOf,
  type Figure,
  figures,
  freeze,
  type IndicatorStatement,
  indicatorIds,
  indicatorRules,
  isIndicator,
  mayRead,
  NoPosition,
  removeReport,
  type SavedReport,
  type StatementsRoom,
  savedReport,
  savedReports,
  saveReport,
  statementOf,
  statementsOf,
} from '../supervision/index.ts'
import type { DoorEnv } from './context.ts'
import { isUuid, pageLimit } from './headers.ts'
import { figuresAsked, filterAsked, periodAsked, type Query, scopeAsked, thisMonth } from './indicators-asked.ts'
import { problem } from './problem.ts'
import { parseBody } from './read-body.ts'
import { nextLink, saidAt } from './said.ts'
import { invalidQuery } from './webhooks-shown.ts'

type C = Context<DoorEnv>

export interface IndicatorsDoorDeps {
  readonly indicators: StatementsRoom
  readonly registry: Registry
}

const notFound = (what: string) => new Refusal('not_found', `There is no such ${what} of your agency.`)

/** Mount at `/v1/indicators`, behind authentication. */
export function indicatorsDoor({ indicators: room, registry }: IndicatorsDoorDeps): Hono<DoorEnv> {
  const door = new Hono<DoorEnv>()
  const directory = async () => (await registry.current()).directory
  const readerOf = (c: C) => c.get('principal')

  /** A label reveals nothing to whom it is not shown: to others there is none. */
  async function labelled(c: C, filter: string | undefined): Promise<Refusal | undefined> {
    if (filter?.startsWith('l:') !== true) return undefined
    const { agency, operator } = readerOf(c)
    if (operator === true || (await labelSeenBy(room.pool, filter.slice(2), agency.id))) return undefined
    return new Refusal('not_found', 'There is no such label of your agency.')
  }

  door.get('/', (c) =>
    c.json({ rules: indicatorRules, items: indicatorIds.map((id) => ({ id, ...definitionOf(id) })) }),
  )

  const answered = async (c: C, query: Query) => {
    const organs = await directory()
    const asked = figuresAsked(query, readerOf(c), organs, room.now())
    if (asked instanceof Refusal) return asked
    const hidden = await labelled(c, asked.filter)
    if (hidden !== undefined) return hidden
    const { scope, from, to, dimension = null, filter = null } = asked
    const items = (await figures(room, asked)).map((f) => figureShown(f, dimension, organs))
    return { scope: scopeShown(scope, organs), from, to, rules: indicatorRules, dimension, filter, items }
  }
  door.get('/figures', async (c) => {
    const found = await answered(c, c.req.query())
    return found instanceof Refusal ? problem(c, found) : c.json(found)
  })

  door.get('/dashboard', async (c) => {
    const organs = await directory()
    const query = { months: c.req.query('from') === undefined ? '24' : undefined, ...c.req.query() }
    const scope = scopeAsked(query, readerOf(c), organs)
    if (scope instanceof Refusal) return problem(c, scope)
    const period = periodAsked(query, room.now())
    if (period instanceof Refusal) return problem(c, period)
    const { total, months, regions, domains } = await dashboard(room, { scope, ...period })
    const shown = (list: readonly Figure[], dimension: string | null) =>
      list.map((f) => figureShown(f, dimension, organs))
    return c.json({
      ...{ scope: scopeShown(scope, organs), ...period, rules: indicatorRules, total: shown(total, null) },
      ...{ months: shown(months, 'month'), regions: shown(regions, 'region'), domains: shown(domains, 'domain') },
    })
  })

  door.get('/reports', async (c) => {
    const items = await savedReports(room.pool, readerOf(c).agency.id)
    return c.json({ items })
  })
  door.post('/reports', async (c) => {
    const said = await saidAt(c, registry, '/v1/indicators/reports')
    if (said instanceof Refusal) return problem(c, said)
    const body = parseBody(said.raw, saveIndicatorReport)
    if (body instanceof Refusal) return problem(c, body)
    const { agency, clientId } = readerOf(c)
    const asked = figuresAsked(queryOf(body.query), readerOf(c), await directory(), room.now())
    if (asked instanceof Refusal) return problem(c, asked)
    const hidden = await labelled(c, asked.filter)
    if (hidden !== undefined) return problem(c, hidden)
    const by = { agencyId: agency.id, clientId }
    const kept = await saveReport(room.pool, by, body.name, body.query, new Date(room.now()))
    if (kept === undefined)
      return problem(c, new Refusal('wrong_state', 'Your agency keeps as many reports as it may.'))
    return c.json(kept, 201)
  })
  const ownReport = async (c: C): Promise<SavedReport | undefined> => {
    const id = c.req.param('id') ?? ''
    return isUuid(id) ? savedReport(room.pool, readerOf(c).agency.id, id) : undefined
  }
  door.get('/reports/:id', async (c) => {
    const report = await ownReport(c)
    if (report === undefined) return problem(c, notFound('report'))
    const found = await answered(c, queryOf(report.query))
    return found instanceof Refusal ? problem(c, found) : c.json(found)
  })
  door.delete('/reports/:id', async (c) => {
    const report = await ownReport(c)
    if (report === undefined) return problem(c, notFound('report'))
    await removeReport(room.pool, readerOf(c).agency.id, report.id)
    return c.body(null, 204)
  })

  door.get('/statements', async (c) => {
    const organs = await directory()
    const reader = readerOf(c)
    const scope = scopeAsked(c.req.query(), reader, organs)
    if (scope instanceof Refusal) return problem(c, scope)
    const items = (await statementsOf(room.pool, [scope])).map((s) => statementShown(s, organs))
    return c.json({ items })
  })
  door.post('/statements', async (c) => {
    const said = await saidAt(c, registry, '/v1/indicators/statements')
    if (said instanceof Refusal) return problem(c, said)
    const body = parseBody(said.raw, freezeIndicators)
    if (body instanceof Refusal) return problem(c, body)
    const organs = await directory()
    const scope = scopeAsked({ region: body.region, agency: body.agency }, readerOf(c), organs)
    if (scope instanceof Refusal) return problem(c, scope)
    if (body.month >= thisMonth(room.now())) return problem(c, invalidQuery('month'))
    try {
      const made = await freeze(room, { month: body.month, scope, agencyId: readerOf(c).agency.id })
      return c.json(statementShown(made, organs))
    } catch (error) {
      if (error instanceof NoPosition) return problem(c, new Refusal('wrong_state', error.message))
      throw error
    }
  })
  door.get('/statements/:id', async (c) => {
    const id = c.req.param('id')
    const found = isUuid(id) ? await statementOf(room.pool, id) : undefined
    const organs = await directory()
    if (found === undefined || !mayRead(readerOf(c), found.scope, organs)) return problem(c, notFound('statement'))
    return c.json(statementShown(found, organs))
  })

  door.get('/figures/:id/cases', async (c) => {
    const indicator = c.req.param('id')
    if (!isIndicator(indicator)) return problem(c, notFound('indicator'))
    const limit = pageLimit(c)
    if (limit instanceof Refusal) return problem(c, limit)
    const organs = await directory()
    const reader = readerOf(c)
    const query = c.req.query()
    const scope = scopeAsked(query, reader, organs)
    if (scope instanceof Refusal) return problem(c, scope)
    const period = periodAsked(query, room.now())
    if (period instanceof Refusal) return problem(c, period)
    const filter = filterAsked(query)
    if (filter instanceof Refusal) return problem(c, filter)
    const hidden = await labelled(c, filter)
    if (hidden !== undefined) return problem(c, hidden)
    const which = (['all', 'numerator', 'rest'] as const).find((w) => w === (query.in ?? 'all'))
    if (which === undefined) return problem(c, invalidQuery('in'))
    const after = query.cursor ?? null
    const page = await casesBehind(room.pool, { indicator, ...period, scope, which, filter, after, limit })
    if (page === null) return problem(c, invalidQuery('cursor'))
    const { pool } = room
    const transfers = page.items.filter((i) => i.source === 't').map((i) => i.id)
    const outlines = await outlinesOf(pool, reader.agency.id, [...new Set(transfers)])
    nextLink(c, page.next)
    const items = page.items.map(({ source, agencyIds, kind, charge, ...item }) => {
      const outline = outlines.get(item.id)
      // Whoever may read the figure of a penalty case may read the record: both go by region and by organ.
      const seen =
        source === 'p' ? reader.operator !== true || agencyIds.includes(reader.agency.id) : outline !== undefined
      return {
        kind: source === 't' ? ('transfer' as const) : ('penalty' as const),
        ...{ ...item, agencies: agencyIds.map((id) => agencyView(organs, id)), step: kind, seen },
        ...{ charge: seen && charge !== '' ? charge : null, documentNo: outline?.documentNo ?? null },
        ...{ caseName: outline?.caseName ?? null, status: outline?.status ?? null },
      }
    })
    return c.json({ items, next: page.next })
  })
  return door
}

/** A kept question as the query of a request. */
function queryOf(query: Readonly<Record<string, unknown>>): Query {
  return Object.fromEntries(
    Object.entries(query).map(([name, value]) => [name, Array.isArray(value) ? value.join() : String(value)]),
  )
}

function scopeShown(scope: string, directory: Directory) {
  if (scope === '*') return { kind: 'country' as const, region: null, agency: null }
  if (scope.startsWith('a:'))
    return { kind: 'agency' as const, region: null, agency: agencyView(directory, scope.slice(2)) }
  return { kind: 'region' as const, region: scope.padEnd(6, '0'), agency: null }
}

function figureShown({ key, ...figure }: Figure, dimension: string | null, directory: Directory) {
  const name = dimension === 'agency' ? (directory.byId.get(key)?.name ?? null) : null
  return { ...figure, key: dimension === 'region' ? key.padEnd(6, '0') : key, name }
}

function statementShown({ scope, agencyId: _, ...statement }: IndicatorStatement, directory: Directory) {
  return { ...statement, scope: scopeShown(scope, directory) }
}
