import { test } from 'vitest'
import { Life, uscc } from '../life.ts'
test('overdue order', () => {
  const life = new Life()
  life.take('transfer_dispatch', '2026-03-02 10:00'); life.take('receipt_sign', '2026-03-02 11:20'); life.take('completeness_check', '2026-03-02 15:00')
  life.take('require_delay_reasons', '2026-03-09 09:00'); life.take('paper_receipt', '2026-03-10 09:00'); life.take('reasons_statement', '2026-03-11 09:00')
  life.take('filing_order', '2026-03-12 09:00'); life.take('paper_receipt', '2026-03-13 09:00')
  try { life.take('filing_after_order', '2026-03-14 09:00') } catch (e) { console.log(String(e)) }
  console.log(life.tracks, Object.values(life.state!.clocks).map((c) => [c.rule, c.status, c.on]))
  try { life.take('filing_approved', '2026-03-15 09:00') } catch (e) { console.log(String(e)) }
  console.log(life.tracks, Object.values(life.state!.clocks).map((c) => [c.rule, c.status, c.on]))
})
test('objection', () => {
  const life = new Life()
  life.take('justice_urge', '2026-03-10 09:00', { to: uscc('agency'), replyDueDate: '2026-04-10' })
  life.take('paper_receipt', '2026-03-12 09:00'); life.take('justice_objection', '2026-03-20 09:00'); life.take('justice_objection_answered', '2026-03-25 09:00', { upheld: false, replyDueDate: '2026-05-10' })
  console.log(life.state!.instances, Object.values(life.state!.clocks).map((c) => [c.rule, c.status, c.breach]))
})
