// The pieces that several kinds of reports share: the stages with their chart, the trend, domains, charges, indicators,
// findings.
import { changeWords, type Piece, type ReportTable } from './content.ts'
import type { ReportFigure } from './figure-source.ts'
import { type FindingCount, findingsQuery, type Gathered } from './gathered.ts'
import { monthsLong, monthsOf } from './period.ts'
import { stageBefore, stageCount } from './stages.ts'
import { byTable, definitionsTable, indicatorsTable, stagesTable } from './tables.ts'

export const heading = (text: string): Piece => ({ kind: 'heading', text })
export const subheading = (text: string): Piece => ({ kind: 'subheading', text })
export const text = (words: string): Piece => ({ kind: 'text', text: words })
export const passage = (words: string): Piece => ({ kind: 'passage', text: words })
export const tablePiece = (table: ReportTable): Piece => ({ kind: 'table', table })

/** 移送公安机关12件，同比上升20.0% */
export const said = (total: readonly ReportFigure[], stage: string, words: string): string =>
  `${words}${stageCount(total, stage)}件${changeWords(stageCount(total, stage), stageBefore(total, stage))}`

export const stagesPieces = ({ source, scope, total }: Gathered): Piece[] => {
  const table = stagesTable(source, scope, total)
  return [
    tablePiece(table),
    {
      kind: 'chart',
      chart: {
        ...{ id: 'stages_chart', title: '各环节案件数与上年同期（件）', kind: 'columns' as const },
        ...{ table: table.id, words: 'stage', figures: ['now', 'before'], skip: 1 },
      },
    },
  ]
}

/** A line of one point says nothing: a report of one month has no trend. */
export const trendPieces = ({ source, scope, byMonth }: Gathered): Piece[] => {
  if (monthsLong(scope) < 2) return []
  const months = monthsOf(scope).map((key) => ({ key, name: key }))
  const table = byTable(source, { ...scope, by: 'month' }, byMonth, {
    ...{ id: 'month', title: '逐月情况（件）', heading: '月份', keys: months },
    columns: ['punished', 'threshold', 'transferred', 'accepted', 'filed'],
  })
  return [
    tablePiece(table),
    {
      kind: 'chart',
      chart: {
        ...{ id: 'month_chart', title: '逐月移送、受案、立案趋势（件）', kind: 'lines' as const },
        ...{ table: table.id, words: 'month', figures: ['transferred', 'accepted', 'filed'] },
      },
    },
  ]
}

/** Figures are kept by one dimension at a time: those of a label are not split any further. */
const unsplit = [text('本报告按标签取数，不再细分。')]

export const domainPieces = ({ source, scope, byDomain }: Gathered): Piece[] => {
  if (scope.label !== undefined) return unsplit
  const table = byTable(source, { ...scope, by: 'domain' }, byDomain, {
    ...{ id: 'domain', title: '分领域情况（件）', heading: '执法领域' },
  })
  return [
    tablePiece(table),
    {
      kind: 'chart',
      chart: {
        ...{ id: 'domain_chart', title: '分领域移送与立案（件）', kind: 'bars' as const },
        ...{ table: table.id, words: 'domain', figures: ['transferred', 'filed'] },
      },
    },
  ]
}

export const chargePieces = ({ source, scope, byCharge }: Gathered): Piece[] => {
  if (scope.label !== undefined) return unsplit
  const table = byTable(source, { ...scope, by: 'charge' }, byCharge, {
    ...{ id: 'charge', title: '涉嫌罪名（件）', heading: '罪名' },
    columns: ['transferred', 'accepted', 'filed', 'prosecuted', 'convicted'],
  })
  return [tablePiece(table)]
}

export const indicatorPieces = ({ source, scope, total }: Gathered): Piece[] => [
  tablePiece(indicatorsTable(source, scope, total)),
]

/** The words of every indicator that stands in the report, last of all. */
export function definitionPieces({ source, scope, total }: Gathered): Piece[] {
  const table = indicatorsTable(source, scope, total)
  return [heading('附表：指标口径'), tablePiece(definitionsTable(source, table))]
}

const findingsTable = (gathered: Gathered, findings: readonly FindingCount[]): ReportTable => ({
  id: 'findings',
  title: '监督线索（预警）情况（条）',
  columns: [
    { id: 'kind', zh: '类别', width: 4, kind: 'text' },
    { id: 'raised', zh: '本期产生', width: 2, kind: 'count' },
    { id: 'answered', zh: '已说明', width: 2, kind: 'count' },
    { id: 'closed', zh: '已办结', width: 2, kind: 'count' },
    { id: 'open', zh: '未办结', width: 2, kind: 'count' },
  ],
  rows: findings.map((f) => [f.zh, f.raised, f.answered, f.closed, f.open]),
  definition: '按线索产生之日归入本期；线索为“疑似、待人工核实”，不是结论',
  denominator: '本表为条数，无分母',
  query: findingsQuery(gathered),
})

/** Nothing where findings are not kept here. */
export function findingPieces(gathered: Gathered): Piece[] {
  const { findings } = gathered
  if (findings === undefined) return []
  const sum = (of: 'raised' | 'closed' | 'open') => findings.reduce((all, one) => all + one[of], 0)
  return [
    text(`本期产生监督线索${sum('raised')}条，已办结${sum('closed')}条，未办结${sum('open')}条。`),
    ...(findings.length > 0 ? [tablePiece(findingsTable(gathered, findings))] : []),
  ]
}
