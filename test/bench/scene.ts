// The place of a bench: a data directory and a database of its own, and everything that must end when the bench ends,
// however it ends.
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase, openPool, type Pool } from '../../db/index.ts'

export interface Scene {
  readonly dataDir: string
  readonly gatewayUrl: string
  readonly ownerUrl: string
  /** As the owner, for seeding and counting. */
  readonly owner: Pool
  /** Process number of the database server, to read its CPU time; undefined where the system does not say. */
  readonly postmaster: number | undefined
}

export const note = (line: string) => process.stderr.write(`${line}\n`)

/** What must end, in the order it began; taken from the end. */
export class Endings {
  readonly #endings: (() => unknown)[] = []
  #running: Promise<void> | undefined

  add(ending: () => unknown): void {
    this.#endings.push(ending)
  }

  run(): Promise<void> {
    this.#running ??= this.#unwind()
    return this.#running
  }

  async #unwind(): Promise<void> {
    for (let last = this.#endings.pop(); last !== undefined; last = this.#endings.pop()) {
      try {
        await last()
      } catch (error) {
        note(`while cleaning up: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
  }
}

/** Runs `work` and cleans up after it, also after a failure, SIGINT or SIGTERM. */
export async function withEndings<T>(work: (endings: Endings) => Promise<T>): Promise<T> {
  const endings = new Endings()
  const interrupted = (signal: NodeJS.Signals) => {
    note(`${signal}: cleaning up`)
    void endings.run().finally(() => process.exit(signal === 'SIGINT' ? 130 : 143))
  }
  process.once('SIGINT', interrupted)
  process.once('SIGTERM', interrupted)
  try {
    return await work(endings)
  } finally {
    await endings.run()
    process.off('SIGINT', interrupted)
    process.off('SIGTERM', interrupted)
  }
}

/** A data directory that the database's own account can pass through. */
export function temporaryDirectory(endings: Endings): string {
  const directory = mkdtempSync(join(tmpdir(), 'xianjie-bench-'))
  chmodSync(directory, 0o755)
  endings.add(() => rmSync(directory, { recursive: true, force: true, maxRetries: 3 }))
  return directory
}

/** Names a migrated cluster to begin with; the tests give one, so that a short form does not make its own. */
export const clusterVariable = 'XIANJIE_BENCH_CLUSTER'

/** The embedded database in a directory, migrated, held until the endings run. */
export async function openScene(endings: Endings, dataDir: string, listen: 'tcp' | 'socket'): Promise<Scene> {
  const cluster = process.env[clusterVariable]
  const place = join(dataDir, 'postgres')
  if (cluster !== undefined && !existsSync(place)) execFileSync('cp', ['-a', cluster, place])
  const database = await openDatabase({ dataDir, connections: 2, listen })
  endings.add(() => database.close())
  const ownerUrl = database.ownerUrl
  if (ownerUrl === undefined) throw new Error('the embedded database gave no address of its owner')
  const owner = openPool(ownerUrl, 4)
  endings.add(() => owner.end())
  const backend = await owner.query<{ pid: number }>('select pg_backend_pid() as pid')
  return { dataDir, gatewayUrl: database.gatewayUrl, ownerUrl, owner, postmaster: parentOf(backend.rows[0]?.pid) }
}

/** A backend's parent is the postmaster; only Linux tells by this road. */
function parentOf(pid: number | undefined): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return undefined
  }
}
