// The operators' commands about agencies, clients, officers and keys, as they are typed.
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command, CommanderError } from 'commander'
import { describe, expect, it } from 'vitest'
import { issueToken, listClients } from '../../src/agencies/index.ts'
import * as agency from '../../src/cli/agency.ts'
import * as client from '../../src/cli/client.ts'
import type { CliContext } from '../../src/cli/context.ts'
import * as init from '../../src/cli/init.ts'
import * as keys from '../../src/cli/keys.ts'
import * as officer from '../../src/cli/officer.ts'
import { testDatabase } from '../database.ts'
import {
  assertionOf,
  creditCode,
  dataDirectory,
  keyPair,
  publicOf,
  replica,
  tokenForm,
} from '../rooms/agencies-scene.ts'

const { pool } = await testDatabase()
const dataDir = dataDirectory()

interface Said {
  readonly code: number
  readonly out: string
  readonly err: string
  // biome-ignore lint/suspicious/noExplicitAny: the shape of the answer is what is under test
  readonly json: any
}

async function xianjie(...args: string[]): Promise<Said> {
  let json: unknown
  let out = ''
  let err = ''
  let closed = true
  const program = new Command('xianjie')
  const open = async (): Promise<CliContext> => {
    closed = false
    const context: CliContext = {
      pool,
      dataDir,
      issuer: 'http://127.0.0.1:8731',
      out: (value, human) => {
        json = JSON.parse(JSON.stringify(value))
        out += human()
      },
      close: async () => {
        closed = true
      },
    }
    return context
  }
  for (const part of [agency, client, officer, keys, init]) part.register(program, open)
  const quiet = (command: Command) => {
    command.exitOverride().configureOutput({ writeOut: (text) => (out += text), writeErr: (text) => (err += text) })
    for (const one of command.commands) quiet(one)
  }
  quiet(program)
  try {
    await program.parseAsync(args, { from: 'user' })
    return { code: 0, out, err, json }
  } catch (error) {
    if (error instanceof CommanderError) return { code: error.exitCode, out, err, json }
    throw error
  } finally {
    expect(closed).toBe(true)
  }
}

const market = creditCode(700_001)
const police = creditCode(700_002)
const watch = creditCode(700_003)

describe('xianjie init', () => {
  it('makes a start possible: key, operator, first agency, first client with a pair of its own', async () => {
    const file = join(dataDir, 'first-client.jwk')
    const first = [
      '--agency-code',
      market,
      '--agency-name',
      '浦东新区市场监管局',
      '--agency-kind',
      'administrative',
      '--agency-region',
      '310115',
      '--agency-domain',
      'market',
    ]
    const operator = [
      '--operator-code',
      creditCode(700_000),
      '--operator-name',
      '浦东新区人民政府',
      '--operator-region',
      '310115',
    ]
    const connect = ['--client-id', 'pudong-market', '--client-name', '办案系统', '--generate-key', file]
    const said = await xianjie('init', ...operator, ...first, ...connect)
    expect(said).toMatchObject({
      code: 0,
      json: { agencies: [creditCode(700_000), market], client: { id: 'pudong-market' } },
    })
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(statSync(join(dataDir, 'keys', `${said.json.key}.jwk`)).mode & 0o777).toBe(0o600)
    expect(said.out).not.toContain(JSON.parse(readFileSync(file, 'utf8')).d)

    const privateJwk = JSON.parse(readFileSync(file, 'utf8'))
    const office = await replica(pool, dataDir, Date.now)
    const assertion = await assertionOf(
      { agency: market, clientId: 'pudong-market', privateJwk, alg: 'ES256' },
      Date.now(),
    )
    expect(await issueToken(office, tokenForm(assertion))).toHaveProperty('access_token')

    expect(await xianjie('init', ...operator, ...first, ...connect)).toMatchObject({
      code: 0,
      json: { key: said.json.key, agencies: [], client: null },
    })
  })

  it('names the option that is wrong, or missing beside others', async () => {
    expect((await xianjie('init', '--agency-code', police)).err).toContain("'--agency-name'")
    const wrong = await xianjie(
      'init',
      '--agency-code',
      police,
      '--agency-name',
      'x',
      '--agency-kind',
      'public_security',
      '--agency-region',
      '990000',
    )
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining("'--agency-region'")])
  })
})

