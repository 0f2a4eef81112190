/**
 * The one error this room throws. Every message says what stands in the way, what to do about it, and ends with the
 * way out that always works; it never carries a password.
 */

export const WAY_OUT = 'Otherwise set DATABASE_URL to a PostgreSQL server (15 or newer) of your own.'

export type EmbeddedDatabaseErrorCode =
  | 'UNSUPPORTED_PLATFORM' // musl, Windows, or a processor nobody builds for
  | 'NO_BINARIES' // the platform package is not installed
  | 'NO_RUNTIME' // the programs are there and cannot be executed
  | 'NO_ACCOUNT' // root, and nobody else in /etc/passwd
  | 'NO_SETUID' // root, but not allowed to become somebody else
  | 'OTHER_OWNER' // the files belong to another account
  | 'PATH_TOO_LONG'
  | 'UNREACHABLE' // a parent directory is closed to the account
  | 'NOT_OURS' // a directory with somebody's files and no database
  | 'MOUNT_POINT' // the directory cannot be put in place by rename
  | 'INITDB'
  | 'OTHER_VERSION' // made by another major version
  | 'PASSWORD' // the password file is missing or does not fit
  | 'SOCKET_DIRECTORY'
  | 'NO_LOOPBACK'
  | 'OTHER_CONTAINER' // the database runs where we cannot see its processes
  | 'START' // the server gives up with the same FATAL again and again
  | 'TIMEOUT'
  | 'UNEXPECTED'

export class EmbeddedDatabaseError extends Error {
  readonly code: EmbeddedDatabaseErrorCode

  constructor(code: EmbeddedDatabaseErrorCode, sentence: string, options?: { cause?: unknown }) {
    super(`${sentence}\n${WAY_OUT}`, options)
    this.name = 'EmbeddedDatabaseError'
    this.code = code
  }
}

/** A path as one word of a shell line that the reader may paste. */
export function shellWord(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`
}

/** The `code` of a system or PostgreSQL error, or the empty string. */
export function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
}
