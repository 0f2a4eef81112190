/**
 * Starts one postmaster and reads from its log why it ended, if it ends. It decides nothing about the next attempt
 * beyond naming the cure.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, constants, fstatSync, lstatSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { type Account, CLEAN_ENVIRONMENT, identity } from './account.ts'
import { clearSocketLock } from './address.ts'
import { openOwn, readOwn } from './belongings.ts'
import { Lifeline } from './lifeline.ts'
import type { Place } from './place.ts'

/** Eight megabytes tell the story of the last starts; one older file is kept beside. */
const LOG_BYTES = 8 * 1024 * 1024

export const logOf = (base: string): string => join(base, 'server.log')

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
