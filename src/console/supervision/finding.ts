// One finding: what was found and on what it rests, what was said about it by whom, and what may be done now. What may be done
// comes from the API alone; each act has a page of its own.
import type { Context } from 'hono'
import { html } from 'hono/html'
import { closeFinding, findingActs } from '../../../schemas/index.ts'
import type { ConsoleDeps, ConsoleEnv, View } from '../env.ts'
import { buttons, type FieldShown, form, typedDay } from '../html/form.ts'
import { clockTime, ending, moment, shortDay, span } from '../html/format.ts'
import { card, foreign, type Html, type Shown, said, summary } from '../html/pieces.ts'
import { refused } from '../html/refused.ts'
import { page } from '../html/shell.ts'
import { labelLink } from '../labels/shown.ts'
import { basisNames } from '../words/basis.ts'
import { fieldName, translate } from '../words/index.ts'
import { valueName } from '../words/values.ts'
import type { Finding } from './answers.ts'
import { findingLight, gradeLight } from './findings-shown.ts'
import { type Again, fieldsAgain, given, saidOf, sent, signing, summaryAgain, typedText } from './forms.ts'

type Act = (typeof findingActs)[number]
const isAct = (act: string): act is Act => findingActs.some((one) => one === act)
const read = (c: Context<ConsoleEnv>) =>
  c.get('ask')<Finding>('GET', `/v1/findings/${encodeURIComponent(c.req.param('id') ?? '')}`)

export async function findingPage(c: Context<ConsoleEnv>): Promise<Response> {
  const v = c.get('view')
  const found = await read(c)
  if (!found.ok) return refused(c, found.problem)
  const f = found.body
  const [first, ...others] = f.available
  const button = (act: Act, quiet: boolean) =>
    html`<a class="btn${quiet ? ' quiet' : ''}" href="/console/findings/${f.id}/${act}">${v.t(`sup.act.${act}`)}</a>`
  const may = c.get('session').me.certificateNo !== null
  return page(
    c,
    { title: said(v, f), current: '/console/findings', marked: true },
    html`<p class="crumb"><a href="/console/findings">${v.t('menu.findings')}</a></p><h1>${said(v, f)}</h1>
<p class="lead">${gradeLight(v, f.grade)} ${v.t(`sup.state.${f.state}`)}${f.agency === null ? '' : html` · ${foreign(f.agency.name ?? f.agency.code)}`}</p>
${
  first === undefined
    ? ''
    : html`<section class="card todo"><div class="in"><p class="when">${findingLight(v, f)}${f.dueAt === null ? '' : html`<span class="muted">${v.t('clock.expires', { at: ending(v, f.dueAt) })}</span>`}</p><p class="why muted">${v.t('refused.basis', { basis: basisNames(v.lang, f.basis) })}</p>${
        may
          ? html`${button(first, false)}${others.map((act) => button(act, true))}`
          : html`<p>${v.t('sup.noCertificate')}</p>`
      }</div></section>`
}
<div class="cols"><div>${card(v.t('sup.finding.history'), history(v, f))}</div><aside>${card(v.t('sup.finding.what'), html`${facts(v, f)}${labelLink(v, `finding:${f.id}`)}`)}${card(v.t('sup.finding.response'), response(v, f))}</aside></div>`,
  )
}

function facts(v: View, f: Finding): Html {
  // A procuratorate above sees what is found below it; the case is for those who have a part in it.
  const near = [f.agency?.id, f.supervisor?.id].includes(v.session?.me.agency.id ?? '')
  const rows: (readonly [Shown, Shown])[] = [
    [v.t('sup.col.organ'), f.agency === null ? v.t('sup.unregistered') : foreign(f.agency.name ?? f.agency.code)],
    [v.t('sup.finding.supervisor'), f.supervisor === null ? '—' : foreign(f.supervisor.name ?? f.supervisor.code)],
    [v.t('sup.domain'), f.domain === '' ? '—' : valueName(v.lang, 'domain', f.domain)],
    ...(f.transferId === undefined
      ? []
      : [
          [
            v.t('sup.col.case'),
            near
              ? html`<a href="/console/cases/${f.transferId}">${v.t('sup.drill.named.transfer')}</a>`
              : v.t('sup.drill.named.transfer'),
          ] as const,
        ]),
    ...(f.penaltyId === undefined
      ? []
      : [
          [
            v.t('sup.finding.penalty'),
            html`<a href="/console/penalties/${f.penaltyId}">${v.t('sup.drill.named.penalty')}</a>`,
          ] as const,
        ]),
    ...details(v, f.detail),
    [v.t('sup.col.found'), moment(v, f.raisedAt)],
    [v.t('basis.word'), basisNames(v.lang, f.basis)],
    ...(f.formerId === undefined
      ? []
      : [
          [
            v.t('sup.finding.former'),
            html`<a href="/console/findings/${f.formerId}">${v.t('sup.finding.see')}</a>`,
          ] as const,
        ]),
    ...(f.closed === null
      ? []
      : [
          [
            v.t('sup.state.closed'),
            html`${said(v, f.closed)}<span class="sub">${moment(v, f.closed.at)}</span>`,
          ] as const,
        ]),
  ]
  return summary(rows)
}

