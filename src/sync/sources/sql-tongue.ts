// The two tongues of exchange tables: how a name is quoted and a value is put in, and how a row is told from
// what it was before. Names come from the operator's configuration and are never pasted unquoted.
import type { TableConfig } from './form.ts'

export type Dialect = TableConfig['dialect']

/** A name between its quotes; a quote within is doubled. */
export function quoted(name: string, dialect: Dialect): string {
  if (name.includes('\u0000')) throw new TypeError('a name holds no NUL')
  return dialect === 'postgresql' ? `"${name.replaceAll('"', '""')}"` : `\`${name.replaceAll('`', '``')}\``
}

/** The table with its schema or database. */
export function tableOf({ dialect, schema, database, table }: TableConfig): string {
  const space = dialect === 'mysql' ? database : schema
  return space === null ? quoted(table, dialect) : `${quoted(space, dialect)}.${quoted(table, dialect)}`
}

/** The n-th parameter, from 1. */
export const parameter = (n: number, dialect: Dialect): string => (dialect === 'postgresql' ? `$${n}` : '?')

/** A digest of all that a row says, made there: what was read and what is acknowledged must be the same row. */
export function stateOf(columns: readonly string[], dialect: Dialect): string {
  if (dialect === 'postgresql') return `md5(row(${columns.map((c) => `t.${quoted(c, dialect)}`).join(', ')})::text)`
  const parts = columns.map((c) => `ifnull(hex(cast(t.${quoted(c, dialect)} as char)), '-')`)
  return `md5(concat_ws('|', ${parts.join(', ')}))`
}
