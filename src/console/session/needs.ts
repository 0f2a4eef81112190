// Pages that are not everybody's: by role, or by kind of organ. What a page does is refused by the API as well; this says it
// in words before somebody fills in a form for nothing.
import type { MiddlewareHandler } from 'hono'
import type { AgencyKind, OfficerRole } from '../../agencies/index.ts'
import type { ConsoleEnv, Me } from '../env.ts'
import { refusedPage } from '../html/refused.ts'

/** Lets through whom `may` names. */
export function needsThat(may: (me: Me) => boolean): MiddlewareHandler<ConsoleEnv> {
  return (c, next) => {
    const { session, t } = c.get('view')
    if (session !== null && may(session.me)) return next()
    return refusedPage(c, { title: t('refused.title'), status: 403, why: t('refused.forbidden') })
  }
}

/** Lets through officers with one of these roles. */
export const needs = (...roles: OfficerRole[]): MiddlewareHandler<ConsoleEnv> =>
  needsThat((me) => roles.some((role) => me.roles.includes(role)))

/** Lets through officers of organs of these kinds. */
export const needsKind = (...kinds: AgencyKind[]): MiddlewareHandler<ConsoleEnv> =>
  needsThat((me) => kinds.includes(me.agency.kind))
