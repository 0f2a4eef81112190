// The form of the archive, byte for byte: what stands around the files of a bundle is a function of their names, sizes and
// CRCs and of nothing else. The writer makes these bytes and the verifier compares with them, so that no byte is free.
// Files are stored as they are, never deflated; dates are fixed; ZIP64 (APPNOTE 4.5.3) is used where a number needs it.

/** A file as the archive describes it; where it begins is known when the ones before it are. */
export interface Framed {
  readonly path: string
  readonly size: number
  /** The CRC stands behind the bytes and not before them: they are streamed, and it is known when they have passed. */
  readonly deferred: boolean
}

const utf8Names = 1 << 11
const crcBehind = 1 << 3
const plainVersion = 20
const zip64Version = 45
/** Unix, APPNOTE 6.3. */
const madeBy = (3 << 8) | 63
const fileMode = (0o100644 << 16) >>> 0
/** The first day that a zip can name, 1980-01-01 00:00: when a file was made stands in the manifest, signed. */
const firstDay = (1 << 5) | 1
const max32 = 0xffff_ffff
const max16 = 0xffff
const zip64Tag = 1

export const localHeaderBytes = 30
const centralBytes = 46
const endBytes = 22
const zip64EndBytes = 56
const zip64LocatorBytes = 20
const localExtraBytes = 20

const isLarge = ({ size }: Framed) => size >= max32

export function localHeader(file: Framed, crc: number): Buffer {
  const name = Buffer.from(file.path)
  const large = isLarge(file)
  const head = Buffer.alloc(localHeaderBytes + name.length + (large ? localExtraBytes : 0))
  const said = file.deferred ? 0 : file.size
  head.writeUInt32LE(0x04034b50, 0)
  head.writeUInt16LE(large ? zip64Version : plainVersion, 4)
  head.writeUInt16LE(utf8Names | (file.deferred ? crcBehind : 0), 6)
  head.writeUInt16LE(firstDay, 12)
  head.writeUInt32LE(file.deferred ? 0 : crc, 14)
  head.writeUInt32LE(large ? max32 : said, 18)
  head.writeUInt32LE(large ? max32 : said, 22)
  head.writeUInt16LE(name.length, 26)
  head.writeUInt16LE(large ? localExtraBytes : 0, 28)
  name.copy(head, localHeaderBytes)
  if (large) {
    const at = localHeaderBytes + name.length
    head.writeUInt16LE(zip64Tag, at)
    head.writeUInt16LE(localExtraBytes - 4, at + 2)
    head.writeBigUInt64LE(BigInt(said), at + 4)
    head.writeBigUInt64LE(BigInt(said), at + 12)
  }
  return head
}

/** What stands behind the bytes of a deferred file; nothing behind those of another. */
export function descriptor(file: Framed, crc: number): Buffer {
  if (!file.deferred) return Buffer.alloc(0)
  const large = isLarge(file)
  const tail = Buffer.alloc(large ? 24 : 16)
  tail.writeUInt32LE(0x08074b50, 0)
  tail.writeUInt32LE(crc, 4)
  if (large) {
    tail.writeBigUInt64LE(BigInt(file.size), 8)
    tail.writeBigUInt64LE(BigInt(file.size), 16)
  } else {
    tail.writeUInt32LE(file.size, 8)
    tail.writeUInt32LE(file.size, 12)
  }
  return tail
}

/** Numbers of 64 bits that do not fit into their places, in the order in which the extra field has them. */
const wideNumbers = (file: Framed, offset: number): number[] => [
  ...(isLarge(file) ? [file.size, file.size] : []),
  ...(offset >= max32 ? [offset] : []),
]

