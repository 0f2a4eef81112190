import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { temporaryInMemory } from './test/in-memory.ts'

temporaryInMemory()

const pg15 = process.env.XIANJIE_TEST_SERVER === 'pg15'

/** Files that take a third of a minute or more begin first, so that no worker is left alone with one in the end. */
const long = new RegExp(
  `(${[
    'faults/(uploads|kill|partner|database-away|postgres-restart|sources-kill|sigterm)',
    'journeys/(demo|readme|platform|console-\\w+)',
    'doors/(matrix|secrecy|journal|draws|materials-replicas|materials-bucket|penalties-cli)',
    'procedure/replay',
    'rooms/(journal-tampering|migrate|cases-concurrency|materials-bucket|letters-office|bench-\\w+|embedded-postgres-(start|faults))',
    'vectors/draw',
  ].join('|')})\\.test\\.ts$`,
)
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return [...sorted.filter((f) => long.test(f.moduleId)), ...sorted.filter((f) => !long.test(f.moduleId))]
  }
}

/** Their scene lives as long as their file, and so wants modules of its own. */
const apart = ['test/rooms/embedded-postgres*.test.ts']

const suite = {
  include: ['test/{procedure,rooms,doors,journeys,vectors,faults}/**/*.test.ts'],
  // On another PostgreSQL: all rooms and doors, neither the campaigns nor what tests the embedded one itself.
  exclude: pg15 ? ['test/rooms/embedded-postgres*', 'test/faults/**', 'test/journeys/demo*', 'test/rooms/bench*'] : [],
  globalSetup: ['test/setup.ts'],
  // A machine that others share must make a test slow, not red.
  testTimeout: 120_000,
  hookTimeout: 120_000,
  // What is waited for comes at once on a quiet machine; one second is not enough on a busy one.
  expect: { poll: { timeout: 20_000 } },
  // Half of the garbage collector's work on thousands of small answers is spared by more room for what is young.
  execArgv: ['--max-semi-space-size=64'],
  // Machines that others share stand still for seconds. What fails once and then holds is printed with `retry x1`, to be mended.
  retry: process.env.CI ? 1 : 0,
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    pool: 'forks',
    // Tests wait for disks, processes and periods a third of the time; a fourth worker fills two cores.
    maxWorkers: 4,
    projects: [
      // Files of one worker share the program's modules: loading it anew for each file took a fifth of all the time.
      { test: { ...suite, name: 'suite', exclude: [...suite.exclude, ...apart], isolate: false } },
      { test: { ...suite, name: 'apart', include: apart } },
      // Needs no database: the sources, the documents, the generated files.
      { test: { name: 'house', include: ['test/house/**/*.test.ts'], testTimeout: 60_000 } },
    ],
  },
})
