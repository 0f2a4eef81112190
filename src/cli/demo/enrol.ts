// Enters the demonstration's organs, officers and clients through the registry's own door, as an operator would. May run
// any number of times: what stands is used again, and a client's private key is kept in the data directory.
import { chmodSync, existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Pool } from '../../../db/index.ts'
import {
  addAgency,
  addClient,
  addClientKeys,
  addOfficer,
  handedInKey,
  listAgencies,
  listClients,
  listOfficers,
  newSigningKey,
  Unregistrable,
  writePrivateJwk,
} from '../../agencies/index.ts'
import { DemoFault } from './fault.ts'
import type { OrganPlan } from './organs.ts'

export const keyDirectory = (dataDir: string) => join(dataDir, 'demo')
export const keyPath = (dataDir: string, { clientId }: OrganPlan) => join(keyDirectory(dataDir), `${clientId}.jwk`)

/** The directory of the demonstration's keys, mode 700; throws DemoFault where the data directory cannot be written. */
export function makeKeyDirectory(dataDir: string): void {
  try {
    // As the gateway makes it: the database's account must pass through.
    mkdirSync(dataDir, { recursive: true, mode: 0o711 })
    mkdirSync(keyDirectory(dataDir), { recursive: true, mode: 0o700 })
    chmodSync(keyDirectory(dataDir), 0o700)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new DemoFault(
      `The data directory ${dataDir} cannot be written (${why}). Set XIANJIE_DATA_DIR to one that can.`,
    )
  }
}

/** Enters all organs; `progress` hears how many stand. Throws DemoFault where the database is somebody's real one. */
export async function enrolAll(
  pool: Pool,
  plans: readonly OrganPlan[],
  dataDir: string,
  progress: (done: number) => void = () => {},
): Promise<{ entered: number }> {
  const present = await listAgencies(pool)
  const known = new Map(present.map((one) => [one.code, one]))
  if (present.length > 0 && !plans.some(({ entry }) => known.has(entry.code)))
    throw new DemoFault(
      'This database holds agencies, and none of them is the demonstration’s. Invented cases do not belong beside real ones: set XIANJIE_DATA_DIR to another directory (and leave DATABASE_URL unset).',
    )
  let entered = 0
  for (const [index, plan] of plans.entries()) {
    if (!known.has(plan.entry.code)) {
      await unlessThere(addAgency(pool, plan.entry), 'code')
      entered += 1
    }
    await enrolOfficers(pool, plan)
    await enrolClient(pool, plan, dataDir)
    progress(index + 1)
  }
  return { entered }
}

async function enrolOfficers(pool: Pool, { entry, officers, staff }: OrganPlan): Promise<void> {
  const present = (await listOfficers(pool, entry.code)).flatMap((o) => o.certificates.map((c) => c.number))
  for (const { name, roles, certificateNo } of [...officers, ...staff]) {
    if (present.includes(certificateNo)) continue
    const certificate = { number: certificateNo, validFrom: '2020-01-01', validTo: '2099-12-31' }
    await unlessThere(addOfficer(pool, { agency: entry.code, name, roles, certificate }), 'number')
  }
}

async function enrolClient(pool: Pool, plan: OrganPlan, dataDir: string): Promise<void> {
  const path = keyPath(dataDir, plan)
  const client = (await listClients(pool, plan.entry.code)).find(({ id }) => id === plan.clientId)
  if (!existsSync(path)) {
    const { privateJwk } = newSigningKey()
    writePrivateJwk(path, privateJwk)
  }
  const { kid, publicJwk } = handedInKey(path)
  const jwks = { keys: [publicJwk] }
  if (client === undefined)
    await unlessThere(
      addClient(pool, { id: plan.clientId, agency: plan.entry.code, name: `${plan.entry.name}办案系统`, jwks }),
      'id',
    )
  else if (!client.keys.some((key) => key.kid === kid)) await addClientKeys(pool, plan.clientId, jwks)
}

/** Two demonstrations may begin at once; who comes second finds what the first has entered. */
async function unlessThere(work: Promise<unknown>, field: string): Promise<void> {
  try {
    await work
  } catch (error) {
    if (!(error instanceof Unregistrable) || error.field !== field) throw error
  }
}
