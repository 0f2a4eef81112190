// What the API refuses an act for, by pattern, in Chinese; in English where the sentence was made for programmers.

import { type Detail, fieldDetails } from './problem-fields.ts'
import { registryDetails } from './registry-details.ts'
import { clockName, stateName, trackName, valueName } from './values.ts'

const part = (found: RegExpExecArray, lang: 'zh' | 'en') =>
  (found[1] ?? '')
    .split(' or the ')
    .map((p) => valueName(lang, 'part', p.replaceAll(' ', '_')))
    .join(lang === 'zh' ? '、' : ', ')
const kinds = (text: string, lang: 'zh' | 'en') =>
  text
    .split(' or ')
    .map((k) => valueName(lang, 'kind', k.replaceAll(' ', '_')))
    .join(lang === 'zh' ? '、' : ' or ')
const states = (track: string | undefined, text: string, lang: 'zh' | 'en') =>
  text
    .split(/\/| or /)
    .map((s) => stateName(lang, track, s))
    .join(lang === 'zh' ? '、' : ' or ')
const during = (text: string, lang: 'zh' | 'en') =>
  text
    .split(', or ')
    .map((one) => {
      const [, track = '', list = ''] = /^(\w+) in (.+)$/.exec(one) ?? []
      return `${trackName(lang, track)}${lang === 'zh' ? '处于' : ': '}${states(track, list, lang)}`
    })
    .join(lang === 'zh' ? '，或者' : ', or ')
const period = (found: RegExpExecArray, lang: 'zh' | 'en') => clockName(lang, found[1] ?? '')
/** `criminal/s1/1, …` as the pages call them. */
const matters = (text: string, lang: 'zh' | 'en') =>
  text
    .split(', ')
    .map((key) => {
      const [track = '', subject = '', no = ''] = key.split('/')
      const who = /^s(\d+)$/.exec(subject)?.[1]
      if (no === '') return key
      return lang === 'zh'
        ? `${who === undefined ? '' : `当事人 s${who} `}${trackName(lang, track)}第 ${no} 项`
        : `${who === undefined ? '' : `party s${who}, `}${trackName(lang, track)} ${no}`
    })
    .join(lang === 'zh' ? '、' : '; ')
const role = (found: RegExpExecArray, lang: 'zh' | 'en') =>
  lang === 'zh' ? `须由${roleName(found[1] ?? '')}决定。` : found[0]
const roles: Readonly<Record<string, string>> = {
  agency_head: '正职负责人',
  agency_legal: '法制审核人员',
  police_unit_head: '办案部门负责人',
  police_chief: '公安机关负责人',
  police_chief_superior: '上级公安机关负责人',
  procurator_criminal: '检察官',
  procurator_administrative: '行政检察官',
  chief_procurator: '检察长',
  court: '法官',
  gov_supervisor: '政府监督人员',
  justice_bureau: '司法行政机关负责人',
  supervisory_commission: '监察机关负责人',
}
const roleName = (name: string) => (Object.hasOwn(roles, name) ? (roles[name] as string) : '有权决定的人员')

