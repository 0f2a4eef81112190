// 涉案物品: every item of all lists with where how much of it stands, the balance, and the handover lists with what either
// side signed.
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { ConsoleEnv, View } from '../env.ts'
import { moment } from '../html/format.ts'
import { lit } from '../html/light.ts'
import { card, empty, foreign, type Html, pager, type Shown, summary, table, unbroken } from '../html/pieces.ts'
import { refused } from '../html/refused.ts'
import { valueName } from '../words/values.ts'
import { stepTitle } from './entry-words.ts'
import { casePage, partName } from './head.ts'
import { at, caseOf } from './load.ts'
import { listOf } from './names.ts'
import type { Case, OfficerShown, Said } from './shape.ts'

type Item = Said & {
  readonly no: number
  readonly batch: number
  readonly version: number
  readonly name: string
  readonly quantity: string
  readonly unit: string
  readonly standing: readonly { readonly custody: string; readonly quantity: string }[]
  readonly balanced: boolean
}

interface Balance {
  readonly items: number
  readonly balanced: boolean
  readonly seized: readonly { readonly unit: string; readonly quantity: string; readonly items: number }[]
  readonly standing: readonly { readonly unit: string; readonly custody: string; readonly quantity: string }[]
  readonly unbalanced: readonly number[]
  readonly inDispute: readonly number[]
}

interface Signature {
  readonly part: string
  readonly officers: readonly OfficerShown[]
  readonly at: string
}

interface HandoverList {
  readonly version: number
  readonly no: number | null
  readonly step: string
  readonly at: string
  readonly from: string | null
  readonly to: string | null
  readonly place: string | null
  readonly lineCount: number
  readonly digest: string
  readonly status: 'unsigned' | 'signed' | 'disputed' | 'not_needed'
  readonly signatures: {
    readonly handedOver: Signature
    readonly receivedBy: OfficerShown | null
    readonly received: (Signature & { readonly version: number }) | null
  }
  readonly lines: readonly {
    readonly item: number
    readonly name: string
    readonly quantity: string
    readonly unit: string
    readonly note: string | null
  }[]
}

const unitsShown = 6
const linesShown = 100

export async function items(c: Context<ConsoleEnv>): Promise<Response> {
  const v = c.get('view')
  const ask = c.get('ask')
  const id = c.req.param('id') ?? ''
  const cursor = c.req.query('cursor')
  const [one, list, balance, lists] = await Promise.all([
    caseOf(c),
    ask<{ items: Item[]; next: string | null }>('GET', `/v1/transfers/${id}/items`, {
      query: { limit: linesShown, cursor },
    }),
    ask<Balance>('GET', `/v1/transfers/${id}/items/balance`),
    ask<{ items: HandoverList[]; next: string | null }>('GET', `/v1/transfers/${id}/handover-lists`),
  ])
  if ('problem' in one) return refused(c, one.problem)
  if (!list.ok) return refused(c, list.problem)
  return casePage(
    c,
    one,
    { title: v.t('case.items'), tab: 'items' },
    html`${balance.ok && balance.body.items > 0 ? balanceCard(v, balance.body) : ''}${card(
      v.t('case.items'),
      html`${list.body.items.length === 0 ? empty(v.t('case.noItem')) : itemsTable(v, one, list.body.items)}${pager(v, list.body.next)}`,
    )}${lists.ok && lists.body.items.length > 0 ? listsCards(v, one, lists.body.items) : ''}`,
  )
}

const amount = (quantity: string, unit: string): Html => unbroken(html`${foreign(quantity, 40)} ${foreign(unit, 20)}`)

function itemsTable(v: View, one: Case, list: readonly Item[]): Html {
  return table(
    v.t('case.items'),
    [
      { words: v.t('case.item.no') },
      { words: v.t('case.item.name') },
      { words: v.t('case.item.quantity'), number: true },
      { words: v.t('case.item.stands') },
      { words: v.t('case.item.measure') },
      { words: v.t('case.item.entry') },
    ],
    [
      {
        rows: list.map((item): Shown[] => [
          item.no,
          html`${foreign(item.name, 100)}${detail(v, one, item)}`,
          amount(item.quantity, item.unit),
          html`${item.standing.map(
            (place) =>
              html`<span class="sub">${valueName(v.lang, 'custody', place.custody)} ${amount(place.quantity, item.unit)}</span>`,
          )}${item.balanced ? '' : lit('r', v.t('case.item.unbalanced'))}`,
          typeof item.measure === 'string' ? valueName(v.lang, 'measure', item.measure) : '—',
          html`<a href="${at(one, 'journal', item.version)}">${v.t('case.entryNo', { n: item.version })}</a>`,
        ]),
      },
    ],
  )
}

