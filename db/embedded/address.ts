/**
 * Where a server of ours listens: a port of 127.0.0.1 that is free, and a directory for its Unix socket. It asks the
 * machine and reserves nothing; a port lost between the asking and the start shows in the server's log.
 */
import { createHash } from 'node:crypto'
import { chownSync, lstatSync, mkdirSync, readFileSync, unlinkSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import type { Place } from './place.ts'
import { isAlive, workingDirectory } from './processes.ts'
import { codeOf, EmbeddedDatabaseError } from './refusal.ts'

const FIRST_PORT = 20_000
const PORTS = 10_000

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Stable for a directory, and below 32768, where Linux begins to hand out ports for outgoing connections. */
export function usualPort(base: string): number {
  return FIRST_PORT + (Number.parseInt(hashOf(base).slice(0, 6), 16) % PORTS)
}

export const portAfter = (port: number): number => (port + 1 < FIRST_PORT + PORTS ? port + 1 : FIRST_PORT)

/** Whether 127.0.0.1 takes a listener there, and can be reached at all: a network namespace may have no loopback. */
function tryPort(port: number): Promise<'free' | 'taken' | 'no loopback'> {
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

/** The first free port from `port` on, or why there is none. A hundred in a row being taken means something else. */
export async function freePortFrom(port: number): Promise<number | 'no loopback' | 'all taken'> {
  let candidate = port
  for (let tries = 0; tries < 100; tries += 1) {
    const verdict = await tryPort(candidate)
    if (verdict === 'free') return candidate
    if (verdict === 'no loopback') return verdict
    candidate = portAfter(candidate)
  }
  return 'all taken'
}

/**
 * PostgreSQL also believes the number in a socket's lock, which after a crash may be anybody's. The lock only guards
 * against a second server in this directory, which postmaster.pid does better, so losing it harms nobody.
 */
export function clearSocketLock(directory: string, port: number, { data, account }: Place): void {
  const lock = join(directory, `.s.PGSQL.${port}.lock`)
  try {
    const pid = Number.parseInt(readFileSync(lock, 'utf8'), 10)
    if (!isAlive(pid) || workingDirectory(pid, account) !== data) unlinkSync(lock)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
  }
}
