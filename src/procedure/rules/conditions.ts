// The conditions that steps name. `pure` ones look at the case and the request; `gate` ones are facts that only the
// database can know, and the act's own statement answers them, so that nothing can change between look and act.

import { localDay } from '../../kernel/index.ts'
import { dayText, instantMs } from '../instants.ts'
import type { Condition, ConditionFacts, Unmet } from '../table.ts'
import { receiptSignedAt } from './anchors.ts'

interface Submission {
  readonly involvesStateSecrets: boolean
  readonly suspects: readonly unknown[]
  readonly officers: readonly { readonly certificateNo: string }[]
  readonly approval: { readonly reportReceivedAt: string; readonly approvedAt: string }
  readonly seizedItems: readonly unknown[]
  readonly priorPenalties: readonly { readonly sameFacts: boolean }[]
  readonly materials: readonly { readonly kind: string }[]
  readonly acknowledgedGaps: readonly { readonly kind: string }[]
}

const unmet = (code: Unmet['code'], because: string, pointer?: string): Unmet => ({
  code,
  because,
  ...(pointer !== undefined && { pointer }),
})

/** A required material: when, and under which article. */
interface Requirement {
  readonly kind: string
  readonly zh: string
  readonly basis: string
  readonly when: (s: Submission) => boolean
}

export const requiredMaterials: readonly Requirement[] = [
  { kind: 'M1', zh: '涉嫌犯罪案件移送书', basis: 'R310 6(1)', when: () => true },
  { kind: 'M2', zh: '涉嫌犯罪案件情况的调查报告', basis: 'R310 6(2)', when: () => true },
  { kind: 'M3', zh: '涉案物品清单', basis: 'R310 6(3)', when: (s) => s.seizedItems.length > 0 },
  {
    kind: 'penalty_decision',
    zh: '行政处罚决定书',
    basis: 'ENV 6; JOINT06 1',
    when: (s) => s.priorPenalties.some((p) => p.sameFacts),
  },
]

const isGiven = (s: Submission, kind: string): boolean =>
  s.materials.some((m) => m.kind === kind) || s.acknowledgedGaps.some((g) => g.kind === kind)

function materialsComplete({ input }: ConditionFacts): Unmet | null {
  const s = input as unknown as Submission
  const missing = requiredMaterials.filter((r) => r.when(s) && !isGiven(s, r.kind))
  if (missing.length === 0) return null
  return {
    code: 'materials_missing',
    because: `Required materials are missing: ${missing.map((m) => `${m.kind} ${m.zh} (${m.basis})`).join('; ')}. Add them, or acknowledge each gap with a reason under acknowledgedGaps.`,
    errors: missing.map((m) => ({ pointer: '/materials', detail: `${m.kind} ${m.zh} is missing (${m.basis})` })),
  }
}

function approvalPossible({ input, atMs }: ConditionFacts): Unmet | null {
  const { reportReceivedAt, approvedAt } = (input as unknown as Submission).approval
  const approvedMs = instantMs(approvedAt)
  if (approvedMs > atMs)
    return unmet('approval_times_impossible', 'The approval lies in the future.', '/approval/approvedAt')
  if (instantMs(reportReceivedAt) > approvedMs)
    return unmet(
      'approval_times_impossible',
      'The report was received after it was approved.',
      '/approval/reportReceivedAt',
    )
  return null
}

function twoOfficers({ input }: ConditionFacts): Unmet | null {
  const officers = (input as unknown as Submission).officers
  return officers.some((o) => o.certificateNo !== officers[0]?.certificateNo)
    ? null
    : unmet(
        'two_officers_required',
        'At least two officers must act, each under a certificate of their own.',
        '/officers',
      )
}

function answersSomething({ input }: ConditionFacts): Unmet | null {
  const { materials, explanation } = input as { materials: readonly unknown[]; explanation?: string }
  return materials.length > 0 || explanation !== undefined
    ? null
    : unmet(
        'condition_unmet',
        'Give the missing materials, or explain in writing why they cannot be had.',
        '/materials',
      )
}

/** A second look at the materials makes sense only if it asks for something. */
function asksOrIsFirst({ state, input }: ConditionFacts): Unmet | null {
  const reviewed = Object.values(state?.instances ?? {}).some((i) => i.state === 'under_filing_review')
  const missing = (input as { missing: readonly unknown[] }).missing
  return !reviewed || missing.length > 0
    ? null
    : unmet(
        'condition_unmet',
        'The materials were found complete before; a further check must name what is missing.',
        '/missing',
      )
}

/** The date on the decision, where it is not the day of the act: after the case was received, and not in the future. */
function decisionPossible({ state, input, atMs }: ConditionFacts): Unmet | null {
  const decidedOn = input.decidedOn as string | undefined
  if (decidedOn === undefined) return null
  if (decidedOn > dayText(localDay(atMs)))
    return unmet('approval_times_impossible', 'The decision lies in the future.', '/decidedOn')
  const received = receiptSignedAt(state)
  if (received !== undefined && decidedOn < dayText(localDay(instantMs(received))))
    return unmet('approval_times_impossible', 'The decision was made before the case was received.', '/decidedOn')
  return null
}

export const conditions = {
  noStateSecrets: {
    kind: 'pure',
    zh: '不涉及国家秘密',
    en: 'no state secrets',
    basis: ['SSL 29', 'SSL 31', 'XJ 1'],
    test: ({ input }) =>
      (input as unknown as Submission).involvesStateSecrets
        ? unmet(
            'state_secret',
            'A case under state secrecy is not taken here. Hand it over through the channel for state secrets (机要渠道), and delete what was uploaded for it.',
            '/involvesStateSecrets',
          )
        : null,
  },
  twoOfficers: {
    kind: 'pure',
    zh: '两名以上执法人员',
    en: 'two officers or more',
    basis: ['R310 5(1)', 'APL 42(1)'],
    test: twoOfficers,
  },
  approvalPossible: {
    kind: 'pure',
    zh: '审批时间合理',
    en: 'times of the approval possible',
    basis: ['R310 5(2)'],
    test: approvalPossible,
  },
  materialsComplete: {
    kind: 'pure',
    zh: '应附材料齐全或说明缺项',
    en: 'required materials there, or each gap explained',
    basis: ['R310 6', 'ENV 6', 'JOINT06 1'],
    test: materialsComplete,
  },
  decisionPossible: {
    kind: 'pure',
    zh: '决定日期合理',
    en: 'date of the decision possible',
    basis: ['R310 8', 'PSP 178(1)'],
    test: decisionPossible,
  },
  answersSomething: {
    kind: 'pure',
    zh: '补正材料或书面说明',
    en: 'materials or a written explanation',
    basis: ['PSP 180(2)', 'ENV 8'],
    test: answersSomething,
  },
  asksOrIsFirst: {
    kind: 'pure',
    zh: '再次审查须列明所缺材料',
    en: 'a further check names what is missing',
    basis: ['PSP 180(2)'],
    test: asksOrIsFirst,
  },
  officersCertified: {
    kind: 'gate',
    zh: '持证上岗',
    en: 'officers hold valid certificates',
    basis: ['APL 42(1)', 'XJ 2'],
  },
  decidedByRole: {
    kind: 'gate',
    zh: '由有权人员决定',
    en: 'decided by one who may',
    basis: ['R310 5(2)', 'PSP 178(1)'],
  },
  materialsAvailable: {
    kind: 'gate',
    zh: '材料已上传且未用于他案',
    en: 'materials uploaded, own and unused',
    basis: ['R310 6'],
  },
} as const satisfies Record<string, Condition>
