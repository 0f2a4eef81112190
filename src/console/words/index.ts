// The one catalogue: every word the console says, in the statute's terms, Chinese first. A page takes words by key; one that
// is missing here does not compile.
import { accessWords } from './access.ts'
import { administrationWords } from './administration.ts'
import { assignmentWords } from './assignments.ts'
import { caseWords } from './case.ts'
import { clueWords } from './clues.ts'
import { correspondenceWords } from './correspondence.ts'
import { drawWords } from './draws.ts'
import { fieldWords } from './fields.ts'
import { frameWords } from './frame.ts'
import { labelWords } from './labels.ts'
import { penaltyWords } from './penalties.ts'
import { queueWords } from './queue.ts'
import { reportWords } from './reports.ts'
import { sessionWords } from './session.ts'
import { stepWords } from './steps.ts'
import { submitWords } from './submit.ts'
import { supervisionWords } from './supervision.ts'
import { syncWords } from './sync.ts'

export type Lang = 'zh' | 'en'

/** Chinese and English; `{name}` is filled in. */
export type Words = readonly [zh: string, en: string]

export const words = {
  ...frameWords,
  ...sessionWords,
  ...queueWords,
  ...caseWords,
  ...stepWords,
  ...submitWords,
  ...supervisionWords,
  ...drawWords,
  ...reportWords,
  ...syncWords,
  ...administrationWords,
  ...accessWords,
  ...penaltyWords,
  ...correspondenceWords,
  ...assignmentWords,
  ...labelWords,
  ...clueWords,
} as const satisfies Readonly<Record<string, Words>>

export type WordKey = keyof typeof words
export type Filled = Readonly<Record<string, string | number>>
export type Translate = (key: WordKey, filled?: Filled) => string

const fill = (text: string, filled: Filled): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => (Object.hasOwn(filled, name) ? String(filled[name]) : whole))

const tongue =
  (index: 0 | 1): Translate =>
  (key, filled) =>
    filled === undefined ? words[key][index] : fill(words[key][index], filled)

export const translate: Readonly<Record<Lang, Translate>> = { zh: tongue(0), en: tongue(1) }

/** The catalogue's words for a value of the contract (`labels.state.open`), or the value where it has none. */
export const namedIn =
  (room: string) =>
  ({ t }: { readonly t: Translate }, prefix: string, value: string): string => {
    const key = `${room}.${prefix}.${value}`
    return Object.hasOwn(words, key) ? t(key as WordKey) : value
  }

/**
 * The name of a field of a contract by its last word (`documentNo`); undefined where the catalogue has none. A path
 * (`charges.0.name`, `filing_approved.charges.name`) is looked up by its last two words first.
 */
export function fieldName(lang: Lang, field: string): string | undefined {
  const catalogue = fieldWords as Readonly<Record<string, Words>>
  const words = field.split(/[./]/).filter((word) => word !== '' && !/^\d+$/.test(word))
  const own = (key: string) => (Object.hasOwn(catalogue, key) ? catalogue[key] : undefined)
  const known = own(words.slice(-2).join('.')) ?? own(words.at(-1) ?? '')
  return known?.[lang === 'zh' ? 0 : 1]
}
