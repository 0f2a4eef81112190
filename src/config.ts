// The environment, read once into one frozen value. Half a configuration is refused with the name of what is missing.
import { resolve } from 'node:path'
import { z } from 'zod'
import { parseNetworks } from './kernel/index.ts'
import { checklistRows } from './procedure/index.ts'

const port = z
  .string()
  .regex(/^\d{1,5}$/, 'must be a port, 1 to 65535')
  .transform(Number)
  .pipe(z.int().min(0).max(65_535))

const whole = (min: number, max: number, otherwise: number) =>
  z.coerce.number('must be a number').int('must be a whole number').min(min).max(max).default(otherwise)
const day = 1_200 * 31

/** `XIANJIE_UPLOAD_AGENCIES`: limits of its own for an agency, by its unified social credit code. */
const agencyLimits = z
  .string()
  .transform((text, ctx) => {
    try {
      return JSON.parse(text) as unknown
    } catch {
      ctx.addIssue({ code: 'custom', message: 'must be JSON: {"CODE": {"fileBytesMax": …}}' })
      return z.NEVER
    }
  })
  .pipe(
    z.record(
      z.string().regex(/^[0-9A-Z]{18}$/, 'must be a unified social credit code'),
      z.strictObject({
        fileBytesMax: z.int().positive().optional(),
        unusedMax: z.int().positive().optional(),
        unusedBytesMax: z.int().positive().optional(),
      }),
    ),
  )

/** Networks divided by commas: `10.2.0.0/16,fd00::/8`. */
const networks = z.string().transform((text, ctx) => {
  const list = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
  try {
    parseNetworks(list)
    return list
  } catch (error) {
    ctx.addIssue({ code: 'custom', message: (error as Error).message })
    return z.NEVER
  }
})

