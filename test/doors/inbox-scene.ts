// Inboxes and mail addresses for the tests of the doors: a client of the operator, and each operation once.
import { randomUUID } from 'node:crypto'
import { expect, vi } from 'vitest'
import type { World } from '../world.ts'
import { type Asked, type Reply, send } from './refusals.ts'

const nobody = { agency: 'nobody', address: 'a@b.example' }

/** While `work` runs, the organ's client is one of the operator: what the registry's own command would make it. */
export async function asOperator<T>(w: World, organ: string, work: () => Promise<T>): Promise<T> {
  const operating = (operator: boolean) =>
    w.db.ownerPool.query(
      `with raised as (update registry set generation = generation + 1)
       update client set operator = $2 where id = $1`,
      [w.organ(organ).clientId, operator],
    )
  const asked = () => send(w, organ, 'POST', '/v1/mail-addresses', { body: nobody })
  await operating(true)
  try {
    // What replicas remember of the registry ends a moment later.
    await vi.waitFor(async () => expect((await asked()).body.code).toBe('invalid_fields'), { timeout: 30_000 })
    return await work()
  } finally {
    await operating(false)
    await vi.waitFor(async () => expect((await asked()).body.code).toBe('operator_only'), { timeout: 30_000 })
  }
}

type Ask = (id: string, by: string, values?: Record<string, string>, asked?: Asked) => Promise<Reply>

/** Every operation once, for the test that holds each against the contract. */
export async function askInbox(w: World, ask: Ask): Promise<void> {
  await vi.waitFor(async () => expect((await ask('inbox', 'police')).body.items.length).toBeGreaterThan(0), {
    timeout: 30_000,
    interval: 200,
  })
  const items = [{ kind: 'finding', id: randomUUID(), version: 1 }]
  await ask('markInboxRead', 'police', {}, { body: { items } })
  await asOperator(w, 'court', async () => {
    const body = { agency: w.organ('police').code, address: 'duty@police.example' }
    const made = await ask('createMailAddress', 'court', {}, { body })
    await ask('listMailAddresses', 'police')
    await ask('changeMailAddress', 'court', { id: made.body.id }, { body: { state: 'removed' } })
  })
}
