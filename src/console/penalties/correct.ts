// A penalty case corrected or withdrawn by the organ that decided it: the record as it stands in a form, what differs is sent,
// each with its place, and the reason. Versions show the difference; nothing that was said goes.
import type { Context } from 'hono'
import type { z } from 'zod'
import { documentKey, domains, maskName, type PenaltyRecord, type penaltyCaseAnswer } from '../../../schemas/index.ts'
import type { ConsoleDeps, ConsoleEnv, View } from '../env.ts'
import { actPage } from '../html/act-page.ts'
import { given, signing, typedText } from '../html/act-said.ts'
import { type FieldShown, typedDay, typedMoney } from '../html/form.ts'
import { foreign } from '../html/pieces.ts'
import { refused } from '../html/refused.ts'
import { textOf } from '../session/forms.ts'
import { valueName } from '../words/values.ts'
import { current, named } from './shown.ts'

type C = Context<ConsoleEnv>
type Case = z.output<typeof penaltyCaseAnswer>

/** One field of the form: where it stands in the record, and what it says there as typed. */
interface Corrected extends FieldShown {
  readonly value: string
  readonly pointer: string
  /** What is sent; undefined: it goes. */
  readonly as: (typed: string) => unknown
  /** What changes with it. */
  readonly also?: { readonly pointer: string; readonly value: unknown }
}

const statuses = ['in_force', 'withdrawn', 'objected', 'not_executed'] as const
const parted = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** Yuan as typed → fen; what is no amount goes as it was typed, and is refused. */
export function fenTyped(typed: string): number | string {
  const [, whole = '', part = ''] = /^(\d{1,13})(?:\.(\d{1,2}))?$/.exec(typedMoney(typed)) ?? []
  return whole === '' ? typed : Number(`${whole}${part.padEnd(2, '0')}`)
}

const yuanOf = (fen: number | null) =>
  fen === null ? '' : `${Math.floor(fen / 100)}${fen % 100 === 0 ? '' : `.${String(fen % 100).padStart(2, '0')}`}`

export function fieldsOf(v: View, r: PenaltyRecord): Corrected[] {
  const { t, lang } = v
  const text = (name: string, label: string, value: string | null | undefined, more: Partial<Corrected> = {}) => ({
    ...{ name, label, value: value ?? '', pointer: `/${name.replaceAll('.', '/')}` },
    as: (typed: string) => (typed === '' ? null : typed),
    ...more,
  })
  const gone = (typed: string) => (typed === '' ? undefined : typed)
  const answer = (name: string, label: string, value: boolean | null): Corrected =>
    text(name, label, value === null ? 'unsaid' : String(value), {
      ...{ kind: 'radio', as: (typed) => (typed === 'unsaid' ? null : typed === 'true') },
      options: [
        { value: 'true', words: t('form.yes') },
        { value: 'false', words: t('form.no') },
        { value: 'unsaid', words: t('form.unsaid') },
      ],
    })
  return [
    text('decisionNo', t('penalties.no'), r.decisionNo?.raw, {
      ...{ max: 300, as: (typed) => (typed === '' ? null : { raw: typed, key: documentKey(typed) }) },
    }),
    text('organ.name', t('penalties.organ'), r.organ.name, { max: 400 }),
    text('dates.decided', t('penalties.decided'), r.dates.decided?.value ?? '', {
      ...{ kind: r.dates.decided?.value?.length === 10 || r.dates.decided === undefined ? 'date' : 'text' },
      as: (typed) => (typed === '' ? undefined : { raw: typed, value: typedDay(typed) }),
    }),
    text('regionCode', t('penalties.region'), r.regionCode, { max: 6 }),
    text('domain', t('penalties.domain'), r.domain, {
      kind: 'select',
      options: [
        { value: '', words: t('form.unsaid') },
        ...domains.map((d) => ({ value: d, words: valueName(lang, 'domain', d) })),
        ...(r.domain === null || domains.some((d) => d === r.domain) ? [] : [{ value: r.domain, words: r.domain }]),
      ],
    }),
    ...r.parties.flatMap((party, n) => [
      // A person's name is masked on every page: it is typed anew where it was wrong.
      text(`parties.${n}.name`, `${t('penalties.party')} ${n + 1}`, party.kind === 'unit' ? party.name : '', {
        ...{ max: 400, as: (typed: string) => (typed === '' ? party.name : typed) },
        ...(party.kind !== 'unit' && {
          optional: true,
          hint: t('penalties.partyMasked', { name: party.name === null ? '—' : maskName(party.name) }),
        }),
        ...(party.masked && { also: { pointer: `/parties/${n}/masked`, value: false } }),
      }),
    ]),
    text('violationType', t('penalties.violation'), r.violationType, { max: 4_000 }),
    text('facts', t('penalties.facts'), r.facts, { kind: 'prose', rows: 8, hint: t('penalties.maskedStays') }),
    text('content', t('penalties.content'), r.content, { kind: 'prose', rows: 4, max: 20_000, as: gone }),
    text('legalBasis', t('penalties.basis'), r.legalBasis.join('\n'), {
      ...{ kind: 'prose', rows: 3, hint: t('penalties.onePerLine'), as: parted },
    }),
    ...r.amounts.map((a, n) =>
      text(`amounts.${n}`, `${named(v, 'amount', a.kind)}${t('penalties.yuan')}`, yuanOf(a.fen), {
        kind: 'money',
        ...(a.fen === null && { hint: t('penalties.saidAs', { said: a.raw }) }),
        as: (typed) =>
          typed === '' ? a : { kind: a.kind, raw: `${typed}${/元$/.test(typed) ? '' : '元'}`, fen: fenTyped(typed) },
      }),
    ),
    ...(r.amounts.some((a) => a.kind === 'fine')
      ? []
      : [
          text('amounts.-', `${named(v, 'amount', 'fine')}${t('penalties.yuan')}`, '', {
            ...{ kind: 'money', optional: true },
            as: (typed) => ({ kind: 'fine', raw: `${typed}元`, fen: fenTyped(typed) }),
          }),
        ]),
    answer('crime.suspected', t('penalties.crime'), r.crime.suspected),
    answer('crime.transferred', t('penalties.transferred'), r.crime.transferred),
    text('status', t('penalties.status'), r.status.kind, {
      kind: 'select',
      options: [...new Set([...statuses, r.status.kind])].map((s) => ({ value: s, words: named(v, 'status', s) })),
      as: (typed) => ({ kind: typed, raw: named(v, 'status', typed) }),
    }),
  ]
}

