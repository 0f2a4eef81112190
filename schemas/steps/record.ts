// Inputs of keeping the case: consultation, corrections, opening sealed entries, links, merging, splitting, duties done.
import { z } from 'zod'
import { catalogueChange, evidenceMax, movement, segment } from '../evidence.ts'
import { day, line, prose, sha256, uuid } from '../primitives.ts'
import { decided, instance, no, organ, reasons, suspects, taken } from './base.ts'

export const recordInputs = {
  consultation_request: taken(
    'consultation_request',
    '案件咨询: a written question on standards, evidence or expertise (ENV 24).',
    {
      to: organ,
      subject: line(200),
      question: prose(10_000),
    },
  ),
  consultation_reply: taken('consultation_reply', '咨询答复, in writing within 7 days (ENV 24).', {
    no: no.optional(),
    answer: prose(10_000),
  }),
  periodic_summary: taken('periodic_summary', '定期通报 (SPP21 14–15; ENV 35).', {
    period: line(50),
    text: prose(20_000),
  }),
  duty_performed: taken('duty_performed', '履行告知、抄送等义务: how and when it was done.', {
    instance: instance.optional(),
    performedOn: day,
    how: prose(2_000),
  }),
  record_correction: taken(
    'record_correction',
    '更正: what an entry of one’s own said wrongly; the entry itself stays.',
    {
      /** Version of the entry. */
      corrects: z.int().min(1),
      pointer: line(200),
      correct: prose(5_000),
      reason: prose(2_000),
    },
  ),
  letter_issued: taken(
    'letter_issued',
    '签发文书: a letter that one of the organ’s own entries brought has been issued; its digests stand in the entry. Take it by POST /v1/transfers/{id}/letters/{letter}/issue, or by itself for a letter that was made elsewhere.',
    {
      /** Id of the letter, as the entry names it. */
      letter: z.string().regex(/^[a-z][a-z0-9_]{0,63}$/, 'the id of a letter is needed'),
      /** Version of the entry that brought it. */
      ofVersion: z.int().min(1),
      sha256,
      /** Of the same bytes (GB/T 32905). */
      sm3: z
        .string()
        .regex(/^[0-9a-f]{64}$/, 'an SM3 digest is needed, as 64 lower-case hexadecimal digits')
        .optional(),
    },
  ),
  entry_disclosure: decided('entry_disclosure', '解除保密: entries sealed so far are opened to an organ of the case.', {
    to: organ,
    discloseVersions: z.array(z.int().min(1)).min(1).max(500),
    reason: prose(2_000),
  }),
  evidence_entry: taken(
    'evidence_entry',
    '证据入卷: evidence taken into the case at any time, and stretches of recordings that belong to written records.',
    {
      segments: z.array(segment).min(1).max(500).optional(),
      /** Version of the entry whose readers see this one; left out, every party does. */
      alongside: z.int().min(1).optional(),
    },
  ),
  evidence_custody_change: taken(
    'evidence_custody_change',
    '证据流转: who handed what of the case’s evidence to whom. Whoever sees the evidence sees the entry.',
    { movements: z.array(movement).min(1).max(evidenceMax) },
  ),
  evidence_catalogue_change: taken(
    'evidence_catalogue_change',
    '证据重新编目: another folder, or the catalogue corrected; what stood before stays on record.',
    { changes: z.array(catalogueChange).min(1).max(evidenceMax), reason: prose(2_000) },
  ),
  cases_linked: taken('cases_linked', '关联案件.', {
    other: uuid,
    relation: z.enum(['same_person', 'same_facts', 'upstream', 'downstream', 'other']),
    reason: prose(2_000),
  }),
  case_merged: decided('case_merged', '并案: this case goes on in the other; both keep their history (PSP 21).', {
    into: uuid,
    reason: prose(2_000),
  }),
  case_merged_in: taken('case_merged_in', '并入案件.', { from: uuid }),
  case_split: decided('case_split', '分案: suspects go on in a case of their own, with the history of this one.', {
    suspects,
    reason: prose(2_000),
  }),
  case_split_off: taken('case_split_off', '分出案件.', { from: uuid, caseName: line(200) }),
  case_closed: decided('case_closed', '办结归档.', { reasons: reasons.optional() }),
  period_expired: z
    .strictObject({})
    .meta({ id: 'PeriodExpired', description: '期限届满: raised by the gateway itself.' }),
  clocks_recounted: z
    .strictObject({})
    .meta({ id: 'ClocksRecounted', description: '期限重算: a holiday notice was loaded.' }),
  imported_record: z
    .looseObject({})
    .meta({ id: 'ImportedRecord', description: '原平台记录: taken over from another platform by the gateway itself.' }),
  imported_state: z
    .looseObject({})
    .meta({ id: 'ImportedState', description: '按原平台所载状态登记: taken over by the gateway itself.' }),
  imported_duty_started: taken(
    'imported_duty_started',
    '启动接管前未结期限: what was open when the case was taken over from another platform is counted from the day named, because the organ that owes it decides so.',
    {
      /** Version of the imported entry that it follows from. */
      follows: z.int().min(1),
      clock: z.string().regex(/^[a-z][a-z0-9_]{0,63}$/, 'the id of a period is needed, for example filing_review'),
      /** Where several are open: which. */
      instance: instance.optional(),
      startsOn: day,
      /** Key of the task on the older platform. */
      duty: line(200).optional(),
      reason: prose(2_000),
    },
  ),
  imported_duty_dismissed: taken(
    'imported_duty_dismissed',
    '接管前待办不再办理: a task that the older platform had open, and why nothing is to be done about it.',
    { follows: z.int().min(1), duty: line(200).optional(), reason: prose(2_000) },
  ),
} as const
