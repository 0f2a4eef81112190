// The registry: organs, and their systems with public keys. Links lead to the acts that the signed-in administrator may ask for.
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { z } from 'zod'
import type { administrationAgencies, administrationAgency, administrationClients } from '../../../schemas/index.ts'
import { agencyKinds } from '../../agencies/index.ts'
import type { ConsoleEnv, View } from '../env.ts'
import { card, empty, foreign, type Html, pager, summary, table, unbroken } from '../html/pieces.ts'
import { refused } from '../html/refused.ts'
import { page } from '../html/shell.ts'
import { valueName } from '../words/values.ts'
import { act, go, link, option, search } from './links.ts'
import { administrationTabs, current, isAudit, isSecurity, isSystem, named, organLink, standing } from './shown.ts'

type C = Context<ConsoleEnv>
type Agency = z.output<typeof administrationAgency>
type Client = z.output<typeof administrationClients>['items'][number]

export async function agenciesPage(c: C): Promise<Response> {
  const v = c.get('view')
  const { t, lang } = v
  const { me } = c.get('session')
  const { q, kind, region, cursor } = c.req.query()
  const answer = await c.get('ask')<z.output<typeof administrationAgencies>>('GET', '/v1/administration/agencies', {
    query: { q, kind, region, cursor, limit: 50 },
  })
  if (!answer.ok) return refused(c, answer.problem)
  const { items, next } = answer.body
  const list =
    items.length === 0
      ? empty(t('administration.none'))
      : table(
          t('administration.agencies'),
          [
            ...[
              { words: t('administration.state') },
              { words: t('administration.field.name') },
              { words: t('administration.field.kind') },
            ],
            ...[{ words: t('administration.field.regionCode') }, { words: t('administration.field.domains') }],
          ],
          [
            {
              rows: items.map((a) => [
                standing(v, a.disabledAt),
                html`${organLink(a)}<span class="sub">${foreign(a.code)}</span>`,
                valueName(lang, 'kind', a.kind),
                html`${unbroken(foreign(a.regionCode))}<span class="sub">${valueName(lang, 'level', a.level)}</span>`,
                a.domains.map((d) => valueName(lang, 'domain', d)).join('、') || '—',
              ]),
            },
          ],
        )
  return page(
    c,
    { title: t('administration.agencies'), current },
    html`<div class="head"><h1>${t('administration.agencies')}</h1>${isSystem(me) ? link(v, 'add_agency', {}) : ''}</div>${administrationTabs(v, `${current}/agencies`)}<form class="filters" method="get" action="${current}/agencies">${search('q', t('administration.field.q'), q)}<label>${t('administration.field.kind')}<select name="kind">${option('', t('page.all'), kind)}${agencyKinds.map((k) => option(k, valueName(lang, 'kind', k), kind))}</select></label>${search('region', t('administration.field.regionCode'), region)}${go(v)}</form>${card(t('administration.agencies'), list)}${pager(v, next)}`,
  )
}

export async function agencyPage(c: C): Promise<Response> {
  const v = c.get('view')
  const { t, lang } = v
  const { me } = c.get('session')
  const code = c.req.param('code') ?? ''
  const [answer, clients] = await Promise.all([
    c.get('ask')<Agency>('GET', `/v1/administration/agencies/${code}`),
    c.get('ask')<z.output<typeof administrationClients>>('GET', '/v1/administration/clients', {
      query: { agency: code, limit: 50 },
    }),
  ])
  if (!answer.ok) return refused(c, answer.problem)
  if (!clients.ok) return refused(c, clients.problem)
  const a = answer.body
  const values = {
    agency: a.code,
    name: a.name,
    regionCode: a.regionCode,
    domains: a.domains.join(','),
    specialty: a.specialty ?? '',
  }
  const acts = isSystem(me)
    ? html`<p class="buttons">${link(v, 'change_agency', { ...values, requiresSignature: String(a.requiresSignature) })}${link(v, a.disabledAt === null ? 'disable_agency' : 'enable_agency', { agency: a.code })}${link(v, 'set_supervisor', { agency: a.code })}${a.kind === 'administrative' ? link(v, 'set_receiver', { sender: a.code }) : ''}${link(v, 'add_client', { agency: a.code })}</p>`
    : isSecurity(me)
      ? html`<p class="buttons">${link(v, 'add_officer', { agency: a.code })}</p>`
      : ''
  return page(
    c,
    { title: a.name, current },
    html`<p class="crumb"><a href="${current}/agencies">${t('administration.agencies')}</a></p><h1>${foreign(a.name)}</h1>
${card(
  t('administration.agencies'),
  html`${summary([
    [t('administration.state'), standing(v, a.disabledAt)],
    [t('administration.field.code'), unbroken(foreign(a.code))],
    [t('administration.field.kind'), valueName(lang, 'kind', a.kind)],
    [t('administration.field.regionCode'), html`${foreign(a.regionCode)} ${valueName(lang, 'level', a.level)}`],
    [t('administration.field.domains'), a.domains.map((d) => valueName(lang, 'domain', d)).join('、') || '—'],
    [t('administration.field.specialty'), foreign(a.specialty ?? '—')],
    [t('administration.field.requiresSignature'), t(a.requiresSignature ? 'form.yes' : 'form.no')],
    [t('administration.supervisors'), a.supervisor === null ? t('administration.unset') : organLink(a.supervisor)],
    [
      t('administration.receivers'),
      a.receives.length === 0
        ? t('administration.unset')
        : html`<ul>${a.receives.map((r) => html`<li>${r.domain === '*' ? t('page.all') : valueName(lang, 'domain', r.domain)}${t('form.colon')}${organLink(r.receiver)}</li>`)}</ul>`,
    ],
  ])}${acts}${
    isSecurity(me) || isAudit(me)
      ? html`<p><a href="${current}/officers?agency=${a.code}">${t('administration.officers')}</a></p>`
      : ''
  }<p><a href="${current}/log?target=agency:${a.code}">${t('administration.log')}</a></p>`,
)}
${card(t('administration.clients'), clientRows(v, clients.body.items, me))}`,
  )
}

