// Acts on the copy of a case: kept as requests with their own time, shown as sent and not yet entered, put into packages,
// and settled by what comes back. The case itself changes only where it is at home.
import { type Pool, run, type Statement } from '../../db/index.ts'
import { type CaseEvent, evolve, type View, type Viewer, viewerKey, viewFrom } from '../procedure/index.ts'
import type { GatheredRow } from './gather.ts'

/** An act asked for here, as its home gateway gets it. */
export interface ActRequest {
  readonly id: string
  readonly transferId: string
  readonly step: string
  readonly agencyId: string
  readonly clientId: string
  /** RFC 3339: the legal time of the act. */
  readonly at: string
  /** Last entry of the copy when the act was made. */
  readonly seen: number
  readonly input: Readonly<Record<string, unknown>>
  readonly body: Buffer
  readonly signature: string | null
  readonly letter: Readonly<Record<string, unknown>> | null
}

export interface NewRequest extends ActRequest {
  readonly home: string
  readonly expected: CaseEvent
  readonly route: string
  readonly key: string | null
}

export interface KeptRequest {
  readonly id: string
  readonly step: string
  readonly agencyId: string
  readonly at: Date
  readonly body: Buffer
  readonly expected: CaseEvent
  readonly state: 'waiting' | 'entered' | 'refused'
  readonly version: number | null
  readonly refusal: Readonly<Record<string, unknown>> | null
}

const columns = `id, step, agency_id as "agencyId", at, body, expected, state, version, refusal`
const insertStatement: Statement = {
  name: 'cases_request',
  text: `insert into act_request (id, transfer_id, home, step, agency_id, client_id, at, seen, input, expected, body, signature, letter, route, key)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) on conflict do nothing returning id`,
}
const waitingStatement: Statement = {
  name: 'cases_requests_waiting',
  text: `select ${columns} from act_request where transfer_id = $1 and state = 'waiting' order by seq`,
}
const beforeStatement: Statement = {
  name: 'cases_request_before',
  text: `select ${columns} from act_request where client_id = $1 and route = $2 and key = $3`,
}
/** What was refused stays in sight; a hundred of them say enough. */
const sentStatement: Statement = {
  name: 'cases_requests_sent',
  text: `select ${columns} from act_request where transfer_id = $1 and agency_id = $2 and state <> 'entered' order by seq limit 100`,
}
const unsentStatement: Statement = {
  name: 'cases_requests_unsent',
  text: `select id, transfer_id as "transferId", step, agency_id as "agencyId", client_id as "clientId", at, seen, input, body, signature, letter
    from act_request where home = $1 and not queued and state = 'waiting' order by seq limit $2`,
}
const requestsOf: Statement = {
  name: 'cases_requests_of',
  text: `select id, transfer_id as "transferId", step, agency_id as "agencyId", client_id as "clientId", at, seen, input, body, signature, letter
    from act_request where transfer_id = $1 and state = 'waiting' order by seq`,
}
const queuedStatement: Statement = {
  name: 'cases_requests_queued',
  text: 'update act_request set queued = true where id = any($1::uuid[])',
}
const settleStatement: Statement = {
  name: 'cases_request_settle',
  text: `update act_request set state = $2, version = $3, refusal = $4, settled_at = $5 where id = $1 and state = 'waiting'
    returning id, transfer_id as "transferId", input`,
}
/** False where the key was used in between. */
export async function keepRequest(pool: Pool, request: NewRequest): Promise<boolean> {
  const { id, transferId, home, step, agencyId, clientId, at, seen, input, expected, body, signature } = request
  const rows = await run(pool, insertStatement, [
    id,
    transferId,
    home,
    step,
    agencyId,
    clientId,
    at,
    seen,
    JSON.stringify(input),
    JSON.stringify(expected),
    body,
    signature,
    request.letter && JSON.stringify(request.letter),
    request.route,
    request.key,
  ])
  return rows.length > 0
}

