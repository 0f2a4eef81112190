// Papers on seized articles after the transfer: the list of a handover, signed by both sides, and the agreement by which the
// agency keeps them on behalf of public security (R310 12; PSP 185; MPS16 6; WS 13).
import { itemNumbered, type LetterFacts } from '../facts.ts'
import { blank, ended, form, heading, line, must, sign, text } from '../form.ts'
import { minuteOf, officersText } from '../wording.ts'
import { caseName, input, organName, refDocumentNo } from './sources.ts'

/** Item by item what went, with what was counted or weighed otherwise than listed. */
function itemsMoved(f: LetterFacts) {
  const moved = f.entry.moved ?? []
  return [...new Set(moved.map((m) => m.item))].map((no) => {
    const own = moved.filter((m) => m.item === no)
    const gone = own.filter((m) => m.to !== 'difference' && m.to !== 'in_dispute')
    const differs = own.filter((m) => !gone.includes(m))
    const item = itemNumbered(f, no) ?? {}
    return {
      no: String(no),
      name: word(item, 'name'),
      quantity: gone.map((m) => m.quantity).join('、') || '0',
      unit: own[0]?.unit,
      features: word(item, 'features'),
      difference: differs.map((m) => `${m.quantity}${m.unit}${m.note === undefined ? '' : `（${m.note}）`}`).join('；'),
    }
  })
}
const word = (one: Readonly<Record<string, unknown>>, field: string) =>
  typeof one[field] === 'string' ? String(one[field]) : undefined

export const exhibitForms = {
  handover_list: form({
    section: '4.3',
    landscape: true,
    fields: {
      caseName,
      refDocumentNo,
      handedBy: must('移交单位及移交人', (f) => `${f.entry.by.name} ${officersText(f.entry.officers) ?? ''}`),
      receivedBy: must('接收单位及接收人', (f) => {
        const receiver = f.entry.input.receivedBy as { name: string; certificateNo: string } | undefined
        return receiver && `${f.organs.police_in_charge?.name ?? ''} ${officersText([receiver])}`
      }),
      handedAt: must('移交时间', (f) => minuteOf(f.entry.at)),
      place: must('移交地点', input('place')),
      signatures: sign('移交人签名'),
      receiverSignature: sign('接收人签名'),
    },
    tables: {
      items: {
        zh: '移交物品',
        columns: [
          { id: 'seq', zh: '物品编号', width: 2, need: 'must' },
          { id: 'name', zh: '名称', width: 5, need: 'must' },
          { id: 'quantity', zh: '数量', width: 2, need: 'must' },
          { id: 'unit', zh: '单位', width: 2, need: 'must' },
          { id: 'features', zh: '特征', width: 4, need: 'may' },
          { id: 'difference', zh: '差异说明', width: 5, need: 'may' },
        ],
        rows: (f) => itemsMoved(f).map((i) => [i.no, i.name, i.quantity, i.unit, i.features, i.difference]),
      },
    },
    cosigners: (f) => (f.organs.police_in_charge === undefined ? [] : [f.organs.police_in_charge.name]),
    body: (v, t) => [
      line(`案件名称：${v.caseName}`),
      line(`移送书文号：${v.refDocumentNo}`),
      t.items,
      line(`移交：${v.handedBy}`),
      line(`接收：${v.receivedBy}`),
      line(`移交时间：${v.handedAt}　　移交地点：${v.place}`),
      line(`移交人签名：${v.signatures}　　接收人签名：${v.receiverSignature}`),
    ],
  }),

  custody_agreement: form({
    section: '4.19',
    fields: {
      caseName,
      keeper: must('保管单位', organName('sender')),
      owner: must('委托单位', (f) => f.entry.by.name),
      items: must('代为保管的物品', (f) =>
        itemsMoved(f)
          .map((i) => `${i.no}. ${i.name ?? blank('名称')}，${i.quantity}${i.unit}`)
          .join('\n'),
      ),
      conditions: must('保管条件', input('conditions')),
      place: must('保管地点', input('place')),
      responsiblePersons: must('保管责任人', input('responsible')),
      evidenceFixedBy: must('证据固定', input('evidenceFixedBy')),
      returnConditions: must('返还条件', input('returnConditions')),
      costs: must('费用承担', input('costs')),
      signatures: sign('双方签名'),
    },
    cosigners: (f) => (f.organs.sender === undefined ? [] : [f.organs.sender.name]),
    body: (v) => [
      line(`委托单位（甲方）：${v.owner}`),
      line(`保管单位（乙方）：${v.keeper}`),
      text(`因办理“${v.caseName}”需要，甲方商请乙方代为保管涉案物品，双方约定如下：`),
      heading('一、代为保管的物品'),
      text(v.items),
      heading('二、保管地点和条件'),
      text(`地点：${v.place}。${ended(v.conditions)}`),
      heading('三、责任人'),
      text(ended(v.responsiblePersons)),
      heading('四、证据固定'),
      text(`移交保管前已由${v.evidenceFixedBy}固定证据。`),
      heading('五、返还'),
      text(ended(v.returnConditions)),
      heading('六、费用'),
      text(ended(v.costs)),
      line(`双方经办人签名：${v.signatures}`),
    ],
  }),
}
