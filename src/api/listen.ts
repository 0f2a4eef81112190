// The socket that the doors stand behind: how long it bears silence, and how it ends without cutting off who is inside.
import type { ServerResponse } from 'node:http'
import { type ServerType, serve } from '@hono/node-server'

/** Requests under way get this long to end; a stuck download must not hold the stop for ever. */
const drainMs = 10_000
const silentSocketMs = 120_000

export function listening(
  fetch: Parameters<typeof serve>[0]['fetch'],
  hostname: string,
  port: number,
): Promise<ServerType> {
  return new Promise((resolve, reject) => {
    // Uploads of hours are welcome, silent sockets are not: no limit for a request, one for saying nothing.
    const server = serve(
      { fetch, hostname, port, serverOptions: { requestTimeout: 0, headersTimeout: 30_000, keepAliveTimeout: 65_000 } },
      () => resolve(server),
    )
    if ('setTimeout' in server) server.setTimeout(silentSocketMs)
    server.once('error', reject)
  })
}

/** Takes no new connections, tells kept ones to end with their next answer, and ends the idle ones as they become idle. */
export function closed(server: ServerType): Promise<void> {
  return new Promise((resolve) => {
    if (!('closeIdleConnections' in server)) {
      server.close(() => resolve())
      return
    }
    server.prependListener('request', (_request, response: ServerResponse) => response.setHeader('connection', 'close'))
    const idle = setInterval(() => server.closeIdleConnections(), 50)
    const late = setTimeout(() => server.closeAllConnections(), drainMs)
    server.close(() => {
      clearInterval(idle)
      clearTimeout(late)
      resolve()
    })
    server.closeIdleConnections()
  })
}
