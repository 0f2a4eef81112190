// What every request that acts says beside its fields: bytes, the signature over them, verified, and the key by which it is
// recognised when it comes again.
import type { Context } from 'hono'
import { type Registry, verifyDetached } from '../agencies/index.ts'
import { Refusal } from '../kernel/index.ts'
import type { DoorEnv } from './context.ts'
import { idempotencyKey } from './headers.ts'
import { readJson } from './read-body.ts'

export interface SaidAtDoor {
  readonly raw: Buffer
  readonly route: string
  readonly signature?: string
  readonly idempotencyKey?: string
  /** `X-Request-Id` of the answer: what is done is found by it again. */
  readonly requestId: string
}

/** Reads a request to `path`, whose body is JSON unless `read` says otherwise. */
export async function saidAt(
  c: Context<DoorEnv>,
  registry: Registry,
  path: string,
  read: (c: Context) => Promise<Buffer | Refusal> = readJson,
): Promise<SaidAtDoor | Refusal> {
  const raw = await read(c)
  if (raw instanceof Refusal) return raw
  const signature = c.req.header('x-jws-signature')
  const signed = await verifyDetached(registry, c.get('principal'), signature, raw)
  if (signed instanceof Refusal) return signed
  const key = idempotencyKey(c)
  if (key instanceof Refusal) return key
  return {
    raw,
    route: `${c.req.method} ${path}`,
    requestId: c.get('requestId'),
    ...(key !== undefined && { idempotencyKey: key }),
    ...(signature !== undefined && { signature }),
  }
}

/** `Link: rel="next"` of a list that goes on. */
export function nextLink(c: Context, next: string | null): void {
  if (next === null) return
  const url = new URL(c.req.url)
  url.searchParams.set('cursor', next)
  c.header('link', `<${url.pathname}${url.search}>; rel="next"`)
}
