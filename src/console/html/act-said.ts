// What every act of an officer says, made from its form: who signs, what was typed, and organs by name or code. The API alone
// decides whether it stands.
import type { Context } from 'hono'
import { usccFault } from '../../../schemas/index.ts'
import type { ConsoleDeps, ConsoleEnv } from '../env.ts'
import { textOf } from '../session/forms.ts'
import type { FieldShown } from './form.ts'
import type { Shown } from './pieces.ts'

type C = Context<ConsoleEnv>
type Deps = Pick<ConsoleDeps, 'registry'>

/** Who signs: the officer who sits here, with the certificate of today. */
export function signing(c: C): { name: string; certificateNo: string }[] {
  const { name, certificateNo } = c.get('session').me
  return [{ name, certificateNo: certificateNo ?? '' }]
}

/** A field of text; undefined where nothing was typed. */
export function typedText(form: URLSearchParams, name: string): string | undefined {
  const text = textOf(form, name).trim()
  return text === '' ? undefined : text
}

/** Members that are set: an optional field that was left empty is not sent. */
export const given = (body: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined))

/** What is typed one a line. */
export const linesOf = (form: URLSearchParams, name: string): string[] =>
  textOf(form, name)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

const organsShown = 60

export interface OrganWords {
  readonly near: Shown
  readonly more: Shown
  readonly hint: Shown
}

/** Organs of the same prefecture to tick (`to`), and a place for others (`more`). */
export async function organFields(
  c: C,
  { registry }: Deps,
  words: OrganWords,
  ticked: readonly string[] = [],
): Promise<readonly FieldShown[]> {
  const { agency } = c.get('session').me
  const { directory } = await registry.current()
  const all = [...directory.byId.values()].filter((a) => a.id !== agency.id)
  const near = all
    .filter((a) => a.regionCode.slice(0, 4) === agency.regionCode.slice(0, 4))
    .sort((a, b) => (a.kind === b.kind ? (a.code < b.code ? -1 : 1) : a.kind < b.kind ? -1 : 1))
    .slice(0, organsShown)
  const shown = new Set(near.map((a) => a.code))
  const others = all.filter((a) => ticked.includes(a.code) && !shown.has(a.code))
  return [
    {
      ...{ name: 'to', label: words.near, kind: 'checkboxes', optional: true, value: ticked },
      options: near.map((a) => ({ value: a.code, words: a.name })),
    },
    {
      ...{ name: 'more', label: words.more, kind: 'prose', rows: 2, hint: words.hint, optional: true },
      value: others.map((a) => a.name).join('\n'),
    },
  ]
}

/** Codes as ticked, and what was typed: a code, or the name of one organ; anything else as it is, to be refused. */
export async function organsOf(form: URLSearchParams, deps: Deps): Promise<string[]> {
  const codes = await Promise.all(linesOf(form, 'more').map((line) => organNamed(line, deps)))
  return [...new Set([...form.getAll('to'), ...codes])]
}

/** The code of the one organ of this name, or of a part of it; what names none stays as it is. */
export async function organNamed(text: string, { registry }: Deps): Promise<string> {
  if (usccFault(text) === null) return text
  const { directory } = await registry.current()
  const organs = [...directory.byId.values()]
  const exact = organs.filter((a) => a.name === text)
  const found = exact.length === 1 ? exact : organs.filter((a) => a.name.includes(text))
  return found.length === 1 ? (found[0]?.code ?? text) : text
}
