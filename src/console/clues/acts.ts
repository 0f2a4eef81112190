// Taking a clue, and what may be done with one, each on its page: dispatch, accept, return, answer.
import type { Context } from 'hono'
import { type clueActs, clueSources, domains } from '../../../schemas/index.ts'
import type { ConsoleDeps, ConsoleEnv, View } from '../env.ts'
import { actPage } from '../html/act-page.ts'
import { given, organFields, organNamed, signing, typedText } from '../html/act-said.ts'
import { type FieldShown, typedMoment } from '../html/form.ts'
import { textOf } from '../session/forms.ts'
import { valueName } from '../words/values.ts'
import { current, named } from './shown.ts'

type C = Context<ConsoleEnv>
type Act = (typeof clueActs)[number]

const subjectKinds = ['unit', 'person', 'unknown'] as const

const whom = (v: View): readonly FieldShown[] => [
  {
    ...{ name: 'subject.kind', label: v.t('clues.subjectKind'), kind: 'radio', value: 'unknown' },
    options: subjectKinds.map((k) => ({ value: k, words: named(v, 'kind', k) })),
  },
  { name: 'subject.name', label: v.t('clues.subject'), optional: true, max: 200 },
  { name: 'subject.uscc', label: v.t('clues.uscc'), optional: true, max: 18 },
  { name: 'subject.idNumber', label: v.t('clues.idNumber'), optional: true, max: 18 },
]

export function takeCluePage(c: C, deps: ConsoleDeps): Promise<Response> {
  const v = c.get('view')
  const { t, lang } = v
  return actPage(c, deps, {
    ...{ title: t('clues.new'), current, button: t('clues.new'), lead: t('clues.lead') },
    back: { href: current, words: t('menu.clues') },
    fields: [
      {
        ...{ name: 'source', label: t('clues.source'), kind: 'select' },
        options: clueSources.map((s) => ({ value: s, words: named(v, 'source', s) })),
      },
      {
        ...{ name: 'sourceDetail', label: t('clues.sourceDetail'), hint: t('clues.sourceDetailHint') },
        ...{ optional: true, max: 200 },
      },
      { name: 'receivedAt', label: t('clues.receivedAt'), kind: 'datetime' },
      { name: 'facts', label: t('clues.facts'), kind: 'prose', rows: 8, max: 20_000 },
      ...whom(v),
      {
        ...{ name: 'reporter.name', label: t('clues.reporter'), hint: t('clues.reporterHint') },
        ...{ optional: true, max: 50 },
      },
      { name: 'reporter.phone', label: t('clues.phone'), optional: true, max: 32 },
      {
        ...{ name: 'domain', label: t('clues.domain'), kind: 'select', value: 'general' },
        options: domains.map((d) => ({ value: d, words: valueName(lang, 'domain', d) })),
      },
      { name: 'regionCode', label: t('clues.region'), hint: t('clues.regionHint'), optional: true, max: 6 },
      { name: 'number', label: t('clues.number'), hint: t('clues.numberHint'), optional: true, max: 64 },
    ],
    ask: (form) => ({ path: '/v1/clues', body: { officers: signing(c), ...clueTyped(form) } }),
    done: { zh: '已登记。', en: 'It is taken.' },
    leads: (body) => `${current}/${String(body.id)}`,
  })
}

function clueTyped(form: URLSearchParams): Record<string, unknown> {
  const received = typedText(form, 'receivedAt')
  const of = (group: string, names: readonly string[]) =>
    given(Object.fromEntries(names.map((name) => [name, typedText(form, `${group}.${name}`)])))
  const { kind, ...subject } = of('subject', ['kind', 'name', 'uscc', 'idNumber'])
  const reporter = of('reporter', ['name', 'phone'])
  return given({
    ...{ source: textOf(form, 'source'), sourceDetail: typedText(form, 'sourceDetail') },
    receivedAt: received === undefined ? undefined : typedMoment(received),
    facts: typedText(form, 'facts'),
    subject: Object.keys(subject).length === 0 ? undefined : { kind, ...subject },
    reporter: Object.keys(reporter).length === 0 ? undefined : reporter,
    ...{ domain: textOf(form, 'domain'), regionCode: typedText(form, 'regionCode') },
    number: typedText(form, 'number'),
  })
}