describe('xianjie agency', () => {
  it('enters, lists, shows and changes', async () => {
    for (const [code, kind] of [
      [police, 'public_security'],
      [watch, 'procuratorate'],
    ] as const) {
      expect(
        await xianjie('agency', 'add', '--code', code, '--name', `浦东${kind}`, '--kind', kind, '--region', '310115'),
      ).toMatchObject({ code: 0 })
    }
    expect((await xianjie('agency', 'list', '--kind', 'procuratorate')).json).toMatchObject([
      { code: watch, level: 'county' },
    ])
    expect(
      await xianjie('agency', 'receive', '--sender', market, '--domain', 'market', '--receiver', police),
    ).toMatchObject({ code: 0 })
    expect(await xianjie('agency', 'supervise', '--code', police, '--supervisor', watch)).toMatchObject({ code: 0 })
    expect((await xianjie('agency', 'show', '--code', market)).json).toMatchObject({
      receivingRules: [{ domain: 'market', receiver: police }],
    })
    expect((await xianjie('agency', 'require-signature', '--code', market)).json).toMatchObject({
      requiresSignature: true,
    })
    expect((await xianjie('agency', 'require-signature', '--code', market, '--undo')).json).toMatchObject({
      requiresSignature: false,
    })
    expect(
      (await xianjie('agency', 'change', '--code', market, '--domain', 'market', '--domain', 'food')).json,
    ).toMatchObject({ domains: ['food', 'market'] })
    expect((await xianjie('agency', 'disable', '--code', watch)).json.disabledAt).not.toBeNull()
    expect((await xianjie('agency', 'disable', '--code', watch, '--undo')).json.disabledAt).toBeNull()
  })

  it('ends with an error that names the option', async () => {
    const check = await xianjie(
      'agency',
      'add',
      '--code',
      `${police.slice(0, 17)}I`,
      '--name',
      'x',
      '--kind',
      'court',
      '--region',
      '310115',
    )
    expect([check.code, check.err]).toEqual([2, expect.stringContaining("'--code'")])
    const missing = await xianjie('agency', 'add', '--code', police)
    expect([missing.code, missing.err]).toEqual([1, expect.stringContaining('--name')])
    expect((await xianjie('agency', 'receive', '--sender', market)).err).toContain("'--receiver'")
    expect((await xianjie('agency', 'show', '--code', creditCode(700_999))).code).toBe(2)
  })
})

describe('xianjie client', () => {
  it('adds and revokes keys, disables and enables', async () => {
    const file = join(dataDir, 'jwks.json')
    writeFileSync(file, JSON.stringify({ keys: [publicOf(keyPair('EdDSA')), publicOf(keyPair('RS256'))] }))
    const added = await xianjie('client', 'add', '--agency', police, '--name', '受案系统', '--jwks', file)
    const { id, kids } = added.json as { id: string; kids: string[] }
    expect(kids).toHaveLength(2)
    expect(await xianjie('client', 'key-revoke', '--client', id, '--kid', kids[0]!)).toMatchObject({ code: 0 })
    const next = join(dataDir, 'next.jwk')
    expect(
      await xianjie(
        'client',
        'key-add',
        '--client',
        id,
        '--generate-key',
        next,
        '--expires',
        '2099-01-01T00:00:00+08:00',
      ),
    ).toMatchObject({ code: 0 })
    expect(await xianjie('client', 'key-add', '--client', id, '--generate-key', next)).toMatchObject({
      code: 2,
      err: expect.stringContaining("'--generate-key'"),
    })
    expect(await xianjie('client', 'key-add', '--client', id, '--jwks', file, '--expires', '2099-01-01')).toMatchObject(
      { code: 2, err: expect.stringContaining("'--expires'") },
    )
    expect(await xianjie('client', 'disable', '--client', id)).toMatchObject({ code: 0 })
    expect((await listClients(pool, police))[0]).toMatchObject({ disabledAt: expect.any(Date), generation: 3 })
    expect(await xianjie('client', 'enable', '--client', id)).toMatchObject({ code: 0 })
    expect((await xianjie('client', 'list', '--agency', police)).out).toContain('revoked')
  })

  it('refuses a private key in a JWKS, and leaves no file of a pair it could not enter', async () => {
    const secret = join(dataDir, 'secret.json')
    writeFileSync(secret, JSON.stringify(keyPair('ES256')))
    const said = await xianjie('client', 'add', '--agency', police, '--name', 'x', '--jwks', secret)
    expect([said.code, said.err]).toEqual([2, expect.stringContaining("'--jwks'")])
    const orphan = join(dataDir, 'orphan.jwk')
    expect((await xianjie('client', 'key-add', '--client', 'nobody', '--generate-key', orphan)).err).toContain(
      "'--client'",
    )
    expect(existsSync(orphan)).toBe(false)
  })
})

