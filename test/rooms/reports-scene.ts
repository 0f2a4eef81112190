// Figures for reports without a database: a source that answers what a small book holds, and what is gathered from it.
import type { Agency } from '../../src/agencies/index.ts'
import type {
  FigureSource,
  ReportFiguresAsked as FiguresAsked,
  ReportGathered as Gathered,
  ReportAsked,
  ReportFigure,
} from '../../src/supervision/index.ts'

export const procuratorate: Agency = {
  ...{ id: '00000000-0000-7000-8000-000000000001', code: '11430100MB0000001X', name: '长沙市人民检察院（演示）' },
  ...{ kind: 'procuratorate', regionCode: '430100', level: 'prefecture', domains: [], specialty: null },
  ...{ supervisedById: null, requiresSignature: false },
}
export const environment: Agency = {
  ...procuratorate,
  ...{ id: '00000000-0000-7000-8000-000000000002', code: '11430100MB0000002X', kind: 'administrative' },
  ...{ name: '长沙市生态环境局（演示）', domains: ['environment'] },
}

type Row = readonly [indicator: string, key: string, numerator: number, denominator: number | null]

const wholes: readonly Row[] = [
  ['transfer_share', '', 46, 1832],
  ['transfer_rate', '', 46, 61],
  ['penalty_substitution', '', 9, 55],
  ['transfer_timeliness', '', 41, 46],
  ['acceptance_rate', '', 44, 46],
  ['refused_for_incompleteness', '', 2, null],
  ['filing_rate', '', 33, 43],
  ['filing_timeliness', '', 38, 43],
  ['non_filing_rate', '', 6, 39],
  ['supervision_success', '', 4, 5],
  ['prosecution_rate', '', 21, 24],
  ['conviction_rate', '', 17, 17],
  ['reverse_penalty_rate', '', 7, 12],
  ['opinion_reply_rate', '', 10, 12],
]

const keys: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  domain: [
    ['environment', '生态环境'],
    ['market', '市场监管'],
    ['food', '食品安全'],
    ['drug', '药品安全'],
    ['tobacco', '烟草'],
  ],
  region: [
    ['430102', '芙蓉区'],
    ['430103', '天心区'],
    ['430104', '岳麓区'],
    ['430121', '长沙县'],
    ['430181', '浏阳市'],
  ],
  charge: [
    ['污染环境罪', '污染环境罪'],
    ['生产、销售有毒、有害食品罪', '生产、销售有毒、有害食品罪'],
    ['非法经营罪', '非法经营罪'],
  ],
}

const words: Readonly<Record<string, readonly [string, string, string]>> = {
  transfer_share: ['移送占比', '其中移送公安机关的', '本期办结的行政处罚案件'],
  transfer_rate: ['移送率', '其中移送公安机关的', '本期疑似达到追诉标准的行政处罚案件'],
  penalty_substitution: ['以罚代刑率', '其中以处罚办结而未移送的', '本期疑似达到追诉标准且已办结的案件'],
  transfer_timeliness: ['移送及时率', '批准后24小时内移送的', '本期移送的案件'],
  acceptance_rate: ['受案率', '其中公安机关签收受案的', '本期送达公安机关的移送案件'],
  refused_for_incompleteness: ['以材料不全拒收数', '以材料不全为由拒收的次数', ''],
  filing_rate: ['立案率', '其中立案的', '本期受案（不含转出）的移送案件'],
  filing_timeliness: ['立案审查及时率', '在有效期限内作出决定的', '本期应作出立案与否决定的案件'],
  non_filing_rate: ['不予立案率', '其中不予立案的', '本期作出决定的案件'],
  supervision_success: ['监督立案率', '说明理由或通知后立案的', '本期立案监督的案件'],
  prosecution_rate: ['起诉率', '其中提起公诉的', '本期移送审查起诉的案件'],
  conviction_rate: ['有罪判决率', '其中有罪的', '本期判决的案件'],
  reverse_penalty_rate: ['反向处罚率', '其中给予行政处罚的', '本期反向移送的案件'],
  opinion_reply_rate: ['检察意见回复率', '按期回复的', '本期应回复的检察意见'],
}

/** The part of a whole that falls on the n-th key: halves that halve again, and what is left over on the first. */
const part = (whole: number, n: number, of: number): number =>
  n === 0
    ? whole - Array.from({ length: of - 1 }, (_, i) => part(whole, i + 1, of)).reduce((a, b) => a + b, 0)
    : whole >> (n + 1)

