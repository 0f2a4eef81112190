// The program is put together before it runs, and must speak of itself as it was written all the same.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const launcher = fileURLToPath(new URL('../../src/xianjie.js', import.meta.url))

test('a stack names files and lines of the source', () => {
  const env = { PATH: process.env.PATH, XIANJIE_LOG: 'debug', DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing' }
  const { status, stderr } = spawnSync(process.execPath, [launcher, 'agency', 'list'], { env, encoding: 'utf8' })
  expect(status).toBe(1)
  expect(stderr).toMatch(/at async openDatabase \(file:\S+\/db\/open\.ts:\d+:\d+\)/)
  expect(stderr).not.toContain('.cache')
})
