// One penalty case: the record as it was said and as it was read, its versions, and why screening came out as it did, with the
// articles and the facts that are missing.
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { z } from 'zod'
import type { penaltyCaseAnswer, penaltyVersionList, screeningAnswer } from '../../../schemas/index.ts'
import type { ConsoleEnv, View } from '../env.ts'
import { count, day, moment } from '../html/format.ts'
import { card, empty, foreign, type Html, summary, table, unbroken } from '../html/pieces.ts'
import { refused } from '../html/refused.ts'
import { page } from '../html/shell.ts'
import { labelLink } from '../labels/shown.ts'
import { valueName } from '../words/values.ts'
import { screeningShown } from './screening.ts'
import { current, named, ofFen, partiesOf, verdict } from './shown.ts'

type Case = z.output<typeof penaltyCaseAnswer>
type Version = z.output<typeof penaltyVersionList>['items'][number]

export async function penaltyPage(
  c: Context<ConsoleEnv>,
  may: { facts: boolean; submit: boolean; corrects: (one: Case) => boolean },
): Promise<Response> {
  const v = c.get('view')
  const { t } = v
  const path = `/v1/penalty-cases/${c.req.param('id')}`
  const ask = c.get('ask')
  const [answer, screened, versions] = await Promise.all([
    ask<Case>('GET', path),
    ask<z.output<typeof screeningAnswer>>('GET', `${path}/screening`),
    ask<z.output<typeof penaltyVersionList>>('GET', `${path}/versions`, { query: { limit: 20 } }),
  ])
  if (!answer.ok) return refused(c, answer.problem)
  const p = answer.body
  const title = p.decisionNo ?? p.key
  const mayTransfer = may.submit && p.state === 'live' && p.transferId === null
  return page(
    c,
    { title: t('penalties.head'), current },
    html`<p class="crumb"><a href="${current}">${t('menu.penalties')}</a></p><div class="head"><h1>${foreign(title, 120)}</h1>${
      mayTransfer ? html`<a class="btn" href="/console/submit?penalty=${p.id}">${t('penalties.submit')}</a>` : ''
    }</div>${
      p.state === 'live' && p.record !== null && may.corrects(p)
        ? html`<p class="buttons"><a class="btn quiet" href="${current}/${p.id}/correct">${t('penalties.correct')}</a><a class="btn quiet" href="${current}/${p.id}/withdraw">${t('penalties.withdraw')}</a></p>`
        : ''
    }
${card(t('penalties.head'), html`${summary(headRows(v, p, screened.ok ? screened.body : undefined))}${labelLink(v, `penalty:${p.id}`)}`)}
${screened.ok ? screeningShown(v, screened.body, may.facts) : card(t('penalties.screening'), empty(t('penalties.notScreened')))}
${p.record === null ? '' : card(t('penalties.record'), recordShown(v, p.record))}
${p.duplicates.length === 0 ? '' : card(t('penalties.duplicates'), html`<ul>${p.duplicates.map((d) => html`<li><a href="${current}/${d.id}">${foreign(d.key, 120)}</a> <span class="muted">${foreign(d.origin.name)}</span></li>`)}</ul>`)}
${p.outcomes.length === 0 ? '' : card(t('penalties.outcomes'), html`<ul>${p.outcomes.map((o) => html`<li>${unbroken(moment(v, o.at))} <a href="/console/cases/${o.transferId}">${valueName(v.lang, 'status', o.status)}</a></li>`)}</ul>`)}
${p.reviews.length === 0 ? '' : card(t('penalties.reviews'), html`<ul>${p.reviews.map((r) => html`<li>${foreign(JSON.stringify(r), 400)}</li>`)}</ul>`)}
${versions.ok ? card(t('penalties.versions'), versionsShown(v, versions.body.items)) : ''}`,
  )
}

function headRows(v: View, p: Case, screened: z.output<typeof screeningAnswer> | undefined) {
  const { t, lang } = v
  return [
    [t('penalties.screening'), screened === undefined ? t('penalties.notScreened') : verdict(v, screened.verdict)],
    [
      t('penalties.organ'),
      html`${foreign(p.organ.name ?? '—')}<span class="sub">${foreign(p.organ.code ?? '')}</span>`,
    ],
    [t('penalties.party'), partiesOf(v, p)],
    [t('penalties.decided'), p.decidedOn === null ? '—' : unbroken(day(v, p.decidedOn))],
    [t('penalties.fine'), p.fineFen === null ? '—' : ofFen(v, p.fineFen)],
    [t('penalties.domain'), p.domain === null ? '—' : valueName(lang, 'domain', p.domain)],
    [t('penalties.region'), foreign(p.regionCode ?? '—')],
    [t('penalties.state'), named(v, 'state', p.state)],
    [
      t('penalties.transfer'),
      p.transferId === null
        ? t(p.transferred === true ? 'penalties.transferred' : 'penalties.notTransferred')
        : html`<a href="/console/cases/${p.transferId}">${t('penalties.openCase')}</a>`,
    ],
    [t('penalties.origin'), html`${foreign(p.origin.name)}<span class="sub">${foreign(p.key)}</span>`],
  ] as const
}

function recordShown(v: View, r: NonNullable<Case['record']>): Html {
  const { t } = v
  return summary([
    [t('penalties.no'), foreign(r.decisionNo?.raw ?? '—')],
    [t('penalties.facts'), foreign(r.facts ?? '—', 20_000)],
    ...(r.content === undefined ? [] : ([[t('penalties.content'), foreign(r.content, 20_000)]] as const)),
    [
      t('penalties.basis'),
      r.legalBasis.length === 0 ? '—' : html`<ul>${r.legalBasis.map((b) => html`<li>${foreign(b, 600)}</li>`)}</ul>`,
    ],
    [
      t('penalties.amounts'),
      r.amounts.length === 0
        ? '—'
        : html`<ul>${r.amounts.map(
            (a) =>
              html`<li>${named(v, 'amount', a.kind)} ${
                a.fen === null
                  ? html`${foreign(a.raw, 80)} <span class="muted">${t('penalties.unread', { fault: a.fault ?? '' })}</span>`
                  : ofFen(v, a.fen)
              }</li>`,
          )}</ul>`,
    ],
  ])
}

function versionsShown(v: View, items: readonly Version[]): Html {
  const { t } = v
  return table(
    t('penalties.versions'),
    [
      { words: t('penalties.version') },
      { words: t('penalties.state') },
      { words: t('penalties.changes') },
      { words: t('penalties.raw') },
    ],
    [
      {
        rows: items.map((one) => [
          html`${count(one.version)}<span class="sub">${unbroken(moment(v, one.at))}</span>`,
          html`${named(v, 'operation', one.operation)}<span class="sub">${foreign(one.officers.map((o) => o.name).join('、') || one.layout)}</span>${one.reason === null ? '' : html`<span class="sub">${foreign(one.reason, 200)}</span>`}`,
          one.changes.length === 0
            ? '—'
            : html`<ul>${one.changes.slice(0, 20).map((x) => html`<li>${foreign(x.pointer, 80)}${t('form.colon')}${foreign(JSON.stringify(x.from ?? null), 80)} → ${foreign(JSON.stringify(x.to ?? null), 80)}</li>`)}</ul>`,
          html`<details><summary>${t('penalties.raw')}</summary><pre class="small wrap">${foreign(JSON.stringify(one.raw, null, 1), 20_000)}</pre></details>`,
        ]),
      },
    ],
  )
}
