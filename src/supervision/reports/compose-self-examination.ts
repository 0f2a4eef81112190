// 自查报告: what an organ's own figures say of its part in the hand-over, and room for what it makes of them.
import type { ReportContent } from './content.ts'
import type { Gathered } from './gathered.ts'
import { kindNames } from './kinds.ts'
import { periodName } from './period.ts'
import {
  chargePieces,
  definitionPieces,
  domainPieces,
  findingPieces,
  heading,
  indicatorPieces,
  passage,
  said,
  stagesPieces,
  subheading,
  text,
  trendPieces,
} from './pieces.ts'
import { nothingHappened } from './stages.ts'

export function composeSelfExamination(gathered: Gathered): ReportContent {
  const { agency, asked, total, day } = gathered
  const period = periodName(asked)
  const zero = nothingHappened(total)
  const sends = agency.kind === 'administrative'
  return {
    ...{ head: agency.name, redHead: false, title: kindNames.self_examination, subtitle: period, day, zero },
    ...(asked.addressee !== undefined && { addressee: asked.addressee }),
    signer: agency.name,
    pieces: [
      heading('基本情况'),
      text(
        sends
          ? `${period}，${agency.name}${said(total, 'punished', '办结行政处罚案件')}；其中${said(total, 'threshold', '疑似达到刑事追诉标准')}；${said(total, 'transferred', '向公安机关移送涉嫌犯罪案件')}；${said(total, 'accepted', '公安机关受案')}；${said(total, 'filed', '立案')}；${said(total, 'not_filed', '不予立案')}。`
          : `${period}，${agency.name}${said(total, 'transferred', '收到移送涉嫌犯罪案件')}；${said(total, 'accepted', '受案')}；${said(total, 'filed', '立案')}；${said(total, 'not_filed', '不予立案')}；${said(total, 'supervised', '被监督立案')}。`,
      ),
      ...(zero ? [text('本期未发现疑似达到追诉标准的案件，未移送案件，亦无反向移送案件（零报告）。')] : []),
      ...stagesPieces(gathered),
      ...trendPieces(gathered),
      heading('案件移送与办理'),
      subheading('分领域'),
      ...domainPieces(gathered),
      subheading('涉嫌罪名'),
      ...chargePieces(gathered),
      heading('期限与程序指标'),
      ...indicatorPieces(gathered),
      heading('监督线索及说明'),
      ...findingPieces(gathered),
      passage('逐类说明未移送、超期、未回复的原因及已采取的措施'),
      heading('自查发现的问题'),
      passage('对照本期指标，写明本单位在线索发现、证据收集固定、移送审批、案件录入等方面存在的问题'),
      heading('整改措施和下一步工作'),
      passage('整改事项、责任人、完成时限'),
      ...definitionPieces(gathered),
    ],
  }
}
