// One row of the history on its way into the story: what it says by itself, and where suspects stand before and after it.
// A row may become several entries; the first has its key, the others are numbered.
import { type CaseEvent, type CaseMove, type CaseOpening, instanceKey, nextNo } from '../../procedure/index.ts'
import type { Attached } from './attachments.ts'
import { Attachments } from './attachments.ts'
import type { CaseRows } from './case-rows.ts'
import { TaskForms } from './fields.ts'
import { readForm } from './forms.ts'
import { actorOf, type HistoryRow } from './history.ts'
import type { Person } from './people.ts'
import { asSuspect } from './people.ts'
import type { Entry, Story } from './story.ts'
import type { Who } from './who.ts'

/** What every row of one case is told with. */
export interface Scene {
  readonly rows: CaseRows
  readonly story: Story
  readonly who: Who
  readonly people: readonly Person[]
  readonly history: readonly HistoryRow[]
  readonly attachments: Attachments
  readonly tasks: TaskForms
}

export const sceneOf = (
  rows: CaseRows,
  story: Story,
  who: Who,
  people: readonly Person[],
  history: readonly HistoryRow[],
): Scene => ({ rows, story, who, people, history, attachments: new Attachments(rows), tasks: new TaskForms(rows) })

export type Placed = Pick<Entry, 'moves' | 'opens' | 'sets' | 'about'>
type Supposed = Partial<Pick<Entry, 'visibleTo' | 'begins' | 'input' | 'attached' | 'typedAt' | 'raw'>>

/** Columns of a step that have places of their own. */
const placedColumns = new Set([
  'STEP_ID',
  'STEP_NAME',
  'CASE_ID',
  'END_DATE',
  'ASSIGN_PERSON',
  'TASK_ACTION_NAME',
  'TASK_INST_ID',
])

/** 提请逮捕待审; 审查逮捕. */
const arrestStates = new Set(['17', '18'])
/** ORG_TYPE of 检察院, 公安局, 法院, where the organ itself has no mapping. */
const insideTypes = new Set(['2', '3', '4'])
const wordless = ({ state: _, ...words }: Entry['words']): Entry['words'] => words
const withoutState = ({ CASE_STATE: _, ...raw }: Readonly<Record<string, string>>): Record<string, string> => raw

const none: readonly never[] = []
const nothing: Readonly<Record<string, never>> = {}

export class Telling {
  readonly scene: Scene
  readonly row: HistoryRow
  /** What the forms of the row say, in fields of the contract. */
  readonly said: Readonly<Record<string, unknown>>
  readonly #base: Pick<Entry, 'table' | 'atMs' | 'recordedMs' | 'typedAt' | 'actor' | 'words'>
  readonly #attached: readonly Attached[]
  #count = 0
  #supposed = 0
  /** Everything of the row that has no field in the contract. */
  readonly raw: Readonly<Record<string, string>>
  readonly typedAt: string | undefined

