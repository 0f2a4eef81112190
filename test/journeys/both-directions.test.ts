// Whole lives of a case through the public API, with time passing: from a hotline's clue to three outcomes for three
// suspects; from the police back to the agency and on; a return from the court. After every act each organ's sight is held
// against the contract, and what it is offered to do next must be open to it.
import { compactVerify, createLocalJWKSet } from 'jose'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { answers } from '../../schemas/index.ts'
import {
  allVerify,
  attempt,
  begin,
  changesOf,
  doDuties,
  persons,
  type Seen,
  see,
  statesOf,
  timedWorld,
} from '../doors/procedure-scene.ts'
import { enrol } from '../doors/scene.ts'
import { type Acted, inventedUscc } from '../world.ts'

// A life is long, and a busy machine must make it slow, not red.
vi.setConfig({ testTimeout: 120_000 })

const w = await timedWorld()
afterAll(() => allVerify(w))

const parts = { sender: 'market', police_in_charge: 'police', supervisor: 'procuratorate', court: 'court' }
const nobody = [
  { name: '无证', certificateNo: 'X-1' },
  { name: '无证乙', certificateNo: 'X-2' },
]
/** Steps whose input the scene cannot make for any case. */
const special = ['transfer_dispatch', 'accident_team_transfer', 'case_merged', 'cases_linked']

/** A case that is lived: each act is taken by its organ, and all that have a part are looked at afterwards. */
async function life(id: string, organs: readonly string[]) {
  const present = new Set(organs)
  const asked = new Set<string>()
  async function look(): Promise<void> {
    for (const organ of present) {
      const answer = await w.ask<Seen>(organ, 'GET', `/v1/transfers/${id}`)
      expect(answer.status, organ).toBe(200)
      answers.transferAnswer.parse(answer.body)
      const seen = answer.body
      expect(answer.headers.get('etag')).toBe(`"${seen.version}"`)
      expect(seen.timeline.map((e) => e.version)).toEqual(
        [...seen.timeline.map((e) => e.version)].sort((a, b) => a - b),
      )
      expect(seen.timeline.at(-1)?.version ?? 0).toBeLessThanOrEqual(seen.version)
      if (!seen.ended) await offered(organ, seen)
    }
  }
  /** What it is offered is not refused for being somebody else's, or for coming at the wrong time. */
  async function offered(organ: string, seen: Seen): Promise<void> {
    for (const { step, instances } of seen.available) {
      // What was offered before, and open, is not asked again in the same state of the case.
      const offer = `${organ} ${step} ${instances.join()} ${seen.status}`
      if (special.includes(step) || asked.has(offer)) continue
      asked.add(offer)
      const named = {
        officers: nobody,
        ...(['onward_transfer_police', 'post_filing_jurisdiction_change'].includes(step) && {
          to: w.organ('foreignPolice').code,
        }),
        ...(step.startsWith('agency_') && step !== 'agency_reply' && { to: w.organ('foreignMarket').code }),
        ...(['paper_receipt', 'duty_performed'].includes(step) && { instance: instances[0] }),
        ...(step.startsWith('arrest_') && instances[0] && { suspects: [instances[0].split('/')[1]] }),
        ...(step === 'terminate_for_suspect' && { suspects: [instances[0]?.split('/')[1]] }),
        ...(step === 'case_split' && { suspects: [instances[0]?.split('/')[1]] }),
      }
      const { status, body } = await attempt(w, organ, id, step, named)
      expect([422], `${organ} is offered ${step}: ${JSON.stringify(body)}`).toContain(status)
    }
  }
  await look()
  return {
    /** Takes an act and looks; `pass` = what went by before it. */
    async go(organ: string, step: string, more: Record<string, unknown> = {}, pass = { hours: 2 } as object) {
      w.pass(pass)
      present.add(organ)
      const { status, body } = await attempt(w, organ, id, step, more)
      expect(status, `${organ} ${step}: ${JSON.stringify(body)}`).toBe(200)
      answers.actedAnswer.parse(body)
      await look()
      return body.transfer as unknown as Seen
    },
    async dispatch(organ: string, letter: Record<string, unknown>) {
      w.pass({ hours: 2 })
      const { status, body } = await w.ask<Acted>(organ, 'POST', `/v1/transfers/${id}/steps/transfer_dispatch`, letter)
      expect(status, JSON.stringify(body)).toBe(200)
      for (const joining of ['police', 'procuratorate']) present.add(joining)
      await look()
      return body.transfer as unknown as Seen
    },
    joins: (...who: string[]) => {
      for (const organ of who) present.add(organ)
    },
    look,
  }
}

