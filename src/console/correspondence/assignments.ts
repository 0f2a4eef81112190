// Handing down (交办): what came from above, what was handed to a lower procuratorate, one assignment with its list, and what either
// side may do with it. For procuratorates alone.
import type { Context, Hono } from 'hono'
import { html } from 'hono/html'
import type { z } from 'zod'
import {
  assignmentActs,
  type assignmentAnswer,
  type assignmentItems,
  type assignmentList,
  itemResults,
} from '../../../schemas/index.ts'
import type { ConsoleDeps, ConsoleEnv, View } from '../env.ts'
import { count, day, moment } from '../html/format.ts'
import { card, empty, foreign, type Html, pager, summary, table, tabs, unbroken } from '../html/pieces.ts'
import { refused } from '../html/refused.ts'
import { page } from '../html/shell.ts'
import { needsKind, needsThat } from '../session/needs.ts'
import { type Act, assignmentActPage, current, handDownPage, here, named } from './assignment-acts.ts'
import { due, organ, timeline } from './shown.ts'

type C = Context<ConsoleEnv>
type Assignment = z.output<typeof assignmentAnswer>
type Item = z.output<typeof assignmentItems>['items'][number]

/** Nothing else fits into a path of the API. */
const one = ':id{[0-9a-f-]{36}}'

export function assignmentPages(door: Hono<ConsoleEnv>, deps: ConsoleDeps): void {
  const acts = needsThat((me) => me.certificateNo !== null)
  door.use('/assignments', needsKind('procuratorate'))
  door.use('/assignments/*', needsKind('procuratorate'))
  door.get('/assignments', listPage)
  door.on(['GET', 'POST'], '/assignments/new', acts, (c) => handDownPage(c, deps))
  door.get(`/assignments/${one}`, assignmentPage)
  door.get(`/assignments/${one}/letter`, (c) => c.get('pass')(`/v1/assignments/${c.req.param('id')}/letter`))
  for (const act of assignmentActs)
    door.on(['GET', 'POST'], `/assignments/${one}/${act}`, acts, (c) => assignmentActPage(c, deps, act))
}

async function listPage(c: C): Promise<Response> {
  const v = c.get('view')
  const { t } = v
  const box = c.req.query('box') === 'handed' ? 'handed' : 'received'
  const answer = await c.get('ask')<z.output<typeof assignmentList>>('GET', '/v1/assignments', {
    query: { box, cursor: c.req.query('cursor'), limit: 30 },
  })
  if (!answer.ok) return refused(c, answer.problem)
  const { items, next } = answer.body
  const list =
    items.length === 0
      ? empty(t('assignments.none'))
      : table(
          t('assignments.title'),
          [
            { words: t('letters.due') },
            { words: t('letters.title') },
            { words: t('assignments.state') },
            { words: t(box === 'handed' ? 'assignments.lower' : 'assignments.upper') },
            { words: t('letters.sentAt') },
          ],
          [
            {
              rows: items.map((a) => [
                due(v, a),
                html`<a class="do" href="${here}/${a.id}">${foreign(a.title, 120)}</a><span class="sub">${t('assignments.count', { n: a.items })}</span>`,
                named(v, 'state', a.state),
                organ(box === 'handed' ? a.to : a.from),
                unbroken(moment(v, a.handedAt)),
              ]),
            },
          ],
        )
  const choice = tabs(
    t('assignments.title'),
    (['received', 'handed'] as const).map((b) => ({
      href: b === 'received' ? here : `${here}?box=${b}`,
      words: t(`assignments.${b}`),
      current: b === box,
    })),
  )
  return page(
    c,
    { title: t('assignments.title'), current },
    html`<p class="crumb"><a href="${current}">${t('menu.correspondence')}</a></p><div class="head"><h1>${t('assignments.title')}</h1>${
      c.get('session').me.certificateNo === null
        ? ''
        : html`<a class="btn" href="${here}/new">${t('assignments.new')}</a>`
    }</div>${choice}${card(t(`assignments.${box}`), list)}${pager(v, next)}`,
  )
}

