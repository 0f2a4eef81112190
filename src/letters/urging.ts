// The urging notice (催办通知): what an organ is asked to do about a finding of supervision. It is made from what was kept
// when it was urged, so that the letter of that day never changes; it names organs, numbers and articles, and no person.
import { maskText } from '../kernel/index.ts'
import { blank, ended, heading, line, text } from './form.ts'
import type { Block, Sheet } from './sheet.ts'
import { dateOf, dateText } from './wording.ts'

export const urgingTitle = { zh: '催办通知书', en: 'urging notice' } as const

export interface UrgingFacts {
  readonly issuer: string
  readonly addressee: string
  readonly documentNo?: string | undefined
  /** What the finding says, for example `应移送未移送`, and of what. */
  readonly matter: string
  readonly about?: string | undefined
  /** Document number of the case or of the decision it is about. */
  readonly caseNo?: string | undefined
  /** Local day on which the period ended or ends. */
  readonly dueOn?: string | undefined
  readonly daysOver?: number | undefined
  /** Times it was urged, this one included. */
  readonly times: number
  readonly basis: readonly { readonly zh: string; readonly en: string }[]
  readonly requirements: string
  readonly replyBy?: string | undefined
  /** RFC 3339. */
  readonly at: string
  readonly findingId: string
  /** SHA-256 (hex) of what was kept. */
  readonly sha256: string
}

/** The letter as a sheet, for `docxOf` and `htmlOf`. */
export function urgingSheet(facts: UrgingFacts): Sheet {
  const { issuer, addressee, documentNo, at } = facts
  return {
    head: issuer,
    redHead: false,
    title: urgingTitle.zh,
    documentNo: documentNo ?? blank('文号'),
    addressee,
    blocks: [
      text(matterOf(facts)),
      heading('催办依据'),
      ...facts.basis.flatMap(({ zh, en }): Block[] => [line(zh), line(en)]),
      heading('要求'),
      text(ended(maskText(facts.requirements))),
      text(
        facts.replyBy === undefined
          ? `请将办理情况书面回复${issuer}。`
          : `请于${dateText(facts.replyBy)}前将办理情况书面回复${issuer}。`,
      ),
    ],
    attachments: [],
    signers: [issuer],
    date: dateOf(at),
    copyTo: undefined,
    check: [`平台线索编号：${facts.findingId}`, `平台记录摘要（SHA-256）：${facts.sha256}`],
    checkUrl: undefined,
    slip: {
      title: '送达回证',
      blocks: [
        line(`文书：${urgingTitle.zh}${documentNo === undefined ? '' : `（${documentNo}）`}`),
        line('签收人：'),
        line('签收日期：'),
      ],
    },
    landscape: false,
    at,
  }
}

function matterOf({ addressee, matter, about, caseNo, dueOn, daysOver, times }: UrgingFacts): string {
  const which = caseNo === undefined || caseNo === '' ? '' : `（${caseNo}）`
  const what = about === undefined || about === '' ? '' : `：${maskText(about)}`
  const due =
    dueOn === undefined
      ? ''
      : daysOver !== undefined && daysOver > 0
        ? `该事项应于${dateText(dueOn)}前办结，至今已逾期${daysOver}日。`
        : `该事项应于${dateText(dueOn)}前办结。`
  const again = times > 1 ? `现第${times}次予以催办。` : '现予以催办。'
  return `经行政执法与刑事司法衔接平台监督发现，${addressee}存在“${matter}”情形${which}${what}。${due}${again}`
}