const outcome = async (organ: string, id: string, prefix = 'criminal/') =>
  Object.fromEntries(Object.entries(statesOf(await see(w, organ, id))).filter(([key]) => key.startsWith(prefix)))
const clocksOf = (seen: Seen, rule: string) => seen.clocks.filter((c) => c.rule === rule).map((c) => [c.on, c.status])

describe('forward', () => {
  test('from a hotline’s clue to three outcomes for three suspects, and the way back for one of them', async () => {
    await enrol(w, 'health', { kind: 'administrative', regionCode: '450502', name: '海城区卫生健康局（演示）' })
    await w.deps.registry.renewed()
    // A clue comes in, is dispatched, accepted, and becomes a case.
    const clue = await w.ask<{ id: string }>('government', 'POST', '/v1/clues', {
      officers: w.organ('government').officers.slice(0, 1),
      source: 'hotline',
      sourceDetail: '12345',
      receivedAt: new Date(w.clock.nowMs - 3_600_000).toISOString(),
      facts: '反映某公司销售假冒保健食品。',
      domain: 'food',
    })
    expect(clue.status, JSON.stringify(clue.body)).toBe(201)
    const onClue = async (organ: string, act: string, more: Record<string, unknown> = {}) => {
      const body = { officers: w.organ(organ).officers.slice(0, 1), ...more }
      const answer = await w.ask(organ, 'POST', `/v1/clues/${clue.body.id}/${act}`, body)
      expect(answer.status, `${act}: ${JSON.stringify(answer.body)}`).toBe(200)
    }
    await onClue('government', 'dispatch', { to: w.organ('market').code })
    await onClue('market', 'accept')
    const { id } = await begin(w, 'market', 'clue_discovery', { clue: clue.body.id, domain: 'food', source: 'hotline' })
    await onClue('market', 'answer', { result: 'becomes_case', transferId: id })

    // Within the agency: task force, report, deliberation, the head's decision in three days, dispatch in a day.
    const { go, dispatch, joins } = await life(id, ['market'])
    await go('market', 'task_force_formation')
    await go('market', 'consultation_request', { to: w.organ('procuratorate').code })
    await go('procuratorate', 'paper_receipt')
    await go('procuratorate', 'consultation_reply')
    const reported = await go('market', 'transfer_report', { deliberationRequired: true })
    expect(clocksOf(reported, 'head_decision')).toEqual([['criminal/case/1', 'running']])
    expect((await attempt(w, 'market', id, 'transfer_approved')).body.code).toBe('condition_unmet')
    await go('market', 'collective_deliberation')
    await go('market', 'transfer_approved', {}, { days: 1 })
    const suspects = [
      { kind: 'unit', name: '虚构保健品有限公司', uscc: inventedUscc(31, '450502', '91') },
      ...persons('严某', '华某'),
    ]
    const letter = await w.submission('market', { domain: 'food', suspects })
    const sent = await dispatch('market', letter)
    expect(sent.status).toBe('transferred')
    expect(clocksOf(sent, 'dispatch')).toContainEqual(['criminal/case/1', 'met'])

    // Acceptance: signed for, made good, reviewed, and each suspect its own decision.
    await go('police', 'receipt_sign')
    await go('police', 'completeness_check', { missing: [{ kind: 'M4', description: '检验报告' }] })
    await go('market', 'supplement_notice_receipt')
    await go('market', 'supplement_submission', { materials: await w.materials('market', ['M4']) })
    const filed = await go('police', 'filing_approved', { suspects: ['s1', 's2'] })
    expect(filed.status).toBe('several_outcomes')
    await go('police', 'filing_refused', { suspects: ['s3'] })
    await go('market', 'filing_notice_receipt')
    await go('market', 'non_filing_notice_receipt')
    const handed = await go('market', 'exhibits_handover', {}, { days: 1 })
    expect(clocksOf(handed, 'exhibits_handover')).toEqual([['exhibits/batch/1', 'met']])
    await go('police', 'exhibits_receipt')

    // The third: reconsidered, upheld, and penalised by the agency after all.
    await go('market', 'reconsideration_request', { suspects: ['s3'] })
    await go('police', 'paper_receipt', { instance: 'service/reconsideration_application/1' })
    await go('police', 'reconsideration_upheld')
    await go('market', 'paper_receipt', { instance: 'service/reconsideration_decision/1' })
    await go('market', 'admin_handling_after_refusal', { suspects: ['s3'] })
    await go('market', 'admin_penalised', { fine: '8000' }, { days: 30 })
    await go('market', 'duty_performed', { instance: 'duty/penalty_service/1' })

    // The second: arrested, referred, returned once, not prosecuted; the opinion goes to another authority, which answers.
    await go('police', 'arrest_request', { suspects: ['s2'] })
    await go('procuratorate', 'arrest_approved', { suspects: ['s2'] })
    await go('police', 'prosecution_referral', {}, { days: 50 })
    await go('procuratorate', 'supplementary_investigation_criminal', { suspects: ['s2'] }, { days: 20 })
    await go('police', 'supplementary_investigation_done', { suspects: ['s2'] }, { days: 25 })
    await go('procuratorate', 'non_prosecution', { suspects: ['s2'] }, { days: 10 })
    await go('procuratorate', 'np_internal_handover', { suspects: ['s2'] }, { days: 1 })
    const opinion = await go(
      'procuratorate',
      'procuratorial_opinion_penalty',
      { to: w.organ('health').code },
      { days: 5 },
    )
    expect(opinion.parts.find((p) => p.part === 'competent_authority')?.agency.id).toBe(w.organ('health').id)
    joins('health')
    await go('health', 'paper_receipt')
    expect((await attempt(w, 'market', id, 'agency_reply')).body.code).toBe('not_your_step')
    await go('health', 'admin_handling_after_refusal', { suspects: ['s2'] })
    await go('health', 'admin_penalised', { kinds: ['警告'] }, { days: 20 })
    await go('health', 'agency_reply', {}, { days: 2 })

    // The first: before the court, to the final judgment.
    await go('procuratorate', 'indictment', { suspects: ['s1'], to: w.organ('court').code }, { days: 3 })
    joins('court')
    await go('court', 'judgment_first_instance', { suspects: ['s1'] }, { days: 60 })
    const fine = { band: 'fine_only', fineCny: '200000' }
    const judged = await go('court', 'judgment_convicted', { suspects: ['s1'], sentence: fine }, { days: 15 })
    expect(judged.status).toBe('several_outcomes')
    expect(await outcome('market', id)).toEqual({
      'criminal/case/1': 'divided',
      'criminal/s1/1': 'judged_convicted',
      'criminal/s2/1': 'not_prosecuted',
      'criminal/s3/1': 'not_filed',
    })
    expect(await outcome('police', id, 'coercive/')).toEqual({ 'coercive/s2/1': 'arrest_approved' })
    for (const organ of ['market', 'health', 'court']) expect(await outcome(organ, id, 'coercive/')).toEqual({})
    const [first, second] = (await see(w, 'market', id)).suspects
    expect(first).toMatchObject({ sentence: fine })
    expect(Object.keys(first?.charges ?? {})).toEqual(
      expect.arrayContaining(['filing_approved', 'prosecution_referral', 'indictment', 'judgment_convicted']),
    )
    expect(second).not.toHaveProperty('sentence')

    // Nothing was late, and what is left is closed by each for itself.
    await w.tick()
    const end = await see(w, 'procuratorate', id)
    expect(end.clocks.filter((c) => c.status === 'breached').map((c) => c.rule)).toEqual([])
    await doDuties(w, id, { ...parts, [w.organ('health').name]: 'health' })
    await go('procuratorate', 'case_closed')
    await receiptsHold(id, ['market', 'police', 'procuratorate', 'court', 'health'])
    // The feed of each organ has every entry that it sees since it joined, once, and no other.
    for (const organ of ['market', 'police', 'procuratorate', 'court', 'health']) {
      const told = (await changesOf(w, organ, id)).map((c) => c.version)
      const seen = (await timelineOf(organ, id)).map((e) => e.version)
      expect(new Set(told).size).toBe(told.length)
      expect(seen).toEqual(expect.arrayContaining(told))
      expect(seen.filter((v) => v >= (told[0] ?? 0))).toEqual(told)
    }
  })

  test('a relay, a withdrawal of the case for one suspect and an end for another', async () => {
    const { transfer } = await w.submit('market', { suspects: persons('金某', '魏某', '陶某') })
    const { go, joins } = await life(transfer.id, ['market', 'police', 'procuratorate'])
    await go('police', 'receipt_sign')
    await go('police', 'jurisdiction_sorting')
    await go('police', 'onward_transfer_police', { to: w.organ('foreignPolice').code })
    joins('foreignPolice', 'foreignProcuratorate')
    const signed = await go('foreignPolice', 'receipt_sign')
    expect(
      clocksOf(signed, 'filing_review')
        .map(([, status]) => status)
        .sort(),
    ).toEqual(['ended', 'running'])
    await go('foreignPolice', 'filing_approved')
    await go('foreignPolice', 'terminate_for_suspect', { suspects: ['s2'] }, { days: 30 })
    await go('foreignPolice', 'case_revocation', { suspects: ['s3'] }, { days: 10 })
    await go('foreignPolice', 'police_reverse_transfer', { suspects: ['s3'] })
    await go('market', 'paper_receipt', { instance: 'service/reverse_transfer/1' })
    await go('market', 'admin_case_filed')
    await go('market', 'admin_not_penalised', {}, { days: 40 })
    await go('foreignPolice', 'refiling', { suspects: ['s2'] })
    await go('foreignPolice', 'prosecution_referral', { suspects: ['s1', 's2'] })
    await go('foreignProcuratorate', 'indictment', { suspects: ['s1', 's2'] })
    await go('foreignProcuratorate', 'judgment_acquitted', { suspects: ['s1'] })
    await go('foreignProcuratorate', 'judgment_exempted', { suspects: ['s2'] })
    expect(await outcome('market', transfer.id)).toMatchObject({
      'criminal/s1/1': 'judged_acquitted',
      'criminal/s2/1': 'judged_exempted',
      'criminal/s3/1': 'revoked',
    })
    expect((await see(w, 'police', transfer.id)).status).toBe('relayed')
    await receiptsHold(transfer.id, ['market', 'foreignPolice', 'police'])
  })
})

