// What is typed, held against the contract before it is sent: the same schema that the API will hold it against.
import type { ZodType } from 'zod'
import type { View } from '../env.ts'
import { faultWords } from '../words/problems.ts'
import { type Field, nameOfPointer, type Values } from './schema-form.ts'

export interface Found {
  /** By field of the form. */
  readonly errors: Map<string, string>
  /** What no field of the form holds. */
  readonly others: string[]
}

/** JSON Pointers and details, in words at their fields. */
export function placed(
  { lang }: Pick<View, 'lang'>,
  fields: readonly Field[],
  values: Values,
  faults: readonly { readonly pointer: string; readonly detail: string }[],
): Found {
  const errors = new Map<string, string>()
  const others: string[] = []
  for (const { pointer, detail } of faults) {
    const name = nameOfPointer(fields, pointer, values)
    const words = faultWords(lang, detail)
    if (name === undefined) others.push(words)
    else if (!errors.has(name)) errors.set(name, words)
  }
  return { errors, others }
}

const escaped = (word: PropertyKey) => String(word).slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1')

/** Faults of a body by its schema. */
export function faultsOf(schema: ZodType, body: unknown): { pointer: string; detail: string }[] {
  const parsed = schema.safeParse(body)
  if (parsed.success) return []
  return parsed.error.issues
    .flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => ({ path: [...issue.path, key], detail: 'this field is not known here' }))
        : [{ path: issue.path, detail: issue.message }],
    )
    .map(({ path, detail }) => ({ pointer: path.map((word) => `/${escaped(word)}`).join(''), detail }))
    .slice(0, 100)
}
