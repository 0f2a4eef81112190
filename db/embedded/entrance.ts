/**
 * Knocks at a server that says it is ready, makes sure it is the right one, and gives the two addresses: the owner's
 * and the gateway's. It says `retry` for what passes by itself and throws for what does not.
 */
import { join } from 'node:path'
import pg from 'pg'
import { OWNER } from './initialise.ts'
import type { Place } from './place.ts'
import type { Postmaster } from './postmaster.ts'
import { codeOf, EmbeddedDatabaseError } from './refusal.ts'
import { arrange, GATEWAY_LOGIN, proveLogin } from './roles.ts'

export type Listen = 'tcp' | 'socket'

export interface Entrance {
  ownerUrl: string
  gatewayUrl: string
  notes: string[]
}

export interface Knock {
  place: Place
  password: string
  listen: Listen
  database: string
}

type Ready = Postmaster & { state: 'ready' }

/** Starting, stopping, full, or just gone: each ends within seconds, or the deadline of the start names it. */
const PASSING = new Set(['57P03', '57P01', '53300', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOENT', ''])

const NO_ROUTE = new Set(['ENETUNREACH', 'EADDRNOTAVAIL', 'EHOSTUNREACH'])

/** Errors: PASSWORD, NO_LOOPBACK, START. */
export async function enter(seen: Ready, knock: Knock): Promise<Entrance | { retry: string }> {
  const { host, notes } = hostOf(seen, knock.listen)
  const owner = new pg.Client({
    ...{ host, port: seen.port, user: OWNER, password: knock.password, database: 'postgres', ssl: false },
    connectionTimeoutMillis: 5_000,
  })
  owner.on('error', () => {}) // a server stopped at this moment also rejects the query, which is where we listen
  try {
    await owner.connect()
    const { rows } = await owner.query<{ data_directory: string }>('show data_directory')
    if (rows[0]?.data_directory !== knock.place.data) return { retry: `port ${seen.port} answers for another database` }
    const password = await arrange(owner, knock.database, knock.place)
    const door = { host, port: seen.port, user: GATEWAY_LOGIN, password, database: knock.database, ssl: false }
    if (await proveLogin(owner, door)) notes.push('the gateway login did not fit its password file and was set anew')
    const urlOf = (user: string, word: string): string =>
      `postgres://${user}:${word}@${host.startsWith('/') ? encodeURIComponent(host) : host}:${seen.port}/${encodeURIComponent(knock.database)}`
    return { ownerUrl: urlOf(OWNER, knock.password), gatewayUrl: urlOf(GATEWAY_LOGIN, password), notes }
  } catch (error) {
    if (error instanceof EmbeddedDatabaseError) throw error
    const code = codeOf(error)
    const words = error instanceof Error ? error.message : String(error)
    if (NO_ROUTE.has(code) && knock.listen === 'tcp' && seen.socketDirectory) {
      const entrance = await enter(seen, { ...knock, listen: 'socket' })
      if ('notes' in entrance)
        entrance.notes.push(`127.0.0.1 cannot be reached (${code}); a Unix socket is used instead`)
      return entrance
    }
    if (PASSING.has(code)) return { retry: words }
    throw refusalOf(code, words, knock, error)
  } finally {
    await owner.end().catch(() => {})
  }
}

/** What the running server offers goes before what was asked for: it may serve others, who asked otherwise. */
function hostOf(seen: Ready, listen: Listen): { host: string; notes: string[] } {
  if (listen === 'socket' && !seen.socketDirectory) {
    return { host: '127.0.0.1', notes: ['the running server offers no Unix socket; TCP is used'] }
  }
  if (listen === 'tcp' && !seen.address) {
    return { host: seen.socketDirectory, notes: ['the running server offers no TCP; its Unix socket is used'] }
  }
  return { host: listen === 'socket' ? seen.socketDirectory : '127.0.0.1', notes: [] }
}

function refusalOf(code: string, words: string, { place }: Knock, cause: unknown): EmbeddedDatabaseError {
  if (code === '28P01' || code === '28000') {
    const file = join(place.base, 'password')
    return new EmbeddedDatabaseError('PASSWORD', `The password in ${file} does not fit this database.`, { cause })
  }
  if (NO_ROUTE.has(code)) {
    return new EmbeddedDatabaseError(
      'NO_LOOPBACK',
      `The running server listens on 127.0.0.1 only, which cannot be reached from here (${code}).`,
      { cause },
    )
  }
  return new EmbeddedDatabaseError('START', `The database in ${place.base} runs and refuses us: ${words} ${code}`, {
    cause,
  })
}
