// What happened meanwhile: acts that were lawful when they were signed and reach the case's home later, after others have
// acted or time has run out; real conflicts; and a case that changes its home.
import { expect, test, vi } from 'vitest'
import { Acts } from '../../src/cases/index.ts'
import { handOver, peerNamed } from '../../src/sync/index.ts'
import { tick } from '../../src/worker/index.ts'
import { bundleFaults, faultsAt, keptAt, realMaterials, type Side, twoGateways } from './two-gateways-scene.ts'

vi.setConfig({ testTimeout: 120_000 })
const two = await twoGateways(['market', 'procuratorate'], ['police'])
const [market, police] = [two.at('market'), two.at('police')]
const { chief } = police.world.organ('police')

interface Shown {
  readonly version: number
  readonly status: string
  readonly clocks: { rule: string; status: string }[]
  readonly tracks: { key: string; state: string }[]
  readonly sent?: { step: string; state: string; refusal?: { code: string } }[]
}

const seen = async (side: Side, organ: string, id: string): Promise<Shown> => {
  const { status, body } = await side.world.ask<Shown>(organ, 'GET', `/v1/transfers/${id}`)
  expect(status, JSON.stringify(body)).toBe(200)
  return body
}

const take = async (
  side: Side,
  organ: string,
  id: string,
  step: string,
  body: Record<string, unknown>,
  wanted: number,
) => {
  const answer = await side.world.step(organ, id, step, body)
  expect(answer.status, `${step}: ${JSON.stringify(answer.body)}`).toBe(wanted)
}

async function submitted(): Promise<string> {
  await two.settle()
  const { transfer } = await market.world.submit('market', {
    materials: await realMaterials(market, 'market', ['M1', 'M2', 'M3']),
  })
  await two.settle()
  return transfer.id
}

async function agree(id: string): Promise<void> {
  expect(await keptAt(two.b, id)).toEqual(await keptAt(two.a, id))
  for (const side of two.sides) expect(await faultsAt(side), side.name).toEqual([])
}

const conflicts = async ({ world }: Side) =>
  (
    await world.db.ownerPool.query<{ detail: Record<string, unknown> }>(
      "select detail from sync_gap where kind = 'package_conflict' and subject like 'request:%' order by raised_at",
    )
  ).rows.map(({ detail }) => detail)

test('an act on one track is entered though another track moved meanwhile, in the order of arrival with its own time', async () => {
  const id = await submitted()
  await take(police, 'police', id, 'receipt_sign', { decidedBy: chief }, 202)
  await two.settle()
  // The police act on the criminal track while the procuratorate acts at the case's home.
  await take(police, 'police', id, 'completeness_check', { missing: [{ kind: 'M4', description: '检验报告' }] }, 202)
  const more = await realMaterials(market, 'market', ['other'], 500)
  await take(market, 'market', id, 'evidence_entry', { materials: more }, 200)
  await two.settle()
  const entries = (await keptAt(two.a, id)).bodies.map((body) => JSON.parse(body) as { step: string; at: string })
  const [last, before] = [entries.at(-1), entries.at(-2)]
  expect(last?.step).toBe('completeness_check')
  expect(before?.step).toBe('evidence_entry')
  expect(Date.parse(last?.at ?? '')).toBeLessThanOrEqual(Date.parse(before?.at ?? ''))
  expect((await seen(police, 'police', id)).sent).toEqual([])
  await agree(id)
})

test('a period that ran out while the act was on its way was met, by the day on which the act was signed', async () => {
  const id = await submitted()
  await take(police, 'police', id, 'receipt_sign', { decidedBy: chief }, 202)
  await two.settle()
  await take(
    police,
    'police',
    id,
    'filing_approved',
    { decidedBy: chief, documentNo: '海公立字〔2026〕77号', charges: [{ name: '虚假广告罪' }] },
    202,
  )
  // A month passes at home before anything comes: its clock has run out there.
  const { packages } = market.world.gateway
  const later = packages.now() + 40 * 86_400_000
  const cases = { ...packages.cases, now: () => later }
  const log = { error: () => {} } as never
  const { pool, materials, registry } = packages
  await tick({ pool, materials, registry, acts: new Acts(cases), cases, log }, new Date(later))
  const overdue = (await keptAt(two.a, id)).bodies.map((body) => (JSON.parse(body) as { step: string }).step)
  expect(overdue).toContain('period_expired')
  await two.settle()
  const { clocks, status } = await seen(market, 'market', id)
  expect(status).toBe('filed')
  expect(clocks.filter((c) => c.rule === 'filing_review').map((c) => c.status)).toEqual(['met'])
  await agree(id)
})

