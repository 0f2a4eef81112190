// A batch judged and written in one transaction: marks, results, what changed, who must be looked at again, and how far the
// queue is worked off. Cut off in the middle, nothing of it happened.
import type pg from 'pg'
import { copied, copyField, copyText } from '../../../db/index.ts'
import { downgradedOf, notableFlags, triageOf } from './beyond.ts'
import type { Subject } from './draw.ts'
import { historyOf, type Member, membersOf } from './history.ts'
import { type Judged, judge, type Law } from './judge.ts'
import { enqueueStatement } from './queue.ts'
import type { Read } from './read-batch.ts'
import { longestYears, penaltyBit, yearsBefore } from './windows.ts'

/** Of the queue: rows that are done with this batch, and one that is done so far. */
export interface Progress {
  readonly done: readonly string[]
  readonly partly: { readonly seq: string; readonly taken: number } | null
}

export interface Batch {
  readonly subjects: readonly Subject[]
  /** Cases whose marks are written anew though their version was seen. */
  readonly fresh: ReadonlySet<string>
  readonly progress: Progress
}

export interface BatchDeps {
  readonly law: Law
  readonly now: number
  /** Gives the thread to others where it has been held for long. */
  readonly breathe: () => Promise<void> | undefined
  /** A record that cannot be judged is told of and must not hold up the others. */
  readonly failed: (caseId: string, error: unknown) => void
}

const writeMs = 60_000

/** Under the follower's lock. Gives what it wrote. */
export async function writeBatch(connection: pg.PoolClient, batch: Batch, deps: BatchDeps): Promise<number> {
  const ask = (text: string, values: unknown[]) =>
    connection.query({ text, values, query_timeout: writeMs + 5_000 } as pg.QueryConfig)
  const at = new Date(deps.now).toISOString()
  await connection.query('begin')
  try {
    await connection.query(`set local statement_timeout = ${writeMs}`)
    const { subjects } = batch
    const ids = subjects.map((s) => s.read.id)
    const marked = subjects.filter((s) => s.read.b_version !== s.read.version || batch.fresh.has(s.read.id))
    const left = await takenOff(ask, marked)
    const others = await othersOf(connection, subjects, left)
    const results: Result[] = []
    for (const subject of subjects) {
      results.push(resultOf(subject, others, deps))
      const pause = deps.breathe()
      if (pause !== undefined) await pause
    }
    const before = ids.filter((_, i) => subjects[i]?.read.b_verdict !== null)
    if (before.length > 0) await ask(deleteStatement, [before])
    await copied(connection, copyResults, linesOf(results, deps.law.hash, at))
    await copied(connection, copyMarks, markLines(marked))
    await changesKept(ask, results, at)
    const again = lookedAtAgain(marked, others, left)
    if (again.length > 0) await ask(enqueueStatement, [again, 'history', at])
    if (ids.length > 0) await ask(doneStatement, [ids, at])
    const { done, partly } = batch.progress
    if (done.length > 0) await ask('delete from screening_queue where seq = any($1::bigint[])', [done])
    if (partly !== null) await ask('update screening_queue set taken = $2 where seq = $1', [partly.seq, partly.taken])
    await connection.query('commit')
    return subjects.length
  } catch (error) {
    await connection.query('rollback').catch(() => {})
    throw error
  }
}

type Ask = (text: string, values: unknown[]) => Promise<pg.QueryResult>

const deleteStatement = 'delete from screening where case_id = any($1::uuid[])'
const doneStatement = 'insert into screening_done (case_ids, at) values ($1::uuid[], $2)'
const takeOffStatement = `
delete from penalty_mark where case_id = any($1::uuid[]) returning case_id, kind, digest, day::text as day`

interface Left {
  readonly digest: string
  readonly day: string | null
}

/** Marks of an earlier version go; those of identifiers are named, for others counted by them. */
async function takenOff(ask: Ask, marked: readonly Subject[]): Promise<Left[]> {
  const had = marked.filter((s) => s.read.b_version !== null).map((s) => s.read.id)
  if (had.length === 0) return []
  const { rows } = await ask(takeOffStatement, [had])
  return (rows as { kind: string; digest: string; day: string | null }[])
    .filter((r) => r.kind === 'person' || r.kind === 'unit')
    .map((r) => ({ digest: r.digest.replaceAll('-', ''), day: r.day }))
}

/** Digest → the other records with it, those of this batch included as they are now. */
async function othersOf(
  connection: pg.PoolClient,
  subjects: readonly Subject[],
  left: readonly Left[],
): Promise<Map<string, Member[]>> {
  const digests = new Set(left.map((l) => l.digest))
  for (const { identities } of subjects) for (const digest of identities) digests.add(digest)
  const kept = await membersOf(connection, [...digests])
  const own = new Set(subjects.map((s) => s.read.id))
  const found = new Map<string, Member[]>()
  for (const [digest, members] of kept) {
    const foreign = members.filter((m) => !own.has(m.caseId))
    if (foreign.length > 0) found.set(digest, foreign)
  }
  const met = new Map<string, Subject[]>()
  for (const subject of subjects)
    for (const digest of subject.identities) {
      const same = met.get(digest)
      if (same === undefined) met.set(digest, [subject])
      else same.push(subject)
    }
  for (const [digest, same] of met) {
    if (same.length === 1) continue
    const members = same.map(
      (s): Member => ({
        ...{ caseId: s.read.id, day: s.markDay, counts: s.counts },
        facts:
          (s.counts & penaltyBit) === 0 ? Object.fromEntries(s.drawn.stated.map((x) => [x.fact, x.value.least])) : null,
      }),
    )
    found.set(digest, [...(found.get(digest) ?? []), ...members])
  }
  return found
}

