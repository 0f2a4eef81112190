// What is kept of labels: the log of what bears them, in the order of commits; listed supervision whose due day passes; and that
// what is put and taken off stands as the last word about it.
import { describe, expect, test } from 'vitest'
import { labelledAtOnce } from '../../schemas/index.ts'
import { uuidv7 } from '../../src/kernel/index.ts'
import { act, labelChangesAfter, labelledIds, labelsOf, open, show, tellUnreported } from '../../src/labels/index.ts'
import { after as afterEntry, hindrance, type LabelEntry, standing } from '../../src/labels/lifecycle.ts'
import { dice, granted, letterLine, said } from './letters-line.ts'

const line = await letterLine()
const room = line.labels
const by = line.caller('prefecture')
const officers = line.officers('prefecture')

const opened = async (more: object = {}) =>
  (
    await granted(
      open(room, by, { officers, kind: 'campaign', name: '专项活动', fromDay: '2026-01-01', ...more }, said()),
    )
  ).id
const penalty = (id: string) => ({ kind: 'penalty' as const, id })
const put = (id: string, subjects: { kind: 'penalty'; id: string }[]) =>
  granted(act(room, by, id, 'put', { officers, subjects, reason: '符合' }, said()))
const takeOff = (id: string, subjects: { kind: 'penalty'; id: string }[]) =>
  granted(act(room, by, id, 'take_off', { officers, subjects, reason: '不符' }, said()))

describe('what bears a label', () => {
  test('is what was put and not taken off, whatever the order, and the log tells the same story', async () => {
    const roll = dice(7)
    const id = await opened()
    const all = Array.from({ length: 12 }, () => uuidv7())
    const bearing = new Set<string>()
    for (let i = 0; i < 30; i++) {
      const chosen = all.filter(() => roll(3) === 0)
      const off = chosen.filter((one) => bearing.has(one))
      if (roll(2) === 0 && off.length > 0) {
        await takeOff(id, off.map(penalty))
        for (const one of off) bearing.delete(one)
      } else if (chosen.length > 0) {
        await put(id, chosen.map(penalty))
        for (const one of chosen) bearing.add(one)
      }
    }
    expect(await labelledIds(room.pool, id, 'penalty', null, 100)).toEqual([...bearing].sort().reverse())
    const told = new Set<string>()
    let place = { txid: '0', seq: '0' }
    for (;;) {
      const page = await labelChangesAfter(room.pool, place, 7)
      for (const change of page.filter((c) => c.labelId === id)) {
        // Each is a change: nothing is put on twice or taken off twice.
        expect(told.has(change.subject)).toBe(!change.on)
        if (change.on) told.add(change.subject)
        else told.delete(change.subject)
      }
      place = page.at(-1) ?? place
      if (page.length < 7) break
    }
    expect(told).toEqual(new Set([...bearing].map((one) => `penalty:${one}`)))
    const labels = await labelsOf(
      room.pool,
      all.map((one) => `penalty:${one}`),
    )
    expect(new Set(labels.keys())).toEqual(told)
  })

  test('is not told past a transaction that is still open', async () => {
    const id = await opened()
    const connection = await line.db.ownerPool.connect()
    try {
      await connection.query('begin')
      await connection.query(
        `insert into label_change (label_id, kind, subject_id, is_on) values ($1, 'penalty', $2, true)`,
        [id, uuidv7()],
      )
      await put(id, [penalty(uuidv7())])
      const of = async () =>
        (await labelChangesAfter(room.pool, { txid: '0', seq: '0' }, 1_000)).filter((c) => c.labelId === id)
      expect(await of()).toEqual([])
      await connection.query('commit')
      expect(await of()).toHaveLength(2)
    } finally {
      connection.release()
    }
  })

  test('comes in pages, and a label with thousands is opened as fast as one with none', async () => {
    const [small, large] = [await opened(), await opened()]
    for (let i = 0; i < 10; i++)
      await put(
        large,
        Array.from({ length: labelledAtOnce }, () => penalty(uuidv7())),
      )
    const ids: string[] = []
    for (let place: string | null = null; ; place = ids.at(-1) ?? null) {
      const page = await labelledIds(room.pool, large, 'penalty', place, 300)
      ids.push(...page)
      if (page.length < 300) break
    }
    expect([new Set(ids).size, ids.toSorted().reverse()]).toEqual([10 * labelledAtOnce, ids])
    const [one, other] = await Promise.all([small, large].map((id) => show(room, id, by.agency.id)))
    // What was put stands in its own table: the label reads its own few entries.
    expect([one?.entries.length, other?.entries.length, other?.version]).toEqual([1, 1, 11])
  })
})

describe('listed supervision', () => {
  test('whose due day passes without a report says so once, to all of its members', async () => {
    const listed = {
      kind: 'listed',
      dueOn: '2026-03-20',
      responsible: { name: '甲' },
      members: [line.organ('county').code],
    }
    const [id, reported] = [await opened(listed), await opened(listed)]
    await granted(act(room, by, reported, 'report', { officers, text: '报告' }, said()))
    expect(await tellUnreported(room, new Date('2026-03-20T15:00:00Z'), 10)).toBe(0)
    expect(await tellUnreported(room, new Date('2026-03-21T00:00:00Z'), 10)).toBe(1)
    expect(await tellUnreported(room, new Date('2026-03-25T00:00:00Z'), 10)).toBe(0)
    const seen = await show(room, id, line.organ('county').id)
    expect(seen?.entries.map((e) => [e.act, e.by === null])).toEqual([
      ['open', false],
      ['overdue', true],
    ])
    const { rows } = await line.db.pool.query(
      `select agency_id from notice where kind = 'label' and transfer_id = $1 and step = 'label_overdue'`,
      [id],
    )
    expect(new Set(rows.map((r) => r.agency_id))).toEqual(new Set([line.organ('county').id, by.agency.id]))
  })

  test('is what its entries make of it: a new due day asks for a new report', () => {
    const entry = (version: number, name: LabelEntry['act'], body: LabelEntry['body']): LabelEntry => ({
      ...{ version, act: name, agencyId: 'o', at: '2026-03-02T00:00:00.000Z', officers: [], body },
    })
    const label = standing([
      entry(1, 'open', {
        kind: 'listed',
        name: '督办',
        fromDay: '2026-01-01',
        toDay: '2026-06-30',
        dueOn: '2026-05-01',
        members: ['o', 'm'],
      }),
    ])
    expect(hindrance(label, 'end', 'o', '2026-03-02')?.code).toBe('condition_unmet')
    const done = afterEntry(label, entry(2, 'report', { text: '完' }))
    expect(hindrance(done, 'end', 'o', '2026-03-02')).toBeNull()
    expect(hindrance(done, 'end', 'm', '2026-03-02')?.code).toBe('not_your_step')
    expect(hindrance(done, 'put', 'm', '2026-07-01')?.code).toBe('wrong_state')
    const moved = afterEntry(done, entry(3, 'change', { dueOn: '2026-06-01', reason: '延期' }))
    expect([moved.reported, moved.dueOn, hindrance(moved, 'end', 'o', '2026-03-02')?.code]).toEqual([
      false,
      '2026-06-01',
      'condition_unmet',
    ])
  })
})

describe('the walls', () => {
  test('no label and nothing that bore one can be removed', async () => {
    for (const table of ['label', 'labelled'])
      await expect(line.db.pool.query(`delete from ${table}`)).rejects.toThrow(/permission denied/)
    await expect(line.db.pool.query(`update label set kind = 'tag'`)).rejects.toThrow(/label_kind_known/)
  })
})
