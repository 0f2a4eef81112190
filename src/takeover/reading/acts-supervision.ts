// The procuratorate's half: the demand to transfer, reasons for not filing, the order to file; and what went to the
// supervisory commission. Each is a matter of its own, as here.
import { gatewayId } from '../../procedure/index.ts'
import { beforeFiling, presupposeTransfer } from './acts-forward.ts'
import { criminalOf, moving, opening, placing, type Scene, standingIn, subjectsOf, type Telling } from './telling.ts'

const matters = 'supervision/filing/'

export function demand(t: Telling): undefined {
  const { scene } = t
  const known = Object.keys(scene.story.state?.instances ?? {})
  if (known.some((key) => key.startsWith('criminal/'))) return t.withoutPlace('already transferred')
  if (standingIn(scene, 'supervision/demand/', ['transfer_demanded']) !== undefined)
    return t.withoutPlace('the transfer is demanded already')
  t.tell('procuratorate_demands_transfer', {
    opens: [{ ...opening(scene, 'supervision', 'demand', 'transfer_demanded'), addressee: 'sender' }],
  })
}

const about = (ids: readonly string[]) => (ids[0] === 'case' ? undefined : ids)

/** Those who were not filed; whoever no row decided is put there first. */
function refusedOf(t: Telling): readonly string[] {
  const { scene } = t
  presupposeTransfer(t)
  const ids = subjectsOf(scene)
  const refused = ids.filter((id) => ['not_filed', 'revoked'].includes(criminalOf(scene, id) ?? ''))
  if (refused.length > 0) return refused
  const waiting = ids.filter((id) => beforeFiling.includes(criminalOf(scene, id) ?? ''))
  if (waiting.length > 0) t.presuppose('not_filed', placing(scene, waiting, 'not_filed'))
  return waiting
}

const matter = (scene: Scene, state: string, ids: readonly string[]) => {
  const who = about(ids)
  return { ...opening(scene, 'supervision', 'filing', state), ...(who !== undefined && { about: who }) }
}

export function requireReasons(t: Telling): undefined {
  const { scene } = t
  if (standingIn(scene, matters, ['reasons_required', 'reasons_stated', 'filing_ordered']) !== undefined)
    return t.withoutPlace('a matter is open already')
  const ids = refusedOf(t)
  if (ids.length === 0) return t.withoutPlace('everybody is filed')
  t.tell('require_reasons', { opens: [matter(scene, 'reasons_required', ids)], about: about(ids) })
}

/** A matter in one of the states; where no row opened it, it is put into the first of them. */
function matterIn(t: Telling, states: readonly [string, ...string[]]): string | undefined {
  const { scene } = t
  const found = standingIn(scene, matters, states)
  if (found !== undefined) return found
  const behind = standingIn(scene, matters, ['reasons_required', 'reasons_stated'])
  if (behind !== undefined) t.presuppose(states[0], { moves: [moving(scene, behind, states[0])] })
  else {
    const ids = refusedOf(t)
    if (ids.length === 0) return undefined
    t.presuppose(states[0], { opens: [matter(scene, states[0], ids)], about: about(ids) })
  }
  return standingIn(scene, matters, states)
}

function advance(t: Telling, step: string, from: readonly [string, ...string[]], to: string): undefined {
  const instance = matterIn(t, from)
  if (instance === undefined) return t.withoutPlace('everybody is filed')
  t.tell(step, { moves: [moving(t.scene, instance, to)], about: t.scene.story.state?.instances[instance]?.about })
}

export const reasonsStatement = (t: Telling): undefined =>
  advance(t, 'reasons_statement', ['reasons_required'], 'reasons_stated')
export const filingOrder = (t: Telling): undefined =>
  advance(t, 'filing_order', ['reasons_stated', 'reasons_required'], 'filing_ordered')
/** There it may be agreed to at once, without asking for reasons first. */
export function reasonsAccepted(t: Telling): undefined {
  const { scene } = t
  const open = standingIn(scene, matters, ['reasons_required', 'reasons_stated'])
  if (open !== undefined)
    return advance(t, 'reasons_accepted', ['reasons_stated', 'reasons_required'], 'not_filed_final')
  const ids = refusedOf(t)
  if (ids.length === 0) return t.withoutPlace('everybody is filed')
  t.tell('reasons_accepted', { opens: [matter(scene, 'not_filed_final', ids)], about: about(ids) })
}

/** To the supervisory commission, or to the procuratorate; it reads this entry and no other. */
export function dutyClue(t: Telling): undefined {
  const { scene, row } = t
  const form = scene.rows.formOf('CASE_YISONG_JIWEI', row.key)
  const to = scene.rows.organ(form?.values.JIESHOU_ORG)?.agency
  const fits = to?.kind === 'supervisory_commission' || to?.kind === 'procuratorate'
  const { state } = scene.story
  const held = [...Object.values(state?.parts ?? {}), ...(state?.invited ?? []).map((i) => i.agencyId)]
  const actor = row.actor.organ?.agency?.id
  t.tell('duty_crime_clue_transfer', {
    opens: [
      {
        ...opening(scene, 'coordination', 'duty_crime', 'clue_to_supervisory_commission'),
        ...(fits && { addressee: to.id }),
      },
    ],
    ...(fits && !held.includes(to.id) && { begins: [{ part: 'clue_receiver', agencyId: to.id }] }),
    visibleTo: [...(actor === undefined ? ['supervisor', gatewayId] : []), ...(fits ? [to.id] : [])],
    input: { ...t.said, ...(fits && { to: to.code }) },
  })
}
