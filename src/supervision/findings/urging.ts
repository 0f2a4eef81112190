// Urging (催办): what the entry keeps for the letter, and the letter made from it again whenever somebody asks.
import { hash } from 'node:crypto'
import type { Agency, Directory } from '../../agencies/index.ts'
import { canonical, dayOf, dayStart, dayText, localDay, Refusal } from '../../kernel/index.ts'
import { type Sheet, type UrgingFacts, urgingSheet } from '../../letters/index.ts'
import { type Citation, citationText, instruments } from '../../procedure/index.ts'
import { houseBasis, kindRule } from './kinds.ts'
import type { FindingRow } from './row.ts'
import type { FindingEntry } from './view.ts'

type Kept = Omit<UrgingFacts, 'at' | 'findingId' | 'sha256' | 'requirements' | 'documentNo' | 'replyBy'>

interface Urging {
  readonly requirements: string
  readonly documentNo?: string | undefined
  readonly replyBy?: string | undefined
}

const inEnglish = (citation: Citation): string => {
  const [code = '', ...article] = citation.split(' ')
  return `${instruments[code as keyof typeof instruments].en}, ${article.join(' ') === '?' ? 'article not verified' : article.join(' ')}`
}

/** What the entry says, with what its letter is made from; a reply is wanted today at the earliest. */
export function urged(
  directory: Directory,
  issuer: Pick<Agency, 'name'>,
  finding: FindingRow,
  said: Urging,
  nowMs: number,
): Readonly<Record<string, unknown>> | Refusal {
  const today = localDay(nowMs)
  const { replyBy } = said
  if (replyBy !== undefined && dayOf(replyBy) < today)
    return new Refusal('condition_unmet', 'An answer is wanted today or later.', {
      basis: houseBasis,
      errors: [{ pointer: '/replyBy', detail: 'that day is past' }],
    })
  const { documentNo, zh } = finding.detail as { readonly documentNo?: string; readonly zh?: string }
  const due = finding.dueAt === null ? undefined : localDay(Date.parse(finding.dueAt))
  const letter: Kept = {
    issuer: issuer.name,
    addressee: directory.byId.get(finding.agencyId ?? '')?.name ?? '',
    matter: kindRule(finding.kind).zh,
    ...(zh !== undefined && { about: zh }),
    ...(documentNo !== undefined && { caseNo: documentNo }),
    ...(due !== undefined && { dueOn: dayText(due), daysOver: Math.max(0, today - due) }),
    times: finding.urgedTimes + 1,
    basis: finding.basis.map((citation) => ({ zh: citationText(citation), en: inEnglish(citation) })),
  }
  return {
    ...said,
    // The day counts to its end.
    ...(replyBy !== undefined && { replyByAt: new Date(dayStart(dayOf(replyBy) + 1) - 1).toISOString() }),
    letter,
  }
}

/** The letter of an entry that urged; undefined of any other. */
export function urgingLetter(findingId: string, entry: FindingEntry | undefined): Sheet | undefined {
  if (entry?.act !== 'urge') return undefined
  const { letter, requirements, documentNo, replyBy } = entry.body as unknown as Urging & { readonly letter: Kept }
  return urgingSheet({
    ...letter,
    ...{ requirements, documentNo, replyBy, at: entry.at, findingId },
    sha256: hash('sha256', canonical(entry.body), 'hex'),
  })
}
