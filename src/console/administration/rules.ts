// What governs everybody's cases: who receives them, the calendars, the rule sets with their dates and how far their texts were
// read, the checklists. Rules are changed by releases; a region may put in force what its own document says.
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { z } from 'zod'
import type {
  administrationCalendars,
  administrationRouting,
  administrationRules,
  answers,
} from '../../../schemas/index.ts'
import type { ConsoleEnv, View } from '../env.ts'
import { count, day } from '../html/format.ts'
import { card, empty, foreign, type Html, table, unbroken } from '../html/pieces.ts'
import { refused } from '../html/refused.ts'
import { page } from '../html/shell.ts'
import { basisNames } from '../words/basis.ts'
import { valueName } from '../words/values.ts'
import { administrationTabs, at, current, isSystem, named, organLink } from './shown.ts'

type C = Context<ConsoleEnv>
type Rules = z.output<typeof administrationRules>

export async function routingPage(c: C): Promise<Response> {
  const v = c.get('view')
  const { t, lang } = v
  const answer = await c.get('ask')<z.output<typeof administrationRouting>>('GET', '/v1/administration/routing')
  if (!answer.ok) return refused(c, answer.problem)
  const { receivers, supervisors } = answer.body
  const none = () => empty(t('administration.noRules'))
  return page(
    c,
    { title: t('administration.routing'), current },
    html`<h1>${t('administration.routing')}</h1>${administrationTabs(v, `${current}/routing`)}<p class="lead muted">${t('administration.routingRule')}</p>
${card(
  t('administration.receivers'),
  receivers.length === 0
    ? none()
    : table(
        t('administration.receivers'),
        [
          { words: t('administration.field.sender') },
          { words: t('administration.field.domain') },
          { words: t('administration.receivers') },
        ],
        [
          {
            rows: receivers.map((r) => [
              organLink(r.sender),
              r.domain === '*' ? t('page.all') : valueName(lang, 'domain', r.domain),
              organLink(r.receiver),
            ]),
          },
        ],
      ),
)}
${card(
  t('administration.supervisors'),
  supervisors.length === 0
    ? none()
    : table(
        t('administration.supervisors'),
        [{ words: t('administration.agencies') }, { words: t('administration.supervisors') }],
        [{ rows: supervisors.map((s) => [organLink(s.agency), organLink(s.supervisor)]) }],
      ),
)}`,
  )
}

export async function calendarsPage(c: C): Promise<Response> {
  const v = c.get('view')
  const { t } = v
  const answer = await c.get('ask')<z.output<typeof administrationCalendars>>('GET', '/v1/administration/calendars')
  if (!answer.ok) return refused(c, answer.problem)
  const { loaded, known } = answer.body
  const list =
    loaded.length === 0
      ? empty(t('administration.noLoaded'))
      : table(
          t('administration.calendars'),
          [
            ...[
              { words: t('administration.state') },
              { words: t('administration.field.year') },
              { words: t('administration.field.regionCode') },
            ],
            ...[
              { words: t('administration.field.source') },
              { words: t('administration.when') },
              { words: t('administration.field.rest') },
            ],
          ],
          [
            {
              rows: loaded.map((n) => [
                t(n.counts ? 'administration.counts' : 'administration.replaced'),
                String(n.year),
                foreign(n.regionCode),
                foreign(n.source, 120),
                at(v, n.loadedAt),
                html`<details><summary>${count(Object.keys(n.rest).length)}</summary><ul>${Object.entries(n.rest).map(([date, name]) => html`<li>${unbroken(foreign(date))} ${foreign(name)}</li>`)}${n.worked.map((date) => html`<li>${unbroken(foreign(date))} ${t('administration.field.worked')}</li>`)}</ul></details>`,
              ]),
            },
          ],
        )
  return page(
    c,
    { title: t('administration.calendars'), current },
    html`<div class="head"><h1>${t('administration.calendars')}</h1>${isSystem(c.get('session').me) ? html`<a class="btn quiet" href="${current}/acts/load_calendar">${named(v, 'act', 'load_calendar')}</a>` : ''}</div>${administrationTabs(v, `${current}/calendars`)}<p class="lead muted">${t('administration.known', { years: known.length === 0 ? '—' : `${known[0]}–${known.at(-1)}` })}</p>${card(t('administration.calendars'), list)}`,
  )
}

