// The conditions one by one: what each grants, what it refuses, with which code, which article, and at which place of the
// input. That a step is granted where all of them hold is in the matrix.
import { describe, expect, test } from 'vitest'
import { Refusal } from '../../src/kernel/index.ts'
import { type Actor, basisIn, type CaseState, requiredMaterials } from '../../src/procedure/index.ts'
import { Life } from './life.ts'
import { ask, caseWith, placed, procedure, running, steps } from './placed.ts'
import { reach, subjectsOf } from './reach.ts'
import { instant, letter, local, materials, uscc } from './said.ts'
import { overOf, violations } from './violations.ts'

const { places } = reach(procedure)
const codeOf = (answer: Granted) => (answer instanceof Refusal ? answer.code : 'granted')
type Granted = ReturnType<typeof ask>
const granted = (step: string, state: CaseState, over: Record<string, unknown> = {}) =>
  codeOf(ask(step, state, mine(step), { over }))
/** The first that may; what is addressed is addressed to public security here. */
const mine = (step: string): Actor => {
  const [first = 'sender'] = procedure.steps[step]!.by
  return first === 'addressee' ? 'police_in_charge' : first
}

test('each condition that is judged before the statement refuses with its code, its article, and the place in the input', () => {
  const pure = Object.entries(procedure.conditions).filter(([, c]) => c.kind === 'pure')
  expect(Object.keys(violations).sort()).toEqual(pure.map(([need]) => need).sort())
  for (const [need, { basis, en, zh }] of pure) {
    const violation = violations[need]!
    for (const [step, rule] of steps.filter(([, r]) => r.needs.includes(need))) {
      const [subject = ''] =
        rule.track === 'criminal' ? ['s1'] : subjectsOf(rule, places).map((s) => (s === 's#' ? 'suspect' : s))
      const from = Array.isArray(rule.from) ? (violation.from ?? (rule.from as string[])[0]!) : null
      const extra = rule.by[0] === 'addressee' ? { addressee: 'police_in_charge' } : {}
      const right = placed(step, step === 'transfer_dispatch' ? 'case' : subject, from, extra)
      const begins = rule.from === 'new' && rule.track === 'criminal' // it only begins cases
      const state = begins ? null : (violation.on?.(right) ?? right)
      const answer = ask(step, state, mine(step), { over: overOf(violation, step) })
      expect(codeOf(answer), `${step} breaks ${need}`).toBe(violation.code)
      const { facts, detail } = answer as Refusal
      const domain = String(overOf(violation, step).domain ?? right.domain)
      expect(facts.basis, `${step} breaks ${need}`).toEqual(basisIn(basis, domain))
      expect(detail).toMatch(/[.。]$/)
      if (violation.over !== undefined) expect(facts.errors?.[0]?.pointer, `${step} breaks ${need}`).toMatch(/^\//)
    }
    expect([zh, en].every((words) => words.length > 0)).toBe(true)
  }
})

describe('before anything leaves the agency', () => {
  test('reasonable suspicion is enough where intellectual property is infringed, and nowhere else (R310 3(2))', () => {
    const over = { standard: 'reasonable_suspicion' }
    new Life().take('clue_discovery', '2026-03-02 10:20', { ...over, domain: 'ip' })
    new Life().take('clue_discovery', '2026-03-02 10:20', { standard: 'threshold_reached' })
    const refusal = new Life().refused('condition_unmet', 'clue_discovery', '2026-03-02 10:20', over)
    expect(refusal.facts).toMatchObject({ basis: ['R310 3(2)'], errors: [{ pointer: '/standard' }] })
  })

  test('where the agency requires deliberation the head decides only after it, either way (APL 57(2))', () => {
    const life = new Life()
    life.take('clue_discovery', '2026-03-02 09:00')
    life.take('task_force_formation', '2026-03-02 10:00')
    life.take('transfer_report', '2026-03-02 11:00', { deliberationRequired: true })
    expect(life.refused('condition_unmet', 'transfer_approved', '2026-03-03 09:00').facts.basis).toEqual(['APL 57(2)'])
    life.refused('condition_unmet', 'transfer_disapproved', '2026-03-03 09:00')
    life.take('collective_deliberation', '2026-03-03 10:00')
    life.take('transfer_approved', '2026-03-03 11:00')
  })

  test('without that requirement the head decides on the report alone', () => {
    const life = new Life()
    life.take('clue_discovery', '2026-03-02 09:00')
    life.take('task_force_formation', '2026-03-02 10:00')
    life.take('transfer_report', '2026-03-02 11:00')
    life.take('transfer_disapproved', '2026-03-03 11:00')
  })

  test('one officer twice is one officer; a task force and a letter need two (R310 5(1))', () => {
    const [first] = letter().officers as { certificateNo: string }[]
    const twice = { officers: [first, { ...first, name: '另一人' }] }
    const life = new Life()
    life.take('clue_discovery', '2026-03-02 09:00')
    for (const officers of [[first], twice.officers])
      expect(
        life.refused('two_officers_required', 'task_force_formation', '2026-03-02 10:00', { officers }).facts.basis,
      ).toEqual(['R310 5(1)', 'APL 42(1)'])
    life.take('task_force_formation', '2026-03-02 10:00')
  })

  test('tax evasion goes to public security only after the notice to pay was served (TAX24 3; CL 201)', () => {
    const evasion = { domain: 'tax', charges: [{ name: '逃税罪' }] }
    const refusal = new Life().refused('condition_unmet', 'transfer_dispatch', '2026-03-02 10:20', evasion)
    expect(refusal.facts).toMatchObject({ basis: ['TAX24 3', 'CL 201'], errors: [{ pointer: '/recoveryNotice' }] })
    const served = (servedOn: string) => ({ ...evasion, recoveryNotice: { documentNo: '税追〔2026〕1号', servedOn } })
    new Life().refused('condition_unmet', 'transfer_dispatch', '2026-03-02 10:20', served('2026-03-03'))
    new Life().take('transfer_dispatch', '2026-03-02 10:20', served('2026-03-02'))
    new Life().take('transfer_dispatch', '2026-03-02 10:20', {
      domain: 'tax',
      charges: [{ name: '虚开增值税专用发票罪' }],
    })
    new Life().take('transfer_dispatch', '2026-03-02 10:20', { domain: 'market', charges: [{ name: '逃税罪' }] })
  })

  test('the required materials are there, or each gap is explained', () => {
    const kinds = requiredMaterials.map(({ kind }) => kind)
    expect(kinds).toEqual(['M1', 'M2', 'M3', 'penalty_decision'])
    const ask = (over: Record<string, unknown>) => {
      const answer = new Life().ask('transfer_dispatch', '2026-03-02 10:20', over)
      return answer instanceof Refusal ? answer.facts.errors?.map((e) => e.detail.split(' ')[0]) : 'granted'
    }
    const prior = { decisionNo: '罚1号', decisionDate: '2026-01-05', kinds: ['罚款'], sameFacts: true }
    expect(ask({})).toBe('granted')
    expect(ask({ materials: [] })).toEqual(['M1', 'M2', 'M3'])
    expect(ask({ materials: [], seizedItems: [] })).toEqual(['M1', 'M2'])
    expect(ask({ priorPenalties: [prior] })).toEqual(['penalty_decision'])
    expect(ask({ priorPenalties: [{ ...prior, sameFacts: false }] })).toBe('granted')
    expect(ask({ materials: materials('M1', 'M3'), acknowledgedGaps: [{ kind: 'M2', reason: '情况紧急' }] })).toBe(
      'granted',
    )
  })
})

describe('case articles and rounds', () => {
  test('goods under a measure go with the case, other goods only after the filing notice (AEL 21; R310 12)', () => {
    const free = { seizedItems: [{ name: '货物', quantity: '1', unit: '箱', measure: 'none' }] }
    const life = (over: Record<string, unknown>) => {
      const life = new Life()
      life.take('transfer_dispatch', '2026-03-02 10:20', over)
      return life
    }
    life({}).take('exhibits_handover_with_case', '2026-03-02 11:00')
    life({ ...free, domain: 'drug' }).take('exhibits_handover_with_case', '2026-03-02 11:00')
    life({ ...free, custody: 'with_transfer' }).take('exhibits_handover_with_case', '2026-03-02 11:00')
    life(free).refused('condition_unmet', 'exhibits_handover_with_case', '2026-03-02 11:00')
    const refusal = life({ custody: 'after_filing' }).refused(
      'condition_unmet',
      'exhibits_handover_with_case',
      '2026-03-02 11:00',
    )
    expect(refusal.facts.basis).toEqual(['AEL 21', 'R310 12'])
  })

  test('a case is returned for further investigation at most twice, each suspect on his own count (PSP 295)', () => {
    const returned = (suspect: string, n: number) =>
      Object.fromEntries(
        Array.from({ length: n }, (_, i) => [
          `supplementary_investigation:criminal/${suspect}/1:${10 + i}`,
          running('supplementary_investigation', `criminal/${suspect}/1`, true, { status: 'met' }),
        ]),
      )
    const state = (n1: number, n2: number): CaseState => ({
      ...caseWith({ 'criminal/s1/1': 'referred_for_prosecution', 'criminal/s2/1': 'referred_for_prosecution' }),
      suspects: ['s1', 's2'].map((id) => ({ id, kind: 'person', name: id })),
      clocks: { ...returned('s1', n1), ...returned('s2', n2) },
    })
    const step = 'supplementary_investigation_criminal'
    expect(granted(step, state(0, 0))).toBe('granted')
    expect(granted(step, state(1, 1))).toBe('granted')
    expect(granted(step, state(1, 2))).toBe('condition_unmet')
    expect(granted(step, state(1, 2), { suspects: ['s1'] })).toBe('granted')
    expect(granted(step, state(2, 0), { suspects: ['s1'] })).toBe('condition_unmet')
  })
})

describe('supervision', () => {
  test('a delay is complained of only once the review period has run out, to the second (PPR 562; ENV 12)', () => {
    const life = new Life()
    life.take('transfer_dispatch', '2026-03-02 10:20')
    life.take('receipt_sign', '2026-03-02 11:20')
    expect(local(life.clock('filing_review').breach)).toBe('2026-03-05 23:59')
    expect(life.refused('condition_unmet', 'overdue_filing_complaint', '2026-03-05 23:59:59').facts.basis).toEqual([
      'PPR 562',
      'R310 17',
    ])
    life.refused('condition_unmet', 'require_delay_reasons', '2026-03-05 23:59:59')
    life.take('overdue_filing_complaint', '2026-03-06 00:00:01')
    life.take('require_delay_reasons', '2026-03-06 09:00')
  })

  test('reconsideration may be asked for until its period has lapsed; supervision stays open after it (C9)', () => {
    const refused = () => {
      const life = new Life()
      life.take('transfer_dispatch', '2026-03-02 10:20')
      life.take('receipt_sign', '2026-03-02 11:20')
      life.take('filing_refused', '2026-03-04 10:00')
      return life
    }
    refused().take('reconsideration_request', '2026-06-01 10:00') // nobody signed for the notice: nothing runs
    const signed = refused()
    signed.take('non_filing_notice_receipt', '2026-03-05 10:00')
    expect(signed.clock('reconsideration_request').localDate).toBe('2026-03-09')
    expect(signed.refused('condition_unmet', 'reconsideration_request', '2026-03-10 00:00:01').detail).toContain(
      '2026-03-09',
    )
    signed.take('supervision_suggestion', '2026-04-10 10:00')
    const intime = refused()
    intime.take('non_filing_notice_receipt', '2026-03-05 10:00')
    intime.take('reconsideration_request', '2026-03-09 23:59:59')
  })

  test('a suggestion names what there is: a refusal, an upheld refusal, a revocation (R310 9; ENV 12)', () => {
    const of = (criminal: string, more: Record<string, string> = {}) => caseWith({ 'criminal/s1/1': criminal, ...more })
    const upheld = { 'supervision/reconsideration/1': 'not_filed_upheld' }
    const step = 'supervision_suggestion'
    expect(granted(step, of('not_filed'), { type: 'refusal' })).toBe('granted')
    expect(granted(step, of('revoked'), { type: 'refusal' })).toBe('condition_unmet')
    expect(granted(step, of('revoked'), { type: 'revoked' })).toBe('granted')
    expect(granted(step, of('not_filed'), { type: 'revoked' })).toBe('condition_unmet')
    expect(granted(step, of('not_filed'), { type: 'upheld' })).toBe('condition_unmet')
    expect(granted(step, of('not_filed', upheld), { type: 'upheld' })).toBe('granted')
  })

  const supervised = () => {
    const life = new Life()
    life.take('transfer_dispatch', '2026-03-02 10:20')
    life.take('receipt_sign', '2026-03-02 11:20')
    life.take('filing_refused', '2026-03-04 10:00')
    life.take('supervision_suggestion', '2026-03-05 10:00')
    life.take('require_reasons', '2026-03-06 10:00')
    life.take('paper_receipt', '2026-03-06 15:00', {}, { as: 'police_in_charge' })
    return life
  }

  test('an order to file follows reasons that do not hold, or silence past the seven days (PPR 561, 562)', () => {
    const silent = supervised()
    expect(silent.clock('police_reasons').localDate).toBe('2026-03-13')
    const refusal = silent.refused('condition_unmet', 'filing_order', '2026-03-13 23:59:59')
    expect(refusal.facts.basis).toEqual(['PPR 561(1)', 'PPR 562'])
    silent.take('filing_order', '2026-03-14 09:00')
    const heard = supervised()
    heard.take('reasons_statement', '2026-03-09 10:00')
    heard.take('filing_order', '2026-03-09 15:00')
  })

  test('a correction notice follows an order that was not obeyed in fifteen days (PPR 564(2))', () => {
    const life = supervised()
    life.take('reasons_statement', '2026-03-09 10:00')
    life.take('filing_order', '2026-03-10 10:00')
    life.take('paper_receipt', '2026-03-10 15:00', { instance: 'service/filing_order/1' }, { as: 'police_in_charge' })
    expect(life.clock('file_after_order').localDate).toBe('2026-03-25')
    expect(life.refused('condition_unmet', 'correction_notice', '2026-03-25 23:59:59').facts.basis).toEqual([
      'PPR 564(2)',
    ])
    life.take('correction_notice', '2026-03-26 09:00')
  })

  test('an urging letter waits three months from the supervised filing, and for no other filing (PPR 564(3))', () => {
    const life = supervised()
    life.take('voluntary_filing', '2026-03-09 10:00')
    expect(life.clocks('urge_letter').map((c) => c.localDate)).toEqual(['2026-06-09', '2026-06-09']) // one a suspect
    expect(life.refused('condition_unmet', 'progress_urge', '2026-06-09 23:59:59').facts.basis).toEqual(['PPR 564(3)'])
    life.take('progress_urge', '2026-06-10 09:00')
    const plain = new Life()
    plain.take('transfer_dispatch', '2026-03-02 10:20')
    plain.take('receipt_sign', '2026-03-02 11:20')
    plain.take('filing_approved', '2026-03-04 10:00')
    plain.refused('condition_unmet', 'progress_urge', '2026-09-01 09:00')
  })

  test('a period that a paper sets lies ahead, the very day included', () => {
    const over = (replyDueDate: string) => ({ replyDueDate })
    for (const step of ['justice_opinion', 'justice_urge', 'justice_decision', 'procuratorial_opinion_penalty']) {
      new Life().take(step, '2026-03-02 10:20', over('2026-03-02'))
      const refusal = new Life().refused('condition_unmet', step, '2026-03-02 10:20', over('2026-03-01'))
      expect(refusal.facts.errors?.[0]?.pointer).toBe('/replyDueDate')
    }
  })
})

describe('penalties beside the case', () => {
  const open = (over: Partial<CaseState> = {}) =>
    caseWith(
      {
        'administrative/handling/1': { state: 'admin_penalty_resumed', addressee: 'police_in_charge' },
        'criminal/s1/1': 'judged_convicted',
      },
      over,
    )
  const step = 'admin_penalised'

  test('after a criminal fine an agency that had not fined does not fine any more; other penalties stay possible (APL 35(2))', () => {
    const fined = open({ persons: { s1: { charges: {}, sentence: { band: 'fine_only', fineCny: '5000' } } } })
    expect(granted(step, fined, { fine: '1000' })).toBe('condition_unmet')
    expect(granted(step, fined, {})).toBe('granted')
    expect(granted(step, fined, { fine: '0' })).toBe('granted')
    const jailed = open({ persons: { s1: { charges: {}, sentence: { band: 'under_three_years' } } } })
    expect(granted(step, jailed, { fine: '1000' })).toBe('granted')
    const refusal = ask(step, fined, mine(step), { over: { fine: '1000' } }) as Refusal
    expect(refusal.facts).toMatchObject({ basis: ['APL 35(2)', 'APL 29'], errors: [{ pointer: '/fine' }] })
  })

  test('there is no second fine for the same act (APL 29)', () => {
    expect(granted(step, open({ fined: true }), { fine: '1000' })).toBe('condition_unmet')
    expect(granted(step, open({ fined: true }), {})).toBe('granted')
    const life = new Life()
    const prior = { decisionNo: '罚1号', decisionDate: '2026-01-05', kinds: ['罚款'], fine: '3000', sameFacts: true }
    life.take('transfer_dispatch', '2026-03-02 10:20', {
      priorPenalties: [prior],
      materials: materials('M1', 'M2', 'M3', 'penalty_decision'),
    })
    life.take('receipt_sign', '2026-03-02 11:20')
    life.take('filing_refused', '2026-03-04 10:00')
    life.take('admin_handling_after_refusal', '2026-03-05 10:00')
    life.refused('condition_unmet', step, '2026-03-06 10:00', { fine: '1000' })
    life.take(step, '2026-03-06 10:00')
  })

  test.each([
    ['two years in general', 'market', false, '2024-01-10', '2026-01-10', '2026-01-11'],
    ['five with harm to life, health or financial safety', 'market', true, '2021-01-10', '2026-01-10', '2026-01-11'],
    ['five for environmental harm under the code', 'environment', true, '2026-08-15', '2031-08-15', '2031-08-16'],
    ['two for other environmental acts under the code', 'environment', false, '2026-08-15', '2028-08-15', '2028-08-16'],
    [
      'the general ones for an environmental act before the code',
      'environment',
      false,
      '2026-08-14',
      '2028-08-14',
      '2028-08-15',
    ],
    ['six months in cases of public order', 'public_order', false, '2026-01-02', '2026-07-02', '2026-07-03'],
    ['six months there even with harm', 'public_order', true, '2026-01-02', '2026-07-02', '2026-07-03'],
    ['six months there before 2026 as well', 'public_order', false, '2025-12-31', '2026-06-30', '2026-07-01'],
  ])('limitation is %s (APL 36; ECC 1054; PSA 25)', (_words, domain, harm, actEndedOn, last, after) => {
    const discovered = (discoveredOn: string) => granted(step, open({ domain }), { actEndedOn, discoveredOn, harm })
    expect([discovered(last), discovered(after)]).toEqual(['granted', 'condition_unmet'])
    expect(granted(step, open({ domain }), { actEndedOn })).toBe('granted')
  })

  test('limitation in months ends with the month where it has no such day', () => {
    const discovered = (discoveredOn: string) =>
      granted(step, open({ domain: 'public_order' }), { actEndedOn: '2026-08-31', discoveredOn })
    expect([discovered('2027-02-28'), discovered('2027-03-01')]).toEqual(['granted', 'condition_unmet'])
  })
})

describe('days, entries, receivers, closing', () => {
  test('no decision is dated after the act that tells of it; the day of the act is possible', () => {
    const returned = caseWith({ 'criminal/s1/1': 'referred_for_prosecution' })
    expect(granted('non_prosecution', returned, { decidedOn: '2026-03-02' })).toBe('granted')
    expect(granted('non_prosecution', returned, { decidedOn: '2026-03-03' })).toBe('approval_times_impossible')
    const indicted = caseWith({ 'criminal/s1/1': 'indicted' })
    expect(granted('judgment_convicted', indicted, { judgedOn: '2026-03-03' })).toBe('approval_times_impossible')
    const refusal = ask('judgment_convicted', indicted, 'court', { over: { judgedOn: '2026-03-03' } }) as Refusal
    expect(refusal.facts.errors?.[0]?.pointer).toBe('/judgedOn')
  })

  test('a correction and a disclosure name entries that the case has', () => {
    expect(granted('record_correction', caseWith({}), { corrects: 7 })).toBe('granted')
    expect(granted('record_correction', caseWith({}), { corrects: 8 })).toBe('subject_unknown')
    expect(granted('entry_disclosure', caseWith({}), { to: uscc('expert'), discloseVersions: [7, 1] })).toBe('granted')
    expect(granted('entry_disclosure', caseWith({}), { to: uscc('expert'), discloseVersions: [7, 8] })).toBe(
      'subject_unknown',
    )
  })

  test('clues about officials go to the supervisory commission; about judicial officers to the procuratorate (R310 19; SL 37; CPL 19(2))', () => {
    const to = (organ: string, judicialOfficer: boolean) =>
      granted('duty_crime_clue_transfer', caseWith({}), { to: uscc(organ), judicialOfficer })
    expect(to('commission', false)).toBe('granted')
    expect(to('procuratorate', true)).toBe('granted')
    expect(to('procuratorate', false)).toBe('condition_unmet')
    expect(to('commission', true)).toBe('condition_unmet')
  })

  test('a case is closed when no clock runs and no duty is owed, and not before', () => {
    const step = 'case_closed'
    expect(granted(step, caseWith({ 'criminal/s1/1': 'not_filed' }))).toBe('granted')
    expect(granted(step, caseWith({ 'duty/file_return/1': 'owed' }))).toBe('condition_unmet')
    expect(granted(step, caseWith({ 'duty/file_return/1': 'done' }))).toBe('granted')
    for (const status of ['running', 'suspended'] as const)
      expect(
        granted(step, caseWith({}, { clocks: { a: running('filing_review', 'criminal/s1/1', false, { status }) } })),
      ).toBe('condition_unmet')
    expect(
      granted(
        step,
        caseWith({}, { clocks: { a: running('filing_review', 'criminal/s1/1', true, { status: 'breached' }) } }),
      ),
    ).toBe('granted')
  })

  test('a filing decision is dated after the case was received, and not in the future', () => {
    const life = new Life()
    life.take('transfer_dispatch', '2026-03-02 10:20')
    life.take('receipt_sign', '2026-03-03 11:20')
    life.refused('approval_times_impossible', 'filing_approved', '2026-03-05 10:00', { decidedOn: '2026-03-02' })
    life.refused('approval_times_impossible', 'filing_approved', '2026-03-05 10:00', { decidedOn: '2026-03-06' })
    life.take('filing_approved', '2026-03-05 10:00', { decidedOn: '2026-03-03' })
  })

  test('approval times are possible: the report before the approval, the approval before the dispatch', () => {
    const times = (reportReceivedAt: string, approvedAt: string) => ({
      approval: {
        ...(letter().approval as object),
        reportReceivedAt: instant(reportReceivedAt),
        approvedAt: instant(approvedAt),
      },
    })
    const ask = (over: Record<string, unknown>) => {
      const answer = new Life().ask('transfer_dispatch', '2026-03-02 10:20', over)
      return answer instanceof Refusal ? [answer.code, answer.facts.errors?.[0]?.pointer] : 'granted'
    }
    expect(ask(times('2026-03-02 10:20', '2026-03-02 10:20'))).toBe('granted')
    expect(ask(times('2026-03-01 10:20', '2026-03-02 10:21'))).toEqual([
      'approval_times_impossible',
      '/approval/approvedAt',
    ])
    expect(ask(times('2026-03-02 10:01', '2026-03-02 10:00'))).toEqual([
      'approval_times_impossible',
      '/approval/reportReceivedAt',
    ])
  })
})
