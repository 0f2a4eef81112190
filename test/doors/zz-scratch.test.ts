import { expect, test } from 'vitest'
import { world } from '../world.ts'
import { send } from './refusals.ts'
import { letter, submit } from './scene.ts'
const w = await world()
const stream = (huge: number) => { const chunk = new Uint8Array(64 * 1024).fill(32); let sent = 0
  return new ReadableStream({ pull(c) { if (sent >= huge) return c.close(); sent += chunk.length; c.enqueue(chunk) } }) }
const cases: [string, () => Promise<any>][] = [
  ['5MiB declared', () => submit(w, Buffer.alloc(5<<20, ' '))],
  ['5MiB chunked', () => submit(w, stream(5<<20))],
  ['8MiB chunked', () => submit(w, stream(8<<20))],
  ['64MiB declared', () => submit(w, Buffer.alloc(64<<20, ' '))],
  ['401 1MiB', () => submit(w, Buffer.alloc(1<<20, ' '), { token: null })],
  ['401 3MiB chunked', () => submit(w, stream(3<<20), { token: null })],
  ['415 1MiB', () => submit(w, Buffer.alloc(1<<20, ' '), { headers: { 'content-type': 'text/plain' } })],
  ['404 3MiB', () => send(w, 'market', 'POST', '/v1/transfers/x/steps/none', { body: stream(3<<20) })],
]
for (const [name, go] of cases) test(name, async () => {
  const one = await go().catch((e) => ({ status: String(e.cause ?? e), headers: new Headers() }))
  console.log(name, one.status, one.headers.get('connection'))
  for (const ms of [0, 300, 400]) { await new Promise((r) => setTimeout(r, ms)); 
  const next = await submit(w, await letter(w)).catch((e) => ({ status: String(e.cause) }))
  console.log('  then after', ms, next.status) }
})
