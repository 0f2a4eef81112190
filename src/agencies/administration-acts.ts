// What administrators may do: whose business each act is, whether it needs a second person, and which of the registry's own
// functions carries it out. There is no other way for an administrator to change the registry.
import type { PoolClient } from 'pg'
import type { AdministrationAct, AdministrationWhat } from '../../schemas/index.ts'
import {
  agencyState,
  clientState,
  noticeState,
  officerState,
  optInState,
  receiverState,
  type State,
  supervisorState,
} from './administration-states.ts'
import { addAgency, changeAgency, disableAgency } from './agency-entries.ts'
import type { AgencyEntry } from './agency-form.ts'
import { addClient, disableClient } from './client-entries.ts'
import { addClientKeys, revokeClientKey } from './client-key-entries.ts'
import { bindIdentity, unbindIdentity } from './identity-entries.ts'
import { loadNotice } from './notice-entries.ts'
import { addCertificate, addOfficer, changeOfficerRoles, disableOfficer, revokeCertificate } from './officer-entries.ts'
import type { administratorRoles } from './officer-roles.ts'
import { optIn, optOut } from './opt-in-entries.ts'
import { setReceiver, setSupervisor } from './receiving-entries.ts'
import { Unregistrable } from './registration.ts'

export type AdministratorRole = (typeof administratorRoles)[number]

interface Rule<What> {
  readonly role: Exclude<AdministratorRole, 'audit_administrator'>
  /** Gives nobody a right and takes none: no second person. */
  readonly alone?: true
  /** Kind and key of what is changed. */
  readonly target: (what: What) => string
  /** Where an officer is changed: who may neither ask for it nor decide it. */
  readonly officer?: (what: What) => string
  readonly state: (db: PoolClient, what: What) => Promise<State>
  /** Answers ids that were made. Throws Unregistrable, which names the field. */
  // biome-ignore lint/suspicious/noConfusingVoidType: what a function answers that makes no id
  readonly carryOut: (db: PoolClient, what: What, at: Date) => Promise<Record<string, unknown> | void>
}

type OfAgency = { readonly agency: string }
type OfClient = { readonly client: string }
type OfOfficer = { readonly officer: string }

const agencyOf = {
  role: 'system_administrator',
  target: ({ agency }: OfAgency) => `agency:${agency}`,
  state: (db: PoolClient, { agency }: OfAgency) => agencyState(db, agency),
} as const
const clientOf = {
  role: 'system_administrator',
  target: ({ client }: OfClient) => `client:${client}`,
  state: (db: PoolClient, { client }: OfClient) => clientState(db, client),
} as const
const officerOf = {
  role: 'security_administrator',
  target: ({ officer }: OfOfficer) => `officer:${officer}`,
  officer: ({ officer }: OfOfficer) => officer,
  state: (db: PoolClient, { officer }: OfOfficer) => officerState(db, officer),
} as const

interface Place {
  readonly regionCode: string
  readonly domain: string
  readonly clock: string
  readonly stage: number
}
const stageOf = {
  role: 'system_administrator',
  target: ({ regionCode, clock, stage, domain }: Place) => `stage:${regionCode}/${clock}/${stage}/${domain}`,
  state: (db: PoolClient, place: Place) => optInState(db, place),
} as const

/** The agency of an officer, or Unregistrable. */
async function agencyOfOfficer(db: PoolClient, officer: string): Promise<string> {
  const state = await officerState(db, officer)
  if (state === null) throw new Unregistrable('officer', `No officer has the id ${officer}.`)
  return state.agency as string
}

