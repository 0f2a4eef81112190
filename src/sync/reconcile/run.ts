// One reconciliation of one source or sink: settle, compare by day, look twice at the keys of days that differ, repair,
// compare again, sign. Whatever arrives meanwhile is no difference; whatever stands at the end is a gap.
import { borrow, type Pool } from '../../../db/index.ts'
import { uuidv7 } from '../../kernel/index.ts'
import { closeGap, raiseGap } from '../gaps.ts'
import { compareDays, comparedBy } from './compare.ts'
import {
  type Begun,
  type DayKept,
  type DifferenceKept,
  type Ended,
  keepBegin,
  keepDays,
  keepDifferences,
  keepEnd,
  type Reconciliation,
  showReconciliation,
} from './keep.ts'
import { lookAt } from './look.ts'
import type { DayFigures, Partner } from './sides.ts'
import { statementPayload, statementType } from './statement.ts'

export interface ReconcileDeps {
  readonly pool: Pool
  readonly sign: (payload: Record<string, unknown>, header: Record<string, unknown>) => Promise<string> | string
  readonly issuer: string
  readonly now: () => number
  /** Between the two looks at keys that differ: longer than a record is on its way between a side's two answers. */
  readonly secondLookMs?: number
}

export interface Asked {
  readonly from: string
  readonly to: string
  readonly repair: boolean
  /** `schedule`, `command`, or `client:<id>`. */
  readonly askedBy: string
}

/** The partner is being compared already, here or in another replica. */
export class ReconciliationUnderWay extends Error {
  constructor(name: string) {
    super(`${name} is being reconciled already`)
    this.name = 'ReconciliationUnderWay'
  }
}

/** Any number will do; replicas must only use the same. */
const lockClass = 7_310_312

/** Compares and, where asked, repairs. Throws ReconciliationUnderWay; a side that fails is a result, state `failed`. */
export async function reconcile(
  deps: ReconcileDeps,
  partner: Partner,
  asked: Asked,
  signal: AbortSignal,
  begun: (id: string) => void = () => {},
): Promise<Reconciliation> {
  const connection = await borrow(deps.pool)
  let broken: Error | undefined
  try {
    const { rows } = await connection.query<{ taken: boolean }>(
      'select pg_try_advisory_lock($1, hashtext($2)) as taken',
      [lockClass, partner.id],
    )
    if (rows[0]?.taken !== true) throw new ReconciliationUnderWay(partner.name)
    try {
      return await underLock(deps, partner, asked, signal, begun)
    } finally {
      await connection
        .query('select pg_advisory_unlock($1, hashtext($2))', [lockClass, partner.id])
        .catch((e: Error) => {
          broken = e
        })
    }
  } finally {
    connection.release(broken)
  }
}

