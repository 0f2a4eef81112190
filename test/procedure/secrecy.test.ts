// What is sealed from an organ reaches it by no way of the law's machinery: not by the bytes of an entry that it may see,
// not by the case as it is shown, its clocks, counts or status, not by what it is offered, not by a refusal. Static over
// the table, by told lives, and by random ones.
import { describe, expect, test } from 'vitest'
import { canonical } from '../../src/kernel/index.ts'
import {
  allParts,
  holders,
  maySee,
  type Part,
  parties,
  sealedFrom,
  type Viewer,
  viewerKey,
  viewFrom,
} from '../../src/procedure/index.ts'
import { Life, uscc } from './life.ts'
import { steps } from './placed.ts'
import { visible, wander } from './wander.ts'

const sealedSteps = steps.filter(([, rule]) => Array.isArray(rule.visibleTo))
const names = new Map(sealedSteps)

/** States that no entry for every party ever names as entered: only sealed steps lead there. */
const secretStates = (() => {
  const open = new Set<string>()
  const sealed = new Set<string>()
  for (const [, rule] of steps) {
    const into = Array.isArray(rule.visibleTo) ? sealed : open
    into.add(`${rule.track} ${rule.to}`)
    for (const o of rule.opens) into.add(`${o.track} ${o.state}`)
    for (const a of rule.also) into.add(`${a.track} ${a.to}`)
  }
  return [...sealed].filter((state) => !open.has(state)).map((state) => state.split(' ')[1]!)
})()

describe('in the table', () => {
  test('what is sealed is what the law keeps from parties: the agency’s inside, investigation, review, clues, consultation, accountability', () => {
    const by = (reader: string) =>
      sealedSteps.filter(([, r]) => String(r.visibleTo).split(',').includes(reader)).map(([step]) => step)
    expect(by('sender')).toEqual(
      expect.arrayContaining([
        'clue_discovery',
        'task_force_formation',
        'transfer_report',
        'transfer_approved',
        'transfer_disapproved',
      ]),
    )
    expect(by('police_in_charge')).toEqual(
      expect.arrayContaining(['arrest_request', 'arrest_approved', 'supplementary_investigation_criminal']),
    )
    expect(by('supervisor')).toEqual(
      expect.arrayContaining(['whistleblow', 'np_internal_handover', 'reverse_review_end']),
    )
    expect(by('invitee')).toEqual(
      expect.arrayContaining([
        'consultation_request',
        'duty_crime_clue_transfer',
        'accountability_proposal',
        'entry_disclosure',
      ]),
    )
    for (const step of ['filing_refused', 'indictment', 'judgment_convicted', 'admin_penalised'])
      expect(names.has(step)).toBe(false)
  })

  test('a sealed step owes nothing that only a party could do, and moves nothing of another track', () => {
    for (const [step, rule] of sealedSteps) {
      expect(rule.duties, step).toEqual([])
      expect(rule.also, step).toEqual([])
    }
  })

  test('for whoever does not see a sealed step, what it moved is to be moved on as before', () => {
    const wrong: string[] = []
    for (const [sealed, { track, from, to, of, visibleTo }] of sealedSteps) {
      for (const state of Array.isArray(from) ? (from as string[]) : []) {
        for (const [step, rule] of steps) {
          const same = rule.track === track && (of === undefined || rule.of === undefined || rule.of === of)
          const outsiders = rule.by.filter(
            (p) => p !== 'gateway' && p !== 'addressee' && !(visibleTo as string[]).includes(p),
          )
          if (!same || !Array.isArray(rule.from) || outsiders.length === 0) continue
          if (rule.from.includes(state) !== rule.from.includes(to))
            wrong.push(`${step} tells the ${outsiders} ${state} from ${to} (${sealed})`)
        }
      }
    }
    expect(wrong).toEqual([])
  })

  test('whoever is no party sees nothing that is for the parties', () => {
    const outside = allParts.filter((p) => !parties.includes(p))
    expect(outside.length).toBeGreaterThan(0)
    for (const part of outside) expect(maySee({}, { part, agencyId: 'x' })).toBe(false)
    for (const part of parties) expect(maySee({}, { part, agencyId: 'x' })).toBe(true)
  })
})

/** Everything of a life that an organ can read. That a step exists and is offered is no secret: the table is published. */
const readable = (life: Life, viewer: Viewer, when: string) =>
  canonical([
    life.events.filter((e) => visible(life, viewer).includes(e.version)),
    life.seen(viewer),
    life.status(viewer),
    life.offered(viewer, when).map(({ instances, due }) => ({ instances, due: due ?? null })),
  ])

