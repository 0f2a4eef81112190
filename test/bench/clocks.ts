// The clocks bench: what one sweep costs with a million running clocks of which a hundred are due, beside one with ten
// thousand running and as many due. The real sweep: the clocks found, findings raised, those concerned told, clocks moved on.
import pg from 'pg'
import { openPool, type Pool } from '../../db/index.ts'
import { type Directory, Registry } from '../../src/agencies/index.ts'
import { sweepFindings } from '../../src/supervision/index.ts'
import { rounded, spreadOf } from './figures.ts'
import type { BenchOptions } from './options.ts'
import { enrol, type Sender } from './registry.ts'
import { note, openScene, temporaryDirectory, withEndings } from './scene.ts'

/** Of issue 6. */
const ratioMax = 2
const due = 100
/** Rounds, each with a sweep over either; the first ones warm plans and caches and are not counted. */
const warmUps = 3
const perCase = 4

interface Store {
  readonly name: 'large' | 'small'
  readonly running: number
  readonly pool: Pool
  readonly owner: Pool
  readonly directory: Directory
  readonly ms: number[]
}

export async function benchClocks(options: BenchOptions): Promise<void> {
  const rounds = options.short ? 5 : Math.max(options.rounds, 25)
  const sizes = options.short ? { large: 20_000, small: 2_000 } : { large: 1_000_000, small: 10_000 }
  await withEndings(async (endings) => {
    const stores: Store[] = []
    for (const name of ['large', 'small'] as const) {
      const running = sizes[name]
      note(`a database with ${running} running clocks …`)
      const scene = await openScene(endings, temporaryDirectory(endings), options.listen)
      const senders = await enrol(scene.owner)
      await load(scene.ownerUrl, senders, running)
      const pool = openPool(scene.gatewayUrl, 2)
      endings.add(() => pool.end())
      const { directory } = await new Registry({ pool }).current()
      stores.push({ name, running, pool, owner: scene.owner, directory, ms: [] })
    }
    // Each round makes a hundred others due in both, and begins with the other store.
    for (let round = -warmUps; round < rounds; round++) {
      const order = round % 2 === 0 ? stores : [...stores].reverse()
      for (const store of order) {
        const now = await makeDue(store, round + warmUps)
        const from = performance.now()
        const swept = await sweepFindings({ pool: store.pool, directory: () => store.directory }, now)
        const ms = performance.now() - from
        if (swept.clocks !== due || swept.raised !== due)
          throw new Error(`${store.name}: ${swept.clocks} clocks and ${swept.raised} findings instead of ${due}`)
        if (round >= 0) store.ms.push(ms)
      }
      if (round >= 0)
        note(
          `round ${round + 1}/${rounds}: ${stores.map((s) => `${s.name} ${rounded(s.ms.at(-1) ?? 0)} ms`).join(', ')}`,
        )
    }
    const [large, small] = stores.map((store) => spreadOf(store.ms)) as [
      ReturnType<typeof spreadOf>,
      ReturnType<typeof spreadOf>,
    ]
    const ratio = large.median / small.median
    console.log(
      JSON.stringify({
        bench: 'clocks',
        running_large: sizes.large,
        running_small: sizes.small,
        due,
        ms_large: rounded(large.median),
        ms_small: rounded(small.median),
        ms_large_range: [rounded(large.min), rounded(large.max)],
        ms_small_range: [rounded(small.min), rounded(small.max)],
        ratio: rounded(ratio),
        rounds,
        verdict: `${ratio <= ratioMax ? 'reached' : 'MISSED'} (${ratioMax})`,
      }),
    )
  })
}

const keyOf = (k: number) => `filing_review/criminal/case/1/${k}`

/** A case's state that weighs as much as one that was signed for and looked at: tracks, suspects, clocks that ended. */
function stateText(): string {
  const clock = (status: string) => ({
    ...{ rule: 'filing_review', ruleSet: '2026-09', on: 'criminal/case/1', stage: 0, basis: ['R310 8', 'PSP 180(1)'] },
    ...{ anchorAt: '2026-11-28T02:00:00.000Z', anchorVersion: 2, target: '2026-12-01T15:59:59.999Z' },
    ...{ breach: '2026-12-01T15:59:59.999Z', localDate: '2026-12-01', provisional: false, calendar: '2026', status },
  })
  const clocks: Record<string, object> = {}
  for (let k = 1; k <= perCase; k++) clocks[keyOf(k)] = clock('running')
  for (let k = 1; k <= 6; k++) clocks[`dispatch/criminal/case/1/${k}`] = clock('met')
  const instances = Object.fromEntries(
    [
      'criminal/case/1',
      'exhibits/batch/1',
      'service/filing_notice/1',
      'duty/copy_to_procuratorate/1',
      'record/case/1',
    ].map((key, i) => [key, { state: i === 0 ? 'under_filing_review' : 'done', since: i + 1 }]),
  )
  const suspects = [1, 2, 3].map((n) => ({ id: `s${n}`, kind: 'unit', name: `虚构电子商务有限公司第${n}分公司` }))
  return JSON.stringify({
    ...{ version: 4, domain: 'market', regionCode: '450502', suspects, invited: [], gaps: [], custody: 'after_filing' },
    ...{ persons: {}, fined: false, instances, clocks, counts: { materials: 3, items: 1, receipts: 2 }, parts: {} },
  })
}