/** Plain values under the names that the contracts' fields have; reasons in words. What has no name is for machines. */
function details(v: View, detail: Finding['detail']): (readonly [Shown, Shown])[] {
  const period = detail[v.lang]
  const reasons = Array.isArray(detail.reasons) ? (detail.reasons as { zh?: string; en?: string }[]) : []
  return [
    ...(typeof period === 'string' ? [[v.t('sup.clocks.rule'), foreign(period)] as const] : []),
    ...Object.entries(detail).flatMap(([name, value]) => {
      const words = ['zh', 'en', 'key', 'clock'].includes(name)
        ? undefined
        : (detailName(v, name) ?? fieldName(v.lang, name))
      if (words === undefined || (typeof value !== 'string' && typeof value !== 'number')) return []
      return [
        [
          words,
          typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) ? ending(v, value) : foreign(String(value)),
        ] as const,
      ]
    }),
    ...(reasons.length === 0
      ? []
      : [
          [
            v.t('sup.finding.reasons'),
            html`<ul>${reasons.map((r) => html`<li>${foreign(r[v.lang] ?? r.zh)}</li>`)}</ul>`,
          ] as const,
        ]),
  ]
}

function detailName(v: View, name: string): string | undefined {
  switch (name) {
    case 'days':
      return v.t('sup.detail.days')
    case 'lastActOn':
      return v.t('sup.detail.lastActOn')
    case 'documentNo':
      return v.t('sup.detail.documentNo')
    default:
      return undefined
  }
}

function response(v: View, { response: r }: Finding): Html {
  const taken = (seconds: number | null) => (seconds === null ? v.t('sup.finding.notYet') : span(v, seconds * 1000))
  return summary([
    [
      v.t('sup.finding.first'),
      r.firstAt === null
        ? v.t('sup.finding.notYet')
        : html`${moment(v, r.firstAt)}<span class="sub">${v.t('sup.finding.after', { span: taken(r.seconds) })}</span>`,
    ],
    [v.t('sup.finding.urgedTimes'), String(r.urgedTimes)],
    ...(r.urgedAt === null ? [] : [[v.t('sup.finding.afterUrging'), taken(r.urgedSeconds)] as const]),
    ...(r.replyBy === null ? [] : [[v.t('sup.finding.replyBy'), ending(v, r.replyBy)] as const]),
  ])
}

function history(v: View, f: Finding): Html {
  return html`<div class="tl ruled"><span class="rail" aria-hidden="true"></span>${[...f.entries]
    .reverse()
    .map((entry) => {
      const text = ['text', 'reasons', 'requirements', 'remarks']
        .map((name) => entry.said[name])
        .find((one) => typeof one === 'string') as string | undefined
      return html`<div class="ev"><time datetime="${entry.at}">${shortDay(v, entry.at)}<br>${clockTime(entry.at)}</time><span class="dot" aria-hidden="true"></span><div class="body"><h3>${v.t(`sup.act.${entry.act}`)}</h3><p class="who">${
        entry.by === null ? v.t('sup.finding.gateway') : foreign(entry.by.name ?? entry.by.code)
      }${entry.officers.map((o) => html` · ${foreign(o.name)} ${foreign(o.certificateNo)}`)}</p>${text === undefined ? '' : html`<p>${foreign(text, 5_000)}</p>`}<p class="files">${gradeLight(v, entry.grade)} <span class="muted">${v.t(`sup.state.${entry.state}`)}</span>${
        entry.letter === undefined
          ? ''
          : html` <a href="/console/findings/${f.id}/letters/${entry.version}">${v.t('sup.finding.letter')}</a>`
      }</p></div></div>`
    })}</div>`
}

