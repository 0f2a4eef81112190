// The case as its events leave it, and the event itself. Both are plain JSON: the event is sealed as it stands, and the
// case is what `evolve` makes of the events, nothing else.

import type { Custody } from '../../schemas/index.ts'
import type { Citation } from './citation.ts'

/** Parts that one organ at a time has; a relay passes them on. */
export const primaryParts = ['sender', 'police_in_charge', 'supervisor'] as const
/** Parts that an act invites an organ to; several organs may have the same one. */
export const invitedParts = [
  'competent_authority',
  'court',
  'upper_supervisor',
  'gov_supervisor',
  'justice_bureau',
  'supervisory_commission',
  'clue_receiver',
  'consulted',
] as const

/** The part an organ has in this case; never a kind of agency. */
export type Part = (typeof primaryParts)[number] | (typeof invitedParts)[number]
/** Who may act: a part, or the gateway itself when time runs out. */
export type Actor = Part | 'gateway'

export const allParts: readonly Part[] = [...primaryParts, ...invitedParts]
/** Who sees what is not sealed. Whoever was only asked, or got a clue, sees what is addressed to it and no more. */
export const parties: readonly Part[] = allParts.filter((p) => p !== 'consulted' && p !== 'clue_receiver')

export const isPrimary = (part: string): boolean => (primaryParts as readonly string[]).includes(part)

/** Part in the case and agency: who looks, or who acts. */
export interface Viewer {
  readonly part: Part
  readonly agencyId: string
}

/** `track/subject/no`, for example `criminal/s1/1`: one suspect's criminal track. */
export type InstanceKey = string

export interface Suspect {
  /** `s1`, `s2`, … in the order of the transfer letter. */
  readonly id: string
  readonly kind: 'person' | 'unit'
  readonly name: string
}

/** What an instance is about and for whom, beside its state. */
export interface InstanceFacts {
  /** Suspects it concerns; left out, the whole case. */
  readonly about?: readonly string[]
  /** Part or agency that must answer it. */
  readonly addressee?: string
  /** Who opened a sealed matter, as part or agency: it reads the answer. */
  readonly asker?: string
  /** A paper's matter: clocks that its receipt starts hang there. */
  readonly matter?: InstanceKey
  /** Local date by which the paper itself wants an answer. */
  readonly replyBy?: string
}

export interface TrackInstance extends InstanceFacts {
  readonly state: string
  /** Version of the event that put it there. */
  readonly since: number
  /** Set while a sealed act put it into its state: the last state that all parties saw, empty where none did. */
  readonly shown?: string
}

/** `running` until its act is done (`met`, `breached`; `late` where the period only advises), its ground falls away (`ended`) or the right lapses. */
export type ClockStatus = 'running' | 'suspended' | 'met' | 'breached' | 'late' | 'ended' | 'lapsed'

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
  /** Instruments differ, or the text was not read: the breach is shown with a mark. */
  readonly contested?: true
  /** The period advises and binds nobody. */
  readonly advisory?: true
  /** Days that are not counted, in the unit of the period. */
  readonly excludedDays?: number
  readonly status: ClockStatus
  readonly suspendedAt?: string
  readonly settledAt?: string
  readonly settledVersion?: number
  /** Version of the event that raised its running out. */
  readonly expiredVersion?: number
  /** Its readers: those of the entry that started it, or fewer where its rule says so; left out, every party. */
  readonly visibleTo?: readonly string[]
}

/** What became known of one suspect, stage by stage. */
export interface PersonFacts {
  /** Step → names of the crimes, as charged at that stage. */
  readonly charges: Readonly<Record<string, readonly string[]>>
  readonly sentence?: Readonly<Record<string, unknown>>
  /** An agency has fined this person or unit for the facts of the case. */
  readonly fined?: true
}

/** What a case is called, by the entries that are seen of it. */
export interface Title {
  readonly documentNo: string
  readonly documentKey: string
  readonly caseName?: string
  /** Step of the first entry that is seen, where it gives the case no name. */
  readonly unnamedSince?: string
}

/** Of a case that was taken over: from where, when, and up to which entry. */
export interface TakenOver {
  readonly installation: string
  /** Version of the last imported entry. */
  readonly through: number
  readonly at: string
}

