// Where the simulated police takes webhooks: checks their signature where it was given the secret (Standard Webhooks),
// and tells of which case they speak. Answers at once; what is to be done is done later.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'

export interface HookHeard {
  readonly id: string
  /** Its signature is good, or none was asked for. */
  readonly good: boolean
  readonly transferId?: string
}

const bodyMax = 1_048_576

export async function hookListener(
  { host, port, secret }: { readonly host: string; readonly port: number; readonly secret?: string },
  heard: (hook: HookHeard) => void,
): Promise<{ url: string; stop(): Promise<void> }> {
  const check = secret === undefined ? undefined : new Webhook(secret)
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    let length = 0
    try {
      for await (const chunk of request as AsyncIterable<Buffer>) {
        length += chunk.length
        if (length > bodyMax) break
        chunks.push(chunk)
      }
    } catch {
      return
    }
    const text = Buffer.concat(chunks).toString('utf8')
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
    const hook = { id: headers['webhook-id'] ?? '', good: true }
    let transferId: string | undefined
    try {
      const event = check === undefined ? JSON.parse(text) : check.verify(text, headers)
      const said = (event as { data?: { transferId?: unknown } }).data?.transferId
      if (typeof said === 'string') transferId = said
    } catch {
      hook.good = false
    }
    heard({ ...hook, ...(transferId !== undefined && { transferId }) })
    response.writeHead(hook.good ? 204 : 400)
    response.end()
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}/`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
