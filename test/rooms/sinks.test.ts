// Sinks against a platform in its own process: what it is told, in whose words, how often, and what becomes of what it
// cannot be told.
import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { deliveriesOf, deliveryOf } from '../../src/outbox/index.ts'
import {
  addSink,
  changeSink,
  letSinkGo,
  listSinks,
  previewSink,
  replaySink,
  type Sink,
  SinkFault,
  setSinkState,
  sinkStatus,
  unmapped,
} from '../../src/sync/index.ts'
import { startPlatform } from '../partner.ts'
import { world } from '../world.ts'
import { by, sinkScene, until } from './sinks-scene.ts'

const w = await world()
const { pool } = w.db
const platform = await startPlatform({ signature: 'hmac-sm3', secret: 'for-tests-only' })
afterAll(() => platform.stop())
const { sinks, definition } = await sinkScene(w)
const { chief } = w.organ('police')
/** One that stays would tell the platform of the next test's cases too. */
afterEach(async () => {
  for (const sink of await listSinks(sinks, {})) await setSinkState(sinks, sink, 'disabled', by)
})

const signing = {
  algorithm: 'hmac-sm3',
  key: 'xianjie',
  sent: { key: 'X-App-Key', timestamp: 'X-Timestamp', nonce: 'X-Nonce', sign: 'X-Sign' },
}
const secret = 'for-tests-only'
const form = (name: string, more: object = {}) => definition(name, platform.url, more, { signing })
const of = async (caseId: string) => (await platform.transfers()).filter((r) => r.caseId === caseId)
const bodyOf = async (sink: Sink, caseId: string, version: number) => {
  const found = (await deliveriesOf(pool, sink.id, { transferId: caseId, limit: 50 })).find(
    (d) => d.version === version,
  )
  return JSON.parse((await deliveryOf(pool, sink.id, found?.id ?? ''))?.body || 'null')
}
const deadOf = (sink: Sink) => deliveriesOf(pool, sink.id, { state: 'dead', limit: 50 })

