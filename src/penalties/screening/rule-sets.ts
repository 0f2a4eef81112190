// Which rules hold here: the published ones with the operators' switches. A set that differs from the last one, also because
// a rule came into force today, has the records it concerns screened anew, and no others.
import { createHash } from 'node:crypto'
import type { Pool, Queryable } from '../../../db/index.ts'
import { run } from '../../../db/index.ts'
import { canonical, dayText, localDay } from '../../kernel/index.ts'
import {
  emptyRow,
  type FactName,
  facts as factTable,
  fill,
  offByDefault,
  rules as published,
  type Rule,
  type RuleSet,
  ruleSetOf,
} from '../../screening/index.ts'
import type { Law } from './judge.ts'
import type { ScreeningRoom } from './room.ts'

/** A figure that a province has set; `region` = the beginning of the codes it holds for. */
export interface Parameter {
  readonly region: string
  readonly fact: FactName
  readonly yuan: number
  readonly from: string
  readonly to: string | null
}

/** One rule of a set as it is kept: enough to tell what a change concerns. */
interface Kept {
  readonly id: string
  readonly from: string
  readonly hash: string
  readonly inForce: boolean
  readonly domains: readonly string[]
  readonly facts: readonly string[]
}

interface Given {
  readonly switches: readonly { readonly rule_id: string; readonly switched_on: boolean }[] | null
  readonly parameters: readonly (Omit<Parameter, 'region'> & { readonly region_code: string })[] | null
  readonly last: { readonly hash: string; readonly marks_key: string; readonly rules: readonly Kept[] } | null
}

const givenStatement = {
  name: 'screening_given',
  text: `
select
  (select json_agg(s) from (select distinct on (rule_id) rule_id, switched_on from screening_rule_switch order by rule_id, seq desc) s) as switches,
  (select json_agg(p) from (
    select distinct on (region_code, fact, from_day) region_code, fact, yuan, from_day as "from", to_day as "to"
    from screening_parameter order by region_code, fact, from_day, seq desc) p) as parameters,
  (select row_to_json(r) from (select hash, marks_key, rules from screening_rule_set order by seq desc limit 1) r) as last`,
}

export interface Holding extends Law {
  readonly given: Given
  readonly kept: readonly Kept[]
}

const compiled = new Map<string, RuleSet>()

/** What holds now. Throws RuleFault where a rule cannot be read. */
export async function lawOf(room: ScreeningRoom): Promise<Holding> {
  const [given] = await run<Given & Record<string, unknown>>(room.pool, givenStatement)
  const { switches, parameters } = given as Given
  const today = dayText(localDay(room.now()))
  const { set, kept, hash } = heldBy(room.rules ?? published, switches ?? [], today)
  return {
    ...{ set, hash, today, kept, given: given as Given },
    ...(room.nearShare !== undefined && { nearShare: room.nearShare }),
    parameters: (parameters ?? []).map(({ region_code, ...p }) => ({
      ...p,
      region: region_code.replace(/(00)+$/, ''),
    })),
  }
}

interface Held {
  readonly set: RuleSet
  readonly kept: readonly Kept[]
  readonly hash: string
}

let held: (Held & { readonly rules: readonly Rule[]; readonly by: string }) | undefined

/** The rules that hold by these switches on a day. Asked for with every page of a case, and other only when somebody switches. */
function heldBy(rules: readonly Rule[], switches: NonNullable<Given['switches']>, today: string): Held {
  const by = `${today} ${JSON.stringify(switches)}`
  if (held?.rules === rules && held.by === by) return held
  const on = new Map(switches.map((s) => [s.rule_id, s.switched_on]))
  const set = setOf(rules.filter((rule) => on.get(rule.id) ?? !offByDefault(rule)))
  const kept = set.compiled.map(
    ({ rule, formula }): Kept => ({
      ...{ id: rule.id, from: rule.from, hash: hashOf(rule), inForce: set.on(today).some((c) => c.rule === rule) },
      ...{ domains: rule.domains, facts: telling(rule, formula.facts) },
    }),
  )
  held = { rules, by, set, kept, hash: hashOf(kept).slice(0, 16) }
  return held
}

function setOf(rules: readonly Rule[]): RuleSet {
  const key = hashOf(rules)
  let set = compiled.get(key)
  if (set === undefined) {
    set = ruleSetOf(rules, () => false)
    // A handful in the life of a process; a back-test brings its own.
    if (compiled.size > 8) compiled.clear()
    compiled.set(key, set)
  }
  return set
}

const hashOf = (value: unknown) => createHash('sha256').update(canonical(value)).digest('hex')

/** Stated of nearly every record: a rule concerns a record for it only where it alone can make a hit. */
const common: readonly FactName[] = ['is_unit']

