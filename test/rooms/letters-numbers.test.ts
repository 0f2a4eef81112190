// Numbers of letters: one a letter whatever the attempts, in order, without gaps from what was refused, never twice, also
// where many ask at once; a pattern that would give one number twice is turned away.
import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import {
  allot,
  attemptOver,
  type LetterKey,
  removeScheme,
  type Scheme,
  schemeFault,
  schemeFor,
  setScheme,
} from '../../src/letters/index.ts'
import { testDatabase } from '../database.ts'

const db = await testDatabase()
const scheme = (more: Partial<Scheme> = {}): Scheme => ({
  letter: '*',
  pattern: '{prefix}字〔{year}〕{no}号',
  prefix: '海',
  reset: 'yearly',
  padding: 0,
  start: 1,
  ...more,
})
const key = (letter = 'transfer_letter'): LetterKey => ({ transferId: randomUUID(), version: 1, letter })
const now = new Date('2026-03-02T02:00:00Z')
const day = '2026-03-02'

describe('a scheme', () => {
  test.each([
    [{ pattern: '〔{year}〕号' }, 'pattern'],
    [{ pattern: '{no}号' }, 'pattern'],
    [{ pattern: '{jahr}{year}{no}' }, 'pattern'],
    [{ pattern: '{year}{no}\n' }, 'pattern'],
    [{ padding: 10 }, 'padding'],
    [{ start: 0 }, 'start'],
  ] as const)('%o is turned away for its %s', (more, field) => {
    expect(schemeFault(scheme(more))?.field).toBe(field)
  })

  test('of the letter itself comes before the one for all', async () => {
    const agency = randomUUID()
    expect(await schemeFor(db.pool, agency, 'filing_notice')).toBeUndefined()
    await setScheme(db.pool, agency, scheme())
    await setScheme(db.pool, agency, scheme({ letter: 'filing_notice', prefix: '立' }))
    expect((await schemeFor(db.pool, agency, 'filing_notice'))?.prefix).toBe('立')
    expect((await schemeFor(db.pool, agency, 'filing_order'))?.prefix).toBe('海')
    expect(await removeScheme(db.pool, agency, 'filing_notice')).toBe(true)
    expect((await schemeFor(db.pool, agency, 'filing_notice'))?.prefix).toBe('海')
  })
})

describe('a number', () => {
  test('is the same at every attempt of its letter', async () => {
    const agency = randomUUID()
    const one = key()
    const given = [
      await allot(db.pool, agency, scheme(), one, day, now),
      await allot(db.pool, agency, scheme(), key(), day, now),
    ]
    expect(given).toEqual(['海字〔2026〕1号', '海字〔2026〕2号'])
    expect(await allot(db.pool, agency, scheme(), one, day, now)).toBe(given[0])
  })

  test('begins where the scheme begins, with zeros, and again with the year where it says so', async () => {
    const agency = randomUUID()
    const s = scheme({ start: 7, padding: 4 })
    expect(await allot(db.pool, agency, s, key(), day, now)).toBe('海字〔2026〕0007号')
    expect(await allot(db.pool, agency, s, key(), '2027-01-01', now)).toBe('海字〔2027〕0007号')
    const never = scheme({ reset: 'never' })
    const other = randomUUID()
    expect(await allot(db.pool, other, never, key(), day, now)).toBe('海字〔2026〕1号')
    expect(await allot(db.pool, other, never, key(), '2027-01-01', now)).toBe('海字〔2027〕2号')
  })

  test('of a refused letter goes to the next one, and not while another attempt for it is under way', async () => {
    const agency = randomUUID()
    const refused = key()
    await allot(db.pool, agency, scheme(), refused, day, now)
    await allot(db.pool, agency, scheme(), refused, day, now)
    await attemptOver(db.pool, agency, refused)
    expect(await allot(db.pool, agency, scheme(), key(), day, now)).toBe('海字〔2026〕2号')
    await attemptOver(db.pool, agency, refused)
    expect(await allot(db.pool, agency, scheme(), key(), day, now)).toBe('海字〔2026〕1号')
    expect(await allot(db.pool, agency, scheme(), refused, day, now)).toBe('海字〔2026〕3号')
  })

  test('whose attempt died is given again a quarter of an hour later', async () => {
    const agency = randomUUID()
    await allot(db.pool, agency, scheme(), key(), day, now)
    const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000)
    expect(await allot(db.pool, agency, scheme(), key(), day, later(10))).toBe('海字〔2026〕2号')
    expect(await allot(db.pool, agency, scheme(), key(), day, later(16))).toBe('海字〔2026〕1号')
  })

  test('that stands on an issued letter is never given again', async () => {
    const agency = randomUUID()
    const one = key()
    await allot(db.pool, agency, scheme(), one, day, now)
    await db.ownerPool.query(
      `insert into letter_issue (transfer_id, version, letter, code, agency_id, issued_on, issued_version, material_id, sha256, sm3)
       values ($1, 1, $2, $3, $4, '2026-03-02', 2, $1, '', '')`,
      [one.transferId, one.letter, randomUUID(), agency],
    )
    await attemptOver(db.pool, agency, one)
    expect(await allot(db.pool, agency, scheme(), key(), day, new Date(now.getTime() + 86_400_000))).toBe(
      '海字〔2026〕2号',
    )
  })

  test('is each once where forty letters ask at the same moment, of two schemes with one pattern', async () => {
    const agency = randomUUID()
    const given = await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        allot(db.pool, agency, scheme({ letter: i % 2 ? 'filing_notice' : '*' }), key(), day, now),
      ),
    )
    expect(new Set(given).size).toBe(40)
    expect(given).toContain('海字〔2026〕40号')
  })
})

test('what was issued stands: neither the gateway nor the owner changes or removes it', async () => {
  for (const change of [
    'update letter_issue set document_no = null',
    'delete from letter_issue',
    'truncate letter_issue',
  ]) {
    await expect(db.pool.query(change)).rejects.toThrow(/permission denied/)
    await expect(db.ownerPool.query(change)).rejects.toThrow(/written once/)
  }
  await expect(db.pool.query('delete from letter_number')).rejects.toThrow(/permission denied/)
})
