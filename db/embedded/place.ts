/**
 * Decides where the database lives: in the wanted directory, or, when its account cannot get there, under
 * /var/lib/xianjie with a symbolic link at the wanted place. It never moves data that exists, and never derives a
 * place from a path alone: a fresh clone would silently adopt the database of the deleted one.
 */
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { type Account, accountFor, canEnter } from './account.ts'
import { codeOf, EmbeddedDatabaseError, shellWord } from './refusal.ts'

export interface Place {
  /** Holds pgdata/, the password files, server.log and the pipe; mode 700, owned by the account. */
  readonly base: string
  readonly data: string
  readonly account: Account
  readonly notes: readonly string[]
}

/** PostgreSQL's own limit is 1024 bytes for the longest file below; initdb dies by a signal near it. */
const LONGEST_PATH = 900

export const ELSEWHERE = '/var/lib/xianjie'

/** Errors: OTHER_OWNER, NO_ACCOUNT, NO_SETUID, PATH_TOO_LONG, UNREACHABLE. */
export function placeFor(dir: string, elsewhere: string = ELSEWHERE): Place {
  const wanted = resolved(resolve(dir))
  const bytes = Buffer.byteLength(wanted)
  if (bytes > LONGEST_PATH) {
    throw new EmbeddedDatabaseError(
      'PATH_TOO_LONG',
      `The database path has ${bytes} bytes; PostgreSQL takes at most about ${LONGEST_PATH}. Use a shorter data directory.`,
    )
  }
  const account = accountFor(wanted)
  makeDirectory(dirname(wanted))
  const base = join(realpathSync(dirname(wanted)), basename(wanted))
  if (canEnter(account, dirname(base))) return { base, data: dataOf(base), account, notes: [] }
  return placeElsewhere(base, account, elsewhere)
}

/** Without links, since a postmaster is recognised by its working directory. */
function dataOf(base: string): string {
  const data = join(base, 'pgdata')
  return existsSync(data) ? realpathSync(data) : data
}

/** Follows a link even when its target does not exist yet: a start may have died between the link and the cluster. */
function resolved(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    const link = lstatSync(path, { throwIfNoEntry: false })
    return link?.isSymbolicLink() ? resolve(dirname(path), readlinkSync(path)) : path
  }
}

/** 711 for what we make: the account must pass through, and has no business listing the keys beside its directory. */
function makeDirectory(directory: string): void {
  if (existsSync(directory)) return
  makeDirectory(dirname(directory))
  try {
    mkdirSync(directory)
    chmodSync(directory, 0o711)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  }
}

function placeElsewhere(wanted: string, account: Account, elsewhere: string): Place {
  if (existsSync(join(wanted, 'pgdata'))) {
    const target = join(elsewhere, randomBytes(6).toString('hex'))
    throw new EmbeddedDatabaseError(
      'UNREACHABLE',
      `uid ${account.uid}, which the database belongs to, cannot reach ${wanted}: a parent directory is closed to it. ` +
        `Open the parents (chmod o+x), or move it: mkdir -p ${elsewhere} && mv ${shellWord(wanted)} ${target} && ` +
        `ln -s ${target} ${shellWord(wanted)}`,
    )
  }
  const base = join(elsewhere, keptId(`${wanted}.id`))
  makeDirectory(elsewhere)
  if (!canEnter(account, elsewhere)) {
    throw new EmbeddedDatabaseError(
      'UNREACHABLE',
      `uid ${account.uid} can reach neither ${wanted} nor ${elsewhere}. Use a data directory whose parents have mode 755.`,
    )
  }
  leaveLink(wanted, base)
  return {
    base,
    data: dataOf(base),
    account: existsSync(base) ? accountFor(base) : account,
    notes: [`the parents of ${wanted} are closed to uid ${account.uid}; the database is kept in ${base}`],
  }
}

/** A random id, written once: link(2) refuses an existing name, so of two first starts one id stays. */
function keptId(file: string): string {
  const draft = `${file}.${process.pid}-${randomBytes(3).toString('hex')}`
  try {
    writeFileSync(draft, `${randomBytes(8).toString('hex')}\n`, { mode: 0o600, flush: true })
    linkSync(draft, file)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  } finally {
    rmSync(draft, { force: true })
  }
  const id = readFileSync(file, 'utf8').trim()
  if (/^[0-9a-f]{12,64}$/.test(id)) return id
  throw new EmbeddedDatabaseError('UNREACHABLE', `${file} should hold the id of the database's place and does not.`)
}

function leaveLink(wanted: string, base: string): void {
  try {
    if (statSync(wanted, { throwIfNoEntry: false })?.isDirectory()) rmdirSync(wanted)
    symlinkSync(base, wanted)
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return // another first start was quicker, to the same id
    if (codeOf(error) !== 'ENOTEMPTY') throw error
    throw new EmbeddedDatabaseError('NOT_OURS', `${wanted} is not empty and holds no database (pgdata is missing).`)
  }
}
