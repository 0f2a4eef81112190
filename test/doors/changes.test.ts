// `GET /v1/changes`: each organ's feed of what happened in its cases; whoever follows the cursor misses nothing and reads
// nothing twice. Other tests use the same server, and their open transactions may hold a change back for a moment.
import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { answers } from '../../schemas/index.ts'
import { uuidv7 } from '../../src/kernel/index.ts'
import { world } from '../world.ts'
import { refusedWith, send } from './refusals.ts'

const w = await world()
interface Change {
  cursor: string
  transferId: string
  version: number
  step: string
}
const ask = (by: string, query = '') => send(w, by, 'GET', `/v1/changes${query}`)

/** All that there is after a cursor, page by page. */
async function follow(by: string, from = '', limit = 200): Promise<{ items: Change[]; cursor: string }> {
  const items: Change[] = []
  let cursor = from
  for (;;) {
    const { status, body } = await ask(by, `?limit=${limit}${cursor && `&cursor=${cursor}`}`)
    expect(status).toBe(200)
    answers.changesAnswer.parse(body)
    items.push(...body.items)
    expect(body.items.length).toBeLessThanOrEqual(limit)
    cursor = body.cursor
    if (!body.more) return { items, cursor }
  }
}

/** Waits until as many changes are visible. */
async function until(by: string, count: number, from = ''): Promise<Change[]> {
  await expect.poll(async () => (await follow(by, from)).items.length, { timeout: 10_000 }).toBe(count)
  return (await follow(by, from)).items
}

describe('200', () => {
  test('every party learns of every act of its cases, and nobody else does', async () => {
    const { transfer } = await w.submit()
    await w.step('police', transfer.id, 'receipt_sign', { decidedBy: w.organ('police').chief })
    await w.step('police', transfer.id, 'completeness_check', {})
    for (const organ of ['market', 'police', 'procuratorate'])
      expect((await until(organ, 3)).map((c) => [c.transferId, c.version, c.step])).toEqual([
        [transfer.id, 1, 'transfer_dispatch'],
        [transfer.id, 2, 'receipt_sign'],
        [transfer.id, 3, 'completeness_check'],
      ])
    for (const organ of ['foreignMarket', 'foreignPolice', 'court', 'customs'])
      expect((await ask(organ)).body).toEqual({ items: [], cursor: '', more: false })
  })

  test('pages of any size give the same feed', async () => {
    for (let n = 0; n < 4; n++) await w.submit('customs')
    const all = await until('customs', 4)
    for (const limit of [1, 2, 3]) expect((await follow('customs', '', limit)).items).toEqual(all)
    for (const [n, change] of all.entries())
      expect((await follow('customs', change.cursor)).items).toEqual(all.slice(n + 1))
  })

  test('the cursor stays where nothing is new, and gives what came since', async () => {
    await w.submit('foreignMarket')
    await until('foreignMarket', 1)
    const { cursor } = await follow('foreignMarket')
    expect((await ask('foreignMarket', `?cursor=${cursor}`)).body).toEqual({ items: [], cursor, more: false })
    const { transfer } = await w.submit('foreignMarket')
    expect((await until('foreignMarket', 1, cursor))[0]).toMatchObject({ transferId: transfer.id, version: 1 })
  })

  test('the cursor never passes a transaction that is still open', async () => {
    const { id: agencyId } = w.organ('court')
    const late = new pg.Client({ connectionString: w.db.gatewayUrl })
    await late.connect()
    const [first, second] = [uuidv7(), uuidv7()]
    const owe = (on: { query: (text: string, values: unknown[]) => Promise<unknown> }, transferId: string) =>
      on.query("insert into notice (agency_id, transfer_id, version, step, at) values ($1, $2, 1, 'x', now())", [
        agencyId,
        transferId,
      ])
    try {
      await late.query('begin')
      await owe(late, first)
      await owe(w.db.pool, second)
      // The second is committed; a cursor behind it would pass the first and lose it.
      expect((await follow('court')).items).toEqual([])
      await late.query('commit')
      expect((await until('court', 2)).map((c) => c.transferId)).toEqual([first, second])
    } finally {
      await late.end()
    }
  })
})

describe('400 and 401', () => {
  test.each(['x', '1', '1-', '-1', '1-2-3', '1-x', '99999999999999999999-1', "1-1'", '%00', '1.5-1'])(
    'a cursor %s is none of this feed',
    async (cursor) => {
      refusedWith(await ask('market', `?cursor=${cursor}`), 400, 'invalid_fields', ['/cursor'])
    },
  )

  test.each(['0', '201', '-1', 'x', ''])('a limit of %j', async (limit) => {
    refusedWith(await ask('market', `?limit=${limit}`), 400, 'invalid_fields', ['/limit'])
  })

  test('the largest cursor that can be asked for is answered', async () => {
    expect((await ask('market', `?cursor=${'9'.repeat(19)}-${'9'.repeat(18)}`)).status).toBe(200)
  })

  test('nobody reads it without a token', async () => {
    refusedWith(await send(w, 'market', 'GET', '/v1/changes', { token: null }), 401, 'token_missing')
  })
})
