// The head of every page of a case: what it is called, its numbers, from whom to whom, how each track stands, and the tabs.
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { ConsoleEnv, View } from '../env.ts'
import { moment } from '../html/format.ts'
import { glyph } from '../html/icons.ts'
import { foreign, type Html, type Shown, said, type Tab, tabs, unbroken } from '../html/pieces.ts'
import { page } from '../html/shell.ts'
import type { WordKey } from '../words/index.ts'
import { valueName } from '../words/values.ts'
import { at } from './load.ts'
import { partyOf } from './names.ts'
import type { Case, OrganShown, Track } from './shape.ts'

/** Tracks that the head tells of, in this order; the others are details. */
const toldTracks = [
  'criminal',
  'coercive',
  'supplement',
  'administrative',
  'exhibits',
  'supervision',
  'coordination',
] as const
export type TabName = 'overview' | 'materials' | 'items' | 'letters' | 'receipts' | 'people' | 'journal'

export const partName = (v: View, part: string): string => valueName(v.lang, 'part', part)
export const organName = (v: View, organ: OrganShown): Html => foreign(organ.name ?? v.t('case.organUnknown'))

/** The organ that holds a part; `本机关` where it is the viewer's own. */
export function ownerName(v: View, { transfer }: Case, owner: string): Shown {
  const mine = v.session?.me.agency
  if (owner === 'addressee') return v.t('case.addressee')
  const holder = transfer.parts.find(({ part }) => part === owner)?.agency
  if (holder === undefined) return foreign(partName(v, owner), 60)
  return holder.id === mine?.id ? v.t('case.ownOrgan') : organName(v, holder)
}

const trackWords: Readonly<Record<string, readonly [name: WordKey, tag: WordKey]>> = {
  criminal: ['case.track.criminal', 'case.tag.criminal'],
  coercive: ['case.track.coercive', 'case.tag.coercive'],
  supplement: ['case.track.supplement', 'case.tag.supplement'],
  exhibits: ['case.track.exhibits', 'case.tag.exhibits'],
  supervision: ['case.track.supervision', 'case.tag.supervision'],
  administrative: ['case.track.administrative', 'case.tag.administrative'],
  coordination: ['case.track.coordination', 'case.tag.coordination'],
  service: ['case.track.service', 'case.tag.service'],
  duty: ['case.track.duty', 'case.tag.duty'],
  record: ['case.track.record', 'case.tag.record'],
}

export const trackName = (v: View, track: string): string => v.t(trackWords[track]?.[0] ?? 'case.track.other')
export const trackTag = (v: View, track: string): string => v.t(trackWords[track]?.[1] ?? 'case.track.other')

const statesShown = 3

/** How a track stands: one state a line, who it concerns where suspects went different ways. */
function statesOf(v: View, list: readonly Track[]): Html {
  const open = list.filter(({ final, state }) => !final && state !== 'divided')
  const told = (open.length > 0 ? open : list.filter(({ state }) => state !== 'divided')).toReversed()
  const lines = new Map<string, string[]>()
  for (const one of told) {
    const who = one.track === 'criminal' && one.subject !== 'case' ? [partyOf(v, one.subject)] : []
    lines.set(said(v, one), [...(lines.get(said(v, one)) ?? []), ...who])
  }
  const shown = [...lines].slice(0, statesShown)
  return html`${shown.map(
    ([state, who], i) =>
      html`${i > 0 ? html`<br>` : ''}${state}${who.length === 0 ? '' : html`<span class="sub">${who.toReversed().join(v.t('case.and'))}</span>`}`,
  )}${lines.size > statesShown ? html`<span class="sub">${v.t('case.moreStates', { n: lines.size - statesShown })}</span>` : ''}`
}

function tracksOf(v: View, { transfer }: Case): Html {
  const shown = toldTracks.flatMap((track) => {
    const list = transfer.tracks.filter((one) => one.track === track)
    return list.length === 0 ? [] : [{ track, list }]
  })
  return html`<dl class="tracks">${shown.map(
    ({ track, list }) => html`<div><dt>${trackName(v, track)}</dt><dd>${statesOf(v, list)}</dd></div>`,
  )}</dl>`
}

