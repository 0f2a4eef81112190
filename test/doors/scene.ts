// What the tests of the doors add to the world: letters changed in one place, further organs and clients, tokens and
// signatures that are not quite right.
import { randomUUID } from 'node:crypto'
import { exportJWK, FlattenedSign, generateKeyPair, importJWK, SignJWT } from 'jose'
import { type AgencyEntry, addAgency, addClient, addOfficer, readKeys } from '../../src/agencies/index.ts'
import { inventedUscc, type Organ, type World } from '../world.ts'
import { type Asked, type Reply, send } from './refusals.ts'

export type Letter = Record<string, unknown>

/** A good letter, changed at places given as `suspects/0/name`; undefined takes the field away. */
export async function letter(w: World, changes: Record<string, unknown> = {}, by = 'market'): Promise<Letter> {
  const made = structuredClone(await w.submission(by))
  for (const [place, value] of Object.entries(changes)) {
    const keys = place.split('/')
    const last = keys.pop() as string
    const parent = keys.reduce((at, key) => at[key] as Letter, made)
    if (value === undefined) delete parent[last]
    else parent[last] = value
  }
  return made
}

/** Sends a letter. */
export const submit = (w: World, body: unknown, { by = 'market', ...asked }: Asked & { by?: string } = {}) =>
  send(w, by, 'POST', '/v1/transfers', { ...asked, body })

/** Takes a step with the first officer of the organ, unless the body names others. */
export const step = (
  w: World,
  by: string,
  id: string,
  name: string,
  body: unknown = {},
  asked: Asked = {},
): Promise<Reply> =>
  send(w, by, 'POST', `/v1/transfers/${id}/steps/${name}`, {
    ...asked,
    body:
      typeof body === 'object' && body !== null && !(body instanceof Uint8Array)
        ? { officers: w.organ(by).officers.slice(0, 1), ...body }
        : body,
  })

const certificateYears = { validFrom: '2020-01-01', validTo: '2099-12-31' }
let enrolled = 900

/** Enters an organ with a client and three officers into this file's world. */
export async function enrol(
  w: World,
  key: string,
  { kind, regionCode, ...entry }: Pick<AgencyEntry, 'kind' | 'regionCode'> & Partial<AgencyEntry>,
): Promise<Organ> {
  const no = ++enrolled
  const agency = await addAgency(w.db.ownerPool, {
    code: inventedUscc(no, regionCode),
    name: `另一机关${no}（演示）`,
    kind,
    regionCode,
    ...(kind === 'administrative' && { domains: ['market'] }),
    ...entry,
  })
  const officers = ['甲', '乙', '丙'].map((name, i) => ({ name: `${name}${no}`, certificateNo: `ZF${no}-${i + 1}` }))
  for (const { name, certificateNo } of officers)
    await addOfficer(w.db.ownerPool, {
      agency: agency.code,
      name,
      roles: ['agency_head', 'police_case_acceptor', 'police_chief'],
      certificate: { number: certificateNo, ...certificateYears },
    })
  const organ: Organ = {
    id: agency.id,
    kind,
    code: agency.code,
    name: agency.name,
    ...(await anotherClient(w, agency.code)),
    officers: officers.slice(0, 2),
    chief: officers[2] as Organ['chief'],
  }
  ;(w.organs as Record<string, Organ>)[key] = organ
  return organ
}

async function anotherClient(w: World, agency: string): Promise<Pick<Organ, 'clientId' | 'privateJwk'>> {
  const pair = await generateKeyPair('ES256', { extractable: true })
  const named = { kid: randomUUID(), alg: 'ES256' }
  const keys = [{ ...(await exportJWK(pair.publicKey)), ...named }]
  const { id: clientId } = await addClient(w.db.ownerPool, { agency, name: '另一系统', jwks: { keys } })
  return { clientId, privateJwk: { ...(await exportJWK(pair.privateKey)), ...named } }
}

/** The same organ under another name in this world, with a client of its own. */
export async function enrolClient(w: World, key: string, of: string): Promise<void> {
  const organ = w.organ(of)
  ;(w.organs as Record<string, Organ>)[key] = { ...organ, ...(await anotherClient(w, organ.code)) }
}

/** An officer of an organ beside those of the world. */
export async function engage(
  w: World,
  organ: string,
  officer: { name: string; certificateNo: string },
  roles: readonly string[],
  period: Partial<typeof certificateYears> = {},
): Promise<string> {
  return addOfficer(w.db.ownerPool, {
    agency: w.organ(organ).code,
    name: officer.name,
    roles,
    certificate: { number: officer.certificateNo, ...certificateYears, ...period },
  })
}

/** `market`'s token, changed and signed anew by the gateway's own key. */
export async function forged(w: World, claims: Record<string, unknown>, header: Record<string, unknown> = {}) {
  const [head = '', body = ''] = (await w.token('market')).split('.').map((p) => Buffer.from(p, 'base64url').toString())
  const [key] = readKeys(w.gateway.config.dataDir)
  if (key === undefined) throw new Error('the gateway has no key')
  return new SignJWT({ ...JSON.parse(body), ...claims })
    .setProtectedHeader({ ...JSON.parse(head), kid: key.kid, ...header })
    .sign(key.privateKey)
}

/** A detached JWS (RFC 7515 appendix F) over the bytes by an organ's key. */
export async function detached(w: World, organ: string, bytes: Uint8Array, header: Record<string, unknown> = {}) {
  const { privateJwk } = w.organ(organ)
  const { protected: head, signature } = await new FlattenedSign(bytes)
    .setProtectedHeader({ alg: 'ES256', kid: privateJwk.kid, ...header })
    .sign(await importJWK(privateJwk, 'ES256'))
  return `${head}..${signature}`
}

/** A form for `POST /oauth/token` with an assertion of an organ's client. */
export async function tokenForm(w: World, organ: string): Promise<Asked> {
  const { clientId, privateJwk } = w.organ(organ)
  const assertion = await new SignJWT({})
    .setProtectedHeader({ alg: 'ES256', kid: privateJwk.kid })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(w.gateway.config.issuer)
    .setJti(randomUUID())
    .setExpirationTime('1m')
    .sign(await importJWK(privateJwk, 'ES256'))
  const form = {
    grant_type: 'client_credentials',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
  }
  return {
    token: null,
    body: new URLSearchParams(form).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  }
}
