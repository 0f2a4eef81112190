// One draw: what was announced, what it waits for, what was drawn and what the reviews found; drawing, cancelling, reviewing; and how
// anybody computes it again without us.
import type { Context } from 'hono'
import { html } from 'hono/html'
import { reviewKinds } from '../../../schemas/index.ts'
import type { ConsoleDeps, ConsoleEnv, Me, View } from '../env.ts'
import { buttons, type FieldShown, form } from '../html/form.ts'
import { count, moment } from '../html/format.ts'
import { card, empty, foreign, type Html, pager, summary, table, tabs, withQuery } from '../html/pieces.ts'
import { refused } from '../html/refused.ts'
import { page } from '../html/shell.ts'
import { valueName } from '../words/values.ts'
import type { Draw, Drawn, DrawnList } from './answers.ts'
import { type Again, fieldsAgain, given, saidOf, sent, signing, summaryAgain, typedText } from './forms.ts'

const at = (c: Context<ConsoleEnv>) => `/v1/supervision/draws/${encodeURIComponent(c.req.param('id') ?? '')}`

export async function drawPage(c: Context<ConsoleEnv>): Promise<Response> {
  const v = c.get('view')
  const { reviewed, found: withProblem, cursor } = c.req.query()
  const [found, members] = await Promise.all([
    c.get('ask')<Draw>('GET', at(c)),
    c.get('ask')<DrawnList>('GET', `${at(c)}/members`, { query: { limit: 50, reviewed, found: withProblem, cursor } }),
  ])
  if (!found.ok) return refused(c, found.problem)
  const d = found.body
  const own = d.owner.code === c.get('session').me.agency.code
  return page(
    c,
    { title: d.name, current: '/console/draws', marked: true },
    html`<p class="crumb"><a href="/console/draws">${v.t('menu.draws')}</a></p><h1>${foreign(d.name, 200)}</h1>
<p class="lead">${v.t(`sup.draw.${d.state}`)} · ${foreign(d.owner.name)} · ${v.t('sup.draws.no', { n: d.no })}</p>
${own && d.state === 'announced' ? nowBox(v, d) : ''}
<div class="cols"><div>${drawnCard(v, d, members.ok ? members.body : undefined, reviewed, withProblem)}${card(v.t('sup.draw.verify'), verifyWords(v, d))}</div><aside>${card(v.t('sup.draw.announced_'), announced(v, d))}${card(v.t('sup.draw.reviewers'), reviewersOf(v, d))}</aside></div>`,
  )
}

const nowBox = (v: View, d: Draw): Html =>
  html`<section class="card todo"><div class="in"><p class="why">${v.t(`sup.draw.waits.${d.waitsFor}`)}</p>${
    d.waitsFor === 'tree' ? '' : html`<a class="btn" href="/console/draws/${d.id}/draw">${v.t('sup.draw.make')}</a>`
  }<a class="btn quiet" href="/console/draws/${d.id}/cancel">${v.t('sup.draw.cancel')}</a></div></section>`

function announced(v: View, d: Draw): Html {
  const a = d.announcement
  const query = a.query as { of?: string; from?: string; to?: string }
  return summary([
    [v.t('sup.d.of'), query.of === 'penalty' || query.of === 'transfer' ? v.t(`sup.of.${query.of}`) : '—'],
    [v.t('sup.period'), `${query.from ?? ''} – ${query.to ?? ''}`],
    [v.t('sup.d.method'), v.t(`sup.method.${d.method}`)],
    [v.t('sup.draws.members'), count(a.population.count)],
    [v.t('sup.draw.digest'), html`<code class="small">${a.population.sha256}</code>`],
    [v.t('sup.draws.announced'), moment(v, d.announcedAt)],
    ...(d.drawnAt === null ? [] : [[v.t('sup.draws.drawn'), moment(v, d.drawnAt)] as const]),
    ...(d.cancelled === null
      ? []
      : [
          [
            v.t('sup.draw.cancelled'),
            html`${moment(v, d.cancelled.at)}<span class="sub">${foreign(d.cancelled.reason, 2_000)}</span>`,
          ] as const,
        ]),
    ...a.publicValues.map(
      (p) =>
        [
          v.t('sup.d.groupRandom'),
          html`${foreign(p.name)}<span class="sub">${foreign(p.source)} ${p.day}</span>`,
        ] as const,
    ),
    ...(d.redrawOf === null
      ? []
      : [
          [
            v.t('sup.draw.redrawOf'),
            html`<a href="/console/draws/${d.redrawOf}">${v.t('sup.finding.see')}</a>`,
          ] as const,
        ]),
  ])
}

