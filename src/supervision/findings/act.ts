// The only way a person changes a finding: seen → decided → written → answered, with those concerned told in the same
// transaction. Where somebody else was faster and the caller named no version, it is read and decided again.
import type { z } from 'zod'
import { inAct, type Statement } from '../../../db/index.ts'
import type {
  acceptFinding,
  actOnFinding,
  closeFinding,
  contestFinding,
  explainFinding,
  urgeFinding,
} from '../../../schemas/index.ts'
import { clientGate, officerColumns, officerGate } from '../../agencies/index.ts'
import {
  type ActingCaller,
  type ActSaid,
  actAttempts,
  actorColumns,
  actRow,
  canonical,
  entryColumns,
  gatesRefusal,
  keyReused,
  officerRowsOf,
  Refusal,
  requestHash,
  rfc3339,
  stale,
  type Verdict,
} from '../../kernel/index.ts'
import { oweNotices } from '../../outbox/index.ts'
import { houseBasis } from './kinds.ts'
import { headAfter, hindrance, type PersonAct } from './lifecycle.ts'
import { noticeOf } from './notices.ts'
import { type Gathered, gather } from './read.ts'
import type { Findings } from './room.ts'
import type { FindingHead } from './row.ts'
import { urged } from './urging.ts'
import { type FindingView, findingView } from './view.ts'

export interface FindingActInputs {
  readonly explain: z.output<typeof explainFinding>
  readonly accept: z.output<typeof acceptFinding>
  readonly contest: z.output<typeof contestFinding>
  readonly act: z.output<typeof actOnFinding>
  readonly urge: z.output<typeof urgeFinding>
  readonly close: z.output<typeof closeFinding>
}

export interface FindingActed {
  readonly finding: FindingView
  readonly replayed: boolean
}

export const findingNotFound = () => new Refusal('not_found', 'There is no such finding, or it is none of your agency.')

/** Takes a step with a finding. `ifMatch` = the version the caller saw. */
export async function actOn<Act extends PersonAct>(
  findings: Findings,
  caller: ActingCaller,
  id: string,
  name: Act,
  input: FindingActInputs[Act],
  said: ActSaid,
  ifMatch?: number,
): Promise<FindingActed | Refusal> {
  const key = said.idempotencyKey
  const request = key === undefined ? null : { client: caller.clientId, route: said.route, key }
  for (let attempt = 0; attempt < actAttempts; attempt++) {
    const found = await gather(findings.pool, id, caller.agency, request)
    if (found === undefined) return findingNotFound()
    if (found.used !== null) return replayed(findings, found, found.used, said)
    const told =
      hindrance(found.row, name, found.role) ??
      stale('finding', found.row.version, ifMatch, 'version') ??
      (await toldOf(findings, caller, found, name, input))
    if (told instanceof Refusal) return told
    const outcome = await write(findings, caller, found, name, input, told, said)
    if (outcome !== null) return outcome
  }
  return new Refusal(
    'contended',
    'The finding is being changed by others at this moment. Nothing was changed; try again.',
    {
      retryAfterSeconds: 1,
    },
  )
}

type Told = Readonly<Record<string, unknown>>

/** What the entry says: the input without its officers, with what the gateway adds to it. */
async function toldOf<Act extends PersonAct>(
  findings: Findings,
  caller: ActingCaller,
  found: Gathered,
  name: Act,
  input: FindingActInputs[Act],
): Promise<Told | Refusal> {
  const { officers: _, ...told } = input
  if (name === 'urge')
    return urged(
      await findings.directory(),
      caller.agency,
      found.row,
      told as unknown as Omit<FindingActInputs['urge'], 'officers'>,
      findings.now(),
    )
  if (name !== 'act') return told
  const { transferId, version } = told as unknown as FindingActInputs['act']
  if (transferId === undefined) return told
  const sight = await findings.sightOf(transferId, caller.agency.id)
  const wrong = (pointer: string, detail: string) =>
    new Refusal('condition_unmet', 'An act of a case is named that is none for your agency.', {
      basis: houseBasis,
      errors: [{ pointer, detail }],
    })
  if (sight === undefined) return wrong('/transferId', 'there is no such case, or your agency has no part in it')
  const unseen =
    version !== undefined &&
    ((sight.throughVersion !== null && version > sight.throughVersion) || sight.sealed.includes(version))
  return unseen ? wrong('/version', 'there is no such entry in it for your agency') : told
}

