// 案管动态 over a theme: how many, when, where, of what kind, what became of them, what was not transferred. Methods and
// problems are the author's; the tables beside them say what there is to write about.

import { maskText } from '../../kernel/index.ts'
import type { ThemeCount, ThemePart } from '../../penalties/index.ts'
import { type CellValue, type Piece, type ReportContent, type ReportTable, shareOf } from './content.ts'
import { dayWords } from './document.ts'
import type { Gathered, ThemeGathered } from './gathered.ts'
import { kindNames, regionPrefix } from './kinds.ts'
import { domainName, notSaid, procedureName } from './names.ts'
import { monthsLong, monthsOf, periodName } from './period.ts'
import { heading, passage, subheading, tablePiece, text } from './pieces.ts'

const rowsMax = 15

export function composeBulletin(gathered: Gathered): ReportContent {
  const { agency, asked, day, theme } = gathered
  const name = asked.theme?.name ?? '行政处罚案件'
  const found = theme ?? { penalties: [], transfers: [] }
  const period = periodName(asked)
  const all = countOf(found, 'all')[0]
  const transfers = found.transfers.find((t) => t.part === 'all')?.cases ?? 0
  const zero = (all?.cases ?? 0) === 0 && transfers === 0
  return {
    ...{ head: kindNames.bulletin, redHead: true, title: `${name}情况分析`, subtitle: period, day, zero },
    issue: `${asked.issue === undefined ? '' : `第${asked.issue}期　　`}${agency.name}　　${dayWords(day)}`,
    signer: agency.name,
    pieces: [
      heading('基本情况'),
      text(
        `${period}，共录入${name}的行政处罚案件${all?.cases ?? 0}件，罚款合计${yuan(all?.fineFen ?? 0)}元；其中载明涉嫌犯罪的${all?.suspected ?? 0}件，已移送的${all?.transferred ?? 0}件。同期经本平台移送的同类案件${transfers}件。`,
      ),
      ...timePieces(gathered, found),
      heading('案件特点'),
      subheading('地区分布'),
      ...partPieces(gathered, found, 'region', '地区', gathered.regionName),
      ...(asked.theme?.domain === undefined
        ? [subheading('领域分布'), ...partPieces(gathered, found, 'domain', '执法领域', domainName)]
        : []),
      subheading('违法行为类型'),
      ...partPieces(gathered, found, 'violation', '违法行为类型', (key) => maskText(key ?? notSaid)),
      subheading('适用程序'),
      ...partPieces(gathered, found, 'procedure', '程序', procedureName),
      heading('移送与刑事追究'),
      ...transferPieces(gathered, found),
      heading('主要手法'),
      passage('结合上表所列违法行为类型和典型案件，归纳作案手法、组织形式、利益链条'),
      heading('监督中发现的问题'),
      text(
        `载明涉嫌犯罪而未见移送的${all?.suspectedNotTransferred ?? 0}件，占载明涉嫌犯罪案件的${percent(all?.suspectedNotTransferred ?? 0, all?.suspected ?? 0)}。该数为线索，须逐案核实。`,
      ),
      passage('应移未移、以罚代刑、取证不及时、鉴定难等问题，附案例'),
      heading('对策建议'),
      passage('对行政监管、刑事打击、协作机制、源头治理的建议'),
    ],
  }
}

const countOf = ({ penalties }: ThemeGathered, part: ThemePart): ThemeCount[] =>
  penalties.filter((c) => c.part === part)
const yuan = (fen: number) => (fen / 100).toFixed(2).replace(/\B(?=(\d{3})+(?!\d))/g, ',')
const percent = (part: number, whole: number) => (whole === 0 ? '—' : `${((part / whole) * 100).toFixed(1)}%`)

function queryOf({ asked, agency }: Gathered): string {
  const { theme, from, to } = asked
  const query = new URLSearchParams({
    ...(theme?.domain !== undefined && { domain: theme.domain }),
    ...(agency.kind === 'procuratorate' ? { region: agency.regionCode } : { organ: agency.code }),
    ...{ decidedFrom: `${from}-01`, decidedTo: to },
  })
  const words = theme?.words.length ? `，违法行为类型或案件名称含“${theme.words.join('”或“')}”` : ''
  return `GET /v1/penalty-cases?${query}${words}`
}

const counts = (c: ThemeCount | undefined): CellValue[] => [
  ...[c?.cases ?? 0, (c?.fineFen ?? 0) / 100, c?.suspected ?? 0, c?.transferred ?? 0],
  shareOf(c?.transferred ?? 0, c?.suspected),
]

