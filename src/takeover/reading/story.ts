// The entries of an imported case, one after the other, and the case as they leave it. Nothing is judged: a move says where
// the older platform had the case. No period, paper, duty or receipt begins with any of them.
import type { Agency } from '../../agencies/index.ts'
import { dayText, localDay, rfc3339 } from '../../kernel/index.ts'
import {
  basisIn,
  type CaseEvent,
  type CaseMove,
  type CaseOpening,
  type CaseState,
  eraOf,
  evolve,
  gatewayId,
  holders,
  isPrimary,
  openHolders,
  type Part,
  type PartChange,
  type StepRule,
  type Suspect,
} from '../../procedure/index.ts'
import { derivedId } from '../ids.ts'
import type { ImportedMaterial } from '../model.ts'
import type { Attached } from './attachments.ts'
import type { CaseRows } from './case-rows.ts'
import type { ActorFound } from './history.ts'
import type { Prior } from './prior.ts'

/** What an entry says; the story adds who, when and which number it has. */
export interface Entry {
  readonly step: string
  readonly table: string
  readonly key: string
  readonly atMs: number
  readonly recordedMs: number
  readonly typedAt?: string | undefined
  readonly actor?: ActorFound | undefined
  readonly words: { readonly step: string; readonly act?: string | undefined; readonly state?: string | undefined }
  readonly raw?: Readonly<Record<string, string>>
  readonly input?: Readonly<Record<string, unknown>>
  readonly moves?: readonly CaseMove[]
  readonly opens?: readonly CaseOpening[]
  readonly about?: readonly string[] | undefined
  /** Readers, where it is not for every party; left out, as the row of the step has it. */
  readonly visibleTo?: readonly string[] | undefined
  readonly begins?: readonly PartChange[]
  readonly ends?: readonly PartChange[]
  readonly sets?: CaseEvent['sets']
  readonly attached?: readonly Attached[]
}

export interface Beginning {
  readonly sender: Agency
  readonly domain: string
  readonly documentNo: string
  readonly caseName: string
  readonly suspects: readonly Suspect[]
}

const noClocks: CaseEvent['clocks'] = { starts: [], settles: [], advances: [] }
/** Instruments hold by the day; days are few and entries are many. */
const eras = new Map<number, number>()
function eraAt(ms: number): number {
  const day = localDay(ms)
  let era = eras.get(day)
  if (era === undefined) {
    era = eraOf(dayText(day))
    eras.set(day, era)
  }
  return era
}

const nobody: CaseEvent['parts'] = { begins: [], ends: [] }

export class Story {
  /** Known with the first entry: ids here are in the order of time. */
  transferId: string
  readonly events: CaseEvent[] = []
  readonly materials: ImportedMaterial[] = []
  state: CaseState | null
  readonly #rows: CaseRows
  readonly #beginning: Beginning
  readonly #told: ReadonlySet<string> | undefined

  constructor(rows: CaseRows, beginning: Beginning, prior?: Prior, id = '') {
    this.#rows = rows
    this.#beginning = beginning
    this.#told = prior?.keys
    this.state = prior?.state ?? null
    this.transferId = id
  }

  told(table: string, key: string): boolean {
    return this.#told?.has(`${table}/${key}`) === true
  }

  stateOf(instance: string): string | undefined {
    return this.state?.instances[instance]?.state
  }

  rule(step: string): StepRule {
    return this.#rows.codes.procedure.steps[step] as StepRule
  }

  add(entry: Entry): void {
    const before = this.state
    const { codes } = this.#rows
    const rule = this.rule(entry.step)
    const version = (before?.version ?? 0) + 1
    if (this.transferId === '')
      this.transferId = derivedId(codes.secret, codes.installation, 'CASE_BASIC', this.#rows.caseKey, entry.atMs)
    const by = this.#by(entry)
    const joins = this.#joining(by, entry)
    const visibleTo = this.#audience(rule, entry, by)
    const begins = [...joins, ...(entry.begins ?? [])]
    const ends = entry.ends ?? []
    const domain = before?.domain ?? this.#beginning.domain
    const materials = (entry.attached ?? []).map((one) => this.#bound(one, version))
    const at = rfc3339(entry.atMs)
    const event: CaseEvent = {
      transferId: this.transferId,
      version,
      step: entry.step,
      ruleSet: codes.procedure.version,
      at,
      basis: basisIn(rule.basis, domain, eraAt(entry.atMs)),
      by,
      officers: [],
      input: this.#input(entry, materials),
      moves: entry.moves ?? [],
      opens: entry.opens ?? [],
      clocks: noClocks,
      parts: begins.length + ends.length === 0 ? nobody : this.#parts(before, begins, ends, visibleTo),
      sets: { ...this.#sets(before, begins, visibleTo), ...entry.sets },
      letters: [],
      adds: { materials: materials.length, items: 0, receipts: 0 },
      imported: this.#imported(entry, at),
      ...(visibleTo !== undefined && { visibleTo }),
      ...(entry.about !== undefined && { about: entry.about }),
    }
    this.events.push(event)
    this.state = evolve(before, event)
  }

  #bound({ file, ...material }: Attached, version: number) {
    this.materials.push({ ...material, version })
    const { materialId: id, sha256 } = file ?? {}
    return id === undefined || sha256 === undefined
      ? undefined
      : { id, kind: material.kind, title: material.filename, sha256 }
  }

  #input({ input }: Entry, materials: readonly unknown[]): CaseEvent['input'] {
    const known = materials.filter((m) => m !== undefined)
    const { documentNo, caseName } = this.#beginning
    return {
      ...(this.state === null && { documentNo, caseName }),
      ...input,
      ...(known.length > 0 && { materials: known }),
    }
  }

  #imported(
    { table, key, atMs, recordedMs, typedAt, actor, words, raw }: Entry,
    at: string,
  ): NonNullable<CaseEvent['imported']> {
    const { installation, importedAt } = this.#rows.codes
    const { name, account, organ } = actor ?? {}
    const organName = organ?.name ?? organ?.code
    const known = name !== undefined || account !== undefined || organName !== undefined
    return {
      installation,
      table,
      key,
      importedAt,
      recordedAt: recordedMs === atMs ? at : rfc3339(recordedMs),
      words: {
        step: words.step,
        ...(words.act !== undefined && { act: words.act }),
        ...(words.state !== undefined && { state: words.state }),
      },
      ...(typedAt !== undefined && { typedAt }),
      ...(known && {
        actor: {
          ...(name !== undefined && { name }),
          ...(account !== undefined && { account }),
          ...(organName !== undefined && { organ: organName }),
        },
      }),
      ...(raw !== undefined && Object.keys(raw).length > 0 && { raw }),
    }
  }

