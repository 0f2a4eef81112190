import { defineConfig } from 'vitest/config'

const pg15 = process.env.XIANJIE_TEST_SERVER === 'pg15'

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'suite',
          include: ['test/{procedure,rooms,doors,journeys,vectors,faults}/**/*.test.ts'],
          // On another PostgreSQL: all rooms and doors, neither the campaigns nor what tests the embedded one itself.
          exclude: pg15
            ? ['test/rooms/embedded-postgres*', 'test/faults/**', 'test/journeys/demo*', 'test/rooms/bench*']
            : [],
          globalSetup: ['test/setup.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      // Needs no database: the sources, the documents, the generated files.
      { test: { name: 'house', include: ['test/house/**/*.test.ts'], testTimeout: 60_000 } },
    ],
  },
})
