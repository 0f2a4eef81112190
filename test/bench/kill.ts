// The kill bench: the gateway is ended with kill -9 at a random moment of the submit load and started again on the same
// directory. Every acknowledged transfer must be there exactly once, what was not acknowledged may be sent again, nothing
// is half written, and every chain must hold.
import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Pool } from '../../db/index.ts'
import { Child } from './child.ts'
import { cleanEnvironment, freePort, type GatewayPlan, startGatewayProcess } from './gateway-process.ts'
import type { LoadPlan, LoadResult, LoadRun } from './load.ts'
import type { BenchOptions } from './options.ts'
import { enrol, tokenOf } from './registry.ts'
import { Endings, note, openScene, temporaryDirectory, withEndings } from './scene.ts'
import { supply } from './supplies.ts'

const launcher = fileURLToPath(new URL('../../src/xianjie.js', import.meta.url))
const word = '移'
const key = 'kill'
/** More than a gateway takes in the longest time before it is killed. */
const lettersEach = 12_000
const killAfterMs = { min: 50, max: 2_500 }

interface Counted {
  acknowledged: number
  unanswered: number
  /** Of the unanswered: committed before the kill, so that the repetition was answered with the first outcome. */
  replayed: number
  transfers: number
  missing: number
  doubled: number
  halfWritten: number
  strangers: number
}

export async function benchKill(options: BenchOptions): Promise<void> {
  await withEndings(async (endings) => {
    const kills = options.short ? 1 : options.rounds
    const dataDir = temporaryDirectory(endings)
    note('a database of its own …')
    // The seeding lets go of the database before the gateway starts: the gateway alone holds it when it is killed.
    const seeding = new Endings()
    const scene = await openScene(seeding, dataDir, options.listen)
    const senders = await enrol(scene.owner)
    await supply(scene.owner, senders, 1, lettersEach * kills)
    await scene.owner.query('analyze')
    await seeding.run()

    const plan: GatewayPlan = {
      dataDir,
      connections: options.pool,
      port: await freePort(),
      options: options.listen === 'socket' ? ['--database-socket'] : [],
    }
    let gateway = await startGatewayProcess(plan)
    endings.add(() => gateway.stop())
    const load = new Child('load.ts')
    endings.add(() => load.end())

    const known = new Map<number, string>()
    const sums = { kills, acknowledged: 0, unanswered: 0, replayed: 0 }
    let last: Counted | undefined
    for (let kill = 1; kill <= kills; kill++) {
      const tokens = await Promise.all(senders.map((s) => tokenOf(s, gateway.url)))
      const from = 1 + (kill - 1) * lettersEach
      const letters = { port: plan.port, senders, tokens, from, count: lettersEach, word, key } satisfies LoadPlan
      await load.ask('prepare', letters)
      const under = load.ask<LoadResult>('run', {
        connections: options.connections,
        ms: 60_000,
        keep: true,
      } satisfies LoadRun)
      const afterMs = Math.round(killAfterMs.min + Math.random() * (killAfterMs.max - killAfterMs.min))
      // From the moment the load flows: a gateway that has answered nobody has nothing to lose.
      while ((await load.ask<number>('flowing')) < options.connections) await sleep(20)
      await sleep(afterMs)
      await gateway.kill()
      const first = await under
      note(
        `kill ${kill}/${kills} after ${afterMs} ms: ${first.kept.length} acknowledged, ${first.unanswered} under way; starting again`,
      )
      oneEach(known, first.kept)
      gateway = await startGatewayProcess(plan)
      const standing = await look(dataDir, options, (owner) => transfersOf(owner))
      // What a client does that heard nothing: the same bytes under the same key.
      const again = await load.ask<LoadResult>('run', {
        connections: Math.min(options.connections, Math.max(1, first.open.length)),
        ms: 30_000,
        keep: true,
        only: first.open,
      } satisfies LoadRun)
      if (again.kept.length !== first.open.length)
        throw new Error(`of ${first.open.length} repeated requests ${again.kept.length} were taken: ${again.oddity}`)
      const committed = again.kept.filter(([n]) => standing.has(n))
      for (const [n, id] of committed)
        if (!standing.get(n)?.includes(id)) throw new Error(`letter ${n} was given another case when it was repeated`)
      if (committed.length !== again.replayed)
        throw new Error(
          `${committed.length} of the repeated had been committed, ${again.replayed} were answered as such`,
        )
      oneEach(known, again.kept)
      sums.acknowledged += first.kept.length
      sums.unanswered += first.unanswered
      sums.replayed += again.replayed
      last = await look(dataDir, options, (owner) => count(owner, known, sums))
      const faults = last.missing + last.doubled + last.halfWritten + last.strangers
      if (faults > 0) throw new Error(`after kill ${kill}: ${JSON.stringify(last)}`)
      const verified = await verify(dataDir)
      if (verified.code !== 0) throw new Error(`journal verify exits ${verified.code}: ${verified.output}`)
      note(`  ${last.transfers} transfers, each once; ${again.replayed} had been kept unheard; every chain holds`)
    }
    const verdict = 'every acknowledged transfer is there exactly once, and every chain holds'
    if (!options.json) console.log(verdict)
    console.log(
      JSON.stringify({
        kills,
        acknowledged: sums.acknowledged,
        unanswered: sums.unanswered,
        kept_unheard: sums.replayed,
        transfers: last?.transfers ?? 0,
        missing: last?.missing ?? 0,
        doubled: last?.doubled ?? 0,
        half_written: last?.halfWritten ?? 0,
        journal_verify: 0,
        connections: options.connections,
        verdict,
      }),
    )
  })
}

