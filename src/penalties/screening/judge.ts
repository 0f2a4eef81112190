// One record held against the rules: its own facts, what persons confirmed, the subject's history and the figures of its
// province go into one row; what comes out is kept. Nothing here asks the database.
import {
  type Asked,
  emptyRow,
  type FactName,
  type FactValue,
  type FactValues,
  facts as factTable,
  fill,
  forget,
  type Rule,
  type RuleSet,
  type Screened,
  screen,
} from '../../screening/index.ts'
import type { Subject } from './draw.ts'
import type { History } from './history.ts'
import type { Parameter } from './rule-sets.ts'

export type KeptVerdict = 'hit' | 'near' | 'unknown' | 'none'

/** What judging needs beside the record. */
export interface Law {
  readonly set: RuleSet
  readonly hash: string
  readonly today: string
  readonly nearShare?: number
  readonly parameters: readonly Parameter[]
}

/** A hit or a near miss as it is kept. */
export interface Hit {
  readonly rule: string
  readonly atAct: string | null
  readonly today: string | null
  readonly near: boolean
  /** Fact → a figure, or [least, most]; most null = no upper bound. */
  readonly used: Readonly<Record<string, KeptFact>>
  /** Penalty cases whose figures were added, or that counted as earlier penalties. */
  readonly others?: readonly string[]
  /** The day of the act is not stated: a window was counted up to the day of discovery or decision. */
  readonly assumedDay?: true
}

export type KeptFact = number | readonly [number, number | null]

export interface Judged {
  readonly verdict: KeptVerdict
  readonly hits: readonly Hit[]
  /** Rules of which something is known and something is missing. */
  readonly unknown: readonly string[]
  readonly facts: Readonly<Record<string, KeptFact>> | null
  readonly transferred: boolean
  /** For what is judged beyond the thresholds, and for explaining. */
  readonly screened: readonly Screened[]
  readonly values: FactValues
}

/** The record says itself that a crime is suspected, and nobody transferred it. */
export const declaredRule = 'declared'

const row = emptyRow()
const withdrawn: Omit<Judged, 'transferred'> = {
  ...{ verdict: 'none', hits: [], unknown: [], facts: null, screened: [], values: {} },
}

/**
 * `whole` also gives the rules of which nothing is known, for explaining; else they are only asked whether there is one.
 */
export function judge(subject: Subject, history: History, law: Law, whole = false): Judged {
  const { read, record } = subject
  const transferred = read.linked || record?.crime.transferred === true
  if (record === null) return { ...withdrawn, transferred }
  const values = valuesOf(subject, history)
  const figures = withParameters(values, subject, law)
  forget(row)
  fill(row, figures)
  const { actDay, domain } = subject
  const { today, nearShare } = law
  const asked: Asked = nearShare === undefined ? { actDay, today, domain } : { actDay, today, domain, nearShare }
  const screened = screen(whole ? law.set : concerned(law.set, figures), row, asked)
  const hits: Hit[] = []
  const unknown: string[] = []
  let open = isOpen(law, subject)
  for (const one of screened) {
    if (isHit(one) || one.near) hits.push(hitOf(one, figures, history, subject))
    else {
      open = true
      // Explained whole, a rule of which only what is said of everybody is known counts as blank as well.
      if (!isBlank(law.set, one) && (!whole || concerned(law.set, figures).compiled.some((c) => c.rule === one.rule)))
        unknown.push(one.rule.id)
    }
  }
  for (const added of addedHits(subject, history, values, law, asked))
    if (!hits.some((h) => h.rule === added.rule && !h.near)) hits.push(added)
  if (record.crime.suspected === true && !transferred)
    hits.push({ rule: declaredRule, atAct: null, today: 'hit', near: false, used: {} })
  const verdict = hits.some((h) => !h.near) ? 'hit' : hits.length > 0 ? 'near' : open ? 'unknown' : 'none'
  return { verdict, hits, unknown, facts: keptFacts(values), transferred, screened, values: figures }
}

export const isHit = (s: Screened): boolean => s.atAct === 'hit' || s.today === 'hit'

/** Nothing of the rule is known: it follows from the field, and is not kept record by record. */
const isBlank = (set: RuleSet, one: Screened): boolean => cacheOf(set).blank.get(one.rule) === one.missing

interface Cache {
  readonly blank: Map<Rule, readonly FactName[]>
  /** By the facts that are known. */
  readonly concerned: Map<string, RuleSet>
  /** By day and field: whether a rule asks for something there. */
  readonly open: Map<string, boolean>
}

const caches = new WeakMap<RuleSet, Cache>()
const cacheMax = 5_000

function cacheOf(set: RuleSet): Cache {
  let own = caches.get(set)
  if (own === undefined) {
    own = {
      blank: new Map(set.compiled.map((c) => [c.rule, c.blank.missing])),
      concerned: new Map(),
      open: new Map(),
    }
    caches.set(set, own)
  }
  return own
}

/** Stated of nearly every record; no rule is met by it alone (`telling` of the sets makes sure). */
const common = 'is_unit'

