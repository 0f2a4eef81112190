// The checklist over the door: fetched before a submission, held against a letter by the dry run, and against a case stage
// by stage, each reader with what it sees.
import { describe, expect, test } from 'vitest'
import { answers } from '../../schemas/index.ts'
import { world } from '../world.ts'

const w = await world()
const { chief } = w.organ('police')

interface Row {
  readonly id: string
  readonly weight: string
  readonly status: string
  readonly basis: string[]
  readonly reason?: string
  readonly checked?: number
  readonly materials: string[]
}
interface Stage {
  readonly stage: string
  readonly applies: boolean
  readonly required: Row[]
  readonly collected: number
  readonly of: number
  readonly gaps: number
  readonly rate: number | null
}

const checklist = async (organ: string, id: string) => {
  const { status, body } = await w.ask<{ stages: Stage[] }>(organ, 'GET', `/v1/transfers/${id}/checklist`)
  expect(status).toBe(200)
  answers.checklistAnswer.parse(body)
  return (name: string) => body.stages.find((s) => s.stage === name) as Stage
}
const at = (stage: Stage, id: string) => stage.required.find((r) => r.id === id)

const take = async (organ: string, id: string, step: string, body: Record<string, unknown> = {}) => {
  const { status, body: acted } = await w.step(organ, id, step, body)
  expect(status, `${step}: ${JSON.stringify(acted)}`).toBe(200)
}

describe('the lists', () => {
  const rows = async (query: string) => {
    const { status, body } = await w.ask<{ rows: { id: string; stage: string }[] }>(
      'market',
      'GET',
      `/v1/checklists${query}`,
    )
    expect(status).toBe(200)
    answers.checklistsAnswer.parse(body)
    return body.rows
  }

  test('are fetched whole, or of one stage, field and charge', async () => {
    const all = await rows('')
    expect(new Set(all.map((r) => r.stage))).toEqual(new Set(['transfer', 'handover', 'reverse', 'supervision']))
    const drug = (await rows('?stage=transfer&domain=drug')).map((r) => r.id)
    expect(drug).toContain('drug_test_report')
    expect(drug).not.toContain('site_pictures')
    const tax = (charge: string) => rows(`?domain=tax&charge=${encodeURIComponent(charge)}`)
    expect((await tax('逃税罪')).map((r) => r.id)).toContain('recovery_notice_served')
    expect((await tax('虚开发票罪')).map((r) => r.id)).not.toContain('recovery_notice_served')
  })

  test('know no other stages, and nobody without a token', async () => {
    expect((await w.ask('market', 'GET', '/v1/checklists?stage=trial')).status).toBe(400)
    expect((await fetch(`${w.gateway.url}/v1/checklists`)).status).toBe(401)
  })
})

test('the dry run names what is missing from the same rows', async () => {
  const body = await w.submission('market', { materials: await w.materials('market', ['M1']) })
  const { body: told } = await w.ask<{
    acceptable: boolean
    problems: { code: string; errors: { detail: string }[] }[]
    checklist: Stage
  }>('market', 'POST', '/v1/transfers/check', body)
  answers.checkAnswer.parse(told)
  expect(told.acceptable).toBe(false)
  expect(told.problems[0]?.errors.map((e) => e.detail)).toEqual([
    'M2 涉嫌犯罪案件情况的调查报告 is missing (R310 6(2))',
    'M3 涉案物品清单 is missing (R310 6(3))',
  ])
  const missing = told.checklist.required.filter((r) => r.weight === 'mandatory' && r.status === 'missing')
  expect(missing.map((r) => [r.id, r.basis])).toEqual([
    ['investigation_report', ['R310 6(2)']],
    ['item_list', ['R310 6(3)']],
  ])
  expect([told.checklist.collected, told.checklist.of]).toEqual([1, 3])
})

describe('a case', () => {
  test('stage by stage: present with its files, acknowledged with its reason, missing with its article', async () => {
    const materials = await w.materials('market', ['M1', 'M3'])
    const { id } = (
      await w.submit('market', { materials, acknowledgedGaps: [{ kind: 'M2', reason: '情况紧急，随后补送' }] })
    ).transfer
    const before = (await checklist('procuratorate', id))('transfer')
    expect(before).toMatchObject({ applies: true, collected: 2, of: 3, gaps: 1, rate: 0.6667 })
    expect(at(before, 'transfer_letter')).toMatchObject({ status: 'present', materials: [materials[0]?.id] })
    expect(at(before, 'investigation_report')).toMatchObject({ status: 'gap', reason: '情况紧急，随后补送' })
    expect((await checklist('market', id))('handover').applies).toBe(false)

    await take('police', id, 'receipt_sign', { decidedBy: chief })
    await take('police', id, 'completeness_check', { missing: [{ kind: 'M4', description: '检验报告' }] })
    const asked = (await checklist('market', id))('supplement')
    expect(asked).toMatchObject({ applies: true, collected: 0, of: 1, rate: 0 })
    expect(asked.required[0]).toMatchObject({ zh: '检验报告', basis: ['PSP 180(2)'], status: 'missing' })
    // Found by the check of completeness, at its entry; what it found wanting is not, and neither is what comes later.
    const checked = (await checklist('market', id))('transfer')
    expect(at(before, 'transfer_letter')?.checked).toBeUndefined()
    expect([at(checked, 'transfer_letter')?.checked, at(checked, 'investigation_report')?.checked]).toEqual([
      3,
      undefined,
    ])

    await take('market', id, 'evidence_entry', { materials: await w.materials('market', ['M2', 'M4']) })
    const now = await checklist('police', id)
    expect(now('transfer')).toMatchObject({ collected: 3, of: 3, gaps: 0, rate: 1 })
    expect(now('supplement')).toMatchObject({ collected: 1, of: 1, rate: 1 })
    expect(at(now('transfer'), 'investigation_report')?.checked).toBeUndefined()
    expect(at(now('transfer'), 'transfer_letter')?.checked).toBe(3)
  })

  test('refused asks for the refusal on the way back; what another organ keeps sealed is not there for its readers', async () => {
    const { id } = (await w.submit()).transfer
    await take('police', id, 'receipt_sign', { decidedBy: chief })
    const consulted = await w.step('police', id, 'consultation_request', {
      to: w.organ('foreignMarket').code,
      subject: '鉴定',
      question: '是否属于食品？',
    })
    await take('police', id, 'evidence_entry', {
      alongside: consulted.body.transfer.version,
      materials: await w.materials('police', ['non_filing_decision']),
    })
    await take('police', id, 'filing_refused', {
      decidedBy: chief,
      documentNo: '海公不立字〔2026〕9号',
      ground: 'obviously_minor',
      reasons: '情节显著轻微',
    })
    const seen = async (organ: string) => at((await checklist(organ, id))('reverse'), 'returned_after_refusal')?.status
    expect([await seen('police'), await seen('market')]).toEqual(['present', 'missing'])
    expect(at((await checklist('market', id))('supervision'), 'refusal_decision_by_analogy')).toMatchObject({
      contested: true,
      weight: 'usual',
    })
    expect((await w.ask('foreignPolice', 'GET', `/v1/transfers/${id}/checklist`)).status).toBe(404)
  })
})
