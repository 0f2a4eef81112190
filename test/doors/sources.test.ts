// `/v1/sources` and `xianjie source`: who sees which source, a pull and a dry run on demand, and that no secret is ever shown.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command, CommanderError } from 'commander'
import { exportJWK, generateKeyPair } from 'jose'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { addClient } from '../../src/agencies/index.ts'
import type { CliContext } from '../../src/cli/context.ts'
import { register } from '../../src/cli/source.ts'
import { type PartnerPlatform, startPlatform } from '../partner.ts'
import { world } from '../world.ts'

const w = await world()
let platform: PartnerPlatform
beforeAll(async () => {
  platform = await startPlatform({ records: 40, signature: 'hmac-sm3' })
})
afterAll(() => platform?.stop())
const directory = mkdtempSync(join(tmpdir(), 'xianjie-sources-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))
const secret = 'platform-secret'

/** `xianjie source …` on the database of this world, as it is typed. */
async function xianjie(...args: string[]): Promise<{ code: number; json: Record<string, unknown>; stderr: string }> {
  let json: Record<string, unknown> = {}
  let stderr = ''
  const program = new Command('xianjie')
  const { dataDir, issuer } = w.gateway.config
  const open = async (): Promise<CliContext> => ({
    ...{ pool: w.db.pool, dataDir, issuer, close: async () => {} },
    out: (value, human) => {
      json = JSON.parse(JSON.stringify(value))
      expect(human()).not.toContain('[object')
    },
  })
  register(program, open)
  const quiet = (command: Command) => {
    command.exitOverride().configureOutput({ writeOut: () => {}, writeErr: (text) => (stderr += text) })
    for (const one of command.commands) quiet(one)
  }
  quiet(program)
  try {
    await program.parseAsync(['source', ...args], { from: 'user' })
    return { code: 0, json, stderr }
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return { code: error.exitCode, json, stderr }
  }
}

const entry = (name: string, agency = w.organ('platform').code) => ({
  name,
  agency,
  kind: 'rest',
  enabled: false,
  everySeconds: 86_400,
  config: {
    baseUrl: platform.url,
    success: { pointer: '/code', equals: 0 },
    records: { mode: 'cursor', path: '/records' },
    signing: {
      algorithm: 'hmac-sm3',
      key: 'xianjie',
      sent: { key: 'X-App-Key', timestamp: 'X-Timestamp', nonce: 'X-Nonce', sign: 'X-Sign' },
    },
  },
})
const written = (name: string, value: unknown) => {
  const path = join(directory, name)
  writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value))
  return path
}

let id = ''
let operator = ''
beforeAll(async () => {
  const added = await xianjie('add', written('a.json', entry('platform-a')))
  expect(added.stderr).toBe('')
  id = String(added.json.id)
  expect((await xianjie('secret', 'platform-a', '--from', written('secret', `${secret}\n`))).code).toBe(0)
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
  const jwk = { ...(await exportJWK(publicKey)), kid: 'op', alg: 'ES256' }
  const market = w.organ('market')
  const client = await addClient(w.db.ownerPool, {
    agency: market.code,
    name: 'op',
    jwks: { keys: [jwk] },
    operator: true,
  })
  operator = client.id
  Object.assign(w.organs, {
    operator: {
      ...market,
      clientId: operator,
      privateJwk: { ...(await exportJWK(privateKey)), kid: 'op', alg: 'ES256' },
    },
  })
})

interface Shown {
  readonly lastOkAt: string | null
  readonly runs: { read: number; created: number; askedBy: string }[]
}
const shown = async (by = 'platform') => (await w.ask<Shown>(by, 'GET', `/v1/sources/${id}`)).body

