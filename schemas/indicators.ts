// The wire contract of indicators: definitions, figures, the cases behind them, saved reports, signed statements.
import { z } from 'zod'
import { line } from './primitives.ts'

const words = z.strictObject({ zh: z.string(), en: z.string() })
const whole = z.int().min(0)
const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'a month is needed, for example 2026-11')
const indicatorId = z.string().regex(/^[a-z_]{3,40}$/, 'the id of an indicator is needed')

export const indicatorDimensions = ['month', 'region', 'agency', 'domain', 'charge', 'level', 'step'] as const

const ratio = z.strictObject({ n: whole, d: whole, rate: z.number().nullable() }).meta({
  id: 'IndicatorRatio',
  description:
    'Numerator, denominator, and the rate to four digits: null where nothing was to be counted, and for counts.',
})

const definition = z
  .strictObject({
    id: indicatorId,
    zh: z.string(),
    en: z.string(),
    kind: z.enum(['rate', 'count']),
    unit: z.enum(['case', 'act']),
    persons: z.boolean(),
    numerator: words,
    denominator: words,
    month: words,
    direction: z.enum(['up', 'down', 'zero', 'watch', 'context']),
    basis: z.array(z.string()),
    of: z.array(z.string()),
    from: z.array(z.enum(['transfers', 'penalties'])),
  })
  .meta({ id: 'IndicatorDefinition', description: '指标定义: what is counted over what, and by which event’s month.' })

export const indicatorList = z
  .strictObject({ rules: z.string(), items: z.array(definition) })
  .meta({ id: 'IndicatorList', description: 'All indicators; `rules` is the version of the definitions.' })

const scope = z
  .strictObject({
    kind: z.enum(['country', 'region', 'agency']),
    region: z.string().nullable(),
    agency: z.strictObject({ id: z.uuid(), code: z.string().nullable(), name: z.string().nullable() }).nullable(),
  })
  .meta({ id: 'IndicatorScope', description: 'What is counted: a region with all that lies in it, or one organ.' })

const persons = ratio.nullable().meta({ description: '人: null where the indicator does not count persons.' })

const figure = z
  .strictObject({
    indicator: indicatorId,
    /** The month, region, agency, domain, charge, level or period; empty without a dimension. */
    key: z.string(),
    name: z.string().nullable(),
    cases: ratio,
    persons,
    previous: z.strictObject({ cases: ratio, persons }).optional(),
  })
  .meta({ id: 'IndicatorFigure', description: 'One figure; `previous` is that of the same months of the year before.' })

const asked = { scope, from: month, to: month, rules: z.string() }

export const indicatorFigures = z
  .strictObject({
    ...asked,
    dimension: z.enum(indicatorDimensions).nullable(),
    filter: z.string().nullable(),
    items: z.array(figure),
  })
  .meta({ id: 'IndicatorFigures', description: 'Figures of a scope and a period, along one dimension.' })

export const indicatorDashboard = z
  .strictObject({
    ...asked,
    total: z.array(figure),
    months: z.array(figure),
    regions: z.array(figure),
    domains: z.array(figure),
  })
  .meta({
    id: 'IndicatorDashboard',
    description: 'All indicators of a scope: totals, months, what lies in it, fields.',
  })

const behind = z
  .strictObject({
    kind: z.enum(['transfer', 'penalty']),
    id: z.uuid(),
    /** Which of several in the case: a notice, a period. */
    instance: z.string(),
    month,
    n: whole,
    d: whole,
    persons: z.strictObject({ n: whole, d: whole }),
    agencies: z.array(z.strictObject({ id: z.uuid(), code: z.string().nullable(), name: z.string().nullable() })),
    regionCode: z.string(),
    domain: z.string(),
    charge: z.string().nullable(),
    step: z.string(),
    /** Whether the caller may open it. */
    seen: z.boolean(),
    documentNo: z.string().nullable(),
    caseName: z.string().nullable(),
    status: z.string().nullable(),
  })
  .meta({
    id: 'IndicatorCase',
    description: 'A case behind a figure. What it is called is said only to whom it may be shown.',
  })

export const indicatorCases = z
  .strictObject({ items: z.array(behind), next: z.string().nullable() })
  .meta({ id: 'IndicatorCases', description: 'A page of the cases behind a figure, by region and month.' })

/** A question about figures, as it is kept: the parameters of `GET /v1/indicators/figures`. */
const question = z.strictObject({
  from: month.optional(),
  to: month.optional(),
  /** Instead of `from` and `to`: so many months up to the present one. */
  months: z.int().min(1).max(120).optional(),
  region: z
    .string()
    .regex(/^\d{6}$/, 'a region of six digits is needed')
    .optional(),
  agency: z.uuid().optional(),
  dimension: z.enum(indicatorDimensions).optional(),
  indicators: z.array(indicatorId).min(1).max(100).optional(),
  domain: line(50).optional(),
  charge: line(200).optional(),
  level: line(20).optional(),
  step: line(60).optional(),
  label: z.uuid().optional(),
  compare: z.enum(['year']).optional(),
})

export const saveIndicatorReport = z
  .strictObject({ name: line(100), query: question })
  .meta({ id: 'SaveIndicatorReport', description: '保存的统计报表: a question about figures under a name.' })

const report = z
  .strictObject({ id: z.uuid(), name: z.string(), query: question, createdAt: z.iso.datetime() })
  .meta({ id: 'IndicatorReport', description: 'A saved question.' })

export const indicatorReportAnswer = report
export const indicatorReportList = z
  .strictObject({ items: z.array(report) })
  .meta({ id: 'IndicatorReportList', description: 'The saved questions of the caller’s agency, newest first.' })

export const freezeIndicators = z
  .strictObject({
    month,
    region: z
      .string()
      .regex(/^\d{6}$/, 'a region of six digits is needed')
      .optional(),
    agency: z.uuid().optional(),
  })
  .meta({
    id: 'FreezeIndicators',
    description: 'A month that has ended, and whose figures; left out, the caller’s own.',
  })

const statement = z
  .strictObject({
    id: z.uuid(),
    month,
    scope,
    at: z.iso.datetime(),
    journal: z.strictObject({ size: whole, root: z.string() }),
    rules: z.string(),
    /** Compact JWS, `typ: xianjie-indicators+jwt`: query, definitions, journal position, figures. */
    jws: z.string(),
  })
  .meta({
    id: 'IndicatorStatement',
    description: '月度指标签名报表: figures of a month as they were frozen and signed.',
  })

export const indicatorStatementAnswer = statement
export const indicatorStatementList = z
  .strictObject({ items: z.array(statement) })
  .meta({ id: 'IndicatorStatementList', description: 'Statements in the caller’s sight, the latest month first.' })
