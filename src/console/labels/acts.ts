// What may be done with a label, each on its page: open one, change it, put things under it and take them off, report, end.
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { z } from 'zod'
import { type labelActs, labelKinds, type labelList } from '../../../schemas/index.ts'
import type { Problem } from '../ask.ts'
import type { ConsoleDeps, ConsoleEnv, View } from '../env.ts'
import { actPage } from '../html/act-page.ts'
import { given, linesOf, organFields, organNamed, organsOf, signing, typedText } from '../html/act-said.ts'
import { type FieldShown, typedDay } from '../html/form.ts'
import { empty, foreign } from '../html/pieces.ts'
import { refused } from '../html/refused.ts'
import { page } from '../html/shell.ts'
import { current, type Label, named, pageOf, type SubjectKind } from './shown.ts'

type C = Context<ConsoleEnv>
type Act = (typeof labelActs)[number]

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'
const reasonOf = (v: View): FieldShown => ({
  ...{ name: 'reason', label: v.t('labels.reason'), kind: 'prose', rows: 3, max: 2_000 },
})
const organWords = ({ t }: View) => ({
  ...{ near: t('labels.membersNear'), more: t('labels.membersMore'), hint: t('letters.toHint') },
})
const dayTyped = (form: URLSearchParams, name: string) => {
  const text = typedText(form, name)
  return text === undefined ? undefined : typedDay(text)
}

/** Period, due day, who answers: of opening, and again of a change. */
function terms(v: View, l?: Label): readonly FieldShown[] {
  const { t } = v
  return [
    { name: 'toDay', label: t('labels.toDay'), kind: 'date', optional: true, value: l?.toDay ?? '' },
    {
      ...{ name: 'dueOn', label: t('labels.dueOn'), kind: 'date', optional: true, value: l?.dueOn ?? '' },
      hint: t('labels.onlyListed'),
    },
    {
      ...{ name: 'responsible', label: t('labels.responsible'), optional: true, max: 50 },
      ...{ value: l?.responsible?.name ?? '', hint: t('labels.onlyListed') },
    },
    {
      ...{ name: 'responsibleOrgan', label: t('labels.responsibleOrgan'), optional: true, max: 200 },
      ...{ value: l?.responsible?.organ ?? '', hint: t('labels.responsibleHint') },
    },
  ]
}

async function termsTyped(form: URLSearchParams, deps: ConsoleDeps) {
  const name = typedText(form, 'responsible')
  const of = typedText(form, 'responsibleOrgan')
  return {
    ...{ toDay: dayTyped(form, 'toDay'), dueOn: dayTyped(form, 'dueOn'), description: typedText(form, 'description') },
    responsible: name === undefined ? undefined : given({ name, organ: of && (await organNamed(of, deps)) }),
  }
}

export async function newLabelPage(c: C, deps: ConsoleDeps): Promise<Response> {
  const v = c.get('view')
  const { t } = v
  return actPage(c, deps, {
    ...{ title: t('labels.newTitle'), current, button: t('labels.new'), lead: t('labels.lead') },
    back: { href: current, words: t('menu.labels') },
    fields: [
      {
        ...{ name: 'kind', label: t('labels.kind'), kind: 'radio', value: 'campaign' },
        options: labelKinds.map((k) => ({ value: k, words: named(v, 'kind', k) })),
      },
      { name: 'name', label: t('labels.name'), max: 100 },
      {
        ...{ name: 'description', label: t('labels.description'), kind: 'prose', rows: 4, optional: true },
        max: 5_000,
      },
      { name: 'fromDay', label: t('labels.fromDay'), kind: 'date' },
      ...terms(v),
      ...(await organFields(c, deps, organWords(v))),
    ],
    ask: async (form) => ({
      path: '/v1/labels',
      body: given({
        ...{ officers: signing(c), kind: form.get('kind'), name: typedText(form, 'name') },
        ...{ fromDay: dayTyped(form, 'fromDay'), members: await organsOf(form, deps) },
        ...(await termsTyped(form, deps)),
      }),
    }),
    done: { zh: '已设立。', en: 'It is open.' },
    leads: (body) => `${current}/${String(body.id)}`,
  })
}

