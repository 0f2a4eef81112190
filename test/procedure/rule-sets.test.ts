// The rule set in force on the day of an act governs it; a clock that runs keeps the set it began under. Shown with one
// invented amendment: from a Monday on, the environment review's second stage has 10 days instead of 7, a notice of what
// is missing 48 hours instead of 24, and only a chief may extend.
import { describe, expect, test } from 'vitest'
import {
  available,
  describeProcedure,
  type Procedure,
  procedureAt,
  procedureFor,
  replay,
  ruleSets,
} from '../../src/procedure/index.ts'
import { at, calendar, Life, local } from './life.ts'
import { organs } from './said.ts'

const before = ruleSets.at(-1)!
const review = before.clocks.filing_review!
const notice = before.clocks.supplement_notice!
const [first, second, third] = review.overrides!.environment!
const amended: Procedure = {
  ...before,
  version: 'invented.1',
  inForceFrom: '2026-03-09',
  clocks: {
    ...before.clocks,
    supplement_notice: { ...notice, stages: [{ ...notice.stages[0], period: { amount: 48, unit: 'h' } }] },
    filing_review: {
      ...review,
      overrides: {
        ...review.overrides,
        environment: [
          first,
          { ...second!, period: { amount: 10, unit: 'd' }, basis: ['ENV 90'], approver: 'police_chief' },
          third!,
        ],
      },
    },
  },
}
const sets = [{ ...before, inForceTo: '2026-03-08' }, amended]
const over = { domain: 'environment' }
const police = { part: 'police_in_charge', agencyId: organs.police_in_charge } as const
const approval = (day: string) => ({
  approval: {
    approvedBy: { name: '赵刚', certificateNo: 'J-0001' },
    reportReceivedAt: `${day}T09:00:00+08:00`,
    approvedAt: `${day}T09:30:00+08:00`,
  },
})

describe('an amendment in force from Monday 9 March 2026', () => {
  test('the local day decides: Sunday’s last second is the old set’s, Monday’s first the new one’s', () => {
    expect(procedureAt(at('2026-03-08 23:59:59'), sets).version).toBe(before.version)
    expect(procedureAt(at('2026-03-09 00:00'), sets).version).toBe('invented.1')
  })

  test('before the first set’s day there is no answer, rather than a guess', () => {
    expect(() => procedureAt(at('2023-12-31 23:59:59'))).toThrow(RangeError)
    expect(() => procedureAt(at('2023-12-31 23:59:59'), sets)).toThrow(RangeError)
  })

  test('a running clock keeps its set: extended after the amendment, it has the old length under the old article', () => {
    const life = new Life(sets)
    life.take('transfer_dispatch', '2026-03-06 10:00', { ...over, ...approval('2026-03-06') })
    life.take('receipt_sign', '2026-03-06 10:20')
    life.take('completeness_check', '2026-03-06 11:00')
    expect(life.clock('filing_review')).toMatchObject({ ruleSet: before.version, localDate: '2026-03-09' })

    const event = life.take('filing_review_extension', '2026-03-09 09:00')
    // The act is governed by the set of its day, and says so; the clock goes on under its own.
    expect(event.ruleSet).toBe('invented.1')
    expect(event.decidedBy?.role).toBe('police_unit_head')
    expect(life.clock('filing_review')).toMatchObject({
      ruleSet: before.version,
      stage: 1,
      localDate: '2026-03-13',
      basis: ['ENV 9'],
    })
  })

  test('a clock that begins after it has the new length, also in a case that is older', () => {
    const life = new Life(sets)
    life.take('transfer_dispatch', '2026-03-06 10:00', { ...over, ...approval('2026-03-06') })
    life.take('receipt_sign', '2026-03-09 10:20')
    expect(local(life.clock('supplement_notice').breach)).toBe('2026-03-11 11:00')
    life.take('completeness_check', '2026-03-11 10:59', { missing: [{ description: '监测报告' }] })
    expect(life.clock('supplement_notice')).toMatchObject({ ruleSet: 'invented.1', status: 'met' })
    const event = life.take('filing_review_extension', '2026-03-12 09:00')
    expect(event.decidedBy?.role).toBe('police_chief')
    expect(life.clock('filing_review')).toMatchObject({ stage: 1, localDate: '2026-03-19', basis: ['ENV 90'] })
  })

  test('a case that ended before it has only the old set in its events', () => {
    const life = new Life(sets)
    life.take('transfer_dispatch', '2026-03-04 10:00', { ...over, ...approval('2026-03-04') })
    life.take('receipt_sign', '2026-03-04 10:20')
    life.take('filing_approved', '2026-03-06 10:00')
    expect(new Set(life.events.map((e) => e.ruleSet))).toEqual(new Set([before.version]))
  })

  test('replaying needs no rule set: what was decided stands in the events', () => {
    const life = new Life(sets)
    life.take('transfer_dispatch', '2026-03-06 10:00', { ...over, ...approval('2026-03-06') })
    life.take('receipt_sign', '2026-03-06 10:20')
    life.take('completeness_check', '2026-03-09 11:00')
    life.take('filing_review_extension', '2026-03-09 12:00')
    expect(replay(life.events)).toEqual(life.state)
  })

  test('a stage that the amendment took away is still offered for a clock that began before it', () => {
    const [only] = review.overrides!.environment!
    const without: Procedure = {
      ...amended,
      clocks: {
        ...amended.clocks,
        filing_review: { ...review, overrides: { ...review.overrides, environment: [only] } },
      },
    }
    const shortened = [sets[0]!, without]
    const offered = (life: Life, when: string) =>
      available(procedureAt(at(when), shortened), life.state!, police, shortened).map((s) => s.step)
    const older = new Life(shortened)
    older.take('transfer_dispatch', '2026-03-06 10:00', { ...over, ...approval('2026-03-06') })
    older.take('receipt_sign', '2026-03-06 10:20')
    older.take('completeness_check', '2026-03-06 11:00')
    expect(offered(older, '2026-03-09 10:00')).toContain('filing_review_extension')
    const newer = new Life(shortened)
    newer.take('transfer_dispatch', '2026-03-09 10:00', { ...over, ...approval('2026-03-09') })
    newer.take('receipt_sign', '2026-03-09 10:20')
    newer.take('completeness_check', '2026-03-09 11:00')
    expect(offered(newer, '2026-03-09 12:00')).not.toContain('filing_review_extension')
    newer.refused('no_further_stage', 'filing_review_extension', '2026-03-09 12:00')
  })
})

