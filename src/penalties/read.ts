// Sight of penalty cases: the list, one with its duplicates and what became of it, its versions.
import { run, type Statement } from '../../db/index.ts'
import type { PenaltyRecord } from '../../schemas/index.ts'
import { type Difference, differences } from './differences.ts'
import type { Penalties } from './room.ts'
import { regionsWatched, seen, type Viewer } from './sight.ts'

export interface CaseFilter {
  readonly after: string | null
  readonly limit: number
  readonly organCode?: string | undefined
  readonly region?: string | undefined
  readonly domain?: string | undefined
  readonly decidedFrom?: string | undefined
  readonly decidedTo?: string | undefined
  readonly state?: string | undefined
  readonly decisionKey?: string | undefined
  /** Said to be a suspected crime, and transferred neither by the record nor here. */
  readonly suspectedNotTransferred?: boolean
  /** Only of these. */
  readonly ids?: readonly string[]
}

const columns = `c.id, c.origin, c.key, c.version, c.state, c.source_day::text, c.sender_id, c.agency_id, c.organ_name, c.organ_code,
  c.region_code, c.domain, c.decided_on::text, c.procedure, c.fine_fen, c.suspected, c.transferred, c.transfer_id, c.created_at, c.updated_at`

export interface CaseRow {
  readonly id: string
  readonly origin: string
  readonly key: string
  readonly version: number
  readonly state: 'live' | 'withdrawn'
  readonly source_day: string
  readonly sender_id: string | null
  readonly agency_id: string | null
  readonly organ_name: string | null
  readonly organ_code: string | null
  readonly region_code: string | null
  readonly domain: string | null
  readonly decided_on: string | null
  readonly procedure: 'summary' | 'quick' | 'ordinary' | null
  readonly fine_fen: string | null
  readonly suspected: boolean | null
  readonly transferred: boolean | null
  readonly transfer_id: string | null
  readonly created_at: Date
  readonly updated_at: Date
}

export interface Seen {
  readonly row: CaseRow
  /** As last read; null where only a withdrawal came. */
  readonly record: PenaltyRecord | null
}

/** What a withdrawal left is the record before it. */
const lastRecord = `left join lateral (
  select record from penalty_version v where v.case_id = c.id and v.record is not null order by v.version desc limit 1
) r on true`

const filters = `($3::uuid is null or c.id < $3) and ($5::text is null or c.organ_code = $5) and ($6::text is null or c.region_code like $6 || '%')
  and ($7::text is null or c.domain = $7) and ($8::date is null or c.decided_on >= $8) and ($9::date is null or c.decided_on <= $9)
  and ($10::text is null or c.state = $10) and ($11::text is null or c.decision_key = $11)
  and (not $12::boolean or (c.suspected and c.transferred is not true and c.transfer_id is null))`

const own = (which: string) =>
  `(select c.* from penalty_case c where ${which} and ${filters} order by c.id desc limit $4)`

/** Each ground of sight has an index of its own, so each is asked for its first ones; together they have them all. */
const listStatement: Statement = {
  name: 'penalties_list',
  text: `select ${columns}, r.record from (
  select distinct on (c.id) * from (
    ${own('c.agency_id = $1')} union all ${own('c.sender_id = $1')}
    union all ${own(`$2::text is not null and c.region_code like $2 || '%'`)}
  ) c order by c.id desc limit $4
) c ${lastRecord} order by c.id desc`,
}

const listAllStatement: Statement = {
  name: 'penalties_list_all',
  text: `select ${columns}, r.record from ${own('$1::uuid is null and $2::text is null')} c ${lastRecord} order by c.id desc`,
}

const listAmongStatement: Statement = {
  name: 'penalties_list_among',
  text: `select ${columns}, r.record from (
  select c.* from penalty_case c where c.id = any($13::uuid[]) and ${seen} and ${filters} order by c.id desc limit $4
) c ${lastRecord} order by c.id desc`,
}

