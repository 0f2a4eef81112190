// Lives of seized items through the law alone: both custody modes, agreement, disposal, lists that are counted otherwise
// than written, letters sent again. And as a property: whatever is done in whatever order, what was seized stands somewhere.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Refusal } from '../../src/kernel/index.ts'
import { Ledger, ledgerOf, quantityOf, quantityText } from '../../src/procedure/index.ts'
import { type ActOptions, Life, letter, materials } from './life.ts'

/** A life in which every act knows where the items stand. */
class Goods extends Life {
  override question(step: string, when: string, over: Record<string, unknown> = {}, options: ActOptions = {}) {
    const question = super.question(step, when, over, options)
    return { ...question, facts: { ...question.facts, items: ledgerOf(this.events) } }
  }

  /** Where how much of an item stands, without what is nothing. */
  stands(item: number): Record<string, string> {
    const places = ledgerOf(this.events).items.get(item)?.stands ?? new Map<string, bigint>()
    return Object.fromEntries([...places].filter(([, n]) => n !== 0n).map(([place, n]) => [place, quantityText(n)]))
  }

  get batch(): string | undefined {
    return this.tracks['exhibits/batch/1']
  }
}

const goods = [
  { name: '假酒', quantity: '100', unit: '箱', measure: 'none' },
  { name: '散装白酒', quantity: '98.5', unit: '千克', measure: 'none' },
]
function begun(over: Record<string, unknown> = {}): Goods {
  const life = new Goods()
  life.take('transfer_dispatch', '2026-03-02 10:20', { seizedItems: goods, ...over })
  life.take('receipt_sign', '2026-03-02 11:00')
  return life
}
function filed(over: Record<string, unknown> = {}): Goods {
  const life = begun(over)
  life.take('filing_approved', '2026-03-03 10:00')
  life.take('filing_notice_receipt', '2026-03-03 15:00')
  return life
}

