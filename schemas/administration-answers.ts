// What the gateway answers administrators: requests, the log with what stood before and after, and the registry in pages.
import { z } from 'zod'
import {
  type AdministrationAct,
  administrationActs,
  administrationPhases,
  administrationRequestStates,
  administratorRoleNames,
} from './administration.ts'

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
  .strictObject({
    entry,
    request: z.strictObject(request).nullable().meta({ description: 'Where it waits, or waited, for a second person' }),
  })
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
    z.strictObject({
      kid: z.string(),
      alg: z.string().nullable(),
      notBefore: at,
      expiresAt: at.nullable(),
      revokedAt: at.nullable(),
    }),
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
    receives: z
      .array(z.strictObject({ domain: z.string(), receiver: agency }))
      .meta({ description: 'Receiving rules of it as a sender' }),
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
    known: z
      .array(z.int())
      .meta({ description: 'Years whose notice of the State Council is known, shipped or loaded' }),
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
      .meta({
        description: 'Periods that bind only where a region says so, that are contested, or whose text was not read',
      }),
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