function unseenBy(life: Life, viewer: Viewer, when: string, texts: readonly string[]): void {
  const all = readable(life, viewer, when)
  const read = texts
    .filter((text) => all.includes(text))
    .map((text) => {
      const at = all.indexOf(text)
      return `${viewer.part} reads ${text}: …${all.slice(Math.max(0, at - 150), at + 50)}…`
    })
  expect(read).toEqual([])
}

const secret = (n: number) => `机密${n}号内容`

function transferred(domain = 'market') {
  const life = new Life()
  life.take('transfer_dispatch', '2026-03-02 10:20', { domain })
  life.take('receipt_sign', '2026-03-02 11:20')
  return life
}

describe('told lives', () => {
  test('before the dispatch public security and the procuratorate learn of an alert only that there is one', () => {
    const life = new Life()
    life.take('clue_discovery', '2026-03-02 09:00', { facts: secret(1) })
    life.take('urgent_police_alert', '2026-03-02 09:30')
    life.take('task_force_formation', '2026-03-02 10:00', { remarks: secret(2) })
    life.take('transfer_report', '2026-03-02 11:00', { report: secret(3), deliberationRequired: true })
    life.take('collective_deliberation', '2026-03-03 09:00', { conclusion: secret(4) })
    life.take('transfer_approved', '2026-03-03 10:00', { remarks: secret(5) })
    for (const part of ['police_in_charge', 'supervisor'] as const) {
      unseenBy(life, life.viewer(part), '2026-03-03 11:00', [1, 2, 3, 4, 5].map(secret))
      unseenBy(life, life.viewer(part), '2026-03-03 11:00', [
        'clue_found',
        'verifying',
        'transfer_approved',
        'head_decision',
        'deliberat',
        '"criminal/',
      ])
      expect(life.seen(part).version).toBe(2)
      expect(life.status(part)).toBe('police_alerted')
      expect(Object.keys(life.seen(part).instances)).toEqual(['coordination/alert/1'])
      expect(life.seen(part).suspects).toEqual(life.seen('sender').suspects.length > 0 ? life.seen(part).suspects : [])
    }
    expect(life.status('sender')).toBe('transfer_approved')
    const event = life.take('transfer_dispatch', '2026-03-03 12:00')
    expect(event.moves).toEqual([{ instance: 'criminal/case/1', to: 'transferred' }]) // no state that it left
    expect(event.clocks.settles.map((s) => s.key)).toEqual(['sealed:6:1']) // whatever that was
    unseenBy(life, life.viewer('police_in_charge'), '2026-03-03 13:00', [1, 2, 3, 4, 5].map(secret))
    expect(life.status('police_in_charge')).toBe('transferred')
  })

  test('arrests are known to public security and the procuratorate alone', () => {
    const life = transferred()
    life.take('filing_approved', '2026-03-04 10:00')
    life.take('arrest_request', '2026-03-05 10:00', { suspects: ['s1'], remarks: secret(1) })
    life.take('arrest_refused', '2026-03-06 10:00', { suspects: ['s1'], reasons: secret(2) })
    life.take('arrest_request', '2026-03-07 10:00', { suspects: ['s1'], remarks: secret(3) })
    life.take('arrest_approved', '2026-03-08 10:00', { suspects: ['s1'] })
    unseenBy(life, life.viewer('sender'), '2026-03-09 10:00', [secret(1), secret(2), secret(3), 'arrest', 'coercive'])
    expect(life.seen('sender').version).toBe(3)
    expect(life.seen('supervisor').instances['coercive/s1/1']?.state).toBe('arrest_approved')
    life.take('prosecution_referral', '2026-03-20 10:00')
    unseenBy(life, life.viewer('sender'), '2026-03-21 10:00', ['arrest', 'coercive'])
    expect(life.status('sender')).toBe('referred_for_prosecution')
  })

  test('a return for further investigation does not show: neither while it lasts, nor when the case is withdrawn from it', () => {
    const life = transferred()
    life.take('filing_approved', '2026-03-04 10:00')
    life.take('prosecution_referral', '2026-03-20 10:00')
    life.take('supplementary_investigation_criminal', '2026-04-01 10:00', { evidenceGaps: [secret(1)] })
    const texts = [secret(1), 'returned_for_investigation', 'supplementary_investigation']
    const seen = (when: string) => unseenBy(life, life.viewer('sender'), when, texts)
    expect(life.status('police_in_charge')).toBe('returned_for_investigation')
    expect(life.status('sender')).toBe('referred_for_prosecution')
    life.take('licence_penalty', '2026-04-02 10:00') // what the agency may do it may do, as if it were not returned
    seen('2026-04-02 11:00')
    const expired = life.expire('2026-06-01 10:00')
    expect(expired.some((e) => e.visibleTo !== undefined && e.step === 'period_expired')).toBe(true)
    seen('2026-06-01 11:00')
    life.take('case_revocation', '2026-06-02 10:00')
    seen('2026-06-02 11:00')
    expect(life.events.at(-1)?.moves.map((m) => m.from)).toEqual([
      'referred_for_prosecution',
      'referred_for_prosecution',
    ])
  })

  test('the procuratorate’s review after a non-prosecution is its own until the opinion is issued', () => {
    const life = transferred()
    life.take('filing_approved', '2026-03-04 10:00')
    life.take('prosecution_referral', '2026-03-20 10:00')
    life.take('non_prosecution', '2026-04-01 10:00')
    life.take('np_internal_handover', '2026-04-02 10:00', { remarks: secret(1) })
    life.take('cross_region_opinion', '2026-04-03 10:00', { question: secret(2) })
    life.take('cross_region_reply', '2026-04-07 10:00', { answer: secret(3) })
    life.take('reverse_review_suspend', '2026-04-08 10:00', { reasons: secret(4) })
    life.take('reverse_review_resume', '2026-04-09 10:00', { reasons: secret(5) })
    const texts = [1, 2, 3, 4, 5].map(secret)
    for (const part of ['sender', 'police_in_charge'] as const)
      unseenBy(life, life.viewer(part), '2026-04-10 10:00', [...texts, 'reverse_review', 'consulting_elsewhere'])
    const opinion = life.take('procuratorial_opinion_penalty', '2026-04-10 11:00')
    expect(opinion.moves[0]?.from).toBeUndefined()
    for (const part of ['sender', 'police_in_charge'] as const)
      unseenBy(life, life.viewer(part), '2026-04-10 12:00', [
        ...texts,
        'reverse_review_registered',
        'consulting_elsewhere',
      ])
  })

  test('who reports that an agency does not transfer is protected: the agency learns of it with the demand, and of him never', () => {
    const life = new Life()
    life.take('whistleblow', '2026-03-02 09:00', { facts: secret(1), reporter: secret(2) })
    const demand = life.take('procuratorate_demands_transfer', '2026-03-05 09:00')
    expect(demand.moves).toEqual([
      expect.objectContaining({ instance: 'supervision/demand/1', to: 'transfer_demanded' }),
    ])
    expect(demand.moves[0]).not.toHaveProperty('from')
    unseenBy(life, life.viewer('sender'), '2026-03-05 10:00', [
      secret(1),
      secret(2),
      'whistleblow',
      'should_transfer_not_transferred',
    ])
    expect(life.status('sender')).toBe('transfer_demanded')
  })

  test('a consultation is known to who asks and who answers, and so is its paper', () => {
    const life = transferred()
    life.take('consultation_request', '2026-03-03 10:00', { to: uscc('expert'), question: secret(1) }, { as: 'sender' })
    const expert = { part: 'consulted', agencyId: 'expert' } as const
    expect(life.seen(expert).version).toBe(3)
    life.take('paper_receipt', '2026-03-03 11:00', {}, { as: expert })
    life.take('consultation_reply', '2026-03-04 10:00', { answer: secret(2) }, { as: expert })
    expect(life.seen('sender').instances['coordination/consultation/1']?.state).toBe('consultation_replied')
    for (const part of ['police_in_charge', 'supervisor'] as const)
      unseenBy(life, life.viewer(part), '2026-03-05 10:00', [secret(1), secret(2), 'consult', 'expert'])
    // And the expert learns of the case what it was told, no more.
    life.take('filing_approved', '2026-03-05 12:00')
    unseenBy(life, expert, '2026-03-05 13:00', ['"criminal/', '张三', 'filing_review', '"filed"'])
    expect(Object.keys(life.seen(expert).instances).sort()).toEqual([
      'coordination/consultation/1',
      'service/consultation/1',
    ])
    expect(life.seen(expert).parts).toEqual({ sender: 'agency' })
  })

  test('an organ consulted before the transfer that then receives the case still knows what it was asked', () => {
    const life = new Life()
    life.take('clue_discovery', '2026-03-02 09:00', { facts: secret(1) })
    life.take('consultation_request', '2026-03-02 10:00', { to: uscc('police'), question: secret(2) })
    life.take('task_force_formation', '2026-03-02 10:30')
    life.take('transfer_report', '2026-03-02 11:00')
    life.take('transfer_approved', '2026-03-02 12:00')
    const dispatch = life.take('transfer_dispatch', '2026-03-02 13:00')
    expect(canonical(dispatch)).not.toContain('consulted')
    expect(holders(life.state).filter((h) => h.agencyId === 'police')).toEqual([
      { part: 'police_in_charge', agencyId: 'police' },
    ])
    expect(canonical(life.seen('police_in_charge'))).toContain('coordination/consultation/1')
    unseenBy(life, life.viewer('police_in_charge'), '2026-03-02 14:00', [secret(1), 'head_decision'])
    unseenBy(life, life.viewer('supervisor'), '2026-03-02 14:00', [secret(1), secret(2), 'consult'])
    const me = life.viewer('police_in_charge')
    life.take('paper_receipt', '2026-03-02 15:00', { instance: 'service/consultation/1' }, { as: me })
    life.take('consultation_reply', '2026-03-02 16:00', {}, { as: me })
    life.take('receipt_sign', '2026-03-02 17:00')
  })

  test('a clue about an official is known to who passes it on and who gets it; not to the official’s own organ', () => {
    const life = transferred()
    life.take(
      'duty_crime_clue_transfer',
      '2026-03-03 10:00',
      { facts: secret(1), official: secret(2) },
      { as: 'supervisor' },
    )
    life.take('accountability_proposal', '2026-03-03 11:00', { facts: secret(3) }, { as: 'supervisor' })
    life.take('accountability', '2026-03-04 11:00', { reasons: secret(4) })
    const texts = [1, 2, 3, 4].map(secret)
    for (const part of ['sender', 'police_in_charge'] as const)
      unseenBy(life, life.viewer(part), '2026-03-05 10:00', [
        ...texts,
        'duty_crime',
        'commission',
        'accountab',
        'county-government',
      ])
    // A later act for every party names no organ that joined in secret.
    life.take('filing_refused', '2026-03-05 10:00')
    const reverse = life.take('police_reverse_transfer', '2026-03-06 10:00', { to: uscc('authority') })
    expect(canonical(reverse)).not.toMatch(/commission|government/)
    expect(reverse.parts.stands?.map((h) => h.part)).toEqual(['sender', 'police_in_charge', 'supervisor'])
    unseenBy(life, life.viewer('competent_authority'), '2026-03-06 11:00', [
      ...texts,
      'commission',
      'county-government',
    ])
    const commission = holders(life.state).find((h) => h.part === 'clue_receiver')!
    unseenBy(life, commission, '2026-03-06 11:00', ['"criminal/', '"filing_refused"', secret(3)])
  })

  test('opening an entry shows it and nothing else, to that organ and to nobody else', () => {
    const life = transferred()
    life.take('filing_approved', '2026-03-04 10:00')
    const request = life.take('arrest_request', '2026-03-05 10:00', { suspects: ['s1'], remarks: secret(1) })
    life.take('arrest_approved', '2026-03-06 10:00', { suspects: ['s1'], remarks: secret(2) })
    life.take(
      'entry_disclosure',
      '2026-03-07 10:00',
      { to: uscc('agency'), discloseVersions: [request.version] },
      { as: 'police_in_charge' },
    )
    expect(life.seen('sender').instances['coercive/s1/1']?.state).toBe('arrest_requested')
    unseenBy(life, life.viewer('sender'), '2026-03-08 10:00', [secret(2), 'arrest_approved'])
    expect(sealedFrom(life.views, life.viewer('sender'))).toEqual([request.version + 1])
    const me = life.viewer('sender')
    expect(life.views?.[viewerKey(me)]).toEqual(viewFrom(life.events, me))
  })

  test('a correction of a sealed entry is for those who see the entry', () => {
    const life = transferred()
    life.take('filing_approved', '2026-03-04 10:00')
    const { version } = life.take('arrest_request', '2026-03-05 10:00', { suspects: ['s1'] })
    const correction = life.take(
      'record_correction',
      '2026-03-06 10:00',
      { corrects: version, correct: secret(1) },
      { as: 'police_in_charge' },
    )
    expect(correction.visibleTo).toEqual(['police_in_charge', 'supervisor'])
    unseenBy(life, life.viewer('sender'), '2026-03-07 10:00', [secret(1)])
    expect(life.take('record_correction', '2026-03-07 10:00', { corrects: 1 }).visibleTo).toBeUndefined()
  })

  test('a refusal tells the case as the caller sees it: states, version, matters', () => {
    const life = transferred()
    life.take('filing_approved', '2026-03-04 10:00')
    life.take('prosecution_referral', '2026-03-20 10:00')
    life.take('supplementary_investigation_criminal', '2026-04-01 10:00')
    const told = life.refused('wrong_state', 'supplement_submission', '2026-04-02 10:00', {}, { as: 'sender' })
    expect(canonical(told.facts)).not.toContain('returned_for_investigation')
    expect(told.facts.members?.states).toMatchObject({ 'criminal/s1/1': 'referred_for_prosecution' })
    const { version } = life.seen('sender')
    const stale = life.refused(
      'stale_version',
      'licence_penalty',
      '2026-04-02 10:00',
      {},
      { as: 'sender', seenVersion: version + 1 },
    )
    expect(stale.facts.members?.currentVersion).toBe(version)
    life.take('licence_penalty', '2026-04-02 10:00', {}, { as: 'sender', seenVersion: version })
  })
})