  constructor(scene: Scene, row: HistoryRow) {
    const { rows } = scene
    const { values } = row.row
    const form = readForm(rows, row.act, row.key)
    const fields = scene.tasks.of(values.TASK_INST_ID)
    const raw: Record<string, string> = {}
    for (const column in values) {
      const value = values[column]
      if (value && !placedColumns.has(column)) raw[column] = value
    }
    this.scene = scene
    this.row = row
    this.said = form.form === undefined ? fields.input : { ...fields.input, ...form.input }
    const creator = form.form?.values.CREATE_USER
    const actor =
      row.actor.organ === undefined && row.actor.name === undefined && creator ? actorOf(rows, creator) : row.actor
    const state = row.state === '' ? undefined : (rows.codes.words.get(`chufaProcState/${row.state}`) ?? row.state)
    this.raw = Object.assign(raw, fields.raw, form.raw)
    this.#attached =
      form.form === undefined && fields.files.length === 0
        ? none
        : [...scene.attachments.ofForm(form.form), ...scene.attachments.ofFields(fields.files)]
    this.typedAt = form.typedAt ?? fields.typedAt
    this.#base = {
      table: row.row.table,
      atMs: row.atMs,
      recordedMs: row.recordedMs,
      typedAt: this.typedAt,
      actor,
      words: {
        step: (values.STEP_NAME ?? values.TASK_ACTION_NAME ?? values.TASK_TYPE ?? row.key).trim(),
        act: values.TASK_ACTION_NAME ?? undefined,
        state,
      },
    }
  }

  get #ofArrest(): boolean {
    const { act, state } = this.row
    return act === 'arrest_request' || act === 'arrest_decision' || arrestStates.has(state)
  }

  /** An entry of this row; the first brings its papers and everything that was typed. */
  tell(step: string, more: Partial<Omit<Entry, 'step' | 'key'>> = {}): undefined {
    const first = this.#count === 0
    this.#count += 1
    const said = more.raw ?? (first ? this.raw : nothing)
    // What says that somebody is to be arrested stands in no entry for every party.
    const open = more.visibleTo === undefined && !Array.isArray(this.scene.story.rule(step).visibleTo)
    const words = open && arrestStates.has(this.row.state) ? wordless(this.#base.words) : this.#base.words
    // Written out: most of a case is told here, and a spread costs more than all that it says.
    this.scene.story.add({
      step,
      key: first ? this.row.key : `${this.row.key}#${this.#count}`,
      table: this.#base.table,
      atMs: this.#base.atMs,
      recordedMs: this.#base.recordedMs,
      typedAt: more.typedAt ?? this.typedAt,
      actor: this.#base.actor,
      words,
      raw: words === this.#base.words ? said : withoutState(said),
      input: more.input ?? (first ? this.said : nothing),
      moves: more.moves ?? none,
      opens: more.opens ?? none,
      about: more.about,
      visibleTo: more.visibleTo,
      begins: more.begins ?? none,
      ends: more.ends ?? none,
      sets: more.sets ?? nothing,
      attached: first ? this.#attached : none,
    })
  }

  /** The state that this row presupposes and no row led to. */
  presuppose(state: string, placed: Placed, more: Supposed = {}): undefined {
    this.#supposed += 1
    this.#suppose(`${this.row.key}#state${this.#supposed === 1 ? '' : this.#supposed}`, state, placed, more)
  }

  /** The state that the row itself says, and no step led to. */
  found(state: string, placed: Placed, more: Supposed = {}): undefined {
    this.#suppose(this.row.key, state, placed, more)
  }

  #suppose(key: string, state: string, placed: Placed, more: Supposed): undefined {
    const { rows, story } = this.scene
    const { table } = this.#base
    rows.differ('state_without_step', table, this.row.key, { state })
    // What an earlier run found in the row it said then; today it says something else.
    const named = story.told(table, key) ? `${key}@${state}` : key
    if (story.told(table, named)) return
    const { actor: _, typedAt: __, ...rest } = this.#base
    const base = more.visibleTo === undefined && this.#ofArrest ? { ...rest, words: { step: state } } : rest
    story.add({ ...base, ...placed, ...more, step: 'imported_state', key: named })
  }

  /** A counterpart exists, but there is nobody and nothing that it could concern. */
  withoutPlace(because: string): undefined {
    this.scene.rows.differ('step_has_no_place', 'CASE_STEP', this.row.key, { act: this.row.act, because })
    this.record()
  }

  /** An entry that moves nothing. What police, procuratorate and court record of themselves is not told to the agency. */
  record(more: Partial<Omit<Entry, 'step' | 'key'>> = {}): undefined {
    const { organ } = this.#base.actor ?? {}
    const kind = organ?.agency?.kind
    const inside =
      kind === undefined
        ? insideTypes.has(organ?.type ?? '')
        : kind === 'public_security' || kind === 'procuratorate' || kind === 'court'
    // Whoever has a part knows at least how the case began.
    const sealed = this.#ofArrest || (inside && this.scene.story.state !== null)
    this.tell('imported_record', sealed ? { visibleTo: ['police_in_charge', 'supervisor'], ...more } : more)
  }
}

