// The pages of the three administrators: each sees what is its own, and the auditor reads everything and changes nothing.
import { Hono } from 'hono'
import type { ConsoleDeps, ConsoleEnv } from '../env.ts'
import { needsThat } from '../session/needs.ts'
import { accessPage } from './access.ts'
import { administrationActPage } from './act.ts'
import { lookUpPage } from './look-up.ts'
import { officerPage, officersPage } from './officers.ts'
import { agenciesPage, agencyPage, clientsPage } from './registry.ts'
import { decisionPage, logPage, requestPage, requestsPage } from './requests.ts'
import { calendarsPage, checklistsPage, routingPage, rulesPage } from './rules.ts'
import { administers, isAudit, isSecurity, isSystem } from './shown.ts'

/** Nothing else fits into a path of the API. */
const one = ':id{[0-9a-f-]{36}}'

export function administrationPages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const door = new Hono<ConsoleEnv>()
  door.get(
    '/access',
    needsThat((me) => me.roles.includes('auditor') || isAudit(me)),
    accessPage,
  )

  door.get(
    '/requests',
    needsThat((me) => ['auditor', 'operator'].some((role) => me.roles.includes(role as 'auditor')) || isAudit(me)),
    lookUpPage,
  )

  door.use('/administration', needsThat(administers))
  door.use('/administration/*', needsThat(administers))
  const persons = needsThat((me) => isSecurity(me) || isAudit(me))
  const system = needsThat((me) => isSystem(me) || isAudit(me))
  const changes = needsThat((me) => isSystem(me) || isSecurity(me))

  door.get('/administration', requestsPage)
  door.get(`/administration/requests/${one}`, (c) => requestPage(c, deps))
  for (const decision of ['approve', 'refuse', 'withdraw'] as const)
    door.on(['GET', 'POST'], `/administration/requests/${one}/${decision}`, changes, (c) =>
      decisionPage(c, deps, decision),
    )
  door.on(['GET', 'POST'], '/administration/acts/:act{[a-z_]+}', changes, (c) => administrationActPage(c, deps))
  door.get('/administration/log', (c) => logPage(c, deps))
  door.get('/administration/agencies', agenciesPage)
  door.get('/administration/agencies/:code{[0-9A-Z]{18}}', agencyPage)
  door.get('/administration/clients', clientsPage)
  door.get('/administration/officers', persons, officersPage)
  door.get(`/administration/officers/${one}`, persons, officerPage)
  door.get('/administration/routing', system, routingPage)
  door.get('/administration/calendars', system, calendarsPage)
  door.get('/administration/rules', system, rulesPage)
  door.get('/administration/checklists', system, checklistsPage)
  return door
}