const environment = z.object({
  NODE_ENV: z.string().optional(),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must be a postgres:// URL')
    .optional(),
  DATABASE_MIGRATION_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must be a postgres:// URL')
    .optional(),
  XIANJIE_DATA_DIR: z.string().min(1).default('.xianjie'),
  XIANJIE_ISSUER: z
    .url({ protocol: /^https?$/ })
    .refine((s) => !/[?#]/.test(s), 'must have neither a query nor a fragment (RFC 8414 2)')
    .optional(),
  XIANJIE_HOST: z.string().min(1).default('127.0.0.1'),
  XIANJIE_PORT: port.default(8731),
  XIANJIE_SIGNING_KEY: z.string().min(1).optional(),
  XIANJIE_JOURNAL_KEY: z.string().min(1).optional(),
  // What partners' secrets are sealed with in their rows: 32 bytes; without it the file secrets.key of the data directory.
  XIANJIE_SECRETS_KEY: z
    .string()
    .regex(/^[\w-]{43}=?$/, 'must be 32 bytes in base64url (43 characters)')
    .optional(),
  XIANJIE_OUTBOUND_ALLOW: networks.default([]),
  // Proxies in front of the gateway: only their `X-Forwarded-For` is believed.
  XIANJIE_TRUSTED_PROXIES: networks.default([]),
  XIANJIE_DELIVERY_DAYS: whole(1, day, 30),
  // The daily comparison with platforms: local hour or `off`, days back, and whether differences are repaired.
  XIANJIE_RECONCILE_HOUR: z
    .string()
    .regex(/^(off|[01]?\d|2[0-3])$/, 'must be an hour, 0 to 23, or off')
    .default('21'),
  XIANJIE_RECONCILE_DAYS: whole(1, 366, 7),
  XIANJIE_RECONCILE_REPAIR: z.enum(['true', 'false']).default('true'),
  // A case in which nothing has been done for so many days becomes a finding.
  XIANJIE_DORMANT_DAYS: whole(1, 3_650, 60),
  // Whoever asks for /metrics from another machine says it.
  XIANJIE_METRICS_TOKEN: z
    .string()
    .regex(/^[\x21-\x7e]{16,}$/, 'must be 16 visible characters at least')
    .optional(),
  // Warnings by mail: `smtp://user:password@host:587` or `smtps://…`; never logged.
  XIANJIE_SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: 'must be smtp://… or smtps://…' })
    .refine(
      (s) => /^\/?$/.test(new URL(s).pathname) && !/[?#]/.test(s),
      'must hold no more than user, password, host and port',
    )
    .optional(),
  XIANJIE_SMTP_TLS: z.enum(['required', 'if_offered'], 'must be required or if_offered').optional(),
  XIANJIE_SMTP_CA: z.string().min(1).optional(),
  XIANJIE_MAIL_FROM: z.string().max(320).optional(),
  XIANJIE_MAIL_HOUR: z
    .string()
    .regex(/^([01]?\d|2[0-3])$/, 'must be an hour, 0 to 23')
    .optional(),
  // Cybersecurity Law, article 23(3): logs are kept for six months at least.
  XIANJIE_ACCESS_LOG_MONTHS: z.coerce
    .number('must be a number of months')
    .int('must be whole months')
    .min(6, 'must be six months at least (Cybersecurity Law, article 23(3))')
    .max(1_200)
    .default(36),
  XIANJIE_S3_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  XIANJIE_S3_REGION: z.string().min(1).optional(),
  XIANJIE_S3_BUCKET: z.string().min(3).max(63).optional(),
  XIANJIE_S3_ACCESS_KEY_ID: z.string().min(1).optional(),
  XIANJIE_S3_SECRET_ACCESS_KEY: z.string().min(1).optional(),
  XIANJIE_S3_PREFIX: z
    .string()
    .regex(/^[\w .=/-]{0,200}$/, 'may hold letters, digits, space and _ . = / -')
    .refine(
      (prefix) => !prefix.startsWith('/') && !prefix.includes('//'),
      'must neither begin with a slash nor hold two',
    )
    .optional(),
  XIANJIE_S3_PATH_STYLE: z.enum(['true', 'false']).optional(),
  XIANJIE_CLAMD: z
    .string()
    .regex(/^(\/.+|\[[0-9a-f:]+\]:\d{1,5}|[^:/\s]+:\d{1,5})$/i, 'must be host:port or the path of a socket')
    .optional(),
  XIANJIE_CLAMD_LARGER: z.enum(['refuse', 'pass']).optional(),
  XIANJIE_CLAMD_TIMEOUT_SECONDS: z.coerce.number('must be a number').int().min(1).max(3_600).optional(),
  XIANJIE_UPLOAD_FILE_BYTES_MAX: whole(1, 50 * 1024 ** 3, 5 * 1024 ** 3),
  XIANJIE_UPLOAD_UNUSED_MAX: whole(1, 10_000_000, 10_000),
  XIANJIE_UPLOAD_UNUSED_BYTES_MAX: whole(1, Number.MAX_SAFE_INTEGER, 1024 ** 4),
  XIANJIE_UPLOAD_UNFINISHED_HOURS: whole(1, 24 * 366, 24),
  XIANJIE_UPLOAD_UNUSED_DAYS: whole(1, day, 7),
  XIANJIE_UPLOAD_QUARANTINE_DAYS: whole(1, day, 30),
  XIANJIE_UPLOAD_AGENCIES: agencyLimits.optional(),
  // Rows of the checklists whose text is contested and that count as mandatory here, by id, divided by commas.
  XIANJIE_CONTESTED_MATERIALS: z
    .string()
    .transform((text) => text.split(',').map((id) => id.trim()))
    .default([]),
  // What charts in reports are written in: a font file with Chinese characters; without it one that is installed.
  XIANJIE_REPORT_FONT: z.string().min(1).optional(),
  // Regions for the map of the wall: a GeoJSON file whose features have `adcode` and, where wanted, `name`.
  XIANJIE_MAP_GEOJSON: z.string().min(1).optional(),
  // Everybody may sign in to the console as anybody, without a password: for the demonstration.
  XIANJIE_DEMO_SIGN_IN: z.enum(['true', 'false']).default('false'),
  // Sign-in to the console: OpenID Connect. The secret, or the path of a private key (JWK) registered with the provider.
  XIANJIE_OIDC_ISSUER: z
    .url({ protocol: /^https?$/ })
    .refine((s) => !/[?#]/.test(s), 'must have neither a query nor a fragment')
    .optional(),
  XIANJIE_OIDC_CLIENT_ID: z.string().min(1).optional(),
  XIANJIE_OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  XIANJIE_OIDC_CLIENT_KEY: z.string().min(1).optional(),
  XIANJIE_OIDC_SCOPE: z
    .string()
    .refine((s) => s.split(' ').includes('openid'), 'must hold openid')
    .optional(),
  XIANJIE_SESSION_IDLE_MINUTES: whole(3, 24 * 60, 30),
  XIANJIE_SESSION_HOURS: whole(1, 7 * 24, 10),
  // Uploads hang on one, the worker on two; what is left serves the doors.
  XIANJIE_DATABASE_CONNECTIONS: z.coerce.number().int().min(4).max(200).default(12),
  XIANJIE_LOG: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
})

export interface Config {
  readonly production: boolean
  readonly databaseUrl: string | undefined
  readonly migrationUrl: string | undefined
  readonly dataDir: string
  readonly issuer: string
  readonly host: string
  readonly port: number
  readonly signingKey: string | undefined
  /** Ed25519, signs the checkpoints of the journal's tree. */
  readonly journalKey: string | undefined
  /** Seals what partners' systems are called with; base64url of 32 bytes. */
  readonly secretsKey: string | undefined
  /** Networks that webhooks may reach although they are not public. */
  readonly outboundAllow: readonly string[]
  /** Networks of proxies that are believed where a request comes from. */
  readonly trustedProxies: readonly string[]
  /** How long what was delivered stays in the delivery log, and can be replayed. */
  readonly deliveryDays: number
  /** `hour` undefined: not by the clock. */
  readonly reconcile: { readonly hour: number | undefined; readonly days: number; readonly repair: boolean }
  /** After so many days without an act a case is dormant. */
  readonly dormantDays: number
  readonly metricsToken: string | undefined
  /** Where warnings are sent by mail; undefined: nowhere. */
  readonly mail: MailSettings | undefined
  readonly accessLogMonths: number
  /** Where materials are kept instead of in the data directory. */
  readonly s3: S3Config | undefined
  readonly clamd: ClamdConfig | undefined
  readonly uploads: UploadConfig
  /** Ids of contested rows of the checklists that count as mandatory. */
  readonly contestedMaterials: readonly string[]
  readonly connections: number
  /** A font file with Chinese characters, for charts. */
  readonly reportFont: string | undefined
  /** GeoJSON of regions, for the wall. */
  readonly mapGeojson: string | undefined
  /** Sign-in to the console without a password; production refuses it. */
  readonly demoSignIn: boolean
  /** Who tells the console who officers are; undefined: nobody. */
  readonly oidc: OidcConfig | undefined
  /** When a session of the console ends: unused, and however busy. */
  readonly session: { readonly idleMs: number; readonly absoluteMs: number }
  readonly logLevel: string
}

export interface OidcConfig {
  /** Exactly as the provider's tokens name it. */
  readonly issuer: string
  readonly clientId: string
  /** A shared secret, or the path of a private key in JWK form. */
  readonly proof: { readonly secret: string } | { readonly keyFile: string }
  readonly scope: string
}

export interface S3Config {
  readonly endpoint: string | undefined
  readonly region: string
  readonly bucket: string
  /** Empty, or ending in a slash. */
  readonly prefix: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly pathStyle: boolean
}

export interface ClamdConfig {
  readonly address: { readonly host: string; readonly port: number } | { readonly path: string }
  readonly larger: 'refuse' | 'pass'
  readonly silenceMs: number | undefined
}

export interface MailSettings {
  readonly host: string
  readonly port: number
  /** TLS from the first byte; otherwise STARTTLS. */
  readonly secure: boolean
  readonly requireTls: boolean
  readonly auth: { readonly user: string; readonly pass: string } | undefined
  /** Path of certificates (PEM) that are trusted beside the system's. */
  readonly ca: string | undefined
  readonly from: { readonly name: string; readonly address: string }
  /** Local hour of the daily digests. */
  readonly hour: number
}

export interface UploadConfig {
  readonly fileBytesMax: number
  readonly unusedMax: number
  readonly unusedBytesMax: number
  readonly unfinishedHours: number
  readonly unusedDays: number
  readonly quarantineDays: number
  readonly agencies: ReadonlyMap<
    string,
    { readonly fileBytesMax?: number; readonly unusedMax?: number; readonly unusedBytesMax?: number }
  >
}

/** A configuration that cannot be used; each fault names its variable. */
export class ConfigFault extends Error {
  constructor(faults: readonly string[]) {
    super(`The configuration is not usable:\n${faults.map((f) => `  ${f}`).join('\n')}`)
    this.name = 'ConfigFault'
  }
}

/** A host as it stands in a URL: IPv6 in brackets, and an address that can be called instead of "all of them". */
export function urlHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return host.includes(':') ? `[${host}]` : host
}

/** Throws ConfigFault. An empty variable counts as not set. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
  const parsed = environment.safeParse(set)
  if (!parsed.success) throw new ConfigFault(parsed.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`))
  const e = parsed.data
  const production = e.NODE_ENV === 'production'
  const faults: string[] = []
  if (e.DATABASE_MIGRATION_URL !== undefined && e.DATABASE_URL === undefined)
    faults.push('DATABASE_URL: is needed where DATABASE_MIGRATION_URL is set')
  if (production && e.XIANJIE_ISSUER === undefined)
    faults.push('XIANJIE_ISSUER: is needed in production (the URL under which clients reach the gateway)')
  if (production && e.DATABASE_URL === undefined)
    faults.push('DATABASE_URL: is needed in production (the built-in database is for trying out)')
  if (production && e.XIANJIE_DEMO_SIGN_IN === 'true')
    faults.push('XIANJIE_DEMO_SIGN_IN: lets everybody in, and cannot be set in production')
  const s3 = s3Of(e, faults)
  const clamd = clamdOf(e, faults)
  const mail = mailOf(e, faults)
  const oidc = oidcOf(e, production, faults)
  const contested = new Set(checklistRows.filter((row) => row.contested).map((row) => row.id))
  for (const id of e.XIANJIE_CONTESTED_MATERIALS)
    if (!contested.has(id)) faults.push(`XIANJIE_CONTESTED_MATERIALS: ${id} is no contested row of the checklists`)
  if (faults.length > 0) throw new ConfigFault(faults)
  return Object.freeze({
    production,
    databaseUrl: e.DATABASE_URL,
    migrationUrl: e.DATABASE_MIGRATION_URL,
    dataDir: resolve(e.XIANJIE_DATA_DIR),
    issuer: (e.XIANJIE_ISSUER ?? `http://${urlHost(e.XIANJIE_HOST)}:${e.XIANJIE_PORT}`).replace(/\/+$/, ''),
    host: e.XIANJIE_HOST,
    port: e.XIANJIE_PORT,
    contestedMaterials: e.XIANJIE_CONTESTED_MATERIALS,
    signingKey: e.XIANJIE_SIGNING_KEY,
    journalKey: e.XIANJIE_JOURNAL_KEY,
    secretsKey: e.XIANJIE_SECRETS_KEY,
    outboundAllow: e.XIANJIE_OUTBOUND_ALLOW,
    trustedProxies: e.XIANJIE_TRUSTED_PROXIES,
    deliveryDays: e.XIANJIE_DELIVERY_DAYS,
    reconcile: {
      hour: e.XIANJIE_RECONCILE_HOUR === 'off' ? undefined : Number(e.XIANJIE_RECONCILE_HOUR),
      days: e.XIANJIE_RECONCILE_DAYS,
      repair: e.XIANJIE_RECONCILE_REPAIR === 'true',
    },
    dormantDays: e.XIANJIE_DORMANT_DAYS,
    metricsToken: e.XIANJIE_METRICS_TOKEN,
    mail,
    accessLogMonths: e.XIANJIE_ACCESS_LOG_MONTHS,
    s3,
    clamd,
    uploads: {
      fileBytesMax: e.XIANJIE_UPLOAD_FILE_BYTES_MAX,
      unusedMax: e.XIANJIE_UPLOAD_UNUSED_MAX,
      unusedBytesMax: e.XIANJIE_UPLOAD_UNUSED_BYTES_MAX,
      unfinishedHours: e.XIANJIE_UPLOAD_UNFINISHED_HOURS,
      unusedDays: e.XIANJIE_UPLOAD_UNUSED_DAYS,
      quarantineDays: e.XIANJIE_UPLOAD_QUARANTINE_DAYS,
      agencies: new Map(Object.entries(e.XIANJIE_UPLOAD_AGENCIES ?? {}).map(([code, own]) => [code, given(own)])),
    },
    connections: e.XIANJIE_DATABASE_CONNECTIONS,
    reportFont: e.XIANJIE_REPORT_FONT,
    mapGeojson: e.XIANJIE_MAP_GEOJSON,
    demoSignIn: e.XIANJIE_DEMO_SIGN_IN === 'true',
    oidc,
    session: { idleMs: e.XIANJIE_SESSION_IDLE_MINUTES * 60_000, absoluteMs: e.XIANJIE_SESSION_HOURS * 3_600_000 },
    logLevel: e.XIANJIE_LOG,
  })
}

type Environment = z.infer<typeof environment>

/** Some of its variables are none: with a part of them, materials would silently go to the disk. */
function s3Of(e: Environment, faults: string[]): S3Config | undefined {
  const named = Object.entries(e).filter(([name, value]) => name.startsWith('XIANJIE_S3_') && value !== undefined)
  const [first] = named[0] ?? []
  if (first === undefined) return undefined
  const { XIANJIE_S3_ENDPOINT: endpoint, XIANJIE_S3_REGION: region, XIANJIE_S3_BUCKET: bucket } = e
  const { XIANJIE_S3_ACCESS_KEY_ID: accessKeyId, XIANJIE_S3_SECRET_ACCESS_KEY: secretAccessKey } = e
  for (const name of ['XIANJIE_S3_BUCKET', 'XIANJIE_S3_ACCESS_KEY_ID', 'XIANJIE_S3_SECRET_ACCESS_KEY'] as const)
    if (e[name] === undefined) faults.push(`${name}: is needed where ${first} is set`)
  if (endpoint === undefined && region === undefined)
    faults.push(`XIANJIE_S3_ENDPOINT: or XIANJIE_S3_REGION is needed where ${first} is set`)
  if (bucket === undefined || accessKeyId === undefined || secretAccessKey === undefined) return undefined
  const prefix = e.XIANJIE_S3_PREFIX ?? ''
  return {
    endpoint,
    region: region ?? 'us-east-1',
    bucket,
    prefix: prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`,
    accessKeyId,
    secretAccessKey,
    // A server of one's own rarely has a host name for each bucket.
    pathStyle: e.XIANJIE_S3_PATH_STYLE === undefined ? endpoint !== undefined : e.XIANJIE_S3_PATH_STYLE === 'true',
  }
}

function clamdOf(e: Environment, faults: string[]): ClamdConfig | undefined {
  const { XIANJIE_CLAMD: at } = e
  if (at === undefined) {
    for (const name of ['XIANJIE_CLAMD_LARGER', 'XIANJIE_CLAMD_TIMEOUT_SECONDS'] as const)
      if (e[name] !== undefined) faults.push(`XIANJIE_CLAMD: is needed where ${name} is set`)
    return undefined
  }
  const colon = at.lastIndexOf(':')
  const address = at.startsWith('/')
    ? { path: at }
    : { host: at.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(at.slice(colon + 1)) }
  if ('port' in address && (address.port < 1 || address.port > 65_535))
    faults.push('XIANJIE_CLAMD: must have a port, 1 to 65535')
  const seconds = e.XIANJIE_CLAMD_TIMEOUT_SECONDS
  return {
    address,
    larger: e.XIANJIE_CLAMD_LARGER ?? 'refuse',
    silenceMs: seconds === undefined ? undefined : seconds * 1000,
  }
}

/** Some of its variables without a server, or a server without a sender, would send nothing and say nothing. */
function mailOf(e: Environment, faults: string[]): MailSettings | undefined {
  const others = ['XIANJIE_SMTP_TLS', 'XIANJIE_SMTP_CA', 'XIANJIE_MAIL_FROM', 'XIANJIE_MAIL_HOUR'] as const
  if (e.XIANJIE_SMTP_URL === undefined) {
    for (const name of others)
      if (e[name] !== undefined) faults.push(`XIANJIE_SMTP_URL: is needed where ${name} is set`)
    return undefined
  }
  const from = senderOf(e.XIANJIE_MAIL_FROM, faults)
  const { protocol, hostname, port, username, password } = new URL(e.XIANJIE_SMTP_URL)
  const secure = protocol === 'smtps:'
  const requireTls = e.XIANJIE_SMTP_TLS !== 'if_offered'
  const auth = username === '' ? undefined : { user: decodeURIComponent(username), pass: decodeURIComponent(password) }
  if (auth !== undefined && !secure && !requireTls)
    faults.push('XIANJIE_SMTP_TLS: must be required where XIANJIE_SMTP_URL holds a password')
  if (hostname === '') faults.push('XIANJIE_SMTP_URL: must name a host')
  if (from === undefined) return undefined
  return {
    ...{ host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? (secure ? 465 : 587) : Number(port) },
    ...{ secure, requireTls, auth, ca: e.XIANJIE_SMTP_CA, from, hour: Number(e.XIANJIE_MAIL_HOUR ?? 8) },
  }
}

/** Some of its variables are none: officers would find a door that does not open. */
function oidcOf(e: Environment, production: boolean, faults: string[]): OidcConfig | undefined {
  const named = Object.entries(e).filter(([name, value]) => name.startsWith('XIANJIE_OIDC_') && value !== undefined)
  const [first] = named[0] ?? []
  if (first === undefined) return undefined
  const { XIANJIE_OIDC_ISSUER: issuer, XIANJIE_OIDC_CLIENT_ID: clientId } = e
  const { XIANJIE_OIDC_CLIENT_SECRET: secret, XIANJIE_OIDC_CLIENT_KEY: keyFile } = e
  for (const name of ['XIANJIE_OIDC_ISSUER', 'XIANJIE_OIDC_CLIENT_ID'] as const)
    if (e[name] === undefined) faults.push(`${name}: is needed where ${first} is set`)
  if ((secret === undefined) === (keyFile === undefined))
    faults.push('XIANJIE_OIDC_CLIENT_SECRET: or XIANJIE_OIDC_CLIENT_KEY is needed, one of the two')
  if (production && issuer?.startsWith('https:') === false)
    faults.push('XIANJIE_OIDC_ISSUER: must be https in production')
  if (issuer === undefined || clientId === undefined) return undefined
  return {
    ...{ issuer, clientId, scope: e.XIANJIE_OIDC_SCOPE ?? 'openid' },
    proof: keyFile === undefined ? { secret: secret ?? '' } : { keyFile },
  }
}

/** What headers are forged with is no part of it. */
const plainAddress = /^[\w!#$%&'*+/=?^`{|}~.-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/

/** `name@domain` or `衔接系统 <name@domain>`. */
function senderOf(text: string | undefined, faults: string[]): MailSettings['from'] | undefined {
  if (text === undefined) {
    faults.push('XIANJIE_MAIL_FROM: is needed where XIANJIE_SMTP_URL is set')
    return undefined
  }
  const [, name = '', address = text] = /^([^<>\p{Cc}]*)<([^<>]*)>$/u.exec(text) ?? []
  if (address.length <= 254 && plainAddress.test(address)) return { name: name.trim(), address }
  faults.push('XIANJIE_MAIL_FROM: must be name@domain, or a name and <name@domain>')
  return undefined
}

/** Without the members that are not set, as exact optional members want it. */
function given<T extends object>(own: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined)) as never
}
