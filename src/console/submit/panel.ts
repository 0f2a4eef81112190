// What a part's page has beside the fields of its contract: what is known already, what can be chosen, what is still missing.
import type { Shown } from '../html/pieces.ts'
import type { Errors, Json, Values } from '../steps/schema-form.ts'
import type { Draft } from './draft.ts'

/** So many rows of seized items are shown as fields; longer lists are pasted and shown as a table. */
export const rowsMax = 60

export interface PanelAsked {
  readonly draft: Draft
  /** Of the draft, what has the shape of its field. */
  readonly body: Json
  readonly values: Values
  readonly errors: Errors
  /** What was looked for on this page. */
  readonly look: URLSearchParams
  /** The list is too long for fields. */
  readonly long: boolean
}

export interface Panel {
  readonly before: Shown
  /** In the form, before its fields. */
  readonly within: Shown
  readonly after: Shown
}
