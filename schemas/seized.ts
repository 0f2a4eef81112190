// Seized items (涉案财物) as partners name them: the lines of a list (ENV 6(4)), the lines of a handover, of a count and of
// a settlement, and where a quantity may stand. Quantities are decimal texts; a unit is the item's own and never changes.
import { z } from 'zod'
import { cny, day, documentNo, line, officer, prose, quantity, uuid } from './primitives.ts'

/**
 * Where a quantity stands. `in_dispute`: counted otherwise than listed, and nobody has settled it; `difference`: weighed or
 * counted otherwise, with a reason that was accepted. These two may be negative: more was found than listed. `relisted`:
 * a later letter of the same case lists it anew.
 */
export const custodies = [
  'agency',
  'agency_for_police',
  'public_security',
  'sampled',
  'disposed',
  'in_dispute',
  'difference',
  'relisted',
] as const
export type Custody = (typeof custodies)[number]

/** Who signed the list of the seizure beside the officers, or refused to. */
const acknowledgement = z.strictObject({
  as: z.enum(['owner', 'holder', 'witness']),
  name: line(100),
  /** 拒绝签名: noted by the officers. */
  refused: z.boolean().optional(),
})

/** 10,000 in one letter is the largest seen. */
export const itemsMax = 10_000

export const seizedItem = z
  .strictObject({
    name: line(200),
    quantity,
    unit: line(20),
    brand: line(100).optional(),
    /** 编号、序列号、印记. */
    serialNo: line(200).optional(),
    features: line(500).optional(),
    /** 持有人. */
    holder: line(200).optional(),
    storagePlace: line(200).optional(),
    measure: z.enum(['sealed', 'seized', 'frozen', 'registered', 'none']).optional(),
    measureDocumentNo: documentNo.optional(),
    /** Last day of the measure. */
    measureUntil: day.optional(),
    perishable: z.boolean().optional(),
    hazardous: z.boolean().optional(),
    /** Why it is perishable or dangerous; needed for what is dangerous. */
    specialReason: line(500).optional(),
    sampleRetained: z.boolean().optional(),
    /** 来源证明: what shows where it was found, for example the site record. */
    sourceProof: line(300).optional(),
    value: cny.optional(),
    /** Materials of the same act. */
    photos: z.array(uuid).max(50).optional(),
    acknowledgements: z.array(acknowledgement).max(5).optional(),
  })
  .superRefine((item, ctx) => {
    if (item.hazardous && item.specialReason === undefined)
      ctx.addIssue({ code: 'custom', path: ['specialReason'], message: 'what is dangerous needs the reason' })
  })
  .meta({ id: 'SeizedItem' })

/** Number of an item in the case: the first of the first list is 1, and no number is given twice. */
const item = z.int().min(1).max(9_999_999)
const batches = z.array(z.int().min(1).max(9_999)).min(1).max(1_000).optional()

/** 计量差: the scales, the count or time say otherwise than the list. Nothing vanishes without a reason. */
const weighedDifference = z.strictObject({
  kind: z.enum(['shortfall', 'surplus']),
  quantity,
  reason: line(500),
})

const movedLine = {
  item,
  /** Left out: all that stands there. */
  quantity: quantity.optional(),
  /** Where given, it must be the item’s. */
  unit: line(20).optional(),
  /** Where given, it must be the item’s. */
  name: line(200).optional(),
  note: line(500).optional(),
}

export const handoverLine = z.strictObject({ ...movedLine, difference: weighedDifference.optional() })

export const handover = {
  /** Batches by number; left out, those of the items named, or all that the sender still holds. */
  batches,
  receivedBy: officer,
  /** 移交清单. Left out: all that the sender still holds of the batches. */
  handedOver: z.array(handoverLine).max(itemsMax).default([]),
  place: line(200).optional(),
}

export const countedLine = z.strictObject({
  item,
  counted: quantity,
  unit: line(20).optional(),
  /** Needed where the count differs from the list. Not accepted, it stays open until it is settled. */
  difference: z.strictObject({ reason: line(500), accepted: z.boolean() }).optional(),
})

export const count = {
  /** Which list, where several are open. */
  no: z.int().min(1).max(9_999).optional(),
  /** What was counted, item by item; items of the list that are left out were counted as listed. */
  counted: z.array(countedLine).max(itemsMax).default([]),
  place: line(200).optional(),
}

export const settledLine = z.strictObject({
  item,
  /** 补交 since; the count was wrong; the difference is accepted with the reason. */
  outcome: z.enum(['delivered', 'recounted', 'accepted']),
  reason: line(500),
})

export const settlement = {
  /** Which difference, where several are open. */
  no: z.int().min(1).max(9_999).optional(),
  /** Every item that is open in it. */
  settled: z.array(settledLine).min(1).max(itemsMax),
}

