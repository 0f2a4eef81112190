// Local days and times as the platforms write them: `2026-11-20 08:00:00`, Shanghai, without a zone.
import { dayText, localDay, shanghaiOffsetMs } from '../kernel/index.ts'

/** `yyyy-mm-dd HH:MM:SS` of an instant. */
export function localTime(instantMs: number): string {
  return new Date(instantMs + shanghaiOffsetMs).toISOString().slice(0, 19).replace('T', ' ')
}

export const dayOfInstant = (instantMs: number): string => dayText(localDay(instantMs))

/** The instant of an RFC 3339 time, or of a local one without a zone; undefined where it is neither. */
export function instantOf(text: string): number | undefined {
  const local = /^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?$/.test(text)
  const ms = Date.parse(local ? `${text.replace(' ', 'T')}+08:00` : text)
  return Number.isNaN(ms) ? undefined : ms
}