/** Brand, number, place, dangers: what tells one from the other. */
function detail(v: View, { hushed }: Case, item: Item): Html {
  const words = [item.brand, item.serialNo, item.features, item.storagePlace]
    .filter((one): one is string => typeof one === 'string' && one !== '')
    .join(' · ')
  const marks = [
    ...(item.perishable === true ? [v.t('case.item.perishable')] : []),
    ...(item.hazardous === true ? [v.t('case.item.hazardous')] : []),
    ...listOf(item.acknowledgements).map((a) => (a.refused === true ? v.t('case.item.refused') : '')),
  ].filter(Boolean)
  return html`${words === '' ? '' : html`<span class="sub">${foreign(hushed(words), 200)}</span>`}${marks.map((mark) => html`<span class="tag">${mark}</span> `)}`
}

function balanceCard(v: View, balance: Balance): Html {
  const { balanced, inDispute, seized, standing } = balance
  const light =
    balanced && inDispute.length === 0
      ? lit('g', v.t('case.item.balanced'))
      : lit(balanced ? 'y' : 'r', v.t(balanced ? 'case.item.disputed' : 'case.item.unbalanced'))
  return card(
    v.t('case.item.balance'),
    html`<p>${light}${inDispute.length === 0 ? '' : html` ${v.t('case.item.which', { list: inDispute.slice(0, 20).join('、') })}`}</p>${summary(
      seized
        .slice(0, unitsShown)
        .map(({ unit, quantity }): readonly [Shown, Shown] => [
          html`${v.t('case.item.seized')} ${amount(quantity, unit)}`,
          standing
            .filter((place) => place.unit === unit)
            .map(
              (place, i) =>
                html`${i > 0 ? v.t('case.and') : ''}${valueName(v.lang, 'custody', place.custody)} ${amount(place.quantity, unit)}`,
            ),
        ]),
    )}${seized.length > unitsShown ? html`<p class="small muted">${v.t('case.moreStates', { n: seized.length - unitsShown })}</p>` : ''}`,
  )
}

const listLight = { unsigned: 'y', signed: 'g', disputed: 'o', not_needed: 'g' } as const
const listWord = {
  unsigned: 'case.list.unsigned',
  signed: 'case.list.signed',
  disputed: 'case.list.disputed',
  not_needed: 'case.list.notNeeded',
} as const

/** Each list with both sides beside each other. */
function listsCards(v: View, one: Case, lists: readonly HandoverList[]): Html {
  const named = (officers: readonly OfficerShown[]) =>
    officers.map(
      (o, i) =>
        html`${i > 0 ? v.t('case.and') : ''}${foreign(o.name, 40)}${v.t('case.in')}${foreign(o.certificateNo, 40)}${v.t('case.out')}`,
    )
  return html`<h2 class="under">${v.t('case.list.title')}</h2>${lists.map((list) => {
    const { handedOver, receivedBy, received } = list.signatures
    return card(
      html`${stepTitle(v, list.step)} ${lit(listLight[list.status], v.t(listWord[list.status]))}`,
      html`<div class="sides"><div><h3>${v.t('case.list.gave')}</h3><p>${partName(v, handedOver.part)} ${named(handedOver.officers)}<span class="sub">${moment(v, handedOver.at)}</span></p></div><div><h3>${v.t('case.list.took')}</h3><p>${
        received === null
          ? receivedBy === null
            ? v.t('case.list.nobody')
            : html`${named([receivedBy])}<span class="sub">${v.t('case.list.waiting')}</span>`
          : html`${partName(v, received.part)} ${named(received.officers)}<span class="sub">${moment(v, received.at)}</span>`
      }</p></div></div>${list.place === null ? '' : html`<p class="muted">${v.t('case.list.place')}${foreign(list.place, 100)}</p>`}${
        list.lines.length === 0
          ? html`<p class="muted">${v.t('case.list.lines', { n: list.lineCount })}</p>`
          : html`<details${one.print ? html` open` : ''}><summary>${v.t('case.list.lines', { n: list.lineCount })}</summary>${table(
              v.t('case.list.title'),
              [
                { words: v.t('case.item.no') },
                { words: v.t('case.item.name') },
                { words: v.t('case.item.quantity'), number: true },
                { words: v.t('case.item.note') },
              ],
              [
                {
                  rows: list.lines.map((line): Shown[] => [
                    line.item,
                    foreign(line.name, 100),
                    amount(line.quantity, line.unit),
                    foreign(one.hushed(line.note ?? ''), 200),
                  ]),
                },
              ],
            )}</details>`
      }<p class="small muted">${v.t('case.list.digest')}<span class="digest">${foreign(list.digest)}</span></p>`,
      {
        aside: html`<a class="small" href="${at(one, 'journal', list.version)}">${v.t('case.entryNo', { n: list.version })}</a>`,
      },
    )
  })}`
}
