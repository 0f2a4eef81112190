// Holds a case against the rows: what a stage asks for, what is there, what was acknowledged as a gap, what is missing and
// under which article; and the collection rate, 材料收集率, of what must be there.
import { basisIn, type Citation } from '../citation.ts'
import { laterRows } from './later.ts'
import type { CaseFact, ChecklistRow, ChecklistStage } from './row.ts'
import { transferRows } from './transfer.ts'

export const checklistRows: readonly ChecklistRow[] = [...transferRows, ...laterRows]

/** Of one kind, or one code of evidence, what a case has. */
export interface Present {
  readonly kind: string
  readonly code: string | null
  readonly items: number
  /** Version of the act that took the last one. */
  readonly latest: number
  readonly ids: readonly string[]
}

export interface Held {
  readonly domain: string
  readonly charges: readonly string[]
  readonly facts: ReadonlySet<CaseFact>
  readonly present: readonly Present[]
  readonly gaps: readonly { readonly kind: string; readonly reason: string }[]
  /** What public security asked for: kind, where one was named, and the version of the notice. */
  readonly asked?: readonly { readonly kind?: string; readonly description: string; readonly version: number }[]
  /** Versions of the checks of completeness that public security made, oldest first. */
  readonly checks?: readonly number[]
}

export interface Required {
  readonly id: string
  readonly zh: string
  readonly en: string
  readonly kinds: readonly string[]
  readonly codes: readonly string[]
  readonly weight: 'mandatory' | 'usual'
  readonly confidence: string
  readonly contested: boolean
  readonly basis: readonly Citation[]
  readonly status: 'present' | 'gap' | 'missing'
  readonly items: number
  readonly materials: readonly string[]
  readonly reason?: string
  /** Version of the check of completeness that found it there (PSP 180(2)). */
  readonly checked?: number
}

export interface StageResult {
  readonly stage: ChecklistStage
  readonly required: readonly Required[]
  /** Mandatory ones that are there; acknowledged gaps count as not collected. */
  readonly collected: number
  readonly of: number
  readonly gaps: number
  /** Null where nothing must be there. */
  readonly rate: number | null
  readonly usual: { readonly collected: number; readonly of: number }
}

/** Whether a row speaks of such a case. */
export function applies(row: ChecklistRow, { domain, charges, facts }: Pick<Held, 'domain' | 'charges' | 'facts'>) {
  return (
    (row.domains === undefined || row.domains.includes(domain)) &&
    row.exceptDomains?.includes(domain) !== true &&
    (row.charges === undefined || charges.some((name) => row.charges?.some((part) => name.includes(part)))) &&
    (row.when === undefined || row.when.every((fact) => facts.has(fact)))
  )
}

export const satisfies = (row: Pick<ChecklistRow, 'kinds' | 'codes'>, kind: string, code: string | null): boolean =>
  row.kinds.includes(kind) || (code !== null && (row.codes as readonly string[] | undefined)?.includes(code) === true)

/** `counted`: contested rows that the operator lets count. */
export function evaluate(stage: ChecklistStage, held: Held, counted: ReadonlySet<string> = new Set()): StageResult {
  const rows = stage === 'supplement' ? askedRows(held) : checklistRows.filter((r) => r.stage === stage)
  const required = rows.filter((row) => applies(row, held)).map((row) => outcome(row, held, counted))
  const must = required.filter((r) => r.weight === 'mandatory')
  const usual = required.filter((r) => r.weight === 'usual' && !r.contested)
  const there = (list: readonly Required[]) => list.filter((r) => r.status === 'present').length
  return {
    stage,
    required,
    collected: there(must),
    of: must.length,
    gaps: must.filter((r) => r.status === 'gap').length,
    rate: must.length === 0 ? null : Math.round((there(must) / must.length) * 10_000) / 10_000,
    usual: { collected: there(usual), of: usual.length },
  }
}

type Asked = ChecklistRow & { readonly since?: number }

/** Stages whose papers lie before public security when it checks for completeness. */
const checkable: ReadonlySet<ChecklistStage> = new Set(['transfer', 'supplement'])

/** The last check that came after all of it and did not ask for it: what came later nobody has looked at. */
function checkOf(row: Asked, found: readonly Present[], { checks = [], asked = [] }: Held): number | undefined {
  const latest = Math.max(...found.map((p) => p.latest))
  const last = checks.findLast((version) => version > latest)
  const wanting = asked.some(({ kind, version }) => version === last && kind !== undefined && row.kinds.includes(kind))
  return wanting ? undefined : last
}

function outcome(row: Asked, held: Held, counted: ReadonlySet<string>): Required {
  const found = held.present.filter((p) => satisfies(row, p.kind, p.code) && p.latest > (row.since ?? 0))
  const gap = found.length === 0 ? held.gaps.find((g) => row.kinds.includes(g.kind)) : undefined
  const lets = row.contested === true && counted.has(row.id)
  const checked = found.length > 0 && checkable.has(row.stage) ? checkOf(row, found, held) : undefined
  return {
    id: row.id,
    zh: row.zh,
    en: row.en,
    kinds: row.kinds,
    codes: row.codes ?? [],
    weight: lets ? 'mandatory' : row.weight,
    confidence: row.confidence,
    contested: row.contested === true,
    basis: basisIn(row.basis, held.domain),
    status: found.length > 0 ? 'present' : gap === undefined ? 'missing' : 'gap',
    items: found.reduce((sum, p) => sum + p.items, 0),
    materials: found.flatMap((p) => p.ids).slice(0, 20),
    ...(gap && { reason: gap.reason }),
    ...(checked !== undefined && { checked }),
  }
}

/** What a notice asked for, item by item; only what came after it answers it (PSP 180(2); ENV 8). */
function askedRows({ asked = [] }: Held): readonly Asked[] {
  return asked.map(({ kind, description, version }, i) => ({
    id: `asked_${version}_${i + 1}`,
    zh: description,
    en: `asked for by entry ${version}`,
    stage: 'supplement',
    kinds: kind === undefined ? ['supplement'] : [kind, 'supplement'],
    basis: ['PSP 180(2)', 'ENV 8'],
    confidence: 'read',
    weight: 'mandatory',
    since: version,
  }))
}
