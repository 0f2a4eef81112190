// The environment: what is half given or cannot be is refused, by the name of the variable, before anything is opened.
import { expect, test } from 'vitest'
import { ConfigFault, readConfig } from '../../src/config.ts'

const fault = (env: Record<string, string | undefined>) => {
  try {
    readConfig(env)
  } catch (error) {
    if (error instanceof ConfigFault) return error.message
    throw error
  }
  return undefined
}

const url = 'postgres://gateway@db/xianjie'
const bucket = {
  XIANJIE_S3_ENDPOINT: 'http://store:9000',
  XIANJIE_S3_BUCKET: 'evidence',
  XIANJIE_S3_ACCESS_KEY_ID: 'k',
  XIANJIE_S3_SECRET_ACCESS_KEY: 's',
}
const ownerUrl = 'postgres://owner@db/xianjie'

test('nothing given is the embedded default, and the value is frozen', () => {
  const config = readConfig({})
  expect(config).toMatchObject({
    production: false,
    databaseUrl: undefined,
    migrationUrl: undefined,
    issuer: 'http://127.0.0.1:8731',
    host: '127.0.0.1',
    port: 8731,
    logLevel: 'info',
  })
  expect(config.dataDir).toMatch(/^\/.*\.xianjie$/)
  expect(Object.isFrozen(config)).toBe(true)
})

test('an empty variable counts as not given', () => {
  const names = [
    'DATABASE_URL',
    'DATABASE_MIGRATION_URL',
    'XIANJIE_ISSUER',
    'XIANJIE_PORT',
    'XIANJIE_LOG',
    'NODE_ENV',
    'XIANJIE_SIGNING_KEY',
  ]
  expect(readConfig(Object.fromEntries(names.map((n) => [n, ''])))).toEqual(readConfig({}))
})

test('a whole production configuration is taken as it stands', () => {
  expect(
    readConfig({
      NODE_ENV: 'production',
      DATABASE_URL: url,
      DATABASE_MIGRATION_URL: ownerUrl,
      XIANJIE_ISSUER: 'https://xianjie.example.cn/',
      XIANJIE_HOST: '0.0.0.0',
      XIANJIE_PORT: '443',
      XIANJIE_DATABASE_CONNECTIONS: '50',
      XIANJIE_SIGNING_KEY: '/run/secrets/key.jwk',
    }),
  ).toMatchObject({
    production: true,
    databaseUrl: url,
    migrationUrl: ownerUrl,
    issuer: 'https://xianjie.example.cn',
    connections: 50,
    signingKey: '/run/secrets/key.jwk',
  })
})

