// kill -9 in the middle of a take-over, again and again: what stands in the end is row by row what an undisturbed run leaves.
// XIANJIE_KILLS and XIANJIE_CITY make a campaign of it.
import { fork } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { openSealer } from '../../src/kernel/index.ts'
import { testDatabase } from '../database.ts'
import { cityOf, taken, takeoverRoom } from '../takeover-town.ts'

const start = fileURLToPath(new URL('../start.js', import.meta.url))
const kills = Number(process.env.XIANJIE_KILLS ?? 3)
const cases = Number(process.env.XIANJIE_CITY ?? 60)
const [undisturbed, killed] = [await testDatabase(), await testDatabase()]

/** Not of the import: runs of it, keys of the gateway, what databases count for themselves. */
const left = new Set(['takeover_run', 'gateway_key', 'registry', 'follower', 'penalty_batch', 'schema_migration'])

test(`killed ${kills} times it ends as if nobody had disturbed it`, { timeout: 1_200_000 }, async () => {
  const city = await cityOf({ cases, dirt: 0.3 })
  const secret = openSealer(Buffer.alloc(32, 7)).seal(Buffer.alloc(32, 9).toString('base64url'))
  for (const { ownerPool } of [undisturbed, killed])
    await ownerPool.query(
      `insert into takeover_installation (id, code, name, secret, created_at)
       values ('0196f000-0000-7000-8000-000000000001', '450500', '450500', $1, '2026-11-01')`,
      [secret],
    )
  const began = performance.now()
  await taken(await takeoverRoom(undisturbed), city)
  const whole = performance.now() - began
  const places: string[] = []
  for (let kill = 0; kill < kills; kill++) {
    const child = fork(start, ['faults/takeover-child.ts', killed.gatewayUrl, city.out], {
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    const ended = new Promise((resolve) => child.once('exit', resolve))
    await new Promise((resolve) => child.once('message', resolve))
    // Many kills come soon after one another, so that most of them meet the first run and not what follows it.
    await Promise.race([sleep(Math.random() * whole * Math.min(0.6, 3 / kills)), ended])
    child.kill('SIGKILL')
    await ended
    const { rows } = await killed.pool.query(
      `select coalesce((select stage from takeover_run order by no desc limit 1), 'nothing') as stage,
         (select count(*)::int from takeover_case) as cases`,
    )
    places.push(`${rows[0].stage} ${rows[0].cases}`)
  }
  await taken(await takeoverRoom(killed), city)
  console.log(`killed at: ${places.join(', ')}`)
  const [one, other] = [await rowsOf(undisturbed), await rowsOf(killed)]
  expect(Object.keys(one).length).toBeGreaterThan(12)
  for (const table of ['clue', 'clue_entry', 'clue_sight', 'takeover_clue', 'event', 'penalty_case'])
    expect(one, table).toHaveProperty(table)
  // One line a table: what differs is said short.
  const differing = Object.keys(one).flatMap((table) => {
    const at = one[table]?.findIndex((row, i) => row !== other[table]?.[i]) ?? -1
    const same = at < 0 && one[table]?.length === other[table]?.length
    return same ? [] : [`${table}: ${one[table]?.[at]?.slice(0, 300)} | ${other[table]?.[at]?.slice(0, 300)}`]
  })
  expect(differing).toEqual([])
})

/** Rows of every table that has any, as sorted texts; without what is a moment of the writing itself. */
async function rowsOf({ ownerPool }: typeof killed): Promise<Record<string, string[]>> {
  const { rows: tables } = await ownerPool.query<{ name: string; columns: string }>(`
    select c.table_name as name, string_agg(format('%I', c.column_name), ', ' order by c.ordinal_position) as columns
    from information_schema.columns c join pg_class r on r.relname = c.table_name and r.relkind = 'r'
    where c.table_schema = 'public' and c.column_name <> 'batch_id' and c.data_type not in ('xid8', 'xid') and c.is_identity = 'NO'
      and coalesce(c.column_default, '') !~ 'now\\(\\)|nextval|current_xact'
    group by 1 order by 1`)
  const found: Record<string, string[]> = {}
  for (const { name, columns } of tables) {
    if (left.has(name)) continue
    const { rows } = await ownerPool.query<{ row: string }>(
      `select row(${columns})::text as row from public.${name} order by 1`,
    )
    if (rows.length > 0) found[name] = rows.map(({ row }) => row)
  }
  return found
}
