// Holds a row of facts against every rule in force: hit, no, or unknown with the facts that would decide it. The law of
// the act's day and that of today are both asked; where they differ a person chooses (从旧兼从轻, Criminal Law 12).
import { type FactName, factPlaces } from './facts.ts'
import { type Formula, formulaOf, type Known } from './interval.ts'
import { emptyRow, isKnown } from './row.ts'
import { expressionOf, offByDefault, type Rule } from './rule.ts'
import { rules as published } from './rules.ts'

export type Verdict = 'hit' | 'no' | 'unknown'

export interface Compiled {
  readonly rule: Rule
  readonly formula: Formula
  /** Where its facts stand in a row. */
  readonly places: readonly number[]
  /** What would decide it while nothing of it is known: most rules, for most records. */
  readonly blank: { readonly verdict: Verdict; readonly missing: readonly FactName[] }
}

export interface RuleSet {
  readonly compiled: readonly Compiled[]
  /** Rules in force on a local day (`yyyy-mm-dd`), compiled once. */
  on(day: string): readonly Compiled[]
}

/** Compiles rules; throws RuleFault, which names the first that cannot be read. */
export function ruleSetOf(rules: readonly Rule[] = published, isOff: (rule: Rule) => boolean = offByDefault): RuleSet {
  const compiled = rules.filter((rule) => !isOff(rule)).map(compiledOf)
  // A set changes on a few days only; each stretch between two of them is filtered once.
  const turns = [
    ...new Set(compiled.flatMap(({ rule }) => (rule.to === undefined ? [rule.from] : [rule.from, rule.to]))),
  ].sort()
  const stretches = new Map<number, readonly Compiled[]>()
  return {
    compiled,
    on(day) {
      let stretch = 0
      while (stretch < turns.length && (turns[stretch] as string) <= day) stretch += 1
      let list = stretches.get(stretch)
      if (list === undefined) {
        list = compiled.filter(({ rule }) => rule.from <= day && (rule.to === undefined || day < rule.to))
        stretches.set(stretch, list)
      }
      return list
    },
  }
}

const nothing = emptyRow()

function compiledOf(rule: Rule): Compiled {
  const formula = formulaOf(expressionOf(rule))
  const places = formula.facts.map((name) => factPlaces.get(name) as number)
  return { rule, formula, places, blank: { verdict: verdictOf(formula, nothing), missing: deciding(formula, nothing) } }
}

const isBlank = (places: readonly number[], { least, most }: Known): boolean => {
  for (const place of places)
    if (least[place] !== nothing.least[place] || most[place] !== nothing.most[place]) return false
  return true
}

export function verdictOf(formula: Formula, known: Known, share = 1): Verdict {
  if (formula.least(known, share) === 1) return 'hit'
  return formula.most(known, share) === 0 ? 'no' : 'unknown'
}

export interface Screened {
  readonly rule: Rule
  /** Under the law of the act's day; null where no version of the rule held then, or the day is not known. */
  readonly atAct: Verdict | null
  /** Under the law of today; null where the rule holds no more. */
  readonly today: Verdict | null
  /** Facts that made it a hit, in the order of the rule. */
  readonly used: readonly FactName[]
  /** For an unknown: facts that, once known, would decide it. */
  readonly missing: readonly FactName[]
  /** True where the figures reach the given share of what would be a hit and are no hit themselves. */
  readonly near: boolean
}

export interface Asked {
  /** Local day of the act; null where it is not known. */
  readonly actDay: string | null
  readonly today: string
  /** Field of enforcement: outside of a rule's own fields its missing facts are not asked for. */
  readonly domain: string | null
  /**
   * Share from which figures count as near (0.8 = 80 %) where the rule’s own instrument has none that was read; left out,
   * nearness is not looked at for them.
   */
  readonly nearShare?: number
}

/** Hits, near misses and what is unknown within the field; rules that are surely not met are left out. */
export function screen(set: RuleSet, known: Known, asked: Asked): Screened[] {
  const found: Screened[] = []
  const now = set.on(asked.today)
  const then = asked.actDay === null ? now : set.on(asked.actDay)
  for (const one of now) judge(found, one, known, asked, asked.actDay === null || then.includes(one), true)
  for (const one of then) if (!now.includes(one)) judge(found, one, known, asked, true, false)
  return found
}

function judge(
  found: Screened[],
  { rule, formula, places, blank }: Compiled,
  known: Known,
  { actDay, domain, nearShare }: Asked,
  heldThen: boolean,
  holdsNow: boolean,
): void {
  const untold = isBlank(places, known)
  if (untold && domain !== null && !rule.domains.includes(domain)) return
  const verdict = untold ? blank.verdict : verdictOf(formula, known)
  const share = rule.near?.read === 'read' ? rule.near.share : nearShare
  if (verdict === 'no' && share === undefined) return
  const near = !untold && verdict !== 'hit' && share !== undefined && formula.least(known, share) === 1
  if (verdict === 'no' && !near) return
  const asks = domain === null || rule.domains.includes(domain)
  if (verdict === 'unknown' && !near && !asks) return
  found.push({
    rule,
    atAct: actDay !== null && heldThen ? verdict : null,
    today: holdsNow ? verdict : null,
    used: verdict === 'hit' ? proving(formula, known, 1) : near ? proving(formula, known, share as number) : [],
    missing: verdict !== 'unknown' ? [] : untold ? blank.missing : deciding(formula, known),
    near,
  })
}

/** The known facts of the branches that make a formula true. */
function proving(formula: Formula, known: Known, share: number): FactName[] {
  const { node } = formula
  if (node.kind === 'other') return formula.facts.filter((name) => isKnown(known, name))
  const true_ = node.branches.filter((b) => b.least(known, share) === 1)
  const used = node.kind === 'and' ? true_ : true_.slice(0, 1)
  return unique(used.flatMap((b) => proving(b, known, share)))
}

/** The unknown facts of the branches that are still open. */
function deciding(formula: Formula, known: Known): FactName[] {
  const { node } = formula
  if (node.kind === 'other') return formula.facts.filter((name) => !isExact(known, name))
  return unique(node.branches.filter((b) => verdictOf(b, known) === 'unknown').flatMap((b) => deciding(b, known)))
}

const isExact = (known: Known, name: FactName): boolean => {
  const place = factPlaces.get(name) as number
  return known.least[place] === known.most[place]
}
const unique = <T>(list: readonly T[]): T[] => [...new Set(list)]
