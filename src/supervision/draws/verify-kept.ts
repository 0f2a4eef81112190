// Proves that what is kept of draws is what was done: every chain against its bytes and the tree, every head against its acts,
// every draw made again from its population. For operators; it changes nothing.
import type { Pool } from '../../../db/index.ts'
import { run } from '../../../db/index.ts'
import { type MatterFault, matterFault, mattersAfter } from '../../journal/index.ts'
import { fileOf } from './file.ts'
import { keptPopulation } from './make.ts'
import { verifyDraw } from './verify.ts'

export interface DrawKeptFault {
  readonly draw: string
  readonly fault: MatterFault['fault'] | 'draw_missing' | 'head_differs' | 'not_reproduced'
  readonly version: number
  readonly detail?: string
}

const keptStatement = {
  name: 'draws_kept',
  text: `select d.version, d.state, (select json_agg(a.body order by a.version) from draw_act a where a.draw_id = d.id) as bodies
    from draw d where d.id = $1`,
}
const idsStatement = { name: 'draws_ids_after', text: 'select id from draw where id > $1::uuid order by id limit 200' }
const acted = { announce: 'announced', draw: 'drawn', cancel: 'cancelled' } as Readonly<Record<string, string>>

export async function verifyDraws(pool: Pool): Promise<{ checked: number; faults: DrawKeptFault[] }> {
  const faults: DrawKeptFault[] = []
  let checked = 0
  for await (const id of ids(pool)) {
    checked += 1
    const fault = await faultOf(pool, id)
    if (fault !== null) faults.push({ draw: id, ...fault })
  }
  return { checked, faults }
}

/** What is known of in any of the tables: a draw whose row alone was taken away is missed by none. */
async function* ids(pool: Pool): AsyncGenerator<string> {
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const rows = await run<{ id: string }>(pool, idsStatement, [after])
    const sealed = (await mattersAfter(pool, `draw:${after}`, 'draw:', 200)).map((m) => m.slice('draw:'.length))
    const all = [...new Set([...rows.map((r) => r.id), ...sealed])].sort().slice(0, 200)
    yield* all
    const last = all.at(-1)
    if (last === undefined) return
    after = last
  }
}

async function faultOf(pool: Pool, id: string): Promise<Omit<DrawKeptFault, 'draw'> | null> {
  const [row] = await run<{ version: number; state: string; bodies: string[] | null }>(pool, keptStatement, [id])
  if (row === undefined || row.bodies === null) return { fault: 'draw_missing', version: 0 }
  const broken = await matterFault(pool, `draw:${id}`, row.bodies)
  if (broken !== null) return broken
  const acts = row.bodies.map((body) => (JSON.parse(body) as { act?: string }).act ?? 'announce')
  const state = acted[acts.findLast((act) => act !== 'review') ?? '']
  if (row.version !== row.bodies.length || row.state !== state) return { fault: 'head_differs', version: row.version }
  const file = await fileOf({ pool }, null, id)
  const report = await verifyDraw(file, keptPopulation(pool, id))
  if (report.holds) return null
  const [first] = report.faults
  return { fault: 'not_reproduced', version: 1, detail: `${first?.fault}: ${first?.detail}` }
}