function routeOf(v: View, { transfer }: Case): Html {
  const of = (part: string) => transfer.parts.find((one) => one.part === part)?.agency
  const [sender, police] = [of('sender'), of('police_in_charge')]
  const way = [sender, police].filter((organ) => organ !== undefined)
  const others = transfer.parts.filter(({ part }) => part !== 'sender' && part !== 'police_in_charge')
  return html`<ol class="route" aria-label="${v.t('case.route')}">${way.map(
    (organ, i) => html`<li>${i > 0 ? glyph.to : ''}${organName(v, organ)}</li>`,
  )}${others.map(
    ({ part, agency }) =>
      html`<li class="muted small">${part === 'supervisor' ? v.t('case.copyTo') : partName(v, part)} ${organName(v, agency)}</li>`,
  )}</ol>`
}

function tabsOf(v: View, one: Case, current: TabName): Html {
  const { counts, version } = one.transfer
  const of = (name: TabName, href: string, words: WordKey, count?: number): Tab => ({
    ...{ href, words: v.t(words), current: name === current },
    ...(count !== undefined && count > 0 && { count: html`${count}<span class="sr">${v.t('case.pieces')}</span>` }),
  })
  return tabs(v.t('case.tabs'), [
    of('overview', at(one), 'case.overview'),
    of('materials', at(one, 'materials'), 'case.materials', counts.materials),
    of('items', at(one, 'items'), 'case.items', counts.items),
    of('letters', at(one, 'letters'), 'case.letters'),
    of('receipts', at(one, 'receipts'), 'case.receipts', counts.receipts),
    of('people', at(one, 'people'), 'case.people', counts.suspects),
    of('journal', at(one, 'journal'), 'case.journal', version),
  ])
}

/** Head and tabs; `numbers`: what other organs call the case. */
export function caseHead(v: View, one: Case, current: TabName, numbers: readonly string[] = []): Html {
  const { transfer, hushed } = one
  return html`<nav class="crumb" aria-label="${v.t('case.place')}"><a href="/console/">${v.t('menu.queue')}</a> / <a href="/console/cases">${v.t('menu.cases')}</a> / ${foreign(transfer.documentNo)}</nav>
<div class="casehead"><h1>${foreign(hushed(transfer.caseName), 200)}</h1>
<p class="muted">${unbroken(foreign(transfer.documentNo, 100))}${numbers.map(
    (no) => html` · ${unbroken(foreign(no, 100))}`,
  )} · ${v.t('case.version', { n: transfer.version })}</p>
${routeOf(v, one)}${tracksOf(v, one)}${one.print ? '' : tabsOf(v, one, current)}</div>${
    transfer.ended ? html`<div class="note"><p>${v.t('case.ended')}</p></div>` : ''
  }${transfer.sent === undefined ? '' : html`<div class="note"><p>${v.t('case.sent')}</p></div>`}`
}

/** Answers with a page of the case: marked, asked anew when the window is looked at again, bare on paper. */
export function casePage(
  c: Context<ConsoleEnv>,
  one: Case,
  {
    title,
    tab,
    numbers = [],
    wrong = false,
    status,
  }: {
    readonly title: string
    readonly tab: TabName
    readonly numbers?: readonly string[]
    readonly wrong?: boolean
    readonly status?: 400 | 404
  },
  body: Shown,
): Promise<Response> {
  const v = c.get('view')
  const { transfer } = one
  return page(
    c,
    {
      title: `${title} - ${transfer.documentNo}`,
      ...{ current: '/console/cases', marked: true, bare: one.print, wrong },
      ...(one.print ? {} : { scripts: ['fresh.js'] }),
      ...(status !== undefined && { status }),
    },
    html`${caseHead(v, one, tab, numbers)}${
      one.print
        ? ''
        : html`<p class="note fresh" role="status" hidden data-fresh="${at(one, 'version')}" data-version="${transfer.version}"><a href="${v.here}">${v.t('case.fresh')}</a></p>`
    }${body}${one.print ? printed(v, one) : ''}`,
  )
}

/** What makes a print evidence: when, by whom, of which version. */
function printed(v: View, { transfer }: Case): Html {
  const me = v.session?.me
  return html`<footer class="foot">${v.t('case.printed', { at: moment(v, v.nowMs), version: transfer.version })} ${foreign(me?.agency.name)} ${foreign(me?.name)} ${foreign(me?.certificateNo)} · ${foreign(transfer.documentNo)} · ${v.t('page.foot', { id: v.requestId })}</footer>`
}
