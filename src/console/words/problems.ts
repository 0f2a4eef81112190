// What the gateway refused, in words for people: the refusal by its code, and each fault by what it says. The API's own
// details are English sentences for programmers; what is not known here is shown as it came, after the sentence of the code.
import type { Problem } from '../ask.ts'
import type { View } from '../env.ts'
import { basisName } from './basis.ts'
import { details } from './problem-details.ts'
import type { Said } from './problem-fields.ts'

type Pair = readonly [zh: string, en: string]

/** By code: what it means, and what to do. */
export const codeWords: Readonly<Record<string, Pair>> = {
  token_missing: ['登录已失效，请重新登录。', 'The sign-in has ended; sign in again.'],
  token_invalid: ['登录已失效，请重新登录。', 'The sign-in has ended; sign in again.'],
  token_expired: ['登录已失效，请重新登录。', 'The sign-in has ended; sign in again.'],
  client_disabled: [
    '本机关的接入已停用。请联系系统管理员。',
    'Your organ’s access is disabled; ask your administrator.',
  ],
  unsupported_media_type: ['文件格式不符合要求。', 'The file is not of the kind that is needed.'],
  body_too_large: ['内容过大，请分次提交。', 'Too large; divide it.'],
  signature_required: [
    '本机关以其名义作出的行为须经电子签名，只能由本机关系统提交，不能在此办理。',
    'Your organ acts in its name only with an electronic signature; this is done by its own system.',
  ],
  signature_invalid: ['电子签名无效。', 'The electronic signature is not valid.'],
  invalid_header: ['提交的格式不符合约定。', 'The request is not as the contract has it.'],
  malformed_json: ['提交的格式不符合约定。', 'The request is not as the contract has it.'],
  invalid_fields: ['部分栏目填写不符合要求。', 'Some fields are not as they must be.'],
  not_found: ['没有这项内容，或您的机关不是该案参与机关。', 'There is no such thing, or your organ has no part in it.'],
  idempotency_key_reused: [
    '本表单已提交过，且内容不同。请重新打开本页。',
    'This form was sent before with other content; open the page again.',
  ],
  agency_kind_not_permitted: ['本机关的职责不包括此项。', 'This is not among your organ’s duties.'],
  not_your_step: ['此步骤由其他机关办理。', 'This step belongs to another organ.'],
  operator_only: ['此项只能由运维人员办理。', 'Only the operator does this.'],
  officer_needed: ['此项须由登录的人员办理。', 'An officer who signed in must do this.'],
  officer_not_yours: [
    '行为须载明登录人本人为承办人、决定人或者审批人，且登录人须持有有效证件。',
    'The act must name you as officer in charge, decider or approver, and you must hold a valid certificate.',
  ],
  administrator_only: ['此项由其他管理员办理。', 'This is the business of another administrator.'],
  second_person_needed: [
    '此项须由两名不同的管理员办理，且不得涉及本人。',
    'This needs two different administrators, neither of them the person concerned.',
  ],
  unregistrable: ['登记内容不能成立，请按各栏说明更正。', 'The entry cannot stand; correct it as each field says.'],
  wrong_state: ['案件目前的状态不能办理此步骤。', 'The case does not stand where this step may be taken.'],
  contended: [
    '案件正在由他人办理，未保存任何内容，请稍后重试。',
    'Others are changing this at the moment; nothing was kept. Try again.',
  ],
  stale_version: ['案件已有新办理，请核对。', 'The case has changed; please compare.'],
  subject_unknown: ['所指事项不明确或不存在。', 'What is meant is unknown, or not told apart.'],
  state_secret: [
    '涉及国家秘密的案件不得在此办理，应通过机要渠道移送，并删除已上传的材料。',
    'A case under state secrecy is not taken here: use the channel for state secrets and delete what was uploaded.',
  ],
  two_officers_required: [
    '须有两名以上承办人，分别持有有效证件。',
    'At least two officers must act, each under a certificate of their own.',
  ],
  approval_times_impossible: ['所填时间不可能，请核对。', 'The times given are not possible.'],
  materials_missing: [
    '缺少应当随附的材料。补齐材料，或逐项说明缺项理由。',
    'Required materials are missing: add them, or explain each gap.',
  ],
  condition_unmet: ['办理条件尚不具备。', 'A condition of this step is not met.'],
  no_further_stage: [
    '本领域现行规定没有依该情形再次延长的规定。',
    'No instrument in force gives a further extension on this ground.',
  ],
  stage_expired: [
    '现期限已届满，延长须在届满前批准。',
    'The present period has ended; an extension must be approved before.',
  ],
  no_receiver: [
    '没有登记可以接收此类案件的机关。请联系系统管理员。',
    'No organ is registered that receives such cases; ask your administrator.',
  ],
  receiver_not_competent: ['所填机关不能接收，请核对。', 'The organ named cannot receive it.'],
  duplicate_document: ['本机关已用此文号移送过案件。', 'Your organ has transferred a case under this number before.'],
  officer_not_certified: [
    '所列承办人没有本机关的有效证件。',
    'An officer named holds no valid certificate of your organ.',
  ],
  officer_lacks_role: ['此步骤须由有权决定的人员决定。', 'The step must be decided by somebody with the role for it.'],
  material_unknown: ['所列材料不存在或尚未上传完毕。', 'A material is unknown, or not fully uploaded.'],
  material_used: ['所列材料已用于其他案件。', 'A material belongs to a case already.'],
  material_digest_differs: ['材料的摘要与所填不一致。', 'A material differs from the digest given.'],
  unavailable: [
    '网关暂时无法办理，未确认保存。请用同一表单重试，不会重复办理。',
    'The gateway cannot work at this moment. Send the same form again; it will not act twice.',
  ],
  fault: ['网关出错。请将请求号告知运维人员。', 'The gateway failed. Tell the operator the request number.'],
}