describe('lives of seized items', () => {
  test('handed over after the filing in two lists: the first leaves the period running, the second keeps it', () => {
    const life = filed()
    life.take('exhibits_handover', '2026-03-04 10:00', { handedOver: [{ item: 1, quantity: '99.5' }] })
    expect([life.batch, life.clock('exhibits_handover').status]).toEqual(['held', 'running'])
    expect(life.stands(1)).toEqual({ agency: '0.5', public_security: '99.5' })
    const last = life.take('exhibits_handover', '2026-03-05 10:00')
    expect(last.itemMovements).toEqual([
      { item: 1, quantity: '0.5', unit: '箱', from: 'agency', to: 'public_security', list: last.version },
      { item: 2, quantity: '98.5', unit: '千克', from: 'agency', to: 'public_security', list: last.version },
    ])
    expect([life.batch, life.clock('exhibits_handover').status]).toEqual(['handed_over', 'met'])
    life.refused('wrong_state', 'exhibits_handover', '2026-03-05 11:00', { handedOver: [{ item: 1 }] })
  })

  test('a period that runs out is broken although most was handed over in time', () => {
    const life = filed()
    life.take('exhibits_handover', '2026-03-04 10:00', { handedOver: [{ item: 1 }] })
    life.take('exhibits_handover', '2026-03-20 10:00')
    expect(life.clock('exhibits_handover').status).toBe('breached')
  })

  test('under a measure the goods go with the case; what is left goes after the filing', () => {
    const life = begun({ seizedItems: goods.map((g) => ({ ...g, measure: 'seized' })) })
    life.take('exhibits_handover_with_case', '2026-03-02 12:00', { handedOver: [{ item: 2 }] })
    expect(life.batch).toBe('held')
    life.take('filing_approved', '2026-03-03 10:00')
    life.take('exhibits_handover', '2026-03-04 10:00')
    expect([life.batch, life.stands(1), life.stands(2)]).toEqual([
      'handed_over',
      { public_security: '100' },
      { public_security: '98.5' },
    ])
  })

  test('kept by the agency under agreement in part: the rest is handed over, then what was kept', () => {
    const life = filed()
    life.take('custody_by_agency', '2026-03-04 09:00', { items: [{ item: 2, quantity: '90' }] })
    expect([life.batch, life.clock('exhibits_handover').status]).toEqual(['held', 'running'])
    life.refused('condition_unmet', 'custody_by_agency', '2026-03-04 09:30', { items: [{ item: 2, quantity: '9' }] })
    life.take('exhibits_handover', '2026-03-04 10:00', { handedOver: [{ item: 1 }, { item: 2, quantity: '8.5' }] })
    expect([life.batch, life.clock('exhibits_handover').status]).toEqual(['in_agency_custody', 'met'])
    expect(life.stands(2)).toEqual({ agency_for_police: '90', public_security: '8.5' })
    life.take('exhibits_handover', '2026-05-20 10:00')
    expect([life.batch, life.stands(2)]).toEqual(['handed_over', { public_security: '98.5' }])
  })

  test('all of it kept under agreement ends the periods of the handover', () => {
    const life = filed()
    life.take('custody_by_agency', '2026-03-04 09:00')
    expect([life.batch, life.clock('exhibits_handover').status]).toEqual(['in_agency_custody', 'ended'])
  })

  test('what is dangerous is disposed of and a sample kept; with the rest handed over the batch is handed over', () => {
    const life = filed()
    const sample = { quantity: '0.5' }
    life.take('hazardous_exhibit_disposal', '2026-03-04 09:00', { items: [{ item: 2, sample }] })
    expect([life.batch, life.stands(2)]).toEqual(['held', { disposed: '98', sampled: '0.5' }])
    life.take('exhibits_handover', '2026-03-04 10:00')
    expect([life.batch, life.stands(1)]).toEqual(['handed_over', { public_security: '100' }])
  })

  test('the last of a batch disposed of after the rest was handed over leaves it handed over', () => {
    const life = filed()
    life.take('exhibits_handover', '2026-03-04 09:00', { handedOver: [{ item: 1 }] })
    life.take('hazardous_exhibit_disposal', '2026-03-04 10:00')
    expect([life.batch, life.stands(2)]).toEqual(['handed_over', { disposed: '98.5' }])
  })

  test('a count that differs stays open until it is settled, and the case cannot be closed over it', () => {
    const life = filed()
    life.take('exhibits_handover', '2026-03-04 10:00')
    life.refused('condition_unmet', 'exhibits_receipt', '2026-03-04 11:00', { counted: [{ item: 1, counted: '98' }] })
    life.take('exhibits_receipt', '2026-03-04 11:00', {
      counted: [{ item: 1, counted: '98', difference: { reason: '清点少两箱', accepted: false } }],
    })
    expect(life.stands(1)).toEqual({ in_dispute: '2', public_security: '98' })
    expect(life.offered('police_in_charge', '2026-03-05 10:00').map((o) => o.step)).toContain(
      'exhibits_difference_settlement',
    )
    life.refused('wrong_state', 'exhibits_receipt', '2026-03-05 10:00')
    life.take('exhibits_difference_settlement', '2026-03-06 10:00', {
      settled: [{ item: 1, outcome: 'accepted', reason: '运输破损' }],
    })
    expect(life.stands(1)).toEqual({ difference: '2', public_security: '98' })
    expect(life.tracks['coordination/exhibit_difference/1']).toBe('difference_settled')
  })

  test('a further list is a batch of its own, numbered on, whoever stands where', () => {
    const life = filed()
    const event = life.take('items_added', '2026-03-04 10:00', {
      seizedItems: [{ name: '印章', quantity: '2', unit: '枚' }],
    })
    expect(event.about).toBeUndefined()
    expect(life.tracks['exhibits/batch/2']).toBe('held')
    life.refused('condition_unmet', 'exhibits_handover', '2026-03-04 11:00', {
      batches: [1],
      handedOver: [{ item: 3 }],
    })
    life.take('exhibits_handover', '2026-03-04 11:00', { handedOver: [{ item: 3 }] })
    expect([life.batch, life.tracks['exhibits/batch/2']]).toEqual(['held', 'handed_over'])
  })

  test('a letter sent again lists anew what the agency still holds; without goods it leaves them where they are', () => {
    const life = new Goods()
    life.take('transfer_dispatch', '2026-03-02 10:20', { seizedItems: goods })
    life.take('transfer_withdrawal', '2026-03-02 11:00')
    life.take('transfer_dispatch', '2026-03-02 12:20', { seizedItems: [], materials: materials('M1', 'M2') })
    expect([life.batch, life.stands(1)]).toEqual(['held', { agency: '100' }])
    life.take('transfer_withdrawal', '2026-03-02 13:00')
    life.take('transfer_dispatch', '2026-03-02 14:20', { seizedItems: letter().seizedItems })
    expect([life.batch, life.tracks['exhibits/batch/2']]).toEqual(['relisted', 'held'])
    expect([life.stands(1), life.stands(3)]).toEqual([{ relisted: '100' }, { agency: '200' }])
  })

  test('an entry kept before items had numbers moved its batches whole', () => {
    const life = filed()
    life.take('custody_by_agency', '2026-03-04 09:00')
    life.take('exhibits_handover', '2026-05-20 10:00')
    const former = life.events.map(({ itemMovements: _, ...event }) => event)
    const [now, then] = [ledgerOf(life.events), ledgerOf(former)]
    expect(then.entries).toEqual(now.entries)
    expect(then.items).toEqual(now.items)
  })
})

