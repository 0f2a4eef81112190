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
  change_agency: z.strictObject({ agency: uscc, ...agencyFields, name: line(200).optional(), regionCode: region.optional() }),
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
export type AdministrationWhat<A extends AdministrationAct = AdministrationAct> = z.output<(typeof administrationWhat)[A]>
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

export const administrationRequestsQuery = z.object({ cursor: uuid.optional(), state: z.enum(['open', 'settled']).optional() })
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
export const administrationClientsQuery = z.object({ cursor: line(64).optional(), agency: uscc.optional(), q: line(100).optional() })
export const administrationOfficersQuery = z.object({
  cursor: uuid.optional(),
  agency: uscc.optional(),
  role: word.optional(),
  q: line(100).optional(),
})

const at = z.iso.datetime().meta({ description: 'RFC 3339, UTC' })
const next = z.string().nullable().meta({ description: 'Cursor of the next page, null on the last' })
const role = z.enum(administratorRoleNames)
const act = z.enum(administrationActs as [AdministrationAct, ...AdministrationAct[]])
const agency = z.strictObject({ id: z.uuid().nullable(), code: z.string().nullable(), name: z.string().nullable() })
const person = z.strictObject({ id: z.uuid(), name: z.string(), agency })
const state = z.record(z.string(), z.unknown()).nullable()

const entry = z.strictObject({
  no: z.int(),
  at,
  phase: z.enum(administrationPhases),
  act,
  role,
  target: z.string(),
  requestId: z.uuid().nullable(),
  by: person,
  reason: z.string(),
  what: z.record(z.string(), z.unknown()),
  before: state.meta({ description: 'What stood; null where there was nothing' }),
  after: state,
})

const request = {
  id: z.uuid(),
  act,
  role,
  target: z.string(),
  what: z.record(z.string(), z.unknown()),
  before: state,
  foreseen: state.meta({ description: 'What would stand after it, found by trying when it was asked' }),
  reason: z.string(),
  askedBy: person,
  askedAt: at,
  expiresAt: at,
  state: z.enum(administrationRequestStates),
  decided: z.strictObject({ by: person, at, reason: z.string() }).nullable(),
  mayDecide: z.boolean().meta({ description: 'Whether the caller may be its second person' }),
  mayWithdraw: z.boolean(),
}

export const administrationRequestAnswer = z.strictObject(request).meta({ id: 'AdministrationRequest' })
export const administrationRequestList = z
  .strictObject({ items: z.array(z.strictObject(request)), next })
  .meta({ id: 'AdministrationRequestList' })
export const administrationLog = z.strictObject({ items: z.array(entry), next }).meta({ id: 'AdministrationLog' })
export const administrationTaken = z
  .strictObject({ entry, request: z.strictObject(request).nullable().meta({ description: 'Where it waits, or waited, for a second person' }) })
  .meta({ id: 'AdministrationTaken' })

const registeredAgency = {
  id: z.uuid(),
  code: z.string(),
  name: z.string(),
  kind: z.string(),
  regionCode: z.string(),
  level: z.string(),
  domains: z.array(z.string()),
  specialty: z.string().nullable(),
  requiresSignature: z.boolean(),
  supervisor: agency.nullable().meta({ description: 'Named by an administrator; null where the general rule holds' }),
  disabledAt: at.nullable(),
}
const registeredClient = z.strictObject({
  id: z.string(),
  agency,
  name: z.string(),
  auditor: z.boolean(),
  operator: z.boolean(),
  disabledAt: at.nullable(),
  keys: z.array(
    z.strictObject({ kid: z.string(), alg: z.string().nullable(), notBefore: at, expiresAt: at.nullable(), revokedAt: at.nullable() }),
  ),
})
const registeredOfficer = z.strictObject({
  id: z.uuid(),
  agency,
  name: z.string(),
  roles: z.array(z.string()),
  disabledAt: at.nullable(),
  certificates: z.array(
    z.strictObject({ number: z.string(), validFrom: z.iso.date(), validTo: z.iso.date(), revokedAt: at.nullable() }),
  ),
  identities: z.array(z.strictObject({ issuer: z.string(), subject: z.string() })),
})

export const administrationAgencies = z
  .strictObject({ items: z.array(z.strictObject(registeredAgency)), next })
  .meta({ id: 'AdministrationAgencies' })
export const administrationAgency = z
  .strictObject({
    ...registeredAgency,
    receives: z.array(z.strictObject({ domain: z.string(), receiver: agency })).meta({ description: 'Receiving rules of it as a sender' }),
  })
  .meta({ id: 'AdministrationAgency' })
export const administrationClients = z
  .strictObject({ items: z.array(registeredClient), next })
  .meta({ id: 'AdministrationClients' })
export const administrationOfficer = registeredOfficer.meta({ id: 'AdministrationOfficer' })
export const administrationOfficers = z
  .strictObject({ items: z.array(registeredOfficer), next })
  .meta({ id: 'AdministrationOfficers' })
export const administrationRouting = z
  .strictObject({
    receivers: z.array(z.strictObject({ sender: agency, domain: z.string(), receiver: agency })),
    supervisors: z.array(z.strictObject({ agency, supervisor: agency })),
  })
  .meta({ id: 'AdministrationRouting' })
export const administrationCalendars = z
  .strictObject({
    loaded: z.array(
      z.strictObject({
        no: z.int(),
        regionCode: z.string(),
        year: z.int(),
        rest: z.record(z.string(), z.string()),
        worked: z.array(z.string()),
        source: z.string(),
        loadedAt: at,
        counts: z.boolean().meta({ description: 'Whether it is the last of its region and year' }),
      }),
    ),
    known: z.array(z.int()).meta({ description: 'Years whose notice of the State Council is known, shipped or loaded' }),
  })
  .meta({ id: 'AdministrationCalendars' })
export const administrationRules = z
  .strictObject({
    procedure: z.array(
      z.strictObject({
        version: z.string(),
        from: z.string(),
        to: z.string().nullable(),
        steps: z.int(),
        clocks: z.int(),
      }),
    ),
    stages: z
      .array(
        z.strictObject({
          clock: z.string(),
          zh: z.string(),
          en: z.string(),
          domain: z.string().meta({ description: '`*` where no domain has its own' }),
          stage: z.int(),
          amount: z.int(),
          unit: z.string(),
          basis: z.array(z.string()),
          confidence: z.string(),
          contested: z.boolean(),
          inForce: z.boolean(),
        }),
      )
      .meta({ description: 'Periods that bind only where a region says so, that are contested, or whose text was not read' }),
    optIns: z.array(
      z.strictObject({
        id: z.uuid(),
        regionCode: z.string(),
        domain: z.string(),
        clock: z.string(),
        stage: z.int(),
        basis: z.string(),
        enabledAt: at,
        endedAt: at.nullable(),
      }),
    ),
  })
  .meta({ id: 'AdministrationRules' })
