// From the agency to public security: the transfer itself, filing and refusal, and the case going on to another organ.
import type { Agency } from '../../agencies/index.ts'
import { supervisorFor } from '../../agencies/index.ts'
import { rfc3339 } from '../../kernel/index.ts'
import type { CaseEvent, PartChange } from '../../procedure/index.ts'
import { chargesOfLetter } from './charges.ts'
import type { HistoryRow } from './history.ts'
import { asSuspect } from './people.ts'
import { rankOf } from './suspects.ts'
import {
  criminalOf,
  moving,
  opening,
  type Placed,
  placing,
  type Scene,
  standingIn,
  subjectsOf,
  type Telling,
} from './telling.ts'
import { yuanText } from './values.ts'
import { receiverOf } from './who.ts'

export const beforeFiling = ['transferred', 'received', 'relayed', 'under_filing_review']

/** Police and procuratorate that join with the transfer. */
export function receiving({ story, who, rows }: Scene): readonly PartChange[] {
  const begins: PartChange[] = []
  const { police } = who
  if (police === undefined || story.state?.parts.police_in_charge !== undefined) return begins
  begins.push({ part: 'police_in_charge', agencyId: police.id })
  const supervisor = supervisorFor(rows.codes.directory, police)
  if (supervisor !== undefined && story.state?.parts.supervisor === undefined)
    begins.push({ part: 'supervisor', agencyId: supervisor.id })
  return begins
}

/** What the transfer letter says, in the contract's words; nothing that is not there. */
export function letterOf(scene: Scene): { input: Record<string, unknown>; raw: Record<string, string> } {
  const { rows, who, people } = scene
  const basic = rows.basic?.values ?? {}
  const form = rows.one('CRIME_CASE_FORM')?.values
  const { charges, unmapped } = chargesOfLetter(rows)
  const raw: Record<string, string> = {}
  if (unmapped.length > 0) raw.CASE_ACCUSE = unmapped.join('；')
  for (const p of people)
    if (p.number !== undefined && p.said.idNumber === undefined && p.said.uscc === undefined)
      raw[`${p.id} 证件号码`] = p.number.raw
  const lian = rows.one('PENALTY_LIAN_FORM')
  const fen = lian === undefined ? undefined : rows.fen(lian, 'AMOUNT_INVOLVED')
  const source = rows.word('caseSource', basic.RECORD_SRC)
  const parties = people.filter((p) => p.party)
  const input: Record<string, unknown> = {
    documentNo: form?.YISONG_NO?.trim() || basic.CASE_NO?.trim() || rows.caseKey,
    caseName: basic.CASE_NAME?.trim() || basic.CASE_NO?.trim() || rows.caseKey,
    domain: who.domain,
    ...(who.police !== undefined && { receiver: who.police.code }),
    suspects: (parties.length > 0 ? parties : people).map((p) => p.said),
  }
  if (charges.length > 0) input.charges = charges
  const facts = form?.CASE_DETAIL?.trim() || basic.CASE_DETAIL_NAME?.trim()
  if (facts) input.facts = facts
  if (source !== undefined) input.caseSource = source
  if (basic.UNDERTAKER_SUGGEST) input.handlingOpinion = basic.UNDERTAKER_SUGGEST
  // 0 is what the form wants where there is no amount.
  if (fen) input.amounts = [{ kind: 'other', cny: yuanText(fen), note: '涉案金额' }]
  return { input, raw }
}

/** What the agency had fined before; the same record, so the same facts. */
const finedBefore = ({ rows }: Scene): CaseEvent['sets'] => {
  const form = rows.one('PENALTY_CASE_FORM')
  return form !== undefined && (rows.fen(form, 'FINE_AMOUNT') ?? 0) > 0 ? { fined: true } : {}
}

/** The joint instance of a transfer, and the demand that it answers. */
function transferring(scene: Scene): Placed {
  const { story, people } = scene
  const demand = standingIn(scene, 'supervision/demand/', ['transfer_demanded', 'transfer_declined', 'police_told'])
  const parties = people.filter((p) => p.party)
  const suspects = (parties.length > 0 ? parties : people).map(asSuspect)
  return {
    opens: [opening(scene, 'criminal', 'case', 'transferred')],
    ...(demand !== undefined && { moves: [moving(scene, demand, 'transferred_on_demand')] }),
    sets: { ...(story.state !== null && suspects.length > 0 && { suspects }), ...finedBefore(scene) },
  }
}

export const isTransferred = (scene: Scene) =>
  Object.keys(scene.story.state?.instances ?? {}).some((k) => k.startsWith('criminal/'))

export function dispatch(t: Telling): undefined {
  const { scene } = t
  if (isTransferred(scene)) return t.withoutPlace('already transferred')
  const { input, raw } = letterOf(scene)
  t.tell('transfer_dispatch', {
    ...transferring(scene),
    begins: receiving(scene),
    input: { ...input, ...t.said },
    raw: { ...t.raw, ...raw },
  })
}

