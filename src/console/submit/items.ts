// The seized items' part: rows as fields, or a list pasted from a spreadsheet, whose columns are told by their headings or
// stand in a fixed order. A long list is shown as a table and replaced as a whole.
import { html } from 'hono/html'
import type { View } from '../env.ts'
import { field, quietButton } from '../html/form.ts'
import { count } from '../html/format.ts'
import { foreign, type Html, table } from '../html/pieces.ts'
import type { Json } from '../steps/schema-form.ts'
import { fieldName } from '../words/index.ts'
import { type Panel, type PanelAsked, rowsMax } from './panel.ts'

/** Where the first line names no columns. */
const order = ['name', 'quantity', 'unit', 'storagePlace', 'brand', 'serialNo', 'features', 'holder', 'value'] as const
type Column = (typeof order)[number]

const headings: Readonly<Record<string, Column>> = {
  ...{
    名称: 'name',
    物品名称: 'name',
    品名: 'name',
    name: 'name',
    数量: 'quantity',
    quantity: 'quantity',
    单位: 'unit',
    计量单位: 'unit',
    unit: 'unit',
  },
  ...{
    存放地点: 'storagePlace',
    保管地点: 'storagePlace',
    存放处: 'storagePlace',
    place: 'storagePlace',
    品牌: 'brand',
    brand: 'brand',
  },
  ...{
    编号: 'serialNo',
    序列号: 'serialNo',
    印记: 'serialNo',
    特征: 'features',
    规格型号: 'features',
    规格: 'features',
    型号: 'features',
  },
  ...{
    持有人: 'holder',
    所有人: 'holder',
    holder: 'holder',
    价值: 'value',
    金额: 'value',
    '价值（元）': 'value',
    '价值(元)': 'value',
    value: 'value',
  },
}
/** Of a list in one paste; the contract's own limit is as high. */
const linesMax = 10_000

/** Lines of a spreadsheet or of text: columns divided by tabs, or by commas where there is no tab. */
export function itemsOf(text: string): Record<string, string>[] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '')
  const cells = (line: string) =>
    (line.includes('\t') ? line.split('\t') : line.split(/[,，]/)).map((cell) => cell.trim())
  const first = cells(lines[0] ?? '')
  const named = first.map((cell) => headings[cell.replace(/\s/g, '')])
  const headed = named.filter((column) => column !== undefined).length >= 2
  const columns: readonly (Column | undefined)[] = headed ? named : order
  return lines.slice(headed ? 1 : 0, linesMax + 1).map((line) => {
    const item: Record<string, string> = {}
    for (const [i, cell] of cells(line).entries()) {
      const column = columns[i]
      if (column !== undefined && cell !== '') item[column] = typed(column, cell)
    }
    return item
  })
}

const typed = (column: Column, cell: string) =>
  column === 'quantity' || column === 'value' ? cell.normalize('NFKC').replace(/[,\s元]/g, '') : cell

/** The rows as the form has them and what was pasted; a long list stands as it is, unless it is replaced. */
export function pasted(given: Json, body: Json, sent: URLSearchParams): Json {
  const text = sent.get('_paste') ?? ''
  const there = Array.isArray(body.seizedItems) ? (body.seizedItems as unknown[]) : []
  const long = there.length > rowsMax
  if (sent.get('_empty') !== null) return { ...given, seizedItems: text.trim() === '' ? [] : itemsOf(text) }
  const own = long ? there : Array.isArray(given.seizedItems) ? (given.seizedItems as unknown[]) : []
  return { ...given, seizedItems: text.trim() === '' ? own : [...own, ...itemsOf(text)] }
}

export function itemsPanel(v: View, { body, long }: PanelAsked): Partial<Panel> {
  const items = Array.isArray(body.seizedItems) ? (body.seizedItems as Json[]) : []
  return {
    within: html`${long ? longList(v, items) : ''}`,
    after: html`<details class="paste"><summary>${v.t('submit.paste')}</summary>${field(v, {
      ...{
        name: '_paste',
        label: v.t('submit.pasteLabel'),
        hint: v.t('submit.pasteHint'),
        kind: 'prose',
        rows: 6,
        optional: true,
      },
    })}${quietButton(v.t('submit.pasteAdd'), '_stay')}</details>`,
  }
}

const tableMax = 50

function longList(v: View, items: readonly Json[]): Html {
  const columns = (['name', 'quantity', 'unit', 'storagePlace'] as const).map((name) => ({
    ...{ words: fieldName(v.lang, `seizedItems.${name}`) ?? name, number: name === 'quantity' },
  }))
  const rows = items
    .slice(0, tableMax)
    .map((item) =>
      (['name', 'quantity', 'unit', 'storagePlace'] as const).map((name) =>
        foreign(typeof item[name] === 'string' ? item[name] : ''),
      ),
    )
  return html`<p>${v.t('submit.longList', { n: count(items.length), shown: tableMax })}</p>${table(v.t('submit.part.items'), columns, [{ rows }])}${quietButton(
    v.t('submit.emptyList'),
    '_empty',
  )}`
}
