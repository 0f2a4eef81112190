// Sign-in without a password, for the demonstration alone: everybody may be anybody of its organs.
import { listAgencies, listOfficers, type OfficerRole } from '../../agencies/index.ts'
import type { ConsoleDeps } from '../env.ts'

interface DemoOfficer {
  readonly id: string
  readonly agencyId: string
  readonly name: string
  readonly roles: readonly OfficerRole[]
}

/** The officers of each organ that are not disabled. */
export async function demoOfficers({ pool }: Pick<ConsoleDeps, 'pool'>): Promise<{ agency: string; officers: DemoOfficer[] }[]> {
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

export async function demoOfficer(deps: Pick<ConsoleDeps, 'pool'>, id: string): Promise<DemoOfficer | undefined> {
  return (await demoOfficers(deps)).flatMap(({ officers }) => officers).find((o) => o.id === id)
}
