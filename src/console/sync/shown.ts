// The pieces of the pages of sync: names of states, spans, lights. What has a state has a light beside the word.
import type { View } from '../env.ts'
import { moment, span } from '../html/format.ts'
import { type LightName, lit } from '../html/light.ts'
import { foreign, type Html, type Tab, tabs, unbroken } from '../html/pieces.ts'
import type { WordKey } from '../words/index.ts'
import { words } from '../words/index.ts'

/** The catalogue's word for a value of the contract, or the value. */
export function named(v: View, prefix: string, value: string): string {
  const key = `${prefix}.${value}`
  return Object.hasOwn(words, key) ? v.t(key as WordKey) : value
}

const lights: Readonly<Record<string, LightName>> = {
  ...{ enabled: 'g', ok: 'g', agreed: 'g', delivered: 'g', repaired: 'g', taken: 'g', closed: 'g' },
  ...{ running: 'b', waiting: 'b', half_open: 'b', skipped: 'b' },
  ...{ disabled: 'y', let_go: 'y', set_aside: 'y', cut: 'y' },
  ...{ gone: 'o', differs: 'o', open: 'o', failed: 'o', dead: 'o' },
}

/** A state with its light. Red stays with what is overdue. */
export const state = (v: View, value: string): Html => lit(lights[value] ?? 'b', named(v, 'sync.state', value))

export const at = (v: View, time: string | null | undefined): Html =>
  time == null ? unbroken(v.t('sync.never')) : unbroken(moment(v, time))

export const lag = (v: View, seconds: number): Html =>
  unbroken(seconds < 60 ? v.t('sync.none') : span(v, seconds * 1_000))

export const organ = (a: { readonly name: string | null; readonly code: string | null }): Html =>
  foreign(a.name ?? a.code ?? '—')

export const syncTabs = (v: View, current: string): Html => {
  const list: Tab[] = (
    [
      ['/console/sync', 'sync.overview'],
      ['/console/sync/reconciliations', 'sync.reconciliations'],
      ['/console/sync/gaps', 'sync.gaps'],
      ['/console/sync/webhooks', 'sync.webhooks'],
    ] as const
  ).map(([href, key]) => ({ href, words: v.t(key), current: href === current }))
  return tabs(v.t('menu.sync'), list)
}