describe('reverse', () => {
  test('a case that begins with the police’s reverse transfer ends with a penalty, followed by the procuratorate', async () => {
    const parties = persons('戚某')
    const { id } = await begin(w, 'police', 'police_reverse_transfer', { to: w.organ('market').code, parties })
    const { go } = await life(id, ['police', 'procuratorate', 'market'])
    await go('market', 'paper_receipt')
    const filed = await go('market', 'admin_case_filed')
    expect(clocksOf(filed, 'admin_penalty')).toEqual([['administrative/reverse/1', 'running']])
    await go('procuratorate', 'procuratorial_suggestion', { to: w.organ('market').code }, { days: 10 })
    await go('market', 'paper_receipt', { instance: 'service/procuratorial_suggestion/1' })
    await go('market', 'suggestion_reply', {}, { days: 20 })
    await go('market', 'admin_penalised', { fine: '30000' }, { days: 5 })
    await go('market', 'duty_performed', { instance: 'duty/penalty_service/1' })
    await go('procuratorate', 'duty_performed', { instance: 'duty/suggestion_upward_filing/1' })
    const seen = await see(w, 'police', id)
    expect(seen.status).toBe('admin_penalised')
    expect(seen.parts.map((p) => p.part).sort()).toEqual(['competent_authority', 'police_in_charge', 'supervisor'])
    await doDuties(w, id, parts)
    await go('police', 'case_closed')
    await receiptsHold(id, ['police', 'market', 'procuratorate'])
  })

  test('a report to the police, refused, goes to the agency that handles it, and the reporter’s facts stay on record', async () => {
    const { id } = await begin(w, 'police', 'direct_report_right', { parties: persons('谢某') })
    const { go, joins } = await life(id, ['police', 'procuratorate'])
    await go('police', 'filing_refused')
    await go('police', 'police_reverse_transfer', { to: w.organ('market').code })
    joins('market')
    await go('market', 'paper_receipt')
    await go('market', 'admin_case_not_filed')
    const seen = await see(w, 'market', id)
    expect(seen.timeline.map((e) => e.step)).toEqual([
      'direct_report_right',
      'filing_refused',
      'police_reverse_transfer',
      'paper_receipt',
      'admin_case_not_filed',
    ])
    expect(seen.status).toBe('not_filed')
  })

  test('an opinion that begins a case is followed up when nobody answers, and answered late', async () => {
    const { id } = await begin(w, 'procuratorate', 'procuratorial_opinion_penalty', { to: w.organ('market').code })
    const { go } = await life(id, ['procuratorate', 'market'])
    const signed = await go('market', 'paper_receipt')
    expect(clocksOf(signed, 'opinion_reply')).toEqual([['administrative/reverse_review/1', 'running']])
    w.pass({ days: 75 })
    await w.tick()
    expect((await see(w, 'procuratorate', id)).timeline.at(-1)?.step).toBe('period_expired')
    await go('procuratorate', 'reverse_followup')
    await go('procuratorate', 'accountability_proposal', { to: w.organ('government').code })
    await go('market', 'agency_reply')
    expect(clocksOf(await see(w, 'procuratorate', id), 'opinion_reply')).toEqual([
      ['administrative/reverse_review/1', 'breached'],
    ])
    await go('government', 'accountability')
    expect((await see(w, 'market', id)).timeline.map((e) => e.step)).not.toContain('accountability')
  })

  test('the court hands back what it acquitted, and the agency takes it up in the same case', async () => {
    const { transfer } = await w.submit('market', { suspects: persons('邹某') })
    const { go, joins } = await life(transfer.id, ['market', 'police', 'procuratorate'])
    await go('police', 'receipt_sign')
    await go('police', 'filing_approved')
    await go('police', 'prosecution_referral')
    await go('procuratorate', 'indictment', { to: w.organ('court').code })
    joins('court')
    await go('court', 'judgment_acquitted', {}, { days: 90 })
    await go('court', 'court_reverse_transfer')
    await go('market', 'paper_receipt', { instance: 'service/reverse_transfer/1' })
    await go('market', 'admin_case_filed')
    await go('market', 'admin_penalised', { fine: '100' }, { days: 10 })
    expect((await see(w, 'court', transfer.id)).timeline.map((e) => e.step)).toContain('admin_penalised')
  })
})

