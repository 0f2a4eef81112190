// Fills a store for the console bench: some dozens of lives that the gateway granted, with all that follows them, and every
// other case one of them again. What follows the copies is copied too, so that nothing is left to be worked off.
import pg from 'pg'
import { pino } from 'pino'
import { inAct, openPool, type Pool } from '../../db/index.ts'
import { directoryOf } from '../../src/agencies/index.ts'
import { calendarsFrom } from '../../src/procedure/index.ts'
import { followIndicators } from '../../src/supervision/index.ts'
import { factColumns, factOf, keep } from '../../src/supervision/indicators/keep.ts'
import { followNotices, tickFindings } from '../../src/worker/index.ts'
import type { Subjects } from '../console-pages.ts'
import { engage, type Staff } from '../console-staff.ts'
import { copied, type Place } from './console-copies.ts'
import { liveOut, type Organs } from './console-lives.ts'
import { cpuOfServer } from './cpu.ts'
import { rounded } from './figures.ts'
import type { BenchOptions } from './options.ts'
import { enrol, type Sender } from './registry.ts'
import { type Endings, note, openScene, type Scene, temporaryDirectory } from './scene.ts'

export interface ConsoleStore {
  readonly scene: Scene
  readonly staff: Staff
  readonly transfers: number
  readonly subjects: Subjects
  readonly sender: Sender
  readonly organs: Organs
}

/** The default of XIANJIE_DORMANT_DAYS. */
const dormantDays = 60
/** Of cells at once: a transaction of the followers holds no more either. */
const countedAtOnce = 400

export async function filledConsole(endings: Endings, options: BenchOptions, count: number): Promise<ConsoleStore> {
  const began = performance.now()
  note(`a store of ${count} transfers …`)
  const scene = await openScene(endings, temporaryDirectory(endings), options.listen)
  const senders = await enrol(scene.owner)
  const places = await placesOf(scene, senders)
  const [first] = places
  const [sender] = senders
  if (first === undefined || sender === undefined) throw new Error('nobody was enrolled')
  const codes = await codesOf(scene, first)
  const staff = await engage(scene.owner, { ...codes, office: codes.agency }, sender.region)
  const pool = openPool(scene.gatewayUrl, 4)
  const owner = filling(scene)
  pool.on('error', () => {})
  const since = (what: string, from: number) => note(`  ${what}: ${rounded((performance.now() - from) / 1_000)} s`)
  try {
    await calm(owner, true)
    const of = options.short ? { ages: 1 } : { ages: 12, again: 4 }
    const lives = await liveOut(pool, owner, { dataDir: scene.dataDir, sender, organs: first, staff, ...of })
    const directory = directoryOf(await agenciesOf(scene), [])
    await followed(pool, () => directory)
    since(`${lives.length} lives`, began)
    const copying = performance.now()
    await copied(owner, lives, places, count - lives.length)
    since('copies', copying)
    const counting = performance.now()
    await cells(
      pool,
      owner,
      lives.map((l) => l.id),
    )
    await passed(owner)
    since('cells', counting)
    const ending = performance.now()
    await calm(owner, false)
    await owner.query('vacuum analyze')
    await owner.query('checkpoint')
    since('vacuum', ending)
    const running = lives.filter((l) => l.running).map((l) => l.id)
    const busy = cpuOfServer(scene.postmaster)
    note(
      `${count} transfers: loaded in ${rounded((performance.now() - began) / 1_000)} s${busy === undefined ? '' : `, the database busy for ${rounded(busy / 1_000_000)} s`}`,
    )
    return {
      ...{ scene, staff, sender, organs: first, transfers: count },
      subjects: { waiting: running[0] as string, transfer: running[7] as string },
    }
  } finally {
    await pool.end()
    await owner.end()
  }
}

/** As the owner, for statements that no door would wait for. */
export function filling(scene: Scene): pg.Pool {
  const owner = new pg.Pool({ connectionString: scene.ownerUrl, max: 2, options: settings })
  owner.on('error', () => {})
  owner.on('connect', (client) => client.on('error', () => {}))
  return owner
}

const settings = '-c statement_timeout=0 -c synchronous_commit=off -c maintenance_work_mem=256MB -c work_mem=64MB'

