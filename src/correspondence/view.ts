// A letter as a party may see it: its own road of an instruction or a report, everything of an exchange or a consultation.
// The letter is addressed to the viewer, so its text stands in full; lists mask.
import { correspondenceActs } from '../../schemas/index.ts'
import { dayOf, localDay, organShown, type StandingOrgans } from '../kernel/index.ts'
import { hindrance, isThread, type LetterEntry, owes, owing, seesEntry, standing } from './lifecycle.ts'

export interface LetterViewer {
  readonly agencyId: string
  /** Has a part in the case that the letter is about. */
  readonly seesCase: boolean
  /** Sees the finding that the letter is about. */
  readonly seesFinding: boolean
  readonly nowMs: number
}

export function letterView(id: string, entries: readonly LetterEntry[], viewer: LetterViewer, organs: StandingOrgans) {
  const now = standing(entries)
  const { agencyId, seesCase, seesFinding, nowMs } = viewer
  const sender = agencyId === now.senderId
  const seen = entries.filter((entry) => seesEntry(now, entry, agencyId))
  const first = entries[0]?.body
  const owed = sender ? owing(now).length > 0 : owes(now, agencyId)
  const open = sender || isThread(now.kind)
  return {
    ...{ id, kind: now.kind, state: now.state, title: now.title },
    ...(first?.documentNo !== undefined && { documentNo: first.documentNo }),
    mine: sender ? ('sender' as const) : ('receiver' as const),
    from: organShown(organs, now.senderId),
    sentAt: now.sentAt,
    ...(now.dueOn !== null && { dueOn: now.dueOn, ...(owed && { daysLeft: dayOf(now.dueOn) - localDay(nowMs) }) }),
    owed,
    ...(now.transferId !== null && { case: seesCase ? { transferId: now.transferId } : {} }),
    ...(now.findingId !== null && seesFinding && { findingId: now.findingId }),
    version: seen.at(-1)?.version ?? 1,
    receivers: [...now.receivers].map(([organId, progress]) => ({
      organ: organShown(organs, organId),
      ...((open || organId === agencyId) && { ...progress, owed: owes(now, organId) }),
    })),
    entries: seen.map(({ version, act, at, agencyId: by, officers, body }) => ({
      ...{ version, act, at, by: act === 'overdue' ? null : organShown(organs, by) },
      officers: officers.map(({ name, certificateNo }) => ({ name, certificateNo })),
      ...(body.text !== undefined && { text: body.text }),
      ...(body.reason !== undefined && { reason: body.reason }),
      ...(body.documentNo !== undefined && { documentNo: body.documentNo }),
      ...(body.dueOn !== undefined && { dueOn: body.dueOn }),
      ...(body.to !== undefined && { to: body.to.map((organId) => organShown(organs, organId)) }),
      // Who else has not answered is between each of them and the sender.
      ...(act === 'overdue' && open && { to: (body.organs ?? []).map((organId) => organShown(organs, organId)) }),
      ...(body.attachments !== undefined && { attachments: body.attachments }),
    })),
    available: correspondenceActs.filter((act) => hindrance(now, act, agencyId) === null),
  }
}

export type LetterShown = ReturnType<typeof letterView>