/** 代为保管协议 (law.md 4.19): conditions, place, whoever answers for it, until when, and how it comes back. */
export const keeping = {
  batches,
  /** Left out: all that the sender still holds of the batches. */
  items: z.array(z.strictObject(movedLine)).max(itemsMax).default([]),
  conditions: prose(2_000),
  place: line(200),
  responsible: line(100),
  /** Who fixed the evidence before the articles stay with the agency. */
  evidenceFixedBy: line(100).optional(),
  /** Last day of the agreement. */
  expiresOn: day.optional(),
  returnConditions: prose(2_000).optional(),
  costs: prose(1_000).optional(),
}

const disposedLine = z.strictObject({
  ...movedLine,
  difference: weighedDifference.optional(),
  /** 留样: kept back, and not disposed of with the rest. */
  sample: z.strictObject({ quantity, place: line(200).optional() }).optional(),
})

/** Photographs, the contract and the bills go with the act as materials (ENV 10). */
export const disposal = {
  batches,
  /** Left out: all that the sender still holds of the batches. */
  items: z.array(disposedLine).max(itemsMax).default([]),
  method: prose(2_000),
  disposedBy: line(200),
  /** 处置单位资质: number of its licence. */
  qualification: line(200).optional(),
  disposedOn: day.optional(),
  place: line(200).optional(),
  costCny: cny.optional(),
}

/** 补充涉案物品清单. */
export const furtherItems = { seizedItems: z.array(seizedItem).min(1).max(itemsMax) }

/** Filters of the list of a case's items, as query parameters. */
export const itemsQuery = z.object({
  batch: z
    .string()
    .regex(/^[1-9]\d{0,3}$/)
    .optional(),
  custody: z.enum(custodies).optional(),
})

const at = z.iso.datetime().meta({ description: 'RFC 3339, UTC' })
const stands = z.strictObject({ custody: z.enum(custodies), quantity: z.string() })

export const itemAnswer = z
  .looseObject({
    no: z.int(),
    batch: z.int(),
    version: z.int().meta({ description: 'The entry whose list it stands in' }),
    name: z.string(),
    quantity: z.string().meta({ description: 'As seized; it never changes' }),
    unit: z.string(),
    standing: z.array(stands).meta({ description: 'Where how much of it stands now' }),
    balanced: z.boolean().meta({ description: 'What was seized is what stands somewhere, and nothing is overdrawn' }),
  })
  .meta({ id: 'ItemOfCase' })

const movementAnswer = z.strictObject({
  version: z.int(),
  at,
  step: z.string(),
  quantity: z.string(),
  unit: z.string(),
  from: z.enum(custodies),
  to: z.enum(custodies),
  list: z.int().nullable().meta({ description: 'Entry of the handover list that it belongs to' }),
  note: z.string().nullable(),
})

const named = z.array(z.strictObject({ name: z.string(), certificateNo: z.string() }))

export const handoverList = z
  .strictObject({
    version: z.int().meta({ description: 'The entry that is the list' }),
    no: z.int().nullable().meta({ description: 'Number under which it is signed for; null where it needs no receipt' }),
    step: z.string(),
    at,
    from: z.enum(custodies).nullable(),
    to: z.enum(custodies).nullable(),
    place: z.string().nullable(),
    lineCount: z.int(),
    digest: z.string().meta({ description: 'SHA-256 over the canonical JSON of case, entry and all lines' }),
    status: z.enum(['unsigned', 'signed', 'disputed', 'not_needed']),
    signatures: z.strictObject({
      handedOver: z.strictObject({ part: z.string(), officers: named, at }),
      receivedBy: z.strictObject({ name: z.string(), certificateNo: z.string() }).nullable(),
      received: z.strictObject({ part: z.string(), officers: named, at, version: z.int() }).nullable(),
    }),
    lines: z.array(
      z.strictObject({
        item: z.int(),
        name: z.string(),
        quantity: z.string(),
        unit: z.string(),
        from: z.enum(custodies),
        to: z.enum(custodies),
        note: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'HandoverList' })

export const itemHistory = itemAnswer
  .extend({ movements: z.array(movementAnswer), lists: z.array(z.int()) })
  .meta({ id: 'ItemHistory' })

export const itemsBalance = z
  .strictObject({
    items: z.int(),
    balanced: z.boolean(),
    seized: z.array(z.strictObject({ unit: z.string(), quantity: z.string(), items: z.int() })),
    standing: z.array(
      z.strictObject({ unit: z.string(), custody: z.enum(custodies), quantity: z.string(), items: z.int() }),
    ),
    unbalanced: z.array(z.int()).meta({ description: 'Items whose sums differ; none, unless rows were tampered with' }),
    inDispute: z.array(z.int()).meta({ description: 'Items of which a counted difference is open' }),
  })
  .meta({ id: 'ItemsBalance' })
