// Where the tests' temporary directories lie: hundreds of databases of a thousand files each are made and removed in a run,
// which in memory costs a tenth of what it costs on a disk. Only where a file system in memory is there, has room and lets
// programs be started from it; TMPDIR, where somebody has set it, holds.
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statfsSync } from 'node:fs'
import { join } from 'node:path'

const memory = '/dev/shm'
const name = 'xianjie-tests-'
const tmpfs = 0x01021994
/** A run holds less than 2 GiB at once there, and its processes take four more. */
const roomBytes = 8 * 1024 ** 3

/** Once a run, before anybody asks for a temporary directory. What former runs were killed over is removed. */
export function temporaryInMemory(): void {
  if (process.env.TMPDIR !== undefined || !hasRoom()) return
  const place = join(memory, `${name}${process.pid}`)
  try {
    for (const left of readdirSync(memory))
      if (left.startsWith(name) && !lives(Number(left.slice(name.length))))
        rmSync(join(memory, left), { recursive: true, force: true })
    mkdirSync(place)
    // As /tmp: some tests have parts that run under other accounts.
    chmodSync(place, 0o1777)
  } catch {
    return
  }
  process.env.TMPDIR = place
  process.on('exit', () => rmSync(place, { recursive: true, force: true }))
}

function hasRoom(): boolean {
  try {
    const { type, bavail, bsize } = statfsSync(memory)
    const mounted = readFileSync('/proc/mounts', 'utf8').split('\n')
    const [, , , options = 'noexec'] = mounted.map((line) => line.split(' ')).find(([, at]) => at === memory) ?? []
    const available = Number(/^MemAvailable: +(\d+) kB/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1] ?? 0) * 1024
    return (
      type === tmpfs && bavail * bsize > roomBytes && available > roomBytes && !options.split(',').includes('noexec')
    )
  } catch {
    return false
  }
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
