// What officers typed into the forms that were bound to tasks of the criminal half: a label names the field of the contract
// where the reviewed mapping says so, and stays raw where it does not.
import { rfc3339 } from '../../kernel/index.ts'
import type { LegacyRow } from '../model.ts'
import type { CaseRows } from './case-rows.ts'
import { dayOfMs } from './forms.ts'
import { timeOf } from './values.ts'

export interface FieldsRead {
  readonly input: Readonly<Record<string, unknown>>
  readonly typedAt: string | undefined
  readonly raw: Readonly<Record<string, string>>
  /** Rows that hold a file. */
  readonly files: readonly LegacyRow[]
}

const empty: FieldsRead = { input: {}, typedAt: undefined, raw: {}, files: [] }
const file = '6'
const ofDay = new Set(['decidedOn', 'judgedOn'])

/** The forms of a task, by its instance. */
export class TaskForms {
  readonly #rows: CaseRows
  readonly #byTask = new Map<string, LegacyRow[]>()

  constructor(rows: CaseRows) {
    this.#rows = rows
    for (const row of rows.of('FIELD_INSTANCE')) {
      const task = row.values.TASK_INST_ID
      if (!task) continue
      const there = this.#byTask.get(task)
      if (there) there.push(row)
      else this.#byTask.set(task, [row])
    }
  }

  of(task: string | null | undefined): FieldsRead {
    const found = task ? this.#byTask.get(task) : undefined
    if (found === undefined) return empty
    const input: Record<string, unknown> = {}
    const raw: Record<string, string> = {}
    const files: LegacyRow[] = []
    let typedAt: string | undefined
    for (const row of found) {
      const id = row.values.FIELD_ID ?? ''
      const known = this.#rows.codes.fields.get(id)
      if (row.values.FIELD_PATH && (known === undefined || known.inputType === file)) files.push(row)
      const value = this.#valueOf(row, id)
      if (value === '') continue
      const label = known?.label || id
      const field = this.#rows.codes.labels.get(label)
      if (field === undefined) {
        if (known?.inputType !== file) this.#rows.unmapped('form_label', label)
        raw[label] = value
      } else if (field === 'typedAt') {
        const ms = this.#time(row, value)
        if (ms === undefined) raw[label] = value
        else typedAt = rfc3339(ms)
      } else if (ofDay.has(field)) {
        const ms = this.#time(row, value)
        if (ms === undefined) raw[label] = value
        else {
          input[field] = dayOfMs(ms)
          typedAt ??= rfc3339(ms)
        }
      } else if (field in input) raw[label] = value
      else input[field] = value
    }
    return { input, typedAt, raw, files }
  }

  #valueOf({ values }: LegacyRow, id: string): string {
    const said =
      values.FIELD_STRING_VALUE ??
      values.FIELD_DATE_VALUE ??
      values.FIELD_NUMBER_VALUE ??
      values.FIELD_INTEGER_VALUE ??
      values.FILE_NAME ??
      ''
    return (this.#rows.codes.items.get(`${id}/${said}`) ?? said).trim()
  }

  #time(row: LegacyRow, value: string): number | undefined {
    if (row.values.FIELD_DATE_VALUE) return this.#rows.time(row, 'FIELD_DATE_VALUE')
    const ms = timeOf(value)
    if (ms === null) this.#rows.differ('time_unreadable', row.table, `${row.key}/FIELD_STRING_VALUE`, { text: value })
    return ms ?? undefined
  }
}