/** Where no row says that the case was transferred: the letter's own row still does. */
export function presupposeTransfer(t: Telling, how: 'presuppose' | 'found' = 'presuppose'): undefined {
  const { scene } = t
  if (isTransferred(scene)) return
  const { input, raw } = letterOf(scene)
  const form = scene.rows.one('CRIME_CASE_FORM')
  const typedMs = form === undefined ? undefined : scene.rows.time(form, 'YISONG_TIME')
  t[how]('transferred', transferring(scene), {
    begins: receiving(scene),
    input,
    raw,
    attached: scene.attachments.ofForm(form),
    ...(typedMs !== undefined && { typedAt: rfc3339(typedMs) }),
  })
}

const refused = ['not_filed', 'revoked', 'investigation_terminated']

export function filing(t: Telling): undefined {
  const { scene } = t
  presupposeTransfer(t)
  const ids = subjectsOf(scene)
  const waiting = ids.filter((id) => beforeFiling.includes(criminalOf(scene, id) ?? 'transferred'))
  const turned = ids.filter((id) => refused.includes(criminalOf(scene, id) ?? ''))
  if (waiting.length + turned.length === 0) return t.withoutPlace('everybody is filed already')
  if (waiting.length > 0) t.tell('filing_approved', placing(scene, waiting, 'filed'))
  if (turned.length === 0) return
  const ordered = standingIn(scene, 'supervision/filing/', ['filing_ordered'])
  const asked = standingIn(scene, 'supervision/filing/', ['reasons_required', 'reasons_stated'])
  const placed = placing(scene, turned, 'filed')
  const matter = ordered ?? asked
  const to = ordered !== undefined ? 'filed_on_order' : 'filed_voluntarily'
  const step = matter === undefined ? 'refiling' : ordered !== undefined ? 'filing_after_order' : 'voluntary_filing'
  t.tell(step, {
    ...placed,
    ...(matter !== undefined && { moves: [moving(scene, matter, to), ...(placed.moves ?? [])] }),
  })
}

export function refusal(t: Telling): undefined {
  const { scene } = t
  presupposeTransfer(t)
  const waiting = subjectsOf(scene).filter((id) => beforeFiling.includes(criminalOf(scene, id) ?? 'transferred'))
  if (waiting.length === 0) return t.withoutPlace('everybody is decided already')
  t.tell('filing_refused', placing(scene, waiting, 'not_filed'))
}

/** 分派, 移送管辖: within police or from agency to agency. A department of the same organ is no other organ. */
export function handOn(t: Telling, row: HistoryRow): undefined {
  const { scene } = t
  const to = receiverOf(scene.rows, row)?.agency
  if (!to) return t.withoutPlace('nobody is named to receive it')
  if (to.kind === 'public_security') return toPolice(t, to)
  const { sender } = scene.story.state?.parts ?? { sender: scene.who.sender?.id }
  if (to.id === sender) return t.record()
  if (to.kind !== 'administrative' && to.kind !== 'government') return t.withoutPlace(`it went to ${to.kind}`)
  if (isTransferred(scene)) return t.withoutPlace('already transferred')
  t.tell(row.act === 'jurisdiction' ? 'agency_jurisdiction_transfer' : 'agency_assignment', {
    begins: [{ part: 'sender', agencyId: to.id }],
    ends: sender === undefined ? [] : [{ part: 'sender', agencyId: sender }],
    input: { ...t.said, to: to.code },
  })
}

function toPolice(t: Telling, to: Agency): undefined {
  const { scene } = t
  const { state } = scene.story
  const former = state?.parts.police_in_charge
  if (former === undefined) return t.withoutPlace('no organ of public security has it')
  if (former === to.id) return t.record()
  const parts = relayed(scene, to, former)
  const ids = subjectsOf(scene)
  const waiting = ids.filter((id) => beforeFiling.includes(criminalOf(scene, id) ?? ''))
  const filed = ids.filter((id) => rankOf(criminalOf(scene, id)) === 3)
  const input = { ...t.said, to: to.code }
  if (waiting.length > 0) t.tell('onward_transfer_police', { ...together(scene, waiting, 'relayed'), ...parts, input })
  else if (filed.length > 0)
    t.tell('post_filing_jurisdiction_change', { ...placing(scene, filed, 'relayed_after_filing'), ...parts, input })
  else t.record({ ...parts, visibleTo: undefined })
}

/** The joint instance, while it stands for all. */
function together(scene: Scene, ids: readonly string[], to: string): Placed {
  const own = ids.some((id) => scene.story.stateOf(`criminal/${id}/1`) !== undefined)
  return own ? placing(scene, ids, to) : { moves: [moving(scene, 'criminal/case/1', to)] }
}

/** The supervisor follows the organ in charge. */
function relayed({ rows, story }: Scene, to: Agency, former: string): { begins: PartChange[]; ends: PartChange[] } {
  const begins: PartChange[] = [{ part: 'police_in_charge', agencyId: to.id }]
  const ends: PartChange[] = [{ part: 'police_in_charge', agencyId: former }]
  const supervisor = supervisorFor(rows.codes.directory, to)?.id
  const now = story.state?.parts.supervisor
  if (supervisor !== undefined && supervisor !== now) {
    begins.push({ part: 'supervisor', agencyId: supervisor })
    if (now !== undefined) ends.push({ part: 'supervisor', agencyId: now })
  }
  return { begins, ends }
}
