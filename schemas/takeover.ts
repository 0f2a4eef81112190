// The mapping file of a take-over: what the codes of an older platform are here, as a person has reviewed it. An entry that
// is only proposed counts as none, and a code without an entry stays as it is; nothing is ever guessed from a name.
import { z } from 'zod'
import { regionFault } from './identifiers.ts'
import { line, prose, uscc, uuid } from './primitives.ts'
import { domains, materialKinds } from './transfer.ts'

const code = z.string().min(1).max(200)
const region = z.string().superRefine((s, ctx) => {
  const fault = regionFault(s)
  if (fault !== null) ctx.addIssue({ code: 'custom', message: fault })
})

/** What every entry may say of itself; `label` is the older platform's own word, for whoever reviews. */
const reviewed = { proposed: z.boolean().optional(), label: line(400).optional() }
const entry = <Shape extends z.ZodRawShape>(shape: Shape) => z.strictObject({ ...shape, ...reviewed })
const entries = <Value extends z.ZodType>(value: Value) => z.record(code, value).default({})

const organKinds = [
  'administrative',
  'public_security',
  'procuratorate',
  'supervisory_commission',
  'justice_bureau',
  'government',
  'court',
] as const
const levels = ['national', 'provincial', 'prefecture', 'county', 'township'] as const

/** An organ that the import may register where its credit code is not known yet. */
const registration = z.strictObject({
  name: line(200),
  kind: z.enum(organKinds),
  uscc,
  region,
  level: z.enum(levels).optional(),
  domains: z.array(z.enum(domains)).max(20).optional(),
  specialty: z.enum(['anti_smuggling', 'forest', 'railway', 'coast_guard']).optional(),
})

/** An organ here, by id or credit code; one to be registered; one whose acts are another's; or none, with the reason. */
const organ = z.union([
  entry({ agency: uuid }),
  entry({ uscc }),
  entry({ register: registration }),
  entry({ into: code }),
  entry({ none: prose(500) }),
])

/** What a judgment came to. The one at first instance alone is no effective judgment. */
export const judgedOutcomes = [
  'judged_convicted',
  'judged_exempted',
  'judged_acquitted',
  'judged_first_instance',
] as const
export type JudgedOutcome = (typeof judgedOutcomes)[number]

export const sentenceBands = [
  'life_or_death',
  'over_ten_years',
  'three_to_ten_years',
  'under_three_years',
  'criminal_detention',
  'public_surveillance',
  'fine_only',
  'exempt',
  'acquitted',
] as const

/** Fields of the contract that a field of their forms may be; `typedAt` says when the act was done. */
export const formFields = [
  'typedAt',
  'documentNo',
  'decidedOn',
  'judgedOn',
  'court',
  'acceptanceNo',
  'filingUnit',
  'reasons',
  'reason',
  'facts',
  'report',
  'remarks',
  'ground',
  'suggestion',
  'legalBasisForPenalty',
] as const
export type FormField = (typeof formFields)[number]

export const takeoverMapping = z
  .strictObject({
    /** Code of the installation: what its exports put before their keys, as a rule its district code. */
    installation: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'letters, digits, - and _ are needed'),
    region,
    organs: entries(organ),
    districts: entries(z.union([region, entry({ region })])),
    industries: entries(entry({ domain: z.enum(domains) })),
    charges: entries(entry({ name: line(100), article: line(50).optional() })),
    /** Only codes that their own dictionary lacks: group → code → word. */
    dictionaries: entries(entries(entry({ word: line(200) }))),
    judgeConditions: entries(entry({ outcome: z.enum(judgedOutcomes), band: z.enum(sentenceBands).optional() })),
    formLabels: entries(entry({ field: z.enum(formFields) })),
    /** By the name of the act there, or by `TASK_TYPE/ACTION_TYPE/CASE_STATE`; the step is one of the procedure’s. */
    steps: entries(entry({ step: z.string().regex(/^[a-z][a-z0-9_]{1,63}$/, 'the id of a step is needed') })),
    documentKinds: entries(entry({ kind: z.enum(materialKinds) })),
    /** Columns under other names: table → theirs → ours. */
    columns: entries(entries(code)),
  })
  .meta({ id: 'TakeoverMapping', description: '接管映射文件: what the codes of an older platform are here.' })

export type TakeoverMapping = z.output<typeof takeoverMapping>
export type MappedOrgan = z.output<typeof organ>
