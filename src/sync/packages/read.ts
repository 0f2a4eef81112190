// Reads packages out of a directory: in the order of their numbers, each once, whatever order they came in. What was taken
// before is recognised; what is damaged, forged or not for us is set aside with the reason; what is missing is asked for.
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { inTransaction, run, type Statement } from '../../../db/index.ts'
import { closeGap, raiseGap } from '../gaps.ts'
import { type Looked, lookInto, NotTaken, openWhole } from './look.ts'
import type { Awaited } from './pack.ts'
import { type Peer, peerAgain, peerLocked } from './peers.ts'
import type { PackagesRoom } from './room.ts'
import { takeLines } from './take.ts'

const acknowledged: Statement = {
  name: 'sync_packages_acknowledged',
  text: `with acknowledged as (
  update package_out set acknowledged_at = $3, lines = '' where peer_id = $1 and no <= $2 and acknowledged_at is null
), emptied as (
  delete from package_item where peer_id = $1 and package_no <= $2
)
update peer set acknowledged_no = greatest(acknowledged_no, $2) where id = $1`,
}
const askedAgain: Statement = {
  name: 'sync_packages_asked',
  text: `update package_out set written_at = null where peer_id = $1 and no = any($2::int[]) and acknowledged_at is null`,
}
const lyingThere: Statement = {
  name: 'sync_packages_beyond',
  text: `update package_out set written_at = $3 where peer_id = $1 and no = any($2::int[]) and acknowledged_at is null`,
}
const takenBefore: Statement = {
  name: 'sync_package_taken',
  text: 'select digest from package_in where peer_id = $1 and no = $2',
}
const taken: Statement = {
  name: 'sync_package_take',
  text: `with kept as (
  insert into package_in (peer_id, no, digest, manifest, jws, taken_at) values ($1, $2, $3, $4, $5, $6)
)
update peer set taken_no = $2, taken_digest = $3, ack_owed = ack_owed or $7 where id = $1`,
}
const owe: Statement = { name: 'sync_peer_owe', text: 'update peer set ack_owed = true where id = $1' }
const aside: Statement = {
  name: 'sync_package_aside',
  // A medium that cannot be written brings the same file again and again.
  text: `insert into package_aside (peer_id, name, size, reason, detail, at) select $1::uuid, $2::text, $3::bigint, $4::text, $5::text, $6::timestamptz
    where not exists (select from package_aside where peer_id = $1 and name = $2 and size = $3 and reason = $4 and detail = $5)`,
}

export interface ReadReport extends Awaited {
  readonly taken: readonly number[]
  /** Numbers that had been taken before. */
  readonly repeated: readonly number[]
  readonly aside: readonly { readonly name: string; readonly reason: string; readonly detail: string }[]
}

export interface ReadOptions {
  /** A damaged file younger than this may still be on its way into the directory. */
  readonly settleMs?: number
}

const nothing: ReadReport = { taken: [], repeated: [], aside: [], beyond: [], missing: [] }

/** Takes what can be taken from `dir`. Where another replica is reading, nothing is done. */
export function readPackages(
  room: PackagesRoom,
  peerId: string,
  dir: string,
  { settleMs = 120_000 }: ReadOptions = {},
): Promise<ReadReport> {
  return inTransaction(room.pool, async (connection) => {
    if (!(await peerLocked(connection, peerId, 'reading'))) return nothing
    const reading = new Reading(room, await peerAgain(room.pool, peerId), dir, settleMs)
    return reading.all()
  })
}

interface Ready {
  readonly name: string
  readonly no: number
}

class Reading {
  readonly #room: PackagesRoom
  readonly #dir: string
  readonly #settleMs: number
  #peer: Peer
  readonly #taken: number[] = []
  readonly #repeated: number[] = []
  readonly #aside: { name: string; reason: string; detail: string }[] = []

  constructor(room: PackagesRoom, peer: Peer, dir: string, settleMs: number) {
    this.#room = room
    this.#peer = peer
    this.#dir = dir
    this.#settleMs = settleMs
  }