/** The rules that speak of something known: of most records a handful, and of many none. */
function concerned(set: RuleSet, values: FactValues): RuleSet {
  let key = ''
  for (const name in values) if (name !== common) key += `${name} `
  const { concerned: cache } = cacheOf(set)
  let narrow = cache.get(key)
  if (narrow === undefined) {
    const names = new Set(key.split(' '))
    const compiled = set.compiled.filter(
      (c) => c.formula.facts.some((f) => names.has(f)) || c.formula.facts.every((f) => f === common),
    )
    const kept = new Set(compiled)
    const days = new Map<readonly unknown[], RuleSet['compiled']>()
    narrow = {
      compiled,
      on: (day) => {
        const all = set.on(day)
        let list = days.get(all)
        if (list === undefined) {
          list = all.filter((c) => kept.has(c))
          days.set(all, list)
        }
        return list
      },
    }
    if (cache.size >= cacheMax) cache.clear()
    cache.set(key, narrow)
  }
  return narrow
}

/** Whether a rule of the field asks for facts, with nothing known. */
function isOpen({ set, today }: Law, { domain, actDay }: Subject): boolean {
  const { open: cache } = cacheOf(set)
  const key = `${today} ${actDay} ${domain}`
  let open = cache.get(key)
  if (open === undefined) {
    const lists = actDay === null ? [set.on(today)] : [set.on(today), set.on(actDay)]
    open = lists
      .flat()
      .some((c) => c.blank.verdict === 'unknown' && (domain === null || c.rule.domains.includes(domain)))
    if (cache.size >= cacheMax) cache.clear()
    cache.set(key, open)
  }
  return open
}

/** What is known of the subject, whoever said it: the record, then history, then persons, who have the last word. */
function valuesOf({ drawn, confirmed }: Subject, history: History): FactValues {
  if (confirmed.length === 0 && history.counted.size === 0) return drawn.values
  const values: Partial<Record<FactName, FactValue | number | boolean>> = { ...drawn.values }
  for (const [fact, members] of history.counted) {
    const truth = factTable[fact as FactName].unit === 'truth'
    values[fact as FactName] = truth ? { least: 1, most: 1 } : { least: members.length, most: Infinity }
  }
  for (const { fact, least, most } of confirmed)
    if (Object.hasOwn(factTable, fact)) values[fact as FactName] = { least, most: most ?? Infinity }
  return values
}

/** Figures that the province has set, for the day of the act where it is known. */
function withParameters(values: FactValues, { read, actDay }: Subject, { parameters, today }: Law): FactValues {
  if (parameters.length === 0 || read.region_code === null) return values
  const day = actDay ?? today
  let filled: Partial<Record<FactName, FactValue | number | boolean>> | undefined
  for (const { region, fact, yuan, from, to } of parameters) {
    if (!read.region_code.startsWith(region) || day < from || (to !== null && day >= to)) continue
    filled ??= { ...values }
    filled[fact] = yuan
  }
  return filled ?? values
}

function hitOf(one: Screened, values: FactValues, history: History, { assumedDay }: Subject): Hit {
  const used: Record<string, KeptFact> = {}
  const others: string[] = []
  for (const fact of one.used) {
    used[fact] = keptFact(values[fact])
    for (const member of history.counted.get(fact) ?? []) others.push(member.caseId)
  }
  return {
    ...{ rule: one.rule.id, atAct: one.atAct, today: one.today, near: one.near && !isHit(one), used },
    ...(others.length > 0 && { others, ...(assumedDay && { assumedDay: true as const }) }),
  }
}

const adding = new WeakMap<RuleSet, readonly Rule[]>()

/** Where the instrument adds up several acts that nobody punished: their figures with those of this one. */
function addedHits(subject: Subject, { unpunished }: History, values: FactValues, law: Law, asked: Asked): Hit[] {
  if (unpunished.length === 0) return []
  let rules = adding.get(law.set)
  if (rules === undefined) {
    rules = law.set.compiled.filter((c) => c.rule.adds !== undefined).map((c) => c.rule)
    adding.set(law.set, rules)
  }
  if (rules.length === 0) return []
  const sums: Partial<Record<FactName, FactValue | number | boolean>> = { ...values }
  const from: string[] = []
  for (const { caseId, facts } of unpunished) {
    let took = false
    for (const [name, kept] of Object.entries(facts ?? {})) {
      if (!Object.hasOwn(factTable, name)) continue
      const fact = factTable[name as FactName]
      if (fact.unit !== 'yuan' || fact.from !== 'record') continue
      const own = leastOf(sums[name as FactName])
      const more = typeof kept === 'number' ? kept : Number((kept as readonly unknown[])[0])
      if (!(more > 0)) continue
      sums[name as FactName] = { least: own + more, most: Infinity }
      took = true
    }
    if (took) from.push(caseId)
  }
  if (from.length === 0) return []
  forget(row)
  fill(row, withParameters(sums, subject, law))
  return screen(law.set, row, asked)
    .filter((s) => isHit(s) && s.rule.adds !== undefined)
    .map((s) => ({
      ...{ rule: s.rule.id, atAct: s.atAct, today: s.today, near: false, others: from },
      used: Object.fromEntries(s.used.map((fact) => [fact, keptFact(sums[fact])])),
    }))
}

const leastOf = (value: FactValue | number | boolean | undefined): number =>
  value === undefined ? 0 : typeof value === 'object' ? value.least : Number(value)

export function keptFact(value: FactValue | number | boolean | undefined): KeptFact {
  if (value === undefined) return [0, null]
  if (typeof value !== 'object') return Number(value)
  if (value.least === value.most) return value.least
  return [value.least, Number.isFinite(value.most) ? value.most : null]
}

function keptFacts(values: FactValues): Record<string, KeptFact> | null {
  let kept: Record<string, KeptFact> | null = null
  for (const name in values) {
    kept ??= {}
    kept[name] = keptFact(values[name as FactName])
  }
  return kept
}
