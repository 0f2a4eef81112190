// Webhooks and their deliveries as the door shows them, and the query of the delivery log. A secret is never among it.
import type { Context } from 'hono'
import type { Directory } from '../agencies/index.ts'
import { agencyView } from '../cases/index.ts'
import { Refusal } from '../kernel/index.ts'
import {
  casesOnly,
  type DeliveryState,
  deliveryStates,
  type LoggedDelivery,
  type Receiver,
  type ReceiverStatus,
  type WebhookConfig,
} from '../outbox/index.ts'
import { isUuid, pageLimit } from './headers.ts'

const iso = (at: Date | null) => at?.toISOString() ?? null

export function webhookShown(receiver: Receiver, directory: Directory, nowMs: number) {
  const { url, description, steps, kinds = casesOnly, publicKeys } = receiver.config as WebhookConfig
  const { id, agencyId, state, createdAt, updatedAt } = receiver
  const agency = agencyId === null ? undefined : agencyView(directory, agencyId)
  return {
    id,
    agency: { id: agencyId, code: agency?.code ?? null, name: agency?.name ?? null },
    ...{ url, description, steps, kinds, state },
    publicKeys: publicKeys.filter(({ until }) => until === null || Date.parse(until) > nowMs),
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  }
}

export const webhookStatus = (s: ReceiverStatus) => ({
  waiting: s.waiting,
  oldestWaitingAt: iso(s.oldestWaitingAt),
  inFlight: s.inFlight,
  dead: s.dead,
  breaker: s.breaker,
  openUntil: iso(s.openUntil),
  lastDeliveredAt: iso(s.lastDeliveredAt),
  lastStatus: s.lastStatus,
  lastError: s.lastError,
})

export const deliveryShown = (d: LoggedDelivery) => ({
  id: d.id,
  kind: d.kind,
  transferId: d.kind === 'transfer' ? d.transferId : null,
  subject: d.transferId,
  version: d.version,
  step: d.step,
  state: d.state,
  attempts: d.attempts,
  createdAt: d.createdAt.toISOString(),
  nextAt: iso(d.nextAt),
  settledAt: iso(d.settledAt),
  lastStatus: d.lastStatus,
  lastError: d.lastError,
})

export const invalidQuery = (name: string) =>
  new Refusal('invalid_fields', `${name} is not as the contract has it.`, {
    errors: [{ pointer: `/${name}`, detail: 'query parameter' }],
  })

export function deliveriesQuery(
  c: Context,
): { limit: number; state?: DeliveryState; transferId?: string; before?: string } | Refusal {
  const limit = pageLimit(c)
  if (limit instanceof Refusal) return limit
  const { state, transfer, cursor } = c.req.query()
  const known = deliveryStates.find((s) => s === state)
  if (state !== undefined && known === undefined) return invalidQuery('state')
  if (transfer !== undefined && !isUuid(transfer)) return invalidQuery('transfer')
  if (cursor !== undefined && !/^\d{1,18}$/.test(cursor)) return invalidQuery('cursor')
  return {
    limit,
    ...(known !== undefined && { state: known }),
    ...(transfer !== undefined && { transferId: transfer }),
    ...(cursor !== undefined && { before: cursor }),
  }
}
