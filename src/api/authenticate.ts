// Lets through who proved itself. A read that took long is authenticated again before its answer leaves, so that nothing
// is answered to a client more than one second after it was disabled.
import type { MiddlewareHandler } from 'hono'
import { answerTrustMs, authenticate, type Keyring, type Principal, type Registry } from '../agencies/index.ts'
import { refused } from '../kernel/index.ts'
import type { DoorEnv } from './context.ts'
import { problem } from './problem.ts'

/** The context would lend a refusal the headers of the answer it replaces, its length among them. */
const kept = ['content-type', 'www-authenticate']

/** Under it a request from inside carries its principal; nothing that comes over the wire can be a symbol. */
const within = Symbol('within')
/** And the id of the page that asks: its footer, the log and the log of reads say the same. */
const page = Symbol('page')
/** And where the answer's value may be handed over, so that nobody writes it as JSON only to read it again. */
const hand = Symbol('hand')

/** What an answer says, where its body does not. */
export interface Handed {
  value?: unknown
}

/** Asks `app` in the name of somebody whose session was looked at just now; `address` stands in the log of reads. */
export function askedFromWithin(app: { fetch: (request: Request, env: object) => Response | Promise<Response> }) {
  return (request: Request, principal: Principal, address?: string, handed?: Handed): Response | Promise<Response> =>
    app.fetch(request, {
      [within]: principal,
      [hand]: handed,
      [page]: request.headers.get('x-request-id') ?? undefined,
      incoming: { socket: { remoteAddress: address } },
    })
}

/** The id of the page for which a request from inside is made; nobody outside can give one. */
export const idFromWithin = (env: unknown): string | undefined => (env as { [page]?: string } | undefined)?.[page]

/** Where whoever asks from inside takes the value from; undefined where it reads the body. */
export const handFromWithin = (env: unknown): Handed | undefined => (env as { [hand]?: Handed } | undefined)?.[hand]

/** Sets `principal`, or answers 401; throws RegistryUnavailable (503) when nobody can be believed. */
export function authenticated(registry: Registry, keyring: Keyring): MiddlewareHandler<DoorEnv> {
  return async (c, next): Promise<Response | undefined> => {
    const inside = (c.env as { [within]?: Principal } | undefined)?.[within]
    if (inside !== undefined) {
      c.set('principal', inside)
      await next()
      return undefined
    }
    const authorization = c.req.header('authorization')
    const outcome = authenticate(registry, keyring, authorization)
    const principal = outcome instanceof Promise ? await outcome : outcome
    if (refused(principal)) return problem(c, principal)
    c.set('principal', principal)
    const knownAtMs = registry.confirmedAtMs
    await next()
    if (registry.now() - knownAtMs <= answerTrustMs) return undefined
    // Acts need no second look: their statement compares the client's generation as it commits. A repeated one is a read.
    if (!['GET', 'HEAD'].includes(c.req.method) && !c.res.headers.has('idempotent-replayed')) return undefined
    const first = c.res
    // The former answer goes no further, also when this throws.
    c.res = undefined
    const again = await authenticate(registry, keyring, authorization)
    if (!refused(again)) {
      c.res = first
      return undefined
    }
    await first.body?.cancel()
    const refusal = problem(c, again)
    const headers = new Headers()
    for (const name of kept) headers.set(name, refusal.headers.get(name) ?? '')
    c.res = new Response(refusal.body, { status: refusal.status, headers })
    return undefined
  }
}
