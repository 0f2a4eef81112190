// What either procuratorate does with what is handed down, each on its page, and handing down itself.
import type { Context } from 'hono'
import { type assignmentActs, itemResults } from '../../../schemas/index.ts'
import type { ConsoleDeps, ConsoleEnv } from '../env.ts'
import { actPage } from '../html/act-page.ts'
import { linesOf, signing, typedText } from '../html/act-said.ts'
import { type FieldShown, typedDay } from '../html/form.ts'
import { textOf } from '../session/forms.ts'
import { namedIn } from '../words/index.ts'

type C = Context<ConsoleEnv>
export type Act = (typeof assignmentActs)[number]

/** The menu's item that it belongs to. */
export const current = '/console/correspondence'
export const here = '/console/assignments'

export const named = namedIn('assignments')

export async function handDownPage(c: C, deps: ConsoleDeps): Promise<Response> {
  const { t } = c.get('view')
  const { agency } = c.get('session').me
  const { directory } = await deps.registry.current()
  const region = agency.regionCode.replace(/(00)+$/, '')
  const lower = [...directory.byId.values()].filter(
    (o) => o.kind === 'procuratorate' && o.id !== agency.id && o.regionCode.startsWith(region),
  )
  const subject = c.req.query('subject') ?? ''
  return actPage(c, deps, {
    ...{ title: t('assignments.new'), current, button: t('assignments.new') },
    back: { href: here, words: t('assignments.title') },
    fields: [
      {
        name: 'to',
        label: t('assignments.lower'),
        kind: 'select',
        hint: t('assignments.lowerHint'),
        options: lower.map((o) => ({ value: o.code, words: o.name })),
      },
      { name: 'title', label: t('letters.title'), max: 200 },
      { name: 'documentNo', label: t('letters.documentNo'), optional: true, max: 128 },
      { name: 'text', label: t('letters.text'), kind: 'prose', rows: 8, max: 20_000 },
      { name: 'dueOn', label: t('assignments.dueOn'), kind: 'date' },
      {
        name: 'items',
        label: t('assignments.items'),
        kind: 'prose',
        rows: 5,
        hint: t('assignments.itemsHint'),
        value: subject,
      },
    ],
    ask: (form) => ({
      path: '/v1/assignments',
      body: {
        ...{
          officers: signing(c),
          to: textOf(form, 'to'),
          title: textOf(form, 'title').trim(),
          text: textOf(form, 'text').trim(),
        },
        ...(textOf(form, 'documentNo').trim() !== '' && { documentNo: textOf(form, 'documentNo').trim() }),
        dueOn: typedDay(textOf(form, 'dueOn')),
        items: linesOf(form, 'items').map((line) => {
          const [kind = '', id = ''] = line.split(':')
          return { kind: kind.trim(), id: id.trim() }
        }),
      },
    }),
    done: { zh: '已交办。', en: 'It is handed down.' },
    leads: (body) => `${here}/${String(body.id)}`,
  })
}

export function assignmentActPage(c: C, deps: ConsoleDeps, act: Act): Promise<Response> {
  const v = c.get('view')
  const { t } = v
  const id = c.req.param('id') ?? ''
  const no = c.req.query('no') ?? ''
  const text = (optional: boolean, max: number): FieldShown => ({
    name: 'text',
    label: t('letters.text'),
    kind: 'prose',
    rows: 6,
    optional,
    max,
  })
  const reason: FieldShown = { name: 'reason', label: t('letters.reason'), kind: 'prose', rows: 3, max: 2_000 }
  const fields: Readonly<Record<Act, readonly FieldShown[]>> = {
    sign: [],
    work: [
      { name: 'no', label: t('assignments.itemNo'), kind: 'number', value: no },
      {
        name: 'result',
        label: t('assignments.result'),
        kind: 'radio',
        options: itemResults.map((r) => ({ value: r, words: named(v, 'result', r) })),
      },
      text(false, 2_000),
    ],
    reply: [text(false, 20_000), { name: 'documentNo', label: t('letters.documentNo'), optional: true, max: 128 }],
    accept: [text(true, 5_000)],
    return: [reason, { name: 'dueOn', label: t('assignments.dueOn'), kind: 'date', optional: true }],
    withdraw: [reason],
  }
  const title = named(v, 'act', act)
  return actPage(c, deps, {
    ...{ title, current, button: title, fields: fields[act] },
    back: { href: `${here}/${id}`, words: t('assignments.title') },
    ask: (form) => {
      const typed = (name: string) => typedText(form, name)
      const number = Number(typed('no') ?? Number.NaN)
      return {
        path: `/v1/assignments/${id}/${act}`,
        body: {
          officers: signing(c),
          ...(act === 'work'
            ? {
                results: [
                  { no: Number.isInteger(number) ? number : typed('no'), result: typed('result'), text: typed('text') },
                ],
              }
            : { text: typed('text'), documentNo: typed('documentNo'), reason: typed('reason') }),
          ...(typed('dueOn') !== undefined && { dueOn: typedDay(typed('dueOn') ?? '') }),
        },
      }
    },
    done: { zh: '已办理，记入往来经过。', en: 'It is done and stands in the thread.' },
  })
}
