// Where each role finds its pages. A page that is missing here is still refused by the page itself where it is not the
// officer's.
import type { OfficerRole } from '../../agencies/index.ts'
import type { Me } from '../env.ts'
import type { WordKey } from '../words/index.ts'

export interface MenuItem {
  readonly href: string
  readonly words: WordKey
  readonly for: (me: Me) => boolean
}

const kinds =
  (...list: Me['agency']['kind'][]) =>
  (me: Me) =>
    list.includes(me.agency.kind)
const roles =
  (...list: OfficerRole[]) =>
  (me: Me) =>
    list.some((role) => me.roles.includes(role))
const everybody = () => true
/** Kinds of organs that begin cases otherwise than by a submission. */
const begins = (me: Me) => me.agency.kind !== 'service_platform'
/** Whoever holds a certificate may sign. */
const acts = (me: Me) => me.certificateNo !== null && me.agency.kind !== 'service_platform'
const watches = kinds('procuratorate', 'justice_bureau', 'government', 'supervisory_commission')
const administers = roles('system_administrator', 'security_administrator', 'audit_administrator')
const operates = roles('operator', 'system_administrator', 'security_administrator', 'audit_administrator')

export const menu: readonly { readonly words: WordKey; readonly items: readonly MenuItem[] }[] = [
  {
    words: 'menu.work',
    items: [
      { href: '/console/', words: 'menu.queue', for: everybody },
      { href: '/console/cases', words: 'menu.cases', for: everybody },
      { href: '/console/submit', words: 'menu.submit', for: kinds('administrative') },
      { href: '/console/begin', words: 'menu.begin', for: begins },
      { href: '/console/signing', words: 'menu.signing', for: acts },
      { href: '/console/approvals', words: 'menu.approvals', for: everybody },
      { href: '/console/penalties', words: 'menu.penalties', for: (me) => kinds('administrative')(me) || watches(me) },
      { href: '/console/clues', words: 'menu.clues', for: everybody },
      { href: '/console/labels', words: 'menu.labels', for: (me) => me.agency.kind !== 'service_platform' },
      { href: '/console/correspondence', words: 'menu.correspondence', for: everybody },
    ],
  },
  {
    words: 'menu.supervision',
    items: [
      { href: '/console/supervision', words: 'menu.dashboard', for: watches },
      { href: '/console/findings', words: 'menu.findings', for: everybody },
      { href: '/console/clocks', words: 'menu.clocks', for: watches },
      { href: '/console/draws', words: 'menu.draws', for: watches },
      { href: '/console/reports', words: 'menu.reports', for: everybody },
      { href: '/console/reading', words: 'menu.reading', for: everybody },
    ],
  },
  {
    words: 'menu.platform',
    items: [
      { href: '/console/sync', words: 'menu.sync', for: (me) => operates(me) || kinds('service_platform')(me) },
      { href: '/console/administration', words: 'menu.administration', for: administers },
      { href: '/console/access', words: 'menu.access', for: roles('auditor', 'audit_administrator') },
      { href: '/console/requests', words: 'menu.requests', for: roles('auditor', 'audit_administrator', 'operator') },
    ],
  },
]
