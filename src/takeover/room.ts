// What a take-over needs from outside, given in once, and what a run is told by.
import { createHash, randomBytes } from 'node:crypto'
import { run as ask, type Pool } from '../../db/index.ts'
import type { TakeoverMapping } from '../../schemas/index.ts'
import type { Directory } from '../agencies/index.ts'
import type { CasesDeps } from '../cases/index.ts'
import { canonical, type Sealer, uuidv7 } from '../kernel/index.ts'
import type { MaterialsRoom } from '../materials/index.ts'
import type { Penalties } from '../penalties/index.ts'
import type { Dump } from './dump/index.ts'

export interface TakeoverRoom {
  readonly pool: Pool
  readonly now: () => number
  readonly sealer: Sealer
  /** Organs that may act today. */
  readonly directory: () => Promise<Directory>
  readonly penalties: (now: () => number) => Penalties
  /** Where bytes are kept; files are taken in at the moment of the run. */
  readonly materials: (now: () => Date) => MaterialsRoom
  readonly optInsFor: CasesDeps['optInsFor']
  /** Compact JWS by the gateway's key. */
  readonly sign: (payload: object, header: { readonly typ: string }) => Promise<string> | string
  readonly issuer: string
}

export interface TakeoverPlan {
  readonly dump: Dump
  readonly mapping: TakeoverMapping
  /** Nothing is made of the rows; what has no mapping is listed. */
  readonly dry: boolean
  /** Where the files are that the attachments name. */
  readonly files?: string | undefined
  readonly progress: (stage: 'staging' | 'reading' | 'comparing', what: string, done: number) => void
}

export interface Installation {
  readonly id: string
  readonly code: string
  readonly secret: Buffer
}

export interface Run {
  readonly installation: Installation
  readonly id: string
  readonly no: number
  readonly dry: boolean
  readonly importedAtMs: number
  readonly stage: 'staging' | 'reading' | 'comparing' | 'done'
  /** Tables that are staged, with what became of them. */
  readonly tables: Readonly<Record<string, object>>
}

/** By what the records of an installation are known in other rooms. */
export const originOf = (run: Run): string => `takeover:${run.installation.code}`

/** What was asked cannot be done; the message says what to do. */
export class TakeoverRefused extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'TakeoverRefused'
  }
}

const secretBytes = 32

/** The installation with this code, made where there is none. */
export async function installationOf(room: TakeoverRoom, code: string, name: string): Promise<Installation> {
  const sealed = room.sealer.seal(randomBytes(secretBytes).toString('base64url'))
  const [found] = await ask<{ id: string; secret: string }>(
    room.pool,
    {
      name: 'takeover_installation',
      text: `with made as (
  insert into takeover_installation (id, code, name, secret) values ($1, $2, $3, $4) on conflict (code) do nothing returning id, secret
)
select id, secret from made union all select id, secret from takeover_installation where code = $2`,
    },
    [uuidv7(room.now()), code, name, sealed],
  )
  if (found === undefined) return installationOf(room, code, name)
  return { id: found.id, code, secret: Buffer.from(room.sealer.unseal(found.secret), 'base64url') }
}

interface RunRow extends Record<string, unknown> {
  readonly id: string
  readonly no: number
  readonly stage: Run['stage']
  readonly imported_at: Date
  readonly progress: { readonly tables?: Record<string, object> }
}

/** The run that was cut off, where the same is asked again; else a new one. `asked`: digest of what is asked. */
export async function beginRun(
  room: TakeoverRoom,
  installation: Installation,
  { dry, asked }: { readonly dry: boolean; readonly asked: string },
): Promise<Run> {
  const columns = 'id, no, stage, imported_at, progress'
  const [last] = await ask<RunRow & { asked: string; dry: boolean }>(
    room.pool,
    {
      name: 'takeover_run_last',
      text: `select ${columns}, asked, dry from takeover_run where installation_id = $1 order by no desc limit 1`,
    },
    [installation.id],
  )
  const goesOn = last !== undefined && last.stage !== 'done' && last.asked === asked && last.dry === dry
  const row = goesOn
    ? last
    : (
        await ask<RunRow>(
          room.pool,
          {
            name: 'takeover_run_begin',
            text: `insert into takeover_run (id, installation_id, no, dry, imported_at, asked) values ($1, $2, $3, $4, $5, $6) returning ${columns}`,
          },
          [uuidv7(room.now()), installation.id, (last?.no ?? 0) + 1, dry, new Date(room.now()), asked],
        )
      )[0]
  if (row === undefined) throw new Error('a run that was written cannot be read')
  return {
    ...{ installation, dry, id: row.id, no: row.no, stage: row.stage },
    ...{ importedAtMs: row.imported_at.getTime(), tables: row.progress.tables ?? {} },
  }
}

export const tableStaged = (room: TakeoverRoom, run: Run, table: string, what: object) =>
  ask(
    room.pool,
    {
      name: 'takeover_run_table',
      text: `update takeover_run set progress = jsonb_set(progress, '{tables}', coalesce(progress->'tables', '{}') || jsonb_build_object($2::text, $3::jsonb)) where id = $1`,
    },
    [run.id, table, JSON.stringify(what)],
  )

export const runStands = (room: TakeoverRoom, run: Run, stage: Run['stage']) =>
  ask(room.pool, { name: 'takeover_run_stage', text: 'update takeover_run set stage = $2 where id = $1' }, [
    run.id,
    stage,
  ])

export const digestOfMapping = (mapping: TakeoverMapping): Buffer =>
  createHash('sha256')
    .update(canonical(mapping as never))
    .digest()
