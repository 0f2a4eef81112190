// The organs of the tests' small world: two regions with an enforcement agency, police and procuratorate each, a customs house
// with its anti-smuggling bureau and who else takes part. Nothing of the test runner is in here: they are enrolled once a run.
import { exportJWK, generateKeyPair, type JWK } from 'jose'
import type { Pool } from '../db/connect.ts'
import { type AgencyKind, addAgency, addClient, addOfficer } from '../src/agencies/index.ts'

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

export interface OrganPlan {
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

/** All of the plan, by their names. */
export async function enrolAll(db: Enrolling): Promise<Record<string, Organ>> {
  const organs: Record<string, Organ> = {}
  for (const [index, [key, organ]] of Object.entries(plan).entries()) organs[key] = await enrol(db, index + 1, organ)
  return organs
}

export interface Enrolling {
  readonly ownerPool: Pool
}

export async function enrol(db: Enrolling, no: number, organ: OrganPlan): Promise<Organ> {
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
