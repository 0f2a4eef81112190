// Clues of the older platform: what was reported, to whom it was dispatched, who accepted and what was answered. Whether it
// became a case their rows do not say, and neither does this.
import { rfc3339 } from '../../kernel/index.ts'
import type { ClueReading, ImportedClue, ImportedClueEntry, LegacyRow } from '../model.ts'
import { CaseRows } from './case-rows.ts'
import type { Codes, Registry } from './codes.ts'
import { rawOf } from './forms.ts'
import { actorOf } from './history.ts'
import { peopleOf } from './people.ts'

/** The rows of one clue. */
export interface ClueRows {
  readonly info: LegacyRow
  readonly dispatches: readonly LegacyRow[]
  readonly accepts: readonly LegacyRow[]
  readonly replies: readonly LegacyRow[]
}

/** All clues of a dump: they belong to no case. */
export function clueRowsOf(registry: Registry): readonly ClueRows[] {
  const of = (table: string) => {
    const found = new Map<string, LegacyRow[]>()
    for (const row of registry.get(table) ?? []) {
      const clue = row.values.CLUE_ID
      if (!clue) continue
      const there = found.get(clue)
      if (there === undefined) found.set(clue, [row])
      else there.push(row)
    }
    return (clue: string) => found.get(clue) ?? []
  }
  const [dispatches, accepts, replies] = [of('CLUE_DISPATCH'), of('CLUE_ACCEPT'), of('CLUE_REPLY')]
  return (registry.get('CLUE_INFO') ?? []).map((info) => ({
    info,
    dispatches: dispatches(info.key),
    accepts: accepts(info.key),
    replies: replies(info.key),
  }))
}

const placed = { CLUE_NO: true, CLUE_NAME: true, CONTENT: true, CLUE_SRC: true, CREATE_ORG: true, CREATE_TIME: true }

export function readClue({ info, dispatches, accepts, replies }: ClueRows, codes: Codes): ClueReading {
  const rows = new CaseRows({ caseKey: info.key, rows: new Map(), files: new Map() }, codes)
  const { values } = info
  for (const column of ['HAPPEN_TIME', 'FOUND_TIME']) rows.time(info, column)
  rows.fen(info, 'AMOUNT_INVOLVED')
  const taker = rows.organ(values.CREATE_ORG)
  const at = (row: LegacyRow, column: string) => instantOf(rows, row, column)
  const by = (code: string | null | undefined) => rows.organ(code)?.agency?.id ?? null
  const entries: ImportedClueEntry[] = [
    {
      act: 'take',
      at: at(info, 'CREATE_TIME'),
      agencyId: taker?.agency?.id ?? null,
      ...actor(rows, values.CREATE_USER),
    },
    ...dispatches.map((row): ImportedClueEntry => {
      const { DISPATCH_ORG, RECEIVE_ORG } = row.values
      return { act: 'dispatch', at: at(row, 'DISPATCH_TIME'), agencyId: by(DISPATCH_ORG), to: by(RECEIVE_ORG) }
    }),
    ...accepts.map((row): ImportedClueEntry => {
      return { act: 'accept', at: at(row, 'ACCEPT_TIME'), agencyId: by(row.values.ACCEPT_ORG) }
    }),
    ...replies.map((row): ImportedClueEntry => {
      const { REPLY_ORG, CONTENT, UNDERTAKER } = row.values
      const said = { text: CONTENT ?? '', ...(UNDERTAKER && { actor: UNDERTAKER }) }
      return { act: 'answer', at: at(row, 'REPLY_TIME'), agencyId: by(REPLY_ORG), ...said }
    }),
  ]
  const district = values.ADDRESS ? codes.districts.get(values.ADDRESS) : undefined
  const clue: ImportedClue = {
    number: values.CLUE_NO?.trim() || info.key,
    title: values.CLUE_NAME?.trim() || info.key,
    facts: values.CONTENT?.trim() || (values.CLUE_NAME ?? ''),
    ...(values.CLUE_SRC && { sourceDetail: codes.words.get(`caseSource/${values.CLUE_SRC}`) ?? values.CLUE_SRC }),
    receivedAt: at(info, 'CREATE_TIME'),
    ...(district !== undefined && { regionCode: district }),
    entries,
    raw: rawOf(info, placed),
  }
  const reasons = taker?.agency ? [] : [`登记单位 ${values.CREATE_ORG ?? ''} 未映射`]
  return { key: info.key, clue, reasons, differences: rows.differences, unmapped: rows.unmappedCodes }
}

/** A case of the processes for officials’ offences: what was found, and where it went. */
export function dutyClueOf(rows: CaseRows): ImportedClue {
  const values = rows.basic?.values ?? {}
  const [first] = peopleOf(rows)
  const entered = rows.basic === undefined ? null : instantOf(rows, rows.basic, 'INPUT_TIME')
  if (rows.basic !== undefined) rows.time(rows.basic, 'ANFA_TIME')
  const taker = rows.organ(values.INPUT_UNIT)?.agency?.id ?? null
  const district = values.ANFA_ADDRESS ? rows.codes.districts.get(values.ANFA_ADDRESS) : undefined
  const passed = rows.of('CASE_YISONG_JIWEI').map((row): ImportedClueEntry => {
    const { YISONG_ORG, JIESHOU_ORG, YISONG_REASON } = row.values
    return {
      act: 'dispatch',
      at: instantOf(rows, row, 'YISONG_TIME'),
      agencyId: rows.organ(YISONG_ORG)?.agency?.id ?? null,
      to: rows.organ(JIESHOU_ORG)?.agency?.id ?? null,
      ...(YISONG_REASON && { text: YISONG_REASON }),
    }
  })
  return {
    number: values.CASE_NO?.trim() || rows.caseKey,
    title: values.CASE_NAME?.trim() || rows.caseKey,
    facts: values.CASE_DETAIL_NAME?.trim() || (values.CASE_NAME ?? ''),
    receivedAt: entered,
    ...(district !== undefined && { regionCode: district }),
    ...(first !== undefined && { subject: { kind: first.kind, name: first.name } }),
    entries: [{ act: 'take', at: entered, agencyId: taker, ...actor(rows, values.INPUTER) }, ...passed],
    raw: rows.basic === undefined ? {} : rawOf(rows.basic, { CASE_DETAIL_NAME: true }),
  }
}

function instantOf(rows: CaseRows, row: LegacyRow, column: string): string | null {
  const ms = rows.time(row, column)
  return ms === undefined ? null : rfc3339(ms)
}

function actor(rows: CaseRows, id: string | null | undefined): { actor?: string } {
  const known = id ? rows.codes.users.get(id) : undefined
  const name = known === undefined ? undefined : actorOf(rows, id).name
  return name === undefined ? {} : { actor: name }
}
