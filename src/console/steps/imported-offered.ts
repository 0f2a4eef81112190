// What the forms let choose from that decide on what was open when a case was taken over: its imported entries, the tasks of
// the organ that are open still, and the periods that the organ may start now. Asked of the gateway as any partner would ask.
import type { StepRule } from '../../procedure/index.ts'
import type { Ask } from '../ask.ts'
import { importedWords } from '../case/imported.ts'
import { hushing, partyOf } from '../case/names.ts'
import type { DutyShown, Entry, Transfer } from '../case/shape.ts'
import type { View } from '../env.ts'
import type { Option } from '../html/form.ts'
import { day } from '../html/format.ts'
import { said } from '../html/pieces.ts'

/** Newest first; what lies further back is in the history, and nothing open follows from it alone. */
const entriesShown = 50
const wordsMax = 60
const partiesShown = 3

export interface ImportedOffered {
  /** By the name of the field; what is sent is the gateway's own value. */
  readonly fields: ReadonlyMap<string, readonly Option[]>
  readonly instances: readonly Option[]
}

/** Undefined where the step is not one of them. */
export async function importedOf(
  v: View,
  ask: Ask,
  step: string,
  rule: StepRule,
  transfer: Transfer | null,
): Promise<ImportedOffered | undefined> {
  if (transfer?.imported === undefined || rule.onlyImported !== true) return undefined
  const path = `/v1/transfers/${transfer.id}`
  const query = { order: 'newest', cursor: transfer.imported.through + 1, limit: entriesShown }
  const [entries, duties] = await Promise.all([
    ask<{ items: Entry[] }>('GET', `${path}/timeline`, { query }),
    ask<{ items: DutyShown[] }>('GET', `${path}/imported-duties`),
  ])
  const hushed = hushing(transfer)
  const periods = transfer.available.find((one) => one.step === step)?.periods ?? []
  return {
    fields: new Map([
      ['follows', entries.ok ? entries.body.items.flatMap((entry) => entryOption(v, hushed, entry)) : []],
      ['duty', duties.ok ? duties.body.items.flatMap((duty) => dutyOption(v, hushed, duty)) : []],
      ['clock', periods.map(({ clock, zh, en }) => ({ value: clock, words: said(v, { zh, en }) }))],
    ]),
    instances: [...new Set(periods.flatMap(({ instances }) => instances))].map((key) => ({
      value: key,
      words: instanceWords(v, transfer, key),
    })),
  }
}

type Hushed = (text: string) => string

/** A choice is text alone: no mark of a page stands within it. */
const cut = (text: string): string => [...text.toWellFormed()].slice(0, wordsMax).join('')

function entryOption(v: View, hushed: Hushed, { version, at, imported }: Entry): Option[] {
  if (imported === undefined) return []
  const words = v.t('step.importedEntry', { what: cut(hushed(importedWords(imported))), at: day(v, at), n: version })
  return [{ value: String(version), words }]
}

function dutyOption(v: View, hushed: Hushed, { key, what, since, state }: DutyShown): Option[] {
  if (state !== 'open') return []
  const named = { what: cut(hushed(what)), key: v.t('case.dutyKey', { key: cut(key) }) }
  const words =
    since === null ? v.t('step.importedDuty', named) : v.t('step.importedDutySince', { ...named, at: day(v, since) })
  return [{ value: key, words }]
}

/** A matter by what it is and whose it is. */
function instanceWords(v: View, { tracks, duties }: Transfer, key: string): string {
  const [, subject = '', no = ''] = key.split('/')
  const track = tracks.find((one) => one.key === key)
  const of = duties.find((one) => one.key === key) ?? track
  const words = v.t('step.matter', { what: of === undefined ? key : said(v, of), no })
  const who = /^s\d+$/.test(subject) ? [subject] : (track?.about ?? []).slice(0, partiesShown)
  return [...who.map((one) => partyOf(v, one)), words].join(' ')
}
