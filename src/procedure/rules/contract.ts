// The gateway's own contract with its partners (XJ): what no instrument says and everybody on it has agreed to. Cited
// like an article, so that a refusal on this ground is never taken for law.

export const contractArticles = [
  {
    article: 1,
    zh: '涉及国家秘密的案件不在本平台流转，通过机要渠道移交；已上传的材料应当删除。',
    en: 'Cases under state secrecy do not pass here; they go through the channel for state secrets, and what was uploaded is deleted.',
  },
  {
    article: 2,
    zh: '每一步骤均由具名人员办理，其证件在办理当日有效；须经决定的步骤由有权人员决定。',
    en: 'Each act names officers whose certificates are valid that day, and the person with the right to decide it.',
  },
  {
    article: 3,
    zh: '线索由登记机关分派，受派机关接收或者附理由退回，接收后应当答复处理结果。',
    en: 'A clue is dispatched by whoever took it, accepted or returned with reasons, and answered once accepted.',
  },
  {
    article: 4,
    zh: '依法不公开的记录只对有权机关显示；解除保密须经负责人决定，记明范围和理由。',
    en: 'Sealed entries are shown to those entitled; opening them is decided by a head, with scope and reason on record.',
  },
  {
    article: 5,
    zh: '尚有未结期限或者义务的案件不得归档。',
    en: 'No case is closed while a period runs or a duty is owed.',
  },
  {
    article: 6,
    zh: '公安机关签收前，移送机关可以附理由撤回移送；记录保留。',
    en: 'Until public security has signed, a transfer may be withdrawn with reasons; its record stays.',
  },
  {
    article: 7,
    zh: '记录一经作出不得修改、删除；有误的，以更正记录说明。',
    en: 'No entry is changed or deleted; what was wrong is corrected by a further entry.',
  },
  {
    article: 8,
    zh: '关联、并案、分案不消灭任何一方的历史记录。',
    en: 'Linking, merging and splitting end nobody’s history.',
  },
  {
    article: 9,
    zh: '期限届满由平台记录并告知义务机关和监督机关；除法律另有规定外不改变案件状态。',
    en: 'That a period ran out is recorded and told to whoever owes the act and to the supervisor; it changes no state unless the law says so.',
  },
  {
    article: 10,
    zh: '文书、决定的日期不得晚于办理之时。',
    en: 'No paper or decision is dated later than the act that tells of it.',
  },
] as const
