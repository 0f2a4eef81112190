// The pieces of the administration's pages: tabs by role, what a request or an entry is about, and before and after side by side.
import { html } from 'hono/html'
import type { z } from 'zod'
import type { administrationRequestAnswer } from '../../../schemas/index.ts'
import type { Me, View } from '../env.ts'
import { moment } from '../html/format.ts'
import { type LightName, lit } from '../html/light.ts'
import { empty, foreign, type Html, table, tabs, unbroken } from '../html/pieces.ts'
import { namedIn, type WordKey, words } from '../words/index.ts'

export type RequestShown = z.output<typeof administrationRequestAnswer>

export const current = '/console/administration'

const has = (me: Me, role: string) => (me.roles as readonly string[]).includes(role)
export const isSystem = (me: Me) => has(me, 'system_administrator')
export const isSecurity = (me: Me) => has(me, 'security_administrator')
export const isAudit = (me: Me) => has(me, 'audit_administrator')
export const administers = (me: Me) => isSystem(me) || isSecurity(me) || isAudit(me)

const places: readonly { readonly href: string; readonly words: WordKey; readonly for: (me: Me) => boolean }[] = [
  { href: current, words: 'administration.requests', for: administers },
  { href: `${current}/agencies`, words: 'administration.agencies', for: administers },
  { href: `${current}/clients`, words: 'administration.clients', for: administers },
  { href: `${current}/officers`, words: 'administration.officers', for: (me) => isSecurity(me) || isAudit(me) },
  { href: `${current}/routing`, words: 'administration.routing', for: (me) => isSystem(me) || isAudit(me) },
  { href: `${current}/calendars`, words: 'administration.calendars', for: (me) => isSystem(me) || isAudit(me) },
  { href: `${current}/rules`, words: 'administration.rules', for: (me) => isSystem(me) || isAudit(me) },
  { href: `${current}/checklists`, words: 'administration.checklists', for: (me) => isSystem(me) || isAudit(me) },
  { href: `${current}/log`, words: 'administration.log', for: administers },
]

export const administrationTabs = (v: View, at: string): Html => {
  const me = v.session?.me
  const mine = places.filter((place) => me !== undefined && place.for(me))
  return tabs(
    v.t('menu.administration'),
    mine.map(({ href, words: key }) => ({ href, words: v.t(key), current: href === at })),
  )
}

export const named = namedIn('administration')

export const roleName = (v: View, role: string): string =>
  Object.hasOwn(words, `role.${role}`) ? v.t(`role.${role}` as WordKey) : role

export const at = (v: View, time: string): Html => unbroken(moment(v, time))

export const organName = (a: { readonly name: string | null; readonly code: string | null }): Html =>
  foreign(a.name ?? a.code ?? '—')

/** An organ with the way to its page. */
export const organLink = (a: { readonly name: string | null; readonly code: string | null }): Html =>
  a.code === null ? organName(a) : html`<a href="${current}/agencies/${a.code}">${organName(a)}</a>`

const stateLights: Readonly<Record<string, LightName>> = {
  open: 'b',
  approved: 'g',
  refused: 'y',
  withdrawn: 'y',
  expired: 'y',
}
export const requestState = (v: View, state: string): Html => lit(stateLights[state] ?? 'b', named(v, 'state', state))

export const standing = (v: View, disabledAt: string | null): Html =>
  disabledAt === null ? lit('g', v.t('administration.enabled')) : lit('y', v.t('administration.disabled'))

/** `agency:<code>` leads to its page; others are what they are. */
export function targetLink(target: string): Html {
  const place = target.indexOf(':')
  const kind = target.slice(0, place)
  const key = target.slice(place + 1)
  const href =
    kind === 'agency' || kind === 'supervisor' || kind === 'receiver'
      ? `${current}/agencies/${key.split('/')[0]}`
      : kind === 'officer'
        ? `${current}/officers/${key}`
        : kind === 'client'
          ? `${current}/clients?q=${encodeURIComponent(key)}`
          : undefined
  return href === undefined ? foreign(target, 120) : html`<a href="${href}">${foreign(key, 120)}</a>`
}

export function requestRows(v: View, items: readonly RequestShown[]): Html {
  const { t } = v
  if (items.length === 0) return empty(t('administration.noRequests'))
  return table(
    t('administration.requests'),
    [
      ...[
        { words: t('administration.state') },
        { words: t('administration.what') },
        { words: t('administration.target') },
      ],
      ...[{ words: t('administration.by') }, { words: t('administration.expires') }],
    ],
    [
      {
        rows: items.map((r) => [
          requestState(v, r.state),
          html`<a class="do" href="${current}/requests/${r.id}">${named(v, 'act', r.act)}</a><span class="sub">${foreign(r.reason, 80)}</span>`,
          targetLink(r.target),
          html`${foreign(r.askedBy.name)}<span class="sub">${organName(r.askedBy.agency)}</span>`,
          at(v, r.expiresAt),
        ]),
      },
    ],
  )
}