const reviewersOf = (v: View, d: Draw): Html =>
  d.reviewers.length === 0
    ? empty(v.t('sup.draw.reviewersNone'))
    : html`<ul>${d.reviewers.map((r) => html`<li>${r.no}. ${foreign(r.name)} <span class="muted small">${foreign(r.certificateNo)} ${foreign(r.agency.name)}</span></li>`)}</ul>`

function drawnCard(
  v: View,
  d: Draw,
  members: DrawnList | undefined,
  reviewed: string | undefined,
  withProblem: string | undefined,
): Html {
  if (d.state !== 'drawn' || members === undefined) return card(v.t('sup.draws.drawn'), empty(v.t('sup.draw.notDrawn')))
  const tab = (words: string, changes: Record<string, string | null>, current: boolean) => ({
    href: withQuery(v.here, { reviewed: null, found: null, cursor: null, ...changes }),
    words,
    current,
  })
  return card(
    v.t('sup.draw.results', { drawn: count(d.drawn), reviewed: count(d.reviewed), found: count(d.found) }),
    html`${tabs(v.t('sup.draws.drawn'), [
      tab(v.t('page.all'), {}, reviewed === undefined && withProblem === undefined),
      tab(v.t('sup.draw.open'), { reviewed: 'false' }, reviewed === 'false'),
      tab(v.t('sup.draw.withProblem'), { found: 'true' }, withProblem === 'true'),
    ])}${members.items.length === 0 ? empty(v.t('sup.draw.nobody')) : memberRows(v, d, members.items)}${pager(v, members.next)}`,
  )
}

const caseOf = (v: View, m: Drawn): Html => {
  const { kind, id } = m.subject
  return html`<a href="${kind === 'transfer' ? '/console/cases' : '/console/penalties'}/${id}">${v.t(`sup.drill.named.${kind}`)}</a>`
}

const memberRows = (v: View, d: Draw, items: readonly Drawn[]): Html =>
  table(
    v.t('sup.draws.drawn'),
    [
      { words: v.t('sup.draw.place') },
      { words: v.t('sup.draw.review') },
      { words: v.t('sup.col.case') },
      { words: v.t('sup.col.organ') },
      { words: v.t('sup.draw.reviewers') },
    ],
    [
      {
        rows: items.map((m) => [
          String(m.place),
          html`<a class="do" href="/console/draws/${d.id}/members/${m.place}">${m.review === null ? v.t('sup.draw.doReview') : v.t(m.review.found ? 'sup.draw.problem' : 'sup.draw.noProblem')}</a>${
            m.review === null
              ? ''
              : html`<span class="sub">${m.review.kinds.map((k) => v.t(`sup.kind.${k}`)).join('、')}</span>`
          }`,
          html`${caseOf(v, m)}<span class="sub">${valueName(v.lang, 'domain', m.domain)}</span>`,
          html`${m.agencies.map((a) => html`<span class="sub">${foreign(a.name)}</span>`)}`,
          html`${m.reviewers.map((r) => html`<span class="sub">${foreign(r.name)}</span>`)}`,
        ]),
      },
    ],
  )