describe('exact decimals', () => {
  const micro = fc.bigInt({ min: -(10n ** 21n) + 1n, max: 10n ** 21n - 1n })
  test('a quantity as text and back is the same, at every digit the contract allows', () => {
    fc.assert(fc.property(micro, (amount) => quantityOf(quantityText(amount)) === amount))
    expect(quantityText(quantityOf('999999999999999.999999'))).toBe('999999999999999.999999')
    expect(quantityText(quantityOf('0.100000'))).toBe('0.1')
  })
})

/** Something that may be tried, lawful or not. */
const quantity = fc.tuple(fc.nat({ max: 12 }), fc.nat({ max: 3 })).map(([whole, part]) => `${whole}.${part}`)
const line = fc.record(
  {
    item: fc.integer({ min: 1, max: 5 }),
    quantity,
    difference: fc.record({
      kind: fc.constantFrom('shortfall', 'surplus'),
      quantity,
      reason: fc.constant('计量差异'),
    }),
  },
  { requiredKeys: ['item'] },
)
const lines = fc.array(line, { maxLength: 3 })
const counted = fc.array(
  fc.record(
    {
      item: fc.integer({ min: 1, max: 5 }),
      counted: quantity,
      difference: fc.record({ reason: fc.constant('清点差异'), accepted: fc.boolean() }),
    },
    { requiredKeys: ['item', 'counted'] },
  ),
  { maxLength: 3 },
)
const settled = fc.array(
  fc.record({
    item: fc.integer({ min: 1, max: 5 }),
    outcome: fc.constantFrom('delivered', 'recounted', 'accepted'),
    reason: fc.constant('已核实'),
  }),
  { minLength: 1, maxLength: 3 },
)
const tries = fc.array(
  fc.oneof(
    fc.record({ step: fc.constant('exhibits_handover'), over: lines.map((handedOver) => ({ handedOver })) }),
    fc.record({ step: fc.constant('custody_by_agency'), over: lines.map((l) => ({ items: l.map(bare) })) }),
    fc.record({ step: fc.constant('hazardous_exhibit_disposal'), over: lines.map((items) => ({ items })) }),
    fc.record({ step: fc.constant('exhibits_receipt'), over: counted.map((c) => ({ counted: c, no: undefined })) }),
    fc.record({ step: fc.constant('exhibits_difference_settlement'), over: settled.map((s) => ({ settled: s })) }),
    fc.record({
      step: fc.constant('items_added'),
      over: quantity.map((q) => ({ seizedItems: [{ name: '补充物品', quantity: q, unit: '件' }] })),
    }),
  ),
  { minLength: 3, maxLength: 25 },
)
const bare = ({ difference: _, ...rest }: { difference?: unknown }) => rest

test('whatever is tried in whatever order, what was seized of each item is what stands somewhere, and no place is overdrawn', () => {
  let taken = 0
  let refused = 0
  const property = fc.property(tries, (acts) => {
    const life = filed({
      seizedItems: ['10', '3.5', '0.000001'].map((q) => ({ name: '货物', quantity: q, unit: '件' })),
    })
    for (const [i, { step, over }] of acts.entries()) {
      const answer = life.ask(
        step,
        `2026-03-04 ${String(8 + Math.floor(i / 4)).padStart(2, '0')}:${(i % 4) * 15 || '00'}`,
        over,
      )
      if (answer instanceof Refusal) {
        refused += 1
        continue
      }
      taken += 1
      life.apply(answer.event)
      const ledger = ledgerOf(life.events)
      const seized = life.events.flatMap((e) => (e.input.seizedItems ?? []) as { quantity: string }[])
      expect(ledger.items.size).toBe(seized.length)
      for (const { no, stands } of ledger.items.values()) {
        let sum = 0n
        for (const [place, amount] of stands) {
          sum += amount
          if (place !== 'difference' && place !== 'in_dispute') expect(amount >= 0n, `${no} at ${place}`).toBe(true)
        }
        expect(sum).toBe(quantityOf(seized[no - 1]!.quantity))
      }
      // The state of a batch never says more than its items do.
      for (const [key, state] of Object.entries(life.tracks)) {
        if (!key.startsWith('exhibits/batch/')) continue
        const no = Number(key.split('/')[2])
        if (state === 'handed_over' || state === 'disposed')
          expect(ledger.batchAt(no, 'agency') + ledger.batchAt(no, 'agency_for_police')).toBe(0n)
        if (state === 'in_agency_custody') expect(ledger.batchAt(no, 'agency')).toBe(0n)
      }
    }
  })
  fc.assert(property, { numRuns: 300 })
  expect(taken).toBeGreaterThan(500)
  expect(refused).toBeGreaterThan(500)
})

test('a ledger without entries stands empty', () => {
  expect(ledgerOf([])).toEqual(new Ledger())
})
