// The organs of a bench: senders with police and procuratorate of the same place, their officers with certificates, their
// clients with keys, written by one statement a table before the gateway starts.
import { randomUUID } from 'node:crypto'
import { exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose'
import type { Pool } from '../../db/index.ts'
import { uuidv7 } from '../../src/kernel/index.ts'
import { inventedUscc } from './codes.ts'

export interface Sender {
  readonly agencyId: string
  readonly clientId: string
  readonly region: string
  readonly place: string
  readonly privateJwk: JWK
  /** Two officers, and the head who decides. */
  readonly officers: readonly { readonly name: string; readonly certificateNo: string }[]
}

const places: readonly (readonly [string, string])[] = [
  ['450502', '海城区'],
  ['450503', '银海区'],
  ['450512', '铁山港区'],
  ['450103', '青秀区'],
  ['450105', '江南区'],
  ['330106', '西湖区'],
  ['330108', '滨江区'],
  ['330110', '余杭区'],
  ['430102', '芙蓉区'],
  ['430104', '岳麓区'],
  ['430111', '雨花区'],
  ['510104', '锦江区'],
  ['510107', '武侯区'],
  ['440305', '南山区'],
  ['440306', '宝安区'],
  ['420106', '武昌区'],
]

const surnames = '王李张刘陈杨黄赵吴周徐孙马朱胡郭'
const givenNames = ['建明', '志华', '国强', '晓峰', '丽萍', '海涛', '文静']
/** As a district's office has; with a handful the planner would read whole tables, which no real registry allows. */
const officersEach = 200
const kinds = [
  ['administrative', '市场监督管理局'],
  ['public_security', '公安分局'],
  ['procuratorate', '人民检察院'],
] as const

/** Writes the registry; the senders come back with their private keys. */
export async function enrol(owner: Pool): Promise<Sender[]> {
  const agencies: Record<string, unknown>[] = []
  const clients: Record<string, unknown>[] = []
  const keys: Record<string, unknown>[] = []
  const officers: Record<string, unknown>[] = []
  const senders: Sender[] = []
  for (const [i, [region, place]] of places.entries()) {
    for (const [k, [kind, name]] of kinds.entries()) {
      const agency = {
        id: uuidv7(),
        code: inventedUscc(1_000 + i * 10 + k, region),
        name: `${place}${name}`,
        kind,
        region,
      }
      agencies.push(agency)
      const staff = Array.from({ length: officersEach }, (_, n) => ({
        id: uuidv7(),
        agency_id: agency.id,
        name: `${surnames[(i + n * 5) % surnames.length]}${givenNames[(n + k) % givenNames.length]}`,
        role: n === 2 && k === 0 ? 'agency_head' : 'enforcement_officer',
        number: `${region}${String(k)}${String(n + 1).padStart(5, '0')}`,
      }))
      officers.push(...staff)
      if (k > 0) continue
      const pair = await generateKeyPair('ES256', { extractable: true })
      const clientId = uuidv7()
      clients.push({ id: clientId, agency_id: agency.id, name: `${agency.name}办案系统` })
      keys.push({ client_id: clientId, jwk: { ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'ES256' } })
      senders.push({
        agencyId: agency.id,
        clientId,
        region,
        place,
        privateJwk: await exportJWK(pair.privateKey),
        officers: staff.slice(0, 3).map((s) => ({ name: s.name, certificateNo: s.number })),
      })
    }
  }
  const insert = (text: string, rows: readonly object[]) => owner.query(text, [JSON.stringify(rows)])
  await insert(
    `insert into agency (id, code, name, kind, region_code, level, domains)
     select id, code, name, kind, region, 'county', case when kind = 'administrative' then '{market,food}'::text[] else '{}' end
     from json_to_recordset($1) as x(id uuid, code text, name text, kind text, region text)`,
    agencies,
  )
  await insert(
    `insert into client (id, agency_id, name)
     select id, agency_id, name from json_to_recordset($1) as x(id text, agency_id uuid, name text)`,
    clients,
  )
  await insert(
    `insert into client_key (client_id, kid, jwk)
     select client_id, 'k1', jwk from json_to_recordset($1) as x(client_id text, jwk jsonb)`,
    keys,
  )
  const staffColumns = 'x(id uuid, agency_id uuid, name text, role text, number text)'
  await insert(
    `insert into officer (id, agency_id, name, roles)
     select id, agency_id, name, array[role] from json_to_recordset($1) as ${staffColumns}`,
    officers,
  )
  await insert(
    `insert into certificate (agency_id, number, officer_id, valid_from, valid_to)
     select agency_id, number, id, '2020-01-01', '2099-12-31' from json_to_recordset($1) as ${staffColumns}`,
    officers,
  )
  await owner.query('update registry set generation = generation + 1')
  await owner.query('analyze agency, client, client_key, officer, certificate')
  return senders
}

/** An access token, granted over the gateway's own door (RFC 7523). */
export async function tokenOf(sender: Sender, url: string): Promise<string> {
  const assertion = await new SignJWT({})
    .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
    .setIssuer(sender.clientId)
    .setSubject(sender.clientId)
    .setAudience(url)
    .setIssuedAt()
    .setExpirationTime('2m')
    .setJti(randomUUID())
    .sign(await importJWK(sender.privateJwk, 'ES256'))
  const response = await fetch(`${url}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    }),
  })
  if (!response.ok) throw new Error(`no token: ${response.status} ${await response.text()}`)
  return ((await response.json()) as { access_token: string }).access_token
}
