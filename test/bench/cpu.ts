// CPU time that processes have used, from /proc where there is one. It is what remains comparable when two cores carry
// client, gateway and database together.
import { readdirSync, readFileSync } from 'node:fs'

/** Linux counts CPU time in hundredths of a second on every platform that Node runs on. */
const microsecondsPerTick = 10_000

/** User and system time of one process in µs; undefined where it is not to be had. */
export function cpuOf(pid: number | undefined): number | undefined {
  const fields = statOf(pid)
  return fields && (Number(fields[11]) + Number(fields[12])) * microsecondsPerTick
}

/** Of a postmaster and its children; what ended in between is counted by the postmaster's own sum of waited children. */
export function cpuOfServer(postmaster: number | undefined): number | undefined {
  const own = statOf(postmaster)
  if (own === undefined) return undefined
  let ticks = [11, 12, 13, 14].reduce((sum, i) => sum + Number(own[i]), 0)
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const fields = statOf(Number(name))
    if (fields !== undefined && Number(fields[1]) === postmaster) ticks += Number(fields[11]) + Number(fields[12])
  }
  return ticks * microsecondsPerTick
}

/** The fields after the command's name: state, ppid, … utime at 11, stime at 12, cutime, cstime. */
function statOf(pid: number | undefined): string[] | undefined {
  if (pid === undefined) return undefined
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return undefined
  }
}

/** What all processes of the machine have used together, in µs; undefined where it is not to be had. */
export function cpuOfMachine(): number | undefined {
  try {
    const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n', 1)
    const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = line.split(/\s+/).slice(1).map(Number)
    return (user + nice + system + irq + softirq + steal) * microsecondsPerTick
  } catch {
    return undefined
  }
}
