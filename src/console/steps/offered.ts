// What the form of a step lets choose from, asked of the gateway all at once: the case, the organ's officers, its unused
// files, organs that may be named.
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { StepRule } from '../../procedure/index.ts'
import { maskedName, partyOf } from '../case/names.ts'
import type { Transfer } from '../case/shape.ts'
import type { ConsoleEnv, View } from '../env.ts'
import type { Option } from '../html/form.ts'
import { foreign, type Html, said } from '../html/pieces.ts'
import { importedOf } from './imported-offered.ts'
import { itemsOf } from './items-offered.ts'
import { decides, organKinds } from './rule.ts'
import type { Field, Offer, OfficerOffered, OrganOffered, UploadOffered, Values } from './schema-form.ts'

type C = Context<ConsoleEnv>

/** What only a case that begins is told. */
const opening = ['caseName', 'domain', 'involvesStateSecrets', 'parties']
const neededToBegin = new Set(['caseName', 'domain', 'involvesStateSecrets', 'parties'])
const uploadsShown = 50
const organsAtFirst = 5

export interface Offering {
  readonly step: string
  readonly rule: StepRule
  readonly fields: readonly Field[]
  /** Null where the case begins with the step. */
  readonly transfer: Transfer | null
  readonly values: Values
  /** A list that gets an empty row. */
  readonly adding?: string | undefined
  /** A field whose organ is looked up. */
  readonly finding?: string | undefined
  /** How many items are shown to choose from. */
  readonly itemsShown?: number | undefined
}

export async function offerOf(c: C, offering: Offering): Promise<Offer> {
  const v = c.get('view')
  const { step, rule, fields, transfer, values, adding } = offering
  const ask = c.get('ask')
  const organField = fields.find((f) => f.kind === 'organ')
  const takesFiles = fields.some((f) => f.kind === 'materials')
  const concerned = transfer?.available.find((one) => one.step === step)?.instances ?? []
  const [officers, uploads, organs, items, imported] = await Promise.all([
    ask<{ items: OfficerOffered[] }>('GET', '/v1/officers'),
    takesFiles ? ask<{ items: UploadOffered[] }>('GET', '/v1/materials', { query: { limit: uploadsShown } }) : null,
    organField === undefined ? [] : organsFor(c, offering, organField.name),
    itemsOf(ask, rule, transfer, concerned, values, offering.itemsShown),
    importedOf(v, ask, step, rule, transfer),
  ])
  const { me } = c.get('session')
  const own = me.certificateNo === null ? null : { name: me.name, certificateNo: me.certificateNo }
  const omit = new Set(transfer === null ? [] : rule.opening !== undefined && rule.track !== 'criminal' ? opening : [])
  return {
    step,
    officers: officers.ok ? officers.body.items : [],
    me: own,
    decides: decides(rule, me),
    suspects: transfer === null ? [] : suspectsOf(transfer),
    matters: mattersOf(v, transfer, concerned, (key) => key.split('/').at(-1) ?? ''),
    instances: imported?.instances ?? mattersOf(v, transfer, concerned, (key) => key),
    among: imported?.fields,
    uploads: uploads?.ok ? uploads.body.items.filter((one) => one.sha256 !== null) : [],
    organs: (name) => (name === organField?.name ? organs : []),
    omit,
    required: transfer === null ? neededToBegin : new Set(),
    rows: new Map(adding === undefined ? [] : [[adding, 1]]),
    items,
    charges: chargesOf(transfer),
  }

  /** Who stands where the step may take it; all, where the step does not say. */
  function suspectsOf({ suspects }: Transfer): Option[] {
    const ids = new Set(concerned.map((key) => key.split('/')[1] ?? ''))
    const some = rule.of === 'suspect' || (rule.track === 'criminal' && suspects.some(({ id }) => ids.has(id)))
    return suspects
      .filter(({ id }) => !some || ids.has('case') || ids.has(id))
      .map((one) => ({ value: one.id, words: partyWords(v, one) }))
  }

  async function organsFor(_: C, { finding }: Offering, name: string): Promise<readonly OrganOffered[]> {
    const typed = values.get(`_q.${name}`)?.[0]?.trim() ?? ''
    const chosen = values.get(name)?.[0] ?? ''
    const kind = organKinds(rule).join(',')
    const of = (q: string) =>
      ask<{ items: OrganOffered[] }>('GET', '/v1/agencies', { query: { q: q.slice(0, 100), kind } })
    const [found, held] = await Promise.all([
      of(finding === name || typed !== '' ? typed : ''),
      chosen === '' ? null : of(chosen),
    ])
    const some = found.ok ? found.body.items : []
    const known = held?.ok ? held.body.items.filter(({ code }) => code === chosen) : []
    const listed = typed === '' ? some.slice(0, organsAtFirst) : some
    return [...known, ...listed.filter(({ code }) => code !== chosen)]
  }
}

/** A unit by its name; a natural person by its place in the case, masked. */
export const partyWords = (v: View, { id, kind, name }: Transfer['suspects'][number]): Html =>
  kind === 'unit' ? foreign(name) : html`${partyOf(v, id)} ${foreign(maskedName(name))}`

/** Open matters that the step may move, by what they are and since when. */
function mattersOf(
  v: View,
  transfer: Transfer | null,
  concerned: readonly string[],
  value: (key: string) => string,
): Option[] {
  if (transfer === null) return []
  const seen = new Set<string>()
  return concerned.flatMap((key) => {
    const track = transfer.tracks.find((one) => one.key === key)
    const duty = transfer.duties.find((one) => one.key === key)
    const of = duty ?? track
    const one = value(key)
    if (of === undefined || seen.has(one)) return []
    seen.add(one)
    return [{ value: one, words: v.t('step.matter', { what: said(v, of), no: key.split('/').at(-1) ?? '' }) }]
  })
}

const chargesOf = (transfer: Transfer | null): string[] => {
  const { charges } = (transfer?.submission ?? {}) as { charges?: readonly { readonly name?: unknown }[] }
  const named = (charges ?? []).flatMap(({ name }) => (typeof name === 'string' ? [name] : []))
  return [...new Set([...named, ...(transfer?.suspects ?? []).flatMap((s) => Object.values(s.charges ?? {}).flat())])]
}
