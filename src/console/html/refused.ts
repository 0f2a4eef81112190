// What was refused, as a page: why, under which article, and the way back.
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { Problem } from '../ask.ts'
import type { ConsoleEnv } from '../env.ts'
import { foreign, type Shown } from './pieces.ts'
import { type Page, page } from './shell.ts'

const shown = [400, 403, 404, 409, 412, 413, 422, 429, 500, 503] as const

/** A refusal of the API that no form on the page can show. */
export function refused(c: Context<ConsoleEnv>, problem: Problem, more?: Shown): Promise<Response> {
  const { t } = c.get('view')
  const status = shown.find((s) => s === problem.status) ?? 500
  const why =
    status === 404 ? t('refused.notFound') : status === 500 ? t('refused.fault') : status === 503 ? t('refused.away') : null
  return refusedPage(c, {
    title: t('refused.title'),
    status,
    why: why ?? html`${foreign(problem.detail, 2_000)}`,
    basis: problem.basis ?? [],
    more,
  })
}

export function refusedPage(
  c: Context<ConsoleEnv>,
  { title, status, why, basis = [], more }: { title: string; status: NonNullable<Page['status']>; why: Shown; basis?: readonly string[]; more?: Shown },
): Promise<Response> {
  const { t } = c.get('view')
  return page(
    c,
    { title, status },
    html`<h1>${title}</h1><div class="errs" role="alert" tabindex="-1"><p>${why}</p>${
      basis.length === 0 ? '' : html`<p class="muted">${t('refused.basis', { basis: basis.join('；') })}</p>`
    }</div>${more ?? ''}<p><a href="/console/">${t('refused.back')}</a></p>`,
  )
}