/** Newest first. Here and below, the viewer `null` is the operator. */
export async function list(
  room: Penalties,
  viewer: Viewer | null,
  filter: CaseFilter,
): Promise<{ items: Seen[]; next: string | null }> {
  const f = filter
  const rows = await run<CaseRow & { record: string | null }>(
    room.pool,
    f.ids !== undefined ? listAmongStatement : viewer === null ? listAllStatement : listStatement,
    [
      ...[
        viewer?.id ?? null,
        regionsWatched(viewer),
        f.after,
        f.limit + 1,
        f.organCode ?? null,
        f.region ?? null,
        f.domain ?? null,
      ],
      ...[
        f.decidedFrom ?? null,
        f.decidedTo ?? null,
        f.state ?? null,
        f.decisionKey ?? null,
        f.suspectedNotTransferred ?? false,
      ],
      ...(f.ids === undefined ? [] : [f.ids]),
    ],
  )
  const items = rows.slice(0, f.limit).map(seenOf)
  return { items, next: rows.length > f.limit ? (items.at(-1)?.row.id ?? null) : null }
}

const seenOf = ({ record, ...row }: CaseRow & { record: string | null }): Seen => ({
  row,
  record: record === null ? null : (JSON.parse(record) as PenaltyRecord),
})

const headsStatement: Statement = {
  name: 'penalties_heads',
  text: `select ${columns}, r.record from penalty_case c ${lastRecord} where c.id = any($1::uuid[]) order by c.id desc`,
}

/** Of these, newest first; whoever asks has made sure that they may be seen. */
export async function headsOf(room: Pick<Penalties, 'pool'>, ids: readonly string[]): Promise<Seen[]> {
  return (await run<CaseRow & { record: string | null }>(room.pool, headsStatement, [ids])).map(seenOf)
}

const showStatement: Statement = {
  name: 'penalties_show',
  text: `select ${columns}, r.record from penalty_case c ${lastRecord} where c.id = $3 and ${seen}`,
}

/**
 * The same facts under another key or from another origin, or the same decision of the same organ. Neither is merged: two
 * platforms may both be right, and which of them is the organ's own word is not for us to guess.
 */
const duplicatesStatement: Statement = {
  name: 'penalties_duplicates',
  text: `
select ${columns}, c.fingerprint = own.fingerprint as same_facts,
  coalesce(c.decision_key = own.decision_key and (c.organ_code = own.organ_code or c.organ_name = own.organ_name), false) as same_decision
from penalty_case own cross join lateral (
  select * from penalty_case f where f.fingerprint = own.fingerprint
  union select * from penalty_case d where d.decision_key = own.decision_key
) c
where own.id = $3 and c.id <> own.id and ${seen}
  and (c.fingerprint = own.fingerprint
    or (c.decision_key = own.decision_key and (c.organ_code = own.organ_code or c.organ_name = own.organ_name)))
order by c.id limit 50`,
}

/** Where the kind of procedure of a version differs from the one before: 简易、快速、普通程序 converted into each other. */
const conversionsStatement: Statement = {
  name: 'penalties_conversions',
  text: `
select version, at, "from", "to" from (
  select version, at, kind as "to", lag(kind) over (order by version) as "from" from (
    select version, at, record::json -> 'procedure' ->> 'kind' as kind from penalty_version
    where case_id = $1 and record is not null order by version limit 1000
  ) k where kind is not null
) c where "from" <> "to" order by version`,
}

const outcomesStatement: Statement = {
  name: 'penalties_outcomes',
  text: 'select transfer_id, version, step, status, at from penalty_outcome where case_id = $1 order by at desc, version desc limit 200',
}

export interface Duplicate {
  readonly row: CaseRow
  readonly sameFacts: boolean
  readonly sameDecision: boolean
}

export interface Conversion {
  readonly version: number
  readonly at: Date
  readonly from: string
  readonly to: string
}

