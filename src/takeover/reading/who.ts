// The organs of a case before its history is told: who sent it, to whom, in which field. Where one of them has no mapping
// the case is held; nobody is put in its place.
import type { Agency } from '../../agencies/index.ts'
import type { CaseRows } from './case-rows.ts'
import type { HistoryRow } from './history.ts'
import type { OrganFound } from './organ-codes.ts'

export interface Who {
  readonly sender: Agency | undefined
  readonly police: Agency | undefined
  readonly domain: string | undefined
  /** Why the case cannot be read yet. */
  readonly reasons: readonly string[]
}

const shown = ({ code, name }: OrganFound) => (name === undefined ? code : `${code}（${name}）`)
const missing = (role: string, organ: OrganFound) =>
  organ.state === 'none' ? `${role} ${shown(organ)} 在映射中注明无对应机关` : `${role} ${shown(organ)} 未映射`

/** Acts that need an organ that received the case. */
const withoutReceiver = new Set(['record', 'demand', 'assignment', 'jurisdiction', 'duty_clue'])

export function whoOf(rows: CaseRows, history: readonly HistoryRow[]): Who {
  const reasons: string[] = []
  const entered = rows.organ(rows.basic?.values.INPUT_UNIT) ?? history.find((h) => h.actor.organ)?.actor.organ
  const sender = senderOf(entered, reasons)
  const industry = entered?.industry
  const domain = industry === undefined ? undefined : rows.codes.domains.get(industry)
  if (industry !== undefined && domain === undefined) rows.unmapped('industry', industry)
  if (entered !== undefined && domain === undefined)
    reasons.push(industry === undefined ? `移送单位 ${shown(entered)} 无行业` : `行业 ${industry} 未映射`)
  const police = policeOf(rows, history, reasons)
  for (const organ of receiversOf(rows, history)) if (organ.agency === null) reasons.push(missing('接收单位', organ))
  return { sender, police, domain, reasons }
}

function senderOf(organ: OrganFound | undefined, reasons: string[]): Agency | undefined {
  if (organ === undefined) reasons.push('录入单位为空')
  else if (organ.agency === null) reasons.push(missing('移送单位', organ))
  else if (organ.agency.kind !== 'administrative' && organ.agency.kind !== 'government')
    reasons.push(`录入单位 ${shown(organ)} 不是行政执法机关`)
  else return organ.agency
  return undefined
}

/** The organ that the transfer letter names, else the one that its step names, else the first of public security that acted. */
function policeOf(rows: CaseRows, history: readonly HistoryRow[], reasons: string[]): Agency | undefined {
  const dispatched = history.find((h) => h.act === 'dispatch' || h.act === 'detention_transfer')
  const named =
    rows.organ(rows.one('CRIME_CASE_FORM')?.values.ACCEPT_ORG) ??
    rows.organ(rows.one('TRANSFER_DETENTION')?.values.ACCEPT_ORG) ??
    rows.organ(dispatched?.row.values.TARGET_ORG_ID)
  const acted = history.find((h) => h.actor.organ?.agency?.kind === 'public_security')?.actor.organ
  const organ = named ?? acted
  if (organ?.agency?.kind === 'public_security') return organ.agency
  if (organ?.agency === null) reasons.push(missing('受案单位', organ))
  else if (organ !== undefined) reasons.push(`受案单位 ${shown(organ)} 不是公安机关`)
  else if (needsReceiver(rows, history)) reasons.push('受案单位为空')
  return undefined
}

function needsReceiver(rows: CaseRows, history: readonly HistoryRow[]): boolean {
  const state = Number(rows.basic?.values.CASE_STATE ?? Number.NaN)
  const transferred = ['2', '3'].includes(rows.one('CASE_STATE')?.values.YISONG_STATE ?? '')
  return (
    transferred ||
    (state >= 10 && state <= 22) ||
    (state >= 30 && state <= 32) ||
    rows.of('CASE_XIANYIREN').length > 0 ||
    history.some((h) => !withoutReceiver.has(h.act))
  )
}

/** Organs that a case was handed on to. */
export const receiverOf = (rows: CaseRows, { act, row, key }: HistoryRow): OrganFound | undefined => {
  if (act !== 'assignment' && act !== 'jurisdiction') return undefined
  const form = rows.formOf(act === 'assignment' ? 'CASE_FENPAI' : 'CASE_TURNOVER', key)
  return rows.organ(form?.values.JIESHOU_ORG ?? row.values.TARGET_ORG_ID)
}

const receiversOf = (rows: CaseRows, history: readonly HistoryRow[]): OrganFound[] =>
  history.flatMap((row) => receiverOf(rows, row) ?? [])