export interface ProblemSaid {
  /** What it means, by its code. */
  readonly title: string
  /** Why, in this case; the title again where nothing more is known. */
  readonly sentence: string
  /** Articles in words. */
  readonly basis: readonly string[]
  readonly errors: readonly { readonly pointer: string; readonly sentence: string }[]
}

/** A refusal in the reader's language. */
export function problemWords({ lang }: Pick<View, 'lang'>, problem: Problem): ProblemSaid {
  const code = Object.hasOwn(codeWords, problem.code) ? codeWords[problem.code] : undefined
  const title = code?.[lang === 'zh' ? 0 : 1] ?? (lang === 'zh' ? '不能办理。' : 'This cannot be done.')
  const said = detailWords(lang, problem.detail ?? '')
  const general = problem.code === 'invalid_fields' || problem.code === 'stale_version' || problem.detail === undefined
  return {
    title,
    sentence: general ? title : (said ?? (lang === 'zh' ? `${title}（${problem.detail}）` : problem.detail)),
    basis: (problem.basis ?? []).map((citation) => basisName(lang, citation)),
    errors: (problem.errors ?? []).map(({ pointer, detail }) => ({ pointer, sentence: faultWords(lang, detail) })),
  }
}

/** One fault of a field: known words, or as it came. */
export function faultWords(lang: 'zh' | 'en', detail: string): string {
  return detailWords(lang, detail) ?? (lang === 'zh' ? `不符合要求（${detail}）` : detail)
}

function detailWords(lang: 'zh' | 'en', detail: string): string | undefined {
  for (const [pattern, zh, en] of details) {
    const found = pattern.exec(detail)
    if (found === null) continue
    const words: Said | undefined = lang === 'zh' ? zh : en
    if (words === undefined) return detail
    return typeof words === 'string' ? words.replace(/\$(\d)/g, (_, n) => found[Number(n)] ?? '') : words(found, lang)
  }
  return undefined
}
