// After filing, person by person: arrest, referral, prosecution, judgment. A row says what was done, the suspect's own row to
// whom it was done and with what outcome; where several rows did the same, the typed times tell them apart.
import { localDay, rfc3339 } from '../../kernel/index.ts'
import { instanceKey } from '../../procedure/index.ts'
import type { LegacyRow } from '../model.ts'
import type { Act } from './acts.ts'
import { presupposeTransfer } from './acts-forward.ts'
import { chargesAt, stage } from './charges.ts'
import { dayOfMs } from './forms.ts'
import type { HistoryRow } from './history.ts'
import type { Entry } from './story.ts'
import { cameTo, outcomeOf, rankOf, rowOf, type Stage, stageTime, timeIn } from './suspects.ts'
import { criminalOf, moving, placing, type Scene, subjectsOf, type Telling } from './telling.ts'

/** One fate, charge for charge, of one or several suspects. */
interface Fate {
  readonly step: string
  readonly ids: string[]
  readonly input: Record<string, unknown>
  readonly raw: Record<string, string>
  readonly typedMs: number | undefined
}

/** Whether the same act comes again later in the history. */
const isLast = ({ history }: Scene, row: HistoryRow): boolean =>
  !history.slice(history.indexOf(row) + 1).some((h) => h.act === row.act)

/** Those of the candidates whom this row concerns: by their typed time, else by its being the last. */
export function concernedBy(scene: Scene, row: HistoryRow, ids: readonly string[], of: Stage): readonly string[] {
  if (isLast(scene, row)) return ids
  return ids.filter((id) => {
    const own = rowOf(scene.people, id)
    const ms = own === undefined ? undefined : stageTime(scene.rows, own, of)
    return ms === undefined || localDay(ms) <= localDay(row.atMs)
  })
}

/** Suspects who came to a stage by their own row; all who stand there where the case has no such rows. */
export function candidates(scene: Scene, of: Stage, before: number): readonly string[] {
  const { rows, people } = scene
  const ids = subjectsOf(scene).filter((id) => rankOf(criminalOf(scene, id)) < before)
  return ids.filter((id) => {
    const own = rowOf(people, id)
    return own === undefined ? true : cameTo(rows, own, of)
  })
}

/** Puts whoever does not stand there yet where the row takes them from. */
function presuppose(t: Telling, ids: readonly string[], state: string, rank: number): undefined {
  presupposeTransfer(t)
  const behind = ids.filter((id) => rankOf(criminalOf(t.scene, id)) < rank)
  if (behind.length > 0) t.presuppose(state, placing(t.scene, behind, state))
}

/** What the columns of a suspect's row say that belongs to the act, and is in no field of the contract. */
function rawOfSuspect(row: LegacyRow, id: string, columns: readonly string[]): Record<string, string> {
  const raw: Record<string, string> = {}
  for (const column of columns) {
    const value = row.values[column]
    if (value) raw[`${id} ${column}`] = value
  }
  return raw
}

interface Telltale {
  readonly charges: readonly string[]
  readonly reasons?: string
  /** When it was done, as it was typed: the first that is said. */
  readonly times: readonly string[]
  readonly columns: readonly string[]
}

const telltales: Readonly<Record<string, Telltale>> = {
  arrest_request: { charges: [stage.arrestRequest], times: ['TIBU_TIME'], columns: ['TIBU_REASON'] },
  arrest_approved: { charges: [stage.arrestApproved], times: ['PIBU_TIME'], columns: [] },
  arrest_refused: { charges: [], reasons: 'BUBU_REASON', times: ['BUBU_TIME'], columns: [] },
  prosecution_referral: { charges: [stage.referral], times: ['TISU_TIME'], columns: [] },
  indictment: { charges: [stage.indictment], times: ['QISU_TIME'], columns: [] },
  non_prosecution: { charges: [], reasons: 'BUQISU_REASON', times: ['BUQISU_TIME'], columns: [] },
  judgment_first_instance: {
    charges: [stage.firstInstance],
    times: ['YISHEN_TIME'],
    columns: ['YISHEN_RESULT', 'CONDITION_ID'],
  },
  judged: {
    charges: [stage.final, stage.firstInstance],
    times: ['ZHONGSHEN_TIME', 'YISHEN_TIME'],
    columns: ['YISHEN_TIME', 'YISHEN_RESULT', 'ZHONGSHEN_TIME', 'ZHONGSHEN_RESULT', 'CONDITION_ID'],
  },
}

