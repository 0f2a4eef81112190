// The environment, read once into one frozen value. Half a configuration is refused with the name of what is missing.
import { resolve } from 'node:path'
import { z } from 'zod'

const port = z
  .string()
  .regex(/^\d{1,5}$/, 'must be a port, 1 to 65535')
  .transform(Number)
  .pipe(z.int().min(0).max(65_535))

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
  readonly connections: number
  readonly logLevel: string
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
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
  const parsed = environment.safeParse(given)
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
  if (faults.length > 0) throw new ConfigFault(faults)
  return Object.freeze({
    production,
    databaseUrl: e.DATABASE_URL,
    migrationUrl: e.DATABASE_MIGRATION_URL,
    dataDir: resolve(e.XIANJIE_DATA_DIR),
    issuer: (e.XIANJIE_ISSUER ?? `http://${urlHost(e.XIANJIE_HOST)}:${e.XIANJIE_PORT}`).replace(/\/+$/, ''),
    host: e.XIANJIE_HOST,
    port: e.XIANJIE_PORT,
    signingKey: e.XIANJIE_SIGNING_KEY,
    connections: e.XIANJIE_DATABASE_CONNECTIONS,
    logLevel: e.XIANJIE_LOG,
  })
}
