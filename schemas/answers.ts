// What the gateway answers. The tests hold real answers against these, so a field that is not promised is not sent.
import { z } from 'zod'
import { checkedStage } from './answers-evidence.ts'
import { importedEntry, namedPeriods, takenOver } from './imported.ts'
import { materialShown } from './material.ts'
import { sent } from './sent.ts'
import { parts } from './transfer.ts'

export * from './answers-evidence.ts'
export * from './answers-items.ts'
export { importedDuties } from './imported.ts'

const basis = z.array(z.string()).meta({
  description: 'Instrument and article, for example `R310 5(2)`; the codes are listed by GET /v1/procedure.',
  examples: [['R310 5(2)']],
})
const at = z.iso.datetime().meta({ description: 'RFC 3339, UTC' })
const localDate = z.iso.date().meta({ description: 'Date in Asia/Shanghai' })
const light = z.enum(['green', 'yellow', 'orange', 'red', 'blue', 'grey']).meta({
  description:
    'green: time enough; yellow: less than a day; orange: past the earlier reading of the law; red: broken; blue: done in time; grey: its ground fell away',
})
const part = z.enum(parts)
const actor = z.enum([...parts, 'gateway'])
const warnings = z
  .array(z.strictObject({ kind: z.enum(['person', 'unit', 'facts', 'document']), zh: z.string(), en: z.string() }))
  .meta({ description: 'What another agency has transferred before; which case it is, is not said' })
const agency = z.strictObject({ id: z.uuid(), code: z.string().nullable(), name: z.string().nullable() })
const officer = z.strictObject({ name: z.string(), certificateNo: z.string() })
const decidedBy = z.strictObject({ name: z.string(), certificateNo: z.string(), role: z.string() })

export const fieldFault = z
  .strictObject({
    pointer: z.string().meta({ description: 'JSON Pointer (RFC 6901) into the body' }),
    detail: z.string(),
  })
  .meta({ id: 'FieldFault' })

export const problem = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string().meta({
      description: 'Stable; the order in which codes are checked is documented in the description of this API.',
    }),
    detail: z.string(),
    requestId: z.string(),
    basis: basis.optional(),
    errors: z.array(fieldFault).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details' })

export const clockAnswer = z
  .strictObject({
    key: z.string(),
    rule: z.string(),
    zh: z.string(),
    en: z.string(),
    owner: z.enum([...parts, 'addressee']),
    kind: z.enum(['right', 'wait']).optional(),
    on: z.string(),
    stage: z.int(),
    basis,
    anchorAt: at,
    anchorVersion: z.int(),
    dueAt: at.meta({ description: 'The earlier reading: what to work to' }),
    breachAt: at.meta({ description: 'The later reading: after it the period is broken' }),
    localDate,
    provisional: z.boolean().meta({ description: 'A year without a published holiday notice was counted through' }),
    calendar: z.string(),
    status: z.enum(['running', 'suspended', 'met', 'breached', 'late', 'ended', 'lapsed']),
    contested: z.boolean().optional().meta({ description: 'Instruments differ or were not read in the original' }),
    advisory: z.boolean().optional().meta({ description: 'A target that binds nobody' }),
    excludedDays: z.int().optional(),
    expiredVersion: z.int().optional().meta({ description: 'Entry that raised its running out' }),
    settledAt: at.optional(),
    light,
    explanation: z
      .strictObject({
        zh: z.string(),
        en: z.string(),
        ruleSet: z.string().meta({ description: 'Version of the rules it runs under' }),
        confidence: z.string().meta({ description: 'How far the text was read: read, read_quoted, memory, …' }),
      })
      .optional(),
  })
  .meta({ id: 'Clock' })

export const trackAnswer = z
  .strictObject({
    key: z.string(),
    track: z.string(),
    subject: z.string(),
    no: z.int(),
    state: z.string(),
    zh: z.string(),
    en: z.string(),
    since: z.int(),
    final: z.boolean(),
    about: z.array(z.string()).optional().meta({ description: 'Suspects it concerns; left out, the whole case' }),
    addressee: z.string().optional(),
    replyBy: localDate.optional(),
  })
  .meta({ id: 'TrackInstance' })

export const availableStep = z
  .strictObject({
    step: z.string(),
    zh: z.string(),
    en: z.string(),
    basis,
    instances: z.array(z.string()),
    decidedBy: z
      .string()
      .optional()
      .meta({ description: 'Role that must have decided; by_stage = the approver the next stage needs' }),
    due: z.strictObject({ rule: z.string(), target: at, breach: at, localDate, provisional: z.boolean() }).optional(),
    periods: namedPeriods.optional(),
    inputSchema: z.string(),
  })
  .meta({ id: 'AvailableStep' })

const head = {
  id: z.uuid(),
  version: z.int(),
  documentNo: z.string(),
  caseName: z.string(),
  caseNameMasked: z.string().meta({ description: 'For people: names of suspects who are natural persons masked' }),
  domain: z.string(),
  regionCode: z.string(),
  status: z
    .string()
    .meta({ description: 'State of the criminal track, or several_outcomes where suspects went different ways' }),
  createdAt: at,
  updatedAt: at,
  parts: z.array(z.strictObject({ part, agency })),
  counts: z.strictObject({ materials: z.int(), items: z.int(), receipts: z.int(), suspects: z.int() }),
  nextDue: z.strictObject({ rule: z.string(), anchorAt: at, dueAt: at, breachAt: at, localDate, light }).optional(),
}

