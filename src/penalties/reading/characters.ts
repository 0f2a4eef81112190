// What stands in a text that should not: controls, mojibake, holes, traditional characters and the reading aids put between
// them. It says what it found; the text itself stays as it was, except for what no column could keep.
import { to } from 'opencc-js/preset/t2cn'

/** One look a text: most need no more. Latin-1 and the replacement character are where damage shows. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const unusual = /[\u0000-\u001f\u007f-\u00ff\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffd-\uffff锟]/
const space = /\s/
/** White space at either end, control characters, or what looks like damage. */
const needsCare = (raw: string): boolean =>
  unusual.test(raw) || raw.length === 0 || edge(raw.charCodeAt(0)) || edge(raw.charCodeAt(raw.length - 1))
const edge = (code: number): boolean =>
  code === 0x20 || code === 0x3000 || (code >= 0x1680 && code <= 0x205f && space.test(String.fromCharCode(code)))

const forbidden = /[\p{Cc}\p{Surrogate}\p{Noncharacter_Code_Point}\ufeff]/gu
const forbiddenInProse = /(?![\t\n\r])[\p{Cc}\p{Surrogate}\p{Noncharacter_Code_Point}\ufeff]/gu

export type Damage = 'mojibake' | 'holes' | 'control_characters'

export interface Cleaned {
  readonly text: string
  readonly damage: Damage | null
}

/** One line, trimmed, line breaks as spaces. */
export function lineOf(raw: string): Cleaned {
  if (!needsCare(raw)) return { text: raw, damage: null }
  const text = raw
    .replace(/[\t\n\v\f\r\u0085]+/g, ' ')
    .replace(forbidden, '')
    .trim()
  return { text, damage: damageOf(raw, forbidden) }
}

/** Prose, trimmed; line breaks and tabs stay. */
export function proseOf(raw: string): Cleaned {
  if (!needsCare(raw)) return { text: raw, damage: null }
  return { text: raw.replace(forbiddenInProse, '').trim(), damage: damageOf(raw, forbiddenInProse) }
}

function damageOf(raw: string, controls: RegExp): Damage | null {
  if (isMojibake(raw)) return 'mojibake'
  if (raw.includes('\ufffd')) return 'holes'
  controls.lastIndex = 0
  const found = controls === forbidden ? raw.replace(/[\t\n\v\f\r\u0085\ufeff]/g, '') : raw.replaceAll('\ufeff', '')
  return controls.test(found) ? 'control_characters' : null
}

/** UTF-8 read as Latin-1 or windows-1252: a lead byte's character and that of a byte that follows one. */
const utf8Pairs =
  /[\u00e3-\u00ef][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]/g
/** GBK read as Latin-1: a run of letters that no language writes. */
const latinRun = /[\u00a1-\u00b6\u00b8-\u00d6\u00d8-\u00f6\u00f8-\u00ff]{4,}/

/** True for text that was decoded by the wrong table, so that its words cannot be had back with certainty. */
export function isMojibake(text: string): boolean {
  if (text.includes('锟斤拷')) return true
  if (!/[\u00a1-\u00ff]/.test(text)) return false
  if ((text.match(utf8Pairs)?.length ?? 0) >= 2) return true
  return latinRun.test(text) && !/\p{Script=Han}/u.test(text)
}

/** Valid in simplified text too, whatever a table of traditional characters says: 乾县, 於 as a surname, 著名. */
const both = '乾於夥徵麽'
/** The converter's table of single characters, `婁 娄|環 环|…`, beside that of phrases; a key needs no phrases. */
const dictionary = [to.cn?.[0]].flat().at(-1)

/** Simplified form by code unit; 0 where a character is none of the traditional ones. */
const simplifiedOf: Uint16Array = (() => {
  const table = new Uint16Array(0x10000)
  for (const pair of typeof dictionary === 'string' ? dictionary.split('|') : []) {
    const [from = '', to = ''] = pair.split(' ')
    if (from.length === 1 && to.length === 1 && from !== to && !both.includes(from))
      table[from.charCodeAt(0)] = to.charCodeAt(0)
  }
  return table
})()

/** Simplified characters for traditional ones, one by one: a key is compared, not read. */
export function simplified(text: string): string {
  for (let i = 0; i < text.length; i++)
    if (simplifiedOf[text.charCodeAt(i)] !== 0)
      return text.replace(/[\u3400-\u9fff]/g, (c) => {
        const to = simplifiedOf[c.charCodeAt(0)] ?? 0
        return to === 0 ? c : String.fromCharCode(to)
      })
  return text
}

/** `環(huán)`: a page that wanted to teach reading. Only behind a Chinese character, only what can be a syllable. */
const pinyin = /(?<=[\u3400-\u9fff])[（(][a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹ]{1,6}[)）]/g

const bracketed = /[（(][a-zà-ǿ]/

export const withoutPinyin = (text: string): string => (bracketed.test(text) ? text.replace(pinyin, '') : text)

/** Characters that NFKC may change: full-width forms, compatibility characters, small forms, ligatures. */
const foldable =
  /[\u00a0-\u00ff\u2000-\u2bff\u3000\u3003-\u3004\u3012-\u301c\u3036-\u33ff\uf900-\ufaff\ufe10-\uffef\ud800-\udfff]/

export const nfkc = (text: string): string => (foldable.test(text) ? text.normalize('NFKC') : text)

const notFact = /[^0-9A-Za-z\u3400-\u9fff\ud800-\udfff]+/g
const markup = /<\/?[A-Za-z!][^<>]{0,500}>/g

/** Full-width digits and letters, compatibility characters; other characters that NFKC changes fall out anyway. */
const folded = /[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uf900-\ufaff]/
const lower = /[a-z]/

/** Text as it is compared: without markup, punctuation, spaces and reading aids, in simplified characters. */
export function comparable(text: string): string {
  const plain = withoutPinyin(text.includes('<') ? text.replace(markup, '') : text)
  const bare = simplified((folded.test(plain) ? plain.normalize('NFKC') : plain).replace(notFact, ''))
  return lower.test(bare) ? bare.toUpperCase() : bare
}
