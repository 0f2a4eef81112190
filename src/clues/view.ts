// A clue as somebody may see it. The reporter is shown in full to the taker and to the organ the clue lies with, on one clue
// and nowhere else; lists mask identity numbers too, also where somebody wrote one into the facts.
import { type ClueContent, clueActs, maskIdNumber, maskName, maskPhone } from '../../schemas/index.ts'
import { rfc3339 } from '../kernel/index.ts'
import {
  type Answered,
  answerIn,
  type ClueEntry,
  type ClueState,
  hindrance,
  type ImportedEntry,
  standing,
} from './lifecycle.ts'
import type { Organs } from './room.ts'

export interface Viewer {
  readonly agencyId: string
  /** Taker, or the organ the clue lies with today. */
  readonly reveals: boolean
  /** It has returned the clue. */
  readonly ended: boolean
}

interface Head {
  readonly id: string
  readonly version: number
  readonly state: ClueState
  readonly takerId: string
  readonly holderId: string | null
  readonly answer: Answered | null
  readonly takenAt: string
  readonly updatedAt: string
}

const utc = (at: string) => rfc3339(Date.parse(at))

function organ(organs: Organs, id: string) {
  const known = organs.byId.get(id)
  return { id, code: known?.code ?? null, name: known?.name ?? null }
}

function reporterShown({ reporter }: ClueContent, reveals: boolean) {
  if (reporter === undefined) return {}
  const { name, phone } = reporter
  return {
    reporter: {
      ...(name !== undefined && { name: reveals ? name : maskName(name) }),
      ...(phone !== undefined && { phone: reveals ? phone : maskPhone(phone) }),
      masked: !reveals,
    },
  }
}

function head(row: Head, content: ClueContent, organs: Organs) {
  const { number, source, sourceDetail, receivedAt, domain, regionCode } = content
  return {
    id: row.id,
    version: row.version,
    state: row.state,
    ...(number !== undefined && { number }),
    source,
    ...(sourceDetail !== undefined && { sourceDetail }),
    receivedAt: utc(receivedAt),
    takenAt: utc(row.takenAt),
    updatedAt: utc(row.updatedAt),
    taker: organ(organs, row.takerId),
    dispatchedTo: row.holderId === null ? null : organ(organs, row.holderId),
    domain,
    regionCode: regionCode ?? '',
    ...(row.answer !== null && { answer: row.answer }),
  }
}

/** One clue with its entries, as of the last of them. */
export function clueView(id: string, entries: readonly ClueEntry[], viewer: Viewer, organs: Organs) {
  const now = standing(entries)
  const content = entries[0]?.body as unknown as ClueContent
  const takenAt = entries[0]?.at ?? now.updatedAt
  return {
    ...head({ id, takenAt, ...now }, content, organs),
    ...(content.subject !== undefined && { subject: content.subject }),
    ...reporterShown(content, viewer.reveals),
    facts: content.facts,
    ended: viewer.ended,
    entries: entries.map((entry) => entryView(entry, viewer.reveals, organs)),
    available: clueActs.filter((act) => hindrance(now, act, viewer.agencyId, viewer.ended) === null),
  }
}

function entryView({ version, act, at, agencyId, officers, body }: ClueEntry, reveals: boolean, organs: Organs) {
  const { to, reason, remarks } = body as { to?: string; reason?: string; remarks?: string }
  return {
    version,
    act,
    at: utc(at),
    by: organ(organs, agencyId),
    officers: officers.map(({ name, certificateNo }) => ({ name, certificateNo })),
    ...(act === 'dispatch' && to !== undefined && { to: organ(organs, to) }),
    ...(act === 'return' && reason !== undefined && { reason }),
    ...(act !== 'take' && remarks !== undefined && { remarks }),
    ...(act === 'answer' && { answer: answerIn(body) }),
    ...(body.imported !== undefined && { imported: importedView(body.imported, reveals) }),
  }
}

/** What has no place in the contract is for the taker and the organ the clue lies with, as the reporter is. */
function importedView({ raw, ...imported }: ImportedEntry, reveals: boolean) {
  return { ...imported, ...(reveals && raw !== undefined && { raw }) }
}

const excerptCharacters = 200

/** One line of a list. */
export function clueLine(row: Head, content: ClueContent, ended: boolean, organs: Organs) {
  const { subject, facts } = content
  return {
    ...head(row, content, organs),
    ...(subject !== undefined && {
      subject: {
        ...subject,
        name: maskIdNumbers(subject.name),
        ...(subject.idNumber !== undefined && { idNumber: maskIdNumber(subject.idNumber) }),
      },
    }),
    ...reporterShown(content, false),
    ended,
    // Masked before it is cut: half an identity number would not be recognised.
    excerpt: [...maskIdNumbers(facts)].slice(0, excerptCharacters).join(''),
  }
}

/** Whatever looks like an identity number, in any text. */
const maskIdNumbers = (text: string) =>
  text.replace(/(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])/g, (number) => maskIdNumber(number))
