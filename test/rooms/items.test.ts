// Seized items as rows: written with the act that lists or moves them, equal to what the entries say, exact under two
// replicas that act at once, and still quick at 10,000 in one letter.
import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { answers } from '../../schemas/index.ts'
import { verifyCases } from '../../src/cases/index.ts'
import { type Answer, world } from '../world.ts'
import { inParallel, replicaOf } from './cases-scene.ts'

const w = await world()
const chief = w.organ('police').chief

interface Item {
  readonly no: number
  readonly quantity: string
  readonly balanced: boolean
  readonly standing: { custody: string; quantity: string }[]
}

/** A case that was filed, with these goods. */
async function filed(seizedItems: object[]): Promise<string> {
  const { id } = (await w.submit('market', { seizedItems, custody: 'after_filing' })).transfer
  await act('police', id, 'receipt_sign', { decidedBy: chief })
  await act('police', id, 'filing_approved', {
    decidedBy: chief,
    documentNo: randomUUID(),
    charges: [{ name: '虚假广告罪' }],
  })
  return id
}

async function act(organ: string, id: string, step: string, body: Record<string, unknown>): Promise<number> {
  const answer = await w.step<{ code?: string; transfer: { version: number } }>(organ, id, step, body)
  if (answer.status !== 200) throw new Error(`${step}: ${answer.status} ${JSON.stringify(answer.body)}`)
  return answer.body.transfer.version
}

async function items(id: string, organ = 'market'): Promise<Item[]> {
  const found: Item[] = []
  for (let cursor: string | null = '0'; cursor !== null; ) {
    const page: Answer<{ items: Item[]; next: string | null }> = await w.ask(
      organ,
      'GET',
      `/v1/transfers/${id}/items?limit=200&cursor=${cursor}`,
    )
    found.push(...page.body.items)
    cursor = page.body.next
  }
  return found
}
const at = (item: Item | undefined, custody: string) => item?.standing.find((s) => s.custody === custody)?.quantity
const faultsOf = async (id: string) => (await verifyCases(w.db.pool)).faults.filter((f) => f.transferId === id)

test('of acts at once on two replicas that each take sixty of a hundred, one is done and the rest are refused', async () => {
  const both = [w, await replicaOf(w)]
  const id = await filed([{ name: '假酒', quantity: '100', unit: '箱' }])
  const tried = await inParallel(12, both, async (r) => {
    for (;;) {
      const answer = await r.step<{ code?: string; errors?: { pointer: string }[] }>(
        'market',
        id,
        'exhibits_handover',
        {
          receivedBy: chief,
          handedOver: [{ item: 1, quantity: '60' }],
        },
      )
      if (answer.body.code !== 'contended') return answer
    }
  })
  expect(tried.filter((a) => a.status === 200)).toHaveLength(1)
  for (const { status, body } of tried.filter((a) => a.status !== 200))
    expect([status, body.code, body.errors?.[0]?.pointer]).toEqual([422, 'condition_unmet', '/handedOver/0/quantity'])
  const [item] = await items(id)
  expect([at(item, 'agency'), at(item, 'public_security')]).toEqual(['40', '60'])
  expect(await faultsOf(id)).toEqual([])
})

const amount = fc
  .tuple(fc.nat({ max: 9 }), fc.nat({ max: 999_999 }))
  .map(([n, m]) => `${n}.${String(m).padStart(6, '0')}`)
const lines = fc.uniqueArray(fc.record({ item: fc.integer({ min: 1, max: 3 }), quantity: amount }), {
  selector: ({ item }) => item,
  minLength: 1,
  maxLength: 2,
})
const steps = fc.array(fc.tuple(fc.constantFrom('exhibits_handover', 'hazardous_exhibit_disposal'), lines), {
  minLength: 1,
  maxLength: 5,
})

test('after any handovers and disposals the rows sum up to what was seized, exactly, and are what the entries say', async () => {
  let done = 0
  await fc.assert(
    fc.asyncProperty(fc.array(amount, { minLength: 3, maxLength: 3 }), steps, async (seized, acts) => {
      const id = await filed(seized.map((quantity) => ({ name: '散装货物', quantity, unit: '千克' })))
      for (const [step, named] of acts) {
        const own =
          step === 'exhibits_handover'
            ? { receivedBy: chief, handedOver: named }
            : { items: named, method: '焚烧', disposedBy: '甲' }
        const { status } = await w.step('market', id, step, own)
        expect([200, 409, 422]).toContain(status)
        if (status === 200) done += 1
      }
      const { body } = await w.ask('procuratorate', 'GET', `/v1/transfers/${id}/items/balance`)
      expect(answers.itemsBalanceAnswer.parse(body)).toMatchObject({ items: 3, balanced: true, unbalanced: [] })
      const { rows } = await w.db.pool.query<{ exact: boolean }>(
        `select i.quantity = sum(p.quantity) as exact from seized_item i cross join lateral (
           select i.quantity union all select d.quantity from item_movement m
             cross join lateral (values (m.quantity), (-m.quantity)) d(quantity) where m.transfer_id = i.transfer_id and m.item_no = i.no
         ) p(quantity) where i.transfer_id = $1 group by i.no, i.quantity`,
        [id],
      )
      expect(rows.every(({ exact }) => exact)).toBe(true)
      expect(await faultsOf(id)).toEqual([])
    }),
    { numRuns: 12 },
  )
  expect(done).toBeGreaterThan(3)
})