/** Suspects of the criminal half where they are known, else the agency's parties; ids, or `case` where nobody is known. */
export function subjectsOf({ people }: Scene): readonly string[] {
  const suspects = people.filter((p) => p.suspect !== undefined)
  const list = suspects.length > 0 ? suspects : people
  return list.length > 0 ? list.map((p) => p.id) : ['case']
}

/** Where a suspect stands: by the own instance, else by the joint one while it stands for all. */
export function criminalOf({ story }: Scene, id: string): string | undefined {
  const own = story.stateOf(instanceKey('criminal', id, 1))
  if (own !== undefined) return own
  const joint = story.stateOf(instanceKey('criminal', 'case', 1))
  return joint === 'divided' ? undefined : joint
}

/** A move from where everybody last saw it. */
export function moving({ story }: Scene, instance: string, to: string): CaseMove {
  const { shown, state } = story.state?.instances[instance] ?? {}
  const from = shown ?? state
  return from ? { instance, from, to } : { instance, to }
}

/** Puts suspects into a state of the criminal track, each on an instance of its own; the joint one ends with the last. */
export function placing(scene: Scene, ids: readonly string[], to: string): Placed {
  const { story } = scene
  const joint = instanceKey('criminal', 'case', 1)
  if (ids.length === 1 && ids[0] === 'case')
    return story.stateOf(joint) === undefined
      ? { opens: [{ instance: joint, state: to }] }
      : { moves: [moving(scene, joint, to)] }
  const moves: CaseMove[] = []
  const opens: CaseOpening[] = []
  const own = new Set<string>()
  const all = subjectsOf(scene)
  for (const id of all) if (story.stateOf(instanceKey('criminal', id, 1)) !== undefined) own.add(id)
  for (const id of ids) {
    const instance = instanceKey('criminal', id, 1)
    if (own.has(id)) moves.push(moving(scene, instance, to))
    else opens.push({ instance, state: to })
    own.add(id)
  }
  const standing = story.stateOf(joint)
  if (standing !== undefined && standing !== 'divided' && all.every((id) => own.has(id)))
    moves.push(moving(scene, joint, 'divided'))
  return { moves, opens, about: ids, ...(opens.length > 0 && suspectsNow(scene)) }
}

/** The people of the criminal half, where the case does not have exactly them. */
function suspectsNow(scene: Scene): { sets: CaseEvent['sets'] } | undefined {
  const ids = new Set(subjectsOf(scene))
  const suspects = scene.people.filter((p) => ids.has(p.id)).map(asSuspect)
  const there = scene.story.state?.suspects ?? []
  if (there.length === suspects.length && suspects.every((s) => there.some((t) => t.id === s.id))) return undefined
  // Whoever stands in the case by an instance of his own stays in it.
  const kept = there.filter(
    (t) => !ids.has(t.id) && scene.story.stateOf(instanceKey('criminal', t.id, 1)) !== undefined,
  )
  return { sets: { suspects: [...suspects, ...kept] } }
}

/** One more instance of a track's subject. */
export const opening = ({ story }: Scene, track: string, subject: string, state: string): CaseOpening => ({
  instance: instanceKey(track, subject, nextNo(story.state, track, subject)),
  state,
})

/** The instance of a subject that stands in one of the states. */
export function standingIn({ story }: Scene, prefix: string, states: readonly string[]): string | undefined {
  const { instances = {} } = story.state ?? {}
  return Object.keys(instances)
    .filter((key) => key.startsWith(prefix) && states.includes(instances[key]?.state ?? ''))
    .sort()
    .at(-1)
}
