// 办理经过: the entries of a case, newest first and by day: when, what, on which track, who, under which article, in time or
// late, and what proves it. The next due act stands on top as what has not happened yet.
import { html } from 'hono/html'
import type { View } from '../env.ts'
import { clockTime, ending, shortDay, weekday } from '../html/format.ts'
import { glyph } from '../html/icons.ts'
import { empty, foreign, type Html, type Shown, said, withQuery } from '../html/pieces.ts'
import { ruleOf } from '../steps/rule.ts'
import { basisNames } from '../words/basis.ts'
import { valueName } from '../words/values.ts'
import { organName, ownerName, partName, trackTag } from './head.ts'
import { importedActor, importedLine, importedSaid, importedTag } from './imported.ts'
import { at } from './load.ts'
import { listOf, partyOf } from './names.ts'
import { nextClock, roleName } from './now.ts'
import type { Case, Entry, Said } from './shape.ts'

const filters = ['criminal', 'supplement', 'exhibits', 'administrative', 'supervision'] as const
const filesShown = 4

/** The filter of tracks as links; the choice stands in the URL. */
export function trackFilter(v: View, track: string | undefined): Html {
  const link = (name: string | null, words: string) =>
    html`<a href="${withQuery(v.here, { track: name, cursor: null })}"${(track ?? null) === name ? html` aria-current="true"` : ''}>${words}</a>`
  return html`<nav class="small pickers" aria-label="${v.t('case.filter')}">${link(null, v.t('page.all'))}${filters.map((name) => link(name, trackTag(v, name)))}</nav>`
}

/** `wait`: with the act that is due next. */
export function timelineOf(v: View, one: Case, entries: readonly Entry[], { wait }: { readonly wait: boolean }): Html {
  if (entries.length === 0) return empty(v.t('case.noEntry'))
  const days = new Map<string, Entry[]>()
  for (const entry of entries) {
    const key = `${shortDay(v, entry.at)} ${weekday(v, entry.at)}`
    days.set(key, [...(days.get(key) ?? []), entry])
  }
  return html`<ol class="tl ruled"><li class="rail" aria-hidden="true"></li>${wait ? due(v, one) : ''}${[...days].map(
    ([name, list]) =>
      html`<li><p class="day">${name}</p><ol>${list.map(
        (entry) => html`${importedLine(v, entry, entries[entries.indexOf(entry) - 1])}${entryItem(v, one, entry)}`,
      )}</ol></li>`,
  )}</ol>`
}

function due(v: View, one: Case): Html {
  const next = one.transfer.ended ? undefined : nextClock(one)
  if (next === undefined) return html``
  // 24:00 of that day, never 00:00 of the next.
  const time = clockTime(next.dueAt) === '23:59' ? '24:00' : clockTime(next.dueAt)
  return html`<li><p class="day">${shortDay(v, next.dueAt)} ${weekday(v, next.dueAt)}</p><ol><li class="ev wait"><time datetime="${next.dueAt}">${time}</time><span class="dot" aria-hidden="true"></span><div class="body"><h3>${v.t('case.endsAct', { clock: said(v, next) })} <span class="tag">${trackTag(v, next.on.split('/')[0] ?? '')}</span></h3><p class="who">${ownerName(v, one, next.owner)}</p><p class="small muted">${basisNames(v.lang, next.basis.slice(0, 1))} · ${v.t('case.notYet')}</p></div></li></ol></li>`
}

/** Tracks that an entry moved; its own first: a handover opens the service of its list and moves no batch until it is counted. */
function tracksOf({ step, moves, opens }: Entry): string[] {
  const moved = [...moves, ...opens]
    .map(({ instance }) => instance.split('/')[0] ?? '')
    .filter((name) => name !== 'duty')
  const own = ruleOf(step)?.track
  const told = moved.length > 0 && (filters as readonly (string | undefined)[]).includes(own)
  return [...new Set([...(told && own !== undefined ? [own] : []), ...moved])]
}

/** Whether the entry is of the track; one that moved nothing was asked for by its step. */
export function onTrack(entry: Entry, track: string): boolean {
  const tracks = tracksOf(entry)
  return tracks.length === 0 || tracks.includes(track)
}

export function whoActed(v: View, { by, officers, decidedBy, imported }: Entry): Html {
  const named = ({ name, certificateNo }: { name: string; certificateNo: string }) =>
    html`${foreign(name, 50)}${v.t('case.in')}${foreign(certificateNo, 50)}${v.t('case.out')}`
  const role = decidedBy && roleName(v, decidedBy.role)
  return html`${by.part === 'gateway' ? partName(v, 'gateway') : organName(v, by.agency)} ${officers.map(
    (officer, i) => html`${i > 0 ? v.t('case.and') : ''}${named(officer)}`,
  )}${decidedBy === undefined ? '' : html` · ${v.t('case.decidedBy')}${role} ${named(decidedBy)}`}${imported === undefined ? '' : importedActor(v, imported)}`
}

