// What a run came to, for people: a workbook with every table, every difference and every code without a mapping; and for
// whoever must rely on it: a signed statement over the same figures.
import { createHash } from 'node:crypto'
import type { Pool } from '../../db/index.ts'
import { canonical, dayText, localDay } from '../kernel/index.ts'
import { type WorkbookTable, workbookOf } from '../letters/index.ts'
import type { Figures } from './compare.ts'
import { asked } from './long.ts'
import type { Run, TakeoverRoom } from './room.ts'
import type { StagedTable } from './stage.ts'

export const takeoverStatementType = 'takeover-statement+jwt'

export interface Reported {
  readonly tables: readonly StagedTable[]
  readonly figures: Figures
  /** What the form of the dump cannot hold, and what it says of itself. */
  readonly losses: readonly string[]
  readonly foreign: readonly string[]
  readonly claims: Readonly<Record<string, number>>
}

interface DifferenceRow extends Record<string, unknown> {
  readonly case_key: string
  readonly kind: string
  readonly tbl: string
  readonly key: string
  readonly detail: Record<string, unknown>
}

const differencesOf = (pool: Pool, run: Run) =>
  asked<DifferenceRow>(
    pool,
    `select case_key, kind, tbl, key, detail from takeover_difference where installation_id = $1
order by kind, tbl, key collate "C", case_key collate "C"`,
    [run.installation.id],
  )

const text = (zh: string, width = 24) => ({ zh, kind: 'text' as const, width })
const count = (zh: string) => ({ zh, kind: 'count' as const, width: 14 })

/** A spreadsheet ends after 1,048,576 rows; a table that is longer goes on in another sheet. */
const sheetRowsMax = 1_000_000

export async function workbookOfRun(pool: Pool, run: Run, reported: Reported): Promise<Buffer> {
  const { tables, figures, losses, foreign, claims } = reported
  const differences = await differencesOf(pool, run)
  const staged: WorkbookTable = {
    title: '各表行数',
    columns: [
      text('表', 34),
      ...['导出', '新增', '变更', '未变', '已无', '不可读', '键重复'].map(count),
      text('未知列', 30),
    ],
    rows: tables.map((t) => [
      ...[t.table, t.rows, t.fresh, t.changed, t.same, t.gone, t.unreadable, t.twice],
      Object.entries(t.unknown)
        .map(([column, n]) => `${column}（${n}）`)
        .join('、'),
    ]),
    notes: [
      '导出＝新增＋变更＋未变＋不可读＋键重复的后到行。口令、用户身份证号、设备码从不读入。',
      '旧平台退回时删除的步骤已无从查考。',
    ],
  }
  const lines: WorkbookTable = {
    title: '两侧对照',
    columns: [text('项目', 28), count('旧平台'), count('本系统'), count('相差')],
    rows: figures.lines.map(({ zh, there, here }) => [zh, there, here, there - here]),
    notes: [figures.unexplained === 0 ? '各项相符。' : `有 ${figures.unexplained} 项不符，原因不明。`],
  }
  const kinds: WorkbookTable = {
    title: '案件去向',
    columns: [text('类别或原因', 60), count('件')],
    rows: [...figures.cases, ...figures.held].map(({ kind, count: n }) => [kind, n]),
    notes: ['held 为尚待映射而保留原样的案件，其下各行为原因，线索的原因亦在其中。'],
  }
  const codes: WorkbookTable = {
    title: '未映射代码',
    columns: [text('种类'), text('代码'), text('旧平台名称', 40), count('涉及案件、线索')],
    rows: figures.unmapped.map(({ kind, code, label, cases }) => [kind, code, label, cases]),
    notes: ['未映射的代码从不猜测：保留原值，补充映射文件后再次导入。'],
  }
  const parts = Math.max(1, Math.ceil(differences.length / sheetRowsMax))
  const differing = Array.from(
    { length: parts },
    (_, i): WorkbookTable => ({
      title: parts === 1 ? '差异' : `差异（${i + 1}）`,
      columns: [text('种类', 30), text('表', 30), text('键'), text('案件或线索'), text('内容', 80)],
      rows: differences
        .slice(i * sheetRowsMax, (i + 1) * sheetRowsMax)
        .map(({ kind, tbl, key, case_key, detail }) => [kind, tbl, key, case_key, canonical(detail as never)]),
      notes: ['不修补任何一方；原值均在。'],
    }),
  )
  return workbookOf(
    {
      title: run.dry ? '旧平台接管试运行报告' : '旧平台接管差异报告',
      lines: [
        ['旧平台', run.installation.code],
        ['第几次', run.no, 'count'],
        ['导入时间', new Date(run.importedAtMs).toISOString()],
        ['日期', dayText(localDay(run.importedAtMs)), 'day'],
        ...losses.map((line) => ['导出的缺失', line] as const),
        ...(foreign.length > 0 ? [['未读的文件', foreign.join('、')] as const] : []),
        ...Object.entries(claims).map(([word, n]) => [`导出包自报 ${word}`, n, 'count'] as const),
      ],
    },
    [staged, lines, kinds, codes, ...differing],
  )
}

/** Every difference line stands in it by one digest: whoever holds the workbook can tell that none was left out. */
export async function statementOfRun(
  room: TakeoverRoom,
  run: Run,
  request: string,
  reported: Reported,
): Promise<string> {
  const digest = createHash('sha256')
  for (const row of await differencesOf(room.pool, run)) digest.update(`${canonical(row as never)}\n`)
  const payload = {
    ...{ iss: room.issuer, jti: run.id, iat: Math.floor(room.now() / 1000), sub: `takeover:${run.installation.code}` },
    ...{ run: run.no, dry: run.dry, importedAt: new Date(run.importedAtMs).toISOString(), asked: request },
    tables: reported.tables,
    figures: reported.figures,
    ...{ losses: reported.losses, claims: reported.claims },
    differences: {
      digest: digest.digest('hex'),
      algorithm: 'sha-256 over the canonical JSON of each line, line feed after each',
    },
  }
  return room.sign(payload, { typ: takeoverStatementType })
}
