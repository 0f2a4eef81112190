// The conditions that steps name. `pure` ones look at the case and the request; `gate` ones are facts that only the
// database can know, and the act's own statement answers them, so that nothing can change between look and act.

import { dayOf, localDay } from '../../kernel/index.ts'
import { carried } from '../carrying.ts'
import { applies, basisText, checklistRows, factsOfLetter, type LetterFacts, satisfies } from '../checklists/index.ts'
import { basisIn } from '../citation.ts'
import { addMonths } from '../clock.ts'
import { overlaps } from '../concerned.ts'
import { dayText, instantMs } from '../instants.ts'
import { aboutInstance, type ClockState, inOneOf, instanceKey, instanceParts } from '../state.ts'
import type { Condition, ConditionFacts, StateRule, Unmet } from '../table.ts'
import { receiptSignedAt } from './anchors.ts'
import { tracks } from './tracks.ts'

interface Submission {
  readonly involvesStateSecrets: boolean
  readonly suspects: readonly unknown[]
  readonly officers: readonly { readonly certificateNo: string }[]
  readonly approval: { readonly reportReceivedAt: string; readonly approvedAt: string }
  readonly charges?: readonly { readonly name: string }[]
  readonly materials?: readonly { readonly kind: string; readonly evidence?: { readonly code: string } }[]
  readonly acknowledgedGaps?: readonly { readonly kind: string }[]
}

const unmet = (code: Unmet['code'], because: string, pointer?: string): Unmet => ({
  code,
  because,
  ...(pointer !== undefined && { pointer }),
})

/** What a transfer must bring: the rows of its checklist that rest on a text that was read. */
const mustCome = checklistRows.filter((r) => r.stage === 'transfer' && r.weight === 'mandatory' && !r.contested)

/** A required material: its kind, its name, and under which article. */
export const requiredMaterials = mustCome.map((row) => ({ kind: row.kinds[0], zh: row.zh, basis: basisText(row) }))

function materialsComplete({ input, domain }: ConditionFacts): Unmet | null {
  const { materials = [], acknowledgedGaps = [], charges = [] } = input as unknown as Submission
  const held = { domain, charges: charges.map((c) => c.name), facts: factsOfLetter(input as LetterFacts) }
  const missing = mustCome.filter(
    (row) =>
      applies(row, held) &&
      !materials.some((m) => satisfies(row, m.kind, m.evidence?.code ?? null)) &&
      !acknowledgedGaps.some((g) => row.kinds.includes(g.kind)),
  )
  if (missing.length === 0) return null
  const named = missing.map((row) => ({
    name: `${row.kinds[0]} ${row.zh}`,
    basis: basisIn(row.basis, domain).join('; '),
  }))
  return {
    code: 'materials_missing',
    because: `Required materials are missing: ${named.map((m) => `${m.name} (${m.basis})`).join('; ')}. Add them, or acknowledge each gap with a reason under acknowledgedGaps.`,
    errors: named.map((m) => ({ pointer: '/materials', detail: `${m.name} is missing (${m.basis})` })),
  }
}

