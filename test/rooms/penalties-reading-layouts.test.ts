// Layouts: recognised by their fields, mapped by configuration, tried dry; the 113 public records through theirs; and that
// whatever comes in, what comes out holds to the schema.
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { penaltyRecord } from '../../schemas/index.ts'
import {
  digestOf,
  dryRead,
  type Layout,
  layoutOf,
  MappingFault,
  mappedLayout,
  presets,
  readRecord,
  recognise,
} from '../../src/penalties/reading/index.ts'

const today = '2026-11-22'
const records = readFileSync(new URL('../../db/seeds/penalties-public.ndjson', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Record<string, unknown>)
const fieldsOf = (id: string) => Object.keys(presets.find((one) => one.id === id)?.fields ?? {})

function read(raw: unknown, layout: Layout) {
  const reading = readRecord(raw, layout, today)
  if (reading.outcome !== 'record') throw new Error(JSON.stringify(reading))
  expect(penaltyRecord.parse(reading.record)).toEqual(reading.record)
  return reading
}

describe('the 113 public records', () => {
  test('all are read, under their own key, and hold to the schema', () => {
    expect(records).toHaveLength(113)
    const keys = records.map((raw) => read(raw, layoutOf(Object.keys(raw)) as Layout).key)
    expect(new Set(keys).size).toBe(113)
    expect(keys[0]).toBe('k:P001')
  })
  test('every figure stands in fen as it was published', () => {
    for (const raw of records) {
      const { record } = read(raw, layoutOf(Object.keys(raw)) as Layout)
      const said = record.amounts.find((a) => a.kind === 'fine')?.fen
      expect(said ?? null, String(raw.record_id)).toBe(
        typeof raw.fine_cny === 'number' ? Math.round(raw.fine_cny * 100) : null,
      )
    }
  })
  test('what the compiler inferred is a note and no fact', () => {
    const raw = records.find((r) => r.record_id === 'P009')
    const { record } = read(raw, layoutOf(Object.keys(raw ?? {})) as Layout)
    expect(record.procedure).toBeNull()
    expect(record.notes.filter((n) => n.code === 'inferred_by_source').map((n) => n.field)).toEqual([
      'threshold_hint',
      'procedure_inferred',
    ])
  })
  test('a transfer for detention, to the anti-smuggling police and to the police are three things', () => {
    const transferred = (id: string) =>
      read(
        records.find((r) => r.record_id === id),
        layoutOf(Object.keys(records[0] ?? {})) as Layout,
      ).record.crime.transferred
    expect(['P129', 'P046', 'P121', 'P127'].map(transferred)).toEqual([null, null, true, null])
  })
})

describe('a layout is recognised by its fields', () => {
  const coded = (id: string) => fieldsOf(id).filter((f) => /^(CF_|BZ|[a-z_]+$)/.test(f))
  const headed = (id: string) => fieldsOf(id).filter((f) => !/^(CF_|BZ|[a-z_]+$)/.test(f))
  test.each(['public', 'sgs-new-unit', 'sgs-new-person', 'sgs-new', 'sgs-old', 'supervision'])(
    '%s by its codes',
    (id) => expect(layoutOf(coded(id))?.id).toBe(id),
  )
  test.each(['sgs-new-unit-zh', 'sgs-new-person-zh', 'sgs-new-zh', 'supervision-zh'])('%s by its headings', (id) =>
    expect(layoutOf(headed(id))?.id).toBe(id),
  )
  test('with control columns and unknown fields beside them, and headings as templates decorate them', () => {
    const columns = ['record_unique_identity', 'cd_time', 'cd_operation', 'cd_batch', 'WO_SHI', 'ID', 'CREATE_TIME']
    expect(layoutOf([...coded('sgs-new-unit'), ...columns])?.id).toBe('sgs-new-unit')
    const decorated = headed('sgs-new-unit-zh').map((h) => ` *${h.replace('(', '（').replace(')', '）')}（必填） `)
    expect(layoutOf(decorated)?.id).toBe('sgs-new-unit-zh')
  })
  test('where a platform leaves out what is empty', () => {
    expect(layoutOf(['CF_XDR_MC', 'CF_CFJG', 'CF_SY'])?.id).toBe('sgs-new')
    expect(layoutOf(['CF_XDR_MC', 'CF_XDR_SHXYM', 'CF_CFJG'])?.id).toBe('sgs-new-unit')
    expect(layoutOf(['CF_XDR_MC', 'CF_WSH', 'CF_XZJG'])?.id).toBe('sgs-old')
    expect(layoutOf(['行政相对人名称', '处罚机关', '违法事实'])?.id).toBe('sgs-new-zh')
    expect(layoutOf(['record_id', 'party_name', 'penalty_kinds'])?.id).toBe('public')
  })
  test('fields of two layouts in equal number are not decided', () =>
    expect(recognise(['CF_XDR_MC', 'CF_CFJG', 'CF_SY', 'record_id', 'party_kind', 'agency']).fault).toContain(
      'may be those of',
    ))
  test('unknown fields give no layout, and a sentence', () => {
    expect(recognise(['a', 'b']).fault).toContain('No preset')
    expect(recognise([]).fault).toContain('No preset')
  })
})

describe('control columns of an exchange', () => {
  const row = {
    record_unique_identity: 'R-1',
    cd_id: 'D-1',
    cd_time: '2026-11-20 08:00:00',
    cd_operation: 'u',
    cd_batch: '2026112000002',
    CF_XDR_MC: '沪上甲食品有限公司',
    CF_WSH: '沪市监浦处〔2024〕12号',
    CF_XDR_SHXYM: '91350100M000100Y43',
    CF_CFJG: '浦东新区市场监督管理局',
  }
  const layout = layoutOf(Object.keys(row)) as Layout
  test('are key, operation, day and batch, and no part of the digest', () => {
    const reading = read(row, layout)
    expect(reading.key).toBe('k:R-1')
    expect(reading.control).toEqual({
      operation: 'update',
      time: '2026-11-20 08:00:00',
      day: '2026-11-20',
      batch: '2026112000002',
    })
    const { cd_id: _, cd_time: __, cd_operation: ___, cd_batch: ____, ...exchanged } = row
    expect(reading.digest).toBe(digestOf(exchanged))
    expect(reading.record.unknownKeys).toEqual([])
  })
  test('a withdrawal needs no more than its key; an unknown operation is held for repair', () => {
    expect(read({ record_unique_identity: 'R-1', cd_operation: 'd' }, layout)).toMatchObject({
      key: 'k:R-1',
      control: { operation: 'delete' },
    })
    expect(readRecord({ ...row, cd_operation: 'x' }, layout, today)).toMatchObject({
      outcome: 'quarantined',
      key: 'k:R-1',
      faults: [{ field: 'cd_operation', code: 'unread' }],
    })
  })
})

describe('a mapping', () => {
  const mapping = {
    id: 'city-a',
    fields: {
      AJBH: 'source_key',
      DSR: { to: 'party.name' },
      CFJE: { to: 'amount.fine', unit: 'yuan' },
      JDSJ: { to: 'date.decided', form: 'epoch_ms' },
      ZT: { to: 'status', values: { 9: '撤销', 1: '正常' } },
    },
    constants: { 'organ.name': '甲市市场监督管理局', 'organ.code': '12100000400010275N' },
    composed: [{ to: 'decision_no', template: '{ZH}〔{ND}〕{XH}号' }],
  }
  const raw = {
    AJBH: 'A-1',
    DSR: '沪上甲公司',
    CFJE: '1234.5',
    JDSJ: 1709510400000,
    ZT: 9,
    ZH: '甲市监罚',
    ND: 2024,
    XH: '7',
  }
  test('puts fields, constants and composed fields in their places', () => {
    const { record, key } = read(raw, mappedLayout(mapping))
    expect(key).toBe('k:A-1')
    expect(record).toMatchObject({
      organ: { name: '甲市市场监督管理局', code: { value: '12100000400010275N' } },
      decisionNo: { key: '甲市监罚〔2024〕7号' },
      amounts: [{ kind: 'fine', fen: 123_450 }],
      dates: { decided: { value: '2024-03-04' } },
      status: { kind: 'withdrawn', raw: '撤销' },
      unknownKeys: ['ZH', 'ND', 'XH'],
    })
  })
  test('stands on a preset, whose fields it may move', () => {
    const layout = mappedLayout({ preset: 'supervision-zh', fields: { 罚款金额: { to: 'amount.fine', unit: 'yuan' } } })
    const bare = { 处罚行为编号: 'A-1', 罚款金额: '500' }
    expect(read(bare, layout).record.amounts[0]?.fen).toBe(50_000)
    expect(read(bare, mappedLayout('supervision-zh')).record.amounts[0]).toMatchObject({ fen: null })
  })
  test('dry, it shows what would come from where', () => {
    const dry = dryRead({ ...raw, cd_time: '2026-11-20 08:00:00' }, mappedLayout(mapping), today)
    expect(dry.reading.outcome).toBe('record')
    expect(dry.traces).toContainEqual({ from: 'ZT', by: 'field', to: 'status', value: '撤销' })
    expect(dry.traces).toContainEqual({ from: 'CFJE', by: 'field', to: 'amount.fine', value: '1234.5', unit: 'yuan' })
    expect(dry.traces).toContainEqual({ from: 'XH', by: 'field', to: null, value: '7' })
    expect(dry.traces).toContainEqual({
      from: '{ZH}〔{ND}〕{XH}号',
      by: 'composed',
      to: 'decision_no',
      value: '甲市监罚〔2024〕7号',
    })
    expect(dry.traces).toContainEqual({
      from: 'organ.name',
      by: 'constant',
      to: 'organ.name',
      value: '甲市市场监督管理局',
    })
    expect(dry.traces).toContainEqual({
      from: 'cd_time',
      by: 'control',
      to: 'control.time',
      value: '2026-11-20 08:00:00',
    })
    expect(dryRead({ AJBH: 'A-1' }, mappedLayout(mapping), today).absent).toEqual(['DSR', 'CFJE', 'JDSJ', 'ZT'])
  })
  test.each([
    [null, ''],
    ['nowhere', ''],
    [{}, '/fields'],
    [{ preset: 'nowhere' }, '/preset'],
    [{ fields: { A: 'nowhere' } }, '/fields/A/to'],
    [{ fields: { 'A/B': { to: 'amount.fine', unit: 'dollar' } } }, '/fields/A~1B/unit'],
    [{ fields: { A: { to: 'facts', unit: 'wan' } } }, '/fields/A/unit'],
    [{ fields: { A: { to: 'facts', form: 'epoch_ms' } } }, '/fields/A/form'],
    [{ fields: { A: { to: 'status', values: { 1: 2 } } } }, '/fields/A/values/1'],
    [{ fields: { a: 'facts', ' A*': 'remarks' } }, '/fields/ A*'],
    [{ fields: { A: 'facts' }, constants: { organ: 'x' } }, '/constants/organ'],
    [{ fields: { A: 'facts' }, composed: [{ to: 'title', template: 'none' }] }, '/composed/0/template'],
    [{ fields: { A: 'facts' }, filds: {} }, '/filds'],
  ])('%j is a fault at %s', (given, at) => {
    let thrown: unknown
    try {
      mappedLayout(given)
    } catch (error) {
      thrown = error
    }
    expect(thrown).toBeInstanceOf(MappingFault)
    expect((thrown as MappingFault).at.replace(/\/to$/, '')).toBe(at.replace(/\/to$/, ''))
  })
})

describe('whatever comes in', () => {
  const dirt = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.constantFrom(
      'constructor',
      '__proto__',
      'toString',
      '',
      '-',
      '无',
      '是',
      '*',
      '贰万元',
      '11万余元',
      '2024年',
      '2025212日',
      '王某等',
      '〔2024〕',
      'é\u0000\ud800x',
    ),
    fc.double(),
    fc.bigInt({ min: 0n, max: 10n ** 20n }).map(Number),
    fc.boolean(),
    fc.constant(null),
    fc.array(fc.string({ maxLength: 5 }), { maxLength: 3 }),
    fc.dictionary(fc.oneof(fc.string({ maxLength: 6 }), fc.constant('a_constructor')), fc.anything({ maxDepth: 2 }), {
      maxKeys: 4,
    }),
  )
  test.each(presets.map((one) => one.id))('%s: what comes out holds to the schema', (id) => {
    const layout = presets.find((one) => one.id === id) as Layout
    const fields = [
      'constructor',
      ...Object.keys(layout.fields),
      'record_unique_identity',
      'cd_time',
      'cd_operation',
      'extra',
    ]
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...fields), dirt, { maxKeys: 20 }), (raw) => {
        const reading = readRecord(raw, layout, today)
        if (reading.outcome === 'record') {
          const parsed = penaltyRecord.safeParse(reading.record)
          if (!parsed.success) throw new Error(`${parsed.error.message} ${JSON.stringify(reading.record)}`)
          expect(reading.key.length).toBeLessThan(500)
        } else expect(reading.faults.length).toBeGreaterThan(0)
      }),
      { numRuns: 150 },
    )
  })
})
