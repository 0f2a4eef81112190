// Notices of other things than cases: findings, letters between organs, assignments, draws, reports, labels. They stand in the same
// feed as the acts, so that whoever follows it follows everything, and are written by the transaction of what they tell of.
import type { Queryable } from '../../db/index.ts'
import type { grades, noticeKinds } from '../../schemas/index.ts'

/** `transfer` is the case, whose notices the act's own statement writes (parts.ts). */
export type NoticeKind = (typeof noticeKinds)[number]
export type Grade = (typeof grades)[number]

/**
 * What a person is shown before opening the thing, in inboxes and mails: never a natural person's name, number or address,
 * for it leaves by mail.
 */
export interface NoticeAbout {
  /** Left out, `notice`. */
  readonly grade?: Grade
  /** RFC 3339. */
  readonly dueAt?: string
  /** Instrument and article, as people cite them. */
  readonly basis?: readonly string[]
  /** The document's number (文号). */
  readonly number?: string
  /** One line each: what it is. */
  readonly zh?: string
  readonly en?: string
}

/** As it is kept. */
export interface KeptAbout extends NoticeAbout {
  readonly by?: string
}

export interface NewNotice {
  readonly kind: Exclude<NoticeKind, 'transfer'>
  readonly id: string
  /** The thing's own running number: an organ is told of each once. */
  readonly version: number
  readonly step: string
  readonly at: Date
  readonly agencyIds: readonly string[]
  /** The organ that did it: in its own inbox the thing is then settled, and it gets no mail of it. */
  readonly by?: string
  readonly about?: NoticeAbout
}

const oweStatement = `insert into notice (agency_id, kind, transfer_id, version, step, at, about)
select distinct on (x.ord, a.id) a.id, x.kind, x.thing, x.version, x.step, x.at, x.about
from json_to_recordset($1::json) as x(ord int, kind text, thing uuid, version int, step text, at timestamptz, about jsonb, agencies json)
cross join lateral (select value::uuid as id from json_array_elements_text(x.agencies)) as a
order by x.ord, a.id`

/** On the connection of the transaction that changes the thing. */
export async function oweNotices(connection: Queryable, news: NewNotice | readonly NewNotice[]): Promise<void> {
  const rows = [news].flat().map(({ id, agencyIds, at, about, by, ...rest }, ord) => ({
    ...{ ...rest, ord, thing: id, at: at.toISOString(), agencies: agencyIds },
    ...((about !== undefined || by !== undefined) && { about: { ...about, ...(by !== undefined && { by }) } }),
  }))
  if (rows.length > 0) await connection.query(oweStatement, [JSON.stringify(rows)])
}

/** Where the thing is asked for, below the issuer. */
export const pathOf: Readonly<Record<NoticeKind, (id: string) => string>> = {
  transfer: (id) => `/v1/transfers/${id}`,
  finding: (id) => `/v1/findings/${id}`,
  letter: (id) => `/v1/correspondence/${id}`,
  assignment: (id) => `/v1/assignments/${id}`,
  draw: (id) => `/v1/supervision/draws/${id}`,
  report: (id) => `/v1/reports/${id}`,
  label: (id) => `/v1/labels/${id}`,
}
