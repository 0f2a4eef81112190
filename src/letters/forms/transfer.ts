// The transfer letter and its receipt (law: R310 3, 5, 7, 8, 12; APL 27; ENV 6, 7), with the written report that goes before.
import { listed, said, transferOf } from '../facts.ts'
import { ended, form, given, heading, line, may, must, section, sign, signLine, text } from '../form.ts'
import { minuteOf, officersText, yuan } from '../wording.ts'
import {
  addressee,
  amountsText,
  caseName,
  contactText,
  copyTo,
  crime,
  input,
  legalBasis,
  organInFull,
  organName,
  peopleTable,
  suspectNames,
} from './sources.ts'

const attached = (f: Parameters<typeof transferOf>[0]) => [
  '案件调查报告',
  ...(listed(transferOf(f), 'seizedItems').length > 0 ? ['涉案物品清单'] : []),
  '移送材料清单',
]

export const transferForms = {
  transfer_letter: form({
    section: '4.1',
    fields: {
      transferringAgency: must('移送机关', organInFull('sender')),
      agencyName: must('移送机关名称', organName('sender')),
      recipientPolice: must('受移送公安机关', organName('police_in_charge')),
      caseName,
      suspectNames,
      suspectedCrime: crime,
      mainBasis: must('主要案情和依据', input('facts')),
      amounts: may('涉案金额', amountsText),
      legalBasis,
      caseHandlers: must('承办人', (f) => {
        const { officers } = f.entry
        return officers.length < 2 ? undefined : officersText(officers)
      }),
      contact: must('联系人及电话', contactText),
      attachedMaterialsList: must('所附材料清单', (f) => {
        const count = listed(f.entry, 'materials').length
        return count === 0 ? undefined : `随案移送材料${count}份，详见所附《移送材料清单》`
      }),
      exhibitsHandoverUndertaking: must('涉案物品移交承诺', (f) => {
        const count = listed(f.entry, 'seizedItems').length
        if (count === 0) return '本案无涉案物品；如后续发现，依照《行政执法机关移送涉嫌犯罪案件的规定》第十二条移交'
        return said(f.entry, 'custody') === 'with_transfer'
          ? `涉案物品${count}项随案移交，详见所附《涉案物品清单》；与案件有关的其他材料，我单位将自接到立案通知书之日起3日内移交并办结交接手续（《行政执法机关移送涉嫌犯罪案件的规定》第十二条）`
          : `涉案物品${count}项，详见所附《涉案物品清单》；我单位将自接到立案通知书之日起3日内将涉案物品以及与案件有关的其他材料移交你单位，并办结交接手续（《行政执法机关移送涉嫌犯罪案件的规定》第十二条）`
      }),
      refusalNoticeRequest: must(
        '结果告知请求',
        () =>
          '请依法审查并将立案或者不予立案的决定书面通知我单位；决定不予立案的，请说明理由并退回案卷材料（《行政执法机关移送涉嫌犯罪案件的规定》第八条）',
      ),
      priorPenaltyDecisionNo: may('此前行政处罚决定', (f) => {
        const prior = listed<{ decisionNo: string; kinds: string[]; fine?: string }>(f.entry, 'priorPenalties')
        return prior
          .map((p) => `${p.decisionNo}（${p.kinds.join('、')}${p.fine === undefined ? '' : `，罚款${yuan(p.fine)}`}）`)
          .join('、')
      }),
      approvedBy: must('批准人', (f) => f.entry.decidedBy?.name ?? said(f.entry, 'team')),
      copyTo: copyTo('supervisor'),
    },
    tables: { suspects: peopleTable },
    addressee: 'recipientPolice',
    copyTo: 'copyTo',
    attachments: attached,
    body: (v, t) => [
      text(
        `我单位在办理“${v.caseName}”过程中，发现${v.suspectNames}的行为涉嫌构成${v.suspectedCrime}，依法应当移送你单位追究刑事责任。`,
      ),
      heading('一、涉嫌犯罪的个人和单位'),
      t.suspects,
      heading('二、主要案情和依据'),
      text(v.mainBasis),
      given(v.amounts, `涉案金额：${v.amounts}。`),
      heading('三、移送的法律依据'),
      text(`依照${v.legalBasis}的规定，经${v.approvedBy}批准，现将本案移送你单位。`),
      given(v.priorPenaltyDecisionNo, `移送前已作出的行政处罚决定：${v.priorPenaltyDecisionNo}。`),
      heading('四、材料和涉案物品'),
      text(ended(v.attachedMaterialsList)),
      text(ended(v.exhibitsHandoverUndertaking)),
      heading('五、请求事项'),
      text(ended(v.refusalNoticeRequest)),
      heading('六、移送机关和承办人'),
      line(`移送机关：${v.transferringAgency}`),
      line(`承办人：${v.caseHandlers}`),
      line(`联系人：${v.contact}`),
    ],
    slip: (v) => ({
      title: '涉嫌犯罪案件移送书（回执）',
      blocks: [
        line(`${v.agencyName}：`),
        text(`你单位《涉嫌犯罪案件移送书》（${v.documentNo}）移送的“${v.caseName}”案卷材料收悉。`),
        line(`接收单位（印章）：${signLine}`),
        line(`接收人（签名）：${signLine}`),
        line('接收时间：＿＿＿＿年＿＿月＿＿日＿＿时＿＿分'),
      ],
    }),
  }),

  transfer_receipt: form({
    section: '4.6',
    fields: {
      refDocumentNo: must('移送书文号', (f) => said(transferOf(f), 'documentNo')),
      caseName,
      senderName: addressee('移送机关', 'sender'),
      receivingOrgan: must('接收单位', organInFull('police_in_charge')),
      receiverName: must('接收人', (f) => officersText(f.entry.officers)),
      acceptor: may('受案审批人', (f) => f.entry.decidedBy?.name),
      receivedAt: must('接收时间', (f) => minuteOf(f.entry.at)),
      receivedMaterials: must('接收的材料', (f) => {
        const letter = transferOf(f)
        if (letter === undefined) return undefined
        const items = listed(letter, 'seizedItems').length
        return `移送书一份，案卷材料${listed(letter, 'materials').length}份${items === 0 ? '' : `，涉案物品清单一份（${items}项）`}`
      }),
      remarks: may('备注', input('remarks')),
      acceptanceNo: must('受案登记号', input('acceptanceNo')),
      signature: sign('接收人签名'),
    },
    addressee: 'senderName',
    body: (v) => [
      text(`你单位《涉嫌犯罪案件移送书》（${v.refDocumentNo}）移送的“${v.caseName}”收悉，现予回执。`),
      line(`接收单位：${v.receivingOrgan}`),
      line(`接收人：${v.receiverName}`),
      v.acceptor === '' ? undefined : line(`受案审批人：${v.acceptor}`),
      line(`接收时间：${v.receivedAt}`),
      line(`接收的材料：${v.receivedMaterials}`),
      line(`受案登记号：${v.acceptanceNo}`),
      v.remarks === '' ? undefined : line(`备注：${v.remarks}`),
      text('立案审查期限自上述接收时间起计算。'),
      line(`接收人签名：${v.signature}`),
    ],
  }),

  transfer_report: form({
    fields: {
      caseName,
      suspectNames: may('犯罪嫌疑人（单位）', suspectNames.from),
      report: must('报告内容', input('report')),
      legalBasis,
      handlers: must('专案组人员', (f) => officersText(f.entry.officers)),
    },
    body: (v) => [
      text(`经核实，“${v.caseName}”涉嫌犯罪，现提出移送涉嫌犯罪案件的书面报告，请审批。`),
      ...section('一、涉嫌犯罪的个人和单位', v.suspectNames),
      heading('二、核实情况'),
      text(v.report),
      heading('三、依据'),
      text(`${v.legalBasis}。`),
      line(`报告人：${v.handlers}`),
    ],
  }),
}
