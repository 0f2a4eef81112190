// Checks a bundle with nothing but the bundle and, where the reader has them, the gateway's keys: the archive byte for
// byte, the signature, every file, the chain, receipts, requests, materials, proofs, and the case that the entries make.
import { open } from 'node:fs/promises'
import type { JWK } from 'jose'
import type { ZodType } from 'zod'
import { canonical } from '../../kernel/index.ts'
import {
  bundleType,
  catalogueShape,
  chainShape,
  clientKeysShape,
  derPath,
  gatewayKeysShape,
  heading,
  type Inclusion,
  type IssuedLetter,
  inclusionShape,
  lettersShape,
  type Manifest,
  manifestPath,
  paths,
  pemPath,
  signaturePath,
  sumsOf,
} from '../format.ts'
import { derOf, kidOf, pemOf } from '../signature.ts'
import { walk } from './archive.ts'
import { Entries } from './entries.ts'
import { lookFromEnd } from './foreign.ts'
import { checkManifest, framesOf, type Heading, readHeading } from './heading.ts'
import { GatewayKeys, type Pinned } from './keys.ts'
import { checkLetters, checkMaterials } from './materials.ts'
import { Receipts } from './receipts.ts'
import { type Checked, type Fault, Findings } from './report.ts'
import { Requests } from './requests.ts'
import { sourceOf } from './source.ts'
import { type CheckpointKey, checkTree } from './tree.ts'

export interface BundleReport {
  readonly holds: boolean
  readonly format: string | null
  readonly issuer: string | null
  readonly transfer: Manifest['transfer'] | null
  readonly viewer: Manifest['viewer'] | null
  readonly at: string | null
  /** Where the gateway's key was taken from: `inside` says that the bundle is of one piece, `pinned` whose it is. */
  readonly keys: { readonly gateway: 'pinned' | 'inside'; readonly journal: CheckpointKey }
  readonly checked: Checked
  readonly faults: readonly Fault[]
  /** Faults that are not listed, there being so many. */
  readonly more: number
}

/** Never throws for what is in the file; throws where it cannot be opened. */
export async function verifyBundle(path: string, pinned: Pinned): Promise<BundleReport> {
  const handle = await open(path, 'r')
  const findings = new Findings()
  try {
    const source = await sourceOf(handle)
    const head = await readHeading(source, findings)
    if (head === undefined) {
      await lookFromEnd(path, undefined, findings)
      return reportOf(findings, undefined, pinned, 'none')
    }
    checkManifest(head, findings)
    const contents = new Contents(head, pinned, findings)
    const frames = await framesOf(source, head)
    const exact = await walk(source, head.manifest, frames, findings, (file, bytes) => contents.take(file, bytes))
    if (!exact && findings.faults.some((f) => f.fault === 'size_differs'))
      await lookFromEnd(path, head.manifest, findings)
    return reportOf(findings, head.manifest, pinned, await contents.finish())
  } finally {
    await handle.close()
  }
}

function reportOf(
  findings: Findings,
  manifest: Manifest | undefined,
  pinned: Pinned,
  journal: CheckpointKey,
): BundleReport {
  const { format = null, issuer = null, transfer = null, viewer = null, at = null } = manifest ?? {}
  return {
    holds: findings.hold,
    format,
    issuer,
    transfer,
    viewer,
    at,
    keys: { gateway: pinned.gateway.size > 0 ? 'pinned' : 'inside', journal },
    checked: findings.checked,
    faults: findings.faults,
    more: findings.more,
  }
}

const numbered = /^(events|requests|receipts)\/(\d{6,})\.(json|part\.json|body|jws)$/

/** Takes the files that are not streamed as they come, and holds them against each other. */
class Contents {
  readonly #head: Heading
  readonly #pinned: Pinned
  readonly #findings: Findings
  readonly #entries: Entries
  readonly #requests: Requests
  readonly #receipts: Receipts
  readonly #seen = new Set<string>()
  #signature = ''
  #der: Buffer = Buffer.alloc(0)
  #pem = ''
  #keys: GatewayKeys | undefined
  #inclusion: Inclusion | undefined
  #checkpoint: string | undefined
  #letters: readonly IssuedLetter[] | undefined
  #catalogue: Parameters<typeof checkMaterials>[1] | undefined

  constructor(head: Heading, pinned: Pinned, findings: Findings) {
    this.#head = head
    this.#pinned = pinned
    this.#findings = findings
    this.#entries = new Entries(head.manifest, findings)
    this.#requests = new Requests(findings)
    this.#receipts = new Receipts(head.manifest, findings)
  }

