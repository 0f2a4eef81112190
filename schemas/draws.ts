// Double-random draws (双随机): what a procuratorate announces, how it is drawn and cancelled, and what a
// review says.
import { z } from 'zod'
import { regionFault } from './identifiers.ts'
import { day, line, officer, prose, uscc, uuid } from './primitives.ts'
import { domains } from './transfer.ts'

const officers = z.array(officer).min(1).max(20)
const word = z
  .string()
  .regex(/^[0-9A-Za-z_]+(:[0-9A-Za-z_]+)?$/, 'a word is needed, for example verdict:hit')
  .max(64)
export const stratumKey = z
  .string()
  .regex(/^[0-9A-Za-z_:./-]{0,200}$/, 'a stratum is needed')
  .meta({ description: 'Stratum: its parts joined by `/`; empty where there is one only' })
const regionCode = z.string().superRefine((s, ctx) => {
  const fault = regionFault(s)
  if (fault !== null) ctx.addIssue({ code: 'custom', message: fault })
})
const qualification = line(64)
const subject = z.string().regex(/^(penalty|transfer):[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'a case is needed')

export const drawMethods = ['uniform', 'stratified', 'risk_weighted'] as const
export const drawStrata = [
  'agency',
  'region',
  'prefecture',
  'domain',
  'month',
  'procedure',
  'verdict',
  'status',
] as const
export const drawStates = ['announced', 'drawn', 'cancelled'] as const
/** 应移送未移送, 以罚代刑, 程序, 证据, 裁量, 超期, 录入不实, 其他. */
export const reviewKinds = [
  'not_transferred',
  'penalty_in_place',
  'procedure',
  'evidence',
  'discretion',
  'late',
  'record',
  'other',
] as const

const many = z.int().min(1).max(10_000)

export const announceDraw = z
  .strictObject({
    officers,
    name: line(200),
    redrawOf: z.strictObject({ draw: uuid, reason: prose(2_000) }).optional(),
    population: z
      .strictObject({
        of: z.enum(['penalty', 'transfer']),
        /** Days of the decisions, or of the transfers’ arrival, both inclusive. */
        from: day,
        to: day,
        /** Left out, the region of the procuratorate that draws. */
        regions: z.array(regionCode).min(1).max(200).optional(),
        domains: z.array(z.enum(domains)).min(1).optional(),
        agencies: z.array(uscc).min(1).max(1_000).optional(),
        label: uuid.optional(),
        verdicts: z
          .array(z.enum(['hit', 'near', 'unknown', 'none']))
          .min(1)
          .optional(),
        suspectedNotTransferred: z.boolean().optional(),
      })
      .refine((p) => p.from <= p.to, { path: ['to'], error: 'the period ends before it begins' })
      .refine((p) => p.of === 'penalty' || (p.verdicts === undefined && p.suspectedNotTransferred === undefined), {
        path: ['of'],
        error: 'verdicts of screening and what was not transferred are of penalty cases',
      }),
    method: z.enum(drawMethods),
    stratifyBy: z.array(z.enum(drawStrata)).max(3).default([]),
    /** Word → tickets. A member has the most of its words: `verdict:hit`, `suspected`, `flagged`, `procedure:quick`, `status:not_filed`, … */
    weights: z.record(word, z.int().min(1).max(100)).default({}),
    take: z.union([
      z.strictObject({ total: many, atLeast: z.int().min(0).max(100).optional() }),
      z.strictObject({ each: many }),
      z.strictObject({ of: z.record(stratumKey, z.int().min(0).max(10_000)) }),
    ]),
    reviewers: z
      .array(
        z.strictObject({
          name: line(50),
          certificateNo: line(64).optional(),
          /** Organ of the reviewer; left out, the procuratorate that draws. */
          agency: uscc.optional(),
          qualifications: z.array(qualification).max(20).default([]),
          avoids: z.array(uscc).max(200).default([]),
          avoidsCases: z.array(subject).max(500).default([]),
          capacity: z.int().min(1).max(1_000),
        }),
      )
      .min(1)
      .max(500),
    reviewersPerCase: z.int().min(1).max(3).default(1),
    /** Field → qualification that its reviewers need. */
    requires: z.partialRecord(z.enum(domains), qualification).default({}),
    /** Values that others publish after the announcement, and that go into the seed. */
    publicValues: z
      .array(z.strictObject({ name: line(100), source: line(300), day }))
      .max(5)
      .default([]),
  })
  .superRefine((d, ctx) => {
    const fault = (path: string, message: string) => ctx.addIssue({ code: 'custom', path: [path], message })
    if (d.method === 'uniform' && d.stratifyBy.length > 0) fault('stratifyBy', 'a uniform draw has one stratum')
    if (d.method === 'stratified' && d.stratifyBy.length === 0) fault('stratifyBy', 'say by what it is stratified')
    if (d.method === 'risk_weighted' && Object.keys(d.weights).length === 0) fault('weights', 'say what weighs more')
    if (d.method !== 'risk_weighted' && Object.keys(d.weights).length > 0)
      fault('weights', 'only a risk-weighted draw has weights')
  })
  .meta({
    id: 'AnnounceDraw',
    description:
      '公告抽查: the population is frozen and sealed with the reviewers and the method, before the value exists that decides.',
  })

export const makeDraw = z
  .strictObject({
    officers,
    publicValues: z
      .array(z.strictObject({ name: line(100), value: line(500) }))
      .max(5)
      .default([]),
  })
  .meta({ id: 'MakeDraw', description: '抽取: with the public values that the announcement named, as published.' })

export const cancelDraw = z
  .strictObject({ officers, reason: prose(2_000) })
  .meta({ id: 'CancelDraw', description: '撤销抽查: before it is drawn; it stays visible with its reason.' })

export const reviewDrawn = z
  .strictObject({
    officers,
    found: z.boolean(),
    kinds: z.array(z.enum(reviewKinds)).max(8).default([]),
    words: prose(20_000),
  })
  .superRefine((r, ctx) => {
    if (r.found !== r.kinds.length > 0)
      ctx.addIssue({
        code: 'custom',
        path: ['kinds'],
        message: r.found ? 'say of what kind the problem is' : 'where none was found there are no kinds',
      })
  })
  .meta({ id: 'ReviewDrawn', description: '核查结果: whether a problem was found, of what kind, in words.' })

export const listDrawsQuery = z.object({
  cursor: uuid.optional(),
  state: z.enum(drawStates).optional(),
})
export const listDrawnQuery = z.object({
  cursor: z
    .string()
    .regex(/^\d{1,9}$/)
    .optional(),
  reviewed: z.enum(['true', 'false']).optional(),
  found: z.enum(['true', 'false']).optional(),
})
export const drawFiguresQuery = z
  .object({
    from: day.optional(),
    to: day.optional(),
    draw: uuid.optional(),
    region: z
      .string()
      .regex(/^\d{6}$/)
      .optional(),
  })
  .refine((q) => q.from === undefined || q.to === undefined || q.from <= q.to, {
    path: ['to'],
    error: 'the period ends before it begins',
  })

export type DrawReviewKind = (typeof reviewKinds)[number]
export type AnnounceDraw = z.output<typeof announceDraw>