/** All of them: what a single field says, and what an act is refused for. */
export const details: readonly Detail[] = [
  ...fieldDetails,
  // officers and materials
  [/^no officer of this agency holds this certificate/, '本机关没有以此姓名持此证件的人员'],
  [/^the certificate was revoked/, '证件已吊销或人员已不在岗'],
  [/^the certificate is not yet valid/, '证件尚未生效'],
  [/^the certificate has expired/, '证件已过有效期'],
  [/^the officer does not hold the role/, '该人员没有决定此步骤的职权'],
  [/^The decision needs an officer with the role (\w+)/, role],
  [/^An officer named in the act does not hold/, '所列承办人没有本机关的有效证件。'],
  [/^At least two officers must act/, '须有两名以上承办人，分别持有有效证件。'],
  [/^no finished material of this agency/, '没有此材料，或尚未上传完毕'],
  [/^the material belongs to a case already/, '材料已用于其他案件'],
  [/^the material has another SHA-256/, '材料的摘要与所填不一致'],
  [/^A material cannot be taken: no finished/, '所列材料不存在或尚未上传完毕。'],
  [/^A material cannot be taken: the material belongs/, '所列材料已用于其他案件。'],
  [/^A material cannot be taken: the material has/, '材料的摘要与所填不一致。'],
  [/^(\S+) (.+) is missing \((.+)\)$/, '缺少“$2”（$3）'],
  [/^Required materials are missing: (.+)\. Add them/, '缺少应当随附的材料：$1。补齐材料，或逐项说明缺项理由。'],
  // times
  [/^The approval lies in the future/, '批准时间在将来。'],
  [/^The report was received after it was approved/, '收到报告的时间晚于批准时间。'],
  [/^The decision lies in the future/, '决定日期在将来。'],
  [/^The decision was made before the case was received/, '决定日期早于接受案件的日期。'],
  [/^That cannot have been found then/, '发现时间不可能：应在接受案件之后、现在之前。'],
  [/^The day lies in the future/, '日期在将来。'],
  [/^The hand-over lies in the future/, '交接时间在将来。'],
  [/^The day by which a reply is wanted has passed|^that day is past/, '要求回复的日期已过。'],
  [/^An answer is wanted today or later/, '答复期限应在今天或者以后。'],
  // the time of a step
  [
    /^This is not the time: it needs (.+)\.$/,
    (f, lang) => `案件目前的状态不能办理此步骤，须${during(f[1] ?? '', lang)}。`,
    (f, lang) => `The case does not stand where this step may be taken. Needed: ${during(f[1] ?? '', lang)}.`,
  ],
  [
    /^(.+): (\w+) must be in (.+)\.$/,
    (f, lang) =>
      `案件目前的状态不能办理此步骤，${trackName(lang, f[2] ?? '')}须处于${states(f[2], f[3] ?? '', lang)}。`,
    (f, lang) =>
      `The case does not stand where this step may be taken. Needed: ${trackName(lang, f[2] ?? '')}: ${states(f[2], f[3] ?? '', lang)}.`,
  ],
  [
    /^(.+): nobody is in (.+)\.$/,
    (f, lang) => `没有当事人处于${states(undefined, f[2] ?? '', lang)}。`,
    (f, lang) => `No party stands at: ${states(undefined, f[2] ?? '', lang)}.`,
  ],
  [
    /^Suspect (\w+) is not in (.+)\.$/,
    (f, lang) => `当事人 ${f[1]} 不处于${states(undefined, f[2] ?? '', lang)}。`,
    (f, lang) => `Party ${f[1]} does not stand at: ${states(undefined, f[2] ?? '', lang)}.`,
  ],
  [
    /^(\w+)\/(\w+)\/(\d+) is in (\w+), or addressed to another\.$/,
    (f, lang) => `所指事项（第 ${f[3]} 项）目前为“${stateName(lang, f[1], f[4] ?? '')}”，或收件人为其他机关。`,
    (f, lang) =>
      `The matter named (number ${f[3]}) stands at “${stateName(lang, f[1], f[4] ?? '')}”, or is addressed to another organ.`,
  ],
  [
    /^No open matter concerns (.+)\.$/,
    '没有与所选当事人有关的未结事项。',
    'No open matter concerns the parties chosen.',
  ],
  [/^There is no case to take this step in/, '须在案件中办理此步骤。'],
  [/^A case begins with this step; this one has begun/, '此步骤用于新建案件，本案已经开始。'],
  [/^This step belongs to the procedure of another version/, '现行规则没有此步骤。'],
  [
    /^This step belongs to the (.+)\.$/,
    (f, lang) => `此步骤由${part(f, lang)}办理。`,
    (f, lang) => `This step belongs to: ${part(f, lang)}.`,
  ],
  [/^No case begins with this step/, '案件不能以此步骤开始。'],
  [
    /^A case begins this way only with an organ of the kind (.+)\.$/,
    (f, lang) => `只有${kinds(f[1] ?? '', lang)}可以以此步骤开始案件。`,
    (f, lang) => `Only an organ of this kind begins a case this way: ${kinds(f[1] ?? '', lang)}.`,
  ],
  // a period that an act names
  [
    /^There is no period (\w+)\.$/,
    '没有这一期限，请从选项中选择。',
    'There is no such period; choose one of those offered.',
  ],
  [
    /^Nothing in this case waits for what ends the period (\w+)\.$/,
    (f, lang) => `本案没有须在“${period(f, lang)}”内办理的未结事项，不能启动此期限。`,
    (f, lang) => `Nothing in this case is to be done within this period, so it cannot start: ${period(f, lang)}.`,
  ],
  [
    /^The period (\w+) is not this organ’s to keep\.$/,
    (f, lang) => `“${period(f, lang)}”由其他机关遵守，本机关不能启动。`,
    (f, lang) => `Another organ keeps this period; yours cannot start it: ${period(f, lang)}.`,
  ],
  [/^another organ owes it$/, '由其他机关遵守', 'another organ keeps it'],
  [/^This period is running already\.$/, '此期限已经在计算，不能重复启动。', 'This period is running already.'],
  [
    /^No instrument counts (\w+) in this field\.$/,
    (f, lang) => `本领域没有“${period(f, lang)}”的规定，不能启动。`,
    (f, lang) => `No instrument in force has this period in this field: ${period(f, lang)}.`,
  ],
  [
    /^What was open before the take-over follows from an entry that was taken over/,
    '接管前的待办只能接自接管的记载。',
    'What was open before the take-over follows from an entry that was taken over.',
  ],
  [/^entry (\d+) was made here$/, '第 $1 号记载不是接管的', 'entry no. $1 was made here'],
  [/^No such period is running/, '没有正在计算的此项期限。'],
  [/^The present stage ended on (.+);/, '现期限已于 $1 届满，延长须在届满前批准。'],
  [
    /^No instrument in force for this domain gives|^no further stage on this ground/,
    '本领域现行规定没有依该情形再次延长的规定。',
  ],
  [/^The case is at version (\d+)/, '案件现为版本 $1。'],
  [
    /^There is no suspect (\w+) in this case|^(s\d+) is unknown; the case has/,
    '本案没有所选的当事人。',
    'The case has no such party.',
  ],
  [
    /^Several are open \((.+)\); name one/,
    (f, lang) => `有多项未结事项（${matters(f[1] ?? '', lang)}），须指明一项。`,
    (f, lang) => `Several matters are open (${matters(f[1] ?? '', lang)}); say which is meant.`,
  ],
  [/^name one of the open ones/, '请选择其中一项', 'choose one of those that are open'],
  [/^There is no .+ in this case\.$|^.+ \d+ is unknown$/, '本案没有所指事项。', 'The case has no such matter.'],
  [
    /^You see no entry (\d+)|^entry (\d+) is unknown|^The case has no entry (\d+)/,
    '本案没有所指版本的记录。',
    'The case has no such entry.',
  ],
  [/^An organ corrects its own entries/, '只能更正本机关的记录、签发本机关的文书。'],
  [/another organ’s$/, '是其他机关的记录'],
  [/^Entry (\d+) brought no such letter/, '版本 $1 的记录没有产生此文书。'],
  [/^There is no such case, or your agency/, '没有这个案件，或您的机关不是该案参与机关。'],
  [/^unknown case$/, '没有这个案件'],
  [/^unknown material$|^The case has no such material/, '本案没有所指材料，或您的机关无权查看。'],
  [/^The case is being changed by others/, '案件正在由他人办理，未保存任何内容，请稍后重试。'],
  // conditions
  [/^Give the missing materials, or explain/, '补交材料，或书面说明无法补正的理由。'],
  [/^The materials were found complete before/, '此前已认定材料齐全，再次审查须列明所缺材料。'],
  [/^Reasonable suspicion is enough in cases/, '只有知识产权案件可以以合理怀疑为标准。'],
  [/^The agency requires collective deliberation/, '本机关要求先集体讨论，再由负责人决定。'],
  [/^Tax evasion: the notice to pay/, '逃税案件须先送达追缴通知。'],
  [/^The notice to pay is served in the future/, '追缴通知的送达日期在将来。'],
  [/^Items that are under no measure are handed over after/, '未采取措施的物品应在收到立案通知书后移交。'],
  [/^The seized items do not stand as the act has them/, '所填物品、单位或数量与现存情况不一致。'],
  [/^Photographs of items must be among|^no material of this act has this id/, '物品照片须在本次随附材料之中。'],
  [/^The case of (\w+) was returned for further investigation twice/, '当事人 $1 的案件已退回补充侦查二次。'],
  [/^The review period has not run out/, '立案审查期限尚未届满。'],
  [/^The time to ask for reconsideration ended on (\S+);/, '提请复议的期限已于 $1 届满，仍可建议立案监督。'],
  [
    /^There is nothing of the type (\w+) in this case/,
    (f, lang) => `本案没有“${valueName(lang, 'type', f[1] ?? '')}”可以依据的决定。`,
    (f, lang) => `The case has nothing of this type: ${valueName(lang, 'type', f[1] ?? '')}.`,
  ],
  [/^Public security still has time to state/, '公安机关说明理由的期限尚未届满。'],
  [/^The time to file or to answer has not run out/, '立案或者答复的期限尚未届满。'],
  [/^Three months since the supervised filing/, '监督立案后未满三个月。'],
  [/^A fine was imposed for this act already/, '对同一违法行为已经罚款，不得再次罚款。'],
  [/^The court has fined; an agency/, '人民法院已判处罚金，此前未罚款的不再罚款。'],
  [
    /^The act ended on (\S+) and was discovered after the limitation of (\d+) months/,
    '违法行为于 $1 终了，发现时已超过 $2 个月的追责时效。',
  ],
  [/^The decision not to prosecute must be named/, '须载明不起诉决定。'],
  [/^Only in public-order cases is the time/, '只有治安案件的鉴定、听证时间不计入办案期限。'],
  [/^Name evidence, or a stretch of a recording/, '列明证据，或者录音录像片段。'],
  [/^Clues go to the supervisory commission/, '线索移送监察机关；司法工作人员的相关犯罪移送检察机关，且仅限此种情形。'],
  [/^No agency transferred this case/, '本案没有移送机关，无从商请。'],
  [/^Nobody was refused: the review still stands/, '没有不予立案或者撤案决定，立案审查仍在进行。'],
  [/^The case has been transferred already/, '案件已经移送。'],
  [/^Something is still open: (.+)\.$/, '尚有未结事项。', 'Something in the case is still open.'],
  [/^At least one suspect must stay in the case/, '案件中至少保留一名当事人。'],
  [/^all suspects are named$/, '选择了全部当事人'],
  [/^Cases are merged and split where they are at home/, '并案、分案须在案件所在的平台办理。'],
  [
    /^A case under state secrecy is not taken here/,
    '涉及国家秘密的案件不得在此办理，应通过机要渠道移送，并删除已上传的材料。',
  ],
  // items
  [/^only (\S+) (\S+) of item (\d+) stands/, '第 $3 项物品现仅有 $1 $2。'],
  [/^nothing of item (\d+) is moved/, '第 $1 项物品的移交数量为零。'],
  [/^the case has no item (\d+)/, '本案没有第 $1 项物品。'],
  [/^item (\d+) is named twice/, '第 $1 项物品列了两次。'],
  [/^item (\d+) is of batch (\d+)/, '第 $1 项物品属于第 $2 批，不在本次范围。'],
  [/^item (\d+) is counted in (.+)$/, '第 $1 项物品的计量单位是“$2”。'],
  [/^item (\d+) is not on the list/, '第 $1 项物品不在清单上。'],
  [/^item (\d+) is (.+)$/, '第 $1 项物品是“$2”。'],
  [/nothing differs$/, '数量没有差异'],
  [/what differs needs its reason$/, '有差异的须说明理由'],
  [/^no sample is kept back/, '没有留样数量'],
  [/^so much of it does not stand with public security/, '公安机关现存数量不足'],
  [/^no difference of item (\d+) is open/, '第 $1 项物品没有待处理的差异。'],
  [/^of item (\d+) more was counted/, '第 $1 项物品实点多于清单。'],
  [/^the difference of item (\d+) is left open/, '第 $1 项物品的差异尚未处理。'],
  // organs
  [
    /^No public security organ is registered that receives|^no receiver registered/,
    '没有登记可以接收本机关此类案件的公安机关。',
  ],
  [/^This agency’s cases in this domain go to (.+) \((\w+)\)/, '本机关此类案件应移送 $1（$2）。'],
  [/^the receiver is (\w+)$/, '接收机关应为 $1'],
  [/^No procuratorate is registered that supervises (.+)\.$/, '没有登记监督该机关的人民检察院。'],
  [/^No public security organ is registered under this code/, '没有以此代码登记的公安机关。'],
  [/^The case is with this (organ|agency) already/, '案件已由该机关办理。'],
  [/^No administrative enforcement agency is registered under/, '没有以此代码登记的行政执法机关。'],
  [/^The organ must be named/, '须选择对方机关。'],
  [
    /^No organ of the kind (.+) is registered under this code/,
    (f, lang) => `没有以此代码登记的${kinds(f[1] ?? '', lang)}。`,
    (f, lang) => `No organ of this kind is registered under this code: ${kinds(f[1] ?? '', lang)}.`,
  ],
  [/^Another agency has this part in the case/, '已有其他机关承担此项职责。'],
  [/^This agency has transferred a case under this document number|^used before$/, '本机关已用此文号移送过案件。'],
  [
    /accepts acts in its name only with X-JWS-Signature/,
    '本机关以其名义作出的行为须经电子签名，只能由本机关系统提交，不能在此办理。',
    'Your organ acts in its name only with an electronic signature; this is done by its own system.',
  ],
  [
    /^This Idempotency-Key was used/,
    '本表单已提交过，且内容不同。请重新打开本页。',
    'This form was sent before with other content; open the page again.',
  ],
  // evidence
  [/^this material is no recording/, '该材料不是录音录像'],
  [/^this material is no record of/, '该材料不是询问笔录或者现场笔录'],
  [/^the recording is (\d+) seconds long/, '录音录像时长为 $1 秒'],
  [/^overlaps another stretch/, '与同一笔录的另一片段重叠'],
  [/^A stretch of a recording cannot be/, '录音录像片段填写有误。'],
  [/^named twice$/, '列了两次'],
  [/^nothing is changed$/, '没有变更'],
  [/^another organ brought it|^A change of the catalogue cannot be/, '只能更正本机关提供的证据的编目。'],
  [/^What these entries brought has different readers/, '所涉记录的可见范围不同，请分别办理。'],
  ...registryDetails,
]
