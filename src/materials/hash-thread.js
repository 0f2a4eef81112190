// A thread that hashes: SHA-256 and SM3 of what it is sent, a pair of states a file. Plain JavaScript, for a thread starts
// without the loader that reads the rest. Every buffer goes back when it has been hashed, to be filled again.
import { createHash } from 'node:crypto'
import { parentPort } from 'node:worker_threads'

const states = new Map()

parentPort?.on('message', ({ id, bytes, length, end, drop }) => {
  if (drop) return void states.delete(id)
  const state = states.get(id) ?? [createHash('sha256'), createHash('sm3')]
  states.set(id, state)
  if (bytes) {
    const part = new Uint8Array(bytes, 0, length)
    for (const hash of state) hash.update(part)
    parentPort?.postMessage({ id, bytes, length }, [bytes])
  }
  if (end) {
    states.delete(id)
    const [sha256, sm3] = state.map((hash) => hash.digest('hex'))
    parentPort?.postMessage({ id, digests: { sha256, sm3 } })
  }
})
