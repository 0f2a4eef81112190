// The signed receipt: what was delivered or received, by whom, when, which clocks now run or wait for what, when they
// end, under which article. Any JOSE library verifies it with the published keys.
import { hash } from 'node:crypto'
import type { Directory } from '../agencies/index.ts'
import { canonical } from '../kernel/index.ts'
import {
  type CaseEvent,
  type CaseState,
  firstStage,
  holders,
  instanceParts,
  type Procedure,
  waitingClocks,
} from '../procedure/index.ts'
import { agencyView } from './view.ts'

export const receiptType = 'xianjie-receipt+jwt'

/** A receipt as it is kept and given out. */
export interface ReceiptRow {
  readonly no: number
  readonly version: number
  readonly step: string
  readonly jws: string
}

interface ManifestLine {
  readonly id: string
  readonly kind: string
  readonly title: string
  readonly sha256: string
}

/** SHA-256 (hex) over the canonical list of what was delivered, in the order of the letter. */
export function manifestDigest(materials: readonly ManifestLine[]): string {
  const lines = materials.map(({ id, kind, title, sha256 }) => ({ id, kind, title, sha256 }))
  return hash('sha256', canonical(lines), 'hex')
}

/** A submission starts no police clock; these steps will (law.md: sending never starts the other side's clock). */
const waitsAfter: Readonly<Record<string, readonly string[]>> = {
  transfer_dispatch: ['receipt_sign'],
  onward_transfer_police: ['receipt_sign'],
  filing_approved: ['filing_notice_receipt'],
  filing_refused: ['non_filing_notice_receipt'],
}

/** Clocks that the receipt of these papers will start. */
function waitingForPapers(procedure: Procedure, domain: string, papers: readonly string[]) {
  return papers.flatMap((paper) =>
    Object.entries(procedure.clocks).flatMap(([id, rule]) => {
      const first = rule.paper === paper ? firstStage(rule, id, domain) : undefined
      return first === undefined
        ? []
        : [{ rule: id, startsWith: 'paper_receipt', basis: first.stage.basis, period: first.stage.period }]
    }),
  )
}

export interface ReceiptFacts {
  readonly issuer: string
  readonly no: number
  readonly documentNo: string
  readonly event: CaseEvent
  /** The whole case after the entry. */
  readonly after: CaseState
  readonly procedure: Procedure
  readonly directory: Directory
  readonly commitment: Buffer
  readonly link: Buffer
  /** Version of the calendar the due times were counted with. */
  readonly calendar: string
}

/** The receipt's payload. Times are RFC 3339, UTC; `dueAt` is the earlier and `breachAt` the later reading. */
export function receiptPayload(facts: ReceiptFacts): Record<string, unknown> {
  const { event, after, directory, procedure } = facts
  const materials = (event.input.materials ?? []) as readonly ManifestLine[]
  // One paper for all readers of the entry: what some of them may not know does not stand in it.
  const forAll = (readers: readonly string[] | undefined) =>
    readers === undefined || event.visibleTo?.every((reader) => readers.includes(reader)) === true
  const secret = after.invited.filter((i) => i.sealed && event.visibleTo?.includes(i.agencyId) !== true)
  const started = event.clocks.starts.map((c) => c.key)
  const touched = new Set([
    ...started,
    ...event.clocks.settles.map((c) => c.key),
    ...event.clocks.advances.map((c) => c.key),
  ])
  const nowMs = Date.parse(event.at)
  const papers = event.opens
    .filter((o) => o.instance.startsWith('service/'))
    .map((o) => instanceParts(o.instance).subject)
  // A case without seized items waits for no handover.
  const hasTrack = (rule: string) =>
    Object.keys(after.instances).some((key) => key.startsWith(`${procedure.clocks[rule]?.on}/`))
  return {
    iss: facts.issuer,
    sub: event.transferId,
    iat: Math.floor(nowMs / 1000),
    receipt: facts.no,
    version: event.version,
    step: event.step,
    stepZh: procedure.steps[event.step]?.zh,
    basis: event.basis,
    at: event.at,
    documentNo: facts.documentNo,
    by: {
      ...agencyView(directory, event.by.agencyId),
      officers: event.officers,
      ...(event.decidedBy && { decidedBy: event.decidedBy }),
    },
    parties: holders(after)
      .filter(({ agencyId }) => !secret.some((i) => i.agencyId === agencyId))
      .map(({ part, agencyId }) => ({ part, ...agencyView(directory, agencyId) })),
    delivered: { count: materials.length, manifestSha256: manifestDigest(materials) },
    clocks: Object.entries(after.clocks)
      .filter(([key, { visibleTo }]) => touched.has(key) && forAll(visibleTo))
      .map(([, clock]) => ({
        rule: clock.rule,
        zh: procedure.clocks[clock.rule]?.zh,
        on: clock.on,
        status: clock.status,
        stage: clock.stage + 1,
        basis: clock.basis,
        anchorAt: clock.anchorAt,
        dueAt: clock.target,
        breachAt: clock.breach,
        localDate: clock.localDate,
        provisional: clock.provisional,
      })),
    notYetRunning: [
      ...waitingClocks(procedure, after.domain, waitsAfter[event.step] ?? []).filter(({ rule }) => hasTrack(rule)),
      ...waitingForPapers(procedure, after.domain, papers),
    ],
    journal: { commitment: facts.commitment.toString('hex'), link: facts.link.toString('hex') },
    ruleSet: event.ruleSet,
    calendar: facts.calendar,
  }
}
