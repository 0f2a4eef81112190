// A subject's other penalties, of all organs, by its identifiers: one set-based question a batch. What is not known here
// is no proof of anything: the counts are lower bounds.
import type pg from 'pg'
import type { Subject } from './draw.ts'
import { longestYears, penaltyBit, unpunishedBit, windows, yearsBefore } from './windows.ts'

/** Another record of the same subject. */
export interface Member {
  readonly caseId: string
  readonly day: string | null
  readonly counts: number
  /** Of one that nobody punished: its facts, as kept. */
  readonly facts: Readonly<Record<string, unknown>> | null
}

export interface History {
  /** Fact → how many penalties on different days counted; only what was found. */
  readonly counted: ReadonlyMap<string, readonly Member[]>
  /** Penalties on different days in the months before, whatever they were for. */
  readonly earlier: number
  readonly unpunished: readonly Member[]
}

/** A subject with more than these (a platform that is a party to everything) is looked at so far. */
const membersMax = 200
export const repeatedMonths = 24

const membersStatement = {
  name: 'screening_members',
  text: `
select d.digest, m.case_id, m.day::text as day, m.counts,
  case when m.counts & ${unpunishedBit} <> 0 then (select s.facts from screening s where s.case_id = m.case_id) end as facts
from unnest($1::uuid[]) as d(digest) cross join lateral (
  select case_id, day, counts from penalty_mark m where m.digest = d.digest and m.kind in ('person', 'unit')
  order by day desc nulls last limit ${membersMax}
) m`,
}

interface MemberRow {
  readonly digest: string
  readonly case_id: string
  readonly day: string | null
  readonly counts: number
  readonly facts: Record<string, unknown> | null
}

/** Digest (32 hexadecimal digits) → records with it. */
export async function membersOf(
  connection: Pick<pg.PoolClient, 'query'>,
  digests: readonly string[],
): Promise<Map<string, Member[]>> {
  const found = new Map<string, Member[]>()
  if (digests.length === 0) return found
  // In the order of the index: neighbours share its pages.
  const { rows } = await connection.query<MemberRow>({ ...membersStatement, values: [[...digests].sort()] })
  for (const { digest, case_id, day, counts, facts } of rows) {
    const key = digest.replaceAll('-', '')
    const member: Member = { caseId: case_id, day, counts, facts }
    const own = found.get(key)
    if (own === undefined) found.set(key, [member])
    else own.push(member)
  }
  return found
}

const none: History = { counted: new Map(), earlier: 0, unpunished: [] }

/** What of a subject's other records lies before it. */
export function historyOf(subject: Subject, members: readonly Member[]): History {
  const { windowDay } = subject
  if (windowDay === null || members.length === 0) return none
  const seen = new Set<string>()
  const counted = new Map<string, Member[]>()
  const days = new Set<string>()
  const unpunished: Member[] = []
  const recent = yearsBefore(windowDay, repeatedMonths / 12)
  const longest = yearsBefore(windowDay, longestYears)
  for (const member of members) {
    const { caseId, day, counts } = member
    if (caseId === subject.read.id || seen.has(caseId) || day === null || day > windowDay) continue
    seen.add(caseId)
    if ((counts & unpunishedBit) !== 0) {
      if (day >= longest) unpunished.push(member)
      continue
    }
    // Of the same day: two platforms that tell of one decision, more often than two decisions.
    if (day === windowDay) continue
    if ((counts & penaltyBit) !== 0 && day >= recent) days.add(day)
    for (const [bit, { fact, years }] of windows.entries()) {
      if ((counts & (1 << bit)) === 0 || (years !== null && day < yearsBefore(windowDay, years))) continue
      const own = counted.get(fact)
      if (own === undefined) counted.set(fact, [member])
      else if (!own.some((m) => m.day === day)) own.push(member)
    }
  }
  return { counted, earlier: days.size, unpunished }
}
