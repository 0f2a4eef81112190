// Filing supervision with time passing: an order that is obeyed on its fifteenth day, one that is not and goes the whole
// way up, reasons that hold, a delay that is complained of, a filing that should not have been.
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { allVerify, attempt, caseOf, type Seen, see, statesOf, take, timedWorld } from '../doors/procedure-scene.ts'
import { enrol } from '../doors/scene.ts'

const w = await timedWorld()
afterAll(() => allVerify(w))
// A Monday without a holiday in the months that follow, but for 5 October.
beforeEach(() => w.setTo('2026-07-06T10:00:00+08:00'))

const clock = (seen: Seen, rule: string) => {
  const found = seen.clocks.filter((c) => c.rule === rule)
  return found.at(-1)
}
/** The matter's state, by its key. */
const matter = async (id: string, key: string) => statesOf(await see(w, 'procuratorate', id))[key]

/** Refused, suggested, reasons required and stated, ordered: the police have the order in hand. */
async function ordered(): Promise<string> {
  const id = await caseOf(w, 'refused')
  await take(w, 'market', id, 'non_filing_notice_receipt')
  await take(w, 'market', id, 'supervision_suggestion')
  await take(w, 'procuratorate', id, 'require_reasons')
  expect((await attempt(w, 'procuratorate', id, 'filing_order')).body.code).toBe('condition_unmet')
  await take(w, 'police', id, 'paper_receipt', { instance: 'service/reasons_notice/1' })
  w.pass({ days: 5 })
  await take(w, 'police', id, 'reasons_statement')
  w.pass({ days: 3 })
  await take(w, 'procuratorate', id, 'filing_order')
  // The order is out; its fifteen days begin when it is received.
  expect(clock(await see(w, 'police', id), 'file_after_order')).toBeUndefined()
  w.pass({ days: 1 })
  await take(w, 'police', id, 'paper_receipt', { instance: 'service/filing_order/1' })
  return id
}

describe('an order to file', () => {
  test('is obeyed on its fifteenth day, and three months later the case may be urged', async () => {
    const id = await ordered()
    const running = clock(await see(w, 'police', id), 'file_after_order')
    expect(running).toMatchObject({ status: 'running', localDate: '2026-07-30' })
    expect((await attempt(w, 'procuratorate', id, 'correction_notice')).body.code).toBe('condition_unmet')
    w.setTo('2026-07-30T23:30:00+08:00')
    await w.tick()
    await take(w, 'police', id, 'filing_after_order')
    const seen = await see(w, 'market', id)
    expect(clock(seen, 'file_after_order')).toMatchObject({ status: 'met' })
    expect(seen.timeline.map((e) => e.step)).not.toContain('period_expired')
    expect(seen.status).toBe('filed')
    expect(await matter(id, 'supervision/filing/1')).toBe('filed_on_order')
    await take(w, 'market', id, 'filing_notice_receipt')
    await take(w, 'market', id, 'exhibits_handover')
    expect((await attempt(w, 'procuratorate', id, 'progress_urge')).body.code).toBe('condition_unmet')
    w.setTo('2026-11-02T10:00:00+08:00')
    await w.tick()
    await take(w, 'procuratorate', id, 'progress_urge')
    await take(w, 'police', id, 'prosecution_referral')
    expect((await see(w, 'market', id)).status).toBe('referred_for_prosecution')
  })

  test('is not obeyed: it is put on record, corrected, objected to, upheld, taken above, and filed in the end', async () => {
    const id = await ordered()
    w.setTo('2026-07-31T00:00:01+08:00')
    await w.tick()
    const late = await see(w, 'procuratorate', id)
    expect(late.timeline.at(-1)).toMatchObject({
      step: 'period_expired',
      clocksExpired: [{ rule: 'file_after_order', light: 'red' }],
    })
    expect(late.status).toBe('not_filed')
    expect(await matter(id, 'supervision/filing/1')).toBe('filing_ordered')
    const overdue = await w.ask<{ items: { transferId: string; rule: string }[] }>(
      'procuratorate',
      'GET',
      '/v1/clocks?state=overdue&rule=file_after_order',
    )
    expect(overdue.body.items.map((c) => c.transferId)).toContain(id)
    await take(w, 'procuratorate', id, 'correction_notice')
    await take(w, 'police', id, 'correction_objection')
    await take(w, 'procuratorate', id, 'paper_receipt', { instance: 'service/correction_objection/1' })
    w.pass({ days: 6 })
    await take(w, 'procuratorate', id, 'correction_upheld')
    expect(clock(await see(w, 'police', id), 'correction_reexamination')).toMatchObject({ status: 'met' })
    const above = await enrol(w, 'above', {
      kind: 'procuratorate',
      regionCode: '450500',
      name: '北海市人民检察院（演示）',
    })
    await w.deps.registry.renewed()
    await take(w, 'procuratorate', id, 'supervision_escalated', { to: above.code })
    const seen = await see(w, 'above', id)
    expect(seen).toMatchObject({ part: 'upper_supervisor' })
    expect(seen.timeline.map((e) => e.step)).toContain('period_expired')
    expect(seen.available.map((s) => s.step)).toContain('escalation_concluded')
    w.pass({ days: 20 })
    await take(w, 'police', id, 'filing_after_order')
    expect(clock(await see(w, 'above', id), 'file_after_order')).toMatchObject({ status: 'breached' })
    expect((await attempt(w, 'above', id, 'escalation_concluded')).body.code).toBe('wrong_state')
    expect(await matter(id, 'supervision/filing/1')).toBe('filed_on_order')
  })

  test('is not obeyed and the procuratorate above lets the refusal stand', async () => {
    const id = await ordered()
    w.pass({ days: 30 })
    await w.tick()
    await take(w, 'procuratorate', id, 'correction_notice')
    await take(w, 'procuratorate', id, 'supervision_escalated')
    await take(w, 'procuratorate', id, 'escalation_concluded')
    expect(await matter(id, 'supervision/filing/1')).toBe('not_filed_final')
    expect((await see(w, 'market', id)).status).toBe('not_filed')
    // The agency goes its own way, in the same case.
    await take(w, 'market', id, 'admin_handling_after_refusal')
    await take(w, 'market', id, 'admin_penalised', { fine: '20000' })
    expect(statesOf(await see(w, 'police', id))).toMatchObject({ 'administrative/handling/1': 'admin_penalised' })
  })

  test('follows silence too: when the reasons are not stated in seven days', async () => {
    const id = await caseOf(w, 'refused')
    await take(w, 'procuratorate', id, 'require_reasons')
    await take(w, 'police', id, 'paper_receipt')
    w.pass({ days: 7 })
    expect((await attempt(w, 'procuratorate', id, 'filing_order')).body.code).toBe('condition_unmet')
    w.pass({ days: 1 })
    await take(w, 'procuratorate', id, 'filing_order')
    await w.tick()
    expect((await see(w, 'police', id)).timeline.at(-1)).toMatchObject({
      step: 'period_expired',
      clocksExpired: [{ rule: 'police_reasons' }],
    })
  })
})

