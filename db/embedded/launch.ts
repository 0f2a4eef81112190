/**
 * Starts one postmaster and reads from its log why it ended, if it ends. It decides nothing about the next attempt
 * beyond naming the cure.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chownSync,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  unlinkSync,
} from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { type Account, CLEAN_ENVIRONMENT, identity } from './account.ts'
import { openOwn, readOwn } from './belongings.ts'
import { Lifeline } from './lifeline.ts'
import type { Place } from './place.ts'
import { isAlive, workingDirectory } from './processes.ts'
import { codeOf, EmbeddedDatabaseError } from './refusal.ts'

/** Eight megabytes tell the story of the last starts; one older file is kept beside. */
const LOG_BYTES = 8 * 1024 * 1024

const FIRST_PORT = 20_000
const PORTS = 10_000

export const logOf = (base: string): string => join(base, 'server.log')

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Stable for a directory, and below 32768, where Linux begins to hand out ports for outgoing connections. */
export function usualPort(base: string): number {
  return FIRST_PORT + (Number.parseInt(hashOf(base).slice(0, 6), 16) % PORTS)
}

export const portAfter = (port: number): number => (port + 1 < FIRST_PORT + PORTS ? port + 1 : FIRST_PORT)

/** Whether 127.0.0.1 takes a listener there, and can be reached at all: a network namespace may have no loopback. */
export function tryPort(port: number): Promise<'free' | 'taken' | 'no loopback'> {
  return new Promise((done) => {
    const server = createServer((socket) => socket.destroy())
    server.once('error', (error) => done(codeOf(error) === 'EADDRNOTAVAIL' ? 'no loopback' : 'taken'))
    server.listen(port, '127.0.0.1', () => {
      const visit = connect({ port, host: '127.0.0.1' })
      const end = (verdict: 'free' | 'no loopback'): void => {
        visit.destroy()
        server.close(() => done(verdict))
      }
      visit.once('connect', () => end('free'))
      visit.once('error', (error) => end(codeOf(error) === 'ENETUNREACH' ? 'no loopback' : 'free'))
    })
  })
}

/** Whether base itself can hold the socket: 107 bytes are all a socket's address has, and a comma separates a list. */
export function holdsSocket(base: string): boolean {
  return Buffer.byteLength(base) < 80 && /^[\w./-]+$/.test(base)
}

/** base, or where its name does not do, a directory of mode 700 in /tmp. Errors: SOCKET_DIRECTORY. */
export function socketDirectoryFor({ base, account }: Place): string {
  if (holdsSocket(base)) return base
  const directory = `/tmp/.xianjie-${hashOf(base).slice(0, 12)}`
  try {
    mkdirSync(directory, { mode: 0o700 })
    if (account.lent) chownSync(directory, account.uid, account.gid)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  }
  const stat = lstatSync(directory)
  if (stat.isDirectory() && stat.uid === account.uid && (stat.mode & 0o077) === 0) return directory
  throw new EmbeddedDatabaseError('SOCKET_DIRECTORY', `${directory} belongs to somebody else or is open to others.`)
}

export interface LaunchOrder {
  programs: string
  port: number
  /** Undefined: no TCP. */
  address: string | undefined
  /** Undefined: no socket. */
  socketDirectory: string | undefined
  settings: Readonly<Record<string, string>>
}

/** Why a postmaster ended: `lost` means another one was quicker, which is no failure. */
export type Ending = { why: 'lost' | 'port taken' | 'no shared memory' } | { why: 'fatal'; line: string }

export class Launch {
  readonly lifeline: Lifeline | undefined
  readonly pid: number | undefined
  ending: Ending | undefined

  constructor(place: Place, order: LaunchOrder) {
    const { base, data, account } = place
    if (order.socketDirectory) clearSocketLock(order.socketDirectory, order.port, place)
    const { descriptor, from } = openLog(base, account)
    let child: ChildProcess
    try {
      const settings = {
        listen_addresses: order.address ?? '',
        unix_socket_directories: order.socketDirectory ?? '',
        unix_socket_permissions: '0700',
        ...order.settings,
      }
      const words = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
      child = spawn(join(order.programs, 'bin/postgres'), ['-D', data, '-p', String(order.port), ...words], {
        cwd: '/',
        env: CLEAN_ENVIRONMENT,
        detached: true, // its own session: Ctrl-C in our terminal is for us to answer
        stdio: ['ignore', descriptor, descriptor],
        ...identity(account),
      })
    } finally {
      closeSync(descriptor)
    }
    child.on('error', (error) => this.#end({ why: 'fatal', line: error.message }))
    child.on('exit', () => this.#end(endingIn(logSince(base, account, from))))
    child.unref()
    this.pid = child.pid
    if (child.pid !== undefined) this.lifeline = Lifeline.watch(base, child.pid, account)
  }

  #end(ending: Ending): void {
    this.ending ??= ending
    this.lifeline?.abandon()
  }
}

function openLog(base: string, account: Account): { descriptor: number; from: number } {
  const log = logOf(base)
  if ((lstatSync(log, { throwIfNoEntry: false })?.size ?? 0) > LOG_BYTES) renameSync(log, `${log}.1`)
  const descriptor = openOwn(log, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT, account)
  return { descriptor, from: fstatSync(descriptor).size }
}

function logSince(base: string, account: Account, from: number): string {
  return Buffer.from(readOwn(logOf(base), account) ?? '')
    .subarray(from)
    .toString()
}

/** The end of the log, for a person to read. */
export function lastOfLog(base: string, account: Account): string {
  return (readOwn(logOf(base), account) ?? '').slice(-800).trim()
}

function endingIn(log: string): Ending {
  if (/could not bind IPv4 address .*Address already in use/.test(log)) return { why: 'port taken' }
  if (/could not (open|resize|create) shared memory segment/.test(log)) return { why: 'no shared memory' }
  const fatal = log.split('\n').filter((line) => /FATAL|PANIC/.test(line))
  // Words for "somebody else is at it": wait and look again.
  const telling = fatal.filter(
    (line) => !/lock file "postmaster.pid"|shared memory block|starting up|shutting down|in recovery/.test(line),
  )
  const last = telling.at(-1)
  if (last) return { why: 'fatal', line: last.replace(/^.*?(FATAL|PANIC):\s+/, '') }
  return fatal.length > 0 ? { why: 'lost' } : { why: 'fatal', line: 'it ended without a word' }
}

/**
 * PostgreSQL also believes the number in a socket's lock, which after a crash may be anybody's. The lock only guards
 * against a second server in this directory, which postmaster.pid does better, so losing it harms nobody.
 */
function clearSocketLock(directory: string, port: number, { data, account }: Place): void {
  const lock = join(directory, `.s.PGSQL.${port}.lock`)
  try {
    const pid = Number.parseInt(readFileSync(lock, 'utf8'), 10)
    if (!isAlive(pid) || workingDirectory(pid, account) !== data) unlinkSync(lock)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
  }
}
