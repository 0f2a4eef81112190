// The organs of the campaign against a misbehaving partner: an enforcement agency, police and procuratorate of one place,
// each with a client, and the requests that they send while the gateway is killed under them.
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose'
import type { Pool } from '../../db/index.ts'
import { type AgencyKind, addAgency, addClient, addOfficer } from '../../src/agencies/index.ts'
import { inventedUscc } from './codes.ts'

const region = '450502'

export interface Organ {
  readonly id: string
  readonly code: string
  readonly clientId: string
  readonly key: JWK
  readonly officers: readonly { readonly name: string; readonly certificateNo: string }[]
  readonly chief: { readonly name: string; readonly certificateNo: string }
}

const plan = {
  market: { kind: 'administrative', name: '海城区市场监督管理局（演示）', roles: ['agency_head'] },
  police: {
    kind: 'public_security',
    name: '海城区公安分局（演示）',
    roles: ['police_case_acceptor', 'police_unit_head', 'police_chief'],
  },
  procuratorate: {
    kind: 'procuratorate',
    name: '海城区人民检察院（演示）',
    roles: ['procurator_criminal', 'chief_procurator'],
  },
} as const satisfies Record<string, { kind: AgencyKind; name: string; roles: readonly string[] }>

export type OrganName = keyof typeof plan
export type Organs = Readonly<Record<OrganName, Organ>>

export async function enrolOrgans(owner: Pool): Promise<Organs> {
  const organs: Partial<Record<OrganName, Organ>> = {}
  for (const [i, [name, organ]] of Object.entries(plan).entries()) {
    const agency = await addAgency(owner, {
      code: inventedUscc(i + 1, region),
      name: organ.name,
      kind: organ.kind,
      regionCode: region,
      ...(organ.kind === 'administrative' && { domains: ['market', 'food'] }),
    })
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
    const kid = `k${i}`
    const { id: clientId } = await addClient(owner, {
      agency: agency.code,
      name: `${organ.name}办案系统`,
      jwks: { keys: [{ ...(await exportJWK(publicKey)), kid, alg: 'ES256' }] },
    })
    const officers = ['甲', '乙', '丙'].map((n, no) => ({ name: `${n}${i}`, certificateNo: `ZF${i}-${no}` }))
    for (const [no, officer] of officers.entries())
      await addOfficer(owner, {
        agency: agency.code,
        name: officer.name,
        roles: no === 2 ? [...organ.roles] : ['enforcement_officer'],
        certificate: { number: officer.certificateNo, validFrom: '2020-01-01', validTo: '2099-12-31' },
      })
    organs[name as OrganName] = {
      id: agency.id,
      code: agency.code,
      clientId,
      key: { ...(await exportJWK(privateKey)), kid, alg: 'ES256' },
      officers: officers.slice(0, 2),
      chief: officers[2] as Organ['chief'],
    }
  }
  return organs as Organs
}

export interface Answered {
  readonly status: number
  readonly replayed: boolean
  readonly body: Record<string, unknown>
}

const timeoutMs = 20_000
const awayMs = 100
/** A gateway that is started again under load is back within that, or something is wrong. */
const patienceMs = 180_000

/** A client of one organ that goes on through kills: what was not answered is sent again under the same key. */
export class Insisting {
  readonly #url: string
  readonly #organ: Organ
  #token: Promise<string | undefined> | undefined
  unheard = 0

  constructor(url: string, organ: Organ) {
    this.#url = url
    this.#organ = organ
  }

  async ask(method: string, path: string, body?: unknown): Promise<Answered> {
    const until = performance.now() + patienceMs
    const key = randomUUID()
    for (;;) {
      const answer = await this.#once(method, path, key, body)
      if (answer !== undefined && ![401, 429, 503].includes(answer.status)) {
        if (answer.status !== 409 || answer.body.code !== 'contended') return answer
      }
      if (performance.now() > until) throw new Error(`${method} ${path} was not answered: ${JSON.stringify(answer)}`)
      this.unheard += answer === undefined ? 1 : 0
      await sleep(awayMs)
    }
  }

  async #once(method: string, path: string, key: string, body: unknown): Promise<Answered | undefined> {
    this.#token ??= this.#signIn()
    const token = await this.#token
    if (token === undefined) {
      this.#token = undefined
      return undefined
    }
    try {
      const response = await fetch(this.#url + path, {
        method,
        signal: AbortSignal.timeout(timeoutMs),
        headers: {
          authorization: `Bearer ${token}`,
          ...(body !== undefined && { 'content-type': 'application/json', 'idempotency-key': key }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      const text = await response.text()
      if (response.status === 401) this.#token = undefined
      return {
        status: response.status,
        replayed: response.headers.get('idempotent-replayed') === 'true',
        body: text === '' ? {} : JSON.parse(text),
      }
    } catch {
      return undefined
    }
  }

  async #signIn(): Promise<string | undefined> {
    const { clientId, key } = this.#organ
    const assertion = await new SignJWT({})
      .setProtectedHeader({ alg: 'ES256', kid: key.kid as string })
      .setIssuer(clientId)
      .setSubject(clientId)
      .setAudience(this.#url)
      .setIssuedAt()
      .setExpirationTime('2m')
      .setJti(randomUUID())
      .sign(await importJWK(key, 'ES256'))
    try {
      const response = await fetch(`${this.#url}/oauth/token`, {
        method: 'POST',
        signal: AbortSignal.timeout(timeoutMs),
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
          client_assertion: assertion,
        }),
      })
      return response.ok ? ((await response.json()) as { access_token: string }).access_token : undefined
    } catch {
      return undefined
    }
  }
}
