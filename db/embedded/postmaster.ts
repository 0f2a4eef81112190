/**
 * Reads postmaster.pid, PostgreSQL's own record of who runs on a data directory, and judges whether it is true. It
 * keeps no lock of its own: PostgreSQL's interlock is the one that counts.
 */
import { closeSync, constants, ftruncateSync, lstatSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Account } from './account.ts'
import { openOwn, readOwn } from './belongings.ts'
import { isAlive, workingDirectory } from './processes.ts'
import { codeOf } from './refusal.ts'

export type Postmaster =
  | { state: 'none' }
  /** The file has been empty for a while: a crash or a full disk between creating and filling it. */
  | { state: 'empty' }
  /** `dead`: nobody has the number. `foreign`: somebody has it who is no postmaster of this directory. */
  | { state: 'dead' | 'foreign'; pid: number }
  /** `busy`: it starts, recovers or stops. `ready`: it takes connections where the other fields say. */
  | { state: 'busy'; pid: number }
  | { state: 'ready'; pid: number; port: number; socketDirectory: string; address: string }

/** The writer fills the file within microseconds of creating it; three seconds allow for a machine that swaps. */
const EMPTY_MS = 3_000

/** Above the largest number Linux gives (2^22), so PostgreSQL takes such a record's owner for dead. */
const NOBODYS_PID = '99999999'

const pidFile = (data: string): string => join(data, 'postmaster.pid')

export function readPostmaster(data: string, account: Account): Postmaster {
  const text = readOwn(pidFile(data), account)
  if (text === undefined) return { state: 'none' }
  // Lines: pid, data directory, start time, port, socket directory, address, shared memory key, status.
  const lines = text.split('\n').map((line) => line.trim())
  const pid = Number(lines[0])
  if (!(pid > 0)) {
    const since = lstatSync(pidFile(data), { throwIfNoEntry: false })?.mtimeMs ?? Date.now()
    return Date.now() - since > EMPTY_MS ? { state: 'empty' } : { state: 'busy', pid: 0 }
  }
  if (!isAlive(pid)) return { state: 'dead', pid }
  // A postmaster changes into its data directory before it writes the file. Elsewhere than on Linux we cannot look.
  if (process.platform === 'linux' && workingDirectory(pid, account) !== data) {
    return isAlive(pid) ? { state: 'foreign', pid } : { state: 'dead', pid }
  }
  if (lines[7] !== 'ready') return { state: 'busy', pid }
  return { state: 'ready', pid, port: Number(lines[3]), socketDirectory: lines[4] ?? '', address: lines[5] ?? '' }
}

/**
 * Takes a false owner's number out of the record and leaves the rest: with the shared-memory line PostgreSQL itself
 * still refuses while an old backend lives. Written through the descriptor that was judged, never by name: if another
 * postmaster has put its own file there meanwhile, the words go into the old, nameless one.
 */
export function disown(data: string, account: Account, falseOwner: number | 'empty'): void {
  let descriptor: number
  try {
    descriptor = openOwn(pidFile(data), constants.O_RDWR, account)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return // somebody cleared it away meanwhile
    throw error
  }
  try {
    const text = readFileSync(descriptor, 'utf8')
    if (falseOwner === 'empty' ? text.trim() !== '' : Number.parseInt(text, 10) !== falseOwner) return
    const rest = text.includes('\n') ? text.slice(text.indexOf('\n')) : '\n'
    const written = writeSync(descriptor, NOBODYS_PID + rest, 0)
    ftruncateSync(descriptor, written)
  } finally {
    closeSync(descriptor)
  }
}