test('reasons that hold end the matter, and the refusal stands', async () => {
  const id = await caseOf(w, 'refused')
  await take(w, 'market', id, 'supervision_suggestion')
  await take(w, 'procuratorate', id, 'require_reasons')
  await take(w, 'police', id, 'paper_receipt')
  await take(w, 'police', id, 'reasons_statement')
  await take(w, 'procuratorate', id, 'reasons_accepted', { foundOn: w.day() })
  const seen = await see(w, 'market', id)
  expect(statesOf(seen)).toMatchObject({ 'supervision/filing/1': 'not_filed_final', 'criminal/s1/1': 'not_filed' })
  expect(clock(seen, 'procuratorate_inform')).toMatchObject({ status: 'met' })
  expect((await attempt(w, 'police', id, 'voluntary_filing')).body.code).toBe('wrong_state')
})

test('a decision that does not come is complained of, asked about and decided meanwhile', async () => {
  const id = await caseOf(w, 'reviewed')
  expect((await attempt(w, 'market', id, 'overdue_filing_complaint')).body.code).toBe('condition_unmet')
  w.pass({ days: 4 })
  await w.tick()
  await take(w, 'market', id, 'overdue_filing_complaint')
  await take(w, 'procuratorate', id, 'require_delay_reasons')
  await take(w, 'police', id, 'paper_receipt')
  await take(w, 'police', id, 'filing_approved')
  const seen = await see(w, 'market', id)
  expect(statesOf(seen)).toMatchObject({ 'supervision/overdue/1': 'decided_meanwhile', 'criminal/s1/1': 'filed' })
  expect(clock(seen, 'filing_review')).toMatchObject({ status: 'breached' })
  expect(clock(seen, 'police_reasons')).toMatchObject({ status: 'ended' })
})

test('a filing that should not have been: reasons, order to withdraw, reconsideration, review above, withdrawn as ordered', async () => {
  const id = await caseOf(w, 'filed')
  await take(w, 'procuratorate', id, 'wrong_filing_supervision')
  await take(w, 'police', id, 'paper_receipt')
  await take(w, 'police', id, 'filing_reasons_statement')
  await take(w, 'procuratorate', id, 'revocation_order')
  await take(w, 'police', id, 'revocation_reconsideration_request')
  await take(w, 'procuratorate', id, 'paper_receipt', { instance: 'service/revocation_reconsideration_request/1' })
  await take(w, 'procuratorate', id, 'revocation_upheld')
  await take(w, 'police', id, 'paper_receipt', { instance: 'service/revocation_reconsideration_decision/1' })
  w.pass({ days: 4 })
  await take(w, 'police', id, 'revocation_review_request')
  const late = await caseOf(w, 'filed')
  expect((await attempt(w, 'police', late, 'revocation_review_request')).body.code).toBe('wrong_state')
  await take(w, 'procuratorate', id, 'paper_receipt', { instance: 'service/revocation_review_request/1' })
  await take(w, 'procuratorate', id, 'revocation_review_upheld')
  await take(w, 'police', id, 'case_revocation')
  const seen = await see(w, 'market', id)
  expect(statesOf(seen)).toMatchObject({ 'supervision/wrong_filing/1': 'revoked_on_order', 'criminal/s1/1': 'revoked' })
  expect(seen.clocks.filter((c) => ['breached', 'late'].includes(c.status)).map((c) => c.rule)).toEqual([])
})
