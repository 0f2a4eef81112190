// Takes packages out of a folder in the sequence of their numbers. A number that is missing holds the later ones and is told
// as a gap; one that came before is answered with the receipt of then; one that is damaged is set aside with the reason. What
// became of each goes back as a signed receipt.
import { type FileHandle, open } from 'node:fs/promises'
import type { Pool } from '../../../db/index.ts'
import type {
  Absence,
  Arrived,
  Cursor,
  FilePage,
  FileTrouble,
  Page,
  PageResult,
  SourceAdapter,
  SourceOf,
} from './adapter.ts'
import { arrivedFrom } from './control.ts'
import { digestOf, keptName, type Lying, lying, moveAway, places, writeReceipt } from './drop-folder.ts'
import { lookedBack } from './files-back.ts'
import { type Manifest, type OpenPackage, openPackage, PackageFault, rowsOf } from './package-manifest.ts'
import type { Row } from './pointers.ts'
import { fileByDigest, fileBySequence } from './rows.ts'

/** How far it has been read: the last number taken, and within a package the lines done and what became of them. */
interface Kept {
  readonly taken: number | null
  readonly within?: {
    readonly digest: string
    readonly done: number
    readonly counts: Counts
    readonly faults: readonly FileTrouble[]
  }
}

type Counts = Readonly<Record<string, number>>

/** All are counted; the sender gets as many as it can be expected to look at. */
const faultsShown = 100

type Looked = Lying & { readonly manifest: Manifest | null; readonly fault?: string }