const verifyWords = (v: View, d: Draw): Html =>
  html`<p>${v.t('sup.draw.verifyWords')}</p><ol class="calc"><li><a href="/console/draws/${d.id}/file">${v.t('sup.draw.file')}</a></li><li><a href="/console/draws/${d.id}/population">${v.t('sup.draw.population')}</a></li><li><code>xianjie draw verify xianjie-draw-${d.id}.json --population xianjie-draw-${d.id}.ndjson</code></li></ol>`

/** Drawing asks for the public values that were announced; cancelling for a reason. */
function actFields(v: View, act: 'draw' | 'cancel', d: Draw): FieldShown[] {
  if (act === 'cancel') return [{ name: 'reason', label: v.t('sup.f.reasons'), kind: 'prose' }]
  return d.announcement.publicValues.map((p, i) => ({
    name: `publicValues.${i}.value`,
    label: html`${foreign(p.name)}`,
    hint: html`${foreign(p.source)} ${p.day}`,
  }))
}

export async function drawActPage(c: Context<ConsoleEnv>, act: 'draw' | 'cancel', again?: Again): Promise<Response> {
  const v = c.get('view')
  const found = await c.get('ask')<Draw>('GET', at(c))
  if (!found.ok) return refused(c, found.problem)
  const d = found.body
  const fields = actFields(v, act, d)
  const words = v.t(act === 'draw' ? 'sup.draw.make' : 'sup.draw.cancel')
  const { me } = c.get('session')
  return page(
    c,
    {
      title: words,
      current: '/console/draws',
      ...(again !== undefined && { wrong: true, status: 422 as const }),
    },
    html`<p class="crumb"><a href="/console/draws">${v.t('menu.draws')}</a> / <a href="/console/draws/${d.id}">${foreign(d.name, 80)}</a></p>${summaryAgain(v, fields, again)}<h1>${words}</h1><p class="lead muted">${v.t(act === 'draw' ? 'sup.draw.makeRule' : 'sup.draw.cancelRule')}</p>
${form(v, { action: `/console/draws/${d.id}/${act}` }, html`${fieldsAgain(v, fields, again)}<p class="hint">${v.t('sup.signedBy', { name: me.name, no: me.certificateNo ?? '—' })}</p>${buttons({ words })}`)}`,
  )
}

export async function actOnDrawPage(
  c: Context<ConsoleEnv>,
  deps: ConsoleDeps,
  act: 'draw' | 'cancel',
): Promise<Response> {
  const found = act === 'draw' ? await c.get('ask')<Draw>('GET', at(c)) : undefined
  const named = found?.ok === true ? found.body.announcement.publicValues : []
  return sent(c, deps, {
    path: `${at(c)}/${act}`,
    body: (typed) =>
      act === 'cancel'
        ? { officers: signing(c), reason: typedText(typed, 'reason') ?? '' }
        : {
            officers: signing(c),
            publicValues: named.map(({ name }, i) => ({
              name,
              value: typedText(typed, `publicValues.${i}.value`) ?? '',
            })),
          },
    said: () => saidOf(act === 'draw' ? 'sup.draw.madeDone' : 'sup.draw.cancelDone'),
    to: () => `/console/draws/${c.req.param('id')}`,
    again: (again) => drawActPage(c, act, again),
  })
}

const reviewFields = (v: View): FieldShown[] => [
  {
    ...{ name: 'found', label: v.t('sup.draw.review'), kind: 'radio' },
    options: [
      { value: 'false', words: v.t('sup.draw.noProblem') },
      { value: 'true', words: v.t('sup.draw.problem') },
    ],
  },
  {
    name: 'kinds',
    label: v.t('sup.draw.kinds'),
    kind: 'checkboxes',
    optional: true,
    options: reviewKinds.map((value) => ({ value, words: v.t(`sup.kind.${value}`) })),
  },
  { name: 'words', label: v.t('sup.draw.words'), kind: 'prose', rows: 6 },
]

