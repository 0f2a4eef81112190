// The mapping that an operator writes for a source: fields to places, with units, crosswalks of codes, constants and composed
// fields, on top of a preset or of nothing. A mistake in it is named by its place.
import { amountKinds, declaredKinds, identifierKinds } from '../../../schemas/index.ts'
import { fieldsOf } from './compose.ts'
import {
  type Composed,
  dateKinds,
  type FieldRule,
  fieldName,
  flagKinds,
  type Layout,
  type Place,
  plainPlaces,
} from './layout.ts'
import { presets } from './recognise.ts'

/** A mapping that says nothing sensible, with the place in it, as a JSON Pointer. */
export class MappingFault extends Error {
  readonly at: string
  constructor(at: string, message: string) {
    super(`${at === '' ? 'the mapping' : at}: ${message}`)
    this.name = 'MappingFault'
    this.at = at
  }
}

/** Every place that a field may be put at. */
export const allPlaces: ReadonlySet<string> = new Set<string>([
  ...plainPlaces,
  ...dateKinds.map((kind) => `date.${kind}`),
  ...flagKinds.map((kind) => `flag.${kind}`),
  ...declaredKinds.map((kind) => `declared.${kind}`),
  ...amountKinds.map((kind) => `amount.${kind}`),
  ...identifierKinds.map((kind) => `party.identifier.${kind}`),
])

/** Tables of organs have a few dozen columns; a code list of theirs a few hundred entries. */
const fieldsMax = 500
const valuesMax = 2_000
const textMax = 400

/**
 * A layout from configuration:
 * `{ preset?, fields?: { NAME: PLACE | { to, unit?, form?, values? } }, constants?: { PLACE: text }, composed?: [{ to, template }] }`,
 * or the name of a preset. Throws MappingFault.
 */
export function mappedLayout(mapping: unknown): Layout {
  if (typeof mapping === 'string') return presetNamed(mapping, '')
  const given = objectAt(mapping, '', ['id', 'preset', 'title', 'fields', 'constants', 'composed'])
  const base = given.preset === undefined ? undefined : presetNamed(textAt(given.preset, '/preset'), '/preset')
  const own = given.fields === undefined ? {} : fieldsAt(given.fields)
  if (base === undefined && Object.keys(own).length === 0)
    throw new MappingFault('/fields', 'a mapping needs a preset or fields of its own')
  const constants =
    given.constants === undefined ? base?.constants : { ...base?.constants, ...constantsAt(given.constants) }
  const composed = given.composed === undefined ? base?.composed : composedAt(given.composed)
  const title = given.title === undefined ? (base?.title.zh ?? '自定义映射') : textAt(given.title, '/title')
  return {
    id: given.id === undefined ? 'mapped' : textAt(given.id, '/id'),
    title: { zh: title, en: base?.title.en ?? title },
    fields: overlaid(base?.fields ?? {}, own),
    ...(constants === undefined ? {} : { constants }),
    ...(composed === undefined ? {} : { composed }),
  }
}

function presetNamed(id: string, at: string): Layout {
  const preset = presets.find((one) => one.id === id)
  if (preset === undefined)
    throw new MappingFault(at, `there is no preset ${id}; there are ${presets.map((one) => one.id).join(', ')}`)
  return preset
}

/** A field of the mapping stands in the place of the preset's, in whichever spelling. */
function overlaid(base: Layout['fields'], own: Layout['fields']): Layout['fields'] {
  const names = new Set(Object.keys(own).map(fieldName))
  return { ...Object.fromEntries(Object.entries(base).filter(([field]) => !names.has(fieldName(field)))), ...own }
}

