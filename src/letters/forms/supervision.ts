// Filing supervision: suggestions, notices that require reasons and their answers, orders to file or to withdraw, notices to
// correct (PSP 182, 183; PPR 557-565; ENV 12-15).
import { lastOf, said } from '../facts.ts'
import { ended, form, given, heading, line, may, must, text } from '../form.ts'
import { officersText } from '../wording.ts'
import {
  addressee,
  caseName,
  coded,
  dayOfStep,
  dueDay,
  input,
  inputDay,
  legalBasis,
  numberOf,
  organName,
  reasons,
  suspectNames,
} from './sources.ts'

const toPolice = addressee('公安机关', 'police_in_charge')
const issueDate = must('发出日期', (f) => dayOfStep(f.entry.step)(f))
const inCharge = may('承办人', (f) => officersText(f.entry.officers))

/** A notice that requires the police to state reasons (PPR 560). */
const reasonsRequired = (asked: string) =>
  form({
    section: '4.13',
    fields: {
      addresseePolice: toPolice,
      legalBasis: must('法律依据', (f) => {
        const own = f.entry.basisZh.join('、')
        return `《中华人民共和国刑事诉讼法》第一百一十三条${own === '' ? '' : `、${own}`}`
      }),
      caseName,
      suspects: may('犯罪嫌疑人（单位）', suspectNames.from),
      reasons: must('要求说明理由的原因', input('reasons')),
      replyWithin: must(
        '答复期限',
        (f) => dueDay('police_reasons')(f) ?? dueDay('filing_reasons')(f) ?? '收到本通知书后7日以内',
      ),
      replyContents: must('说明的内容', () => '案件情况、依据、理由和证据'),
      decidedBy: may('决定人', (f) => f.entry.decidedBy?.name),
      issueDate,
    },
    addressee: 'addresseePolice',
    body: (v) => [
      text(
        `依照${v.legalBasis}的规定，请你单位就“${v.caseName}”${v.suspects === '' ? '' : `（${v.suspects}）`}${asked}。`,
      ),
      heading('一、要求说明理由的原因'),
      text(v.reasons),
      heading('二、答复要求'),
      text(`请在${v.replyWithin}书面说明${v.replyContents}，并附相关材料。`),
      given(v.decidedBy, `决定人：${v.decidedBy}`),
      line(`发出日期：${v.issueDate}`),
    ],
  })

/** The answer of the police to it. */
const reasonsStated = (what: string, notices: readonly string[]) =>
  form({
    section: '4.13',
    fields: {
      supervisor: addressee('人民检察院', 'supervisor'),
      noticeNo: must('要求说明理由通知书文号', numberOf(...notices)),
      caseName,
      situation: must(
        '案件情况',
        (f) => said(lastOf(f, 'filing_refused', 'filing_approved'), 'reasons') ?? input('reasons')(f),
      ),
      reasons,
      basis: legalBasis,
    },
    addressee: 'supervisor',
    body: (v) => [
      text(`你院《要求说明理由通知书》（${v.noticeNo}）收悉。现就“${v.caseName}”${what}说明如下：`),
      heading('一、案件情况'),
      text(v.situation),
      heading('二、理由和证据'),
      text(v.reasons),
      heading('三、依据'),
      text(ended(v.basis)),
    ],
  })

