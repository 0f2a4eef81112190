// What may be done with a letter, each on its page, and a new one. Receivers are organs of the region by their names, or any
// other by name or code.
import type { Context } from 'hono'
import { type correspondenceActs, correspondenceKinds } from '../../../schemas/index.ts'
import type { Problem } from '../ask.ts'
import type { ConsoleDeps, ConsoleEnv, View } from '../env.ts'
import { actPage } from '../html/act-page.ts'
import { organFields, organsOf, signing, typedText } from '../html/act-said.ts'
import { type FieldShown, typedDay } from '../html/form.ts'
import { textOf } from '../session/forms.ts'
import { letterFiles } from './files.ts'
import { current, named } from './shown.ts'

type C = Context<ConsoleEnv>
export type Act = (typeof correspondenceActs)[number]

/** Acts that files may go with. */
const carries: ReadonlySet<Act> = new Set(['answer', 'done', 'say', 'correct'])

const organWords = ({ t }: View) => ({
  ...{ near: t('letters.toNear'), more: t('letters.toMore'), hint: t('letters.toHint') },
})

const uuidForm = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/

/** The id of the case that is meant, by its id or by the number of its letter; null where there is none, or more than one. */
async function caseNamed(c: C, text: string | undefined): Promise<string | null | undefined> {
  if (text === undefined || uuidForm.test(text)) return text
  const found = await c.get('ask')<{ items: { id: string }[] }>('GET', '/v1/transfers', {
    query: { documentNo: text, limit: 2 },
  })
  const [one, another] = found.ok ? found.body.items : []
  return another === undefined ? (one?.id ?? null) : null
}

const noSuchCase = ({ t }: View): Problem => ({
  ...{ status: 422, code: 'invalid_fields', detail: t('letters.noCase') },
  errors: [{ pointer: '/transferId', detail: t('letters.noCase') }],
})

export async function newLetterPage(c: C, deps: ConsoleDeps): Promise<Response> {
  const v = c.get('view')
  const { t } = v
  const files = await letterFiles(c)
  return actPage(c, deps, {
    ...{ title: t('letters.new'), current, button: t('letters.send'), lead: t('letters.lead'), refresh: files.refresh },
    back: { href: current, words: t('menu.correspondence') },
    fields: [
      {
        name: 'kind',
        label: t('letters.kind'),
        kind: 'select',
        value: c.req.query('kind') ?? '',
        options: correspondenceKinds.map((k) => ({ value: k, words: named(v, 'kind', k) })),
      },
      ...(await organFields(c, deps, organWords(v))),
      { name: 'title', label: t('letters.title'), max: 200 },
      { name: 'documentNo', label: t('letters.documentNo'), optional: true, max: 128 },
      { name: 'text', label: t('letters.text'), kind: 'prose', rows: 10, max: 20_000 },
      ...files.fields,
      { name: 'dueOn', label: t('letters.dueOn'), kind: 'date', optional: true },
      {
        name: 'transferId',
        label: t('letters.aboutCase'),
        hint: t('letters.aboutCaseHint'),
        optional: true,
        value: c.req.query('transfer') ?? '',
        max: 128,
      },
      { name: 'toOrgansWithoutPart', label: t('letters.withoutPart'), kind: 'checkbox' },
    ],
    ask: async (form) => {
      const about = await caseNamed(c, typedText(form, 'transferId'))
      if (about === null) return noSuchCase(v)
      return {
        path: '/v1/correspondence',
        body: {
          ...{
            officers: signing(c),
            kind: textOf(form, 'kind'),
            title: textOf(form, 'title').trim(),
            to: await organsOf(form, deps),
          },
          ...{
            text: textOf(form, 'text').trim(),
            documentNo: typedText(form, 'documentNo'),
            transferId: about,
            attachments: files.chosen(form),
          },
          ...(typedText(form, 'dueOn') !== undefined && { dueOn: typedDay(textOf(form, 'dueOn')) }),
          ...(c.req.query('finding') !== undefined && { findingId: c.req.query('finding') }),
          ...(textOf(form, 'toOrgansWithoutPart') === 'true' && { toOrgansWithoutPart: true }),
        },
      }
    },
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
            ...(await organFields(c, deps, organWords(v))),
            { name: 'toOrgansWithoutPart', label: t('letters.withoutPart'), kind: 'checkbox' },
          ]
        : [],
    correct: [text(false, 20_000), { name: 'dueOn', label: t('letters.dueOn'), kind: 'date', optional: true }],
    withdraw: [{ name: 'reason', label: t('letters.reason'), kind: 'prose', rows: 3, max: 2_000 }],
    close: [text(true, 5_000)],
  }
  const title = named(v, 'act', act)
  const files = carries.has(act) ? await letterFiles(c) : undefined
  return actPage(c, deps, {
    ...{ title, current, button: title, fields: [...fields[act], ...(files?.fields ?? [])] },
    ...(files !== undefined && { refresh: files.refresh }),
    back: { href: `${current}/${id}`, words: t('letters.entries') },
    ask: async (form) => ({
      path: `/v1/correspondence/${id}/${act}`,
      body: {
        officers: signing(c),
        ...(fields[act].some((f) => f.name === 'text') && { text: typedText(form, 'text') }),
        ...(fields[act].some((f) => f.name === 'documentNo') && { documentNo: typedText(form, 'documentNo') }),
        ...(act === 'correct' && typedText(form, 'dueOn') !== undefined && { dueOn: typedDay(textOf(form, 'dueOn')) }),
        ...(files !== undefined && { attachments: files.chosen(form) }),
        ...(act === 'withdraw' && { reason: textOf(form, 'reason').trim() }),
        ...(act === 'invite' && {
          to: await organsOf(form, deps),
          ...(textOf(form, 'toOrgansWithoutPart') === 'true' && { toOrgansWithoutPart: true }),
        }),
      },
    }),
    done: { zh: '已办理，记入往来经过。', en: 'It is done and stands in the thread.' },
  })
}
