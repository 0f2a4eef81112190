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
    // R310 7, PSP 175(1): the part has passed on with the relay; `police_in_charge` is the organ that receives.
    relayed: police,
    under_filing_review: police,
    relayed_after_filing: police,
    // Doubtful: CPL 176 and PSP 289 give it to the procuratorate that prosecutes, which need not be the one that watches the
    // transfer (another level or place); a case knows no other procuratorate.
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
    // Doubtful after the 15 days of PPR 563: police file or object (PPR 554), but once they do neither PPR 564(2) has the
    // procuratorate report upwards; no number says when the turn passes.
    correction_issued: police,
    correction_objected: 'supervisor',
    // PPR 564(2): the procuratorate above negotiates; where it has no part, nobody's list shows it.
    escalated: 'upper_supervisor',
    filing_challenged: police,
    filing_reasons_stated: 'supervisor',
    revocation_ordered: police,
    revocation_reconsidered: 'supervisor',
    // PPR 565, PSP 183: to withdraw the case or to ask for review above; LS10's five days were seen second-hand.
    revocation_order_upheld: police,
    revocation_reviewed: 'upper_supervisor',
    // Doubtful: R310 14(2) lets the report go to a supervisory commission or the superior organ as well, which no turn can name.
    should_transfer_not_transferred: 'supervisor',
    transfer_demanded: 'sender',
    // PPR 557(3) says nothing of a refusal; that public security is told in writing is SPP21 7, not seen.
    transfer_declined: 'supervisor',
    suggestion_issued: 'addressee',
    // Doubtful: PPS 25 tells the superior, and does not say that the addressee still owes its reply.
    suggestion_escalated: 'addressee',
    justice_urged: 'addressee',
    justice_opinion_issued: 'addressee',
    justice_decided: 'addressee',
    justice_reply_due: 'addressee',
    // Doubtful for a decision (AES 30): whoever decided it hears the objection, and that was the government; both may take the step.
    justice_objected: 'justice_bureau',
    // R310 15–18 name the government at the same level or the superior organ: the addressee must be one of these.
    accountability_proposed: 'addressee',
  },
  administrative: {
    admin_penalty_resumed: 'addressee',
    reverse_transferred: 'addressee',
    admin_filed: 'addressee',
    appraisal_or_hearing: 'addressee',
    reverse_review_registered: 'supervisor',
    // Doubtful: SPP24 13 resumes it when another organ's decision arrives, which no period foresees; so it is the procuratorate's to
    // look after.
    reverse_review_suspended: 'supervisor',
    // Doubtful: SPP24 12 waits for a procuratorate elsewhere, which has no part in the case and whose time is not counted.
    consulting_elsewhere: 'supervisor',
    opinion_issued: 'addressee',
    // SPP24 2, SPP23 (article not seen): the authority's reply is still owed.
    followup: 'addressee',
    detention_transferred: police,
    detention_accepted: police,
    detention_supplement_requested: 'sender',
  },
  coordination: {
    police_alerted: police,
    deliberation_pending: 'sender',
    consulted: 'addressee',
    // Doubtful: PSP 185(2) has both count and sign, and says nothing of a difference; that the counting organ settles it is the
    // house's own rule (XJ 13).
    difference_open: police,
  },
  service: { served: 'addressee', sent: 'addressee' },
  duty: { owed: 'addressee' },
}

/** States that are not final and in which it is nobody's turn: the work goes on where it is, or the case is kept. */
export const nobodysTurn: Readonly<Record<string, readonly string[]>> = {
  // A filed case is investigated, and its periods stand at duties and matters; an indicted one is the court's (CPL 176, 200), which
  // seldom has a part.
  criminal: ['filed', 'indicted', 'judged_first_instance'],
  record: ['kept'],
}
