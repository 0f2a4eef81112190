// The checklists: each row cited and honest about how far it was read, the same rows behind the condition of the transfer,
// and a case held against them.
import { describe, expect, test } from 'vitest'
import { evidenceCodes, evidenceKinds, materialKinds } from '../../schemas/index.ts'
import {
  applies,
  type CaseFact,
  type ChecklistRow,
  checklistFacts,
  checklistRows,
  checklistStages,
  citationText,
  evaluate,
  factsOfCase,
  factsOfLetter,
  instruments,
  requiredMaterials,
} from '../../src/procedure/index.ts'
import { Life } from './life.ts'

const nothing = { domain: 'market', charges: ['虚假广告罪'], facts: new Set<CaseFact>(), present: [], gaps: [] }
const has = (kind: string, code: string | null = null, latest = 1) => ({ kind, code, items: 1, latest, ids: ['m'] })
const names = (list: readonly { id: string }[]) => list.map((r) => r.id)

describe('the rows', () => {
  test('have names in both languages, kinds that there are, and articles of known instruments', () => {
    expect(new Set(names(checklistRows)).size).toBe(checklistRows.length)
    for (const row of checklistRows as readonly ChecklistRow[]) {
      expect(row.zh, row.id).toMatch(/\p{Script=Han}/u)
      expect(row.en, row.id).toMatch(/^\P{Script=Han}+$/u)
      for (const kind of row.kinds) expect(materialKinds, `${row.id} ${kind}`).toContain(kind)
      for (const code of row.codes ?? []) expect(evidenceCodes).toContain(code)
      for (const fact of row.when ?? []) expect(checklistFacts).toHaveProperty(fact)
      for (const citation of row.basis) {
        expect(instruments, citation).toHaveProperty(citation.split(' ')[0] as string)
        expect(citationText(citation)).toMatch(/《/)
      }
    }
    expect(new Set(checklistRows.map((r) => r.stage))).toEqual(
      new Set(Object.keys(checklistStages).filter((s) => s !== 'supplement')),
    )
  })

  test('of the transfer that refuse rest on a text that was read, and no contested row refuses', () => {
    for (const row of checklistRows) {
      if (row.weight !== 'mandatory') continue
      expect(row.confidence, row.id).toBe('read')
      expect(row.contested, row.id).toBeUndefined()
      // An instrument known by its title was not read.
      for (const citation of row.basis)
        expect(instruments[citation.split(' ')[0] as keyof typeof instruments].read, row.id).not.toBe('by title')
    }
    const must = checklistRows.filter((r) => r.stage === 'transfer' && r.weight === 'mandatory')
    expect(requiredMaterials.map((m) => m.kind)).toEqual(must.map((r) => r.kinds[0]))
  })

  test('every code of evidence has its criminal kind, and all but the victim’s statement an administrative one', () => {
    for (const code of evidenceCodes) {
      expect(evidenceKinds[code].criminal.zh).toMatch(/\p{Script=Han}/u)
      expect(evidenceKinds[code].administrative === null).toBe(code === 'E04')
      expect(evidenceKinds[code].takenAgain).toBe(['E03', 'E04', 'E05'].includes(code))
    }
  })
})

describe('facts', () => {
  test('of a letter are read from its fields, and from its words where there is no field', () => {
    const of = (letter: Parameters<typeof factsOfLetter>[0]) => [...factsOfLetter(letter)].sort()
    expect(of({})).toEqual([])
    expect(of({ seizedItems: [{ name: '废物' }], priorPenalties: [{ sameFacts: false }] })).toEqual(['seized_items'])
    expect(of({ priorPenalties: [{ sameFacts: true }] })).toEqual(['penalised_before'])
    expect(of({ charges: [{ name: '污染环境罪' }], facts: '倾倒危险废物三吨' })).toEqual([
      'hazardous_waste',
      'test_involved',
    ])
    expect(of({ facts: '经检验不合格' })).toEqual(['test_involved'])
    expect(of({ recoveryNotice: {} })).toEqual(['recovery_notice'])
  })

  test('of a case follow what became of it', () => {
    const life = new Life()
    life.take('transfer_dispatch', '2026-03-02 10:20', {})
    const facts = () => factsOfCase(life.state!, undefined)
    expect(facts().has('not_filed')).toBe(false)
    life.take('receipt_sign', '2026-03-02 11:00', {})
    life.take('filing_refused', '2026-03-03 11:00', {})
    expect([...facts()]).toEqual(expect.arrayContaining(['seized_items', 'not_filed']))
  })
})

