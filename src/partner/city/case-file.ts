// One case of an invented city as its platform would hold it on a given day: what was done is written row by row, and what
// would come after that day is not there yet.
import type { Dice } from '../dice.ts'
import type { CityOrgan } from './registry.ts'
import type { CityRow, CityTable } from './tables.ts'

/** The day of the dump is reached: the rest of this life has not happened. */
export class NotYet extends Error {}

const hour = 3_600_000
const day = 24 * hour

/** Local time of China as a spool writes it. */
export const localTime = (ms: number): string => new Date(ms + 8 * hour).toISOString().slice(0, 19).replace('T', ' ')

export interface Suspect {
  readonly id: number
  readonly values: Record<string, string | number>
  fate:
    | 'investigated'
    | 'requested'
    | 'arrested'
    | 'not_arrested'
    | 'referred'
    | 'indicted'
    | 'not_prosecuted'
    | 'judged'
}

export interface Act {
  readonly name: string
  readonly task?: number
  readonly action?: number
  readonly state: number
  readonly by: CityOrgan
  readonly to?: CityOrgan
  /** Whether a form of its own hangs on the task. */
  readonly form?: string
}

export class CaseFile {
  readonly n: number
  readonly chance: Dice
  readonly rows: { readonly table: CityTable; readonly row: Record<string, string | number | undefined> }[] = []
  readonly flags: Record<string, number> = {
    ...{
      LIAN_STATE: 1,
      CHUFA_STATE: 1,
      YISONG_STATE: 1,
      GONGAN_LIAN_STATE: 1,
      DAIBU_STATE: 1,
      QISU_STATE: 1,
      PANJUE_STATE: 1,
    },
    ...{ JIEAN_STATE: 1, REQUIRE_EXPLAIN_STATE: 0, EXPLAIN_STATE: 0, DETENTION_STATE: 1 },
  }
  readonly suspects: Suspect[] = []
  state = 0
  now: number
  steps = 0
  /** Of the last act. */
  stepId = 0
  inst = 0
  waiting: { readonly organ: CityOrgan; readonly name: string } | undefined
  kind: 'penalty' | 'transfer' | 'duty_clue' = 'penalty'
  readonly #until: number
  #serial = 0

  constructor(n: number, begun: number, until: number, chance: Dice) {
    this.n = n
    this.now = begun
    this.#until = until
    this.chance = chance
    if (begun > until) throw new NotYet()
  }

  /** An id that no other row of the city has. */
  id(): number {
    this.#serial += 1
    return this.n * 1_000 + this.#serial
  }

  /** Days pass; office hours do not matter to what is tested. */
  after(days: number): void {
    const then = this.now + Math.max(60_000, Math.floor(days * day * (0.5 + this.chance.next())))
    if (then > this.#until) throw new NotYet()
    this.now = then
  }

  add(table: CityTable, row: CityRow): void {
    this.rows.push({ table, row: { ...row } })
  }

  act({ name, task, action, state, by, to, form }: Act): void {
    this.steps += 1
    this.state = state
    this.stepId = this.id()
    this.inst = this.n * 1_000 + 500 + this.steps
    this.add('CASE_STEP', {
      ...{ STEP_ID: this.stepId, STEP_NAME: name, CASE_ID: this.n, CASE_STATE: state, TASK_ACTION_NAME: name },
      ...{
        START_DATE: localTime(this.now - hour),
        END_DATE: localTime(this.now),
        TASK_TYPE: task,
        ACTION_TYPE: action ?? 0,
      },
      ASSIGN_PERSON: by.users[this.chance.below(3)],
      ...(to !== undefined && { TARGET_ORG_ID: to.code, TARGET_ORG_TYPE: to.kind === 'police' ? 2 : 1 }),
      ...{ PROC_DEF_KEY: this.kind === 'transfer' ? 'crimeProc' : 'chufaProc', TASK_INST_ID: this.inst },
      ...(form !== undefined && { FORM_DEF_ID: form }),
    })
    if (form !== undefined)
      this.add('FORM_INSTANCE', { TASK_INST_ID: this.inst, FORM_DEF_ID: form, CREATE_TIME: localTime(this.now) })
  }

  field(id: string, value: { readonly text?: string; readonly time?: string }): void {
    this.add('FIELD_INSTANCE', {
      ...{ TASK_INST_ID: this.inst, FIELD_ID: id },
      ...(value.text !== undefined && { FIELD_STRING_VALUE: value.text }),
      ...(value.time !== undefined && { FIELD_DATE_VALUE: value.time }),
    })
  }

  /** When the form says that it was done: some hours before it was typed. */
  typed(): string {
    return localTime(this.now - Math.floor(this.chance.next() * 30) * hour - hour)
  }

  attach(name: string): number {
    const id = this.id()
    const slash = this.chance.falls(0.3) ? '\\' : '/'
    this.add('CASE_ATTACHMENT', {
      ...{ ID: id, CASE_ID: this.n, PROC_KEY: 'chufaProc', ATTACHMENT_NAME: `${name}.txt` },
      ATTACHMENT_PATH: ['', 'upload', String(this.n % 1_000), `${id}.txt`].join(slash),
      SWF_PATH: `/swf/${id}.swf`,
    })
    return id
  }

  row(table: CityTable): Record<string, string | number | undefined> | undefined {
    return this.rows.find((one) => one.table === table)?.row
  }
}
