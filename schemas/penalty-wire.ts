// Penalty cases on the wire: what may be sent, and what is answered. The record itself is in penalty.ts; what sources send is
// no contract of ours and stands here as any object.

import { z } from 'zod'
import { penaltyReview } from './draws-answers.ts'
import { penaltyRecord, procedureKinds } from './penalty.ts'
import { day, line, officer, prose, uuid } from './primitives.ts'

/** Records in one request. */
export const penaltyRecordsMax = 10_000

/** Beside the records in `{records, …}`; left out, the layout is recognised by the fields. */
export const penaltyIngestOptions = z.strictObject({
  layout: line(64).optional(),
  mapping: z.unknown().optional(),
})

export const penaltyIngest = z
  .union([
    z.strictObject({
      records: z.array(z.looseObject({})).max(penaltyRecordsMax),
      layout: line(64).optional().meta({ description: 'A preset by its id; left out, it is recognised by the fields' }),
      mapping: z.unknown().optional().meta({ description: 'A mapping of one’s own fields, in place of a preset' }),
    }),
    z.array(z.looseObject({})).max(penaltyRecordsMax),
  ])
  .meta({
    id: 'PenaltyIngest',
    description:
      '行政处罚案件: records as the source has them, whatever their dirt; `cd_operation` and `cd_time` of an exchange table are understood. Also as application/x-ndjson, a record a line.',
  })

const outcome = z.enum(['created', 'updated', 'unchanged', 'quarantined', 'refused'])
const counts = {
  created: z.int(),
  updated: z.int(),
  unchanged: z.int(),
  quarantined: z.int().meta({ description: 'Readable, not fit to keep: held for repair' }),
  refused: z.int().meta({ description: 'Not readable as a record' }),
}
const faults = z.array(z.strictObject({ field: z.string(), code: z.string(), detail: z.string() }))

export const penaltyIngestAnswer = z
  .strictObject({
    ...counts,
    results: z.array(
      z.strictObject({
        n: z.int().meta({ description: 'Place in the request, from 0' }),
        line: z.int().optional().meta({ description: 'Line of the NDJSON, from 1' }),
        outcome,
        key: z.string().optional().meta({ description: 'Of a held record: by what it would be known' }),
        id: z.uuid().optional().meta({ description: 'The penalty case; of a held record the entry of the quarantine' }),
        version: z.int().optional(),
        withdrawn: z.literal(true).optional(),
        faults: faults.optional(),
      }),
    ),
  })
  .meta({ id: 'PenaltyIngestAnswer' })

const at = z.iso.datetime().meta({ description: 'RFC 3339, UTC' })
const agency = z.strictObject({ id: z.uuid(), code: z.string().nullable(), name: z.string().nullable() })
const procedureKind = z.enum(procedureKinds)

export const penaltyHead = {
  id: z.uuid(),
  version: z.int(),
  state: z.enum(['live', 'withdrawn']),
  key: z.string().meta({ description: 'By what it is known at its origin, with the rule that made it' }),
  origin: z.strictObject({ kind: z.enum(['source', 'agency', 'import']), name: z.string() }),
  organ: z
    .strictObject({ name: z.string().nullable(), code: z.string().nullable(), agencyId: z.uuid().nullable() })
    .meta({ description: 'The deciding organ; `agencyId` where it is registered here' }),
  sender: agency.nullable(),
  regionCode: z.string().nullable(),
  domain: z.string().nullable(),
  decisionNo: z.string().nullable(),
  decidedOn: z.iso.date().nullable(),
  procedure: procedureKind.nullable(),
  parties: z
    .array(z.strictObject({ kind: z.string(), name: z.string().nullable(), uscc: z.string().optional() }))
    .meta({ description: 'At most three; natural persons are masked' }),
  partyCount: z.int(),
  fineFen: z.string().nullable().meta({ description: 'Fines together, in fen' }),
  suspected: z.boolean().nullable(),
  transferred: z.boolean().nullable(),
  transferId: z.uuid().nullable().meta({ description: 'The transfer that grew from it here' }),
  sourceDay: z.iso.date(),
  createdAt: at,
  updatedAt: at,
}

export const penaltyCaseList = z
  .strictObject({
    items: z.array(z.strictObject(penaltyHead)),
    next: z.string().nullable().meta({ description: 'Cursor of the next page, null on the last' }),
  })
  .meta({ id: 'PenaltyCaseList' })