/** Suspects with the same step, charges, reasons and outcome share an entry. */
function fatesOf(
  { rows, people }: Scene,
  ids: readonly string[],
  stepOf: (id: string) => { step: string; more?: Record<string, unknown> } | undefined,
): Fate[] {
  const fates = new Map<string, Fate>()
  for (const id of ids) {
    const found = stepOf(id)
    if (found === undefined) continue
    const { step, more = {} } = found
    const own = rowOf(people, id)
    const telltale = telltales[step] ?? (telltales.judged as Telltale)
    const { charges, unmapped } = chargesAt(rows, own?.key, ...telltale.charges)
    const reasons = telltale.reasons === undefined ? undefined : own?.values[telltale.reasons]
    const input = { ...(charges.length > 0 && { charges }), ...(reasons && { reasons }), ...more }
    const raw = own === undefined ? {} : rawOfSuspect(own, id, telltale.columns)
    if (unmapped.length > 0) raw[`${id} XIANYIREN_ACCUSE`] = unmapped.join('；')
    const like = JSON.stringify([step, input])
    const there = fates.get(like)
    if (there !== undefined) {
      there.ids.push(id)
      Object.assign(there.raw, raw)
    } else {
      const typedMs = own === undefined ? undefined : timeIn(rows, own, telltale.times)
      fates.set(like, { step, ids: [id], input, raw, typedMs })
    }
  }
  return [...fates.values()]
}

function tellFate(t: Telling, fate: Fate, placed: Partial<Entry>, first: boolean): undefined {
  t.tell(fate.step, {
    ...placed,
    input: first ? { ...fate.input, ...t.said } : fate.input,
    raw: first ? { ...t.raw, ...fate.raw } : fate.raw,
    ...(t.typedAt === undefined && fate.typedMs !== undefined && { typedAt: rfc3339(fate.typedMs) }),
    about: fate.ids[0] === 'case' ? undefined : fate.ids,
  })
}

const coercive = (id: string) => instanceKey('coercive', id, 1)
const secret = { visibleTo: ['police_in_charge', 'supervisor'] }

export function arrestRequest(t: Telling, row: HistoryRow): undefined {
  const { scene } = t
  const free = candidates(scene, 'arrest_request', 99).filter((id) => {
    const now = scene.story.stateOf(coercive(id))
    return id !== 'case' && (now === undefined || now === 'arrest_refused')
  })
  const ids = concernedBy(scene, row, free, 'arrest_request')
  if (ids.length === 0) return t.withoutPlace('nobody was to be arrested')
  presuppose(t, ids, 'filed', 3)
  for (const [i, fate] of fatesOf(scene, ids, () => ({ step: 'arrest_request' })).entries())
    tellFate(t, fate, arresting(scene, fate.ids, 'arrest_requested'), i === 0)
}

function arresting(scene: Scene, ids: readonly string[], to: string): Pick<Entry, 'moves' | 'opens'> {
  const known = ids.filter((id) => scene.story.stateOf(coercive(id)) !== undefined)
  const fresh = ids.filter((id) => !known.includes(id))
  return {
    moves: known.map((id) => moving(scene, coercive(id), to)),
    opens: fresh.map((id) => ({ instance: coercive(id), state: to, about: [id], asker: 'police_in_charge' })),
  }
}

/** Approved or refused, by the flag; where both times stand and another decision follows, by the earlier of them. */
function decided(scene: Scene, id: string, last: boolean): string | undefined {
  const { rows, people } = scene
  const own = rowOf(people, id)
  if (own === undefined) return undefined
  const [yes, no] = [rows.time(own, 'PIBU_TIME'), rows.time(own, 'BUBU_TIME')]
  const flag = rows.number(own, 'DAIBU_STATE')
  if (!last && yes !== undefined && no !== undefined) return yes < no ? 'arrest_approved' : 'arrest_refused'
  if (flag === '3') return 'arrest_approved'
  if (flag === '4') return 'arrest_refused'
  if (flag === '2') return undefined
  return yes !== undefined && no === undefined
    ? 'arrest_approved'
    : no !== undefined && yes === undefined
      ? 'arrest_refused'
      : undefined
}

