// What the viewer's organ must or may do now, made from `available` and the clocks alone: one box a duty, the nearest end
// first, one primary button a page; what is merely possible stands below, folded.
import { html } from 'hono/html'
import type { View } from '../env.ts'
import { shortMoment } from '../html/format.ts'
import { endsAt, light, lit } from '../html/light.ts'
import { foreign, type Html, type Shown, said } from '../html/pieces.ts'
import { ruleOf } from '../steps/rule.ts'
import { basisNames } from '../words/basis.ts'
import { type WordKey, words } from '../words/index.ts'
import { ownerName, trackName } from './head.ts'
import { at } from './load.ts'
import type { AvailableStep, Case, Clock } from './shape.ts'

/** Who decides for an organ, of whatever kind it is. */
const heads: ReadonlySet<string> = new Set(['agency_head', 'police_chief', 'chief_procurator'])
/** Names of steps that fit into one title. */
const namesMax = 3

interface Box {
  readonly clock?: Clock
  readonly steps: readonly AvailableStep[]
}

/** What somebody waits for: a paper to be signed for, a round to be answered, a duty, a matter of supervision. */
const awaited = ({ instances }: AvailableStep): string | undefined =>
  instances.find((key) => /^(supplement|service|duty|supervision)\//.test(key))

/** Duties by clock, then what is awaited without one; and the rest. */
export function boxesOf({ transfer }: Pick<Case, 'transfer'>): { boxes: Box[]; others: AvailableStep[] } {
  const byDue = new Map<string, AvailableStep[]>()
  const byInstance = new Map<string, AvailableStep[]>()
  const others: AvailableStep[] = []
  const into = (groups: Map<string, AvailableStep[]>, key: string, step: AvailableStep) =>
    groups.set(key, [...(groups.get(key) ?? []), step])
  for (const step of transfer.available) {
    const instance = awaited(step)
    if (step.due !== undefined) into(byDue, `${step.due.breach} ${step.due.rule}`, step)
    else if (instance !== undefined) into(byInstance, instance, step)
    else others.push(step)
  }
  const clockOf = ({ due }: AvailableStep) =>
    transfer.clocks.find((c) => c.rule === due?.rule && c.breachAt === due.breach && c.status !== 'met')
  const boxes: Box[] = [...byDue]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, steps]) => {
      const clock = clockOf(steps[0] as AvailableStep)
      return { steps, ...(clock !== undefined && { clock }) }
    })
  return { boxes: [...boxes, ...[...byInstance.values()].map((steps) => ({ steps }))], others }
}

export function nowBoxes(v: View, one: Case): Html {
  const { boxes } = boxesOf(one)
  if (boxes.length === 0)
    return html`<section class="card"><div class="in"><p class="muted">${waiting(v, one)}</p></div></section>`
  return html`${boxes.map((box, i) => boxOf(v, one, box, i))}`
}

/** Nothing to do here: whose turn it is, and until when. */
function waiting(v: View, one: Case): Shown {
  const next = nextClock(one)
  if (one.transfer.ended || next === undefined) return v.t('case.nothing')
  return html`${v.t('case.waitFor')}${ownerName(v, one, next.owner)}${v.t('form.colon')}${said(v, next)} ${light(v, next)} ${endsAt(v, next)}`
}

/** The running clock that ends first. */
export const nextClock = ({ transfer }: Case): Clock | undefined =>
  transfer.clocks
    .filter(({ status }) => status === 'running' || status === 'breached')
    .reduce<Clock | undefined>((a, b) => (a === undefined || b.dueAt < a.dueAt ? b : a), undefined)

