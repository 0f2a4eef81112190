// Instants and local dates. China has one time zone, UTC+8, without daylight saving since 1991; all statutory counting
// is local, all instants on the wire are UTC.

export const shanghaiOffsetMs = 8 * 3_600_000
const dayMs = 86_400_000

/** The local day an instant falls on, as a count of days since 1970-01-01. */
export function localDay(instantMs: number): number {
  return Math.floor((instantMs + shanghaiOffsetMs) / dayMs)
}

/** The instant at which a local day begins (00:00 in Shanghai). */
export function dayStart(day: number): number {
  return day * dayMs - shanghaiOffsetMs
}

/** `yyyy-mm-dd` of a local day. */
export function dayText(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10)
}

/** Count of days since 1970-01-01 of a `yyyy-mm-dd` date. */
export function dayOf(date: string): number {
  return Math.floor(Date.parse(`${date}T00:00:00Z`) / dayMs)
}

/** RFC 3339 in UTC, milliseconds kept. */
export function rfc3339(instantMs: number): string {
  return new Date(instantMs).toISOString()
}
