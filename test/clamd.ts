// A real clamd for tests: Debian's daemon with one signature file of our own, on a socket in a directory of its own. Where
// it is not installed, `clamdMissing` says so and the tests that need it are skipped with that reason.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { clamdScanner, type Scanner } from '../src/materials/index.ts'

const binary = ['/usr/sbin/clamd', '/usr/local/sbin/clamd'].find(
  (path) => spawnSync(path, ['--version'], { stdio: 'ignore' }).status === 0,
)
export const clamdMissing = binary === undefined ? 'clamd is not installed (Debian: clamav-daemon)' : undefined

/** What our signatures know: a word anywhere in a file, and one whole file by its digest. */
export const badWord = 'XIANJIE-TEST-BAD-WORD'
export const badFile = Buffer.from('a whole file that the scanner knows by its digest\n')

export interface Clamd {
  readonly path: string
  readonly scanner: Scanner
  start(): Promise<void>
  stop(): Promise<void>
  /** Ends it and takes its directory away. */
  close(): Promise<void>
}

/** Not started yet. `streamMax` is what it takes at most in one stream. */
export function clamdIn(streamMax = '4M'): Clamd {
  const dir = mkdtempSync(join(tmpdir(), 'xianjie-clamd-'))
  chmodSync(dir, 0o755)
  const path = join(dir, 'clamd.sock')
  const md5 = createHash('md5').update(badFile).digest('hex')
  writeFileSync(join(dir, 'own.ndb'), `Xianjie.Test.Word:0:*:${Buffer.from(badWord).toString('hex')}\n`)
  writeFileSync(join(dir, 'own.hdb'), `${md5}:${badFile.length}:Xianjie.Test.File\n`)
  const conf = join(dir, 'clamd.conf')
  writeFileSync(
    conf,
    [
      `LocalSocket ${path}`,
      'FixStaleSocket yes',
      `DatabaseDirectory ${dir}`,
      `TemporaryDirectory ${dir}`,
      'Foreground yes',
      `StreamMaxLength ${streamMax}`,
      'LogVerbose no',
      'OfficialDatabaseOnly no',
    ].join('\n'),
  )
  const scanner = clamdScanner({ path }, 20_000)
  let child: ChildProcess | undefined

  async function stop() {
    const ending = child
    child = undefined
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return
    const ended = new Promise((resolve) => ending.once('exit', resolve))
    ending.kill('SIGKILL')
    await ended
    rmSync(path, { force: true })
  }

  return {
    path,
    scanner,
    async start() {
      let said = ''
      child = spawn(binary ?? '', ['--config-file', conf], { stdio: ['ignore', 'pipe', 'pipe'] })
      child.stdout?.on('data', (part) => (said += part))
      child.stderr?.on('data', (part) => (said += part))
      for (let i = 0; i < 300; i++) {
        if (child.exitCode !== null) throw new Error(`clamd did not start: ${said}`)
        if (
          await scanner.answers().then(
            () => true,
            () => false,
          )
        )
          return
        await sleep(100)
      }
      throw new Error(`clamd does not answer: ${said}`)
    },
    stop,
    async close() {
      await stop()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
