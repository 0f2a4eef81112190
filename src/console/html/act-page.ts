// One act on one page: a form, what it asks of the gateway, and where it leads. What is refused is said at its field and what
// was typed stays; what was done is said on the next page. Pages of steps have their own way, from the step's schema.
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { Pool } from '../../../db/index.ts'
import type { Problem } from '../ask.ts'
import type { ConsoleEnv, Notice, View } from '../env.ts'
import { formOf, textOf } from '../session/forms.ts'
import { leaveNotice } from '../session/sessions.ts'
import { basisNames } from '../words/basis.ts'
import { problemWords } from '../words/problems.ts'
import { buttons, errorSummary, type FieldShown, field, form, quietButton } from './form.ts'
import type { Shown } from './pieces.ts'
import { refused } from './refused.ts'
import { page } from './shell.ts'

type C = Context<ConsoleEnv>

export interface Request {
  readonly method?: 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  readonly path: string
  readonly body?: unknown
  readonly ifMatch?: number | undefined
}

export interface ActPage {
  readonly title: string
  /** Path of the menu's item. */
  readonly current: string
  /** Where the page belongs, and where it leads when it is done, unless `leads` says otherwise. */
  readonly back: { readonly href: string; readonly words: Shown }
  /** What happens when it is sent. */
  readonly lead?: Shown
  readonly fields: readonly FieldShown[]
  readonly button: string
  /** A second button that only shows the form again, with what was typed: something it lists has changed meanwhile. */
  readonly refresh?: Shown
  /** What is asked of the gateway; or why nothing can be asked yet. */
  readonly ask: (form: URLSearchParams) => Request | Problem | Promise<Request | Problem>
  readonly done: Notice | ((body: Record<string, unknown>) => Notice)
  readonly leads?: (body: Record<string, unknown>) => string
  /** The field that a pointer means, where the body is not made of fields by their names. */
  readonly fieldAt?: (pointer: string) => string | undefined
  /** Below the form. */
  readonly more?: Shown
}

/** Shows the page, or takes what it sends: the same handler for GET and POST of one path. */
export async function actPage(c: C, { pool }: { readonly pool: Pool }, act: ActPage): Promise<Response> {
  const v = c.get('view')
  if (c.req.method !== 'POST') return shown(v, c, act, undefined, undefined)
  const sent = await formOf(c)
  if (act.refresh !== undefined && sent.has('_refresh')) return shown(v, c, act, sent, undefined)
  const asked = await act.ask(sent)
  if ('code' in asked) return shown(v, c, act, sent, asked)
  const { method = 'POST', path, body, ifMatch } = asked
  const key = textOf(sent, '_key')
  const answer = await c.get('ask')(method, path, { body, ifMatch, ...(key !== '' && { idempotencyKey: key }) })
  if (!answer.ok) {
    const { status } = answer.problem
    if (status === 404 || status >= 500) return refused(c, answer.problem)
    return shown(v, c, act, sent, answer.problem)
  }
  const { id } = c.get('session')
  await leaveNotice(pool, id, typeof act.done === 'function' ? act.done(answer.body) : act.done)
  return c.redirect(act.leads?.(answer.body) ?? act.back.href, 303)
}

function shown(v: View, c: C, act: ActPage, sent: URLSearchParams | undefined, problem: Problem | undefined) {
  const said = problem === undefined ? undefined : problemWords(v, problem)
  const names = new Set(act.fields.map((f) => f.name))
  const faults = (said?.errors ?? []).map(({ pointer, sentence }) => ({
    name: act.fieldAt?.(pointer) ?? nameOf(pointer, names),
    words: sentence,
  }))
  const fields = act.fields.map((f) => {
    const error = faults.find((fault) => fault.name === f.name)?.words
    const value = sent === undefined ? f.value : f.kind === 'checkboxes' ? sent.getAll(f.name) : textOf(sent, f.name)
    return field(v, { ...f, value, error })
  })
  const listed = faults.map((fault) => ({ ...fault, label: act.fields.find((f) => f.name === fault.name)?.label }))
  const basis = problem?.basis ?? []
  const why =
    said === undefined
      ? undefined
      : html`<p>${said.sentence}</p>${basis.length === 0 ? '' : html`<p class="muted">${v.t('refused.basis', { basis: basisNames(v.lang, basis) })}</p>`}`
  return page(
    c,
    {
      ...{ title: act.title, current: act.current, wrong: problem !== undefined },
      ...(problem !== undefined && { status: statusOf(problem.status) }),
    },
    html`<p class="crumb"><a href="${act.back.href}">${act.back.words}</a></p>${errorSummary(v, listed, why)}<h1>${act.title}</h1>${
      act.lead === undefined ? '' : html`<div class="lead">${act.lead}</div>`
    }${form(v, { action: v.here }, html`${fields}${buttons({ words: act.button }, ...(act.refresh === undefined ? [] : [quietButton(act.refresh, '_refresh')]))}`)}${act.more ?? ''}`,
  )
}

const statuses = [400, 403, 409, 412, 413, 422, 429] as const
const statusOf = (status: number) => statuses.find((s) => s === status) ?? 422

/** The field that a pointer into the body means: `/what/regionCode` → `regionCode`. */
function nameOf(pointer: string, names: ReadonlySet<string>): string | undefined {
  const way = pointer.split('/').slice(1)
  for (let from = 0; from < way.length; from++)
    for (let to = way.length; to > from; to--) {
      const name = way.slice(from, to).join('.')
      if (names.has(name)) return name
    }
  return undefined
}
