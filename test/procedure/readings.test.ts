// Readings of the texts on which much hangs and which a table alone does not show: by which day an act is judged, what goes
// on while organs dispute, what falls away with the last suspect, who may be fined, what a public-order case leaves out.
import { expect, test } from 'vitest'
import { Life } from './life.ts'
import { materials } from './said.ts'

const on = (day: string, time = '10:00') => `2026-${day} ${time}`

/** Sent on the morning of Monday 2 March 2026 and signed for an hour later. */
function received(over: Record<string, unknown> = {}): Life {
  const life = new Life()
  life.take('transfer_dispatch', on('03-02'), over)
  life.take('receipt_sign', on('03-02', '11:00'))
  return life
}
const statuses = (life: Life, rule: string) => life.clocks(rule).map((c) => c.status)

test('a decision of the third day that is told later was decided in time; told after three more days it was told late', () => {
  const life = received({ domain: 'environment' })
  expect(life.expire('2026-03-06 00:00').length).toBeGreaterThan(0)
  life.take('filing_refused', on('03-10'), { decidedOn: '2026-03-05' })
  expect([statuses(life, 'filing_review'), statuses(life, 'filing_notice')]).toEqual([['met'], ['breached']])
})

test('a notice given in time and recorded later was given in time', () => {
  const life = received()
  life.take('filing_approved', on('03-03'))
  life.take('case_revocation', on('03-04'))
  life.take('duty_performed', on('03-12'), { instance: 'duty/revocation_notice/1', performedOn: '2026-03-06' })
  expect(statuses(life, 'revocation_notice')).toEqual(['met'])
})

test('a review that is ended while it stands still is late only if it was late before', () => {
  const life = received()
  life.take('filing_approved', on('03-03'))
  life.take('prosecution_referral', on('03-10'))
  life.take('non_prosecution', on('03-11'))
  life.take('np_internal_handover', on('03-12'))
  life.take('reverse_review_suspend', on('03-16'))
  life.take('reverse_review_end', on('06-16'))
  expect(statuses(life, 'reverse_review')).toEqual(['met'])
})

test.each([
  ['market', 'met'],
  ['environment', 'breached'],
])(
  'the 24 hours of a relay run from finding who is competent, in the environment from the receipt: %s',
  (domain, status) => {
    const life = received({ domain })
    life.refused('approval_times_impossible', 'onward_transfer_police', on('03-05'), {
      foundAt: '2026-03-01T09:00:00+08:00',
    })
    life.take('onward_transfer_police', on('03-05'), { foundAt: '2026-03-04T16:00:00+08:00' })
    expect(statuses(life, 'relay_to_police')).toEqual([status])
  },
)

test('between two organs the review goes on and may be complained of; the next has its own period from its receipt', () => {
  const life = received()
  life.take('onward_transfer_police', on('03-03'))
  life.refused('condition_unmet', 'overdue_filing_complaint', on('03-05', '23:59'))
  life.take('overdue_filing_complaint', on('03-06'))
  life.take('receipt_sign', on('03-06', '11:00'))
  expect(statuses(life, 'filing_review')).toEqual(['ended', 'running'])
  expect(life.clocks('filing_review').at(-1)?.localDate).toBe('2026-03-09')
})

test('that a case is not signed for may be complained of, and ends with the decision', () => {
  const life = new Life()
  life.take('transfer_dispatch', on('03-02'))
  life.take('overdue_filing_complaint', on('03-04'))
  life.take('require_delay_reasons', on('03-05'))
  life.take('paper_receipt', on('03-06'))
  life.take('receipt_sign', on('03-07'))
  life.take('filing_approved', on('03-08'))
  expect(life.tracks['supervision/overdue/1']).toBe('decided_meanwhile')
})

test('a complaint about a letter nobody signed for ends when the letter is withdrawn', () => {
  const life = new Life()
  life.take('transfer_dispatch', on('03-02'))
  life.take('require_delay_reasons', on('03-04'))
  life.take('paper_receipt', on('03-05'))
  life.take('transfer_withdrawal', on('03-06'))
  expect(life.tracks['supervision/overdue/1']).toBe('transfer_withdrawn')
  expect(statuses(life, 'police_reasons')).toEqual(['ended'])
})

