// Clues of the older platform: what was reported, to whom it was dispatched, who accepted and what was answered. Whether it
// became a case their rows do not say, and neither does this.
import { rfc3339 } from '../../kernel/index.ts'
import type { ClueReading, ImportedClue, ImportedClueEntry, LegacyRow } from '../model.ts'
import { CaseRows } from './case-rows.ts'
import { changedColumns } from './changes.ts'
import type { Codes } from './codes.ts'
import { rawOf } from './forms.ts'
import { actorOf, byKey } from './history.ts'
import { peopleOf } from './people.ts'

/** The rows of one clue. */
export interface ClueRows {
  readonly info: LegacyRow
  readonly dispatches: readonly LegacyRow[]
  readonly accepts: readonly LegacyRow[]
  readonly replies: readonly LegacyRow[]
  /** Rows that were there when it was last kept and are there no more. */
  readonly gone?: readonly LegacyRow[]
}

const placed = { CLUE_NO: true, CONTENT: true, CLUE_SRC: true, CREATE_ORG: true }
/** Columns of their own places in an entry, beside the time. */
const ofEntry = {
  ...{ CLUE_ID: true, DISPATCH_ID: true, ACCEPT_ID: true, REPLY_ID: true, CONTENT: true, UNDERTAKER: true },
  ...{ DISPATCH_ORG: true, RECEIVE_ORG: true, ACCEPT_ORG: true, REPLY_ORG: true },
  ...{ YISONG_ORG: true, JIESHOU_ORG: true, YISONG_REASON: true },
}

export function readClue({ info, dispatches, accepts, replies, gone = [] }: ClueRows, codes: Codes): ClueReading {
  const rows = new CaseRows({ caseKey: info.key, rows: new Map(), files: new Map() }, codes)
  const { values } = info
  for (const column of ['HAPPEN_TIME', 'FOUND_TIME']) rows.time(info, column)
  rows.fen(info, 'AMOUNT_INVOLVED')
  const told = new Telling(rows)
  told.taken(info, { organ: values.CREATE_ORG, user: values.CREATE_USER, time: 'CREATE_TIME' })
  for (const row of dispatches) {
    const { DISPATCH_ORG, RECEIVE_ORG } = row.values
    told.add('dispatch', row, { organ: DISPATCH_ORG, to: RECEIVE_ORG, time: 'DISPATCH_TIME' })
  }
  for (const row of accepts) told.add('accept', row, { organ: row.values.ACCEPT_ORG, time: 'ACCEPT_TIME' })
  for (const row of replies) {
    const { REPLY_ORG, CONTENT, UNDERTAKER } = row.values
    told.add('answer', row, { organ: REPLY_ORG, time: 'REPLY_TIME', text: CONTENT ?? '', actor: UNDERTAKER })
  }
  const { entries } = told
  const district = values.ADDRESS ? codes.districts.get(values.ADDRESS) : undefined
  const clue: ImportedClue = {
    number: values.CLUE_NO?.trim() || info.key,
    title: values.CLUE_NAME?.trim() || info.key,
    facts: values.CONTENT?.trim() || (values.CLUE_NAME ?? ''),
    ...(values.CLUE_SRC && { sourceDetail: codes.words.get(`caseSource/${values.CLUE_SRC}`) ?? values.CLUE_SRC }),
    receivedAt: entries[0]?.at ?? null,
    ...(district !== undefined && { regionCode: district }),
    entries,
    raw: rawOf(info, entries[0]?.at === null ? placed : { ...placed, CREATE_TIME: true }),
  }
  changed(rows, [info, ...dispatches, ...accepts, ...replies])
  for (const { table, key } of gone) rows.differ('row_vanished', table, key)
  const reasons = entries[0]?.agencyId ? [] : [`登记单位 ${values.CREATE_ORG ?? ''} 未映射`]
  return { key: info.key, clue, reasons, differences: rows.differences, unmapped: rows.unmappedCodes }
}

/** What an entry was made of and says something else now; the entry stays as it is. */
export function changed(rows: CaseRows, made: readonly LegacyRow[]): undefined {
  for (const row of made) {
    const columns = row.former === undefined ? [] : changedColumns(row)
    if (columns.length > 0) rows.differ('row_changed', row.table, row.key, { columns: columns.join(', ') })
  }
}

