// A transfer letter begun from a penalty case: parties, facts, amounts and grounds are taken over, nothing is typed again and
// nothing is made up. What the record does not say is left out, and the check of the draft names it.
import { domains, type PenaltyParty, type PenaltyRecord, type penaltyKinds } from '../../schemas/index.ts'

const cut = (text: string, max: number) => [...text].slice(0, max).join('')
const oneLine = (text: string, max: number) => cut(text.replace(/\s+/g, ' ').trim(), max)
const yuan = (fen: number) => {
  const digits = String(fen).padStart(3, '0')
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`
}

const amountKinds = new Set(['goods_value', 'illegal_income', 'sales', 'tax_evaded', 'loss', 'other'])

const kindsZh: Readonly<Record<(typeof penaltyKinds)[number], string>> = {
  warning: '警告',
  criticism: '通报批评',
  fine: '罚款',
  confiscation_of_income: '没收违法所得',
  confiscation_of_goods: '没收非法财物',
  licence_suspended: '暂扣许可证件',
  qualification_lowered: '降低资质等级',
  licence_revoked: '吊销许可证件',
  business_restricted: '限制开展生产经营活动',
  production_stopped: '责令停产停业',
  closed_down: '责令关闭',
  occupation_restricted: '限制从业',
  detention: '行政拘留',
  not_punished: '不予行政处罚',
  other: '其他',
}

/** Kinds of papers that a letter knows; a record knows more. */
const idTypes: Readonly<Record<string, string>> = {
  id_card: 'id_card',
  passport: 'passport',
  hk_macao_permit: 'hk_macao_permit',
  taiwan_permit: 'taiwan_permit',
  foreign_permanent_residence: 'foreign_permanent_resident',
}

function suspectOf(party: PenaltyParty): Record<string, unknown> | undefined {
  const { name } = party
  if (name === null) return undefined
  const address = party.registeredAddress ?? party.businessAddress
  if (party.kind === 'unit') {
    const uscc = party.identifiers.find((i) => i.kind === 'uscc' && i.check === 'ok')?.value
    const head = party.legalRepresentative?.name
    return {
      ...{ kind: 'unit', name: oneLine(name, 200) },
      ...(uscc && { uscc }),
      ...(head && { legalRepresentative: oneLine(head, 100) }),
      ...(address && { address: oneLine(address, 300) }),
    }
  }
  // A sole trader answers in person; whether that is the name on the sign, the record does not always say.
  const paper = party.identifiers.find((i) => idTypes[i.kind] !== undefined && i.check === 'ok' && i.value !== null)
  return {
    ...{ kind: 'person', name: oneLine(name, 100), idType: paper ? idTypes[paper.kind] : 'unknown' },
    ...(paper && { idNumber: paper.value }),
    ...(address && { address: oneLine(address, 300) }),
  }
}

function priorPenaltyOf(record: PenaltyRecord): Record<string, unknown> | undefined {
  const [number, date] = [record.decisionNo, record.dates.decided?.value]
  if (number === null || date === undefined || date === null || date.length !== 10) return undefined
  const fine = record.amounts.find((a) => a.kind === 'fine' && a.fen !== null && a.approximate === undefined)
  const kinds = record.kinds.values.map((kind) => kindsZh[kind])
  return {
    ...{ decisionNo: oneLine(number.raw, 128), decisionDate: date },
    ...(record.organ.name && { agency: oneLine(record.organ.name, 200) }),
    kinds: kinds.length > 0 ? kinds.slice(0, 20) : ['其他'],
    ...(fine?.fen !== undefined && fine.fen !== null && { fine: yuan(fine.fen) }),
    sameFacts: true,
  }
}

/** The body of a draft. `id` = the penalty case, which the letter names as its `sourceRecord`. */
export function draftFrom(id: string, record: PenaltyRecord): Record<string, unknown> {
  const [first] = record.parties
  const prior = priorPenaltyOf(record)
  const about = record.violationType ?? record.title
  return {
    caseName: oneLine(`${first?.name ?? '当事人'}${about ? `涉嫌${oneLine(about, 60)}` : '涉嫌犯罪'}案`, 200),
    ...(record.domain !== null && (domains as readonly string[]).includes(record.domain) && { domain: record.domain }),
    suspects: record.parties.map(suspectOf).filter((s) => s !== undefined),
    ...(record.facts !== null && { facts: cut(record.facts, 20_000) }),
    caseSource: '行政处罚案件',
    amounts: record.amounts
      .filter((a) => amountKinds.has(a.kind) && a.fen !== null)
      .slice(0, 50)
      .map((a) => ({
        kind: a.kind,
        cny: yuan(a.fen as number),
        ...(a.approximate && { approximate: true, note: oneLine(a.raw, 200) }),
      })),
    legalBasis: record.legalBasis.slice(0, 50).map((basis) => oneLine(basis, 300)),
    ...(prior && { priorPenalties: [prior] }),
    sourceRecord: id,
  }
}
