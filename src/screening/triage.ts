// Procedure triage: a case in the summary or the quick procedure that does not belong there, and steps of the ordinary one
// that the record shows to be missing. Held only against what the record states; what it leaves open is no reason.
import type { PenaltyRecord } from '../../schemas/index.ts'
import { citedIn, dayOfLaw, fineOf, sumOf } from './below-minimum.ts'
import type { Screened } from './screen.ts'
import { appraised, prosesOf, signOf } from './signs.ts'

export type TriageReason =
  | 'threshold_met'
  | 'crime_declared'
  | 'fine_above_summary'
  | 'penalty_beyond_summary'
  | 'beyond_quick'
  | 'hearing_held'
  | 'major_case'
  | 'facts_absent'
  | 'appraisal_absent'
  | 'discussion_absent'
  | 'legal_review_absent'
  | 'conversion_unexplained'
  | 'converted_downwards'

export interface Reason {
  readonly reason: TriageReason
  /** Instrument and article, as they are cited. */
  readonly basis: string
  readonly zh: string
  readonly en: string
}

export interface Triage {
  /** Why the case belongs into the ordinary procedure. */
  readonly convert: readonly Reason[]
  /** What the ordinary procedure wants and the record says that there was not. */
  readonly lacking: readonly Reason[]
  /** 程序转换 as recorded, with the reason where the record gives one. */
  readonly converted?: { readonly from: string; readonly to: string; readonly reason: string | null }
}

/** Null where there is nothing to say: most records. */
export function triage(record: PenaltyRecord, screened: readonly Screened[]): Triage | null {
  const { procedure, flags } = record
  const from = procedure?.convertedFrom
  const short = procedure?.kind === 'summary' || procedure?.kind === 'quick'
  if (!short && from === undefined && flags.major !== true && flags.hearing !== true) return null
  const convert = short ? conversions(record, screened, procedure?.kind === 'summary') : []
  const lacking = short ? [] : stepsLacking(record)
  const converted =
    from === undefined || procedure?.kind == null ? undefined : { from, to: procedure.kind, reason: reasonOf(record) }
  if (converted !== undefined && converted.reason === null) lacking.push(reasons.conversion_unexplained)
  if (converted !== undefined && converted.to !== 'ordinary') lacking.push(reasons.converted_downwards)
  if (convert.length === 0 && lacking.length === 0 && converted === undefined) return null
  return { convert, lacking, ...(converted !== undefined && { converted }) }
}

const penaltyLaw = '行政处罚法'
const quickCustoms = '海关办理行政处罚案件程序规定（海关总署令第250号）第一百零三条'

const reasons = {
  threshold_met: reason(
    'threshold_met',
    `${penaltyLaw}第二十七条、第五十七条第一款第四项；行政执法机关移送涉嫌犯罪案件的规定第三条`,
    '达到追诉标准，不适用简易程序或者快速办理，应当移送评估',
    'a filing threshold is met: neither the summary nor the quick procedure fits, and a transfer is to be considered',
  ),
  crime_declared: reason(
    'crime_declared',
    `${penaltyLaw}第五十七条第一款第四项`,
    '记录自载涉嫌犯罪',
    'the record itself says that a crime is suspected',
  ),
  penalty_beyond_summary: reason(
    'penalty_beyond_summary',
    `${penaltyLaw}第五十一条`,
    '当场处罚只能是罚款或者警告',
    'on the spot there may be a fine or a warning only',
  ),
  hearing_held: reason(
    'hearing_held',
    `${penaltyLaw}第六十三条；公安机关办理行政案件程序规定第四十一条第二项`,
    '经过听证的案件不适用简易程序或者快速办理',
    'a case with a hearing belongs into the ordinary procedure',
  ),
  major_case: reason(
    'major_case',
    `${penaltyLaw}第五十七条第二款`,
    '重大案件应当集体讨论，不适用简易程序或者快速办理',
    'a major case is discussed collectively and belongs into the ordinary procedure',
  ),
  facts_absent: reason(
    'facts_absent',
    `${penaltyLaw}第四十条、第五十一条`,
    '没有载明违法事实，不能认为事实清楚',
    'no facts are stated, so they cannot be called clear',
  ),
  appraisal_absent: reason(
    'appraisal_absent',
    `${penaltyLaw}第四十条、第四十六条`,
    '违法行为须经检验、鉴定认定，记录未见检验、鉴定',
    'the act is one that a test or an appraisal establishes, and the record shows none',
  ),
  discussion_absent: reason(
    'discussion_absent',
    `${penaltyLaw}第五十七条第二款`,
    '重大案件未经集体讨论',
    'a major case without a collective discussion',
  ),
  legal_review_absent: reason(
    'legal_review_absent',
    `${penaltyLaw}第五十八条第一款第二项`,
    '经过听证的案件未经法制审核',
    'a case with a hearing and without a legal review',
  ),
  conversion_unexplained: reason(
    'conversion_unexplained',
    `${penaltyLaw}第五十四条`,
    '程序已转换，没有载明理由',
    'the procedure was converted and no reason is recorded',
  ),
  converted_downwards: reason(
    'converted_downwards',
    `${penaltyLaw}第五十一条、第五十四条`,
    '由普通程序转为简易程序或者快速办理',
    'converted from the ordinary procedure into a shorter one',
  ),
}

function reason(id: TriageReason, basis: string, zh: string, en: string): Reason {
  return Object.freeze({ reason: id, basis, zh, en })
}

