// A small world for tests: two regions with an enforcement agency, police and procuratorate each, a customs house with
// its anti-smuggling bureau, officers with certificates, clients with keys, and the real gateway on a real database.
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { importJWK, SignJWT } from 'jose'
import { afterAll, inject } from 'vitest'
import { readConfig } from '../src/config.ts'
import { type Gateway, type GatewayOptions, startGateway } from '../src/gateway.ts'
import { type TestDatabase, testDatabase } from './database.ts'
import { exchange } from './exchange.ts'
import { inventedUscc, type Organ } from './organs.ts'
import { freePort } from './ports.ts'

export { enrol, inventedUscc, type Organ, plan } from './organs.ts'

export interface Answer<T = Record<string, unknown>> {
  readonly status: number
  readonly headers: Headers
  readonly body: T
}

export class World {
  readonly gateway: Gateway
  readonly db: TestDatabase
  readonly organs: Readonly<Record<string, Organ>>
  readonly #tokens = new Map<string, string>()
  constructor(gateway: Gateway, db: TestDatabase, organs: Readonly<Record<string, Organ>>) {
    this.gateway = gateway
    this.db = db
    this.organs = organs
  }

  organ(name: string): Organ {
    const organ = this.organs[name]
    if (organ === undefined) throw new Error(`no organ ${name} in this world`)
    return organ
  }

  async token(name: string): Promise<string> {
    const known = this.#tokens.get(name)
    if (known !== undefined) return known
    const organ = this.organ(name)
    const assertion = await new SignJWT({})
      .setProtectedHeader({ alg: 'ES256', kid: organ.privateJwk.kid })
      .setIssuer(organ.clientId)
      .setSubject(organ.clientId)
      .setAudience(this.gateway.config.issuer)
      .setIssuedAt()
      .setExpirationTime('2m')
      .setJti(randomUUID())
      .sign(await importJWK(organ.privateJwk, 'ES256'))
    const response = await fetch(`${this.gateway.url}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: assertion,
      }),
    })
    const { access_token } = (await response.json()) as { access_token: string }
    this.#tokens.set(name, access_token)
    return access_token
  }

  /** A request in an organ's name; `body` is sent as JSON. */
  async ask<T = Record<string, unknown>>(
    name: string,
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const {
      status,
      headers: told,
      text,
    } = await exchange(`${this.gateway.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await this.token(name)}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && {
        body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
      }),
    })
    return { status, headers: told, body: (text === '' ? {} : JSON.parse(text)) as T }
  }

  /** Finished, unused materials of an organ, written straight into the table (their bytes are not asked for). */
  async materials(
    name: string,
    kinds: readonly string[],
  ): Promise<{ id: string; kind: string; title: string; sha256: string }[]> {
    const organ = this.organ(name)
    const made = kinds.map((kind) => ({
      id: randomUUID(),
      kind,
      title: `材料 ${kind}`,
      sha256: (randomUUID() + randomUUID()).replaceAll('-', ''),
    }))
    await this.db.pool.query(
      `insert into material (id, agency_id, client_id, state, filename, size, sha256, sm3, expires_at)
       select id, $2, $3, 'ready', 'a.pdf', 1000, sha256, sha256, now() + interval '1 day' from json_to_recordset($1) as x(id uuid, sha256 text)`,
      [JSON.stringify(made), organ.id, organ.clientId],
    )
    return made
  }

  /** A submission that would be taken as it stands. */
  async submission(name = 'market', more: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
    const organ = this.organ(name)
    const approvedAt = new Date(Date.now() - 3_600_000).toISOString()
    return {
      documentNo: `${organ.name.slice(0, 2)}移〔2026〕${serial++}号`,
      caseName: '某公司涉嫌虚假广告案',
      domain: name === 'customs' ? 'customs' : 'market',
      involvesStateSecrets: false,
      suspects: [
        { kind: 'unit', name: '虚构电子商务有限公司', uscc: inventedUscc(77, '450502', '91') },
        { kind: 'person', name: '张三', idType: 'id_card', idNumber: '11010519491231002X' },
      ],
      charges: [{ name: '虚假广告罪', article: '第二百二十二条' }],
      facts: '在广告中对食品作虚假宣传，违法所得数额较大，涉嫌犯罪。',
      amounts: [{ kind: 'illegal_income', cny: '128000.50' }],
      legalBasis: ['行政处罚法第二十七条', '行政执法机关移送涉嫌犯罪案件的规定第三条'],
      officers: organ.officers,
      approval: {
        approvedBy: organ.chief,
        reportReceivedAt: new Date(Date.now() - 86_400_000).toISOString(),
        approvedAt,
      },
      seizedItems: [{ name: '宣传册', quantity: '200', unit: '册', storagePlace: '本局仓库' }],
      materials: await this.materials(name, ['M1', 'M2', 'M3']),
      ...more,
    }
  }

  /** A transfer as submitted; throws with the problem where it is refused. */
  async submit(name = 'market', more: Record<string, unknown> = {}, headers: Record<string, string> = {}) {
    const answer = await this.ask<Acted>(name, 'POST', '/v1/transfers', await this.submission(name, more), headers)
    if (answer.status !== 201) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body
  }

  step<T = Acted>(
    name: string,
    id: string,
    step: string,
    body: Record<string, unknown> = {},
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    return this.ask<T>(
      name,
      'POST',
      `/v1/transfers/${id}/steps/${step}`,
      { officers: this.organ(name).officers.slice(0, 1), ...body },
      headers,
    )
  }
}

let serial = 1

export interface Acted {
  readonly transfer: {
    readonly id: string
    readonly version: number
    readonly status: string
    readonly tracks: { key: string; state: string }[]
    readonly clocks: { key: string; rule: string; status: string; localDate: string; dueAt: string; breachAt: string }[]
    readonly available: { step: string }[]
  }
  readonly receipt: { no: number; version: number; step: string; jws: string } | null
}

/** Call at the top level of a test file. `env`: further settings; `pages`: further pages of the console. */
export async function world(
  connections = 8,
  { env = {}, pages }: { env?: Record<string, string>; pages?: GatewayOptions['pages'] } = {},
): Promise<World> {
  // Enrolled once a run: seventy acts of registration and as many keys would else stand before every file.
  const db = await testDatabase(8, inject('populated'))
  const organs: Record<string, Organ> = { ...inject('organs') }
  const dataDir = mkdtempSync(join(tmpdir(), 'xianjie-world-'))
  const config = readConfig({
    DATABASE_URL: db.gatewayUrl,
    DATABASE_MIGRATION_URL: db.ownerUrl,
    XIANJIE_DATA_DIR: dataDir,
    XIANJIE_OUTBOUND_ALLOW: '127.0.0.0/8',
    XIANJIE_PORT: String(await freePort()),
    XIANJIE_LOG: process.env.XIANJIE_LOG ?? 'error',
    XIANJIE_DEMO_SIGN_IN: 'true',
    XIANJIE_DATABASE_CONNECTIONS: String(connections),
    ...env,
  })
  const gateway = await startGateway(config, { ...(pages !== undefined && { pages }) })
  afterAll(async () => {
    await gateway.stop()
    rmSync(dataDir, { recursive: true, force: true })
  })
  return new World(gateway, db, organs)
}