const casesAStatement = 25_000

/** Set-based: cases with four running clocks each, due over the next months, as a platform of a province has them. */
async function load(ownerUrl: string, senders: readonly Sender[], running: number): Promise<void> {
  // Beside the pools, whose statements end after ten seconds.
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    await client.query('set synchronous_commit = off')
    const cases = running / perCase
    for (let from = 0; from < cases; from += casesAStatement) {
      const to = Math.min(from + casesAStatement, cases)
      await client.query(
        `with organ as (
           select s.id as sender, p.id as police, v.id as supervisor, s.region_code as region, row_number() over (order by s.id) - 1 as no
           from agency s join agency p on p.kind = 'public_security' and p.region_code = s.region_code
           join agency v on v.kind = 'procuratorate' and v.region_code = s.region_code where s.id = any($4::uuid[])
         ),
         made as (
           select n, (lpad(to_hex($5::bigint + n), 12, '0') || '70008' || substr(md5(n::text), 1, 15))::uuid as id, o.*
           from generate_series($1::int, $2::int) n join organ o on o.no = n % $3::int
         )
         insert into transfer (id, version, sender_id, document_no, document_key, domain, region_code, case_name, status, state, created_at, updated_at)
         select id, 4, sender, '移〔2026〕' || n || '号', '移20260' || n, 'market', region, '某案', 'under_filing_review',
           $6::jsonb || jsonb_build_object('parts', jsonb_build_object('sender', sender, 'police_in_charge', police, 'supervisor', supervisor)), now(), now()
         from made`,
        [from, to - 1, senders.length, senders.map((s) => s.agencyId), firstMs, stateText()],
      )
      await client.query(
        `insert into clock (transfer_id, key, rule, status, anchor_at, target_at, breach_at, provisional, owner, calendar, next_light_at)
         select t.id, 'filing_review/criminal/case/1/' || k, 'filing_review', 'running', d.at - interval '3 days', d.at, d.at, false,
           'police_in_charge', '2026', d.at - interval '24 hours'
         from transfer t cross join generate_series(1, ${perCase}) k
         cross join lateral (select timestamptz '2027-01-01' + (hashtext(t.id::text || k) & 8388607) * interval '1 second' as at) d
         where t.id >= $1::uuid and t.id < $2::uuid`,
        [idAfter(from), idAfter(to)],
      )
      note(`  ${to} cases`)
    }
    await client.query('vacuum analyze transfer, clock')
    await client.query('checkpoint')
  } finally {
    await client.end()
  }
}

const firstMs = 1_780_000_000_000
/** The least id that the case of that number can have. */
const idAfter = (n: number) => {
  const time = Math.floor(firstMs + n)
    .toString(16)
    .padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-0000-0000-000000000000`
}

/** A hundred clocks, spread over the whole table, whose warning is due a moment before the time that is given back. */
async function makeDue({ owner, running }: Store, round: number): Promise<Date> {
  const now = new Date(Date.parse('2026-12-01T00:00:00Z') + round * 60_000)
  const cases = running / perCase
  const starts = Array.from({ length: due * 3 }, () => idAfter(Math.random() * (cases - 1)))
  await owner.query(
    `with chosen as (
       select c.transfer_id, c.key from (select distinct t.id from unnest($2::uuid[]) s(id) cross join lateral (
         select id from transfer where id >= s.id order by id limit 1
       ) t) t cross join lateral (
         select c.transfer_id, c.key from clock c where c.transfer_id = t.id and c.target_at > '2026-12-25' limit 1
       ) c limit ${due}
     )
     update clock c set anchor_at = $1::timestamptz - interval '2 days 1 minute', target_at = $1::timestamptz + interval '23 hours 59 minutes',
       breach_at = $1::timestamptz + interval '23 hours 59 minutes', next_light_at = $1::timestamptz - interval '1 second'
     from chosen where c.transfer_id = chosen.transfer_id and c.key = chosen.key`,
    [now, starts],
  )
  return now
}