export const supervisionForms = {
  supervision_suggestion: form({
    section: '4.12',
    fields: {
      supervisor: addressee('人民检察院', 'supervisor'),
      agency: must('建议机关', (f) => f.entry.by.name),
      policeOrgan: must('公安机关', organName('police_in_charge')),
      caseName,
      suspects: may('犯罪嫌疑人（单位）', suspectNames.from),
      type: must('监督事由', (f) =>
        f.entry.step === 'overdue_filing_complaint' ? '对逾期未作出立案或者不予立案决定的监督' : coded('type')(f),
      ),
      refusalDocNo: may('相关决定文号', (f) =>
        numberOf('case_revocation', 'reconsideration_upheld', 'filing_refused')(f),
      ),
      factsAndReasons: must('事实和理由', input('facts')),
      attachments: must('附件', (f) =>
        f.entry.step === 'overdue_filing_complaint'
          ? '案件材料、公安机关接收案件的回执（证明逾期）'
          : ({ upheld: '案件材料、不予立案通知书、复议决定通知书', revoked: '案件材料、撤销案件决定书' }[
              String(f.entry.input.type)
            ] ?? '案件材料、不予立案通知书及其理由'),
      ),
      legalBasis,
    },
    addressee: 'supervisor',
    body: (v) => [
      text(
        `${v.agency}向${v.policeOrgan}移送的“${v.caseName}”${v.suspects === '' ? '' : `（${v.suspects}）`}，我单位认为应当依法立案，依照${v.legalBasis}的规定，建议你院进行立案监督（${v.type}）。`,
      ),
      given(v.refusalDocNo, `相关决定文号：${v.refusalDocNo}。`),
      heading('事实和理由'),
      text(v.factsAndReasons),
      line(`附件：${v.attachments}`),
    ],
  }),

  reasons_required_notice: reasonsRequired('说明不立案的理由'),
  overdue_explanation_notice: reasonsRequired('说明逾期未作出是否立案决定的理由'),
  filing_reasons_notice: reasonsRequired('说明立案的理由'),
  reasons_statement: reasonsStated('不立案（逾期未决）的理由', ['require_reasons', 'require_delay_reasons']),
  filing_reasons_statement: reasonsStated('立案的理由', ['wrong_filing_supervision']),

  filing_order: form({
    section: '4.14',
    fields: {
      addresseePolice: toPolice,
      caseName,
      suspects: may('犯罪嫌疑人（单位）', suspectNames.from),
      legalBasis,
      basisAndReasons: must('依据和理由', input('reasons')),
      evidenceAttached: must('所附证据材料', (f) => {
        const named = f.entry.input.materials as { title: string }[] | undefined
        return named?.map((m) => m.title).join('、')
      }),
      fileWithin: must('立案期限', (f) => dueDay('file_after_order')(f) ?? '收到本通知书后15日以内'),
      deliverFilingDecisionTo: must('立案决定书送达', (f) => f.entry.by.name),
      decisionBy: must('决定人（检察长）', (f) => f.entry.decidedBy?.name),
    },
    addressee: 'addresseePolice',
    body: (v) => [
      text(
        `“${v.caseName}”${v.suspects === '' ? '' : `（${v.suspects}）`}，经审查，你单位说明的不立案理由不能成立。依照${v.legalBasis}的规定，经${v.decisionBy}决定，通知你单位立案。`,
      ),
      heading('依据和理由'),
      text(v.basisAndReasons),
      text(`请在${v.fileWithin}决定立案，并将立案决定书送达${v.deliverFilingDecisionTo}。`),
      line(`附：${v.evidenceAttached}`),
    ],
  }),

  correction_notice: form({
    section: '4.18',
    fields: {
      addressee: toPolice,
      caseName,
      violation: must('违法情况', input('reasons')),
      legalBasis,
      correctWithin: must('纠正期限', inputDay('correctWithin')),
      replyTo: must('回复机关', (f) => f.entry.by.name),
      decidedBy: may('决定人', (f) => f.entry.decidedBy?.name),
    },
    addressee: 'addressee',
    body: (v) => [
      text(`我院在对“${v.caseName}”的监督中发现，你单位存在下列违法情况：`),
      text(v.violation),
      text(`依照${v.legalBasis}的规定${v.decidedBy === '' ? '' : `，经${v.decidedBy}决定`}，特通知你单位予以纠正。`),
      text(`纠正期限：${v.correctWithin}。请将纠正情况书面回复${v.replyTo}。`),
    ],
  }),

  progress_urge_letter: form({
    section: '4.18',
    fields: {
      addressee: toPolice,
      caseName,
      suspects: may('犯罪嫌疑人（单位）', suspectNames.from),
      violation: must('催办事由', (f) => {
        const filed = lastOf(f, 'filing_after_order', 'voluntary_filing', 'filing_approved')
        return filed && `该案于${dayOfStep(filed.step)(f)}立案，至今未侦查终结`
      }),
      requirements: must('要求', input('requirements')),
      legalBasis,
      correctWithin: may('答复期限', inputDay('replyDueDate')),
      replyTo: must('回复机关', (f) => f.entry.by.name),
    },
    addressee: 'addressee',
    body: (v) => [
      text(`“${v.caseName}”${v.suspects === '' ? '' : `（${v.suspects}）`}系立案监督案件。${ended(v.violation)}`),
      text(`依照${v.legalBasis}的规定，现予催办，要求如下：`),
      text(v.requirements),
      given(v.correctWithin, `请于${v.correctWithin}前办理。`),
      text(`请将办理情况书面回复${v.replyTo}。`),
    ],
  }),

  reasons_review_notice: form({
    fields: {
      police: toPolice,
      caseName,
      reasons,
      foundOn: may('审查认定日期', inputDay('foundOn')),
      legalBasis,
      handlers: inCharge,
    },
    addressee: 'police',
    body: (v) => [
      text(
        `你单位就“${v.caseName}”说明的不立案理由，经审查${v.foundOn === '' ? '' : `，于${v.foundOn}`}认为理由成立。`,
      ),
      heading('理由'),
      text(v.reasons),
      text(`依据：${v.legalBasis}。`),
      v.handlers === '' ? undefined : line(`承办人：${v.handlers}`),
    ],
  }),

  revocation_order: form({
    fields: {
      police: toPolice,
      caseName,
      suspects: may('犯罪嫌疑人（单位）', suspectNames.from),
      reasons,
      legalBasis,
      decisionBy: must('决定人（检察长）', (f) => f.entry.decidedBy?.name),
    },
    addressee: 'police',
    body: (v) => [
      text(
        `“${v.caseName}”${v.suspects === '' ? '' : `（${v.suspects}）`}，经审查，你单位说明的立案理由不能成立。依照${v.legalBasis}的规定，经${v.decisionBy}决定，通知你单位撤销案件。`,
      ),
      heading('依据和理由'),
      text(v.reasons),
      text('请将撤销案件的决定书送达我院。'),
    ],
  }),
}
