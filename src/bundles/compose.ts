// Lays a bundle out: everything that is in it, with size and digests, before the first byte leaves. What is small is made
// here; of entries and materials only the outlines are read, and their bytes when their turn comes.
import { hash } from 'node:crypto'
import type { JWK } from 'jose'
import type { Pool } from '../../db/index.ts'
import { type Directory, type Keyring, keptClients } from '../agencies/index.ts'
import { agencyView, type CaseForBundle, entryBytes, entryOutlines, receiptsOf } from '../cases/index.ts'
import { chainsOf, type KeptEntry } from '../journal/index.ts'
import { canonical, rfc3339 } from '../kernel/index.ts'
import { issuedOf } from '../letters/index.ts'
import { listOfCase, type Material, type MaterialsRoom, open } from '../materials/index.ts'
import type { CaseEvent } from '../procedure/index.ts'
import {
  bundleFormat,
  bundleType,
  type Chain,
  derPath,
  eventInPartPath,
  eventPath,
  type IssuedLetter,
  type ListedFile,
  type Manifest,
  manifestPath,
  materialPath,
  paths,
  pemPath,
  receiptPath,
  requestPath,
  requestSignaturePath,
  signaturePath,
  sumsOf,
} from './format.ts'
import { hidesFrom, withoutHidden } from './in-part.ts'
import { inclusionOf, type ProofsOf } from './inclusion.ts'
import { readme } from './readme.ts'
import { derOf, detached, kidOf, pemOf } from './signature.ts'

export interface BundleDeps {
  readonly pool: Pool
  readonly materials: MaterialsRoom
  readonly keyring: Keyring
  /** Epoch milliseconds. */
  readonly now: () => number
  /** A material as the API shows it. */
  readonly shown: (material: Material) => object
  /** Keys of another gateway that gave receipts: a case may be, or have been, at home there. */
  readonly keysOf?: (issuer: string) => Promise<readonly JWK[]>
  /** The case's leaves in the tree; left out, the bundle has no proofs of inclusion. */
  readonly proofsOf?: ProofsOf
}

/** A file of the bundle with the way to its bytes; whoever takes them holds them against size and digest. */
export interface BundleFile extends ListedFile {
  bytes(): AsyncIterable<Uint8Array> | Promise<Uint8Array> | Uint8Array
}

export interface Bundle {
  readonly manifest: Manifest
  /** In the order of the archive, the manifest first. */
  readonly files: readonly BundleFile[]
}

const sha256 = (bytes: Uint8Array) => hash('sha256', bytes, 'hex')

function made(path: string, content: string | Buffer): BundleFile {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content
  return { path, size: bytes.length, sha256: sha256(bytes), bytes: () => bytes }
}

/** The bundle of a case as one caller sees it. Nothing is written, nothing locked. */
export async function compose(
  deps: BundleDeps,
  seen: CaseForBundle,
  agencyId: string,
  directory: Directory,
): Promise<Bundle> {
  const { pool, keyring } = deps
  const kept = (await chainsOf(pool, [seen.id])).get(seen.id) ?? []
  const entries = await entryFiles(deps, seen, agencyId, new Set(kept.filter(isBare).map((e) => e.version)))
  const materials = await materialFiles(deps, seen)
  const chain = chainOf(kept, seen, entries.inPart)
  const given = (await receiptsOf(pool, seen.id, agencyId)).filter(
    (r) => r.version <= seen.version && !seen.sealed.includes(r.version),
  )
  const receipts = given.map((r) => made(receiptPath(r.no), r.jws))
  const own = await keyring.publishedJwks()
  const issuers = [...new Set(given.map((r) => issuerOf(r.jws)))].filter((issuer) => issuer !== keyring.issuer).sort()
  const foreign = await Promise.all(issuers.map((issuer) => deps.keysOf?.(issuer) ?? []))
  const gatewayKeys = { keys: [...own.keys, ...foreign.flat()] }
  const clients = await keptClients(pool, entries.signers)
  const listed: BundleFile[] = [
    made(paths.readme, readme),
    made(paths.gatewayKeys, canonical(gatewayKeys)),
    made(paths.clientKeys, canonical({ clients })),
    made(paths.state, canonical(seen.state)),
    made(paths.chain, canonical(chain)),
    ...(await inclusionOf(deps.proofsOf, seen)).map(({ path, content }) => made(path, content)),
    made(paths.materials, canonical({ materials: materials.catalogue })),
    made(paths.letters, canonical({ letters: await lettersOf(deps, seen) })),
    ...entries.files,
    ...receipts,
    ...materials.files,
  ]
  listed.splice(1, 0, made(paths.sums, sumsOf(listed)))
  const manifest: Manifest = {
    format: bundleFormat,
    issuer: keyring.issuer,
    ...(issuers.length > 0 && { issuers }),
    at: rfc3339(deps.now()),
    transfer: { id: seen.id, version: seen.version, documentNo: seen.documentNo, caseName: seen.caseName },
    viewer: { part: seen.part, ended: seen.ended, agency: agencyView(directory, agencyId) },
    files: listed.map(({ path, size, sha256, sm3 }) => ({ path, size, sha256, ...(sm3 !== undefined && { sm3 }) })),
  }
  return { manifest, files: [...headed(manifest, keyring, own.keys), ...listed] }
}

