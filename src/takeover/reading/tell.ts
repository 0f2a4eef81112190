// Tells the history row by row: each act has its teller, and what has none is recorded as it stands.
import type { Act } from './acts.ts'
import { arrestDecision, arrestRequest, judgment, leg } from './acts-criminal.ts'
import { detentionDecision, detentionTransfer, plainStep } from './acts-detention.ts'
import { dispatch, filing, handOn, refusal } from './acts-forward.ts'
import { demand, dutyClue, filingOrder, reasonsAccepted, reasonsStatement, requireReasons } from './acts-supervision.ts'
import type { HistoryRow } from './history.ts'
import { type Scene, Telling } from './telling.ts'

type Teller = (t: Telling, row: HistoryRow) => undefined

const tellers: Readonly<Record<Act, Teller>> = {
  record: (t) => t.record(),
  dispatch,
  filing,
  refusal,
  arrest_request: arrestRequest,
  arrest_decision: arrestDecision,
  referral: leg,
  indictment: leg,
  non_prosecution: leg,
  prosecution_decision: leg,
  judgment,
  demand,
  require_reasons: requireReasons,
  reasons_statement: reasonsStatement,
  filing_order: filingOrder,
  reasons_accepted: reasonsAccepted,
  assignment: handOn,
  jurisdiction: handOn,
  detention_transfer: detentionTransfer,
  detention_decided: detentionDecision,
  detention_declined: detentionDecision,
  duty_clue: dutyClue,
}

export function tellRow(scene: Scene, row: HistoryRow): undefined {
  const t = new Telling(scene, row)
  if (scene.story.told('CASE_STEP', row.key)) return
  if (row.plainStep !== undefined) plainStep(t, row)
  else tellers[row.act](t, row)
}
