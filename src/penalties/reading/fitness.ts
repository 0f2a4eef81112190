// Whether a record is fit to keep. Held for repair is what nobody could find again, what was destroyed on its way, and what
// contradicts itself by a factor that screening would stumble over; all else is kept, with its notes (decision 0019).
import type { PenaltyRecord, SaidDate } from '../../../schemas/index.ts'
import { readAmount } from './amounts.ts'
import type { Draft } from './draft.ts'
import { yuanText } from './fen.ts'

/** What hijacked mirrors put in the place of names. In facts it may be the case itself; there an address must stand beside. */
const gambling =
  /博彩|百家乐|六合彩|葡京|威尼斯人|太阳城娱乐|真人娱乐|线上娱乐|菠菜网|时时彩|bet\s?365|(?<![a-z])bet\d{2,}/i
const address = /https?:\/\/|www\.|<a\s/i

export function judge(d: Draft, record: PenaltyRecord): void {
  hijacked(d, 'organ.name', record.organ.name)
  for (const { name } of record.parties) hijacked(d, 'parties', name)
  hijacked(d, 'decisionNo', record.decisionNo?.raw ?? null)
  if (record.facts !== null && address.test(record.facts)) hijacked(d, 'facts', record.facts)
  amountsAgree(d, record)
  datesAgree(d, record)
  proseNotes(d, 'facts', record.facts)
}

function hijacked(d: Draft, field: string, text: string | null): void {
  if (text !== null && gambling.test(text))
    d.fault(
      field,
      'hijacked_page',
      'Words of a hijacked mirror stand where a name belongs; take the record from the organ’s own page.',
    )
}

/** 罚款10000元 in the text of the penalty; 10,000 times it, or a ten-thousandth, is a unit mistaken. */
const figure =
  /(?:人民币)?[:：]?((?:[\d,.]+|[零一二两三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟]+)[万亿]?[零一二三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟\d]*[元圆])/y
/** Fines that a text of ordinary length can name. */
const finesMax = 20
const wan = 10_000

function amountsAgree(d: Draft, record: PenaltyRecord): void {
  const fines = record.amounts.filter((a) => a.kind === 'fine')
  const fine = fines[0]
  if (fines.length > 1 && new Set(fines.map((a) => a.fen)).size > 1)
    d.note('amounts', 'said_twice', 'Two fields give different fines.')
  const text = record.content
  if (
    text === undefined ||
    fine === undefined ||
    fine.fen === null ||
    fine.approximate !== undefined ||
    !text.includes('罚款')
  )
    return
  const said = finesIn(text)
  if (said.size === 0 || said.has(fine.fen)) return
  const [only = 0] = said
  const detail = `The field says ${yuanText(fine.fen)} yuan, the text of the penalty ${yuanText(only)}.`
  if (said.size === 1 && fine.fen > 0 && (only === fine.fen * wan || only * wan === fine.fen))
    d.fault('amounts', 'unit_at_odds', `${detail} One of the two is in another unit.`)
  else d.note('amounts', 'at_odds', detail)
}

function finesIn(text: string): Set<number> {
  const said = new Set<number>()
  for (let at = text.indexOf('罚款'), seen = 0; at >= 0 && seen < finesMax; at = text.indexOf('罚款', at + 2), seen++) {
    figure.lastIndex = at + 2
    const match = figure.exec(text)
    if (match === null) continue
    const fen = readAmount('fine', match[1] ?? '', 'yuan')?.fen
    if (fen !== null && fen !== undefined) said.add(fen)
  }
  return said
}

function datesAgree(d: Draft, record: PenaltyRecord): void {
  const { decided, accepted, published, closed } = record.dates
  const day = fullDay(decided)
  if (day === null) return
  const [taken, shown, ended] = [fullDay(accepted), fullDay(published), fullDay(closed)]
  if (shown !== null && shown < day) d.note('dates', 'at_odds', 'Published before it was decided.')
  if (taken !== null && day < taken) d.note('dates', 'at_odds', 'Decided before the case was opened.')
  if (ended !== null && ended < day) d.note('dates', 'at_odds', 'Closed before it was decided.')
  const year = /〔(\d{4})〕/.exec(record.decisionNo?.key ?? '')?.[1]
  if (year !== undefined && day.slice(0, 4) < year)
    d.note('dates', 'at_odds', 'Decided before the year of its document number.')
}

const fullDay = (date: SaidDate | undefined): string | null =>
  date !== undefined && date.value !== null && date.value.length === 10 ? date.value : null

function proseNotes(d: Draft, field: string, text: string | null): void {
  if (text === null) return
  if (text.includes('<') && /<\/?[a-z][^<>]*>/i.test(text))
    d.note(field, 'markup', 'Markup of a page stands in the text.')
  if (text.includes('□') || text.includes('**')) d.note(field, 'words_masked', 'Words were struck out.')
}
