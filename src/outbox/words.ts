// What people read in inboxes and mails: kinds of things, grades, and the steps of what is no case, in Chinese and English.
// A step that is not here is told by its kind alone; the steps of cases are the procedure's to name.
import type { Grade, NoticeKind } from './owe.ts'

export interface Words {
  readonly zh: string
  readonly en: string
}

export const kindWords: Readonly<Record<NoticeKind, Words>> = {
  transfer: { zh: '移送案件', en: 'transferred case' },
  finding: { zh: '监督线索', en: 'finding' },
  letter: { zh: '工作函件', en: 'letter between organs' },
  assignment: { zh: '交办事项', en: 'assignment' },
  draw: { zh: '双随机抽查', en: 'double-random draw' },
  report: { zh: '工作报告', en: 'report' },
  label: { zh: '专项活动、挂牌督办', en: 'campaign or listed supervision' },
}

export const gradeWords: Readonly<Record<Grade, Words>> = {
  notice: { zh: '提示', en: 'notice' },
  yellow: { zh: '黄色预警', en: 'yellow' },
  orange: { zh: '橙色预警', en: 'orange' },
  red: { zh: '红色预警', en: 'red' },
}

const steps: Readonly<Record<string, Words>> = {
  finding_raised: { zh: '新线索', en: 'raised' },
  finding_graded: { zh: '预警级别变化', en: 'graded anew' },
  finding_explained: { zh: '已作说明', en: 'explained' },
  finding_accepted: { zh: '说明已采纳', en: 'explanation accepted' },
  finding_contested: { zh: '说明未采纳', en: 'explanation contested' },
  finding_acted: { zh: '已采取监督措施', en: 'acted on' },
  finding_urged: { zh: '催办', en: 'urged' },
  finding_closed: { zh: '已办结', en: 'closed' },
  letter_sent: { zh: '新来函', en: 'received' },
  letter_signed: { zh: '已签收', en: 'signed for' },
  letter_answered: { zh: '已回复', en: 'answered' },
  letter_overdue: { zh: '逾期未回复', en: 'answer overdue' },
  assignment_handed: { zh: '新交办', en: 'handed down' },
  assignment_signed: { zh: '已签收', en: 'signed for' },
  assignment_replied: { zh: '已反馈', en: 'replied to' },
  assignment_accepted: { zh: '反馈已采纳', en: 'reply accepted' },
  assignment_returned: { zh: '退回补办', en: 'returned' },
  assignment_withdrawn: { zh: '已撤回', en: 'withdrawn' },
  assignment_overdue: { zh: '逾期未反馈', en: 'reply overdue' },
  draw_announced: { zh: '已公告', en: 'announced' },
  draw_drawn: { zh: '已抽取', en: 'drawn' },
  draw_cancelled: { zh: '已取消', en: 'cancelled' },
  draw_reviewed: { zh: '已检查', en: 'reviewed' },
  report_made: { zh: '已生成', en: 'made' },
}

/** `监督线索：催办`. */
export function told(kind: NoticeKind, step: string): Words {
  const own = steps[step]
  const { zh, en } = kindWords[kind]
  return own === undefined
    ? { zh: `${zh}有新进展`, en: `${en}: news` }
    : { zh: `${zh}：${own.zh}`, en: `${en}: ${own.en}` }
}
