// Small pieces of these pages: months, choices, the officer who signs, a line of links.
import { domains } from '../../../schemas/index.ts'
import type { View } from '../env.ts'
import type { Option } from '../html/form.ts'
import { valueName } from '../words/values.ts'

/** `10月` · `Oct`. */
export function monthShort({ t, lang }: Pick<View, 't' | 'lang'>, month: string): string {
  const m = Number(month.slice(5, 7))
  return lang === 'zh'
    ? t('sup.monthShort', { m })
    : (['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'][m - 1] ?? month)
}

/** `2026年10月` · `Oct 2026`. */
export const monthLong = (v: Pick<View, 't' | 'lang'>, month: string): string =>
  v.lang === 'zh'
    ? v.t('sup.month', { y: month.slice(0, 4), m: Number(month.slice(5, 7)) })
    : `${monthShort(v, month)} ${month.slice(0, 4)}`

export const domainOptions = ({ lang }: Pick<View, 'lang'>): Option[] =>
  domains.map((domain) => ({ value: domain, words: valueName(lang, 'domain', domain) }))
