// Downgraded handling (降格处理): six signs that a case which ended in a penalty may have been more. Each is derived from the
// record where it can be; what the agency itself declares is a second witness, and where the two differ, that is told.
// A declaration against the agency's own interest counts alone; one in its favour clears nothing that it did not do itself.
import type { PenaltyRecord } from '../../schemas/index.ts'
import { heldFine, mitigates } from './below-minimum.ts'
import type { Screened } from './screen.ts'
import { appraised, discussed, prosesOf, serious, signOf, slight } from './signs.ts'

/** The order of the bits. */
export const flagNames = ['near_threshold', 'repeated', 'discussed', 'appraised', 'below_minimum', 'serious'] as const
export type FlagName = (typeof flagNames)[number]

export const flagTitles: Readonly<Record<FlagName, { readonly zh: string; readonly en: string }>> = {
  near_threshold: { zh: '达到或者接近追诉标准', en: 'at or near a filing threshold' },
  repeated: { zh: '二次以上受行政处罚', en: 'penalised twice or more' },
  discussed: { zh: '经集体讨论', en: 'discussed collectively' },
  appraised: { zh: '有鉴定、检验', en: 'appraised or tested' },
  below_minimum: { zh: '罚款低于法定下限', en: 'fine below the statutory minimum' },
  serious: { zh: '情节严重', en: 'serious circumstances' },
}

type Value = 'yes' | 'no' | 'unknown'

export interface Flag {
  readonly flag: FlagName
  readonly value: Value
  readonly because: { readonly zh: string; readonly en: string }
  /** Field of the record that shows it. */
  readonly place?: string
  /** What the agency itself declares. */
  readonly declared?: boolean
  /** The record shows the contrary of what the agency declares. */
  readonly disagrees?: true
}

/** What is known of the subject's earlier penalties, of all agencies; the store is not the whole world, so it is a least. */
export interface SubjectHistory {
  /** Penalties before this one, within the months, that were not withdrawn. */
  readonly earlier: number
  readonly months: number
}

interface Derived {
  readonly value: Value
  readonly zh: string
  readonly en: string
  readonly place?: string
}

export function downgraded(
  record: PenaltyRecord,
  screened: readonly Screened[],
  history: SubjectHistory | null,
): { readonly flags: readonly Flag[] } {
  const proses = prosesOf(record)
  const derived: Readonly<Record<FlagName, Derived>> = {
    near_threshold: nearness(screened),
    repeated: repetition(history),
    discussed: discussion(record, proses),
    appraised: appraisal(proses),
    below_minimum: fineOf(record),
    serious: seriousness(proses),
  }
  return { flags: flagNames.map((flag) => joined(flag, derived[flag], declarationOf(record, flag))) }
}

/** Bits 0–5: the flag holds; bits 6–11: the declaration and the record disagree. The same without the words, for millions. */
export function downgradedBits(
  record: PenaltyRecord,
  screened: readonly Screened[],
  history: SubjectHistory | null,
): number {
  const proses = prosesOf(record)
  const says = (pattern: RegExp): boolean => proses.some(({ text }) => pattern.test(text))
  let bits = 0
  const put = (flag: FlagName, derived: Value): void => {
    const declared = declarationOf(record, flag)
    const place = flagNames.indexOf(flag)
    if (derived === 'yes' || (derived === 'unknown' && declared === true)) bits |= 1 << place
    if (declared !== undefined && derived !== 'unknown' && declared !== (derived === 'yes'))
      bits |= 1 << (place + flagNames.length)
  }
  put('near_threshold', screened.some((s) => s.today === 'hit' || s.atAct === 'hit' || s.near) ? 'yes' : 'unknown')
  put('repeated', history !== null && history.earlier >= 1 ? 'yes' : 'unknown')
  put('discussed', wasDiscussed(record) !== null || says(discussed) ? 'yes' : 'unknown')
  put('appraised', says(appraised) ? 'yes' : 'unknown')
  const fined = record.amounts.some(({ kind }) => kind === 'fine')
  put('below_minimum', fined ? (heldFine(record)?.value ?? 'unknown') : 'unknown')
  put('serious', says(serious) ? 'yes' : says(slight) ? 'no' : 'unknown')
  return bits
}

/** 是否集体讨论 is asked by the national list, the others by older platforms; some write them into their remarks. */
const declarationOf = (record: PenaltyRecord, flag: FlagName): boolean | undefined =>
  record.declared?.[flag] ??
  (flag === 'discussed' ? record.flags.collective_discussion : undefined) ??
  writtenOut(record.remarks, flag) ??
  writtenOut(record.crime.otherHandling, flag)

/** `情节是否严重：否；处罚次数：3`. */
const forms: Readonly<Record<FlagName, RegExp>> = {
  near_threshold: /追诉标准\s*80\s*%\s*以上\s*[:：]\s*(是|否)/,
  repeated: /处罚次数\s*[:：]\s*(\d{1,3})/,
  discussed: /集体讨论\s*[:：]\s*(是|否|有|无)/,
  appraised: /鉴定\s*[:：]\s*(是|否|有|无)/,
  below_minimum: /低于处罚下限(?:金额|罚款)?\s*[:：]\s*(是|否)/,
  serious: /情节(?:是否)?严重\s*[:：]\s*(是|否)/,
}

function writtenOut(text: string | undefined, flag: FlagName): boolean | undefined {
  if (text === undefined || !/[:：]/.test(text)) return undefined
  const word = forms[flag].exec(text)?.[1]
  return word === undefined ? undefined : flag === 'repeated' ? Number(word) >= 2 : word === '是' || word === '有'
}

/** What an agency did itself it knows best; of the rest its own “no” is no proof. */
const ownActs: ReadonlySet<FlagName> = new Set(['discussed', 'appraised'])

