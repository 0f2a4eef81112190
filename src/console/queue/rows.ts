// One line of the queue, whatever it comes from: a period, a duty without a number, an approval, a letter, a finding. Lines
// stand by the day they are due, and within a day those first that the officer's roles may do.
import { html } from 'hono/html'
import type { Me, View } from '../env.ts'
import { daysUntil, shortMoment, span } from '../html/format.ts'
import { type ClockShown, endsAt, light, lit } from '../html/light.ts'
import { foreign, type Html, type Shown, said, unbroken } from '../html/pieces.ts'
import { ruleOf } from '../steps/rule.ts'
import { basisName } from '../words/basis.ts'
import { translate, type WordKey, words } from '../words/index.ts'
import type { ApprovalShown, AssignmentShown, FindingShown, LetterShown, OrganShown, WorkShown } from './asked.ts'

export interface Row {
  readonly group: 'approvals' | 'overdue' | 'today' | 'threeDays' | 'later' | 'open'
  /** Epoch ms; of what has no number, since when it is owed. */
  readonly at: number
  readonly yours: boolean
  readonly cells: readonly [due: Html, task: Html, caze: Html, basis: Html, other: Html]
}

const sub = (value: Shown): Html => html`<span class="sub">${value}</span>`

/** The first article; how many more there are stands below, and which with the case. */
export function basisCell(v: View, basis: readonly string[]): Html {
  const [first, ...more] = basis
  if (first === undefined) return html`—`
  const others = more.length === 0 ? '' : sub(v.t('queue.moreBasis', { n: more.length }))
  const [, name, article] = /^《(.+)》(.*)$/.exec(basisName(v.lang, first)) ?? []
  if (name === undefined) return html`${basisName(v.lang, first)}${others}`
  return html`${name}${article === '' ? '' : sub(article)}${others}`
}

const organs = (list: readonly OrganShown[], to?: Shown): Html =>
  list.length === 0
    ? html`${to ?? '—'}`
    : html`${list.map((one, i) => html`${i > 0 ? html`<br>` : ''}${foreign(one.name)}`)}`

const caseLink = (id: string, name: string, number: string): Html =>
  html`<a href="/console/cases/${id}">${foreign(name, 60)}</a>${number === '' ? '' : sub(unbroken(foreign(number, 60)))}`

const groupOf = (v: View, endsMs: number, binding: boolean): Row['group'] => {
  if (endsMs < v.nowMs) return binding ? 'overdue' : 'today'
  const days = daysUntil(v, endsMs)
  return days <= 0 ? 'today' : days <= 3 ? 'threeDays' : 'later'
}

/** The period's light and end; of a duty without a number the time that has passed. */
function dueCell(
  v: View,
  { since, dueAt, breachAt, advisory }: Pick<WorkShown, 'since' | 'dueAt' | 'breachAt' | 'advisory'>,
): Html {
  if (dueAt === undefined || breachAt === undefined)
    return html`${lit('b', v.t('light.open'))}${
      since === undefined ? '' : sub(v.t('light.since', { span: span(v, Math.max(0, v.nowMs - Date.parse(since))) }))
    }`
  const clock: ClockShown = {
    ...{ anchorAt: since ?? breachAt, dueAt, breachAt, status: 'running' },
    ...(advisory && { advisory }),
  }
  return html`${light(v, clock)}${sub(endsAt(v, clock))}`
}

/** Who must decide, where that is not simply the officer. */
function decider(v: View, me: Me, steps: WorkShown['steps']): string | undefined {
  const role = steps[0]?.decidedBy
  if (role === undefined || steps.some((one) => one.decidedBy !== role)) return undefined
  if ((me.roles as readonly string[]).includes(role)) return undefined
  if (role === 'own_head') return v.t('queue.needs', { role: v.t('queue.ownHead') })
  if (role === 'by_stage') return v.t('queue.needs', { role: v.t('queue.higherHead') })
  const key = `role.${role}`
  return Object.hasOwn(words, key) ? v.t('queue.needs', { role: translate[v.lang](key as WordKey) }) : undefined
}

/** A line of the organ's own work. */
export function workRow(v: View, me: Me, item: WorkShown): Row {
  const endsMs = item.breachAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(item.breachAt)
  const nearMs = item.dueAt === undefined ? endsMs : Math.min(endsMs, Date.parse(item.dueAt))
  const [only] = item.steps
  const href =
    item.steps.length === 1 && only !== undefined
      ? `/console/cases/${item.transferId}/steps/${only.step}`
      : `/console/cases/${item.transferId}`
  const title = said(v, item)
  const why = said(v, item.why)
  const told = [
    why === title ? undefined : why,
    item.kind === 'right' ? v.t('queue.right') : undefined,
    item.advisory ? v.t('queue.advisory') : undefined,
    item.provisional ? v.t('queue.provisional') : undefined,
    decider(v, me, item.steps),
  ].filter((one) => one !== undefined)
  return {
    group:
      endsMs === Number.POSITIVE_INFINITY
        ? 'open'
        : groupOf(v, endsMs < v.nowMs ? endsMs : Math.max(nearMs, v.nowMs), item.advisory !== true),
    at: endsMs === Number.POSITIVE_INFINITY ? Date.parse(item.since ?? '1970-01-01') : endsMs,
    yours: item.yours !== false,
    cells: [
      dueCell(v, item),
      html`<a class="do" href="${href}">${title}</a>${told.length === 0 ? '' : sub(told.join(v.lang === 'zh' ? '；' : '; '))}`,
      caseLink(item.transferId, item.caseName, item.documentNo),
      basisCell(v, item.basis),
      organs(item.others, item.to && said(v, item.to)),
    ],
  }
}

