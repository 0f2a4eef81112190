// Submissions that arrive together share a statement, each with a verdict of its own: the good ones are taken, the others
// are refused by name, and nobody pays for another's input.
import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Pool } from '../../db/index.ts'
import { submitTransfer } from '../../schemas/index.ts'
import { disableClient, type Principal } from '../../src/agencies/index.ts'
import type { Acted, Acts } from '../../src/cases/index.ts'
import { Refusal } from '../../src/kernel/index.ts'
import { world } from '../world.ts'
import { casesRoom, edgeOf, faultsOf } from './cases-scene.ts'

const w = await world()
/** The pool with its statements counted by name at the edge. */
function counted(pool: Pool) {
  const ran: Record<string, number> = {}
  const edge = edgeOf(pool, (name, ask) => {
    ran[name] = (ran[name] ?? 0) + 1
    return ask()
  })
  return { edge, ran }
}

const { registry } = await casesRoom(w)

async function room() {
  const { edge, ran } = counted(w.db.pool)
  const { directory } = await registry.current()
  const { acts } = await casesRoom(w, { pool: edge, directory: () => directory })
  return { acts, ran }
}

async function principal(organ: string): Promise<Principal> {
  const client = (await registry.renewed()).clients.get(w.organ(organ).clientId)
  if (client === undefined) throw new Error('no such client')
  return { clientId: client.id, generation: client.generation, agency: client.agency }
}

type Body = Record<string, unknown>

async function submit(acts: Acts, who: Principal, body: Body, key?: string): Promise<Acted | Refusal> {
  const raw = Buffer.from(JSON.stringify(body))
  return acts.open(who, 'transfer_dispatch', submitTransfer.parse(body), {
    raw,
    route: 'POST /v1/transfers',
    ...(key !== undefined && { idempotencyKey: key }),
  })
}

const code = (outcome: Acted | Refusal) => (outcome instanceof Refusal ? outcome.code : 'taken')
const kept = async (body: Body) =>
  (await w.db.pool.query('select 1 from transfer where document_no = $1', [body.documentNo])).rowCount

test('60 submissions of three agencies that arrive together need fewer statements, and each transaction is one statement', async () => {
  const { acts, ran } = await room()
  const organs = ['market', 'customs', 'foreignMarket']
  const who = await Promise.all(organs.map(principal))
  const bodies = await Promise.all(Array.from({ length: 60 }, (_, i) => w.submission(organs[i % 3])))
  const outcomes = await Promise.all(bodies.map((body, i) => submit(acts, who[i % 3] as Principal, body)))
  expect(new Set(outcomes.map(code))).toEqual(new Set(['taken']))
  expect(ran.cases_open).toBeLessThan(60)
  const { rows } = await w.db.ownerPool.query(
    'select count(distinct txid)::int as n from notice where transfer_id = any($1)',
    [outcomes.map((o) => (o as Acted).transferId)],
  )
  expect(rows[0].n).toBe(ran.cases_open)
  expect(Object.keys(ran)).toEqual(['cases_open']) // one round trip a submission at most, and nothing else
  console.log(`60 submissions in ${ran.cases_open} statements`)
})

