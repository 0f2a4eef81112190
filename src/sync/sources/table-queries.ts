// The statements on one exchange table, in the tongue of its server. Which columns it has is asked of the server first, so
// that a name that is not there is named to the operator and never reaches a statement.
import { SourceFault } from './fault.ts'
import type { TableConfig } from './form.ts'
import type { SqlConnection } from './sql-connection.ts'
import { parameter, quoted, stateOf, tableOf } from './sql-tongue.ts'

export interface Query {
  readonly text: string
  readonly values: readonly unknown[]
}

export interface Narrowing {
  /** Only rows with the status of new ones. */
  readonly fresh?: boolean
  /** Only rows without a control time; otherwise only rows with one. */
  readonly untimed?: boolean
  /** Control time from, and before. */
  readonly between?: readonly [string, string]
  /** Only the last row of each key. */
  readonly standing?: boolean
}

export interface TableQueries {
  /** The column by which rows of equal times are told apart. */
  readonly id: string
  readonly stateName: string
  /** Columns of ours in their table, which are no part of the record. */
  readonly ownColumns: ReadonlySet<string>
  readonly youngest: string
  page(narrowing: Narrowing, after: { time: string | null; id: string | null }, limit: number): Query
  byKeys(keys: readonly string[]): Query
  acknowledge(rows: readonly { id: string; state: string }[], message: string | null): Query
  freshCount(): Query
}

const stateName = 'xianjie_state'

export async function tableQueries(connection: SqlConnection, config: TableConfig): Promise<TableQueries> {
  const { dialect, control, status, rowId } = config
  const columns = await columnsOf(connection, config)
  const id = rowId ?? control.key
  const needed = { key: control.key, time: control.time, operation: control.operation, batch: control.batch, rowId }
  const wanted = { ...needed, status: status?.column, message: status?.message, amount: config.amount?.column }
  for (const [what, name] of Object.entries(wanted))
    if (name !== null && name !== undefined && !columns.includes(name))
      throw new SourceFault(`${config.table}.${name}`, `there is no such column (configured as ${what})`, {
        passing: false,
      })

  const table = tableOf(config)
  const q = (name: string) => quoted(name, dialect)
  const t = (name: string) => `t.${q(name)}`
  const ownColumns = new Set(
    [status?.column, status?.message, rowId === control.key ? undefined : rowId].filter((c) => c != null),
  )
  const said = columns.filter((name) => name !== status?.column && name !== status?.message)
  const state = stateOf(said, dialect)
  const list = `${said.map(t).join(', ')}, ${state} as ${q(stateName)}`

  /** Collects the values of a statement in the order in which it names them. */
  function writer() {
    const values: unknown[] = []
    return { values, p: (value: unknown) => parameter(values.push(value), dialect) }
  }

  return {
    id,
    stateName,
    ownColumns,
    youngest: control.time === null ? '' : `select max(${t(control.time)}) as youngest from ${table} t`,

    page({ fresh, untimed, between, standing }, after, limit) {
      const { values, p } = writer()
      const timed = control.time !== null && untimed !== true
      const time = control.time === null ? '' : t(control.time)
      const where: string[] = []
      if (fresh && status !== null) where.push(`${t(status.column)} = ${p(status.fresh)}`)
      if (control.time !== null) where.push(`${time} is ${timed ? 'not ' : ''}null`)
      if (between) where.push(`${time} >= ${p(between[0])}`, `${time} < ${p(between[1])}`)
      if (timed && after.time !== null)
        where.push(
          after.id === null
            ? `${time} >= ${p(after.time)}`
            : `(${time} > ${p(after.time)} or (${time} = ${p(after.time)} and ${t(id)} > ${p(after.id)}))`,
        )
      if (!timed && after.id !== null) where.push(`${t(id)} > ${p(after.id)}`)
      if (standing && rowId !== null && control.time !== null) {
        const [key, at, row] = [control.key, control.time, rowId].map((name) => `u.${q(name)}`)
        where.push(
          `not exists (select 1 from ${table} u where ${key} = ${t(control.key)} and (${at} > ${time} or (${at} = ${time} and ${row} > ${t(rowId)})))`,
        )
      }
      const order = timed ? `${time}, ${t(id)}` : t(id)
      const text = `select ${list} from ${table} t${where.length > 0 ? ` where ${where.join(' and ')}` : ''} order by ${order} limit ${Math.trunc(limit)}`
      return { text, values }
    },

    byKeys(keys) {
      const { values, p } = writer()
      const order = [control.time, rowId].filter((name) => name !== null).map(t)
      const ordered = order.length > 0 ? ` order by ${order.join(', ')}` : ''
      return {
        text: `select ${list} from ${table} t where ${t(control.key)} in (${keys.map(p).join(', ')})${ordered}`,
        values,
      }
    },

    /** A row that was changed since it was read is another row, and is read again. */
    acknowledge(rows, message) {
      if (status === null) throw new TypeError('the table has no status column')
      const { values, p } = writer()
      const set = [`${q(status.column)} = ${p(message === null ? status.taken : status.failed)}`]
      if (status.message !== null) set.push(`${q(status.message)} = ${p(message?.slice(0, status.messageMax) ?? null)}`)
      // A time that renews itself at every change would make what we acknowledge the youngest of all.
      if (dialect === 'mysql' && control.time !== null) set.push(`${q(control.time)} = ${q(control.time)}`)
      const fresh = `${t(status.column)} = ${p(status.fresh)}`
      const ids = `${t(id)} in (${rows.map((row) => p(row.id)).join(', ')})`
      const exactly = rows.map((row) => `(${p(row.id)}, ${p(row.state)})`).join(', ')
      return {
        text: `update ${table} t set ${set.join(', ')} where ${fresh} and ${ids} and (${t(id)}, ${state}) in (${exactly})`,
        values,
      }
    },

    freshCount() {
      if (status === null) throw new TypeError('the table has no status column')
      const { values, p } = writer()
      return { text: `select count(*) as count from ${table} t where ${t(status.column)} = ${p(status.fresh)}`, values }
    },
  }
}

async function columnsOf(
  connection: SqlConnection,
  { dialect, schema, database, table }: TableConfig,
): Promise<string[]> {
  const [space, name] = [parameter(1, dialect), parameter(2, dialect)]
  const inSpace = dialect === 'postgresql' ? `coalesce(${space}, current_schema())` : space
  const rows = await connection.query(
    `select column_name as name from information_schema.columns where table_schema = ${inSpace} and table_name = ${name} order by ordinal_position`,
    [dialect === 'postgresql' ? schema : database, table],
  )
  if (rows.length === 0)
    throw new SourceFault(table, 'there is no such table, or it may not be read', { passing: false })
  return rows.map((row) => String(row.name))
}