/** A file's line in the directory at the end; `offset` = where its local header begins. */
export function centralRecord(file: Framed, crc: number, offset: number): Buffer {
  const name = Buffer.from(file.path)
  const wide = wideNumbers(file, offset)
  const extra = wide.length === 0 ? 0 : 4 + 8 * wide.length
  const record = Buffer.alloc(centralBytes + name.length + extra)
  record.writeUInt32LE(0x02014b50, 0)
  record.writeUInt16LE(madeBy, 4)
  record.writeUInt16LE(wide.length > 0 ? zip64Version : plainVersion, 6)
  record.writeUInt16LE(utf8Names | (file.deferred ? crcBehind : 0), 8)
  record.writeUInt16LE(firstDay, 14)
  record.writeUInt32LE(crc, 16)
  record.writeUInt32LE(Math.min(file.size, max32), 20)
  record.writeUInt32LE(Math.min(file.size, max32), 24)
  record.writeUInt16LE(name.length, 28)
  record.writeUInt16LE(extra, 30)
  record.writeUInt32LE(fileMode, 38)
  record.writeUInt32LE(Math.min(offset, max32), 42)
  name.copy(record, centralBytes)
  if (extra > 0) {
    const at = centralBytes + name.length
    record.writeUInt16LE(zip64Tag, at)
    record.writeUInt16LE(extra - 4, at + 2)
    for (const [i, number] of wide.entries()) record.writeBigUInt64LE(BigInt(number), at + 4 + 8 * i)
  }
  return record
}

interface Directory {
  readonly files: number
  readonly offset: number
  readonly size: number
}

const needsZip64 = ({ files, offset, size }: Directory) => files >= max16 || offset >= max32 || size >= max32

/** The end of the archive, with the ZIP64 records before it where they are needed. There is no comment. */
export function endRecords(directory: Directory): Buffer {
  const { files, offset, size } = directory
  const end = Buffer.alloc(endBytes)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(Math.min(files, max16), 8)
  end.writeUInt16LE(Math.min(files, max16), 10)
  end.writeUInt32LE(Math.min(size, max32), 12)
  end.writeUInt32LE(Math.min(offset, max32), 16)
  if (!needsZip64(directory)) return end
  const wide = Buffer.alloc(zip64EndBytes + zip64LocatorBytes)
  wide.writeUInt32LE(0x06064b50, 0)
  wide.writeBigUInt64LE(BigInt(zip64EndBytes - 12), 4)
  wide.writeUInt16LE(madeBy, 12)
  wide.writeUInt16LE(zip64Version, 14)
  wide.writeBigUInt64LE(BigInt(files), 24)
  wide.writeBigUInt64LE(BigInt(files), 32)
  wide.writeBigUInt64LE(BigInt(size), 40)
  wide.writeBigUInt64LE(BigInt(offset), 48)
  wide.writeUInt32LE(0x07064b50, zip64EndBytes)
  wide.writeBigUInt64LE(BigInt(offset + size), zip64EndBytes + 8)
  wide.writeUInt32LE(1, zip64EndBytes + 16)
  return Buffer.concat([wide, end])
}

/** Where everything stands: the beginning of each file's header, of the directory, of the end, and the whole size. */
export interface Layout {
  readonly offsets: readonly number[]
  readonly directory: number
  readonly end: number
  readonly size: number
}

export function layoutOf(files: readonly Framed[]): Layout {
  const offsets: number[] = []
  let at = 0
  let directorySize = 0
  for (const file of files) {
    offsets.push(at)
    const nameBytes = Buffer.byteLength(file.path)
    const wide = wideNumbers(file, at).length
    directorySize += centralBytes + nameBytes + (wide === 0 ? 0 : 4 + 8 * wide)
    const large = isLarge(file)
    const behind = !file.deferred ? 0 : large ? 24 : 16
    at += localHeaderBytes + nameBytes + (large ? localExtraBytes : 0) + file.size + behind
  }
  const end = at + directorySize
  const wideEnd = needsZip64({ files: files.length, offset: at, size: directorySize })
  return {
    offsets,
    directory: at,
    end,
    size: end + (wideEnd ? zip64EndBytes + zip64LocatorBytes : 0) + endBytes,
  }
}