export async function labelActPage(c: C, deps: ConsoleDeps, act: Act): Promise<Response> {
  const v = c.get('view')
  const { t } = v
  const id = c.req.param('id') ?? ''
  const answer = await c.get('ask')<Label>('GET', `/v1/labels/${id}`)
  if (!answer.ok) return refused(c, answer.problem)
  const l = answer.body
  const subject = c.req.query('subject') ?? ''
  const codes = l.members.flatMap((m) => (m.code === null || m.id === l.owner.id ? [] : [m.code]))
  const subjects: FieldShown = {
    ...{ name: 'subjects', label: t('labels.subjects'), kind: 'prose', rows: 4 },
    ...{ hint: t('labels.subjectsHint'), value: subject },
  }
  const fields: Readonly<Record<Act, () => readonly FieldShown[] | Promise<readonly FieldShown[]>>> = {
    change: async () => [
      { name: 'name', label: t('labels.name'), max: 100, value: l.name },
      {
        ...{ name: 'description', label: t('labels.description'), kind: 'prose', rows: 4, optional: true },
        ...{ max: 5_000, value: l.description ?? '' },
      },
      ...terms(v, l),
      ...(await organFields(c, deps, organWords(v), codes)),
      reasonOf(v),
    ],
    put: () => [subjects, reasonOf(v)],
    take_off: () => [subjects, reasonOf(v)],
    report: () => [{ name: 'text', label: t('labels.text'), kind: 'prose', rows: 10, max: 20_000 }],
    end: () => [reasonOf(v)],
  }
  const title = named(v, 'act', act)
  return actPage(c, deps, {
    ...{ title, current, button: title, fields: await fields[act]() },
    lead: html`<p>${foreign(l.name, 120)}</p>`,
    back: { href: `${current}/${id}`, words: foreign(l.name, 60) },
    ask: async (form) => ({
      path: `/v1/labels/${id}/${act.replace('_', '-')}`,
      ...(act === 'change' && { ifMatch: l.version }),
      body: given({
        ...{ officers: signing(c), reason: typedText(form, 'reason'), text: typedText(form, 'text') },
        ...((act === 'put' || act === 'take_off') && { subjects: await subjectsTyped(c, form) }),
        ...(act === 'change' && (await changesTyped(form, deps, l))),
      }),
    }),
    done: { zh: '已办理，记入办理经过。', en: 'It is done and on record.' },
  })
}

/** What differs from what stands: a due day said again would ask for a new report. */
async function changesTyped(form: URLSearchParams, deps: ConsoleDeps, l: Label) {
  const said = { name: typedText(form, 'name'), ...(await termsTyped(form, deps)) }
  const members = await organsOf(form, deps)
  const before = l.members.flatMap((m) => (m.id === l.owner.id ? [] : [m.code]))
  const same = members.length === before.length && members.every((code) => before.includes(code))
  const changed = Object.entries(said).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(l[name as keyof Label]),
  )
  return { ...Object.fromEntries(changed), ...(!same && { members }) }
}

/** `kind:id`, the address of a page, or the document number of a case; anything else as it is, to be refused. */
async function subjectsTyped(c: C, form: URLSearchParams): Promise<{ kind: string; id: string }[]> {
  return Promise.all(linesOf(form, 'subjects').map((line) => subjectNamed(c, line)))
}

const kinds = Object.entries(pageOf) as [SubjectKind, string][]

async function subjectNamed(c: C, line: string): Promise<{ kind: string; id: string }> {
  const [, kind, id = ''] = new RegExp(`^(transfer|penalty|finding):(${uuid})$`).exec(line) ?? []
  if (kind !== undefined) return { kind, id }
  for (const [of, path] of kinds) {
    const found = new RegExp(`${path}/(${uuid})`).exec(line)?.[1]
    if (found !== undefined) return { kind: of, id: found }
  }
  const cases = await c.get('ask')<{ items: { id: string }[] }>('GET', '/v1/transfers', {
    query: { documentNo: line, limit: 2 },
  })
  const [only, another] = cases.ok ? cases.body.items : []
  return { kind: 'transfer', id: only !== undefined && another === undefined ? only.id : line }
}

/** The label stands in the path: without one nothing can be asked. */
const notChosen: Problem = {
  ...{ status: 400, code: 'invalid_fields', detail: '' },
  errors: [{ pointer: '/label', detail: 'Invalid input: expected string, received undefined' }],
}

/** Beginning from what shall bear a label: which label is chosen here. */
export async function putOnPage(c: C, deps: ConsoleDeps): Promise<Response> {
  const v = c.get('view')
  const { t } = v
  const [, kind, id = ''] =
    new RegExp(`^(transfer|penalty|finding):(${uuid})$`).exec(c.req.query('subject') ?? '') ?? []
  if (kind === undefined) return c.notFound() as Response
  const answer = await c.get('ask')<z.output<typeof labelList>>('GET', '/v1/labels', {
    query: { state: 'open', limit: 200 },
  })
  if (!answer.ok) return refused(c, answer.problem)
  const { items } = answer.body
  const back = { href: `${pageOf[kind as SubjectKind]}/${id}`, words: named(v, 'subject', kind) }
  const title = t('labels.putThis')
  if (items.length === 0)
    return page(
      c,
      { title, current },
      html`<p class="crumb"><a href="${back.href}">${back.words}</a></p><h1>${title}</h1>${empty(t('labels.noOpen'))}<p><a class="btn quiet" href="${current}/new">${t('labels.new')}</a></p>`,
    )
  return actPage(c, deps, {
    ...{ title, current, button: named(v, 'act', 'put'), back },
    fields: [
      {
        ...{ name: 'label', label: t('labels.which'), kind: 'select', value: items.length === 1 ? items[0]?.id : '' },
        options: items.map((l) => ({ value: l.id, words: `${l.name} (${named(v, 'kind', l.kind)})`.toWellFormed() })),
      },
      reasonOf(v),
    ],
    ask: (form) => {
      const chosen = items.find((l) => l.id === form.get('label'))
      const body = given({ officers: signing(c), subjects: [{ kind, id }], reason: typedText(form, 'reason') })
      return chosen === undefined ? notChosen : { path: `/v1/labels/${chosen.id}/put`, body }
    },
    done: { zh: '已纳入。', en: 'It bears the label.' },
  })
}
