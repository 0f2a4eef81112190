// Proves that what is kept is what was done: every chain holds, every row is what its events make of it. For operators;
// it reads everything and changes nothing.
import { type Pool, run, type Statement } from '../../db/index.ts'
import { chainsOf, verifyChain } from '../journal/index.ts'
import { canonical } from '../kernel/index.ts'
import { type CaseEvent, type CaseState, replay } from '../procedure/index.ts'

export interface CaseFault {
  readonly transferId: string
  readonly documentNo: string
  readonly version: number
  readonly fault:
    | 'missing'
    | 'commitment'
    | 'link'
    | 'bytes_missing'
    | 'state_differs'
    | 'unreadable'
    | 'event_without_case'
}

const casesAfter: Statement = {
  name: 'cases_after',
  text: 'select id, version, document_no, state from transfer where id > $1 order by id limit $2',
}
const bodiesOf: Statement = {
  name: 'cases_bodies',
  text: 'select transfer_id, version, body from event where transfer_id = any($1::uuid[]) order by transfer_id, version',
}
const orphans: Statement = {
  name: 'cases_orphan_events',
  text: 'select e.transfer_id, min(e.version) as version from event e where not exists (select from transfer t where t.id = e.transfer_id) group by 1 limit 100',
}

const pageSize = 200

/** Checks every case; calls `progress` with the number checked so far. Returns all faults found, at most one a case. */
export async function verifyCases(
  pool: Pool,
  progress: (checked: number) => void = () => {},
): Promise<{ checked: number; faults: CaseFault[] }> {
  const faults: CaseFault[] = []
  let checked = 0
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const cases = await run<{ id: string; version: number; document_no: string; state: CaseState }>(pool, casesAfter, [
      after,
      pageSize,
    ])
    if (cases.length === 0) break
    const ids = cases.map((c) => c.id)
    const [chains, bodies] = await Promise.all([
      chainsOf(pool, ids),
      run<{ transfer_id: string; version: number; body: string }>(pool, bodiesOf, [ids]),
    ])
    const bodyOf = new Map(bodies.map((b) => [`${b.transfer_id}/${b.version}`, b.body]))
    for (const one of cases) {
      const found = verifyCase(one, chains.get(one.id) ?? [], (version) => bodyOf.get(`${one.id}/${version}`))
      if (found !== null) faults.push({ transferId: one.id, documentNo: one.document_no, ...found })
    }
    checked += cases.length
    after = ids.at(-1) as string
    progress(checked)
  }
  for (const orphan of await run<{ transfer_id: string; version: number }>(pool, orphans)) {
    faults.push({
      transferId: orphan.transfer_id,
      documentNo: '',
      version: orphan.version,
      fault: 'event_without_case',
    })
  }
  return { checked, faults }
}

function verifyCase(
  one: { id: string; version: number; state: CaseState },
  chain: Parameters<typeof verifyChain>[1],
  bodyOf: (version: number) => string | undefined,
): Pick<CaseFault, 'version' | 'fault'> | null {
  const broken = verifyChain(one.id, chain, bodyOf)
  if (broken !== null) return broken
  if (chain.length !== one.version) return { version: chain.length + 1, fault: 'missing' }
  try {
    const events = chain.map((entry) => JSON.parse(bodyOf(entry.version) as string) as CaseEvent)
    if (canonical(replay(events)) !== canonical(one.state)) return { version: one.version, fault: 'state_differs' }
  } catch {
    return { version: one.version, fault: 'unreadable' }
  }
  return null
}