/** A case of the processes for officials’ offences: what was found, and where it went. */
export function dutyClueOf(rows: CaseRows): ImportedClue & { readonly reasons: readonly string[] } {
  const values = rows.basic?.values ?? {}
  const [first] = peopleOf(rows)
  const info = rows.basic ?? { table: 'CASE_BASIC', key: rows.caseKey, values }
  rows.time(info, 'ANFA_TIME')
  const told = new Telling(rows)
  told.taken(info, { organ: values.INPUT_UNIT, user: values.INPUTER, time: 'INPUT_TIME' })
  const passed = rows.of('CASE_YISONG_JIWEI')
  for (const row of passed) {
    const { YISONG_ORG, JIESHOU_ORG, YISONG_REASON } = row.values
    const said = { ...(YISONG_REASON && { text: YISONG_REASON }) }
    told.add('dispatch', row, { organ: YISONG_ORG, to: JIESHOU_ORG, time: 'YISONG_TIME', ...said })
  }
  changed(rows, [info, ...passed])
  const { entries } = told
  const district = values.ANFA_ADDRESS ? rows.codes.districts.get(values.ANFA_ADDRESS) : undefined
  const source = values.RECORD_SRC ? rows.codes.words.get(`caseSource/${values.RECORD_SRC}`) : undefined
  return {
    number: values.CASE_NO?.trim() || rows.caseKey,
    title: values.CASE_NAME?.trim() || rows.caseKey,
    facts: values.CASE_DETAIL_NAME?.trim() || (values.CASE_NAME ?? ''),
    ...(source !== undefined && { sourceDetail: source }),
    receivedAt: entries[0]?.at ?? null,
    ...(district !== undefined && { regionCode: district }),
    ...(first !== undefined && { subject: { kind: first.kind, name: first.name } }),
    entries,
    raw: rows.basic === undefined ? {} : rawOf(rows.basic, { CASE_DETAIL_NAME: true }),
    reasons: entries[0]?.agencyId ? [] : [`登记单位 ${values.INPUT_UNIT ?? ''} 未映射`],
  }
}

interface Said {
  readonly organ: string | null | undefined
  readonly to?: string | null | undefined
  /** Column that says when. */
  readonly time: string
  readonly text?: string
  readonly actor?: string | null | undefined
}

interface Placed {
  readonly entry: Omit<ImportedClueEntry, 'placedAt'>
  readonly dispatch: string | undefined
  readonly rank: number
  readonly ms: number | undefined
}

const ranks = { take: 0, dispatch: 1, accept: 2, answer: 3 } as const

/** The entries of a clue. Nothing comes before what it follows from: an acceptance, an answer after its dispatch. */
class Telling {
  readonly #rows: CaseRows
  readonly #told: Placed[] = []

  constructor(rows: CaseRows) {
    this.#rows = rows
  }

  taken(info: LegacyRow, { user, ...said }: Said & { readonly user: string | null | undefined }): undefined {
    this.add('take', info, { ...said, actor: actorName(this.#rows, user) })
  }

  add(act: ImportedClueEntry['act'], row: LegacyRow, { organ, to, time, text, actor }: Said): undefined {
    const [by, receiver] = [this.#rows.organ(organ), this.#rows.organ(to)]
    const ms = this.#rows.time(row, time)
    const named = by?.name ?? by?.code
    const receiverNamed = receiver?.name ?? receiver?.code
    const raw = act === 'take' ? {} : rawOf(row, { ...ofEntry, ...(ms !== undefined && { [time]: true }) })
    const entry = {
      ...{ act, table: row.table, key: row.key, at: ms === undefined ? null : rfc3339(ms) },
      agencyId: by?.agency?.id ?? null,
      ...(named !== undefined && { organ: named }),
      ...(act === 'dispatch' && { to: receiver?.agency?.id ?? null }),
      ...(receiverNamed !== undefined && { toOrgan: receiverNamed }),
      ...(text !== undefined && { text }),
      ...(actor && { actor }),
      ...(Object.keys(raw).length > 0 && { raw }),
    }
    this.#told.push({ entry, dispatch: row.values.DISPATCH_ID ?? undefined, rank: ranks[act], ms })
  }

  get entries(): readonly ImportedClueEntry[] {
    const known = this.#told.flatMap(({ ms }) => (ms === undefined ? [] : [ms]))
    const first = known.length === 0 ? this.#rows.codes.importedAtMs : Math.min(...known)
    /** By dispatch, and of all: when the last that follows from it was done. */
    const done = new Map<string, number>()
    const took = this.#told[0]?.ms ?? first
    return this.#told
      .toSorted((a, b) => a.rank - b.rank || (a.ms ?? 0) - (b.ms ?? 0))
      .map(({ entry, dispatch, rank, ms }) => {
        const follows = dispatch ?? (ms === undefined ? 'all' : undefined)
        const atMs = rank === 0 ? took : Math.max(ms ?? took, (follows && done.get(follows)) || 0)
        for (const one of [dispatch, 'all']) if (one !== undefined) done.set(one, Math.max(atMs, done.get(one) ?? 0))
        return { entry: { ...entry, placedAt: rfc3339(atMs) }, atMs, rank }
      })
      .sort(
        (a, b) =>
          +(a.rank > 0) - +(b.rank > 0) || a.atMs - b.atMs || a.rank - b.rank || byKey(a.entry.key, b.entry.key),
      )
      .map(({ entry }) => entry)
  }
}

function actorName(rows: CaseRows, id: string | null | undefined): string | undefined {
  return id && rows.codes.users.has(id) ? actorOf(rows, id).name : undefined
}
