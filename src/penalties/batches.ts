// The batches that brought records: a request or a file, what became of its records, and how far a file has been read.
import { run } from '../../db/index.ts'
import { uuidv7 } from '../kernel/index.ts'
import type { Outcome, Result } from './incoming.ts'
import type { Penalties } from './room.ts'

/** A file on its way in; `position` = records of it that are dealt with once this batch is kept. */
export interface BatchFile {
  readonly id: string
  readonly position: number
}

export type Counts = Readonly<Record<Outcome, number>>

export function countsOf(results: readonly Result[]): Counts {
  const counts = { created: 0, updated: 0, unchanged: 0, quarantined: 0, refused: 0 }
  for (const { outcome } of results) counts[outcome] += 1
  return counts
}

const countColumns = 'created, updated, unchanged, quarantined, refused'

export const batchStatement = `
insert into penalty_batch (id, origin, client_id, position, started_at, finished_at, ${countColumns})
values ($1, $2, $3, $4, $5::timestamptz, $5::timestamptz, $6, $7, $8, $9, $10)`

export const positionStatement = `
update penalty_batch set position = $2, created = created + $3, updated = updated + $4, unchanged = unchanged + $5,
  quarantined = quarantined + $6, refused = refused + $7 where id = $1`

export interface FileRun {
  readonly id: string
  /** Records of it that an earlier run has dealt with. */
  readonly position: number
  readonly counts: Counts
}

type Row = Counts & { readonly id: string; readonly position: string }

const runOf = ({ id, position, ...counts }: Row): FileRun => ({ id, position: Number(position), counts })

/** The run of a file that was cut off, or a new one. `digest` = SHA-256 of the file, in hexadecimal. */
export async function beginFile(room: Penalties, originId: string, name: string, digest: string): Promise<FileRun> {
  const [left] = await run<Row>(
    room.pool,
    `select id, position, ${countColumns} from penalty_batch
     where origin = $1 and file_digest = decode($2, 'hex') and finished_at is null order by started_at desc limit 1`,
    [originId, digest],
  )
  if (left !== undefined) return runOf(left)
  const at = new Date(room.now()).toISOString()
  const [begun] = await run<Row>(
    room.pool,
    `insert into penalty_batch (id, origin, name, file_digest, position, started_at, ${countColumns})
     values ($1, $2, $3, decode($4, 'hex'), 0, $5, 0, 0, 0, 0, 0) returning id, position, ${countColumns}`,
    [uuidv7(room.now()), originId, name, digest, at],
  )
  return runOf(begun as Row)
}

/** The file has been read to its end; what it came to in all of its runs. */
export async function endFile(room: Penalties, id: string): Promise<Counts> {
  const [row] = await run<Row>(
    room.pool,
    `update penalty_batch set finished_at = $2 where id = $1 returning id, position, ${countColumns}`,
    [id, new Date(room.now()).toISOString()],
  )
  return runOf(row as Row).counts
}

/** As a part of another room's statement: a figure over what an origin has live. */
export const livePenalties = (figure: string, origin: string): string =>
  `select ${figure} from penalty_case where origin = ${origin} and state = 'live'`
