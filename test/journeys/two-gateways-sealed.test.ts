// What is sealed does not travel: an organ's gateway gets the entries that its own organs may see, and of the rest the
// commitments alone, also in its database. The chain verifies there all the same.
import { expect, test, vi } from 'vitest'
import { handOver, peerNamed } from '../../src/sync/index.ts'
import { bundleFaults, faultsAt, keptAt, realMaterials, type Side, twoGateways } from './two-gateways-scene.ts'

vi.setConfig({ testTimeout: 120_000 })
const two = await twoGateways(['market', 'commission'], ['police', 'procuratorate'])
const [here, there] = [two.a, two.b]
const mark = '密语一二三'

const take = async (
  side: Side,
  organ: string,
  id: string,
  step: string,
  body: Record<string, unknown>,
  wanted: number,
) => {
  const { chief } = side.world.organ(organ)
  const answer = await side.world.step(organ, id, step, { decidedBy: chief, ...body })
  expect(answer.status, `${step}: ${JSON.stringify(answer.body)}`).toBe(wanted)
}

/** Every text of a database, table by table. */
async function said({ world }: Side): Promise<string> {
  const { rows: tables } = await world.db.ownerPool.query<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'",
  )
  let text = ''
  for (const { name } of tables) {
    const { rows } = await world.db.ownerPool.query<{ t: string | null }>(
      `select string_agg(row_to_json(x)::text, ' ') as t from ${name} x`,
    )
    text += rows[0]?.t ?? ''
  }
  return text
}

test('entries sealed from all organs of a gateway reach it as bare commitments, and those for one organ only as its own', async () => {
  await two.settle()
  const { transfer } = await here.world.submit('market', {
    materials: await realMaterials(here, 'market', ['M1', 'M2', 'M3']),
  })
  const { id } = transfer
  await two.settle()
  await take(there, 'police', id, 'receipt_sign', {}, 202)
  await two.settle()
  const { pool } = here.world.gateway.packages
  expect(await handOver(here.world.gateway.packages, await peerNamed(pool, 'b'), id)).toBe('handed_over')
  await two.settle()
  const charges = [{ name: '虚假广告罪' }]
  await take(there, 'police', id, 'filing_approved', { documentNo: '海公立字〔2026〕1号', charges }, 200)
  await take(
    there,
    'police',
    id,
    'arrest_request',
    { documentNo: '海公提捕〔2026〕1号', suspects: ['s2'], charges: [{ name: `${mark}罪` }], remarks: mark },
    200,
  )
  await take(
    there,
    'procuratorate',
    id,
    'arrest_approved',
    { documentNo: '海检捕〔2026〕1号', suspects: ['s2'], remarks: mark },
    200,
  )
  await two.settle()
  // Nothing visible came after them: not even that there is something is known.
  expect((await keptAt(here, id)).version).toBe(3)
  await take(there, 'police', id, 'prosecution_referral', { documentNo: '海公诉〔2026〕1号', charges }, 200)
  await two.settle()
  const [kept, whole] = [await keptAt(here, id), await keptAt(there, id)]
  expect(kept.links).toEqual(whole.links)
  expect(kept.bodies.map((body) => body === null)).toEqual([false, false, false, true, true, false])
  expect(await said(here)).not.toContain(mark)
  expect(await said(there)).toContain(mark)
  for (const side of two.sides) expect(await faultsAt(side), side.name).toEqual([])
  expect(await bundleFaults(here, 'market', id)).toEqual([])
  expect(await bundleFaults(there, 'police', id)).toEqual([])
  const shown = await here.world.ask<{ version: number; timeline: { version: number }[] }>(
    'market',
    'GET',
    `/v1/transfers/${id}`,
  )
  expect(shown.body.timeline.map((e) => e.version)).toEqual([1, 2, 3, 6])

  // A clue goes to one organ there alone: the market of the same gateway learns nothing of it.
  await take(
    there,
    'police',
    id,
    'duty_crime_clue_transfer',
    { to: here.world.organ('commission').code, official: '某人', facts: mark },
    200,
  )
  await two.settle()
  const clue = await here.world.ask<{ timeline: { step: string }[] }>('commission', 'GET', `/v1/transfers/${id}`)
  expect(clue.status, JSON.stringify(clue.body)).toBe(200)
  expect(clue.body.timeline.map((e) => e.step)).toEqual(['duty_crime_clue_transfer'])
  const market = await here.world.ask<{ version: number }>('market', 'GET', `/v1/transfers/${id}`)
  expect(market.body.version).toBe(6)
  expect(JSON.stringify(market.body)).not.toContain(mark)
  for (const side of two.sides) expect(await faultsAt(side), side.name).toEqual([])
})
