// A system outside that receives webhooks: a real HTTP server that keeps what came and answers as the test says.
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, vi } from 'vitest'
import type { Asked, Reply } from './refusals.ts'

export interface Received {
  readonly path: string
  readonly method: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
  // biome-ignore lint/suspicious/noExplicitAny: each test asks for its own members
  readonly event: any
}

export class Outside {
  readonly got: Received[] = []
  /** Status, or a function of what came; undefined answers never. */
  answer: (received: Received) => { status: number; headers?: Record<string, string> } | undefined = () => ({
    status: 204,
  })
  #port = 0

  get url(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  at(path: string): Received[] {
    return this.got.filter((r) => r.path === path)
  }

  async start(): Promise<this> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString()
        const received = {
          path: request.url ?? '',
          method: request.method ?? '',
          headers: request.headers,
          body,
          event: body === '' ? {} : JSON.parse(body),
        }
        this.got.push(received)
        const answer = this.answer(received)
        if (answer !== undefined) response.writeHead(answer.status, answer.headers).end()
      })
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    this.#port = (server.address() as AddressInfo).port
    afterAll(() => {
      server.closeAllConnections()
      server.close()
    })
    return this
  }
}

type Ask = (id: string, by: string, values?: Record<string, string>, asked?: Asked) => Promise<Reply>

/** Every operation once, for the test that holds each against the contract; one act of the market's case is delivered. */
export async function askWebhooks(ask: Ask, submit: () => Promise<unknown>): Promise<void> {
  const outside = await new Outside().start()
  const made = await ask('createWebhook', 'market', {}, { body: { url: `${outside.url}/contract` } })
  const of = { id: made.body.id as string, delivery: '' }
  await submit()
  await vi.waitFor(
    async () => {
      of.delivery = (await ask('listWebhookDeliveries', 'market', of)).body.items[0]?.id
      if (of.delivery === undefined) throw new Error('nothing was delivered yet')
    },
    { timeout: 30_000, interval: 100 },
  )
  for (const id of ['listWebhooks', 'getWebhook', 'getWebhookDelivery', 'testWebhook']) await ask(id, 'market', of)
  await ask('rotateWebhookSecret', 'market', of, { body: {} })
  await ask('changeWebhook', 'market', of, { body: { description: '办案系统' } })
  for (const id of ['replayWebhook', 'letGoWebhook'])
    await ask(id, 'market', of, { body: { dead: true, reason: '核对' } })
  await ask('removeWebhook', 'market', of)
}
