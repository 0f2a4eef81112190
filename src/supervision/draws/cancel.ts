// A draw is cancelled before it is made. It stays visible, with the reason and with whether the seed was known by then: who
// cancels what would have been drawn is seen to have done so.
import { inAct } from '../../../db/index.ts'
import { sealMatter, sealOfMatter } from '../../journal/index.ts'
import { actRow, canonical, dayOf, localDay, officerRowsOf, Refusal } from '../../kernel/index.ts'
import { oweNotices } from '../../outbox/index.ts'
import { matterOf } from './announce.ts'
import { type Announcement, drawForm } from './form.ts'
import { gated, repeatedDraw, Undone } from './gate.ts'
import { reviewersOf, standing } from './make.ts'
import { notFound, wrongState } from './refusals.ts'
import type { Caller, Draws, Said } from './room.ts'
import { cancelledStatement, lockStatement } from './statements.ts'

export interface Cancelling {
  readonly officers: readonly { readonly name: string; readonly certificateNo: string }[]
  readonly reason: string
}

/** Refusals: not_found, wrong_state, and those of the gates. */
export async function cancelDraw(
  room: Draws,
  caller: Caller,
  id: string,
  { officers, reason }: Cancelling,
  said: Said,
): Promise<{ readonly id: string; readonly replayed: boolean } | Refusal> {
  const first = await repeatedDraw(room, caller, said)
  if (first !== null) return first
  const found = await standing(room.pool, id)
  if (found === undefined || found.owner_id !== caller.agency.id) return notFound()
  if (found.state !== 'announced') return wrongState(`The draw is ${found.state} already.`)
  const announcement = JSON.parse(found.body) as Announcement
  const organs = await room.organs()
  try {
    return await inAct(room.pool, async ({ ask, connection }) => {
      const [held] = await ask<{ version: number; state: string }>(lockStatement, [id])
      if (held?.state !== 'announced') throw new Undone(wrongState(`The draw is ${held?.state ?? 'gone'} already.`))
      const nowMs = room.now()
      const rooted = (await sealOfMatter(connection, matterOf(id), 1)) !== null
      if (rooted && found.unattended) throw new Undone(wrongState('Its seed is known; the gateway is making the draw.'))
      const seedKnown = rooted && announcement.publicValues.every(({ day }) => dayOf(day) <= localDay(nowMs))
      const at = new Date(nowMs)
      const version = held.version + 1
      const body = canonical({ form: drawForm, act: 'cancel', draw: id, at: at.toISOString(), reason, seedKnown })
      const row = actRow(caller, { id, version, act: 'cancel', body, officers }, nowMs, said)
      await gated(ask, room, row, officerRowsOf(caller, officers, nowMs))
      await ask(cancelledStatement, [id, version, at])
      await sealMatter(connection, matterOf(id), version, body, at)
      await oweNotices(connection, {
        ...{ kind: 'draw', id, version, step: 'draw_cancelled', at, by: caller.agency.id },
        agencyIds: reviewersOf(announcement, caller.agency.id, organs),
        about: { zh: `抽查已撤销：${announcement.name}`, en: 'A draw was cancelled' },
      })
      return { id, replayed: false }
    })
  } catch (error) {
    if (!(error instanceof Undone)) throw error
    const again = await repeatedDraw(room, caller, said)
    return again ?? error.refusal ?? new Refusal('contended', 'The draw is being changed.', { retryAfterSeconds: 1 })
  }
}
