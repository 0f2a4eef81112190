// Screening on the wire: why a penalty case came out as it did, the list of what was found, and what a person says of a fact.
import { z } from 'zod'
import { penaltyHead } from './penalty-wire.ts'
import { day, line, officer, prose } from './primitives.ts'

export const screeningVerdicts = ['hit', 'near', 'unknown', 'none'] as const

const at = z.iso.datetime().meta({ description: 'RFC 3339, UTC' })
const words = z.strictObject({ zh: z.string(), en: z.string() })
const verdict = z.enum(screeningVerdicts).meta({
  description: 'hit = suspected, needs a person; near = near a threshold; unknown = facts are missing; none',
})
const held = z.enum(['hit', 'no', 'unknown']).nullable()
const value = z.union([z.number(), z.tuple([z.number(), z.number().nullable()])]).meta({
  description: 'A figure, or [at least, at most]; null = no upper bound. Yes = 1, no = 0',
})

const factShown = z.strictObject({
  fact: z.string(),
  zh: z.string(),
  en: z.string(),
  unit: z.string(),
  value,
  from: z.enum(['record', 'person', 'history', 'region', 'sum']),
  place: z.string().optional().meta({ description: 'Where it stands in the record' }),
  because: words.optional(),
  quotation: z.string().optional(),
  basis: z.string().optional(),
})

const rule = {
  rule: z.string(),
  charge: words,
  article: z.string().meta({ description: 'Of the Criminal Law' }),
  policeCategory: z.string().nullable(),
  instrument: z.string(),
  from: z.string(),
  to: z.string().nullable(),
  expression: z.string().meta({ description: 'CEL' }),
  confidence: z.string(),
  read: z.string().meta({ description: 'How far the instrument’s text was read when the rule was coded' }),
}

const reason = z.strictObject({ reason: z.string(), basis: z.string(), zh: z.string(), en: z.string() })

export const screeningFactAnswer = z
  .strictObject({
    seq: z.string(),
    fact: z.string(),
    proposal: z.string(),
    state: z.enum(['confirmed', 'rejected']),
    least: z.number(),
    most: z.number().nullable(),
    quotation: z.string().nullable(),
    place: z.string().nullable(),
    reason: z.string(),
    officers: z.array(z.strictObject({ name: z.string(), certificateNo: z.string(), phone: z.string().optional() })),
    agencyId: z.uuid(),
    version: z.int().meta({ description: 'Of the record that was looked at' }),
    at,
  })
  .meta({ id: 'ScreeningFact' })

export const screeningAnswer = z
  .strictObject({
    id: z.uuid(),
    version: z.int(),
    state: z.enum(['live', 'withdrawn']),
    verdict,
    kept: z.strictObject({ version: z.int(), ruleSet: z.string(), at, verdict }).nullable().meta({
      description: 'The result as it was kept last; null where the record still waits for its first screening',
    }),
    waiting: z
      .boolean()
      .meta({ description: 'What was kept is not of this version, or differs from what is told here' }),
    ruleSet: z.string(),
    today: day,
    actDay: day.nullable(),
    domain: z.string().nullable(),
    domainFrom: z.enum(['record', 'organ']).nullable(),
    transferred: z.boolean(),
    declared: z.boolean().meta({ description: '是否涉刑 by the record’s own word, and not transferred' }),
    hits: z.array(
      z.strictObject({
        ...rule,
        near: z.boolean(),
        atAct: held.meta({ description: 'Under the law of the act’s day; null where it is not known or no rule held' }),
        today: held.meta({ description: 'Under the law of today' }),
        facts: z.array(factShown),
        others: z.strictObject({ ids: z.array(z.uuid()), outOfSight: z.int() }).meta({
          description: 'Other penalty cases of the same number that count here',
        }),
        person: z.array(words).meta({ description: 'What a person must still judge' }),
      }),
    ),
    open: z
      .array(
        z.strictObject({
          ...rule,
          missing: z.array(z.strictObject({ fact: z.string(), zh: z.string(), en: z.string(), unit: z.string() })),
        }),
      )
      .meta({ description: 'Rules that cannot be decided, with the facts that would decide them' }),
    facts: z.array(factShown),
    withheld: z.array(z.strictObject({ fact: z.string(), place: z.string(), why: z.string() })).meta({
      description: 'Figures that look like a fact and were not taken, with the reason',
    }),
    proposed: z
      .array(
        z.strictObject({
          proposal: z.string(),
          fact: z.string(),
          zh: z.string(),
          en: z.string(),
          value,
          quotation: z.string(),
          place: z.string(),
          state: z.enum(['proposed', 'confirmed', 'rejected']),
        }),
      )
      .meta({ description: 'Read out of prose: counts for nothing until a person confirms it' }),
    sayings: z.array(screeningFactAnswer),
    flags: z
      .array(
        z.strictObject({
          flag: z.string(),
          value: z.enum(['yes', 'no', 'unknown']),
          because: words,
          place: z.string().optional(),
          declared: z.boolean().optional(),
          disagrees: z.literal(true).optional(),
        }),
      )
      .meta({ description: '降格处理: signs that a case which ended in a penalty may have been more' }),
    triage: z
      .strictObject({
        convert: z.array(reason),
        lacking: z.array(reason),
        converted: z
          .strictObject({ from: z.string(), to: z.string(), reason: z.string().nullable() })
          .optional()
          .meta({ description: '程序转换' }),
      })
      .nullable(),
    earlierPenalties: z
      .int()
      .meta({ description: 'Of the same number, on different days of the last two years: at least' }),
  })
  .meta({ id: 'Screening' })

export const screeningList = z
  .strictObject({
    items: z.array(
      z.strictObject({
        case: z.strictObject(penaltyHead),
        verdict,
        rules: z.array(z.string()),
        charges: z.array(words),
        flags: z.array(z.string()),
        convert: z.array(z.string()).meta({ description: 'Why the kind of procedure does not fit' }),
        transferred: z.boolean(),
        screenedAt: at,
      }),
    ),
    next: z.string().nullable(),
  })
  .meta({ id: 'ScreeningList' })

export const listScreeningsQuery = z.strictObject({
  limit: z.string().optional(),
  cursor: z.uuid().optional(),
  verdict: z.enum(screeningVerdicts).optional(),
  rule: line(64).optional(),
  domain: line(64).optional(),
  region: z
    .string()
    .regex(/^\d{6}$/)
    .optional(),
  transferred: z.enum(['true', 'false']).optional(),
})

const bounds = {
  least: z.number().min(0).optional().meta({ description: 'The figure, or its lower bound; 1 = yes, 0 = no' }),
  most: z.number().min(0).nullable().optional().meta({ description: 'Upper bound; null = none; left out, as `least`' }),
}
const officers = z.array(officer).min(1).max(20)

export const sayScreeningFact = z
  .union([
    z.strictObject({
      decision: z.enum(['confirm', 'reject']),
      proposal: line(64).meta({ description: 'As the screening of the penalty case names it' }),
      ...bounds,
      reason: prose(2_000),
      officers,
    }),
    z.strictObject({
      decision: z.enum(['state', 'withdraw']),
      fact: line(64).meta({ description: 'A fact of the dictionary' }),
      ...bounds,
      reason: prose(2_000),
      officers,
    }),
  ])
  .meta({
    id: 'SayScreeningFact',
    description: '事实确认: a proposed fact confirmed or rejected, or a fact stated or withdrawn, with the reason.',
  })
