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
  {
    article: 11,
    zh: '证据可以随时入卷，载明种类、收集人、时间、地点、原件或者复制件；入卷记录的可见范围与所附记录相同。',
    en: 'Evidence may enter a case at any time, with its kind, who took it, when, where, and whether it is an original; who sees it follows from the entry it goes with.',
  },
  {
    article: 12,
    zh: '证据每次交接均记明时间、交出人、接收人、事由和封存状态；看得到证据的机关看得到其流转。',
    en: 'Each hand-over of evidence is recorded: when, from whom, to whom, why, and the state of the seal; whoever sees the evidence sees its chain of custody.',
  },
  {
    article: 13,
    zh: '涉案物品逐项编号，数量、单位以清单为准；移交、保管、处置均写明数量，计量、清点差异写明理由，两份清单之间不得有增减而无记录。',
    en: 'Seized items are numbered one by one; every act states what it moves, every difference has its reason, and nothing vanishes between two lists.',
  },
  {
    article: 14,
    zh: '物品照片应当作为同一行为的材料提交。',
    en: 'Photographs of items are materials of the same act.',
  },
  {
    article: 15,
    zh: '文书由作出相应记录的机关签发，一经签发不得修改；文号、摘要记入案卷，凭核验码可以核验真伪。',
    en: 'A letter is issued by the organ whose entry brought it and never changed; its number and digests go on record, and whoever holds it can check it by its code.',
  },
  {
    article: 16,
    zh: '接管其他平台的案件，既往记录按该平台所载登记，注明来源和原时间；不补发回执，不就既往计算期限、提出线索；接管时未结的事项，经负有义务的机关决定，自其指明之日起计算期限。',
    en: 'What is taken over from another platform stands as that platform had it, with its source and its own times; for the past no receipt is given, no period counted, no finding raised. What was open then is counted once the organ that owes it decides so, from the day it names.',
  },
] as const
