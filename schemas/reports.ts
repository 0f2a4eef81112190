// Reports (自查报告、工作情况报告、案管动态、零报告) and the coverage of the roster on the wire: what may be asked for, and what is
// answered. The figures of a report are in its answer; the files are drawings of them.
import { z } from 'zod'
import { day, line, officer, uuid } from './primitives.ts'
import { domains } from './transfer.ts'

const at = z.iso.datetime().meta({ description: 'RFC 3339, UTC' })
const month = z
  .string()
  .regex(/^(19|20|21)\d{2}-(0[1-9]|1[0-2])$/, 'a month is needed, as yyyy-mm')
  .meta({ description: 'Month, `yyyy-mm`, in Asia/Shanghai' })
const officers = z.array(officer).max(20)
const addressee = line(100).optional().meta({ description: '主送机关' })
const label = uuid.optional().meta({ description: 'Only what bears the label (专项活动、挂牌督办)' })

const theme = z
  .strictObject({
    name: line(60).meta({ description: 'As the title calls it, for example 固体废物污染环境案件' }),
    domain: z.enum(domains).optional(),
    words: z
      .array(line(40))
      .max(20)
      .default([])
      .meta({ description: 'Any of them stands in the name or in the kind of violation' }),
  })
  .refine(({ domain, words }) => domain !== undefined || words.length > 0, 'name a domain, or words, or both')

const period = { from: month, to: month }

export const askReportBody = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('self_examination'), ...period, addressee, label, officers: officers.optional() }),
    z.strictObject({ kind: z.literal('work'), ...period, addressee, label, officers: officers.optional() }),
    z.strictObject({
      ...{ kind: z.literal('bulletin'), ...period, theme },
      issue: z.int().min(1).max(9_999).optional().meta({ description: 'Number of the bulletin (第N期)' }),
      officers: officers.optional(),
    }),
    z.strictObject({ kind: z.literal('zero'), ...period, addressee, officers: officers.min(1) }),
  ])
  .meta({
    id: 'AskReport',
    description:
      '自查报告 (`self_examination`), 工作情况报告 (`work`), 案管动态 (`bulletin`) over a theme, 零报告 (`zero`): whole months, both included.',
  })

export const scheduleReportBody = z
  .strictObject({
    kind: z.enum(['self_examination', 'work', 'bulletin']),
    every: z.enum(['month', 'quarter', 'year']),
    since: day.meta({ description: 'Periods that ended before this day are not owed' }),
    delayDays: z.int().min(0).max(60).default(3).meta({ description: 'Days after the end of a period' }),
    theme: theme.optional(),
    addressee,
    label,
    officers: officers.optional(),
  })
  .superRefine(({ kind, theme: of }, ctx) => {
    if ((kind === 'bulletin') !== (of !== undefined))
      ctx.addIssue({ code: 'custom', path: ['theme'], message: 'a bulletin has a theme, and no other report has' })
  })
  .meta({ id: 'ScheduleReport', description: '定期报告: made once for each period, by whichever replica is first' })

export const endScheduleBody = z.strictObject({ reason: line(500) }).meta({ id: 'EndReportSchedule' })

const reportKind = z.enum(['self_examination', 'work', 'bulletin', 'zero'])
const reportState = z.enum(['waiting', 'making', 'made', 'failed'])
const agency = z.strictObject({ id: uuid, code: z.string().nullable(), name: z.string().nullable() })

const head = {
  id: uuid,
  kind: reportKind,
  title: z.string(),
  agency,
  regionCode: z.string(),
  ...period,
  state: reportState.meta({ description: 'Asked for, it waits for the worker; what fails is tried three times' }),
  zero: z.boolean().nullable().meta({ description: 'Nothing happened in the period; null while it is not made' }),
  askedAt: at,
  madeAt: at.nullable(),
  failedBecause: z.string().nullable(),
  scheduleId: uuid.nullable(),
  files: z.array(
    z.strictObject({ format: z.enum(['docx', 'xlsx']), sha256: z.string().regex(/^[0-9a-f]{64}$/), size: z.int() }),
  ),
}