export async function memberPage(c: Context<ConsoleEnv>, again?: Again): Promise<Response> {
  const v = c.get('view')
  const place = encodeURIComponent(c.req.param('place') ?? '')
  const [found, draw] = await Promise.all([
    c.get('ask')<Drawn>('GET', `${at(c)}/members/${place}`),
    c.get('ask')<Draw>('GET', at(c)),
  ])
  if (!found.ok) return refused(c, found.problem)
  if (!draw.ok) return refused(c, draw.problem)
  const m = found.body
  const fields = reviewFields(v)
  const words = v.t('sup.draw.doReview')
  const { me } = c.get('session')
  const mine = enters(draw.body, m, me)
  return page(
    c,
    {
      title: words,
      current: '/console/draws',
      marked: true,
      ...(again !== undefined && { wrong: true, status: 422 as const }),
    },
    html`<p class="crumb"><a href="/console/draws">${v.t('menu.draws')}</a> / <a href="/console/draws/${draw.body.id}">${foreign(draw.body.name, 80)}</a></p>${summaryAgain(v, fields, again)}<h1>${v.t('sup.draw.member', { n: m.place })}</h1>
${card(
  v.t('sup.col.case'),
  summary([
    [v.t('sup.col.case'), caseOf(v, m)],
    [v.t('sup.domain'), valueName(v.lang, 'domain', m.domain)],
    [v.t('sup.col.organ'), html`${m.agencies.map((a) => html`${foreign(a.name)} `)}`],
    [v.t('sup.draw.reviewers'), html`${m.reviewers.map((r) => html`${foreign(r.name)} `)}`],
  ]),
)}${
  m.review !== null
    ? card(
        v.t('sup.draw.review'),
        summary([
          [
            v.t('sup.draw.review'),
            html`${v.t(m.review.found ? 'sup.draw.problem' : 'sup.draw.noProblem')} ${m.review.kinds.map((k) => html`<span class="tag">${v.t(`sup.kind.${k}`)}</span> `)}`,
          ],
          [v.t('sup.draw.words'), foreign(m.review.words, 20_000)],
          [
            v.t('sup.draw.by'),
            html`${m.review.officers.map((o) => html`${foreign(o.name)} ${foreign(o.certificateNo)} `)}<span class="sub">${moment(v, m.review.at)}</span>`,
          ],
        ]),
      )
    : mine
      ? form(
          v,
          { action: `/console/draws/${draw.body.id}/members/${m.place}` },
          html`${fieldsAgain(v, fields, again)}<p class="hint">${v.t('sup.signedBy', { name: me.name, no: me.certificateNo ?? '—' })}</p>${buttons({ words })}`,
        )
      : html`<p class="muted">${v.t('sup.draw.notMine')}</p>`
}`,
  )
}

/** The reviewer to whom it fell; the owner what fell to nobody, or to reviewers without a certificate. The API decides alike. */
function enters(d: Draw, m: Drawn, { agency, certificateNo }: Me): boolean {
  const assigned = d.reviewers.filter((r) => m.reviewers.some(({ no }) => no === r.no))
  if (agency.code === d.owner.code && assigned.every((r) => r.certificateNo === null)) return true
  return assigned.some(
    (r) => r.agency.code === agency.code && (r.certificateNo === null || r.certificateNo === certificateNo),
  )
}

export async function reviewMemberPage(c: Context<ConsoleEnv>, deps: ConsoleDeps): Promise<Response> {
  const [id, place] = [c.req.param('id'), c.req.param('place') ?? '']
  return sent(c, deps, {
    path: `${at(c)}/members/${encodeURIComponent(place)}/review`,
    body: (typed) =>
      given({
        officers: signing(c),
        found: typed.get('found') === null ? undefined : typed.get('found') === 'true',
        kinds: typed.getAll('kinds'),
        words: typedText(typed, 'words') ?? '',
      }),
    said: () => saidOf('sup.draw.reviewDone'),
    to: () => `/console/draws/${id}`,
    again: (again) => memberPage(c, again),
  })
}
