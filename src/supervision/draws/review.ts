// The result of a review: entered by the organ of a reviewer to whom the case fell, signed for by that reviewer, sealed in the
// draw's chain, and told to the organs whose case it is. A corrected result is another entry; the last one counts.
import { inAct, run } from '../../../db/index.ts'
import type { DrawReviewKind } from '../../../schemas/index.ts'
import { sealMatter } from '../../journal/index.ts'
import { actRow, canonical, officerRowsOf, Refusal } from '../../kernel/index.ts'
import { oweNotices } from '../../outbox/index.ts'
import { matterOf } from './announce.ts'
import { drawForm } from './form.ts'
import { gated, repeated, Undone } from './gate.ts'
import { basis, noPlace, unmet } from './refusals.ts'
import type { Caller, Draws, Said } from './room.ts'
import { lockStatement, reviewedStatement } from './statements.ts'

export interface Reviewing {
  readonly officers: readonly { readonly name: string; readonly certificateNo: string }[]
  readonly found: boolean
  readonly kinds: readonly DrawReviewKind[]
  readonly words: string
}

export interface Reviewed {
  readonly id: string
  readonly place: number
  readonly replayed: boolean
}

interface Assignment {
  readonly owner_id: string
  readonly name: string
  readonly kind: string
  readonly subject_id: string
  readonly agency_ids: string[]
  readonly reviewers: { no: number; agencyId: string; certificateNo: string | null }[]
}

const assignmentStatement = {
  name: 'draws_assignment',
  text: `select d.owner_id, d.name, m.kind, m.subject_id, m.agency_ids,
    coalesce((select json_agg(json_build_object('no', r.no, 'agencyId', r.agency_id, 'certificateNo', r.certificate_no))
      from draw_reviewer r where r.draw_id = d.id and r.no = any(m.reviewers)), '[]') as reviewers
    from draw d join draw_member m on m.draw_id = d.id where d.id = $1 and m.place = $2`,
}

/** Refusals: not_found, not_your_step, condition_unmet, and those of the gates. */
export async function reviewDrawn(
  room: Draws,
  caller: Caller,
  id: string,
  place: number,
  input: Reviewing,
  said: Said,
): Promise<Reviewed | Refusal> {
  const first = await replay(room, caller, place, said)
  if (first !== null) return first
  const [found] = await run<Assignment & Record<string, unknown>>(room.pool, assignmentStatement, [id, place])
  if (found === undefined) return noPlace()
  const refusal = mayEnter(found, caller, input)
  if (refusal !== null) return refusal
  const { officers, ...told } = input
  try {
    await inAct(room.pool, async ({ ask, connection }) => {
      const [held] = await ask<{ version: number }>(lockStatement, [id])
      if (held === undefined) throw new Undone(noPlace())
      const nowMs = room.now()
      const at = new Date(nowMs)
      const version = held.version + 1
      const subject = `${found.kind}:${found.subject_id}`
      const body = canonical({ form: drawForm, act: 'review', draw: id, at: at.toISOString(), place, subject, ...told })
      const row = actRow(caller, { id, version, act: 'review', body, officers }, nowMs, said)
      await gated(ask, room, row, officerRowsOf(caller, officers, nowMs))
      await ask(reviewedStatement, [id, version, place, told.found, told.kinds, told.words, at])
      await sealMatter(connection, matterOf(id), version, body, at)
      await oweNotices(connection, {
        ...{ kind: 'draw', id, version, step: 'draw_reviewed', at, by: caller.agency.id },
        agencyIds: [...new Set([found.owner_id, caller.agency.id, ...found.agency_ids])],
        about: { zh: `抽查核查结果：${found.name}`, en: 'A case that was drawn has been reviewed' },
      })
    })
  } catch (error) {
    if (!(error instanceof Undone)) throw error
    const again = await replay(room, caller, place, said)
    return again ?? error.refusal ?? new Refusal('contended', 'The draw is being changed.', { retryAfterSeconds: 1 })
  }
  return { id, place, replayed: false }
}

async function replay(room: Draws, caller: Caller, place: number, said: Said): Promise<Reviewed | Refusal | null> {
  const first = await repeated(room, caller, said)
  return first === null || first instanceof Refusal ? first : { id: first.id, place, replayed: true }
}

/** The owner enters what no reviewer of an organ was left for, and what reviewers without a certificate found. */
function mayEnter(found: Assignment, { agency }: Caller, { officers }: Reviewing): Refusal | null {
  const own = found.reviewers.filter((r) => r.agencyId === agency.id)
  const forOthers = agency.id === found.owner_id && found.reviewers.every((r) => r.certificateNo === null)
  if (forOthers) return null
  if (own.length === 0)
    return agency.id === found.owner_id
      ? new Refusal('not_your_step', 'The case fell to reviewers of another organ; they enter what they found.', {
          basis,
        })
      : noPlace()
  const signs = own.some((r) => r.certificateNo === null || officers.some((o) => o.certificateNo === r.certificateNo))
  if (signs) return null
  return unmet('A review is entered by the reviewer to whom the case fell.', {
    ...{ pointer: '/officers', detail: 'none of them is a reviewer to whom this case fell' },
  })
}
