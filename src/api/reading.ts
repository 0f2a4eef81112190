// What a read leaves in the log: who it was by its token, and why by its own word. Doors record before they answer, so
// that what cannot be written down is not shown.
import type { Context } from 'hono'
import type { Access } from '../journal/index.ts'
import { callerAddress, Refusal } from '../kernel/index.ts'
import type { DoorEnv } from './context.ts'

type C = Context<DoorEnv>

const reasonCharactersMax = 500
const officerCharactersMax = 64
// biome-ignore lint/suspicious/noControlCharactersInRegex: a reason is one line of text
const unprintable = /[\u0000-\u001f\u007f-\u009f]/

/** `X-Access-Reason` (UTF-8, percent-encoded) or the query parameter `reason`; undefined where none is given. */
function reasonGiven(c: C): string | undefined | Refusal {
  const header = decoded(c, 'x-access-reason', reasonCharactersMax)
  if (header !== undefined) return header
  const reason = c.req.query('reason')?.trim()
  if (reason === undefined || reason === '') return undefined
  if (reason.length > reasonCharactersMax || unprintable.test(reason))
    return new Refusal('invalid_fields', 'The reason is not one line of text.', {
      errors: [{ pointer: '/reason', detail: `at most ${reasonCharactersMax} characters on one line` }],
    })
  return reason
}

function decoded(c: C, name: string, max: number): string | undefined | Refusal {
  const value = c.req.header(name)
  if (value === undefined || value.trim() === '') return undefined
  try {
    const text = decodeURIComponent(value.trim())
    if (text.length <= max && !unprintable.test(text)) return text
  } catch {
    // no percent-encoded UTF-8
  }
  return new Refusal(
    'invalid_header',
    `${name} must be UTF-8, percent-encoded, of at most ${max} characters on one line.`,
    {
      errors: [{ pointer: '', detail: `header ${name}` }],
    },
  )
}

export const reasonMissing = () =>
  new Refusal('invalid_fields', 'Why it is opened must be said; it is recorded.', {
    errors: [
      { pointer: '/reason', detail: 'header X-Access-Reason (percent-encoded UTF-8) or query parameter reason' },
    ],
  })

/** What every entry of this request has; `needed`: without a reason it is refused. */
export function readingOf(
  c: C,
  nowMs: number,
  needed = false,
): Pick<Access, 'agencyId' | 'clientId' | 'officer' | 'reason' | 'requestId' | 'address' | 'at'> | Refusal {
  const reason = reasonGiven(c)
  if (reason instanceof Refusal) return reason
  if (needed && reason === undefined) return reasonMissing()
  const { agency, clientId, officer: signedIn } = c.get('principal')
  // Who signed in is known; of a system's officer only its word is.
  const officer = signedIn
    ? (signedIn.certificateNo ?? signedIn.name)
    : decoded(c, 'x-access-officer', officerCharactersMax)
  if (officer instanceof Refusal) return officer
  return {
    agencyId: agency.id,
    clientId,
    officer,
    reason,
    requestId: c.get('requestId'),
    address: callerAddress(c.env),
    at: new Date(nowMs),
  }
}

/** The query as it was asked, without the reason, which has its own place. */
export function queryOf(c: C): string {
  const { searchParams } = new URL(c.req.url)
  searchParams.delete('reason')
  return decodeURIComponent(searchParams.toString().replaceAll('+', ' '))
}
