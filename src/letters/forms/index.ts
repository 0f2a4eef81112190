// Every form by the id of its letter; a letter without one of its own gets the general form.
import { procedureLetters } from '../catalogue.ts'
import type { Form } from '../form.ts'
import { annexForms } from './annexes.ts'
import { exhibitForms } from './exhibits.ts'
import { filingForms } from './filing.ts'
import { generalForm } from './general.ts'
import { opinionForms } from './opinions.ts'
import { reconsiderationForms } from './reconsideration.ts'
import { supervisionForms } from './supervision.ts'
import { transferForms } from './transfer.ts'

/** Forms after the required contents of a document. */
export const ownForms: Readonly<Record<string, Form>> = {
  ...transferForms,
  ...annexForms,
  ...filingForms,
  ...exhibitForms,
  ...reconsiderationForms,
  ...supervisionForms,
  ...opinionForms,
}

export function formOf(letter: string): Form | undefined {
  if (Object.hasOwn(ownForms, letter)) return ownForms[letter]
  return Object.hasOwn(procedureLetters(), letter) ? generalForm : undefined
}

/** Ids of all letters that can be composed. */
export const allLetters = (): string[] => [...new Set([...Object.keys(procedureLetters()), ...Object.keys(ownForms)])]

/** Chinese title of any letter. */
export function titleOf(letter: string): { readonly zh: string; readonly en: string } {
  return procedureLetters()[letter] ?? formOf(letter)?.title ?? { zh: letter, en: letter }
}
