// What is kept of letters: rows that are what their entries make of them whatever happens to a letter, due days that are told
// once, and a line of procuratorates that goes down and up and nowhere else.
import { describe, expect, test } from 'vitest'
import { correspondenceActs } from '../../schemas/index.ts'
import { act, type LetterInputs, overdueLetters, send, show, tellOverdue } from '../../src/correspondence/index.ts'
import { hindrance, type LetterAct, owes, owing, seesEntry, standing } from '../../src/correspondence/lifecycle.ts'
import { gather } from '../../src/correspondence/read.ts'
import { lineFault } from '../../src/correspondence/receivers.ts'
import { above, Refusal, regionsUnder, supervises } from '../../src/kernel/index.ts'
import { dice, granted, letterLine, type Name, said } from './letters-line.ts'

const line = await letterLine()
const room = line.correspondence
const officers = (by: Name) => line.officers(by)

async function sent(
  by: Name,
  kind: 'instruction' | 'report' | 'exchange' | 'consultation',
  to: Name[],
  dueOn?: string,
) {
  const body = {
    officers: officers(by),
    kind,
    title: '标题',
    text: '正文',
    to: to.map((name) => line.organ(name).code),
  }
  return (await granted(send(room, line.caller(by), { ...body, ...(dueOn !== undefined && { dueOn }) }, said()))).id
}

const on = <Act extends LetterAct>(by: Name, id: string, name: Act, more: Omit<LetterInputs[Act], 'officers'>) =>
  act(room, line.caller(by), id, name, { officers: officers(by), ...more } as LetterInputs[Act], said())

const rowsOf = async (id: string) => {
  const head = await line.db.pool.query('select * from correspondence where id = $1', [id])
  const parties = await line.db.pool.query('select * from correspondence_party where letter_id = $1', [id])
  return { head: head.rows[0], parties: parties.rows }
}

describe('whatever happens to a letter', () => {
  const names: Name[] = ['prefecture', 'county', 'sister', 'market']
  const inputOf = (name: LetterAct, roll: (sides: number) => number): object =>
    name === 'invite'
      ? { to: [line.organ(names[roll(4)] as Name).code] }
      : name === 'withdraw'
        ? { reason: '原因' }
        : name === 'correct' && roll(2) === 0
          ? { text: '更正', dueOn: '2026-04-01' }
          : { text: '文字' }

  test.each([1, 2, 3, 4])(
    'its rows are what its entries make of it, and each party sees what is for it (dice %i)',
    async (seed) => {
      const roll = dice(seed)
      const kind = (['instruction', 'exchange', 'consultation', 'report'] as const)[seed % 4] ?? 'exchange'
      const [by, to] =
        kind === 'report'
          ? (['market', ['county']] as const)
          : (['prefecture', ['county', 'sister', 'market']] as const)
      const id = await sent(by, kind, [...to], roll(2) === 0 ? '2026-03-20' : undefined)
      let refused = 0
      for (let i = 0; i < 40; i++) {
        const name = correspondenceActs[roll(correspondenceActs.length)] as LetterAct
        // Letters end soon enough by themselves.
        if ((name === 'withdraw' || name === 'close') && roll(12) > 0) continue
        const actor = names[roll(names.length)] as Name
        const before = (await gather(room.pool, id, null)) ?? []
        const now = standing(before)
        const party = actor === by || now.receivers.has(line.organ(actor).id)
        line.clock.nowMs += 60_000
        const outcome = await on(actor, id, name, inputOf(name, roll) as never)
        const hindered = !party || hindrance(now, name, line.organ(actor).id) !== null
        if (outcome instanceof Refusal) refused += 1
        // Whoever is invited may take part already: that is refused later.
        if (hindered || name !== 'invite') expect(outcome instanceof Refusal, `${actor} ${name}`).toBe(hindered)
        const after = (await gather(room.pool, id, null)) ?? []
        expect(after.length - before.length).toBe(outcome instanceof Refusal ? 0 : 1)
      }
      expect(refused).toBeGreaterThan(0)
      const entries = (await gather(room.pool, id, null)) ?? []
      const end = standing(entries)
      const { head, parties } = await rowsOf(id)
      expect([head.version, head.state, head.waiting]).toEqual([entries.length, end.state, owing(end).length])
      expect(parties).toHaveLength(end.receivers.size + 1)
      for (const row of parties.filter((p) => !p.sender)) {
        const p = end.receivers.get(row.agency_id)
        const instants = [row.signed_at, row.read_at, row.answered_at, row.done_at].map((at) => at?.toISOString())
        expect(instants).toEqual([p?.signedAt, p?.readAt, p?.answeredAt, p?.doneAt])
        expect(row.owes).toBe(owes(end, row.agency_id))
        const shown = await show(room, id, row.agency_id)
        expect(shown?.entries.map((e) => e.version)).toEqual(
          entries.filter((e) => seesEntry(end, e, row.agency_id)).map((e) => e.version),
        )
      }
    },
  )
})