  async all(): Promise<ReadReport> {
    const ready: Ready[] = []
    for (const name of await namesIn(this.#dir)) {
      const no = await this.#examined(name)
      if (no !== undefined) ready.push({ name, no })
    }
    ready.sort((a, b) => a.no - b.no)
    for (const { name, no } of ready) {
      if (no > this.#peer.takenNo + 1) break
      if (no <= this.#peer.takenNo) await this.#again(name)
      else await this.#take(name)
    }
    const beyond = [...new Set(ready.map(({ no }) => no).filter((no) => no > this.#peer.takenNo + 1))]
    const missing = this.#missing(beyond)
    await this.#tellOfGaps(beyond, missing)
    return { taken: this.#taken, repeated: this.#repeated, aside: this.#aside, beyond, missing }
  }

  /** The number of a package that is the peer's; what it says of ours is heard whenever it can be taken itself. */
  async #examined(name: string): Promise<number | undefined> {
    return this.#opened(name, async ({ manifest }) => {
      const { through, missing, beyond } = manifest.acknowledges
      const { pool } = this.#room
      if (manifest.no <= this.#peer.takenNo) return manifest.no
      if (through > this.#peer.sentNo)
        throw new NotTaken('out_of_chain', `it acknowledges ${through}, which was never sent`)
      const now = new Date(this.#room.now())
      await run(pool, acknowledged, [this.#peer.id, through, now])
      if (beyond.length > 0) await run(pool, lyingThere, [this.#peer.id, beyond, now])
      if (missing.length > 0) await run(pool, askedAgain, [this.#peer.id, missing])
      return manifest.no
    })
  }

  async #take(name: string): Promise<void> {
    await this.#opened(name, async (looked) => {
      const { manifest, digest, bytes, jws } = looked
      if (manifest.no <= this.#peer.takenNo) return
      if (manifest.previous !== this.#peer.takenDigest)
        throw new NotTaken('out_of_chain', `number ${manifest.no} follows another package than the one taken before it`)
      const opened = await openWhole(looked)
      await takeLines(this.#room, this.#peer, opened)
      const says = opened.lines.length > 0
      const values = [this.#peer.id, manifest.no, digest, bytes.toString(), jws, new Date(this.#room.now()), says]
      await run(this.#room.pool, taken, values)
      this.#peer = await peerAgain(this.#room.pool, this.#peer.id)
      this.#taken.push(manifest.no)
      await rm(join(this.#dir, name), { force: true }).catch(() => {}) // a medium that cannot be written is read again
    })
  }

  /** Taken before: forgotten, and acknowledged once more, for its sender does not know. */
  async #again(name: string): Promise<void> {
    await this.#opened(name, async ({ manifest, digest }) => {
      const [before] = await run<{ digest: string }>(this.#room.pool, takenBefore, [this.#peer.id, manifest.no])
      if (before?.digest !== digest)
        throw new NotTaken('differs', `another package of the number ${manifest.no} was taken before`)
      if (!this.#repeated.includes(manifest.no) && !this.#taken.includes(manifest.no)) {
        this.#repeated.push(manifest.no)
        const says = manifest.files.length > 1 || (manifest.files[0]?.size ?? 0) > 0
        if (says) await run(this.#room.pool, owe, [this.#peer.id])
      }
      await rm(join(this.#dir, name), { force: true }).catch(() => {})
    })
  }

  async #opened<T>(name: string, work: (looked: Looked) => Promise<T>): Promise<T | undefined> {
    const path = join(this.#dir, name)
    const handle = await open(path, 'r').catch(() => undefined)
    if (handle === undefined) return undefined
    try {
      return await work(await lookInto(handle, this.#peer, this.#room.keyring.issuer))
    } catch (error) {
      if (!(error instanceof NotTaken)) throw error
      await this.#setAside(name, error)
      return undefined
    } finally {
      await handle.close()
    }
  }

  async #setAside(name: string, { reason, message }: NotTaken): Promise<void> {
    const path = join(this.#dir, name)
    const found = await stat(path).catch(() => undefined)
    if (found === undefined) return
    const unfinished = reason === 'damaged' || reason === 'not_a_package'
    if (unfinished && this.#room.now() - found.mtimeMs < this.#settleMs) return
    const { pool } = this.#room
    const now = new Date(this.#room.now())
    await run(pool, aside, [this.#peer.id, name.slice(0, 255), found.size, reason, message, now])
    this.#aside.push({ name, reason, detail: message })
    const kind =
      reason === 'forged' || reason === 'differs' || reason === 'out_of_chain' ? 'package_conflict' : 'package_gap'
    await raiseGap(
      pool,
      {
        kind,
        subject: kind === 'package_gap' ? `peer:${this.#peer.id}` : `peer:${this.#peer.id}:${name}`.slice(0, 200),
        detail: { peer: this.#peer.name, file: name, reason, detail: message },
      },
      now,
    )
    // Its sender is asked to write the next one again.
    await run(pool, owe, [this.#peer.id])
    const shelf = join(this.#dir, 'aside')
    try {
      await mkdir(shelf, { recursive: true })
      await rename(path, join(shelf, `${now.getTime()}-${name}`))
    } catch {
      // a medium that cannot be written: it is set aside again next time, and is one row more
    }
  }

  /** Numbers before what lies there; and the next one, where a file was damaged that may have been it. */
  #missing(beyond: readonly number[]): number[] {
    const { takenNo } = this.#peer
    const there = new Set(beyond)
    const last = Math.max(takenNo, ...beyond)
    const missing: number[] = []
    for (let no = takenNo + 1; no < last && missing.length < 1_000; no++) if (!there.has(no)) missing.push(no)
    if (missing.length === 0 && this.#aside.some(({ reason }) => reason === 'damaged' || reason === 'not_a_package'))
      missing.push(takenNo + 1)
    return missing
  }

  async #tellOfGaps(beyond: readonly number[], missing: readonly number[]): Promise<void> {
    const { pool } = this.#room
    const subject = `peer:${this.#peer.id}`
    const now = new Date(this.#room.now())
    if (beyond.length > 0) {
      await raiseGap(pool, { kind: 'package_gap', subject, detail: { peer: this.#peer.name, missing, beyond } }, now)
      await run(pool, owe, [this.#peer.id])
    } else if (this.#taken.length > 0) await closeGap(pool, 'package_gap', subject, 'the missing packages came', now)
  }
}

async function namesIn(dir: string): Promise<string[]> {
  try {
    const names = await readdir(dir)
    return names.filter((name) => name.endsWith('.zip') && !name.startsWith('.')).sort()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