async function timelineOf(organ: string, id: string): Promise<Seen['timeline']> {
  const found = []
  for (let next: string | null = ''; next !== null; ) {
    const path: string = `/v1/transfers/${id}/timeline?limit=7${next === '' ? '' : `&cursor=${next}`}`
    const page = await w.ask<{ items: Seen['timeline']; next: string | null }>(organ, 'GET', path)
    found.push(...page.body.items)
    next = page.body.next
  }
  return found
}

/** Each receipt an organ holds is signed, names the case and its entry, and is one that it may see. */
async function receiptsHold(id: string, organs: readonly string[]): Promise<void> {
  const keys = createLocalJWKSet((await (await fetch(`${w.gateway.url}/.well-known/jwks.json`)).json()) as never)
  for (const organ of organs) {
    const { body } = await w.ask<{ items: { no: number; jws: string; version: number; step: string }[] }>(
      organ,
      'GET',
      `/v1/transfers/${id}/receipts`,
    )
    const timeline = await timelineOf(organ, id)
    const given = timeline.filter((e) => (e as unknown as { receipt: boolean }).receipt).map((e) => e.version)
    expect(
      body.items.map((r) => r.version),
      organ,
    ).toEqual(given)
    for (const { jws, version, step, no } of body.items) {
      const { payload } = await compactVerify(jws, keys)
      expect(JSON.parse(new TextDecoder().decode(payload))).toMatchObject({ sub: id, version, step, receipt: no })
    }
  }
}
