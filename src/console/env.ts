// What a request carries on its way through the console: who signed in, in which language, and how to ask the gateway.
import type { Hono } from 'hono'
import type { Logger } from 'pino'
import type { Pool } from '../../db/index.ts'
import type { Agency, OfficerRole, Principal, Registry } from '../agencies/index.ts'
import type { Sealer } from '../kernel/index.ts'
import type { Ask, Forward, Pass } from './ask.ts'
import type { ProviderSettings } from './session/provider.ts'
import type { Lang, Translate } from './words/index.ts'

/** The officer who signed in. */
export interface Me {
  readonly officerId: string
  readonly name: string
  /** The certificate or badge that is valid today; null: may look, and take no step. */
  readonly certificateNo: string | null
  readonly roles: readonly OfficerRole[]
  readonly agency: Agency
}

export interface Session {
  /** SHA-256 of the cookie's secret, base64url: what the table knows of it. */
  readonly id: string
  readonly me: Me
  readonly principal: Principal
  readonly lang: Lang
  readonly theme: 'light' | 'dark' | null
  /** What a form must hold; `csrf` is it behind the mask of this page. */
  readonly mark: Buffer
  /** Sent back by every form; differs for each session and page. Compared with `markHolds` alone. */
  readonly csrf: string
  /** Whether single letters are keys (WCAG 2.1.4). */
  readonly keys: boolean
  readonly method: 'oidc' | 'demo'
  readonly createdAt: Date
  readonly idleUntil: Date
  /** Then it ends, however busy. */
  readonly endsAt: Date
}

/** What every piece of a page is written from. */
export interface View {
  readonly lang: Lang
  readonly t: Translate
  readonly nowMs: number
  /** Path and query of this page, below the origin. */
  readonly here: string
  readonly requestId: string
  readonly session: Session | null
  /** Said once, on the page after an act. */
  readonly notice: Notice | null
}

export interface Notice {
  readonly zh: string
  readonly en: string
  /** Further lines: the receipt, the clocks that started. */
  readonly lines?: readonly { readonly zh: string; readonly en: string }[]
}

export interface ConsoleEnv {
  Variables: {
    requestId: string
    view: View
    /** Set behind the sign-in. */
    session: Session
    /** Asks the gateway's own API in the officer's name. */
    ask: Ask
    /** Hands an answer of the API on as it is: files, letters, bundles. */
    pass: Pass
    /** Sends a body on as it comes in. */
    forward: Forward
  }
}

export interface ConsoleDeps {
  readonly pool: Pool
  readonly registry: Registry
  readonly log: Logger
  readonly now: () => number
  /** Where officers reach the gateway; `https:` gives cookies the prefix `__Host-`. */
  readonly issuer: string
  /** The API, asked from inside; what is `handed` over stands instead of the body. */
  readonly api: (
    request: Request,
    principal: Principal,
    address?: string,
    handed?: { value?: unknown },
  ) => Response | Promise<Response>
  /** Sign-in without a password, for the demonstration. */
  readonly demoSignIn: boolean
  /** GeoJSON of the regions for the wall; without it organs are ranked. */
  readonly mapGeojson?: string | undefined
  /** Who tells who officers are; undefined: nobody. */
  readonly oidc?: ProviderSettings | undefined
  /** Seals what the provider's tokens say of a person. */
  readonly sealer: Sealer
  /** When sessions end: unused for so long, and however busy. */
  readonly limits: { readonly idleMs: number; readonly absoluteMs: number }
  /** Further pages behind the sign-in: the bench puts beside each page its floor. */
  readonly more?: Hono<ConsoleEnv> | undefined
}
