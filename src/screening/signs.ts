// Words in the prose of a record that tell of an appraisal, of a collective discussion, of how serious the circumstances
// were. They are signs with their quotation; nothing is counted from them.
import type { PenaltyRecord } from '../../schemas/index.ts'

export interface Sign {
  /** Field of the record. */
  readonly place: string
  /** The words with a few around them. */
  readonly quotation: string
}

/** What a record says in prose, with the field; longer texts are looked at in their first part. */
export function prosesOf(
  record: PenaltyRecord,
  longest = longestSearched,
): { readonly place: string; readonly text: string }[] {
  const found: { place: string; text: string }[] = []
  const add = (place: string, text: string | null | undefined) => {
    if (text != null && text !== '') found.push({ place, text: text.length > longest ? text.slice(0, longest) : text })
  }
  add('violationType', record.violationType)
  add('facts', record.facts)
  add('content', record.content)
  add('reviewOpinion', record.reviewOpinion)
  add('discussionConclusion', record.discussionConclusion)
  add('remarks', record.remarks)
  add('crime.otherHandling', record.crime.otherHandling)
  return found
}
const longestSearched = 20_000

export const appraised =
  /鉴定(意见|结论|报告|书|为)|司法鉴定|鉴别(为|报告|结论)|(?<![未没无不])经(?!营)[^，。；、未没无不]{0,12}(鉴定|鉴别|检验|检测|化验|监测|检疫)|(检验|检测|监测|化验|测试)(报告|结论|结果)|价格认定|税款计核|计核证明|抽检|抽样检验|监督抽查|检出|测定|超标[\d一二三四五六七八九十]|超过[^，。；]{0,16}\d+(\.\d+)?倍/
export const discussed =
  /(?<!未经?|没有经过|无需|不需|不予|是否经?)(集体(讨论|研究|审议)|案审会|案件审理委员会|重大案件审理)(?!\s*[:：])/
export const serious =
  /(?<!不|未达到|未构成|尚未达到|构成)情节(特别|较为|十分|比较)?(严重|恶劣)(?!的|者|\s*[:：])|(?<!未造成|没有造成)后果(特别)?严重|社会影响恶劣|性质恶劣/
export const slight =
  /情节(显著|较为|比较)?轻微|情节较轻|违法行为(较为|比较)?轻微|(危害)?后果(较为|比较)?轻微|未造成(严重)?(危害)?后果/

/** The first place where a pattern is found. */
export function signOf(proses: readonly { place: string; text: string }[], pattern: RegExp): Sign | null {
  for (const { place, text } of proses) {
    const match = pattern.exec(text)
    if (match !== null) return { place, quotation: around(text, match.index, match[0].length) }
  }
  return null
}

/** A clause with what was found in it, cut to what a reader needs. */
export function around(text: string, at: number, length: number, max = 60): string {
  let before = at
  while (before > 0 && at - before < max && !ends.has(text[before - 1] as string)) before -= 1
  let after = at + length
  while (after < text.length && after - at - length < max && !ends.has(text[after] as string)) after += 1
  return text.slice(before, after)
}

const ends: ReadonlySet<string> = new Set('，。；;\n')