function joined(flag: FlagName, { value, zh, en, place }: Derived, declared: boolean | undefined): Flag {
  const shown = { flag, value, because: { zh, en }, ...(place !== undefined && { place }) }
  if (declared === undefined) return shown
  if (value !== 'unknown')
    return value === (declared ? 'yes' : 'no')
      ? { ...shown, declared }
      : {
          ...shown,
          declared,
          disagrees: true,
          because: {
            zh: `${zh}；机关申报为“${declared ? '是' : '否'}”，与记录不一致`,
            en: `${en}; the agency declares “${declared ? 'yes' : 'no'}”, against the record`,
          },
        }
  if (declared) return { ...shown, value: 'yes', declared, because: { zh: '机关申报', en: 'declared by the agency' } }
  if (!ownActs.has(flag)) return { ...shown, declared }
  return { ...shown, value: 'no', declared, because: { zh: '机关申报为否', en: 'the agency declares that it was not' } }
}

function nearness(screened: readonly Screened[]): Derived {
  let near: Screened | undefined
  let open = 0
  for (const one of screened) {
    if (one.today === 'hit' || one.atAct === 'hit') {
      const { id, charge } = one.rule
      return { value: 'yes', zh: `已达到${charge.zh}的追诉标准（${id}）`, en: `the threshold of ${id} is met` }
    }
    if (one.near) near ??= one
    if (one.today === 'unknown' || one.atAct === 'unknown') open += 1
  }
  if (near !== undefined) {
    const { id, charge, near: own } = near.rule
    const verified = own?.read === 'read'
    return {
      value: 'yes',
      zh: `接近${charge.zh}的追诉标准（${id}，${verified ? own.basis : '比例系本地设定，未经核实'}）`,
      en: `near the threshold of ${id} (${verified ? own.basis : 'by a share set here, unverified'})`,
    }
  }
  if (open > 0)
    return { value: 'unknown', zh: `${open}项追诉标准所需事实不明`, en: `the facts of ${open} thresholds are missing` }
  return {
    value: 'unknown',
    zh: '没有达到追诉标准；接近与否未设比例',
    en: 'no threshold is met; no share is set for nearness',
  }
}

function repetition(history: SubjectHistory | null): Derived {
  if (history === null)
    return { value: 'unknown', zh: '当事人没有可核对的证件号码', en: 'the subject has no number to be found by' }
  const { earlier, months } = history
  return earlier >= 1
    ? {
        value: 'yes',
        zh: `${months}个月内至少${earlier + 1}次受处罚`,
        en: `penalised at least ${earlier + 1} times in ${months} months`,
      }
    : {
        value: 'unknown',
        zh: '本库没有更早的处罚；他处可能有',
        en: 'no earlier penalty is kept here; there may be some elsewhere',
      }
}

type Proses = ReturnType<typeof prosesOf>

/** The field that shows a discussion. */
const wasDiscussed = ({ dates, discussionConclusion }: PenaltyRecord): string | null =>
  dates.collective_discussion !== undefined
    ? 'dates.collective_discussion'
    : discussionConclusion !== undefined
      ? 'discussionConclusion'
      : null

function discussion(record: PenaltyRecord, proses: Proses): Derived {
  const place = wasDiscussed(record)
  if (place !== null)
    return {
      value: 'yes',
      zh: '记录载有集体讨论日期或者结论',
      en: 'the record has the day or the conclusion of one',
      place,
    }
  return worded(proses, discussed) ?? silent
}

const silent: Derived = { value: 'unknown', zh: '记录没有写明', en: 'the record does not say' }

const appraisal = (proses: Proses): Derived => worded(proses, appraised) ?? silent

function seriousness(proses: Proses): Derived {
  const yes = worded(proses, serious)
  if (yes !== null) return yes
  const no = signOf(proses, slight)
  return no === null
    ? silent
    : { value: 'no', zh: `记录写明：“${no.quotation}”`, en: `the record says: “${no.quotation}”`, place: no.place }
}

function worded(proses: Proses, pattern: RegExp): Derived | null {
  const sign = signOf(proses, pattern)
  if (sign === null) return null
  return {
    value: 'yes',
    zh: `记录写明：“${sign.quotation}”`,
    en: `the record says: “${sign.quotation}”`,
    place: sign.place,
  }
}

const money = (yuan: number) => `${Math.round(yuan * 100) / 100}`

function fineOf(record: PenaltyRecord): Derived {
  const held = heldFine(record)
  if (held === null || held.minimum === null)
    return {
      value: 'unknown',
      zh: '所引条款的法定下限未收录',
      en: 'no statutory minimum is kept for the articles cited',
    }
  const { minimum, fine, value } = held
  const { text } = minimum.cited
  if (fine === null)
    return { value: 'unknown', zh: `记录没有载明罚款（${text}）`, en: `the record states no fine (${text})` }
  const least = money(minimum.yuan.least)
  const why = mitigates(record) ? { zh: '；引用了减轻处罚', en: '; mitigation is cited' } : { zh: '', en: '' }
  if (value === 'yes')
    return {
      value,
      zh: `罚款${money(fine.most)}元，${text}的下限为${least}元${why.zh}`,
      en: `fine of ${money(fine.most)} yuan, the minimum of ${text} being ${least}${why.en}`,
      place: 'amounts.fine',
    }
  if (value === 'no')
    return {
      value,
      zh: `罚款不低于${text}的下限`,
      en: `the fine is not below the minimum of ${text}`,
      place: 'amounts.fine',
    }
  return { value, zh: `${text}的下限无法确定`, en: `the minimum of ${text} cannot be worked out` }
}
