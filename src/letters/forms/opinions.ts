// Opinions of the procuratorate and what answers them: the demand to transfer, the opinion on a penalty, the agency's reply; and the
// clue of a duty crime (CPL 177; PPR 373-375, 557; ENV 14; R310 19).
import { lastOf, said } from '../facts.ts'
import { ended, form, given, heading, line, may, must, text } from '../form.ts'
import { yuan } from '../wording.ts'
import {
  addressee,
  caseName,
  coded,
  copyTo,
  dayOfStep,
  dueDay,
  facts,
  input,
  inputDay,
  legalBasis,
  numberOf,
  suspectNames,
} from './sources.ts'

export const opinionForms = {
  demand_opinion: form({
    section: '4.15a',
    fields: {
      agency: addressee('行政执法机关', 'sender'),
      caseName,
      caseFacts: facts,
      whySuspectedCrime: must('涉嫌犯罪的理由', input('whySuspectedCrime')),
      legalBasis,
      requestTransfer: must('移送要求', (f) => {
        const police = f.organs.police_in_charge?.name
        return `依法将该案移送${police ?? '有管辖权的公安机关'}`
      }),
      within: must('移送期限', (f) => dueDay('demand_transfer_comply')(f) ?? '收到本意见书之日起3日内'),
      reportBack: must('回复要求', (f) => `将执行情况书面反馈${f.entry.by.name}`),
      approvedBy: must('批准人（检察长）', (f) => f.entry.decidedBy?.name),
      copyTo: copyTo('police_in_charge'),
    },
    addressee: 'agency',
    copyTo: 'copyTo',
    body: (v) => [
      text(`我院在履行法律监督职责中发现，你单位办理的“${v.caseName}”涉嫌犯罪，应当移送而未移送。`),
      heading('一、案件事实'),
      text(v.caseFacts),
      heading('二、涉嫌犯罪的理由'),
      text(v.whySuspectedCrime),
      heading('三、检察意见'),
      text(
        `依照${v.legalBasis}的规定，经${v.approvedBy}批准，请你单位${v.requestTransfer}。期限：${v.within}；并${v.reportBack}。`,
      ),
    ],
  }),

  penalty_opinion: form({
    section: '4.15b',
    fields: {
      competentAuthority: addressee('有关主管机关', 'competent_authority', 'sender'),
      caseName,
      personNotProsecuted: must('被不起诉人', suspectNames.from),
      nonProsecutionDecisionNo: must(
        '不起诉决定书文号',
        (f) =>
          (f.entry.input.nonProsecution as { documentNo: string } | undefined)?.documentNo ??
          numberOf('non_prosecution')(f),
      ),
      nonProsecutionType: must('不起诉种类', (f) => {
        const own = f.entry.input.nonProsecution as { kind: string } | undefined
        const kind = own?.kind ?? said(lastOf(f, 'non_prosecution'), 'kind')
        return kind && { statutory: '法定不起诉', discretionary: '酌定不起诉', evidentiary: '存疑不起诉' }[kind]
      }),
      facts,
      evidence: must('证据', input('evidence')),
      legalBasisForPenalty: must('行政处罚的法律依据', input('legalBasisForPenalty')),
      opinion: must('检察意见', input('opinion')),
      coerciveMeasures: must('强制措施采取和解除情况', input('coerciveMeasures')),
      propertyStatus: must('查封、扣押、冻结财物情况', input('propertyStatus')),
      admonitionOrCompensation: must('训诫、具结悔过、赔礼道歉、赔偿损失情况', input('admonitionOrCompensation')),
      confiscationRequest: may('没收违法所得', (f) =>
        f.entry.input.confiscation === true ? '对需要没收的违法所得，请依法予以没收' : undefined,
      ),
      replyDueDate: must(
        '回复期限',
        (f) => inputDay('replyDueDate')(f) ?? (dueDay('agency_reply')(f) || '收到本意见书之日起两个月内'),
      ),
      approvedBy: must('批准人', (f) => f.entry.decidedBy?.name),
      copyTo: copyTo('justice_bureau'),
    },
    addressee: 'competentAuthority',
    copyTo: 'copyTo',
    attachments: () => ['不起诉决定书', '相关证据材料'],
    body: (v) => [
      text(
        `“${v.caseName}”，我院对${v.personNotProsecuted}作出不起诉决定（${v.nonProsecutionType}，${v.nonProsecutionDecisionNo}）。经审查，认为应当给予行政处罚，经${v.approvedBy}批准，现提出检察意见如下：`,
      ),
      heading('一、案件事实'),
      text(v.facts),
      heading('二、证据'),
      text(v.evidence),
      heading('三、行政处罚的法律依据'),
      text(v.legalBasisForPenalty),
      heading('四、检察意见'),
      text(v.opinion),
      given(v.confiscationRequest, ended(v.confiscationRequest)),
      heading('五、有关情况'),
      text(`强制措施采取和解除情况：${ended(v.coerciveMeasures)}`),
      text(`查封、扣押、冻结财物情况：${ended(v.propertyStatus)}`),
      text(`训诫、具结悔过、赔礼道歉、赔偿损失情况：${ended(v.admonitionOrCompensation)}`),
      heading('六、回复要求'),
      text(`请将处理结果和处罚情况书面回复我院。回复期限：${v.replyDueDate}。`),
    ],
  }),

  agency_reply: form({
    section: '4.20',
    fields: {
      procuratorate: addressee('人民检察院', 'supervisor'),
      opinionDocNo: must('检察意见书文号', numberOf('procuratorial_opinion_penalty')),
      receivedAt: must('收到检察意见书的时间', dayOfStep('paper_receipt')),
      caseName,
      adminCaseNo: must('行政案件编号', input('adminCaseNo')),
      result: must('处理结果', coded('result')),
      decisionDocNo: must(
        '行政处罚决定书文号',
        (f) => input('decisionDocumentNo')(f) ?? numberOf('admin_penalised', 'admin_not_penalised')(f),
      ),
      amount: may('处罚金额', (f) => {
        const fine = said(f.entry, 'fineCny')
        return fine && yuan(fine)
      }),
      reasonsIfNot: must('情况说明（未处罚的，说明理由）', input('reasons')),
    },
    addressee: 'procuratorate',
    body: (v) => [
      text(`你院《检察意见书》（${v.opinionDocNo}）于${v.receivedAt}收悉。现就“${v.caseName}”的处理结果回复如下：`),
      line(`行政案件编号：${v.adminCaseNo}`),
      line(`处理结果：${v.result}`),
      line(`行政处罚决定书文号：${v.decisionDocNo}`),
      v.amount === '' ? undefined : line(`处罚金额：${v.amount}`),
      heading('情况说明'),
      text(v.reasonsIfNot),
    ],
  }),

  clue_transfer_letter: form({
    section: '4.21',
    fields: {
      recipient: addressee('受理机关', 'supervisory_commission', 'clue_receiver', 'supervisor'),
      official: must('被反映人', input('official')),
      unit: must('所在单位', input('unit')),
      facts,
      evidence: must('证据', input('evidence')),
      legalBasis: must('移送依据', (f) => {
        const own = f.entry.basisZh.join('、')
        return own === '' ? undefined : own
      }),
      secrecyLevel: must('密级', () => '内部（不涉及国家秘密）'),
      approvedBy: may('批准人', (f) => f.entry.decidedBy?.name),
    },
    addressee: 'recipient',
    body: (v) => [
      line(`密级：${v.secrecyLevel}`),
      text(
        `我单位在办案中发现${v.unit}${v.official}涉嫌职务违法或者职务犯罪的问题线索，依照${v.legalBasis}的规定，现移送你单位处理。`,
      ),
      heading('一、问题线索'),
      text(v.facts),
      heading('二、证据'),
      text(v.evidence),
      v.approvedBy === '' ? undefined : line(`批准人：${v.approvedBy}`),
    ],
  }),
}