function approvalPossible({ input, atMs }: ConditionFacts): Unmet | null {
  if (input.approval === undefined) return null // an accident team decides by its own rules
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

/** When another organ was found competent: after the case was received, and not in the future. */
function findingPossible({ state, input, atMs }: ConditionFacts): Unmet | null {
  if (input.foundAt === undefined) return null
  const found = instantMs(String(input.foundAt))
  const received = receiptSignedAt(state)
  if (found <= atMs && (received === undefined || found >= instantMs(received))) return null
  return unmet('approval_times_impossible', 'That cannot have been found then.', '/foundAt')
}

/** Its period on this instance has run out and it was not done. */
function unanswered({ state, atMs }: ConditionFacts, rule: string, on: string): boolean {
  return Object.values(state?.clocks ?? {}).some(
    (clock) => clock.rule === rule && clock.on === on && clock.status === 'running' && atMs > instantMs(clock.breach),
  )
}

function clocksOf({ state, about }: Pick<ConditionFacts, 'state' | 'about'>, rule: string): ClockState[] {
  return Object.values(state?.clocks ?? {}).filter(
    (clock) => clock.rule === rule && overlaps(about, aboutInstance(state, clock.on)),
  )
}

/** R310 3(2): reasonable suspicion is enough where intellectual property is infringed, nowhere else. */
function standardFits({ input, domain }: ConditionFacts): Unmet | null {
  return input.standard === 'reasonable_suspicion' && domain !== 'ip'
    ? unmet('condition_unmet', 'Reasonable suspicion is enough in cases of intellectual property only.', '/standard')
    : null
}

function deliberationHeld({ state }: ConditionFacts): Unmet | null {
  return inOneOf(state, 'coordination', ['deliberation_pending'], 'deliberation')
    ? unmet('condition_unmet', 'The agency requires collective deliberation before the head decides.')
    : null
}

/** TAX24 3: tax evasion goes to the police only after the notice to pay was served. */
function recoveryNoticeServed({ input, domain, atMs }: ConditionFacts): Unmet | null {
  const charges = (input.charges ?? []) as readonly { name: string }[]
  if (domain !== 'tax' || !charges.some(({ name }) => name.includes('逃税'))) return null
  const notice = input.recoveryNotice as { servedOn: string } | undefined
  if (notice === undefined)
    return unmet(
      'condition_unmet',
      'Tax evasion: the notice to pay (追缴通知) must have been served first.',
      '/recoveryNotice',
    )
  return notice.servedOn > dayText(localDay(atMs))
    ? unmet('condition_unmet', 'The notice to pay is served in the future.', '/recoveryNotice/servedOn')
    : null
}

function custodyWithTransfer({ state }: ConditionFacts): Unmet | null {
  return state?.custody === 'with_transfer' || inOneOf(state, 'criminal', ['filed'])
    ? null
    : unmet('condition_unmet', 'Items that are under no measure are handed over after the filing notice (R310 12).')
}

/** More faults than these help nobody to mend a list. */
const faultsShown = 100

/** What an act says of seized items must fit what stands where: items, units, quantities, the list that is counted. */
function itemsStand({ carries, state, input, moves, items }: ConditionFacts): Unmet | null {
  const faults = carries === undefined ? [] : carried(carries, state, input, moves, items).faults
  const [first] = faults
  if (first === undefined) return null
  const because = `The seized items do not stand as the act has them: ${first.detail}.`
  return { code: 'condition_unmet', because, errors: faults.slice(0, faultsShown) }
}

/** Photographs of items come with the act that lists them. */
function photosGiven({ input }: ConditionFacts): Unmet | null {
  const items = (input.seizedItems ?? []) as readonly { readonly photos?: readonly string[] }[]
  if (!items.some(({ photos }) => photos !== undefined)) return null
  const given = new Set(((input.materials ?? []) as readonly { id: string }[]).map(({ id }) => id))
  const errors = items.flatMap(({ photos = [] }, i) =>
    photos.flatMap((id, n) =>
      given.has(id)
        ? []
        : [{ pointer: `/seizedItems/${i}/photos/${n}`, detail: 'no material of this act has this id' }],
    ),
  )
  return errors.length === 0
    ? null
    : {
        code: 'condition_unmet',
        because: 'Photographs of items must be among the materials of the same act.',
        errors: errors.slice(0, faultsShown),
      }
}

/** At most twice (PSP 295): one clock was started with each return. */
function returnsLeft(facts: ConditionFacts): Unmet | null {
  const { state, about } = facts
  const full = (about ?? state?.suspects.map((s) => s.id) ?? []).find(
    (id) =>
      clocksOf({ state, about: [id] }, 'supplementary_investigation').filter(
        (c) => c.on === instanceKey('criminal', id, 1),
      ).length >= 2,
  )
  return full === undefined
    ? null
    : unmet('condition_unmet', `The case of ${full} was returned for further investigation twice.`, '/suspects')
}

function reviewOverdue(facts: ConditionFacts): Unmet | null {
  // Not signed for: no period runs, and none excuses it. The letter was to be signed for when it came (R310 7, 17).
  if (inOneOf(facts.state, 'criminal', ['transferred'])) return null
  return clocksOf(facts, 'filing_review').some((c) => c.status === 'running' && facts.atMs > instantMs(c.breach))
    ? null
    : unmet('condition_unmet', 'The review period has not run out.')
}

function reconsiderationOpen(facts: ConditionFacts): Unmet | null {
  const clocks = clocksOf(facts, 'reconsideration_request')
  const last = clocks.reduce<ClockState | undefined>(
    (a, b) => (a && a.anchorVersion > b.anchorVersion ? a : b),
    undefined,
  )
  return last !== undefined && facts.atMs > instantMs(last.breach)
    ? unmet(
        'condition_unmet',
        `The time to ask for reconsideration ended on ${last.localDate}; supervision may still be suggested.`,
      )
    : null
}

const suggested = { refusal: ['not_filed'], upheld: ['not_filed'], revoked: ['revoked'] } as const

function suggestionFits({ state, input, about }: ConditionFacts): Unmet | null {
  const type = input.type as keyof typeof suggested
  const there = (about ?? []).every((id) => inOneOf(state, 'criminal', suggested[type], id))
  const upheld = type !== 'upheld' || inOneOf(state, 'supervision', ['not_filed_upheld'])
  return there && upheld
    ? null
    : unmet('condition_unmet', `There is nothing of the type ${type} in this case.`, '/type')
}

/** The order may follow reasons that do not hold, or silence (PPR 561, 562). */
function reasonsHeardOrOverdue(facts: ConditionFacts): Unmet | null {
  return facts.moves.every((m) => m.from === 'reasons_stated' || unanswered(facts, 'police_reasons', m.instance))
    ? null
    : unmet('condition_unmet', 'Public security still has time to state its reasons.')
}

function answerOverdue(facts: ConditionFacts): Unmet | null {
  const late = (on: string) => unanswered(facts, 'file_after_order', on) || unanswered(facts, 'police_reasons', on)
  return facts.moves.every((m) => late(m.instance))
    ? null
    : unmet('condition_unmet', 'The time to file or to answer has not run out.')
}

function threeMonthsPassed(facts: ConditionFacts): Unmet | null {
  return clocksOf(facts, 'urge_letter').some((clock) => facts.atMs > instantMs(clock.breach))
    ? null
    : unmet('condition_unmet', 'Three months since the supervised filing have not passed.')
}

const money = (value: unknown): boolean => value !== undefined && Number(value) > 0

/** After a criminal fine no administrative fine, and never a second one for the same act (APL 35(2), 29). */
function finePossible({ state, input, about }: ConditionFacts): Unmet | null {
  if (!money(input.fine)) return null
  const persons = state?.persons ?? {}
  const ids = about ?? Object.keys(persons)
  // Each party may be fined once; a fine of which nobody knows whom it struck may have struck this one.
  if (state?.fined || ids.some((id) => persons[id]?.fined))
    return unmet(
      'condition_unmet',
      'A fine was imposed for this act already; there is no second one (APL 29).',
      '/fine',
    )
  const fined = ids.some((id) => money(persons[id]?.sentence?.fineCny))
  return fined
    ? unmet(
        'condition_unmet',
        'The court has fined; an agency that had not fined before may not fine any more (APL 35(2)).',
        '/fine',
      )
    : null
}

/** Limitation in months: general, with harm to life, health or financial safety, by sector. */
const limitation: Readonly<Record<string, { readonly other: number; readonly harm: number; readonly since?: string }>> =
  {
    general: { other: 24, harm: 60 },
    environment: { other: 24, harm: 60, since: '2026-08-15' },
    // The text replaced on 1 January 2026 had the same six months (memory), so no date is set.
    public_order: { other: 6, harm: 6 },
  }

function withinLimitation({ input, domain }: ConditionFacts): Unmet | null {
  const { actEndedOn, discoveredOn, harm } = input as { actEndedOn?: string; discoveredOn?: string; harm?: boolean }
  if (actEndedOn === undefined || discoveredOn === undefined) return null
  const own = limitation[domain]
  const rule = own === undefined || (own.since !== undefined && actEndedOn < own.since) ? limitation.general : own
  const months = harm ? (rule?.harm ?? 60) : (rule?.other ?? 24)
  return discoveredOn > dayText(addMonths(dayOf(actEndedOn), months))
    ? unmet(
        'condition_unmet',
        `The act ended on ${actEndedOn} and was discovered after the limitation of ${months} months.`,
        '/discoveredOn',
      )
    : null
}

/** The opinion rests on a decision not to prosecute: in this case, or named where the case begins with it (CPL 177(3)). */
function nonProsecutionNamed({ state, input }: ConditionFacts): Unmet | null {
  return input.nonProsecution !== undefined || inOneOf(state, 'criminal', ['not_prosecuted'])
    ? null
    : unmet('condition_unmet', 'The decision not to prosecute must be named.', '/nonProsecution')
}

function publicOrderCase({ domain }: ConditionFacts): Unmet | null {
  return domain === 'public_order'
    ? null
    : unmet('condition_unmet', 'Only in public-order cases is the time of appraisal and hearing not counted.')
}

/** A decision cannot be dated after the act that tells of it. */
function notInTheFuture({ input, atMs }: ConditionFacts): Unmet | null {
  const today = dayText(localDay(atMs))
  for (const field of [
    'decidedOn',
    'judgedOn',
    'performedOn',
    'transferredOn',
    'adminFiledOn',
    'foundOn',
    'disposedOn',
    'startsOn',
  ]) {
    if (typeof input[field] === 'string' && input[field] > today)
      return unmet('approval_times_impossible', 'The day lies in the future.', `/${field}`)
  }
  return null
}

function replyDueAhead({ input, atMs }: ConditionFacts): Unmet | null {
  return typeof input.replyDueDate === 'string' && input.replyDueDate < dayText(localDay(atMs))
    ? unmet('condition_unmet', 'The day by which a reply is wanted has passed.', '/replyDueDate')
    : null
}

function entriesThere({ shown, input }: ConditionFacts): Unmet | null {
  const one = input.corrects ?? input.ofVersion ?? input.alongside ?? input.follows
  const named = (input.discloseVersions ?? (one === undefined ? [] : [one])) as readonly number[]
  const strange = named.find((v) => v > (shown?.version ?? 0))
  return strange === undefined
    ? null
    : unmet('subject_unknown', `The case has no entry ${strange}.`, pointerOfEntry(input))
}

/** Where an act names the entry that it speaks of. */
function pointerOfEntry(input: ConditionFacts['input']): string {
  const field = ['corrects', 'ofVersion', 'alongside', 'follows'].find((f) => input[f] !== undefined)
  return `/${field ?? 'discloseVersions'}`
}

/** Materials, or stretches of recordings that the case has. */
function entersSomething({ input }: ConditionFacts): Unmet | null {
  const materials = (input.materials ?? []) as readonly unknown[]
  return materials.length > 0 || input.segments !== undefined
    ? null
    : unmet('condition_unmet', 'Name evidence, or a stretch of a recording.', '/materials')
}

/** What was handed over was handed over before it is recorded. */
function movementsPast({ input, atMs }: ConditionFacts): Unmet | null {
  const movements = (input.movements ?? []) as readonly { readonly at: string }[]
  const ahead = movements.findIndex(({ at }) => instantMs(at) > atMs)
  return ahead < 0
    ? null
    : unmet('approval_times_impossible', 'The hand-over lies in the future.', `/movements/${ahead}/at`)
}

/** C11: to the supervisory commission; to the procuratorate only where judicial officers are meant (CPL 19(2)). */
function clueReceiverFits({ input, inviteeKind }: ConditionFacts): Unmet | null {
  return (inviteeKind === 'procuratorate') === (input.judicialOfficer === true)
    ? null
    : unmet(
        'condition_unmet',
        'Clues go to the supervisory commission; to the procuratorate where a crime of a judicial officer is meant, and only then.',
        '/to',
      )
}

/** A report made to public security itself has no agency behind it. */
function senderThere({ state }: ConditionFacts): Unmet | null {
  return state?.parts.sender === undefined
    ? unmet('condition_unmet', 'No agency transferred this case: there is nobody to ask.')
    : null
}

/** A delay is ended by deciding, not by the order's own filing: there is no refusal to turn round. */
function somebodyRefused({ state, about }: ConditionFacts): Unmet | null {
  const ids = about ?? state?.suspects.map((s) => s.id) ?? []
  return ids.some((id) => inOneOf(state, 'criminal', ['not_filed', 'revoked'], id))
    ? null
    : unmet('condition_unmet', 'Nobody was refused: the review still stands open and is decided itself.')
}

const beforeTransfer = [
  'investigating_admin',
  'clue_found',
  'verifying',
  'pending_head_decision',
  'transfer_approved',
  'transfer_disapproved',
  'withdrawn',
]

function notYetTransferred({ state }: ConditionFacts): Unmet | null {
  const gone = Object.entries(state?.instances ?? {}).some(
    ([key, i]) => key.startsWith('criminal/') && !beforeTransfer.includes(i.state),
  )
  return gone ? unmet('condition_unmet', 'The case has been transferred already.') : null
}

/** A case is closed when nothing in it is still open, as far as the organ can see. */
function nothingOpen({ shown }: ConditionFacts): Unmet | null {
  const running = Object.values(shown?.clocks ?? {}).find((c) => c.status === 'running' || c.status === 'suspended')
  const open = Object.entries(shown?.instances ?? {}).find(([key, { state }]) => {
    const track: { readonly states: Readonly<Record<string, StateRule>> } =
      tracks[instanceParts(key).track as keyof typeof tracks]
    return track.states[state]?.final !== true
  })
  if (running === undefined && open === undefined) return null
  return unmet('condition_unmet', `Something is still open: ${running?.rule ?? open?.[0]}.`)
}

export const conditions = {
  itemsStand: {
    kind: 'pure',
    zh: '物品、单位、数量与现存情况一致',
    en: 'items, units and quantities stand as the act has them',
    basis: ['R310 12', 'PSP 185(2)', 'XJ 13'],
    test: itemsStand,
  },
  photosGiven: {
    kind: 'pure',
    zh: '物品照片随同提交',
    en: 'photographs of items come with the act',
    basis: ['XJ 14'],
    test: photosGiven,
  },
  noStateSecrets: {
    kind: 'pure',
    zh: '不涉及国家秘密',
    en: 'no state secrets',
    basis: ['SSL ?', 'XJ 1'],
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
  findingPossible: {
    kind: 'pure',
    zh: '发现无管辖权的时间合理',
    en: 'time of the finding possible',
    basis: ['PSP 175(1)', 'MPS24 8(2)'],
    test: findingPossible,
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
  standardFits: {
    kind: 'pure',
    zh: '移送标准适当',
    en: 'the standard fits the field',
    basis: ['R310 3(2)'],
    test: standardFits,
  },
  deliberationHeld: {
    kind: 'pure',
    zh: '已按要求集体讨论',
    en: 'deliberation held where the agency requires it',
    basis: ['APL 57(2)'],
    test: deliberationHeld,
  },
  recoveryNoticeServed: {
    kind: 'pure',
    zh: '已送达追缴通知',
    en: 'notice to pay served (tax evasion)',
    basis: ['TAX24 3', 'CL 201'],
    test: recoveryNoticeServed,
  },
  custodyWithTransfer: {
    kind: 'pure',
    zh: '物品随案移送',
    en: 'items go with the case',
    basis: ['AEL 21', 'R310 12'],
    test: custodyWithTransfer,
  },
  returnsLeft: {
    kind: 'pure',
    zh: '补充侦查以二次为限',
    en: 'at most two returns',
    basis: ['PSP 295', 'PSP 296'],
    test: returnsLeft,
  },
  reviewOverdue: {
    kind: 'pure',
    zh: '立案审查已逾期或者未予签收',
    en: 'review period passed, or not signed for',
    basis: ['PPR 562', 'R310 17', 'ENV 12'],
    test: reviewOverdue,
  },
  reconsiderationOpen: {
    kind: 'pure',
    zh: '复议期限未过',
    en: 'reconsideration still open',
    basis: ['R310 9(1)', 'PSP 181', 'ENV 11'],
    test: reconsiderationOpen,
  },
  suggestionFits: {
    kind: 'pure',
    zh: '建议类型相符',
    en: 'the suggestion fits the case',
    basis: ['R310 9', 'ENV 12'],
    test: suggestionFits,
  },
  reasonsHeardOrOverdue: {
    kind: 'pure',
    zh: '已听取或逾期未说明理由',
    en: 'reasons heard, or not stated in time',
    basis: ['PPR 561(1)', 'PPR 562'],
    test: reasonsHeardOrOverdue,
  },
  answerOverdue: {
    kind: 'pure',
    zh: '逾期未立案或未答复',
    en: 'not filed or answered in time',
    basis: ['PPR 564(2)'],
    test: answerOverdue,
  },
  senderThere: {
    kind: 'pure',
    zh: '案件由行政执法机关移送',
    en: 'transferred by an agency',
    basis: ['ENV 8(2)'],
    test: senderThere,
  },
  somebodyRefused: {
    kind: 'pure',
    zh: '存在不予立案或者撤案决定',
    en: 'a refusal or withdrawal to turn round',
    basis: ['PSP 182(2)', 'PPR 563'],
    test: somebodyRefused,
  },
  threeMonthsPassed: {
    kind: 'pure',
    zh: '立案后满三个月',
    en: 'three months since the filing',
    basis: ['PPR 564(3)'],
    test: threeMonthsPassed,
  },
  finePossible: {
    kind: 'pure',
    zh: '可以罚款',
    en: 'a fine is possible',
    basis: ['APL 35(2)', 'APL 29'],
    test: finePossible,
  },
  withinLimitation: {
    kind: 'pure',
    zh: '未过追责时效',
    en: 'within the limitation',
    basis: ['APL 36', 'ECC 1054', 'PSA 25'],
    test: withinLimitation,
  },
  nonProsecutionNamed: {
    kind: 'pure',
    zh: '列明不起诉决定',
    en: 'decision not to prosecute named',
    basis: ['CPL 177(3)', 'PPR 373(2)'],
    test: nonProsecutionNamed,
  },
  publicOrderCase: {
    kind: 'pure',
    zh: '治安案件',
    en: 'a public-order case',
    basis: ['PSA 118'],
    test: publicOrderCase,
  },
  notInTheFuture: {
    kind: 'pure',
    zh: '日期不在将来',
    en: 'days not in the future',
    basis: ['XJ 10'],
    test: notInTheFuture,
  },
  replyDueAhead: {
    kind: 'pure',
    zh: '回复期限在后',
    en: 'reply due later than now',
    basis: ['PPS 19', 'AES 27', 'SPP24 ?'],
    test: replyDueAhead,
  },
  entriesThere: {
    kind: 'pure',
    zh: '记录存在',
    en: 'the entries named exist',
    basis: ['XJ 4'],
    test: entriesThere,
  },
  entersSomething: {
    kind: 'pure',
    zh: '载明证据或者录音录像片段',
    en: 'evidence or a stretch of a recording is named',
    basis: ['XJ 11'],
    test: entersSomething,
  },
  movementsPast: {
    kind: 'pure',
    zh: '交接时间不在将来',
    en: 'hand-overs not in the future',
    basis: ['XJ 10', 'XJ 12'],
    test: movementsPast,
  },
  clueReceiverFits: {
    kind: 'pure',
    zh: '线索移送机关正确',
    en: 'the clue goes to the right organ',
    basis: ['R310 19', 'SL 37', 'CPL 19(2)'],
    test: clueReceiverFits,
  },
  notYetTransferred: {
    kind: 'pure',
    zh: '尚未移送',
    en: 'not transferred yet',
    basis: ['PPR 557(3)', 'ENV 14'],
    test: notYetTransferred,
  },
  nothingOpen: {
    kind: 'pure',
    zh: '无未结事项',
    en: 'nothing is still open',
    basis: ['XJ 5'],
    test: nothingOpen,
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