test('whether it is the time for an act is judged by the case as its caller sees it', () => {
  const life = new Life()
  life.take('transfer_dispatch', '2026-03-02 10:20')
  life.take('procuratorial_suggestion', '2026-03-02 10:40', { to: uscc('authority') })
  life.take('transfer_withdrawal', '2026-03-02 11:00')
  life.take('clue_discovery', '2026-03-03 10:00') // anew, and in secret
  expect([life.status('sender'), life.status('competent_authority')]).toEqual(['clue_found', 'withdrawn'])
  expect(life.offered('competent_authority', '2026-03-03 11:00').map((o) => o.step)).toContain(
    'admin_handling_after_refusal',
  )
  life.take('admin_handling_after_refusal', '2026-03-03 11:00', {}, { as: 'competent_authority' })
  const again = life.refused('wrong_state', 'admin_handling_after_refusal', '2026-03-03 12:00', {}, { as: 'sender' })
  expect(again.facts.members?.states).toMatchObject({ 'criminal/case/1': 'clue_found' })
})

describe('random lives', () => {
  const lives = Number(process.env.XIANJIE_LIVES ?? 200) / 2
  test(
    `in ${lives} lives nothing sealed is in what an organ reads, and every view is the replay of what it may see`,
    () => {
      let sealed = 0
      for (let seed = 50_001; seed <= 50_000 + lives; seed++) {
        const { life } = wander(seed, { acts: 40 })
        for (const viewer of holders(life.state)) {
          const versions = visible(life, viewer)
          const shown = life.events.filter((e) => versions.includes(e.version))
          const hidden = life.events.filter((e) => !versions.includes(e.version))
          sealed += hidden.length
          const bytes = canonical([shown.map(({ input: _, ...e }) => e), life.seen(viewer)])
          const story = `life ${seed}, ${viewer.part}: ${life.events.map((e) => e.step)}`
          for (const state of secretStates.filter(
            (s) => !canonical(shown.map((e) => [e.moves, e.opens])).includes(`"${s}"`),
          ))
            if (hidden.some((e) => [...e.moves.map((m) => m.to), ...e.opens.map((o) => o.state)].includes(state)))
              expect(new RegExp(`"(state|to|from|shown)":"${state}"`).test(bytes), `${story} reads ${state}`).toBe(
                false,
              )
          for (const event of hidden)
            for (const { key } of event.clocks.starts) expect(Object.keys(life.seen(viewer).clocks)).not.toContain(key)
          for (const event of hidden.filter((e) => !shown.some((s) => s.step === e.step)))
            expect(bytes.includes(`"step":"${event.step}"`), `${story} reads ${event.step}`).toBe(false)
          expect(sealedFrom(life.views, viewer)).toEqual(hidden.map((e) => e.version))
          expect(life.seen(viewer).counts.receipts).toBe(shown.reduce((n, e) => n + e.adds.receipts, 0))
        }
        for (const event of life.events) {
          const who = { part: event.by.part as Part, agencyId: event.by.agencyId }
          if (event.by.part !== 'gateway')
            expect(maySee(event, who), `${event.step} by ${who.part} is unseen by its actor`).toBe(true)
        }
      }
      expect(sealed).toBeGreaterThan(lives)
    },
    120_000 + lives * 5_000,
  )
})
