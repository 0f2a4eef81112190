// How much is taken from whom, and how long what no case took is kept. One set for all agencies, with exceptions by the
// agency's code; what a case has taken counts no more, for evidence is never refused for want of a quota.

/** What may differ from agency to agency. */
export interface AgencyLimits {
  /** One file; hours of video fit, a disk image does not. */
  readonly fileBytesMax: number
  /** Files of one agency that no case has taken, finished or not. */
  readonly unusedMax: number
  /** Their bytes, as declared; who does not declare a length is counted with `fileBytesMax`. */
  readonly unusedBytesMax: number
}

export interface MaterialLimits extends AgencyLimits {
  readonly unfinishedHours: number
  readonly unusedDays: number
  /** What the scanner found something in is kept this long for whoever looks into it. */
  readonly quarantineDays: number
}

export const defaultLimits: MaterialLimits = {
  fileBytesMax: 5 * 1024 ** 3,
  unusedMax: 10_000,
  unusedBytesMax: 1024 ** 4,
  unfinishedHours: 24,
  unusedDays: 7,
  quarantineDays: 30,
}

/** By unified social credit code. */
export type LimitsByAgency = ReadonlyMap<string, Partial<AgencyLimits>>

interface Limited {
  readonly limits: MaterialLimits
  readonly agencyLimits: LimitsByAgency
}

export function limitsFor(room: Limited, agencyCode: string | undefined): MaterialLimits {
  return { ...room.limits, ...(agencyCode !== undefined && room.agencyLimits.get(agencyCode)) }
}

/** No file of whatever agency is larger. */
export function largestFile({ limits, agencyLimits }: Limited): number {
  return Math.max(limits.fileBytesMax, ...[...agencyLimits.values()].map((own) => own.fileBytesMax ?? 0))
}
