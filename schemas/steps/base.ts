// What every act has in common: the officers who act, a number of the paper, remarks, attachments. A step that somebody
// must decide names who decided. Nothing here knows states or clocks.
import { z } from 'zod'
import { day, documentNo, line, officer, prose, uscc } from '../primitives.ts'
import { charge, domains, materialReferences, suspect } from '../transfer.ts'

export const officers = z.array(officer).min(1).max(20)

/** Suspects by their id in the case. */
export const suspects = z
  .array(z.string().regex(/^s\d{1,3}$/, 'a suspect’s id in this case is needed, for example s1'))
  .min(1)
  .max(200)

/** Which of several open matters, rounds, notices is meant. */
export const no = z.int().min(1).max(9_999)
/** `track/subject/no`, as the case lists it. */
export const instance = z
  .string()
  .regex(
    /^[a-z]+\/[a-z0-9_]+\/\d{1,4}$/,
    'an instance as the case lists it is needed, for example service/filing_order/1',
  )
export const charges = z.array(charge).min(1).max(20)
export const reasons = prose(10_000)
/** An organ of the registry, by its unified social credit code. */
export const organ = uscc

const shared = {
  officers,
  documentNo: documentNo.optional(),
  remarks: prose(2000).optional(),
  /** Papers that go with the act, uploaded before. */
  materials: materialReferences.optional(),
}

/** `clue_discovery` → `ClueDiscovery`, the schema's name in the OpenAPI document. */
const schemaId = (step: string) => step.replaceAll(/(?:^|_)([a-z0-9])/g, (_, c: string) => c.toUpperCase())

/** An act that officers take. */
export const taken = <Shape extends z.ZodRawShape>(step: string, description: string, shape: Shape) =>
  z.strictObject({ ...shared, ...shape }).meta({ id: schemaId(step), description })

/** An act that somebody with the right to must have decided. */
export const decided = <Shape extends z.ZodRawShape>(step: string, description: string, shape: Shape) =>
  taken(step, description, { decidedBy: officer, ...shape })

/** What a case is called and about, where it begins with this act; on a case that stands it is left out. */
export const head = {
  /** Needed where the case begins with this act. */
  caseName: line(200).optional(),
  domain: z.enum(domains).optional(),
  involvesStateSecrets: z.boolean().optional(),
  /** 当事人: the persons and units it is about, in full. */
  parties: z.array(suspect).min(1).max(200).optional(),
}

/** Whom to ask about the paper. */
export const contact = z.strictObject({ name: line(50), phone: line(32) }).optional()
/** Papers and articles by name, as a list that goes with the paper. */
export const listed = z.array(line(200)).max(2_000).optional()
/** Articles of law that the paper rests on. */
export const legalBasis = z.array(line(300)).min(1).max(20).optional()
/** 抄送: to whom else the paper goes. */
export const copyTo = z.array(line(200)).min(1).max(20).optional()

/** Day of a decision that was made before the act that tells of it. */
export const decidedOn = day.optional()
