// The floor under a bundle, in a process of its own: the same files read in the same chunks and written to the same kind of
// socket, one after the other, without a zip, a digest or a journal.
import { createReadStream } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pipeline } from 'node:stream/promises'
import { answerParent } from './child.ts'

export interface FilesPlan {
  readonly files: readonly string[]
}

/** As the store reads them. */
const chunkBytes = 256 * 1024

async function* all(files: readonly string[]): AsyncGenerator<Buffer> {
  for (const file of files) yield* createReadStream(file, { highWaterMark: chunkBytes })
}

answerParent({
  listen: ({ files }: FilesPlan) =>
    new Promise<number>((resolve) => {
      const server = createServer((_request, response) => {
        pipeline(all(files), response).catch(() => response.destroy())
      })
      server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
    }),
})
