// A small older platform for the tests of reading: its organs, people and dictionaries, a reviewed mapping, and cases made of
// rows as a dump has them. Every name in it is invented.
import { type TakeoverMapping, takeoverMapping } from '../../schemas/index.ts'
import { type Agency, type AgencyKind, directoryOf } from '../../src/agencies/index.ts'
import {
  type AvailableStep,
  available,
  buildCalendar,
  type CaseState,
  caseStatus,
  decide,
  evolve,
  publishedNotices,
  type Viewer,
} from '../../src/procedure/index.ts'
import type { LegacyCase, LegacyFile, LegacyRow, Reading } from '../../src/takeover/model.ts'
import { type Codes, codesOf, readCase } from '../../src/takeover/reading/index.ts'
import { legacyTable } from '../../src/takeover/tables.ts'
import { inputOf, uscc } from '../procedure/said.ts'

export type Values = Readonly<Record<string, string | null>>
export type Rows = Readonly<Record<string, readonly Values[]>>

export const importedAtMs = Date.parse('2026-03-02T02:00:00Z')
export const secret = new Uint8Array(32).fill(7)
export const goodId = '11010119900307803X'
export const goodUscc = uscc('agency')

const ids: Readonly<Record<string, string>> = {
  market: '00000000-0000-4000-8000-000000000001',
  market2: '00000000-0000-4000-8000-000000000002',
  police: '00000000-0000-4000-8000-000000000003',
  branch: '00000000-0000-4000-8000-000000000004',
  procuratorate: '00000000-0000-4000-8000-000000000005',
  above: '00000000-0000-4000-8000-000000000006',
  court: '00000000-0000-4000-8000-000000000007',
  commission: '00000000-0000-4000-8000-000000000008',
}
export const idOf = (organ: string): string => ids[organ] as string

const agency = (organ: string, kind: AgencyKind, code: string, more: Partial<Agency> = {}): Agency => ({
  id: idOf(organ),
  code: uscc(code),
  name: organ,
  kind,
  regionCode: '410702',
  level: 'county',
  domains: kind === 'administrative' ? ['market'] : [],
  specialty: null,
  supervisedById: null,
  requiresSignature: false,
  ...more,
})

export const directory = directoryOf(
  [
    agency('market', 'administrative', 'agency'),
    agency('market2', 'administrative', 'agency-2'),
    agency('police', 'public_security', 'police'),
    agency('branch', 'public_security', 'police-2', { specialty: 'forest', supervisedById: idOf('above') }),
    agency('procuratorate', 'procuratorate', 'procuratorate'),
    agency('above', 'procuratorate', 'procuratorate-above', { regionCode: '410700', level: 'prefecture' }),
    agency('court', 'court', 'county-court'),
    agency('commission', 'supervisory_commission', 'commission'),
  ],
  [],
)

const mapped = (organ: string) => ({ agency: idOf(organ) })
export const mapping = {
  installation: '410700',
  region: '410700',
  organs: {
    O1: mapped('market'),
    O2: mapped('market2'),
    P1: mapped('police'),
    P2: mapped('branch'),
    J1: mapped('procuratorate'),
    J2: mapped('above'),
    C1: mapped('court'),
    S1: { uscc: uscc('commission') },
    X9: { agency: idOf('market'), proposed: true },
    Z0: { none: '已撤销' },
  },
  districts: { D1: '410702' },
  industries: { I1: { domain: 'market' } },
  charges: { A1: { name: '生产、销售伪劣产品罪', article: '140' }, A2: { name: '非法经营罪' } },
  judgeConditions: {
    G1: { outcome: 'judged_convicted', band: 'under_three_years' },
    G2: { outcome: 'judged_acquitted' },
    G3: { outcome: 'judged_exempted' },
    G4: { outcome: 'judged_first_instance' },
    G5: { outcome: 'judged_convicted', proposed: true },
  },
  formLabels: { 立案决定书文号: { field: 'documentNo' }, 立案日期: { field: 'decidedOn' }, 理由: { field: 'reasons' } },
  documentKinds: { '1': { kind: 'other' } },
} as const

const row = (table: string, values: Values): LegacyRow => ({
  table,
  key: (legacyTable.get(table)?.key ?? ['ID']).map((column) => values[column] ?? '').join('/'),
  values,
})
const tables = (rows: Rows): ReadonlyMap<string, readonly LegacyRow[]> =>
  new Map(Object.entries(rows).map(([table, list]) => [table, list.map((values) => row(table, values))]))