export const administrationRules: { readonly [A in AdministrationAct]: Rule<AdministrationWhat<A>> } = {
  add_agency: {
    ...agencyOf,
    alone: true,
    carryOut: async (db, { agency, ...entry }) => ({
      id: (await addAgency(db, { ...entry, code: agency } as AgencyEntry)).id,
    }),
  },
  change_agency: {
    ...agencyOf,
    carryOut: async (db, { agency, ...change }) => {
      await changeAgency(db, agency, change as Partial<AgencyEntry>)
    },
  },
  disable_agency: {
    ...agencyOf,
    carryOut: async (db, { agency }) => {
      await disableAgency(db, agency)
    },
  },
  enable_agency: {
    ...agencyOf,
    carryOut: async (db, { agency }) => {
      await disableAgency(db, agency, false)
    },
  },
  add_client: {
    role: 'system_administrator',
    target: ({ client = '' }) => `client:${client}`,
    state: (db, { client = '' }) => clientState(db, client),
    carryOut: (db, { client, ...entry }) => addClient(db, { ...entry, id: client }),
  },
  add_client_keys: {
    ...clientOf,
    carryOut: async (db, { client, jwks }) => ({ kids: await addClientKeys(db, client, jwks) }),
  },
  disable_client: { ...clientOf, carryOut: (db, { client }) => disableClient(db, client) },
  enable_client: { ...clientOf, carryOut: (db, { client }) => disableClient(db, client, false) },
  set_receiver: {
    role: 'system_administrator',
    target: ({ sender, domain }) => `receiver:${sender}/${domain}`,
    state: (db, { sender, domain }) => receiverState(db, sender, domain),
    carryOut: (db, { sender, domain, receiver }) => setReceiver(db, sender, domain, receiver),
  },
  set_supervisor: {
    ...agencyOf,
    target: ({ agency }) => `supervisor:${agency}`,
    state: (db, { agency }) => supervisorState(db, agency),
    carryOut: (db, { agency, supervisor }) => setSupervisor(db, agency, supervisor),
  },
  load_calendar: {
    role: 'system_administrator',
    target: ({ regionCode, year }) => `calendar:${regionCode}/${year}`,
    state: (db, { regionCode, year }) => noticeState(db, regionCode, year),
    carryOut: async (db, notice) => {
      await loadNotice(db, notice)
    },
  },
  opt_in: {
    ...stageOf,
    carryOut: async (db, place) => {
      await optIn(db, place)
    },
  },
  opt_out: {
    ...stageOf,
    carryOut: async (db, place) => {
      await optOut(db, place)
    },
  },
  add_officer: {
    role: 'security_administrator',
    target: ({ agency }) => `agency:${agency}`,
    state: () => Promise.resolve(null),
    carryOut: async (db, { agency, name, roles, certificate }) => ({
      officer: await addOfficer(db, { agency, name, roles, certificate }),
    }),
  },
  change_roles: { ...officerOf, carryOut: (db, { officer, roles }) => changeOfficerRoles(db, officer, roles) },
  disable_officer: { ...officerOf, carryOut: (db, { officer }) => disableOfficer(db, officer) },
  add_certificate: {
    ...officerOf,
    alone: true,
    carryOut: (db, { officer, ...certificate }) => addCertificate(db, officer, certificate),
  },
  revoke_certificate: {
    ...officerOf,
    carryOut: async (db, { officer, number }) => {
      const state = await officerState(db, officer)
      const held = (state?.certificates ?? []) as readonly { number: string }[]
      if (!held.some((c) => c.number === number))
        throw new Unregistrable('number', `The officer has no certificate ${number}.`)
      await revokeCertificate(db, await agencyOfOfficer(db, officer), number)
    },
  },
  bind_identity: {
    ...officerOf,
    carryOut: async (db, { officer, issuer, subject }) => {
      await bindIdentity(db, { issuer, subject, officerId: officer })
    },
  },
  unbind_identity: {
    ...officerOf,
    carryOut: async (db, { officer, issuer, subject }) => {
      const state = await officerState(db, officer)
      const bound = (state?.identities ?? []) as readonly { issuer: string; subject: string }[]
      if (!bound.some((i) => i.issuer === issuer && i.subject === subject))
        throw new Unregistrable('subject', 'This identity is not bound to the officer.')
      await unbindIdentity(db, { issuer, subject })
    },
  },
  revoke_key: {
    ...clientOf,
    role: 'security_administrator',
    carryOut: (db, { client, kid }) => revokeClientKey(db, client, kid),
  },
  end_sessions: {
    ...officerOf,
    alone: true,
    carryOut: async (db, { officer }, at) => {
      await agencyOfOfficer(db, officer)
      await db.query('update officer set signed_out_at = $2 where id = $1', [officer, at])
    },
  },
}
