// A month frozen as a signed statement: made again from the events up to its journal position, whatever came later; and
// what labels, penalty records and a changed organ do to the figures.
import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { Keyring, Registry } from '../../src/agencies/index.ts'
import { journalPosition } from '../../src/journal/index.ts'
import {
  casesBehind,
  figures,
  followIndicators,
  freeze,
  lastMonths,
  recount,
  type StatementsRoom,
  statementOf,
  verifyStatement,
} from '../../src/supervision/index.ts'
import { world } from '../world.ts'

const w = await world()
const { pool } = w.db
const registry = new Registry({ pool })
const { issuer, dataDir } = w.gateway.config
const keyring = await Keyring.open({ registry, pool, issuer, dataDir, generateIfNone: false })
const room: StatementsRoom = {
  ...{ pool, now: Date.now, issuer, directory: async () => (await registry.current()).directory },
  sign: (payload, { typ }) => keyring.sign(JSON.stringify(payload), { typ: String(typ) }),
}
const thisMonth = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 7)
const period = lastMonths(2, thisMonth)
const keys = async () => ({ keys: (await keyring.publishedJwks()).keys as never })

async function settled(): Promise<void> {
  await vi.waitFor(
    async () => {
      await followIndicators(room)
      const { rows } = await pool.query(
        'select count(*)::int as n from transfer t where not exists (select from indicator_case c where c.subject = t.id and c.version = t.version)',
      )
      expect(rows[0]?.n).toBe(0)
    },
    { timeout: 30_000, interval: 200 },
  )
}

const figure = async (indicator: string, scope = '450502', more: { filter?: string } = {}) => {
  const [found] = await figures(room, { ...period, scope, indicators: [indicator as never], ...more })
  return found && [found.cases.n, found.cases.d]
}

const sign = async (id: string) => {
  const { status } = await w.step('police', id, 'receipt_sign', { decidedBy: w.organ('police').chief })
  expect(status).toBe(200)
}

let first = ''
beforeAll(async () => {
  first = (await w.submit()).transfer.id
  await w.submit()
  await sign(first)
  await settled()
}, 60_000)

describe('a signed statement', () => {
  test('re-computation reproduces it, also after later entries, which it leaves out', async () => {
    await vi.waitFor(async () => expect((await journalPosition(pool))?.size).toBeGreaterThanOrEqual(3), {
      timeout: 30_000,
      interval: 200,
    })
    const stated = await freeze(room, { month: thisMonth, scope: '450502', agencyId: null })
    const payload = JSON.parse(Buffer.from(stated.jws.split('.')[1] ?? '', 'base64url').toString())
    expect(payload.figures).toContainEqual(expect.objectContaining({ indicator: 'acceptance_rate', n: 1, d: 2 }))
    expect(payload).toMatchObject({
      query: { month: thisMonth, scope: '450502' },
      journal: { size: stated.journal.size },
    })
    const later = (await w.submit()).transfer.id
    await sign(later)
    await settled()
    expect(await figure('acceptance_rate')).toEqual([2, 3])
    const found = await verifyStatement(room, stated.jws, await keys())
    expect(found).toMatchObject({ signature: 'good', journal: 'holds', rules: 'same', differing: [], holds: true })
    expect(await freeze(room, { month: thisMonth, scope: '450502', agencyId: null })).toEqual(stated)
    expect(await statementOf(pool, stated.id)).toEqual(stated)
  })

  test('a changed figure, a foreign signature or another journal do not pass', async () => {
    const stated = await freeze(room, { month: thisMonth, scope: '450502', agencyId: null })
    const [head = '', body = ''] = stated.jws.split('.')
    const payload = JSON.parse(Buffer.from(body, 'base64url').toString())
    const again = (changed: object) => room.sign({ ...payload, ...changed }, { typ: 'xianjie-indicators+jwt' })
    const figures = payload.figures.map((f: { n: number }, i: number) => (i === 0 ? { ...f, n: f.n + 1 } : f))
    expect(await verifyStatement(room, await again({ figures }), await keys())).toMatchObject({
      ...{ signature: 'good', holds: false, differing: [expect.anything()] },
    })
    const journal = { ...payload.journal, root: Buffer.alloc(32).toString('base64') }
    expect(await verifyStatement(room, await again({ journal }), await keys())).toMatchObject({
      journal: 'differs',
      holds: false,
    })
    const forged = `${head}.${Buffer.from(JSON.stringify({ ...payload, figures })).toString('base64url')}.${stated.jws.split('.')[2]}`
    expect(await verifyStatement(room, forged, await keys())).toMatchObject({ signature: 'bad', holds: false })
  })
})

