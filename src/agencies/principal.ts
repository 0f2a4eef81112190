// Who acts: a client that proved itself, or an officer who signed in, and the organ they act for.
import type { OfficerRole } from './officer-roles.ts'

export type AgencyKind =
  | 'administrative'
  | 'public_security'
  | 'procuratorate'
  | 'supervisory_commission'
  | 'justice_bureau'
  | 'government'
  | 'court'
  | 'service_platform'

export type AgencyLevel = 'national' | 'provincial' | 'prefecture' | 'county' | 'township'

export interface Agency {
  readonly id: string
  /** Unified social credit code (GB 32100-2015). */
  readonly code: string
  readonly name: string
  readonly kind: AgencyKind
  /** GB/T 2260, six digits. */
  readonly regionCode: string
  readonly level: AgencyLevel
  readonly domains: readonly string[]
  readonly specialty: string | null
  readonly supervisedById: string | null
  readonly requiresSignature: boolean
}

export interface Principal {
  readonly clientId: string
  /** The client's generation when the credentials were checked; an act's statement compares it with today's. */
  readonly generation: number
  readonly agency: Agency
  /** May read the whole of its agency's log of reads. */
  readonly auditor?: boolean
  /** May see and operate the sources, sinks and webhooks of all agencies. */
  readonly operator?: boolean
  /** The officer who signed in, where a person acts and not a system. */
  readonly officer?: OfficerPrincipal
}

export interface OfficerPrincipal {
  readonly id: string
  readonly name: string
  /** The certificate or badge valid today; null where there is none: such an officer takes no step. */
  readonly certificateNo: string | null
  readonly roles: readonly OfficerRole[]
}
