// The case as its events leave it, and the event itself. Both are plain JSON: the event is sealed as it stands, and the
// case is what `evolve` makes of the events, nothing else.

import type { Citation } from './citation.ts'

/** The part an organ has in this case; never a kind of agency. */
export type Part = 'sender' | 'police_in_charge' | 'supervisor'

/** `track/subject/no`, for example `criminal/s1/1`: one suspect's criminal track. */
export type InstanceKey = string

export interface Suspect {
  /** `s1`, `s2`, … in the order of the transfer letter. */
  readonly id: string
  readonly kind: 'person' | 'unit'
  readonly name: string
}

export interface TrackInstance {
  readonly state: string
  /** Version of the event that put it there. */
  readonly since: number
}

/** `running` until its act is done (`met` or `breached`) or its ground falls away (`ended`). */
export type ClockStatus = 'running' | 'met' | 'breached' | 'ended'

export interface ClockState {
  readonly rule: string
  readonly ruleSet: string
  /** The instance it hangs on. */
  readonly on: InstanceKey
  /** Index of the stage reached, where the period has stages. */
  readonly stage: number
  readonly basis: readonly Citation[]
  readonly anchorAt: string
  readonly anchorVersion: number
  readonly target: string
  readonly breach: string
  readonly localDate: string
  readonly provisional: boolean
  readonly calendar: string
  readonly status: ClockStatus
  readonly settledAt?: string
  readonly settledVersion?: number
}

export interface CaseState {
  readonly version: number
  readonly domain: string
  readonly regionCode: string
  readonly suspects: readonly Suspect[]
  readonly parts: Readonly<Partial<Record<Part, string>>>
  /** Required materials that the sender said it cannot deliver, with its reason. */
  readonly gaps: readonly { readonly kind: string; readonly reason: string }[]
  readonly instances: Readonly<Record<InstanceKey, TrackInstance>>
  readonly clocks: Readonly<Record<string, ClockState>>
  readonly counts: { readonly materials: number; readonly items: number; readonly receipts: number }
}

export interface NamedOfficer {
  readonly name: string
  readonly certificateNo: string
}

export interface PartChange {
  readonly part: Part
  readonly agencyId: string
}

/** A clock that an event starts; `key` is unique in the case. */
export interface ClockStart extends Omit<ClockState, 'status' | 'settledAt' | 'settledVersion'> {
  readonly key: string
}

export interface ClockSettlement {
  readonly key: string
  readonly status: Exclude<ClockStatus, 'running'>
}

/** A clock that goes into its next stage. */
export interface ClockAdvance
  extends Pick<ClockState, 'stage' | 'basis' | 'target' | 'breach' | 'localDate' | 'provisional' | 'calendar'> {
  readonly key: string
}

/** One act, as it is sealed. Everything `evolve` needs is in it. */
export interface CaseEvent {
  readonly transferId: string
  readonly version: number
  readonly step: string
  /** Version of the rule set that governed the act. */
  readonly ruleSet: string
  readonly at: string
  readonly basis: readonly Citation[]
  readonly by: { readonly agencyId: string; readonly part: Part; readonly clientId: string }
  readonly officers: readonly NamedOfficer[]
  readonly decidedBy?: NamedOfficer & { readonly role: string }
  /** What the caller said, as the contract parsed it. */
  readonly input: Readonly<Record<string, unknown>>
  readonly moves: readonly { readonly instance: InstanceKey; readonly from: string; readonly to: string }[]
  readonly opens: readonly { readonly instance: InstanceKey; readonly state: string }[]
  readonly clocks: {
    readonly starts: readonly ClockStart[]
    readonly settles: readonly ClockSettlement[]
    readonly advances: readonly ClockAdvance[]
  }
  readonly parts: { readonly begins: readonly PartChange[]; readonly ends: readonly PartChange[] }
  readonly sets: Partial<Pick<CaseState, 'domain' | 'regionCode' | 'suspects' | 'gaps'>>
  readonly letters: readonly string[]
  readonly adds: { readonly materials: number; readonly items: number; readonly receipts: number }
  /** Where the client signed: digest of the exact body bytes (hex) and the detached JWS; both are kept beside the event. */
  readonly signed?: { readonly bodySha256: string; readonly jws: string }
}

/** `criminal`, `s1`, 1 of `criminal/s1/1`. */
export function instanceParts(key: InstanceKey): { track: string; subject: string; no: number } {
  const [track = '', subject = '', no = '0'] = key.split('/')
  return { track, subject, no: Number(no) }
}

export const instanceKey = (track: string, subject: string, no: number): InstanceKey => `${track}/${subject}/${no}`

/** Whether any instance of the track is in one of the states. */
export function inOneOf(state: CaseState | null, track: string, states: readonly string[]): boolean {
  const prefix = `${track}/`
  for (const key in state?.instances) {
    if (key.startsWith(prefix) && states.includes(state?.instances[key]?.state ?? '')) return true
  }
  return false
}

/** The states of all instances, for a refusal to show. */
export function statesOf(state: CaseState | null): Record<string, string> {
  return Object.fromEntries(Object.entries(state?.instances ?? {}).map(([key, i]) => [key, i.state]))
}

/** The number after the last one used for this subject. */
export function nextNo(state: CaseState | null, track: string, subject: string): number {
  const prefix = `${track}/${subject}/`
  let last = 0
  for (const key in state?.instances) {
    if (key.startsWith(prefix)) last = Math.max(last, Number(key.slice(prefix.length)))
  }
  return last + 1
}

/** By track, subject and number: the order in which instances are shown. */
export const inOrder: (a: InstanceKey, b: InstanceKey) => number = new Intl.Collator('en', { numeric: true }).compare
