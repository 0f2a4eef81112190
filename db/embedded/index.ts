/**
 * The door to the built-in PostgreSQL: starts it, or joins the one that runs on the directory, and leaves it. It
 * installs nothing, creates no accounts, and knows nothing of DATABASE_URL, which the caller obeys first.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Lifeline } from './lifeline.ts'
import type { Place } from './place.ts'
import { readPostmaster } from './postmaster.ts'
import { EmbeddedDatabaseError } from './refusal.ts'
import { Start } from './start.ts'

export { OWNER } from './initialise.ts'
export { EmbeddedDatabaseError, type EmbeddedDatabaseErrorCode } from './refusal.ts'
export { GATEWAY_LOGIN } from './roles.ts'

export interface EmbeddedOptions {
  /** A directory of the database's own, for example <dataDir>/postgres; it is made when missing. */
  dir: string
  /** How the addresses given back lead to the server; 'tcp' (127.0.0.1) when absent. */
  listen?: 'tcp' | 'socket'
  /** For the whole start, in milliseconds; 60,000 when absent. */
  timeoutMs?: number
  /** 'xianjie' when absent; created when missing. */
  database?: string
  /** PostgreSQL settings; they count only for the one who starts the server. */
  settings?: Record<string, string>
  /** Receives each of `notes` as it arises. */
  log?: (line: string) => void
}

export interface Embedded {
  /** The address of the owner, a superuser: for migrations only. Carries the password. */
  ownerUrl: string
  /** The address of xianjie_gateway_login: neither superuser nor owner, bound by grants and row security. */
  gatewayUrl: string
  /** Where pgdata, password files and server.log really are; differs from `dir` when that is out of reach. */
  base: string
  /** The postmaster's process number. */
  pid: number
  /** This call made the cluster. */
  created: boolean
  /** The server was running, or somebody else started it meanwhile. */
  attached: boolean
  /** What the operator should know, one sentence each. */
  notes: string[]
  /** Lets go of the server, and waits for its end when nobody else holds it. Close all connections first. */
  stop(): Promise<Farewell>
}

export type Farewell = 'stopped' | 'left running for others' | 'still stopping'

const TIMEOUT_MS = 60_000

/** The watch needs milliseconds to begin a shutdown; a server still ready after this has other holders. */
const OTHERS_MS = 1_000

/** A fast shutdown writes a checkpoint, which a slow disk may draw out. */
const SHUTDOWN_MS = 60_000

/**
 * Brings up the database in `dir`, or joins it. Calls may overlap, in one process and in many. Throws
 * EmbeddedDatabaseError and nothing else. Removes PG* variables from process.env: node-pg would obey them in every
 * later connection too.
 */
export async function startOrAttach(options: EmbeddedOptions): Promise<Embedded> {
  for (const name of Object.keys(process.env)) if (/^PG[A-Z_]+$/.test(name)) delete process.env[name]
  const notes: string[] = []
  const note = (line: string): void => {
    notes.push(line)
    options.log?.(line)
  }
  try {
    const joined = await new Start({
      dir: options.dir,
      listen: options.listen ?? 'tcp',
      timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
      database: options.database ?? 'xianjie',
      settings: options.settings ?? {},
      note,
    }).run()
    const { ownerUrl, gatewayUrl, pid, created, attached, place, lifeline } = joined
    let farewell: Promise<Farewell> | undefined
    const stop = (): Promise<Farewell> => {
      farewell ??= leave(place, pid, lifeline)
      return farewell
    }
    return { ownerUrl, gatewayUrl, base: place.base, pid, created, attached, notes, stop }
  } catch (cause) {
    if (cause instanceof EmbeddedDatabaseError) throw cause
    const words = cause instanceof Error ? cause.message : String(cause)
    throw new EmbeddedDatabaseError('UNEXPECTED', `The built-in database in ${options.dir} failed: ${words}`, { cause })
  }
}

async function leave({ data, account }: Place, pid: number, lifeline: Lifeline): Promise<Farewell> {
  lifeline.release('bye')
  const since = Date.now()
  for (;;) {
    const seen = readPostmaster(data, account)
    if (seen.state === 'none' || seen.state === 'dead' || !('pid' in seen) || seen.pid !== pid) return 'stopped'
    const waited = Date.now() - since
    if (seen.state === 'ready' && waited > OTHERS_MS) return 'left running for others'
    if (waited > SHUTDOWN_MS) return 'still stopping'
    await sleep(15)
  }
}
