// The outbox's share of the act's one statement: a notice for every organ that must learn of the act.

/** `notice_in`: one row a notice. */
export const noticeColumns = 'ord int, agency_id uuid'

export const owePart = `
notices_owed as (
  insert into notice (agency_id, transfer_id, version, step, at)
  select n.agency_id, go.id, go.version, go.step, go.at from notice_in n join go using (ord)
)`

/** Of the notices to an organ those after a place, oldest first: `kind`, `transfer_id`. All are expressions. */
export const changesPart = (of: { agency: string; txid: string; seq: string; limit: string }) => `(
  select kind, transfer_id from notice
  where agency_id = ${of.agency} and (txid, seq) > (${of.txid}, ${of.seq}) and txid < (select feed_horizon())
  order by notice.txid, notice.seq limit ${of.limit}
) n`
