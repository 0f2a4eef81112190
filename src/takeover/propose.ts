// What a dry run hands to the person who reviews: the mapping file as it is, with an entry for every code that has none.
// Nothing of it counts before the word `proposed` is taken away; only equal names are proposed as equal.
import type { TakeoverMapping } from '../../schemas/index.ts'
import type { Directory } from '../agencies/index.ts'
import type { UnmappedCode } from './compare.ts'

type Entry = Readonly<Record<string, unknown>>
type Proposed = Record<string, Record<string, unknown>>

const undecided = { proposed: true } as const

export function proposedMapping(
  mapping: TakeoverMapping,
  unmapped: readonly UnmappedCode[],
  directory: Directory,
): Entry {
  const made = structuredClone(mapping) as unknown as Proposed
  const named = new Map([...directory.byId.values()].map((agency) => [agency.name, agency]))
  for (const { kind, code, label } of unmapped) {
    const word = label === null ? {} : { label }
    const put = (part: string, entry: Entry) => {
      made[part] = { [code]: { ...entry, ...undecided, ...word }, ...made[part] }
    }
    if (kind === 'organ') {
      const same = named.get(label ?? '')
      put('organs', same === undefined ? { none: '待定' } : { agency: same.id })
    } else if (kind === 'industry') put('industries', { domain: 'general' })
    else if (kind === 'charge') put('charges', { name: label ?? code })
    else if (kind === 'judge_condition') put('judgeConditions', { outcome: 'judged_first_instance' })
    else if (kind === 'form_label') put('formLabels', { field: 'remarks' })
    else if (kind === 'step') put('steps', { step: 'imported_record' })
    else if (kind === 'dictionary:docType') put('documentKinds', { kind: 'supplement' })
    else if (kind.startsWith('dictionary:')) {
      const group = kind.slice('dictionary:'.length)
      const words = made.dictionaries?.[group] as object | undefined
      made.dictionaries = { ...made.dictionaries, [group]: { [code]: { word: label ?? code, ...undecided }, ...words } }
    }
  }
  return made
}
