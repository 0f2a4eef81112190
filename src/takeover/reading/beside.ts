// What was written beside the procedure: consultations, answers of the legal office, papers between organs. Each is an entry
// that moves nothing and is read by the organs that had it.
import type { LegacyRow } from '../model.ts'
import type { CaseRows } from './case-rows.ts'
import { rawOf } from './forms.ts'
import { actorOf } from './history.ts'
import type { OrganFound } from './organ-codes.ts'
import type { Scene } from './telling.ts'

interface Beside {
  readonly row: LegacyRow
  readonly atMs: number
  readonly words: string
  readonly creator: string | null | undefined
  readonly readers: readonly (OrganFound | undefined)[]
  readonly raw: Readonly<Record<string, string>>
}

export function besideOf(rows: CaseRows): readonly Beside[] {
  return [...rows.of('CASE_CONSULTATION').map((row) => consultation(rows, row)), ...replies(rows), ...papers(rows)]
}

function consultation(rows: CaseRows, row: LegacyRow): Beside {
  const said = rows.of('CASE_CONSULTATION_CONTENT').filter(({ values }) => values.CONSULTATION_ID === row.key)
  const there = rows.of('CASE_CONSULTATION_PARTICIPANTS').filter(({ values }) => values.CONSULTATION_ID === row.key)
  const raw = rawOf(row)
  for (const { key, values } of said) {
    const who = actorOf(rows, values.CREATE_USER)
    raw[`${key} ${values.CREATE_TIME ?? ''} ${who.name ?? who.account ?? ''}`.trim()] = values.CONTENT ?? ''
  }
  return {
    row,
    atMs: timeOr(rows, row, 'CREATE_TIME'),
    words: row.values.TITLE ?? 'CASE_CONSULTATION',
    creator: row.values.CREATE_USER,
    readers: [rows.organ(row.values.CREATE_ORG), ...there.map(({ values }) => rows.organ(values.ORG_ID))],
    raw,
  }
}

const replies = (rows: CaseRows): Beside[] =>
  rows.of('CASE_REPLY').map((row) => ({
    row,
    atMs: timeOr(rows, row, 'CREATE_TIME'),
    words: 'CASE_REPLY',
    creator: row.values.CREATE_USER,
    readers: [rows.organ(row.values.CREATE_ORG), rows.organ(rows.basic?.values.INPUT_UNIT)],
    raw: rawOf(row),
  }))

const papers = (rows: CaseRows): Beside[] =>
  rows.of('OFFICE_DOC').map((row) => ({
    row,
    atMs: timeOr(rows, row, 'SEND_TIME'),
    words: row.values.DOC_NO ?? 'OFFICE_DOC',
    creator: undefined,
    readers: [rows.organ(row.values.SEND_ORG), rows.organ(row.values.RECEIVE_ORG)],
    raw: rawOf(row),
  }))

const timeOr = (rows: CaseRows, row: LegacyRow, column: string): number =>
  rows.time(row, column) ??
  (rows.basic === undefined ? undefined : rows.time(rows.basic, 'INPUT_TIME')) ??
  rows.codes.importedAtMs

export function tellBeside({ rows, story, attachments }: Scene, one: Beside): undefined {
  const { row, atMs, words, creator, raw } = one
  const attached = row.table === 'OFFICE_DOC' ? attachments.ofDocument(row) : []
  if (story.told(row.table, row.key)) return
  const readers = [...new Set(one.readers.flatMap((organ) => organ?.agency?.id ?? []))].sort()
  const actor = actorOf(rows, creator)
  story.add({
    step: 'imported_record',
    table: row.table,
    key: row.key,
    atMs,
    recordedMs: atMs,
    actor: actor.organ === undefined ? { ...actor, organ: one.readers[0] } : actor,
    words: { step: words },
    raw,
    visibleTo: readers,
    attached,
  })
}