export function bookOf(scale = 1): FigureSource {
  const months = (from: string, to: string) => {
    const found: (readonly [string, string])[] = []
    for (
      let at = new Date(`${from}-01T00:00:00Z`);
      at.toISOString().slice(0, 7) <= to;
      at.setUTCMonth(at.getUTCMonth() + 1)
    )
      found.push([at.toISOString().slice(0, 7), at.toISOString().slice(0, 7)])
    return found
  }
  const figures = async ({ by, from, to }: FiguresAsked): Promise<ReportFigure[]> => {
    const named = by === 'month' ? months(from, to) : (keys[by ?? ''] ?? [['', '']])
    return wholes.flatMap(([indicator, , numerator, denominator]) =>
      named.map(([key, name], n) => {
        const of = (whole: number) => Math.round((by === undefined ? whole : part(whole, n, named.length)) * scale)
        return {
          ...{ indicator, key, name, numerator: of(numerator) },
          denominator: denominator === null ? null : of(denominator),
          before: {
            numerator: of(Math.round(numerator * 0.8)),
            denominator: denominator === null ? null : of(Math.round(denominator * 0.9)),
          },
        }
      }),
    )
  }
  return {
    definitions: () =>
      Object.entries(words).map(([id, [zh, numerator, denominator]]) => ({ id, zh, numerator, denominator })),
    figures,
    queryOf: ({ from, to, by, region, agencyId, compare }) =>
      `GET /v1/indicators/figures?from=${from}&to=${to}${region === undefined ? `&agency=${agencyId}` : `&region=${region}`}${by === undefined ? '' : `&dimension=${by}`}${compare ? '&compare=year' : ''}`,
  }
}

/** All that a report could be made of. */
export async function gathered(agency: Agency, asked: ReportAsked, scale = 1): Promise<Gathered> {
  const source = bookOf(scale)
  const scope: FiguresAsked = {
    ...{ from: asked.from, to: asked.to },
    ...(agency.kind === 'procuratorate' ? { region: agency.regionCode } : { agencyId: agency.id }),
  }
  const penalty = (part: string, key: string | null, cases: number, suspected = 0, transferred = 0) =>
    ({
      part,
      key,
      cases,
      fineFen: cases * 1_234_567,
      suspected,
      transferred,
      suspectedNotTransferred: suspected - transferred,
    }) as never
  return {
    ...{ agency, asked, source, scope, day: '2026-10-12' },
    total: await source.figures({ ...scope, compare: true }),
    byMonth: await source.figures({ ...scope, by: 'month' }),
    byDomain: await source.figures({ ...scope, by: 'domain' }),
    byCharge: await source.figures({ ...scope, by: 'charge' }),
    byRegion: await source.figures({ ...scope, by: 'region' }),
    findings: [
      { kind: 'not_transferred', zh: '应移送未移送', raised: 9, answered: 7, closed: 5, open: 4 },
      { kind: 'overdue', zh: '逾期', raised: 3, answered: 3, closed: 3, open: 0 },
    ],
    coverage: {
      byKind: [
        { key: 'administrative', name: '行政执法机关', due: 42, connected: 30, entering: 24 },
        { key: 'public_security', name: '公安机关', due: 10, connected: 10, entering: 9 },
      ],
      byRegion: [
        { key: '430102', name: '芙蓉区', due: 20, connected: 18, entering: 15 },
        { key: '430121', name: '长沙县', due: 32, connected: 22, entering: 18 },
      ],
      notConnected: [
        { name: '长沙县农业农村局', kind: 'administrative', dueSince: '2025-01-01' },
        { name: '=cmd|calc!A1 测试局', kind: 'administrative', dueSince: null },
      ],
      notConnectedCount: 12,
      query: 'GET /v1/coverage?region=430100',
    },
    theme: {
      penalties: [
        penalty('all', null, 318, 41, 30),
        ...['2017', '2018', '2019', '2020', '2021', '2022', '2023', '2024', '2025', '2026'].map((y, i) =>
          penalty('month', `${y}-03`, 14 + i * 4, i, Math.max(0, i - 1)),
        ),
        penalty('region', '430102', 120, 20, 15),
        penalty('region', '430121', 198, 21, 15),
        penalty('domain', 'environment', 318, 41, 30),
        penalty('violation', '擅自倾倒、堆放、丢弃、遗撒固体废物', 201, 20, 18),
        penalty('violation', '未采取防范措施造成工业固体废物扬散、流失、渗漏', 117, 21, 12),
        penalty('procedure', 'ordinary', 300, 41, 30),
        penalty('procedure', null, 18),
      ],
      transfers: [
        { part: 'all', key: null, cases: 31 },
        { part: 'charge', key: '污染环境罪', cases: 28 },
        { part: 'charge', key: '非法处置进口的固体废物罪', cases: 3 },
        { part: 'status', key: 'filed', cases: 22 },
        { part: 'status', key: 'not_filed', cases: 9 },
      ],
    },
    regionName: (code) => keys.region?.find(([key]) => key === code)?.[1] ?? code,
  }
}
