// Sight of reports: an organ its own, a procuratorate those of its region and of what lies in it as well.
import { type Pool, run } from '../../../db/index.ts'
import type { Agency } from '../../agencies/index.ts'
import type { ReportContent } from './content.ts'
import { type ReportKind, regionPrefix } from './kinds.ts'
import type { Every } from './period.ts'
import { fileStatement, listStatement, schedulesStatement, showStatement } from './statements.ts'

export const reportStates = ['waiting', 'making', 'made', 'failed'] as const
export type ReportState = (typeof reportStates)[number]
export const reportFormats = ['docx', 'xlsx'] as const
export type ReportFormat = (typeof reportFormats)[number]

export interface ReportRow {
  readonly id: string
  readonly kind: ReportKind
  readonly agencyId: string
  readonly regionCode: string
  readonly title: string
  readonly from: string
  readonly to: string
  readonly asked: Readonly<Record<string, unknown>>
  readonly state: ReportState
  readonly askedAt: Date
  readonly scheduleId: string | null
  readonly madeAt: Date | null
  readonly failedBecause: string | null
  readonly zero: boolean | null
  readonly officers: readonly { readonly name: string; readonly certificateNo: string }[]
  readonly files: readonly { readonly format: ReportFormat; readonly sha256: string; readonly size: number }[] | null
}

export type ReportViewer = Pick<Agency, 'id' | 'kind' | 'regionCode'>
const sightOf = (viewer: ReportViewer) => [
  viewer.id,
  viewer.kind === 'procuratorate' ? regionPrefix(viewer.regionCode) : null,
]

export interface ReportFilter {
  readonly after: string | null
  readonly limit: number
  readonly kind?: string | undefined
  readonly state?: string | undefined
  readonly agency?: string | undefined
}

/** Newest first. */
export async function listReports(pool: Pool, viewer: ReportViewer, filter: ReportFilter) {
  const { after, limit, kind, state, agency } = filter
  const rows = await run<ReportRow & object>(pool, listStatement, [
    ...[...sightOf(viewer), after, limit + 1, kind ?? null, state ?? null, agency ?? null],
  ])
  const items = rows.slice(0, limit)
  return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null }
}

export async function showReport(
  pool: Pool,
  viewer: ReportViewer,
  id: string,
): Promise<(ReportRow & { readonly content: ReportContent | null }) | undefined> {
  const rows = await run<ReportRow & { content: ReportContent | null }>(pool, showStatement, [...sightOf(viewer), id])
  return rows[0]
}

export interface ReportFile {
  readonly state: ReportState
  readonly title: string
  readonly bytes: Buffer | null
  readonly sha256: string | null
}

/** Without bytes where it is not made; undefined where the viewer has no sight of it. */
export async function reportFile(
  pool: Pool,
  viewer: ReportViewer,
  id: string,
  format: ReportFormat,
): Promise<ReportFile | undefined> {
  return (await run<ReportFile & object>(pool, fileStatement, [...sightOf(viewer), id, format]))[0]
}

export interface ScheduleRow {
  readonly id: string
  readonly agencyId: string
  readonly kind: ReportKind
  readonly every: Every
  readonly since: string
  readonly delayDays: number
  readonly asked: Readonly<Record<string, unknown>>
  readonly createdAt: Date
  readonly endedAt: Date | null
  readonly endedBecause: string | null
  readonly last: { readonly id: string; readonly from: string; readonly to: string; readonly state: ReportState } | null
}

/** Null: of all agencies. */
export const listSchedules = (pool: Pool, agencyId: string | null, running = false): Promise<ScheduleRow[]> =>
  run<ScheduleRow & object>(pool, schedulesStatement, [agencyId, running])
