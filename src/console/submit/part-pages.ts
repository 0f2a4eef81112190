// The pages of a draft's parts: a form made of the contract's own fields, kept however little of it is right, and held
// against the contract as it is typed and when the next part is asked for.
import { type Context, Hono } from 'hono'
import { html } from 'hono/html'
import type { ConsoleDeps, ConsoleEnv, View } from '../env.ts'
import { buttons, errorSummary, type FieldFaultShown, form, quietButton } from '../html/form.ts'
import { hidden } from '../html/pieces.ts'
import { refused } from '../html/refused.ts'
import { formOf } from '../session/forms.ts'
import {
  bodyOf,
  compacted,
  type Errors,
  formFields,
  type Json,
  labelOf,
  listOf,
  nameOfPointer,
  type Values,
  valuesOfBody,
  valuesOfForm,
} from '../steps/schema-form.ts'
import { faultWords } from '../words/problems.ts'
import { chargesPanel, withCharge } from './charges.ts'
import { changeDraftBy, type Draft, draftAt, type Fault, faultsOf, partsWanting, seenOf, withPart } from './draft.ts'
import { hrefOf, nextPart, partPage } from './frame.ts'
import { itemsPanel, pasted } from './items.ts'
import { materialsPart } from './materials.ts'
import { offerFor, officersPanel, withHead } from './officers.ts'
import { type Panel, type PanelAsked, rowsMax } from './panel.ts'
import { partiesPanel, withParty } from './parties.ts'
import { type Part, partNamed, parts, sound } from './parts.ts'

type C = Context<ConsoleEnv>

export function partPages(_deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>()

  /** A draft is opened at its first part. */
  app.get('/drafts/:id', async (c) => {
    const found = await draftAt(c, c.req.param('id'))
    const [first] = parts
    return found.ok && first !== undefined ? shown(c, first, found.body) : c.notFound()
  })

  app.get('/drafts/:id/:part', async (c, next) => {
    const part = partNamed(c.req.param('part'))
    if (part === undefined || part.name === 'check') return next()
    const found = await draftAt(c, c.req.param('id'))
    if (!found.ok) return refused(c, found.problem)
    return shown(c, part, found.body)
  })

  app.post('/drafts/:id/:part', async (c, next) => {
    const part = partNamed(c.req.param('part'))
    if (part === undefined || part.name === 'check') return next()
    const id = c.req.param('id')
    const sent = await formOf(c)
    if (c.req.query('check') === '1') return checked(c, part, sent)
    const found = await draftAt(c, id)
    if (!found.ok) return refused(c, found.problem)
    const before = found.body
    const typed = valuesOfForm(sent)
    const removed = sent.get('_remove')
    if (removed !== null) removeRow(typed, removed)
    const values = compacted(part.tree, typed)
    const given = givenBy(part, before.draft, sent, values)
    const kept = { ...before, draft: withPart(before.draft, part, given) }
    if (part.name !== 'materials' && sent.get('_seen') !== seenOf(part, before.draft))
      return shown(c, part, kept, { seen: before, note: 'submit.changedMeanwhile', status: 412 })
    const written = await changeDraftBy(c, id, (body) => withPart(body, part, givenBy(part, body, sent, values)))
    if (written !== undefined && !written.ok) return refused(c, written.problem)
    const now = written?.ok ? written.body : kept
    const add = sent.get('_add')
    if (add !== null) return shown(c, part, now, { rows: new Map([[add, 1]]), back: add })
    if (removed !== null) return shown(c, part, now, { look: sent, back: listOf(removed) })
    if (sent.get('_use') !== null || sent.get('_look') !== null) return shown(c, part, now, { look: sent })
    if (sent.get('_stay') !== null) return shown(c, part, now, { note: 'submit.saved' })
    const faults = faultsIn(part, now.draft)
    if (faults.length > 0) return shown(c, part, now, { faults, status: 422 })
    return c.redirect(hrefOf(id, nextPart(part)), 303)
  })

  return app
}

/** What the form makes of the part, and what its further buttons add to it. */
function givenBy(part: Part, body: Json, sent: URLSearchParams, values: Values): Json {
  const given = bodyOf(part.tree, values)
  switch (part.name) {
    case 'parties':
      return withParty(given, sent.get('_use'))
    case 'facts':
      return withCharge(given, sent.get('_use'))
    case 'items':
      return pasted(given, body, sent)
    case 'materials':
      return materialsPart.given(given, body, values, sent.get('_remove'))
    case 'officers':
      return withHead(given, body, sent.get('head'))
    default:
      return given
  }
}

function removeRow(values: Map<string, string[]>, row: string): void {
  for (const name of [...values.keys()]) if (name === row || name.startsWith(`${row}.`)) values.delete(name)
}