export function filesAdapter(room: { pool: Pool; now: () => number }, source: SourceOf<'files'>): SourceAdapter {
  const { config, id } = source
  const to = places(config)
  let missing: Absence | null = null
  let here: Kept = { taken: null, ...(source.cursor as unknown as Kept | null) }

  const expected = () => (here.taken === null ? config.firstSequence : here.taken + 1)

  async function* pull(from: Cursor | null, signal: AbortSignal, { dry = false } = {}): AsyncGenerator<Page> {
    here = { taken: null, ...(from as unknown as Kept | null) }
    const seen = new Map<string, Looked>()
    const done = new Set<string>()
    for (;;) {
      signal.throwIfAborted()
      const found = await looked(seen, signal)
      const left = found.filter((one) => !done.has(one.path))
      const next = left.find((one) => one.manifest?.sequence === expected())
      // What cannot be taken, and what was taken before, is answered first: it shall not lie there until a gap is filled.
      const odd = left.find(({ manifest }) => manifest === null || manifest.sequence < expected())
      const one = odd ?? next
      if (one === undefined) {
        if ((await fileBySequence(room.pool, id, expected()))?.state === 'skipped') {
          here = { taken: expected() }
          if (!dry) yield { records: [], cursor: { ...here }, more: true }
          continue
        }
        missing = gapIn(left)
        yield { records: [], cursor: { ...here }, more: false }
        return
      }
      done.add(one.path)
      if (dry && odd !== undefined) continue
      if (odd !== undefined) yield* answered(one)
      else yield* taken(one, signal)
    }
  }

  function gapIn(left: readonly Looked[]): Absence | null {
    const waiting = left.flatMap(({ manifest }) => (manifest === null ? [] : [manifest.sequence])).sort((a, b) => a - b)
    if (waiting.length === 0) return null
    return {
      kind: 'file_gap',
      detail: { expected: expected(), waiting: waiting.slice(0, 100), packages: waiting.length },
    }
  }

  /** Packages there are, each opened once in a pull for what it says of itself. */
  async function looked(seen: Map<string, Looked>, signal: AbortSignal): Promise<Looked[]> {
    const found: Looked[] = []
    for (const one of await lying(config, room.now())) {
      signal.throwIfAborted()
      const key = `${one.path}\n${one.size}\n${one.mtimeMs}`
      let known = seen.get(key)
      if (known === undefined) {
        known = await peek(one)
        seen.set(key, known)
      }
      found.push(known)
    }
    return found
  }

  async function peek(one: Lying): Promise<Looked> {
    if (one.size > config.maxBytes) return { ...one, manifest: null, fault: `is larger than ${config.maxBytes} bytes` }
    try {
      return await opening(one.path, async ({ manifest }) => ({ ...one, manifest }))
    } catch (error) {
      if (error instanceof PackageFault) return { ...one, manifest: null, fault: error.message }
      throw error
    }
  }

  async function opening<T>(path: string, work: (it: OpenPackage) => Promise<T>): Promise<T> {
    const handle: FileHandle = await open(path)
    try {
      return await work(await openPackage(handle, config))
    } finally {
      await handle.close()
    }
  }

  /** A package that was taken before, or cannot be. */
  async function* answered(one: Looked): AsyncGenerator<Page> {
    const digest = await digestOf(one.path)
    const sequence = one.manifest?.sequence ?? null
    const file = { sequence, name: one.name, digest }
    const before = sequence === null ? undefined : await fileBySequence(room.pool, id, sequence)
    if (before?.digest === digest && before.receipt !== null) {
      await writeReceipt(to.receipts, receiptName(one.name), before.receipt)
      await moveAway(one.path, to.taken, keptName(sequence, digest))
      return
    }
    const reason =
      one.fault ??
      (before === undefined
        ? `its sequence number ${sequence} comes before the first that is taken here`
        : before.state === 'skipped'
          ? `its sequence number ${sequence} was skipped by an operator`
          : `its sequence number ${sequence} was taken with other content`)
    yield aside(file, reason, one.path)
  }

  function aside(file: Pick<FilePage, 'sequence' | 'name' | 'digest'>, reason: string, path: string): Page {
    const { within: _within, ...cursor } = here
    here = cursor
    return {
      records: [],
      cursor: { ...cursor },
      more: true,
      file: { ...file, state: 'set_aside', reason },
      handle: path,
    }
  }

  async function* taken(one: Looked, signal: AbortSignal): AsyncGenerator<Page> {
    const digest = await digestOf(one.path)
    const file = { sequence: expected(), name: one.name, digest }
    const handle = await open(one.path)
    try {
      const opened = await openPackage(handle, config)
      await opened.verify()
      await countAll(opened, signal)
      const { manifest } = opened
      if (here.within?.digest !== digest) here = { taken: here.taken }
      let line = 0
      const already = here.within?.done ?? 0
      let batch: { record: Arrived; file: string }[] = []
      const flush = function* (): Generator<Page> {
        const [sent, upTo] = [batch, line]
        batch = []
        yield {
          records: sent.map(({ record }) => record),
          cursor: { ...here },
          advance: (results) => {
            here = { taken: here.taken, within: { digest, done: upTo, ...tallied(here.within, sent, results) } }
            return { ...here }
          },
          more: true,
        }
      }
      for (const part of manifest.files) {
        for await (const read of rowsOf(opened, part)) {
          signal.throwIfAborted()
          line += 1
          if (line <= already) continue
          const at = read.line
          const record: Arrived =
            'fault' in read
              ? { raw: null, key: null, time: null, line: at, fault: `${part.name} line ${at}: ${read.fault}` }
              : arrivedFrom((read.raw ?? {}) as Row, config.control, { line: at })
          batch.push({ record, file: part.name })
          if (batch.length >= config.pageSize) yield* flush()
        }
      }
      if (batch.length > 0) yield* flush()
      const { counts = {}, faults = [] } = here.within ?? {}
      const days = manifest.days?.map(({ day, count, sum, digest: of }) => ({
        day,
        count,
        sumFen: sum ?? null,
        digest: of ?? null,
      }))
      here = { taken: file.sequence }
      const whole: FilePage = { ...file, state: 'taken', counts, faults, ...(days && { days }) }
      yield { records: [], cursor: { ...here }, more: true, file: whole, zeroReport: line === 0, handle: one.path }
    } catch (error) {
      if (!(error instanceof PackageFault)) throw error
      yield aside(file, error.message, one.path)
    } finally {
      await handle.close()
    }
  }

  /** Before anything of it is taken: a package is whole or nothing. */
  async function countAll(opened: OpenPackage, signal: AbortSignal): Promise<void> {
    for (const part of opened.manifest.files) {
      if (part.records === undefined) continue
      let records = 0
      for await (const _row of rowsOf(opened, part)) {
        if (++records % config.pageSize === 0) signal.throwIfAborted()
      }
      if (records !== part.records)
        throw new PackageFault(`${part.name} holds ${records} records, and the manifest says ${part.records}`)
    }
  }

  /** The receipt goes back, then the package goes where such packages go; a pull that is cut in between does it again. */
  async function acknowledge(page: Page): Promise<void> {
    const { file, handle } = page
    if (file === undefined) return
    const row =
      file.state === 'taken'
        ? await fileBySequence(room.pool, id, file.sequence as number)
        : await fileByDigest(room.pool, id, file.digest)
    if (row?.receipt != null) await writeReceipt(to.receipts, receiptName(file.name), row.receipt)
    await moveAway(
      handle as string,
      file.state === 'taken' ? to.taken : to.setAside,
      keptName(file.sequence, file.digest),
    )
  }

  return { pull, acknowledge, ...lookedBack(room.pool, source), absence: () => missing }
}

const receiptName = (name: string) => `${name.replace(/\.zip$/i, '')}.receipt.jws`

function tallied(
  before: Kept['within'],
  sent: readonly { record: Arrived; file: string }[],
  results: readonly PageResult[],
): { counts: Counts; faults: readonly FileTrouble[] } {
  const counts: Record<string, number> = {
    read: 0,
    created: 0,
    updated: 0,
    unchanged: 0,
    quarantined: 0,
    refused: 0,
    ...before?.counts,
  }
  const faults = [...(before?.faults ?? [])]
  for (const [i, { record, file }] of sent.entries()) {
    const result = results[i]
    const outcome = result?.outcome ?? 'refused'
    counts.read = (counts.read ?? 0) + 1
    counts[outcome] = (counts[outcome] ?? 0) + 1
    if ((outcome === 'quarantined' || outcome === 'refused') && faults.length < faultsShown)
      faults.push({ file, line: record.line, key: record.key, outcome, faults: result?.faults })
  }
  return { counts, faults }
}
