// The penalty record of a case: a flat object whose keys are the places of the penalty room's layouts, and `raw` beside it.
// The declared markers are the agency's own word; every 1/2 flag among them is 1 yes, 2 no, and 次数 is a number.
import type { LegacyRow } from '../model.ts'
import type { CaseRows } from './case-rows.ts'
import { dayOfMs, rawOf } from './forms.ts'
import type { Person } from './people.ts'
import { yesIsOne, yesIsTwo, yuanText } from './values.ts'

/** Places → columns of PENALTY_CASE_FORM that are 1 yes, 2 no. */
const declared: Readonly<Record<string, string>> = {
  'declared.discussed': 'IS_DESCUSS',
  'declared.serious': 'IS_SERIOUS',
  'declared.near_threshold': 'IS_BEYOND_EIGHTY',
  'declared.below_minimum': 'IS_LOWER_LIMIT_MONEY',
  'declared.appraised': 'IS_IDENTIFY',
}

type Made = Record<string, unknown>
const yesNo = (so: boolean | undefined): string | undefined => (so === undefined ? undefined : so ? '是' : '否')

export function penaltyOf(rows: CaseRows, people: readonly Person[], transferred: boolean): Readonly<Made> | null {
  const { basic } = rows
  if (basic === undefined) return null
  const made: Made = {}
  const raw: Record<string, string> = {}
  const put = (place: string, value: string | undefined | null) => {
    if (value !== undefined && value !== null && value.trim() !== '') made[place] = value
  }
  const day = (row: LegacyRow, column: string): string | undefined => {
    const ms = rows.time(row, column)
    return ms === undefined ? undefined : dayOfMs(ms)
  }
  headOf(rows, basic, put, day, raw)
  partiesOf(people, put, raw)
  const lian = rows.one('PENALTY_LIAN_FORM')
  if (lian !== undefined) filingOf(rows, lian, put, day, raw)
  const form = rows.one('PENALTY_CASE_FORM')
  if (form !== undefined) decisionOf(rows, form, put, day, raw)
  if (rows.one('XINGZHENG_NOT_PENALTY') !== undefined && form === undefined) put('flag.not_punished', '是')
  const crime = rows.one('CRIME_CASE_FORM')
  put('crime.transferred', yesNo(transferred ? true : undefined))
  if (crime !== undefined) put('date.transferred', day(crime, 'YISONG_TIME'))
  const closing = rows.one('XINGZHENG_JIEAN_FORM')
  if (closing !== undefined) put('date.closed', day(closing, 'UNDERTAKE_TIME'))
  companiesOf(rows, raw)
  if (Object.keys(raw).length > 0) made.raw = raw
  return made
}

type Put = (place: string, value: string | undefined | null) => void
type Day = (row: LegacyRow, column: string) => string | undefined

function headOf(rows: CaseRows, basic: LegacyRow, put: Put, day: Day, raw: Record<string, string>): void {
  const { values } = basic
  put('source_key', `${rows.codes.installation}/${rows.caseKey}`)
  const organ = rows.organ(values.INPUT_UNIT)
  put('organ.name', organ?.agency?.name ?? organ?.name)
  put('organ.code', organ?.agency?.code)
  const industry = organ?.industry
  const domain = industry === undefined ? undefined : rows.codes.domains.get(industry)
  if (industry !== undefined && domain === undefined) rows.unmapped('industry', industry)
  put('domain', domain)
  const district = values.ANFA_ADDRESS?.trim()
  if (district) {
    const region = rows.codes.districts.get(district)
    if (region === undefined) rows.unmapped('district', district)
    put('region_code', region)
  }
  put('title', values.CASE_NAME)
  put('facts', values.CASE_DETAIL_NAME)
  put('date.happened', day(basic, 'ANFA_TIME'))
  const suspected = rows.flag(basic, 'IS_SUSPECTED_CRIMINAL', yesIsOne)
  put('crime.suspected', yesNo(suspected))
  const assigned = rows.flag(basic, 'IS_ASSIGN', yesIsTwo)
  if (assigned !== undefined) raw.交办 = yesNo(assigned) ?? ''
}

