// What was refused, as a page: why, under which article, and the way back.
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { Problem } from '../ask.ts'
import type { ConsoleEnv, View } from '../env.ts'
import { basisNames } from '../words/basis.ts'
import { fieldName } from '../words/index.ts'
import { problemWords } from '../words/problems.ts'
import { foreign, type Html, type Shown } from './pieces.ts'
import { type Page, page } from './shell.ts'

const shown = [400, 403, 404, 409, 412, 413, 422, 429, 500, 503] as const

/** A refusal of the API that no form on the page can show. */
export function refused(c: Context<ConsoleEnv>, problem: Problem, more?: Shown): Promise<Response> {
  const v = c.get('view')
  const status = shown.find((s) => s === problem.status) ?? 500
  const why =
    status === 404
      ? v.t('refused.notFound')
      : status === 500
        ? v.t('refused.fault')
        : status === 503
          ? v.t('refused.away')
          : null
  return refusedPage(c, {
    title: v.t('refused.title'),
    status,
    why: why ?? refusalWords(v, problem),
    basis: problem.basis ?? [],
    more,
  })
}

/** Why, and what of the request is wrong, in words; for pages that show a refusal above their form. */
export function refusalWords(v: View, problem: Problem): Html {
  const { sentence, errors } = problemWords(v, problem)
  return html`${foreign(sentence, 2_000)}${
    errors.length === 0
      ? ''
      : html`<ul>${errors.map(({ pointer, sentence: words }) => {
          const name = fieldName(v.lang, pointer)
          return html`<li>${name === undefined ? '' : `${name}${v.t('form.colon')}`}${foreign(words, 600)}</li>`
        })}</ul>`
  }`
}

export function refusedPage(
  c: Context<ConsoleEnv>,
  {
    title,
    status,
    why,
    basis = [],
    more,
  }: { title: string; status: NonNullable<Page['status']>; why: Shown; basis?: readonly string[]; more?: Shown },
): Promise<Response> {
  const v = c.get('view')
  const { t } = v
  return page(
    c,
    { title, status },
    html`<h1>${title}</h1><div class="errs" role="alert" tabindex="-1"><div class="why">${why}</div>${
      basis.length === 0 ? '' : html`<p class="muted">${t('refused.basis', { basis: basisNames(v.lang, basis) })}</p>`
    }</div>${more ?? ''}<p><a href="/console/">${t('refused.back')}</a></p>`,
  )
}
