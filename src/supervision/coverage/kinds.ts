// How an organ of the roster stands, and what counts as entering: a penalty record, a part in a case, a zero report, within
// so many days.
export const coverageStates = ['entering', 'silent', 'not_connected'] as const
export type CoverageState = (typeof coverageStates)[number]

/** A quarter: who enters nothing for so long either has nothing, and says so in a zero report, or does not use it. */
export const enteringDays = 90

/** State of a row `r`; $1 = the instant since which something must have been entered. */
export const stateOf = `case when not r.connected then 'not_connected'
  when greatest(r.last_penalty_at, r.last_transfer_at, r.last_zero_at) >= $1 then 'entering' else 'silent' end`
