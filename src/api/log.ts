// One line a request: who, what, how long, and the code of a refusal. Bodies and query strings are never logged; what
// looks like an identity number in an error text is masked.
import type { MiddlewareHandler } from 'hono'
import type { Logger } from 'pino'
import { uuidv7 } from '../kernel/index.ts'
import type { DoorEnv } from './context.ts'

const identityNumber = /\b(\d{6})\d{8}(\d{3}[\dXx])\b/g

export const maskIdentityNumbers = (text: string) => text.replace(identityNumber, '$1********$2')

/**
 * Gives every request an id and logs its end. Headers every answer has are set before the answer is made: set afterwards,
 * each would cost a copy of the whole response.
 */
export function requestLog(log: Logger): MiddlewareHandler<DoorEnv> {
  return async (c, next) => {
    const started = performance.now()
    const requestId = uuidv7()
    c.set('requestId', requestId)
    c.header('x-request-id', requestId)
    c.header('x-content-type-options', 'nosniff')
    await next()
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
