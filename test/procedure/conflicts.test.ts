// The register of conflicts between instruments, each settled as it says: C1 to C17, as corrected since. Where two texts
// count the same duty, both counts are there; where one was not read, it binds nobody; where none has a number, none is
// made up.
import { describe, expect, test } from 'vitest'
import { citationText, instruments } from '../../src/procedure/index.ts'
import { Life, type LifeOptions } from './life.ts'
import { procedure, steps } from './placed.ts'
import { local, uscc } from './said.ts'

const domains = [
  'market',
  'environment',
  'work_safety',
  'drug',
  'economic_crime',
  'tax',
  'ip',
  'customs',
  'public_order',
  'general',
]

function signed(domain: string, over: Record<string, unknown> = {}, options: LifeOptions = {}) {
  const life = new Life(options)
  life.take('transfer_dispatch', '2026-03-02 10:20', { domain, ...over })
  life.take('receipt_sign', '2026-03-02 11:20')
  return life
}
const refused = (domain: string) => {
  const life = signed(domain)
  life.take('filing_refused', '2026-03-04 10:00')
  return life
}
const stages = (clock: string, domain: string) =>
  procedure.clocks[clock]!.overrides?.[domain] ?? procedure.clocks[clock]!.stages

describe('the register of conflicts', () => {
  test('C1: three days are for review or for decision, as the text says; a breach is raised in both, with a mark where only reviewing is due', () => {
    expect(stages('filing_review', 'market')[0]).toMatchObject({ phrase: 'review', basis: ['R310 8', 'PSP 180(1)'] })
    for (const domain of ['environment', 'work_safety', 'natural_resources', 'economic_crime'])
      expect(stages('filing_review', domain)[0]).toMatchObject({ phrase: 'decide', period: { amount: 3, unit: 'd' } })
    for (const domain of ['market', 'environment']) {
      const life = signed(domain)
      expect(life.clock('filing_review').contested === true, domain).toBe(domain === 'market')
      expect(life.expire('2026-03-06 00:10').flatMap((e) => e.clocks.expires ?? [])).toContain(
        Object.entries(life.state!.clocks).find(([, c]) => c.rule === 'filing_review')![0],
      )
      life.take('filing_approved', '2026-03-06 10:00')
      expect(life.clock('filing_review').status, domain).toBe('breached')
    }
  })

  test('C2: the review has the stages of its sector, each approved before the former one ends; in general three days and no more', () => {
    const lengths = (domain: string) =>
      stages('filing_review', domain)
        .filter((s) => s.enabled !== false)
        .map((s) => s.period.amount)
    expect(lengths('market')).toEqual([3])
    expect(lengths('environment')).toEqual([3, 7, 30])
    expect(lengths('economic_crime')).toEqual([3, 10, 30, 60])
    expect(lengths('tax')).toEqual([3, 10, 30, 60])
    expect(lengths('drug')).toEqual([3])
    expect(lengths('work_safety')).toEqual([3])
    expect(
      stages('filing_review', 'market')
        .slice(1)
        .map((s) => [s.period.amount, s.enabled, s.contested]),
    ).toEqual([
      [7, false, true],
      [30, false, true],
    ])
    const life = signed('environment')
    life.take('completeness_check', '2026-03-02 15:00')
    life.refused('stage_expired', 'filing_review_extension', '2026-03-06 00:00:01')
    life.take('filing_review_extension', '2026-03-05 23:59')
    const chief = life.take('filing_review_extension', '2026-03-09 10:00', { ground: 'major_difficult_or_complex' })
    expect(chief.decidedBy?.role).toBe('police_chief')
    expect(life.clock('filing_review').localDate).toBe('2026-04-01')
    life.refused('no_further_stage', 'filing_review_extension', '2026-03-10 10:00', {
      ground: 'major_difficult_or_complex',
    })
  })

  test('C3: environmental reconsideration is counted in working days too: remind by the earlier end, break by the later', () => {
    const days = (domain: string) => {
      const life = refused(domain)
      life.take('non_filing_notice_receipt', '2026-03-05 10:00') // a Thursday
      const { target, breach } = life.clock('reconsideration_request')
      return [local(target), local(breach)]
    }
    expect(days('market')).toEqual(['2026-03-09 23:59', '2026-03-09 23:59']) // Sunday rolls
    expect(days('environment')).toEqual(['2026-03-09 23:59', '2026-03-10 23:59'])
  })

  test('C4: goods under a measure, and goods in drug cases, go with the case and the party is told; others after the filing', () => {
    const of = (domain: string, measure: string) => {
      const life = signed(domain, { seizedItems: [{ name: '货物', quantity: '1', unit: '箱', measure }] })
      return [life.state?.custody, life.tracks['duty/party_notice_of_property_transfer/1']]
    }
    expect(of('market', 'none')).toEqual(['after_filing', undefined])
    for (const measure of ['sealed', 'seized', 'frozen'])
      expect(of('market', measure)).toEqual(['with_transfer', 'owed'])
    expect(of('drug', 'none')[0]).toBe('with_transfer')
  })

  test('C5: the agency’s three days run from its receipt of the notice, public security’s from the decision: two timers, two owners', () => {
    expect(procedure.clocks.exhibits_handover).toMatchObject({ owner: 'sender' })
    expect(procedure.clocks.police_take_delivery).toMatchObject({ owner: 'police_in_charge', from: 'decisionDated' })
    const life = signed('market', {}, { optIns: new Set(['police_take_delivery:0']) })
    life.take('filing_approved', '2026-03-04 10:00', { decidedOn: '2026-03-03' })
    expect(life.clock('police_take_delivery').localDate).toBe('2026-03-06')
    life.take('filing_notice_receipt', '2026-03-05 10:00')
    expect(life.clock('exhibits_handover').localDate).toBe('2026-03-09')
    const plain = signed('market')
    plain.take('filing_approved', '2026-03-04 10:00')
    expect(plain.clocks('police_take_delivery')).toEqual([]) // MPS16 was not read: disabled
  })

  test('C6: the copy to the procuratorate is made in every domain, and shows the soft law that it rests on', () => {
    for (const domain of domains) {
      const life = signed(domain)
      expect(life.tracks['duty/copy_to_procuratorate/1'], domain).toBe('done')
    }
    expect(procedure.duties.copy_to_procuratorate?.basis).toEqual(['ENV 6', 'JOINT06 1', 'WS 8'])
  })

  test('C7: what counts after a non-prosecution is the later and specific guidance; the older three days are advice and disabled', () => {
    expect(stages('penalty_opinion', 'market')).toMatchObject([{ basis: ['SPP21 8'], enabled: false, advisory: true }])
    expect(stages('np_internal_handover', 'market')[0]?.period).toEqual({ amount: 3, unit: 'wd' })
    expect(stages('reverse_review', 'market')[0]?.period).toEqual({ amount: 10, unit: 'wd' })
    const life = signed('market')
    life.take('filing_approved', '2026-03-04 10:00')
    life.take('prosecution_referral', '2026-03-20 10:00')
    life.take('non_prosecution', '2026-04-01 10:00')
    expect(life.clocks('penalty_opinion')).toEqual([])
    life.take('np_internal_handover', '2026-04-02 10:00')
    expect(life.clock('reverse_review').localDate).toBe('2026-04-17') // ten working days, Qingming not counted
    life.take('procuratorial_opinion_penalty', '2026-04-15 10:00')
    expect(life.clock('reverse_review').status).toBe('met')
  })

  test('C8: the opinion may set its own date for the answer, near or far; left out, two calendar months from its receipt', () => {
    const answered = (replyDueDate?: string) => {
      const life = new Life()
      life.take('procuratorial_opinion_penalty', '2026-03-02 10:20', { replyDueDate })
      life.take('paper_receipt', '2026-03-05 10:00')
      return life.clock('opinion_reply').localDate
    }
    expect(answered()).toBe('2026-05-06') // 5 May is Labour Day’s holiday
    expect(answered('2026-04-01')).toBe('2026-04-01') // one month, as in practice
    expect(answered('2026-12-31')).toBe('2026-12-31') // no cap of ninety days: none was read
  })

  test('C9: three days after the reconsideration decision are a reminder; supervision may be suggested later', () => {
    const life = refused('market')
    life.take('reconsideration_request', '2026-03-05 10:00')
    life.take('paper_receipt', '2026-03-05 11:00', {}, { as: 'police_in_charge' })
    life.take('reconsideration_upheld', '2026-03-06 10:00')
    life.take('paper_receipt', '2026-03-06 15:00', { instance: 'service/reconsideration_decision/1' }, { as: 'sender' })
    const clock = life.clock('supervision_after_reconsideration')
    expect([clock.localDate, clock.advisory]).toEqual(['2026-03-09', true])
    expect(procedure.clocks.supervision_after_reconsideration?.kind).toBe('right')
    life.expire('2026-03-20 10:00')
    expect(life.clock('supervision_after_reconsideration').status).toBe('lapsed')
    life.take('supervision_suggestion', '2026-06-20 10:00', { type: 'upheld' })
    refused('market').take('supervision_suggestion', '2026-06-20 10:00')
  })

  test('C10: a case outside the remit goes back within 24 hours: a target everywhere, a breach where the sector says so', () => {
    const late = (domain: string) => {
      const life = signed(domain)
      life.take('out_of_remit_return', '2026-03-04 10:00')
      return life.clock('return_out_of_remit').status
    }
    expect(late('market')).toBe('late')
    expect(late('environment')).toBe('breached')
    for (const domain of ['work_safety', 'drug']) expect(late(domain), domain).toBe('late') // memory only
  })

  test('C11: clues about officials go to the supervisory commission, not to the procuratorate that the old measure names', () => {
    const life = signed('environment')
    const to = (organ: string, judicialOfficer = false) => ({ to: uscc(organ), judicialOfficer })
    life.refused('condition_unmet', 'duty_crime_clue_transfer', '2026-03-03 10:00', to('procuratorate'))
    life.take('duty_crime_clue_transfer', '2026-03-03 10:00', to('commission'))
    life.take('duty_crime_clue_transfer', '2026-03-03 11:00', to('procuratorate-above', true))
    expect(steps.flatMap(([, r]) => r.basis)).not.toContain('ENV 32')
  })

  test('C12: the review goes on while material is made good, or further inquiry is asked for', () => {
    const life = signed('market')
    const { breach } = life.clock('filing_review')
    life.take('completeness_check', '2026-03-02 15:00', { missing: [{ description: '检验报告' }] })
    life.take('supplementary_inquiry', '2026-03-02 16:00')
    life.take('supplement_notice_receipt', '2026-03-03 10:00')
    life.take('supplement_submission', '2026-03-05 10:00')
    expect(life.clock('filing_review')).toMatchObject({ breach, status: 'running' })
    const pausing = steps.filter(([, r]) => r.clocks.suspends?.includes('filing_review')).map(([step]) => step)
    expect(pausing).toEqual([])
  })

  test('C13: a complainant’s reconsideration is another procedure with other days; the agency’s has three and three', () => {
    for (const clock of ['reconsideration_request', 'reconsideration_decision'])
      expect(stages(clock, 'market')).toMatchObject([{ period: { amount: 3, unit: 'd' } }])
    const cited = [
      ...steps.flatMap(([, r]) => r.basis),
      ...Object.values(procedure.clocks).flatMap((c) => [...c.basis, ...c.stages.flatMap((s) => s.basis)]),
    ]
    expect(cited.filter((c) => /^PSP 179\b/.test(c))).toEqual([])
  })

  test('C14: 24 hours have two readings: exact for the careful, the next full hour before it is a breach', () => {
    const life = new Life()
    life.take('clue_discovery', '2026-03-02 08:00')
    life.take('task_force_formation', '2026-03-02 08:30')
    life.take('transfer_report', '2026-03-02 09:00')
    life.take('transfer_approved', '2026-03-02 10:20')
    const dispatch = life.clock('dispatch')
    expect([local(dispatch.target), local(dispatch.breach)]).toEqual(['2026-03-03 10:20', '2026-03-03 11:00'])
    const notice = signed('market').clock('supplement_notice')
    expect([local(notice.target), local(notice.breach)]).toEqual(['2026-03-03 11:20', '2026-03-03 12:00'])
  })

  test('C15: three days of the Regulation are natural days that roll over a holiday, with a mark, for it does not say', () => {
    expect(stages('head_decision', 'market')[0]).toMatchObject({ period: { amount: 3, unit: 'd' }, contested: true })
    expect(stages('exhibits_handover', 'market')[0]).toMatchObject({
      period: { amount: 3, unit: 'd' },
      contested: true,
    })
    const life = new Life()
    life.take('clue_discovery', '2026-09-29 08:00')
    life.take('task_force_formation', '2026-09-29 08:30')
    life.take('transfer_report', '2026-09-30 09:00')
    expect(life.clock('head_decision').localDate).toBe('2026-10-08')
  })

  test('C16: a transfer is decided by the principal or acting head, in every domain', () => {
    for (const step of ['transfer_approved', 'transfer_disapproved', 'transfer_dispatch', 'transfer_withdrawal'])
      expect(procedure.steps[step]?.decidedBy, step).toBe('agency_head')
    for (const domain of domains) {
      const event = signed(domain).events[0]
      expect(event?.decidedBy?.role, domain).toBe('agency_head')
    }
  })

  test('C17: nothing rests on the procuratorate’s rules of 2001', () => {
    expect(Object.keys(instruments)).not.toContain('SPP01')
    const all = JSON.stringify([
      procedure.clocks,
      procedure.duties,
      procedure.rules,
      steps.map(([, { input: _, ...r }]) => r),
    ])
    expect(all).not.toContain('SPP01')
    expect(citationText('SPP21 9')).not.toContain('2001')
  })
})