const organ = (code: string, type: string, more: Values = {}): Values => ({
  ORG_CODE: code,
  ORG_NAME: `单位${code}`,
  ORG_TYPE: type,
  DISTRICT_CODE: '410702',
  IS_DEPT: '2',
  ...more,
})

export const registry: Rows = {
  ORGANISE: [
    organ('O1', '1', { INDUSTRY_TYPE: 'I1' }),
    organ('O1D', '1', { IS_DEPT: '1', UP_ORG_CODE: 'O1' }),
    organ('O2', '1', { INDUSTRY_TYPE: 'I1' }),
    organ('O3', '1', { INDUSTRY_TYPE: 'I9' }),
    organ('X9', '1', { INDUSTRY_TYPE: 'I1' }),
    organ('P1', '3'),
    organ('P1D', '3', { IS_DEPT: '1', UP_ORG_CODE: 'P1' }),
    organ('P2', '3', { POLICE_TYPE: '2' }),
    organ('J1', '2'),
    organ('J2', '2'),
    organ('C1', '4'),
    organ('S1', '5'),
  ],
  USER_: [
    { USER_ID: 'u1', ACCOUNT: 'zhao', USER_NAME: '赵一', ORG_ID: 'O1D' },
    { USER_ID: 'u2', ACCOUNT: 'qian', USER_NAME: '钱二', ORG_ID: 'P1' },
    { USER_ID: 'u3', ACCOUNT: 'sun', USER_NAME: '孙三', ORG_ID: 'J1' },
    { USER_ID: 'u4', ACCOUNT: 'li', USER_NAME: '李四', ORG_ID: 'C1' },
    { USER_ID: 'u5', ACCOUNT: 'zhou', USER_NAME: '周五', ORG_ID: 'J2' },
    { USER_ID: 'u6', ACCOUNT: 'wu', USER_NAME: '吴六', ORG_ID: 'P2' },
  ],
  DICTIONARY_: [
    { GROUP_CODE: 'sex', DT_CODE: '1', DT_NAME: '男' },
    { GROUP_CODE: 'sex', DT_CODE: '2', DT_NAME: '女' },
    { GROUP_CODE: 'caseSource', DT_CODE: '1', DT_NAME: '日常检查' },
    { GROUP_CODE: 'chufaProcState', DT_CODE: '14', DT_NAME: '公安立案' },
    { GROUP_CODE: 'chufaType', DT_CODE: '2', DT_NAME: '罚款' },
    { GROUP_CODE: 'identifyType', DT_CODE: '6', DT_NAME: '无' },
    { GROUP_CODE: 'identifyType', DT_CODE: '1', DT_NAME: '质量鉴定' },
    { GROUP_CODE: 'goodsUnitType', DT_CODE: '1', DT_NAME: '千克' },
  ],
  ACCUSE_INFO: [
    { ID: 'A1', NAME: '生产、销售伪劣产品' },
    { ID: 'A2', NAME: '非法经营' },
    { ID: 'A9', NAME: '某罪' },
  ],
  JUDGE_CONDITION: ['G1', 'G2', 'G3', 'G4', 'G5', 'G9'].map((ID) => ({ ID, NAME: `判决${ID}` })),
  FORM_FIELD: [
    { FIELD_ID: 'f1', LABEL: '立案决定书文号', INPUT_TYPE: '1' },
    { FIELD_ID: 'f2', LABEL: '立案日期', INPUT_TYPE: '1' },
    { FIELD_ID: 'f3', LABEL: '办案民警', INPUT_TYPE: '1' },
    { FIELD_ID: 'f4', LABEL: '立案决定书', INPUT_TYPE: '6' },
    { FIELD_ID: 'f5', LABEL: '理由', INPUT_TYPE: '5' },
  ],
  FIELD_ITEM: [{ FIELD_ID: 'f5', ITEM_VALUE: '1', ITEM_NAME: '没有犯罪事实' }],
}

export const codesWith = (over: object = {}, rows: Rows = registry): Codes =>
  codesOf({
    mapping: takeoverMapping.parse({ ...mapping, ...over }) as TakeoverMapping,
    registry: tables(rows),
    directory,
    secret,
    importedAtMs,
  })
export const codes = codesWith()

/** The head of case 1, entered by the market office; what is not said here is said by the test. */
export const basic = (over: Values = {}): Values => ({
  CASE_ID: '1',
  CASE_NO: '新市监案〔2019〕1号',
  CASE_NAME: '某店销售伪劣产品案',
  PROC_KEY: 'chufaProc',
  INPUT_UNIT: 'O1',
  INPUT_TIME: '2019-01-02 09:00:00',
  CASE_STATE: '0',
  ...over,
})

