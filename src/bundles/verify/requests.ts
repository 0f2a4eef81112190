// What clients signed: the exact bytes of a request, the signature over them, the key that was registered, and the entry
// that was made of it.
import { hash } from 'node:crypto'
import type { JWK } from 'jose'
import { canonical, clockSkewSeconds } from '../../kernel/index.ts'
import { ruleSets } from '../../procedure/index.ts'
import { type ClientKeys, paths, requestPath, requestSignaturePath } from '../format.ts'
import { kidOf } from '../signature.ts'
import type { EntryFacts } from './entries.ts'
import { detachedHolds } from './keys.ts'
import type { Findings } from './report.ts'

export class Requests {
  readonly #findings: Findings
  readonly #clients = new Map<string, ClientKeys['clients'][number]>()
  readonly #checked = new Set<number>()
  #body: { readonly version: number; readonly bytes: Buffer } | undefined

  constructor(findings: Findings) {
    this.#findings = findings
  }

  takeKeys({ clients }: ClientKeys): void {
    for (const client of clients) this.#clients.set(client.id, client)
  }

  takeBody(version: number, bytes: Buffer): void {
    this.#body = { version, bytes }
  }

  /** The signature follows the body, and both follow their entry. */
  async takeSignature(version: number, jws: string, entry: EntryFacts | undefined): Promise<void> {
    const body = this.#body?.version === version ? this.#body.bytes : undefined
    this.#body = undefined
    this.#checked.add(version)
    this.#findings.checked.signedRequests += 1
    const path = requestPath(version)
    const fault = (file: string, word: string, detail: string) => this.#findings.add(file, word, detail)
    if (body === undefined) return fault(path, 'missing', 'there is a signature and no body before it')
    if (entry?.signed === undefined) return fault(path, 'not_in_entry', 'the entry does not say that it was signed')
    if (entry.signed.bodySha256 !== hash('sha256', body, 'hex'))
      fault(path, 'body_differs', 'these are not the bytes that the entry was made of')
    if (entry.signed.jws !== jws)
      fault(requestSignaturePath(version), 'signature_differs', 'it is not the signature that the entry holds')
    const key = this.#keyOf(entry, jws)
    if (typeof key === 'string') fault(requestSignaturePath(version), 'client_key', key)
    else if (!(await detachedHolds(jws, body, key)))
      fault(requestSignaturePath(version), 'client_signature', 'it does not hold over the body')
    if (!meansTheSame(body, entry)) fault(path, 'input_differs', 'the entry says something else than the request')
  }

  #keyOf({ clientId, agencyId, at }: EntryFacts, jws: string): JWK | string {
    const client = this.#clients.get(clientId)
    if (client === undefined) return `${paths.clientKeys} has no client ${clientId}`
    if (client.agency.id !== agencyId) return `the client ${clientId} is not of the organ that acted`
    const kid = kidOf(jws)
    const only = client.keys.length === 1 ? client.keys[0] : undefined
    const key = kid === undefined ? only : client.keys.find((k) => k.kid === kid)
    // A client that had one key when it signed and has more now named none: any of them may be the one.
    if (key === undefined) return `the client ${clientId} had no key ${kid ?? 'that the signature names'}`
    const [moment, skew] = [Date.parse(at), clockSkewSeconds * 1000]
    const ended = (end: string | null) => end !== null && Date.parse(end) < moment - skew
    if (Date.parse(key.notBefore) > moment + skew) return `the key ${key.kid} was not valid yet`
    if (ended(key.expiresAt) || ended(key.revokedAt)) return `the key ${key.kid} was not valid any more`
    return key.jwk as JWK
  }

  /** Entries that were signed and whose request is not here. */
  finish(facts: Iterable<EntryFacts>): void {
    for (const { version, signed } of facts)
      if (signed !== undefined && !this.#checked.has(version))
        this.#findings.add(requestPath(version), 'missing', 'the entry was signed, and the request is not here')
  }
}

/** Whether the contract makes of the request what the entry says. Where this release knows no such step, nobody can say. */
function meansTheSame(body: Buffer, { step, ruleSet, input }: EntryFacts): boolean {
  const rule = ruleSets.find((set) => set.version === ruleSet)?.steps[step]
  if (rule === undefined || input === undefined) return true
  try {
    const read = rule.input.safeParse(JSON.parse(body.toString()))
    // A later release may have narrowed the contract; that is no fault of the entry.
    return !read.success || canonical(read.data) === input
  } catch {
    return false
  }
}
