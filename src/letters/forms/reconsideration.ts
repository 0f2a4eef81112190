// Reconsideration of a refusal to file: the agency's application and the decision of public security (R310 9; PSP 181).
import { said } from '../facts.ts'
import { ended, form, heading, line, may, must, section, text } from '../form.ts'
import {
  addressee,
  approver,
  caseName,
  copyTo,
  dayOfStep,
  input,
  legalBasis,
  numberOf,
  reasons,
  suspectNames,
} from './sources.ts'

const refusals = ['filing_refused']
const toPolice = addressee('公安机关', 'police_in_charge')

export const reconsiderationForms = {
  reconsideration_application: form({
    section: '4.11',
    fields: {
      applicantAgency: must('申请机关', (f) => f.entry.by.name),
      respondentPolice: toPolice,
      caseName,
      suspects: may('犯罪嫌疑人（单位）', suspectNames.from),
      refusalDocNo: must('不予立案通知书文号', (f) => numberOf(...refusals)(f) ?? input('refusalDocumentNo')(f)),
      refusalReceivedAt: must('收到不予立案通知书的时间', dayOfStep('non_filing_notice_receipt')),
      groundsOfFact: must('事实理由', input('grounds')),
      groundsOfLaw: must('法律理由', (f) => legalBasis.from(f)),
      newEvidence: may('新的证据', input('newEvidence')),
      request: must('请求事项', () => '撤销不予立案决定，依法立案侦查'),
      attachments: must('附件', (f) => {
        const named = f.entry.input.materials as { title: string }[] | undefined
        return named === undefined || named.length === 0
          ? '不予立案通知书及原移送案卷材料'
          : named.map((m) => m.title).join('、')
      }),
      approvedBy: may('批准人', (f) => f.entry.decidedBy?.name),
    },
    addressee: 'respondentPolice',
    body: (v) => [
      text(
        `${v.applicantAgency}移送的“${v.caseName}”${v.suspects === '' ? '' : `（${v.suspects}）`}，你单位作出不予立案决定（${v.refusalDocNo}），我单位于${v.refusalReceivedAt}收到。我单位认为该决定不当，现提请复议。`,
      ),
      heading('一、事实理由'),
      text(v.groundsOfFact),
      heading('二、法律理由'),
      text(ended(v.groundsOfLaw)),
      ...section('三、新的证据', v.newEvidence),
      heading('请求事项'),
      text(ended(v.request)),
      line(`附件：${v.attachments}`),
      v.approvedBy === '' ? undefined : line(`批准人：${v.approvedBy}`),
    ],
  }),

  reconsideration_decision: form({
    section: '4.11',
    fields: {
      applicant: addressee('申请机关', 'sender'),
      caseName,
      refusalDocNo: must('原不予立案通知书文号', numberOf(...refusals)),
      decision: must('复议决定', (f) =>
        f.entry.step === 'reconsideration_reversed'
          ? '撤销原不予立案决定，予以立案'
          : f.entry.step === 'reconsideration_upheld'
            ? '维持原不予立案决定'
            : undefined,
      ),
      reasons,
      legalBasis,
      approver,
      nextRemedy: must('后续救济途径', (f) =>
        f.entry.step === 'reconsideration_reversed'
          ? '立案情况另行通知'
          : `不服本决定的，可以自接到本通知书之日起3日内建议${f.organs.supervisor?.name ?? '同级人民检察院'}进行立案监督`,
      ),
      copyTo: copyTo('supervisor'),
    },
    date: (f) => said(f.entry, 'decidedOn'),
    addressee: 'applicant',
    copyTo: 'copyTo',
    body: (v) => [
      text(`你单位对“${v.caseName}”不予立案决定（${v.refusalDocNo}）提请的复议，我单位已审查终结。`),
      heading('一、复议决定'),
      text(`依照${v.legalBasis}的规定，经${v.approver}批准，决定${v.decision}。`),
      heading('二、理由'),
      text(v.reasons),
      heading('三、后续救济途径'),
      text(ended(v.nextRemedy)),
    ],
  }),
}