/** A line of what others owe: who, and no step of ours. */
export function waitingCells(v: View, item: WorkShown): readonly Html[] {
  return [
    dueCell(v, item),
    html`${said(v, item.why)}`,
    caseLink(item.transferId, item.caseName, item.documentNo),
    basisCell(v, item.basis),
    organs(item.owners),
  ]
}

/** Someone's act that waits for the officer's review or decision. */
export function approvalRow(v: View, item: ApprovalShown, stepWords: (step: string) => string): Row {
  const what = item.kind === 'submission' ? v.t('queue.submission') : stepWords(item.step)
  const since = item.reachedHeadAt ?? item.updatedAt
  return {
    ...{ group: 'approvals', at: Date.parse(since), yours: true },
    cells: [
      dueCell(v, { since }),
      html`<a class="do" href="/console/approvals/${item.id}">${v.t(item.available.includes('approve') ? 'queue.decide' : 'queue.review', { what })}</a>${sub(html`${foreign(v.t('queue.preparedBy', { name: item.preparedBy.name }))}`)}`,
      item.transferId === null
        ? html`${item.caseName === null ? v.t('queue.noCaseYet') : foreign(item.caseName, 60)}${item.documentNo === null ? '' : sub(foreign(item.documentNo, 60))}`
        : caseLink(
            item.transferId,
            item.caseName ?? item.documentNo ?? '',
            item.caseName === null ? '' : (item.documentNo ?? ''),
          ),
      basisCell(v, (ruleOf(item.step)?.basis ?? []).slice(0, 1)),
      html`—`,
    ],
  }
}

const endOfDay = (date: string) => Date.parse(`${date}T00:00:00+08:00`) + 86_400_000

function dated(v: View, dueOn: string | null | undefined, since: string): Pick<Row, 'group' | 'at'> & { due: Html } {
  if (dueOn == null) return { group: 'open', at: Date.parse(since), due: dueCell(v, { since }) }
  const at = endOfDay(dueOn)
  const end = new Date(at).toISOString()
  return { group: groupOf(v, at, true), at, due: dueCell(v, { since, dueAt: end, breachAt: end }) }
}

/** A letter that the organ has to answer. */
export function letterRow(v: View, item: LetterShown): Row {
  const { due, ...placed } = dated(v, item.dueOn, item.sentAt)
  return {
    ...{ ...placed, yours: true },
    cells: [
      due,
      html`<a class="do" href="/console/correspondence/${item.id}">${v.t('queue.letter')}</a>${sub(html`${foreign(item.title, 80)}`)}`,
      item.case?.transferId === undefined
        ? html`—`
        : html`<a href="/console/cases/${item.case.transferId}">${v.t('queue.case')}</a>`,
      html`—`,
      organs([item.from]),
    ],
  }
}

export function assignmentRow(v: View, item: AssignmentShown): Row {
  const { due, ...placed } = dated(v, item.dueOn, item.handedAt)
  return {
    ...{ ...placed, yours: true },
    cells: [
      due,
      html`<a class="do" href="/console/assignments/${item.id}">${v.t('queue.assignment')}</a>${sub(html`${foreign(item.title, 80)}`)}`,
      html`—`,
      html`—`,
      organs([item.from]),
    ],
  }
}

export function findingRow(v: View, item: FindingShown): Row {
  const since = item.raisedAt
  const at = item.dueAt === null ? Date.parse(since) : Date.parse(item.dueAt)
  return {
    ...{ group: item.dueAt === null ? 'open' : groupOf(v, at, true), at, yours: true },
    cells: [
      dueCell(v, { since, ...(item.dueAt !== null && { dueAt: item.dueAt, breachAt: item.dueAt }) }),
      html`<a class="do" href="/console/findings/${item.id}">${v.t('queue.finding')}</a>${sub(said(v, item))}`,
      item.transferId === undefined
        ? html`—`
        : html`<a href="/console/cases/${item.transferId}">${v.t('queue.case')}</a>`,
      basisCell(v, item.basis),
      item.agency === null ? html`—` : organs([item.agency]),
    ],
  }
}

/** When something happened. */
export const momentCell = (v: View, at: string): Html => html`<span class="nw">${shortMoment(v, at)}</span>`

const order: readonly Row['group'][] = ['approvals', 'overdue', 'today', 'threeDays', 'later', 'open']

/** Groups in their order, empty ones left out. */
export const grouped = (
  rows: readonly Row[],
): readonly { readonly group: Row['group']; readonly rows: readonly Row[] }[] =>
  order.flatMap((group) => {
    const own = rows.filter((row) => row.group === group)
    if (own.length === 0) return []
    return { group, rows: own.sort((a, b) => Number(b.yours) - Number(a.yours) || a.at - b.at) }
  })
