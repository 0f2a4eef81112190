// Words that come from lists: kinds of penalty, procedure, yes and no, status. Whoever writes another word is quoted, not
// interpreted.
import type { PenaltyRecord, penaltyKinds, procedureKinds } from '../../../schemas/index.ts'
import { nfkc, simplified } from './characters.ts'

export type PenaltyKind = (typeof penaltyKinds)[number]
export type ProcedureKind = (typeof procedureKinds)[number]
export type StatusKind = PenaltyRecord['status']['kind']

/** Cells that say that there is nothing. 无 and 否 are answers to a question, so this is asked after it. */
const nothing = new Set([
  '',
  '-',
  '--',
  '---',
  '—',
  '——',
  '/',
  '\\',
  '无',
  '空',
  '暂无',
  '(空)',
  '（空）',
  'null',
  'NULL',
  'Null',
  'undefined',
  'None',
  'N/A',
  'n/a',
  '#N/A',
])
export const saysNothing = (text: string): boolean => text.length < 10 && nothing.has(text)

const yes = new Set(['是', '1', 'true', 'y', 'yes', 't', '有', '√', '✓', '对'])
const no = new Set(['否', '0', 'false', 'n', 'no', 'f', '无', '×', '不是', '未', '没有', '错'])

/** Undefined where the word is neither. */
export function booleanOf(value: string | number | boolean): boolean | undefined {
  if (typeof value === 'boolean') return value
  const word = typeof value === 'number' ? String(value) : nfkc(value).trim().toLowerCase()
  return yes.has(word) ? true : no.has(word) ? false : undefined
}

const kindWords: readonly (readonly [RegExp, PenaltyKind])[] = [
  [/不予(行政)?处罚|不予处罚|免于(行政)?处罚|免予(行政)?处罚|不处罚/, 'not_punished'],
  [/通报批评/, 'criticism'],
  [/警告/, 'warning'],
  [/没收(全部)?(违法|非法)?所得/, 'confiscation_of_income'],
  [/没收/, 'confiscation_of_goods'],
  [/罚款/, 'fine'],
  [/降低资质/, 'qualification_lowered'],
  [/停产停业|停业整顿/, 'production_stopped'],
  [/责令关闭/, 'closed_down'],
  [/限制从业|从业禁止|禁止从业/, 'occupation_restricted'],
  [/限制开展/, 'business_restricted'],
  [/行政拘留/, 'detention'],
]

export interface ReadKinds {
  readonly values: readonly PenaltyKind[]
  /** Words of the list that mean no kind known here. */
  readonly unknown: readonly string[]
}

const kindsSeen = new Map<string, ReadKinds>()
const seenMax = 2048

/** A set, from texts joined with any separator and trailing ones. */
export function kindsOf(raw: string): ReadKinds {
  const known = kindsSeen.get(raw)
  if (known !== undefined) return known
  const values: PenaltyKind[] = []
  const unknown: string[] = []
  for (const part of simplified(nfkc(raw)).split(/[;,、|\n]+/)) {
    const word = part.trim()
    if (word === '' || saysNothing(word)) continue
    const found = kindOf(word)
    if (found === undefined) unknown.push(word)
    else if (!values.includes(found)) values.push(found)
  }
  const read = { values, unknown }
  if (kindsSeen.size >= seenMax) kindsSeen.clear()
  kindsSeen.set(raw, read)
  return read
}

function kindOf(word: string): PenaltyKind | undefined {
  const suspended = word.includes('暂扣')
  const revoked = word.includes('吊销')
  // The list of 2018 had one entry for both; which of the two it was it does not say.
  if (suspended && revoked) return undefined
  if (suspended) return 'licence_suspended'
  if (revoked) return 'licence_revoked'
  return kindWords.find(([words]) => words.test(word))?.[1]
}

/** One of the three; 听证 is a part of the ordinary procedure and names none. */
function procedureNamed(word: string): ProcedureKind | null {
  if (/^(简易|当场)(程序)?(处罚|处理)?$/.test(word)) return 'summary'
  if (/^快速(办理|程序|办案)?(程序)?$/.test(word)) return 'quick'
  if (/^(一般|普通)(程序)?(处罚|处理)?$/.test(word)) return 'ordinary'
  return null
}

const conversion = /^(?:由|从)?(.+?)(?:转换为|转换成|变更为|转为|转成|转|→|->)(.+)$/

/** The procedure a case ended under, and the one it was converted from where the word says so (简易程序转普通程序). */
export function procedureOf(raw: string): { kind: ProcedureKind | null; convertedFrom?: ProcedureKind } {
  const word = simplified(nfkc(raw)).replace(/\s+/g, '')
  const [, before = '', after = ''] = conversion.exec(word) ?? []
  if (after === '') return { kind: procedureNamed(word) }
  const [from, to] = [procedureNamed(before), procedureNamed(after)]
  return from === null || to === null || from === to ? { kind: null } : { kind: to, convertedFrom: from }
}

const statusWords: readonly (readonly [RegExp, StatusKind])[] = [
  [/不再(实际)?执行|未实际执行|终止执行|不予执行/, 'not_executed'],
  [/撤销|撤回|作废|失效|删除/, 'withdrawn'],
  [/异议|争议/, 'objected'],
  [/^(正常|有效|生效|公示|公示中|在公示)$/, 'in_force'],
  [/^其他$/, 'other'],
]

/** `unknown` where the word is none of these. */
export function statusOf(raw: string): StatusKind {
  const word = simplified(nfkc(raw)).trim()
  // 未撤销 is not withdrawn.
  if (/未|没有|无/.test(word) && !/未实际执行/.test(word)) return 'unknown'
  return statusWords.find(([words]) => words.test(word))?.[1] ?? 'unknown'
}

export type Handling = 'transferred' | 'detention' | 'anti_smuggling' | 'informed' | 'none' | 'unknown'

/** 移送公安 for a crime, 移送拘留 for detention, 移送缉私 and 通报公安 are four things. */
export function handlingOf(raw: string): Handling {
  const word = simplified(nfkc(raw)).replace(/\s+/g, '')
  if (/^(无|否|没有|未移送|不移送)$/.test(word)) return 'none'
  if (/拘留/.test(word)) return 'detention'
  if (/(移送|移交)缉私/.test(word)) return 'anti_smuggling'
  if (/通报公安/.test(word) && !/移送/.test(word)) return 'informed'
  if (/未移送|不移送|拟移送/.test(word)) return 'unknown'
  if (/移送(涉嫌)?(犯罪|司法|公安|检察|监察)|涉嫌犯罪移送/.test(word)) return 'transferred'
  return 'unknown'
}
