// The archive as bytes at places, and the comparison with what must stand there.
import type { FileHandle } from 'node:fs/promises'
import type { Findings } from './report.ts'

export interface Source {
  readonly size: number
  /** Up to `length` bytes from `offset`; fewer only at the end. */
  read(offset: number, length: number): Promise<Buffer>
}

export async function sourceOf(handle: FileHandle): Promise<Source> {
  const { size } = await handle.stat()
  return {
    size,
    async read(offset, length) {
      const wanted = Math.max(0, Math.min(length, size - offset))
      const buffer = Buffer.allocUnsafe(wanted)
      let filled = 0
      while (filled < wanted) {
        const { bytesRead } = await handle.read(buffer, filled, wanted - filled, offset + filled)
        if (bytesRead === 0) break
        filled += bytesRead
      }
      return buffer.subarray(0, filled)
    },
  }
}

const chunkBytes = 1024 * 1024

/** The bytes of [offset, offset + length) in chunks; ends early where the archive does. */
export async function* chunksOf(source: Source, offset: number, length: number): AsyncGenerator<Buffer> {
  for (let done = 0; done < length; ) {
    const chunk = await source.read(offset + done, Math.min(chunkBytes, length - done))
    if (chunk.length === 0) return
    done += chunk.length
    yield chunk
  }
}

/** Bytes that cannot be known, because what they are computed from is damaged and named already. */
export interface Unknown {
  readonly from: number
  readonly to: number
}

const hex = (byte: number | undefined) => (byte === undefined ? 'nothing' : `0x${byte.toString(16).padStart(2, '0')}`)

/** Whether the archive has these bytes at this place; the first that differs is named. */
export async function stands(
  source: Source,
  offset: number,
  expected: Buffer,
  file: string,
  findings: Findings,
  unknown?: Unknown,
): Promise<boolean> {
  const found = await source.read(offset, expected.length)
  if (unknown === undefined && found.equals(expected)) return true
  for (let i = 0; i < expected.length; i++) {
    if (found[i] === expected[i] || (unknown !== undefined && i >= unknown.from && i < unknown.to)) continue
    const detail = `the archive has ${hex(found[i])} where the gateway writes ${hex(expected[i])}`
    findings.add(file, 'byte_differs', detail, offset + i)
    return false
  }
  return true
}
