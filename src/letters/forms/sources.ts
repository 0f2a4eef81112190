// Fields that many letters share, and where in the case they come from.
import { type LetterFacts, lastOf, said, transferOf } from '../facts.ts'
import { type Field, may, must, type TableField } from '../form.ts'
import { dateOf, dateText, minuteOf, namesOf, officersText, personText, wordOf, yuan } from '../wording.ts'

export const organName = (part: string) => (f: LetterFacts) => f.organs[part]?.name
/** Name and code, as on a first mention. */
export const organInFull = (part: string) => (f: LetterFacts) => {
  const organ = f.organs[part]
  return organ && (organ.code === null ? organ.name : `${organ.name}（统一社会信用代码：${organ.code}）`)
}
export const input = (field: string) => (f: LetterFacts) => said(f.entry, field)
export const inputDay = (field: string) => (f: LetterFacts) => {
  const day = said(f.entry, field)
  return day && dateText(day)
}
/** Day of the decision, or of the act. */
export const decisionDay = (f: LetterFacts) => said(f.entry, 'decidedOn')
export const approverName = (f: LetterFacts) =>
  f.entry.decidedBy && `${f.entry.decidedBy.name}（证件号：${f.entry.decidedBy.certificateNo}）`
export const contactText = (f: LetterFacts) => {
  const contact = f.entry.input.contact as { name: string; phone: string } | undefined
  return contact && `${contact.name}，电话：${contact.phone}`
}
export const chargesOf = (f: LetterFacts) => {
  const own = (f.entry.input.charges ?? transferOf(f)?.input.charges) as
    | { name: string; article?: string }[]
    | undefined
  return own?.map((c) => (c.article === undefined ? c.name : `${c.name}（《刑法》${c.article}）`)).join('、')
}
export const listText = (field: string) => (f: LetterFacts) => {
  const list = f.entry.input[field]
  return Array.isArray(list) && list.length > 0 ? list.map(String).join('、') : undefined
}
export const numberedText = (field: string) => (f: LetterFacts) => {
  const list = f.entry.input[field]
  if (!Array.isArray(list) || list.length === 0) return undefined
  return list.map((one, i) => `${i + 1}. ${String(one)}`).join('\n')
}
/** Number of the paper that one of these steps told of. */
export const numberOf =
  (...steps: string[]) =>
  (f: LetterFacts) =>
    said(lastOf(f, ...steps), 'documentNo')
export const dayOfStep =
  (...steps: string[]) =>
  (f: LetterFacts) => {
    const entry = lastOf(f, ...steps)
    return entry && dateOf(entry.at)
  }
export const minuteOfStep =
  (...steps: string[]) =>
  (f: LetterFacts) => {
    const entry = lastOf(f, ...steps)
    return entry && minuteOf(entry.at)
  }
export const dueDay = (clock: string) => (f: LetterFacts) => {
  const day = f.due[clock]
  return day && dateText(day)
}
export const coded = (field: string) => (f: LetterFacts) => wordOf(field, said(f.entry, field))

// Fields as they stand in many lists of required contents.
export const caseName = must('案件名称', (f) => f.caseName)
export const suspectNames = must('犯罪嫌疑人（单位）', (f) => namesOf(f.suspects))
export const crime = must('涉嫌罪名', chargesOf)
export const addressee = (zh: string, ...parts: string[]): Field =>
  must(zh, (f) => f.addressee?.name ?? parts.map((p) => f.organs[p]?.name).find((name) => name !== undefined))
export const copyTo = (...parts: string[]): Field =>
  may('抄送', (f) => listText('copyTo')(f) ?? (namesOf(parts.flatMap((p) => f.organs[p] ?? [])) || undefined))
export const legalBasis = must(
  '法律依据',
  (f) => listText('legalBasis')(f) ?? (f.entry.basisZh.join('、') || undefined),
)
export const handlers = must('承办人', (f) => officersText(f.entry.officers))
export const contact = must('联系人及电话', contactText)
export const approver = must('批准人', approverName)
export const reasons = must('理由', input('reasons'))
export const facts = must('事实', input('facts'))
export const refDocumentNo = must('移送书文号', (f) => said(transferOf(f), 'documentNo'))

/** People of the case with what identifies them. */
export const peopleTable: TableField = {
  zh: '犯罪嫌疑人（单位）',
  columns: [
    { id: 'no', zh: '序号', width: 1, need: 'must' },
    { id: 'name', zh: '姓名（名称）', width: 3, need: 'must' },
    { id: 'identity', zh: '基本情况', width: 8, need: 'must' },
  ],
  rows: (f) =>
    f.suspects.map((person, i) => {
      const inFull = personText(person)
      return [String(i + 1), person.name, inFull === person.name ? undefined : inFull.slice(person.name.length + 1)]
    }),
}

export const peopleText = (f: LetterFacts) =>
  f.suspects.length === 0 ? undefined : f.suspects.map(personText).join('；')

export const amountsText = (f: LetterFacts) => {
  const amounts = transferOf(f)?.input.amounts as { kind: string; cny: string; approximate?: boolean; note?: string }[]
  if (!Array.isArray(amounts) || amounts.length === 0) return undefined
  return amounts
    .map(
      (a) =>
        `${wordOf('kind', a.kind)}${a.approximate ? '约' : ''}${yuan(a.cny)}${a.note === undefined ? '' : `（${a.note}）`}`,
    )
    .join('，')
}
