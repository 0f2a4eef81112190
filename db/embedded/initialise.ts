/**
 * Makes a new cluster beside its place and renames it in, so that a half-made one is never seen and two first starts
 * cannot mix. It refuses to touch a directory that holds anything else.
 */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Account, CLEAN_ENVIRONMENT, identity } from './account.ts'
import { createOwn, flushDirectoryOf } from './belongings.ts'
import { makePipe } from './lifeline.ts'
import type { Place } from './place.ts'
import { bornAt, isAlive } from './processes.ts'
import { codeOf, EmbeddedDatabaseError } from './refusal.ts'

export const OWNER = 'xianjie_owner'

/**
 * Makes the cluster unless somebody else does. Returns the locale it got, or undefined when another process was
 * quicker. Errors: NOT_OURS, MOUNT_POINT, INITDB, TIMEOUT.
 */
export async function initialise(place: Place, programs: string, deadline: number): Promise<string | undefined> {
  const { base, account } = place
  if (!(await ourTurn(place, deadline))) return undefined
  if (existsSync(base) && readdirSync(base).length > 0) {
    throw new EmbeddedDatabaseError(
      'NOT_OURS',
      `${base} is not empty and holds no database (pgdata/PG_VERSION is missing). Nothing was changed.`,
    )
  }
  const draft = `${base}.new-${process.pid}-${bornAt(process.pid)}-${randomBytes(3).toString('hex')}`
  try {
    mkdirSync(draft, { mode: 0o700 })
    if (account.lent) chownSync(draft, account.uid, account.gid)
    for (const file of ['password', 'gateway-password']) createOwn(join(draft, file), newPassword(), account)
    const locale = await initdb(draft, programs, account)
    makePipe(join(draft, 'alive'), account)
    flushDirectoryOf(join(draft, 'password'))
    if (!putInPlace(draft, base)) return undefined
    flushDirectoryOf(base)
    return locale
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}

/** 24 random bytes: no dictionary reaches them, and base64url needs no quoting in a URL. */
export function newPassword(): string {
  return `${randomBytes(24).toString('base64url')}\n`
}

/** Sweeps drafts of the dead and waits for the living: eight initdb at once take longer than one and seven waits. */
async function ourTurn({ base, data }: Place, deadline: number): Promise<boolean> {
  for (;;) {
    let busy = false
    for (const draft of draftsOf(base)) {
      if (draft.living || !swept(draft.path)) busy = true
    }
    if (existsSync(join(data, 'PG_VERSION'))) return false
    if (!busy) return true
    if (Date.now() > deadline) {
      throw new EmbeddedDatabaseError(
        'TIMEOUT',
        `Another process has been creating the database in ${base} for too long.`,
      )
    }
    await sleep(60 + Math.random() * 80)
  }
}

/** False while an initdb that outlived its starter still writes there; its next word to a closed pipe ends it. */
function swept(draft: string): boolean {
  try {
    rmSync(draft, { recursive: true, force: true })
    return true
  } catch (error) {
    return codeOf(error) !== 'ENOTEMPTY' // what is not ours to remove does not stand in our way either
  }
}

function draftsOf(base: string): { path: string; living: boolean }[] {
  const prefix = `${basename(base)}.new-`
  const drafts: { path: string; living: boolean }[] = []
  for (const name of readdirSync(dirname(base))) {
    if (!name.startsWith(prefix)) continue
    const [pid = '', born] = name.slice(prefix.length).split('-')
    drafts.push({ path: join(dirname(base), name), living: isAlive(Number(pid)) && bornAt(Number(pid)) === born })
  }
  return drafts
}

/** False when another one is there already. rename(2) replaces an empty directory and nothing else. */
function putInPlace(draft: string, base: string): boolean {
  try {
    renameSync(draft, base)
    return true
  } catch (error) {
    if (existsSync(join(base, 'pgdata', 'PG_VERSION'))) return false
    if (codeOf(error) !== 'EBUSY' && codeOf(error) !== 'EXDEV') throw error
    throw new EmbeddedDatabaseError(
      'MOUNT_POINT',
      `${base} is a mount point, and the database is put in place by renaming a directory. ` +
        `Mount the volume at ${dirname(base)} instead.`,
    )
  }
}

/**
 * The builtin C.UTF-8 sorts by code point and depends on neither glibc nor ICU, so plain indexes survive an upgrade of
 * either. The libc locale remains for lc_ctype, which pg_trgm reads: with C it is blind to Chinese.
 */
async function initdb(draft: string, programs: string, account: Account): Promise<string> {
  const data = join(draft, 'pgdata')
  let said = ''
  for (const locale of ['C.UTF-8', 'en_US.UTF-8', 'C']) {
    const outcome = await runInitdb(join(programs, 'bin/initdb'), account, [
      ...['-D', data, '-U', OWNER, `--pwfile=${join(draft, 'password')}`, '--auth=scram-sha-256'],
      ...['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', `--locale=${locale}`],
      ...['--lc-messages=C', '--set=timezone=UTC', '--set=log_timezone=UTC', '--data-checksums'],
    ])
    if (outcome.status === 0) return locale
    said = outcome.said
    if (!/invalid locale/.test(said)) break
    rmSync(data, { recursive: true, force: true })
  }
  if (/could not look up effective user ID/.test(said)) {
    throw new EmbeddedDatabaseError(
      'INITDB',
      `PostgreSQL needs an /etc/passwd entry for uid ${account.uid}, and there is none (docker run -u, OpenShift).`,
    )
  }
  const telling = said.split('\n').filter((line) => /error|FATAL|PANIC|could not|hint/i.test(line))
  const words = (telling.length > 0 ? telling.slice(0, 4).join(' | ') : said).slice(0, 600)
  throw new EmbeddedDatabaseError('INITDB', `The database could not be created: ${words}`)
}

/** Asynchronous, since it takes about a second. In our own process group: Ctrl-C on a first start ends it with us. */
function runInitdb(
  program: string,
  account: Account,
  args: string[],
): Promise<{ status: number | null; said: string }> {
  return new Promise((done) => {
    const child = spawn(program, args, {
      cwd: '/',
      env: CLEAN_ENVIRONMENT,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...identity(account),
    })
    let said = ''
    child.stdout.on('data', (bytes) => (said += bytes))
    child.stderr.on('data', (bytes) => (said += bytes))
    child.on('error', (error) => done({ status: null, said: error.message }))
    child.on('close', (status, signal) => done({ status, said: said || `initdb ended by ${signal ?? status}` }))
  })
}