async function replayed(
  { directory }: Findings,
  { row, entries, role }: Gathered,
  used: NonNullable<Gathered['used']>,
  said: ActSaid,
): Promise<FindingActed | Refusal> {
  if (!requestHash(said.raw).equals(used.hash)) return keyReused()
  const then = entries.filter(({ version }) => version <= used.version)
  const head = then.at(-1)?.after
  return { finding: findingView({ ...row, ...head }, then, role, await directory()), replayed: true }
}

/** $1 the act, $2 its officers. */
const actStatement: Statement = {
  name: 'findings_act',
  text: `with act as materialized (
  select * from json_to_recordset($1::json) as x(${actorColumns}, expected int, state text, after jsonb,
    first_response_at timestamptz, urged_at timestamptz, urged_times int, urged_response_at timestamptz, reply_by timestamptz,
    closed_at timestamptz, closed_because text)
),
officer_in as materialized (select * from json_to_recordset($2::json) as x(${officerColumns})),
version_ok as materialized (
  select act.ord from act cross join lateral (
    select f.id from finding f where f.id = act.id and f.version = act.expected for update
  ) f
),
${officerGate},
fit as materialized (select act.ord from act join version_ok w using (ord) left join officer_bad o using (ord) where o.ord is null),
${clientGate},
verdict as materialized (
  select act.ord,
    case when s.ord is null or (f.ord is not null and c.ord is null) then 'client_disabled' when w.ord is null then 'version'
      when o.ord is not null then 'officers' end as failed, o.faults
  from act left join client_seen s using (ord) left join fit f using (ord) left join client_ok c using (ord)
    left join version_ok w using (ord) left join officer_bad o using (ord)
),
entered as (
  insert into finding_event (finding_id, after, ${entryColumns})
  select id, after, ${entryColumns} from act join verdict v using (ord) where v.failed is null
  on conflict do nothing
  returning finding_id
),
changed as (
  update finding f set version = a.version, state = a.state, updated_at = a.at, first_response_at = a.first_response_at,
    urged_at = a.urged_at, urged_times = a.urged_times, urged_response_at = a.urged_response_at, reply_by = a.reply_by,
    closed_at = a.closed_at, closed_because = a.closed_because
  from act a where f.id = a.id and exists (select from entered)
)
select v.failed, v.faults, exists (select from entered) as done from verdict v`,
}

/** Null where somebody was faster: look again. */
async function write<Act extends PersonAct>(
  findings: Findings,
  caller: ActingCaller,
  found: Gathered,
  name: Act,
  { officers }: FindingActInputs[Act],
  told: Told,
  said: ActSaid,
): Promise<FindingActed | Refusal | null> {
  const nowMs = findings.now()
  const at = rfc3339(nowMs)
  const next = headAfter(found.row, name, told, at)
  const head = headOf(next)
  const entry = actRow(
    caller,
    { id: next.id, version: next.version, act: name, body: canonical(told), officers },
    nowMs,
    said,
  )
  const values = {
    ...{ ...entry, expected: found.row.version, state: next.state, after: head },
    ...{ first_response_at: next.firstResponseAt, urged_at: next.urgedAt, urged_times: next.urgedTimes },
    ...{ urged_response_at: next.urgedResponseAt, reply_by: next.replyBy },
    ...{ closed_at: next.closedAt, closed_because: next.closedBecause },
  }
  const verdict = await inAct(findings.pool, async ({ ask, connection }) => {
    const [row] = await ask<Verdict>(actStatement, [JSON.stringify([values]), officerRowsOf(caller, officers, nowMs)])
    if (row?.done) await oweNotices(connection, { ...noticeOf(next, name, new Date(nowMs)), by: caller.agency.id })
    return row
  })
  if (!verdict?.done) return verdict === undefined ? null : gatesRefusal(verdict, houseBasis)
  const written = {
    ...{ version: next.version, act: name, agencyId: caller.agency.id, at, officers: entry.officers },
    ...{ body: told, after: head },
  }
  const { role, entries } = found
  return { finding: findingView(next, [...entries, written], role, await findings.directory()), replayed: false }
}

/** The part of a finding that an entry keeps. */
function headOf(row: FindingHead): FindingHead {
  const { version, kind, grade, state, dueAt, detail, basis, updatedAt, firstResponseAt, urgedAt, urgedTimes } = row
  const { urgedResponseAt, replyBy, closedAt, closedBecause } = row
  return {
    ...{ version, kind, grade, state, dueAt, detail, basis, updatedAt, firstResponseAt, urgedAt, urgedTimes },
    ...{ urgedResponseAt, replyBy, closedAt, closedBecause },
  }
}
