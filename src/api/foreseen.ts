// A step before it is taken: what it would be refused for, which periods it would start and end, and the letters that it would
// bring, as previews. Nothing is kept but who looked at a letter.
import { type Context, Hono } from 'hono'
import type { ZodType } from 'zod'
import type { Registry } from '../agencies/index.ts'
import { type CasesDeps, caseForLetters, type Foreseen, foresee, letterFacts, notFound } from '../cases/index.ts'
import type { AccessLog } from '../journal/index.ts'
import { canonical, Refusal } from '../kernel/index.ts'
import { htmlOf, htmlPolicy, lettersBrought, redHeadOf } from '../letters/index.ts'
import { ruleSets } from '../procedure/index.ts'
import type { DoorEnv } from './context.ts'
import { ifMatch, isUuid } from './headers.ts'
import { composed, saidNumber } from './letters-found.ts'
import { parseAct } from './officer-named.ts'
import { problem, problemBody } from './problem.ts'
import { saidAt } from './said.ts'

export interface ForeseenDoorDeps {
  readonly cases: CasesDeps
  readonly registry: Registry
  readonly access: AccessLog
}

type C = Context<DoorEnv>
const notice = '预览稿，尚未签发'

/** Mount at `/v1/transfers`, behind authentication. */
export function foreseenDoor({ cases, registry, access }: ForeseenDoorDeps): Hono<DoorEnv> {
  const door = new Hono<DoorEnv>()
  const set = ruleSets.at(-1)

  /** The act as it would be, or why it is none. */
  async function asked(c: C, id: string, step: string, path: string): Promise<Foreseen | Refusal> {
    const rule = set !== undefined && Object.hasOwn(set.steps, step) ? set.steps[step] : undefined
    if (rule === undefined || rule.by.includes('gateway')) return new Refusal('not_found', 'There is no such step.')
    const words = await saidAt(c, registry, path)
    if (words instanceof Refusal) return words
    const seen = ifMatch(c)
    if (seen instanceof Refusal) return seen
    const input = parseAct(c, words.raw, rule.input as ZodType<Record<string, unknown>>, { foreseen: true })
    if (input instanceof Refusal) return input
    return isUuid(id) ? foresee(cases, c.get('principal'), id, step, input, words, seen) : notFound()
  }

  door.post('/:id/steps/:step/check', async (c) => {
    const { id, step } = c.req.param()
    const found = await asked(c, id, step, `/v1/transfers/${id}/steps/${step}/check`)
    if (found instanceof Refusal) return problem(c, found)
    const { refusals, event, clocksStarted, clocksSettled } = found
    return c.json({
      acceptable: refusals.length === 0,
      problems: refusals.map((r) => problemBody(r, c.get('requestId'))),
      ...{ clocksStarted, clocksSettled },
      letters: lettersBrought(event?.letters ?? []).map((letter) => {
        const { zh, en } = set?.letters[letter] ?? { zh: letter, en: letter }
        return { id: letter, zh, en }
      }),
    })
  })

  door.post('/:id/steps/:step/letters/:letter', async (c) => {
    const { id, step, letter } = c.req.param()
    const found = await asked(c, id, step, `/v1/transfers/${id}/steps/${step}/letters/${letter}`)
    if (found instanceof Refusal) return problem(c, found)
    const { event, refusals } = found
    if (event === null) return problem(c, refusals[0] ?? notFound())
    const { agency, clientId, officer } = c.get('principal')
    const now = await caseForLetters(cases.pool, id, agency.id)
    // Of a case at home elsewhere the entry would get its place there; here it has none to be previewed at.
    if (now === undefined || event.version !== now.events.length + 1 || !lettersBrought(event.letters).includes(letter))
      return problem(c, new Refusal('not_found', 'This step brings no such letter.'))
    const then = {
      ...now,
      version: event.version,
      events: [...now.events, event],
      bodies: [...now.bodies, canonical(event)],
      seen: (version: number) => version === event.version || now.seen(version),
    }
    const facts = letterFacts(then, await cases.directory(), event.version, letter)
    const documentNo = saidNumber(event)
    const redHead = await redHeadOf(cases.pool, agency.id)
    const { sheet } = composed(facts, { ...(documentNo !== undefined && { documentNo }), redHead })
    await access.record({
      ...{ agencyId: agency.id, clientId, kind: 'letter', ownerId: agency.id, transferId: id, subject: letter },
      ...{ query: `preview of ${step}`, requestId: c.get('requestId'), at: new Date(cases.now()) },
      ...(officer !== undefined && { officer: officer.certificateNo ?? officer.name }),
    })
    return c.body(htmlOf({ ...sheet, check: [notice] }), 200, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': htmlPolicy,
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
    })
  })

  return door
}
