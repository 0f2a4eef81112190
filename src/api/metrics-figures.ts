// The figures of the rooms for `/metrics`, asked of the database when somebody asks here. A database that does not answer in
// time is a figure too.
import { Gauge, type Registry as Metrics } from 'prom-client'
import type { Pool } from '../../db/index.ts'
import { receiverStatus } from '../outbox/index.ts'
import { ingestFigures, screeningLag } from '../penalties/index.ts'
import { lastReconciliations, openGaps, sourceFigures } from '../sync/index.ts'

export interface FiguresDeps {
  readonly pool: Pool
  readonly now: () => number
}

const withinMs = 4_000

/** Registers the gauges; the function sets them to what holds now. */
export function figureGauges(metrics: Metrics, { pool, now }: FiguresDeps): () => Promise<void> {
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name: `xianjie_${name}`, help, labelNames, registers: [metrics] })
  const up = gauge('database_up', '1 where the database answered in time; else the figures below it are old')

  const source = ['source', 'kind']
  const sourceLag = gauge('source_lag_seconds', 'Since the last pull that came to its end', source)
  const sourceAge = gauge('source_record_age_seconds', 'Since the control time of the youngest record read', source)
  const sourceBacklog = gauge('source_backlog', 'What waits on the other side, where it can be asked', source)
  const sourceFailures = gauge('source_failures', 'Failed pulls in a row', source)
  const sourceEnabled = gauge('source_enabled', '1 where it is pulled', source)

  const receiver = ['receiver', 'kind']
  const receiverLag = gauge('receiver_lag_seconds', 'Since the oldest that waits was owed', receiver)
  const receiverBacklog = gauge(
    'receiver_backlog',
    'Deliveries that wait, and notices that are still to become some',
    receiver,
  )
  const receiverFlight = gauge('receiver_in_flight', 'Deliveries that are being sent', receiver)
  const receiverDead = gauge('receiver_dead_letters', 'Deliveries that people must look at', receiver)
  const receiverBreaker = gauge('receiver_breaker', 'The circuit breaker: 0 closed, 1 open, 2 half open', receiver)
  const receiverEnabled = gauge('receiver_enabled', '1 where it is told', receiver)

  const compared = ['partner', 'kind']
  const reconciledAt = gauge('reconciliation_timestamp_seconds', 'End of the last reconciliation', compared)
  const agreed = gauge('reconciliation_agreed', '1 where the last one ended without a difference', compared)
  const differences = gauge('reconciliation_differences', 'What the last one found', [...compared, 'difference'])
  const differing = gauge('reconciliation_open', 'What still differed at the end of the last one', compared)

  const gaps = gauge('gaps_open', 'What should have come and did not', ['gap'])
  const ingested = gauge('ingest_records', 'Penalty records since the beginning', ['origin', 'outcome'])
  const held = gauge('ingest_held', 'Penalty records held for repair', ['origin'])
  const screened = gauge('screening_waiting', 'Penalty cases that wait to be screened')
  const screenedLag = gauge('screening_lag_seconds', 'Since the oldest of them was put into the queue')

  async function set(): Promise<void> {
    const [sources, receivers, reconciliations, open, origins, screening] = await Promise.all([
      sourceFigures({ pool, now }),
      receiverStatus(pool),
      lastReconciliations(pool),
      openGaps(pool),
      ingestFigures(pool),
      screeningLag(pool),
    ])
    // What was removed since must not stand for ever.
    for (const one of [sourceLag, sourceAge, sourceBacklog, sourceFailures, sourceEnabled]) one.reset()
    for (const s of sources) {
      const label = { source: s.name, kind: s.kind }
      sourceLag.set(label, s.lagSeconds)
      sourceFailures.set(label, s.failures)
      sourceEnabled.set(label, s.enabled ? 1 : 0)
      if (s.recordAgeSeconds !== null) sourceAge.set(label, s.recordAgeSeconds)
      if (s.backlog !== null) sourceBacklog.set(label, s.backlog)
    }
    for (const one of [receiverLag, receiverBacklog, receiverFlight, receiverDead, receiverBreaker, receiverEnabled])
      one.reset()
    for (const r of receivers) {
      // The name of a webhook is its URL, that of a mail address a mailbox: only their owners should know them.
      const label = { receiver: r.kind === 'webhook' || r.kind === 'mail' ? r.receiverId : r.name, kind: r.kind }
      receiverLag.set(label, r.oldestWaitingAt === null ? 0 : Math.max(0, (now() - r.oldestWaitingAt.getTime()) / 1000))
      receiverBacklog.set(label, r.waiting)
      receiverFlight.set(label, r.inFlight)
      receiverDead.set(label, r.dead)
      receiverBreaker.set(label, { closed: 0, open: 1, half_open: 2 }[r.breaker])
      receiverEnabled.set(label, r.state === 'enabled' ? 1 : 0)
    }
    for (const one of [reconciledAt, agreed, differences, differing]) one.reset()
    for (const r of reconciliations) {
      const label = { partner: r.name, kind: r.kind }
      reconciledAt.set(label, Date.parse(r.endedAt ?? r.begunAt) / 1000)
      agreed.set(label, r.state === 'agreed' ? 1 : 0)
      differing.set(label, r.open)
      for (const difference of ['missing', 'surplus', 'different'] as const)
        differences.set({ ...label, difference }, r[difference])
    }
    screened.set(screening.waiting)
    screenedLag.set(screening.since === null ? 0 : Math.max(0, (now() - screening.since.getTime()) / 1000))
    gaps.reset()
    for (const { kind, count } of open) gaps.set({ gap: kind }, count)
    ingested.reset()
    held.reset()
    for (const { origin, held: waiting, lastAt: _, ...outcomes } of origins) {
      for (const [outcome, count] of Object.entries(outcomes)) ingested.set({ origin, outcome }, Number(count))
      held.set({ origin }, waiting)
    }
  }

  return async () => {
    let late: NodeJS.Timeout | undefined
    const tooLate = new Promise<boolean>((done) => {
      late = setTimeout(() => done(false), withinMs)
    })
    const done = set().then(
      () => true,
      () => false,
    )
    up.set((await Promise.race([done, tooLate])) ? 1 : 0)
    clearTimeout(late)
  }
}
