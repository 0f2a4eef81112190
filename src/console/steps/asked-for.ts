// What the step answers, shown above its form: of a supplement the papers that public security asked for, with what has come
// in since, so that nobody has to look for the notice first.
import type { Context } from 'hono'
import { html } from 'hono/html'
import { hushing } from '../case/names.ts'
import type { ConsoleEnv } from '../env.ts'
import { foreign, type Html } from '../html/pieces.ts'
import type { Stage } from './frame.ts'

interface Asked {
  readonly stages: readonly {
    readonly stage: string
    readonly required: readonly { readonly zh: string; readonly status: 'present' | 'gap' | 'missing' }[]
  }[]
}

const answering: ReadonlySet<string> = new Set(['supplement_notice_receipt', 'supplement_submission'])

export async function askedFor(c: Context<ConsoleEnv>, { step, transfer }: Stage): Promise<Html> {
  if (transfer === null || !answering.has(step)) return html``
  const answer = await c.get('ask')<Asked>('GET', `/v1/transfers/${transfer.id}/checklist`)
  const rows = answer.ok ? (answer.body.stages.find(({ stage }) => stage === 'supplement')?.required ?? []) : []
  if (rows.length === 0) return html``
  const { t } = c.get('view')
  const hushed = hushing(transfer)
  return html`<div class="note"><h2>${t('step.askedFor')}</h2><ol>${rows.map(
    ({ zh, status }) =>
      html`<li>${foreign(hushed(zh), 500)} <span class="muted">${t(status === 'present' ? 'case.check.present' : 'case.check.missing')}</span></li>`,
  )}</ol></div>`
}
