// The doors of the simulated platform: what each path answers, when it behaves. Knows no socket and no misbehaviour
// beyond which rows are lost.
import { z } from 'zod'
import type { Doorkeeper } from './gate.ts'
import { instantOf, localTime } from './local-time.ts'
import type { Conduct } from './manners.ts'
import type { Published, Row } from './published.ts'
import type { ReceivedHooks, ReceivedTransfers } from './received.ts'

export interface Grounds {
  readonly published: Published
  readonly transfers: ReceivedTransfers
  readonly hooks: ReceivedHooks
  readonly conduct: Conduct
  readonly gate: Doorkeeper
  /** The platform's own clock, skewed as it is told. */
  readonly now: () => number
  /** Told the rows that a control door has changed. */
  readonly changed?: (rows: readonly Row[]) => void
}

export interface Knock {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

export interface Reply {
  readonly status: number
  readonly body: unknown
}

const ok = (data?: unknown): Reply => ({ status: 200, body: data === undefined ? { code: 0 } : { code: 0, data } })
const wrong = (message: string): Reply => ({ status: 400, body: { code: 40001, message } })
const day = z.iso.date()
const limitMax = 1_000

type Door = (grounds: Grounds, knock: Knock) => Reply

const keyOfRow = (row: Row) => row.record_unique_identity

const doors: Readonly<Record<string, Door>> = {
  'GET /records': ({ published, conduct }, { query }) => {
    const page = published.page(query.get('cursor') ?? '', limitIn(query))
    if (page === undefined) return wrong('cursor')
    return ok({ ...page, rows: conduct.rows(page.rows, keyOfRow) })
  },
  'GET /records/since': ({ published, conduct }, { query }) => {
    const instant = instantOf(query.get('since') ?? '')
    if (instant === undefined) return wrong('since')
    const page = published.since(localTime(instant), query.get('after') ?? undefined, limitIn(query))
    return ok({ ...page, rows: conduct.rows(page.rows, keyOfRow) })
  },
  'GET /records/one': ({ published }, { query }) => ok(published.one(query.get('key') ?? '')),
  'GET /records/many': ({ published }, { query }) =>
    ok({
      rows: (query.get('keys') ?? '')
        .split(',')
        .slice(0, 100)
        .flatMap((key) => published.one(key) ?? []),
    }),
  'GET /records/summary': ({ published }, { query }) => summary(published, query),
  'GET /records/keys': ({ published }, { query }) => keys(published, query),
  'POST /transfers': ({ transfers, conduct, now }, { headers, body }) => {
    const payload = jsonIn(body)
    if (payload === undefined) return wrong('the body is no JSON')
    const taken = transfers.take(headers['x-request-id'], payload, now(), () =>
      conduct.falls('lost', conduct.manners.loseTransfers),
    )
    return typeof taken === 'string' ? { status: 200, body: { code: 40002, message: taken } } : ok()
  },
  'GET /transfers/one': ({ transfers }, { query }) => ok(transfers.one(query.get('key') ?? '')),
  'GET /transfers/summary': ({ transfers }, { query }) => summary(transfers, query),
  'GET /transfers/keys': ({ transfers }, { query }) => keys(transfers, query),
  'POST /hooks': ({ hooks }, { headers, body }) => {
    hooks.take(headers, body.toString('utf8'))
    return ok()
  },
  'POST /token': ({ gate, now }, { body }) => {
    const given = gate.token(jsonIn(body), now())
    return 'code' in given ? { status: 401, body: given } : ok(given)
  },
}

/** The answer of a platform that behaves. */
export function answer(grounds: Grounds, knock: Knock): Reply {
  const door = doors[`${knock.method} ${knock.path}`]
  if (door === undefined) return { status: 404, body: { code: 40400, message: '接口不存在' } }
  // Webhooks bear a signature of their own, and whoever asks for a token has none yet.
  const open = knock.path === '/hooks' || knock.path === '/token'
  const denial = open ? undefined : grounds.gate.check(knock, grounds.now())
  return denial === undefined ? door(grounds, knock) : { status: 401, body: denial }
}

interface Counting {
  figures(from: string, to: string): unknown
  keys(day: string): unknown
}

function summary(of: Counting, query: URLSearchParams): Reply {
  const [from, to] = [day.safeParse(query.get('from')), day.safeParse(query.get('to'))]
  return from.success && to.success ? ok(of.figures(from.data, to.data)) : wrong('from, to')
}

function keys(of: Counting, query: URLSearchParams): Reply {
  const asked = day.safeParse(query.get('day'))
  return asked.success ? ok(of.keys(asked.data)) : wrong('day')
}

function limitIn(query: URLSearchParams): number {
  const asked = Number(query.get('limit') ?? 100)
  return Number.isInteger(asked) && asked > 0 ? Math.min(asked, limitMax) : 100
}

export function jsonIn(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}
