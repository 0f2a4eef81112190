/**
 * Answers whether a process number still means the process somebody wrote down. Numbers repeat, in containers within
 * seconds, so a number alone is never believed where more can be known.
 */
import { readFileSync, readlinkSync } from 'node:fs'
import { type Account, runAs } from './account.ts'
import { codeOf } from './refusal.ts'

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}

/** The start of a process in clock ticks since boot, which with its number names it for good; '0' where unknown. */
export function bornAt(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The second field, the program's name, may hold spaces and brackets: count from the last bracket.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '0'
  } catch {
    return '0'
  }
}

const asked = new Map<string, string | undefined>()

/**
 * The working directory of a process, or undefined. Root without CAP_SYS_PTRACE (the usual container) may not read
 * that link of another account's process, while the account itself may: then the account is asked, once a process.
 */
export function workingDirectory(pid: number, account: Account): string | undefined {
  const link = `/proc/${pid}/cwd`
  try {
    return readlinkSync(link)
  } catch (error) {
    if (!account.lent || codeOf(error) === 'ENOENT') return undefined
  }
  const process = `${pid} ${bornAt(pid)}`
  const known = asked.get(process)
  if (known !== undefined) return known
  const answer = runAs(account, 'readlink', [link])
  const directory = answer.status === 0 ? answer.stdout.replace(/\n$/, '') : undefined
  // A process seen before its chdir would be misremembered: only an answer is kept, and a postmaster moves but once.
  if (directory !== undefined && directory !== '/') asked.set(process, directory)
  return directory
}
