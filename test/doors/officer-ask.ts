// The API asked by an officer who signed in: no token leads there, so a page of the test hands the question on, with the session
// and everything else as it is.
import { Hono } from 'hono'
import type { ConsoleEnv } from '../../src/console/env.ts'
import type { Desk } from '../console-scene.ts'
import type { Reply } from './refusals.ts'

interface Question {
  readonly method: string
  readonly path: string
  readonly body?: unknown
  readonly key?: string
}

/** For `world(n, { pages: askingPages })`. */
export const askingPages = () => {
  const door = new Hono<ConsoleEnv>()
  door.post('/asked', async (c) => {
    const { method, path, body, key } = JSON.parse(c.req.query('ask') ?? '{}') as Question
    const answer = await c.get('ask')(method, path, { body, ...(key !== undefined && { idempotencyKey: key }) })
    return c.json({
      status: answer.status,
      headers: [...answer.headers],
      body: answer.ok ? answer.body : answer.problem,
    })
  })
  return door
}

const marks = new WeakMap<Desk, string>()

export async function askAs(desk: Desk, method: string, path: string, body?: unknown, key?: string): Promise<Reply> {
  const mark =
    marks.get(desk) ?? (/name="_csrf" value="([^"]+)"/.exec((await desk.page('/console/me')).text)?.[1] as string)
  marks.set(desk, mark)
  const query = new URLSearchParams({ ask: JSON.stringify({ method, path, body, key }) })
  const { text } = await desk.post(`/console/asked?${query}`, new URLSearchParams({ _csrf: mark }))
  const answer = JSON.parse(text) as { status: number; headers: [string, string][]; body: unknown }
  const { status, headers } = answer
  return { method, path, status, headers: new Headers(headers), text: JSON.stringify(answer.body), body: answer.body }
}
