// The network between a gateway and its database, as a test can bend it: gone, silent, or losing the answer to what was
// already done. Bytes pass unread.
import { createServer, connect as open, type Server, type Socket } from 'node:net'

export interface DatabaseEdge {
  /** The address with the edge in between. */
  via(url: string): string
  /** `gone` refuses and cuts; `silent` takes everything and answers nothing; `deaf` lets requests through and drops answers. */
  set(mode: 'open' | 'gone' | 'silent' | 'deaf'): void
  /** The ports under which the database sees the connections that stand. */
  ports(): number[]
  /** Cuts every connection that stands; new ones follow the mode. */
  cut(): void
  stop(): Promise<void>
}

export async function databaseEdge(target: string): Promise<DatabaseEdge> {
  const { hostname, port } = new URL(target)
  let mode: 'open' | 'gone' | 'silent' | 'deaf' = 'open'
  const pairs = new Set<readonly [Socket, Socket]>()
  const server: Server = createServer((near) => {
    if (mode === 'gone') return void near.destroy()
    const far = open(Number(port), hostname)
    const pair = [near, far] as const
    pairs.add(pair)
    const end = () => {
      near.destroy()
      far.destroy()
      pairs.delete(pair)
    }
    near.on('data', (bytes) => mode !== 'silent' && far.write(bytes))
    far.on('data', (bytes) => mode === 'open' && near.write(bytes))
    for (const socket of pair) socket.on('error', end).on('close', end)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address() as { port: number }
  const cut = () => {
    for (const [near, far] of pairs) {
      near.destroy()
      far.destroy()
    }
  }
  return {
    via: (url) => {
      const bent = new URL(url)
      bent.hostname = '127.0.0.1'
      bent.port = String(address.port)
      return bent.toString()
    },
    set: (next) => {
      mode = next
      if (mode === 'gone') cut()
    },
    ports: () => [...pairs].map(([, far]) => far.localPort ?? 0),
    cut,
    stop: () => {
      cut()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