test('goods need not be handed over once the case is withdrawn for the last suspect, and not before', () => {
  const life = received()
  life.take('filing_approved', on('03-03'))
  life.take('filing_notice_receipt', on('03-04'))
  life.take('case_revocation', on('03-05'), { suspects: ['s1'] })
  expect(statuses(life, 'exhibits_handover')).toEqual(['running'])
  life.take('case_revocation', on('03-06'), { suspects: ['s2'] })
  expect(statuses(life, 'exhibits_handover')).toEqual(['ended'])
})

test('the refused file goes back once nobody in the case needs it any more', () => {
  const life = received()
  const owed = () => Object.keys(life.tracks).filter((key) => key.startsWith('duty/file_return/'))
  life.take('filing_refused', on('03-03'), { suspects: ['s1'] })
  expect(owed()).toEqual([])
  life.take('filing_refused', on('03-04'), { suspects: ['s2'] })
  expect(owed()).toEqual(['duty/file_return/1'])
})

test('a case of which nobody is known is filed on its facts', () => {
  const life = new Life()
  life.take('direct_report_right', on('03-02'), { parties: undefined })
  life.take('filing_approved', on('03-03'))
  expect(life.tracks['criminal/case/1']).toBe('filed')
  expect(statuses(life, 'filing_review')).toEqual(['met'])
})

test('each party may be fined once for the same act, and one party’s fine is not another’s', () => {
  const life = received()
  life.take('filing_refused', on('03-03'))
  life.take('admin_handling_after_refusal', on('03-04'), { suspects: ['s1'] })
  life.take('admin_handling_after_refusal', on('03-04'), { suspects: ['s2'] })
  life.take('admin_penalised', on('03-05'), { no: 1, fine: '1000' })
  life.take('admin_penalised', on('03-06'), { no: 2, fine: '1000' })
  life.take('admin_handling_after_refusal', on('03-09'), { suspects: ['s1'] })
  life.refused('condition_unmet', 'admin_penalised', on('03-10'), { no: 3, fine: '1000' })
})

test('appraisal and hearing lengthen the period of a public-order case and of no other', () => {
  const life = new Life()
  life.take('police_reverse_transfer', on('03-02'), { domain: 'public_order' })
  life.take('paper_receipt', on('03-03'))
  life.take('admin_case_filed', on('03-04'))
  expect(life.clock('admin_penalty').localDate).toBe('2026-04-03')
  life.take('appraisal_or_hearing_begun', on('03-10'))
  life.take('appraisal_or_hearing_ended', on('03-20'))
  expect(life.clock('admin_penalty').localDate).toBe('2026-04-13')
  const other = new Life()
  other.take('police_reverse_transfer', on('03-02'))
  other.take('admin_case_filed', on('03-04'))
  other.refused('condition_unmet', 'appraisal_or_hearing_begun', on('03-10'))
})

test('a demand that is answered with reasons still wants the transfer, until the reasons are accepted or police are told', () => {
  const demanded = () => {
    const life = new Life()
    life.take('procuratorate_demands_transfer', on('03-02'), { domain: 'environment', copyTo: ['县司法局'] })
    life.take('paper_receipt', on('03-03'), {}, { as: 'sender' })
    life.take('demand_declined', on('03-04'))
    expect(statuses(life, 'demand_transfer_comply')).toEqual(['running'])
    return life
  }
  const accepted = demanded()
  expect(accepted.tracks['duty/opinion_copies/1']).toBe('owed')
  accepted.take('demand_reply_accepted', on('03-05'))
  expect(statuses(accepted, 'demand_transfer_comply')).toEqual(['ended'])
  const told = demanded()
  told.take('police_told_of_refusal', on('03-10'))
  told.take('transfer_dispatch', on('03-12'), { domain: 'environment' })
  expect(told.tracks['supervision/demand/1']).toBe('transferred_on_demand')
})

test('what was withdrawn is sent again in the same case; who was penalised before owes two notices', () => {
  const life = new Life()
  life.take('transfer_dispatch', on('03-02'), {
    priorPenalties: [{ decisionNo: '罚1', decisionDate: '2026-02-25', kinds: ['罚款'], sameFacts: true }],
    materials: materials('M1', 'M2', 'M3', 'penalty_decision'),
  })
  expect(life.clocks('late_penalty_copy').map((c) => c.on)).toEqual([
    'duty/late_transfer_penalty_copy/1',
    'duty/right_holder_notice/1',
  ])
  life.take('transfer_withdrawal', on('03-03'))
  life.take('transfer_dispatch', on('03-04'))
  expect(life.tracks['criminal/case/1']).toBe('transferred')
})