for (const [what, env, named] of [
  ['the owner’s address without the gateway’s', { DATABASE_MIGRATION_URL: ownerUrl }, ['DATABASE_URL']],
  ['production without an issuer', { NODE_ENV: 'production', DATABASE_URL: url }, ['XIANJIE_ISSUER']],
  ['production without a database', { NODE_ENV: 'production', XIANJIE_ISSUER: 'https://x.example' }, ['DATABASE_URL']],
  ['production with nothing, everything at once', { NODE_ENV: 'production' }, ['XIANJIE_ISSUER', 'DATABASE_URL']],
  ['a database that is no PostgreSQL', { DATABASE_URL: 'mysql://x' }, ['DATABASE_URL']],
  [
    'an owner’s address that is none',
    { DATABASE_URL: url, DATABASE_MIGRATION_URL: 'db:5432' },
    ['DATABASE_MIGRATION_URL'],
  ],
  ['a port beyond the last', { XIANJIE_PORT: '65536' }, ['XIANJIE_PORT']],
  ['a port that is no number', { XIANJIE_PORT: 'http' }, ['XIANJIE_PORT']],
  ['a port with a fraction', { XIANJIE_PORT: '80.5' }, ['XIANJIE_PORT']],
  ['a negative port', { XIANJIE_PORT: '-1' }, ['XIANJIE_PORT']],
  ['a blank port', { XIANJIE_PORT: ' ' }, ['XIANJIE_PORT']],
  ['a proxy that is no network', { XIANJIE_TRUSTED_PROXIES: '10.0.0.0/8,nginx' }, ['XIANJIE_TRUSTED_PROXIES']],
  ['an issuer that is no URL', { XIANJIE_ISSUER: 'xianjie.example.cn' }, ['XIANJIE_ISSUER']],
  ['an issuer of another protocol', { XIANJIE_ISSUER: 'ftp://xianjie.example.cn' }, ['XIANJIE_ISSUER']],
  ['an issuer with a query (RFC 8414 2)', { XIANJIE_ISSUER: 'https://x.example/?a=b' }, ['XIANJIE_ISSUER']],
  ['an issuer with a fragment (RFC 8414 2)', { XIANJIE_ISSUER: 'https://x.example/#a' }, ['XIANJIE_ISSUER']],
  ['fewer connections than the worker needs', { XIANJIE_DATABASE_CONNECTIONS: '3' }, ['XIANJIE_DATABASE_CONNECTIONS']],
  ['half a bucket', { XIANJIE_S3_BUCKET: 'evidence' }, ['XIANJIE_S3_ACCESS_KEY_ID', 'XIANJIE_S3_SECRET_ACCESS_KEY']],
  ['a prefix without a bucket', { XIANJIE_S3_PREFIX: 'a' }, ['XIANJIE_S3_BUCKET', 'XIANJIE_S3_ENDPOINT']],
  ['a bucket nowhere', { ...bucket, XIANJIE_S3_ENDPOINT: '' }, ['XIANJIE_S3_ENDPOINT']],
  ['a prefix that climbs', { ...bucket, XIANJIE_S3_PREFIX: '/a' }, ['XIANJIE_S3_PREFIX']],
  ['a path style of nobody', { ...bucket, XIANJIE_S3_PATH_STYLE: 'yes' }, ['XIANJIE_S3_PATH_STYLE']],
  ['a scanner without a port', { XIANJIE_CLAMD: 'scanner' }, ['XIANJIE_CLAMD']],
  ['a scanner beyond the last port', { XIANJIE_CLAMD: 'scanner:70000' }, ['XIANJIE_CLAMD']],
  ['what a scanner may pass, without one', { XIANJIE_CLAMD_LARGER: 'pass' }, ['XIANJIE_CLAMD']],
  ['a quota of nothing', { XIANJIE_UPLOAD_UNUSED_MAX: '0' }, ['XIANJIE_UPLOAD_UNUSED_MAX']],
  ['a file size with a unit', { XIANJIE_UPLOAD_FILE_BYTES_MAX: '5GiB' }, ['XIANJIE_UPLOAD_FILE_BYTES_MAX']],
  ['limits that are no JSON', { XIANJIE_UPLOAD_AGENCIES: '{' }, ['XIANJIE_UPLOAD_AGENCIES']],
  ['limits of no agency', { XIANJIE_UPLOAD_AGENCIES: '{"x":{}}' }, ['XIANJIE_UPLOAD_AGENCIES.x']],
  [
    'a limit that is none',
    { XIANJIE_UPLOAD_AGENCIES: '{"11450502MB1234567X":{"files":1}}' },
    ['XIANJIE_UPLOAD_AGENCIES.11450502MB1234567X'],
  ],
  ['a log level of nobody', { XIANJIE_LOG: 'loud' }, ['XIANJIE_LOG']],
  ['two faults, both named', { XIANJIE_LOG: 'loud', XIANJIE_PORT: 'x' }, ['XIANJIE_LOG', 'XIANJIE_PORT']],
] as const) {
  test(`refused by name: ${what}`, () => {
    const message = fault(env)
    for (const name of named) expect(message).toMatch(new RegExp(`^  ${name}: .{5,}`, 'm'))
    // A fault never repeats the value, which may hold a password.
    for (const value of Object.values(env)) if (value.includes('@')) expect(message).not.toContain(value)
  })
}