describe('what moves a contribution', () => {
  test('a case of which another organ takes charge is counted as that organ’s, and no more as the first’s', async () => {
    const before = await figure('acceptance_rate', `a:${w.organ('foreignPolice').id}`)
    expect(before).toBeUndefined()
    const { status, body } = await w.step('police', first, 'onward_transfer_police', {
      ...{ decidedBy: w.organ('police').chief, to: w.organ('foreignPolice').code, reason: '管辖' },
    })
    expect(status, JSON.stringify(body)).toBe(200)
    await settled()
    expect(await figure('acceptance_rate', `a:${w.organ('foreignPolice').id}`)).toEqual([1, 1])
    expect(await figure('filing_rate')).toEqual([0, 1])
    expect(await recount(room, { mend: false })).toMatchObject({ subjectsDiffering: 0, cellsDiffering: 0 })
  })

  test('a label counts what bears it, until it is taken off', async () => {
    const label = randomUUID()
    const put = async (on: boolean) => {
      const change = 'insert into label_change (label_id, kind, subject_id, is_on) values ($1, $2, $3, $4)'
      await w.db.ownerPool.query(change, [label, 'transfer', first, on])
      await w.db.ownerPool.query(
        on
          ? `insert into labelled (label_id, kind, subject_id, by_id, at, put_version) values ($1, 'transfer', $2, $3, now(), 1)`
          : `update labelled set removed_at = now(), removed_version = 2 where label_id = $1 and subject_id = $2 and by_id = $3`,
        [label, first, w.organ('procuratorate').id],
      )
      await vi.waitFor(
        async () => {
          await followIndicators(room)
          const { rows } = await pool.query('select count(*)::int as n from indicator_label')
          expect(rows[0]?.n).toBe(on ? 1 : 0)
        },
        { timeout: 20_000, interval: 200 },
      )
    }
    await put(true)
    expect(await figure('transfer_timeliness', '*', { filter: `l:${label}` })).toEqual([1, 1])
    const asked = {
      ...period,
      scope: '*',
      indicator: 'transfer_timeliness',
      which: 'all',
      after: null,
      limit: 5,
    } as const
    const behind = await casesBehind(pool, { ...asked, filter: `l:${label}` })
    expect(behind?.items.map((i) => i.id)).toEqual([first])
    expect(await recount(room, { mend: false })).toMatchObject({ cellsDiffering: 0 })
    await put(false)
    expect(await figure('transfer_timeliness', '*', { filter: `l:${label}` })).toBeUndefined()
  })

  test('penalty records count by what screening and their transfer made of them', async () => {
    const share = await figure('transfer_share')
    const rate = await figure('transfer_rate')
    const ids = [0, 1, 2, 3].map(() => randomUUID())
    const day = `${thisMonth}-01`
    await w.db.ownerPool.query(
      `insert into penalty_case (id, origin, key, version, state, digest, source_day, agency_id, region_code, domain, decided_on, suspected, transferred, created_at, updated_at)
       select id, 'import:t', 'k:' || id, 1, case when i = 4 then 'withdrawn' else 'live' end, '\\x00', $2::date, $3, '450502', 'market', $2::date, i = 2, i = 1, now(), now()
       from unnest($1::uuid[]) with ordinality as x(id, i)`,
      [ids, day, w.organ('market').id],
    )
    await w.db.ownerPool.query(
      `insert into screening (case_id, version, rule_set, at, verdict, flags, transferred) select $1, 1, 'x', now(), 'hit', 0, true
       on conflict do nothing`,
      [ids[0]],
    )
    await w.db.ownerPool.query('insert into screening_done (case_ids, at) values ($1, now())', [ids])
    await vi.waitFor(
      async () => {
        await followIndicators(room)
        expect(await figure('transfer_share')).toEqual([(share?.[0] ?? 0) + 1, (share?.[1] ?? 0) + 3])
      },
      { timeout: 20_000, interval: 200 },
    )
    expect(await figure('transfer_rate')).toEqual([(rate?.[0] ?? 0) + 1, (rate?.[1] ?? 0) + 2])
    expect((await figure('penalty_substitution'))?.[0]).toBe(1)
  })
})
