/**
 * Examines an existing cluster before anything is started on it: its version, its owner, its modes, its password. It
 * sets modes and owners right and refuses the rest before a byte is changed.
 */
import { spawnSync } from 'node:child_process'
import { chmodSync, closeSync, constants, existsSync, fchmodSync, fstatSync, lstatSync } from 'node:fs'
import { join } from 'node:path'
import { type Account, complaint } from './account.ts'
import { openOwn, readOwn } from './belongings.ts'
import type { Place } from './place.ts'
import { EmbeddedDatabaseError } from './refusal.ts'

const MAJOR = '18'

export const isCluster = ({ data }: Place): boolean => existsSync(join(data, 'PG_VERSION'))

/** The owner's password. Errors: OTHER_VERSION, PASSWORD, UNREACHABLE. */
export function examineCluster(place: Place): string {
  const { base, data, account } = place
  const version = readOwn(join(data, 'PG_VERSION'), account)?.trim()
  if (version !== MAJOR) {
    throw new EmbeddedDatabaseError(
      'OTHER_VERSION',
      `The database in ${base} was made by PostgreSQL ${version}; this release brings ${MAJOR}. Go back to the release ` +
        'that made it and export, then import here; nothing was changed.',
    )
  }
  handOver(place)
  const password = readOwn(join(base, 'password'), account)?.trim()
  if (password) return password
  throw new EmbeddedDatabaseError(
    'PASSWORD',
    `${base}/password, which holds the password of the database's owner, is missing. Restore it with the database.`,
  )
}

/** Data that root copied back belongs to root, often with mode 755, and PostgreSQL refuses either. */
function handOver({ base, data, account }: Place): void {
  const proofs = [base, data, join(data, 'PG_VERSION'), join(base, 'password')].filter((file) => existsSync(file))
  if (account.lent && proofs.some((file) => lstatSync(file).uid === 0)) {
    // -h and -P: a link planted in the directory must not hand over what it points to.
    const chown = spawnSync('chown', ['-hRP', `${account.uid}:${account.gid}`, base], { encoding: 'utf8' })
    if (chown.status !== 0) {
      throw new EmbeddedDatabaseError(
        'UNREACHABLE',
        `${base} cannot be given to uid ${account.uid}: ${complaint(chown)}`,
      )
    }
  }
  for (const directory of [base, data]) {
    if (lstatSync(directory).mode & 0o077) chmodSync(directory, 0o700)
  }
  for (const name of ['password', 'gateway-password']) closeToOthers(join(base, name), account)
}

function closeToOthers(file: string, account: Account): void {
  if (!existsSync(file)) return
  const descriptor = openOwn(file, constants.O_RDONLY, account)
  if (fstatSync(descriptor).mode & 0o077) fchmodSync(descriptor, 0o600)
  closeSync(descriptor)
}
