// What the tests of keeping share: a second replica on the same database, cases that stand at a certain point, and the
// question whether everything that is kept fits together.

import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, onTestFinished, TestRunner, vi } from 'vitest'
import type { Pool } from '../../db/index.ts'
import { Keyring, Registry } from '../../src/agencies/index.ts'
import { Acts, type CaseFault, type CasesDeps, verifyCases } from '../../src/cases/index.ts'
import type { Gateway } from '../../src/gateway.ts'
import { calendarsFrom } from '../../src/procedure/index.ts'
import { type Acted, type Answer, World } from '../world.ts'

// These files start processes, pile up locks and cut connections: a busy machine must make them slow, not red.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 })

/**
 * Another gateway on the world's database, in a process of its own, with the same issuer and keys: what a load balancer
 * would put beside it.
 */
export async function replicaOf(
  w: World,
  env: Record<string, string> = {},
): Promise<World & { readonly process: Launched }> {
  const launched = await launch({
    DATABASE_URL: w.db.gatewayUrl,
    DATABASE_MIGRATION_URL: w.db.ownerUrl,
    XIANJIE_DATA_DIR: w.gateway.config.dataDir,
    XIANJIE_ISSUER: w.gateway.config.issuer,
    XIANJIE_DATABASE_CONNECTIONS: '8',
    ...env,
  })
  const gateway = { url: launched.url, config: w.gateway.config } as Gateway
  return Object.assign(new World(gateway, w.db, w.organs), { process: launched })
}

/** The room of the cases on the world's database, with the gateway's registry and keys; its own pool, clock or calendar where given. */
export async function casesRoom(w: World, own: Partial<CasesDeps> = {}) {
  const registry = new Registry({ pool: w.db.pool })
  const { issuer, dataDir } = w.gateway.config
  const keyring = await Keyring.open({ registry, pool: w.db.pool, issuer, dataDir })
  const cases: CasesDeps = {
    pool: w.db.pool,
    directory: async () => (await registry.current()).directory,
    sign: (payload, header) => keyring.sign(JSON.stringify(payload), { typ: 'JWT', ...header }),
    calendarFor: calendarsFrom([]),
    optInsFor: () => new Set(),
    now: Date.now,
    issuer,
    ...own,
  }
  return { registry, keyring, cases, acts: new Acts(cases) }
}

/** The pool with every statement of the connections that it lends handed to `at` by its name, which asks it when it likes. */
export function edgeOf(pool: Pool, at: (name: string, ask: () => Promise<unknown>) => Promise<unknown>): Pool {
  return new Proxy(pool, {
    get(target, member) {
      const own = Reflect.get(target, member)
      if (member !== 'connect') return typeof own === 'function' ? own.bind(target) : own
      return async () => {
        const client = await target.connect()
        return new Proxy(client, {
          get(inner, name) {
            const value = Reflect.get(inner, name)
            if (name !== 'query') return typeof value === 'function' ? value.bind(inner) : value
            return (config: { name?: string }) => at(config.name ?? '?', () => inner.query(config as never))
          },
        })
      }
    },
  }) as Pool
}

export interface Launched {
  readonly url: string
  readonly child: ChildProcess
  /** What it wrote to stderr so far. */
  readonly said: () => string
  /** Sends the signal and waits for the end; gives the exit code, or the signal that ended it. */
  stop(signal: NodeJS.Signals): Promise<number | NodeJS.Signals | null>
}

/** Of the test that is running, or of the file. */
export function atTheEnd(work: () => unknown): void {
  if (TestRunner.getCurrentTest() === undefined) afterAll(async () => void (await work()))
  else onTestFinished(async () => void (await work()))
}

const launcher = fileURLToPath(new URL('../../src/xianjie.js', import.meta.url))

/** `xianjie serve` as a child on a free port. */
export async function launch(env: Record<string, string>): Promise<Launched> {
  for (let attempt = 0; ; attempt++) {
    const port = 30_000 + Math.floor(Math.random() * 2500)
    const child = spawn(process.execPath, [launcher, 'serve'], {
      env: {
        PATH: process.env.PATH,
        XIANJIE_LOG: process.env.XIANJIE_LOG ?? 'error',
        ...env,
        XIANJIE_PORT: String(port),
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let said = ''
    const ended = new Promise<number | NodeJS.Signals | null>((resolve) =>
      child.once('exit', (code, signal) => resolve(code ?? signal)),
    )
    const ready = await new Promise<boolean>((resolve) => {
      child.stderr.on('data', (chunk: Buffer) => {
        said += String(chunk)
        if (/listens on/.test(said)) resolve(true)
      })
      void ended.then(() => resolve(false))
    })
    if (!ready && attempt < 3 && /EADDRINUSE/.test(said)) continue
    if (!ready) throw new Error(`the gateway did not start: ${said}`)
    const stop = async (signal: NodeJS.Signals) => {
      child.kill(signal)
      return ended
    }
    atTheEnd(() => stop('SIGTERM'))
    return { url: `http://127.0.0.1:${port}`, child, said: () => said, stop }
  }
}

/** Any command of the launcher on the world's database; what it printed and its exit code. */
export async function xianjie(
  w: World,
  args: readonly string[],
): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [launcher, ...args], {
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: w.db.gatewayUrl,
      DATABASE_MIGRATION_URL: w.db.ownerUrl,
      XIANJIE_DATA_DIR: w.gateway.config.dataDir,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk: Buffer) => {
    out += String(chunk)
  })
  child.stderr.on('data', (chunk: Buffer) => {
    err += String(chunk)
  })
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, out, err }
}

