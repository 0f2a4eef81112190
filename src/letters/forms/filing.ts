// What public security writes on a case it was sent: supplement notice, inquiry outlines, filing and non-filing, onward
// transfer, withdrawal of the case; and the papers on seized articles (R310 7, 8, 12; PSP 175-189; ENV 8-10, 19).
import { listed } from '../facts.ts'
import { ended, form, given, heading, line, may, must, section, sign, text } from '../form.ts'
import { dateText, minuteOf, officersText } from '../wording.ts'
import {
  addressee,
  approver,
  caseName,
  coded,
  contact,
  contactText,
  copyTo,
  crime,
  decisionDay,
  dueDay,
  handlers,
  input,
  legalBasis,
  minuteOfStep,
  numberedText,
  organName,
  reasons,
  refDocumentNo,
  suspectNames,
} from './sources.ts'

const decisionDate = must('决定日期', (f) => {
  const day = decisionDay(f)
  return day === undefined ? minuteOf(f.entry.at).replace(/\d\d时.*$/, '') : dateText(day)
})
export const filingForms = {
  supplement_notice: form({
    section: '4.7',
    fields: {
      sender: addressee('移送机关', 'sender'),
      refDocumentNo,
      caseName,
      missingItems: must('需补正的材料', (f) =>
        listed<{ description: string }>(f.entry, 'missing')
          .map((m, i) => `${i + 1}. ${m.description}`)
          .join('\n'),
      ),
      reason: must('补正理由', (f) =>
        (input('reasons')(f) ?? input('remarks')(f) ?? '移送材料不全').replace(/。$/, ''),
      ),
      dueAt: must('补正期限', (f) => dueDay('supplement_reply')(f) ?? '收到本通知书之日起3日内'),
      issuedAt: must('发出时间', (f) => minuteOf(f.entry.at)),
      contact,
      basis: legalBasis,
    },
    addressee: 'sender',
    body: (v) => [
      text(
        `你单位《涉嫌犯罪案件移送书》（${v.refDocumentNo}）移送的“${v.caseName}”，经审查，${v.reason}。依照${v.basis}的规定，请补正下列材料：`,
      ),
      text(v.missingItems),
      text(`补正期限：${v.dueAt}。无法补正的，请书面说明情况。补正期间立案审查不停止，材料不全不是不接受案件的理由。`),
      line(`发出时间：${v.issuedAt}`),
      line(`联系人：${v.contact}`),
    ],
  }),

  inquiry_outline: form({
    section: '4.10',
    fields: {
      sender: addressee('移送机关', 'sender'),
      refDocumentNo,
      caseName,
      evidenceGaps: must('需要补充的证据', numberedText('evidenceGaps')),
      direction: must('调查方向', input('direction')),
      requirements: must('调查要求', input('requirements')),
      returnBy: may('反馈期限', (f) => input('replyDueDate')(f)),
      contact,
    },
    addressee: 'sender',
    body: (v) => [
      text(`你单位移送的“${v.caseName}”（${v.refDocumentNo}）正在立案审查，商请就下列事项补充调查：`),
      heading('一、需要补充的证据'),
      text(v.evidenceGaps),
      heading('二、调查方向'),
      text(v.direction),
      heading('三、调查要求'),
      text(v.requirements),
      given(v.returnBy, `请于${v.returnBy}前反馈。`),
      text('补充调查期间，立案审查期限不停止计算。'),
      line(`联系人：${v.contact}`),
    ],
  }),

  supplementary_investigation_outline: form({
    section: '4.10',
    fields: {
      police: addressee('公安机关', 'police_in_charge'),
      caseName,
      suspectNames,
      evidenceGaps: must('需要补充的证据', numberedText('evidenceGaps')),
      direction: must('侦查方向', input('direction')),
      requirements: must('补充侦查要求', (f) => input('requirements')(f) ?? input('remarks')(f)),
      returnBy: must('补充侦查期限', (f) => dueDay('supplementary_investigation')(f) ?? '一个月以内补充侦查完毕'),
      contact: must('联系人及电话', (f) => contactText(f) ?? officersText(f.entry.officers)),
    },
    addressee: 'police',
    body: (v) => [
      text(`你单位移送审查起诉的“${v.caseName}”（${v.suspectNames}），经审查需要补充侦查，现列提纲如下：`),
      heading('一、需要补充的证据'),
      text(v.evidenceGaps),
      heading('二、侦查方向'),
      text(v.direction),
      heading('三、补充侦查要求'),
      text(v.requirements),
      text(`期限：${v.returnBy}。`),
      line(`联系人：${v.contact}`),
    ],
  }),

  filing_decision: form({
    section: '4.8',
    fields: {
      caseName,
      suspects: suspectNames,
      crime,
      legalBasis: must(
        '法律依据',
        (f) =>
          `《中华人民共和国刑事诉讼法》第一百一十二条${f.entry.basisZh.length > 0 ? `、${f.entry.basisZh.join('、')}` : ''}`,
      ),
      approver,
      decisionDate,
      filingUnit: must('立案单位', (f) => input('filingUnit')(f) ?? f.entry.by.name),
      caseHandlers: handlers,
    },
    date: decisionDay,
    body: (v) => [
      text(
        `依照${v.legalBasis}的规定，经${v.approver}批准，决定对“${v.caseName}”（${v.suspects}涉嫌${v.crime}）立案侦查。`,
      ),
      line(`决定日期：${v.decisionDate}`),
      line(`立案单位：${v.filingUnit}`),
      line(`承办人：${v.caseHandlers}`),
    ],
  }),

  filing_notice: form({
    section: '4.8',
    fields: {
      addressee: addressee('移送机关', 'sender'),
      refDocumentNo,
      caseName,
      suspects: suspectNames,
      crime,
      legalBasis,
      approver,
      decisionDate,
      filingUnit: must('立案单位', (f) => input('filingUnit')(f) ?? f.entry.by.name),
      caseHandlers: handlers,
      handoverInstruction: must('涉案物品移交的时间、地点和要求', input('handoverInstruction')),
      contact: may('联系人及电话', contactText),
      copyTo: copyTo('supervisor'),
    },
    date: decisionDay,
    addressee: 'addressee',
    copyTo: 'copyTo',
    body: (v) => [
      text(
        `你单位《涉嫌犯罪案件移送书》（${v.refDocumentNo}）移送的“${v.caseName}”，经审查符合立案条件。依照${v.legalBasis}的规定，经${v.approver}批准，已于${v.decisionDate}决定对${v.suspects}涉嫌${v.crime}一案立案侦查。`,
      ),
      line(`立案单位：${v.filingUnit}`),
      line(`承办人：${v.caseHandlers}`),
      heading('涉案物品和材料的移交'),
      text(ended(v.handoverInstruction)),
      text(
        '请自接到本通知书之日起3日内移交涉案物品以及与案件有关的其他材料，并办结交接手续；法律、行政法规另有规定的，依照其规定。',
      ),
      v.contact === '' ? undefined : line(`联系人：${v.contact}`),
    ],
  }),

  non_filing_notice: form({
    section: '4.9',
    fields: {
      addressee: addressee('移送机关', 'sender'),
      refDocumentNo,
      caseName,
      suspects: suspectNames,
      receivedDate: must('接收时间', minuteOfStep('receipt_sign', 'relayed_case_receipt')),
      ground: must('不予立案情形', coded('ground')),
      reasons,
      legalBasis,
      decisionDate,
      returnedMaterialsList: must('退回的案卷材料', numberedText('returnedMaterials')),
      reconsiderationRight: must('救济途径', (f) => {
        const police = f.organs.police_in_charge?.name
        const watch = f.organs.supervisor?.name
        if (police === undefined) return undefined
        return `不服本决定的，可以自接到本通知书之日起3日内向${police}提请复议，也可以建议${watch ?? '同级人民检察院'}依法进行立案监督`
      }),
      suggestedAdminHandling: may('行政处理建议', input('suggestedAdminHandling')),
      approver,
      copyTo: copyTo('supervisor'),
    },
    date: decisionDay,
    addressee: 'addressee',
    copyTo: 'copyTo',
    body: (v) => [
      text(
        `你单位《涉嫌犯罪案件移送书》（${v.refDocumentNo}）移送、我单位于${v.receivedDate}接收的“${v.caseName}”（${v.suspects}），经审查，认为${v.ground}。依照${v.legalBasis}的规定，经${v.approver}批准，于${v.decisionDate}决定不予立案。`,
      ),
      heading('一、不予立案的理由'),
      text(v.reasons),
      heading('二、退回的案卷材料'),
      text(v.returnedMaterialsList),
      ...section('三、行政处理建议', v.suggestedAdminHandling),
      text(`${v.reconsiderationRight}。`),
    ],
  }),

  onward_transfer_notice: form({
    section: '4.16',
    fields: {
      fromOrgan: must('移送机关', (f) => f.entry.by.name),
      toOrgan: must('接收机关', (f) => f.addressee?.name),
      caseName,
      suspects: may('犯罪嫌疑人（单位）', suspectNames.from),
      legalBasis,
      reason: must('移送理由（管辖）', (f) => input('reason')(f) ?? input('reasons')(f)),
      approver,
      materialsAndExhibitsList: must('随案移交的材料和物品', numberedText('materialsAndExhibits')),
      urgentMeasures: may('已采取的紧急措施', input('urgentMeasures')),
      informedAgency: must('告知的移送单位', organName('sender')),
      handoverSignatures: sign('移交人签名'),
      receiverSignature: sign('接收人签名'),
    },
    addressee: 'toOrgan',
    copyTo: 'informedAgency',
    body: (v) => [
      text(
        `${v.fromOrgan}受理的“${v.caseName}”${v.suspects === '' ? '' : `（${v.suspects}）`}，因${v.reason.replace(/。$/, '')}，依照${v.legalBasis}的规定，经${v.approver}批准，现将该案移送你单位管辖。`,
      ),
      heading('一、随案移交的材料和物品'),
      text(v.materialsAndExhibitsList),
      ...section('二、已采取的紧急措施', v.urgentMeasures),
      line(`移交人签名：${v.handoverSignatures}　　接收人签名：${v.receiverSignature}`),
      text(`本通知书同时告知${v.informedAgency}。`),
    ],
  }),

  case_revocation_decision: form({
    section: '4.17',
    fields: {
      caseName,
      suspects: suspectNames,
      ground: must('撤销案件情形', coded('ground')),
      reasons,
      legalBasis,
      approver,
      decisionDate,
      propertyDisposal: must('涉案财物处理', input('propertyDisposal')),
      servedTo: must('送达', (f) => {
        const agency = f.organs.sender?.name
        return `犯罪嫌疑人、被害人${agency === undefined ? '' : `、移送机关（${agency}）`}`
      }),
      suggestedAdminHandling: may('行政处理建议', input('suggestedAdminHandling')),
      returnedFile: must('退回的案卷材料', numberedText('returnedMaterials')),
    },
    date: decisionDay,
    body: (v) => [
      text(
        `我单位办理的“${v.caseName}”（${v.suspects}），经侦查，因${v.ground}，依照${v.legalBasis}的规定，经${v.approver}批准，于${v.decisionDate}决定撤销此案。`,
      ),
      heading('一、理由'),
      text(v.reasons),
      heading('二、涉案财物处理'),
      text(v.propertyDisposal),
      heading('三、退回的案卷材料'),
      text(v.returnedFile),
      ...section('四、行政处理建议', v.suggestedAdminHandling),
      line(`送达：${v.servedTo}`),
    ],
  }),
}
