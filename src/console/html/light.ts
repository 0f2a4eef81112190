// The five lights of a period: shape, word and place come before the colour. The rule goes by fractions as well as by
// hours, or a period of a day would be born orange (docs/decisions/0036).
import { html } from 'hono/html'
import type { View } from '../env.ts'
import { ending, span } from './format.ts'
import type { Html } from './pieces.ts'

export type LightName = 'g' | 'b' | 'y' | 'o' | 'r'

/** A clock as the API shows it. */
export interface ClockShown {
  readonly anchorAt: string
  readonly dueAt: string
  readonly breachAt: string
  readonly status: string
  readonly provisional?: boolean
  readonly advisory?: boolean
  readonly settledAt?: string
}

const hourMs = 3_600_000
const drawings: Record<LightName, Html> = {
  r: html`<svg viewBox="0 0 18 18" aria-hidden="true" focusable="false"><path class="s-r" d="M5.6 1h6.8L17 5.6v6.8L12.4 17H5.6L1 12.4V5.6z"/><path class="s-w" d="M9 4.8v5M9 12.9v.1"/></svg>`,
  o: html`<svg viewBox="0 0 18 18" aria-hidden="true" focusable="false"><path class="s-o" d="M9 .9L17.1 9 9 17.1.9 9z"/><path class="s-k" d="M9 5v4.8M9 12.6v.1"/></svg>`,
  y: html`<svg viewBox="0 0 18 18" aria-hidden="true" focusable="false"><path class="s-y" d="M9 1.8L17 16H1z"/><path class="s-k" d="M9 7v4M9 13.4v.1"/></svg>`,
  b: html`<svg viewBox="0 0 18 18" aria-hidden="true" focusable="false"><circle class="s-b" cx="9" cy="9" r="7"/><path class="s-bf" d="M9 2a7 7 0 0 1 0 14z"/></svg>`,
  g: html`<svg viewBox="0 0 18 18" aria-hidden="true" focusable="false"><circle class="s-g" cx="9" cy="9" r="7"/><path class="s-g" d="M5.8 9.2l2.3 2.3 4.2-4.6"/></svg>`,
}

/** The picture alone; the words beside it must say the same. */
export const drawnLight = (light: LightName): Html => drawings[light]

/** By what is left and by its share of the whole period. */
export function lightOf({ anchorAt, dueAt, breachAt, status, advisory }: ClockShown, nowMs: number): LightName {
  if (status === 'met' || status === 'ended' || status === 'lapsed' || status === 'suspended') return 'g'
  const breach = Date.parse(breachAt)
  const due = Date.parse(dueAt)
  if (nowMs > breach) return advisory === true ? 'o' : 'r'
  const left = Math.min(due, breach) - nowMs
  const period = Math.max(Math.min(due, breach) - Date.parse(anchorAt), 1)
  if (left <= Math.min(24 * hourMs, period / 3)) return 'o'
  if (left <= Math.min(72 * hourMs, (period * 2) / 3)) return 'y'
  return left <= 168 * hourMs ? 'b' : 'g'
}

/** `剩 5 小时 34 分`, `逾期 2 天`, `已按期办结`. */
export function leftWords(v: View, clock: ClockShown): string {
  const { t, nowMs } = v
  if (clock.status === 'met') return t('light.done')
  if (clock.status === 'late') return t('light.doneLate')
  if (clock.status === 'suspended') return t('light.suspended')
  if (clock.status === 'ended' || clock.status === 'lapsed') return t('light.ended')
  const breach = Date.parse(clock.breachAt)
  if (nowMs > breach) return t('light.overdue', { span: span(v, nowMs - breach) })
  return t('light.left', { span: span(v, Math.min(Date.parse(clock.dueAt), breach) - nowMs) })
}

/** The light with its words. */
export const light = (v: View, clock: ClockShown): Html =>
  html`<span class="lt ${lightOf(clock, v.nowMs)}">${drawings[lightOf(clock, v.nowMs)]}${leftWords(v, clock)}</span>`

/** A light of other words. */
export const lit = (name: LightName, words: string): Html =>
  html`<span class="lt ${name}">${drawings[name]}${words}</span>`

/** When it ends, both readings where they differ. */
export function endsAt(v: View, { dueAt, breachAt }: Pick<ClockShown, 'dueAt' | 'breachAt'>): string {
  const due = v.t('clock.expires', { at: ending(v, dueAt) })
  return dueAt === breachAt ? due : `${due}；${v.t('clock.breach', { at: ending(v, breachAt) })}`
}