test('a real conflict is refused, kept whole, told to people on both sides, and frees the files', async () => {
  const id = await submitted()
  const answer = await police.world.step('police', id, 'receipt_sign', { decidedBy: chief })
  expect(answer.status).toBe(202)
  // Meanwhile the sender takes its letter back: nothing is left to sign for.
  await take(
    market,
    'market',
    id,
    'transfer_withdrawal',
    { decidedBy: market.world.organ('market').chief, reasons: '证据尚须补充' },
    200,
  )
  await two.settle()
  const shown = await seen(police, 'police', id)
  expect(shown.sent?.map((s) => [s.step, s.state])).toEqual([['receipt_sign', 'refused']])
  expect(shown.sent?.[0]?.refusal?.code).toBe('wrong_state')
  expect(await conflicts(two.a)).toEqual([expect.objectContaining({ conflict: true, step: 'receipt_sign' })])
  expect(await conflicts(two.b)).toEqual([expect.objectContaining({ transferId: id })])
  await agree(id)
})

test('two acts of one organ in a row are entered in their order, and the same key is one act', async () => {
  const id = await submitted()
  const key = { 'idempotency-key': `k-${id}` }
  const first = await police.world.step('police', id, 'receipt_sign', { decidedBy: chief }, key)
  const again = await police.world.step('police', id, 'receipt_sign', { decidedBy: chief }, key)
  expect([first.status, again.status, again.headers.get('idempotent-replayed')]).toEqual([202, 202, 'true'])
  const other = await police.world.step('police', id, 'receipt_sign', { decidedBy: chief, note: 'x' }, key)
  expect(other.status).toBeGreaterThanOrEqual(400)
  const twice = await police.world.step('police', id, 'receipt_sign', { decidedBy: chief })
  expect(twice.status, 'it is signed for already, as far as is known here').toBe(409)
  await take(police, 'police', id, 'completeness_check', { missing: [{ kind: 'M4', description: '检验' }] }, 202)
  await two.settle()
  const steps = (await keptAt(two.a, id)).bodies.map((body) => (JSON.parse(body) as { step: string }).step)
  expect(steps).toEqual(['transfer_dispatch', 'receipt_sign', 'completeness_check'])
  await agree(id)
})

test('a case is handed over: the new home goes on with the chain, the old one asks', async () => {
  const id = await submitted()
  await take(police, 'police', id, 'receipt_sign', { decidedBy: chief }, 202)
  await two.settle()
  const room = market.world.gateway.packages
  // Signed before the word of the new home came: entered there at once.
  await take(police, 'police', id, 'completeness_check', { missing: [{ kind: 'M4', description: '检验' }] }, 202)
  expect(await handOver(room, await peerNamed(room.pool, 'b'), id)).toBe('handed_over')
  await two.settle()
  expect((await seen(police, 'police', id)).sent).toBeUndefined()
  await take(market, 'market', id, 'supplement_notice_receipt', { round: 1 }, 202)
  await two.settle()
  await take(
    market,
    'market',
    id,
    'supplement_submission',
    { round: 1, materials: await realMaterials(market, 'market', ['M4'], 5_000) },
    202,
  )
  await two.settle()
  await take(
    police,
    'police',
    id,
    'filing_approved',
    { decidedBy: chief, documentNo: '海公立字〔2026〕78号', charges: [{ name: '虚假广告罪' }] },
    200,
  )
  await two.settle()
  expect((await seen(market, 'market', id)).status).toBe('filed')
  await agree(id)
  expect(await bundleFaults(two.a, 'market', id)).toEqual([])
  expect(await bundleFaults(two.b, 'police', id)).toEqual([])
})