/** Of this part alone; what the whole asks for is told on the last page. */
function faultsIn(part: Part, body: Json): Fault[] {
  const parsed = part.schema.safeParse(Object.fromEntries(part.fields.map((f) => [f, body[f]])))
  return parsed.success ? [] : faultsOf(parsed.error.issues)
}

export interface Told {
  readonly errors: Errors
  readonly summary: readonly FieldFaultShown[]
}

/** Faults at their fields, and in the order of the form. */
export function toldOf(v: View, part: Part, faults: readonly Fault[], values: Values): Told {
  const errors = new Map<string, string>()
  const summary: FieldFaultShown[] = []
  for (const { pointer, detail } of faults) {
    const name = nameOfPointer(part.tree, pointer, values)
    const words = faultWords(v.lang, detail)
    if (name !== undefined && errors.has(name)) continue
    if (name !== undefined) errors.set(name, words)
    summary.push({ name, words, ...(name !== undefined && { label: labelOf(v, { step: 'transfer_dispatch' }, name) }) })
  }
  return { errors, summary }
}

interface Showing {
  readonly faults?: readonly Fault[]
  readonly rows?: ReadonlyMap<string, number>
  /** The list that got or lost a row. */
  readonly back?: string
  readonly note?: 'submit.saved' | 'submit.changedMeanwhile'
  /** The draft that the page is made from, where it is not the one shown. */
  readonly seen?: Draft
  readonly status?: 200 | 412 | 422
  /** What was looked for on this page. */
  readonly look?: URLSearchParams
}

async function shown(c: C, part: Part, draft: Draft, showing: Showing = {}): Promise<Response> {
  const v = c.get('view')
  const { t } = v
  const {
    faults = [],
    rows = new Map(),
    back,
    note,
    seen = draft,
    status = 200,
    look = new URLSearchParams(new URL(c.req.url).search),
  } = showing
  const body = sound(part.tree, draft.draft)
  const values = valuesOfBody(part.tree, body)
  const { errors, summary } = toldOf(v, part, faults, values)
  const offer = { ...(await offerFor(c, part.name)), rows, back }
  const action = hrefOf(draft.id, part.name)
  const long = part.name === 'items' && Array.isArray(body.seizedItems) && body.seizedItems.length > rowsMax
  const omit = new Set(part.name === 'materials' ? ['materials'] : long ? ['seizedItems'] : [])
  const fields = formFields(v, part.tree, values, errors, { ...offer, omit })
  const inner = await panelOf(c, part, { draft, body, values, errors, look, long })
  const alert = note === undefined ? '' : html`<div class="note" role="status"><p>${t(note)}</p></div>`
  const whole = html`${errorSummary(v, summary)}${alert}${inner.before}${form(
    v,
    { action, check: true },
    html`${hidden('_seen', seenOf(part, seen.draft))}${inner.within}${fields}${inner.after}${buttons(
      { words: t('submit.next') },
      quietButton(t('submit.stay'), '_stay'),
      faults.length > 0
        ? html`<a class="btn quiet" href="${hrefOf(draft.id, nextPart(part))}">${t('submit.skip')}</a>`
        : '',
    )}`,
  )}`
  const wanting = partsWanting(draft.draft)
  const scripts = ['check.js', 'leave.js', ...(part.name === 'materials' ? ['tus.min.js', 'upload.js'] : [])]
  return partPage(c, { draft, part, wanting, wrong: faults.length > 0, scripts, status }, whole)
}

async function panelOf(c: C, part: Part, asked: PanelAsked): Promise<Panel> {
  const nothing: Panel = { before: '', within: '', after: '' }
  switch (part.name) {
    case 'parties':
      return { ...nothing, ...(await partiesPanel(c, asked)) }
    case 'facts':
      return { ...nothing, ...(await chargesPanel(c, asked)) }
    case 'items':
      return { ...nothing, ...itemsPanel(c.get('view'), asked) }
    case 'materials':
      return { ...nothing, ...(await materialsPart.panel(c, asked)) }
    case 'officers':
      return { ...nothing, ...(await officersPanel(c, asked)) }
    default:
      return nothing
  }
}

/** As it is typed: only what is wrong with what is there; what is still empty is no mistake yet. */
function checked(c: C, part: Part, sent: URLSearchParams): Response {
  const v = c.get('view')
  const values = compacted(part.tree, valuesOfForm(sent))
  const body = bodyOf(part.tree, values)
  const { errors } = toldOf(v, part, faultsIn(part, body), values)
  const typed = (name: string) => (values.get(name) ?? []).some((value) => value.trim() !== '')
  const told = [...errors].filter(([name]) => typed(name)).map(([field, words]) => ({ field, words }))
  return c.json({ errors: told })
}
