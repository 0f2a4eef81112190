// The shape of the table: tracks with states, clocks, letters, conditions, steps. `defineProcedure` returns it unchanged;
// its types make the compiler check every cross-reference, and every row carry its source.
import type { ZodType } from 'zod'
import type { FieldFault, RefusalCode } from '../kernel/index.ts'
import type { Citations } from './citation.ts'
import type { Period } from './clock.ts'
import type { CaseState, Part } from './state.ts'

/** How sure the source of a value is; anything but `read` is shown with a mark, never as silent law. */
export type Confidence = 'read' | 'read_second_hand' | 'read_quoted' | 'memory' | 'contract'

export interface StateRule {
  readonly zh: string
  readonly en: string
  /** Nothing leads on from here, because the law means it so. */
  readonly final?: true
}

export interface TrackRule<State extends string> {
  readonly zh: string
  readonly en: string
  /** What one instance of the track is about. */
  readonly per: 'case' | 'suspect' | 'batch' | 'round' | 'matter'
  readonly states: Readonly<Record<State, StateRule>>
}

export type Role =
  | 'enforcement_officer'
  | 'agency_head'
  | 'agency_legal'
  | 'police_case_acceptor'
  | 'police_unit_head'
  | 'police_chief'
  | 'police_chief_superior'
  | 'procurator_criminal'
  | 'procurator_administrative'
  | 'chief_procurator'

/** One length of a clock; a later stage needs its approver, given before the earlier one ended. */
export interface Stage {
  readonly period: Period
  readonly basis: Citations
  readonly confidence: Confidence
  readonly approver?: Role
  /** What must be the case for the stage: one of these codes, as the step's input names it. */
  readonly grounds?: readonly [string, ...string[]]
  /** False: in the table for the reader, not in force unless a region opts in. */
  readonly enabled?: false
  /** Instruments differ; the register of conflicts says how it is settled. */
  readonly contested?: true
}

export interface ClockRule<Track extends string> {
  readonly zh: string
  readonly en: string
  readonly basis: Citations
  /** Whose duty runs out. */
  readonly owner: Part
  readonly on: Track
  readonly stages: readonly [Stage, ...Stage[]]
  /** By domain; each with its own source. */
  readonly overrides?: Readonly<Record<string, readonly [Stage, ...Stage[]]>>
  /** Runs only in these domains. */
  readonly domains?: readonly string[]
}

/** A named point in time that an act states or the case remembers; `at` is the act's own. RFC 3339. */
export type Anchor = (state: CaseState | null, input: Input, at: string) => string | undefined

export interface Measure<Clock extends string, AnchorName extends string> {
  readonly clock: Clock
  readonly from: AnchorName
  /** When the duty was done; left out, with this act. */
  readonly until?: AnchorName
}

export interface StepRule<
  Track extends string,
  State extends string,
  Need extends string,
  Letter extends string,
  Clock extends string,
  AnchorName extends string,
  AnyTrack extends string = string,
  AnyState extends string = string,
> {
  /** Row of the published procedure that the step stands for. */
  readonly row: string
  readonly zh: string
  readonly en: string
  readonly basis: Citations
  readonly confidence: Confidence
  readonly by: Part
  /** Role that must have decided; `by_stage` = whoever the next stage of the clock needs. */
  readonly decidedBy?: Role | 'by_stage'
  readonly track: Track
  /** Only instances of this subject (`filing_notice` of track `service`). */
  readonly of?: string
  /** `new`: the step opens an instance of its own track. */
  readonly from: 'new' | readonly [State, ...State[]]
  readonly to: State
  /** One joint instance stands for all suspects until this step gives each its own. */
  readonly divides?: true
  /** One instance at a time; where several could be meant, the caller names one. */
  readonly single?: true
  /** States another track must be in (at least one of its instances): otherwise it is not the time. */
  readonly during?: readonly { readonly track: AnyTrack; readonly states: readonly [AnyState, ...AnyState[]] }[]
  /** Checked in order; the first that fails is the answer. */
  readonly needs: readonly Need[]
  readonly opens?: readonly {
    readonly track: AnyTrack
    readonly subject: string
    readonly state: AnyState
    readonly when?: 'items' | 'missing'
  }[]
  readonly clocks?: {
    readonly starts?: readonly Clock[]
    readonly stops?: readonly Clock[]
    /** Stopped where the act asks for something (`missing` names it); where nothing is asked for, their ground falls away. */
    readonly stopsIfAsked?: readonly Clock[]
    /** The ground of these falls away; neither met nor broken. */
    readonly ends?: readonly Clock[]
    readonly advances?: readonly Clock[]
    /** Begun and ended by this very act: how long the past took. */
    readonly measures?: readonly Measure<Clock, AnchorName>[]
  }
  readonly parts?: 'opens' | 'relays'
  readonly letters: readonly Letter[]
  readonly tells: readonly Part[]
  readonly visibleTo: 'parties'
  /** The law anchors a clock here, or the sender needs proof: a signed receipt is given. */
  readonly receipt?: true
  readonly input: ZodType
}

