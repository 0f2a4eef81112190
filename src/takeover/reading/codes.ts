// What the codes of an older platform are here, made once for an import: the reviewed mapping file, the dictionary tables
// of the dump, the registry of organs. What is only proposed counts as unmapped.
import type { FormField, JudgedOutcome, TakeoverMapping } from '../../../schemas/index.ts'
import { type Agency, type Directory, directoryOf } from '../../agencies/index.ts'
import { dayText, localDay } from '../../kernel/index.ts'
import { type Procedure, procedureAt } from '../../procedure/index.ts'
import { derivedId } from '../ids.ts'
import type { LegacyRow } from '../model.ts'
import { foundOrgans, type OrganFound, plannedAgencies } from './organ-codes.ts'

/** Rows that belong to no case, by table. */
export type Registry = ReadonlyMap<string, readonly LegacyRow[]>

export interface CodesMade {
  readonly mapping: TakeoverMapping
  readonly registry: Registry
  readonly directory: Directory
  readonly secret: Uint8Array
  /** One instant for the whole import. */
  readonly importedAtMs: number
}

export interface UserFound {
  readonly name: string | undefined
  readonly account: string | undefined
  readonly organ: string | null
}

export interface FieldFound {
  readonly label: string
  /** 6 is a file. */
  readonly inputType: string
}

export interface Codes {
  readonly installation: string
  readonly secret: Uint8Array
  readonly importedAt: string
  readonly importedAtMs: number
  /** Local day of the import: identity numbers are checked against it. */
  readonly today: string
  readonly procedure: Procedure
  readonly directory: Directory
  /** Never undefined: an organ that nobody mapped is told so. */
  organ(code: string): OrganFound
  readonly users: ReadonlyMap<string, UserFound>
  readonly domains: ReadonlyMap<string, string>
  readonly districts: ReadonlyMap<string, string>
  readonly charges: ReadonlyMap<string, { readonly name: string; readonly article?: string | undefined }>
  /** Their own names, for what has no mapping. */
  readonly chargeNames: ReadonlyMap<string, string>
  readonly outcomes: ReadonlyMap<string, { readonly outcome: JudgedOutcome; readonly band?: string | undefined }>
  readonly outcomeNames: ReadonlyMap<string, string>
  /** `group/code` → word. */
  readonly words: ReadonlyMap<string, string>
  readonly labels: ReadonlyMap<string, FormField>
  readonly fields: ReadonlyMap<string, FieldFound>
  /** `field/value` → name. */
  readonly items: ReadonlyMap<string, string>
  readonly steps: ReadonlyMap<string, string>
  readonly documentKinds: ReadonlyMap<string, string>
}

/** Entries that a person has reviewed. */
function reviewed<In extends { proposed?: boolean | undefined }, Out>(
  entries: Readonly<Record<string, In>>,
  of: (entry: In) => Out,
): Map<string, Out> {
  return new Map(Object.entries(entries).flatMap(([code, e]) => (e.proposed === true ? [] : [[code, of(e)] as const])))
}

const named = (rows: readonly LegacyRow[] | undefined, column: string): Map<string, string> =>
  new Map((rows ?? []).flatMap(({ key, values }) => (values[column] ? [[key, values[column]] as const] : [])))

export function codesOf({ mapping, registry, directory: registered, secret, importedAtMs }: CodesMade): Codes {
  const { installation } = mapping
  const planned = plannedAgencies(mapping, registered, (code) => derivedId(secret, installation, 'ORGANISE', code))
  const directory = planned.length === 0 ? registered : withPlanned(registered, planned)
  const words = named(registry.get('DICTIONARY_'), 'DT_NAME')
  for (const [group, entries] of Object.entries(mapping.dictionaries))
    for (const [code, word] of reviewed(entries, (e) => e.word))
      if (!words.has(`${group}/${code}`)) words.set(`${group}/${code}`, word)
  const districts = Object.entries(mapping.districts).flatMap(([code, e]) =>
    typeof e === 'string' ? [[code, e] as const] : e.proposed === true ? [] : [[code, e.region] as const],
  )
  return {
    installation,
    secret,
    importedAt: new Date(importedAtMs).toISOString(),
    importedAtMs,
    today: dayTextOf(importedAtMs),
    procedure: procedureAt(importedAtMs),
    directory,
    organ: foundOrgans(mapping, registry.get('ORGANISE') ?? [], directory),
    users: new Map((registry.get('USER_') ?? []).map(({ key, values }) => [key, userOf(values)])),
    domains: reviewed(mapping.industries, (e) => e.domain as string),
    districts: new Map(districts),
    charges: reviewed(mapping.charges, ({ name, article }) => ({ name, ...(article && { article }) })),
    chargeNames: named(registry.get('ACCUSE_INFO'), 'NAME'),
    outcomes: reviewed(mapping.judgeConditions, ({ outcome, band }) => ({ outcome, band })),
    outcomeNames: named(registry.get('JUDGE_CONDITION'), 'NAME'),
    words,
    labels: reviewed(mapping.formLabels, (e) => e.field),
    fields: new Map((registry.get('FORM_FIELD') ?? []).map(({ key, values }) => [key, fieldOf(values)])),
    items: named(registry.get('FIELD_ITEM'), 'ITEM_NAME'),
    steps: reviewed(mapping.steps, (e) => e.step),
    documentKinds: reviewed(mapping.documentKinds, (e) => e.kind as string),
  }
}

const dayTextOf = (ms: number) => dayText(localDay(ms))
const userOf = (values: LegacyRow['values']): UserFound => ({
  name: values.USER_NAME ?? undefined,
  account: values.ACCOUNT ?? undefined,
  organ: values.ORG_ID ?? values.DEPT_ID ?? null,
})
const fieldOf = (values: LegacyRow['values']): FieldFound => ({
  label: values.LABEL ?? '',
  inputType: values.INPUT_TYPE ?? '',
})
const withPlanned = (directory: Directory, planned: readonly Agency[]): Directory => ({
  ...directoryOf([...directory.byId.values(), ...planned], []),
  rules: directory.rules,
})
