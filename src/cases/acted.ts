// The answer to an act, and the same answer again where a request is repeated.

import { hash } from 'node:crypto'
import type { Directory, Principal } from '../agencies/index.ts'
import type { Refusal } from '../kernel/index.ts'
import {
  type CaseEvent,
  type CaseState,
  clocksKnown,
  isLetter,
  type Part,
  replay,
  viewFrom,
} from '../procedure/index.ts'
import { answerTo } from './answer.ts'
import type { CasesDeps } from './deps.ts'
import { type Remembered, remembered } from './gather.ts'
import type { Prepared, Said } from './prepare.ts'
import type { ReceiptRow } from './receipt.ts'
import { keyReused } from './verdict.ts'

/** The answer to an act: JSON text of the case, and the receipt where the step gives one. */
export interface Acted {
  /** 202: the case is at home at another gateway, and the act was sent there. */
  readonly status: 201 | 200 | 202
  readonly transferId: string
  readonly version: number
  readonly answer: string
  readonly receipt: ReceiptRow | null
  /** True where a repeated request was answered with its first outcome. */
  readonly replayed: boolean
}

export function acted(prepared: Prepared, status: 201 | 200, knownElsewhere: readonly string[] | null): Acted {
  return {
    status,
    transferId: prepared.granted.event.transferId,
    version: prepared.version,
    answer: prepared.answer(knownElsewhere ?? undefined),
    receipt: prepared.receipt,
    replayed: false,
  }
}

export async function firstOutcome(deps: CasesDeps, principal: Principal, said: Said): Promise<Acted | Refusal | null> {
  if (said.idempotencyKey === undefined) return null
  const row = await remembered(deps.pool, principal.clientId, principal.agency.id, said.route, said.idempotencyKey)
  return row === undefined ? null : repeated(row, said, await deps.directory(), principal.agency.id)
}

/** The first outcome again, from the entries as they stood then and as the caller may see them. */
function repeated(row: Remembered, said: Said, directory: Directory, agencyId: string): Acted | Refusal {
  if (!hash('sha256', said.raw, 'buffer').equals(row.request_hash)) {
    return keyReused()
  }
  const events = row.bodies.map((body) => JSON.parse(body) as CaseEvent)
  const event = events.at(-1) as CaseEvent
  const viewer = { part: event.by.part as Part, agencyId }
  const view = viewFrom(events, viewer)
  const shown = view?.state ?? clocksKnown(replay(events) as CaseState, viewer)
  const createdAt = view === null ? row.created_at : new Date(view.from)
  const subject = { documentNo: row.document_no, caseName: row.case_name, createdAt }
  const warned = event.version === 1 || isLetter(event.step)
  return {
    status: row.status === 201 ? 201 : 200,
    transferId: event.transferId,
    version: event.version,
    answer: answerTo(event, shown, subject, directory, viewer, warned ? (row.known_elsewhere ?? undefined) : undefined),
    receipt: row.receipt,
    replayed: true,
  }
}
