// The shape of the table: tracks with states, clocks, duties, letters, conditions, steps. `defineProcedure` fills in what
// a row leaves to the general rule and returns the table otherwise unchanged; its types make the compiler check every
// cross-reference, and every row carry its source.
import type { ZodType } from 'zod'
import type { Custody } from '../../schemas/index.ts'
import type { FieldFault, RefusalCode } from '../kernel/index.ts'
import type { Citations } from './citation.ts'
import type { Period } from './clock.ts'
import type { Ledger } from './ledger.ts'
import type { Actor, CaseMove, CaseState, Part } from './state.ts'

/** How sure the source of a value is; anything but `read` is shown with a mark, never as silent law. */
export type Confidence = 'read' | 'read_second_hand' | 'read_quoted' | 'memory' | 'contract'

export interface StateRule {
  readonly zh: string
  readonly en: string
  /** The track may rest here, because the law means it so; new facts or supervision may still lead on. */
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
  | 'gov_supervisor'
  | 'justice_bureau'
  | 'court'
  | 'supervisory_commission'

export type OrganKind =
  | 'administrative'
  | 'public_security'
  | 'procuratorate'
  | 'supervisory_commission'
  | 'justice_bureau'
  | 'government'
  | 'court'

/** One length of a clock; a later stage needs its approver, given before the earlier one ended. */
export interface Stage {
  readonly period: Period
  /** Where two instruments count the same duty: work to the earlier end, break it at the later. */
  readonly otherReading?: Period
  readonly basis: Citations
  readonly confidence: Confidence
  readonly approver?: Role
  /** What must be the case for the stage: one of these codes, as the step's input names it. */
  readonly grounds?: readonly [string, ...string[]]
  /** False: in the table for the reader, not in force unless a region opts in. */
  readonly enabled?: false
  /** Instruments differ; the register of conflicts says how it is settled. */
  readonly contested?: true
  /** Not binding in this domain: kept as a target, never called a breach. */
  readonly advisory?: true
  /** What must be done in it, in the words of the text, where texts differ on that. */
  readonly phrase?: 'review' | 'decide'
}

export interface ClockRule<Track extends string, AnchorName extends string = string> {
  readonly row: string
  readonly zh: string
  readonly en: string
  readonly basis: Citations
  /** Whose duty or right runs out. */
  readonly owner: Part | 'addressee'
  /** `right`: it lapses. `wait`: before its end something may not be done. Else a duty, which stays owed. */
  readonly kind?: 'right' | 'wait'
  readonly on: Track
  /** Only instances of these subjects. */
  readonly of?: readonly [string, ...string[]]
  /** Where the act itself moves none of them: those that stand in one of these states. */
  readonly standing?: readonly [string, ...string[]]
  /** Known to these parts only, although every party sees the act that starts it: the acts that end it are theirs. */
  readonly visibleTo?: readonly [Part, ...Part[]]
  /** Begins with the receipt of this paper (a subject of track `service`) and hangs on the paper's matter. */
  readonly paper?: string
  /** Counted from here; left out, from the act. */
  readonly from?: AnchorName
  /** Its ground stands while a suspect is in one of these states of the criminal track, and falls away with the last. */
  readonly while?: readonly [string, ...string[]]
  /** When what stops it was done, where that is the day on a paper and not the act that tells of it. */
  readonly until?: AnchorName
  /** Days that are not counted, under this name. */
  readonly excludes?: 'transfer_interval'
  readonly excludesIn?: readonly string[]
  /** The paper itself may set the date (`may`), or nothing else does (`must`). */
  readonly dueByPaper?: 'may' | 'must'
  readonly stages: readonly [Stage, ...Stage[]]
  /** By domain; each with its own source. */
  readonly overrides?: Readonly<Record<string, readonly [Stage, ...Stage[]]>>
  /** Runs only in these domains. */
  readonly domains?: readonly string[]
}

/** A named point in time that an act states or the case remembers; `at` is the act's own. RFC 3339. */
export type Anchor = (state: CaseState | null, input: Input, at: string) => string | undefined
/** Whether something is the case, for what follows only then. */
export type Occasion = (facts: {
  readonly state: CaseState | null
  readonly input: Input
  readonly domain: string
}) => boolean

export interface Measure<Clock extends string, AnchorName extends string> {
  readonly clock: Clock
  readonly from: AnchorName
  /** When the duty was done; left out, with this act. */
  readonly until?: AnchorName
}

/** A duty that follows an act: open until it is done, with its own clock where the law has one. */
export interface DutyRule<Clock extends string = string, OccasionName extends string = string> {
  readonly row: string
  readonly zh: string
  readonly en: string
  readonly basis: Citations
  readonly confidence: Confidence
  readonly owner: Part | 'actor'
  /** To whom, in words. */
  readonly to: { readonly zh: string; readonly en: string }
  /** Done by the act itself: the gateway hands it to a party of the case. */
  readonly done?: 'with_the_act'
  readonly clock?: Clock
  readonly when?: OccasionName
  readonly domains?: readonly string[]
}

/** A rule on what goes beside the transfer (parallel penalties): which conditions, duties and clocks carry it out. */
export interface StandingRule {
  readonly row: string
  readonly zh: string
  readonly en: string
  readonly basis: Citations
  readonly confidence: Confidence
  /** Conditions, clocks, duties or steps that enforce it; empty where the gateway only says it. */
  readonly enforcedBy: readonly string[]
  readonly overrides?: readonly {
    readonly domain: string
    readonly zh: string
    readonly en: string
    readonly basis: Citations
    readonly since?: string
  }[]
}

/** What differs in one field of enforcement beside the length of periods. */
export interface DomainRule {
  readonly row: string
  readonly domain: string
  readonly zh: string
  readonly en: string
  readonly basis: Citations
  readonly confidence: Confidence
  readonly contested?: true
  readonly since?: string
  readonly enforcedBy: readonly string[]
}

/** How a case may begin with a step: who the caller is then, and whom it must name. */
export interface Opening {
  readonly as: Part
  readonly kinds: readonly [OrganKind, ...OrganKind[]]
  /** Public security of the same level and its supervisor get their parts. */
  readonly receiver?: true
  /** The supervisor of the caller gets its part. */
  readonly supervisor?: true
}

/** An organ that the input names and that gets a part with the act, where it has none yet. */
export interface Invitation {
  readonly part: Part
  readonly kinds: readonly [OrganKind, ...OrganKind[]]
  /** Where nobody is named: who is meant. */
  readonly otherwise?: Part
  /** Nobody need be named. */
  readonly optional?: true
  readonly basis: Citations
}

export type Reader = 'actor' | 'invitee' | 'addressee' | Part

/**
 * What a step does with quantities of seized items. `lines`: what the input lists under `field`, or all that stands in
 * `from`, goes to `to`; `isList`: the entry is a handover list. `count`: a list is counted. `settlement`: what a count left
 * open ends. `relisting`: what still stands with the agency is listed anew by a later letter.
 */
export type Carrying =
  | {
      readonly as: 'lines'
      readonly field: string
      readonly from: readonly [Custody, ...Custody[]]
      readonly to: Custody
      readonly isList?: true
    }
  | { readonly as: 'count' | 'settlement'; readonly field: string }
  | { readonly as: 'relisting'; readonly field?: undefined }

/** A step as it is obeyed; see `StepRow` for what a row may leave out. */
export interface StepRule {
  /** Row of the statutory procedure that the step stands for. */
  readonly row: string
  readonly zh: string
  readonly en: string
  readonly basis: Citations
  readonly confidence: Confidence
  readonly contested?: true
  readonly by: readonly (Actor | 'addressee')[]
  /** Role that must have decided; `by_stage` = whoever the next stage of the clock needs; `own_head` = the head of the organ that acts. */
  readonly decidedBy?: Role | 'by_stage' | 'own_head'
  readonly track: string
  /** Only instances of this subject; `suspect` = one instance a suspect. */
  readonly of?: string
  /** `new`: the step opens an instance of its own track; `any`: it moves none. */
  readonly from: 'new' | 'any' | readonly string[]
  /** Where nothing stands in `from`, an instance is opened. */
  readonly orNew?: true
  readonly to: string
  /** A case may begin with it. */
  readonly opening?: Opening
  /** One joint instance stands for all suspects until this step gives each its own. */
  readonly divides?: true
  /** One of these must hold: an instance of the track (and subject) in one of the states. */
  readonly during?: readonly { readonly track: string; readonly of?: string; readonly states: readonly string[] }[]
  /** Only in a case that was taken over from another platform. */
  readonly onlyImported?: true
  /** Starts the period that its input names (`clock`), from the day it names (`startsOn`). */
  readonly startsNamed?: true
  /** Checked in order; the first that fails is the answer. */
  readonly needs: readonly string[]
  readonly opens: readonly {
    readonly track: string
    readonly subject: string
    readonly state: string
    readonly when?: string
    /** Who must answer it: a part, the organ invited, or whom the moved instance is addressed to. */
    readonly addressee?: Part | 'invitee' | 'addressee'
  }[]
  /** Other instances that the same act moves, where they stand so and concern the same suspects. */
  readonly also: readonly {
    readonly track: string
    readonly of?: string
    readonly from: readonly string[]
    readonly to: string
    /** Only once none of its suspects is left in these states of the criminal track. */
    readonly unlessLeftIn?: readonly string[]
    readonly when?: string
  }[]
  readonly carries?: Carrying
  readonly duties: readonly string[]
  readonly clocks: {
    readonly starts?: readonly string[]
    readonly stops?: readonly string[]
    /** Stopped where the act asks for something (`missing` names it); where nothing is asked for, their ground falls away. */
    readonly stopsIfAsked?: readonly string[]
    /** The ground of these falls away; neither met nor broken. */
    readonly ends?: readonly string[]
    readonly advances?: readonly string[]
    readonly suspends?: readonly string[]
    readonly resumes?: readonly string[]
    /** Begun and ended by this very act: how long the past took. */
    readonly measures?: readonly Measure<string, string>[]
  }
  /** `relays`: another police organ takes the case over. `passes`: another agency becomes the sender. `receiver`: police and supervisor join. */
  readonly parts?: 'relays' | 'passes' | 'receiver'
  readonly invites?: Invitation
  /** Who must answer the instance that the step moves or opens on its own track. */
  readonly addresses?: Part | 'invitee' | 'actor'
  readonly letters: readonly string[]
  /** `as_the_paper`: every party, unless the paper was sent in secret. `as_the_entry`: whoever sees the entry it speaks of. */
  readonly visibleTo: 'parties' | 'as_the_paper' | 'as_the_entry' | readonly Reader[]
  /** The law anchors a clock here, or the sender needs proof: a signed receipt is given. */
  readonly receipt?: true
  readonly input: ZodType
}

/** What the caller said, parsed by the step's contract. */
export type Input = Readonly<Record<string, unknown>>

export interface Procedure<Step extends string = string> {
  readonly version: string
  /** First and last local day of force; no end = in force. */
  readonly inForceFrom: string
  readonly inForceTo?: string
  /**
   * A transitional row of the amending instrument: cases opened before this set's first day stay under the former one,
   * for all steps or for these. Left out: the set of the day governs every act.
   */
  readonly transitional?: { readonly basis: Citations; readonly steps: 'all' | readonly string[] }
  readonly tracks: Readonly<Record<string, TrackRule<string>>>
  readonly letters: Readonly<Record<string, { readonly zh: string; readonly en: string }>>
  readonly clocks: Readonly<Record<string, ClockRule<string>>>
  readonly duties: Readonly<Record<string, DutyRule>>
  readonly rules: Readonly<Record<string, StandingRule>>
  readonly domains: Readonly<Record<string, DomainRule>>
  readonly anchors: Readonly<Record<string, Anchor>>
  readonly occasions: Readonly<Record<string, Occasion>>
  readonly conditions: Readonly<Record<string, Condition>>
  readonly steps: Readonly<Record<Step, StepRule>>
}

export interface ConditionFacts {
  readonly state: CaseState | null
  /** The case as the caller sees it. */
  readonly shown: CaseState | null
  readonly input: Readonly<Record<string, unknown>>
  readonly atMs: number
  readonly domain: string
  /** Suspects that the act concerns. */
  readonly about: readonly string[] | undefined
  /** What the act moves on its own track. */
  readonly moves: readonly CaseMove[]
  /** Kind of the organ that the input names. */
  readonly inviteeKind?: OrganKind | undefined
  readonly carries?: Carrying | undefined
  /** Where the seized items stand, for a step that moves them. */
  readonly items?: Ledger | undefined
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

/** The names a row may use; `rules/row.ts` makes them from the tables. */
export interface Names {
  readonly tracks: Readonly<Record<string, TrackRule<string>>>
  readonly need: string
  readonly letter: string
  readonly clock: string
  readonly anchor: string
  readonly duty: string
  readonly occasion: string
}

type StatesOf<N extends Names, Track extends keyof N['tracks']> = keyof N['tracks'][Track]['states'] & string
type TrackOf<N extends Names> = keyof N['tracks'] & string
/** A state named together with its track. */
type At<N extends Names, More> = {
  [T in TrackOf<N>]: { readonly track: T } & { [K in keyof More]: More[K] } & {
    readonly states: readonly [StatesOf<N, T>, ...StatesOf<N, T>[]]
  }
}[TrackOf<N>]

/**
 * One row, typed track by track: a state of another track does not compile. Left out, `confidence` is `read`, `visibleTo`
 * every party, `needs` only what every act needs: valid certificates, the right decider, materials of one's own.
 */
export type StepRow<N extends Names> = {
  [T in TrackOf<N>]: Omit<
    StepRule,
    | 'track'
    | 'from'
    | 'to'
    | 'during'
    | 'needs'
    | 'opens'
    | 'also'
    | 'duties'
    | 'clocks'
    | 'letters'
    | 'visibleTo'
    | 'confidence'
  > & {
    readonly confidence?: Confidence
    readonly track: T
    readonly from: 'new' | 'any' | readonly [StatesOf<N, T>, ...StatesOf<N, T>[]]
    readonly to: StatesOf<N, T>
    readonly during?: readonly At<N, { readonly of?: string }>[]
    readonly needs?: readonly N['need'][]
    readonly opens?: readonly {
      [O in TrackOf<N>]: {
        readonly track: O
        readonly subject: string
        readonly state: StatesOf<N, O>
        readonly when?: N['occasion']
        readonly addressee?: Part | 'invitee' | 'addressee'
      }
    }[TrackOf<N>][]
    readonly also?: readonly {
      [O in TrackOf<N>]: {
        readonly track: O
        readonly of?: string
        readonly from: readonly [StatesOf<N, O>, ...StatesOf<N, O>[]]
        readonly to: StatesOf<N, O>
        readonly unlessLeftIn?: readonly [
          StatesOf<N, 'criminal' & TrackOf<N>>,
          ...StatesOf<N, 'criminal' & TrackOf<N>>[],
        ]
        readonly when?: N['occasion']
      }
    }[TrackOf<N>][]
    readonly duties?: readonly N['duty'][]
    readonly clocks?: {
      readonly starts?: readonly N['clock'][]
      readonly stops?: readonly N['clock'][]
      readonly stopsIfAsked?: readonly N['clock'][]
      readonly ends?: readonly N['clock'][]
      readonly advances?: readonly N['clock'][]
      readonly suspends?: readonly N['clock'][]
      readonly resumes?: readonly N['clock'][]
      readonly measures?: readonly Measure<N['clock'], N['anchor']>[]
    }
    readonly letters?: readonly N['letter'][]
    readonly visibleTo?: 'parties' | 'as_the_paper' | 'as_the_entry' | readonly [Reader, ...Reader[]]
  }
}[TrackOf<N>]

/**
 * Every name that a rule may have, in one order. With a shape for each row every look at a rule would be a search, and
 * `decide` looks some sixty times: it takes half as long again.
 */
const shape: Readonly<Record<keyof StepRule, undefined>> = {
  row: undefined,
  zh: undefined,
  en: undefined,
  basis: undefined,
  confidence: undefined,
  contested: undefined,
  by: undefined,
  decidedBy: undefined,
  track: undefined,
  of: undefined,
  from: undefined,
  orNew: undefined,
  to: undefined,
  opening: undefined,
  divides: undefined,
  during: undefined,
  onlyImported: undefined,
  startsNamed: undefined,
  needs: undefined,
  opens: undefined,
  also: undefined,
  carries: undefined,
  duties: undefined,
  clocks: undefined,
  parts: undefined,
  invites: undefined,
  addresses: undefined,
  letters: undefined,
  visibleTo: undefined,
  receipt: undefined,
  input: undefined,
}
const clockShape: Readonly<Record<keyof StepRule['clocks'], undefined>> = {
  starts: undefined,
  stops: undefined,
  stopsIfAsked: undefined,
  ends: undefined,
  advances: undefined,
  suspends: undefined,
  resumes: undefined,
  measures: undefined,
}

/** Rows that say it all, in the order they stand. */
export function completed<Step extends string, N extends Names>(
  rows: Readonly<Record<Step, StepRow<N>>>,
): Record<Step, StepRule> {
  const steps = {} as Record<Step, StepRule>
  for (const [id, row] of Object.entries(rows) as [Step, StepRow<Names>][]) {
    const own = row.needs ?? []
    const byNobody = row.by.includes('gateway')
    const general = [
      'officersCertified',
      ...(row.decidedBy === undefined ? [] : ['decidedByRole']),
      'materialsAvailable',
    ]
    steps[id] = {
      ...shape,
      ...row,
      confidence: row.confidence ?? 'read',
      needs: byNobody ? own : [...own, ...general.filter((need) => !own.includes(need))],
      opens: row.opens ?? [],
      also: row.also ?? [],
      duties: row.duties ?? [],
      clocks: { ...clockShape, ...row.clocks },
      letters: row.letters ?? [],
      visibleTo: row.visibleTo ?? 'parties',
    } as StepRule
  }
  return steps
}
