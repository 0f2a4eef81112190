// Checks the tree against itself and against what was signed: leaves without a gap, subtrees and roots made anew, every
// signature, and a checkpoint that somebody kept outside. Reads everything, a page at a time, and changes nothing.
import type { Pool, Queryable, Statement } from '../../db/index.ts'
import { readCheckpoint } from './checkpoint.ts'
import { Frontier } from './frontier.ts'
import { type LogKey, logKeyOf } from './log-key.ts'
import { leafHash, tileWidth } from './merkle.ts'
import { verifierKeys } from './published.ts'
import { lastCheckpoint } from './tree.ts'

export interface TreeFault {
  readonly fault:
    | 'no_checkpoint'
    | 'leaf_missing'
    | 'leaf_unsigned'
    | 'subtree_differs'
    | 'root_differs'
    | 'checkpoint_order'
    | 'checkpoint_signature'
    | 'checkpoint_unknown_key'
    | 'held_checkpoint_unreadable'
    | 'held_checkpoint_ahead'
    | 'held_checkpoint_differs'
  /** Leaf, size or number that it is about. */
  readonly at: number
}

export interface HeldCheckpoint {
  readonly note: string
  /** Verifier keys known from outside; left out, those in the database are believed. */
  readonly keys?: readonly string[]
}

interface SignedRow {
  readonly no: string
  readonly size: string
  readonly root: Buffer
  readonly note: string
  readonly key: string
}

const signedPage: Statement = {
  name: 'journal_checkpoints_after',
  text: 'select no, size, root, note, key from journal_checkpoint where no > $1::bigint and size <= $2::bigint order by no limit 1000',
}
const leafPage: Statement = {
  name: 'journal_leaves_after',
  text: 'select no, entry from journal_leaf where no >= $1::bigint and no < $2::bigint order by no',
}
const subtreePage: Statement = {
  name: 'journal_subtrees_between',
  text: 'select no, hash from journal_subtree where level = $1::smallint and no >= $2::bigint and no < $3::bigint order by no',
}
const beyond: Statement = {
  name: 'journal_leaves_beyond',
  text: 'select no from journal_leaf where no >= $1::bigint and $1::bigint = (select size from journal_checkpoint order by no desc limit 1) order by no limit 1',
}
const subtreesBeyond: Statement = {
  name: 'journal_subtrees_beyond',
  text: `select no from journal_subtree where no >= $1::bigint / (256::numeric ^ level)::bigint
    and $1::bigint = (select size from journal_checkpoint order by no desc limit 1) limit 1`,
}
const pageLeaves = tileWidth * 16

/** Faults in the order of the leaves; the first that breaks the tree hides none before it. */
export async function verifyTree(
  pool: Pool,
  held: HeldCheckpoint | null = null,
): Promise<{ size: number; faults: TreeFault[] }> {
  const faults: TreeFault[] = []
  const last = await lastCheckpoint(pool)
  if (last === null) return { size: 0, faults: [{ fault: 'no_checkpoint', at: 0 }] }
  const keys = await verifierKeys(pool)
  const marks = await signedMarks(pool, last.size, keys, faults)
  const kept = held === null ? null : heldMark(held, keys, last.size, faults)
  const roots = await rootsOf(pool, last.size, new Set([...marks.keys(), ...(kept ? [kept.size] : [])]), faults)
  for (const [size, root] of marks) if (!roots.get(size)?.equals(root)) faults.push({ fault: 'root_differs', at: size })
  if (kept && !roots.get(kept.size)?.equals(kept.root)) faults.push({ fault: 'held_checkpoint_differs', at: kept.size })
  for (const statement of [beyond, subtreesBeyond]) {
    const { rows } = await pool.query<{ no: string }>({ ...statement, values: [last.size] })
    if (rows[0] !== undefined) faults.push({ fault: 'leaf_unsigned', at: Number(rows[0].no) })
  }
  return { size: last.size, faults }
}

/** What every signed checkpoint says of its size; two that say different things are a fault by themselves. */
async function signedMarks(db: Queryable, size: number, keys: readonly string[], faults: TreeFault[]) {
  const known = new Map(keys.map((key) => [key, logKeyOf(key)]))
  const marks = new Map<number, Buffer>()
  let former = 0
  for (let after = '0'; ; ) {
    const { rows } = await db.query<SignedRow>({ ...signedPage, values: [after, size] })
    for (const row of rows) {
      const at = Number(row.size)
      if (at < former) faults.push({ fault: 'checkpoint_order', at })
      former = Math.max(former, at)
      const fault = signatureFault(row, known)
      if (fault !== null) faults.push({ fault, at })
      if (marks.get(at)?.equals(row.root) === false) faults.push({ fault: 'root_differs', at })
      marks.set(at, row.root)
    }
    const end = rows.at(-1)
    if (end === undefined) return marks
    after = end.no
  }
}

function signatureFault({ note, key, size, root }: SignedRow, known: ReadonlyMap<string, LogKey | null>) {
  const verifier = known.get(key)
  if (verifier === undefined || verifier === null) return 'checkpoint_unknown_key'
  const said = readCheckpoint(note, verifier)
  if ('fault' in said || said.size !== Number(size) || !said.root.equals(root)) return 'checkpoint_signature'
  return null
}

function heldMark({ note, keys }: HeldCheckpoint, known: readonly string[], size: number, faults: TreeFault[]) {
  for (const key of keys ?? known) {
    const said = readCheckpoint(note, key)
    if ('fault' in said) continue
    if (said.size <= size) return said
    faults.push({ fault: 'held_checkpoint_ahead', at: said.size })
    return null
  }
  faults.push({ fault: 'held_checkpoint_unreadable', at: 0 })
  return null
}

/** The roots at some sizes, made from the leaves; on the way every complete subtree is held against the one that is kept. */
async function rootsOf(db: Queryable, size: number, wanted: ReadonlySet<number>, faults: TreeFault[]) {
  const roots = new Map<number, Buffer>()
  const frontier = new Frontier()
  const mark = () => wanted.has(frontier.size) && roots.set(frontier.size, frontier.root())
  mark()
  while (frontier.size < size) {
    const from = frontier.size
    const to = Math.min(size, from + pageLeaves)
    const { rows } = await db.query<{ no: string; entry: Buffer }>({ ...leafPage, values: [from, to] })
    const made = new Map<number, Map<number, Buffer>>()
    for (const { no, entry } of rows) {
      if (Number(no) !== frontier.size) break
      for (const { level, no: at, hash } of frontier.add(leafHash(entry)))
        made.set(level, (made.get(level) ?? new Map<number, Buffer>()).set(at, hash))
      mark()
    }
    await compareSubtrees(db, made, faults)
    if (frontier.size < to) {
      faults.push({ fault: 'leaf_missing', at: frontier.size })
      return roots
    }
  }
  return roots
}

async function compareSubtrees(
  db: Queryable,
  made: ReadonlyMap<number, ReadonlyMap<number, Buffer>>,
  faults: TreeFault[],
): Promise<void> {
  for (const [level, hashes] of made) {
    const numbers = [...hashes.keys()]
    const values = [level, Math.min(...numbers), Math.max(...numbers) + 1]
    const { rows } = await db.query<{ no: string; hash: Buffer }>({ ...subtreePage, values })
    const kept = new Map(rows.map((row) => [Number(row.no), row.hash]))
    for (const [no, hash] of hashes)
      if (!kept.get(no)?.equals(hash)) faults.push({ fault: 'subtree_differs', at: no * tileWidth ** level })
  }
}