const whole = {
  ...head,
  suspects: z.array(
    z.strictObject({
      id: z.string(),
      kind: z.enum(['person', 'unit']),
      name: z.string(),
      charges: z
        .record(z.string(), z.array(z.string()))
        .optional()
        .meta({ description: 'Step → crimes as charged then' }),
      sentence: z.looseObject({}).optional(),
    }),
  ),
  gaps: z.array(z.strictObject({ kind: z.string(), reason: z.string() })),
  imported: takenOver.optional(),
  tracks: z.array(trackAnswer),
  clocks: z.array(clockAnswer),
  duties: z.array(
    z.strictObject({
      key: z.string(),
      duty: z.string(),
      zh: z.string(),
      en: z.string(),
      basis,
      state: z.enum(['owed', 'done']),
      since: z.int(),
      owner: z.string(),
      to: z.strictObject({ zh: z.string(), en: z.string() }).optional(),
    }),
  ),
  available: z.array(availableStep),
}

export const receiptAnswer = z
  .strictObject({
    no: z.int(),
    version: z.int(),
    step: z.string(),
    jws: z
      .string()
      .meta({ description: 'Compact JWS (RFC 7515), typ xianjie-receipt+jwt; verify with /.well-known/jwks.json' }),
  })
  .meta({ id: 'Receipt' })

export const actedAnswer = z
  .strictObject({
    transfer: z.strictObject({ ...whole, warnings: warnings.optional(), sent: sent.optional() }),
    receipt: receiptAnswer.nullable(),
  })
  .meta({ id: 'Acted', description: 'The case after the act, and its signed receipt where the step gives one' })

const instanceFacts = {
  about: z.array(z.string()).optional(),
  addressee: z.string().optional(),
  asker: z.string().optional(),
  matter: z.string().optional(),
  replyBy: localDate.optional(),
}

export const eventAnswer = z
  .strictObject({
    version: z.int(),
    step: z.string(),
    zh: z.string(),
    en: z.string(),
    at,
    basis,
    basisZh: z.array(z.string()),
    ruleSet: z.string(),
    by: z.strictObject({ part: actor, agency }),
    sealed: z.boolean().optional().meta({ description: 'Not every party sees this entry' }),
    about: z.array(z.string()).optional(),
    officers: z.array(officer),
    decidedBy: decidedBy.optional(),
    moves: z.array(
      z.strictObject({ instance: z.string(), from: z.string().optional(), to: z.string(), ...instanceFacts }),
    ),
    opens: z.array(z.strictObject({ instance: z.string(), state: z.string(), ...instanceFacts })),
    clocksStarted: z.array(clockAnswer),
    clocksSettled: z.array(clockAnswer),
    clocksAdvanced: z.array(clockAnswer),
    clocksExpired: z.array(clockAnswer).optional(),
    letters: z.array(z.strictObject({ id: z.string(), zh: z.string(), en: z.string() })),
    receipt: z.boolean(),
    imported: importedEntry.optional(),
    input: z.looseObject({}).optional(),
  })
  .meta({ id: 'Event' })

export const transferAnswer = z
  .strictObject({
    ...whole,
    part,
    ended: z.boolean(),
    submission: z.looseObject({}).optional(),
    related: z.array(z.strictObject({ id: z.uuid(), relation: z.string(), version: z.int() })).optional(),
    sent: sent.optional(),
    timeline: z.array(eventAnswer),
  })
  .meta({ id: 'Transfer' })
const page = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({
    items: z.array(item),
    next: z.string().nullable().meta({ description: 'Cursor of the next page, null on the last' }),
  })

export const transferList = page(z.strictObject({ ...head, part, ended: z.boolean() })).meta({ id: 'TransferList' })
export const eventList = page(eventAnswer).meta({ id: 'EventList' })
export const receiptList = z.strictObject({ items: z.array(receiptAnswer) }).meta({ id: 'ReceiptList' })

export const checkAnswer = z
  .strictObject({
    acceptable: z.boolean(),
    problems: z.array(problem),
    warnings,
    checklist: checkedStage
      .optional()
      .meta({ description: 'What the transfer asks for; absent where a draft is not yet a letter' }),
  })
  .meta({ id: 'CheckResult', description: 'Everything a submission would be refused for, nothing kept' })

export const foreseenAnswer = z
  .strictObject({
    acceptable: z.boolean(),
    problems: z.array(problem),
    clocksStarted: z.array(clockAnswer).meta({ description: 'Periods that would begin, as far as the caller knows' }),
    clocksSettled: z.array(clockAnswer).meta({ description: 'Periods that would end' }),
    letters: z.array(z.strictObject({ id: z.string(), zh: z.string(), en: z.string() })).meta({
      description: 'Letters that it would bring; each can be previewed',
    }),
  })
  .meta({ id: 'ForeseenStep', description: 'What a step would do and be refused for, nothing kept' })

export const clockList = z
  .strictObject({
    items: z.array(
      z.strictObject({
        transferId: z.uuid(),
        documentNo: z.string(),
        caseName: z.string(),
        domain: z.string(),
        mine: z.boolean(),
        ownedBy: z.string(),
        ...clockAnswer.shape,
      }),
    ),
    counts: z
      .strictObject({ running: z.int(), near: z.int(), overdue: z.int(), provisional: z.int() })
      .optional()
      .meta({ description: 'Left out with `counts=false`' }),
    next: z.string().nullable(),
  })
  .meta({ id: 'ClockList' })

export { changesAnswer } from './notices.ts'

export const materialAnswer = materialShown.meta({ id: 'Material' })
export const materialList = page(materialAnswer).meta({ id: 'MaterialList' })