const table = z.strictObject({
  id: z.string(),
  title: z.string(),
  columns: z.array(
    z.strictObject({
      id: z.string(),
      zh: z.string(),
      kind: z.enum(['text', 'count', 'share', 'points', 'change', 'yuan', 'day']),
    }),
  ),
  rows: z.array(z.array(z.union([z.string(), z.number(), z.null()]))),
  definition: z.string(),
  denominator: z.string(),
  query: z.string().meta({ description: 'What answers the same figures' }),
  left: z.int().optional().meta({ description: 'Rows that had no room' }),
})

export const reportAsked = z
  .strictObject({ id: uuid, state: reportState })
  .meta({ id: 'ReportAsked', description: 'Taken; it is made by the worker, within seconds as a rule' })
export const reportAnswer = z
  .strictObject({
    ...head,
    asked: z.record(z.string(), z.unknown()),
    officers: z.array(z.strictObject({ name: z.string(), certificateNo: z.string() })),
    tables: z.array(table).meta({ description: 'Every figure of the report, in the order of its pages' }),
    passages: z.array(z.string()).meta({ description: 'What its author must still write' }),
  })
  .meta({ id: 'Report' })
export const reportList = z
  .strictObject({ items: z.array(z.strictObject(head)), next: z.string().nullable() })
  .meta({ id: 'ReportList' })

export const listReportsQuery = z.strictObject({
  limit: z.string().optional(),
  cursor: uuid.optional(),
  kind: reportKind.optional(),
  state: reportState.optional(),
  agency: uuid.optional(),
  reason: z.string().optional(),
})

const schedule = z.strictObject({
  id: uuid,
  kind: reportKind,
  every: z.enum(['month', 'quarter', 'year']),
  since: z.iso.date(),
  delayDays: z.int(),
  asked: z.record(z.string(), z.unknown()),
  createdAt: at,
  endedAt: at.nullable(),
  endedBecause: z.string().nullable(),
  last: z.strictObject({ id: uuid, ...period, state: reportState }).nullable(),
})
export const reportScheduleAsked = z.strictObject({ id: uuid }).meta({ id: 'ReportScheduleAsked' })
export const reportScheduleEnded = z
  .strictObject({ id: uuid, ended: z.literal(true) })
  .meta({ id: 'ReportScheduleEnded' })
export const reportScheduleList = z
  .strictObject({ items: z.array(schedule), next: z.null() })
  .meta({ id: 'ReportScheduleList' })

const share = z.strictObject({
  key: z.string(),
  due: z.int().meta({ description: 'On the roster, and its day has come' }),
  connected: z.int().meta({ description: 'Registered, with a system of its own or a source that is pulled from' }),
  entering: z
    .int()
    .meta({ description: 'Of these, with a penalty record, a part in a case or a zero report in 90 days' }),
})
export const coverageFiguresAnswer = z
  .strictObject({
    region: z.string(),
    byKind: z.array(share),
    byRegion: z.array(share),
    byDomain: z.array(share),
    lookedAt: at.nullable().meta({ description: 'When the organ that was looked at longest ago was' }),
  })
  .meta({ id: 'CoverageFigures' })

const coverageState = z.enum(['entering', 'silent', 'not_connected'])
export const coverageList = z
  .strictObject({
    items: z.array(
      z.strictObject({
        code: z.string(),
        name: z.string(),
        kind: z.string(),
        regionCode: z.string(),
        level: z.string(),
        domain: z.string().nullable(),
        dueSince: z.iso.date().nullable(),
        note: z.string().nullable(),
        agencyId: uuid.nullable(),
        state: coverageState,
        lastPenaltyAt: at.nullable(),
        lastTransferAt: at.nullable(),
        lastZeroAt: at.nullable(),
        lookedAt: at.nullable(),
      }),
    ),
    next: z.string().nullable(),
  })
  .meta({ id: 'CoverageList' })

const region = z.string().regex(/^\d{6}$/, 'a region code has six digits')
export const coverageQuery = z.strictObject({
  limit: z.string().optional(),
  cursor: z
    .string()
    .regex(/^\d{6}-[0-9A-Z]{18}$/, 'is none of this list')
    .optional(),
  region: region.optional(),
  kind: line(64).optional(),
  domain: line(64).optional(),
  state: coverageState.optional(),
})
export const coverageFiguresQuery = z.strictObject({ region: region.optional() })
