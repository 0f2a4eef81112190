// A whole city is taken over: what was typed into it is there, what was wrong with it is said, and nothing else is.
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { takeoverMapping } from '../../schemas/index.ts'
import { verifyCases } from '../../src/cases/index.ts'
import type { CityTruth } from '../../src/partner/index.ts'
import { proposedMapping, type TakeoverResult } from '../../src/takeover/index.ts'
import { testDatabase } from '../database.ts'
import { cityOf, mappingIn, taken, takeoverRoom } from '../takeover-town.ts'

const cases = 150

const counts = (rows: readonly { kind: string; count: number }[]) =>
  Object.fromEntries(rows.map(({ kind, count }) => [kind, count]))

/** Both sides agree, and what is wrong is what the city knows to be wrong. */
function agrees({ reported: { figures, tables } }: TakeoverResult, truth: CityTruth) {
  expect(figures.lines.filter((line) => line.there !== line.here)).toEqual([])
  expect(figures.held).toEqual([])
  expect(counts(figures.cases)).toEqual(
    Object.fromEntries(Object.entries(truth.kinds).filter(([, count]) => count > 0)),
  )
  expect(Object.fromEntries(tables.map(({ table, rows }) => [table, rows]))).toEqual(truth.tables)
  const here = Object.fromEntries(figures.lines.map((line) => [line.what, line.here]))
  expect(here.cases).toBe(truth.cases)
  const { CLUE_INFO, CLUE_DISPATCH, CLUE_ACCEPT, CLUE_REPLY } = truth.tables
  expect([here.clues, here.clue_dispatches, here.clue_accepts, here.clue_replies, here.duty_clues]).toEqual([
    ...[CLUE_INFO, CLUE_DISPATCH, CLUE_ACCEPT, CLUE_REPLY, truth.kinds.duty_clue],
  ])
  expect(CLUE_INFO).toBeGreaterThan(0)
}

describe('a clean city', async () => {
  const db = await testDatabase()
  const room = await takeoverRoom(db)
  const files = mkdtempSync(join(tmpdir(), 'xianjie-city-files-'))
  const city = await cityOf({ cases, files })

  test('leaves no difference but the files that are listed and absent, and every case holds', async () => {
    const result = await taken(room, city, { files })
    agrees(result, city)
    const { figures } = result.reported
    expect(figures.unmapped).toEqual([])
    expect(Object.keys(counts(figures.differences)).filter((kind) => kind !== 'attachment_absent')).toEqual([])
    expect(counts(figures.differences).attachment_absent ?? 0).toBe(figures.files.absent)
    expect(figures.files.present).toBeGreaterThan(0)
    expect(figures.lines.find(({ what }) => what === 'fines')?.there).toBe(city.fineFen)
    expect(figures.duties.open).toBe(city.waiting)
    expect((await verifyCases(db.pool)).faults).toEqual([])
  })

  test('tells nobody and starts nothing: no notice, no receipt, no clock, no finding for the past', async () => {
    const { rows } = await db.pool.query(
      `select (select count(*)::int from notice) as notices, (select count(*)::int from receipt) as receipts,
         (select count(*)::int from clock) as clocks, (select count(*)::int from finding) as findings`,
    )
    expect(rows).toEqual([{ notices: 0, receipts: 0, clocks: 0, findings: 0 }])
  })

  test('taken over again nothing is new', async () => {
    const both = 'select (select count(*) from event) + (select count(*) from clue_entry) as n'
    const entries = async () => (await db.pool.query(both)).rows[0].n
    const before = await entries()
    const { reported, run } = await taken(room, city, { files })
    expect(run.no).toBe(2)
    expect(reported.tables.filter((t) => t.fresh + t.changed + t.gone > 0)).toEqual([])
    expect(reported.figures.unexplained).toBe(0)
    expect(await entries()).toBe(before)
  })

  test('three weeks later only the difference comes', async () => {
    const later = await cityOf({ cases, day: 2 })
    const { reported } = await taken(room, later)
    const { figures } = reported
    expect(figures.lines.filter((line) => line.there !== line.here)).toEqual([])
    expect(figures.lines.find(({ what }) => what === 'cases')?.here).toBe(later.cases)
    expect(counts(figures.differences).row_changed ?? 0).toBe(later.differences.row_changed ?? 0)
    const grown = await db.pool.query('select count(*)::int as n from takeover_case where run = 3')
    expect(grown.rows[0].n).toBeGreaterThan(0)
    expect(grown.rows[0].n).toBeLessThan(later.cases / 2)
    expect((await verifyCases(db.pool)).faults).toEqual([])
  })
})

test('a dirty city: every fault that was planted is a difference line, and no other is', async () => {
  const db = await testDatabase()
  const city = await cityOf({ cases, dirt: 0.5, seed: 3 })
  const result = await taken(await takeoverRoom(db), city)
  agrees(result, city)
  expect(counts(result.reported.figures.differences)).toEqual(city.differences)
})

test('a dry run makes nothing, lists what has no mapping and proposes nothing that would count', async () => {
  const db = await testDatabase()
  const room = await takeoverRoom(db)
  const city = await cityOf({ cases, seed: 2 })
  const { reported, workbook, statement } = await taken(room, city, { mapping: 'mapping-incomplete.json', dry: true })
  const unmapped = new Set(reported.figures.unmapped.map(({ kind, code }) => `${kind} ${code}`))
  for (const one of ['organ 450512P', 'industry I04', 'charge C225', 'form_label 立案时间'])
    expect(unmapped).toContain(one)
  const made = await db.pool.query(
    `select (select count(*)::int from transfer) as transfers, (select count(*)::int from penalty_case) as penalties,
       (select count(*)::int from clue) as clues, (select count(*)::int from agency) as agencies`,
  )
  expect(made.rows).toEqual([{ transfers: 0, penalties: 0, clues: 0, agencies: 0 }])
  const mapping = mappingIn(city, 'mapping-incomplete.json')
  const proposed = takeoverMapping.parse(proposedMapping(mapping, reported.figures.unmapped, await room.directory()))
  expect(proposed.organs['450512P']).toMatchObject({ proposed: true })
  expect(proposed.charges.C225).toEqual({ name: '非法经营罪', label: '非法经营罪', proposed: true })
  expect(workbook.subarray(0, 2).toString()).toBe('PK')
  expect(statement.split('.')).toHaveLength(3)
})