function table(gathered: Gathered, id: string, title: string, first: string, rows: CellValue[][]): ReportTable {
  const shown = id === 'theme_month' ? rows : rows.slice(0, rowsMax)
  return {
    ...{ id, title, rows: shown },
    columns: [
      { id: 'name', zh: first, width: 5, kind: 'text' },
      { id: 'cases', zh: '案件数', width: 2, kind: 'count' },
      { id: 'fine', zh: '罚款（元）', width: 4, kind: 'yuan' },
      { id: 'suspected', zh: '涉刑', width: 2, kind: 'count' },
      { id: 'transferred', zh: '已移送', width: 2, kind: 'count' },
      { id: 'share', zh: '移送比', width: 2.6, kind: 'share' },
    ],
    definition: '按处罚决定日期归入；撤回的记录不计；“载明涉刑”以记录自身的标记为准',
    denominator: '移送比＝已移送÷载明涉刑；未载明而移送的也计入分子，故可能超过100%',
    query: queryOf(gathered),
    ...(rows.length > shown.length && { left: rows.length - shown.length }),
  }
}

/** By the year where the period is long: a hundred months are no table. */
function timePieces(gathered: Gathered, found: ThemeGathered): Piece[] {
  const { asked } = gathered
  const byYear = monthsLong(asked) > 24
  const months = countOf(found, 'month')
  const keys = byYear ? [...new Set(monthsOf(asked).map((m) => m.slice(0, 4)))] : monthsOf(asked)
  const rows = keys.map((key) => {
    const own = months.filter((m) => m.key?.startsWith(key))
    const sum = (of: 'cases' | 'fineFen' | 'suspected' | 'transferred' | 'suspectedNotTransferred') =>
      own.reduce((all, m) => all + m[of], 0)
    const one: ThemeCount = {
      ...{ part: 'month', key, cases: sum('cases'), fineFen: sum('fineFen'), suspected: sum('suspected') },
      ...{ transferred: sum('transferred'), suspectedNotTransferred: sum('suspectedNotTransferred') },
    }
    return [byYear ? `${key}年` : key, ...counts(one)]
  })
  const made = table(gathered, 'theme_month', byYear ? '逐年情况' : '逐月情况', byYear ? '年份' : '月份', rows)
  return [
    tablePiece(made),
    {
      kind: 'chart',
      chart: {
        ...{ id: 'theme_month_chart', title: `${byYear ? '逐年' : '逐月'}案件数（件）`, kind: 'lines' as const },
        ...{ table: made.id, words: 'name', figures: ['cases', 'suspected', 'transferred'] },
      },
    },
  ]
}

function partPieces(
  gathered: Gathered,
  found: ThemeGathered,
  part: Exclude<ThemePart, 'all' | 'month'>,
  first: string,
  nameOf: (key: string) => string,
): Piece[] {
  const titles = { region: '分地区情况', domain: '分领域情况', violation: '违法行为类型', procedure: '适用程序' }
  const rows = countOf(found, part).map((c) => [c.key === null ? notSaid : nameOf(c.key), ...counts(c)])
  const made = table(gathered, `theme_${part}`, titles[part], first, rows)
  const drawn = part === 'region' || part === 'violation'
  return [
    tablePiece(made),
    ...(drawn
      ? [
          {
            kind: 'chart' as const,
            chart: {
              ...{ id: `theme_${part}_chart`, title: `${titles[part]}（件）`, kind: 'bars' as const },
              ...{ table: made.id, words: 'name', figures: ['cases'] },
            },
          },
        ]
      : []),
  ]
}

function transferPieces(gathered: Gathered, { transfers }: ThemeGathered): Piece[] {
  const { asked, agency } = gathered
  const prefix = agency.kind === 'procuratorate' ? `，行政区划以 ${regionPrefix(agency.regionCode) || '全国'} 开头` : ''
  const words = asked.theme?.words.length ? `，案件名称含“${asked.theme.words.join('”或“')}”` : ''
  const listed = (part: 'status' | 'charge', title: string, first: string): Piece => ({
    kind: 'table',
    table: {
      id: `transfer_${part}`,
      title,
      columns: [
        { id: 'name', zh: first, width: 6, kind: 'text' },
        { id: 'cases', zh: '案件数', width: 2, kind: 'count' },
      ],
      rows: transfers.filter((t) => t.part === part).map((t) => [t.key ?? notSaid, t.cases]),
      definition: '按移送案件进入本平台之日归入；一案涉及数个罪名的，各计一次',
      denominator: '本表为件数，无分母',
      query: `GET /v1/transfers?${asked.theme?.domain === undefined ? '' : `domain=${asked.theme.domain}&`}createdFrom=${asked.from}&createdTo=${asked.to}${words}${prefix}`,
    },
  })
  return [listed('charge', '移送案件涉及的罪名（件）', '罪名'), listed('status', '移送案件现状（件）', '现状')]
}
