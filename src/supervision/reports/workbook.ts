// A content as a workbook: one worksheet a table, and below each what it counts.
import { workbookOf } from '../../letters/index.ts'
import { type ReportContent, tablesOf } from './content.ts'

export { xlsxType } from '../../letters/index.ts'

/** Equal contents give equal bytes. */
export async function xlsxOfReport(content: ReportContent): Promise<Buffer> {
  const { head, title, subtitle, day, signer } = content
  return workbookOf(
    {
      title,
      lines: [
        ['期间', subtitle],
        ['单位', signer === head ? head : `${head}（${signer}）`],
        ['日期', day, 'day'],
      ],
    },
    tablesOf(content).map(({ columns, rows, title, definition, denominator, query }) => ({
      ...{ title, rows },
      columns: columns.map(({ zh, width, kind }) => ({
        ...{ zh, kind },
        width: kind === 'text' ? Math.max(14, width * 6) : 14,
      })),
      notes: [`口径：${definition}`, `分母：${denominator}`, `查询：${query}`],
    })),
  )
}
