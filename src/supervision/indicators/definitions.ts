// The indicators as data: what is counted over what, by which event's month, whose figure it is, and under which article
// the act itself is owed. No instrument has national formulas; these are cohorts, so that no rate can exceed one hundred
// per cent. docs/indicators.md is made from here.
import type { Citation, Part } from '../../procedure/index.ts'

/** A rate, or a plain count whose numerator is the figure. */
export type IndicatorKind = 'rate' | 'count'
/** `context`: neither more nor less is better by itself. */
export type Direction = 'up' | 'down' | 'zero' | 'watch' | 'context'

export interface Words {
  readonly zh: string
  readonly en: string
}

export interface Indicator extends Words {
  readonly kind: IndicatorKind
  /** `case`: each case once. `act`: each notice, decision or period once. */
  readonly unit: 'case' | 'act'
  /** Whether persons (natural persons and units under suspicion) are counted too. */
  readonly persons: boolean
  readonly numerator: Words
  readonly denominator: Words
  /** The event whose local month it is counted in. */
  readonly month: Words
  readonly direction: Direction
  readonly basis: readonly Citation[]
  /** Parts whose organs see it as their own figure, as far as they may see the acts that make it. */
  readonly of: readonly Part[]
  readonly from: readonly ('transfers' | 'penalties')[]
}

/** Version of the definitions: a statement says which one it was made by. */
export const indicatorRules = '2026-11'

const one: { unit: 'case'; kind: 'rate'; from: readonly ['transfers'] } = {
  unit: 'case',
  kind: 'rate',
  from: ['transfers'],
}
const acts: { unit: 'act'; kind: 'rate'; persons: false; from: readonly ['transfers'] } = {
  unit: 'act',
  kind: 'rate',
  persons: false,
  from: ['transfers'],
}
const flagged = {
  from: ['transfers', 'penalties'],
  unit: 'case',
  kind: 'rate',
  of: ['sender', 'supervisor'],
  month: {
    zh: '处罚决定作出之月；未经处罚的，提出移送报告、检察机关要求移送或者移送之月',
    en: 'day of the penalty decision; without one, of the transfer report, the demand for transfer or the dispatch',
  },
} as const
const thresholdMet = {
  zh: '达到追诉标准提示（筛查命中或者自报涉嫌犯罪）的行政案件',
  en: 'administrative cases that reached the crime threshold (hit by screening, or declared as suspected crime)',
}
const withSender: readonly Part[] = ['sender', 'police_in_charge', 'supervisor']
const inPolice: readonly Part[] = ['sender', 'police_in_charge', 'supervisor']
const inCourt: readonly Part[] = ['police_in_charge', 'supervisor', 'court']
const inReverse: readonly Part[] = ['supervisor', 'sender', 'competent_authority']
const begun = { zh: '期限起算之月', en: 'beginning of the period' }