/** While it is filled, nobody tidies up in the store, and it is not written out again and again. */
async function calm(owner: pg.Pool, filling: boolean): Promise<void> {
  for (const [name, value] of [
    ['autovacuum', 'off'],
    ['max_wal_size', "'2GB'"],
    ['checkpoint_timeout', "'30min'"],
    ['fsync', 'off'],
    ['full_page_writes', 'off'],
  ])
    await owner.query(filling ? `alter system set ${name} = ${value}` : `alter system reset ${name}`)
  await owner.query('select pg_reload_conf()')
}

/** What the worker does behind the acts. */
async function followed(pool: Pool, directory: () => ReturnType<typeof directoryOf>): Promise<void> {
  const room = { pool, directory, now: Date.now }
  await tickFindings({
    findings: room,
    openGaps: async () => [],
    dormantDays,
    log: pino({ level: 'error' }, process.stderr),
  })
  while ((await followIndicators(room)) > 0);
  await followNotices({
    pool,
    cases: { directory, calendarFor: calendarsFrom([]), issuer: 'http://127.0.0.1', now: Date.now },
  })
}

/** Facts of copies add up as those of their lives do: the cells are made by what makes them of a case. */
async function cells(pool: Pool, owner: pg.Pool, lives: readonly string[]): Promise<void> {
  const { rows } = await owner.query<Parameters<typeof factOf>[0]>(
    `select gen_random_uuid() as subject, row_number() over ()::text as instance, f.* from (
       select indicator, source, month, sum(n)::int as n, sum(d)::int as d, sum(pn)::int as pn, sum(pd)::int as pd,
         agency_ids, region_code, level, domain, charge, kind
       from indicator_fact where subject <> all($1::uuid[]) group by ${factColumns
         .split(', ')
         .filter((c) => !/^(subject|instance|n|d|pn|pd)$/.test(c))
         .join(', ')}
     ) f`,
    [lives],
  )
  const facts = rows.map(factOf)
  for (let i = 0; i < facts.length; i += countedAtOnce)
    await inAct(pool, (asking) =>
      keep(
        asking,
        facts.slice(i, i + countedAtOnce).map((f) => ({ subject: f.subject, source: 't', facts: [f] })),
      ),
    )
  await owner.query('delete from indicator_fact where subject = any($1::uuid[])', [facts.map((f) => f.subject)])
}

/** Whoever follows the notices has read them all. */
async function passed(owner: pg.Pool): Promise<void> {
  const last = '(select txid, seq from notice order by txid desc, seq desc limit 1) n'
  for (const [table, only] of [
    ['case_follower', 'true'],
    ['inbox_place', 'true'],
    ['penalty_feed', 'true'],
    ['finding_place', "name = 'cases'"],
    ['indicator_place', "feed = 'cases'"],
  ])
    await owner.query(`update ${table} p set txid = n.txid, seq = n.seq from ${last} where ${only}`)
}

async function placesOf({ owner }: Scene, senders: readonly Sender[]): Promise<Place[]> {
  const { rows } = await owner.query<{ id: string; kind: string; region_code: string }>(
    'select id, kind, region_code from agency',
  )
  const at = (region: string, kind: string) =>
    rows.find((r) => r.kind === kind && r.region_code === region)?.id as string
  return senders.map(({ region, agencyId }, no) => ({
    ...{ no, agency: agencyId, region },
    ...{ police: at(region, 'public_security'), procuratorate: at(region, 'procuratorate') },
  }))
}

async function codesOf({ owner }: Scene, organs: Organs): Promise<Organs> {
  const { rows } = await owner.query<{ id: string; code: string }>('select id, code from agency')
  const codeOf = (id: string) => rows.find((r) => r.id === id)?.code as string
  return { agency: codeOf(organs.agency), police: codeOf(organs.police), procuratorate: codeOf(organs.procuratorate) }
}

async function agenciesOf({ owner }: Scene) {
  const { rows } = await owner.query(
    `select id, code, name, kind, region_code as "regionCode", level, domains, specialty, supervised_by_id as "supervisedById",
       requires_signature as "requiresSignature" from agency`,
  )
  return rows
}
