// Makes bundles that nobody gave: files changed, the manifest written anew and signed with a key of the forger's own, the
// archive in the gateway's form. What such a bundle still says wrongly, only the look at its contents can tell.
import { execFileSync } from 'node:child_process'
import { generateKeyPairSync, hash, type JsonWebKey, sign } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import type { Bundle, BundleFile } from '../../src/bundles/compose.ts'
import { isStreamed, type ListedFile, type Manifest, paths, sumsOf } from '../../src/bundles/format.ts'
import { derOf, pemOf } from '../../src/bundles/signature.ts'
import { archiveOf } from '../../src/bundles/stream.ts'
import { framesOf, readHeading } from '../../src/bundles/verify/heading.ts'
import { Findings } from '../../src/bundles/verify/report.ts'
import { layoutOf, localHeader } from '../../src/bundles/zip-form.ts'
import { canonical } from '../../src/kernel/index.ts'

export type Files = Map<string, Buffer>

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const ownKey = { ...(publicKey.export({ format: 'jwk' }) as JsonWebKey), kid: 'forger', use: 'sig', alg: 'ES256' }

export function compact(payload: Uint8Array, typ: string, kid = 'forger'): string {
  const header = Buffer.from(JSON.stringify({ typ, alg: 'ES256', kid })).toString('base64url')
  const input = `${header}.${Buffer.from(payload).toString('base64url')}`
  const signature = sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' })
  return `${input}.${signature.toString('base64url')}`
}

/** The files of a bundle that holds, by their paths, in their order. */
export async function filesOf(zip: string): Promise<Files> {
  const bytes = readFileSync(zip)
  const source = { size: bytes.length, read: async (at: number, length: number) => bytes.subarray(at, at + length) }
  const head = await readHeading(source, new Findings())
  if (head === undefined) throw new Error('no bundle')
  const frames = await framesOf(source, head)
  const { offsets } = layoutOf(frames)
  return new Map(
    frames.map((frame, i) => {
      const from = (offsets[i] as number) + localHeader(frame, 0).length
      return [frame.path, bytes.subarray(from, from + frame.size)]
    }),
  )
}

const json = (bytes: Buffer | undefined) => JSON.parse(String(bytes)) as Record<string, unknown>

/** Changes one JSON file of a bundle; it stays canonical. */
export function edit<T>(files: Files, path: string, change: (value: T) => unknown): void {
  const value = json(files.get(path)) as T
  const made = change(value)
  files.set(path, Buffer.from(canonical(made === undefined ? value : made)))
}

export interface Forging {
  /** Changes the manifest after its list was made anew. */
  readonly manifest?: (manifest: Record<string, unknown> & { files: ListedFile[] }) => void
}

/** The archive over changed files, with list, sums and signature as they must be for them. */
export async function forged(files: Files, { manifest: change }: Forging = {}): Promise<Buffer> {
  const heads = ['manifest.json', 'manifest.jws', 'manifest.der', 'manifest.pem']
  edit<{ keys: object[] }>(files, paths.gatewayKeys, ({ keys }) => ({ keys: [...keys, ownKey] }))
  const listed = (path: string): ListedFile => {
    const bytes = files.get(path) as Buffer
    const sha256 = hash('sha256', bytes, 'hex')
    return { path, size: bytes.length, sha256, ...(isStreamed(path) && { sm3: hash('sm3', bytes, 'hex') }) }
  }
  const names = [...files.keys()].filter((name) => !heads.includes(name))
  files.set(paths.sums, Buffer.from(sumsOf(names.map(listed))))
  const manifest = { ...(json(files.get('manifest.json')) as unknown as Manifest), files: names.map(listed) }
  change?.(manifest as unknown as Parameters<NonNullable<Forging['manifest']>>[0])
  const bytes = Buffer.from(canonical(manifest))
  const [header, , signature] = compact(bytes, 'xianjie-bundle+jws').split('.')
  const jws = `${header}..${signature}`
  const held = (path: string, content: Buffer): BundleFile => ({
    ...{ path, size: content.length, sha256: hash('sha256', content, 'hex') },
    bytes: () => (isStreamed(path) ? one(content) : content),
  })
  const heading = [bytes, Buffer.from(jws), derOf(jws) as Buffer, Buffer.from(pemOf(ownKey))]
  const bundle = {
    manifest,
    files: [
      ...heading.map((content, i) => held(heads[i] as string, content)),
      ...manifest.files.map((f) => held(f.path, files.get(f.path) ?? Buffer.alloc(0))),
    ],
  } as unknown as Bundle
  const pieces: Buffer[] = []
  for await (const piece of archiveOf(bundle)) pieces.push(piece)
  return Buffer.concat(pieces)
}

async function* one(content: Buffer) {
  yield content
}

/** The archive with something done to it by Python's zipfile: `z` is open for what `mode` says. */
export function byPython(from: string, to: string, code: string, mode: 'a' | 'w' = 'a'): Buffer {
  if (mode === 'a') writeFileSync(to, readFileSync(from))
  const script = `import sys,zipfile,warnings\nwarnings.simplefilter('ignore')\nold=zipfile.ZipFile(sys.argv[1])\nz=zipfile.ZipFile(sys.argv[2],'${mode}')\n${code}\nz.close()`
  execFileSync('python3', ['-c', script, from, to])
  return readFileSync(to)
}
