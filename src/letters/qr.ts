// The address of the check as a QR code, as PNG. The picture is written here, without compression: a library's deflate
// would make its bytes depend on the machine, and the letter's digest with them.
import QRCode from 'qrcode'

const pixelsPerModule = 4
/** Quiet zone that readers need (ISO/IEC 18004). */
const quietModules = 4

export interface Picture {
  readonly png: Buffer
  /** Width and height in pixels. */
  readonly pixels: number
}

export function qrOf(text: string): Picture {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M' })
  const pixels = (modules.size + 2 * quietModules) * pixelsPerModule
  const bytesPerRow = 1 + Math.ceil(pixels / 8)
  const raw = Buffer.alloc(bytesPerRow * pixels, 0xff)
  for (let y = 0; y < pixels; y++) {
    raw[y * bytesPerRow] = 0 // no filter
    for (let x = 0; x < pixels; x++) {
      const row = Math.floor(y / pixelsPerModule) - quietModules
      const column = Math.floor(x / pixelsPerModule) - quietModules
      const inside = row >= 0 && column >= 0 && row < modules.size && column < modules.size
      if (!inside || !modules.get(row, column)) continue
      const at = y * bytesPerRow + 1 + (x >> 3)
      raw[at] = (raw[at] as number) & ~(0x80 >> (x & 7))
    }
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(pixels, 0)
  header.writeUInt32BE(pixels, 4)
  header[8] = 1 // one bit a pixel, grey
  const png = Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', stored(raw)),
    chunk('IEND', Buffer.alloc(0)),
  ])
  return { png, pixels }
}

function chunk(type: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body])
  const framed = Buffer.alloc(named.length + 8)
  framed.writeUInt32BE(body.length, 0)
  named.copy(framed, 4)
  framed.writeUInt32BE(crc32(named), named.length + 4)
  return framed
}

/** A zlib stream of stored blocks (RFC 1950, RFC 1951 3.2.4). */
function stored(raw: Buffer): Buffer {
  const blocks: Buffer[] = [Buffer.from([0x78, 0x01])]
  for (let at = 0; at < raw.length; at += 0xffff) {
    const part = raw.subarray(at, at + 0xffff)
    const head = Buffer.alloc(5)
    head[0] = at + part.length >= raw.length ? 1 : 0
    head.writeUInt16LE(part.length, 1)
    head.writeUInt16LE(part.length ^ 0xffff, 3)
    blocks.push(head, part)
  }
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(adler32(raw))
  return Buffer.concat([...blocks, sum])
}

function adler32(bytes: Buffer): number {
  let a = 1
  let b = 0
  for (const byte of bytes) {
    a = (a + byte) % 65521
    b = (b + a) % 65521
  }
  return ((b << 16) | a) >>> 0
}

const crcTable = Array.from({ length: 256 }, (_, n) => {
  let c = n
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
  return c >>> 0
})

function crc32(bytes: Buffer): number {
  let c = 0xffffffff
  for (const byte of bytes) c = (crcTable[(c ^ byte) & 0xff] as number) ^ (c >>> 8)
  return (c ^ 0xffffffff) >>> 0
}
