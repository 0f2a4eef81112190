// Every operation of administration asked once, for the test that holds answers against the contract.
import { addOfficer } from '../../src/agencies/index.ts'
import { operations } from '../../src/api/index.ts'
import { signInAs } from '../console-scene.ts'
import type { World } from '../world.ts'
import { askAs } from './officer-ask.ts'
import type { Reply } from './refusals.ts'

/** The world must have the pages of officer-ask. */
export async function askAdministration(w: World, met: Map<string, Reply>): Promise<void> {
  const post = async (name: string, role: string) => {
    const id = await addOfficer(w.db.ownerPool, { agency: w.organ('platform').code, name, roles: [role] })
    return { id, desk: await signInAs(w.gateway.url, id) }
  }
  const system = await post('系统一', 'system_administrator')
  const other = await post('系统二', 'system_administrator')
  const audit = await post('审计', 'audit_administrator')
  const ask = async (id: string, desk = audit.desk, values: Record<string, string> = {}, body?: unknown) => {
    const op = operations().find((o) => o.id === id)
    const path = (op?.path ?? '').replace(/\{(\w+)\}/g, (_, name) => values[name] ?? name)
    const reply = await askAs(desk, (op?.method ?? 'get').toUpperCase(), path, body)
    met.set(id, reply)
    return reply
  }
  const reason = '依工作需要'
  const asked = async () => {
    const what = { sender: w.organ('market').code, domain: 'food', receiver: w.organ('foreignPolice').code }
    const { body } = await ask('administer', system.desk, {}, { act: 'set_receiver', what, reason })
    return { id: body.request.id as string }
  }
  await ask('refuseAdministrationRequest', other.desk, await asked(), { reason })
  await ask('withdrawAdministrationRequest', system.desk, await asked(), { reason })
  const request = await asked()
  await ask('approveAdministrationRequest', other.desk, request, { reason })
  await ask('getAdministrationRequest', audit.desk, request)
  await ask('getRegisteredAgency', audit.desk, { code: w.organ('market').code })
  await ask('getRegisteredOfficer', audit.desk, { id: system.id })
  for (const op of operations().filter(
    (o) => o.path.startsWith('/v1/administration/') && o.method === 'get' && !o.path.includes('{'),
  ))
    await ask(op.id)
}