export async function rulesPage(c: C): Promise<Response> {
  const v = c.get('view')
  const { t } = v
  const answer = await c.get('ask')<Rules>('GET', '/v1/administration/rules')
  if (!answer.ok) return refused(c, answer.problem)
  const { procedure, stages, optIns } = answer.body
  const mayAct = isSystem(c.get('session').me)
  return page(
    c,
    { title: t('administration.rules'), current },
    html`<h1>${t('administration.rules')}</h1>${administrationTabs(v, `${current}/rules`)}
${card(
  t('administration.procedureSets'),
  table(
    t('administration.procedureSets'),
    [
      { words: t('administration.version') },
      { words: t('administration.inForce') },
      { words: t('administration.steps'), number: true },
      { words: t('administration.clocks'), number: true },
    ],
    [
      {
        rows: procedure.map((s) => [
          foreign(s.version),
          unbroken(`${day(v, s.from)} – ${s.to === null ? t('administration.until') : day(v, s.to)}`),
          count(s.steps),
          count(s.clocks),
        ]),
      },
    ],
  ),
)}
${card(t('administration.stages'), stageRows(v, stages, mayAct))}
${card(t('administration.optIns'), optInRows(v, optIns, mayAct))}
${card(t('administration.thresholds'), html`<p><a href="/console/reading">${t('administration.thresholds')}</a></p>`)}`,
  )
}

const place = (about: {
  readonly clock: string
  readonly stage: number
  readonly domain: string
  readonly regionCode?: string
}) => new URLSearchParams({ ...about, stage: String(about.stage) })

function stageRows(v: View, items: Rules['stages'], mayAct: boolean): Html {
  const { t, lang } = v
  return table(
    t('administration.stages'),
    [
      ...[
        { words: t('administration.field.clock') },
        { words: t('administration.field.domain') },
        { words: t('administration.period') },
      ],
      ...[{ words: t('basis.word') }, { words: t('administration.confidence') }, { words: t('administration.state') }],
    ],
    [
      {
        rows: items.map((s) => [
          html`${foreign(lang === 'zh' ? s.zh : s.en)}<span class="sub">${foreign(s.clock)} ${s.stage}</span>`,
          s.domain === '*' ? t('page.all') : valueName(lang, 'domain', s.domain),
          unbroken(`${s.amount} ${named(v, 'unit', s.unit)}`),
          foreign(basisNames(lang, s.basis), 200),
          html`${named(v, 'confidence', s.confidence)}${s.contested ? html`<span class="sub">${t('administration.contested')}</span>` : ''}`,
          html`${t(s.inForce ? 'administration.applies' : 'administration.notInForce')}${
            mayAct && !s.inForce
              ? html`<span class="sub"><a href="${current}/acts/opt_in?${place({ clock: s.clock, stage: s.stage, domain: s.domain })}">${named(v, 'act', 'opt_in')}</a></span>`
              : ''
          }`,
        ]),
      },
    ],
  )
}

function optInRows(v: View, items: Rules['optIns'], mayAct: boolean): Html {
  const { t, lang } = v
  if (items.length === 0) return empty(t('administration.noOptIns'))
  return table(
    t('administration.optIns'),
    [
      ...[
        { words: t('administration.field.regionCode') },
        { words: t('administration.field.clock') },
        { words: t('administration.field.domain') },
      ],
      ...[
        { words: t('administration.field.basis') },
        { words: t('administration.inForce') },
        { words: t('administration.what') },
      ],
    ],
    [
      {
        rows: items.map((o) => [
          foreign(o.regionCode),
          html`${foreign(o.clock)} ${o.stage}`,
          o.domain === '*' ? t('page.all') : valueName(lang, 'domain', o.domain),
          foreign(o.basis, 200),
          html`${at(v, o.enabledAt)}<span class="sub">${o.endedAt === null ? t('administration.until') : at(v, o.endedAt)}</span>`,
          mayAct && o.endedAt === null
            ? html`<a href="${current}/acts/opt_out?${place({ regionCode: o.regionCode, clock: o.clock, stage: o.stage, domain: o.domain })}">${named(v, 'act', 'opt_out')}</a>`
            : '—',
        ]),
      },
    ],
  )
}

export async function checklistsPage(c: C): Promise<Response> {
  const v = c.get('view')
  const { t, lang } = v
  const answer = await c.get('ask')<z.output<typeof answers.checklistsAnswer>>('GET', '/v1/checklists')
  if (!answer.ok) return refused(c, answer.problem)
  const { stages, rows } = answer.body
  return page(
    c,
    { title: t('administration.checklists'), current },
    html`<h1>${t('administration.checklists')}</h1>${administrationTabs(v, `${current}/checklists`)}${stages.map(
      (stage) => {
        const own = rows.filter((r) => r.stage === stage.id)
        if (own.length === 0) return ''
        return card(
          lang === 'zh' ? stage.zh : stage.en,
          table(
            lang === 'zh' ? stage.zh : stage.en,
            [
              { words: t('administration.paper') },
              { words: t('administration.weight') },
              { words: t('administration.confidence') },
              { words: t('basis.word') },
            ],
            [
              {
                rows: own.map((r) => [
                  foreign(lang === 'zh' ? r.zh : r.en, 200),
                  named(v, 'weight', r.weight),
                  html`${named(v, 'confidence', r.confidence)}${r.contested ? html`<span class="sub">${t('administration.contested')}</span>` : ''}`,
                  foreign(r.basisZh.join('；'), 300),
                ]),
              },
            ],
          ),
        )
      },
    )}`,
  )
}
