// The pieces of the pages of labels: rows, what bears one, its history.
import { html } from 'hono/html'
import type { z } from 'zod'
import type { labelAnswer, labelList, labelSubjects, subjectKinds } from '../../../schemas/index.ts'
import type { View } from '../env.ts'
import { clockTime, day, moment } from '../html/format.ts'
import { lit } from '../html/light.ts'
import { empty, foreign, type Html, table, unbroken } from '../html/pieces.ts'
import { namedIn } from '../words/index.ts'

export type Label = z.output<typeof labelAnswer>
export type Row = z.output<typeof labelList>['items'][number]
export type Borne = z.output<typeof labelSubjects>['items'][number]
export type SubjectKind = (typeof subjectKinds)[number]

export const current = '/console/labels'

/** Pages of what can bear a label. */
export const pageOf: Readonly<Record<SubjectKind, string>> = {
  transfer: '/console/cases',
  penalty: '/console/penalties',
  finding: '/console/findings',
}

export const named = namedIn('labels')

export const organ = (a: { readonly name: string | null; readonly code: string | null }): Html =>
  foreign(a.name ?? a.code ?? '—', 80)

export const period = (v: View, { fromDay, toDay }: Pick<Row, 'fromDay' | 'toDay'>): Html =>
  html`${unbroken(day(v, fromDay))} – ${toDay === undefined ? html`<span class="muted">${v.t('labels.openEnd')}</span>` : unbroken(day(v, toDay))}`

/** The due day is the organ's word and no statutory period: the light goes by days. */
export function due(v: View, { dueOn, daysLeft, reported }: Pick<Row, 'dueOn' | 'daysLeft' | 'reported'>): Html {
  if (dueOn === undefined) return html`<span class="muted">${reported ? v.t('labels.reported') : '—'}</span>`
  const on = html`<span class="sub">${unbroken(day(v, dueOn))}</span>`
  if (daysLeft === undefined)
    return html`${unbroken(day(v, dueOn))}${reported ? html`<span class="sub">${v.t('labels.reported')}</span>` : ''}`
  if (daysLeft < 0) return html`${lit('r', v.t('letters.daysOver', { n: -daysLeft }))}${on}`
  if (daysLeft === 0) return html`${lit('o', v.t('letters.today'))}${on}`
  return html`${lit(daysLeft <= 3 ? 'y' : daysLeft <= 7 ? 'b' : 'g', v.t('letters.daysLeft', { n: daysLeft }))}${on}`
}

export function labelRows(v: View, items: readonly Row[], none: string): Html {
  const { t } = v
  if (items.length === 0) return empty(none)
  return table(
    t('menu.labels'),
    [
      { words: t('labels.due') },
      { words: t('labels.name') },
      { words: t('labels.state') },
      { words: t('labels.period') },
      { words: t('labels.owner') },
    ],
    [
      {
        rows: items.map((one) => [
          due(v, one),
          html`<a class="do" href="${current}/${one.id}">${foreign(one.name, 120)}</a><span class="sub">${named(v, 'kind', one.kind)}</span>`,
          named(v, 'state', one.state),
          period(v, one),
          organ(one.owner),
        ]),
      },
    ],
  )
}

export function borneRows(v: View, id: string, items: readonly Borne[], mayTakeOff: boolean): Html {
  const { t } = v
  if (items.length === 0) return empty(t('labels.noSubjects'))
  return table(
    t('labels.subjects'),
    [{ words: t('labels.subject') }, { words: t('labels.by') }, { words: t('labels.reason') }],
    [
      {
        rows: items.map((one) => [
          html`<a class="do" href="${pageOf[one.kind]}/${one.id}">${foreign(one.title, 160)}</a>${
            mayTakeOff
              ? html`<span class="sub"><a href="${current}/${id}/take-off?subject=${one.kind}:${one.id}">${named(v, 'act', 'take_off')}</a></span>`
              : ''
          }`,
          html`${organ(one.by)}<span class="sub">${unbroken(moment(v, one.at))}</span>`,
          foreign(one.reason, 300),
        ]),
      },
    ],
  )
}

/** Newest first, each with its moment. */
export const history = (v: View, entries: Label['entries']): Html =>
  html`<div class="tl ruled"><span class="rail" aria-hidden="true"></span>${[...entries]
    .reverse()
    .map(
      (e) =>
        html`<p class="day">${day(v, e.at)}</p><div class="ev"><time datetime="${e.at}">${clockTime(e.at)}</time><span class="dot"></span><div class="body"><h3>${named(v, 'act', e.act)}</h3><p class="who">${e.by === null ? '' : organ(e.by)} ${e.officers.map((o) => html`${foreign(o.name)} ${foreign(o.certificateNo)} `)}</p>${
          e.text === undefined ? '' : html`<p class="said">${foreign(e.text, 20_000)}</p>`
        }${e.reason === undefined ? '' : html`<p>${v.t('labels.reason')}${v.t('form.colon')}${foreign(e.reason, 2_000)}</p>`}</div></div>`,
    )}</div>`

/** From what shall bear a label, for those who may put one on. */
export const labelLink = ({ session, t }: View, subject: string): Html =>
  session === null || session.me.certificateNo === null || session.me.agency.kind === 'service_platform'
    ? html``
    : html`<p class="small"><a href="${current}/put?subject=${subject}">${t('labels.putThis')}</a></p>`
