// Whose turn it is where a track stands and no period says so: whoever the law lets take the next step. States in which
// nothing must follow, or in which the case rests with somebody for as long as it takes (an investigation), are not here.
import type { Part } from '../procedure/index.ts'

type Turn = Part | 'addressee'

const police = 'police_in_charge'

export const turns: Readonly<Record<string, Readonly<Record<string, Turn>>>> = {
  criminal: {
    clue_found: 'sender',
    verifying: 'sender',
    pending_head_decision: 'sender',
    transfer_approved: 'sender',
    transferred: police,
    received: police,
    relayed: police,
    under_filing_review: police,
    relayed_after_filing: police,
    referred_for_prosecution: 'supervisor',
    returned_for_investigation: police,
  },
  coercive: { arrest_requested: 'supervisor' },
  supplement: { requested: 'sender', notified: 'sender', inquiry_requested: 'sender' },
  supervision: {
    reconsideration_pending: police,
    supervision_requested: 'supervisor',
    reasons_required: police,
    reasons_stated: 'supervisor',
    filing_ordered: police,
    correction_issued: police,
    correction_objected: 'supervisor',
    escalated: 'upper_supervisor',
    filing_challenged: police,
    filing_reasons_stated: 'supervisor',
    revocation_ordered: police,
    revocation_reconsidered: 'supervisor',
    revocation_order_upheld: police,
    revocation_reviewed: 'upper_supervisor',
    should_transfer_not_transferred: 'supervisor',
    transfer_demanded: 'sender',
    transfer_declined: 'supervisor',
    suggestion_issued: 'addressee',
    suggestion_escalated: 'addressee',
    justice_urged: 'addressee',
    justice_opinion_issued: 'addressee',
    justice_decided: 'addressee',
    justice_reply_due: 'addressee',
    justice_objected: 'justice_bureau',
    accountability_proposed: 'addressee',
  },
  administrative: {
    admin_penalty_resumed: 'addressee',
    reverse_transferred: 'addressee',
    admin_filed: 'addressee',
    appraisal_or_hearing: 'addressee',
    reverse_review_registered: 'supervisor',
    reverse_review_suspended: 'supervisor',
    consulting_elsewhere: 'supervisor',
    opinion_issued: 'addressee',
    followup: 'addressee',
    detention_transferred: police,
    detention_accepted: police,
    detention_supplement_requested: 'sender',
  },
  coordination: {
    police_alerted: police,
    deliberation_pending: 'sender',
    consulted: 'addressee',
    difference_open: police,
  },
  service: { served: 'addressee', sent: 'addressee' },
  duty: { owed: 'addressee' },
}

/** States that are not final and in which it is nobody's turn: the work goes on where it is, or the case is kept. */
export const nobodysTurn: Readonly<Record<string, readonly string[]>> = {
  criminal: ['filed', 'indicted', 'judged_first_instance'],
  record: ['kept'],
}
