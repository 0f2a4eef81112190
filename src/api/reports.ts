// The door of the reports: ask for one or for one every so often, list, one with its figures, the files. It parses, asks the
// room and renders; what it gives out as a file is written down first.
import { type Context, Hono } from 'hono'
import { askReportBody, endScheduleBody, listReportsQuery, scheduleReportBody } from '../../schemas/index.ts'
import type { Directory, Registry } from '../agencies/index.ts'
import { agencyView } from '../cases/index.ts'
import type { AccessLog } from '../journal/index.ts'
import { Refusal, rfc3339 } from '../kernel/index.ts'
import { labelSeenBy } from '../labels/index.ts'
import { docxType } from '../letters/index.ts'
import { disposition } from '../materials/index.ts'
import {
  askReport,
  askSchedule,
  endSchedule,
  listReports,
  listSchedules,
  type ReportRow,
  type Reports,
  reportFile,
  reportFormats,
  showReport,
  tablesOf,
  xlsxType,
} from '../supervision/index.ts'
import type { DoorEnv } from './context.ts'
import { isUuid, pageLimit } from './headers.ts'
import { problem } from './problem.ts'
import { queryAt } from './query-at.ts'
import { parseBody } from './read-body.ts'
import { readingOf } from './reading.ts'
import { nextLink, saidAt } from './said.ts'

type C = Context<DoorEnv>

export interface ReportsDoorDeps {
  readonly reports: Reports
  readonly registry: Registry
  readonly access: AccessLog
}

const notFound = () => new Refusal('not_found', 'There is no such report for you.')
const types = { docx: docxType, xlsx: xlsxType } as const

