// The officers of the registry with their roles, certificates and identities, for the security administrator and the auditor.
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { z } from 'zod'
import type { administrationOfficer, administrationOfficers } from '../../../schemas/index.ts'
import { officerRoles } from '../../agencies/index.ts'
import type { ConsoleEnv } from '../env.ts'
import { day } from '../html/format.ts'
import { card, empty, foreign, pager, summary, table, unbroken } from '../html/pieces.ts'
import { refused } from '../html/refused.ts'
import { page } from '../html/shell.ts'
import { act, go, link, option, search } from './links.ts'
import { administrationTabs, at, current, isSecurity, named, organLink, roleName, standing } from './shown.ts'

type C = Context<ConsoleEnv>
type Officer = z.output<typeof administrationOfficer>

export async function officersPage(c: C): Promise<Response> {
  const v = c.get('view')
  const { t } = v
  const { q, agency, role, cursor } = c.req.query()
  const answer = await c.get('ask')<z.output<typeof administrationOfficers>>('GET', '/v1/administration/officers', {
    query: { q, agency, role, cursor, limit: 50 },
  })
  if (!answer.ok) return refused(c, answer.problem)
  const { items, next } = answer.body
  const list =
    items.length === 0
      ? empty(t('administration.none'))
      : table(
          t('administration.officers'),
          [
            ...[
              { words: t('administration.state') },
              { words: t('administration.field.person') },
              { words: t('sync.organ') },
            ],
            ...[{ words: t('administration.field.roles') }, { words: t('administration.field.certificates') }],
          ],
          [
            {
              rows: items.map((o) => [
                standing(v, o.disabledAt),
                html`<a href="${current}/officers/${o.id}">${foreign(o.name)}</a>`,
                organLink(o.agency),
                o.roles.map((r) => roleName(v, r)).join('、'),
                html`${o.certificates.filter((x) => x.revokedAt === null).map((x, i) => html`${i === 0 ? '' : '、'}${foreign(x.number)}`)}`,
              ]),
            },
          ],
        )
  return page(
    c,
    { title: t('administration.officers'), current },
    html`<h1>${t('administration.officers')}</h1>${administrationTabs(v, `${current}/officers`)}<form class="filters" method="get" action="${current}/officers">${search('q', t('administration.field.qOfficer'), q)}${search('agency', t('administration.field.code'), agency)}<label>${t('administration.field.roles')}<select name="role">${option('', t('page.all'), role)}${officerRoles.map((r) => option(r, roleName(v, r), role))}</select></label>${go(v)}</form>${card(t('administration.officers'), list)}${pager(v, next)}`,
  )
}

export async function officerPage(c: C): Promise<Response> {
  const v = c.get('view')
  const { t } = v
  const { me } = c.get('session')
  const answer = await c.get('ask')<Officer>('GET', `/v1/administration/officers/${c.req.param('id')}`)
  if (!answer.ok) return refused(c, answer.problem)
  const o = answer.body
  const about = { officer: o.id }
  const mayAct = isSecurity(me) && o.id !== me.officerId
  return page(
    c,
    { title: o.name, current },
    html`<p class="crumb"><a href="${current}/officers">${t('administration.officers')}</a></p><h1>${foreign(o.name)}</h1>
${card(
  t('administration.officers'),
  html`${summary([
    [t('administration.state'), standing(v, o.disabledAt)],
    [t('sync.organ'), organLink(o.agency)],
    [t('administration.field.roles'), o.roles.map((r) => roleName(v, r)).join('、')],
  ])}${
    mayAct
      ? html`<p class="buttons">${link(v, 'change_roles', { ...about, roles: o.roles.join(',') })}${link(v, 'add_certificate', about)}${link(v, 'bind_identity', about)}${link(v, 'end_sessions', about)}${o.disabledAt === null ? link(v, 'disable_officer', about) : ''}</p>`
      : ''
  }<p><a href="${current}/log?target=officer:${o.id}">${t('administration.log')}</a></p>`,
)}
${card(
  t('administration.field.certificates'),
  o.certificates.length === 0
    ? empty(t('administration.nothing'))
    : table(
        t('administration.field.certificates'),
        [
          { words: t('administration.field.number') },
          { words: t('administration.inForce') },
          { words: t('administration.state') },
          { words: t('administration.what') },
        ],
        [
          {
            rows: o.certificates.map((x) => [
              unbroken(foreign(x.number)),
              unbroken(`${day(v, x.validFrom)} – ${day(v, x.validTo)}`),
              x.revokedAt === null
                ? t('administration.valid')
                : html`${t('administration.revoked')} ${at(v, x.revokedAt)}`,
              mayAct && x.revokedAt === null
                ? html`<a href="${act('revoke_certificate', { ...about, number: x.number })}">${named(v, 'act', 'revoke_certificate')}</a>`
                : '—',
            ]),
          },
        ],
      ),
)}
${card(
  t('administration.field.identities'),
  o.identities.length === 0
    ? empty(t('administration.nothing'))
    : table(
        t('administration.field.identities'),
        [
          { words: t('administration.field.issuer') },
          { words: t('administration.field.subject') },
          { words: t('administration.what') },
        ],
        [
          {
            rows: o.identities.map((i) => [
              foreign(i.issuer, 120),
              foreign(i.subject, 120),
              mayAct
                ? html`<a href="${act('unbind_identity', { ...about, ...i })}">${named(v, 'act', 'unbind_identity')}</a>`
                : '—',
            ]),
          },
        ],
      ),
)}`,
  )
}
