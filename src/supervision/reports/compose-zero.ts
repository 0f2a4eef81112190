// 零报告: an organ states that in a period it had nothing to hand over. What the gateway knows stands beside the statement; it
// is only composed where both agree.
import type { ReportContent } from './content.ts'
import type { Gathered } from './gathered.ts'
import { kindNames } from './kinds.ts'
import { periodName } from './period.ts'
import { passage, tablePiece, text } from './pieces.ts'
import { stageCount } from './stages.ts'
import { stagesTable } from './tables.ts'

export function composeZero({ agency, asked, source, scope, total, day }: Gathered): ReportContent {
  const period = periodName(asked)
  return {
    ...{ head: agency.name, redHead: false, title: kindNames.zero, subtitle: period, day, zero: true },
    ...(asked.addressee !== undefined && { addressee: asked.addressee }),
    signer: agency.name,
    pieces: [
      text(
        `${period}，${agency.name}办结行政处罚案件${stageCount(total, 'punished')}件，经审查未发现涉嫌犯罪、需要向公安机关移送的案件，未收到反向移送案件，实行零报告。`,
      ),
      tablePiece(stagesTable(source, scope, total)),
      passage('如有需要说明的情况，在此说明；没有则删去'),
    ],
  }
}
