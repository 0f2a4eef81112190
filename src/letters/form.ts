// What a form of letter is: its required fields, each with its name and where it comes from, and the wording over them.
// A fact that is not there stands as a named blank; the wording itself never asks whether it is.
import type { LetterFacts } from './facts.ts'
import type { Block, Column, Slip } from './sheet.ts'

/** `must`: a blank where it is not known. `may`: left out. `sign`: filled in by hand by whoever signs, a line. */
export type Need = 'must' | 'may' | 'sign'

export interface Field {
  /** Name of the field as the blank calls it. */
  readonly zh: string
  readonly need: Need
  readonly from: (facts: LetterFacts) => string | undefined
}

export interface TableField {
  readonly zh: string
  readonly columns: readonly (Column & { readonly id: string; readonly need: Need })[]
  /** One row an item, cells in the order of the columns; undefined where a fact is not known. */
  readonly rows: (facts: LetterFacts) => readonly (readonly (string | undefined)[])[]
}

export interface Form<Id extends string = string, Table extends string = string> {
  /** Section of the required contents that it follows, for example `4.1`; none for a general form. */
  readonly section?: string
  /** Where it is no letter of the procedure: its own title. */
  readonly title?: { readonly zh: string; readonly en: string }
  readonly fields: Readonly<Record<Id, Field>>
  readonly tables?: Readonly<Record<Table, TableField>>
  readonly addressee?: NoInfer<Id>
  readonly copyTo?: NoInfer<Id>
  /** Names of what is attached. */
  readonly attachments?: (facts: LetterFacts) => readonly string[]
  /** Further organs that sign beside the one that issues. */
  readonly cosigners?: (facts: LetterFacts) => readonly string[]
  readonly date?: (facts: LetterFacts) => string | undefined
  /** A list that goes with another letter has no number of its own. */
  readonly unnumbered?: true
  readonly landscape?: true
  readonly body: (
    value: Readonly<Record<NoInfer<Id>, string>>,
    table: Readonly<Record<NoInfer<Table>, Block>>,
    facts: LetterFacts,
  ) => readonly (Block | undefined)[]
  readonly slip?: (value: Readonly<Record<NoInfer<Id> | 'documentNo', string>>) => Slip
}

/** Lets the compiler hold the wording against the fields. */
export const form = <Id extends string, Table extends string = never>(given: Form<Id, Table>): Form =>
  given as unknown as Form

export const must = (zh: string, from: Field['from']): Field => ({ zh, need: 'must', from })
export const may = (zh: string, from: Field['from']): Field => ({ zh, need: 'may', from })
/** A line to be filled in by hand. */
export const sign = (zh: string): Field => ({ zh, need: 'sign', from: () => undefined })

export const heading = (text: string): Block => ({ kind: 'heading', text })
export const text = (words: string): Block => ({ kind: 'text', text: words })
export const line = (words: string): Block => ({ kind: 'line', text: words })
/** A paragraph only where its fact is known. */
export const given = (value: string, words: string): Block | undefined => (value === '' ? undefined : text(words))
/** A heading and a paragraph only where the fact is known. */
export const section = (title: string, value: string): (Block | undefined)[] =>
  value === '' ? [] : [heading(title), text(value)]

export const blank = (zh: string): string => `【缺：${zh}】`
export const signLine = '＿＿＿＿＿＿＿＿'

/** A full stop where the text has none, so that a fact ends its sentence. */
export const ended = (words: string): string =>
  /[。！？；…】]$/.test(words.trim()) ? words.trim() : `${words.trim()}。`
