// What is kept of assignments: rows that are what the entries make of them, a frozen list, many hands at one list at once, due
// days that are told once, and figures that agree with the items.
import { describe, expect, test } from 'vitest'
import { assignmentActs, itemResults } from '../../schemas/index.ts'
import { Refusal, uuidv7 } from '../../src/kernel/index.ts'
import { type AssignmentAct, hindrance, standing } from '../../src/supervision/assignments/lifecycle.ts'
import { gather } from '../../src/supervision/assignments/read.ts'
import {
  type AssignmentInputs,
  actOnAssignment,
  assignmentFigures,
  assignmentItems,
  handDown,
  showAssignment,
  tellUnreplied,
} from '../../src/supervision/index.ts'
import { dice, granted, letterLine, type Name, said } from './letters-line.ts'

const line = await letterLine()
const room = line.assignments

async function handed(count: number, dueOn = '2026-03-31', to: Name = 'county') {
  const items = Array.from({ length: count }, () => ({ kind: 'penalty' as const, id: uuidv7() }))
  const told = { to: line.organ(to).code, title: '核查', text: '请核查。', dueOn, items }
  return (
    await granted(handDown(room, line.caller('prefecture'), { officers: line.officers('prefecture'), ...told }, said()))
  ).id
}

const on = <Act extends AssignmentAct>(
  by: Name,
  id: string,
  name: Act,
  more: Omit<AssignmentInputs[Act], 'officers'>,
) =>
  actOnAssignment(
    room,
    line.caller(by),
    id,
    name,
    { officers: line.officers(by), ...more } as AssignmentInputs[Act],
    said(),
  )

describe('whatever happens to an assignment', () => {
  test.each([1, 2, 3])('its rows are what its entries make of it (dice %i)', async (seed) => {
    const roll = dice(seed)
    const id = await handed(4)
    const inputs: Readonly<Record<AssignmentAct, () => object>> = {
      sign: () => ({}),
      work: () => ({ results: [{ no: 1 + roll(4), result: itemResults[roll(4)], text: '说明' }] }),
      reply: () => ({ text: '回复' }),
      accept: () => ({}),
      return: () => ({ reason: '再查', ...(roll(2) === 0 && { dueOn: '2026-04-30' }) }),
      withdraw: () => ({ reason: '误' }),
    }
    for (let i = 0; i < 60; i++) {
      const name = assignmentActs[roll(assignmentActs.length)] as AssignmentAct
      if ((name === 'withdraw' || name === 'accept') && i < 50) continue
      const by: Name = roll(3) === 0 ? 'prefecture' : 'county'
      line.clock.nowMs += 60_000
      const before = (await gather(room.pool, id, null)) ?? []
      const outcome = await on(by, id, name, inputs[name]() as never)
      const hindered = hindrance(standing(before), name, line.organ(by).id) !== null
      // A reply is refused later, where an item has no result.
      if (hindered || name !== 'reply') expect(outcome instanceof Refusal, `${by} ${name}`).toBe(hindered)
    }
    const entries = (await gather(room.pool, id, null)) ?? []
    const end = standing(entries)
    const { rows } = await line.db.pool.query('select * from assignment where id = $1', [id])
    expect(rows[0]).toMatchObject({
      version: entries.length,
      state: end.state,
      returns: end.returns,
      items: 4,
      list_digest: end.listDigest,
    })
    expect([rows[0].replied_at, rows[0].signed_at].map((at) => at?.toISOString() ?? null)).toEqual([
      end.repliedAt,
      end.signedAt,
    ])
    const last = new Map(entries.flatMap((e) => e.body.results ?? []).map((r) => [r.no, r.result]))
    const page = await assignmentItems(room, id, line.organ('county').id, { after: 0, limit: 10 })
    expect(page?.items.map((one) => one.result)).toEqual([1, 2, 3, 4].map((no) => last.get(no)))
  })

  test('many hands at one list at once lose nothing, and the figures agree with the items', async () => {
    const id = await handed(40, '2026-03-31', 'sister')
    await granted(on('sister', id, 'sign', {}))
    await Promise.all(
      Array.from({ length: 40 }, (_, i) => {
        const result = itemResults[i % 4] as (typeof itemResults)[number]
        return granted(on('sister', id, 'work', { results: [{ no: i + 1, result, text: '说明' }] }))
      }),
    )
    const replied = await granted(on('sister', id, 'reply', { text: '回复' }))
    const counts = { verified: 10, transferred: 10, no_crime: 10, in_progress: 10, none: 0 }
    expect([replied.assignment.version, replied.assignment.counts]).toEqual([43, counts])
    const { items } = await assignmentFigures(room, line.organ('prefecture').id, { box: 'handed' })
    expect(items.find((one) => one.organ.id === line.organ('sister').id)).toMatchObject({
      assignments: 1,
      replied: 1,
      counts,
    })
    const none = await assignmentFigures(room, line.organ('market').id, { box: 'handed' })
    expect(none.items).toEqual([])
  })
})

describe('a due day', () => {
  test('that has passed is told once to both, and again after a return with a new one', async () => {
    line.clock.nowMs = Date.parse('2026-05-01T09:00:00+08:00')
    const id = await handed(1, '2026-05-10')
    const [dueDay, late] = [new Date('2026-05-10T15:59:00Z'), new Date('2026-05-11T00:00:00Z')]
    const overdue = async () =>
      ((await showAssignment(room, id, line.organ('county').id))?.entries ?? []).filter((e) => e.act === 'overdue')
        .length
    await tellUnreplied(room, dueDay, 100)
    expect(await overdue()).toBe(0)
    for (const _ of [1, 2]) await tellUnreplied(room, late, 100)
    expect(await overdue()).toBe(1)
    await granted(on('county', id, 'sign', {}))
    await granted(on('county', id, 'work', { results: [{ no: 1, result: 'verified', text: '属实' }] }))
    await granted(on('county', id, 'reply', { text: '回复' }))
    await tellUnreplied(room, new Date('2026-06-01T00:00:00Z'), 100)
    expect(await overdue()).toBe(1)
    await granted(on('prefecture', id, 'return', { reason: '再查', dueOn: '2026-05-20' }))
    await tellUnreplied(room, new Date('2026-06-01T00:00:00Z'), 100)
    expect(await overdue()).toBe(2)
    const { rows } = await line.db.pool.query(
      `select agency_id, about from notice where kind = 'assignment' and transfer_id = $1 and step = 'assignment_overdue'`,
      [id],
    )
    expect(rows).toHaveLength(4)
    expect(rows.every((r) => r.about.grade === 'orange')).toBe(true)
  })
})

describe('the walls', () => {
  test('nothing of an assignment can be removed, and a result that is none is refused by the table itself', async () => {
    for (const table of ['assignment', 'assignment_item'])
      await expect(line.db.pool.query(`delete from ${table}`)).rejects.toThrow(/permission denied/)
    await expect(line.db.pool.query(`update assignment_item set result = 'lost'`)).rejects.toThrow(
      /assignment_item_result_known/,
    )
  })
})
