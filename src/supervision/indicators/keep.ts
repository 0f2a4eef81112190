// Writes what cases contribute: their facts replaced, and of the cells only the difference added, in one transaction, so
// that a cell never says what its facts do not.
import type { Asking } from '../../../db/index.ts'
import { type CellDelta, Deltas, regionScopes, yearEmpty, yearOfMonths, yearsAdded } from './cells.ts'
import { type Counted, type Fact, factText } from './facts.ts'

/** Any number will do; all that write facts use the same. */
export const indicatorsLock = 7_310_361

interface FactRow {
  readonly subject: string
  readonly indicator: string
  readonly instance: string
  readonly source: 't' | 'p'
  readonly month: number
  readonly n: number
  readonly d: number
  readonly pn: number
  readonly pd: number
  readonly agency_ids: string[]
  readonly region_code: string
  readonly level: string
  readonly domain: string
  readonly charge: string
  readonly kind: string
}

export const factColumns =
  'subject, indicator, instance, source, month, n, d, pn, pd, agency_ids, region_code, level, domain, charge, kind'

export const factOf = (r: FactRow): Fact => ({
  subject: r.subject,
  indicator: r.indicator,
  instance: r.instance,
  source: r.source,
  month: r.month,
  n: r.n,
  d: r.d,
  personsN: r.pn,
  personsD: r.pd,
  agencyIds: r.agency_ids,
  regionCode: r.region_code,
  level: r.level,
  domain: r.domain,
  charge: r.charge,
  kind: r.kind,
})

const rowOf = (f: Fact): FactRow => ({
  subject: f.subject,
  indicator: f.indicator,
  instance: f.instance,
  source: f.source,
  month: f.month,
  n: f.n,
  d: f.d,
  pn: f.personsN,
  pd: f.personsD,
  agency_ids: f.agencyIds as string[],
  region_code: f.regionCode,
  level: f.level,
  domain: f.domain,
  charge: f.charge,
  kind: f.kind,
})

const factsOf = {
  name: 'indicators_facts_of',
  text: `select ${factColumns} from indicator_fact where subject = any($1::uuid[])`,
}
const labelsOf = {
  name: 'indicators_labels_of',
  text: 'select subject, label_id from indicator_label where subject = any($1::uuid[])',
}
const versionsOf = {
  name: 'indicators_versions_of',
  text: 'select subject, version from indicator_case where subject = any($1::uuid[])',
}

const removeFacts = {
  name: 'indicators_remove_facts',
  text: `delete from indicator_fact f using unnest($1::uuid[], $2::text[], $3::text[]) as g(subject, indicator, instance)
    where f.subject = g.subject and f.indicator = g.indicator and f.instance = g.instance`,
}
const writeFacts = {
  name: 'indicators_write_facts',
  text: `insert into indicator_fact (${factColumns})
    select ${factColumns} from json_to_recordset($1::json) as x(subject uuid, indicator text, instance text, source text, month int,
      n int, d int, pn int, pd int, agency_ids uuid[], region_code text, level text, domain text, charge text, kind text)
    on conflict (subject, indicator, instance) do update set month = excluded.month, n = excluded.n, d = excluded.d, pn = excluded.pn,
      pd = excluded.pd, agency_ids = excluded.agency_ids, region_code = excluded.region_code, level = excluded.level,
      domain = excluded.domain, charge = excluded.charge, kind = excluded.kind`,
}
const addCells = {
  name: 'indicators_add_years',
  text: `with given as (
    select scope collate "C" as scope, dim collate "C" as dim, indicator collate "C" as indicator, month / 100 as year,
      ${yearOfMonths}
    from unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[])
      as x(scope, dim, indicator, month, n, d, pn, pd) group by 1, 2, 3, 4
  ), added as (
    insert into indicator_year as c (scope, dim, indicator, year, n, d, pn, pd)
    select scope, dim, indicator, year, n, d, pn, pd from given order by scope, dim, indicator, year
    on conflict (scope, dim, indicator, year) do update set ${yearsAdded}
    returning c.scope, c.dim, c.indicator, c.year, c.n, c.d, c.pn, c.pd
  ) select scope, dim, indicator, year from added where ${yearEmpty('')}`,
}
const removeCells = {
  name: 'indicators_remove_years',
  text: `delete from indicator_year c using unnest($1::text[], $2::text[], $3::text[], $4::int[]) as g(scope, dim, indicator, year)
    where c.scope = g.scope and c.dim = g.dim and c.indicator = g.indicator and c.year = g.year and ${yearEmpty('c.')}`,
}
const addScopes = {
  name: 'indicators_add_scopes',
  text: 'insert into indicator_scope (parent, scope) select * from unnest($1::text[], $2::text[]) on conflict do nothing',
}
const writeVersions = {
  name: 'indicators_write_versions',
  text: `insert into indicator_case (subject, version) select * from unnest($1::uuid[], $2::int[])
    on conflict (subject) do update set version = excluded.version`,
}
const writeLabels = {
  name: 'indicators_write_labels',
  text: `with gone as (
    delete from indicator_label l where subject = any($1::uuid[])
      and not exists (select from unnest($2::uuid[], $3::uuid[]) as n(subject, label_id) where n.subject = l.subject and n.label_id = l.label_id)
  ) insert into indicator_label (subject, label_id) select * from unnest($2::uuid[], $3::uuid[]) on conflict do nothing`,
}