describe('a source', () => {
  test('is seen by its own agency and by a client of the operator, and by nobody else', async () => {
    const names = async (by: string) =>
      (await w.ask<{ items: { name: string }[] }>(by, 'GET', '/v1/sources')).body.items.map((s) => s.name)
    expect([await names('platform'), await names('operator'), await names('market')]).toEqual([
      ['platform-a'],
      ['platform-a'],
      [],
    ])
    for (const [method, path] of [
      ['GET', ''],
      ['POST', '/pull'],
      ['POST', '/dry-run'],
    ] as const) {
      expect(
        (await w.ask('market', method, `/v1/sources/${id}${path}`, method === 'POST' ? {} : undefined)).status,
      ).toBe(404)
    }
    expect((await w.ask('platform', 'GET', '/v1/sources/not-an-id')).status).toBe(404)
  })

  test('shows in a dry run what would be read, persons masked, and changes nothing', async () => {
    const answer = await w.ask<{ records: { outcome: string; record: object }[]; error: null; more: boolean }>(
      'platform',
      'POST',
      `/v1/sources/${id}/dry-run`,
      { limit: 5 },
    )
    expect(answer.status, JSON.stringify(answer.body)).toBe(200)
    expect(answer.body).toMatchObject({ error: null, more: true })
    expect(answer.body.records).toHaveLength(5)
    for (const { record } of answer.body.records) expect(record).not.toHaveProperty('facts')
    expect((await w.db.pool.query('select 1 from penalty_case where origin = $1', [`source:${id}`])).rows).toEqual([])
    expect((await w.ask('platform', 'POST', `/v1/sources/${id}/dry-run`, { limit: 1_000 })).status).toBe(400)
  })

  test('is pulled on demand, and what came is there', async () => {
    const before = (await shown()).runs.length
    expect((await w.ask('platform', 'POST', `/v1/sources/${id}/pull`)).status).toBe(202)
    await vi.waitFor(async () => expect((await shown()).runs.length).toBeGreaterThan(before), { timeout: 15_000 })
    await vi.waitFor(async () => expect((await shown()).lastOkAt).not.toBeNull(), { timeout: 15_000 })
    const { rows } = await w.db.pool.query('select count(*)::int as n from penalty_case where origin = $1', [
      `source:${id}`,
    ])
    expect(rows[0]?.n).toBe(40)
  })

  test('never shows its secret, nor keeps it readable', async () => {
    for (const by of ['platform', 'operator'])
      for (const path of ['/v1/sources', `/v1/sources/${id}`])
        expect(JSON.stringify((await w.ask(by, 'GET', path)).body)).not.toContain(secret)
    const { rows } = await w.db.pool.query('select * from source where id = $1', [id])
    expect(JSON.stringify(rows)).not.toContain(secret)
    for (const args of [['list'], ['show', 'platform-a'], ['status', 'platform-a']])
      expect(JSON.stringify((await xianjie(...args)).json)).not.toContain(secret)
  })
})

describe('the command line', () => {
  test('names what is wrong with a file by its place and exits with 2', async () => {
    const bad = { ...entry('bad'), everySeconds: 0, config: { ...entry('bad').config, rows: 'rows' } }
    const answer = await xianjie('add', written('bad.json', bad))
    expect(answer.code).toBe(2)
    expect(answer.stderr).toContain('/everySeconds')
    expect(answer.stderr).toContain('/config/rows')
    expect((await xianjie('show', 'nobody')).code).toBe(2)
  })

  test('tries, pulls, changes, stops and removes a source', async () => {
    expect((await xianjie('add', written('b.json', { ...entry('platform-b'), everySeconds: 31_536_000 }))).code).toBe(0)
    for (const word of ['enable', 'disable']) expect((await xianjie(word, 'platform-b')).code).toBe(0)
    await xianjie('secret', 'platform-b', '--from', written('secret', secret))
    expect((await xianjie('dry-run', 'platform-b', '--limit', '3')).json).toMatchObject({
      error: null,
      records: [{}, {}, {}],
    })
    expect((await xianjie('pull', 'platform-b')).json).toMatchObject({ error: null, read: 40, created: 40 })
    expect((await xianjie('add', written('b.json', entry('platform-b')))).code).toBe(2)
    expect((await xianjie('add', '--replace', written('b.json', entry('platform-b')))).json).toMatchObject({
      replaced: true,
    })
    expect((await xianjie('status', 'platform-b')).json).toMatchObject({ runs: expect.any(Array) })
    expect((await xianjie('remove', 'platform-b')).code).toBe(0)
    expect((await xianjie('show', 'platform-b')).code).toBe(2)
  })
})
