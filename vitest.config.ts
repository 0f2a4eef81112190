import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const pg15 = process.env.XIANJIE_TEST_SERVER === 'pg15'

/** Files that take half a minute or more begin first, so that no worker is left alone with one in the end. */
const long =
  /(faults\/(uploads|kill|database-away)|journeys\/(demo|readme)|doors\/(matrix|secrecy|journal|materials-replicas)|rooms\/(journal-tampering|bench-\w+|embedded-postgres-(start|faults)))\.test\.ts$/
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return [...sorted.filter((f) => long.test(f.moduleId)), ...sorted.filter((f) => !long.test(f.moduleId))]
  }
}

/** Share scenes that live as long as their file, and so want modules of their own. */
const apart = ['test/rooms/embedded-postgres*.test.ts', 'test/faults/**/*.test.ts']

const suite = {
  include: ['test/{procedure,rooms,doors,journeys,vectors,faults}/**/*.test.ts'],
  // On another PostgreSQL: all rooms and doors, neither the campaigns nor what tests the embedded one itself.
  exclude: pg15 ? ['test/rooms/embedded-postgres*', 'test/faults/**', 'test/journeys/demo*', 'test/rooms/bench*'] : [],
  globalSetup: ['test/setup.ts'],
  testTimeout: 30_000,
  hookTimeout: 60_000,
  // Machines that others share stand still for seconds. What fails once and then holds is printed with `retry x1`, to be mended.
  retry: process.env.CI ? 1 : 0,
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    pool: 'forks',
    // Tests wait for disks and processes a fifth of the time; a third worker fills two cores.
    maxWorkers: 3,
    projects: [
      // Files of one worker share the program's modules: loading it anew for each file took a fifth of all the time.
      { test: { ...suite, name: 'suite', exclude: [...suite.exclude, ...apart], isolate: false } },
      { test: { ...suite, name: 'apart', include: apart } },
      // Needs no database: the sources, the documents, the generated files.
      { test: { name: 'house', include: ['test/house/**/*.test.ts'], testTimeout: 60_000 } },
    ],
  },
})
