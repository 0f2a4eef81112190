// The inbox of the caller's organ: what it was told and has not read, each with grade, due time, article and where to ask.
// Who reads is the client, or the officer whom it names (`X-Access-Officer`); each has its own marks.
import { type Context, Hono } from 'hono'
import { inTransaction, type Pool } from '../../db/index.ts'
import { grades, markInbox, noticeKinds } from '../../schemas/index.ts'
import { type CaseInShort, inShort } from '../cases/index.ts'
import { Refusal } from '../kernel/index.ts'
import {
  type InboxItem,
  type InboxOf,
  inbox,
  kindWords,
  markRead,
  pathOf,
  TooManyMarks,
  told,
} from '../outbox/index.ts'
import { ruleSets } from '../procedure/index.ts'
import type { DoorEnv } from './context.ts'
import { pageLimit } from './headers.ts'
import { problem } from './problem.ts'
import { parseBody, readJson } from './read-body.ts'
import { readingOf } from './reading.ts'
import { nextLink } from './said.ts'
import { invalidQuery } from './webhooks-shown.ts'

type C = Context<DoorEnv>

export interface InboxDoorDeps {
  readonly pool: Pool
  readonly issuer: string
  readonly now: () => number
}

/** Mount at `/v1/inbox`, behind authentication. */
export function inboxDoor({ pool, issuer, now }: InboxDoorDeps): Hono<DoorEnv> {
  const door = new Hono<DoorEnv>()

  const readerOf = (c: C): InboxOf | Refusal => {
    const reading = readingOf(c, now())
    if (reading instanceof Refusal) return reading
    const { agencyId, clientId, officer } = reading
    return { agencyId, reader: officer === undefined ? `client ${clientId}` : `officer ${officer}` }
  }

  door.get('/', async (c) => {
    const limit = pageLimit(c)
    if (limit instanceof Refusal) return problem(c, limit)
    const of = readerOf(c)
    if (of instanceof Refusal) return problem(c, of)
    const { unread = 'true', kind, grade, cursor } = c.req.query()
    if (unread !== 'true' && unread !== 'false') return problem(c, invalidQuery('unread'))
    const kinds = kind?.split(',').map((one) => noticeKinds.find((known) => known === one))
    if (kinds?.includes(undefined)) return problem(c, invalidQuery('kind'))
    const least = grades.find((known) => known === (grade ?? 'notice'))
    if (least === undefined) return problem(c, invalidQuery('grade'))
    if (cursor !== undefined && !/^\d{1,18}$/.test(cursor)) return problem(c, invalidQuery('cursor'))
    const filter = { unread: unread === 'true', kinds: kinds as InboxItem['kind'][] | undefined, least, before: cursor }
    const { items: found, counts } = await inbox(pool, of, { ...filter, limit: limit + 1 })
    const page = found.slice(0, limit)
    const cases = page.filter((one) => one.kind === 'transfer').map(({ id }) => id)
    const short = await inShort(pool, of.agencyId, cases)
    const next = found.length > limit ? (page.at(-1)?.no ?? null) : null
    nextLink(c, next)
    return c.json({ items: page.map((one) => shown(issuer, one, short.get(one.id))), counts, next })
  })

  door.post('/read', async (c) => {
    const raw = await readJson(c)
    if (raw instanceof Refusal) return problem(c, raw)
    const body = parseBody(raw, markInbox)
    if (body instanceof Refusal) return problem(c, body)
    const of = readerOf(c)
    if (of instanceof Refusal) return problem(c, of)
    const { items, upTo } = body
    const what = { ...(items !== undefined && { items }), ...(upTo !== undefined && { upTo }) }
    try {
      return c.json({ marked: await inTransaction(pool, (connection) => markRead(connection, of, what)) })
    } catch (error) {
      if (error instanceof TooManyMarks)
        return problem(
          c,
          new Refusal('invalid_fields', `There are too many ${error.message}: mark all up to a place (upTo).`, {
            errors: [{ pointer: '/items', detail: 'too many single marks' }],
          }),
        )
      throw error
    }
  })

  return door
}

function shown(issuer: string, item: InboxItem, short: CaseInShort | undefined) {
  const { no, kind, id, version, step, at, grade, about, read } = item
  const words = kind === 'transfer' ? wordsOfCase(step) : told(kind, step)
  return {
    ...{ cursor: no, kind, id, version, step, at: at.toISOString(), grade },
    ...{ zh: about?.zh ?? words.zh, en: about?.en ?? words.en },
    number: short?.documentNo ?? about?.number ?? null,
    dueAt: short?.dueAt ?? about?.dueAt ?? null,
    basis: short?.basis ?? about?.basis ?? [],
    url: `${issuer}${pathOf[kind](id)}`,
    read,
  }
}

function wordsOfCase(step: string) {
  const rule = ruleSets.at(-1)?.steps[step]
  return {
    zh: `${kindWords.transfer.zh}：${rule?.zh ?? step}`,
    en: `${kindWords.transfer.en}: ${step.replaceAll('_', ' ')}`,
  }
}
