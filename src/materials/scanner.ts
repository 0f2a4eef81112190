// Asks a virus scanner over the clamd protocol (INSTREAM): the bytes go over a connection of their own, the verdict comes
// back. Refuses to take silence, an error or a broken connection for a clean file.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** `tooLarge`: the scanner takes no stream of this length (its StreamMaxLength). */
export type Verdict =
  | { readonly is: 'clean' }
  | { readonly is: 'tooLarge' }
  | { readonly is: 'found'; readonly signature: string }

export interface Scanner {
  /** Throws ScannerAway where no verdict was given. `read` begins the bytes from the start, at every try. */
  scan(read: () => AsyncIterable<Uint8Array>): Promise<Verdict>
  /** Rejects with ScannerAway where it does not answer. */
  answers(): Promise<void>
}

/** No verdict: nobody there, broken off, silent for too long, or an answer that is none. */
export class ScannerAway extends Error {}

/** The connection broke while we sent: a scanner that has had enough says so and hangs up, and its word may be lost. */
class BrokenOff extends ScannerAway {}

/** `host:port`, or the path of a unix socket. */
export type ClamdAddress = { readonly host: string; readonly port: number } | { readonly path: string }

/** Silence after the last byte is work on a large archive; a scanner that reloads its signatures is silent too. */
const defaultSilenceMs = 120_000
const replyCharactersMax = 4096
const tries = 3

export function clamdScanner(address: ClamdAddress, silenceMs = defaultSilenceMs): Scanner {
  return {
    async scan(read) {
      for (let tried = 1; ; tried++) {
        try {
          return verdictIn(await talk(address, silenceMs, 'zINSTREAM\0', read()))
        } catch (error) {
          if (!(error instanceof BrokenOff) || tried >= tries) throw error
        }
      }
    },
    async answers() {
      const reply = await talk(address, Math.min(silenceMs, 2_000), 'zPING\0')
      if (reply !== 'PONG') throw new ScannerAway(`the scanner answers ${JSON.stringify(reply)}`)
    },
  }
}

function verdictIn(reply: string): Verdict {
  if (reply === 'stream: OK') return { is: 'clean' }
  const [, signature] = /^stream: (.+) FOUND$/.exec(reply) ?? []
  if (signature !== undefined) return { is: 'found', signature }
  if (reply.startsWith('INSTREAM size limit exceeded')) return { is: 'tooLarge' }
  throw new ScannerAway(`the scanner answers ${JSON.stringify(reply)}`)
}

/** Sends a command, and the stream after it; answers the reply without its terminator. */
async function talk(
  address: ClamdAddress,
  silenceMs: number,
  command: string,
  bytes?: AsyncIterable<Uint8Array>,
): Promise<string> {
  const socket = connect(address)
  socket.setTimeout(silenceMs, () => socket.destroy(new Error(`silent for ${silenceMs} ms`)))
  const replied = replyOf(socket)
  // It may say that it has had enough while we still send; then its word counts and not our broken pipe.
  replied.catch(() => {})
  try {
    await sent(socket, command, bytes, replied)
    return await replied
  } catch (error) {
    if (bytesFailed(error)) throw error.reason
    const why = `no verdict from the scanner: ${error instanceof Error ? error.message : String(error)}`
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    throw code === 'EPIPE' || code === 'ECONNRESET' ? new BrokenOff(why) : new ScannerAway(why)
  } finally {
    socket.destroy()
  }
}

/** Our own reading failed, which says nothing about the scanner. */
class BytesFailed extends Error {
  readonly reason: unknown
  constructor(reason: unknown) {
    super('the bytes could not be read')
    this.reason = reason
  }
}
const bytesFailed = (error: unknown): error is BytesFailed => error instanceof BytesFailed

async function sent(
  socket: Socket,
  command: string,
  bytes: AsyncIterable<Uint8Array> | undefined,
  replied: Promise<unknown>,
) {
  socket.write(command)
  if (!bytes) return
  let over = false
  const answered = replied.then(
    () => (over = true),
    () => (over = true),
  )
  const chunks = bytes[Symbol.asyncIterator]()
  try {
    while (!over) {
      const next = await chunks.next().catch((reason: unknown) => {
        throw new BytesFailed(reason)
      })
      if (next.done) return void socket.write(Buffer.alloc(4))
      if (next.value.length === 0) continue // a length of zero would end the stream
      const length = Buffer.alloc(4)
      length.writeUInt32BE(next.value.length)
      socket.write(length)
      const full = !socket.write(next.value)
      if (full) await Promise.race([once(socket, 'drain').catch(() => {}), answered])
      // What it has said by now is heard before more is sent: into a closed connection nothing is heard any more.
      else await new Promise(setImmediate)
    }
  } finally {
    await chunks.return?.(undefined)
  }
}

function replyOf(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    socket.setEncoding('utf8')
    socket.on('data', (part: string) => {
      text += part
      if (text.includes('\0') || text.length > replyCharactersMax) resolve(text.split('\0')[0] ?? '')
    })
    socket.once('end', () => (text === '' ? reject(new Error('it hung up')) : resolve(text)))
    socket.once('error', reject)
    socket.once('close', () => reject(new Error('the connection ended')))
  })
}
