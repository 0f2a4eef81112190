// A value as text, and the text as a line or as prose: trimmed, without what no column could keep, and held against the limits
// of the schema. What is wrong with it is said in the draft.
import { lineOf, proseOf } from './characters.ts'
import type { Draft } from './draft.ts'
import { decimalOfNumber } from './fen.ts'
import type { FieldRule } from './layout.ts'
import { saysNothing } from './words.ts'

/** Limits of the schema; beyond them a record is held for repair, since nothing of it is cut off. */
export const lengths = {
  name: 400,
  key: 200,
  number: 300,
  title: 1000,
  licence: 1000,
  address: 800,
  basis: 4000,
  bases: 200,
  facts: 100_000,
  content: 20_000,
  type: 4000,
  remarks: 10_000,
  opinion: 4000,
  conclusion: 8000,
  code: 64,
  words: 400,
  manner: 200,
  kinds: 1000,
  procedure: 100,
  identifier: 200,
  amounts: 100,
} as const

/** A scalar as text; null where nothing was said. Lists and objects have no place in a field of one value. */
export function scalar(d: Draft, field: string, value: unknown, rule: FieldRule): string | null {
  let text: string
  if (typeof value === 'string') text = value
  else if (typeof value === 'number') text = decimalOfNumber(value)
  else if (typeof value === 'boolean') text = String(value)
  else if (value === null || value === undefined) return null
  else {
    d.note(field, 'not_a_value', 'A list or an object stands where one value belongs; it is kept raw.')
    return null
  }
  return wordOf(rule, text) ?? text
}

export function line(
  d: Draft,
  field: string,
  value: unknown,
  rule: FieldRule,
  max: number,
  named = false,
): string | null {
  const raw = scalar(d, field, value, rule)
  if (raw === null || saysNothing(raw)) return null
  const { text, damage } = lineOf(raw)
  if (damage !== null) damaged(d, field, damage, named)
  return fits(d, field, text, max)
}

export function prose(
  d: Draft,
  field: string,
  value: unknown,
  rule: FieldRule,
  max: number,
  named: boolean | 'as_a_whole' = false,
): string | null {
  const raw = scalar(d, field, value, rule)
  if (raw === null || saysNothing(raw)) return null
  const { text, damage } = proseOf(raw)
  if (damage !== null) damaged(d, field, damage, named === true || (named !== false && damage === 'mojibake'))
  return fits(d, field, text, max)
}

/** `named`: whether the record is known by it, so that it is not fit to keep without. */
function damaged(d: Draft, field: string, damage: string, named: boolean): void {
  const detail =
    damage === 'mojibake'
      ? 'The text was decoded by the wrong table of characters.'
      : damage === 'holes'
        ? 'Characters were lost; replacement characters stand in their place.'
        : 'Control characters were left out; the raw text is kept.'
  if (named && damage !== 'control_characters') d.fault(field, damage, detail)
  else d.note(field, damage, detail)
}

export function fits(d: Draft, field: string, text: string, max: number): string | null {
  if (text === '' || saysNothing(text)) return null
  if (text.length <= max) return text
  d.fault(field, 'too_long', `The text has ${text.length} characters; ${max} are the most.`)
  return null
}

/** What a code of the source stands for; its own list only, not what every object inherits. */
export function wordOf({ values }: FieldRule, code: string): string | undefined {
  const plain = code.trim()
  return values !== undefined && Object.hasOwn(values, plain) ? values[plain] : undefined
}