export interface OutcomeRow {
  readonly transfer_id: string
  readonly version: number
  readonly step: string
  readonly status: string
  readonly at: Date
}

export interface Shown extends Seen {
  readonly duplicates: readonly Duplicate[]
  readonly conversions: readonly Conversion[]
  readonly outcomes: readonly OutcomeRow[]
}

/** Undefined where the viewer has no sight of it. */
export async function show(room: Penalties, viewer: Viewer | null, id: string): Promise<Shown | undefined> {
  const of = [viewer?.id ?? null, regionsWatched(viewer), id]
  const [found] = await run<CaseRow & { record: string | null }>(room.pool, showStatement, of)
  if (found === undefined) return undefined
  const [alike, conversions, outcomes] = await Promise.all([
    run<CaseRow & { same_facts: boolean | null; same_decision: boolean }>(room.pool, duplicatesStatement, of),
    found.version < 2 ? [] : run<Conversion & Record<string, unknown>>(room.pool, conversionsStatement, [id]),
    run<OutcomeRow & Record<string, unknown>>(room.pool, outcomesStatement, [id]),
  ])
  const duplicates = alike.map(({ same_facts, same_decision, ...row }) => ({
    row,
    sameFacts: same_facts === true,
    sameDecision: same_decision,
  }))
  return { ...seenOf(found), duplicates, conversions, outcomes }
}

export interface VersionShown {
  readonly version: number
  readonly at: Date
  readonly operation: 'insert' | 'update' | 'delete' | 'correction' | 'release'
  readonly digest: string
  readonly layout: string
  readonly sourceAt: string | null
  readonly batchId: string | null
  readonly reason: string | null
  readonly officers: readonly { readonly name: string; readonly certificateNo: string }[]
  readonly raw: unknown
  readonly record: PenaltyRecord | null
  /** Against the version before; empty for the first. */
  readonly changes: readonly Difference[]
}

const versionsStatement: Statement = {
  name: 'penalties_versions',
  text: `
select v.version, v.at, v.operation, encode(v.digest, 'hex') as digest, v.layout, v.source_at as "sourceAt", v.batch_id as "batchId",
  v.reason, v.officers, v.raw, v.record
from penalty_case c join penalty_version v on v.case_id = c.id
where c.id = $3 and ${seen} and v.version >= $4 order by v.version limit $5`,
}

type VersionRow = Omit<VersionShown, 'officers' | 'raw' | 'record' | 'changes'> & {
  readonly officers: string | null
  readonly raw: string
  readonly record: string | null
}

/** Oldest first, from the one after `after` (0 for the first); undefined where the viewer has no sight of it. */
export async function versions(
  room: Penalties,
  viewer: Viewer | null,
  id: string,
  page: { after: number; limit: number },
): Promise<{ items: VersionShown[]; next: string | null } | undefined> {
  // One more at each end: what a version changed is told against the one before, and whether the list goes on.
  const rows = await run<VersionRow & Record<string, unknown>>(room.pool, versionsStatement, [
    ...[viewer?.id ?? null, regionsWatched(viewer), id, page.after, page.limit + (page.after > 0 ? 2 : 1)],
  ])
  if (rows.length === 0) return undefined
  const all = rows.map(
    (row): VersionShown => ({
      ...row,
      officers: row.officers === null ? [] : JSON.parse(row.officers),
      raw: JSON.parse(row.raw),
      record: row.record === null ? null : (JSON.parse(row.record) as PenaltyRecord),
      changes: [],
    }),
  )
  let before: PenaltyRecord | null = null
  const told: VersionShown[] = []
  for (const one of all) {
    const changes = before !== null && one.record !== null ? differences(before, one.record) : []
    before = one.record ?? before
    if (one.version > page.after) told.push({ ...one, changes })
  }
  const items = told.slice(0, page.limit)
  return { items, next: told.length > page.limit ? String(items.at(-1)?.version) : null }
}