export async function clueActPage(c: C, deps: ConsoleDeps, act: Act): Promise<Response> {
  const v = c.get('view')
  const { t } = v
  const id = c.req.param('id') ?? ''
  const remarks: FieldShown = {
    ...{ name: 'remarks', label: t('clues.remarks'), kind: 'prose', rows: 3, optional: true, max: 2_000 },
  }
  const fields: Readonly<Record<Act, () => readonly FieldShown[] | Promise<readonly FieldShown[]>>> = {
    dispatch: async () => [...(await receivers(c, deps)), remarks],
    accept: () => [remarks],
    return: () => [{ name: 'reason', label: t('clues.reason'), kind: 'prose', rows: 3, max: 2_000 }],
    answer: () => answerFields(v),
  }
  const title = named(v, 'act', act)
  return actPage(c, deps, {
    ...{ title, current, button: title, fields: await fields[act]() },
    back: { href: `${current}/${id}`, words: t('clues.one') },
    ask: async (form) => ({
      path: `/v1/clues/${id}/${act}`,
      body: given({
        officers: signing(c),
        ...(act === 'answer'
          ? await answerTyped(c, form)
          : { remarks: typedText(form, 'remarks'), reason: typedText(form, 'reason') }),
        ...(act === 'dispatch' && { to: await receiverTyped(form, deps) }),
      }),
    }),
    done: { zh: '已办理，记入办理经过。', en: 'It is done and on record.' },
  })
}

/** One organ: this one, one of the region, or another by its name. */
async function receivers(c: C, deps: ConsoleDeps): Promise<readonly FieldShown[]> {
  const { t } = c.get('view')
  const { agency } = c.get('session').me
  const words = { near: t('clues.to'), more: t('clues.toMore'), hint: t('clues.toHint') }
  const [near, more] = await organFields(c, deps, words)
  return [
    {
      ...{ name: 'to', label: t('clues.to'), kind: 'radio' },
      options: [{ value: agency.code, words: t('clues.toOwn') }, ...(near?.options ?? [])],
    },
    { ...(more as FieldShown), kind: 'text' },
  ]
}

async function receiverTyped(form: URLSearchParams, deps: ConsoleDeps): Promise<string | undefined> {
  const more = typedText(form, 'more')
  return more === undefined ? typedText(form, 'to') : organNamed(more, deps)
}

const results = ['becomes_case', 'not_a_case', 'referred_elsewhere'] as const

const answerFields = (v: View): readonly FieldShown[] => [
  {
    ...{ name: 'result', label: v.t('clues.result'), kind: 'radio' },
    options: results.map((r) => ({ value: r, words: named(v, 'result', r) })),
  },
  { name: 'transferId', label: v.t('clues.case'), hint: v.t('clues.caseHint'), optional: true, max: 200 },
  { name: 'organ', label: v.t('clues.organ'), optional: true, max: 200 },
  {
    ...{ name: 'reason', label: v.t('clues.answerReason'), hint: v.t('clues.answerReasonHint') },
    ...{ kind: 'prose', rows: 4, optional: true, max: 5_000 },
  },
]

/** Each result has its own members: of a case the words are remarks. */
async function answerTyped(c: C, form: URLSearchParams): Promise<Record<string, unknown>> {
  const result = textOf(form, 'result')
  const reason = typedText(form, 'reason')
  const organ = typedText(form, 'organ')
  const named = typedText(form, 'transferId')
  if (result !== 'becomes_case') return { result, reason, organ }
  return { result, remarks: reason, transferId: named === undefined ? undefined : await caseNamed(c, named) }
}

async function caseNamed(c: C, text: string): Promise<string> {
  const id = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(text)?.[0]
  if (id !== undefined) return id
  const found = await c.get('ask')<{ items: { id: string }[] }>('GET', '/v1/transfers', {
    query: { documentNo: text, limit: 2 },
  })
  const [only, another] = found.ok ? found.body.items : []
  return only !== undefined && another === undefined ? only.id : text
}