export interface Kept {
  readonly facts: ReadonlyMap<string, readonly Fact[]>
  readonly labels: ReadonlyMap<string, readonly string[]>
  readonly versions: ReadonlyMap<string, number>
}

/** What is kept of some subjects. */
export async function keptOf({ ask }: Pick<Asking, 'ask'>, subjects: readonly string[]): Promise<Kept> {
  const facts = new Map<string, Fact[]>()
  for (const row of await ask<FactRow & Record<string, unknown>>(factsOf, [subjects])) {
    const own = facts.get(row.subject)
    if (own === undefined) facts.set(row.subject, [factOf(row)])
    else own.push(factOf(row))
  }
  const labels = new Map<string, string[]>()
  for (const row of await ask<{ subject: string; label_id: string }>(labelsOf, [subjects]))
    labels.set(row.subject, [...(labels.get(row.subject) ?? []), row.label_id])
  const versions = await ask<{ subject: string; version: number }>(versionsOf, [subjects])
  return { facts, labels, versions: new Map(versions.map((v) => [v.subject, v.version])) }
}

/** What has to change of one subject. */
export interface Change {
  readonly gone: readonly Fact[]
  readonly come: readonly Fact[]
}

export function changeOf(kept: readonly Fact[], facts: readonly Fact[]): Change {
  if (kept.length === 0) return { gone: [], come: facts }
  const now = new Set(facts.map(factText))
  const before = new Set(kept.map(factText))
  return { gone: kept.filter((f) => !now.has(factText(f))), come: facts.filter((f) => !before.has(factText(f))) }
}

export interface Keeping {
  /** Labels that stand now, of subjects whose labels may have changed. */
  readonly labels?: ReadonlyMap<string, readonly string[]>
  /** Facts alone: whoever does so makes the cells anew afterwards. */
  readonly factsOnly?: boolean
}

/**
 * Replaces what is kept of these subjects. A transfer of which later entries are counted already is left as it is. The
 * caller holds the lock. Gives the number of cells that changed.
 */
export async function keep(
  asking: Pick<Asking, 'ask'>,
  counted: readonly Counted[],
  how: Keeping = {},
): Promise<number> {
  const { ask } = asking
  const subjects = [...new Set([...counted.map((c) => c.subject), ...(how.labels?.keys() ?? [])])]
  if (subjects.length === 0) return 0
  const kept = await keptOf(asking, subjects)
  const deltas = new Deltas()
  const gone: Fact[] = []
  const come: Fact[] = []
  const fresh = counted.filter((c) => c.version === undefined || c.version >= (kept.versions.get(c.subject) ?? 0))
  const bySubject = new Map(fresh.map((c) => [c.subject, c]))
  for (const subject of subjects) {
    const before = kept.facts.get(subject) ?? []
    const after = bySubject.get(subject)?.facts ?? before
    const was = kept.labels.get(subject) ?? []
    const is = how.labels?.get(subject) ?? was
    const change = changeOf(before, after)
    gone.push(...change.gone)
    come.push(...change.come)
    if (how.factsOnly) continue
    const moved = was.length !== is.length || was.some((l) => !is.includes(l))
    // Where the labels moved, what stays is counted under others too.
    for (const fact of moved ? before : change.gone) deltas.add(fact, was, -1)
    for (const fact of moved ? after : change.come) deltas.add(fact, is, 1)
  }
  if (gone.length > 0)
    await ask(removeFacts, [gone.map((f) => f.subject), gone.map((f) => f.indicator), gone.map((f) => f.instance)])
  if (come.length > 0) await ask(writeFacts, [JSON.stringify(come.map(rowOf))])
  const cases = fresh.filter((c) => c.version !== undefined && c.version !== kept.versions.get(c.subject))
  if (cases.length > 0) await ask(writeVersions, [cases.map((c) => c.subject), cases.map((c) => c.version)])
  if (how.labels !== undefined) {
    const pairs = [...how.labels].flatMap(([subject, ids]) => ids.map((id) => [subject, id] as const))
    await ask(writeLabels, [[...how.labels.keys()], pairs.map(([s]) => s), pairs.map(([, l]) => l)])
  }
  if (how.factsOnly) return 0
  const cells = deltas.all()
  await writeCells(asking, cells)
  return cells.length
}

async function writeCells({ ask }: Pick<Asking, 'ask'>, cells: readonly CellDelta[]): Promise<void> {
  if (cells.length === 0) return
  const empty = await ask<{ scope: string; dim: string; indicator: string; year: number }>(addCells, [
    ...[cells.map((c) => c.scope), cells.map((c) => c.dim), cells.map((c) => c.indicator), cells.map((c) => c.month)],
    ...[cells.map((c) => c.n), cells.map((c) => c.d), cells.map((c) => c.personsN), cells.map((c) => c.personsD)],
  ])
  if (empty.length > 0)
    await ask(removeCells, [
      ...[empty.map((c) => c.scope), empty.map((c) => c.dim), empty.map((c) => c.indicator), empty.map((c) => c.year)],
    ])
  const under = new Map<string, string>()
  for (const { scope } of cells) if (/^\d+$/.test(scope)) under.set(scope, parentOf(scope))
  if (under.size > 0) await ask(addScopes, [[...under.values()], [...under.keys()]])
}

/** The region around: `43` for 4301, `*` for a province. */
export function parentOf(scope: string): string {
  const chain = regionScopes(scope.padEnd(6, '0'))
  return chain.at(-2) ?? '*'
}