describe('a case held against them', () => {
  const transfer = (over: Partial<Parameters<typeof evaluate>[1]>) => evaluate('transfer', { ...nothing, ...over })

  test('counts what must be there and is; a gap is named with its reason and is not collected', () => {
    const result = transfer({
      facts: new Set(['seized_items', 'penalised_before']),
      present: [has('M1'), has('M2'), has('photo')],
      gaps: [{ kind: 'M3', reason: '物品已返还' }],
    })
    expect([result.collected, result.of, result.gaps, result.rate]).toEqual([2, 4, 1, 0.5])
    const at = (id: string) => result.required.find((r) => r.id === id)
    expect(at('item_list')).toMatchObject({ status: 'gap', reason: '物品已返还' })
    expect(at('penalty_decision')).toMatchObject({ status: 'missing', basis: ['JOINT06 1'] })
    expect(at('transfer_letter')).toMatchObject({ status: 'present', items: 1, materials: ['m'], basis: ['R310 6(1)'] })
  })

  test('one hundred per cent where all that must be there is', () => {
    expect(transfer({ present: [has('M1'), has('M2')] })).toMatchObject({ collected: 2, of: 2, rate: 1, gaps: 0 })
    expect(evaluate('reverse', nothing)).toMatchObject({ of: 0, rate: null, required: [] })
  })

  test('a kind of evidence does where its paper is accepted as that kind', () => {
    const tested = { facts: new Set<CaseFact>(['test_involved']) }
    const status = (present: ReturnType<typeof has>[]) =>
      transfer({ ...tested, present }).required.find((r) => r.id === 'test_report')?.status
    expect([status([]), status([has('other', 'E06')]), status([has('M4')]), status([has('other', 'E02')])]).toEqual([
      'missing',
      'present',
      'present',
      'missing',
    ])
  })

  test('fields have rows of their own, marked with how far they were read', () => {
    const rows = (domain: string, more: readonly CaseFact[] = [], charges: string[] = []) =>
      transfer({ domain, facts: new Set(more), charges }).required
    expect(names(rows('environment', ['hazardous_waste']))).toEqual(
      expect.arrayContaining(['site_record', 'site_pictures', 'monitoring_report', 'hazardous_waste_opinion']),
    )
    expect(names(rows('market', ['hazardous_waste']))).not.toContain('hazardous_waste_opinion')
    expect(rows('drug').find((r) => r.id === 'drug_test_report')).toMatchObject({
      confidence: 'memory',
      weight: 'usual',
    })
    expect(names(rows('tax', [], ['逃税罪']))).toContain('recovery_notice_served')
    expect(names(rows('tax', [], ['虚开发票罪']))).not.toContain('recovery_notice_served')
    expect(names(rows('work_safety', ['test_involved']))).toContain('work_safety_annexes')
  })

  test('what is contested is shown and counts only where the operator lets it', () => {
    const held = { ...nothing, facts: new Set<CaseFact>(['not_filed']) }
    const id = 'refusal_decision_by_analogy'
    const plain = evaluate('supervision', held)
    expect(plain.required).toMatchObject([{ id, contested: true, weight: 'usual', status: 'missing' }])
    expect([plain.of, plain.usual.of]).toEqual([0, 0])
    expect(evaluate('supervision', held, new Set([id]))).toMatchObject({ of: 1, collected: 0, rate: 0 })
    expect(evaluate('supervision', { ...held, domain: 'environment' })).toMatchObject({ of: 1, rate: 0 })
  })

  test('what a notice asked for is answered only by what came after it', () => {
    const asked = [{ kind: 'M4', description: '检验报告', version: 3 }]
    const given = (latest: number) => evaluate('supplement', { ...nothing, asked, present: [has('M4', null, latest)] })
    expect(given(1)).toMatchObject({ collected: 0, of: 1, required: [{ zh: '检验报告', status: 'missing' }] })
    expect(given(4)).toMatchObject({ collected: 1, of: 1, rate: 1 })
  })

  test('the way back and the handing over ask for their papers once the case is there', () => {
    const at = (stage: 'reverse' | 'handover', ...list: CaseFact[]) =>
      names(evaluate(stage, { ...nothing, facts: new Set(list) }).required)
    expect(at('reverse', 'not_prosecuted')).toContain('non_prosecution_decision')
    expect(at('reverse', 'revoked')).toEqual(['revocation_decision'])
    expect(at('handover', 'filed')).toEqual(['other_case_materials'])
    expect(at('handover', 'filed', 'seized_items')).toContain('handover_list')
    expect(applies({ ...(checklistRows[0] as ChecklistRow), domains: ['tax'] }, nothing)).toBe(false)
  })
})

test('the condition of the transfer refuses for exactly the mandatory rows that are missing', () => {
  const penalised = [{ decisionNo: '罚1号', decisionDate: '2026-01-05', kinds: ['罚款'], sameFacts: true }]
  const refusal = new Life().refused('materials_missing', 'transfer_dispatch', '2026-03-02 10:20', {
    materials: [],
    priorPenalties: penalised,
  })
  const must = checklistRows.filter((r) => r.stage === 'transfer' && r.weight === 'mandatory')
  expect(refusal.facts.errors?.map((e) => e.detail.split(' ')[0])).toEqual(must.map((r) => r.kinds[0]))
})
