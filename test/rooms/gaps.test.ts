// Absence as an event: raised once, however often it is found; closed with a reason; opened anew when it comes again.
import { describe, expect, test } from 'vitest'
import { closeGap, listGaps, openGaps, raiseGap } from '../../src/sync/index.ts'
import { testDatabase } from '../database.ts'

const { pool } = await testDatabase()
const everything = { agencyId: null, limit: 50 }

describe('a gap', () => {
  const subject = 'source:01900000-0000-7000-8000-000000000001'

  test('is raised once for a kind and a subject, and keeps the time from which it is owed', async () => {
    const since = new Date('2026-11-20T00:00:00Z')
    const first = await raiseGap(pool, { kind: 'source_silent', subject, since, detail: { hours: 24 } })
    const again = await raiseGap(pool, { kind: 'source_silent', subject, detail: { hours: 30 } })
    expect(first.raised).toBe(true)
    expect(again).toEqual({ id: first.id, raised: false })
    const { items } = await listGaps(pool, { ...everything, subject })
    expect(items).toHaveLength(1)
    expect(items[0]).toMatchObject({ since: since.toISOString(), detail: { hours: 30 }, closedAt: null })
  })

  test('of another kind on the same subject stands beside it', async () => {
    expect((await raiseGap(pool, { kind: 'difference', subject, detail: {} })).raised).toBe(true)
    expect(await openGaps(pool)).toEqual(
      expect.arrayContaining([
        { kind: 'source_silent', count: 1 },
        { kind: 'difference', count: 1 },
      ]),
    )
  })

  test('closes with its reason, once, and is raised anew when it comes again', async () => {
    expect(await closeGap(pool, 'source_silent', subject, 'a record came')).toBe(true)
    expect(await closeGap(pool, 'source_silent', subject, 'a record came')).toBe(false)
    expect((await raiseGap(pool, { kind: 'source_silent', subject, detail: {} })).raised).toBe(true)
    const { items } = await listGaps(pool, { ...everything, subject, kind: 'source_silent' })
    expect(items.map((gap) => gap.closedBecause)).toEqual([null, 'a record came'])
  })

  test('raised by many at once is one gap', async () => {
    const many = await Promise.all(
      Array.from({ length: 8 }, () => raiseGap(pool, { kind: 'file_gap', subject: 'source:many', detail: {} })),
    )
    expect(many.filter((one) => one.raised)).toHaveLength(1)
    expect(new Set(many.map((one) => one.id)).size).toBe(1)
  })

  test('is listed by page, by state and for one organ only', async () => {
    const agencyId = '01900000-0000-7000-8000-0000000000aa'
    for (let i = 0; i < 5; i++) await raiseGap(pool, { kind: 'file_gap', subject: `source:${i}`, agencyId, detail: {} })
    await closeGap(pool, 'file_gap', 'source:0', 'the file came')
    const first = await listGaps(pool, { agencyId, limit: 3 })
    const second = await listGaps(pool, { agencyId, limit: 3, after: first.next })
    expect([first.items.length, second.items.length, second.next]).toEqual([3, 2, null])
    expect((await listGaps(pool, { agencyId, state: 'open', limit: 50 })).items).toHaveLength(4)
    expect((await listGaps(pool, { agencyId, state: 'closed', limit: 50 })).items).toHaveLength(1)
    expect((await listGaps(pool, { ...everything, agencyId: '01900000-0000-7000-8000-0000000000bb' })).items).toEqual(
      [],
    )
  })
})
