// Pulls as time does them: lanes that do not wait for each other, replicas that share, absence as an event.
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import { afterAll, expect, test, vi } from 'vitest'
import {
  askForPull,
  listGaps,
  lookForSilence,
  openSources,
  pull,
  runRows,
  SourceEntryFault,
  setState,
  sourceFigures,
  sourceRow,
  startSourceLanes,
} from '../../src/sync/index.ts'
import { listenFree } from '../ports.ts'
import { sourcesScene } from './sources-scene.ts'

const scene = await sourcesScene()
const { pool } = scene.db
const log = pino({ level: 'silent' })
const directory = mkdtempSync(join(tmpdir(), 'xianjie-lanes-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

/** Takes every connection and never says anything. */
const silent = createServer()
const hung = new Set<import('node:net').Socket>()
silent.on('connection', (socket) => hung.add(socket.on('error', () => {})))
const port = await listenFree(silent)
afterAll(() => {
  for (const socket of hung) socket.destroy()
  silent.close()
})

const hanging = (timeoutMs: number, more: Record<string, unknown> = {}) =>
  scene.enter({
    kind: 'rest',
    everySeconds: 1,
    config: { baseUrl: `http://127.0.0.1:${port}`, timeoutMs, records: { mode: 'cursor', path: '/records' } },
    ...more,
  })
const quiet = (more: Record<string, unknown> = {}) =>
  scene.enter({ kind: 'files', everySeconds: 1, config: { directory, settleSeconds: 0 }, ...more })
const gapsOf = async (id: string) =>
  (await listGaps(pool, { agencyId: null, state: 'open', subject: `source:${id}`, limit: 10 })).items.map((g) => g.kind)

test('sources that hang for their whole time-out do not keep another from being pulled in its turn', async () => {
  const stuck = await Promise.all([hanging(20_000), hanging(20_000), hanging(20_000)])
  const other = await quiet()
  const lanes = startSourceLanes(scene.room, { log, pauseMs: 50 })
  try {
    await vi.waitFor(async () => expect((await runRows(pool, other, 10)).length).toBeGreaterThanOrEqual(3), {
      timeout: 20_000,
      interval: 100,
    })
    for (const id of stuck) expect(await runRows(pool, id, 10)).toMatchObject([{ state: 'running' }])
  } finally {
    const began = performance.now()
    await lanes.stop()
    // A stop does not wait for a time-out either.
    expect(performance.now() - began).toBeLessThan(10_000)
  }
  for (const id of [...stuck, other]) await setState(pool, id, 'disabled')
})

test('of two replicas one pulls, and what it left when it went is taken up by the other', async () => {
  const id = await hanging(20_000)
  const gone = new AbortController()
  const other = openSources({ ...scene.room })
  const first = pull(other, id, { signal: gone.signal })
  await vi.waitFor(async () => expect(await runRows(pool, id, 1)).toHaveLength(1))
  expect(await pull(scene.room, id)).toBeUndefined()
  gone.abort(new Error('the replica stops'))
  expect((await first)?.error).toBeTruthy()
  await other.locks.close()
  const second = await pull(scene.room, id, { signal: AbortSignal.timeout(200) })
  expect(second?.error).toBeTruthy()
  await setState(pool, id, 'disabled')
})

test('a pull whose lock is lost moves nothing more', async () => {
  const id = await hanging(20_000)
  const other = openSources({ ...scene.room })
  const running = pull(other, id)
  await vi.waitFor(async () => expect(await runRows(pool, id, 1)).toHaveLength(1))
  await scene.db.ownerPool.query(
    `select pg_terminate_backend(l.pid) from pg_locks l join pg_database d on d.oid = l.database
     where d.datname = current_database() and l.locktype = 'advisory' and l.pid <> pg_backend_pid()`,
  )
  expect((await running)?.error).toBeTruthy()
  await other.locks.close()
  await setState(pool, id, 'disabled')
})

test('failures wait longer each time and are told, and an operator’s word is obeyed at once, also for a disabled source', async () => {
  const id = await hanging(100)
  await scene.pull(id)
  const one = await sourceRow(pool, id)
  await scene.pull(id)
  const two = await sourceRow(pool, id)
  expect([one?.failures, two?.failures]).toEqual([1, 2])
  expect(two?.lastError).toContain('/records')
  expect((await sourceFigures(scene.room)).find((f) => f.id === id)).toMatchObject({ failures: 2, enabled: true })
  await setState(pool, id, 'disabled')
  const before = (await runRows(pool, id, 10)).length
  await askForPull(pool, id, 'client:c1')
  const lanes = startSourceLanes(scene.room, { log, pauseMs: 20 })
  await vi.waitFor(async () => expect((await runRows(pool, id, 10)).length).toBe(before + 1), { timeout: 10_000 })
  await sleep(300)
  await lanes.stop()
  const runs = await runRows(pool, id, 10)
  expect(runs).toHaveLength(before + 1)
  expect(runs[0]).toMatchObject({ askedBy: 'client:c1', state: 'failed' })
})

test('silence beyond the habit is a gap, which closes when something comes', async () => {
  const silentOne = await hanging(100, { habit: { recordsWithinHours: 24, answersWithinHours: 2 } })
  const zero = await quiet({ habit: { recordsWithinHours: 24, zeroReports: true } })
  await lookForSilence(scene.room)
  expect([await gapsOf(silentOne), await gapsOf(zero)]).toEqual([[], []])
  scene.ahead = 3 * 3_600_000
  await lookForSilence(scene.room)
  expect(await gapsOf(silentOne)).toEqual(['source_failing'])
  scene.ahead = 25 * 3_600_000
  await lookForSilence(scene.room)
  await lookForSilence(scene.room)
  expect((await gapsOf(silentOne)).sort()).toEqual(['source_failing', 'source_silent'])
  expect(await gapsOf(zero)).toEqual(['zero_report_missing'])
  await pool.query('update source set last_zero_at = $2 where id = $1', [zero, new Date(scene.room.now())])
  await pool.query('update source set last_ok_at = $2, last_record_at = $2 where id = $1', [
    silentOne,
    new Date(scene.room.now()),
  ])
  await lookForSilence(scene.room)
  expect([await gapsOf(silentOne), await gapsOf(zero)]).toEqual([[], []])
  scene.ahead = 0
  for (const id of [silentOne, zero]) await setState(pool, id, 'disabled')
})

test('a source is entered whole or not at all, with every fault named by its place', async () => {
  const faults = async (entry: Record<string, unknown>) => {
    const error = await scene.enter(entry).catch((e: unknown) => e)
    expect(error).toBeInstanceOf(SourceEntryFault)
    return (error as SourceEntryFault).faults.map((f) => f.pointer)
  }
  const rest = { baseUrl: 'http://p.example', records: { mode: 'cursor', path: '/r' } }
  expect(await faults({ kind: 'rest', config: { ...rest, baseUrl: 'ftp://p.example' } })).toEqual(['/config/baseUrl'])
  expect(await faults({ kind: 'rest', config: { ...rest, rows: 'data' } })).toEqual(['/config/rows'])
  expect(await faults({ kind: 'rest', config: { ...rest, sekret: 'x' } })).toEqual(['/config'])
  expect(await faults({ kind: 'rest', config: rest, mapping: 'no-such-preset' })).toEqual(['/mapping'])
  expect(await faults({ kind: 'rest', config: rest, mapping: { nonsense: 1 } })).toEqual(['/mapping'])
  expect(await faults({ kind: 'files', config: { directory: 'relative' } })).toEqual(['/config/directory'])
  expect(await faults({ kind: 'rest', config: rest, agency: '914403001922038216' })).toEqual(['/agency'])
  const name = `twice-${randomUUID().slice(0, 8)}`
  await scene.enter({ kind: 'rest', config: rest, name })
  expect(await faults({ kind: 'rest', config: rest, name })).toEqual(['/name'])
})
