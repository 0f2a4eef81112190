// The threads that hash, and the way to them: bytes are gathered into buffers that travel there and back. SM3 is slower
// than a disk; in a thread of its own it neither holds up the upload nor anybody else's request.
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'

export interface Digests {
  readonly sha256: string
  readonly sm3: string
}

/** The thread ended over it; what it had hashed must be hashed again. */
export class HashLost extends Error {}

const bufferBytes = 512 * 1024
/** One file's bytes on the way; more only makes memory of it. */
const waitingMax = 4 * 1024 ** 2
const sparesMax = 16
const threadsMax = 4

interface Told {
  readonly id: number
  readonly bytes?: ArrayBuffer
  readonly length?: number
  readonly digests?: Digests
}

class Thread {
  readonly #worker = new Worker(new URL('./hash-thread.js', import.meta.url))
  readonly files = new Map<number, HashedFile>()
  readonly #spares: ArrayBuffer[] = []
  ended = false

  constructor() {
    this.#worker.unref()
    this.#worker.on('message', (told: Told) => this.#hear(told))
    const end = () => {
      this.ended = true
      for (const file of this.files.values()) file.lost()
      this.files.clear()
    }
    this.#worker.on('error', end)
    this.#worker.on('exit', end)
  }

  #hear({ id, bytes, length = 0, digests }: Told) {
    if (bytes && this.#spares.length < sparesMax) this.#spares.push(bytes)
    const file = this.files.get(id)
    if (bytes) file?.hashed(length)
    if (digests) {
      this.files.delete(id)
      file?.closed(digests)
    }
    if (!this.#busy()) this.#worker.unref()
  }

  #busy(): boolean {
    for (const file of this.files.values()) if (file.waiting) return true
    return false
  }

  buffer(): ArrayBuffer {
    return this.#spares.pop() ?? new ArrayBuffer(bufferBytes)
  }

  /** Whoever waits for an answer must not see the process end before it. */
  send(message: object, transfer: ArrayBuffer[] = []) {
    if (this.ended) return
    this.#worker.ref()
    this.#worker.postMessage(message, transfer)
  }
}

const threads: Thread[] = []
let count = 0

function nextThread(): Thread {
  const at = count % Math.max(1, Math.min(threadsMax, availableParallelism() - 1))
  const standing = threads[at]
  if (standing && !standing.ended) return standing
  const made = new Thread()
  threads[at] = made
  return made
}

/** One file on its way through a thread. */
export class HashedFile {
  readonly #id = ++count
  readonly #thread = nextThread()
  #filling: ArrayBuffer | undefined
  #filled = 0
  #onTheWay = 0
  #lost = false
  #roomMade: (() => void) | undefined
  #closing: { resolve(digests: Digests): void; reject(error: Error): void } | undefined

  constructor() {
    this.#thread.files.set(this.#id, this)
  }

  /** Takes a copy. */
  add(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length && !this.#lost; ) {
      this.#filling ??= this.#thread.buffer()
      const part = chunk.subarray(at, at + bufferBytes - this.#filled)
      new Uint8Array(this.#filling, this.#filled).set(part)
      this.#filled += part.length
      at += part.length
      if (this.#filled === bufferBytes) this.flush()
    }
  }

  /** Sends what was gathered; a file that pauses must not sit on a buffer. */
  flush(): void {
    if (!this.#filling) return
    const [bytes, length] = [this.#filling, this.#filled]
    this.#filling = undefined
    this.#filled = 0
    this.#onTheWay += length
    this.#thread.send({ id: this.#id, bytes, length }, [bytes])
  }

  /** Resolves when the thread has nearly caught up. */
  async room(): Promise<void> {
    while (this.#onTheWay > waitingMax && !this.#lost)
      await new Promise<void>((resolve) => {
        this.#roomMade = resolve
      })
  }

  /** Throws HashLost. */
  end(): Promise<Digests> {
    this.flush()
    if (this.#lost || this.#thread.ended) return Promise.reject(new HashLost('the hashing thread ended'))
    const digests = new Promise<Digests>((resolve, reject) => {
      this.#closing = { resolve, reject }
    })
    this.#thread.send({ id: this.#id, end: true })
    return digests
  }

  drop(): void {
    this.#thread.files.delete(this.#id)
    this.#thread.send({ id: this.#id, drop: true })
  }

  get waiting(): boolean {
    return this.#onTheWay > 0 || this.#closing !== undefined
  }

  hashed(length: number): void {
    this.#onTheWay -= length
    this.#roomMade?.()
  }

  closed(digests: Digests): void {
    this.#closing?.resolve(digests)
    this.#closing = undefined
  }

  lost(): void {
    this.#lost = true
    this.#roomMade?.()
    this.#closing?.reject(new HashLost('the hashing thread ended'))
  }
}
