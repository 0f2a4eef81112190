// Codes and numbers of parties and organs: checked, named by what they are even in the wrong column, and never repaired.
import { idNumberFault, isDate, orgCodeFault, type SaidIdentifier, usccFault } from '../../../schemas/index.ts'
import { nfkc } from './characters.ts'

export type IdentifierKind = SaidIdentifier['kind']
/** `otherKind` where the value is not what its column says. */
export interface ReadIdentifier {
  readonly said: SaidIdentifier
  readonly otherKind: boolean
}

const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const worth = new Int8Array(128).fill(-1)
for (let i = 0; i < alphabet.length; i++) worth[alphabet.charCodeAt(i)] = i
const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]

/** The first check of usccFault, without words and fast: it runs four times a record. */
function sums(s: string): boolean {
  let sum = 0
  for (let i = 0; i < 17; i++) {
    const value = worth[s.charCodeAt(i)] ?? -1
    if (value < 0) return false
    sum += value * (weights[i] ?? 0)
  }
  return worth[s.charCodeAt(17)] === (31 - (sum % 31)) % 31
}

const idWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/** The check digit of an identity number, fast; its region and birthday are looked at with words, and once a number. */
function idSums(s: string): boolean {
  let sum = 0
  for (let i = 0; i < 17; i++) {
    const digit = s.charCodeAt(i) - 48
    if (digit < 0 || digit > 9) return false
    sum += digit * (idWeights[i] ?? 0)
  }
  return '10X98765432'.charCodeAt(sum % 11) === s.charCodeAt(17)
}

/** Organs repeat from record to record. Bounded, since senders choose the codes. */
const sound = new Map<string, SaidIdentifier>()
const soundMax = 4096

const starred = /[*＊×?？#●○□■…]|某/
const dashes = /[\s\-‐‑‒–—−_]/g

/** One identifier; null where nothing was said. */
export function readIdentifier(kind: IdentifierKind, raw: string, today: string): ReadIdentifier | null {
  const quick = raw.length === 18 ? clean(kind, raw, today) : null
  if (quick !== null) return { said: quick, otherKind: false }
  const text = nfkc(raw)
  const value = text.replace(dashes, '').toUpperCase()
  if (value === '') return null
  const looksMasked = starred.test(text) || /x{2,}/.test(text)
  if (looksMasked) return { said: { kind, raw, value: null, check: 'masked' }, otherKind: false }
  const verdict = judge(kind, value, today)
  if (verdict.fault !== undefined && /X{2,}/.test(value))
    return { said: { kind, raw, value: null, check: 'masked' }, otherKind: false }
  if (verdict.fault !== undefined && verdict.check === 'invalid') {
    const other = otherKindOf(kind, value, today)
    if (other !== null) return { said: { kind: other, raw, value, check: 'ok' }, otherKind: true }
    return { said: { kind, raw, value: null, check: 'invalid', fault: verdict.fault }, otherKind: false }
  }
  return { said: { kind, raw, value: value.slice(0, 64), check: verdict.check }, otherKind: false }
}

/** A number that is in order, as nearly all are. */
function clean(kind: IdentifierKind, raw: string, today: string): SaidIdentifier | null {
  if (kind === 'uscc') {
    const known = sound.get(raw)
    if (known !== undefined) return known
    if (!sums(raw) || usccFault(raw) !== null) return null
    const said: SaidIdentifier = Object.freeze({ kind, raw, value: raw, check: 'ok' })
    if (sound.size >= soundMax) sound.clear()
    sound.set(raw, said)
    return said
  }
  if (kind !== 'id_card' || !idSums(raw) || idNumberFault(raw, today) !== null) return null
  return { kind, raw, value: raw, check: 'ok' }
}

interface Verdict {
  readonly check: 'ok' | 'invalid' | 'unchecked'
  readonly fault?: string
}

const by = (fault: string | null): Verdict => (fault === null ? { check: 'ok' } : { check: 'invalid', fault })
const shaped = (pattern: RegExp, value: string, what: string): Verdict =>
  pattern.test(value) ? { check: 'unchecked' } : { check: 'invalid', fault: `The value has not the form of ${what}.` }

function judge(kind: IdentifierKind, value: string, today: string): Verdict {
  switch (kind) {
    case 'uscc':
      return by(usccWords(value))
    case 'organisation_code':
      return by(orgCodeFault(value))
    case 'id_card':
      return /^\d{15}$/.test(value) ? oldNumber(value) : by(idNumberFault(value, today))
    case 'passport':
      return shaped(/^[A-Z0-9]{5,17}$/, value, 'a passport number')
    case 'hk_macao_permit':
      return /^8[123]/.test(value) && value.length === 18
        ? by(idNumberFault(value, today))
        : shaped(/^[HMC]\d{8}(\d{2})?$/, value, 'a permit of Hong Kong and Macao residents')
    case 'taiwan_permit':
      return /^83/.test(value) && value.length === 18
        ? by(idNumberFault(value, today))
        : shaped(/^(\d{8}|\d{10}[A-Z]?)$/, value, 'a permit of Taiwan residents')
    case 'foreign_permanent_residence':
      return /^9\d{16}[\dX]$/.test(value)
        ? by(idNumberFault(value, today))
        : shaped(/^[A-Z]{3}\d{12}$/, value, 'a permanent residence card')
    default:
      return value.length > 64
        ? { check: 'invalid', fault: 'The value is longer than any number of its kind.' }
        : { check: 'unchecked' }
  }
}

function usccWords(value: string): string | null {
  const fault = usccFault(value)
  if (fault === null) return null
  if (/^[0-9A-Z]{18}\d{3}[A-Z]$/.test(value))
    return 'A pollution permit number (credit code and suffix) is no credit code.'
  if (value.length === 18 && /[IO]/.test(value))
    return `${fault} The letters I and O are none of its characters; it is not mended here.`
  return fault
}

/** Numbers of before 1999: no check digit, the century left out. */
function oldNumber(value: string): Verdict {
  const birth = `19${value.slice(6, 8)}-${value.slice(8, 10)}-${value.slice(10, 12)}`
  return isDate(birth)
    ? { check: 'unchecked' }
    : { check: 'invalid', fault: 'The identity number of 15 digits contains no real date of birth.' }
}

/** What a value is that fails as what its column says: only where its own check digits say so. */
function otherKindOf(kind: IdentifierKind, value: string, today: string): IdentifierKind | null {
  if (kind !== 'uscc' && value.length === 18 && usccFault(value) === null) return 'uscc'
  if (kind !== 'id_card' && value.length === 18 && idNumberFault(value, today) === null) return 'id_card'
  if (kind === 'uscc' && value.length === 9 && orgCodeFault(value) === null) return 'organisation_code'
  return null
}

const idWords: readonly (readonly [RegExp, IdentifierKind])[] = [
  [/外国人永久居留|永久居留/, 'foreign_permanent_residence'],
  [/港澳/, 'hk_macao_permit'],
  [/台湾|台胞/, 'taiwan_permit'],
  [/护照/, 'passport'],
  [/身份证/, 'id_card'],
  [/统一社会信用代码/, 'uscc'],
  [/组织机构代码/, 'organisation_code'],
]

/** Kind of a paper by the word for it; `other` where the word is none of these. */
export const identifierKindOf = (word: string): IdentifierKind =>
  idWords.find(([words]) => words.test(word))?.[1] ?? 'other'
