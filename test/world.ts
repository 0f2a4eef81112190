// A small world for tests: two regions with an enforcement agency, police and procuratorate each, a customs house with
// its anti-smuggling bureau, officers with certificates, clients with keys, and the real gateway on a real database.
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose'
import { afterAll } from 'vitest'
import { type AgencyKind, addAgency, addClient, addOfficer } from '../src/agencies/index.ts'
import { readConfig } from '../src/config.ts'
import { type Gateway, type GatewayOptions, startGateway } from '../src/gateway.ts'
import { type TestDatabase, testDatabase } from './database.ts'

const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'

/** A valid unified social credit code for an invented organ (GB 32100): first digits, region, serial. */
export function inventedUscc(serial: number, regionCode: string, first = '11'): string {
  const organ = String(serial).padStart(8, '0')
  const weights = [3, 7, 9, 10, 5, 8, 4, 2]
  const c = 11 - ([...organ].reduce((sum, digit, i) => sum + Number(digit) * (weights[i] as number), 0) % 11)
  const body = `${first}${regionCode}${organ}${c === 10 ? 'X' : c === 11 ? '0' : String(c)}`
  const sum = [...body].reduce((s, ch, i) => s + alphabet.indexOf(ch) * (3 ** i % 31), 0)
  return body + (alphabet[(31 - (sum % 31)) % 31] as string)
}

export interface Organ {
  readonly id: string
  readonly kind: AgencyKind
  readonly code: string
  readonly name: string
  readonly clientId: string
  readonly privateJwk: JWK & { kid: string; alg: string }
  /** Two officers, and one who holds every role of the organ. */
  readonly officers: readonly { name: string; certificateNo: string }[]
  readonly chief: { name: string; certificateNo: string }
}

const rolesOf: Partial<Record<AgencyKind, string[]>> = {
  administrative: ['agency_head'],
  public_security: ['police_case_acceptor', 'police_unit_head', 'police_chief'],
  procuratorate: ['procurator_criminal', 'chief_procurator'],
  court: ['court'],
  government: ['gov_supervisor'],
  justice_bureau: ['justice_bureau'],
  supervisory_commission: ['supervisory_commission'],
}

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
    const response = await fetch(`${this.gateway.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await this.token(name)}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && {
        body: typeof body === 'string' || body instanceof Uint8Array ? (body as string) : JSON.stringify(body),
      }),
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: (text === '' ? {} : JSON.parse(text)) as T }
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

interface OrganPlan {
  readonly kind: AgencyKind
  readonly region: string
  readonly name: string
  readonly domains?: string[]
  readonly specialty?: string
}

export const plan: Readonly<Record<string, OrganPlan>> = {
  market: {
    kind: 'administrative',
    region: '450502',
    name: '海城区市场监督管理局（演示）',
    domains: ['market', 'food'],
  },
  police: { kind: 'public_security', region: '450502', name: '海城区公安分局（演示）' },
  procuratorate: { kind: 'procuratorate', region: '450502', name: '海城区人民检察院（演示）' },
  customs: { kind: 'administrative', region: '430100', name: '长沙黄花机场海关（演示）', domains: ['customs'] },
  smuggling: { kind: 'public_security', region: '430100', name: '长沙海关缉私局（演示）', specialty: 'anti_smuggling' },
  cityProcuratorate: { kind: 'procuratorate', region: '430100', name: '长沙市人民检察院（演示）' },
  foreignMarket: {
    kind: 'administrative',
    region: '330106',
    name: '西湖区市场监督管理局（演示）',
    domains: ['market'],
  },
  foreignPolice: { kind: 'public_security', region: '330106', name: '西湖区公安分局（演示）' },
  foreignProcuratorate: { kind: 'procuratorate', region: '330106', name: '西湖区人民检察院（演示）' },
  justice: { kind: 'justice_bureau', region: '450502', name: '海城区司法局（演示）' },
  government: { kind: 'government', region: '450502', name: '海城区人民政府（演示）' },
  commission: { kind: 'supervisory_commission', region: '450502', name: '海城区监察委员会（演示）' },
  court: { kind: 'court', region: '450502', name: '海城区人民法院（演示）' },
  platform: { kind: 'service_platform', region: '450502', name: '海城区政务服务平台（演示）' },
}

/** Call at the top level of a test file. `env`: further settings; `pages`: further pages of the console. */
export async function world(
  connections = 8,
  { env = {}, pages }: { env?: Record<string, string>; pages?: GatewayOptions['pages'] } = {},
): Promise<World> {
  const db = await testDatabase()
  const dataDir = mkdtempSync(join(tmpdir(), 'xianjie-world-'))
  const organs: Record<string, Organ> = {}
  for (const [index, [key, organ]] of Object.entries(plan).entries()) organs[key] = await enrol(db, index + 1, organ)
  const config = readConfig({
    DATABASE_URL: db.gatewayUrl,
    DATABASE_MIGRATION_URL: db.ownerUrl,
    XIANJIE_DATA_DIR: dataDir,
    XIANJIE_OUTBOUND_ALLOW: '127.0.0.0/8',
    XIANJIE_PORT: String(22_000 + Math.floor(Math.random() * 8000)),
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

export async function enrol(db: TestDatabase, no: number, organ: OrganPlan): Promise<Organ> {
  const agency = await addAgency(db.ownerPool, {
    code: inventedUscc(no, organ.region),
    name: organ.name,
    kind: organ.kind,
    regionCode: organ.region,
    ...(organ.domains && { domains: organ.domains }),
    ...(organ.specialty && { specialty: organ.specialty }),
  })
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
  const kid = `k${no}`
  const { id: clientId } = await addClient(db.ownerPool, {
    agency: agency.code,
    name: `${organ.name}办案系统`,
    jwks: { keys: [{ ...(await exportJWK(publicKey)), kid, alg: 'ES256' }] },
  })
  const officers = ['甲', '乙', '丙'].map((name, i) => ({ name: `${name}${no}`, certificateNo: `ZF${no}-${i + 1}` }))
  for (const [i, o] of officers.entries()) {
    await addOfficer(db.ownerPool, {
      agency: agency.code,
      name: o.name,
      roles: i === 2 ? (rolesOf[organ.kind] ?? ['enforcement_officer']) : ['enforcement_officer'],
      certificate: { number: o.certificateNo, validFrom: '2020-01-01', validTo: '2099-12-31' },
    })
  }
  return {
    id: agency.id,
    kind: organ.kind,
    code: agency.code,
    name: agency.name,
    clientId,
    privateJwk: { ...(await exportJWK(privateKey)), kid, alg: 'ES256' } as Organ['privateJwk'],
    officers: officers.slice(0, 2),
    chief: officers[2] as Organ['chief'],
  }
}