function boxOf(v: View, one: Case, { clock, steps }: Box, index: number): Html {
  const [first] = steps
  if (first === undefined) return html``
  const id = `now-${index + 1}`
  const title: WordKey = clock?.kind === 'right' ? 'case.may' : 'case.must'
  return html`<section class="card todo" aria-labelledby="${id}"><div class="in"><h2 id="${id}">${v.t(title)}${
    clock !== undefined && steps.length > namesMax
      ? said(v, clock)
      : steps
          .slice(0, namesMax)
          .map((step) => said(v, step))
          .join(v.t('case.or'))
  }</h2><p class="when">${
    clock === undefined
      ? lit('b', v.t('case.promptly'))
      : html`${light(v, clock)} <span class="muted">${endsAt(v, clock)}${clock.provisional === true ? v.t('case.provisional') : ''}</span>`
  }</p><p class="why">${anchored(v, one, clock)}${v.t('refused.basis', { basis: basisNames(v.lang, clock?.basis ?? first.basis) })}${v.t('case.stop')}${
    hasRole(v, first) ? '' : html` ${v.t('case.decides', { role: roleName(v, first.decidedBy ?? '') })}`
  }</p>${steps.map((step, i) => stepLink(v, one, step, index === 0 && i === 0))}</div></section>`
}

/** What set it running, where the page holds the entry. */
function anchored(v: View, { transfer, hushed }: Case, clock: Clock | undefined): Shown {
  const entry = clock && transfer.timeline.find(({ version }) => version === clock.anchorVersion)
  if (clock === undefined || entry === undefined) return ''
  return html`${foreign(hushed(entry.by.agency.name ?? ''), 80)} ${shortMoment(v, clock.anchorAt)} ${said(v, entry)}${v.t('case.stop')}`
}

/** Who must decide it, in words. */
export function roleName(v: View, role: string): string {
  if (role === 'own_head') return v.t('case.ownHead')
  if (role === 'by_stage') return v.t('case.byStage')
  const key = `role.${role}`
  return Object.hasOwn(words, key) ? v.t(key as WordKey) : role
}

/** Whether the officer may decide it alone; else it goes up for approval. */
function hasRole({ session }: View, { decidedBy }: AvailableStep): boolean {
  if (decidedBy === undefined) return true
  if (decidedBy === 'own_head') return session?.me.roles.some((role) => heads.has(role)) === true
  return session?.me.roles.some((role) => role === decidedBy) === true
}

/** Where the step would move one matter alone, its form begins with that one. */
function stepHref(one: Case, { step, instances }: AvailableStep): string {
  const href = at(one, 'steps', step)
  const [track = '', , no = ''] = instances.length === 1 ? (instances[0] ?? '').split('/') : []
  if (track === 'supplement') return `${href}?round=${no}`
  if (track === 'service') return `${href}?instance=${encodeURIComponent(instances[0] ?? '')}`
  return track === 'supervision' || track === 'administrative' ? `${href}?no=${no}` : href
}

const stepLink = (v: View, one: Case, step: AvailableStep, primary: boolean): Html =>
  html`<a class="btn${primary ? '' : ' quiet'}" href="${stepHref(one, step)}">${said(v, step)}</a>`

/** What is possible and presses nobody, each with its article; behind the clocks, folded. */
export function otherSteps(v: View, one: Case): Html {
  const steps = boxesOf(one).others
  if (steps.length === 0) return html``
  const groups = new Map<string, AvailableStep[]>()
  for (const step of steps) {
    const track = trackName(v, ruleOf(step.step)?.track ?? '')
    groups.set(track, [...(groups.get(track) ?? []), step])
  }
  const item = (step: AvailableStep) =>
    html`<li><a href="${stepHref(one, step)}">${said(v, step)}</a><span class="sub">${basisNames(v.lang, step.basis.slice(0, 2))}</span></li>`
  return html`<section class="card"><div class="in"><details><summary>${v.t('case.otherSteps', { n: steps.length })}</summary>${[
    ...groups,
  ].map(
    ([track, list]) =>
      html`<h3>${track} <span class="muted">${list.length}</span></h3><ul class="steps">${list.map(item)}</ul>`,
  )}</details></div></section>`
}
