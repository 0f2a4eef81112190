// Labels over cases, penalty cases and findings: campaigns (专项活动) and listed supervision (挂牌督办), as an organ says them and
// as the gateway answers. A label reveals nothing of what bears it.
import { z } from 'zod'
import { day, line, officer, prose, uscc, uuid } from './primitives.ts'

export const labelKinds = ['campaign', 'listed'] as const
export const labelStates = ['open', 'ended'] as const
export const labelActs = ['change', 'put', 'take_off', 'report', 'end'] as const
/** What can bear a label: a case, a penalty case, a finding. */
export const subjectKinds = ['transfer', 'penalty', 'finding'] as const

const officers = z.array(officer).min(1).max(20)
const membersMax = 1_000
/** Of one act; more are several acts. */
export const labelledAtOnce = 200

const members = z.array(uscc).max(membersMax)
const responsible = z
  .strictObject({ name: line(50), organ: uscc.optional() })
  .meta({ description: 'Who answers for it; without an organ, of the owner' })

export const openLabel = z
  .strictObject({
    officers,
    kind: z.enum(labelKinds),
    name: line(100),
    description: prose(5_000).optional(),
    fromDay: day,
    toDay: day.optional(),
    /** Organs that may use it beside the owner, by their unified social credit codes. */
    members: members.optional(),
    dueOn: day.optional(),
    responsible: responsible.optional(),
  })
  .superRefine((said, ctx) => {
    if (said.toDay !== undefined && said.toDay < said.fromDay)
      ctx.addIssue({ code: 'custom', path: ['toDay'], message: 'it ends before it begins' })
    if (said.kind !== 'listed') return
    for (const field of ['dueOn', 'responsible'] as const)
      if (said[field] === undefined)
        ctx.addIssue({ code: 'custom', path: [field], message: 'listed supervision needs it' })
  })
  .meta({
    id: 'OpenLabel',
    description:
      '专项活动 or 挂牌督办: name, members, period; of listed supervision the due day of its report and who answers for it.',
  })

export const changeLabel = z
  .strictObject({
    officers,
    reason: prose(2_000),
    name: line(100).optional(),
    description: prose(5_000).optional(),
    toDay: day.optional(),
    members: members.optional(),
    dueOn: day.optional(),
    responsible: responsible.optional(),
  })
  .meta({ id: 'ChangeLabel', description: 'Name, members, period, due day; what was before stays on record.' })

const subjects = z
  .array(z.strictObject({ kind: z.enum(subjectKinds), id: uuid }))
  .min(1)
  .max(labelledAtOnce)
  .superRefine((list, ctx) => {
    const seen = new Set<string>()
    for (const [index, { kind, id }] of list.entries()) {
      if (seen.has(`${kind}:${id}`)) ctx.addIssue({ code: 'custom', path: [index], message: 'it is named twice' })
      seen.add(`${kind}:${id}`)
    }
  })

export const putLabel = z
  .strictObject({ officers, subjects, reason: prose(2_000) })
  .meta({ id: 'PutLabel', description: 'Put cases, penalty cases and findings under a label, with the reason.' })
export const takeOffLabel = z
  .strictObject({ officers, subjects, reason: prose(2_000) })
  .meta({ id: 'TakeOffLabel', description: 'Take them off, with the reason.' })
export const reportLabel = z
  .strictObject({ officers, text: prose(20_000) })
  .meta({ id: 'ReportLabel', description: '督办报告、活动小结: what came of it.' })
export const endLabel = z
  .strictObject({ officers, reason: prose(2_000) })
  .meta({ id: 'EndLabel', description: 'End it; listed supervision only when it has been reported on.' })

export const listLabelsQuery = z.object({
  cursor: uuid.optional(),
  kind: z.enum(labelKinds).optional(),
  state: z.enum(labelStates).optional(),
  mine: z.enum(['true', 'false']).optional(),
  subject: z
    .string()
    .regex(
      /^(transfer|penalty|finding):[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
      'kind:id is needed',
    )
    .optional(),
})

export const labelSubjectsQuery = z.object({ kind: z.enum(subjectKinds).default('transfer'), cursor: uuid.optional() })

const at = z.iso.datetime().meta({ description: 'RFC 3339, UTC' })
const organ = z.strictObject({ id: z.uuid(), code: z.string().nullable(), name: z.string().nullable() })

const head = {
  id: z.uuid(),
  version: z.int(),
  kind: z.enum(labelKinds),
  state: z.enum(labelStates),
  name: z.string(),
  owner: organ,
  mine: z.boolean().meta({ description: 'The caller’s agency owns it' }),
  fromDay: z.iso.date(),
  toDay: z.iso.date().optional(),
  dueOn: z.iso.date().optional(),
  daysLeft: z.int().optional().meta({ description: 'Local days to the due day, negative after it, while it is owed' }),
  reported: z.boolean(),
  createdAt: at,
  updatedAt: at,
}

export const labelAnswer = z
  .strictObject({
    ...head,
    description: z.string().optional(),
    responsible: z.strictObject({ name: z.string(), organ: z.string().optional() }).optional(),
    members: z.array(organ),
    entries: z
      .array(
        z.strictObject({
          version: z.int(),
          act: z.enum(['open', 'change', 'report', 'end', 'overdue']),
          at,
          by: organ.nullable(),
          officers: z.array(z.strictObject({ name: z.string(), certificateNo: z.string() })),
          reason: z.string().optional(),
          text: z.string().optional(),
        }),
      )
      .meta({ description: 'Without what was put under it and taken off: that stands in its subjects' }),
    available: z.array(z.enum(labelActs)),
  })
  .meta({ id: 'Label' })

export const labelList = z
  .strictObject({ items: z.array(z.strictObject(head)), next: z.string().nullable() })
  .meta({ id: 'LabelList' })

export const labelSubjects = z
  .strictObject({
    items: z.array(
      z.strictObject({
        kind: z.enum(subjectKinds),
        id: z.uuid(),
        title: z.string().meta({ description: 'Number and name; persons masked' }),
        by: organ,
        at,
        reason: z.string(),
      }),
    ),
    next: z.string().nullable().meta({ description: 'A page may be short, or empty, and still lead on' }),
  })
  .meta({ id: 'LabelSubjects' })