export const indicators = {
  transfer_rate: {
    ...flagged,
    ...{ zh: '移送率', en: 'transfer rate', direction: 'up', basis: ['R310 3', 'APL 27(1)'], persons: false },
    numerator: { zh: '其中已移送的', en: 'of these, transferred' },
    denominator: thresholdMet,
  },
  transfer_share: {
    ...flagged,
    ...{ zh: '移送占比', en: 'share of transfers', direction: 'context', basis: ['R310 3'], persons: false },
    numerator: { zh: '其中已移送的', en: 'of these, transferred' },
    denominator: { zh: '已办结的行政案件', en: 'concluded administrative cases' },
  },
  should_transfer_missed: {
    ...flagged,
    ...{ zh: '应移未移率', en: 'due for transfer and missed', direction: 'down', basis: ['R310 3', 'R310 16'] },
    persons: false,
    numerator: {
      zh: '其中负责人不批准、或者处罚后未移送，后经检察意见要求移送或者立案证实的',
      en: 'of these, disapproved by the head or penalised and not transferred, and later confirmed by a demand of the procuratorate or by filing',
    },
    denominator: thresholdMet,
  },
  penalty_substitution: {
    ...flagged,
    ...{ zh: '以罚代刑率', en: 'penalty in place of transfer', direction: 'down', basis: ['R310 11', 'APL 27(1)'] },
    persons: false,
    numerator: { zh: '其中以处罚结案、未移送的', en: 'of these, closed by a penalty without a transfer' },
    denominator: { zh: '达到追诉标准提示并已办结的行政案件', en: 'cases that reached the threshold and were closed' },
  },
  late_penalty_copy_rate: {
    ...acts,
    ...{ zh: '处罚决定抄送率', en: 'copies of earlier penalties in time', direction: 'up', basis: ['JOINT06 1'] },
    numerator: { zh: '十日内抄送的', en: 'copied within 10 days' },
    denominator: {
      zh: '先处罚后移送、抄送期限已届满或者已抄送的案件',
      en: 'cases penalised before their transfer, once copied or due',
    },
    month: begun,
    of: ['sender', 'supervisor'],
  },
  transfer_timeliness: {
    ...acts,
    ...{ zh: '移送及时率', en: 'transfers in time', direction: 'up', basis: ['R310 5(2)'], of: withSender },
    numerator: { zh: '批准后二十四小时内移送的', en: 'dispatched within 24 hours of the approval' },
    denominator: { zh: '移送', en: 'dispatches' },
    month: { zh: '移送之月', en: 'the dispatch' },
  },
  approval_timeliness: {
    ...acts,
    ...{ zh: '审批及时率', en: 'decisions of the head in time', direction: 'up', basis: ['R310 5(2)'] },
    numerator: { zh: '三日内决定的', en: 'decided within 3 days' },
    denominator: { zh: '移送报告（已决定或者已到期）', en: 'reports on a transfer, once decided or due' },
    month: { zh: '收到报告之月', en: 'the report' },
    of: ['sender', 'supervisor'],
  },
  acceptance_rate: {
    ...one,
    ...{ zh: '受案率', en: 'acceptance rate', direction: 'up', basis: ['R310 7', 'PSP 180(1)'], of: withSender },
    persons: true,
    numerator: { zh: '公安机关签收的', en: 'signed for by public security' },
    denominator: { zh: '移送的案件（签收前撤回的除外）', en: 'cases transferred, without those withdrawn before' },
    month: { zh: '首次移送之月', en: 'the first dispatch' },
  },
  refused_for_incompleteness: {
    ...one,
    ...{ zh: '以材料不全拒收数', en: 'refused as incomplete', direction: 'zero', basis: ['PSP 180(2)'] },
    ...{ persons: false, kind: 'count' },
    numerator: {
      zh: '以材料不全为由退回、不予立案的（程序不允许，自旧平台接管的案件可能有）',
      en: 'refused or returned on the ground of missing material (the procedure admits none; cases taken over may have it)',
    },
    denominator: { zh: '退回、不予立案的案件', en: 'cases refused or returned' },
    month: { zh: '退回、不予立案之月', en: 'the refusal or return' },
    of: inPolice,
  },
  supplement_rate: {
    ...one,
    ...{ zh: '补正率', en: 'cases to be supplemented', direction: 'down', basis: ['PSP 180(2)', 'ENV 8'] },
    persons: false,
    numerator: { zh: '被通知补正的', en: 'with a supplement notice' },
    denominator: { zh: '已签收的案件', en: 'cases accepted' },
    month: { zh: '首次签收之月', en: 'the first receipt' },
    of: withSender,
  },
  supplement_notice_timeliness: {
    ...acts,
    ...{ zh: '补正通知及时率', en: 'supplement notices in time', direction: 'up', basis: ['PSP 180(2)'] },
    numerator: { zh: '二十四小时内通知的', en: 'given within 24 hours' },
    denominator: { zh: '首次补正通知', en: 'first supplement notices' },
    month: { zh: '签收之月', en: 'the receipt' },
    of: inPolice,
  },
  supplement_completion: {
    ...acts,
    ...{ zh: '补正完成率', en: 'supplements in time', direction: 'up', basis: ['PSP 180(2)', 'ENV 8'] },
    numerator: { zh: '三日内补正或者说明的', en: 'supplied or explained within 3 days' },
    denominator: { zh: '补正通知（已答复或者已到期）', en: 'supplement notices, once answered or due' },
    month: { zh: '通知之月', en: 'the notice' },
    of: withSender,
  },
  return_rate: {
    ...one,
    ...{ zh: '退回率', en: 'returned as outside the remit', direction: 'down', basis: ['PSP 180(3)', 'ENV 9'] },
    persons: true,
    numerator: { zh: '因不属公安职责退回的', en: 'returned as outside the remit' },
    denominator: { zh: '已签收的案件', en: 'cases accepted' },
    month: { zh: '首次签收之月', en: 'the first receipt' },
    of: withSender,
  },
  filing_rate: {
    ...one,
    ...{ zh: '立案率', en: 'filing rate', direction: 'context', basis: ['R310 8', 'PSP 180(1)'], persons: true },
    numerator: { zh: '立案的（至少一名嫌疑人）', en: 'filed, at least against one suspect' },
    denominator: {
      zh: '已签收的案件（转送后尚未签收、并案的除外）',
      en: 'cases accepted, without those relayed and not yet signed for, or merged',
    },
    month: { zh: '现办案机关签收之月', en: 'the receipt of the organ in charge' },
    of: inPolice,
  },
  filing_timeliness: {
    ...acts,
    ...{ zh: '立案审查及时率', en: 'filing reviews in time', direction: 'up', basis: ['R310 8', 'PSP 180(1)'] },
    numerator: { zh: '在有效阶段期限内决定的', en: 'decided within the stage validly opened' },
    denominator: { zh: '立案审查（已决定或者已到期）', en: 'filing reviews, once decided or due' },
    month: begun,
    of: inPolice,
  },
  extension_rate: {
    ...one,
    ...{ zh: '延长审查率', en: 'extended reviews', direction: 'watch', basis: ['ENV 9', 'ECO 16'], persons: false },
    numerator: { zh: '经延长审查的', en: 'after an extended stage' },
    denominator: { zh: '已决定立案或者不予立案的案件', en: 'cases decided' },
    month: { zh: '首次决定之月', en: 'the first decision' },
    of: inPolice,
  },
  non_filing_rate: {
    ...one,
    ...{ zh: '不予立案率', en: 'refusals to file', direction: 'watch', basis: ['R310 8', 'PSP 178(1)'] },
    persons: true,
    numerator: { zh: '无一嫌疑人立案的', en: 'filed against nobody' },
    denominator: { zh: '已决定立案或者不予立案的案件', en: 'cases decided' },
    month: { zh: '首次决定之月', en: 'the first decision' },
    of: inPolice,
  },
  reconsideration_rate: {
    ...one,
    ...{ zh: '复议率', en: 'reconsiderations asked for', direction: 'context', basis: ['R310 9(1)', 'PSP 181'] },
    persons: false,
    numerator: { zh: '提请复议的', en: 'with a request for reconsideration' },
    denominator: { zh: '不予立案的案件', en: 'cases with a refusal' },
    month: { zh: '首次不予立案之月', en: 'the first refusal' },
    of: inPolice,
  },
  reversal_rate: {
    ...acts,
    ...{ zh: '复议改变率', en: 'refusals reversed', direction: 'context', basis: ['R310 9(2)', 'PSP 181'] },
    numerator: { zh: '复议改为立案的', en: 'reversed' },
    denominator: { zh: '已作出复议决定的', en: 'reconsiderations decided' },
    month: { zh: '复议决定之月', en: 'the decision on it' },
    of: inPolice,
  },
  supervision_rate: {
    ...one,
    ...{ zh: '立案监督率', en: 'filing supervision', direction: 'context', basis: ['PPR 557', 'R310 9'] },
    persons: false,
    numerator: {
      zh: '建议立案监督或者检察机关依职权监督的',
      en: 'with a suggestion, or supervised of the procuratorate’s own motion',
    },
    denominator: { zh: '不予立案或者逾期未决的案件', en: 'cases refused or overdue' },
    month: { zh: '首次不予立案或者逾期之月', en: 'the first refusal, or the end of the period' },
    of: ['police_in_charge', 'supervisor'],
  },
  supervision_success: {
    ...acts,
    ...{ zh: '监督立案率', en: 'filed after supervision', direction: 'context', basis: ['PPR 560', 'PPR 561(1)'] },
    numerator: { zh: '说明理由后或者经通知立案的', en: 'filed after reasons were required, or on order' },
    denominator: { zh: '已要求说明理由的监督事项', en: 'matters in which reasons were required' },
    month: { zh: '要求说明理由之月', en: 'the notice requiring reasons' },
    of: ['police_in_charge', 'supervisor'],
  },
  order_compliance: {
    ...acts,
    ...{ zh: '通知立案执行率', en: 'orders to file obeyed', direction: 'up', basis: ['PSP 182(2)', 'PPR 563'] },
    numerator: { zh: '十五日内立案的', en: 'filed within 15 days' },
    denominator: { zh: '通知立案书（已立案或者已到期）', en: 'orders to file, once obeyed or due' },
    month: { zh: '收到通知立案书之月', en: 'receipt of the order' },
    of: ['police_in_charge', 'supervisor'],
  },
  handover_timeliness: {
    ...acts,
    ...{ zh: '涉案物品移交及时率', en: 'handovers in time', direction: 'up', basis: ['R310 12', 'ENV 10'] },
    numerator: { zh: '三日内移交的', en: 'handed over within 3 days' },
    denominator: { zh: '立案后应移交的物品批次（已移交或者已到期）', en: 'batches due after filing, once done or due' },
    month: { zh: '收到立案通知之月', en: 'receipt of the filing notice' },
    of: withSender,
  },
  feedback_rate: {
    ...one,
    ...{ zh: '反馈率', en: 'feedback to the agency', direction: 'up', basis: ['R310 8', 'PSP 189', 'ENV 18'] },
    persons: false,
    numerator: {
      zh: '立案、不予立案、撤案、起诉与否、判决均已告知移送机关且未逾期的',
      en: 'told of every decision to file, refuse, withdraw, prosecute or not, and judgment, none late',
    },
    denominator: { zh: '有上述结果的移送案件', en: 'transferred cases with such an outcome' },
    month: { zh: '首个结果之月', en: 'the first such outcome' },
    of: inPolice,
  },
  copy_rate: {
    ...acts,
    ...{ zh: '抄送率', en: 'copies to the procuratorate', direction: 'up', basis: ['ENV 6', 'ENV 9', 'JOINT06 1'] },
    numerator: { zh: '已抄送的', en: 'copied' },
    denominator: { zh: '应抄送检察机关的事项', en: 'acts of which a copy is due' },
    month: { zh: '该事项之月', en: 'the act' },
    of: inPolice,
  },
  platform_entry_rate: {
    ...acts,
    ...{ zh: '录入及时率', en: 'platform entries in time', direction: 'up', basis: ['ENV 34'] },
    numerator: { zh: '七日内录入的', en: 'entered within 7 days' },
    denominator: { zh: '应录入的决定（已录入或者已到期）', en: 'decisions to be entered, once entered or due' },
    month: begun,
    of: ['sender', 'police_in_charge', 'supervisor'],
  },
  prosecution_rate: {
    ...one,
    ...{ zh: '起诉率', en: 'prosecution rate', direction: 'context', basis: ['CPL 176'], persons: true, of: inCourt },
    numerator: { zh: '提起公诉的（至少一人）', en: 'indicted, at least one' },
    denominator: { zh: '移送审查起诉的案件', en: 'cases referred for prosecution' },
    month: { zh: '首次移送审查起诉之月', en: 'the first referral' },
  },
  conviction_rate: {
    ...one,
    ...{
      zh: '有罪判决率',
      en: 'conviction rate',
      direction: 'context',
      basis: ['CPL 200'],
      persons: true,
      of: inCourt,
    },
    numerator: { zh: '判决有罪或者免予刑事处罚的（至少一人）', en: 'found guilty, at least one' },
    denominator: { zh: '已有生效判决的案件', en: 'cases with an effective judgment' },
    month: { zh: '首个生效判决之月', en: 'the first effective judgment' },
  },
  revocation_rate: {
    ...one,
    ...{ zh: '撤案率', en: 'cases withdrawn', direction: 'watch', basis: ['PSP 186'], persons: true, of: inPolice },
    numerator: { zh: '现已撤销的（至少一人）', en: 'withdrawn and not filed anew, at least for one' },
    denominator: { zh: '已立案的案件', en: 'cases filed' },
    month: { zh: '首次立案之月', en: 'the first filing' },
  },
  reverse_handover_timeliness: {
    ...acts,
    ...{ zh: '反向移送及时率', en: 'internal handovers in time', direction: 'up', basis: ['SPP24 ?'] },
    numerator: { zh: '三个工作日内移送行政检察的', en: 'handed over within 3 working days' },
    denominator: { zh: '不起诉决定（已移送或者已到期）', en: 'non-prosecutions, once handed over or due' },
    month: begun,
    of: ['supervisor'],
  },
  reverse_review_timeliness: {
    ...acts,
    ...{ zh: '审查及时率', en: 'reverse reviews in time', direction: 'up', basis: ['SPP24 12'], of: ['supervisor'] },
    numerator: { zh: '十个工作日内（扣除不计入的）审结的', en: 'within 10 working days net' },
    denominator: { zh: '登记的反向审查（已结或者已到期）', en: 'reverse reviews registered, once done or due' },
    month: begun,
  },
  opinion_issue_rate: {
    ...acts,
    ...{ zh: '检察意见制发率', en: 'opinions issued', direction: 'context', basis: ['CPL 177(3)', 'SPP24 3'] },
    numerator: { zh: '提出检察意见的', en: 'with an opinion' },
    denominator: { zh: '反向审查', en: 'reverse reviews' },
    month: { zh: '登记之月', en: 'its registration' },
    of: ['supervisor'],
  },
  opinion_reply_rate: {
    ...acts,
    ...{ zh: '检察意见回复率', en: 'opinions answered in time', direction: 'up', basis: ['SPP21 9', 'CPL 177(3)'] },
    numerator: { zh: '期限内回复的', en: 'answered by the due date' },
    denominator: { zh: '检察意见（已回复或者已到期）', en: 'opinions, once answered or due' },
    month: { zh: '收到检察意见书之月', en: 'receipt of the opinion' },
    of: inReverse,
  },
  opinion_adoption_rate: {
    ...acts,
    ...{ zh: '采纳率', en: 'opinions adopted', direction: 'up', basis: ['CPL 177(3)', 'SPP24 2'], of: inReverse },
    numerator: { zh: '给予处罚或者说明理由不处罚的', en: 'penalised, or not penalised with reasons' },
    denominator: { zh: '已回复的检察意见', en: 'opinions answered' },
    month: { zh: '首次回复之月', en: 'the first answer' },
  },
  reverse_penalty_rate: {
    ...acts,
    ...{
      zh: '反向处罚率',
      en: 'penalties after reverse transfer',
      direction: 'context',
      basis: ['R310 13', 'APL 27(1)'],
    },
    numerator: { zh: '已给予行政处罚的', en: 'penalised' },
    denominator: { zh: '公安、法院、监察机关反向移送的', en: 'reverse transfers' },
    month: { zh: '反向移送之月', en: 'the reverse transfer' },
    of: ['sender', 'police_in_charge', 'supervisor', 'competent_authority', 'court'],
  },
  clue_to_supervisory: {
    ...acts,
    ...{ kind: 'count', zh: '职务犯罪线索移送数', en: 'duty-crime clues passed on', direction: 'context' },
    basis: ['R310 18', 'R310 19', 'SL 37'],
    numerator: { zh: '移送监察机关的职务犯罪线索', en: 'clues passed to the supervisory commission' },
    denominator: { zh: '同左', en: 'the same' },
    month: { zh: '移送之月', en: 'the passing on' },
    of: ['supervisor'],
  },
  red_flag: {
    ...acts,
    ...{ zh: '红灯预警率', en: 'periods that ran out', direction: 'down', basis: ['R310 16', 'R310 17'] },
    numerator: { zh: '逾期的，按期限种类', en: 'ran out, by period' },
    denominator: { zh: '各项期限（已履行或者已到期）', en: 'periods of duties, once done or due' },
    month: begun,
    of: ['supervisor'],
  },
  yellow_flag: {
    ...acts,
    ...{ zh: '黄灯预警率', en: 'periods kept at the last moment', direction: 'watch', basis: ['R310 16', 'R310 17'] },
    numerator: { zh: '届满前二十四小时内才履行的，按期限种类', en: 'done in time, within 24 hours of the end' },
    denominator: {
      zh: '四十八小时以上的各项期限（已履行或者已到期）',
      en: 'periods of duties longer than 48 hours, once done or due',
    },
    month: begun,
    of: ['supervisor'],
  },
} as const satisfies Record<string, Indicator>

export type IndicatorId = keyof typeof indicators
export const indicatorIds = Object.keys(indicators) as readonly IndicatorId[]
export const definitionOf = (id: IndicatorId): Indicator => indicators[id]
export const isIndicator = (id: string): id is IndicatorId => Object.hasOwn(indicators, id)
