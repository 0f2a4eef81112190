// Figures with names of their own, `"卷烟_条": 8.5`, `"罚没_元_约": 30000`: what is money becomes an amount, all else a quantity.
import type { SaidAmount } from '../../../schemas/index.ts'
import { readAmount } from './amounts.ts'
import { currencyOf } from './currencies.ts'
import type { Draft } from './draft.ts'
import { said } from './draft.ts'
import { decimalOfNumber } from './fen.ts'

type Hedge = NonNullable<SaidAmount['approximate']>
const hedges = new Map<string, Hedge>([
  ['约', 'about'],
  ['余', 'at_least'],
  ['超过', 'at_least'],
  ['以上', 'at_least'],
  ['不足', 'at_most'],
])
const quantitiesMax = 200
const amountsMax = 100

export function readQuantities(d: Draft, field: string, figures: Record<string, unknown>): void {
  for (const name of Object.keys(figures)) {
    const value = figures[name]
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one === null || one === undefined || one === '') continue
      d.said += 1
      put(d, field, name, one)
    }
  }
}

function put(d: Draft, field: string, name: string, value: unknown): unknown {
  const raw = typeof value === 'number' ? decimalOfNumber(value) : typeof value === 'string' ? value.trim() : null
  if (raw === null) return d.note(field, 'not_a_value', `Under ${name} stands no figure.`)
  const parts = name.split('_')
  const hedge = hedges.get(parts.at(-1) ?? '')
  if (hedge !== undefined) parts.pop()
  const unit = parts.length > 1 ? (parts.pop() ?? null) : null
  const plain = /^\d{1,18}(\.\d{1,12})?$/.test(raw)
  if (plain && unit === '元') return money(d, name, parts.join('_'), raw, hedge)
  const currency = unit === null ? undefined : currencyOf(unit)
  if (plain && currency !== undefined) return abroad(d, name, raw, currency, hedge)
  if (d.quantities.length >= quantitiesMax) return d.fault(field, 'too_many', `More than ${quantitiesMax} quantities.`)
  return d.quantities.push({
    name: said(parts.join('_') + (hedge === undefined ? '' : `（${name.split('_').at(-1)}）`), 200),
    unit: unit === null ? null : said(unit, 40),
    value: plain ? raw : null,
    raw: said(`${name}: ${raw}`, 200),
  })
}

/** 罚没: one figure for fine and confiscation together; what else is money is named in its raw text. */
function money(d: Draft, name: string, what: string, raw: string, hedge: Hedge | undefined) {
  const kind = /^罚没/.test(what) ? 'fine_and_confiscated' : 'other'
  const amount = readAmount(kind, raw, 'yuan')
  if (amount === null || d.amounts.length >= amountsMax) return
  d.amounts.push({
    ...amount,
    raw: said(`${name}: ${raw}`, 200),
    ...(hedge === undefined ? {} : { approximate: hedge }),
  })
}

function abroad(d: Draft, name: string, raw: string, currency: string, hedge: Hedge | undefined) {
  if (d.amounts.length >= amountsMax) return
  d.amounts.push({
    kind: 'other',
    raw: said(`${name}: ${raw}`, 200),
    fen: null,
    foreign: { currency, amount: raw },
    ...(hedge === undefined ? {} : { approximate: hedge }),
  })
}
