// Composes a letter: fields from the facts, blanks for what is missing, the wording over them, head and foot around it.
// Equal facts give an equal sheet; no clock and no chance comes in.
import { procedureLetters } from './catalogue.ts'
import type { LetterFacts, LetterMarks } from './facts.ts'
import { blank, type Form, signLine, type TableField } from './form.ts'
import { formOf } from './forms/index.ts'
import type { Block, Sheet } from './sheet.ts'
import { dateOf, dateText } from './wording.ts'

export interface MissingFact {
  /** Id of the field, `table.column` for a column of a table. */
  readonly field: string
  readonly zh: string
}

export interface Composed {
  readonly sheet: Sheet
  readonly missing: readonly MissingFact[]
  /** Every field by its id as it stands in the letter, for an agency's own template. */
  readonly values: Readonly<Record<string, string>>
  readonly tables: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>>
}

/** Undefined where there is no such letter. */
export function compose(facts: LetterFacts, marks: LetterMarks = {}): Composed | undefined {
  const form = formOf(facts.letter)
  const title = procedureLetters()[facts.letter] ?? form?.title
  if (form === undefined || title === undefined) return undefined
  const missing: MissingFact[] = []
  const values: Record<string, string> = {}
  for (const [id, field] of Object.entries(form.fields)) {
    const known = field.from(facts)?.trim()
    if (known !== undefined && known !== '') values[id] = known
    else if (field.need === 'must') {
      missing.push({ field: id, zh: field.zh })
      values[id] = blank(field.zh)
    } else values[id] = field.need === 'sign' ? signLine : ''
  }
  const numbered = form.unnumbered !== true
  const documentNo = numbered ? (marks.documentNo ?? blank('文号')) : undefined
  if (numbered && marks.documentNo === undefined) missing.unshift({ field: 'documentNo', zh: '文号' })
  if (documentNo !== undefined) values.documentNo = documentNo
  const drawn: Record<string, Block> = {}
  const tables: Record<string, Record<string, string>[]> = {}
  for (const [id, table] of Object.entries(form.tables ?? {})) {
    const rows = cellsOf(id, table, facts, missing)
    drawn[id] = { kind: 'table', columns: table.columns, rows }
    tables[id] = rows.map((row) => Object.fromEntries(table.columns.map((c, i) => [c.id, row[i] ?? ''])))
  }
  const date = form.date?.(facts)
  const sheet: Sheet = {
    head: facts.entry.by.name,
    redHead: marks.redHead === true,
    title: title.zh,
    documentNo,
    addressee: form.addressee === undefined ? undefined : values[form.addressee] || undefined,
    blocks: [...form.body(values, drawn, facts), ...correctionsOf(facts)].filter((b) => b !== undefined),
    attachments: form.attachments?.(facts) ?? [],
    signers: [facts.entry.by.name, ...(form.cosigners?.(facts) ?? [])],
    date: date === undefined ? dateOf(facts.entry.at) : dateText(date),
    copyTo: form.copyTo === undefined ? undefined : values[form.copyTo] || undefined,
    check: checkLines(facts, marks),
    checkUrl: marks.check?.url,
    slip: form.slip?.({ ...values, documentNo: values.documentNo ?? '' }),
    landscape: form.landscape === true,
    at: facts.entry.at,
  }
  values.issuer = sheet.head
  values.title = sheet.title
  values.date = sheet.date
  return { sheet, missing, values, tables }
}

function cellsOf(id: string, table: TableField, facts: LetterFacts, missing: MissingFact[]): string[][] {
  const lacking = new Set<string>()
  const rows = table.rows(facts).map((row) =>
    table.columns.map((column, i) => {
      const cell = row[i]?.trim()
      if (cell !== undefined && cell !== '') return cell
      if (column.need === 'must') lacking.add(column.id)
      return column.need === 'must' ? '【缺】' : column.need === 'may' ? '—' : '　'
    }),
  )
  for (const { id: column, zh } of table.columns)
    if (lacking.has(column)) missing.push({ field: `${id}.${column}`, zh })
  if (rows.length === 0) missing.push({ field: id, zh: table.zh })
  return rows.length > 0 ? rows : [table.columns.map((_, i) => (i === 0 ? blank(table.zh) : '　'))]
}

/** The entry stays as it is; what corrects it is said below. */
const correctionsOf = ({ corrections }: LetterFacts): Block[] =>
  corrections.map(({ version, pointer, correct }) => ({
    kind: 'text',
    text: `更正说明：本文书所依据的记录已由第${version}号记录更正（${pointer}）：${correct}`,
  }))

function checkLines({ receipt, entrySha256 }: LetterFacts, { check }: LetterMarks): string[] {
  const rests =
    receipt === null
      ? [`平台记录摘要（SHA-256）：${entrySha256}`]
      : [`平台第${receipt.no}号回执摘要（SHA-256）：${receipt.sha256}`]
  if (check === undefined) return ['预览稿，尚未签发', ...rests]
  return [`核验码：${check.code}`, `核验地址：${check.url}`, ...rests]
}

/** Ids of the fields and tables of a letter, for whoever writes a template. */
export function fieldsOf(letter: string): { id: string; zh: string; need: string; columns?: string[] }[] | undefined {
  const form: Form | undefined = formOf(letter)
  if (form === undefined) return undefined
  return [
    ...(form.unnumbered ? [] : [{ id: 'documentNo', zh: '文号', need: 'must' }]),
    ...['issuer', 'title', 'date'].map((id) => ({
      id,
      zh: { issuer: '发文机关', title: '标题', date: '日期' }[id] ?? id,
      need: 'must',
    })),
    ...Object.entries(form.fields).map(([id, { zh, need }]) => ({ id, zh, need })),
    ...Object.entries(form.tables ?? {}).map(([id, { zh, columns }]) => ({
      id,
      zh,
      need: 'must',
      columns: columns.map((c) => c.id),
    })),
  ]
}