export async function clientsPage(c: C): Promise<Response> {
  const v = c.get('view')
  const { t } = v
  const { q, cursor } = c.req.query()
  const answer = await c.get('ask')<z.output<typeof administrationClients>>('GET', '/v1/administration/clients', {
    query: { q, cursor, limit: 50 },
  })
  if (!answer.ok) return refused(c, answer.problem)
  return page(
    c,
    { title: t('administration.clients'), current },
    html`<h1>${t('administration.clients')}</h1>${administrationTabs(v, `${current}/clients`)}<form class="filters" method="get" action="${current}/clients">${search('q', t('administration.field.q'), q)}${go(v)}</form>${card(t('administration.clients'), clientRows(v, answer.body.items, c.get('session').me))}${pager(v, answer.body.next)}`,
  )
}

function clientRows(v: View, items: readonly Client[], me: Parameters<typeof isSystem>[0]): Html {
  const { t } = v
  if (items.length === 0) return empty(t('administration.none'))
  return table(
    t('administration.clients'),
    [
      ...[{ words: t('administration.state') }, { words: t('administration.field.name') }, { words: t('sync.organ') }],
      ...[{ words: t('administration.field.keys') }, { words: t('administration.what') }],
    ],
    [
      {
        rows: items.map((one) => [
          standing(v, one.disabledAt),
          html`${foreign(one.name)}<span class="sub">${foreign(one.id)}</span>${one.operator ? html`<span class="tag">${t('role.operator')}</span>` : ''}${one.auditor ? html`<span class="tag">${t('role.auditor')}</span>` : ''}`,
          organLink(one.agency),
          keysOf(v, one, me),
          isSystem(me)
            ? html`${one.id.startsWith('console-') ? '' : html`<a href="${act('add_client_keys', { client: one.id })}">${named(v, 'act', 'add_client_keys')}</a><br>`}<a href="${act(one.disabledAt === null ? 'disable_client' : 'enable_client', { client: one.id })}">${named(v, 'act', one.disabledAt === null ? 'disable_client' : 'enable_client')}</a>`
            : '—',
        ]),
      },
    ],
  )
}

function keysOf(v: View, { id, keys }: Client, me: Parameters<typeof isSystem>[0]): Html {
  if (keys.length === 0) return html`—`
  const { t } = v
  return html`<ul>${keys.map((k) => {
    const ended = k.expiresAt !== null && Date.parse(k.expiresAt) <= v.nowMs
    const state =
      k.revokedAt !== null
        ? t('administration.revoked')
        : ended
          ? t('administration.expired')
          : t('administration.valid')
    const revoke =
      k.revokedAt === null && isSecurity(me)
        ? html` <a href="${act('revoke_key', { client: id, kid: k.kid })}">${named(v, 'act', 'revoke_key')}</a>`
        : ''
    return html`<li>${foreign(k.kid, 40)} <span class="muted">${foreign(k.alg ?? '')} ${state}</span>${revoke}</li>`
  })}</ul>`
}