  /** The organ that acted, where it is known here; else the entry is the gateway's own. */
  #by({ actor, step }: Entry): CaseEvent['by'] {
    const agency = actor?.organ?.agency
    const sender = this.state?.parts.sender ?? this.#beginning.sender.id
    // Whoever typed it: the letter is the sender's, and the case is entered for it.
    if (step === 'transfer_dispatch' || (this.state === null && !agency))
      return { agencyId: sender, part: 'sender', clientId: 'takeover' }
    if (!agency) return { agencyId: gatewayId, part: 'gateway', clientId: 'takeover' }
    if (agency.id === sender) return { agencyId: sender, part: 'sender', clientId: 'takeover' }
    const held = holders(this.state).find((h) => h.agencyId === agency.id)
    return { agencyId: agency.id, part: held?.part ?? parts[agency.kind], clientId: 'takeover' }
  }

  /** A case begins with its sender; a procuratorate or court joins with its first act. */
  #joining({ agencyId, part }: CaseEvent['by'], { actor, begins = [] }: Entry): PartChange[] {
    const { state } = this
    const joins: PartChange[] = []
    const sender = this.#beginning.sender.id
    if (state === null) joins.push({ part: 'sender', agencyId: sender })
    if (part === 'gateway' || agencyId === sender || begins.some((b) => b.agencyId === agencyId)) return joins
    if (holders(state).some((h) => h.agencyId === agencyId)) return joins
    const kind = actor?.organ?.agency?.kind
    if (kind === 'procuratorate') {
      const taken = state?.parts.supervisor !== undefined || begins.some((b) => b.part === 'supervisor')
      joins.push({ part: taken ? 'upper_supervisor' : 'supervisor', agencyId })
    } else if (kind === 'court') joins.push({ part: 'court', agencyId })
    return joins
  }

  /** Readers as the row of the step names them; whoever acted reads what it did. */
  #audience(rule: StepRule, { visibleTo, actor }: Entry, by: CaseEvent['by']): readonly string[] | undefined {
    const readers = visibleTo ?? (Array.isArray(rule.visibleTo) ? (rule.visibleTo as readonly string[]) : undefined)
    if (readers === undefined) return undefined
    const named = new Set(readers.filter((r) => r !== 'actor' && r !== 'invitee' && r !== 'addressee'))
    const agency = actor?.organ?.agency
    if (agency) {
      const own = holders(this.state).some((h) => h.agencyId === agency.id && isPrimary(h.part))
      named.add(own ? by.part : agency.id)
    }
    return [...named].sort()
  }

  #parts(
    before: CaseState | null,
    begins: readonly PartChange[],
    ends: readonly PartChange[],
    visibleTo: readonly string[] | undefined,
  ): CaseEvent['parts'] {
    if (before === null || begins.length === 0) return { begins, ends }
    const known = visibleTo === undefined ? openHolders(before) : holders(before)
    const stands = known.filter(
      (h) =>
        !ends.some((e) => e.part === h.part && e.agencyId === h.agencyId) &&
        (visibleTo === undefined || visibleTo.includes(h.part) || visibleTo.includes(h.agencyId)),
    )
    return { begins, ends, ...(stands.length > 0 && { stands }) }
  }

  /** Whoever joins learns what the case is, also where the entries that said so are sealed from it. */
  #sets(
    before: CaseState | null,
    begins: readonly PartChange[],
    visibleTo: readonly string[] | undefined,
  ): CaseEvent['sets'] {
    const { domain, sender, suspects } = this.#beginning
    if (before === null) return { domain, regionCode: sender.regionCode, suspects, gaps: [], custody: 'after_filing' }
    if (begins.length === 0) return {}
    const place = { domain: before.domain, regionCode: before.regionCode }
    if (visibleTo !== undefined) return place
    return { ...place, suspects: before.suspects, gaps: before.gaps, custody: before.custody }
  }
}

/** What an organ without a part acts as. */
const parts: Readonly<Record<Agency['kind'], Part>> = {
  administrative: 'competent_authority',
  public_security: 'police_in_charge',
  procuratorate: 'supervisor',
  court: 'court',
  supervisory_commission: 'supervisory_commission',
  justice_bureau: 'justice_bureau',
  government: 'gov_supervisor',
  service_platform: 'consulted',
}
