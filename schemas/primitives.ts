// The smallest promises: text without control characters, times, dates, amounts, identifiers. Each limit carries its why.
import { z } from 'zod'
import { idNumberFault, usccFault } from './identifiers.ts'

const control = /(?![\t\n\r])\p{Cc}|\p{Surrogate}|\p{Noncharacter_Code_Point}/u
const lineControl = /\p{Cc}|\p{Surrogate}|\p{Noncharacter_Code_Point}/u

/** One look a string: these run for every field of every submission. */
const text = (max: number, forbidden: RegExp) =>
  z
    .string()
    .min(1)
    .max(max)
    .refine((s) => !forbidden.test(s) && s.trim() !== '', {
      error: ({ input }) =>
        forbidden.test(String(input)) ? 'control characters and lone surrogates are not allowed' : 'must not be blank',
    })

/** One line: no control characters, not only white space. */
export const line = (max: number) => text(max, lineControl)

/** Prose: line breaks and tabs allowed. */
export const prose = (max: number) => text(max, control)

/** Years in which the organs of today could have acted; PostgreSQL and JavaScript disagree about the year 0. */
const plausible = (s: string) => s >= '1949' && s < '2200'
const plausibleYear = 'the year must lie between 1949 and 2199'

/** RFC 3339 with an offset; seconds required. */
export const instant = z.iso
  .datetime({
    offset: true,
    error: 'a date and time with offset is needed (RFC 3339), for example 2026-11-20T09:30:00+08:00',
  })
  .refine(plausible, plausibleYear)
/** A calendar day that exists. */
export const day = z.iso.date({ error: 'a date that exists is needed, as yyyy-mm-dd' }).refine(plausible, plausibleYear)
/** Yuan as a decimal string with at most two decimals: money never passes through a floating-point number. */
export const cny = z
  .string()
  .regex(
    /^(0|[1-9]\d{0,14})(\.\d{1,2})?$/,
    'an amount in yuan is needed, as a decimal string with at most two decimals',
  )
export const quantity = z
  .string()
  .regex(/^(0|[1-9]\d{0,14})(\.\d{1,6})?$/, 'a quantity is needed, as a decimal string with at most six decimals')
/** Lower case only: one material must not be named in two spellings. */
export const uuid = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, 'a UUID in lower case is needed')
export const sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'a SHA-256 digest is needed, as 64 lower-case hexadecimal digits')

/** Unified social credit code, GB 32100-2015. */
export const uscc = z.string().superRefine((s, ctx) => {
  const fault = usccFault(s)
  if (fault !== null) ctx.addIssue({ code: 'custom', message: fault })
})

/** Citizen identity number, GB 11643-1999. */
export const idNumber = z.string().superRefine((s, ctx) => {
  const fault = idNumberFault(s, new Date().toISOString().slice(0, 10))
  if (fault !== null) ctx.addIssue({ code: 'custom', message: fault })
})

/** Document number (文号) as it stands on the paper. */
export const documentNo = line(128)

/** An officer, named as on the certificate (持证上岗) or badge. */
export const officer = z
  .strictObject({
    name: line(50),
    certificateNo: line(64),
    phone: line(32).optional(),
  })
  .meta({ id: 'Officer' })