export const waitingRequests = (pool: Pool, transferId: string): Promise<KeptRequest[]> =>
  run<KeptRequest & object>(pool, waitingStatement, [transferId])

/** What a key was used for on a copy. */
export async function requestBefore(
  pool: Pool,
  clientId: string,
  route: string,
  key: string,
): Promise<KeptRequest | undefined> {
  return (await run<KeptRequest & object>(pool, beforeStatement, [clientId, route, key]))[0]
}

const sentWords = {
  waiting: { zh: '已发出，尚未入案', en: 'sent, not yet entered' },
  refused: { zh: '主办平台未予入案', en: 'refused where the case is at home' },
  entered: { zh: '已入案', en: 'entered' },
} as const

export const sentView = ({ id, step, at, state, refusal }: Omit<KeptRequest, 'body' | 'expected'>) => ({
  id,
  step,
  at: at.toISOString(),
  state: state === 'waiting' ? ('sent' as const) : state,
  ...sentWords[state],
  ...(refusal && { refusal }),
})

/** An organ's own acts on the copy of a case that have not become entries. */
export async function sentBy(pool: Pool, transferId: string, agencyId: string) {
  return (await run<KeptRequest & object>(pool, sentStatement, [transferId, agencyId])).map(sentView)
}

/** Requests to a gateway that no package holds yet, oldest first. */
export async function unsentRequests(pool: Pool, home: string, limit: number): Promise<ActRequest[]> {
  const rows = await run<Omit<ActRequest, 'at'> & { at: Date }>(pool, unsentStatement, [home, limit])
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }))
}

/** All that waits on one case, oldest first. */
export async function requestsWaiting(pool: Pool, transferId: string): Promise<ActRequest[]> {
  const rows = await run<Omit<ActRequest, 'at'> & { at: Date }>(pool, requestsOf, [transferId])
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }))
}

export async function requestsQueued(pool: Pick<Pool, 'query'>, ids: readonly string[]): Promise<void> {
  await pool.query({ ...queuedStatement, values: [ids] })
}

/** What became of a request. Gives its materials where it was refused; undefined where it was settled before. */
export async function settleRequest(
  pool: Pool,
  id: string,
  outcome: { readonly version: number } | { readonly refusal: Readonly<Record<string, unknown>> },
  now: Date,
): Promise<{ transferId: string; materials: string[] } | undefined> {
  const entered = 'version' in outcome
  const [row] = await run<{ transferId: string; input: { materials?: { id: string }[] } }>(pool, settleStatement, [
    id,
    entered ? 'entered' : 'refused',
    entered ? outcome.version : null,
    entered ? null : JSON.stringify(outcome.refusal),
    now,
  ])
  if (row === undefined) return undefined
  return { transferId: row.transferId, materials: entered ? [] : (row.input.materials ?? []).map((m) => m.id) }
}

/** The copy as it would stand if everything that was asked for here had been entered. */
export function withExpected(row: GatheredRow, waiting: readonly KeptRequest[]): GatheredRow {
  let ahead = row
  for (const { expected } of waiting) {
    const event = { ...expected, version: ahead.state.version + 1 }
    const views =
      ahead.views &&
      Object.fromEntries(
        Object.entries(ahead.views).map(([key, view]): [string, View] => [
          key,
          { ...view, state: view.state && evolve(view.state, event) },
        ]),
      )
    const state = evolve(ahead.state, event)
    ahead = { ...ahead, state, version: state.version, views }
  }
  return ahead
}

/** The case as these entries leave it, put at the version that it has now. */
export function asOf(row: GatheredRow, events: readonly CaseEvent[], viewer: Viewer): GatheredRow {
  let state: GatheredRow['state'] | null = null
  for (const event of events) state = evolve(state, event)
  if (state === null) return row
  const { version, counts } = row.state
  const view = row.views === null ? null : viewFrom(events, viewer)
  const key = viewerKey(viewer)
  return {
    ...row,
    state: { ...state, version, counts },
    views: view && { [key]: { ...view, state: view.state && { ...view.state, version, counts } } },
  }
}
