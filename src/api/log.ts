// One line a request: who, what, how long, and the code of a refusal. Bodies and query strings are never logged; what
// looks like an identity number in an error text is masked.
import type { MiddlewareHandler } from 'hono'
import type { Logger } from 'pino'
import { maskText, uuidv7 } from '../kernel/index.ts'
import { idFromWithin } from './authenticate.ts'
import type { DoorEnv } from './context.ts'

export const maskIdentityNumbers = maskText

/**
 * Gives every request an id and logs its end. What every answer has is set when it is made, whichever door made it and
 * however.
 */
export function requestLog(log: Logger): MiddlewareHandler<DoorEnv> {
  return async (c, next) => {
    const started = performance.now()
    const requestId = idFromWithin(c.env) ?? uuidv7()
    c.set('requestId', requestId)
    await next()
    c.res.headers.set('x-request-id', requestId)
    c.res.headers.set('x-content-type-options', 'nosniff')
    const principal = c.get('principal')
    log.info(
      {
        requestId,
        method: c.req.method,
        path: maskIdentityNumbers(c.req.path),
        status: c.res.status,
        ms: Math.round((performance.now() - started) * 10) / 10,
        ...(principal && { client: principal.clientId, agency: principal.agency.code }),
      },
      'request',
    )
  }
}
