// Pages are compressed as they leave: a desk behind a slow line gets a tenth of the bytes.
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { MiddlewareHandler } from 'hono'
import type { ConsoleEnv } from './env.ts'

const zipped = promisify(gzip)
const worthBytes = 1_000

export const compressed: MiddlewareHandler<ConsoleEnv> = async (c, next) => {
  await next()
  const { headers, status } = c.res
  if (!/^text\/html\b/.test(headers.get('content-type') ?? '') || headers.has('content-encoding')) return
  headers.append('vary', 'accept-encoding')
  if (!/\bgzip\b/.test(c.req.header('accept-encoding') ?? '')) return
  const bytes = Buffer.from(await c.res.arrayBuffer())
  const body = bytes.length < worthBytes ? bytes : await zipped(bytes, { level: 5 })
  const kept = new Headers(headers)
  if (body !== bytes) kept.set('content-encoding', 'gzip')
  kept.set('content-length', String(body.length))
  c.res = undefined
  c.res = new Response(new Uint8Array(body), { status, headers: kept })
}
