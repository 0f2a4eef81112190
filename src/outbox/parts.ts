// The outbox's share of the act's one statement: a notice for every organ that must learn of the act.

/** `notice_in`: one row a notice. */
export const noticeColumns = 'ord int, agency_id uuid'

export const owePart = `
notices_owed as (
  insert into notice (agency_id, transfer_id, version, step, at)
  select n.agency_id, go.id, go.version, go.step, go.at from notice_in n join go using (ord)
)`