function oneEach(known: Map<number, string>, kept: LoadResult['kept']): void {
  for (const [n, id] of kept) {
    if (known.has(n)) throw new Error(`letter ${n} was acknowledged twice`)
    known.set(n, id)
  }
}

/** Joins the running database for as long as `work` takes, as `journal verify` does. */
async function look<T>(dataDir: string, options: BenchOptions, work: (owner: Pool) => Promise<T>): Promise<T> {
  const visit = new Endings()
  try {
    return await work((await openScene(visit, dataDir, options.listen)).owner)
  } finally {
    await visit.run()
  }
}

const numberOf = (documentNo: string) => Number(/〕(\d+)号$/.exec(documentNo)?.[1])

/** Number of the letter → its cases. */
async function transfersOf(owner: Pool): Promise<Map<number, string[]>> {
  const { rows } = await owner.query<{ id: string; document_no: string }>('select id, document_no from transfer')
  const found = new Map<number, string[]>()
  for (const { id, document_no } of rows) {
    const n = numberOf(document_no)
    found.set(n, [...(found.get(n) ?? []), id])
  }
  return found
}

async function count(
  owner: Pool,
  known: ReadonlyMap<number, string>,
  sums: { acknowledged: number; unanswered: number; replayed: number },
): Promise<Counted> {
  const found = await transfersOf(owner)
  const remembered = await owner.query<{ key: string; transfer_id: string }>(
    `select key, transfer_id from idempotency where key like $1`,
    [`${key}-%`],
  )
  const byKey = new Map(remembered.rows.map((r) => [Number(r.key.slice(key.length + 1)), r.transfer_id]))
  // Written together or not at all: whoever has one of its rows has all of them.
  const half = await owner.query<{ n: number }>(`
    select (select count(*) from transfer t where not exists (select from event e where e.transfer_id = t.id and e.version = 1)
      or not exists (select from journal_entry j where j.transfer_id = t.id and j.version = 1)
      or not exists (select from receipt r where r.transfer_id = t.id and r.no = 1)
      or not exists (select from idempotency i where i.transfer_id = t.id)
      or (select count(*) from case_part p where p.transfer_id = t.id) <> 3
      or (select count(*) from notice n where n.transfer_id = t.id) <> 3
      or (select count(*) from material m where m.transfer_id = t.id) <> 3)
    + (select count(*) from event e where not exists (select from transfer t where t.id = e.transfer_id))
    + (select count(*) from journal_entry j where not exists (select from transfer t where t.id = j.transfer_id))
    + (select count(*) from material m where m.transfer_id is not null
        and not exists (select from transfer t where t.id = m.transfer_id)) as n`)
  return {
    ...sums,
    transfers: [...found.values()].reduce((sum, ids) => sum + ids.length, 0),
    missing: [...known].filter(([n, id]) => !found.get(n)?.includes(id) || byKey.get(n) !== id).length,
    doubled: [...found.values()].filter((ids) => ids.length > 1).length,
    halfWritten: Number(half.rows[0]?.n),
    // By now every letter that was sent has been acknowledged, if only at the second asking.
    strangers: [...found.keys()].filter((n) => !known.has(n)).length,
  }
}

/** `xianjie journal verify`, as an operator runs it beside the gateway. */
function verify(dataDir: string): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [launcher, 'journal', 'verify'], {
      env: { ...cleanEnvironment(), XIANJIE_DATA_DIR: dataDir },
    })
    let output = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    child.stderr.on('data', (chunk) => (output += chunk))
    child.on('close', (code) => resolve({ code, output: output.slice(-2_000) }))
  })
}