test('who leaves a case sees the items as they stood, and what came later it does not', async () => {
  const { id } = (
    await w.submit('market', { seizedItems: [{ name: '账册', quantity: '3', unit: '本', measure: 'seized' }] })
  ).transfer
  await act('police', id, 'receipt_sign', { decidedBy: chief })
  await act('police', id, 'onward_transfer_police', {
    decidedBy: chief,
    to: w.organ('foreignPolice').code,
    reason: '主要犯罪地在他处',
  })
  await act('market', id, 'exhibits_handover_with_case', { receivedBy: w.organ('foreignPolice').chief })
  expect((await items(id, 'police')).map((i) => i.standing)).toEqual([[{ custody: 'agency', quantity: '3' }]])
  expect((await items(id, 'foreignPolice')).map((i) => i.standing)).toEqual([
    [{ custody: 'public_security', quantity: '3' }],
  ])
  const { body } = await w.ask<{ items: object[] }>('police', 'GET', `/v1/transfers/${id}/handover-lists`)
  expect(body.items).toEqual([])
})

test.each([
  ['a quantity of the list changed', `update seized_item set quantity = quantity - 1 where transfer_id = $1`],
  ['an item taken off the list', `delete from seized_item where transfer_id = $1 and no = 2`],
  ['a movement made up', `insert into item_movement values ($1, 1, 0, 1, 5, '箱', 'agency', 'returned', null, null)`],
  ['a movement gone', `delete from item_movement where transfer_id = $1 and item_no = 1`],
  ['marks of an item changed', `update seized_item set details = '{"brand":"乙"}' where transfer_id = $1 and no = 1`],
])('%s is found by verifying', async (_, statement) => {
  const id = await filed([
    { name: '假酒', quantity: '100', unit: '箱', brand: '甲' },
    { name: '账册', quantity: '3', unit: '本' },
  ])
  await act('market', id, 'exhibits_handover', { receivedBy: chief, handedOver: [{ item: 1 }] })
  expect(await faultsOf(id)).toEqual([])
  const owner = await w.db.ownerPool.connect()
  try {
    await owner.query('begin')
    await owner.query('set local session_replication_role = replica')
    await owner.query(statement, [id])
    await owner.query('commit')
  } finally {
    await owner.query('rollback')
    owner.release()
  }
  expect((await faultsOf(id)).map((f) => f.fault)).toEqual(['items_differ'])
})

test('ten thousand items in one letter are listed, handed over, counted and paged', async () => {
  const many = Array.from({ length: 10_000 }, (_, i) => ({ name: `物品${i + 1}`, quantity: `${i + 1}.5`, unit: '件' }))
  const took: Record<string, number> = {}
  const timed = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    const began = performance.now()
    const result = await work()
    took[what] = Math.round(performance.now() - began)
    return result
  }
  const id = await timed('filed', () => filed(many))
  await timed('handed over', () => act('market', id, 'exhibits_handover', { receivedBy: chief }))
  await timed('signed for', () =>
    act('police', id, 'exhibits_receipt', {
      counted: [{ item: 9_999, counted: '9999', difference: { reason: '清点少半件', accepted: true } }],
    }),
  )
  const list = async (query: string) =>
    (await w.ask<{ items: Item[] }>('market', 'GET', `/v1/transfers/${id}/items${query}`)).body.items
  expect(await timed('last page', () => list('?cursor=9950'))).toHaveLength(50)
  expect((await timed('one custody', () => list('?custody=difference'))).map((i) => i.no)).toEqual([9_999])
  const { body } = await timed('balance', () => w.ask('market', 'GET', `/v1/transfers/${id}/items/balance`))
  expect(body).toMatchObject({ items: 10_000, balanced: true, seized: [{ unit: '件', quantity: '50010000' }] })
  const lists = await timed('lists', () =>
    w.ask<{ items: { lineCount: number; lines: object[] }[] }>('police', 'GET', `/v1/transfers/${id}/handover-lists`),
  )
  expect(lists.body.items.map((l) => [l.lineCount, l.lines.length])).toEqual([[10_000, 100]])
  expect(await timed('verified', () => faultsOf(id))).toEqual([])
  console.log(`10,000 items, ms: ${JSON.stringify(took)}`)
})