test('a gathered batch takes exactly the good ones and names to each of the others what is wrong with it', async () => {
  const { acts, ran } = await room()
  const market = await principal('market')
  const customs = await principal('customs')
  const foreign = await principal('foreignMarket')
  const [used] = await w.materials('market', ['M1'])
  const first = await w.submission('market', { materials: [used, ...(await w.materials('market', ['M2', 'M3']))] })
  expect(code(await submit(acts, market, first))).toBe('taken')
  const own = () => w.materials('market', ['M1', 'M2', 'M3'])
  const shared = await own()
  expect(code(await submit(acts, market, await w.submission('market', { materials: shared })))).toBe('taken')
  const foreignMaterial = await w.materials('foreignMarket', ['M1', 'M2', 'M3'])
  const officers = w.organ('market').officers as { name: string; certificateNo: string }[]
  await disableClient(w.db.ownerPool, foreign.clientId)
  const key = randomUUID()
  const keyed = await w.submission('market')
  expect(code(await submit(acts, market, keyed, key))).toBe('taken')
  const plan: [expected: string, who: Principal, body: Body, key?: string][] = [
    [
      'material_unknown',
      market,
      await w.submission('market', { materials: (await own()).map((m) => ({ ...m, id: randomUUID() })) }),
    ],
    ['material_unknown', market, await w.submission('market', { materials: foreignMaterial })],
    ['material_used', market, await w.submission('market', { materials: [used, ...(await own()).slice(1)] })],
    [
      'material_digest_differs',
      market,
      await w.submission('market', { materials: (await own()).map((m) => ({ ...m, sha256: 'a'.repeat(64) })) }),
    ],
    [
      'officer_not_certified',
      market,
      await w.submission('market', { officers: [officers[0], { ...officers[1], certificateNo: 'ZF-x' }] }),
    ],
    ['officer_not_certified', market, await w.submission('market', { officers: w.organ('customs').officers })],
    [
      'officer_lacks_role',
      market,
      await w.submission('market', { approval: { ...(keyed.approval as object), approvedBy: officers[0] } }),
    ],
    ['duplicate_document', market, await w.submission('market', { documentNo: first.documentNo })],
    ['client_disabled', foreign, await w.submission('foreignMarket')],
    ['taken', market, keyed, key],
    ['taken', market, keyed, key],
    ['idempotency_key_reused', market, await w.submission('market'), key],
    ['material_used', market, await w.submission('market', { materials: shared })],
    ['material_used', market, await w.submission('market', { materials: shared })],
    ['state_secret', market, await w.submission('market', { involvesStateSecrets: true })],
  ]
  for (let i = 0; i < 15; i++)
    plan.push(['taken', i % 2 ? customs : market, await w.submission(i % 2 ? 'customs' : 'market')])
  // Good and bad ones in turn, so that every statement carries both.
  const mixed = plan.slice(0, 15).flatMap((bad, i) => [bad, plan[15 + i] as (typeof plan)[number]])
  const started = { ...ran }
  const outcomes = await Promise.all(mixed.map(([, who, body, k]) => submit(acts, who, body, k)))
  expect(outcomes.map(code)).toEqual(mixed.map(([expected]) => expected))
  for (const [i, [expected, , body]] of mixed.entries())
    if (body.documentNo !== first.documentNo)
      expect(await kept(body), `${i} ${expected}`).toBe(expected === 'taken' ? 1 : 0)
  expect((ran.cases_open ?? 0) - (started.cases_open ?? 0)).toBeLessThan(mixed.length)
  // Materials of the refused ones are as they were.
  const { rows } = await w.db.pool.query(
    'select count(*)::int as n from material where id = any($1) and transfer_id is null',
    [foreignMaterial.map((m) => m.id)],
  )
  expect(rows[0].n).toBe(3)
})

test('where a statement fails as a whole, each of its submissions stands alone: only the one at fault is lost', async () => {
  const { acts, ran } = await room()
  const market = await principal('market')
  const bodies = await Promise.all(Array.from({ length: 20 }, () => w.submission('market')))
  // A name the contract would have refused at the door: PostgreSQL keeps no NUL, so the whole statement raises.
  const poisoned = 9
  const outcomes = await Promise.allSettled(
    bodies.map((body, i) =>
      acts.open(
        market,
        'transfer_dispatch',
        { ...submitTransfer.parse(body), ...(i === poisoned && { caseName: 'a\0b' }) },
        { raw: Buffer.from(''), route: 'POST /v1/transfers' },
      ),
    ),
  )
  expect(outcomes.map((o) => (o.status === 'fulfilled' ? code(o.value) : 'fault'))).toEqual(
    bodies.map((_, i) => (i === poisoned ? 'fault' : 'taken')),
  )
  expect(await kept(bodies[poisoned] as Body)).toBe(0)
  console.log(`20 submissions, one poisoned: ${ran.cases_open} statements`)
})

test('submissions that contradict each other inside one burst are settled one way, whichever came first', async () => {
  const { acts } = await room()
  const market = await principal('market')
  for (let round = 0; round < 5; round++) {
    const [m] = await w.materials('market', ['M1'])
    const documentNo = `海市监移〔2026〕${9_000 + round}号`
    const bodies = await Promise.all([
      ...Array.from({ length: 8 }, async () =>
        w.submission('market', { materials: [m, ...(await w.materials('market', ['M2', 'M3']))] }),
      ),
      ...Array.from({ length: 8 }, () => w.submission('market', { documentNo })),
    ])
    const outcomes = (await Promise.all(bodies.map((body) => submit(acts, market, body)))).map(code)
    expect(outcomes.slice(0, 8).sort()).toEqual([...Array.from({ length: 7 }, () => 'material_used'), 'taken'])
    expect(outcomes.slice(8).sort()).toEqual([...Array.from({ length: 7 }, () => 'duplicate_document'), 'taken'])
  }
})

test('after all this every chain verifies', async () => {
  expect(await faultsOf(w)).toEqual([])
})