export const penaltyCaseAnswer = z
  .strictObject({
    ...penaltyHead,
    record: penaltyRecord.nullable(),
    duplicates: z.array(
      z.strictObject({
        id: z.uuid(),
        key: z.string(),
        origin: penaltyHead.origin,
        sameFacts: z.boolean(),
        sameDecision: z.boolean(),
      }),
    ),
    conversions: z
      .array(z.strictObject({ version: z.int(), at, from: procedureKind, to: procedureKind }))
      .meta({ description: '程序转换: where a version has another procedure than the one before' }),
    outcomes: z
      .array(z.strictObject({ transferId: z.uuid(), version: z.int(), step: z.string(), status: z.string(), at }))
      .meta({ description: 'What became of the transfer, as its sender saw it; newest first' }),
    reviews: z
      .array(penaltyReview)
      .meta({ description: '抽查核查结果: results of the draws it was reviewed in; newest first' }),
  })
  .meta({ id: 'PenaltyCase' })

const difference = z.strictObject({
  pointer: z.string(),
  from: z.unknown().optional(),
  to: z.unknown().optional(),
})
const officers = z.array(officer).min(1).max(20)
const officerShown = z.strictObject({ name: z.string(), certificateNo: z.string(), phone: z.string().optional() })

export const penaltyVersionList = z
  .strictObject({
    items: z.array(
      z.strictObject({
        version: z.int(),
        at,
        operation: z.enum(['insert', 'update', 'delete', 'correction', 'release']),
        digest: z.string(),
        layout: z.string(),
        sourceAt: z.string().nullable(),
        batchId: z.uuid().nullable(),
        reason: z.string().nullable(),
        officers: z.array(officerShown),
        changes: z.array(difference).meta({ description: 'Against the version before' }),
        record: penaltyRecord.nullable(),
        raw: z.unknown().meta({ description: 'As it came' }),
      }),
    ),
    next: z.string().nullable(),
  })
  .meta({ id: 'PenaltyVersionList' })

export const correctPenalty = z
  .strictObject({
    officers,
    reason: prose(2_000),
    changes: z
      .array(
        z.strictObject({
          pointer: z
            .string()
            .max(400)
            .regex(/^(\/.*)+$/s, 'a JSON Pointer into the record is needed, for example /facts'),
          value: z.unknown().optional(),
        }),
      )
      .min(1)
      .max(100),
  })
  .meta({
    id: 'CorrectPenaltyCase',
    description:
      '更正: places of the record (JSON Pointer) with their new values; without a value, what stands there goes.',
  })

export const penaltyCorrectionAnswer = z
  .strictObject({ id: z.uuid(), version: z.int(), changes: z.array(difference) })
  .meta({ id: 'PenaltyCorrection' })

export const withdrawPenalty = z.strictObject({ officers, reason: prose(2_000) }).meta({
  id: 'WithdrawPenaltyCase',
  description: '撤销: the record was none, or the decision is gone; why, and who answers for it.',
})

const held = {
  id: z.uuid(),
  state: z.enum(['held', 'released', 'superseded']),
  key: z.string().nullable(),
  origin: penaltyHead.origin,
  layout: z.string(),
  sourceDay: z.iso.date(),
  at,
  faults,
  raw: z.unknown(),
  caseId: z.uuid().nullable(),
  resolvedAt: at.nullable(),
}

export const penaltyQuarantineList = z
  .strictObject({ items: z.array(z.strictObject(held)), next: z.string().nullable() })
  .meta({ id: 'PenaltyQuarantineList' })

export const penaltyHeldAnswer = z
  .strictObject({
    ...held,
    fields: z
      .array(
        z.strictObject({
          name: z.string().meta({ description: 'as the source writes it' }),
          place: z.string().nullable().meta({ description: 'where it is read to; null: unknown to the layout' }),
          faults,
        }),
      )
      .describe('the fields of the record, each with what makes it unfit'),
    elsewhere: faults.describe('faults that lie in no single field'),
  })
  .meta({ id: 'PenaltyHeld' })

export const releasePenalty = z
  .strictObject({ officers, reason: prose(2_000), record: z.looseObject({}) })
  .meta({ id: 'ReleasePenalty', description: 'The held record as it should have been sent, whole.' })

/** Filters of the list, as query parameters. */
export const listPenaltiesQuery = z.object({
  cursor: uuid.optional(),
  organ: line(32).optional(),
  region: z
    .string()
    .regex(/^\d{6}$/, 'six digits are needed')
    .optional(),
  domain: line(64).optional(),
  decidedFrom: day.optional(),
  decidedTo: day.optional(),
  state: z.enum(['live', 'withdrawn']).optional(),
  decisionNo: line(200).optional(),
  suspectedNotTransferred: z.enum(['true', 'false']).optional(),
})

export const listQuarantineQuery = z.object({
  cursor: uuid.optional(),
  state: z.enum(['held', 'released', 'superseded']).optional(),
})
