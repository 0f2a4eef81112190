// What a platform is told of a case that was reviewed in a double-random draw: which case, when, whether a problem was found
// and of what kind. Pure. The words of the review stay with those who supervise.
import type { Agency, Directory } from '../../agencies/index.ts'
import type { SinkDefinition } from './definition.ts'
import type { SourceRecord } from './report.ts'

/** A result as the supervision hands it out. */
export interface ReviewTold {
  readonly draw: string
  readonly version: number
  readonly drawName: string
  /** RFC 3339. */
  readonly at: string
  readonly kind: 'penalty' | 'transfer'
  readonly subjectId: string
  readonly found: boolean
  readonly kinds: readonly string[]
  readonly ownerId: string
  readonly agencyIds: readonly string[]
}

/** The step of notices of which a report is made. */
export const reviewStep = 'draw_reviewed'

/** Names of the members a template may point to. */
export const reviewMembers = [
  'drawId',
  'version',
  'drawName',
  'at',
  'kind',
  'caseId',
  'result',
  'kinds',
  'reviewedFor',
  'agency',
  'source',
] as const

export type ReviewReport = Readonly<Record<(typeof reviewMembers)[number], unknown>>

export function reviewReport(told: ReviewTold, directory: Directory, source: SourceRecord | undefined): ReviewReport {
  const organ = (id: string | undefined) => {
    const agency: Agency | undefined = id === undefined ? undefined : directory.byId.get(id)
    return { code: agency?.code ?? null, name: agency?.name ?? null }
  }
  return {
    ...{ drawId: told.draw, version: told.version, drawName: told.drawName, at: told.at, kind: told.kind },
    ...{ caseId: told.subjectId, result: told.found ? 'problem_found' : 'no_problem', kinds: told.kinds },
    ...{ reviewedFor: organ(told.ownerId), agency: organ(told.agencyIds[0]) },
    source: source ?? null,
  }
}

/** The sink as it takes reviews: their own form, path or table in place of the cases'; undefined where it takes none. */
export function reviewSink<Sink extends SinkDefinition>(sink: Sink): Sink | undefined {
  const { reviews } = sink
  if (reviews === undefined) return undefined
  const { body, path, table } = reviews
  const config = {
    ...sink.config,
    ...(sink.kind === 'rest' && path !== undefined && { path }),
    ...(sink.kind === 'table' && table !== undefined && { table }),
  }
  return { ...sink, ...(body !== undefined && { body }), config }
}
