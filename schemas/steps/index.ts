// What a step takes, one schema a step, by the step's id. The table in src/procedure refers to these.
import { criminalInputs } from './criminal.ts'
import { forwardInputs } from './forward.ts'
import { recordInputs } from './record.ts'
import { reverseInputs } from './reverse.ts'
import { supervisionInputs } from './supervision.ts'

export const stepInputs = {
  ...forwardInputs,
  ...criminalInputs,
  ...supervisionInputs,
  ...reverseInputs,
  ...recordInputs,
} as const
