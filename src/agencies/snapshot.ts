// Everything the gateway remembers of the registry, read by one statement and therefore of one moment. It is dropped as
// a whole when the generation changes; nothing in it is ever brought up to date in place.
import { type CryptoKey, importJWK, type JWK } from 'jose'
import { type Pool, run, type Statement } from '../../db/index.ts'
import { type Directory, directoryOf, type ReceivingRule } from './directory.ts'
import type { HolidayNotice } from './notice-form.ts'
import type { OptIn } from './opt-ins.ts'
import type { Agency, Principal } from './principal.ts'
import type { KeyAlgorithm } from './public-key.ts'
import { TokenCache } from './token-cache.ts'

export interface ClientKey {
  readonly kid: string
  readonly alg: KeyAlgorithm
  readonly notBeforeMs: number
  readonly expiresAtMs: number | null
  /** Imported at first use and then kept. */
  readonly key: () => Promise<CryptoKey>
}

export interface Client {
  readonly id: string
  readonly agency: Agency
  readonly generation: number
  readonly auditor: boolean
  readonly operator: boolean
  /** Disabled itself, or of a disabled agency. */
  readonly disabled: boolean
  /** Keys that are not revoked. */
  readonly keys: ReadonlyMap<string, ClientKey>
}

export interface GatewayKey {
  readonly kid: string
  readonly publicJwk: JWK
  readonly activeFromMs: number
  readonly retiredAtMs: number | null
  readonly key: () => Promise<CryptoKey>
}

export interface ProvedToken {
  readonly principal: Principal
  readonly expiresAtMs: number
}

export interface Snapshot {
  readonly generation: number
  readonly directory: Directory
  readonly clients: ReadonlyMap<string, Client>
  readonly gatewayKeys: ReadonlyMap<string, GatewayKey>
  /** The loaded holiday notice of each region and year that has one, the latest only: for `calendarsFrom`. */
  readonly notices: readonly HolidayNotice[]
  /** Stages in force by a region's word: for `optedIn`. */
  readonly optIns: readonly OptIn[]
  readonly tokens: TokenCache<ProvedToken>
}

/** About 4 MB when full; a client has one token at a time, so this is far more than a province's clients. */
const tokensRemembered = 20_000

const statement: Statement = {
  name: 'agencies_snapshot',
  text: `select generation,
  (select coalesce(json_agg(json_build_object('id', id, 'code', code, 'name', name, 'kind', kind, 'regionCode', region_code,
    'level', level, 'domains', domains, 'specialty', specialty, 'supervisedById', supervised_by_id,
    'requiresSignature', requires_signature, 'disabled', disabled_at is not null)), '[]') from agency) as agencies,
  (select coalesce(json_agg(json_build_object('senderId', sender_id, 'domain', domain, 'receiverId', receiver_id)), '[]')
    from receiving_rule) as rules,
  (select coalesce(json_agg(json_build_object('id', id, 'agencyId', agency_id, 'generation', generation,
    'auditor', auditor, 'operator', operator, 'disabled', disabled_at is not null)), '[]') from client) as clients,
  (select coalesce(json_agg(json_build_object('clientId', client_id, 'kid', kid, 'jwk', jwk,
    'notBeforeMs', extract(epoch from not_before) * 1000, 'expiresAtMs', extract(epoch from expires_at) * 1000)), '[]')
    from client_key where revoked_at is null) as keys,
  (select coalesce(json_agg(json_build_object('kid', kid, 'publicJwk', public_jwk,
    'activeFromMs', extract(epoch from active_from) * 1000, 'retiredAtMs', extract(epoch from retired_at) * 1000)
    order by active_from, kid), '[]') from gateway_key) as gateway_keys,
  (select coalesce(json_agg(json_build_object('regionCode', region_code, 'year', year, 'rest', rest, 'worked', worked,
    'source', source)), '[]') from (select distinct on (region_code, year) * from holiday_notice
    order by region_code, year, no desc) as latest) as notices,
  (select coalesce(json_agg(json_build_object('regionCode', region_code, 'domain', domain, 'clock', clock, 'stage', stage,
    'basis', basis)), '[]') from rule_opt_in where ended_at is null) as opt_ins
from registry`,
}

interface Row {
  generation: number
  agencies: (Agency & { disabled: boolean })[]
  rules: ReceivingRule[]
  clients: {
    id: string
    agencyId: string
    generation: number
    auditor: boolean
    operator: boolean
    disabled: boolean
  }[]
  keys: { clientId: string; kid: string; jwk: JWK; notBeforeMs: number; expiresAtMs: number | null }[]
  gateway_keys: Omit<GatewayKey, 'key'>[]
  notices: HolidayNotice[]
  opt_ins: OptIn[]
}

export async function loadSnapshot(pool: Pool): Promise<Snapshot> {
  const [row] = await run<Row>(pool, statement)
  if (!row) throw new Error('the table registry is empty; the migrations fill it')
  const agencies = new Map(row.agencies.map(({ disabled, ...agency }) => [agency.id, { agency, disabled }]))
  const keysOf = new Map<string, Map<string, ClientKey>>()
  for (const { clientId, kid, jwk, notBeforeMs, expiresAtMs } of row.keys) {
    const own = keysOf.get(clientId) ?? new Map<string, ClientKey>()
    const alg = jwk.alg as KeyAlgorithm
    keysOf.set(clientId, own.set(kid, { kid, alg, notBeforeMs, expiresAtMs, key: imported(jwk, alg) }))
  }
  const clients = new Map<string, Client>()
  for (const { id, agencyId, generation, auditor, operator, disabled } of row.clients) {
    const organ = agencies.get(agencyId)
    if (!organ) continue // a foreign key forbids it
    clients.set(id, {
      id,
      agency: organ.agency,
      generation,
      auditor,
      operator,
      disabled: disabled || organ.disabled,
      keys: keysOf.get(id) ?? new Map(),
    })
  }
  const enabled = [...agencies.values()].filter(({ disabled }) => !disabled).map(({ agency }) => agency)
  return {
    generation: row.generation,
    directory: directoryOf(enabled, row.rules),
    clients,
    gatewayKeys: new Map(row.gateway_keys.map((key) => [key.kid, { ...key, key: imported(key.publicJwk, 'ES256') }])),
    notices: row.notices,
    optIns: row.opt_ins,
    tokens: new TokenCache(tokensRemembered),
  }
}

function imported(jwk: JWK, alg: string): () => Promise<CryptoKey> {
  let key: Promise<CryptoKey> | undefined
  return () => {
    key ??= importJWK(jwk, alg) as Promise<CryptoKey> // only asymmetric keys are stored
    return key
  }
}