describe('a platform is told', () => {
  test('every entry of the organ’s cases, once, in order, signed, under ids that are those of the queue', async () => {
    const sink = await addSink(sinks, form('plain'), by, { secret })
    const { transfer } = await w.submit()
    await w.step('police', transfer.id, 'receipt_sign', { decidedBy: chief })
    await until(async () => (await of(transfer.id)).length === 2)
    const received = await of(transfer.id)
    expect(received.map((r) => [r.version, r.outcome])).toEqual([
      [1, 'kept'],
      [2, 'kept'],
    ])
    const sent = await deliveriesOf(pool, sink.id, { limit: 10 })
    expect(received.map((r) => r.id).sort()).toEqual(sent.map((d) => d.id).sort())
    // The platform knows a report before the gateway knows that it does.
    await until(async () => (await sinkStatus(sinks, sink.id))?.waiting === 0)
    expect(await sinkStatus(sinks, sink.id)).toMatchObject({ waiting: 0, dead: 0, breaker: 'closed' })
  })

  test('the step, the state, what became of each suspect, the decision, and the record the case grew from', async () => {
    const sink = await addSink(sinks, form('whole'), by, { secret })
    const sourceRecord = randomUUID()
    const { transfer } = await w.submit('market', { sourceRecord })
    await w.step('police', transfer.id, 'receipt_sign', { decidedBy: chief })
    const filing = {
      decidedBy: chief,
      documentNo: '海公立字〔2026〕8号',
      charges: [{ name: '虚假广告罪' }],
      suspects: ['s1'],
    }
    await w.step('police', transfer.id, 'filing_approved', filing)
    await w.step('police', transfer.id, 'filing_refused', {
      ...{ decidedBy: chief, documentNo: '海公不立字〔2026〕9号', ground: 'obviously_minor', reasons: '情节显著轻微' },
    })
    await until(async () => (await deliveriesOf(pool, sink.id, { transferId: transfer.id, limit: 9 })).length === 4)
    expect(await bodyOf(sink, transfer.id, 1)).toMatchObject({
      caseId: transfer.id,
      version: 1,
      step: 'transfer_dispatch',
      status: 'transferred',
      statusName: '已移送待签收',
      sender: { code: w.organ('market').code },
      source: { penaltyCaseId: sourceRecord },
    })
    const refused = await bodyOf(sink, transfer.id, 4)
    expect(refused).toMatchObject({
      status: 'several_outcomes',
      subjects: [
        { id: 's1', kind: 'unit', name: '虚构电子商务有限公司', state: 'filed' },
        { id: 's2', kind: 'person', state: 'not_filed' },
      ],
      decision: { documentNo: '海公不立字〔2026〕9号', ground: 'obviously_minor', reasons: '情节显著轻微' },
      source: { penaltyCaseId: sourceRecord },
    })
    expect(JSON.stringify(refused)).not.toContain('张三')
    expect(JSON.stringify(refused)).not.toContain('11010519491231002X')
  })

  test('in its own form and codes, and only the steps it wants', async () => {
    const codes = { status: { transferred: '01', under_filing_review: '02', filed: '03' } }
    const body = {
      caseId: { $from: '/caseId' },
      version: { $from: '/version' },
      at: { $from: '/at', $time: 'local' },
      AJZT: { $from: '/status', $code: 'status' },
      WSH: { $from: '/decision/documentNo', $else: '' },
      SJLY: '两法衔接',
    }
    const sink = await addSink(
      sinks,
      form('own-form', { codes, body, steps: ['transfer_dispatch', 'filing_approved'] }),
      by,
      { secret },
    )
    const { transfer } = await w.submit()
    await w.step('police', transfer.id, 'receipt_sign', { decidedBy: chief })
    await w.step('police', transfer.id, 'filing_approved', {
      ...{ decidedBy: chief, documentNo: '海公立字〔2026〕11号', charges: [{ name: '虚假广告罪' }] },
    })
    await until(async () => (await of(transfer.id)).length === 2)
    expect((await of(transfer.id)).map((r) => r.version)).toEqual([1, 3])
    expect(await bodyOf(sink, transfer.id, 3)).toEqual({
      ...{ caseId: transfer.id, version: 3, AJZT: '03', WSH: '海公立字〔2026〕11号', SJLY: '两法衔接' },
      at: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
    })
  })

  test('nothing that is sealed from the organ in whose name it is told', async () => {
    await addSink(sinks, form('sealed'), by, { secret })
    const { transfer } = await w.submit()
    await w.step('police', transfer.id, 'receipt_sign', { decidedBy: chief })
    const seen = await w.ask<{ items: { version: number }[] }>('market', 'GET', `/v1/transfers/${transfer.id}/timeline`)
    await until(async () => (await of(transfer.id)).length === seen.body.items.length)
    expect((await of(transfer.id)).map((r) => r.version)).toEqual(seen.body.items.map((e) => e.version))
  })
})

