// What may be done with a letter, each on its page, and a new one. Receivers are organs of the region by their names, or any
// other by name or code.
import type { Context } from 'hono'
import { type correspondenceActs, correspondenceKinds, usccFault } from '../../../schemas/index.ts'
import type { ConsoleDeps, ConsoleEnv, Me } from '../env.ts'
import { actPage } from '../html/act-page.ts'
import { type FieldShown, typedDay } from '../html/form.ts'
import { textOf } from '../session/forms.ts'
import { current, named } from './shown.ts'

type C = Context<ConsoleEnv>
export type Act = (typeof correspondenceActs)[number]

const organsShown = 60

const officersOf = ({ name, certificateNo }: Me) => [{ name, certificateNo: certificateNo ?? '' }]

/** What is typed, or nothing where it is empty. */
const typed = (form: URLSearchParams, name: string) => {
  const text = textOf(form, name).trim()
  return text === '' ? undefined : text
}

/** Organs of the same prefecture to tick, and a place for others. */
async function receiverFields(c: C, { registry }: ConsoleDeps): Promise<readonly FieldShown[]> {
  const { t } = c.get('view')
  const { agency } = c.get('session').me
  const { directory } = await registry.current()
  const near = [...directory.byId.values()]
    .filter((a) => a.id !== agency.id && a.regionCode.slice(0, 4) === agency.regionCode.slice(0, 4))
    .sort((a, b) => (a.kind === b.kind ? (a.code < b.code ? -1 : 1) : a.kind < b.kind ? -1 : 1))
    .slice(0, organsShown)
  return [
    {
      name: 'to',
      label: t('letters.toNear'),
      kind: 'checkboxes',
      options: near.map((a) => ({ value: a.code, words: a.name })),
      optional: true,
    },
    { name: 'more', label: t('letters.toMore'), kind: 'prose', rows: 2, hint: t('letters.toHint'), optional: true },
  ]
}

/** Codes as ticked, and what was typed: a code, or the name of one organ; anything else as it is, to be refused. */
async function receiversOf(form: URLSearchParams, { registry }: ConsoleDeps): Promise<string[]> {
  const { directory } = await registry.current()
  const named = textOf(form, 'more')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const codes = named.map((line) => {
    if (usccFault(line) === null) return line
    const organs = [...directory.byId.values()]
    const exact = organs.filter((a) => a.name === line)
    const found = exact.length === 1 ? exact : organs.filter((a) => a.name.includes(line))
    return found.length === 1 ? (found[0]?.code ?? line) : line
  })
  return [...new Set([...form.getAll('to'), ...codes])]
}

/** `to` is made before the question is asked: the directory may have to be read. */
async function sent(c: C, deps: ConsoleDeps): Promise<string[]> {
  if (c.req.method !== 'POST') return []
  return receiversOf(new URLSearchParams(await c.req.text()), deps)
}

export async function newLetterPage(c: C, deps: ConsoleDeps): Promise<Response> {
  const v = c.get('view')
  const { t } = v
  const to = await sent(c, deps)
  return actPage(c, deps, {
    ...{ title: t('letters.new'), current, button: t('letters.send'), lead: t('letters.lead') },
    back: { href: current, words: t('menu.correspondence') },
    fields: [
      {
        name: 'kind',
        label: t('letters.kind'),
        kind: 'select',
        value: c.req.query('kind') ?? '',
        options: correspondenceKinds.map((k) => ({ value: k, words: named(v, 'kind', k) })),
      },
      ...(await receiverFields(c, deps)),
      { name: 'title', label: t('letters.title'), max: 200 },
      { name: 'documentNo', label: t('letters.documentNo'), optional: true, max: 128 },
      { name: 'text', label: t('letters.text'), kind: 'prose', rows: 10, max: 20_000 },
      { name: 'dueOn', label: t('letters.dueOn'), kind: 'date', optional: true },
      {
        name: 'transferId',
        label: t('letters.aboutCase'),
        optional: true,
        value: c.req.query('transfer') ?? '',
        max: 36,
      },
      { name: 'toOrgansWithoutPart', label: t('letters.withoutPart'), kind: 'checkbox' },
    ],
    ask: (form) => ({
      path: '/v1/correspondence',
      body: {
        ...{
          officers: officersOf(c.get('session').me),
          kind: textOf(form, 'kind'),
          title: textOf(form, 'title').trim(),
          to,
        },
        ...{
          text: textOf(form, 'text').trim(),
          documentNo: typed(form, 'documentNo'),
          transferId: typed(form, 'transferId'),
        },
        ...(typed(form, 'dueOn') !== undefined && { dueOn: typedDay(textOf(form, 'dueOn')) }),
        ...(c.req.query('finding') !== undefined && { findingId: c.req.query('finding') }),
        ...(textOf(form, 'toOrgansWithoutPart') === 'true' && { toOrgansWithoutPart: true }),
      },
    }),
    done: { zh: '已发出。', en: 'It is sent.' },
    leads: (body) => `${current}/${String(body.id)}`,
  })
}

export async function letterActPage(c: C, deps: ConsoleDeps, act: Act): Promise<Response> {
  const v = c.get('view')
  const { t } = v
  const id = c.req.param('id') ?? ''
  const text = (optional: boolean, max: number): FieldShown => ({
    name: 'text',
    label: t('letters.text'),
    kind: 'prose',
    rows: 8,
    optional,
    max,
  })
  const documentNo: FieldShown = { name: 'documentNo', label: t('letters.documentNo'), optional: true, max: 128 }
  const fields: Readonly<Record<Act, readonly FieldShown[]>> = {
    ...{
      sign: [],
      read: [],
      answer: [text(false, 20_000), documentNo],
      done: [text(true, 5_000)],
      say: [text(false, 5_000)],
    },
    invite:
      act === 'invite'
        ? [
            ...(await receiverFields(c, deps)),
            { name: 'toOrgansWithoutPart', label: t('letters.withoutPart'), kind: 'checkbox' },
          ]
        : [],
    correct: [text(false, 20_000), { name: 'dueOn', label: t('letters.dueOn'), kind: 'date', optional: true }],
    withdraw: [{ name: 'reason', label: t('letters.reason'), kind: 'prose', rows: 3, max: 2_000 }],
    close: [text(true, 5_000)],
  }
  const to = act === 'invite' ? await sent(c, deps) : []
  const title = named(v, 'act', act)
  return actPage(c, deps, {
    ...{ title, current, button: title, fields: fields[act] },
    back: { href: `${current}/${id}`, words: t('letters.entries') },
    ask: (form) => ({
      path: `/v1/correspondence/${id}/${act}`,
      body: {
        officers: officersOf(c.get('session').me),
        ...(fields[act].some((f) => f.name === 'text') && { text: typed(form, 'text') }),
        ...(fields[act].some((f) => f.name === 'documentNo') && { documentNo: typed(form, 'documentNo') }),
        ...(act === 'correct' && typed(form, 'dueOn') !== undefined && { dueOn: typedDay(textOf(form, 'dueOn')) }),
        ...(act === 'withdraw' && { reason: textOf(form, 'reason').trim() }),
        ...(act === 'invite' && {
          to,
          ...(textOf(form, 'toOrgansWithoutPart') === 'true' && { toOrgansWithoutPart: true }),
        }),
      },
    }),
    done: { zh: '已办理，记入往来经过。', en: 'It is done and stands in the thread.' },
  })
}