test('a bucket, a scanner and limits are taken as they stand', () => {
  const { s3, clamd, uploads } = readConfig({
    ...bucket,
    XIANJIE_S3_PREFIX: '2026',
    XIANJIE_CLAMD: '[::1]:3310',
    XIANJIE_CLAMD_TIMEOUT_SECONDS: '30',
    XIANJIE_UPLOAD_AGENCIES: '{"11450502MB1234567X":{"unusedMax":3}}',
  })
  expect(s3).toEqual({
    endpoint: 'http://store:9000',
    region: 'us-east-1',
    bucket: 'evidence',
    prefix: '2026/',
    accessKeyId: 'k',
    secretAccessKey: 's',
    pathStyle: true,
  })
  expect(clamd).toEqual({ address: { host: '::1', port: 3310 }, larger: 'refuse', silenceMs: 30_000 })
  expect(uploads.agencies.get('11450502MB1234567X')).toEqual({ unusedMax: 3 })
  expect(readConfig({ XIANJIE_CLAMD: '/run/clamd.sock' }).clamd?.address).toEqual({ path: '/run/clamd.sock' })
  expect(readConfig({})).toMatchObject({ s3: undefined, clamd: undefined, uploads: { fileBytesMax: 5 * 1024 ** 3 } })
})

test('an address in IPv6 stands in brackets in the issuer', () => {
  expect(readConfig({ XIANJIE_HOST: '::1' }).issuer).toBe('http://[::1]:8731')
})

test('sign-in through a provider is configured whole or not at all, and over https in production', () => {
  const oidc = {
    XIANJIE_OIDC_ISSUER: 'https://login.example/realms/one',
    XIANJIE_OIDC_CLIENT_ID: 'console',
    XIANJIE_OIDC_CLIENT_SECRET: 's',
  }
  expect(readConfig({}).oidc).toBeUndefined()
  expect(readConfig(oidc).oidc).toEqual({
    ...{ issuer: 'https://login.example/realms/one', clientId: 'console', scope: 'openid' },
    proof: { secret: 's' },
  })
  const { XIANJIE_OIDC_CLIENT_SECRET: _, ...rest } = oidc
  expect(
    readConfig({ ...rest, XIANJIE_OIDC_CLIENT_KEY: '/etc/key.jwk', XIANJIE_OIDC_SCOPE: 'openid profile' }).oidc,
  ).toMatchObject({
    scope: 'openid profile',
    proof: { keyFile: '/etc/key.jwk' },
  })
  expect(fault(rest)).toMatch(/XIANJIE_OIDC_CLIENT_SECRET: or XIANJIE_OIDC_CLIENT_KEY is needed/)
  expect(fault({ ...oidc, XIANJIE_OIDC_CLIENT_KEY: 'k' })).toMatch(/one of the two/)
  for (const name of ['XIANJIE_OIDC_ISSUER', 'XIANJIE_OIDC_CLIENT_ID'])
    expect(fault({ ...oidc, [name]: '' })).toMatch(new RegExp(`${name}: is needed where`))
  expect(fault({ ...oidc, XIANJIE_OIDC_SCOPE: 'profile' })).toMatch(/XIANJIE_OIDC_SCOPE: must hold openid/)
  const http = { ...oidc, XIANJIE_OIDC_ISSUER: 'http://login.example' }
  expect(fault(http)).toBeUndefined()
  const production = { NODE_ENV: 'production', DATABASE_URL: url, XIANJIE_ISSUER: 'https://gateway.example' }
  expect(fault({ ...http, ...production })).toMatch(/XIANJIE_OIDC_ISSUER: must be https in production/)
  expect(fault({ ...production, XIANJIE_DEMO_SIGN_IN: 'true' })).toMatch(/XIANJIE_DEMO_SIGN_IN: lets everybody in/)
  expect(fault({ XIANJIE_SESSION_IDLE_MINUTES: '1' })).toMatch(/XIANJIE_SESSION_IDLE_MINUTES/)
  expect(readConfig({}).session).toEqual({ idleMs: 1_800_000, absoluteMs: 36_000_000 })
})