function headed(manifest: Manifest, keyring: Keyring, keys: readonly JWK[]): BundleFile[] {
  const bytes = Buffer.from(canonical(manifest))
  const jws = detached(keyring.sign(bytes, { typ: bundleType }))
  const key = keys.find((k) => k.kid === kidOf(jws))
  const der = derOf(jws)
  if (key === undefined || der === undefined) throw new Error('the key that signs is not among those published')
  return [made(manifestPath, bytes), made(signaturePath, jws), made(derPath, der), made(pemPath, pemOf(key))]
}

/** Entries with what their clients signed. The bytes of one are held at a time. */
async function entryFiles({ pool }: BundleDeps, seen: CaseForBundle, agencyId: string, bare: ReadonlySet<number>) {
  const viewer = { part: seen.part, agencyId }
  const files: BundleFile[] = []
  const signers = new Set<string>()
  const inPart = new Set<number>()
  let held: { version: number; bytes: ReturnType<typeof entryBytes> } | undefined
  const bytesOf = (version: number) => {
    if (held?.version !== version) held = { version, bytes: entryBytes(pool, seen.id, version) }
    return held.bytes
  }
  for await (const { version, clientId, size, sha256, clockReaders, ...signed } of entryOutlines(pool, seen)) {
    if (bare.has(version) || hidesFrom(clockReaders, viewer)) {
      const event = JSON.parse((await bytesOf(version)).body) as CaseEvent
      inPart.add(version)
      files.push(made(eventInPartPath(version), canonical(withoutHidden(event, viewer))))
    } else {
      const bytes = async () => Buffer.from((await bytesOf(version)).body)
      files.push({ path: eventPath(version), size, sha256, bytes })
    }
    const { signature, requestSize, requestSha256 } = signed
    if (signature === null || requestSize === null || requestSha256 === null) continue
    signers.add(clientId)
    const bytes = async () => (await bytesOf(version)).request_body ?? Buffer.alloc(0)
    files.push({ path: requestPath(version), size: requestSize, sha256: requestSha256, bytes })
    files.push(made(requestSignaturePath(version), signature))
  }
  held = undefined
  return { files, inPart, signers: [...signers].sort() }
}

const materialsAtOnce = 500

async function materialFiles({ materials: room, shown }: BundleDeps, seen: CaseForBundle) {
  const files: BundleFile[] = []
  const catalogue: object[] = []
  for (let after: { version: number; seq: number } | undefined = { version: 0, seq: -1 }; after !== undefined; ) {
    const page: Material[] = await listOfCase(room, seen.id, {
      after,
      limit: materialsAtOnce,
      upToVersion: seen.version,
      sealed: seen.sealed,
    })
    for (const material of page) {
      const { sha256, sm3, size, version, seq } = material
      // What is only registered is kept elsewhere; it has a line and no bytes.
      const here = material.state === 'ready' && sha256 !== null && sm3 !== null
      const path = materialPath(material.folder ?? material.kind ?? 'material', catalogue.length + 1, material.filename)
      catalogue.push({ ...shown(material), version, seq, ...(here && { path }) })
      // Of thousands of rows no more is held than opens the file.
      const kept = { id: material.id, state: material.state, sha256 }
      if (here) files.push({ path, size, sha256, sm3, bytes: () => openedWhenRead(room, kept) })
    }
    const last: Material | undefined = page.length < materialsAtOnce ? undefined : page.at(-1)
    after = last && { version: last.version ?? 0, seq: last.seq ?? 0 }
  }
  return { files, catalogue }
}

/** Letters that were issued, each a material of the case; as far as the caller sees the entry of the issue. */
async function lettersOf({ pool }: BundleDeps, seen: CaseForBundle): Promise<IssuedLetter[]> {
  return (await issuedOf(pool, seen.id))
    .filter((i) => i.issuedVersion <= seen.version && !seen.sealed.includes(i.issuedVersion))
    .map(({ transferId: _, ...issued }) => issued)
}

async function* openedWhenRead(
  room: MaterialsRoom,
  material: Pick<Material, 'id' | 'state' | 'sha256'>,
): AsyncGenerator<Uint8Array> {
  yield* await open(room, material)
}

/** Of the copy of a case: the entry came without its salt, for it is sealed from every organ here or not here whole. */
const isBare = ({ salt }: KeptEntry) => salt.length === 0

/** Who gave a receipt, as it says itself; the verifier holds that against the key. */
function issuerOf(jws: string): string {
  return String((JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString()) as { iss?: unknown }).iss)
}

function chainOf(chain: readonly KeptEntry[], seen: CaseForBundle, inPart: ReadonlySet<number>): Chain {
  const sealed = new Set(seen.sealed)
  return {
    transfer: seen.id,
    entries: chain
      .filter((e) => e.version <= seen.version)
      .map(({ version, salt, commitment, link }) => {
        const shown = sealed.has(version) ? 'sealed' : inPart.has(version) ? 'part' : 'whole'
        return {
          version,
          commitment: commitment.toString('hex'),
          link: link.toString('hex'),
          ...(shown === 'whole' && { salt: salt.toString('hex') }),
          shown,
        }
      }),
  }
}
