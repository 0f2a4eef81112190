// Ports of the tests' servers: of 127.0.0.1, below 32768, where no outgoing connection can have taken them. Every worker
// has a range of its own and goes through it in turn, so that no two files are given the same port between asking and
// listening.
import { createServer, type Server } from 'node:net'

const first = 20_000
const ofWorker = 2_000
const workers = 6
const worker = Number(process.env.VITEST_POOL_ID ?? 0) % workers

/** Runs at the same time begin at different places. */
let next = Math.floor(Math.random() * ofWorker)

function taken(): number {
  next = (next + 1) % ofWorker
  return first + worker * ofWorker + next
}

/** A port on which nobody listens. */
export async function freePort(): Promise<number> {
  const probe = createServer()
  const port = await listenFree(probe)
  await new Promise<void>((resolve) => probe.close(() => resolve()))
  return port
}

/** Lets it listen on a free port and answers which; `wanted` is a port that must be it. */
export async function listenFree(server: Server, wanted?: number): Promise<number> {
  for (let attempt = 0; ; attempt++) {
    const port = wanted ?? taken()
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject)
        server.listen(port, '127.0.0.1', () => {
          server.off('error', reject)
          resolve()
        })
      })
      return port
    } catch (error) {
      const busy = (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
      if (!busy || wanted !== undefined || attempt === ofWorker) throw error
    }
  }
}
