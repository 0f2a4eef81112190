// Names of parties: one field may hold several, and pages mask them in four ways. Names stay as they were said; what is
// compared is another text.
import { comparable, nfkc } from './characters.ts'

export interface SaidName {
  readonly name: string
  readonly masked: boolean
}

const starredName = /[*＊×●○□■△]|某|(?<=[\u3400-\u9fff])[xX]{1,4}(?![A-Za-z])|^[xX]{2,}/
/** A公司, 乙公司: initials of a reporter, no names. */
const initialName = /^[A-Z甲乙丙丁戊](公司|企业|厂|店|单位|某)$/

export const isMaskedName = (name: string): boolean => starredName.test(name) || initialName.test(name)

export interface SaidNames {
  readonly names: readonly SaidName[]
  /** 等: there are more, and they are not named. */
  readonly further: boolean
}

const separators = /[;；\n\r|、]/
const furtherParties = /等(\d+|[一二三四五六七八九十]+)?(人|家|户|名|当事人)?$/

/** The names in one field. A list is taken apart only where every part can be a name, and no bracket is torn. */
export function namesOf(raw: string): SaidNames {
  if (!separators.test(raw) && !raw.endsWith('等') && !/等.{0,3}[人家户名]$/.test(raw))
    return { names: raw === '' ? [] : [named(raw)], further: false }
  const further = furtherParties.test(raw) && (isMaskedName(raw) || separators.test(raw) || /等.+[人家户名]$/.test(raw))
  const text = further ? raw.replace(furtherParties, '') : raw
  const parts = text
    .split(separators)
    .map((part) => part.trim())
    .filter((part) => part !== '')
  const apart = parts.every((part) => part.length >= 2 && balanced(part))
  return { names: (apart ? parts : [text]).map(named), further }
}

const named = (name: string): SaidName => ({ name, masked: isMaskedName(name) })

function balanced(part: string): boolean {
  let depth = 0
  for (const c of nfkc(part)) {
    if (c === '(') depth += 1
    if (c === ')') depth -= 1
    if (depth < 0) return false
  }
  return depth === 0
}

/** Several codes in one field, for several names. */
export const codesOf = (raw: string): string[] =>
  /[;；\n、,，|]/.test(raw)
    ? raw
        .split(/[;；\n、,，|]/)
        .map((part) => part.trim())
        .filter((part) => part !== '')
    : [raw]

export type PartyKind = 'unit' | 'sole_trader' | 'person' | 'unknown'

/** Category of a party by the word for it (list A of the 双公示 set), or unknown. */
export function partyKindOf(word: string): PartyKind {
  if (/个体/.test(word)) return 'sole_trader'
  if (/自然人|^个人$|^公民$|^person$/.test(word)) return 'person'
  if (/法人|非法人|组织|单位|企业|^unit$/.test(word)) return 'unit'
  return 'unknown'
}

/** The form in which names are compared. */
export const nameKey = (name: string): string => comparable(name)
