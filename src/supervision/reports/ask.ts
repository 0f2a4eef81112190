// Asks for a report, or for one every so often. A zero report is a statement of named officers: it is refused where the
// gateway knows of something in the period.
import { run, type Statement } from '../../../db/index.ts'
import type { Agency, Principal } from '../../agencies/index.ts'
import {
  type ActingCaller,
  type ActSaid,
  gatesRefusal,
  keyReused,
  type NamedOfficers,
  officerRowsOf,
  Refusal,
  requestHash,
  rfc3339,
  uuidv7,
  type Verdict,
} from '../../kernel/index.ts'
import { scopeOf } from './gather.ts'
import { kindNames, makes, type ReportAsked, type ReportKind, type Schedule } from './kinds.ts'
import { begun, lastDayOf, monthsLong, periodName } from './period.ts'
import type { Reports } from './room.ts'
import { nothingHappened, stageCount } from './stages.ts'
import { askStatement, enterScheduleStatement, oweStatement, scheduleStatement } from './statements.ts'

/** Two years of months make a table of a page; a theme may go back as far as there are records. */
const monthsMax = (kind: ReportKind) => (kind === 'bulletin' ? 240 : 24)

export const titleOf = (agency: Agency, asked: Pick<ReportAsked, 'kind' | 'theme' | 'from' | 'to'>): string =>
  `${agency.name}${asked.kind === 'bulletin' && asked.theme ? `${asked.theme.name}情况分析` : kindNames[asked.kind]}（${periodName(asked)}）`

export interface Asked {
  readonly id: string
  readonly replayed: boolean
}

interface Written extends Omit<Verdict, 'done'> {
  readonly done: string | null
  readonly known: string | null
  readonly same: boolean | null
}

/** `officers` may be empty but for a zero report, whose contract asks for one. */
export async function askReport(
  room: Reports,
  principal: Principal,
  asked: ReportAsked,
  officers: NamedOfficers,
  said: Omit<ActSaid, 'route'>,
): Promise<Asked | Refusal> {
  const { agency } = principal
  const wrong = askedWrongly(room, agency, asked)
  if (wrong !== undefined) return wrong
  if (asked.kind === 'zero') {
    const something = await whatHappened(room, agency, asked)
    if (something !== undefined) return something
  }
  const { from, to, kind, ...rest } = asked
  return written(room, askStatement, principal, officers, said, {
    ...{ kind, region_code: agency.regionCode, title: titleOf(agency, asked), from_month: from, to_month: to },
    asked: rest,
  })
}

export async function askSchedule(
  room: Reports,
  principal: Principal,
  asked: Omit<Schedule, 'id' | 'agencyId'>,
  officers: NamedOfficers,
  said: Omit<ActSaid, 'route'>,
): Promise<Asked | Refusal> {
  if (!makes(principal.agency, asked.kind)) return notOfIts(principal.agency)
  const { kind, every, since, delayDays } = asked
  return written(room, scheduleStatement, principal, officers, said, {
    ...{ kind, every, since, delay_days: delayDays, asked: asked.asked },
  })
}

/** By the operator, in the name of an organ; a zero report is the organ's own word and is not among them. */
export async function enterReport(room: Reports, agency: Agency, asked: ReportAsked): Promise<string | Refusal> {
  const wrong = asked.kind === 'zero' ? notOfIts(agency) : askedWrongly(room, agency, asked)
  if (wrong !== undefined) return wrong
  const { from, to, kind, ...rest } = asked
  const id = uuidv7(room.now())
  const row = {
    ...{ id, kind, agency_id: agency.id, region_code: agency.regionCode, title: titleOf(agency, asked) },
    ...{ from_month: from, to_month: to, asked: rest, asked_at: rfc3339(room.now()), schedule_id: null },
  }
  await run(room.pool, oweStatement, [JSON.stringify([row])])
  return id
}

export async function enterSchedule(
  { pool, now }: Reports,
  agency: Agency,
  { kind, every, since, delayDays, asked }: Omit<Schedule, 'id' | 'agencyId'>,
): Promise<string | Refusal> {
  if (!makes(agency, kind)) return notOfIts(agency)
  const id = uuidv7(now())
  await run(pool, enterScheduleStatement, [
    id,
    agency.id,
    kind,
    every,
    since,
    delayDays,
    JSON.stringify(asked),
    new Date(now()),
  ])
  return id
}

/** Organs that hand over are watched by the procuratorate, and answer to it for what they did. */
const basis = ['R310 14']

const notOfIts = (agency: Agency) =>
  new Refusal('agency_kind_not_permitted', `An organ of the kind ${agency.kind} makes no reports of this kind.`, {
    basis,
  })

const field = (pointer: string, detail: string) =>
  new Refusal('invalid_fields', 'The period cannot be reported on.', { errors: [{ pointer, detail }] })

function askedWrongly(room: Reports, agency: Agency, asked: ReportAsked): Refusal | undefined {
  if (!makes(agency, asked.kind)) return notOfIts(agency)
  if (asked.from > asked.to) return field('/to', 'lies before the beginning of the period')
  if (!begun(asked, room.now())) return field('/from', 'has not begun')
  const most = monthsMax(asked.kind)
  if (monthsLong(asked) > most) return field('/from', `a report of this kind covers ${most} months at most`)
  // Nobody can say of days to come that nothing happened in them.
  if (asked.kind === 'zero' && lastDayOf(asked) * 86_400_000 + 57_600_000 > room.now())
    return field('/to', 'is not over yet; a zero report is made when it is')
  return undefined
}

async function whatHappened(room: Reports, agency: Agency, asked: ReportAsked): Promise<Refusal | undefined> {
  const total = await room.figures.figures(scopeOf(agency, asked))
  if (nothingHappened(total)) return undefined
  const counts = Object.fromEntries(['threshold', 'transferred', 'reverse'].map((id) => [id, stageCount(total, id)]))
  return new Refusal('condition_unmet', 'The gateway knows of cases in this period; it is not one of nothing.', {
    basis,
    members: { counts },
  })
}

async function written(
  room: Reports,
  statement: Statement,
  principal: Principal,
  officers: NamedOfficers,
  { raw, idempotencyKey }: Omit<ActSaid, 'route'>,
  columns: object,
): Promise<Asked | Refusal> {
  const now = room.now()
  const id = uuidv7(now)
  const { clientId, generation, agency } = principal
  const act = {
    ...{ ord: 0, id, at: rfc3339(now), client_id: clientId, generation, agency_id: agency.id, officers, ...columns },
    ...(idempotencyKey !== undefined && {
      key: idempotencyKey,
      request_hash: `\\x${requestHash(raw).toString('hex')}`,
    }),
  }
  const caller: ActingCaller = { clientId, generation, agency }
  const asking = [JSON.stringify([act]), officerRowsOf(caller, officers, now)]
  const [row] = await run<Written & object>(room.pool, statement, asking)
  const refusal = row === undefined ? null : gatesRefusal(row, basis)
  if (refusal !== null) return refusal
  if (row?.done) return { id: row.done, replayed: false }
  // The first request may have committed while this one waited for it: then a second look finds it.
  const again = row?.known ? row : (await run<Written & object>(room.pool, statement, asking))[0]
  if (!again?.known) throw new Error('a report was neither taken nor known')
  return again.same ? { id: again.known, replayed: true } : keyReused()
}
