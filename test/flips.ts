// Flips bytes of a bundle one at a time and asks the verifier which file it is in: for the tests, which try the telling
// ones, and for the bench, which tries them all.
import { openSync, readFileSync, writeSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { type Fault, type Pinned, verifyBundle } from '../src/bundles/index.ts'
import { framesOf, readHeading } from '../src/bundles/verify/heading.ts'
import { Findings } from '../src/bundles/verify/report.ts'
import { sourceOf } from '../src/bundles/verify/source.ts'
import { centralRecord, layoutOf, localHeader } from '../src/bundles/zip-form.ts'

/** A stretch of the archive, and how a fault in it begins. */
export interface Stretch {
  readonly from: number
  readonly to: number
  readonly name: string
  /** Headers, the directory and the end: what no digest covers. */
  readonly structural: boolean
}

/** The stretches of a bundle that holds, from its first byte to its last. */
export async function stretchesOf(path: string): Promise<Stretch[]> {
  const handle = await open(path, 'r')
  try {
    const source = await sourceOf(handle)
    const head = await readHeading(source, new Findings())
    if (head === undefined) throw new Error('no bundle')
    const frames = await framesOf(source, head)
    const layout = layoutOf(frames)
    const stretches: Stretch[] = []
    for (const [i, frame] of frames.entries()) {
      const from = layout.offsets[i] as number
      const data = from + localHeader(frame, 0).length
      const next = layout.offsets[i + 1] ?? layout.directory
      stretches.push({ from, to: data, name: frame.path, structural: true })
      stretches.push({ from: data, to: data + frame.size, name: frame.path, structural: false })
      stretches.push({ from: data + frame.size, to: next, name: frame.path, structural: true })
    }
    let at = layout.directory
    for (const [i, frame] of frames.entries()) {
      const to = at + centralRecord(frame, 0, layout.offsets[i] as number).length
      stretches.push({ from: at, to, name: `${frame.path} (in the directory)`, structural: true })
      at = to
    }
    stretches.push({ from: at, to: layout.size, name: 'archive (its end)', structural: true })
    return stretches.filter((s) => s.to > s.from)
  } finally {
    await handle.close()
  }
}

export interface Missed {
  readonly offset: number
  readonly mask: number
  readonly name: string
  readonly faults: readonly Fault[]
}

/** Flips bits of single bytes in place, each alone; gives those whose file was not named. */
export async function flip(
  path: string,
  offsets: Iterable<number>,
  maskOf: (offset: number) => number,
  pinned: Pinned,
  progress: (done: number) => void = () => {},
): Promise<Missed[]> {
  const bytes = readFileSync(path)
  const stretches = await stretchesOf(path)
  const file = openSync(path, 'r+')
  const missed: Missed[] = []
  let done = 0
  for (const offset of offsets) {
    const mask = maskOf(offset)
    const { name } = stretches.find((s) => offset >= s.from && offset < s.to) as Stretch
    writeSync(file, Buffer.of((bytes[offset] as number) ^ mask), 0, 1, offset)
    try {
      const { faults } = await verifyBundle(path, pinned)
      if (!faults.some((f) => f.file.startsWith(name))) missed.push({ offset, mask, name, faults })
    } finally {
      writeSync(file, Buffer.of(bytes[offset] as number), 0, 1, offset)
    }
    progress(++done)
  }
  return missed
}