async function underLock(
  deps: ReconcileDeps,
  partner: Partner,
  asked: Asked,
  signal: AbortSignal,
  tell: (id: string) => void,
): Promise<Reconciliation> {
  const { pool } = deps
  const begunAt = new Date(deps.now())
  const begun: Begun = {
    id: uuidv7(begunAt.getTime()),
    kind: partner.kind,
    partnerId: partner.id,
    name: partner.name,
    agencyId: partner.agencyId,
    ...asked,
  }
  await keepBegin(pool, begun, begunAt)
  tell(begun.id)
  const subject = `${partner.kind}:${partner.id}`
  try {
    const found = await compareAll(deps, partner, begun, signal)
    const endedAt = new Date(deps.now())
    const payload = statementPayload(deps.issuer, begun, found.ended, found.days, found.differences, {
      begunAt,
      endedAt,
    })
    const statement = await deps.sign(payload, { typ: statementType })
    await keepEnd(pool, begun.id, { ...found.ended, error: null, statement }, endedAt)
    const gap = { subject, agencyId: partner.agencyId }
    if (found.ended.open > 0)
      await raiseGap(
        pool,
        {
          ...gap,
          kind: 'difference',
          since: begunAt,
          detail: { reconciliation: begun.id, name: partner.name, open: found.ended.open },
        },
        endedAt,
      )
    else await closeGap(pool, 'difference', subject, `reconciliation ${begun.id} found no difference`, endedAt)
    if (partner.kind === 'sink') await holdsNothing(pool, partner, subject, begun.id, found.days, endedAt)
    await closeGap(pool, 'reconciliation_failing', subject, `reconciliation ${begun.id} ended`, endedAt)
  } catch (error) {
    const endedAt = new Date(deps.now())
    const detail = error instanceof Error ? error.message : String(error)
    await keepEnd(
      pool,
      begun.id,
      { ...nothingFound, state: 'failed', error: detail.slice(0, 2_000), statement: null },
      endedAt,
    )
    const failing = { kind: 'reconciliation_failing', subject, agencyId: partner.agencyId } as const
    await raiseGap(
      pool,
      { ...failing, detail: { reconciliation: begun.id, name: partner.name, error: detail.slice(0, 500) } },
      endedAt,
    )
  }
  return (await showReconciliation(pool, begun.id, null)) as Reconciliation
}

/** A platform that took what it was sent and counts none of it: its answers say more than it keeps. */
async function holdsNothing(
  pool: Pool,
  { name, agencyId }: Partner,
  subject: string,
  reconciliation: string,
  days: readonly DayKept[],
  at: Date,
): Promise<void> {
  const sum = (of: (day: DayKept) => DayFigures) => days.reduce((total, day) => total + of(day).count, 0)
  const sent = sum((d) => d.oursAfter ?? d.ours)
  const held = sum((d) => d.theirsAfter ?? d.theirs)
  if (sent > 0 && held === 0)
    await raiseGap(
      pool,
      { kind: 'receiver_holds_nothing', subject, agencyId, detail: { name, reconciliation, sent } },
      at,
    )
  else if (held > 0) await closeGap(pool, 'receiver_holds_nothing', subject, `it holds ${held}`, at)
}

const nothingFound = {
  compared: null,
  days: 0,
  daysDiffering: 0,
  missing: 0,
  surplus: 0,
  different: 0,
  repaired: 0,
  open: 0,
  underWay: 0,
}

interface Found {
  readonly ended: Omit<Ended, 'error' | 'statement'>
  readonly days: readonly DayKept[]
  readonly differences: readonly DifferenceKept[]
}

async function compareAll(deps: ReconcileDeps, partner: Partner, begun: Begun, signal: AbortSignal): Promise<Found> {
  const { pool } = deps
  await partner.settle(signal)
  const compared = compareDays(
    begun.from,
    begun.to,
    await partner.ours.figures(begun.from, begun.to, signal),
    await partner.theirs.figures(begun.from, begun.to, signal),
  )
  const days: DayKept[] = []
  const differences: DifferenceKept[] = []
  const total = { missing: 0, surplus: 0, different: 0, repaired: 0, open: 0, underWay: 0 }
  let daysDiffering = 0
  for (const one of compared) {
    signal.throwIfAborted()
    const looked = one.equal ? undefined : await lookAt(deps, partner, begun, one, signal)
    const day = looked?.day ?? one
    if (looked !== undefined) {
      total.underWay += looked.underWay
      for (const { kind, state } of looked.differences) {
        total[kind]++
        total[state]++
      }
      differences.push(...looked.differences)
      await keepDifferences(pool, begun.id, looked.differences)
    }
    if (!day.equal || looked?.differences.length) daysDiffering++
    days.push(day)
    await keepDays(pool, begun.id, [day])
  }
  const ended = {
    state: total.open === 0 ? 'agreed' : 'differs',
    compared: comparedBy(compared),
    days: days.length,
    daysDiffering,
    ...total,
  } as const
  return { ended, days, differences }
}
