// From the contract of a step to a tree of fields. What a field is, is told by the contract's own building blocks (a day, an
// amount, an officer), never by a list of steps: a new step has its form when it has its schema.
import { type ZodType, z } from 'zod'
import {
  cny,
  day,
  instant,
  materialReference,
  materialReferences,
  officer,
  quantity,
  recordingTime,
  uscc,
  uuid,
} from '../../../schemas/index.ts'

interface Common {
  /** Last word of its path. */
  readonly name: string
  /** It may be left out. */
  readonly optional: boolean
}

export type Leaf = Common & {
  readonly kind:
    | 'text'
    | 'prose'
    | 'day'
    | 'moment'
    | 'dayOrMoment'
    | 'recordingTime'
    | 'money'
    | 'quantity'
    | 'whole'
    | 'number'
    | 'yesno'
    /** Absent means no: one box. */
    | 'flag'
    | 'choice'
    /** Several of an enumeration. */
    | 'choices'
    /** Lines of text, one a line. */
    | 'lines'
    | 'numbers'
    | 'ids'
    | 'id'
    | 'organ'
    | 'suspects'
    /** One open matter, by number or by key. */
    | 'matter'
    | 'instance'
  readonly max?: number | undefined
  readonly values?: readonly string[] | undefined
}
export type Group = Common & { readonly kind: 'group'; readonly fields: readonly Field[] }
/** Told apart by one field; what all branches have stands once. */
export type Union = Common & {
  readonly kind: 'union'
  readonly by: string
  readonly branches: readonly { readonly value: string; readonly fields: readonly Field[] }[]
}
export type List = Common & { readonly kind: 'list'; readonly element: Field; readonly min: number }
/** Officers of the own organ, chosen; the decider; uploads, chosen. */
export type Chosen = Common & { readonly kind: 'officers' | 'decider' | 'materials' }
export type Field = Leaf | Group | Union | List | Chosen

/** Blocks that are known by what they are. */
const blocks = new Map<unknown, Leaf['kind']>([
  [instant, 'moment'],
  [day, 'day'],
  [cny, 'money'],
  [quantity, 'quantity'],
  [uuid, 'id'],
  [recordingTime, 'recordingTime'],
])
/** Fields that name an organ of the registry; elsewhere a credit code is a party's own. */
const organFields = new Set(['to', 'receiver', 'agency'])
/** Longer texts get several lines. */
const lineMax = 500

const trees = new WeakMap<ZodType, readonly Field[]>()

/** Who acts and who decides come first, what every act may bring comes last. */
const places: Readonly<Record<string, number>> = { officers: -2, decidedBy: -1, materials: 1, remarks: 2 }
const placeOf = ({ name }: Field): number => (Object.hasOwn(places, name) ? (places[name] ?? 0) : 0)

/** The fields of an object's schema, in the contract's order. */
export function fieldsOf(schema: ZodType): readonly Field[] {
  let fields = trees.get(schema)
  if (fields === undefined) {
    const bare = unwrapped(schema)
    fields = bare.schema instanceof z.ZodObject ? ofShape(bare.schema).sort((a, b) => placeOf(a) - placeOf(b)) : []
    trees.set(schema, fields)
  }
  return fields
}

const ofShape = (object: z.ZodObject): Field[] =>
  Object.entries(object.shape).map(([name, schema]) => ofSchema(name, schema as unknown as ZodType))

interface Unwrapped {
  readonly schema: ZodType
  readonly optional: boolean
  /** Left out, it is false. */
  readonly defaultsToFalse: boolean
}

function unwrapped(schema: ZodType, optional = false, defaultsToFalse = false): Unwrapped {
  if (blocks.has(schema)) return { schema, optional, defaultsToFalse }
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable)
    return unwrapped(schema.unwrap() as unknown as ZodType, true, defaultsToFalse)
  if (schema instanceof z.ZodDefault)
    return unwrapped(schema.unwrap() as unknown as ZodType, true, schema.def.defaultValue === false)
  if (schema instanceof z.ZodPipe) return unwrapped(schema.in as unknown as ZodType, optional, defaultsToFalse)
  return { schema, optional, defaultsToFalse }
}

function ofSchema(name: string, wrapped: ZodType): Field {
  const { schema, optional, defaultsToFalse } = unwrapped(wrapped)
  const common = { name, optional }
  const block = blocks.get(schema)
  if (block !== undefined) return { ...common, kind: block }
  if (schema === uscc) return { ...common, kind: organFields.has(name) ? 'organ' : 'text', max: 18 }
  if (schema === officer && name === 'decidedBy') return { ...common, kind: 'decider' }
  if (schema instanceof z.ZodObject) return { ...common, kind: 'group', fields: ofShape(schema) }
  if (schema instanceof z.ZodEnum) return { ...common, kind: 'choice', values: schema.options.map(String) }
  if (schema instanceof z.ZodLiteral) return { ...common, kind: 'choice', values: [...schema.values].map(String) }
  if (schema instanceof z.ZodBoolean) return { ...common, kind: defaultsToFalse ? 'flag' : 'yesno' }
  if (schema instanceof z.ZodNumber) {
    if (name === 'no' || name === 'round') return { ...common, kind: 'matter' }
    return { ...common, kind: schema.format === 'safeint' ? 'whole' : 'number' }
  }
  if (schema instanceof z.ZodArray) return ofArray(common, schema)
  if (schema instanceof z.ZodDiscriminatedUnion) return ofUnion(common, schema)
  if (schema instanceof z.ZodUnion) {
    const options = schema.options as readonly unknown[]
    return { ...common, kind: options.includes(day) ? 'dayOrMoment' : 'text' }
  }
  if (schema instanceof z.ZodString) {
    if (name === 'instance') return { ...common, kind: 'instance' }
    const max = schema.maxLength ?? undefined
    return { ...common, kind: (max ?? 0) > lineMax ? 'prose' : 'text', max }
  }
  // Identifiers of formats of their own (z.uuid()).
  return { ...common, kind: 'id' }
}

function ofArray(common: Common, array: z.ZodArray): Field {
  if ((array as unknown) === materialReferences) return { ...common, kind: 'materials' }
  const { schema: element } = unwrapped(array.element as unknown as ZodType)
  if (element === materialReference) return { ...common, kind: 'materials' }
  if (element === officer && common.name === 'officers') return { ...common, kind: 'officers' }
  if (element === uuid) return { ...common, kind: 'ids' }
  const inner = ofSchema(common.name, element)
  if (inner.kind === 'choice') return { ...common, kind: 'choices', values: inner.values }
  if (inner.kind === 'whole' || inner.kind === 'matter') return { ...common, kind: 'numbers' }
  if (inner.kind === 'text') return { ...common, kind: common.name === 'suspects' ? 'suspects' : 'lines' }
  const min = array._zod.bag.minimum
  return { ...common, kind: 'list', element: inner, min: typeof min === 'number' ? min : 0 }
}

function ofUnion(common: Common, union: z.ZodDiscriminatedUnion): Field {
  const { discriminator } = union.def
  const branches = union.options.map((option) => {
    const { shape } = option as unknown as z.ZodObject
    const values = shape[discriminator] as unknown as z.ZodLiteral
    const fields = Object.entries(shape)
      .filter(([name]) => name !== discriminator)
      .map(([name, schema]) => ofSchema(name, schema as unknown as ZodType))
    return { value: String([...values.values][0]), fields }
  })
  return { ...common, kind: 'union', by: discriminator, branches }
}