export function arrestDecision(t: Telling, row: HistoryRow): undefined {
  const { scene } = t
  const open = candidates(scene, 'arrest_decision', 99).filter(
    (id) => id !== 'case' && !['arrest_approved'].includes(scene.story.stateOf(coercive(id)) ?? ''),
  )
  const last = isLast(scene, row)
  const waiting = open.filter(
    (id) =>
      last ||
      scene.story.stateOf(coercive(id)) === 'arrest_requested' ||
      scene.story.stateOf(coercive(id)) === undefined,
  )
  const ids = concernedBy(scene, row, waiting, 'arrest_decision').filter((id) => decided(scene, id, last) !== undefined)
  if (ids.length === 0) return t.withoutPlace('nobody’s arrest was decided')
  presuppose(t, ids, 'filed', 3)
  const unasked = ids.filter((id) => scene.story.stateOf(coercive(id)) !== 'arrest_requested')
  if (unasked.length > 0)
    t.presuppose('arrest_requested', { ...arresting(scene, unasked, 'arrest_requested'), about: unasked }, secret)
  const stepOf = (id: string) => ({ step: decided(scene, id, last) ?? 'arrest_refused' })
  for (const [i, fate] of fatesOf(scene, ids, stepOf).entries())
    tellFate(t, fate, arresting(scene, fate.ids, fate.step), i === 0)
}

interface Leg {
  readonly step: string
  readonly to: string
  readonly from: string
  readonly rank: number
}

const legs: Readonly<Partial<Record<Act, readonly (Leg & { readonly of: Stage })[]>>> = {
  referral: [{ of: 'referral', step: 'prosecution_referral', to: 'referred_for_prosecution', from: 'filed', rank: 3 }],
  indictment: [{ of: 'indictment', step: 'indictment', to: 'indicted', from: 'referred_for_prosecution', rank: 5 }],
  non_prosecution: [
    { of: 'non_prosecution', step: 'non_prosecution', to: 'not_prosecuted', from: 'referred_for_prosecution', rank: 5 },
  ],
  // A row that names the state alone decided whatever was decided then.
  prosecution_decision: [
    { of: 'indictment', step: 'indictment', to: 'indicted', from: 'referred_for_prosecution', rank: 5 },
    { of: 'non_prosecution', step: 'non_prosecution', to: 'not_prosecuted', from: 'referred_for_prosecution', rank: 5 },
  ],
}

/** Referral, indictment, non-prosecution. */
export function leg(t: Telling, row: HistoryRow): undefined {
  const { scene } = t
  let told = 0
  for (const { of, step, to, from, rank } of legs[row.act] ?? []) {
    // Where only the agency's own list is known nobody is said not to be prosecuted.
    const able = candidates(scene, of, rankOf(to)).filter((id) => of !== 'non_prosecution' || rowOf(scene.people, id))
    const ids = concernedBy(scene, row, able, of)
    if (ids.length === 0) continue
    presuppose(t, ids, from, rank)
    for (const fate of fatesOf(scene, ids, () => ({ step })))
      tellFate(t, fate, placing(scene, fate.ids, to), told++ === 0)
  }
  if (told === 0) t.withoutPlace('nobody came to it')
}

/** A judgment at first instance where another row judges again; else what it came to. Without an outcome nothing moves. */
export function judgment(t: Telling, row: HistoryRow): undefined {
  const { scene } = t
  const { rows, people } = scene
  const last = isLast(scene, row)
  const able = candidates(scene, 'judgment', 8).filter((id) => rowOf(people, id) !== undefined)
  const ids = concernedBy(scene, row, able, 'judgment')
  if (ids.length === 0) return t.withoutPlace('nobody was judged')
  const without = ids.filter((id) => rowOf(people, id)?.values.CONDITION_ID === undefined)
  for (const id of without) rows.differ('judgment_without_outcome', 'CASE_XIANYIREN', rowOf(people, id)?.key ?? id)
  const known = ids.filter((id) => !without.includes(id))
  if (known.length === 0) return t.record({ visibleTo: undefined })
  presuppose(t, known, 'indicted', 6)
  const stepOf = (id: string) => judged(scene, rowOf(people, id) as LegacyRow, last)
  let told = 0
  for (const fate of fatesOf(scene, known, stepOf)) {
    const to =
      fate.step === 'judgment_first_instance' ? 'judged_first_instance' : fate.step.replace('judgment_', 'judged_')
    tellFate(t, fate, placing(scene, fate.ids, to), told++ === 0)
  }
  if (told === 0) t.withoutPlace('nobody was judged')
}

function judged({ rows }: Scene, own: LegacyRow, last: boolean) {
  const found = outcomeOf(rows, own)
  if (found === undefined) return undefined
  const [first, final] = [rows.time(own, 'YISHEN_TIME'), rows.time(own, 'ZHONGSHEN_TIME')]
  const early = !last && first !== undefined && final !== undefined
  const step = early ? 'judgment_first_instance' : found.outcome.replace('judged_', 'judgment_')
  const ms = early || found.outcome === 'judged_first_instance' ? first : (final ?? first)
  return {
    step,
    more: {
      ...(ms !== undefined && { judgedOn: dayOfMs(ms) }),
      ...(!early && found.band !== undefined && { sentence: { band: found.band } }),
    },
  }
}
