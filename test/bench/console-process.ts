// The gateway of the console bench, in a process of its own: as an operator starts it, with a page more for every page
// that is measured, its floor: the same bytes from a string, after the same session check, one query of one row and the same
// compression. Times are the server's own, from the request's head to its last byte handed on.
import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import { Hono } from 'hono'
import { readConfig } from '../../src/config.ts'
import type { ConsoleDeps } from '../../src/console/index.ts'
import { type Gateway, startGateway } from '../../src/gateway.ts'
import { answerParent } from './child.ts'

export interface ConsolePlan {
  readonly environment: Record<string, string>
}

let gateway: Gateway
const fixed = new Map<string, string>()
const begun = new WeakMap<IncomingMessage, number>()
const took = new Map<string, number>()

/** Marks a request whose time is asked for. */
const mark = 'x-bench-no'

type Http = { readonly request: IncomingMessage }
subscribe('http.server.request.start', (message) => begun.set((message as Http).request, performance.now()))
subscribe('http.server.response.finish', (message) => {
  const { request } = message as Http
  const no = request.headers[mark]
  const from = begun.get(request)
  if (typeof no === 'string' && from !== undefined) took.set(no, performance.now() - from)
})

function floorPages(pool: ConsoleDeps['pool']): NonNullable<ConsoleDeps['more']> {
  const pages: NonNullable<ConsoleDeps['more']> = new Hono()
  pages.get('/floor/:name', async (c) => {
    await pool.query({
      name: 'bench_console_floor',
      text: 'select id, lang from console_session where id = $1',
      values: [c.get('session').id],
    })
    return c.html(fixed.get(c.req.param('name')) ?? '')
  })
  return pages
}

answerParent({
  start: async ({ environment }: ConsolePlan) => {
    gateway = await startGateway(readConfig(environment), { pages: floorPages })
    return gateway.url
  },
  fix: ({ name, html }: { name: string; html: string }) => {
    fixed.set(name, html)
  },
  /** Milliseconds by number, of all since the last question. */
  took: () => {
    const all = [...took]
    took.clear()
    return all
  },
  stop: () => gateway.stop(),
})
