// What a package is: an archive of the bundle's form whose manifest says from whom to whom it goes, its number without a
// gap, what it follows, what came the other way, and the digests of every file; and the lines that it carries.
import { z } from 'zod'
import type { RegistryExtract } from '../../agencies/index.ts'
import type { TravellingEntry } from '../../cases/index.ts'
import type { ForeignMaterial } from '../../materials/index.ts'

export const packageFormat = 'xianjie-package/1'
/** `typ` of the signature over the manifest, and of the far gateway's word for a request. */
export const packageType = 'xianjie-package+jws'
export const requestType = 'xianjie-request+jwt'

export const linesPath = 'items.ndjson'
export const piecePath = (id: string, offset: number) => `materials/${id}/${String(offset).padStart(15, '0')}`

const digest = z.string().regex(/^[0-9a-f]{64}$/)
const no = z.int().min(1).max(2_000_000_000)

export const manifestShape = z.strictObject({
  format: z.literal(packageFormat),
  /** Issuers. */
  from: z.string().min(1).max(2000),
  to: z.string().min(1).max(2000),
  no,
  /** SHA-256 of the manifest of the package before it; null of the first. */
  previous: digest.nullable(),
  at: z.iso.datetime(),
  acknowledges: z.strictObject({
    /** Everything up to here was taken. */
    through: z.int().min(0),
    /** Numbers that lie ready and wait for those that are missing. */
    beyond: z.array(no).max(10_000),
    missing: z.array(no).max(10_000),
  }),
  files: z
    .array(
      z.strictObject({
        path: z.union([
          z.literal(linesPath),
          z.string().regex(/^materials\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\/\d{15}$/),
        ]),
        size: z.int().min(0),
        sha256: digest,
        sm3: digest,
      }),
    )
    .min(1)
    .max(10_000),
})
export type PackageManifest = z.infer<typeof manifestShape>

export interface TravellingRequest {
  readonly id: string
  readonly transferId: string
  readonly step: string
  readonly agencyId: string
  readonly clientId: string
  readonly at: string
  readonly seen: number
  readonly input: Readonly<Record<string, unknown>>
  /** What the client sent, base64. */
  readonly body: string
  readonly signature: string | null
  readonly letter: Readonly<Record<string, unknown>> | null
}

export interface TravellingAnswer {
  readonly request: string
  readonly state: 'entered' | 'refused' | 'moved'
  readonly version?: number
  readonly refusal?: Readonly<Record<string, unknown>>
}

/** One line of `items.ndjson`, taken in order. */
export type PackageItem =
  | {
      readonly kind: 'registry'
      readonly jwks: { readonly keys: readonly object[] }
      readonly extract: RegistryExtract
    }
  | { readonly kind: 'material'; readonly material: ForeignMaterial }
  | { readonly kind: 'piece'; readonly id: string; readonly offset: number; readonly size: number }
  | { readonly kind: 'entry'; readonly entry: TravellingEntry }
  /** `jws`: the gateway's word that its organ made the act, when, and upon which entry. */
  | { readonly kind: 'request'; readonly request: TravellingRequest; readonly jws: string }
  | { readonly kind: 'answer'; readonly answer: TravellingAnswer }
  | { readonly kind: 'handover'; readonly transferId: string; readonly version: number }

export const fileName = (no: number) => `xianjie-${String(no).padStart(8, '0')}.zip`
