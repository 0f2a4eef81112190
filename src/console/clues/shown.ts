// The pieces of the pages of clues: rows, what one says with persons masked, its history.
import { html } from 'hono/html'
import type { z } from 'zod'
import { type clueAnswer, type clueList, maskName } from '../../../schemas/index.ts'
import { masked } from '../../kernel/index.ts'
import type { View } from '../env.ts'
import { clockTime, day, moment } from '../html/format.ts'
import { card, empty, foreign, type Html, type Shown, summary, table, unbroken } from '../html/pieces.ts'
import { namedIn } from '../words/index.ts'
import { valueName } from '../words/values.ts'

export type Clue = z.output<typeof clueAnswer>
export type Row = z.output<typeof clueList>['items'][number]

export const current = '/console/clues'

export const named = namedIn('clues')

export const organ = (a: { readonly name: string | null; readonly code: string | null }): Html =>
  foreign(a.name ?? a.code ?? '—', 80)

/** Whoever handles a clue may read all of it, for a reason; the page that anybody may look over shows it masked. */
export function hidden(clue: Clue): Clue {
  const { subject, reporter, ...rest } = masked(clue)
  return {
    ...rest,
    ...(subject !== undefined && {
      subject: { ...subject, name: subject.kind === 'unit' ? subject.name : maskName(subject.name) },
    }),
    ...(reporter !== undefined && {
      reporter: { ...reporter, ...(reporter.name !== undefined && { name: maskName(reporter.name) }), masked: true },
    }),
  }
}

/** In a list the name of whoever may be a person is masked. */
const subjectIn = ({ subject }: Row): Html =>
  subject === undefined ? html`—` : foreign(subject.kind === 'unit' ? subject.name : maskName(subject.name), 80)

export function clueRows(v: View, items: readonly Row[]): Html {
  const { t, lang } = v
  if (items.length === 0) return empty(t('clues.none'))
  return table(
    t('menu.clues'),
    [
      { words: t('clues.state') },
      { words: t('clues.one') },
      { words: t('clues.subject') },
      { words: t('clues.source') },
      { words: t('clues.receivedAt') },
    ],
    [
      {
        rows: items.map((one) => [
          html`${named(v, 'state', one.state)}<span class="sub">${one.dispatchedTo === null ? '' : organ(one.dispatchedTo)}</span>`,
          html`<a class="do" href="${current}/${one.id}">${foreign(one.number ?? t('clues.noNumber'), 60)}</a><span class="sub">${foreign(one.excerpt, 80)}</span>`,
          subjectIn(one),
          html`${named(v, 'source', one.source)}<span class="sub">${valueName(lang, 'domain', one.domain)}</span>`,
          unbroken(moment(v, one.receivedAt)),
        ]),
      },
    ],
  )
}

type Rows = readonly (readonly [Shown, Shown])[]
const row = (name: string, value: Shown | undefined): Rows => (value === undefined ? [] : [[name, value]])

/** What was reported, of whom and by whom, as far as `clue` says it. */
export function contentShown(v: View, clue: Clue): Html {
  const { t, lang } = v
  const { subject, reporter } = clue
  return summary([
    [t('clues.source'), html`${named(v, 'source', clue.source)} ${foreign(clue.sourceDetail, 200)}`],
    [t('clues.receivedAt'), unbroken(moment(v, clue.receivedAt))],
    ...row(
      t('clues.subject'),
      subject &&
        html`${foreign(subject.name, 200)} <span class="muted">${named(v, 'kind', subject.kind)}</span>${[subject.uscc, subject.idNumber].map((no) => (no === undefined ? '' : html`<span class="sub">${foreign(no)}</span>`))}`,
    ),
    [
      t('clues.reporter'),
      reporter === undefined
        ? t('clues.anonymous')
        : html`${foreign(reporter.name ?? '—')}${reporter.phone === undefined ? '' : html`<span class="sub">${foreign(reporter.phone)}</span>`}`,
    ],
    [t('clues.facts'), html`<span class="said">${foreign(clue.facts, 20_000)}</span>`],
    [t('clues.domain'), valueName(lang, 'domain', clue.domain)],
    ...row(t('clues.region'), clue.regionCode === '' ? undefined : foreign(clue.regionCode)),
  ])
}

