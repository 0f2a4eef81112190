// What a file drop says of days gone by, out of the packages that were taken: the sender's own figures, its keys of a day, and
// records by their keys. What was never sent cannot be fetched from here; only the sender can send it.
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { Pool } from '../../../db/index.ts'
import type { Arrived, DayFigures, KeyDigest, SourceOf } from './adapter.ts'
import { arrivedFrom } from './control.ts'
import { keptName, places } from './drop-folder.ts'
import { type OpenPackage, openPackage, rowsOf } from './package-manifest.ts'
import type { Row } from './pointers.ts'
import { fileRows } from './rows.ts'

/** Packages looked back at. */
const lookBack = 200

export function lookedBack(pool: Pool, { config, id }: SourceOf<'files'>) {
  const to = places(config)

  async function figures(from: string, until: string): Promise<readonly DayFigures[]> {
    const said = new Map<string, DayFigures>()
    // The youngest word on a day counts.
    for (const { days } of await fileRows(pool, id, lookBack))
      for (const one of days ?? [])
        if (one.day >= from && one.day <= until && !said.has(one.day)) said.set(one.day, one)
    return [...said.values()].sort((a, b) => (a.day < b.day ? -1 : 1))
  }

  /** Packages that were taken, the youngest first, as they lie in the folder. */
  async function* back(signal: AbortSignal): AsyncGenerator<OpenPackage> {
    for (const { state, sequence, digest } of await fileRows(pool, id, lookBack)) {
      signal.throwIfAborted()
      if (state !== 'taken') continue
      const handle = await open(join(to.taken, keptName(sequence, digest))).catch(() => undefined)
      if (handle === undefined) continue
      try {
        yield await openPackage(handle, config)
      } finally {
        await handle.close()
      }
    }
  }

  async function keys(day: string, signal: AbortSignal): Promise<readonly KeyDigest[]> {
    for await (const { manifest, stream } of back(signal)) {
      const name = manifest.days?.find((one) => one.day === day)?.keys
      if (name === undefined) continue
      const chunks: Buffer[] = []
      for await (const chunk of await stream(name)) chunks.push(chunk as Buffer)
      const lines = Buffer.concat(chunks).toString('utf8').split('\n')
      return lines.flatMap((line) => {
        const [key, digest] = line.split('\t')
        return key === undefined || digest === undefined ? [] : [{ key, digest: digest.trim() }]
      })
    }
    return []
  }

  async function fetch(wanted: readonly string[], signal: AbortSignal): Promise<readonly Arrived[]> {
    const left = new Set(wanted)
    const found: Arrived[] = []
    for await (const opened of back(signal)) {
      if (left.size === 0) break
      const last = new Map<string, Arrived>()
      for (const part of opened.manifest.files)
        for await (const read of rowsOf(opened, part)) {
          if ('fault' in read) continue
          const record = arrivedFrom((read.raw ?? {}) as Row, config.control, { line: read.line })
          if (record.key !== null && left.has(record.key)) last.set(record.key, record)
        }
      for (const [key, record] of last) {
        left.delete(key)
        found.push(record)
      }
    }
    return found
  }

  return { figures, keys, fetch }
}
