// What every page of a draft has in common: where it stands among the seven parts, what of them is still wanting, and the
// way between them.
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { ConsoleEnv, View } from '../env.ts'
import { shortMoment } from '../html/format.ts'
import { foreign, type Html, type Shown } from '../html/pieces.ts'
import { page } from '../html/shell.ts'
import type { Draft } from './draft.ts'
import { type Part, type PartName, parts } from './parts.ts'

export const hrefOf = (draft: string, part: PartName): string => `/console/drafts/${draft}/${part}`

export interface PartPage {
  readonly draft: Draft
  readonly part: Part
  /** Parts in which something is still wanting. */
  readonly wanting: ReadonlySet<PartName>
  readonly wrong?: boolean
  readonly scripts?: readonly string[]
  readonly status?: 200 | 400 | 403 | 409 | 412 | 422
}

/** Answers with a part's page. */
export function partPage(c: Context<ConsoleEnv>, about: PartPage, body: Shown): Promise<Response> {
  const v = c.get('view')
  const { t } = v
  const { draft, part, wrong = false, scripts = [], status = 200 } = about
  const no = parts.indexOf(part) + 1
  const title = t('submit.title', { part: t(part.words), n: no, of: parts.length })
  return page(
    c,
    { title, current: '/console/submit', wrong, scripts, status },
    html`<p class="crumb"><a href="/console/submit">${t('menu.submit')}</a> › ${foreign(draft.caseName ?? t('submit.unnamed'))}</p>
<p class="stepno">${t('submit.stepNo', { n: no, of: parts.length })}</p>
<h1>${t(part.words)}</h1>
<p class="lead">${t(part.hint)}</p>
<div class="flow"><div>${body}</div>${steps(v, about)}</div>`,
  )
}

function steps(v: View, { draft, part, wanting }: PartPage): Html {
  const { t } = v
  return html`<nav class="parts" aria-label="${t('submit.parts')}"><ol>${parts.map((one) => {
    const state = one.name === 'check' ? '' : t(wanting.has(one.name) ? 'submit.wanting' : 'submit.filled')
    const mark = one.name === 'check' ? '' : wanting.has(one.name) ? 'wanting' : 'filled'
    return html`<li><a href="${hrefOf(draft.id, one.name)}"${one === part ? html` aria-current="step"` : ''}>${t(one.words)}</a>${
      state === '' ? '' : html` <span class="${mark}">${state}</span>`
    }</li>`
  })}</ol><p class="small muted">${t('submit.savedAt', { at: shortMoment(v, draft.updatedAt) })}</p></nav>`
}

/** The part after this one. */
export const nextPart = (part: Part): PartName => parts[parts.indexOf(part) + 1]?.name ?? 'check'
