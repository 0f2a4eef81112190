// One record that is held for repair: its fields as they were sent, with what makes it unfit beside each, and the form in which
// it is corrected and sent again. What came is kept as it came.
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { z } from 'zod'
import type { penaltyHeldAnswer } from '../../../schemas/index.ts'
import type { ConsoleDeps, ConsoleEnv, View } from '../env.ts'
import { actPage } from '../html/act-page.ts'
import { linesOf, signing, typedText } from '../html/act-said.ts'
import type { FieldShown } from '../html/form.ts'
import { day } from '../html/format.ts'
import { card, foreign, type Html, summary, table, unbroken } from '../html/pieces.ts'
import { refused } from '../html/refused.ts'
import { page } from '../html/shell.ts'
import { textOf } from '../session/forms.ts'
import { current, named } from './shown.ts'

type C = Context<ConsoleEnv>
type Held = z.output<typeof penaltyHeldAnswer>
type Fault = Held['faults'][number]
type Scalar = string | number | boolean | null

/** A record of more fields than this is repaired as JSON. */
const fieldsMax = 120
const proseFrom = 60
const valueShown = 600

export const faultShown = (v: View, { code, detail }: Pick<Fault, 'code' | 'detail'>): Html => {
  const words = named(v, 'fault', code)
  return words === code ? foreign(detail, 300) : html`${words}`
}

/** With the field, or the part of the record, that a fault lies in. */
export const faultNamed = (v: View, f: Fault): Html =>
  html`<li>${f.field === '' ? '' : html`${foreign(named(v, 'member', f.field), 60)}${v.t('form.colon')}`}${faultShown(v, f)}</li>`

/** By the fields as they were sent, and what lies in none of them. */
const faultList = (v: View, { fields, elsewhere }: Held): Html =>
  html`<ul>${[...fields.flatMap(({ name, faults }) => faults.map((f) => ({ ...f, field: name }))), ...elsewhere].map((f) => faultNamed(v, f))}</ul>`

/** What a field means, where the catalogue has a word for the place that it is read to. */
function placeShown(v: View, place: string | null): Html {
  const words = place === null ? '' : named(v, 'place', place)
  return words === '' || words === place ? html`` : html` <span class="muted">${words}</span>`
}

const pathOf = (id: string) => `/v1/penalty-cases/quarantine/${id}`
const textShown = (value: unknown): string =>
  typeof value === 'string' ? value : value === null || value === undefined ? '' : JSON.stringify(value)

const membersOf = (raw: unknown): Readonly<Record<string, unknown>> =>
  typeof raw === 'object' && raw !== null && !Array.isArray(raw) ? (raw as Readonly<Record<string, unknown>>) : {}

export async function heldPage(c: C, mayAct: boolean): Promise<Response> {
  const v = c.get('view')
  const { t } = v
  const answer = await c.get('ask')<Held>('GET', pathOf(c.req.param('id') ?? ''))
  if (!answer.ok) return refused(c, answer.problem)
  const h = answer.body
  const raw = membersOf(h.raw)
  // What has to be mended stands first.
  const fields = [...h.fields].sort((a, b) => Number(b.faults.length > 0) - Number(a.faults.length > 0))
  return page(
    c,
    { title: t('penalties.heldOne'), current, marked: true },
    html`<p class="crumb"><a href="${current}/quarantine">${t('penalties.tab.quarantine')}</a></p><div class="head"><h1>${foreign(h.key ?? t('penalties.heldOne'), 120)}</h1>${
      mayAct && h.state === 'held'
        ? html`<a class="btn" href="${current}/quarantine/${h.id}/release">${t('penalties.release')}</a>`
        : ''
    }</div>${card(
      t('penalties.heldOne'),
      summary([
        [
          t('penalties.state'),
          html`${t(`penalties.${h.state}`)}${h.caseId === null ? '' : html` <a href="${current}/${h.caseId}">${t('penalties.head')}</a>`}`,
        ],
        [t('penalties.faults'), faultList(v, h)],
        [t('penalties.origin'), foreign(h.origin.name, 120)],
        [t('penalties.day'), unbroken(day(v, h.sourceDay))],
      ]),
    )}${card(
      t('penalties.raw'),
      table(
        t('penalties.raw'),
        [{ words: t('penalties.heldField') }, { words: t('penalties.heldValue') }, { words: t('penalties.faults') }],
        [
          {
            rows: fields.map((f) => [
              html`${foreign(f.name, 80)}${placeShown(v, f.place)}`,
              foreign(textShown(raw[f.name]) || '—', valueShown),
              f.faults.length === 0
                ? '—'
                : html`<ul>${f.faults.map((one) => html`<li>${faultShown(v, one)}</li>`)}</ul>`,
            ]),
          },
        ],
      ),
    )}`,
  )
}

