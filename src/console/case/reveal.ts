// 申请查看: one masked value in full, for a reason that is written down before it leaves. It is shown once, on the answer to
// the form: it stands in no URL, and the page is not kept.
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { Problem } from '../ask.ts'
import type { ConsoleEnv, View } from '../env.ts'
import { type FieldFaultShown, field, type Option } from '../html/form.ts'
import { card, empty, foreign, type Html, summary } from '../html/pieces.ts'
import { refused } from '../html/refused.ts'
import { formOf, textOf } from '../session/forms.ts'
import { fieldName } from '../words/index.ts'
import { partiesOf, partyRows } from './aside.ts'
import { casePage, organName, partName } from './head.ts'
import { importedWords, rawHidden } from './imported.ts'
import { at, caseOf } from './load.ts'
import { listOf, ordinal } from './names.ts'
import type { Case, Entry, Said } from './shape.ts'
import { reasonIn, whyForm } from './why.ts'

/** Members that a page of a case masks. */
const maskedFields = ['name', 'idNumber', 'phone', 'legalRepresentative'] as const
const valuesMax = 400

interface Value {
  readonly pointer: string
  readonly words: string
}

/** What may be asked for: of the letter's parties, of its contact, and of what an older platform had in fields of its own. */
function valuesOf(v: View, one: Asked): Value[] {
  const { submission, timeline } = one.transfer
  const of = (party: Said, index: number, pointer: string): Value[] =>
    maskedFields
      .filter((name) => typeof party[name] === 'string' && (name !== 'name' || party.kind === 'person'))
      .map((name) => ({
        pointer: `${pointer}/${name}`,
        words: `${ordinal(v, index)} · ${fieldName(v.lang, name === 'name' ? 'suspects.name' : name) ?? name}`,
      }))
  const contact = submission?.contact as Said | undefined
  return [
    ...(one.entry === undefined ? [] : rawOf(v, one, one.entry)),
    ...listOf(submission?.suspects).flatMap((party, i) => of(party, i, `/submission/suspects/${i}`)),
    ...(typeof contact?.phone === 'string'
      ? [{ pointer: '/submission/contact/phone', words: v.t('case.contactPhone') }]
      : []),
    // A case that began with another act has its parties there.
    ...timeline.flatMap(({ version, input }) =>
      listOf(input?.parties).flatMap((party, i) => of(party, i, `/timeline/${version}/input/parties/${i}`)),
    ),
    ...timeline.filter(({ version }) => version !== one.entry?.version).flatMap((entry) => rawOf(v, one, entry)),
  ].slice(0, valuesMax)
}

interface Asked extends Case {
  /** The entry from whose page the officer came: it may be older than those that come with the case. */
  readonly entry?: Entry | undefined
}

/** A member's name within a JSON Pointer (RFC 6901). */
const tokenOf = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1')

function rawOf(v: View, one: Case, { version, imported }: Entry): Value[] {
  if (imported === undefined) return []
  const what = one.hushed(importedWords(imported))
  return rawHidden(one, imported).map((name) => ({
    pointer: `/timeline/${version}/imported/raw/${tokenOf(name)}`,
    words: `${v.t('case.entryNo', { n: version })} · ${[...what].slice(0, 40).join('')} · ${[...name].slice(0, 60).join('')}`,
  }))
}

async function askedOf(c: Context<ConsoleEnv>): Promise<Asked | { readonly problem: Problem }> {
  const version = Number(/^[1-9]\d{0,6}$/.exec(c.req.query('entry') ?? '')?.[0] ?? 0)
  const id = c.req.param('id') ?? ''
  const [one, found] = await Promise.all([
    caseOf(c, { timeline: 'newest' }),
    version === 0
      ? undefined
      : c.get('ask')<{ items: Entry[] }>('GET', `/v1/transfers/${encodeURIComponent(id)}/timeline`, {
          query: { cursor: version - 1, limit: 1 },
        }),
  ])
  const entry = found?.ok === true ? found.body.items.find((item) => item.version === version) : undefined
  return 'problem' in one ? one : { ...one, entry }
}

