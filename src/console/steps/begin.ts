// Cases that begin otherwise than by a submission: the steps by which an organ of this kind may open one.
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { StepRule } from '../../procedure/index.ts'
import type { ConsoleEnv, Me } from '../env.ts'
import { card, empty, said } from '../html/pieces.ts'
import { page } from '../html/shell.ts'
import { basisNames } from '../words/basis.ts'
import { hasForm, procedure } from './rule.ts'

/** Steps with which an organ of this kind begins a case, in the table's order; the transfer itself has pages of its own. */
export function openings(me: Pick<Me, 'agency'>): [string, StepRule][] {
  return Object.entries(procedure.steps as Readonly<Record<string, StepRule>>).filter(
    ([step, { opening }]) =>
      step !== 'transfer_dispatch' &&
      hasForm(step) &&
      (opening?.kinds as readonly string[] | undefined)?.includes(me.agency.kind) === true,
  )
}

export function beginPage(c: Context<ConsoleEnv>): Promise<Response> {
  const v = c.get('view')
  const { t } = v
  const { me } = c.get('session')
  const list = openings(me)
  const submits = me.agency.kind === 'administrative'
  return page(
    c,
    { title: t('begin.title') },
    html`<h1>${t('begin.title')}</h1><p class="lead">${t('begin.lead')}</p>${
      list.length === 0 && !submits
        ? empty(t('begin.none'))
        : card(
            t('begin.how'),
            html`<ul class="choices">${
              submits
                ? html`<li><a class="do" href="/console/submit">${t('menu.submit')}</a><span class="sub">${t('begin.submit')}</span></li>`
                : ''
            }${list.map(
              ([step, rule]) =>
                html`<li><a class="do" href="/console/begin/${step}">${said(v, rule)}</a><span class="sub">${t('refused.basis', { basis: basisNames(v.lang, rule.basis.slice(0, 3)) })}</span></li>`,
            )}</ul>`,
          )
    }`,
  )
}
