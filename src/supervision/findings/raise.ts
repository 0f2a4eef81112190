// Raises findings and closes those whose cause is gone: many at once, on the connection of the transaction that found it
// out. The same cause twice is one finding; one that was closed comes again as a new one that names the former.
import type { Queryable } from '../../../db/index.ts'
import { canonical, gatewayClient, uuidv7 } from '../../kernel/index.ts'
import { oweNotices } from '../../outbox/index.ts'
import type { CauseGone, FindingCause } from './cause.ts'
import { familyOf, kindRule } from './kinds.ts'
import { noticeOf } from './notices.ts'
import { type FindingRow, findingColumns, headJson } from './row.ts'

const given = `given as materialized (
  select * from json_to_recordset($1::json) as x(id uuid, kind text, family text, subject text, agency_id uuid, supervisor_id uuid,
    also_told json, only_for json, region_code text, level text, domain text, transfer_id uuid, penalty_id uuid, grade text,
    basis jsonb, detail jsonb, since timestamptz, due_at timestamptz, body text)
)`
const ids = (list: string) =>
  `case when json_typeof(${list}) = 'array' then array(select value::uuid from json_array_elements_text(${list})) end`

/** $1 causes, $2 now. The version tells what was raised from what changed: it begins with 1. */
const raiseStatement = {
  name: 'findings_raise',
  text: `with ${given},
written as (
  insert into finding (id, kind, family, subject, agency_id, supervisor_id, also_told, only_for, region_code, level, domain,
    transfer_id, penalty_id, grade, state, basis, detail, since, due_at, version, raised_at, updated_at, former_id)
  select g.id, g.kind, g.family, g.subject, g.agency_id, g.supervisor_id, ${ids('g.also_told')}, ${ids('g.only_for')}, g.region_code,
    g.level, g.domain, g.transfer_id, g.penalty_id, g.grade, 'raised', g.basis, g.detail, g.since, g.due_at, 1, $2, $2,
    (select f.id from finding f where f.subject = g.subject and f.family = g.family and f.state = 'closed' order by f.id desc limit 1)
  from given g
  on conflict (family, subject) where state <> 'closed' do update
    set kind = excluded.kind, grade = excluded.grade, basis = excluded.basis, detail = excluded.detail, due_at = excluded.due_at,
      version = finding.version + 1, updated_at = excluded.updated_at
    where (finding.kind, finding.grade, finding.due_at, finding.detail) is distinct from
      (excluded.kind, excluded.grade, excluded.due_at, excluded.detail)
  returning *
),
entered as (
  insert into finding_event (finding_id, version, act, client_id, at, officers, body, after)
  select w.id, w.version, case w.version when 1 then 'raise' else 'grade' end, '${gatewayClient}', $2, '[]', g.body, ${headJson('w')}
  from written w join given g using (family, subject)
)
select ${findingColumns('w')} from written w`,
}

export interface Raised {
  readonly raised: number
  readonly changed: number
}

/** Raises what is new and brings what is open up to date; tells those concerned. */
export async function raise(connection: Queryable, now: Date, causes: readonly FindingCause[]): Promise<Raised> {
  const once = new Map<string, FindingCause>()
  for (const cause of causes) once.set(`${familyOf(cause.kind)} ${cause.subject}`, cause)
  if (once.size === 0) return { raised: 0, changed: 0 }
  const { rows } = await connection.query<FindingRow & object>({
    ...raiseStatement,
    values: [JSON.stringify([...once.values()].map((cause) => rowOf(cause, now))), now],
  })
  await oweNotices(
    connection,
    rows.map((row) => noticeOf(row, row.version === 1 ? 'raise' : 'grade', now)),
  )
  const raised = rows.filter(({ version }) => version === 1).length
  return { raised, changed: rows.length - raised }
}

function rowOf(cause: FindingCause, now: Date) {
  const { kind, grade, detail, dueAt } = cause
  const basis = cause.basis ?? kindRule(kind).basis
  const due = dueAt?.toISOString() ?? null
  return {
    ...{ id: uuidv7(now.getTime()), kind, family: familyOf(kind), subject: cause.subject, grade, detail, basis },
    ...{ agency_id: cause.agencyId, supervisor_id: cause.supervisorId, region_code: cause.regionCode },
    ...{ also_told: cause.alsoTold ?? null, only_for: cause.onlyFor ?? null, level: cause.level, domain: cause.domain },
    ...{ transfer_id: cause.transferId ?? null, penalty_id: cause.penaltyId ?? null },
    ...{ since: cause.since.toISOString(), due_at: due },
    body: canonical({ kind, grade, ...(due !== null && { dueAt: due }), basis, detail }),
  }
}

/** $1 causes that are gone, $2 now. */
const closeStatement = {
  name: 'findings_lapse',
  text: `with given as materialized (
  select * from json_to_recordset($1::json) as x(family text, subject text, because text, body text)
),
closed as (
  update finding f set state = 'closed', closed_at = $2, closed_because = g.because, version = f.version + 1, updated_at = $2
  from given g where f.family = g.family and f.subject = g.subject and f.state <> 'closed'
    and f.subject = any (array(select subject from given))
  returning f.*, g.body
),
entered as (
  insert into finding_event (finding_id, version, act, client_id, at, officers, body, after)
  select c.id, c.version, 'lapse', '${gatewayClient}', $2, '[]', c.body, ${headJson('c')} from closed c
)
select ${findingColumns('c')} from closed c`,
}

/** Closes open findings whose cause is gone, and says why; gives how many there were. */
export async function closeCauses(connection: Queryable, now: Date, gone: readonly CauseGone[]): Promise<number> {
  const once = new Map(gone.map((one) => [`${one.family} ${one.subject}`, one]))
  if (once.size === 0) return 0
  const values = [...once.values()].map((one) => ({ ...one, body: canonical({ because: one.because }) }))
  const { rows } = await connection.query<FindingRow & object>({
    ...closeStatement,
    values: [JSON.stringify(values), now],
  })
  await oweNotices(
    connection,
    rows.map((row) => noticeOf(row, 'lapse', now)),
  )
  return rows.length
}
