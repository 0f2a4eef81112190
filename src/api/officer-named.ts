// An act at the console names the officer who signed in: among those who handle it, as who decided it, or as who approved it.
// A partner's system vouches for its own people; of a person at a browser the gateway knows who it is, and lets nobody act
// under another's name alone.
import type { Context } from 'hono'
import type { ZodType } from 'zod'
import type { Principal } from '../agencies/index.ts'
import { Refusal } from '../kernel/index.ts'
import type { DoorEnv } from './context.ts'
import { parseBody } from './read-body.ts'

/** An act as its contract has it, or malformed_json, invalid_fields, officer_not_yours. `foreseen`: nothing will be done. */
export function parseAct<T>(
  c: Context<DoorEnv>,
  raw: Buffer,
  schema: ZodType<T>,
  { foreseen = false } = {},
): T | Refusal {
  const input = parseBody(raw, schema)
  if (input instanceof Refusal) return input
  const principal = c.get('principal')
  if (foreseen) return notNamed(principal, input) ?? input
  return notNamed(principal, input) ?? notDecided(principal, input, c.req.path === '/v1/transfers') ?? input
}

/**
 * Nobody decides in another's name: who decides signs in and takes the step, or approves what was put before it. A letter
 * that begins a case (`opens`) says the same of the head's approval; on a case that stands, that is an entry of its own.
 */
function notDecided({ officer }: Pick<Principal, 'officer'>, act: unknown, opens: boolean): Refusal | undefined {
  if (officer === undefined) return undefined
  const { decidedBy, approval } = act as Persons
  const said = [
    ['/decidedBy', decidedBy],
    ...(opens ? [['/approval/approvedBy', approval?.approvedBy] as const] : []),
  ] as const
  for (const [pointer, person] of said) {
    const number = (person as { certificateNo?: unknown } | null | undefined)?.certificateNo
    if (typeof number === 'string' && number !== officer.certificateNo)
      return new Refusal(
        'officer_not_yours',
        'At the console nobody decides in the name of another: send it for approval.',
        {
          errors: [{ pointer, detail: 'is not the officer who signed in' }],
        },
      )
  }
  return undefined
}

/** officer_not_yours where `act` names persons and the officer who signed in is none of them. */
export function notNamed({ officer }: Pick<Principal, 'officer'>, act: unknown): Refusal | undefined {
  if (officer === undefined) return undefined
  const named = numbersIn(act)
  if (named === undefined) return undefined
  const { certificateNo } = officer
  if (certificateNo === null)
    return new Refusal(
      'officer_not_yours',
      'The officer who signed in has no certificate that is valid today, and takes no step.',
    )
  if (named.includes(certificateNo)) return undefined
  return new Refusal(
    'officer_not_yours',
    'An act at the console names the officer who signed in: among the officers, as who decided it, or as who approved it.',
    { errors: [{ pointer: '/officers', detail: `the officer who signed in (${certificateNo}) is not among them` }] },
  )
}

interface Persons {
  readonly officers?: unknown
  readonly decidedBy?: unknown
  readonly approval?: { readonly approvedBy?: unknown } | null
}

/** The certificates of all persons who answer for an act; undefined where its contract names nobody. */
function numbersIn(act: unknown): string[] | undefined {
  if (typeof act !== 'object' || act === null) return undefined
  const { officers, decidedBy, approval } = act as Persons
  const persons = [...(Array.isArray(officers) ? (officers as unknown[]) : []), decidedBy, approval?.approvedBy]
  const numbers = persons.flatMap((person) => {
    const number = (person as { certificateNo?: unknown } | null | undefined)?.certificateNo
    return typeof number === 'string' ? [number] : []
  })
  return officers === undefined && numbers.length === 0 ? undefined : numbers
}