/** A step of case 1 on a day of 2019, done by a user there. */
export const step = (id: string, day: string, user: string, over: Values = {}): Values => ({
  STEP_ID: id,
  CASE_ID: '1',
  STEP_NAME: over.TASK_ACTION_NAME ?? `环节${id}`,
  START_DATE: `2019-${day} 08:00:00`,
  END_DATE: `2019-${day} 10:00:00`,
  ASSIGN_PERSON: user,
  ...over,
})

export const crimeForm = (over: Values = {}): Values => ({
  CASE_ID: '1',
  ACCEPT_ORG: 'P1',
  YISONG_NO: '新市监移〔2019〕3号',
  YISONG_TIME: '2019-02-01 00:00:00',
  CASE_DETAIL: '销售伪劣产品金额八万元。',
  STEP_ID: '2',
  ...over,
})
export const party = (id: string, name: string, over: Values = {}): Values => ({
  PARTY_ID: id,
  CASE_ID: '1',
  NAME: name,
  ...over,
})
export const suspect = (id: string, name: string, over: Values = {}): Values => ({
  XIANYIREN_ID: id,
  CASE_ID: '1',
  NAME: name,
  ...over,
})

/** Entry and transfer: where most cases of the criminal half begin. */
export const sent: readonly Values[] = [
  step('1', '01-02', 'u1', { TASK_TYPE: '1', CASE_STATE: '0' }),
  step('2', '02-01', 'u1', { TASK_TYPE: '6', ACTION_TYPE: '10', CASE_STATE: '10' }),
]
/** An act of police, told by the state that it led to. */
export const police = (id: string, day: string, state: string, over: Values = {}) =>
  step(id, day, 'u2', { ACTION_TYPE: '0', CASE_STATE: state, ...over })

export const legacy = (rows: Rows, files: Readonly<Record<string, LegacyFile>> = {}): LegacyCase => ({
  caseKey: '1',
  rows: tables(rows),
  files: new Map(Object.entries(files)),
})
export const read = (rows: Rows, with_: Codes = codes): Reading => readCase(legacy(rows), with_)

/** The case as all its entries leave it. */
export function stateOf({ transfer }: Reading): CaseState {
  let state: CaseState | null = null
  for (const event of transfer?.events ?? []) state = evolve(state, JSON.parse(JSON.stringify(event)))
  if (state === null) throw new Error('no case came of it')
  return state
}
export const states = (reading: Reading): Record<string, string> =>
  Object.fromEntries(Object.entries(stateOf(reading).instances).map(([key, i]) => [key, i.state]))
export const statusOf = (reading: Reading): string => caseStatus(stateOf(reading))
export const steps = ({ transfer }: Reading): string[] => (transfer?.events ?? []).map((e) => e.step)
export const kinds = ({ differences }: Reading): string[] => differences.map((d) => `${d.kind} ${d.table} ${d.key}`)
export const codesMissing = ({ unmapped }: Reading): string[] => unmapped.map((u) => `${u.kind} ${u.code}`)

const calendar = buildCalendar(publishedNotices())
const now = '2026-03-05 10:00'
const nowMs = Date.parse('2026-03-05T02:00:00Z')
const parts = { sender: 'market', police_in_charge: 'police', supervisor: 'procuratorate' } as const

/** What a part is offered on the imported case. */
export function offered(reading: Reading, part: keyof typeof parts): readonly AvailableStep[] {
  const state = stateOf(reading)
  const viewer: Viewer = { part, agencyId: state.parts[part] ?? '' }
  return available(codes.procedure, state, viewer)
}

/** Whether a step is granted on it, on a day after the import. */
export function granted(reading: Reading, part: keyof typeof parts, name: string, over: Record<string, unknown> = {}) {
  const state = stateOf(reading)
  const agencyId = state.parts[part] ?? ''
  const held = Object.entries(state.parts).map(([p, id]) => ({ part: p as Viewer['part'], agencyId: id }))
  return decide(
    codes.procedure,
    state,
    {
      transferId: reading.transfer?.id ?? '',
      step: name,
      input: inputOf(codes.procedure, name, over, { when: now, opens: false, held }),
      atMs: nowMs,
      part,
      agencyId,
      clientId: 'client',
    },
    { calendar },
  )
}