interface Result {
  readonly read: Read
  readonly domain: string | null
  readonly actDay: string | null
  readonly judged: Judged
  readonly rules: readonly string[]
  readonly flags: number
  readonly triage: string | null
}

const unjudged: Judged = {
  ...{ verdict: 'unknown', hits: [], unknown: [], facts: null, transferred: false, screened: [], values: {} },
}
const none: readonly never[] = []

function resultOf(subject: Subject, others: ReadonlyMap<string, Member[]>, deps: BatchDeps): Result {
  const { read, domain, actDay, record, identities } = subject
  try {
    const history = historyOf(
      subject,
      others.size === 0 ? none : identities.flatMap((d): readonly Member[] => others.get(d) ?? none),
    )
    const judged = judge(subject, history, deps.law)
    const rules = judged.hits.length === 0 ? none : [...new Set(judged.hits.map((h) => h.rule))]
    if (record === null) return { read, domain, actDay, judged, rules, flags: 0, triage: null }
    const whole = domain === record.domain ? record : { ...record, domain }
    const flags = downgradedOf(whole, judged.screened, subject, history)
    const triage = triageOf(whole, judged.screened)
    return { read, domain, actDay, judged, rules, flags, triage: triage === null ? null : JSON.stringify(triage) }
  } catch (error) {
    deps.failed(read.id, error)
    return { read, domain, actDay, judged: unjudged, rules: none, flags: 0, triage: null }
  }
}

/** Later records of the same subjects, in whose windows these count now or count no more. */
function lookedAtAgain(
  marked: readonly Subject[],
  others: ReadonlyMap<string, Member[]>,
  left: readonly Left[],
): string[] {
  const own = new Set(marked.map((s) => s.read.id))
  const again = new Set<string>()
  const after = (digest: string, day: string | null) => {
    if (day === null) return
    for (const member of others.get(digest) ?? [])
      if (member.day !== null && member.day >= day && yearsBefore(member.day, longestYears) <= day)
        if (!own.has(member.caseId)) again.add(member.caseId)
  }
  for (const { identities, markDay } of marked) for (const digest of identities) after(digest, markDay)
  for (const { digest, day } of left) after(digest, day)
  return [...again]
}

const copyResults = `copy screening (case_id, version, rule_set, at, verdict, hits, hit_rules, unknown, flags, triage, domain, act_day,
  facts, transferred, agency_id, sender_id, region_code) from stdin`

const list = (names: readonly string[]) =>
  names.length === 0 ? '\\N' : copyText(`{${names.map((n) => `"${n}"`).join(',')}}`)
const json = (value: unknown) => copyText(JSON.stringify(value))

function* linesOf(results: readonly Result[], ruleSet: string, at: string): Generator<string> {
  for (const { read, judged, rules, flags, triage, domain, actDay } of results) {
    const hits = judged.hits.length === 0 ? '\\N' : json(judged.hits)
    const facts = judged.facts === null ? '\\N' : json(judged.facts)
    yield `${read.id}\t${read.version}\t${ruleSet}\t${at}\t${judged.verdict}\t${hits}\t${list(rules)}\t${list(judged.unknown)}\t${flags}\t${copyField(triage)}\t${copyField(domain)}\t${actDay ?? '\\N'}\t${facts}\t${judged.transferred ? 't' : 'f'}\t${read.agency_id ?? '\\N'}\t${read.sender_id ?? '\\N'}\t${copyField(read.region_code)}\n`
  }
}

const copyMarks = 'copy penalty_mark (case_id, kind, digest, day, counts) from stdin'

function* markLines(marked: readonly Subject[]): Generator<string> {
  for (const { read, marks, identities, markDay, counts } of marked)
    for (const [i, { kind, digest }] of marks.entries())
      yield `${read.id}\t${kind}\t${digest}\t${markDay ?? '\\N'}\t${i < identities.length ? counts : 0}\n`
}

const changeStatement = `
insert into screening_change (case_id, verdict_before, verdict, hits_changed, flags_changed, triage_changed, transfer_changed, at)
select *, $8::timestamptz from unnest($1::uuid[], $2::text[], $3::text[], $4::boolean[], $5::boolean[], $6::boolean[], $7::boolean[])`

const notable = (verdict: string, flags: number, triage: string | null) =>
  verdict === 'hit' || verdict === 'near' || (flags & notableFlags) !== 0 || triage !== null

/** Told only where there was or is something to act on: that a record is unknown is nobody's news. */
async function changesKept(ask: Ask, results: readonly Result[], at: string): Promise<void> {
  const rows: (readonly [string, string, string, boolean, boolean, boolean, boolean])[] = []
  for (const { read, judged, rules, flags, triage } of results) {
    const { verdict, transferred } = judged
    const before = read.b_verdict ?? 'none'
    const beforeFlags = read.b_flags ?? 0
    if (!notable(verdict, flags, triage) && !notable(before, beforeFlags, read.b_triage)) continue
    const hits = [...rules].sort().join() !== [...(read.b_rules ?? none)].sort().join()
    const transfer = read.b_verdict !== null && transferred !== read.b_transferred
    const triaged = !sameJson(triage, read.b_triage)
    if (before !== verdict || hits || flags !== beforeFlags || triaged || transfer)
      rows.push([read.id, before, verdict, hits, flags !== beforeFlags, triaged, transfer])
  }
  if (rows.length === 0) return
  const column = (i: number) => rows.map((row) => row[i])
  await ask(changeStatement, [...[0, 1, 2, 3, 4, 5, 6].map(column), at])
}

/** The database gives jsonb back in an order of its own. */
function sameJson(a: string | null, b: string | null): boolean {
  if (a === null || b === null) return a === b
  return sorted(a) === sorted(b)
}

const sorted = (text: string) =>
  JSON.stringify(JSON.parse(text), (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )
