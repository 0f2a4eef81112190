// Acts outside of cases: a draw announced, a statement frozen. Each matter is a chain of its own, sealed as a case's is, and
// its links become leaves of the same tree; so what was announced before a checkpoint is provably older than its root.
import { hash } from 'node:crypto'
import type { Queryable, Statement } from '../../db/index.ts'
import { type ChainFault, commitmentOf, type JournalSeal, type KeptEntry, linkOf, seal } from './chain.ts'
import { matterEntryOf } from './leaf.ts'
import { inclusionPath } from './merkle.ts'
import { hashesOf } from './tree.ts'

export { matterEntryOf } from './leaf.ts'

/** The link before a matter's first entry: bound to its name, so that chains cannot be exchanged. */
export const firstMatterLink = (matter: string): Buffer =>
  hash('sha256', Buffer.from(`xianjie/matter/1\n${matter}`), 'buffer')

const lastLink: Statement = {
  name: 'journal_matter_last',
  text: 'select link from journal_matter where matter = $1 and version = $2',
}
const write: Statement = {
  name: 'journal_matter_write',
  text: `with written as (
    insert into journal_matter (matter, version, salt, commitment, link, at) values ($1, $2, $3, $4, $5, $6)
    returning matter, version, link
  )
  insert into journal_matter_pending (matter, version, link) select matter, version, link from written`,
}

/**
 * Seals the next act of a matter on the connection of its transaction. Versions count from 1 without a gap; whoever calls
 * holds the matter's row, so that nobody else seals the same number.
 */
export async function sealMatter(
  connection: Queryable,
  matter: string,
  version: number,
  canonicalText: string,
  at: Date,
): Promise<JournalSeal> {
  let former = firstMatterLink(matter)
  if (version > 1) {
    const { rows } = await connection.query<{ link: Buffer }>({ ...lastLink, values: [matter, version - 1] })
    if (rows[0] === undefined) throw new Error(`${matter} has no entry ${version - 1}`)
    former = rows[0].link
  }
  const sealed = seal(canonicalText, former)
  await connection.query({
    ...write,
    values: [matter, version, sealed.salt, sealed.commitment, sealed.link, at],
  })
  return sealed
}

interface SignedNote {
  readonly note: string
  readonly key: string
}

/** An entry of a matter with its place in the tree. */
export interface MatterSeal extends JournalSeal {
  readonly index: number
  /** The first checkpoint whose tree holds it. */
  readonly checkpoint: SignedNote & { readonly size: number; readonly root: Buffer; readonly at: Date }
  /** The last one whose tree does not; null where there was none. */
  readonly former: SignedNote | null
  /** Path in the tree of the checkpoint's size. */
  readonly proof: readonly Buffer[]
}

/** Checkpoints grow with their numbers; looked for from the last one backwards, what was sealed lately is found at once. */
const placed: Statement = {
  name: 'journal_matter_placed',
  text: `select m.salt, m.commitment, m.link, l.no as index, c.size, c.root, c.note, c.key, c.at, f.note as former_note, f.key as former_key
    from journal_matter m join journal_leaf l on l.matter = m.matter and l.version = m.version
    left join lateral (select no, note, key from journal_checkpoint where size <= l.no order by no desc limit 1) f on true
    cross join lateral (select * from journal_checkpoint where no > coalesce(f.no, 0) order by no limit 1) c
    where m.matter = $1 and m.version = $2`,
}

/** Null while the tree does not hold it. */
export async function sealOfMatter(db: Queryable, matter: string, version: number): Promise<MatterSeal | null> {
  const { rows } = await db.query<
    JournalSeal & {
      index: string
      size: string
      root: Buffer
      note: string
      key: string
      at: Date
      former_note: string | null
      former_key: string | null
    }
  >({ ...placed, values: [matter, version] })
  const [row] = rows
  if (row === undefined) return null
  const { salt, commitment, link, root, note, key, at, former_note, former_key } = row
  const [index, size] = [Number(row.index), Number(row.size)]
  return {
    ...{ salt, commitment, link, index },
    checkpoint: { size, root, note, key, at },
    former: former_note === null || former_key === null ? null : { note: former_note, key: former_key },
    proof: await inclusionPath(index, size, hashesOf(db)),
  }
}

const chain: Statement = {
  name: 'journal_matter_chain',
  text: `select m.version, m.salt, m.commitment, m.link, l.entry, p.link is not null as pending
    from journal_matter m left join journal_leaf l on l.matter = m.matter and l.version = m.version
    left join journal_matter_pending p on p.matter = m.matter and p.version = m.version
    where m.matter = $1 order by m.version`,
}
const beyond: Statement = {
  name: 'journal_matter_beyond',
  text: 'select min(version) as version from journal_leaf where matter = $1 and version > $2',
}

export interface MatterFault {
  readonly version: number
  readonly fault: ChainFault['fault'] | 'not_in_tree' | 'leaf_differs' | 'cut_off'
}

/** Holds the chain of a matter against the kept bytes, in order of version from 1, and against the tree. Null when all hold. */
export async function matterFault(
  db: Queryable,
  matter: string,
  bodies: readonly string[],
): Promise<MatterFault | null> {
  const { rows } = await db.query<KeptEntry & { entry: Buffer | null; pending: boolean }>({
    ...chain,
    values: [matter],
  })
  let former = firstMatterLink(matter)
  for (const [i, body] of bodies.entries()) {
    const entry = rows[i]
    const version = i + 1
    if (entry === undefined || entry.version !== version) return { version, fault: 'missing' }
    if (!commitmentOf(entry.salt, body).equals(entry.commitment)) return { version, fault: 'commitment' }
    former = linkOf(former, entry.commitment)
    if (!former.equals(entry.link)) return { version, fault: 'link' }
    if (entry.entry === null && !entry.pending) return { version, fault: 'not_in_tree' }
    if (entry.entry !== null && !entry.entry.equals(matterEntryOf(entry.link)))
      return { version, fault: 'leaf_differs' }
  }
  if (rows.length > bodies.length) return { version: bodies.length + 1, fault: 'bytes_missing' }
  const cut = (await db.query<{ version: number | null }>({ ...beyond, values: [matter, bodies.length] })).rows[0]
  return cut === undefined || cut.version === null ? null : { version: cut.version, fault: 'cut_off' }
}

const matters: Statement = {
  name: 'journal_matters_after',
  text: `select matter from (
    select matter from journal_matter where version = 1 and matter > $1 and starts_with(matter, $2)
    union select matter from journal_leaf where version = 1 and matter > $1 and starts_with(matter, $2)
  ) m order by matter limit $3`,
}

/** Names of matters that begin with a prefix, in order: also of one that was taken away everywhere but in the tree. */
export async function mattersAfter(db: Queryable, after: string, prefix: string, limit: number): Promise<string[]> {
  return (await db.query<{ matter: string }>({ ...matters, values: [after, prefix, limit] })).rows.map((r) => r.matter)
}