function entryItem(v: View, one: Case, entry: Entry): Html {
  const tracks = tracksOf(entry)
  const told = whatOf(v, one, entry)
  return html`<li class="ev" id="v${entry.version}"><time datetime="${entry.at}">${clockTime(entry.at)}</time><span class="dot" aria-hidden="true"></span><div class="body"><h3><a class="plainlink" href="${at(one, 'journal', entry.version)}">${said(v, entry)}</a> ${tracks
    .slice(0, 2)
    .map(
      (track) => html`<span class="tag">${trackTag(v, track)}</span> `,
    )}${importedTag(v, entry)}${entry.sealed === true ? html`<span class="tag">${v.t('case.sealed')}</span>` : ''}</h3><p class="who">${whoActed(v, entry)}</p>${
    told === undefined ? '' : html`<p>${told}</p>`
  }${entry.imported === undefined ? '' : importedSaid(v, one, entry.imported)}<p class="small muted">${basisNames(v.lang, entry.basis.slice(0, 2))}${inTime(v, entry).map((word) => html` · ${word}`)}</p>${files(v, one, entry)}</div></li>`
}

/** Which periods the act met or missed, and which it began. */
export function inTime(v: View, { at: when, clocksSettled, clocksStarted, clocksExpired = [] }: Entry): string[] {
  // What an act both begins and ends, it settled.
  const atOnce = clocksStarted.filter((c) => c.settledAt === when)
  return [
    ...[...atOnce, ...clocksSettled].flatMap((c) =>
      c.status === 'met' || c.status === 'late'
        ? [v.t(c.status === 'met' ? 'case.metClock' : 'case.lateClock', { clock: said(v, c) })]
        : [],
    ),
    ...clocksStarted
      .filter((c) => c.settledAt !== when)
      .map((c) => v.t('case.startsClock', { clock: said(v, c), at: ending(v, c.dueAt) })),
    ...clocksExpired.map((c) => v.t('case.expiredClock', { clock: said(v, c) })),
  ]
}

/** The members of an act that say in a sentence what it was about, the first that is there. */
const telling = [
  'reasons',
  'reason',
  'explanation',
  'conclusion',
  'report',
  'reply',
  'outcome',
  'requirements',
  'opinion',
  'facts',
  'remarks',
] as const

/** What of the act is worth a line: what is missing, its number, its reasons, whom it concerns. */
function whatOf(v: View, { hushed }: Case, { input, about }: Entry): Shown | undefined {
  if (input === undefined) return undefined
  const missing = listOf(input.missing).map(
    ({ kind, description }) =>
      `${valueName(v.lang, 'materialKind', String(kind))}${typeof description === 'string' ? ` ${description}` : ''}`,
  )
  const prose = telling.map((name) => input[name]).find((value) => typeof value === 'string' && value.length > 1)
  const parts = [
    ...(about ?? []).map((id) => partyOf(v, id)),
    ...(typeof input.documentNo === 'string' ? [input.documentNo] : []),
    ...(typeof input.acceptanceNo === 'string' ? [input.acceptanceNo] : []),
    ...(missing.length > 0 ? [v.t('case.missing', { list: missing.join(v.t('case.and')) })] : []),
    ...(typeof prose === 'string' ? [prose] : []),
  ]
  return parts.length === 0 ? undefined : foreign(hushed(parts.join(' · ')), 160)
}

/** Papers, receipts and materials of an act, as links to what proves it. */
function files(v: View, one: Case, entry: Entry): Html {
  const given = listOf((entry.input ?? letterOf(one, entry))?.materials)
  const links = [
    ...entry.letters.map(
      (letter) =>
        html`<a href="${at(one, 'letters', letter.id)}?version=${entry.version}">${glyph.file} ${said(v, letter)}</a>`,
    ),
    ...(entry.receipt
      ? [html`<a href="${at(one, 'receipts')}#v${entry.version}">${glyph.seal} ${v.t('case.receiptCheck')}</a>`]
      : []),
    ...given
      .slice(0, filesShown)
      .map(
        ({ id, title, kind }) =>
          html`<a href="${at(one, 'materials', String(id))}">${kind === 'audio_video' ? glyph.film : glyph.file} ${foreign(one.hushed(String(title)), 60)}</a>`,
      ),
    ...(given.length > filesShown
      ? [html`<a href="${at(one, 'materials')}">${v.t('case.allMaterials', { n: given.length })}</a>`]
      : []),
  ]
  return links.length === 0 ? html`` : html`<p class="files small">${links}</p>`
}

/** The transfer letter stands beside the timeline; its entry does not say it a second time. */
const letterOf = ({ transfer }: Case, { step }: Entry): Said | undefined =>
  step === 'transfer_dispatch' || step === 'accident_team_transfer' ? transfer.submission : undefined
