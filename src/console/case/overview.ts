// 概况: what must be done now, by when, under which article; then the clocks, what happened, and who and what the case is.
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { ConsoleEnv } from '../env.ts'
import { card, withQuery } from '../html/pieces.ts'
import { refused } from '../html/refused.ts'
import { asideOf, type FindingShown, type LabelShown } from './aside.ts'
import { clocksCard } from './clocks.ts'
import { casePage } from './head.ts'
import { importedDuties, isTakenOver } from './imported.ts'
import { at, caseOf } from './load.ts'
import { nowBoxes, otherSteps } from './now.ts'
import type { Case, DutyShown } from './shape.ts'
import { onTrack, timelineOf, trackFilter } from './timeline.ts'

const numbersShown = 3

export async function overview(c: Context<ConsoleEnv>): Promise<Response> {
  const v = c.get('view')
  const ask = c.get('ask')
  const track = c.req.query('track') || undefined
  const id = c.req.param('id') ?? ''
  const [one, findings, labels] = await Promise.all([
    caseOf(c, { timeline: 'newest', track }),
    ask<{ items: FindingShown[] }>('GET', '/v1/findings', { query: { transfer: id, state: 'open', limit: 5 } }),
    ask<{ items: LabelShown[] }>('GET', '/v1/labels', { query: { subject: `transfer:${id}`, limit: 5 } }),
  ])
  if ('problem' in one) return refused(c, one.problem)
  const { transfer } = one
  // Only where there may be some: other cases cost nothing by it.
  const duties = isTakenOver(one)
    ? await ask<{ items: DutyShown[] }>('GET', `/v1/transfers/${id}/imported-duties`)
    : undefined
  // What a step might have opened on the track, it need not have.
  const timeline = track === undefined ? transfer.timeline : transfer.timeline.filter((entry) => onTrack(entry, track))
  const last = transfer.timeline.at(-1)
  const older = last !== undefined && last.version > 1 && transfer.timeline.length >= 50
  return casePage(
    c,
    one,
    { title: v.t('case.overview'), tab: 'overview', numbers: numbersOf(one) },
    html`<div class="cols"><div>${one.print ? '' : nowBoxes(v, one)}${clocksCard(v, one)}${one.print ? '' : otherSteps(v, one)}${card(
      v.t('case.history'),
      html`${timelineOf(v, one, timeline, { wait: track === undefined })}${
        older ? html`<p><a href="${at(one, 'journal')}?cursor=${last.version}">${v.t('case.older')}</a></p>` : ''
      }`,
      {
        id: 'history',
        aside: one.print
          ? ''
          : html`<span>${trackFilter(v, track)}<a class="small" href="${withQuery(v.here, { print: '1' })}">${v.t('page.print')}</a></span>`,
      },
    )}</div><div>${asideOf(v, one, findings.ok ? findings.body.items : [], labels.ok ? labels.body.items : [])}${importedDuties(v, one, duties?.ok === true ? duties.body.items : [])}</div></div>`,
  )
}

/** What the organ in charge calls the case, as its acts named it. */
function numbersOf({ transfer }: Case): string[] {
  const own = transfer.documentNo
  const named = transfer.timeline
    .filter(({ by }) => by.part === 'police_in_charge')
    .flatMap(({ input }) => [input?.acceptanceNo, input?.documentNo])
    .filter((no): no is string => typeof no === 'string' && no !== own)
  return [...new Set(named)].slice(0, numbersShown)
}