function fieldsAt(value: unknown): Record<string, FieldRule> {
  const given = objectAt(value, '/fields')
  const names = Object.keys(given)
  if (names.length > fieldsMax) throw new MappingFault('/fields', `more than ${fieldsMax} fields`)
  const rules: Record<string, FieldRule> = {}
  const seen = new Map<string, string>()
  for (const name of names) {
    const at = `/fields/${pointer(name)}`
    const before = seen.get(fieldName(name))
    if (fieldName(name) === '') throw new MappingFault(at, 'a field needs a name')
    if (before !== undefined) throw new MappingFault(at, `the field is there twice: ${before}`)
    seen.set(fieldName(name), name)
    rules[name] = ruleAt(given[name], at)
  }
  return rules
}

function ruleAt(value: unknown, at: string): FieldRule {
  if (typeof value === 'string') return { to: placeAt(value, at) }
  const given = objectAt(value, at, ['to', 'unit', 'form', 'values'])
  const to = placeAt(given.to, `${at}/to`)
  const unit =
    given.unit === undefined ? undefined : choiceAt(given.unit, `${at}/unit`, ['yuan', 'wan', 'fen'] as const)
  const form =
    given.form === undefined ? undefined : choiceAt(given.form, `${at}/form`, ['epoch_ms', 'epoch_s'] as const)
  if (unit !== undefined && !to.startsWith('amount.')) throw new MappingFault(`${at}/unit`, 'only an amount has a unit')
  if (form !== undefined && !to.startsWith('date.')) throw new MappingFault(`${at}/form`, 'only a date has a form')
  const values = given.values === undefined ? undefined : valuesAt(given.values, `${at}/values`)
  return {
    to,
    ...(unit === undefined ? {} : { unit }),
    ...(form === undefined ? {} : { form }),
    ...(values === undefined ? {} : { values }),
  }
}

function valuesAt(value: unknown, at: string): Record<string, string> {
  const given = objectAt(value, at)
  if (Object.keys(given).length > valuesMax) throw new MappingFault(at, `more than ${valuesMax} codes`)
  return Object.fromEntries(Object.entries(given).map(([code, word]) => [code, textAt(word, `${at}/${pointer(code)}`)]))
}

function constantsAt(value: unknown): Partial<Record<Place, string>> {
  const constants: Partial<Record<Place, string>> = {}
  for (const [place, text] of Object.entries(objectAt(value, '/constants')))
    constants[placeAt(place, `/constants/${pointer(place)}`)] = textAt(text, `/constants/${pointer(place)}`)
  return constants
}

function composedAt(value: unknown): Composed[] {
  if (!Array.isArray(value)) throw new MappingFault('/composed', 'a list is needed')
  return value.map((one, i) => {
    const at = `/composed/${i}`
    const given = objectAt(one, at, ['to', 'template'])
    const template = textAt(given.template, `${at}/template`)
    if (fieldsOf(template).length === 0)
      throw new MappingFault(`${at}/template`, 'a template names at least one field, as {FIELD}')
    return { to: placeAt(given.to, `${at}/to`), template }
  })
}

function placeAt(value: unknown, at: string): Place {
  const place = textAt(value, at)
  if (!allPlaces.has(place))
    throw new MappingFault(at, `there is no place ${place}; there are ${[...allPlaces].join(', ')}`)
  return place as Place
}

function choiceAt<T extends string>(value: unknown, at: string, choices: readonly T[]): T {
  const found = choices.find((one) => one === value)
  if (found === undefined) throw new MappingFault(at, `one of ${choices.join(', ')} is needed`)
  return found
}

function textAt(value: unknown, at: string): string {
  if (typeof value !== 'string' || value.trim() === '' || value.length > textMax)
    throw new MappingFault(at, `a text of 1 to ${textMax} characters is needed`)
  return value
}

function objectAt(value: unknown, at: string, keys?: readonly string[]): Record<string, unknown> {
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw new MappingFault(at, 'an object is needed')
  const unknown = keys === undefined ? undefined : Object.keys(value).find((key) => !keys.includes(key))
  if (unknown !== undefined)
    throw new MappingFault(`${at}/${pointer(unknown)}`, `not known here; known are ${keys?.join(', ')}`)
  return value as Record<string, unknown>
}

const pointer = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1')
