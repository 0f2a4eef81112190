// The parts of a submission as an officer fills it in, one subject a page, and which field of the contract belongs to which.
// Every field has its place; a house of its own has none.
import { type ZodType, z } from 'zod'
import { submitTransfer } from '../../../schemas/index.ts'
import type { Json } from '../steps/field-body.ts'
import { type Field, fieldsOf } from '../steps/field-tree.ts'
import type { WordKey } from '../words/index.ts'

export const partNames = ['case', 'parties', 'facts', 'items', 'materials', 'officers', 'check'] as const
export type PartName = (typeof partNames)[number]

type FieldName = keyof typeof submitTransfer.shape

const fieldsByPart = {
  case: ['documentNo', 'caseName', 'domain', 'involvesStateSecrets', 'caseSource', 'sourceRecord'],
  parties: ['suspects'],
  facts: ['facts', 'charges', 'amounts', 'legalBasis', 'handlingOpinion', 'priorPenalties', 'recoveryNotice'],
  items: ['seizedItems', 'custody'],
  materials: ['materials', 'acknowledgedGaps'],
  officers: ['officers', 'contact', 'receiver', 'approval'],
  check: [],
} as const satisfies Record<PartName, readonly FieldName[]>

export interface Part {
  readonly name: PartName
  readonly words: WordKey
  readonly hint: WordKey
  readonly fields: readonly FieldName[]
  readonly schema: ZodType
  readonly tree: readonly Field[]
}

const shape = submitTransfer.shape as unknown as Record<string, ZodType>
/** The record that the case grew from is carried along, and the head decides: neither is typed. */
const untyped = new Set<string>(['sourceRecord', 'approval'])

function partOf(name: PartName): Part {
  const fields: readonly FieldName[] = fieldsByPart[name]
  const typed = fields.filter((field) => !untyped.has(field))
  const schema = z.object(Object.fromEntries(typed.map((field) => [field, shape[field] as ZodType])))
  return { name, words: `submit.part.${name}`, hint: `submit.hint.${name}`, fields, schema, tree: fieldsOf(schema) }
}

export const parts: readonly Part[] = partNames.map(partOf)
export const partNamed = (name: string): Part | undefined => parts.find((part) => part.name === name)

/** Where the field of a pointer is filled in; what no part has is told on the last page. */
export function partOfPointer(pointer: string): PartName {
  const [, first = ''] = pointer.split('/')
  return parts.find(({ fields }) => (fields as readonly string[]).includes(first))?.name ?? 'check'
}

/** Of a body, what belongs to the part. */
export function ofPart({ fields }: Part, body: Json): Json {
  return Object.fromEntries(fields.flatMap((field) => (body[field] === undefined ? [] : [[field, body[field]]])))
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** A draft may hold anything: what has not the shape of its field at all is left out, so that a form can be made of it. */
export function sound(fields: readonly Field[], body: Json): Json {
  const kept: Record<string, unknown> = {}
  for (const field of fields) {
    const value = soundValue(field, body[field.name])
    if (value !== undefined) kept[field.name] = value
  }
  return kept
}

function soundValue(field: Field, value: unknown): unknown {
  if (value === undefined || value === null) return undefined
  switch (field.kind) {
    case 'group':
      return isObject(value) ? sound(field.fields, value) : undefined
    case 'union': {
      if (!isObject(value)) return undefined
      const by = value[field.by]
      const branch = field.branches.find((b) => b.value === by)
      return branch === undefined ? {} : { [field.by]: by, ...sound(branch.fields, value) }
    }
    case 'list':
      return Array.isArray(value) ? value.map((row) => soundValue(field.element, row) ?? {}) : undefined
    case 'officers':
      return Array.isArray(value) ? value.filter(isOfficer) : undefined
    case 'decider':
      return isOfficer(value) ? value : undefined
    case 'materials':
      return Array.isArray(value) ? value.filter((row) => isObject(row) && typeof row.id === 'string') : undefined
    case 'lines':
    case 'choices':
    case 'ids':
    case 'suspects':
    case 'numbers':
      return Array.isArray(value) ? value.filter((one) => ['string', 'number'].includes(typeof one)) : undefined
    default:
      return ['string', 'number', 'boolean'].includes(typeof value) ? value : undefined
  }
}

const isOfficer = (value: unknown): boolean =>
  isObject(value) && typeof value.name === 'string' && typeof value.certificateNo === 'string'