export async function releasePage(c: C, deps: ConsoleDeps): Promise<Response> {
  const v = c.get('view')
  const { t } = v
  const id = c.req.param('id') ?? ''
  const answer = await c.get('ask')<Held>('GET', pathOf(id))
  if (!answer.ok) return refused(c, answer.problem)
  const h = answer.body
  const raw = membersOf(h.raw)
  const names = h.fields.map((f) => f.name)
  const flat = names.length <= fieldsMax && names.every((name) => typeof raw[name] !== 'object' || raw[name] === null)
  return actPage(c, deps, {
    ...{ title: t('penalties.release'), current, button: t('penalties.release') },
    lead: html`<p>${t('penalties.releaseLead')} ${t('penalties.maskedStays')}</p>${faultList(v, h)}`,
    back: { href: `${current}/quarantine/${id}`, words: foreign(h.key ?? t('penalties.heldOne'), 120) },
    fields: [
      ...(flat ? fieldsShown(v, h, raw) : [wholeField(v, h)]),
      { name: 'reason', label: t('penalties.reason'), kind: 'prose', rows: 3, max: 2_000 },
    ],
    ask: (form) => ({
      path: `${pathOf(id)}/release`,
      body: {
        record: flat ? recordTyped(form, names, raw) : parsed(textOf(form, 'record')),
        reason: typedText(form, 'reason') ?? '',
        officers: signing(c),
      },
    }),
    fieldAt: (pointer) => {
      const [, name] = /^\/record\/([^/]*)/.exec(pointer) ?? []
      const at = names.indexOf((name ?? '').replaceAll('~1', '/').replaceAll('~0', '~'))
      return flat && at >= 0 ? `r.${at}` : undefined
    },
    done: { zh: '已修复入库。', en: 'It is released.' },
    leads: (body) => `${current}/${String(body.id)}`,
  })
}

/** A field for each of the record's, what is unfit first, with what is wrong as its hint. */
function fieldsShown(v: View, h: Held, raw: Readonly<Record<string, unknown>>): FieldShown[] {
  const { t } = v
  const fields = h.fields.map((f, n) => {
    const value = textShown(raw[f.name])
    return {
      ...{ name: `r.${n}`, label: html`${foreign(f.name, 80)}${placeShown(v, f.place)}`, value },
      ...((value.length > proseFrom || value.includes('\n')) && { kind: 'prose' as const, rows: 4 }),
      ...(f.faults.length > 0 && { hint: html`${f.faults.map((one) => html`${faultShown(v, one)} `)}` }),
    }
  })
  const unfit = new Set(h.fields.flatMap((f, n) => (f.faults.length > 0 ? [`r.${n}`] : [])))
  return [
    ...fields.filter((f) => unfit.has(f.name)),
    ...fields.filter((f) => !unfit.has(f.name)),
    {
      ...{ name: 'more', label: t('penalties.heldMore'), hint: t('penalties.heldMoreHint') },
      ...{ kind: 'prose' as const, rows: 3, optional: true },
    },
  ]
}

const wholeField = (v: View, h: Held): FieldShown => ({
  ...{ name: 'record', label: v.t('penalties.releaseRecord'), kind: 'prose', rows: 18 },
  value: JSON.stringify(h.raw, null, 2),
})

function recordTyped(
  form: URLSearchParams,
  names: readonly string[],
  raw: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const entries = names.map((name, n) => [name, scalarTyped(textOf(form, `r.${n}`), raw[name] as Scalar)] as const)
  const more = linesOf(form, 'more').map((line) => {
    const at = line.search(/[=＝]/)
    return [at < 0 ? line : line.slice(0, at).trim(), at < 0 ? '' : line.slice(at + 1).trim()] as const
  })
  return Object.fromEntries([...entries, ...more])
}

/** What was not touched stays what it was; a number that is changed stays a number. */
function scalarTyped(typed: string, was: Scalar): Scalar {
  const text = typed.replaceAll('\r\n', '\n')
  if (text.trim() === textShown(was).replaceAll('\r\n', '\n').trim()) return was
  const plain = text.trim()
  return typeof was === 'number' && /^-?\d{1,15}(\.\d{1,6})?$/.test(plain) ? Number(plain) : text
}

/** Text that is no JSON goes as text: the gateway says what is wrong with it. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