/** `work` for 0…n-1, all begun before any is awaited; the replicas take turns. */
export function inParallel<T>(n: number, worlds: readonly World[], work: (w: World, i: number) => Promise<T>) {
  return Promise.all(Array.from({ length: n }, (_, i) => work(worlds[i % worlds.length] as World, i)))
}

export function statuses(answers: readonly { status: number }[]): Record<number, number> {
  const counts: Record<number, number> = {}
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

/** Takes a step and gives the case; throws with the problem where it is refused. */
export async function take(w: World, organ: string, id: string, step: string, body: Record<string, unknown> = {}) {
  const answer = await w.step(organ, id, step, body)
  if (answer.status !== 200) throw new Error(`${step}: ${answer.status} ${JSON.stringify(answer.body)}`)
  return answer.body.transfer
}

/** Submitted and signed for. */
export async function signedCase(w: World, more: Record<string, unknown> = {}): Promise<Acted['transfer']> {
  const { transfer } = await w.submit('market', more)
  return take(w, 'police', transfer.id, 'receipt_sign', { decidedBy: w.organ('police').chief })
}

/** Signed for and under filing review. */
export async function reviewedCase(w: World, more: Record<string, unknown> = {}): Promise<Acted['transfer']> {
  const { id } = await signedCase(w, more)
  return take(w, 'police', id, 'completeness_check')
}

export const inquiry = (gap = '货值尚未鉴定') => ({ evidenceGaps: [gap] })

export const persons = (n: number) =>
  Array.from({ length: n }, (_, i) => ({ kind: 'person', name: `嫌疑人${i + 1}`, idType: 'unknown' }))

/** Rows of a case, table by table. */
export async function rowsOf(w: World, id: string): Promise<Record<string, number>> {
  const tables = ['event', 'journal_entry', 'receipt', 'clock', 'case_part', 'material', 'notice', 'idempotency']
  const { rows } = await w.db.ownerPool.query(
    `select version${tables.map((t) => `, (select count(*)::int from ${t} where transfer_id = transfer.id) as ${t}`).join('')} from transfer where id = $1`,
    [id],
  )
  return rows[0] as Record<string, number>
}

/** Until so many statements on the world's database wait for a lock. */
export async function lockWaits(w: World, n: number): Promise<void> {
  const text = `select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
  await expect
    .poll(async () => (await w.db.ownerPool.query(text)).rows[0].n, { timeout: 60_000, interval: 20 })
    .toBeGreaterThanOrEqual(n)
}

/** Cases whose other tables do not say what their state says: clocks, parts, receipts, materials, notices. */
const looseEnds = `
select t.id, t.version, wrong.what from transfer t cross join lateral (
  select 'events' as what where (select count(*) from event e where e.transfer_id = t.id) <> t.version
  union all select 'entries' where (select count(*) from journal_entry j where j.transfer_id = t.id) <> t.version
  union all select 'receipts' where (select array_agg(r.no order by r.version) from receipt r where r.transfer_id = t.id)
    is distinct from (select array_agg(n::int) from generate_series(1, (t.state->'counts'->>'receipts')::int) n)
  union all select 'materials' where (select count(*) from material m where m.transfer_id = t.id) <> (t.state->'counts'->>'materials')::int
  union all select 'notices' where exists (
    select from generate_series(1, t.version) v where not exists (select from notice n where n.transfer_id = t.id and n.version = v))
  union all select 'notices twice' where exists (
    select from notice n where n.transfer_id = t.id group by n.agency_id, n.version having count(*) > 1)
  union all select 'parts' where
    (select jsonb_agg(x order by x) from (
      select jsonb_build_array(p.part, p.agency_id) from case_part p where p.transfer_id = t.id and p.to_version is null) held(x))
    is distinct from (select jsonb_agg(x order by x) from (
      select jsonb_build_array(key, value) from jsonb_each(t.state->'parts')
      union all select jsonb_build_array(i->'part', i->'agencyId') from jsonb_array_elements(t.state->'invited') i) named(x))
  union all select 'clocks' where exists (
    (select c.key, c.rule, c.status, c.anchor_at, c.target_at, c.breach_at, c.provisional, c.settled_at, c.settled_version,
      c.calendar, c.expired_version, to_jsonb(c.visible_to) from clock c where c.transfer_id = t.id
     except select x.key, x.value->>'rule', x.value->>'status', (x.value->>'anchorAt')::timestamptz, (x.value->>'target')::timestamptz,
      (x.value->>'breach')::timestamptz, (x.value->>'provisional')::boolean, (x.value->>'settledAt')::timestamptz, (x.value->>'settledVersion')::int,
      x.value->>'calendar', (x.value->>'expiredVersion')::int, x.value->'visibleTo'
      from jsonb_each(t.state->'clocks') x))
  union all select 'clocks missing' where (select count(*) from clock c where c.transfer_id = t.id)
    <> (select count(*) from jsonb_object_keys(t.state->'clocks'))
) wrong`

/** All faults of the world's cases: chains against bytes, rows against what their events make, tables against rows. */
export async function faultsOf(w: World): Promise<(CaseFault | Record<string, unknown>)[]> {
  return [...(await verifyCases(w.db.pool)).faults, ...(await w.db.ownerPool.query(looseEnds)).rows]
}

export type Acting = Answer<Acted & { code?: string; first?: { id: string } }>
