// The twelve parallel flags of the older platform against the history as it was told. They decide nothing: where one says
// otherwise than the history, it is a difference.
import type { CaseRows } from './case-rows.ts'
import type { HistoryRow } from './history.ts'
import type { Scene } from './telling.ts'

/** What the history shows, for the flags to agree with. */
interface Shown {
  readonly has: (...tasks: readonly string[]) => boolean
  readonly led: (...states: readonly string[]) => boolean
  readonly form: (table: string) => boolean
  /** Any entry, by its step or the state that it was registered with. */
  readonly step: (...steps: readonly string[]) => boolean
  /** An instance stands, or stood, in one of the states. */
  readonly stood: (...states: readonly string[]) => boolean
  readonly now: (...states: readonly string[]) => boolean
  readonly caseState: string
  /** Nobody is left on whom the criminal half goes on. */
  readonly over: boolean
  /** A judgment without an outcome was met. */
  readonly undecided: boolean
}

type Allowed = (shown: Shown) => readonly string[]

const either = (...pairs: readonly (readonly [boolean, string])[]): string[] =>
  pairs.filter(([so]) => so).map(([, value]) => value)
const or = (values: readonly string[], otherwise: string): readonly string[] =>
  values.length > 0 ? values : [otherwise]

const indicted = ['indicted', 'judged_first_instance', 'judged_convicted', 'judged_exempted', 'judged_acquitted']
const judged = indicted.slice(1)
const filed = [
  'filed',
  'relayed_after_filing',
  'returned_for_investigation',
  'referred_for_prosecution',
  'not_prosecuted',
]

const ends = new Set([...judged, 'divided', 'not_filed', 'not_prosecuted', 'revoked', 'investigation_terminated'])

/** Values that agree with the history; `0` and nothing are never held against it where the flag may be unset. */
const flags: Readonly<Record<string, Allowed>> = {
  // 1 not yet, 2 not filed, 3 filed.
  LIAN_STATE: (s) =>
    or(
      either(
        [s.has('10') || s.led('3') || s.form('XINGZHENG_NOT_LIAN_FORM'), '2'],
        [s.has('4') || s.led('1') || s.form('PENALTY_LIAN_FORM'), '3'],
      ),
      '1',
    ),
  // 1 not yet, 2 punished, 3 not punished.
  CHUFA_STATE: (s) =>
    or(
      either(
        [s.has('5') || s.led('2') || s.form('PENALTY_CASE_FORM'), '2'],
        [s.has('14') || s.led('5') || s.form('XINGZHENG_NOT_PENALTY'), '3'],
      ),
      '1',
    ),
  // 1 not yet, 2 of its own accord, 3 after a suggestion, 4 suggested and not transferred.
  YISONG_STATE: (s) => {
    const demanded = s.step('procuratorate_demands_transfer') || s.stood('transfer_demanded', 'transferred_on_demand')
    const transferred = s.stood('transferred') || s.step('transfer_dispatch')
    return [transferred ? (demanded ? '3' : '2') : demanded ? '4' : '1']
  },
  // 1 not yet, 2 not filed, 3 filed, 4 ordered to file.
  GONGAN_LIAN_STATE: (s) => {
    const ordered = s.step('filing_order') || s.stood('filing_ordered', 'filed_on_order')
    return or(either([s.now('not_filed'), '2'], [s.now(...filed, ...indicted), '3'], [ordered, '4']), '1')
  },
  // 1 not yet, 2 approved, 3 refused.
  DAIBU_STATE: (s) => or(either([s.stood('arrest_approved'), '2'], [s.stood('arrest_refused'), '3']), '1'),
  // 1 not yet, 2 not prosecuted, 3 indicted.
  QISU_STATE: (s) => or(either([s.now('not_prosecuted'), '2'], [s.now(...indicted), '3']), '1'),
  // Where a judgment has no outcome nobody was moved by it.
  PANJUE_STATE: (s) => {
    if (s.undecided) return ['1', '2']
    return s.now(...judged) ? (s.now('indicted') ? ['1', '2'] : ['2']) : ['1']
  },
  JIEAN_STATE: (s) => {
    const closed = ['5', '6', '12', '22', '29', '31', '32'].includes(s.caseState) || s.form('XINGZHENG_JIEAN_FORM')
    // Whether a case that was not filed, withdrawn or not prosecuted counts as closed, cities see differently.
    return ['3', '4', '11', '19'].includes(s.caseState) && s.over ? ['1', '2'] : [closed ? '2' : '1']
  },
  REQUIRE_EXPLAIN_STATE: (s) => [s.step('require_reasons') || s.stood('reasons_required') ? '1' : '0'],
  EXPLAIN_STATE: (s) => [s.step('reasons_statement') || s.stood('reasons_stated') ? '1' : '0'],
  // 1 not detained, 2 detained; there is no value for not yet.
  DETENTION_STATE: (s) => or(either([s.stood('detention_decided'), '2'], [s.stood('detention_declined'), '1']), '0'),
  // 1 reasons required, 2 ordered, 3 lifted.
  LIAN_SUPERVISE_STATE: (s) => {
    if (s.now('reasons_required', 'reasons_stated')) return ['1']
    if (s.now('filing_ordered')) return ['2']
    if (s.now('filed_on_order', 'filed_voluntarily', 'not_filed_final')) return ['2', '3']
    return ['0']
  },
}

/** Flags that may be unset in either of two ways. */
const unset: Readonly<Record<string, readonly string[]>> = {
  REQUIRE_EXPLAIN_STATE: ['0'],
  EXPLAIN_STATE: ['0'],
  DETENTION_STATE: ['0', '1'],
  LIAN_SUPERVISE_STATE: ['0'],
}

export function checkFlags(rows: CaseRows, history: readonly HistoryRow[], scene: Scene | undefined): void {
  const row = rows.one('CASE_STATE')
  if (row === undefined) return
  const shown = shownBy(rows, history, scene)
  for (const [flag, allowed] of Object.entries(flags)) {
    const says = rows.number(row, flag)
    if (says === '') continue
    const agrees = allowed(shown)
    if (agrees.includes(says) || (agrees.includes('0') && unset[flag]?.includes(says))) continue
    rows.differ('state_flag_contradicts', 'CASE_STATE', `${row.key}/${flag}`, { says, history: agrees.join(' or ') })
  }
}

function shownBy(rows: CaseRows, history: readonly HistoryRow[], scene: Scene | undefined): Shown {
  const { events = [], state = null } = scene?.story ?? {}
  const tasks = new Set(history.map((h) => rows.number(h.row, 'TASK_TYPE')))
  const states = new Set(history.map((h) => h.state))
  const steps = new Set(events.map((e) => e.step))
  const reached = new Set(events.flatMap((e) => [...e.moves.map((m) => m.to), ...e.opens.map((o) => o.state)]))
  const standing = new Set(Object.values(state?.instances ?? {}).map((i) => i.state))
  const within =
    (set: ReadonlySet<string>) =>
    (...values: readonly string[]) =>
      values.some((v) => set.has(v))
  return {
    has: within(tasks),
    led: within(states),
    form: (table) => rows.of(table).length > 0,
    step: within(steps),
    stood: within(reached),
    now: within(standing),
    over: Object.entries(state?.instances ?? {}).every(([key, i]) => !key.startsWith('criminal/') || ends.has(i.state)),
    undecided: rows.differences.some((d) => d.kind === 'judgment_without_outcome'),
    caseState: rows.basic === undefined ? '' : rows.number(rows.basic, 'CASE_STATE'),
  }
}
