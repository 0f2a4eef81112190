// Letters on the wire: the list of a case, the issue, and what anybody may learn who holds an issued letter.
import { z } from 'zod'
import { actedAnswer } from './answers.ts'
import { documentNo, sha256 } from './primitives.ts'
import { officers } from './steps/base.ts'

const digest = z.string().regex(/^[0-9a-f]{64}$/)
const localDate = z.iso.date().meta({ description: 'Date in Asia/Shanghai' })
const at = z.iso.datetime().meta({ description: 'RFC 3339, UTC' })

export const issueLetter = z
  .strictObject({
    /** Version of the entry that brought the letter; left out, the last one that did. */
    version: z.int().min(1).optional(),
    officers,
    /** Left out: the number that the act named, or one of the agency’s own scheme. */
    documentNo: documentNo.optional(),
  })
  .meta({ id: 'IssueLetter', description: '签发文书: composes the letter, numbers it, and keeps it with the case.' })

export type IssueLetter = z.output<typeof issueLetter>

const missing = z
  .array(z.strictObject({ field: z.string(), zh: z.string() }))
  .meta({ description: 'Facts that the letter needs and the case does not have; in it they stand as named blanks' })

const issued = z.strictObject({
  version: z.int().meta({ description: 'Entry of the issue' }),
  on: localDate,
  documentNo: z.string().nullable(),
  materialId: z.uuid(),
  sha256: digest,
  sm3: digest,
  checkCode: z.string(),
  checkUrl: z.string(),
})

const letterHead = {
  letter: z.string(),
  zh: z.string(),
  en: z.string(),
  version: z.int().meta({ description: 'Entry that brought it' }),
  step: z.string(),
  at,
  issuer: z.strictObject({ id: z.uuid(), code: z.string().nullable(), name: z.string().nullable() }),
  mine: z.boolean().meta({ description: 'The caller’s own organ issues it' }),
  missing,
}

export const letterList = z
  .strictObject({ items: z.array(z.strictObject({ ...letterHead, issued: issued.nullable() })) })
  .meta({ id: 'LetterList', description: 'Letters that the visible entries of a case brought, oldest first' })

export const letterIssued = z
  .strictObject({ ...actedAnswer.shape, letter: z.strictObject({ ...letterHead, issued }) })
  .meta({ id: 'LetterIssued' })

export const letterCheck = z
  .strictObject({
    code: z.string(),
    letter: z.string(),
    zh: z.string(),
    documentNo: z.string().nullable(),
    issuedOn: localDate,
    issuer: z.string().meta({ description: 'Name of the issuing organ' }),
    sha256: digest,
    sm3: digest,
    matches: z.boolean().optional().meta({ description: 'Whether the digest that was sent is the genuine file’s' }),
  })
  .meta({ id: 'LetterCheck', description: 'What a genuine letter is; nothing of its case' })

export const letterDigest = z
  .strictObject({
    /** SHA-256 or SM3 of the file, in hexadecimal. */
    digest: sha256,
  })
  .meta({ id: 'LetterDigest' })
