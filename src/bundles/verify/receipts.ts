// The gateway's receipts: signed by it, and in agreement with the entry that each was given for.

import { receiptType } from '../../cases/index.ts'
import { canonical } from '../../kernel/index.ts'
import { type Chain, type Manifest, receiptPath } from '../format.ts'
import type { EntryFacts } from './entries.ts'
import type { GatewayKeys } from './keys.ts'
import type { Findings } from './report.ts'

interface Payload {
  readonly iss: unknown
  readonly sub: unknown
  readonly receipt: unknown
  readonly version: number
  readonly step: unknown
  readonly at: unknown
  readonly ruleSet: unknown
  readonly basis: unknown
  readonly by?: { readonly id?: unknown }
  readonly delivered?: { readonly count?: unknown; readonly manifestSha256?: unknown }
  readonly journal?: { readonly commitment?: unknown; readonly link?: unknown }
}

export class Receipts {
  readonly #manifest: Manifest
  readonly #findings: Findings
  readonly #given = new Set<number>()

  constructor(manifest: Manifest, findings: Findings) {
    this.#manifest = manifest
    this.#findings = findings
  }

  async take(
    no: number,
    jws: string,
    keys: GatewayKeys,
    chain: Chain | undefined,
    facts: ReadonlyMap<number, EntryFacts>,
  ): Promise<void> {
    this.#findings.checked.receipts += 1
    const path = receiptPath(no)
    const opened = await keys.opened(jws)
    if (typeof opened === 'string') return this.#findings.add(path, 'signature', opened)
    if (opened.header.typ !== receiptType)
      return this.#findings.add(path, 'type', `typ is ${String(opened.header.typ)}`)
    const said = payloadOf(opened.payload)
    if (said === undefined) return this.#findings.add(path, 'unreadable', 'its payload is no JSON')
    const entry = facts.get(said.version)
    const link = chain?.entries[said.version - 1]
    if (entry === undefined || link === undefined)
      return this.#findings.add(path, 'no_entry', `there is no entry ${said.version} that it could be for`)
    this.#given.add(said.version)
    const wanted: readonly (readonly [string, unknown, unknown])[] = [
      ['iss', said.iss, this.#issuerOf(said.iss)],
      ['sub', said.sub, this.#manifest.transfer.id],
      ['receipt', said.receipt, no],
      ['step', said.step, entry.step],
      ['at', said.at, entry.at],
      ['ruleSet', said.ruleSet, entry.ruleSet],
      ['basis', canonical(said.basis), entry.basis],
      ['by', said.by?.id, entry.agencyId],
      ['delivered.count', said.delivered?.count, entry.deliveredCount],
      ['delivered.manifestSha256', said.delivered?.manifestSha256, entry.deliveredSha256],
      ['journal.commitment', said.journal?.commitment, link.commitment],
      ['journal.link', said.journal?.link, link.link],
    ]
    for (const [member, found, expected] of wanted)
      if (found !== expected)
        this.#findings.add(path, 'differs', `${member} is ${String(found)}, and the entry says ${String(expected)}`)
  }

  /** The issuer itself where it may give receipts for the case. */
  #issuerOf(said: unknown): string {
    const { issuer, issuers = [] } = this.#manifest
    return issuers.find((other) => other === said) ?? issuer
  }

  /** Entries that a receipt was given for, and that have none here. */
  finish(facts: Iterable<EntryFacts>): void {
    for (const { version, receipts, step } of facts)
      if (receipts > 0 && !this.#given.has(version))
        this.#findings.add('receipts', 'missing', `none for entry ${version} (${step})`)
  }
}

function payloadOf(bytes: Uint8Array): Payload | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes))
    return typeof value === 'object' && value !== null ? (value as Payload) : undefined
  } catch {
    return undefined
  }
}
