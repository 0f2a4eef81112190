// The steps of the procedure in force, part by part in the order of the statute. Read a row aloud: who, under which
// article, from which state to which, if what holds, which clocks start and stop, which duties and letters follow, who
// may see it.
import { completed, type Procedure } from '../table.ts'
import { anchors } from './anchors.ts'
import { clocks } from './clocks.ts'
import { conditions } from './conditions.ts'
import { domainRules } from './domains.ts'
import { duties } from './duties.ts'
import { occasions } from './occasions.ts'
import { parallel } from './parallel.ts'
import type { RowNames } from './row.ts'
import { criminalSteps } from './steps-criminal.ts'
import { evidenceSteps } from './steps-evidence.ts'
import { forwardSteps } from './steps-forward.ts'
import { importedSteps } from './steps-imported.ts'
import { internalSteps } from './steps-internal.ts'
import { recordSteps } from './steps-record.ts'
import { reverseSteps } from './steps-reverse.ts'
import { supervisionSteps } from './steps-supervision.ts'
import { letters, tracks } from './tracks.ts'

const rows = {
  ...internalSteps,
  ...forwardSteps,
  ...criminalSteps,
  ...supervisionSteps,
  ...reverseSteps,
  ...recordSteps,
  ...evidenceSteps,
  ...importedSteps,
}
const steps = completed<keyof typeof rows, RowNames>(rows)

export const procedure2026: Procedure<keyof typeof steps> = {
  version: '2026.1',
  // MPS24, the youngest instrument on which the way to a filing decision rests. What younger ones add (AES, PSA, ECC, the
  // interpretations) is cited from its own day on, and governs nothing that was done here before.
  inForceFrom: '2024-01-01',
  tracks,
  letters,
  clocks,
  duties,
  rules: parallel,
  domains: domainRules,
  anchors,
  occasions,
  conditions,
  steps,
}