test('the published sets follow each other without gap or overlap, each with a version of its own', () => {
  expect(new Set(ruleSets.map((s) => s.version)).size).toBe(ruleSets.length)
  for (const [i, set] of ruleSets.entries()) {
    expect(set.inForceFrom).toMatch(/^\d{4}-\d{2}-\d{2}$/)
    const next = ruleSets[i + 1]
    expect(set.inForceTo === undefined).toBe(next === undefined)
    if (next && set.inForceTo) {
      expect(at(`${next.inForceFrom} 00:00`) - at(`${set.inForceTo} 00:00`)).toBe(86_400_000)
    }
  }
  expect(calendar.isPublished(Math.floor(at(`${ruleSets[0]!.inForceFrom} 12:00`) / 86_400_000))).toBe(true)
})

describe('the same amendment with a transitional row', () => {
  const kept: Procedure = { ...amended, transitional: { basis: ['ENV 90'], steps: 'all' } }
  const partly: Procedure = { ...amended, transitional: { basis: ['ENV 90'], steps: ['receipt_sign'] } }
  const begun = (sets: readonly Procedure[]) => {
    const life = new Life(sets)
    life.take('transfer_dispatch', '2026-03-06 10:00', { ...over, ...approval('2026-03-06') })
    return life
  }
  const governed = (life: Life) => life.events.at(-1)?.ruleSet
  const notices = (life: Life) => life.clocks('supplement_notice').map((c) => local(c.target))

  test('a case opened before stays under the former set: its later acts, and the clocks they start', () => {
    const pending = begun([sets[0]!, kept])
    pending.take('receipt_sign', '2026-03-10 10:00')
    expect(governed(pending)).toBe(before.version)
    expect(notices(pending)).toEqual(['2026-03-11 10:00'])
  })

  test('a case opened on the day of force or later is the new set’s', () => {
    const later = new Life([sets[0]!, kept])
    later.take('transfer_dispatch', '2026-03-09 10:00', { ...over, ...approval('2026-03-09') })
    later.take('receipt_sign', '2026-03-10 10:00')
    expect(governed(later)).toBe('invented.1')
    expect(notices(later)).toEqual(['2026-03-12 10:00'])
  })

  test('without it the set of the day governs the pending case', () => {
    const pending = begun(sets)
    pending.take('receipt_sign', '2026-03-10 10:00')
    expect(governed(pending)).toBe('invented.1')
    expect(notices(pending)).toEqual(['2026-03-12 10:00'])
  })

  test('a row that names steps keeps those alone under the former set', () => {
    const pending = begun([sets[0]!, partly])
    pending.take('receipt_sign', '2026-03-10 10:00')
    expect(governed(pending)).toBe(before.version)
    pending.take('completeness_check', '2026-03-10 11:00')
    expect(governed(pending)).toBe('invented.1')
    expect(replay(pending.events)).toEqual(pending.state)
  })
})

