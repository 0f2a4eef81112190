// The floor of the HTTP side, in a process of its own: a bare Hono app that verifies the same token with jose each time,
// parses the same body with the same contract, and writes one row. No product of this kind can do less.
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { importJWK, type JWK, jwtVerify } from 'jose'
import { openPool, run, type Statement } from '../../db/index.ts'
import { submitTransfer } from '../../schemas/index.ts'
import { uuidv7 } from '../../src/kernel/index.ts'
import { answerParent } from './child.ts'

export interface HttpFloorPlan {
  readonly databaseUrl: string
  readonly connections: number
  readonly publicJwk: JWK
  readonly issuer: string
}

/** Made by the owner before the floor starts. */
export const benchTable = `
create table if not exists bench_stub (id uuid primary key, client_id text not null, document_no text not null, at timestamptz not null);
grant insert on bench_stub to xianjie_gateway`

const insertRow: Statement = {
  name: 'bench_stub',
  text: 'insert into bench_stub (id, client_id, document_no, at) values ($1, $2, $3, $4)',
}

async function start(plan: HttpFloorPlan): Promise<{ port: number }> {
  const pool = openPool(plan.databaseUrl, plan.connections)
  const key = await importJWK(plan.publicJwk, 'ES256')
  const checks = { issuer: plan.issuer, audience: plan.issuer, algorithms: ['ES256'], typ: 'at+jwt' }
  const app = new Hono()
  app.post('/v1/transfers', async (c) => {
    const token = c.req.header('authorization')?.slice('Bearer '.length) ?? ''
    const { payload } = await jwtVerify(token, key, checks)
    const parsed = submitTransfer.safeParse(await c.req.json())
    if (!parsed.success) return c.json({ issues: parsed.error.issues }, 400)
    const id = uuidv7()
    await run(pool, insertRow, [id, payload.sub, parsed.data.documentNo, new Date()])
    return c.json({ id, documentNo: parsed.data.documentNo }, 201)
  })
  return new Promise((resolve) => {
    const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, () =>
      resolve({ port: (server.address() as AddressInfo).port }),
    )
  })
}

if (process.send !== undefined) answerParent({ start })
