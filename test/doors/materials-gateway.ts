// A gateway of nothing but the materials door, for tests: who asks stands in the header `agency`, who sees a case in a
// set. Several may share a database and a store, as replicas do.
import { createServer, type Server } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import type { Pool } from '../../db/connect.ts'
import type { DoorEnv } from '../../src/api/context.ts'
import { materialsDoor } from '../../src/api/materials.ts'
import {
  type ByteStore,
  closeMaterials,
  type LargerThanScanner,
  type LimitsByAgency,
  type MaterialLimits,
  type MaterialsRoom,
  openMaterials,
  type Scanner,
} from '../../src/materials/index.ts'
import { listenFree } from '../ports.ts'
import type { Shelf } from '../store-shelves.ts'

export const sender = '01900000-0000-7000-8000-000000000001'
export const stranger = '01900000-0000-7000-8000-000000000002'

export interface Gateway {
  readonly origin: string
  readonly endpoint: string
  readonly room: MaterialsRoom
  readonly server: Server
  /** `agency transfer` pairs that have a part. */
  readonly parts: Set<string>
  /** What the door threw: faults, as the log would show them. */
  readonly faults: unknown[]
  stop(): Promise<void>
}

interface Wanted {
  pool: Pool
  on: Shelf
  limits?: Partial<MaterialLimits>
  agencyLimits?: LimitsByAgency
  scanner?: Scanner
  larger?: LargerThanScanner
  now?: () => Date
  edge?: (store: ByteStore) => ByteStore
}

export async function startGateway(wanted: Wanted): Promise<Gateway> {
  const { on, edge, ...rest } = wanted
  const store = await on.open()
  const room = openMaterials({ ...rest, store: edge?.(store) ?? store })
  const parts = new Set<string>()
  const faults: unknown[] = []
  const app = new Hono<DoorEnv>()
  app.use(async (c, next) => {
    const id = c.req.header('agency') ?? sender
    c.set('requestId', 'test')
    c.set('principal', {
      clientId: `client-${id}`,
      generation: 1,
      agency: { id, code: c.req.header('agency-code') },
    } as never)
    await next()
  })
  app.onError((error, c) => {
    faults.push(error)
    return c.json({ code: 'fault' }, 500)
  })
  app.route(
    '/v1/materials',
    materialsDoor({
      room,
      opening: () => async () => {},
      visible: async (principal, transferId) => parts.has(`${principal.agency.id} ${transferId}`),
    }),
  )
  const server = createServer(getRequestListener(app.fetch))
  const port = await listenFree(server)
  const origin = `http://127.0.0.1:${port}`
  const gateway: Gateway = {
    origin,
    endpoint: `${origin}/v1/materials`,
    room,
    server,
    parts,
    faults,
    async stop() {
      server.closeAllConnections()
      if (server.listening) await new Promise((resolve) => server.close(resolve))
      await closeMaterials(room)
    },
  }
  return gateway
}

export const base64 = (text: string) => Buffer.from(text).toString('base64')
