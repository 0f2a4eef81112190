// The test world with a line of procuratorates above it: the prefecture's over the county's and over a second county, the
// province's over all, and a second county's market authority. Letters, labels and assignments go up and down it.
import { inTransaction } from '../db/index.ts'
import { raise } from '../src/supervision/index.ts'
import { enrol, type Organ, World, world } from './world.ts'

const line = {
  prefecture: { kind: 'procuratorate', region: '450500', name: '北海市人民检察院（演示）' },
  province: { kind: 'procuratorate', region: '450000', name: '某自治区人民检察院（演示）' },
  sister: { kind: 'procuratorate', region: '450503', name: '银海区人民检察院（演示）' },
  sisterMarket: {
    kind: 'administrative',
    region: '450503',
    name: '银海区市场监督管理局（演示）',
    domains: ['market'],
  },
} as const

/** Call at the top level of a test file. */
export async function lineWorld(): Promise<World> {
  const w = await world()
  const organs: Record<string, Organ> = { ...w.organs }
  for (const [index, [name, organ]] of Object.entries(line).entries())
    organs[name] = await enrol(w.db, 60 + index, {
      ...organ,
      ...('domains' in organ && { domains: [...organ.domains] }),
    } as Parameters<typeof enrol>[2])
  // What a replica remembers of the registry is good for less than half a second.
  await new Promise((resolve) => setTimeout(resolve, 450))
  return new World(w.gateway, w.db, organs)
}

/** A finding about a penalty case of the market authority, raised as screening would; gives its id. */
export async function raisedFinding(w: World, penaltyId: string): Promise<string> {
  const market = w.organ('market').id
  await inTransaction(w.db.pool, (connection) =>
    raise(connection, new Date(), [
      {
        ...{ kind: 'not_transferred', subject: `penalty:${penaltyId}`, agencyId: market, penaltyId },
        ...{ supervisorId: w.organ('procuratorate').id, regionCode: '450502', level: 'county', domain: 'market' },
        ...{ grade: 'yellow', detail: {}, since: new Date() },
      },
    ]),
  )
  const { rows } = await w.db.pool.query('select id from finding where subject = $1', [`penalty:${penaltyId}`])
  return rows[0].id
}
