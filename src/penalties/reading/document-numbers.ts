// Document numbers of decisions (文号) and the form in which they are compared. A number that was masked, cut or run together
// has no key; two numbers in one field have none either; numbers are never looked for in prose.
import { documentKey, type SaidDocumentNo } from '../../../schemas/index.ts'
import { nfkc, simplified, withoutPinyin } from './characters.ts'

const open = '〔[(【〖{<〈《「『'
const close = '〕\\])】〗}>〉》」』'
const bracketed = new RegExp(`^(.*?)[${open}]((?:19|20)\\d{2})年?[${close}](.+)$`)
const anyYear = new RegExp(`[${open}](?:19|20)\\d{2}年?[${close}]`, 'g')
const halfOpen = new RegExp(`^(.+?)[${open}]((?:19|20)\\d{2})([^${open}${close}]+)号$`)
const standard = /^[^〔〕[\]()（）\s]+〔(?:19|20)\d{2}〕[1-9]\d*号$/
const masked = /[*＊×●○□]|x{2,}|(?<![A-Za-z])X{2,}|某/
const runTogether = /[〔[(【](?:19|20)\d{2}[0-9A-Za-z]|[\u3400-\u9fff](?:19|20)\d{2}\d+号?$/

/** One number; null where nothing was said. */
export function readDocumentNo(raw: string): SaidDocumentNo | null {
  // Nine numbers of ten are written as the standard wants it, and are their own key.
  if (standard.test(raw) && simplified(raw) === raw && !masked.test(raw)) return { raw, key: raw }
  const text = plain(raw)
  if (text === '') return null
  const pair = /^标题[:：](.+?)[;；]正文[:：](.+)$/.exec(text)
  if (pair !== null) return headed(raw, pair[1] ?? '', pair[2] ?? '')
  return { raw, ...keyOf(text) }
}

interface Key {
  readonly key: string | null
  readonly fault?: string
}

const none = (fault: string): Key => ({ key: null, fault })

/** The form without spaces, reading aids, traditional characters and brackets around the whole. */
function plain(raw: string): string {
  const text = simplified(withoutPinyin(nfkc(raw)))
    .replace(/[\s\p{Cf}]/gu, '')
    .replace(/[‐‑‒–—−]/g, '-')
    .replace(/["“”„‟]/g, '"')
  return wrapped(text) ? plain(text.slice(1, -1)) : text
}

/** True where the first bracket closes at the very end: `((益)食药监行罚〔2018〕21号)`. */
function wrapped(text: string): boolean {
  if (!text.startsWith('(') || !text.endsWith(')')) return false
  let depth = 0
  for (let i = 0; i < text.length - 1; i++) {
    if (text[i] === '(') depth += 1
    if (text[i] === ')') depth -= 1
    if (depth === 0) return false
  }
  return true
}

/** The page's heading is the better one, and is held against its body. */
function headed(raw: string, heading: string, body: string): SaidDocumentNo {
  const [first, second] = [keyOf(heading), keyOf(body)]
  if (first.key === null) return { raw, ...first }
  if (second.key !== null && second.key !== first.key)
    return { raw, key: null, fault: 'The heading and the body of the page name different numbers.' }
  return { raw, key: first.key }
}

/** No organ's number comes near it, and the schema takes no longer ones. */
const keyMax = 200

function keyOf(text: string): Key {
  if (text.length > keyMax - 10) return none('The text is too long for a number.')
  if (masked.test(text)) return none('The number is masked.')
  if (!/\d/.test(text)) return none('There is no number in it.')
  const years = text.match(anyYear)?.length ?? 0
  if (years > 1) return none('There is more than one document number.')
  if (years === 0) return unbracketed(text)
  const [, prefix, year, rest] = bracketed.exec(text) ?? []
  if (prefix === undefined || year === undefined || rest === undefined)
    return none('There is no number behind the year.')
  const serial = serialOf(rest)
  return serial === '' ? none('There is no number behind the year.') : { key: `${prefix}〔${year}〕${serial}号` }
}

/** Without 第 and 号 and leading zeros; letters, organs and suffixes stay: LK010 is LK10, 092(非) is 92(非). */
function serialOf(rest: string): string {
  const serial = rest
    .replace(/^第/, '')
    .replace(/号$/, '')
    .replace(/(?<![\d.])0+(?=\d)/g, '')
  return /\d/.test(serial) ? serial : ''
}

function unbracketed(text: string): Key {
  const half = halfOpen.exec(text)
  if (half !== null) {
    // 〔20266号: a year has four digits, and the end is there, so nothing else can be meant.
    const serial = serialOf(half[3] ?? '')
    if (serial !== '')
      return { key: `${half[1]}〔${half[2]}〕${serial}号`, fault: 'The bracket behind the year is missing.' }
  }
  if (runTogether.test(text)) return none('Year and number run together, and the end may be missing.')
  return { key: documentKey(text) }
}
