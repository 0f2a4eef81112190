/**
 * Under which account PostgreSQL runs, and how its programs are started: PostgreSQL refuses root, so root lends its
 * work to another account. Nothing here creates accounts or changes the machine.
 */
import { type SpawnSyncReturns, spawnSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { codeOf, EmbeddedDatabaseError, shellWord } from './refusal.ts'

export interface Account {
  readonly uid: number
  readonly gid: number
  /** True when we are root and must hand files and processes over to `uid`. */
  readonly lent: boolean
}

/** What spawn() needs to become the account; empty when we are it already. libuv drops supplementary groups. */
export function identity(account: Account): { uid?: number; gid?: number } {
  return account.lent ? { uid: account.uid, gid: account.gid } : {}
}

/**
 * The only environment a child gets: LANG, LD_LIBRARY_PATH, PGDATA, TMPDIR and their kin of the caller's shell have
 * each broken a start once.
 */
export const CLEAN_ENVIRONMENT: NodeJS.ProcessEnv = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LC_ALL: 'C',
  TZ: 'UTC',
  HOME: '/',
}

/** Runs a short program as the account and waits. 20 s is far above anything asked here and ends a hung mount. */
export function runAs(account: Account, command: string, args: readonly string[]): SpawnSyncReturns<string> {
  return spawnSync(command, args, {
    cwd: '/',
    env: CLEAN_ENVIRONMENT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 20_000,
    ...identity(account),
  })
}

/** Everything a failed program said, on one string. */
export function complaint(result: SpawnSyncReturns<string>): string {
  return [result.error?.message, result.stderr, result.stdout].filter(Boolean).join('\n').trim()
}

interface PasswdEntry {
  name: string
  uid: number
  gid: number
}

function passwdEntries(): PasswdEntry[] {
  let text = ''
  try {
    text = readFileSync('/etc/passwd', 'utf8')
  } catch {
    // A container without the file has no accounts to offer; the caller says so.
  }
  const entries: PasswdEntry[] = []
  for (const line of text.split('\n')) {
    const [name, , uid, gid] = line.split(':')
    if (name && uid && gid) entries.push({ name, uid: Number(uid), gid: Number(gid) })
  }
  return entries
}

/**
 * The account for the database in `base`: ourselves, or, when we are root, the owner of `base`, else `postgres`, else
 * `nobody`, else any other. Errors: OTHER_OWNER, NO_ACCOUNT, NO_SETUID.
 */
export function accountFor(base: string): Account {
  const self = process.getuid?.() ?? 0
  const owner = statSync(base, { throwIfNoEntry: false })
  if (self !== 0) {
    if (owner && owner.uid !== self) {
      throw new EmbeddedDatabaseError(
        'OTHER_OWNER',
        `The database files in ${base} belong to uid ${owner.uid}, and we are uid ${self}. ` +
          `Start as that user or as root, or once, as root: chown -R ${self} ${shellWord(base)}`,
      )
    }
    return { uid: self, gid: process.getgid?.() ?? 0, lent: false }
  }
  if (owner && owner.uid !== 0) return provenAccount({ uid: owner.uid, gid: owner.gid })
  const entries = passwdEntries().filter((entry) => entry.uid > 0)
  const chosen =
    entries.find((entry) => entry.name === 'postgres') ?? entries.find((entry) => entry.name === 'nobody') ?? entries[0]
  if (!chosen) {
    throw new EmbeddedDatabaseError(
      'NO_ACCOUNT',
      'Running as root, and /etc/passwd has no other account that PostgreSQL could run as. Start as an ordinary user.',
    )
  }
  return provenAccount(chosen)
}

/** Capabilities may be dropped (EPERM), or the user namespace may know one uid only (EINVAL): try before promising. */
function provenAccount({ uid, gid }: { uid: number; gid: number }): Account {
  const account: Account = { uid, gid, lent: true }
  const probe = runAs(account, '/bin/sh', ['-c', ':'])
  if (codeOf(probe.error) === 'ENOENT') {
    throw new EmbeddedDatabaseError('UNSUPPORTED_PLATFORM', 'There is no /bin/sh here, and PostgreSQL needs one.')
  }
  if (probe.error) {
    throw new EmbeddedDatabaseError(
      'NO_SETUID',
      `Running as root, but this container does not let us switch to uid ${uid} (${codeOf(probe.error)}), and ` +
        'PostgreSQL refuses to run as root. Start it as an ordinary user (for example docker run --user node).',
    )
  }
  return account
}

/** Whether the account can enter the directory; a parent of mode 700 is the usual reason why not. */
export function canEnter(account: Account, directory: string): boolean {
  if (!account.lent) return true
  return runAs(account, '/bin/sh', ['-c', 'cd -- "$1"', 'sh', directory]).status === 0
}
