// The pieces of the pages of penalty cases: verdicts with their light, heads in rows, figures.
import { html } from 'hono/html'
import type { z } from 'zod'
import type { penaltyCaseList, screeningList } from '../../../schemas/index.ts'
import type { Me, View } from '../env.ts'
import { day, yuan } from '../html/format.ts'
import { type LightName, lit } from '../html/light.ts'
import { foreign, type Html, type Tab, tabs, unbroken } from '../html/pieces.ts'
import { namedIn } from '../words/index.ts'

export type Head = z.output<typeof penaltyCaseList>['items'][number]
export type Screened = z.output<typeof screeningList>['items'][number]

export const current = '/console/penalties'

const lights: Readonly<Record<string, LightName>> = { hit: 'o', near: 'y', unknown: 'b', none: 'g' }

export const named = namedIn('penalties')

/** What a machine found: never red, which is for what is overdue. */
export const verdict = (v: View, value: string): Html => lit(lights[value] ?? 'b', named(v, 'verdict', value))

export const penaltyTabs = (v: View, at: string, me: Me): Html => {
  const list: Tab[] = [
    ...(['hit', 'near', 'unknown'] as const).map((one) => ({
      ...{
        href: one === 'hit' ? current : `${current}?verdict=${one}`,
        words: v.t(`penalties.tab.${one}`),
        current: at === one,
      },
    })),
    { href: `${current}?verdict=all`, words: v.t('penalties.tab.all'), current: at === 'all' },
    ...(me.agency.kind === 'procuratorate'
      ? []
      : [{ href: `${current}/quarantine`, words: v.t('penalties.tab.quarantine'), current: at === 'quarantine' }]),
  ]
  return tabs(v.t('menu.penalties'), list)
}

/** Fen → yuan as text. */
export const ofFen = (v: View, fen: string | number): string => {
  const text = String(fen).padStart(3, '0')
  return yuan(v, `${text.slice(0, -2)}.${text.slice(-2)}`)
}

export function partiesOf(v: View, head: Pick<Head, 'parties' | 'partyCount'>): Html {
  const names = head.parties.map((p, i) => html`${i === 0 ? '' : '、'}${foreign(p.name ?? '—', 60)}`)
  return html`${names}${head.partyCount > head.parties.length ? html` ${v.t('penalties.others', { n: head.partyCount })}` : ''}`
}

export const headCells = (v: View, head: Head) =>
  [
    html`<a class="do" href="${current}/${head.id}">${foreign(head.decisionNo ?? head.key, 80)}</a><span class="sub">${foreign(head.organ.name ?? '—', 80)}</span>`,
    partiesOf(v, head),
    head.decidedOn === null ? '—' : unbroken(day(v, head.decidedOn)),
    head.fineFen === null ? '—' : unbroken(ofFen(v, head.fineFen)),
    head.transferId !== null
      ? html`<a href="/console/cases/${head.transferId}">${v.t('penalties.transferred')}</a>`
      : v.t(head.transferred === true ? 'penalties.transferred' : 'penalties.notTransferred'),
  ] as const

export const headColumns = (v: View) =>
  [
    ...[{ words: v.t('penalties.no') }, { words: v.t('penalties.party') }, { words: v.t('penalties.decided') }],
    ...[{ words: v.t('penalties.fine'), number: true }, { words: v.t('penalties.transfer') }],
  ] as const

/** A figure with its unit, or its bounds; yes and no in words. */
export function figureOf(v: View, value: number | readonly [number, number | null], unit: string): string {
  if (unit === 'truth') {
    const [least, most] = typeof value === 'number' ? [value, value] : value
    return least === 1 ? v.t('form.yes') : most === 0 ? v.t('form.no') : v.t('form.unsaid')
  }
  return `${bounds(value)} ${named(v, 'unit', unit)}`
}

/** A number, or its bounds. */
export function bounds(value: number | readonly [number, number | null]): string {
  if (typeof value === 'number') return String(value)
  const [least, most] = value
  return most === null ? `≥ ${least}` : least === most ? String(least) : `${least} – ${most}`
}
