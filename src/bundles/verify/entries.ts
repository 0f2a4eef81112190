// The entries of the case: each against its commitment, all against the chain, and the case that they make. What receipts
// and materials must agree with is kept of an entry; its bytes are not.
import { manifestDigest } from '../../cases/index.ts'
import { commitmentOf, firstLink, linkOf } from '../../journal/index.ts'
import { canonical } from '../../kernel/index.ts'
import { type CaseEvent, type CaseState, evolve } from '../../procedure/index.ts'
import { type Chain, eventInPartPath, eventPath, type Manifest, paths } from '../format.ts'
import type { Findings } from './report.ts'

/** What is remembered of an entry. */
export interface EntryFacts {
  readonly version: number
  readonly step: string
  readonly at: string
  readonly ruleSet: string
  readonly agencyId: string
  readonly clientId: string
  readonly basis: string
  /** Digest over the list of materials that the letter delivered. */
  readonly deliveredSha256: string
  readonly deliveredCount: number
  readonly receipts: number
  readonly signed: CaseEvent['signed']
  readonly input: string | undefined
  /** SHA-256 of each file that the entry names by its id. */
  readonly files: ReadonlyMap<string, string>
  /** Ids of the materials that the act takes into the case. */
  readonly taken: readonly string[]
  readonly letters: readonly string[]
}

export class Entries {
  readonly #manifest: Manifest
  readonly #findings: Findings
  readonly facts = new Map<number, EntryFacts>()
  #chain: Chain | undefined
  #state: CaseState | null = null
  #replays = true
  #stateText: string | undefined

  constructor(manifest: Manifest, findings: Findings) {
    this.#manifest = manifest
    this.#findings = findings
  }

  get chain(): Chain | undefined {
    return this.#chain
  }

  /** The chain itself: numbers without a gap, each link from the one before. */
  takeChain(chain: Chain): void {
    const { id, version } = this.#manifest.transfer
    const fault = (n: number, word: string, detail: string) =>
      this.#findings.add(paths.chain, word, `version ${n}: ${detail}`)
    this.#chain = chain
    if (chain.transfer !== id) fault(0, 'other_case', 'the chain is of another case')
    if (chain.entries.length !== version)
      fault(chain.entries.length, 'incomplete', `the manifest says ${version} entries`)
    if (chain.entries.at(-1)?.shown === 'sealed')
      fault(chain.entries.length, 'ends_sealed', 'a bundle ends with an entry that its viewer sees')
    let former = firstLink(id)
    for (const [i, entry] of chain.entries.entries()) {
      if (entry.version !== i + 1) {
        fault(i + 1, 'gap', `the chain goes on with ${entry.version}`)
        return
      }
      const link = linkOf(former, Buffer.from(entry.commitment, 'hex'))
      if (link.toString('hex') !== entry.link) fault(entry.version, 'link', 'it does not follow from the one before')
      former = Buffer.from(entry.link, 'hex')
      if ((entry.shown === 'whole') !== (entry.salt !== undefined))
        fault(entry.version, 'salt', 'a salt stands with bytes, and with nothing else')
      if (entry.shown === 'sealed') this.#findings.checked.sealed += 1
    }
  }

  takeState(bytes: Buffer): void {
    this.#stateText = bytes.toString()
  }

  /** `whole`: the bytes that were sealed; else the entry without what is another organ's alone. */
  take(path: string, version: number, bytes: Buffer, whole: boolean): void {
    const findings = this.#findings
    const entry = this.#chain?.entries[version - 1]
    const fault = (word: string, detail: string) => findings.add(path, word, detail)
    if (entry?.shown !== (whole ? 'whole' : 'part')) fault('not_in_chain', 'the chain does not have it so')
    const text = bytes.toString()
    if (whole && entry?.salt !== undefined) {
      const commitment = commitmentOf(Buffer.from(entry.salt, 'hex'), text)
      if (commitment.toString('hex') !== entry.commitment)
        fault('commitment', 'its bytes and salt do not give the commitment of the chain')
    }
    if (whole) findings.checked.entries += 1
    else findings.checked.inPart += 1
    try {
      const event = JSON.parse(text) as CaseEvent
      if (!Buffer.from(canonical(event)).equals(bytes)) fault('not_canonical', 'it is not in canonical form (RFC 8785)')
      if (event.transferId !== this.#manifest.transfer.id) fault('other_case', 'it is an entry of another case')
      if (event.version !== version) fault('version', `it calls itself version ${event.version}`)
      this.facts.set(version, factsOf(event))
      this.#state = evolve(this.#state, event)
    } catch (error) {
      this.#replays = false
      fault('unreadable', error instanceof Error ? error.message : String(error))
    }
  }

  /** After the last entry: are all there, and do they make the case as it is shown? */
  finish(): void {
    for (const { version, shown } of this.#chain?.entries ?? []) {
      if (shown === 'sealed' || this.facts.has(version)) continue
      this.#replays = false
      const path = shown === 'whole' ? eventPath(version) : eventInPartPath(version)
      if (!this.#manifest.files.some((f) => f.path === path))
        this.#findings.add(path, 'missing', 'the chain has it, and the manifest does not list it')
    }
    if (!this.#replays) return
    try {
      if (canonical(this.#state) !== this.#stateText)
        this.#findings.add(paths.state, 'state_differs', 'the entries do not make the case that is shown')
    } catch (error) {
      this.#findings.add(paths.state, 'state_differs', error instanceof Error ? error.message : String(error))
    }
  }
}

interface Named {
  readonly id: string
  readonly kind: string
  readonly title: string
  readonly sha256: string
}

function factsOf(event: CaseEvent): EntryFacts {
  const delivered = (event.input.materials ?? []) as readonly Named[]
  return {
    version: event.version,
    step: event.step,
    at: event.at,
    ruleSet: event.ruleSet,
    agencyId: event.by.agencyId,
    clientId: event.by.clientId,
    basis: canonical(event.basis),
    deliveredSha256: manifestDigest(delivered),
    deliveredCount: delivered.length,
    receipts: event.adds.receipts,
    signed: event.signed,
    input: event.signed && canonical(event.input),
    files: filesIn(event),
    taken: delivered.map((m) => m.id),
    letters: event.letters,
  }
}

/** Every file that an entry names with its digest, wherever in it. */
function filesIn(event: CaseEvent): Map<string, string> {
  const files = new Map<string, string>()
  const look = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    const { id, sha256 } = value as { id?: unknown; sha256?: unknown }
    if (typeof id === 'string' && typeof sha256 === 'string') files.set(id, sha256)
    for (const member of Object.values(value)) look(member)
  }
  look(event)
  return files
}
