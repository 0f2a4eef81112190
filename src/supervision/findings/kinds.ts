// The kinds of findings: what each says, what it rests on where its cause names nothing nearer, and how it begins. A table;
// what raises one stands in the files of its causes.
import type { Citation, Citations } from '../../procedure/index.ts'

export interface KindRule {
  readonly zh: string
  readonly en: string
  readonly basis: Citations
  /** Kinds that one thing goes through are one finding; left out, the kind itself. */
  readonly family?: string
}

/** A period that nears its end, and what it is once it has passed it: one finding, whose kind and grade rise. */
const clock = 'clock'
/** What looks linked at first may turn out to be one matter in pieces. */
const cluster = 'cluster'

export const kinds = {
  not_transferred: { zh: '应移送未移送', en: 'suspected crime not transferred', basis: ['R310 3', 'APL 27(1)'] },
  penalty_in_place_of_transfer: {
    zh: '以罚代刑',
    en: 'penalty in place of a transfer',
    basis: ['R310 11(1)', 'APL 8(2)', 'R310 16'],
  },
  downgraded_handling: {
    zh: '降格处理',
    en: 'signs of downgraded handling',
    basis: ['R310 11(1)', 'APL 8(2)'],
  },
  declaration_differs: {
    zh: '填报与案情不符',
    en: 'what the agency declares differs from the record',
    basis: ['CO11 ?'],
  },
  conversion_due: {
    zh: '应转为普通程序',
    en: 'ordinary procedure due instead of the summary or quick one',
    basis: ['APL 51'],
  },
  linked_cases: {
    zh: '关联案件',
    en: 'cases linked across organs',
    basis: ['R310 3', 'APL 27(1)'],
    family: cluster,
  },
  split_cases: {
    zh: '疑似化整为零',
    en: 'one matter split into several cases',
    basis: ['R310 3', 'R310 11(1)'],
    family: cluster,
  },
  head_refused: { zh: '负责人不批准移送', en: 'the head refused the transfer', basis: ['R310 5(2)', 'R310 16'] },
  near_due: { zh: '期限将届满', en: 'a period nears its end', basis: ['R310 17'], family: clock },
  overdue: { zh: '逾期', en: 'a period has run out', basis: ['R310 17'], family: clock },
  supplement_not_made: { zh: '逾期未补正', en: 'material not made good', basis: ['PSP 180(2)'], family: clock },
  handover_open: { zh: '涉案物品未移交', en: 'case articles not handed over', basis: ['R310 12'], family: clock },
  opinion_unanswered: {
    zh: '监督文书逾期未回复',
    en: 'an opinion or demand not answered',
    basis: ['SPP21 7'],
    family: clock,
  },
  dormant: { zh: '案件长期无进展', en: 'no act for a long time', basis: ['R310 17', 'R310 16'] },
  materials_absent: { zh: '列明材料未随案移送', en: 'material listed and absent', basis: ['R310 6'] },
  sync_gap: { zh: '数据交换缺口', en: 'a gap in the exchange of records', basis: ['CO11 ?'] },
  letter_unanswered: { zh: '工作函件逾期未回复', en: 'a letter not answered in time', basis: ['XJ 3'] },
  agency_silent: { zh: '机关长期未录入', en: 'an agency enters nothing', basis: ['CO11 ?'] },
} as const satisfies Record<string, KindRule>

export type FindingKind = keyof typeof kinds
export const findingKinds = Object.keys(kinds) as readonly FindingKind[]

export const kindRule = (kind: FindingKind): KindRule => kinds[kind]
export const familyOf = (kind: FindingKind): string => kindRule(kind).family ?? kind

/** Why one closed, as the gateway says it when the cause is gone, and as a procuratorate does. */
export const closings = {
  clock_met: { zh: '已办理', en: 'it was done' },
  clock_ended: { zh: '期限不再计算', en: 'the period no longer runs' },
  clock_extended: { zh: '期限已延长', en: 'the period was extended' },
  transferred: { zh: '已移送', en: 'it was transferred' },
  record_withdrawn: { zh: '记录已撤回', en: 'the record was withdrawn' },
  no_longer_found: { zh: '已不再符合筛查条件', en: 'screening finds it no longer' },
  record_changed: { zh: '案情记录已变更', en: 'the record says otherwise now' },
  acted_again: { zh: '案件已有进展', en: 'the case has moved' },
  case_ended: { zh: '案件已办结', en: 'the case has ended' },
  materials_supplied: { zh: '材料已补齐', en: 'the material has come' },
  letter_answered: { zh: '已回复', en: 'it was answered' },
  gap_closed: { zh: '缺口已消除', en: 'the gap was closed' },
  entered_again: { zh: '已恢复录入', en: 'the agency enters again' },
  unfounded: { zh: '经核查不成立', en: 'unfounded on examination' },
  explained: { zh: '说明理由成立', en: 'the explanation was accepted' },
  handled: { zh: '已处理', en: 'dealt with' },
  duplicate: { zh: '重复', en: 'the same as another' },
} as const
export type Closing = keyof typeof closings
/** Those that a procuratorate chooses from. */
export const closingReasons = ['unfounded', 'explained', 'handled', 'duplicate'] as const

/** Articles of the gateway's own rules for what may be done with a finding. */
export const houseBasis: readonly Citation[] = ['XJ 3']