/** Facts by which a record outside of a rule's fields is concerned by it. */
export function telling(rule: Rule, names: readonly FactName[]): FactName[] {
  const one = ruleSetOf([rule], () => false).compiled[0]
  const row = emptyRow()
  const byItself = (value: number) => {
    fill(row, Object.fromEntries(common.map((name) => [name, value])))
    return one !== undefined && one.formula.least(row, 1) === 1
  }
  const alone = byItself(0) || byItself(1)
  return names.filter((name) => (alone || !common.includes(name)) && factTable[name].from !== 'region')
}

const keptStatement = `insert into screening_rule_set (hash, marks_key, rules, at) values ($1, $2, $3, $4)`
const sweepStatement = `
insert into screening_sweep (reason, domains, facts, rules, region, begun_at) values ($1, $2, $3, $4, $5, $6)`

/** Writes down a set that is not the last one, with what is to be screened for it. For the one who holds the lock. */
export async function settle(connection: Queryable, room: ScreeningRoom, holding: Holding): Promise<void> {
  const { last } = holding.given
  const { fingerprint } = room.marksKey
  if (last !== null && last.hash === holding.hash && last.marks_key === fingerprint) return
  const at = new Date(room.now()).toISOString()
  await connection.query('begin')
  try {
    await connection.query(keptStatement, [holding.hash, fingerprint, JSON.stringify(holding.kept), at])
    if (last === null || last.marks_key !== fingerprint)
      await connection.query(sweepStatement, [last === null ? 'rules' : 'key', null, null, null, null, at])
    else {
      const changed = differing(last.rules, holding.kept)
      await connection.query(sweepStatement, [
        'rules',
        [...new Set(changed.flatMap((k) => k.domains))],
        [...new Set(changed.flatMap((k) => k.facts))],
        [...new Set(changed.map((k) => k.id))],
        ...[null, at],
      ])
    }
    await connection.query('commit')
  } catch (error) {
    await connection.query('rollback').catch(() => {})
    throw error
  }
}

function differing(before: readonly Kept[], after: readonly Kept[]): Kept[] {
  const named = (list: readonly Kept[]) => new Map(list.map((k) => [`${k.id} ${k.from} ${k.hash} ${k.inForce}`, k]))
  const [a, b] = [named(before), named(after)]
  return [...[...a].filter(([key]) => !b.has(key)), ...[...b].filter(([key]) => !a.has(key))].map(([, kept]) => kept)
}

export interface Switch {
  readonly ruleId: string
  readonly on: boolean
  readonly by: string
  readonly reason: string
}

/** Switches a rule; the follower notices, and screens what it concerns. */
export async function switchRule(room: Pick<ScreeningRoom, 'pool' | 'now'>, s: Switch): Promise<void> {
  await run(
    room.pool,
    `insert into screening_rule_switch (rule_id, switched_on, by, reason, at) values ($1, $2, $3, $4, $5)`,
    [s.ruleId, s.on, s.by, s.reason, new Date(room.now()).toISOString()],
  )
}

export interface ParameterEntered {
  readonly regionCode: string
  readonly fact: FactName
  readonly yuan: number
  readonly from: string
  readonly to: string | null
  readonly basis: string
  readonly by: string
}

/** Enters a province's figure, in the place of one of the same day; records of its region are screened anew. */
export async function enterParameter(room: ScreeningRoom, p: ParameterEntered): Promise<void> {
  const at = new Date(room.now()).toISOString()
  const rules = (room.rules ?? published).filter((rule) =>
    ruleSetOf([rule], () => false).compiled[0]?.formula.facts.includes(p.fact),
  )
  await run(
    room.pool,
    `with entered as (
       insert into screening_parameter (region_code, fact, yuan, from_day, to_day, basis, entered_by, at)
       values ($1, $2, $3, $4, $5, $6, $7, $8)
     ) insert into screening_sweep (reason, domains, facts, rules, region, begun_at) values ('rules', $9, $10, $11, $12, $8)`,
    [
      ...[p.regionCode, p.fact, p.yuan, p.from, p.to, p.basis, p.by, at],
      [...new Set(rules.flatMap((r) => r.domains))],
      [...new Set(rules.flatMap((r) => telling(r, ruleSetOf([r], () => false).compiled[0]?.formula.facts ?? [])))],
      [...new Set(rules.map((r) => r.id))],
      p.regionCode.replace(/(00)+$/, ''),
    ],
  )
}

export interface ParameterRow {
  readonly region_code: string
  readonly fact: string
  readonly yuan: number
  readonly from_day: string
  readonly to_day: string | null
  readonly basis: string
  readonly entered_by: string
  readonly at: Date
}

/** All that were entered, the newest of a region and fact first. */
export const parametersEntered = (pool: Pool): Promise<ParameterRow[]> =>
  run<ParameterRow & Record<string, unknown>>(
    pool,
    `select region_code, fact, yuan, from_day::text, to_day::text, basis, entered_by, at from screening_parameter
     order by region_code, fact, seq desc limit 1000`,
  )