function answerShown(v: View, answer: NonNullable<Clue['answer']>): Html {
  const { t } = v
  return html`${named(v, 'result', answer.result)}${
    answer.transferId === undefined
      ? ''
      : html` <a href="/console/cases/${answer.transferId}">${t('penalties.openCase')}</a>`
  }${answer.organ === undefined ? '' : html` ${foreign(answer.organ)}`}${answer.reason === undefined ? '' : html`<span class="sub">${foreign(answer.reason, 2_000)}</span>`}`
}

export function standingShown(v: View, clue: Clue): Html {
  const { t } = v
  return summary([
    [t('clues.number'), foreign(clue.number ?? t('clues.noNumber'))],
    [t('clues.state'), named(v, 'state', clue.state)],
    [t('clues.taker'), html`${organ(clue.taker)}<span class="sub">${unbroken(moment(v, clue.takenAt))}</span>`],
    [t('clues.holder'), clue.dispatchedTo === null ? t('clues.nowhere') : organ(clue.dispatchedTo)],
    ...(clue.answer === undefined ? [] : ([[t('clues.result'), answerShown(v, clue.answer)]] as const)),
  ])
}

type Entry = Clue['entries'][number]

/** Stands over the newest of the entries that were taken over; `later` = what was done after it. */
const importedLine = (v: View, { imported }: Entry, later: Entry | undefined): Html =>
  imported === undefined || later?.imported !== undefined
    ? html``
    : html`<p class="day">${v.t('case.importedBelow', { code: imported.installation, at: moment(v, imported.importedAt) })}</p>`

const importedTag = (v: View, { imported }: Entry): Html =>
  imported === undefined ? html`` : html` <span class="tag">${v.t('case.imported')}</span>`

/** Who acted there, and where it went: no officer of this gateway, and maybe no organ of it. */
function importedSaid(v: View, { imported, to }: Entry): Html {
  if (imported === undefined) return html``
  const { name, organ: there } = imported.actor ?? {}
  const told = [there, name].filter((one) => one !== undefined)
  return html`${told.length === 0 ? '' : html`<p class="small muted">${v.t('case.importedBy')}${foreign(told.join(' '), 80)}</p>`}${
    imported.to === undefined || to !== undefined
      ? ''
      : html`<p>${v.t('clues.to')}${v.t('form.colon')}${foreign(imported.to, 80)}</p>`
  }`
}

/** What the older platform had and no field here holds; for a reason. */
export function importedFacts(v: View, { entries }: Clue): Html {
  const raw = entries.flatMap(({ imported }) => Object.entries(imported?.raw ?? {}))
  if (raw.length === 0) return html``
  return card(v.t('case.imported'), summary(raw.map(([name, value]) => [foreign(name, 60), foreign(value, 2_000)])))
}

/** Newest first. */
export const history = (v: View, entries: Clue['entries']): Html =>
  html`<div class="tl ruled"><span class="rail" aria-hidden="true"></span>${[...entries]
    .reverse()
    .map(
      (e, i, shown) =>
        html`${importedLine(v, e, shown[i - 1])}<p class="day">${day(v, e.at)}</p><div class="ev"><time datetime="${e.at}">${clockTime(e.at)}</time><span class="dot"></span><div class="body"><h3>${named(v, 'act', e.act)}${importedTag(v, e)}</h3><p class="who">${organ(e.by)} ${e.officers.map((o) => html`${foreign(o.name)} ${foreign(o.certificateNo)} `)}</p>${importedSaid(v, e)}${
          e.to === undefined ? '' : html`<p>${v.t('clues.to')}${v.t('form.colon')}${organ(e.to)}</p>`
        }${e.answer === undefined ? '' : html`<p>${answerShown(v, e.answer)}</p>`}${
          e.reason === undefined
            ? ''
            : html`<p>${v.t('clues.reason')}${v.t('form.colon')}${foreign(e.reason, 2_000)}</p>`
        }${e.remarks === undefined ? '' : html`<p class="said">${foreign(e.remarks, 2_000)}</p>`}</div></div>`,
    )}</div>`