describe('a due day', () => {
  test('that has passed is told once, to the sender and to whoever has not answered; a new one is told anew', async () => {
    line.clock.nowMs = Date.parse('2026-03-02T09:00:00+08:00')
    const id = await sent('prefecture', 'instruction', ['county', 'sister', 'market'], '2026-03-10')
    await granted(on('county', id, 'sign', {}))
    await granted(on('county', id, 'answer', { text: '已办' }))
    const at = (instant: string) => new Date(instant)
    // On the due day itself an answer is in time, by the clock of the country.
    expect(await overdueLetters(room.pool, at('2026-03-10T15:59:00Z'))).toEqual([])
    const late = at('2026-03-12T01:00:00Z')
    const overdue = await overdueLetters(room.pool, late)
    expect(overdue.map((o) => [o.letterId, o.days, o.dueOn])).toEqual([
      [id, 2, '2026-03-10'],
      [id, 2, '2026-03-10'],
    ])
    expect(new Set(overdue.map((o) => o.agencyId))).toEqual(new Set([line.organ('sister').id, line.organ('market').id]))
    const [first] = overdue
    expect(await overdueLetters(room.pool, late, { limit: 1 })).toEqual([first])
    expect(await overdueLetters(room.pool, late, { limit: 1, ...(first && { after: first }) })).toEqual([overdue[1]])
    expect(await tellOverdue(room, late, 10)).toBe(1)
    expect(await tellOverdue(room, late, 10)).toBe(0)
    const told = await line.db.pool.query(
      `select agency_id from notice where kind = 'letter' and transfer_id = $1 and step = 'letter_overdue'`,
      [id],
    )
    expect(new Set(told.rows.map((r) => r.agency_id))).toEqual(
      new Set(['prefecture', 'sister', 'market'].map((name) => line.organ(name as Name).id)),
    )
    const seen = await show(room, id, line.organ('sister').id)
    expect(seen?.entries.at(-1)).toMatchObject({ act: 'overdue', by: null, officers: [] })
    // Who else is late is no business of a receiver.
    expect(seen?.entries.at(-1)).not.toHaveProperty('to')
    expect((await show(room, id, line.organ('prefecture').id))?.entries.at(-1)?.to).toHaveLength(2)
    line.clock.nowMs = late.getTime()
    await granted(on('prefecture', id, 'correct', { text: '延期', dueOn: '2026-03-15' }))
    expect(await overdueLetters(room.pool, late)).toEqual([])
    expect(await tellOverdue(room, at('2026-03-16T00:00:00Z'), 10)).toBe(1)
    for (const by of ['sister', 'market'] as const) {
      await granted(on(by, id, 'sign', {}))
      await granted(on(by, id, 'answer', { text: '补报' }))
    }
    expect(await overdueLetters(room.pool, at('2026-03-20T00:00:00Z'))).toEqual([])
  })
})

describe('the line', () => {
  test('goes down by region and level, and to the organs that are supervised', () => {
    const { organ } = line
    expect(above(organ('province'), organ('county'))).toBe(true)
    expect(above(organ('county'), organ('province'))).toBe(false)
    expect(above(organ('county'), organ('sister'))).toBe(false)
    expect(above(organ('prefecture'), { ...organ('county'), regionCode: '450602' })).toBe(false)
    expect(supervises(organ('county'), organ('market'))).toBe(true)
    expect(supervises(organ('sister'), organ('market'))).toBe(false)
    expect(supervises(organ('county'), { ...organ('market'), supervisedById: organ('sister').id })).toBe(false)
    expect(supervises(organ('sister'), { ...organ('market'), supervisedById: organ('sister').id })).toBe(true)
    expect(['100000', '450000', '450500', '450502'].map(regionsUnder)).toEqual(['', '45', '4505', '450502'])
    expect(lineFault('report', organ('market'), organ('county'))).toBeNull()
    expect(lineFault('report', organ('county'), organ('market'))).not.toBeNull()
    expect(lineFault('exchange', organ('county'), organ('sister'))).toBeNull()
    expect(lineFault('exchange', organ('county'), organ('county'))).not.toBeNull()
  })
})

describe('the walls', () => {
  test('no letter and no party of one can be removed, and a kind that is none is refused by the table itself', async () => {
    for (const table of ['correspondence', 'correspondence_party'])
      await expect(line.db.pool.query(`delete from ${table}`)).rejects.toThrow(/permission denied/)
    await expect(line.db.pool.query(`update correspondence set kind = 'chat'`)).rejects.toThrow(
      /correspondence_kind_known/,
    )
  })
})