describe('xianjie officer', () => {
  it('enters persons with roles and certificates', async () => {
    const { json } = await xianjie(
      'officer',
      'add',
      '--agency',
      market,
      '--name',
      '张三',
      '--role',
      'enforcement_officer',
      '--role',
      'agency_legal',
      '--number',
      '沪01-15',
      '--from',
      '2026-01-01',
      '--to',
      '2028-12-31',
    )
    expect(
      await xianjie(
        'officer',
        'certificate-add',
        '--officer',
        json.id,
        '--number',
        '沪01-16',
        '--from',
        '2029-01-01',
        '--to',
        '2030-12-31',
      ),
    ).toMatchObject({ code: 0 })
    expect(await xianjie('officer', 'certificate-revoke', '--agency', market, '--number', '沪01-15')).toMatchObject({
      code: 0,
    })
    expect(await xianjie('officer', 'roles', '--officer', json.id, '--role', 'agency_head')).toMatchObject({ code: 0 })
    expect(await xianjie('officer', 'disable', '--officer', json.id)).toMatchObject({ code: 0 })
    expect((await xianjie('officer', 'list', '--agency', market)).json).toMatchObject([
      { roles: ['agency_head'], certificates: [{ revokedAt: expect.any(String) }, { number: '沪01-16' }] },
    ])
    expect((await xianjie('officer', 'add', '--agency', market, '--name', '李四', '--role', 'boss')).err).toContain(
      "'--role'",
    )
    expect(
      (
        await xianjie(
          'officer',
          'add',
          '--agency',
          market,
          '--name',
          '李四',
          '--role',
          'court',
          '--number',
          '12',
          '--from',
          '2026-01-01',
        )
      ).err,
    ).toContain("'--to'")
  })
})

describe('xianjie officer bind', () => {
  it('says who an officer is at the identity provider, and ends it', async () => {
    const issuer = 'https://login.example'
    const entered = await xianjie('officer', 'add', '--agency', market, '--name', '赵六', '--role', 'agency_legal')
    const named = ['--issuer', issuer, '--subject', 'zhao']
    expect(await xianjie('officer', 'bind', '--officer', entered.json.id, ...named)).toMatchObject({ code: 0 })
    expect((await xianjie('officer', 'bind', '--officer', entered.json.id, ...named)).err).toContain("'--subject'")
    expect(
      (await xianjie('officer', 'bind', '--officer', 'nobody', '--issuer', issuer, '--subject', 'x')).err,
    ).toContain("'--officer'")
    expect((await xianjie('officer', 'bind', '--officer', entered.json.id, '--subject', 'x')).err).toContain(
      "'--issuer'",
    )
    const [one] = (await xianjie('officer', 'identities', '--agency', market)).json
    expect(one).toMatchObject({ issuer, subject: 'zhao', officer: '赵六', unboundAt: null })
    expect(await xianjie('officer', 'unbind', ...named)).toMatchObject({ code: 0 })
    expect((await xianjie('officer', 'unbind', ...named)).err).toContain("'--subject'")
    expect((await xianjie('officer', 'identities')).out).toContain('ended')
  })
})

describe('xianjie keys', () => {
  it('rotates and lists, showing names and periods only', async () => {
    const before = (await xianjie('keys', 'list')).json
    const { json } = await xianjie('keys', 'rotate', '--overlap', '30')
    expect(json.retired).toEqual(before.map((key: { kid: string }) => key.kid))
    const after = await xianjie('keys', 'list')
    expect(after.json.at(-1)).toMatchObject({ kid: json.kid, retiredAt: null, privateHere: true })
    expect((await xianjie('keys', 'rotate', '--overlap', 'soon')).code).toBe(1)
  })

  it('and every command explains itself', async () => {
    for (const words of [
      ['agency', 'add'],
      ['agency', 'receive'],
      ['client', 'key-add'],
      ['officer', 'add'],
      ['keys', 'rotate'],
      ['init'],
    ]) {
      const said = await xianjie(...words, '--help')
      expect([said.code, said.out]).toEqual([0, expect.stringContaining('Usage: xianjie')])
    }
  })
})