  async take(path: string, bytes: Buffer): Promise<void> {
    this.#seen.add(path)
    switch (path) {
      case manifestPath:
      case paths.readme:
        return
      case signaturePath:
        this.#signature = bytes.toString()
        return
      case derPath:
        this.#der = bytes
        return
      case pemPath:
        this.#pem = bytes.toString()
        return
      case paths.sums:
        if (bytes.toString() !== sumsOf(this.#head.manifest.files))
          this.#findings.add(path, 'differs', 'it does not say what the manifest says')
        return
      case paths.gatewayKeys:
        return this.#takeGatewayKeys(bytes)
      case paths.clientKeys: {
        const keys = this.#parsed(path, bytes, clientKeysShape)
        if (keys !== undefined) this.#requests.takeKeys(keys)
        return
      }
      case paths.state:
        return this.#entries.takeState(bytes)
      case paths.chain: {
        const chain = this.#parsed(path, bytes, chainShape)
        if (chain !== undefined) this.#entries.takeChain(chain)
        return
      }
      case paths.inclusion:
        this.#inclusion = this.#parsed(path, bytes, inclusionShape)
        return
      case paths.checkpoint:
        this.#checkpoint = bytes.toString()
        return
      case paths.letters:
        this.#letters = this.#parsed(path, bytes, lettersShape)?.letters
        return
      case paths.materials:
        this.#catalogue = this.#parsed(path, bytes, catalogueShape)?.materials
        return
      default:
        return this.#takeNumbered(path, bytes)
    }
  }

  async #takeNumbered(path: string, bytes: Buffer): Promise<void> {
    const [, folder, digits, kind] = numbered.exec(path) ?? []
    const no = Number(digits)
    if (folder === 'events' && (kind === 'json' || kind === 'part.json'))
      return this.#entries.take(path, no, bytes, kind === 'json')
    if (folder === 'requests' && kind === 'body') return this.#requests.takeBody(no, bytes)
    if (folder === 'requests' && kind === 'jws')
      return this.#requests.takeSignature(no, bytes.toString(), this.#entries.facts.get(no))
    if (folder === 'receipts' && kind === 'jws' && this.#keys !== undefined)
      return this.#receipts.take(no, bytes.toString(), this.#keys, this.#entries.chain, this.#entries.facts)
    this.#findings.add(path, 'unknown_file', 'a bundle of this format has no such file')
  }

  async #takeGatewayKeys(bytes: Buffer): Promise<void> {
    const jwks = this.#parsed(paths.gatewayKeys, bytes, gatewayKeysShape)
    if (jwks === undefined) return
    try {
      this.#keys = await GatewayKeys.of(jwks.keys as JWK[], this.#pinned.gateway)
      await this.#checkSignature(this.#keys)
    } catch (error) {
      this.#findings.add(paths.gatewayKeys, 'unreadable', error instanceof Error ? error.message : String(error))
    }
  }

  /** The manifest by its signature, and the two other writings of it by what they are made from. */
  async #checkSignature(keys: GatewayKeys): Promise<void> {
    const [header, , signature] = this.#signature.split('.')
    const opened = await keys.opened(`${header}.${this.#head.bytes.toString('base64url')}.${signature}`)
    if (typeof opened === 'string')
      this.#findings.add(manifestPath, 'signature', `${signaturePath} does not sign it: ${opened}`)
    else if (opened.header.typ !== bundleType)
      this.#findings.add(signaturePath, 'type', `typ is ${String(opened.header.typ)}`)
    if (!/^[\w-]+\.\.[\w-]+$/.test(this.#signature)) this.#findings.add(signaturePath, 'form', 'it is no detached JWS')
    if (derOf(this.#signature)?.equals(this.#der) !== true)
      this.#findings.add(derPath, 'differs', `it is not the signature of ${signaturePath}`)
    const jwk = keys.jwk(kidOf(this.#signature) ?? '')
    if (jwk === undefined || pemOf(jwk) !== this.#pem)
      this.#findings.add(pemPath, 'differs', `it is not the key that ${signaturePath} names`)
  }

  #parsed<T>(path: string, bytes: Buffer, shape: ZodType<T>): T | undefined {
    try {
      const value: unknown = JSON.parse(bytes.toString())
      if (!Buffer.from(canonical(value)).equals(bytes))
        this.#findings.add(path, 'not_canonical', 'it is not in canonical form (RFC 8785)')
      const read = shape.safeParse(value)
      if (read.success) return read.data
      const [issue] = read.error.issues
      this.#findings.add(path, 'unreadable', `/${issue?.path.join('/') ?? ''}: ${issue?.message ?? ''}`)
    } catch (error) {
      this.#findings.add(path, 'unreadable', error instanceof Error ? error.message : String(error))
    }
    return undefined
  }

  /** What can be said only when everything was seen. */
  async finish(): Promise<CheckpointKey> {
    const { facts, chain } = this.#entries
    const required = [
      paths.gatewayKeys,
      paths.clientKeys,
      paths.state,
      paths.chain,
      paths.inclusion,
      paths.materials,
      paths.letters,
    ]
    const listed = new Set<string>([...heading, ...this.#head.manifest.files.map((f) => f.path)])
    for (const path of required)
      if (!listed.has(path)) this.#findings.add(path, 'missing', 'the manifest does not list it')
    this.#entries.finish()
    this.#requests.finish(facts.values())
    this.#receipts.finish(facts.values())
    if (this.#catalogue !== undefined) checkMaterials(this.#head.manifest, this.#catalogue, facts, this.#findings)
    if (this.#catalogue !== undefined) checkLetters(this.#letters ?? [], this.#catalogue, facts, this.#findings)
    if (this.#inclusion === undefined || chain === undefined) return 'none'
    return checkTree(this.#inclusion, this.#checkpoint, chain, this.#pinned.journal, this.#findings)
  }
}
