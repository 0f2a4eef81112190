// Administration: what the three administrators (三员) may change in the registry, how a second person approves it, and what
// the gateway answers. Only officers who signed in come here; no system does.
import { z } from 'zod'
import { day, line, prose, uscc, uuid } from './primitives.ts'

const region = z.string().regex(/^\d{6}$/, 'six digits are needed (GB/T 2260)')
const word = line(40)
const clientId = line(64)
const kid = line(200)
const keys = z.looseObject({}).meta({ description: 'JWKS or one JWK, public keys only' })
const certificate = { number: line(64), validFrom: day, validTo: day }
const stage = { regionCode: region, domain: word, clock: line(64), stage: z.int().min(1).max(20) }

const agencyFields = {
  name: line(200),
  regionCode: region,
  level: word.optional(),
  domains: z.array(word).max(50).optional(),
  specialty: word.nullable().optional(),
  requiresSignature: z.boolean().optional(),
}

/** What each act needs. Whether it stands by the registry is decided where it is carried out. */
export const administrationWhat = {
  disable_agency: z.strictObject({ agency: uscc }),
  enable_agency: z.strictObject({ agency: uscc }),
  add_agency: z.strictObject({ agency: uscc, kind: word, ...agencyFields }),
  change_agency: z.strictObject({
    agency: uscc,
    ...agencyFields,
    name: line(200).optional(),
    regionCode: region.optional(),
  }),
  add_client: z.strictObject({
    agency: uscc,
    client: clientId.optional(),
    name: line(200),
    jwks: keys.optional(),
    auditor: z.boolean().optional(),
    operator: z.boolean().optional(),
  }),
  add_client_keys: z.strictObject({ client: clientId, jwks: keys }),
  disable_client: z.strictObject({ client: clientId }),
  enable_client: z.strictObject({ client: clientId }),
  set_receiver: z.strictObject({ sender: uscc, domain: word, receiver: uscc.nullable() }),
  set_supervisor: z.strictObject({ agency: uscc, supervisor: uscc.nullable() }),
  load_calendar: z.strictObject({
    regionCode: region,
    year: z.int(),
    rest: z.record(z.string().max(10), z.string().max(200)),
    worked: z.array(z.string().max(10)).max(60),
    source: line(200),
  }),
  opt_in: z.strictObject({ ...stage, basis: line(200) }),
  opt_out: z.strictObject(stage),
  add_officer: z.strictObject({
    agency: uscc,
    name: line(50),
    roles: z.array(word).min(1).max(20),
    certificate: z.strictObject(certificate).optional(),
  }),
  change_roles: z.strictObject({ officer: uuid, roles: z.array(word).min(1).max(20) }),
  disable_officer: z.strictObject({ officer: uuid }),
  add_certificate: z.strictObject({ officer: uuid, ...certificate }),
  revoke_certificate: z.strictObject({ officer: uuid, number: line(64) }),
  bind_identity: z.strictObject({ officer: uuid, issuer: line(500), subject: line(255) }),
  unbind_identity: z.strictObject({ officer: uuid, issuer: line(500), subject: line(255) }),
  revoke_key: z.strictObject({ client: clientId, kid }),
  end_sessions: z.strictObject({ officer: uuid }),
} as const
export type AdministrationAct = keyof typeof administrationWhat
export type AdministrationWhat<A extends AdministrationAct = AdministrationAct> = z.output<
  (typeof administrationWhat)[A]
>
export const administrationActs = Object.keys(administrationWhat) as AdministrationAct[]

const reason = prose(2_000).meta({ description: 'Why; it is kept with the change' })
type Asked<A extends AdministrationAct> = { act: A; what: AdministrationWhat<A>; reason: string }
const asked = <A extends AdministrationAct>(act: A) =>
  z.strictObject({ act: z.literal(act), what: administrationWhat[act], reason })

export const administrationAsked = z
  .discriminatedUnion('act', administrationActs.map(asked) as unknown as [ReturnType<typeof asked>])
  .meta({
    id: 'AdministrationAsked',
    description: 'One change of the registry. What needs a second person waits for one, at most seven days.',
  }) as unknown as z.ZodType<{ [A in AdministrationAct]: Asked<A> }[AdministrationAct]>
export const administrationDecided = z
  .strictObject({ reason })
  .meta({ id: 'AdministrationDecided', description: 'What the second person says, or why it is withdrawn.' })

export const administrationPhases = ['asked', 'done', 'approved', 'refused', 'withdrawn'] as const
export const administrationRequestStates = ['open', 'approved', 'refused', 'withdrawn', 'expired'] as const
export const administratorRoleNames = ['system_administrator', 'security_administrator', 'audit_administrator'] as const

export const administrationRequestsQuery = z.object({
  cursor: uuid.optional(),
  state: z.enum(['open', 'settled']).optional(),
})
export const administrationLogQuery = z.object({
  cursor: z
    .string()
    .regex(/^\d{1,15}$/, 'not one of this list')
    .optional(),
  act: z.enum(administrationActs as [AdministrationAct, ...AdministrationAct[]]).optional(),
  target: line(200).optional(),
  from: day.optional(),
  to: day.optional(),
})
export const administrationAgenciesQuery = z.object({
  cursor: line(18).optional(),
  kind: word.optional(),
  region: z
    .string()
    .regex(/^\d{2,6}$/, 'the first two to six digits of a region code are needed')
    .optional(),
  q: line(100).optional(),
})
export const administrationClientsQuery = z.object({
  cursor: line(64).optional(),
  agency: uscc.optional(),
  q: line(100).optional(),
})
export const administrationOfficersQuery = z.object({
  cursor: uuid.optional(),
  agency: uscc.optional(),
  role: word.optional(),
  q: line(100).optional(),
})
