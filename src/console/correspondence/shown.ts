// Letters as rows and as a thread: what is owed, by when, and what was said by whom.
import { html } from 'hono/html'
import type { z } from 'zod'
import type { correspondenceAnswer, correspondenceList } from '../../../schemas/index.ts'
import type { View } from '../env.ts'
import { clockTime, day, moment } from '../html/format.ts'
import { lit } from '../html/light.ts'
import { empty, foreign, type Html, table, unbroken } from '../html/pieces.ts'
import { namedIn } from '../words/index.ts'

export type Letter = z.output<typeof correspondenceAnswer>
export type Row = z.output<typeof correspondenceList>['items'][number]

export const current = '/console/correspondence'

export const named = namedIn('letters')

/** The page of a file of a letter. */
export const fileAt = (letter: string, id: string): string => `${current}/${letter}/files/${id}`

export const organ = (a: { readonly name: string | null; readonly code: string | null } | null): Html =>
  foreign(a?.name ?? a?.code ?? '—', 80)

/** A due day is the organ's word and no statutory period: the light goes by days. */
export function due(
  v: View,
  of: { readonly dueOn?: string | undefined; readonly daysLeft?: number | undefined },
): Html {
  const { t } = v
  if (of.dueOn === undefined) return html`<span class="muted">${t('letters.noDue')}</span>`
  const on = html`<span class="sub">${unbroken(day(v, of.dueOn))}</span>`
  const { daysLeft } = of
  if (daysLeft === undefined) return html`${unbroken(day(v, of.dueOn))}`
  if (daysLeft < 0) return html`${lit('r', t('letters.daysOver', { n: -daysLeft }))}${on}`
  if (daysLeft === 0) return html`${lit('o', t('letters.today'))}${on}`
  return html`${lit(daysLeft <= 3 ? 'y' : daysLeft <= 7 ? 'b' : 'g', t('letters.daysLeft', { n: daysLeft }))}${on}`
}

export function letterRows(v: View, items: readonly Row[]): Html {
  const { t } = v
  if (items.length === 0) return empty(t('letters.none'))
  return table(
    t('menu.correspondence'),
    [
      { words: t('letters.due') },
      { words: t('letters.title') },
      { words: t('letters.state') },
      { words: t('letters.from') },
      { words: t('letters.sentAt') },
    ],
    [
      {
        rows: items.map((r) => [
          due(v, r),
          html`<a class="do" href="${current}/${r.id}">${foreign(r.title, 120)}</a><span class="sub">${named(v, 'kind', r.kind)}${r.documentNo === undefined ? '' : html` ${foreign(r.documentNo, 60)}`}</span>`,
          html`${named(v, 'state', r.state)}${
            r.owed
              ? html`<span class="sub">${r.waiting === undefined ? t('letters.owed') : t('letters.waiting', { n: r.waiting })}</span>`
              : ''
          }`,
          organ(r.from),
          unbroken(moment(v, r.sentAt)),
        ]),
      },
    ],
  )
}

/** Entries newest first under their days; `body` is what one says. */
export function timeline<E extends { readonly at: string }>(
  v: View,
  entries: readonly E[],
  body: (entry: E) => Html,
): Html {
  const days = new Map<string, E[]>()
  for (const e of [...entries].reverse()) days.set(day(v, e.at), [...(days.get(day(v, e.at)) ?? []), e])
  return html`<div class="tl ruled"><span class="rail" aria-hidden="true"></span>${[...days].map(
    ([name, list]) =>
      html`<p class="day">${name}</p>${list.map(
        (e) =>
          html`<div class="ev"><time datetime="${e.at}">${clockTime(e.at)}</time><span class="dot"></span><div class="body">${body(e)}</div></div>`,
      )}`,
  )}</div>`
}

/** What was said, by whom. */
export const thread = (v: View, { id, entries }: Pick<Letter, 'id' | 'entries'>): Html =>
  timeline(v, entries, (e) => {
    const { t } = v
    const line = (words: string, value: Html) => html`<p>${words}${t('form.colon')}${value}</p>`
    return html`<h3>${named(v, 'act', e.act)}</h3><p class="who">${organ(e.by)} ${e.officers.map((o) => html`${foreign(o.name)} ${foreign(o.certificateNo)} `)}</p>${
      e.documentNo === undefined ? '' : line(t('letters.documentNo'), unbroken(foreign(e.documentNo)))
    }${e.to === undefined ? '' : line(t('letters.to'), html`${e.to.map((o, i) => html`${i === 0 ? '' : '、'}${organ(o)}`)}`)}${
      e.dueOn === undefined ? '' : line(t('letters.due'), unbroken(day(v, e.dueOn)))
    }${e.text === undefined ? '' : html`<p class="said">${foreign(e.text, 20_000)}</p>`}${
      e.reason === undefined ? '' : line(t('letters.reason'), foreign(e.reason, 2_000))
    }${
      e.attachments === undefined || e.attachments.length === 0
        ? ''
        : line(
            t('letters.attached'),
            html`${e.attachments.map((a, i) => html`${i === 0 ? '' : '、'}<a href="${fileAt(id, a.id)}">${foreign(a.title, 120)}</a>`)}`,
          )
    }`
  })

const progress = ['doneAt', 'answeredAt', 'readAt', 'signedAt'] as const

export function receivers(v: View, items: Letter['receivers']): Html {
  const { t } = v
  return table(
    t('letters.receivers'),
    [{ words: t('letters.to') }, { words: t('letters.state') }],
    [
      {
        rows: items.map((r) => {
          const reached = progress.find((p) => r[p] !== undefined)
          return [
            organ(r.organ),
            reached === undefined
              ? t('letters.progress.none')
              : html`${t(`letters.progress.${reached}`)} ${unbroken(moment(v, r[reached] ?? ''))}${r.owed === true ? html`<span class="sub">${t('letters.owed')}</span>` : ''}`,
          ]
        }),
      },
    ],
  )
}