function partiesOf(people: readonly Person[], put: Put, raw: Record<string, string>): void {
  const parties = people.filter((p) => p.party)
  put('party.name', parties.map((p) => p.name).join('、'))
  const [first] = parties
  if (first === undefined) return
  const kinds = new Set(parties.map((p) => p.kind))
  if (kinds.size === 1) put('party.kind', first.kind === 'person' ? '自然人' : '法人及非法人组织')
  const numbers = parties.map((p) => p.number?.raw ?? '')
  const kind = first.number?.kind
  if (kind !== undefined && parties.every((p) => p.number?.kind === kind))
    put(`party.identifier.${kind}`, numbers.join('、'))
  // Where some have none, no number can be said to be whose: they stay as they are.
  else for (const p of parties) if (p.number !== undefined) raw[`${p.name} 证件号码`] = p.number.raw
  if (parties.length > 1) return
  const { legalRepresentative, address } = first.said as Record<string, string | undefined>
  put('representative.name', legalRepresentative)
  put('party.registered_address', address)
}

function filingOf(rows: CaseRows, lian: LegacyRow, put: Put, day: Day, raw: Record<string, string>): void {
  const { values } = lian
  put('violation_type', values.MEMO)
  put('date.accepted', day(lian, 'UNDERTAKE_TIME'))
  const fen = rows.fen(lian, 'AMOUNT_INVOLVED')
  // 0 is what the form wants where there is no amount.
  if (fen) put('amount.other', yuanText(fen))
  const measures = rows.flag(lian, 'IS_MEASURES', yesIsTwo)
  Object.assign(raw, rawOf(lian, { MEMO: true, UNDERTAKE_TIME: true, IS_MEASURES: measures, AMOUNT_INVOLVED: fen }))
  if (measures !== undefined) raw.强制措施 = yesNo(measures) ?? ''
  if (fen === undefined && values.AMOUNT_INVOLVED) raw.AMOUNT_INVOLVED = values.AMOUNT_INVOLVED
}

function decisionOf(rows: CaseRows, form: LegacyRow, put: Put, day: Day, raw: Record<string, string>): void {
  const { values } = form
  put('decision_no', values.PENALTY_FILE_NO)
  put('date.decided', day(form, 'PUNISH_TIME'))
  put('legal_basis', values.PENALTY_REFER)
  put('content', values.PENALTY_RESULT)
  for (const [place, column] of Object.entries(declared)) put(place, yesNo(rows.flag(form, column, yesIsOne)))
  put('declared.repeated', values.CHUFA_TIMES)
  const fine = rows.fen(form, 'FINE_AMOUNT')
  if (fine) put('amount.fine', yuanText(fine))
  const kinds = rows.of('CHUFA_TYPE_FORM').flatMap((row) => rows.word('chufaType', row.values.CHUFA_TYPE) ?? [])
  put('kinds', kinds.join('、'))
  const fake = rows.flag(form, 'IS_FAKE', yesIsOne)
  const unit = rows.word('goodsUnitType', values.GOODS_UNIT)
  const appraisal = rows.word('identifyType', values.IDENTIFY_TYPE)
  Object.assign(raw, rawOf(form, placedDecision))
  if (fake !== undefined) raw.侵权假冒 = yesNo(fake) ?? ''
  if (unit !== undefined) raw.GOODS_UNIT = unit
  if (appraisal !== undefined) raw.IDENTIFY_TYPE = appraisal
  if (fine === undefined && values.FINE_AMOUNT) raw.FINE_AMOUNT = values.FINE_AMOUNT
}

const placedDecision = Object.fromEntries(
  [
    ...['PENALTY_FILE_NO', 'PUNISH_TIME', 'PENALTY_REFER', 'PENALTY_RESULT', 'CHUFA_TIMES', 'FINE_AMOUNT', 'IS_FAKE'],
    ...Object.values(declared),
  ].map((column) => [column, true]),
)

/** 万元, as the form has it: no place here takes a unit's capital. */
function companiesOf(rows: CaseRows, raw: Record<string, string>): void {
  for (const { values, key } of rows.of('CASE_COMPANY'))
    if (values.REGISTRATION_CAPITAL) raw[`${key} 注册资本（万元）`] = values.REGISTRATION_CAPITAL
}
