// Runs a bench as `npm run bench` does, for the tests: a process of its own, its last line of output as a value.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { inject } from 'vitest'
import { cleanEnvironment } from './gateway-process.ts'
import { clusterVariable } from './scene.ts'

export interface BenchOutcome {
  readonly code: number | null
  /** The JSON of the last line; null where there is none. */
  readonly line: Record<string, unknown> | null
  readonly stdout: string
  readonly stderr: string
}

/** Making a cluster and migrating it is what other tests are about. */
const clusterFor = () => {
  const cluster = inject('cluster')
  return cluster === null ? {} : { [clusterVariable]: cluster }
}

const root = fileURLToPath(new URL('../..', import.meta.url))

export function runBench(args: readonly string[], environment: Record<string, string> = {}): Promise<BenchOutcome> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['test/bench/start.js', 'run.ts', ...args], {
      cwd: root,
      env: { ...cleanEnvironment(), ...clusterFor(), ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let [stdout, stderr] = ['', '']
    child.stdout.on('data', (chunk) => (stdout += chunk))
    child.stderr.on('data', (chunk) => (stderr += chunk))
    child.on('close', (code) => {
      const last = stdout.trimEnd().split('\n').at(-1) ?? ''
      resolve({ code, line: last.startsWith('{') ? JSON.parse(last) : null, stdout, stderr })
    })
  })
}
