// A real S3-compatible server for tests and benches: s3rver, with what it lacks beside S3 itself added at its edge: whole
// objects or none, copying of parts, breaking off and listing what is being assembled. It can be told to be full, to
// refuse, or to know as little as it does by itself.
import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { S3Place } from '../src/materials/index.ts'
import { listenFree } from './ports.ts'

interface Store {
  getResourcePath(bucket: string, key: string | undefined, resource: string): string
  putMetadata(bucket: string, key: string, metadata: object, md5: string): Promise<void>
  getObject(bucket: string, key: string): Promise<{ content: Readable } | null>
  putPart(bucket: string, uploadId: string, no: string, content: Readable): Promise<{ md5: string }>
  putObject(object: StoredObject): Promise<{ size: number; md5: string }>
}

interface StoredObject {
  readonly bucket: string
  readonly key: string
  readonly content: Readable | Buffer
  readonly metadata: object
}

interface S3rver {
  readonly store: Store
  callback(): (request: IncomingMessage, response: ServerResponse) => void
  configureBuckets(): Promise<unknown>
}

export interface S3Server {
  readonly place: S3Place
  readonly server: Server
  /** What it answers to writes instead of taking them. */
  mood: 'well' | 'full' | 'refusing'
  /** Without the operations that some compatible servers leave out. */
  plain: boolean
  /** Answered requests, as `METHOD path?query`. */
  readonly seen: string[]
  /** Hears of each before it is answered, and may change the mood for it. */
  hears: (request: string) => void
  /** Assemblies begun and neither ended nor broken off. */
  assembling(): Promise<string[]>
  /** Keys below the prefix, without it. */
  keys(): Promise<string[]>
  stop(): Promise<void>
}

const bucket = 'materials'
const prefix = 'case centre/'

/** `dir` holds the objects; the port is below the ephemeral range. */
export async function startS3(dir: string, port?: number): Promise<S3Server> {
  const Rver = createRequire(import.meta.url)('s3rver') as new (options: object) => S3rver
  const s3 = new Rver({ directory: dir, silent: true, configureBuckets: [{ name: bucket }] })
  await s3.configureBuckets()
  const { store } = s3
  const uploads = join(dir, bucket, '._S3rver_uploads')
  wholeOrNothing(store)
  const plainly = s3.callback()

  const server = createServer((request, response) => {
    void answer(request, response).catch((error: unknown) => response.destroy(error as Error))
  })
  async function answer(request: IncomingMessage, response: ServerResponse) {
    const url = new URL(request.url ?? '', 'http://s3')
    const uploadId = url.searchParams.get('uploadId')
    const source = request.headers['x-amz-copy-source']
    const line = `${request.method} ${url.pathname}${url.search}`
    it.seen.push(line)
    it.hears(line)
    if (it.mood !== 'well' && request.method !== 'GET' && request.method !== 'HEAD') {
      request.resume()
      return refuse(response, it.mood === 'full' ? 507 : 403, it.mood === 'full' ? 'XMinioStorageFull' : 'AccessDenied')
    }
    if (!it.plain && uploadId !== null && request.method === 'DELETE') {
      await rm(join(uploads, uploadId), { recursive: true, force: true })
      return void response.writeHead(204).end()
    }
    if (!it.plain && uploadId !== null && request.method === 'PUT' && typeof source === 'string') {
      const [from = '', ...key] = decodeURI(source).split('/')
      const found = await store.getObject(from, key.join('/'))
      if (!found) return refuse(response, 404, 'NoSuchKey')
      const { md5 } = await store.putPart(bucket, uploadId, url.searchParams.get('partNumber') ?? '', found.content)
      return void response
        .writeHead(200, { 'content-type': 'application/xml' })
        .end(`<CopyPartResult><ETag>"${md5}"</ETag></CopyPartResult>`)
    }
    plainly(request, response)
  }

  const it: S3Server = {
    place: {
      endpoint: `http://127.0.0.1:${await listenFree(server, port)}`,
      region: 'us-east-1',
      bucket,
      prefix,
      accessKeyId: 'S3RVER',
      secretAccessKey: 'S3RVER',
      pathStyle: true,
    },
    server,
    mood: 'well',
    plain: false,
    seen: [],
    hears: () => {},
    assembling: async () => {
      const ids = await readdir(uploads).catch(() => [])
      return Promise.all(ids.map((id) => readFile(join(uploads, id, 'key'), 'utf8')))
    },
    keys: async () => {
      const suffix = '._S3rver_object'
      const found = await readdir(join(dir, bucket, prefix), { recursive: true }).catch(() => [])
      return found
        .filter((name) => name.endsWith(suffix))
        .map((name) => name.slice(0, -suffix.length))
        .sort()
    },
    stop: async () => {
      server.closeAllConnections()
      if (server.listening) await new Promise((resolve) => server.close(resolve))
    },
  }
  return it
}

function refuse(response: ServerResponse, status: number, code: string) {
  response
    .writeHead(status, { 'content-type': 'application/xml' })
    .end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`)
}

/** s3rver answers before the last bytes are on their way to the disk, and shows half of an object whose sender went away. */
function wholeOrNothing(store: Store) {
  let count = 0
  const write = async (path: string, content: Readable | Buffer) => {
    const aside = `${path}.${process.pid}.${count++}.aside`
    const md5 = createHash('md5')
    let size = 0
    await mkdir(dirname(path), { recursive: true })
    try {
      await pipeline(
        Buffer.isBuffer(content) ? Readable.from([content]) : content,
        async function* (chunks: AsyncIterable<Buffer>) {
          for await (const chunk of chunks) {
            md5.update(chunk)
            size += chunk.length
            yield chunk
          }
        },
        createWriteStream(aside),
      )
      await rename(aside, path)
    } catch (error) {
      await rm(aside, { force: true })
      throw error
    }
    return { size, md5: md5.digest('hex') }
  }
  store.putObject = async ({ bucket: name, key, content, metadata }) => {
    const written = await write(store.getResourcePath(name, key, 'object'), content)
    await store.putMetadata(name, key, metadata, written.md5)
    return written
  }
  store.putPart = async (name, uploadId, no, content) => {
    const path = join(store.getResourcePath(name, undefined, 'uploads'), uploadId, no)
    const written = await write(path, content)
    await write(`${path}.md5`, Buffer.from(written.md5))
    return written
  }
}
