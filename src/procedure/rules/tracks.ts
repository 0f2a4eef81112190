// The parallel tracks of a case and the states on them, in the words of the instruments.

export const tracks = {
  criminal: {
    zh: '刑事程序',
    en: 'criminal procedure',
    per: 'suspect',
    states: {
      transferred: { zh: '已移送待签收', en: 'transferred, to be signed for' },
      received: { zh: '公安已接受', en: 'received by public security' },
      relayed: { zh: '已转送有管辖权机关', en: 'relayed to the competent organ' },
      returned_out_of_remit: { zh: '退回（非公安职责）', en: 'returned as outside the police remit', final: true },
      under_filing_review: { zh: '立案审查中', en: 'under filing review' },
      divided: { zh: '已按嫌疑人分别进行', en: 'goes on suspect by suspect', final: true },
      filed: { zh: '已立案', en: 'filed', final: true },
      not_filed: { zh: '不予立案', en: 'not filed', final: true },
    },
  },
  supplement: {
    zh: '补正与补充调查',
    en: 'making good and further inquiry',
    per: 'round',
    states: {
      requested: { zh: '已通知补正', en: 'material asked for' },
      notified: { zh: '补正通知已签收', en: 'notice received' },
      answered: { zh: '已补正或已说明', en: 'answered', final: true },
      inquiry_requested: { zh: '已商请补充调查', en: 'further inquiry asked for' },
      inquiry_reported: { zh: '已报送补充调查报告', en: 'further inquiry reported', final: true },
    },
  },
  exhibits: {
    zh: '涉案物品',
    en: 'case articles',
    per: 'batch',
    states: {
      held: { zh: '行政执法机关保管', en: 'held by the agency' },
      handed_over: { zh: '已移交公安机关', en: 'handed over to public security', final: true },
    },
  },
  service: {
    zh: '送达',
    en: 'service of notices',
    per: 'matter',
    states: {
      served: { zh: '已送出待签收', en: 'sent, not yet received' },
      acknowledged: { zh: '已签收', en: 'received', final: true },
    },
  },
} as const

export const letters = {
  transfer_letter: { zh: '涉嫌犯罪案件移送书', en: 'transfer letter' },
  transfer_receipt: { zh: '涉嫌犯罪案件移送书回执', en: 'receipt for the transfer letter' },
  supplement_notice: { zh: '补正通知书', en: 'supplement notice' },
  onward_transfer_notice: { zh: '移送案件通知书', en: 'notice of onward transfer' },
  return_notice: { zh: '退回告知书', en: 'notice of return' },
  inquiry_outline: { zh: '补充调查意见', en: 'outline for further inquiry' },
  filing_decision: { zh: '立案决定书', en: 'filing decision' },
  filing_notice: { zh: '立案通知书', en: 'filing notice' },
  non_filing_notice: { zh: '不予立案通知书', en: 'notice of non-filing' },
  handover_list: { zh: '涉案物品移交清单', en: 'handover list' },
} as const
