// A penalty case as every source is read into: what was said, beside what could be read of it. Nothing is repaired: a
// value that cannot be read is null, keeps its raw text and says why.
import { z } from 'zod'
import { day, line, prose } from './primitives.ts'

/** Why something could not be read, for people. */
const fault = line(300)

/** A day, a month or a year, as far as it was said. */
export const saidDate = z.strictObject({
  raw: line(200),
  /** `yyyy-mm-dd`, `yyyy-mm` or `yyyy`; null where it cannot be read. */
  value: z.union([day, z.string().regex(/^\d{4}(-\d{2})?$/)]).nullable(),
  /** 2099-12-31, 长期: what was said means that there is no end. */
  noEnd: z.literal(true).optional(),
  fault: fault.optional(),
})

export const amountKinds = [
  'fine',
  'confiscated',
  /** One figure for fine and confiscation together. */
  'fine_and_confiscated',
  'fine_paid',
  'goods_value',
  'illegal_income',
  'tax_evaded',
  'sales',
  'loss',
  'other',
] as const

export const saidAmount = z.strictObject({
  kind: z.enum(amountKinds),
  raw: line(200),
  /** Integer fen (0.01 yuan); null where it cannot be read or is no renminbi. */
  fen: z.int().min(0).nullable(),
  /** 约, 余, 超过, 不足: the figure is no exact one. */
  approximate: z.enum(['about', 'at_least', 'at_most']).optional(),
  /** ISO 4217, where it is not CNY, with the figure as a decimal string. */
  foreign: z.strictObject({ currency: z.string().regex(/^[A-Z]{3}$/), amount: z.string() }).optional(),
  fault: fault.optional(),
})

export const saidDocumentNo = z.strictObject({
  raw: line(300),
  /** The form in which numbers are compared; null where it was masked, truncated or run together. */
  key: line(200).nullable(),
  fault: fault.optional(),
})

export const identifierKinds = [
  'uscc',
  'business_registration',
  'organisation_code',
  'tax_registration',
  'institution_certificate',
  'social_organisation',
  'customs_registration',
  'id_card',
  'passport',
  'hk_macao_permit',
  'taiwan_permit',
  'foreign_permanent_residence',
  'other',
] as const

export const saidIdentifier = z.strictObject({
  kind: z.enum(identifierKinds),
  raw: line(200),
  /** Upper case and without separators; null where it was masked, cut or fails its check. */
  value: line(64).nullable(),
  check: z.enum(['ok', 'masked', 'invalid', 'unchecked']),
  fault: fault.optional(),
})

export const penaltyParty = z.strictObject({
  kind: z.enum(['unit', 'sole_trader', 'person', 'unknown']),
  name: line(400).nullable(),
  /** True where the published name is shortened or starred. */
  masked: z.boolean(),
  identifiers: z.array(saidIdentifier).max(12),
  legalRepresentative: z
    .strictObject({ name: line(200).nullable(), masked: z.boolean(), identifiers: z.array(saidIdentifier).max(4) })
    .optional(),
  registeredAddress: line(800).optional(),
  businessAddress: line(800).optional(),
})

export const procedureKinds = ['summary', 'quick', 'ordinary'] as const

/** Kinds of penalties, Administrative Penalty Law, article 9, and what feeds add to them. */
export const penaltyKinds = [
  'warning',
  'criticism',
  'fine',
  'confiscation_of_income',
  'confiscation_of_goods',
  'licence_suspended',
  'qualification_lowered',
  'licence_revoked',
  'business_restricted',
  'production_stopped',
  'closed_down',
  'occupation_restricted',
  'detention',
  'not_punished',
  'other',
] as const

/** 达追诉标准80%以上, 处罚2次以上, 经集体讨论, 有鉴定, 低于处罚下限罚款, 情节严重. */
export const declaredKinds = [
  'near_threshold',
  'repeated',
  'discussed',
  'appraised',
  'below_minimum',
  'serious',
] as const

const organ = z.strictObject({
  name: line(400).nullable(),
  code: saidIdentifier.optional(),
})

