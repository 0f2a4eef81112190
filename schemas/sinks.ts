// The wire contract of sinks (对接平台, 去向), reconciliations (对账) and gaps: how each stands, what differs, and what did
// not come. Never a secret, and no body of what was sent.
import { z } from 'zod'
import { noticeKind } from './notices.ts'
import { day, line, uuid } from './primitives.ts'

const at = z.iso.datetime()
const maybe = at.nullable()
const agency = z.strictObject({ id: uuid.nullable(), code: z.string().nullable(), name: z.string().nullable() })
const next = z.string().nullable()
const why = line(500).meta({ description: 'the reason; it is kept' })

const sink = {
  id: uuid,
  name: z.string(),
  kind: z.enum(['rest', 'table']),
  agency,
  covers: z.int().meta({ description: 'how many organs’ cases it reports' }),
  state: z.enum(['enabled', 'disabled', 'gone']),
  hasSecret: z.boolean(),
  reconciled: z.boolean().meta({ description: 'whether it is compared every day' }),
  lagSeconds: z.int().meta({ description: 'since the oldest report that waits was owed' }),
  backlog: z.int(),
  deadLetters: z.int(),
  breaker: z.enum(['closed', 'open', 'half_open']),
  openUntil: maybe,
  lastDeliveredAt: maybe,
  lastError: z.string().nullable(),
  lastReconciliation: z
    .strictObject({ id: uuid, endedAt: maybe, state: z.string(), open: z.int() })
    .nullable()
    .meta({ description: 'the last comparison with what the platform holds' }),
  createdAt: at,
}

const report = z.strictObject({
  id: uuid.meta({ description: 'stable over retries; the platform gets it as its request id' }),
  kind: noticeKind,
  transferId: uuid.nullable().meta({ description: 'null where it tells of another thing than a case' }),
  subject: uuid.nullable().meta({ description: 'the thing it tells of, whatever its kind' }),
  version: z.int().nullable(),
  step: z.string().nullable(),
  state: z.enum(['waiting', 'delivered', 'dead', 'let_go']),
  attempts: z.int(),
  createdAt: at,
  nextAt: maybe,
  settledAt: maybe,
  lastStatus: z.int().nullable(),
  lastError: z.string().nullable(),
})

export const sinkList = z.strictObject({ items: z.array(z.strictObject(sink)), next }).meta({ id: 'SinkList' })
export const sinkAnswer = z
  .strictObject({
    ...sink,
    definition: z.record(z.string(), z.unknown()),
    unmapped: z
      .array(z.strictObject({ list: z.string(), words: z.array(z.string()) }))
      .meta({ description: 'words without a code: a report that needs one becomes a dead letter' }),
    notes: z
      .array(z.strictObject({ at, act: z.string(), who: z.string(), why: z.string().nullable(), details: z.unknown() }))
      .meta({ description: 'what people did to it, the youngest first' }),
  })
  .meta({ id: 'Sink' })
export const sinkReports = z.strictObject({ items: z.array(report), next }).meta({ id: 'SinkReportList' })
export const sinkCounted = z.strictObject({ count: z.int() }).meta({ id: 'SinkCounted' })

const ids = z.array(uuid).min(1).max(1_000)
export const sinkReplay = z
  .union([
    z.strictObject({ dead: z.literal(true), why }),
    z.strictObject({ from: at, why }),
    z.strictObject({ ids, why }),
  ])
  .meta({ id: 'SinkReplay', description: 'all dead letters, everything owed since an instant, or the reports named' })
export const sinkLetGo = z
  .union([z.strictObject({ dead: z.literal(true), why }), z.strictObject({ ids, why })])
  .meta({ id: 'SinkLetGo' })
export const sinkChange = z.strictObject({ state: z.enum(['enabled', 'disabled']), why }).meta({ id: 'SinkChange' })

const figures = z.strictObject({
  count: z.int(),
  sum: z.string().nullable().meta({ description: 'in fen' }),
  digest: z.string().nullable(),
})
const reconciliation = {
  id: uuid,
  kind: z.enum(['source', 'sink']),
  partnerId: uuid,
  name: z.string(),
  agency,
  from: day,
  to: day,
  askedBy: z.string(),
  repair: z.boolean(),
  state: z.enum(['running', 'agreed', 'differs', 'failed']),
  compared: z.enum(['digests', 'counts_and_sums', 'counts']).nullable(),
  begunAt: at,
  endedAt: maybe,
  days: z.int(),
  daysDiffering: z.int(),
  missing: z.int().meta({ description: '漏 · on the side that receives' }),
  surplus: z.int().meta({ description: '多' }),
  different: z.int().meta({ description: '不一致' }),
  repaired: z.int(),
  open: z.int().meta({ description: 'what still differs at the end' }),
  underWay: z.int().meta({ description: 'on its way while it ran, and no difference' }),
  error: z.string().nullable(),
}

export const reconciliationBegun = z.strictObject({ ...reconciliation }).meta({ id: 'ReconciliationBegun' })
export const reconciliationList = z
  .strictObject({ items: z.array(z.strictObject(reconciliation)), next })
  .meta({ id: 'ReconciliationList' })
export const reconciliationAnswer = z
  .strictObject({
    ...reconciliation,
    figures: z.array(
      z.strictObject({
        day,
        equal: z.boolean(),
        ours: figures,
        theirs: figures,
        oursAfter: figures.nullable(),
        theirsAfter: figures.nullable(),
      }),
    ),
    statement: z.string().nullable().meta({ description: 'the signed statement (JWS, `xianjie-reconciliation+jwt`)' }),
  })
  .meta({ id: 'Reconciliation' })
export const reconciliationDifferences = z
  .strictObject({
    items: z.array(
      z.strictObject({
        day,
        key: z.string(),
        kind: z.enum(['missing', 'surplus', 'different']),
        ours: z.string().nullable().meta({ description: 'digest' }),
        theirs: z.string().nullable(),
        state: z.enum(['open', 'repaired']),
        detail: z.string().nullable(),
      }),
    ),
    next,
  })
  .meta({ id: 'ReconciliationDifferences' })
export const reconciliationAsked = z
  .strictObject({
    partner: line(100).meta({ description: 'id or name of a source or a sink' }),
    kind: z.enum(['source', 'sink']).optional().meta({ description: 'where both have the name' }),
    from: day.optional().meta({ description: 'first local day; left out, seven days back' }),
    to: day.optional().meta({ description: 'last local day; left out, today' }),
    repair: z.boolean().default(true).meta({ description: 'by re-pull or re-push' }),
  })
  .meta({ id: 'ReconciliationAsked' })

export const gapList = z
  .strictObject({
    items: z.array(
      z.strictObject({
        id: uuid,
        kind: z.string(),
        subject: z.string(),
        agency,
        since: at.meta({ description: 'from when on it is owed' }),
        detail: z.record(z.string(), z.unknown()),
        raisedAt: at,
        seenAt: at.meta({ description: 'last found open' }),
        closedAt: maybe,
        closedBecause: z.string().nullable(),
      }),
    ),
    next,
  })
  .meta({ id: 'GapList' })
