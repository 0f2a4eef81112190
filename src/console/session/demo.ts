// Sign-in without a password, for the demonstration alone: everybody may be anybody of its organs.
import { Hono } from 'hono'
import { html } from 'hono/html'
import { listAgencies, listOfficers, type OfficerRole } from '../../agencies/index.ts'
import type { ConsoleDeps, ConsoleEnv, View } from '../env.ts'
import { foreign, type Html, hidden } from '../html/pieces.ts'
import { backOf, formOf, textOf } from './forms.ts'
import { comeIn } from './sessions.ts'

interface DemoOfficer {
  readonly id: string
  readonly agencyId: string
  readonly name: string
  readonly roles: readonly OfficerRole[]
}

export function demoPages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const door = new Hono<ConsoleEnv>()
  door.post('/sign-in/demo', async (c) => {
    const form = await formOf(c)
    const wanted = textOf(form, 'officer')
    const officer = (await demoOfficers(deps)).flatMap(({ officers }) => officers).find((o) => o.id === wanted)
    if (officer === undefined) return c.notFound()
    await comeIn(deps, c, { officerId: officer.id, agencyId: officer.agencyId, method: 'demo' })
    return c.redirect(backOf(textOf(form, 'back')), 303)
  })
  return door
}

/** The officers to choose from, by organ. */
export async function demoChoice(deps: ConsoleDeps, { t }: View, back: string): Promise<Html> {
  const organs = await demoOfficers(deps)
  return html`<p class="lead">${t('session.demo')}</p>${organs.map(
    ({ agency, officers }) =>
      html`<section class="card"><header><h2>${foreign(agency)}</h2></header><div class="in"><ul class="choices">${officers.map(
        (o) =>
          html`<li><form method="post" action="/console/sign-in/demo">${hidden('officer', o.id)}${hidden('back', back)}<button class="btn quiet">${foreign(o.name)} <span class="muted small">${o.roles.map((r) => t(`role.${r}`)).join(' · ')}</span></button></form></li>`,
      )}</ul></div></section>`,
  )}`
}

/** The officers of each organ that are not disabled. */
async function demoOfficers({
  pool,
}: Pick<ConsoleDeps, 'pool'>): Promise<{ agency: string; officers: DemoOfficer[] }[]> {
  const agencies = new Map((await listAgencies(pool)).filter((a) => a.disabledAt === null).map((a) => [a.code, a]))
  const found = new Map<string, DemoOfficer[]>()
  for (const o of await listOfficers(pool)) {
    const agency = agencies.get(o.agency)
    if (agency === undefined || o.disabledAt !== null) continue
    const officer = { id: o.id, agencyId: agency.id, name: o.name, roles: o.roles as OfficerRole[] }
    found.set(agency.name, [...(found.get(agency.name) ?? []), officer])
  }
  return [...found].map(([agency, officers]) => ({ agency, officers }))
}