export interface CaseState {
  readonly version: number
  /** Set by imported entries; left out where the case began here. */
  readonly imported?: TakenOver
  readonly domain: string
  readonly regionCode: string
  readonly title?: Title
  readonly suspects: readonly Suspect[]
  readonly parts: Readonly<Partial<Record<Part, string>>>
  readonly invited: readonly PartChange[]
  /** Required materials that the sender said it cannot deliver, with its reason. */
  readonly gaps: readonly { readonly kind: string; readonly reason: string }[]
  /** When seized items move (AEL 21; R310 12). */
  readonly custody: 'with_transfer' | 'after_filing'
  readonly persons: Readonly<Record<string, PersonFacts>>
  /** An agency has fined for the facts of this case, and nothing says whom. */
  readonly fined: boolean
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
  /** Of an organ that joined by a sealed entry: no entry for every party may name it. */
  readonly sealed?: true
}

/** A clock that an event starts; `key` is unique in the case. */
export interface ClockStart
  extends Omit<ClockState, 'status' | 'settledAt' | 'settledVersion' | 'suspendedAt' | 'expiredVersion'> {
  readonly key: string
}

export interface ClockSettlement {
  readonly key: string
  readonly status: Exclude<ClockStatus, 'running'>
}

/** A clock whose due time changes: its next stage, its end after a suspension, or a new count when a notice is loaded. */
export interface ClockAdvance
  extends Pick<
    ClockState,
    'stage' | 'basis' | 'target' | 'breach' | 'localDate' | 'provisional' | 'calendar' | 'contested' | 'advisory'
  > {
  readonly key: string
  readonly excludedDays?: number
}

export interface CaseMove extends InstanceFacts {
  readonly instance: InstanceKey
  /** The state it left, as the readers of this event knew it; left out where they knew none. */
  readonly from?: string
  readonly to: string
}

export interface CaseOpening extends InstanceFacts {
  readonly instance: InstanceKey
  readonly state: string
}

/** So much of one seized item went from one place to another; an exact decimal text in the item’s own unit. */
export interface ItemMovement {
  readonly item: number
  readonly quantity: string
  readonly unit: string
  readonly from: Custody
  readonly to: Custody
  /** Entry of the handover list that it belongs to. */
  readonly list?: number
  readonly note?: string
}

/** Where an imported entry comes from. Nothing of it was judged here: it says what the older platform has. */
export interface Imported {
  /** Code of the installation, table and key of the row. */
  readonly installation: string
  readonly table: string
  readonly key: string
  /** One instant for a whole import. */
  readonly importedAt: string
  /** When the older platform wrote it down. */
  readonly recordedAt: string
  /** What the form says of when it was done. */
  readonly typedAt?: string
  readonly actor?: { readonly name?: string; readonly account?: string; readonly organ?: string }
  /** In the older platform's own words. */
  readonly words: { readonly step: string; readonly act?: string; readonly state?: string }
  /** Fields with no place in the contract. */
  readonly raw?: Readonly<Record<string, string>>
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
  readonly by: { readonly agencyId: string; readonly part: Actor; readonly clientId: string }
  readonly officers: readonly NamedOfficer[]
  readonly decidedBy?: NamedOfficer & { readonly role: string }
  /** Parts and agencies that may see it; left out, every party. */
  readonly visibleTo?: readonly string[]
  /** Suspects it concerns; left out, the whole case. */
  readonly about?: readonly string[]
  /** What the caller said, as the contract parsed it. */
  readonly input: Readonly<Record<string, unknown>>
  readonly moves: readonly CaseMove[]
  readonly opens: readonly CaseOpening[]
  readonly clocks: {
    readonly starts: readonly ClockStart[]
    readonly settles: readonly ClockSettlement[]
    readonly advances: readonly ClockAdvance[]
    /** Keys of clocks that ran out. */
    readonly expires?: readonly string[]
  }
  readonly parts: {
    readonly begins: readonly PartChange[]
    readonly ends: readonly PartChange[]
    /** Parts that began in entries which a newcomer may not see. */
    readonly stands?: readonly PartChange[]
  }
  readonly sets: Partial<
    Pick<CaseState, 'domain' | 'regionCode' | 'suspects' | 'gaps' | 'custody' | 'fined' | 'persons'>
  >
  readonly letters: readonly string[]
  readonly adds: { readonly materials: number; readonly items: number; readonly receipts: number }
  /** What it moved of the seized items; entries kept before items had numbers do not say it. */
  readonly itemMovements?: readonly ItemMovement[]
  /** Former entries that this act opens to an organ; `to` is its part, or its agency where it was invited. */
  readonly discloses?: { readonly to: string; readonly versions: readonly number[] }
  /** Where the client signed: digest of the exact body bytes (hex) and the detached JWS; both are kept beside the event. */
  readonly signed?: { readonly bodySha256: string; readonly jws: string }
  /** Of an act asked for at another gateway: its issuer, the request, the entry it was made upon, and when it was entered. */
  readonly entered?: {
    readonly gateway: string
    readonly request: string
    readonly seen: number
    readonly enteredAt: string
  }
  /** Of an entry taken over from an older platform. */
  readonly imported?: Imported
}