describe('an invented amendment of the head’s three days to five, from Monday 9 March 2026', () => {
  const five: Procedure = {
    ...before,
    version: 'invented.2',
    inForceFrom: '2026-03-09',
    clocks: {
      ...before.clocks,
      head_decision: {
        ...before.clocks.head_decision!,
        stages: [{ period: { amount: 5, unit: 'd' }, basis: ['R310 5(2)'], confidence: 'read' }],
      },
    },
  }
  const former = { ...before, inForceTo: '2026-03-08' }
  const kept: Procedure = { ...five, transitional: { basis: ['R310 20'], steps: 'all' } }
  const reporting = (sets: readonly Procedure[], begun: string, reported: string) => {
    const life = new Life(sets)
    life.take('clue_discovery', `${begun} 08:00`)
    life.take('task_force_formation', `${begun} 09:00`)
    life.take('transfer_report', `${reported} 10:00`)
    return life
  }
  const due = (life: Life) => [life.clock('head_decision').localDate, life.clock('head_decision').ruleSet]

  test('a report made before it has three days, also where the head decides after it', () => {
    const life = reporting([former, five], '2026-03-05', '2026-03-06')
    expect(due(life)).toEqual(['2026-03-09', before.version])
    const event = life.take('transfer_approved', '2026-03-11 10:00')
    expect(event.ruleSet).toBe('invented.2')
    expect(life.clock('head_decision').status).toBe('breached')
    expect(life.events.map((e) => e.ruleSet)).toEqual([before.version, before.version, before.version, 'invented.2'])
  })

  test('a report made after it has five, in an older case as well', () => {
    expect(due(reporting([former, five], '2026-03-05', '2026-03-09'))).toEqual(['2026-03-16', 'invented.2'])
    expect(due(reporting([former, five], '2026-03-09', '2026-03-09'))).toEqual(['2026-03-16', 'invented.2'])
  })

  test('with a transitional row an older case has three, a later one five; the row shows its source in the published table', () => {
    expect(due(reporting([former, kept], '2026-03-05', '2026-03-09'))).toEqual(['2026-03-12', before.version])
    expect(due(reporting([former, kept], '2026-03-09', '2026-03-09'))).toEqual(['2026-03-16', 'invented.2'])
    expect(describeProcedure(kept).transitional).toEqual({ basis: ['R310 20'], steps: 'all' })
    expect(describeProcedure(five)).not.toHaveProperty('transitional')
  })

  test('what runs out is raised by its own set: three days are over although five would not be', () => {
    const life = reporting([former, five], '2026-03-05', '2026-03-06')
    expect(life.expire('2026-03-09 12:00')).toEqual([])
    const [raised] = life.expire('2026-03-10 00:10')
    expect(raised).toMatchObject({ step: 'period_expired', ruleSet: 'invented.2', visibleTo: ['sender'] })
    expect(life.clock('head_decision')).toMatchObject({ status: 'running', expiredVersion: raised?.version })
  })

  test('several amendments with transitional rows lead back to the set under which the case began', () => {
    const middle = { ...kept, inForceTo: '2026-03-31' }
    const last: Procedure = {
      ...before,
      version: 'invented.3',
      inForceFrom: '2026-04-01',
      transitional: { basis: ['R310 20'], steps: ['transfer_report'] },
    }
    const all = [former, middle, last]
    const set = (opened: string, step: string) =>
      procedureFor(at('2026-04-02 10:00'), at(`${opened} 10:00`), step, all).version
    expect(set('2026-03-05', 'transfer_report')).toBe(before.version)
    expect(set('2026-03-20', 'transfer_report')).toBe('invented.2')
    expect(set('2026-04-01', 'transfer_report')).toBe('invented.3')
    expect(set('2026-03-05', 'transfer_approved')).toBe('invented.3')
  })
})