export const penaltyRecord = z
  .strictObject({
    /** Key of the record at its source: record_unique_identity, 处罚行为编号, the preset's own. */
    sourceKey: line(200).nullable(),
    organ,
    /** 数据来源单位. */
    reporter: organ.optional(),
    /** 受委托部门. */
    entrusted: organ.optional(),
    regionCode: z
      .string()
      .regex(/^\d{6}$/)
      .nullable(),
    domain: line(64).nullable(),
    decisionNo: saidDocumentNo.nullable(),
    /** 处罚行为名称, 处罚名称. */
    title: line(1000).optional(),
    superviseItemCode: line(64).optional(),
    inspectionCode: line(200).optional(),
    dates: z.partialRecord(
      z.enum([
        'accepted',
        'inspected',
        'decided',
        'transferred',
        'closed',
        'published',
        'valid_until',
        'published_until',
        'legal_review',
        'collective_discussion',
        'reported',
        'happened',
      ]),
      saidDate,
    ),
    parties: z.array(penaltyParty).max(200),
    violationType: prose(4000).nullable(),
    facts: prose(100_000).nullable(),
    legalBasis: z.array(prose(4000)).max(200),
    kinds: z.strictObject({ values: z.array(z.enum(penaltyKinds)), raw: prose(1000).nullable() }),
    /** 处罚内容, 处罚结果. */
    content: prose(20_000).optional(),
    licence: line(1000).optional(),
    amounts: z.array(saidAmount).max(100),
    quantities: z
      .array(
        z.strictObject({ name: line(200), unit: line(40).nullable(), value: z.string().nullable(), raw: line(200) }),
      )
      .max(200),
    /** 简易转普通: the kind that the case ended under, and the one that it began under. */
    procedure: z
      .strictObject({
        kind: z.enum(procedureKinds).nullable(),
        convertedFrom: z.enum(procedureKinds).optional(),
        raw: line(100),
      })
      .nullable(),
    /** 是否涉刑案件, 其他处理情况; the day of the transfer stands under `dates`. */
    crime: z.strictObject({
      suspected: z.boolean().nullable(),
      transferred: z.boolean().nullable(),
      otherHandling: line(400).optional(),
    }),
    /** 是否听证, 是否重大案件, 是否法制审核, 是否集体讨论, 不予行政处罚, 行政复议, 行政诉讼. */
    flags: z.partialRecord(
      z.enum([
        'hearing',
        'major',
        'legal_review',
        'collective_discussion',
        'not_punished',
        'reconsidered',
        'litigated',
      ]),
      z.boolean(),
    ),
    /** 降格处理 as the agency itself declares it: a second witness beside what the record shows (src/screening/downgraded.ts). */
    declared: z.partialRecord(z.enum(declaredKinds), z.boolean()).optional(),
    reviewOpinion: prose(4000).optional(),
    discussionConclusion: prose(8000).optional(),
    execution: z.strictObject({ manner: line(200).optional(), result: line(400).optional() }).optional(),
    /** 当前状态: in force, withdrawn (撤销), objected to (异议), not executed any more. */
    status: z.strictObject({
      kind: z.enum(['in_force', 'withdrawn', 'objected', 'not_executed', 'other', 'unknown']),
      raw: line(100).nullable(),
    }),
    remarks: prose(10_000).optional(),
    /** Keys of the source that its layout does not know; their values are kept with the version, raw. */
    unknownKeys: z.array(line(200)).max(500),
    /** What a reader of the record must know: a value unread, two values at odds, a figure inferred by the source. */
    notes: z.array(z.strictObject({ field: line(200), code: line(64), detail: line(500) })).max(200),
  })
  .meta({ id: 'PenaltyRecord', description: 'A penalty case (行政处罚案件) as read from any of its sources.' })

export type PenaltyRecord = z.output<typeof penaltyRecord>
export type SaidAmount = z.output<typeof saidAmount>
export type SaidDate = z.output<typeof saidDate>
export type SaidIdentifier = z.output<typeof saidIdentifier>
export type SaidDocumentNo = z.output<typeof saidDocumentNo>
export type PenaltyParty = z.output<typeof penaltyParty>