async function assignmentPage(c: C): Promise<Response> {
  const v = c.get('view')
  const { t } = v
  const path = `/v1/assignments/${c.req.param('id')}`
  const [answer, items] = await Promise.all([
    c.get('ask')<Assignment>('GET', path),
    c.get('ask')<z.output<typeof assignmentItems>>('GET', `${path}/items`, {
      query: { cursor: c.req.query('cursor'), limit: 50 },
    }),
  ])
  if (!answer.ok) return refused(c, answer.problem)
  if (!items.ok) return refused(c, items.problem)
  const a = answer.body
  const available = c.get('session').me.certificateNo === null ? [] : a.available
  const [first, ...others] = available.filter((act) => act !== 'work')
  const link = (act: Act, primary: boolean) =>
    html`<a class="${primary ? 'btn' : 'btn quiet'}" href="${here}/${a.id}/${act}">${named(v, 'act', act)}</a>`
  return page(
    c,
    { title: t('assignments.title'), current },
    html`<p class="crumb"><a href="${here}">${t('assignments.title')}</a></p><h1>${foreign(a.title, 200)}</h1>
${card(
  t('assignments.title'),
  html`${summary([
    [t('assignments.state'), named(v, 'state', a.state)],
    [t('assignments.upper'), organ(a.from)],
    [t('assignments.lower'), organ(a.to)],
    [t('letters.due'), due(v, a)],
    [t('assignments.letter'), html`<a href="${here}/${a.id}/letter">DOCX</a>`],
    [
      t('assignments.result'),
      html`${itemResults.map((r) => html`${named(v, 'result', r)} ${count(a.counts[r])}${t('sync.and')}`)}${t('assignments.result.none')} ${count(a.counts.none)}`,
    ],
  ])}${first === undefined ? '' : html`<p class="buttons">${link(first, true)}${others.map((act) => link(act, false))}</p>`}`,
)}
${card(t('assignments.items'), itemRows(v, a, items.body.items, available.includes('work')))}${pager(v, items.body.next)}
${card(
  t('letters.entries'),
  timeline(
    v,
    a.entries,
    (e) =>
      html`<h3>${named(v, 'act', e.act)}</h3><p class="who">${organ(e.by)} ${e.officers.map((o) => html`${foreign(o.name)} ${foreign(o.certificateNo)} `)}</p>${
        e.text === undefined ? '' : html`<p class="said">${foreign(e.text, 20_000)}</p>`
      }${e.reason === undefined ? '' : html`<p>${foreign(e.reason, 5_000)}</p>`}${
        e.dueOn === undefined ? '' : html`<p>${t('letters.due')}${t('form.colon')}${unbroken(day(v, e.dueOn))}</p>`
      }`,
  ),
)}`,
  )
}

const places = { finding: '/console/findings/', penalty: '/console/penalties/', transfer: '/console/cases/' } as const

function itemRows(v: View, a: Assignment, items: readonly Item[], mayWork: boolean): Html {
  const { t } = v
  return table(
    t('assignments.items'),
    [
      { words: t('assignments.result') },
      { words: t('assignments.items') },
      { words: t('letters.kind') },
      { words: t('letters.text') },
    ],
    [
      {
        rows: items.map((i) => [
          html`${named(v, 'result', i.result ?? 'none')}${mayWork ? html`<span class="sub"><a href="${here}/${a.id}/work?no=${i.no}">${t('assignments.work')}</a></span>` : ''}`,
          html`${count(i.no)} <a href="${places[i.kind]}${i.id}">${foreign(i.title, 120)}</a>`,
          named(v, 'kind', i.kind),
          foreign(i.text ?? '—', 300),
        ]),
      },
    ],
  )
}