/** Mount at `/v1/reports`, behind authentication. */
export function reportsDoor({ reports, registry, access }: ReportsDoorDeps): Hono<DoorEnv> {
  const door = new Hono<DoorEnv>()
  const { pool, now } = reports

  door.post('/', async (c) => {
    const words = await saidAt(c, registry, '/v1/reports')
    if (words instanceof Refusal) return problem(c, words)
    const input = parseBody(words.raw, askReportBody)
    if (input instanceof Refusal) return problem(c, input)
    const { officers = [], ...asked } = input
    const hidden = await labelHidden(c, 'label' in asked ? asked.label : undefined)
    if (hidden !== undefined) return problem(c, hidden)
    const taken = await askReport(reports, c.get('principal'), given(asked), officers, words)
    if (taken instanceof Refusal) return problem(c, taken)
    c.header('location', `/v1/reports/${taken.id}`)
    if (taken.replayed) c.header('idempotent-replayed', 'true')
    return c.json({ id: taken.id, state: 'waiting' }, 202)
  })

  door.get('/', async (c) => {
    const limit = pageLimit(c)
    if (limit instanceof Refusal) return problem(c, limit)
    const query = queryAt(c, listReportsQuery)
    if (query instanceof Refusal) return problem(c, query)
    const { cursor, kind, state, agency } = query
    const page = await listReports(pool, c.get('principal').agency, {
      after: cursor ?? null,
      limit,
      kind,
      state,
      agency,
    })
    const directory = await reports.directory()
    nextLink(c, page.next)
    return c.json({ items: page.items.map((row) => headOf(row, directory)), next: page.next })
  })

  door.post('/schedules', async (c) => {
    const words = await saidAt(c, registry, '/v1/reports/schedules')
    if (words instanceof Refusal) return problem(c, words)
    const input = parseBody(words.raw, scheduleReportBody)
    if (input instanceof Refusal) return problem(c, input)
    const { kind, every, since, delayDays, officers = [], ...asked } = input
    const hidden = await labelHidden(c, asked.label)
    if (hidden !== undefined) return problem(c, hidden)
    const schedule = { kind, every, since, delayDays, asked: given(asked) }
    const taken = await askSchedule(reports, c.get('principal'), schedule, officers, words)
    if (taken instanceof Refusal) return problem(c, taken)
    if (taken.replayed) c.header('idempotent-replayed', 'true')
    return c.json({ id: taken.id }, 201)
  })

  door.get('/schedules', async (c) => {
    const items = await listSchedules(pool, c.get('principal').agency.id)
    const shown = items.map(({ agencyId, createdAt, endedAt, ...schedule }) => ({
      ...schedule,
      ...{ createdAt: instant(createdAt), endedAt: endedAt && instant(endedAt) },
    }))
    return c.json({ items: shown, next: null })
  })

  door.post('/schedules/:id/end', async (c) => {
    const id = c.req.param('id')
    const words = await saidAt(c, registry, `/v1/reports/schedules/${id}/end`)
    if (words instanceof Refusal) return problem(c, words)
    const input = parseBody(words.raw, endScheduleBody)
    if (input instanceof Refusal) return problem(c, input)
    const ended = isUuid(id) && (await endSchedule(reports, c.get('principal').agency.id, id, input.reason))
    return ended ? c.json({ id, ended: true }) : problem(c, notFound())
  })

  door.get('/:id', async (c) => {
    const id = c.req.param('id')
    const found = isUuid(id) ? await showReport(pool, c.get('principal').agency, id) : undefined
    if (found === undefined) return problem(c, notFound())
    const { content, asked, officers } = found
    const filled = content === null ? [] : tablesOf(content)
    return c.json({
      ...headOf(found, await reports.directory()),
      asked,
      officers,
      tables: filled.map(({ columns, ...table }) => ({
        ...table,
        columns: columns.map(({ width: _, ...column }) => column),
      })),
      passages: (content?.pieces ?? []).flatMap((piece) => (piece.kind === 'passage' ? [piece.text] : [])),
    })
  })

  door.get('/:id/content', async (c) => {
    const format = reportFormats.find((one) => one === (c.req.query('format') ?? 'docx'))
    if (format === undefined)
      return problem(
        c,
        new Refusal('invalid_fields', 'There is no such format.', {
          errors: [{ pointer: '/format', detail: 'query parameter: docx or xlsx' }],
        }),
      )
    const reading = readingOf(c, now())
    if (reading instanceof Refusal) return problem(c, reading)
    const id = c.req.param('id')
    const found = isUuid(id) ? await reportFile(pool, c.get('principal').agency, id, format) : undefined
    if (found === undefined) return problem(c, notFound())
    if (found.bytes === null || found.sha256 === null)
      return problem(c, new Refusal('wrong_state', `The report is not made yet; it is ${found.state}.`))
    await access.record({ ...reading, kind: 'content', subject: `reports/${id}`, query: format })
    return c.body(new Uint8Array(found.bytes), 200, {
      'content-type': types[format],
      'content-disposition': disposition(`${found.title}.${format}`),
      'repr-digest': `sha-256=:${Buffer.from(found.sha256, 'hex').toString('base64')}:`,
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
    })
  })

  /** Figures of a label are for its members. */
  async function labelHidden(c: C, label: string | undefined): Promise<Refusal | undefined> {
    if (label === undefined || (await labelSeenBy(pool, label, c.get('principal').agency.id))) return undefined
    return new Refusal('not_found', 'There is no such label for you.')
  }

  return door
}

function headOf(row: ReportRow, directory: Directory) {
  const { id, kind, title, agencyId, regionCode, from, to, state, zero, askedAt, madeAt, failedBecause, scheduleId } =
    row
  return {
    ...{ id, kind, title, agency: agencyView(directory, agencyId), regionCode, from, to, state, zero },
    ...{ askedAt: instant(askedAt), madeAt: madeAt && instant(madeAt) },
    ...{ failedBecause, scheduleId, files: row.files ?? [] },
  }
}

/** As text before the page is masked: the mask copies JSON values, and leaves nothing of a Date. */
const instant = (at: Date): string => rfc3339(at.getTime())

/** Without the members that are not set, as exact optional members want it. */
function given<T extends object>(said: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)) as never
}
