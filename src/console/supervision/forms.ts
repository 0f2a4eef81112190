// Forms of these pages: fields as a list, shown again with what was typed and what is wrong with it; sent on to the API, which
// alone decides; and after an act the page that says what happened.
import type { Context } from 'hono'
import type { Problem } from '../ask.ts'
import type { ConsoleDeps, ConsoleEnv, View } from '../env.ts'

export { given, signing, typedText } from '../html/act-said.ts'

import { errorSummary, type FieldShown, field } from '../html/form.ts'
import { type Html, hidden } from '../html/pieces.ts'
import { refusalWords } from '../html/refused.ts'
import { formOf, textOf } from '../session/forms.ts'
import { leaveNotice } from '../session/sessions.ts'
import { basisNames } from '../words/basis.ts'
import { translate, type WordKey } from '../words/index.ts'
import { problemWords } from '../words/problems.ts'

/** A form that came back: what was typed, and why it was not taken. */
export interface Again {
  readonly typed: URLSearchParams
  readonly problem: Problem
}

const nameAt = (pointer: string) => pointer.replace(/^\//, '').replaceAll('/', '.')

/** The fields with what was typed and the faults of each. */
export function fieldsAgain(v: View, fields: readonly FieldShown[], again?: Again): Html[] {
  const faults = new Map(
    again === undefined ? [] : problemWords(v, again.problem).errors.map((e) => [nameAt(e.pointer), e.sentence]),
  )
  return fields.map((f) => {
    const fault = faults.get(f.name) ?? [...faults].find(([name]) => name.startsWith(`${f.name}.`))?.[1]
    const typed = again?.typed.getAll(f.name)
    const value = typed === undefined ? f.value : typed.length > 1 || f.kind === 'checkboxes' ? typed : (typed[0] ?? '')
    return field(v, { ...f, value, ...(fault !== undefined && { error: fault }) })
  })
}

/** On top of the page: each fault with a link to its field, or why the whole was refused. */
export function summaryAgain(v: View, fields: readonly FieldShown[], again?: Again): Html | '' {
  if (again === undefined) return ''
  const { errors } = problemWords(v, again.problem)
  const basis = again.problem.basis ?? []
  const more = errors.length > 0 ? undefined : refusalOf(v, again.problem, basis)
  return errorSummary(
    v,
    errors.map(({ pointer, sentence }) => {
      const name = nameAt(pointer)
      const found = fields.find((f) => f.name === name || name.startsWith(`${f.name}.`))
      return found === undefined ? { words: sentence } : { name: found.name, label: found.label, words: sentence }
    }),
    more,
  )
}

const refusalOf = (v: View, problem: Problem, basis: readonly string[]) => [
  refusalWords(v, problem),
  basis.length === 0 ? '' : ` ${v.t('refused.basis', { basis: basisNames(v.lang, basis) })}`,
]

export interface Sending {
  readonly path: string
  readonly body: (form: URLSearchParams) => unknown
  readonly said: (answer: Record<string, unknown>) => { readonly zh: string; readonly en: string }
  /** Where it leads. */
  readonly to: (answer: Record<string, unknown>) => string
  /** The page again with what was typed. */
  readonly again: (again: Again) => Promise<Response>
}

/** Sends the form of this request to the API. */
export async function sent(
  c: Context<ConsoleEnv>,
  { pool }: Pick<ConsoleDeps, 'pool'>,
  sending: Sending,
): Promise<Response> {
  const typed = await formOf(c)
  const version = textOf(typed, 'seen')
  const answer = await c.get('ask')<Record<string, unknown>>('POST', sending.path, {
    body: sending.body(typed),
    idempotencyKey: textOf(typed, '_key'),
    ...(/^\d{1,9}$/.test(version) && { ifMatch: Number(version) }),
  })
  if (!answer.ok) return sending.again({ typed, problem: answer.problem })
  await leaveNotice(pool, c.get('session').id, sending.said(answer.body))
  return c.redirect(sending.to(answer.body), 303)
}

/** A sentence of the catalogue in both tongues, for what the next page says. */
export const saidOf = (
  key: WordKey,
  filled: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = {},
) => {
  const of = (lang: 'zh' | 'en') =>
    translate[lang](key, Object.fromEntries(Object.entries(filled).map(([name, words]) => [name, words[lang]])))
  return { zh: of('zh'), en: of('en') }
}

/** The version the form was made from. */
export const seenField = (version: number): Html => hidden('seen', version)