/** A step whatever the names it uses: what the generic machinery works with. */
export type AnyStep = StepRule<string, string, string, string, string, string>
/** What the caller said, parsed by the step's contract. */
export type Input = Readonly<Record<string, unknown>>

export interface Procedure<Step extends string = string> {
  readonly version: string
  /** First and last local day of force; no end = in force. */
  readonly inForceFrom: string
  readonly inForceTo?: string
  readonly tracks: Readonly<Record<string, TrackRule<string>>>
  readonly letters: Readonly<Record<string, { readonly zh: string; readonly en: string }>>
  readonly clocks: Readonly<Record<string, ClockRule<string>>>
  readonly anchors: Readonly<Record<string, Anchor>>
  readonly conditions: Readonly<Record<string, Condition>>
  readonly steps: Readonly<Record<Step, AnyStep>>
}

export interface ConditionFacts {
  readonly state: CaseState | null
  readonly input: Readonly<Record<string, unknown>>
  readonly atMs: number
}

export interface Unmet {
  readonly because: string
  readonly code: RefusalCode
  readonly pointer?: string
  readonly errors?: readonly FieldFault[]
}

/** Looks at the case and the request; `gate` conditions are facts that only the database can know, and it answers them in the act's own statement. */
export type Condition =
  | {
      readonly kind: 'pure'
      readonly zh: string
      readonly en: string
      readonly basis: Citations
      readonly test: (facts: ConditionFacts) => Unmet | null
    }
  | { readonly kind: 'gate'; readonly zh: string; readonly en: string; readonly basis: Citations }

type Tracks = Readonly<Record<string, TrackRule<string>>>
type StatesOf<T extends Tracks, Name extends keyof T> = keyof T[Name]['states'] & string
type AnyStateOf<T extends Tracks> = { [Name in keyof T]: StatesOf<T, Name> }[keyof T]

/** One row, typed track by track: a state of another track does not compile. */
type StepOf<
  T extends Tracks,
  Need extends string,
  Letter extends string,
  Clock extends string,
  AnchorName extends string,
> = {
  [Name in keyof T & string]: StepRule<
    Name,
    StatesOf<T, Name>,
    Need,
    Letter,
    Clock,
    AnchorName,
    keyof T & string,
    AnyStateOf<T>
  >
}[keyof T & string]

/** Checks every cross-reference at compile time and returns the table unchanged. */
export function defineProcedure<
  const T extends Tracks,
  const Need extends string,
  const Letter extends string,
  const Clock extends string,
  const AnchorName extends string,
  const Step extends string,
>(table: {
  readonly version: string
  readonly inForceFrom: string
  readonly inForceTo?: string
  readonly tracks: T
  readonly letters: Readonly<Record<Letter, { readonly zh: string; readonly en: string }>>
  readonly anchors: Readonly<Record<AnchorName, Anchor>>
  readonly conditions: Readonly<Record<Need, Condition>>
  readonly clocks: Readonly<Record<Clock, ClockRule<NoInfer<keyof T & string>>>>
  readonly steps: Readonly<
    Record<Step, StepOf<NoInfer<T>, NoInfer<Need>, NoInfer<Letter>, NoInfer<Clock>, NoInfer<AnchorName>>>
  >
}): Procedure<Step> {
  return table as unknown as Procedure<Step>
}
