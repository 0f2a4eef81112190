// Makes what waits to be made, one report at a time: gather, compose, draw, keep. What fails is tried again a little later, and
// after the third time stays failed with its reason; a process that ends in the middle leaves nothing half made.
import { inTransaction, run } from '../../../db/index.ts'
import { rfc3339 } from '../../kernel/index.ts'
import { oweNotices } from '../../outbox/index.ts'
import { titleOf } from './ask.ts'
import { compose } from './compose.ts'
import { docxOfReport } from './document.ts'
import { drawCharts } from './draw-charts.ts'
import { gatherReport } from './gather.ts'
import type { ReportAsked, ReportKind } from './kinds.ts'
import type { Reports } from './room.ts'
import { claimStatement, failedStatement, givenUpStatement, madeStatement } from './statements.ts'
import { xlsxOfReport } from './workbook.ts'

const attemptsMax = 3
/** A bulletin over a country counts for minutes; after this somebody else may take it up. */
const takenMs = 15 * 60_000
const againMs = 30_000

export interface ReportMade {
  readonly id: string
  readonly state: 'made' | 'making' | 'failed' | 'lost'
  readonly error?: string
}

interface Claimed {
  readonly id: string
  readonly agencyId: string
  readonly kind: ReportKind
  readonly from: string
  readonly to: string
  readonly asked: Omit<ReportAsked, 'kind' | 'from' | 'to'>
  readonly attempts: number
}

/** Makes the oldest that waits, or the one named; undefined where there is none. */
export async function makeReport(room: Reports, only: string | null = null): Promise<ReportMade | undefined> {
  const { pool, now } = room
  await run(pool, givenUpStatement, [new Date(now()), attemptsMax])
  const [claimed] = await run<Claimed & object>(pool, claimStatement, [
    ...[new Date(now()), new Date(now() + takenMs), attemptsMax, only],
  ])
  if (claimed === undefined) return undefined
  const { id, attempts } = claimed
  try {
    return await made(room, claimed)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    const again = new Date(now() + againMs)
    const [row] = await run<{ state: 'making' | 'failed' }>(pool, failedStatement, [
      ...[id, attempts, why.slice(0, 500), attemptsMax, again],
    ])
    return { id, state: row?.state ?? 'lost', error: why }
  }
}

async function made(room: Reports, { id, attempts, agencyId, kind, from, to, asked }: Claimed): Promise<ReportMade> {
  const agency = (await room.directory()).byId.get(agencyId)
  if (agency === undefined) throw new Error('the organ is not registered any more')
  const content = compose(await gatherReport(room, agency, { ...asked, kind, from, to }))
  const pictures = await drawCharts(content, room.font)
  const at = new Date(room.now())
  const docx = docxOfReport(content, pictures, rfc3339(at.getTime()))
  const xlsx = await xlsxOfReport(content)
  const values = [id, attempts, at, content.zero, JSON.stringify(content), docx, xlsx]
  const kept = await inTransaction(room.pool, async (connection) => {
    const { rowCount } = await connection.query({ ...madeStatement, values })
    if (rowCount === 0) return false
    const about = { zh: titleOf(agency, { ...asked, kind, from, to }), en: `report of ${from} to ${to}` }
    await oweNotices(connection, {
      kind: 'report',
      id,
      version: 1,
      step: 'report_made',
      at,
      agencyIds: [agencyId],
      about,
    })
    return true
  })
  // Whoever took it up meanwhile has made it, or will.
  return { id, state: kept ? 'made' : 'lost' }
}

/** Makes until nothing waits, or the signal says so; gives what became of each. */
export async function makeReports(room: Reports, signal?: AbortSignal): Promise<ReportMade[]> {
  const all: ReportMade[] = []
  for (let one: ReportMade | undefined; !signal?.aborted; all.push(one)) {
    one = await makeReport(room)
    if (one === undefined) break
  }
  return all
}