/** `criminal`, `s1`, 1 of `criminal/s1/1`. */
export function instanceParts(key: InstanceKey): { track: string; subject: string; no: number } {
  const first = key.indexOf('/')
  const second = key.indexOf('/', first + 1)
  return { track: key.slice(0, first), subject: key.slice(first + 1, second), no: Number(key.slice(second + 1)) }
}

/** `s1` of `criminal/s1/1`. */
export function subjectOf(key: InstanceKey): string {
  const at = key.indexOf('/') + 1
  return key.slice(at, key.indexOf('/', at))
}

/** `s1` of `criminal/s1/1`; undefined where the subject is no suspect. Other subjects are words: no digit comes second. */
export function suspectOf(key: InstanceKey): string | undefined {
  const at = key.indexOf('/') + 1
  const digit = key.charCodeAt(at + 1)
  if (key.charCodeAt(at) !== 115 || digit < 48 || digit > 57) return undefined
  return key.slice(at, key.indexOf('/', at))
}

/** First instances by track and subject: a few hundred texts that are asked for again and again, made once. */
const firsts = new Map<string, Map<string, InstanceKey>>()

export function instanceKey(track: string, subject: string, no: number): InstanceKey {
  if (no !== 1) return `${track}/${subject}/${no}`
  let ofTrack = firsts.get(track)
  if (ofTrack === undefined) {
    ofTrack = new Map()
    firsts.set(track, ofTrack)
  }
  let key = ofTrack.get(subject)
  if (key === undefined) {
    key = `${track}/${subject}/1`
    ofTrack.set(subject, key)
  }
  return key
}

/** Whether any instance of the track, or of one subject of it, is in one of the states. */
export function inOneOf(state: CaseState | null, track: string, states: readonly string[], of?: string): boolean {
  const prefix = of === undefined ? `${track}/` : `${track}/${of}/`
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

/** Suspects an instance concerns: its own subject, or what it was opened about; undefined = the whole case. */
export function aboutInstance(state: CaseState | null, key: InstanceKey): readonly string[] | undefined {
  const suspect = suspectOf(key)
  return suspect === undefined ? state?.instances[key]?.about : [suspect]
}

/** Organs that have a part now, in a fixed order. */
export function holders(state: CaseState | null): Viewer[] {
  const found: Viewer[] = []
  for (const part of primaryParts) {
    const agencyId = state?.parts[part]
    if (agencyId !== undefined) found.push({ part, agencyId })
  }
  for (const { part, agencyId } of state?.invited ?? []) found.push({ part, agencyId })
  return found
}

/** Organs that every party knows of. */
export function openHolders(state: CaseState | null): Viewer[] {
  const secret = (state?.invited ?? []).filter((i) => i.sealed)
  return holders(state).filter((h) => !secret.some((i) => i.part === h.part && i.agencyId === h.agencyId))
}

/** By track, subject and number: the order in which instances are shown. */
export const inOrder: (a: InstanceKey, b: InstanceKey) => number = new Intl.Collator('en', { numeric: true }).compare
