// The pages of letters between organs: what came, what was sent, who has not answered, and one letter with what may be done.
import { type Context, Hono } from 'hono'
import { html } from 'hono/html'
import type { z } from 'zod'
import {
  correspondenceActs,
  correspondenceKinds,
  type correspondenceList,
  type correspondenceOutstanding,
} from '../../../schemas/index.ts'
import type { ConsoleDeps, ConsoleEnv, View } from '../env.ts'
import { moment } from '../html/format.ts'
import { card, empty, foreign, type Html, pager, summary, table, tabs, unbroken } from '../html/pieces.ts'
import { refused } from '../html/refused.ts'
import { page } from '../html/shell.ts'
import { needsThat } from '../session/needs.ts'
import { letterActPage, newLetterPage } from './acts.ts'
import { assignmentPages } from './assignments.ts'
import { letterFileContent, letterFilePage } from './files.ts'
import { current, due, type Letter, letterRows, named, organ, receivers, thread } from './shown.ts'

type C = Context<ConsoleEnv>

/** Nothing else fits into a path of the API. */
const one = ':id{[0-9a-f-]{36}}'

export function correspondencePages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const door = new Hono<ConsoleEnv>()
  const acts = needsThat((me) => me.certificateNo !== null)
  door.get('/correspondence', listPage)
  door.on(['GET', 'POST'], '/correspondence/new', acts, (c) => newLetterPage(c, deps))
  door.get(`/correspondence/${one}`, letterPage)
  for (const act of correspondenceActs)
    door.on(['GET', 'POST'], `/correspondence/${one}/${act}`, acts, (c) => letterActPage(c, deps, act))
  const file = `/correspondence/${one}/files/:material{[0-9a-f-]{36}}`
  door.on(['GET', 'POST'], file, letterFilePage(deps))
  door.get(`${file}/content`, letterFileContent(deps))
  assignmentPages(door, deps)
  return door
}

const boxes = ['received', 'sent', 'outstanding'] as const

async function listPage(c: C): Promise<Response> {
  const v = c.get('view')
  const { t } = v
  const box = boxes.find((b) => b === c.req.query('box')) ?? 'received'
  const { kind, state, owed, transfer, finding, cursor } = c.req.query()
  const choice = tabs(t('menu.correspondence'), [
    ...boxes.map((b) => ({
      href: b === 'received' ? current : `${current}?box=${b}`,
      words: t(`letters.${b}`),
      current: b === box,
    })),
    ...(c.get('session').me.agency.kind === 'procuratorate'
      ? [{ href: '/console/assignments', words: t('assignments.title') }]
      : []),
  ])
  const [list, next] = await (box === 'outstanding' ? outstandingList(c, v) : boxList())
  if (list instanceof Response) return list
  const filters =
    box === 'outstanding'
      ? ''
      : html`<form class="filters" method="get" action="${current}"><input type="hidden" name="box" value="${box}"><label>${t('letters.kind')}<select name="kind"><option value="">${t('page.all')}</option>${correspondenceKinds.map(
          (k) => html`<option value="${k}"${k === kind ? html` selected` : ''}>${named(v, 'kind', k)}</option>`,
        )}</select></label><label>${t('letters.owed')}<select name="owed"><option value="">${t('page.all')}</option><option value="true"${owed === 'true' ? html` selected` : ''}>${t('form.yes')}</option></select></label><button class="btn quiet">${t('penalties.filter')}</button></form>`
  return page(
    c,
    { title: t('menu.correspondence'), current },
    html`<div class="head"><h1>${t('menu.correspondence')}</h1>${
      c.get('session').me.certificateNo === null
        ? ''
        : html`<a class="btn" href="${current}/new">${t('letters.new')}</a>`
    }</div>${choice}${filters}${card(t(`letters.${box}`), list)}${pager(v, next)}`,
  )

  async function boxList(): Promise<readonly [Html | Response, string | null]> {
    const answer = await c.get('ask')<z.output<typeof correspondenceList>>('GET', '/v1/correspondence', {
      query: { box, kind, state, owed, transfer, finding, cursor, limit: 30 },
    })
    if (!answer.ok) return [await refused(c, answer.problem), null]
    return [letterRows(v, answer.body.items), answer.body.next]
  }
}

async function outstandingList(c: C, v: View): Promise<readonly [Html | Response, string | null]> {
  const { t } = v
  const answer = await c.get('ask')<z.output<typeof correspondenceOutstanding>>(
    'GET',
    '/v1/correspondence/outstanding',
    {
      query: { cursor: c.req.query('cursor'), limit: 50 },
    },
  )
  if (!answer.ok) return [await refused(c, answer.problem), null]
  const { items, next } = answer.body
  if (items.length === 0) return [empty(t('letters.noneOutstanding')), next]
  const list = table(
    t('letters.outstanding'),
    [
      { words: t('letters.due') },
      { words: t('letters.title') },
      { words: t('letters.to') },
      { words: t('letters.sentAt') },
    ],
    [
      {
        rows: items.map((r) => [
          due(v, r),
          html`<a class="do" href="${current}/${r.id}">${foreign(r.title, 120)}</a><span class="sub">${named(v, 'kind', r.kind)}</span>`,
          html`${organ(r.organ)}<span class="sub">${r.signedAt === undefined ? t('letters.progress.none') : t('letters.progress.signedAt')}</span>`,
          unbroken(moment(v, r.sentAt)),
        ]),
      },
    ],
  )
  return [list, next]
}

async function letterPage(c: C): Promise<Response> {
  const v = c.get('view')
  const { t } = v
  const answer = await c.get('ask')<Letter>('GET', `/v1/correspondence/${c.req.param('id')}`)
  if (!answer.ok) return refused(c, answer.problem)
  const l = answer.body
  const [first, ...others] = c.get('session').me.certificateNo === null ? [] : l.available
  const link = (act: string, primary: boolean) =>
    html`<a class="${primary ? 'btn' : 'btn quiet'}" href="${current}/${l.id}/${act}">${named(v, 'act', act)}</a>`
  return page(
    c,
    { title: named(v, 'kind', l.kind), current },
    html`<p class="crumb"><a href="${current}">${t('menu.correspondence')}</a></p><h1>${foreign(l.title, 200)}</h1>
${card(
  named(v, 'kind', l.kind),
  html`${summary([
    [
      t('letters.state'),
      html`${named(v, 'state', l.state)}${l.owed ? html`<span class="sub">${t('letters.owed')}</span>` : ''}`,
    ],
    [t('letters.from'), organ(l.from)],
    [t('letters.sentAt'), unbroken(moment(v, l.sentAt))],
    [t('letters.due'), due(v, l)],
    ...(l.documentNo === undefined ? [] : ([[t('letters.documentNo'), unbroken(foreign(l.documentNo))]] as const)),
    ...(l.case === undefined
      ? []
      : ([
          [
            t('letters.case'),
            l.case.transferId === undefined
              ? t('letters.caseHidden')
              : html`<a href="/console/cases/${l.case.transferId}">${t('sync.case')}</a>`,
          ],
        ] as const)),
    ...(l.findingId === undefined
      ? []
      : ([
          [t('letters.finding'), html`<a href="/console/findings/${l.findingId}">${t('letters.finding')}</a>`],
        ] as const)),
  ])}${first === undefined ? '' : html`<p class="buttons">${link(first, true)}${others.map((act) => link(act, false))}</p>`}`,
)}
${card(t('letters.receivers'), receivers(v, l.receivers))}
${card(t('letters.entries'), thread(v, l))}`,
  )
}