/** People of the case, with the way to what is masked. */
export async function people(c: Context<ConsoleEnv>): Promise<Response> {
  const v = c.get('view')
  const one = await caseOf(c, { timeline: 'newest' })
  if ('problem' in one) return refused(c, one.problem)
  const parties = partiesOf(one)
  const officers = new Map(
    one.transfer.timeline.flatMap(({ by, officers: named }) =>
      named.map((o) => [`${o.certificateNo} ${o.name}`, { ...o, organ: by.agency.name }] as const),
    ),
  )
  return casePage(
    c,
    one,
    { title: v.t('case.people'), tab: 'people' },
    html`<div class="cols"><div>${card(
      v.t('case.parties'),
      parties.length === 0
        ? empty(v.t('case.noParty'))
        : html`${parties.map((party, i) => html`<div class="party">${summary(partyRows(v, party, i))}</div>`)}`,
      { aside: html`<a class="small" href="${at(one, 'reveal')}">${v.t('case.askReveal')}</a>` },
    )}</div><div>${card(
      v.t('case.organs'),
      summary(one.transfer.parts.map(({ part, agency }) => [partName(v, part), organName(v, agency)])),
    )}${card(
      v.t('case.officers'),
      summary(
        [...officers.values()].map(({ name, certificateNo, organ }) => [
          html`${foreign(name, 40)}<span class="sub">${foreign(certificateNo, 40)}</span>`,
          foreign(organ ?? ''),
        ]),
      ),
    )}</div></div>`,
  )
}

export async function revealForm(c: Context<ConsoleEnv>): Promise<Response> {
  return shown(c)
}

async function shown(c: Context<ConsoleEnv>, sent?: URLSearchParams, fault?: FieldFaultShown): Promise<Response> {
  const v = c.get('view')
  const one = await askedOf(c)
  if ('problem' in one) return refused(c, one.problem)
  const values = valuesOf(v, one)
  return casePage(
    c,
    one,
    {
      title: v.t('case.reveal'),
      tab: 'people',
      wrong: fault !== undefined,
      ...(fault !== undefined && { status: 400 as const }),
    },
    html`<h2 class="under">${v.t('case.reveal')}</h2><p class="lead">${v.t('case.revealLead')}</p>${
      values.length === 0 ? empty(v.t('case.noMask')) : formFor(v, one, values, sent, fault)
    }`,
  )
}

function formFor(v: View, one: Asked, values: readonly Value[], sent?: URLSearchParams, fault?: FieldFaultShown): Html {
  const options: Option[] = values.map(({ pointer, words }) => ({ value: pointer, words }))
  return whyForm(v, {
    ...{ action: formAt(one), button: v.t('case.revealShow'), sent, fault },
    before: field(v, {
      ...{ name: 'pointer', kind: 'select', label: v.t('case.revealWhat'), options },
      value: sent === undefined ? '' : textOf(sent, 'pointer'),
      ...(fault?.name === 'pointer' && { error: fault.words }),
    }),
  })
}

const formAt = (one: Asked): string => (one.entry === undefined ? at(one, 'reveal') : revealOf(one, one.entry.version))

/** Where the fields of one entry can be asked for. */
export const revealOf = (one: Pick<Case, 'id'>, version: number): string => `${at(one, 'reveal')}?entry=${version}`

export async function reveal(c: Context<ConsoleEnv>): Promise<Response> {
  const v = c.get('view')
  const sent = await formOf(c)
  const pointer = textOf(sent, 'pointer')
  if (pointer === '')
    return shown(c, sent, { name: 'pointer', label: v.t('case.revealWhat'), words: v.t('case.revealMissing') })
  const reason = reasonIn(v, sent)
  if (typeof reason !== 'string') return shown(c, sent, reason)
  const id = c.req.param('id') ?? ''
  const [one, answered] = await Promise.all([
    askedOf(c),
    c.get('ask')<{ value: string | number | boolean }>('POST', `/v1/transfers/${encodeURIComponent(id)}/reveal`, {
      body: { pointer, reason },
    }),
  ])
  if ('problem' in one) return refused(c, one.problem)
  if (!answered.ok) return refused(c, answered.problem)
  const what = valuesOf(v, one).find((value) => value.pointer === pointer)?.words ?? pointer
  return casePage(
    c,
    one,
    { title: v.t('case.reveal'), tab: 'people' },
    html`<h2 class="under">${v.t('case.reveal')}</h2>${card(
      foreign(what, 100),
      html`<p class="revealed">${foreign(String(answered.body.value), 2_000)}</p><p class="muted">${v.t('case.revealOnce')}</p><p class="small muted">${v.t('case.why.kept')}${foreign(reason, 600)}</p><p><a class="btn quiet" href="${at(one)}">${v.t('case.back')}</a></p>`,
    )}`,
  )
}
