/**
 * Remembers in which machine and process namespace the server was started. Two containers on one volume do not see
 * each other's processes, and a second server on one data directory destroys it: this refuses what PostgreSQL's own
 * check cannot see. It does not reach across hosts.
 */
import { closeSync, constants, readFileSync, readlinkSync, writeSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { openOwn, readOwn } from './belongings.ts'
import { Lifeline } from './lifeline.ts'
import type { Place } from './place.ts'

function here(): string {
  try {
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${readlinkSync('/proc/self/ns/pid')}`
  } catch {
    return hostname()
  }
}

export function takeSeat({ base, account }: Place): void {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC
  const descriptor = openOwn(join(base, 'started-in'), flags, account)
  writeSync(descriptor, `${here()}\n`)
  closeSync(descriptor)
}

/**
 * True when the server was started elsewhere and somebody there still holds on to it. The pipe tells, for it works
 * across the containers of one host: its reader lives as long as a holder does.
 */
export function isTakenElsewhere({ base, account }: Place): boolean {
  const seat = readOwn(join(base, 'started-in'), account)?.trim()
  if (!seat || seat === here()) return false
  return Lifeline.isWatched(base)
}
