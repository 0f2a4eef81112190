/**
 * Opens files inside the database's own directory. When we are root, that directory belongs to a lesser account, which
 * could plant a link to a file of root's: nothing here follows a symbolic link or accepts a file with a second name.
 */
import { closeSync, constants, fchownSync, fstatSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Account } from './account.ts'
import { codeOf, EmbeddedDatabaseError } from './refusal.ts'

/** A descriptor of a regular file that has one name; created with mode 600 for the account when flags ask for it. */
export function openOwn(file: string, flags: number, account: Account): number {
  const descriptor = openSync(file, flags | constants.O_NOFOLLOW | constants.O_NONBLOCK, 0o600)
  const stat = fstatSync(descriptor)
  if (!stat.isFile() || stat.nlink > 1) {
    closeSync(descriptor)
    throw new EmbeddedDatabaseError('NOT_OURS', `${file} is not a plain file of the database's; remove it.`)
  }
  if (account.lent && flags & constants.O_CREAT && stat.uid !== account.uid) {
    fchownSync(descriptor, account.uid, account.gid)
  }
  return descriptor
}

/** The text of one of our small files, or undefined when it is not there. */
export function readOwn(file: string, account: Account): string | undefined {
  let descriptor: number
  try {
    descriptor = openOwn(file, constants.O_RDONLY, account)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
  try {
    return readFileSync(descriptor, 'utf8')
  } finally {
    closeSync(descriptor)
  }
}

/** Writes a new file of mode 600 and has it on disk before returning; EEXIST when it is there. */
export function createOwn(file: string, text: string, account: Account): void {
  const descriptor = openOwn(file, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, account)
  try {
    writeSync(descriptor, text)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** Puts a rename or a new name on disk: until its directory is flushed, a power cut may undo it. */
export function flushDirectoryOf(file: string): void {
  const descriptor = openSync(dirname(file), constants.O_RDONLY | constants.O_DIRECTORY)
  try {
    fsyncSync(descriptor)
  } catch (error) {
    if (codeOf(error) !== 'EINVAL') throw error // some network file systems cannot, and need not
  } finally {
    closeSync(descriptor)
  }
}
