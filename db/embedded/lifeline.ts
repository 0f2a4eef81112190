/**
 * Ties the server's life to the processes that use it: each holds the named pipe `alive` open for writing, and a small
 * shell waits for its end. When the last holder is gone, by exit, crash or kill -9, the kernel closes the pipe and the
 * shell shuts the server down. Nobody polls, and no holder can forget to sign off.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, constants, existsSync, fstatSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { type Account, CLEAN_ENVIRONMENT, complaint, identity, runAs } from './account.ts'
import { codeOf, EmbeddedDatabaseError } from './refusal.ts'

/**
 * $1 postmaster's pid, $2 its postmaster.pid, $3 the mark `closing`, which means: I have seen the last one go.
 * A holder first writes a line and then looks for the mark. So whoever came before the mark is found by the second
 * read, and whoever comes after it sees the mark and waits: nobody is given a server that is about to be stopped.
 * `true`, not `:`: a full disk must not end the shell before it has stopped the server.
 * Without a `bye`, 0.3 s pass first: a process that is restarted at once finds its server warm.
 */
const WATCH = `
named() { read -r q <"$2" && [ "$q" = "$1" ]; } 2>/dev/null
w=
while :; do
  while read -r x; do w=$x; done
  [ "$w" = bye ] || sleep 0.3
  w= n=0
  until named "$1" "$2"; do
    kill -0 "$1" 2>/dev/null && [ "$n" -lt 100 ] || exit 0
    n=$((n+1)); sleep 0.1
  done
  true >"$3"
  if read -r x; then w=$x; rm -f "$3"; continue; fi
  named "$1" "$2" && kill -INT "$1"
  exit 0
done`

const HERE = 'here\n'

export class Lifeline {
  /** The process number this hold was taken for. */
  readonly postmaster: number
  readonly #closing: string
  readonly #watch: ChildProcess | undefined
  #descriptor: number | undefined

  private constructor(base: string, postmaster: number, watch?: ChildProcess) {
    this.postmaster = postmaster
    const descriptor = openPipe(join(base, 'alive'), constants.O_WRONLY)
    try {
      writeSync(descriptor, HERE)
    } catch (error) {
      closeSync(descriptor)
      throw error
    }
    this.#descriptor = descriptor
    this.#closing = closingMark(base)
    this.#watch = watch
  }

  /** Joins the watch that exists; undefined when no shell reads the pipe. */
  static join(base: string, postmaster: number): Lifeline | undefined {
    try {
      return new Lifeline(base, postmaster)
    } catch (error) {
      if (['ENXIO', 'ENOENT', 'EPIPE'].includes(codeOf(error))) return undefined
      throw error
    }
  }

  /** Whether a shell reads the pipe. Writes nothing: a line would be taken for a holder's and keep the server up. */
  static isWatched(base: string): boolean {
    try {
      closeSync(openPipe(join(base, 'alive'), constants.O_WRONLY))
      return true
    } catch (error) {
      if (['ENXIO', 'ENOENT'].includes(codeOf(error))) return false
      throw error
    }
  }

  /** Sets a new watch on the postmaster and joins it. */
  static watch(base: string, postmaster: number, account: Account): Lifeline {
    const pipe = join(base, 'alive')
    makePipe(pipe, account)
    rmSync(closingMark(base), { force: true })
    // Read and write first: opening for reading alone would wait for a writer, and the shell must not meet an end.
    const both = openPipe(pipe, constants.O_RDWR)
    try {
      const watch = spawnWatch(base, pipe, postmaster, account)
      // Ours is a writer's end only: a reader's would let others believe in a watch that has died.
      return new Lifeline(base, postmaster, watch)
    } finally {
      closeSync(both)
    }
  }

  /** True while the watch decides. Asking again each time answers a watch that has lost our first line. */
  isClosing(): boolean {
    if (!existsSync(this.#closing)) return false
    this.#write(HERE)
    return true
  }

  /** For a mark that nobody stands behind any more: a watch that lives has answered long before. */
  clearMark(): void {
    rmSync(this.#closing, { force: true })
  }

  /** `bye` waives the grace of 0.3 s. Safe to call twice. */
  release(word: 'bye' | 'silent' = 'silent'): void {
    if (this.#descriptor === undefined) return
    if (word === 'bye') this.#write('bye\n')
    closeSync(this.#descriptor)
    this.#descriptor = undefined
  }

  #write(line: string): void {
    try {
      if (this.#descriptor !== undefined) writeSync(this.#descriptor, line)
    } catch (error) {
      // EPIPE: the watch is gone, and whoever asks next sets a new one. EAGAIN: it has lines enough to read.
      if (!['EPIPE', 'EAGAIN'].includes(codeOf(error))) throw error
    }
  }

  /** Gives up a watch on a postmaster that never came up; left alone, it would read what is meant for the true one. */
  abandon(): void {
    this.release()
    this.#watch?.kill()
  }
}

const closingMark = (base: string): string => join(base, 'closing')

function spawnWatch(base: string, pipe: string, postmaster: number, account: Account): ChildProcess {
  const reading = openSync(pipe, constants.O_RDONLY | constants.O_NOFOLLOW)
  try {
    const words = [String(postmaster), join(base, 'pgdata/postmaster.pid'), closingMark(base)]
    const watch = spawn('/bin/sh', ['-c', WATCH, 'xianjie-watch', ...words], {
      cwd: '/',
      env: CLEAN_ENVIRONMENT,
      detached: true,
      stdio: [reading, 'ignore', 'ignore'],
      ...identity(account),
    })
    watch.on('error', () => {}) // account.ts has shown that /bin/sh runs; without a watch the server would stay
    watch.unref()
    return watch
  } finally {
    closeSync(reading)
  }
}

function openPipe(pipe: string, flags: number): number {
  const descriptor = openSync(pipe, flags | constants.O_NONBLOCK | constants.O_NOFOLLOW)
  if (fstatSync(descriptor).isFIFO()) return descriptor
  closeSync(descriptor)
  throw new EmbeddedDatabaseError('NOT_OURS', `${pipe} should be a named pipe and is not; remove it.`)
}

/** Copied or restored directories have often lost the pipe. */
export function makePipe(pipe: string, account: Account): void {
  if (existsSync(pipe)) return
  const made = runAs(account, 'mkfifo', ['-m', '600', pipe])
  if (made.status !== 0 && !existsSync(pipe)) {
    throw new EmbeddedDatabaseError('START', `The named pipe ${pipe} cannot be made: ${complaint(made)}`)
  }
}
