// Starts a PostgreSQL of the system (Debian's 15) in a temporary directory, for the suite that must pass on it too.
import { execFileSync, spawn } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { freePort } from './ports.ts'

export const pg15Binaries = '/usr/lib/postgresql/15/bin'

export interface SystemServer {
  readonly ownerUrl: string
  stop(): Promise<void>
}

/** A server of its own on a free port below the ephemeral range; runs as `postgres` where we are root. */
export async function startPg15(): Promise<SystemServer> {
  if (!existsSync(join(pg15Binaries, 'initdb')))
    throw new Error(`PostgreSQL 15 is not installed (${pg15Binaries} is missing).`)
  const root = process.getuid?.() === 0
  const account = root
    ? { uid: Number(execFileSync('id', ['-u', 'postgres'])), gid: Number(execFileSync('id', ['-g', 'postgres'])) }
    : {}
  const base = mkdtempSync(join(tmpdir(), 'xianjie-pg15-'))
  if (root && account.uid !== undefined) chownSync(base, account.uid, account.gid)
  const directory = join(base, 'data')
  const environment = { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C.UTF-8', TZ: 'UTC' }
  execFileSync(
    join(pg15Binaries, 'initdb'),
    ['-D', directory, '-U', 'xianjie_owner', '-E', 'UTF8', '--locale=C.UTF-8', '--auth=trust'],
    { ...account, cwd: '/', env: environment, stdio: 'ignore' },
  )
  const port = await freePort()
  const server = spawn(
    join(pg15Binaries, 'postgres'),
    [
      ...['-D', directory, '-p', String(port)],
      ...['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', '-c', 'max_connections=250'],
    ],
    { ...account, cwd: '/', env: environment, stdio: 'ignore' },
  )
  const ownerUrl = `postgres://xianjie_owner@127.0.0.1:${port}/postgres`
  const stop = async () => {
    if (server.exitCode === null) {
      const ended = new Promise((resolve) => server.once('exit', resolve))
      server.kill('SIGINT')
      await ended
    }
    rmSync(base, { recursive: true, force: true })
  }
  for (let attempt = 0; ; attempt++) {
    const probe = new pg.Client({ connectionString: ownerUrl })
    try {
      await probe.connect()
      await probe.end()
      return { ownerUrl, stop }
    } catch (error) {
      if (attempt > 200 || server.exitCode !== null) {
        await stop()
        throw error
      }
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}
