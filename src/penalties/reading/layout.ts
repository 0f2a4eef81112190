// A layout says, as data, where each field of a source belongs: presets are made of these, and so is the mapping that an
// operator writes for a source.
import type { declaredKinds } from '../../../schemas/index.ts'
import type { AmountKind, ColumnUnit } from './amounts.ts'
import type { IdentifierKind } from './identifiers.ts'

export const dateKinds = [
  'accepted',
  'inspected',
  'decided',
  'transferred',
  'closed',
  'published',
  'valid_until',
  'published_until',
  'legal_review',
  'collective_discussion',
  'reported',
  'happened',
] as const
export type DateKind = (typeof dateKinds)[number]

export const flagKinds = [
  'hearing',
  'major',
  'legal_review',
  'collective_discussion',
  'not_punished',
  'reconsidered',
  'litigated',
] as const
export type FlagKind = (typeof flagKinds)[number]

export type DeclaredKind = (typeof declaredKinds)[number]

/** Places without a choice in their name. */
export const plainPlaces = [
  'source_key',
  'organ.name',
  'organ.code',
  'reporter.name',
  'reporter.code',
  'entrusted.name',
  'entrusted.code',
  'region_code',
  'domain',
  'decision_no',
  /** The page's own form of the number, where the other field holds one that somebody tidied. */
  'decision_no.page',
  'title',
  'supervise_item_code',
  'inspection_code',
  'party.name',
  'party.kind',
  /** A code or number whose kind another field names, or its own check digits. */
  'party.number',
  'party.number_kind',
  'party.registered_address',
  'party.business_address',
  'representative.name',
  'representative.number',
  'representative.number_kind',
  'violation_type',
  'facts',
  'legal_basis',
  'kinds',
  'content',
  'licence',
  'quantities',
  'procedure',
  'crime.suspected',
  'crime.transferred',
  'crime.other_handling',
  'review_opinion',
  'discussion_conclusion',
  'execution.manner',
  'execution.result',
  'status',
  'remarks',
  /** Said by whoever compiled the source, not by the decision: kept as a note. */
  'note',
  'note.inferred',
  /** Names of fields whose value the source worked out itself. */
  'inferred_fields',
  'control.operation',
  'control.time',
  'control.batch',
  /** Known, and nothing is read from it. */
  'aside',
] as const

export type Place =
  | (typeof plainPlaces)[number]
  | `date.${DateKind}`
  | `flag.${FlagKind}`
  | `declared.${DeclaredKind}`
  | `amount.${AmountKind}`
  | `party.identifier.${IdentifierKind}`

export interface FieldRule {
  readonly to: Place
  /** Of an amount: what the column is in. Without it only values that name their unit are read. */
  readonly unit?: Exclude<ColumnUnit, undefined>
  /** Of a date: what a bare number counts. */
  readonly form?: 'epoch_ms' | 'epoch_s'
  /** Codes of the source, each with the word that it stands for. */
  readonly values?: Readonly<Record<string, string>>
  /** The list of codes was not found in a text of the standard: what it gives is noted. */
  readonly unconfirmed?: true
}

export interface Composed {
  readonly to: Place
  /** `{ZH}〔{ND}〕{XH}号`; nothing is composed where one of the fields is empty. */
  readonly template: string
}

/** One of each group of `anyOf`, none of `without`: platforms leave out of a record what is empty. */
export interface Marks {
  readonly anyOf: readonly (readonly string[])[]
  readonly without?: readonly string[]
}

export interface Layout {
  readonly id: string
  readonly title: { readonly zh: string; readonly en: string }
  /** By the name of the field as the source writes it; spaces, stars and full-width forms do not matter. */
  readonly fields: Readonly<Record<string, FieldRule>>
  /** What the source never says because all of its records have it. */
  readonly constants?: Readonly<Partial<Record<Place, string>>>
  readonly composed?: readonly Composed[]
  /** How records of it are recognised. A mapping is chosen by hand and has none. */
  readonly recognised?: Marks
}

/** Control columns of exchange tables (前置库), beside the fields of any layout. */
export const controlFields: Readonly<Record<string, FieldRule>> = {
  RECORD_UNIQUE_IDENTITY: { to: 'source_key' },
  CD_ID: { to: 'aside' },
  CD_TIME: { to: 'control.time' },
  CD_SOURCE: { to: 'aside' },
  CD_BATCH: { to: 'control.batch' },
  CD_OPERATION: { to: 'control.operation' },
}

/** True for a column that belongs to the exchange and not to the record. */
export const isControl = (field: string): boolean => field.charCodeAt(2) === 0x5f && /^cd_/i.test(field)

/** The name of a field as it is compared: templates put stars, spaces and (必填) beside a heading. */
export const fieldName = (raw: string): string =>
  raw
    .normalize('NFKC')
    .replace(/[\s*★]/g, '')
    .replace(/\((必填|选填|必填项|选填项)\)/g, '')
    .toUpperCase()

export interface CompiledRule extends FieldRule {
  /** As the source writes it. */
  readonly field: string
}

export interface CompiledLayout {
  readonly layout: Layout
  /** Undefined for a field that the layout does not know. */
  ruleOf(field: string): FieldRule | undefined
}

const compiled = new WeakMap<Layout, CompiledLayout>()
/** Spellings that were met. Senders choose them, so there is an end. */
const spellingsMax = 2_000
const spellingMax = 200

export function compile(layout: Layout): CompiledLayout {
  const known = compiled.get(layout)
  if (known !== undefined) return known
  const rules = new Map<string, FieldRule>()
  for (const [field, rule] of Object.entries(controlFields)) rules.set(field, rule)
  for (const [field, rule] of Object.entries(layout.fields)) rules.set(fieldName(field), rule)
  const spellings = new Map<string, FieldRule | undefined>()
  const made: CompiledLayout = {
    layout,
    ruleOf(field) {
      const rule = spellings.get(field)
      if (rule !== undefined || spellings.has(field)) return rule
      const found = rules.get(fieldName(field)) ?? (isControl(field) ? { to: 'aside' as const } : undefined)
      if (spellings.size < spellingsMax && field.length <= spellingMax) spellings.set(field, found)
      return found
    },
  }
  compiled.set(layout, made)
  return made
}
