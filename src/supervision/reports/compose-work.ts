// 行刑衔接工作情况报告 of a procuratorate: its region with what lies in it, its own supervision, and who is connected.
import type { Piece, ReportContent, ReportTable } from './content.ts'
import { shareOf } from './content.ts'
import type { CoverageGathered, CoverageRow, Gathered } from './gathered.ts'
import { kindNames } from './kinds.ts'
import { agencyKindName } from './names.ts'
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
  tablePiece,
  text,
  trendPieces,
} from './pieces.ts'
import { nothingHappened } from './stages.ts'
import { byTable } from './tables.ts'

export function composeWork(gathered: Gathered): ReportContent {
  const { agency, asked, total, day, coverage } = gathered
  const period = periodName(asked)
  return {
    ...{ head: agency.name, redHead: false, title: kindNames.work, subtitle: period, day },
    ...(asked.addressee !== undefined && { addressee: asked.addressee }),
    zero: nothingHappened(total),
    signer: agency.name,
    pieces: [
      heading('总体情况'),
      text(
        `${period}，本地区${said(total, 'punished', '行政执法机关办结行政处罚案件')}；${said(total, 'threshold', '疑似达到刑事追诉标准')}；${said(total, 'transferred', '移送涉嫌犯罪案件')}；${said(total, 'accepted', '公安机关受案')}；${said(total, 'filed', '立案')}；${said(total, 'prosecuted', '提起公诉')}；${said(total, 'convicted', '有罪判决')}；${said(total, 'reverse', '反向移送行政处罚')}。`,
      ),
      ...stagesPieces(gathered),
      ...trendPieces(gathered),
      heading('分地区、分领域情况'),
      subheading('分地区'),
      ...regionPieces(gathered),
      subheading('分领域'),
      ...domainPieces(gathered),
      subheading('涉嫌罪名'),
      ...chargePieces(gathered),
      heading('检察监督情况'),
      text(`本期${said(total, 'supervised', '开展立案监督')}。`),
      ...indicatorPieces(gathered),
      ...findingPieces(gathered),
      passage('典型监督案例，检察意见的制发、采纳情况，职务犯罪线索移送情况'),
      ...(coverage === undefined ? [] : coveragePieces(coverage)),
      heading('主要做法'),
      passage('机制建设、联席会议、提前介入、信息共享等做法和成效'),
      heading('存在的问题'),
      passage('应移未移、以罚代刑、有案不立、录入不及时等问题及原因分析'),
      heading('下一步工作和建议'),
      passage('工作打算，对行政执法机关、公安机关和上级的建议'),
      ...definitionPieces(gathered),
    ],
  }
}

function regionPieces({ source, scope, byRegion }: Gathered): Piece[] {
  const table = byTable(source, { ...scope, by: 'region' }, byRegion, {
    ...{ id: 'region', title: '分地区情况（件）', heading: '地区' },
  })
  return [
    tablePiece(table),
    {
      kind: 'chart',
      chart: {
        ...{ id: 'region_chart', title: '分地区移送与立案（件）', kind: 'bars' as const },
        ...{ table: table.id, words: 'region', figures: ['transferred', 'filed'] },
      },
    },
  ]
}

const coverageTable = (id: string, title: string, rows: readonly CoverageRow[], query: string): ReportTable => ({
  ...{ id, title, query },
  columns: [
    { id: 'name', zh: id === 'coverage_kind' ? '机关类别' : '地区', width: 4, kind: 'text' },
    { id: 'due', zh: '应接入', width: 2, kind: 'count' },
    { id: 'connected', zh: '已接入', width: 2, kind: 'count' },
    { id: 'connected_share', zh: '接入率', width: 2.4, kind: 'share' },
    { id: 'entering', zh: '有录入', width: 2, kind: 'count' },
    { id: 'entering_share', zh: '录入率', width: 2.4, kind: 'share' },
  ],
  rows: rows.map((r) => [
    ...[r.name, r.due, r.connected, shareOf(r.connected, r.due), r.entering, shareOf(r.entering, r.connected)],
  ]),
  definition: '已接入＝在册且有可用系统或对接来源；有录入＝90日内录入过处罚案件、参与过移送案件或作过零报告',
  denominator: '接入率以应接入为分母，录入率以已接入为分母',
})

const listed = 40

function coveragePieces(coverage: CoverageGathered): Piece[] {
  const { byKind, byRegion, notConnected, notConnectedCount, query } = coverage
  if (byKind.length === 0) return []
  const sum = (of: 'due' | 'connected' | 'entering') => byKind.reduce((all, one) => all + one[of], 0)
  const names: ReportTable = {
    id: 'not_connected',
    title: '尚未接入的单位',
    columns: [
      { id: 'name', zh: '单位', width: 6, kind: 'text' },
      { id: 'kind', zh: '类别', width: 3, kind: 'text' },
      { id: 'due', zh: '应接入日期', width: 3, kind: 'day' },
    ],
    rows: notConnected.slice(0, listed).map((one) => [one.name, agencyKindName(one.kind), one.dueSince]),
    definition: '名册所列应接入而未接入的单位，按行政区划排列',
    denominator: '本表为名单，无分母',
    query: `${query}&state=not_connected`,
    ...(notConnectedCount > listed && { left: notConnectedCount - listed }),
  }
  return [
    heading('平台接入与录入情况'),
    text(
      `应接入单位${sum('due')}个，已接入${sum('connected')}个，其中有录入的${sum('entering')}个；尚未接入${notConnectedCount}个。`,
    ),
    tablePiece(coverageTable('coverage_kind', '分类别接入情况（个）', byKind, query)),
    ...(byRegion.length > 1
      ? [tablePiece(coverageTable('coverage_region', '分地区接入情况（个）', byRegion, query))]
      : []),
    ...(notConnected.length > 0 ? [tablePiece(names)] : []),
  ]
}
