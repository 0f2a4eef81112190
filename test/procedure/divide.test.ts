// Merging and splitting: suspects go on in another case with the state and the running clocks that they had, the open
// organs with them, and nothing that was sealed in the case they come from.
import { expect, test } from 'vitest'
import { canonical } from '../../src/kernel/index.ts'
import { type CaseEvent, holders, mergedIn, replay, splitOff, suspectsMoved } from '../../src/procedure/index.ts'
import { Life } from './life.ts'
import { procedure } from './placed.ts'
import { at, person, uscc } from './said.ts'

const ids = { a: '01900000-0000-7000-8000-00000000000a', b: '01900000-0000-7000-8000-00000000000b' }

/** Two suspects, both filed on an order, and secrets beside: an arrest, a consultation, a clue about an official. */
function filed(suspects = ['张三', '李四']) {
  const life = new Life({ transferId: ids.a })
  life.take('transfer_dispatch', '2026-03-02 10:20', { suspects: suspects.map(person) })
  life.take('receipt_sign', '2026-03-02 11:20')
  life.take('filing_refused', '2026-03-04 10:00')
  life.take('require_reasons', '2026-03-05 10:00')
  life.take('voluntary_filing', '2026-03-06 10:00', { charges: [{ name: '合同诈骗罪' }] })
  life.take('arrest_request', '2026-03-07 10:00', { suspects: ['s2'], charges: [{ name: '机密罪名' }] })
  life.take('consultation_request', '2026-03-08 10:00', { to: uscc('expert') }, { as: 'sender' })
  life.take('duty_crime_clue_transfer', '2026-03-09 10:00', {}, { as: 'supervisor' })
  return life
}
const move = (life: Life, suspects: readonly string[], when: string) => ({
  procedure,
  from: { transferId: life.events[0]!.transferId, state: life.state! },
  suspects,
  atMs: at(when),
})

/** The case that begins with an entry made by the gateway. */
function begun(event: CaseEvent): Life {
  const life = new Life({ transferId: event.transferId })
  life.apply(event)
  return life
}

test('a split: who goes on elsewhere keeps state, clocks and charges; who stays is not moved', () => {
  const life = filed()
  const before = life.state!
  const split = life.take('case_split', '2026-03-10 10:00', { suspects: ['s2'] })
  expect(suspectsMoved(before, split.moves)).toEqual(['s2'])
  expect(life.tracks).toMatchObject({ 'criminal/s1/1': 'filed', 'criminal/s2/1': 'split_off' })
  const made = splitOff(
    { ...move(life, ['s2'], '2026-03-10 10:00'), from: { transferId: ids.a, state: before } },
    ids.b,
    {
      documentNo: '',
      caseName: '李四案',
    },
  )
  const other = begun(made)
  expect(other.tracks).toEqual({ 'criminal/s2/1': 'filed' })
  expect(other.state?.suspects.map((s) => s.name)).toEqual(['李四'])
  expect(other.state?.parts).toEqual(before.parts)
  expect(other.clocks('urge_letter').map((c) => [c.on, c.localDate, c.status])).toEqual([
    ['criminal/s2/1', '2026-06-08', 'running'],
  ])
  expect(life.clocks('urge_letter').map((c) => [c.on, c.status])).toEqual([
    ['criminal/s1/1', 'running'],
    ['criminal/s2/1', 'ended'],
  ])
  expect(other.state?.persons.s2?.charges).toEqual({
    transfer_dispatch: ['虚假广告罪'],
    voluntary_filing: ['合同诈骗罪'],
  })
  expect(replay(other.events)).toEqual(other.state)
  other.take('prosecution_referral', '2026-04-01 10:00')
})

test('what was sealed does not come along: neither arrests, nor charges in them, nor organs that joined in secret', () => {
  const life = filed()
  const before = life.state!
  const made = splitOff(
    { ...move(life, ['s2'], '2026-03-10 10:00'), from: { transferId: ids.a, state: before } },
    ids.b,
    {
      documentNo: '',
      caseName: '李四案',
    },
  )
  expect(canonical(made)).not.toMatch(/机密罪名|coercive|arrest|expert|commission|consult|clue/)
  expect(holders(begun(made).state).map((h) => h.part)).toEqual(['sender', 'police_in_charge', 'supervisor'])
})

test('the last suspects with a matter take it out of the case; a matter of those who stay goes on', () => {
  const life = filed()
  life.take('wrong_filing_supervision', '2026-03-10 10:00', { suspects: ['s1'] })
  life.take('wrong_filing_supervision', '2026-03-10 11:00', { suspects: ['s2'] })
  life.take('case_split', '2026-03-11 10:00', { suspects: ['s2'] })
  expect(life.tracks).toMatchObject({
    'supervision/wrong_filing/1': 'filing_challenged',
    'supervision/wrong_filing/2': 'decided_meanwhile',
  })
})

test('a merger: suspects come after those of the other case, with their states; their agency joins as an authority', () => {
  const into = filed()
  const life = new Life({ transferId: ids.b })
  life.take(
    'transfer_dispatch',
    '2026-03-02 10:20',
    { suspects: [person('王五')] },
    { as: { part: 'sender', agencyId: 'agency-2' } },
  )
  life.take('receipt_sign', '2026-03-02 11:20')
  const before = life.state!
  const merged = life.take('case_merged', '2026-03-10 10:00', { into: ids.a })
  expect(suspectsMoved(before, merged.moves)).toEqual(['s1'])
  expect(life.clock('filing_review').status).toBe('ended')
  const made = mergedIn(
    { procedure, from: { transferId: ids.b, state: before }, suspects: ['s1'], atMs: at('2026-03-10 10:00') },
    { transferId: ids.a, state: into.state! },
  )
  into.apply(made)
  expect(into.state?.suspects.map((s) => [s.id, s.name])).toEqual([
    ['s1', '张三'],
    ['s2', '李四'],
    ['s3', '王五'],
  ])
  expect(into.tracks['criminal/s3/1']).toBe('received')
  expect(into.clocks('filing_review').at(-1)).toMatchObject({
    on: 'criminal/s3/1',
    localDate: '2026-03-05',
    status: 'running',
  })
  expect(made.parts.begins).toEqual([{ part: 'competent_authority', agencyId: 'agency-2' }])
  expect(canonical(made)).not.toMatch(/expert|commission|consult|clue/)
  const newcomer = { part: 'competent_authority', agencyId: 'agency-2' } as const
  expect(canonical(into.seen(newcomer))).not.toMatch(/机密罪名|coercive|expert|commission/)
  into.take('filing_approved', '2026-03-11 10:00', { suspects: ['s3'] })
  expect(into.tracks).toMatchObject({ 'criminal/s1/1': 'filed', 'criminal/s3/1': 'filed' })
})