function conversions(record: PenaltyRecord, screened: readonly Screened[], summary: boolean): Reason[] {
  const found: Reason[] = []
  if (screened.some((s) => s.today === 'hit' || s.atAct === 'hit')) found.push(reasons.threshold_met)
  if (record.crime.suspected === true) found.push(reasons.crime_declared)
  if (summary) {
    const limit = summaryLimit(record)
    const fine = fineOf(record)
    if (fine !== null && fine.least > limit.yuan * Math.max(1, record.parties.length))
      found.push(
        reason(
          'fine_above_summary',
          limit.basis,
          `罚款超过当场处罚的限额${limit.yuan}元`,
          `the fine is above the ${limit.yuan} yuan of the summary procedure`,
        ),
      )
    if (record.kinds.values.some((kind) => !onTheSpot.has(kind)) || confiscates(record))
      found.push(reasons.penalty_beyond_summary)
  } else {
    const beyond = beyondQuick(record)
    if (beyond !== null) found.push(beyond)
  }
  if (record.flags.hearing === true) found.push(reasons.hearing_held)
  if (record.flags.major === true) found.push(reasons.major_case)
  if (record.facts === null && record.violationType === null && record.content === undefined)
    found.push(reasons.facts_absent)
  if (wantsAppraisal.test(record.violationType ?? '') && !isAppraised(record)) found.push(reasons.appraisal_absent)
  return found
}

/** Of kinds that say nothing of the penalty nothing follows. */
const onTheSpot: ReadonlySet<string> = new Set(['fine', 'warning', 'not_punished', 'other'])

const confiscates = (record: PenaltyRecord): boolean =>
  record.amounts.some(({ kind, fen }) => kind === 'confiscated' && fen !== null && fen > 0)

/** What everybody may be fined on the spot. A sole trader, and one of whom nothing is said, has the benefit of the doubt. */
function summaryLimit(record: PenaltyRecord): { readonly yuan: number; readonly basis: string } {
  const day = dayOfLaw(record)
  const person = record.parties.length > 0 && record.parties.every(({ kind }) => kind === 'person')
  if (record.domain === 'public_order')
    // The figure of 2026 is remembered, not read; it is the larger one and flags nothing that the former would not.
    return { yuan: day !== null && day < '2026-01-01' ? 200 : 500, basis: '治安管理处罚法（当场处罚）' }
  if (day !== null && day < '2021-07-15')
    return { yuan: person ? 50 : 1_000, basis: `${penaltyLaw}（2017年修正）第三十三条` }
  return { yuan: person ? 200 : 3_000, basis: `${penaltyLaw}第五十一条` }
}

function beyondQuick(record: PenaltyRecord): Reason | null {
  if (record.domain === 'public_order')
    return detentionOf(record) >= 10
      ? reason(
          'beyond_quick',
          '公安机关办理行政案件程序规定第四十一条第三项',
          '行政拘留十日以上，不适用快速办理',
          'detention of ten days or more: not for the quick procedure',
        )
      : null
  if (record.domain !== 'customs' && record.domain !== 'customs_smuggling') return null
  // Eight alternatives: it is beyond them only where the record rules out each. 第八项 is open and a person's to say.
  const value = sumOf(record.amounts.filter(({ kind }) => kind === 'goods_value'))
  const fine = fineOf(record)
  const cited = record.legalBasis
    .flatMap(citedIn)
    .filter(({ instrument }) => instrument.endsWith('海关行政处罚实施条例'))
  const light = cited.some(
    ({ article, item }) => (article === 15 && (item === undefined || item < 3)) || (article >= 20 && article <= 23),
  )
  if (value === null || fine === null || cited.length === 0 || light) return null
  if (/货币|现钞|现金/.test(`${record.violationType ?? ''}${record.facts ?? ''}`)) return null
  if (value.least <= 500_000 || fine.least <= 30_000) return null
  return reason(
    'beyond_quick',
    quickCustoms,
    '货物价值超过五十万元、罚款超过三万元，且未引用可以快速办理的条款',
    'goods of more than 500,000 yuan and a fine of more than 30,000, under no article that the quick procedure lists',
  )
}

function detentionOf(record: PenaltyRecord): number {
  const said = record.quantities.find(({ name, unit }) => /拘留/.test(name) && unit === '日')?.value
  const words = /行政拘留(\d{1,2})[日天]/.exec(record.content ?? '')?.[1]
  return Number(said ?? words ?? 0)
}

const wantsAppraisal = /假冒|伪劣|假药|劣药|有毒有害|有毒、有害|超标|不合格|危险废物|固体废物/
const isAppraised = (record: PenaltyRecord): boolean =>
  record.declared?.appraised === true || signOf(prosesOf(record), appraised) !== null

function stepsLacking({ flags, dates, discussionConclusion }: PenaltyRecord): Reason[] {
  const found: Reason[] = []
  const discussed = dates.collective_discussion !== undefined || discussionConclusion !== undefined
  if (flags.major === true && flags.collective_discussion === false && !discussed) found.push(reasons.discussion_absent)
  if (flags.hearing === true && flags.legal_review === false && dates.legal_review === undefined)
    found.push(reasons.legal_review_absent)
  return found
}

/** A sentence that speaks of the conversion. */
function reasonOf(record: PenaltyRecord): string | null {
  for (const { text } of prosesOf(record)) {
    const match =
      /[^。；;\n]{0,80}(程序转换|转(为|换为|成|入|化为)?(普通|一般)程序|不适用(简易程序|快速办理))[^。；;\n]{0,80}/.exec(
        text,
      )
    if (match !== null) return match[0]
  }
  return null
}