/** What each act asks for. */
function fieldsOf(v: View, act: Act): FieldShown[] {
  const text = { name: 'text', label: v.t('sup.f.text'), kind: 'prose', rows: 6 } as const
  const number = { name: 'documentNo', label: v.t('sup.f.documentNo'), optional: true } as const
  const choices = (name: 'means' | 'because', values: readonly string[]) =>
    values.map((value) => ({ value, words: v.t(`sup.${name}.${value}` as 'sup.means.opinion') }))
  switch (act) {
    case 'explain':
      return [text, { name: 'doneBy', label: v.t('sup.f.doneBy'), kind: 'date', optional: true }]
    case 'accept':
      return [{ name: 'remarks', label: v.t('sup.f.remarks'), kind: 'prose', optional: true }]
    case 'contest':
      return [{ name: 'reasons', label: v.t('sup.f.reasons'), kind: 'prose', rows: 6 }]
    case 'act':
      return [
        {
          name: 'means',
          label: v.t('sup.f.means'),
          kind: 'radio',
          options: choices('means', ['opinion', 'suggestion', 'procedure_step', 'meeting', 'other']),
        },
        text,
        number,
        {
          name: 'version',
          label: v.t('sup.f.version'),
          kind: 'number',
          optional: true,
          hint: v.t('sup.f.versionHint'),
        },
      ]
    case 'urge':
      return [
        { name: 'requirements', label: v.t('sup.f.requirements'), kind: 'prose', rows: 6 },
        number,
        { name: 'replyBy', label: v.t('sup.f.replyBy'), kind: 'date', optional: true },
      ]
    case 'close':
      return [
        {
          name: 'because',
          label: v.t('sup.f.because'),
          kind: 'radio',
          options: choices('because', closeFinding.shape.because.options),
        },
        text,
      ]
  }
}

/** The form of an act, again with what was typed where it was not taken. */
export async function findingActPage(c: Context<ConsoleEnv>, again?: Again): Promise<Response> {
  const v = c.get('view')
  const act = c.req.param('act') ?? ''
  if (!isAct(act)) return c.notFound() as Response
  const found = await read(c)
  if (!found.ok) return refused(c, found.problem)
  const f = found.body
  const fields = fieldsOf(v, act)
  const words = v.t(`sup.act.${act}`)
  const action = `/console/findings/${f.id}/${act}`
  const { me } = c.get('session')
  return page(
    c,
    {
      title: words,
      current: '/console/findings',
      marked: true,
      ...(again !== undefined && { wrong: true, status: 422 as const }),
    },
    html`<p class="crumb"><a href="/console/findings">${v.t('menu.findings')}</a> / <a href="/console/findings/${f.id}">${said(v, f)}</a></p>${summaryAgain(v, fields, again)}<h1>${words}</h1>
<p class="lead">${findingLight(v, f)}${f.agency === null ? '' : foreign(f.agency.name ?? f.agency.code)}<br><span class="muted">${v.t(`sup.actRule.${act}`)}</span></p>
${form(
  v,
  { action },
  html`${versionFieldOf(f, again)}${fieldsAgain(v, fields, again)}<p class="hint">${v.t('sup.signedBy', { name: me.name, no: me.certificateNo ?? '—' })}</p>${buttons({ words })}`,
)}`,
  )
}

/** The version the form was made from, under a name of its own: an act may name a version of a case too. */
const versionFieldOf = (f: Finding, again: Again | undefined): Html =>
  html`<input type="hidden" name="seen" value="${again?.problem.code === 'stale_version' ? f.version : (again?.typed.get('seen') ?? f.version)}">`

export async function actOnFindingPage(c: Context<ConsoleEnv>, deps: ConsoleDeps): Promise<Response> {
  const act = c.req.param('act') ?? ''
  const id = c.req.param('id') ?? ''
  if (!isAct(act)) return c.notFound() as Response
  const found = await read(c)
  return sent(c, deps, {
    path: `/v1/findings/${encodeURIComponent(id)}/steps/${act}`,
    body: (typed) => {
      const day = (name: string) => {
        const text = typedText(typed, name)
        return text === undefined ? undefined : typedDay(text)
      }
      const own = Object.fromEntries(
        ['text', 'remarks', 'reasons', 'requirements', 'means', 'because', 'documentNo'].map((name) => [
          name,
          typedText(typed, name),
        ]),
      )
      const version = typedText(typed, 'version')
      return given({
        officers: signing(c),
        ...own,
        ...{ doneBy: day('doneBy'), replyBy: day('replyBy') },
        ...(version !== undefined && {
          version: Number(version),
          ...(found.ok && { transferId: found.body.transferId }),
        }),
      })
    },
    said: () => saidOf('sup.done', { act: { zh: translate.zh(`sup.act.${act}`), en: translate.en(`sup.act.${act}`) } }),
    to: () => `/console/findings/${id}`,
    again: (again) => findingActPage(c, again),
  })
}
