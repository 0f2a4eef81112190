// The answers of the API that the pages of a case are written from: only what they read of them.
import type { ClockShown } from '../html/light.ts'

export interface Words {
  readonly zh: string
  readonly en: string
}

export interface OrganShown {
  readonly id: string
  readonly code: string | null
  readonly name: string | null
}

export interface OfficerShown {
  readonly name: string
  readonly certificateNo: string
}

export interface Clock extends ClockShown, Words {
  readonly key: string
  readonly rule: string
  readonly owner: string
  readonly kind?: 'right' | 'wait'
  readonly on: string
  readonly stage: number
  readonly basis: readonly string[]
  readonly anchorVersion: number
  readonly localDate: string
  readonly calendar: string
  readonly contested?: boolean
  readonly excludedDays?: number
  readonly explanation?: Words & { readonly ruleSet: string; readonly confidence: string }
}

export interface Track extends Words {
  readonly key: string
  readonly track: string
  readonly subject: string
  readonly no: number
  readonly state: string
  readonly since: number
  readonly final: boolean
  readonly about?: readonly string[]
  readonly addressee?: string
  readonly replyBy?: string
}

export interface AvailableStep extends Words {
  readonly step: string
  readonly basis: readonly string[]
  readonly instances: readonly string[]
  readonly decidedBy?: string
  readonly due?: {
    readonly rule: string
    readonly target: string
    readonly breach: string
    readonly provisional: boolean
  }
  /** Of a step that starts a period by naming it. */
  readonly periods?: readonly (Words & { readonly clock: string; readonly instances: readonly string[] })[]
}

export type Said = Readonly<Record<string, unknown>>

export interface Entry extends Words {
  readonly version: number
  readonly step: string
  readonly at: string
  readonly basis: readonly string[]
  readonly ruleSet: string
  readonly by: { readonly part: string; readonly agency: OrganShown }
  readonly sealed?: boolean
  readonly about?: readonly string[]
  readonly officers: readonly OfficerShown[]
  readonly decidedBy?: OfficerShown & { readonly role: string }
  readonly moves: readonly { readonly instance: string; readonly to: string }[]
  readonly opens: readonly { readonly instance: string; readonly state: string }[]
  readonly clocksStarted: readonly Clock[]
  readonly clocksSettled: readonly Clock[]
  readonly clocksAdvanced: readonly Clock[]
  readonly clocksExpired?: readonly Clock[]
  readonly letters: readonly (Words & { readonly id: string })[]
  readonly receipt: boolean
  readonly imported?: ImportedShown
  readonly input?: Said
}

/** Of an entry that was taken over from an older platform. */
export interface ImportedShown {
  readonly installation: string
  readonly table: string
  readonly key: string
  readonly importedAt: string
  readonly recordedAt: string
  readonly typedAt?: string
  readonly actor?: { readonly name?: string; readonly account?: string; readonly organ?: string }
  readonly words: { readonly step: string; readonly act?: string; readonly state?: string }
  readonly raw?: Readonly<Record<string, string>>
}

/** What the officer's organ had to do when the case was taken over. */
export interface DutyShown {
  readonly key: string
  readonly what: string
  readonly since: string | null
  readonly state: 'open' | 'started' | 'dismissed'
  readonly version: number | null
}

export interface Transfer {
  readonly id: string
  readonly version: number
  readonly documentNo: string
  readonly caseName: string
  readonly domain: string
  readonly regionCode: string
  readonly status: string
  readonly createdAt: string
  readonly updatedAt: string
  readonly part: string
  readonly ended: boolean
  readonly parts: readonly { readonly part: string; readonly agency: OrganShown }[]
  readonly counts: {
    readonly materials: number
    readonly items: number
    readonly receipts: number
    readonly suspects: number
  }
  readonly suspects: readonly {
    readonly id: string
    readonly kind: 'person' | 'unit'
    readonly name: string
    readonly charges?: Readonly<Record<string, readonly string[]>>
  }[]
  readonly gaps: readonly { readonly kind: string; readonly reason: string }[]
  /** Of a case that was taken over: up to which entry. */
  readonly imported?: { readonly installation: string; readonly through: number; readonly at: string }
  readonly tracks: readonly Track[]
  readonly clocks: readonly Clock[]
  readonly duties: readonly (Words & {
    readonly key: string
    readonly basis: readonly string[]
    readonly state: 'owed' | 'done'
    readonly owner: string
    readonly to?: Words
  })[]
  readonly available: readonly AvailableStep[]
  readonly submission?: Said
  readonly related?: readonly { readonly id: string; readonly relation: string; readonly version: number }[]
  readonly sent?: unknown
  readonly timeline: readonly Entry[]
}

/** What a page of a case knows of it beside the answer itself. */
export interface Case {
  readonly id: string
  readonly transfer: Transfer
  /** Text of the case with the names of its natural persons masked. */
  readonly hushed: (text: string) => string
  /** Everything unfolded and without the frame, for paper. */
  readonly print: boolean
}