/** What differs from what stands. A browser sends line breaks as CR LF. */
export function changesTyped(form: URLSearchParams, fields: readonly Corrected[]) {
  return fields.flatMap((f) => {
    const typed = textOf(form, f.name).replaceAll('\r\n', '\n').trim()
    if (typed === f.value.replaceAll('\r\n', '\n').trim()) return []
    const value = f.as(typed)
    const change = { pointer: f.pointer, ...(value !== undefined && { value }) }
    return [change, ...(f.also === undefined ? [] : [f.also])].map((one) => ({ name: f.name, change: one }))
  })
}

export async function correctPage(c: C, deps: ConsoleDeps): Promise<Response> {
  const v = c.get('view')
  const { t } = v
  const id = c.req.param('id') ?? ''
  const answer = await c.get('ask')<Case>('GET', `/v1/penalty-cases/${id}`)
  if (!answer.ok) return refused(c, answer.problem)
  const { record, version, decisionNo, key } = answer.body
  if (record === null) return c.notFound() as Response
  const fields = fieldsOf(v, record)
  let sent: readonly string[] = []
  return actPage(c, deps, {
    ...{ title: t('penalties.correct'), current, button: t('penalties.correct'), lead: t('penalties.correctLead') },
    back: { href: `${current}/${id}`, words: foreign(decisionNo ?? key, 120) },
    fields: [
      // The form was made from this version: another one in the meantime is not written over.
      { name: 'seen', label: '', kind: 'hidden', value: String(version) },
      ...fields,
      { name: 'reason', label: t('penalties.reason'), kind: 'prose', rows: 3, max: 2_000 },
    ],
    ask: (form) => {
      const made = changesTyped(form, fields)
      sent = made.map(({ name }) => name)
      return {
        ...{ path: `/v1/penalty-cases/${id}/corrections`, ifMatch: Number(textOf(form, 'seen')) || version },
        body: given({
          ...{ officers: signing(c), reason: typedText(form, 'reason'), changes: made.map(({ change }) => change) },
        }),
      }
    },
    fieldAt: (pointer) => sent[Number(/^\/changes\/(\d+)/.exec(pointer)?.[1] ?? -1)],
    done: {
      zh: '已更正，前后差异和理由记入历次版本。',
      en: 'It is corrected; the difference and the reason are kept.',
    },
  })
}

export async function withdrawPage(c: C, deps: ConsoleDeps): Promise<Response> {
  const v = c.get('view')
  const { t } = v
  const id = c.req.param('id') ?? ''
  const answer = await c.get('ask')<Case>('GET', `/v1/penalty-cases/${id}`)
  if (!answer.ok) return refused(c, answer.problem)
  const { version, decisionNo, key } = answer.body
  return actPage(c, deps, {
    ...{ title: t('penalties.withdraw'), current, button: t('penalties.withdraw'), lead: t('penalties.withdrawLead') },
    back: { href: `${current}/${id}`, words: foreign(decisionNo ?? key, 120) },
    fields: [
      { name: 'seen', label: '', kind: 'hidden', value: String(version) },
      { name: 'reason', label: t('penalties.reason'), kind: 'prose', rows: 3, max: 2_000 },
    ],
    ask: (form) => ({
      ...{ path: `/v1/penalty-cases/${id}/withdrawal`, ifMatch: Number(textOf(form, 'seen')) || version },
      body: given({ officers: signing(c), reason: typedText(form, 'reason') }),
    }),
    done: { zh: '已撤销，理由记入历次版本。', en: 'It is withdrawn; the reason is kept.' },
  })
}
