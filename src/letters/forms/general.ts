// The plain form of every letter for which the required contents name no fields: title, number, addressee, what was done
// under which articles, what the act says of its reasons and terms, date.
import type { LetterFacts } from '../facts.ts'
import { type Field, type Form, form, heading, line, may, must, text } from '../form.ts'
import { dateText, officersText, wordOf, yuan } from '../wording.ts'
import { caseName, copyTo, legalBasis, suspectNames } from './sources.ts'

type Shown =
  | 'text'
  | 'day'
  | 'code'
  | 'codes'
  | 'yuan'
  | 'list'
  | 'charges'
  | 'missing'
  | 'sentence'
  | 'number'
  | 'reference'

/** Fields of the contracts in the words of the documents, in the order in which they stand in a letter. */
const shownFields: Readonly<Record<string, readonly [zh: string, shown: Shown]>> = {
  subject: ['事由', 'text'],
  period: ['期间', 'text'],
  source: ['来源', 'code'],
  official: ['被反映人', 'text'],
  unit: ['所在单位', 'text'],
  facts: ['事实', 'text'],
  newFacts: ['新的事实和证据', 'text'],
  problem: ['存在的问题', 'text'],
  place: ['地点', 'text'],
  report: ['报告内容', 'text'],
  text: ['通报内容', 'text'],
  question: ['问题', 'text'],
  answer: ['答复', 'text'],
  participants: ['参加讨论人员', 'list'],
  conclusion: ['结论', 'text'],
  charges: ['涉嫌罪名', 'charges'],
  court: ['审理法院', 'text'],
  sentence: ['判决结果', 'sentence'],
  ground: ['事由', 'code'],
  kind: ['种类', 'code'],
  measure: ['处理措施', 'code'],
  kinds: ['处罚种类', 'codes'],
  fine: ['罚款', 'yuan'],
  confiscated: ['没收', 'yuan'],
  days: ['拘留天数', 'number'],
  evidenceGaps: ['需要补充的证据', 'list'],
  missing: ['需补正的材料', 'missing'],
  direction: ['方向', 'text'],
  requirements: ['要求', 'text'],
  reasons: ['理由', 'text'],
  reason: ['理由', 'text'],
  explanation: ['说明', 'text'],
  outcome: ['处理情况', 'text'],
  result: ['结果', 'text'],
  opinion: ['意见', 'text'],
  suggestion: ['建议', 'text'],
  method: ['处置方式', 'text'],
  disposedBy: ['处置单位', 'text'],
  disposedOn: ['处置日期', 'day'],
  costCny: ['处置费用', 'yuan'],
  consulted: ['征求意见机关', 'text'],
  competentOrgan: ['有权处理的机关', 'text'],
  acceptanceNo: ['受案登记号', 'text'],
  reporter: ['报案人（举报人）', 'text'],
  corrects: ['更正的记录', 'number'],
  pointer: ['更正的项目', 'text'],
  correct: ['更正后的内容', 'text'],
  nonProsecution: ['不起诉决定', 'reference'],
  decidedOn: ['决定日期', 'day'],
  judgedOn: ['判决日期', 'day'],
  adminFiledOn: ['行政立案日期', 'day'],
  actEndedOn: ['违法行为终了日期', 'day'],
  replyDueDate: ['答复期限', 'day'],
  legalBasis: ['法律依据', 'list'],
  remarks: ['备注', 'text'],
}

function shownText(field: string, shown: Shown, value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return undefined
  const list = Array.isArray(value) ? value : []
  switch (shown) {
    case 'text':
      return typeof value === 'string' ? (wordOf(field, value) ?? value) : undefined
    case 'code':
      return wordOf(field, String(value))
    case 'codes':
      return list.map((one) => wordOf(field, String(one))).join('、')
    case 'day':
      return dateText(String(value))
    case 'yuan':
      return yuan(String(value))
    case 'number':
      return String(value)
    case 'list':
      return list.length === 0 ? undefined : list.map((one, i) => `${i + 1}. ${String(one)}`).join('\n')
    case 'charges':
      return list.map((c: { name: string }) => c.name).join('、')
    case 'missing':
      return list.map((m: { description: string }, i) => `${i + 1}. ${m.description}`).join('\n')
    case 'reference':
      return (value as { documentNo?: string }).documentNo
    case 'sentence':
      return sentenceText(value as Record<string, unknown>)
  }
}

function sentenceText(s: Readonly<Record<string, unknown>>): string {
  return [
    wordOf('band', String(s.band)),
    s.months !== undefined && `刑期${String(s.months)}个月`,
    s.suspended === true && '适用缓刑',
    s.fineCny !== undefined && `罚金${yuan(String(s.fineCny))}`,
    s.adminDetentionDays !== undefined && `行政拘留${String(s.adminDetentionDays)}日折抵刑期`,
  ]
    .filter(Boolean)
    .join('，')
}

/** What the act says, by the names of the documents. */
function saidBy(facts: LetterFacts): { zh: string; value: string }[] {
  return Object.entries(shownFields).flatMap(([field, [zh, shown]]) => {
    const value = shownText(field, shown, facts.entry.input[field])
    return value === undefined || value === '' ? [] : [{ zh, value }]
  })
}

const content: Field = must('主要内容', (f) =>
  saidBy(f)
    .map(({ zh, value }) => `${zh}：${value}`)
    .join('\n'),
)

/** Records that stay with the organ that makes them have no addressee. */
export const generalForm: Form = form({
  fields: {
    addressee: may('主送', (f) => f.addressee?.name),
    caseName,
    suspects: may('涉案人员（单位）', suspectNames.from),
    act: must('事项', (f) => f.entry.zh),
    legalBasis,
    content,
    decidedBy: may('决定人', (f) => f.entry.decidedBy?.name),
    handlers: must('承办人', (f) => officersText(f.entry.officers)),
    copyTo: copyTo(),
  },
  addressee: 'addressee',
  copyTo: 'copyTo',
  date: (f) => (typeof f.entry.input.decidedOn === 'string' ? f.entry.input.decidedOn : undefined),
  body: (v, _, f) => [
    text(
      `关于“${v.caseName}”${v.suspects === '' ? '' : `（${v.suspects}）`}，依照${v.legalBasis}的规定${v.decidedBy === '' ? '' : `，经${v.decidedBy}决定`}，现就${v.act}事项制作本文书。`,
    ),
    ...(saidBy(f).length === 0
      ? [heading('主要内容'), text(v.content)]
      : saidBy(f).flatMap(({ zh, value }) =>
          value.length > 24 || value.includes('\n') ? [heading(zh), text(value)] : [line(`${zh}：${value}`)],
        )),
    line(`承办人：${v.handlers}`),
  ],
})
