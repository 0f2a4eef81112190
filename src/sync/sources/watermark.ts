// How far a source has been read that is asked for what is younger than a time. Control times do not come in order, so each
// pull begins an overlap before the youngest seen, and earlier still by as long as the former pull lasted: a record that
// appeared behind the reading eye, late by no more than the overlap, is met by the next pull.
import type { Cursor } from './adapter.ts'
import { earlier, later } from './control.ts'

export interface Position {
  readonly time: string
  readonly key: string
}

interface Kept {
  /** The next pull begins an overlap before it. */
  readonly mark: string | null
  /** A pull that has not come to the end: where it stands, since when it reads, the youngest it met. */
  readonly open?: { readonly at: Position | null; readonly begunMs: number; readonly max: string | null }
}

export interface Reading {
  /** Where the first question begins: at a time, or within a pull that was cut. */
  readonly from: { readonly time: string | null; readonly key: string | null }
  /** The cursor after a page; `ended` where it was the last one. */
  after(last: Position | null, youngest: string | null, ended: boolean): Cursor
}

export function readingFrom(cursor: Cursor | null, overlapMs: number, nowMs: () => number): Reading {
  const kept = cursor as unknown as Kept | null
  const mark = kept?.mark ?? null
  const open = kept?.open
  const begunMs = open?.begunMs ?? nowMs()
  let max = open?.max ?? mark
  let at = open?.at ?? null
  const start = mark === null ? null : (earlier(mark, overlapMs) ?? mark)
  return {
    from: open?.at ? { time: open.at.time, key: open.at.key } : { time: start, key: null },
    after(last, youngest, ended) {
      if (youngest !== null && (max === null || later(youngest, max))) max = youngest
      if (last !== null) at = last
      if (!ended) return { mark, open: { at, begunMs, max } }
      // A clock of ours that was set back must not bring the mark forward.
      const lasted = Math.max(0, nowMs() - begunMs)
      return { mark: max === null ? null : (earlier(max, lasted) ?? max) }
    },
  }
}
