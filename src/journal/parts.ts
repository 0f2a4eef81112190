// The journal's share of the act's one statement, and of the read before it. Texts are fixed at start; `go` holds the
// acts that passed every gate.

/** Columns that `act` must carry for the journal: salt, commitment, link (bytea). */
export const journalColumns = 'salt bytea, commitment bytea, link bytea'

/** `at`: column of `go` that says when the entry was sealed. */
const appended = (at: string) => `
journal_written as (
  insert into journal_entry (transfer_id, version, salt, commitment, link, at)
  select id, version, salt, commitment, link, ${at} from go
)`

export const appendPart = appended('at')
/** The same for acts of long ago that are sealed now. */
export const appendLatePart = appended('sealed_at')

/** The act's place in the queue for the tree: taken with the act, so that none is ever missing, and worked off behind it. */
export const pendingPart = `
tree_owed as (
  insert into journal_pending (transfer_id, version, link) select id, version, link from go
)`

/** The last link of the chain of transfer `t.id`. */
export const lastLinkPart = '(select j.link from journal_entry j where j.transfer_id = t.id and j.version = t.version)'
