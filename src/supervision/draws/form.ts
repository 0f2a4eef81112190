// The words of a draw as they are sealed, published and verified: members, reviewers, the announcement and the file that
// lets anyone compute it again. Only types and limits; docs/draws.md says the same in prose.

/** What is announced and sealed names its form; another form gets another number. */
export const drawForm = 'xianjie-draw/1'

/** Beyond these a request would hold the database for minutes. */
export const limits = {
  /** All penalty decisions of a large province in a year. */
  members: 2_000_000,
  drawn: 10_000,
  strata: 5_000,
  reviewers: 500,
  weight: 100,
} as const

/** One line of the population, as canonical JSON in this order: id, stratum, weight, codes of the organs it is a matter of, field. */
export type MemberLine = readonly [
  id: string,
  stratum: string,
  weight: number,
  agencies: readonly string[],
  domain: string,
]

export interface Stratum {
  readonly key: string
  readonly members: number
  readonly draw: number
}

/** A reviewer as announced: who it is stands behind the digest `identity`, and is shown to those who may know. */
export interface Reviewer {
  readonly no: number
  /** Unified social credit code of the reviewer's organ. */
  readonly agency: string
  readonly qualifications: readonly string[]
  /** Codes of organs whose cases are not for this reviewer, beside its own. */
  readonly avoids: readonly string[]
  readonly avoidsCases: readonly string[]
  readonly capacity: number
  /** SHA-256 over 16 random bytes and the canonical JSON of `{certificateNo?, name}`, in hex. */
  readonly identity: string
}

/** A value that is published by somebody else on a day after the announcement. */
export interface PublicValueNamed {
  readonly name: string
  readonly source: string
  readonly day: string
}

export type Method = 'uniform' | 'stratified' | 'risk_weighted'

export interface Announcement {
  readonly form: string
  readonly draw: string
  readonly owner: { readonly code: string; readonly name: string }
  /** Running number among the owner's announcements. */
  readonly no: number
  readonly name: string
  readonly announcedAt: string
  readonly redrawOf?: { readonly draw: string; readonly reason: string }
  readonly query: Readonly<Record<string, unknown>>
  readonly method: Method
  readonly stratifyBy: readonly string[]
  readonly weights: Readonly<Record<string, number>>
  readonly population: { readonly count: number; readonly sha256: string; readonly root: string }
  readonly strata: readonly Stratum[]
  readonly reviewers: readonly Reviewer[]
  readonly reviewersPerCase: number
  /** Field of the member → qualification that its reviewers need. */
  readonly requires: Readonly<Record<string, string>>
  readonly publicValues: readonly PublicValueNamed[]
}

export interface Selected {
  /** From 1 on: by stratum, then by rank. */
  readonly place: number
  readonly id: string
  readonly stratum: string
  /** 32 bytes in hex. */
  readonly rank: string
  readonly ticket: number
  readonly agencies: readonly string[]
  readonly domain: string
}

export interface Assigned extends Selected {
  readonly reviewers: readonly number[]
}

export interface PublicValue {
  readonly name: string
  readonly value: string
}

/** What was sealed of the draw's first act, with the way to the checkpoint that the seed comes from. */
export interface Sealed {
  readonly matter: string
  readonly version: number
  readonly salt: string
  readonly link: string
  readonly index: number
  /** Path in the tree of the checkpoint's size, the sibling of the leaf first. */
  readonly proof: readonly string[]
  /** Signed note; the first whose tree holds the announcement. */
  readonly checkpoint: string
  /** The one signed before it, whose tree does not; null where there was none. */
  readonly former: string | null
  readonly verifierKey: string
  readonly formerKey: string | null
}

export interface DrawResult {
  readonly seed: string
  readonly publicValues: readonly PublicValue[]
  readonly selected: readonly Assigned[]
}

/** The file that is published. Until the draw is made there is no result, and until the tree holds the announcement no seal. */
export interface DrawFile {
  readonly form: string
  readonly announcement: Announcement
  readonly seal: Sealed | null
  readonly result: DrawResult | null
  readonly cancelled?: { readonly at: string; readonly reason: string; readonly seedKnown: boolean }
}