describe('what cannot be told', () => {
  test('a word without a code is a dead letter that says so, holds its case alone, and goes when the codes are mended', async () => {
    const codes = { status: { transferred: '01' } }
    const body = {
      caseId: { $from: '/caseId' },
      version: { $from: '/version' },
      at: { $from: '/at' },
      ZT: { $from: '/status', $code: 'status' },
    }
    const sink = await addSink(sinks, form('codes', { codes, body }), by, { secret })
    expect(unmapped(sink.definition)[0]?.words).toContain('filed')
    const { transfer } = await w.submit()
    await w.step('police', transfer.id, 'receipt_sign', { decidedBy: chief })
    await until(async () => (await deadOf(sink)).length === 1)
    const other = await w.submit()
    await until(async () => (await of(other.transfer.id)).length === 1)
    expect(await of(transfer.id)).toHaveLength(1)
    const [dead] = await deadOf(sink)
    expect(dead?.lastError).toBe('/status: "received" has no code in the list "status"')

    // Sending it as it stands would change nothing: it stays dead and keeps its reason.
    expect(await replaySink(sinks, sink, { dead: true }, by)).toBe(0)
    expect((await deadOf(sink))[0]?.lastError).toContain('has no code')
    const mended = await changeSink(
      sinks,
      sink,
      form('codes', { body, codes: { status: { ...codes.status, received: '02' } } }),
      by,
    )
    expect(await replaySink(sinks, mended, { dead: true }, by)).toBe(1)
    await until(async () => (await of(transfer.id)).length === 2)
    expect((await of(transfer.id))[1]).toMatchObject({ id: dead?.id, version: 2 })
  })

  test('a report that the platform refuses is a dead letter; let go, its case goes on', async () => {
    const sink = await addSink(
      sinks,
      form('refused', { body: { version: { $from: '/version' }, at: { $from: '/at' } } }),
      by,
      { secret },
    )
    await w.submit()
    await until(async () => (await deadOf(sink)).length === 1)
    expect((await deadOf(sink))[0]?.lastError).toBeTruthy()
    expect(await letSinkGo(sinks, sink, { dead: true }, by)).toBe(1)
    expect(await sinkStatus(sinks, sink.id)).toMatchObject({ dead: 0, waiting: 0 })
  })

  test('a wrong secret, a platform that fails and one that says nothing are waited for and make no dead letter', async () => {
    const sink = await addSink(sinks, form('waits'), by, { secret: 'wrong' })
    const { transfer } = await w.submit()
    await until(async () => (await sinkStatus(sinks, sink.id))?.lastError !== null)
    expect(await sinkStatus(sinks, sink.id)).toMatchObject({ dead: 0, waiting: 1 })
    expect(await of(transfer.id)).toHaveLength(0)
  })
})

describe('the operator', () => {
  test('is told by place what is wrong with a sink, before anything is kept', async () => {
    const faults = async (given: object) => {
      const error = await addSink(sinks, given, by).catch((e: unknown) => e)
      expect(error).toBeInstanceOf(SinkFault)
      return (error as SinkFault).faults
    }
    expect(await faults({ ...form('x'), agency: 'nobody' })).toEqual(['/agency: must be a unified social credit code'])
    expect(await faults({ ...form('x'), agency: '111111111111111111' })).toEqual([
      '/agency: no agency with the code 111111111111111111 is registered',
    ])
    expect(
      await faults(form('x', { body: { A: { $from: '/nothing' }, B: { $from: '/status', $code: 'none' } } })),
    ).toEqual([
      expect.stringContaining('/body/A/$from: must point into the report'),
      '/body/B/$code: codes has no list "none"',
    ])
    expect(await faults(form('x', { steps: ['no_such_step'] }))).toEqual(['/steps/0: there is no step no_such_step'])
    expect(await faults({ ...form('plain') })).toEqual(['/name: there is a sink plain already'])
    expect((await listSinks(sinks, {})).map((s) => s.definition.name)).not.toContain('x')
  })

  test('can look at a report before it is sent, and at what it would fail for', async () => {
    const [sink] = (await listSinks(sinks, {})).filter((s) => s.definition.name === 'codes')
    const { transfer } = await w.submit()
    expect(await previewSink(sinks, sink as Sink, transfer.id, 1)).toMatchObject({ body: { ZT: '01', version: 1 } })
    expect(await previewSink(sinks, sink as Sink, randomUUID(), 1)).toMatchObject({ body: null })
  })

  test('can have one sink report the cases of all organs of a region and domain', async () => {
    const covers = { regions: ['45', '33'], domains: ['market'] }
    const sink = await addSink(sinks, form('covers', { agency: w.organ('platform').code, covers }), by, { secret })
    const here = await w.submit('market')
    const there = await w.submit('foreignMarket')
    await until(async () => (await of(here.transfer.id)).length + (await of(there.transfer.id)).length === 2)
    expect(sink.receiver.follows).toHaveLength(3)
  })
})
