// The articles that a legal basis names: `《食品安全法》第一百二十四条第一款第（五）项、第一百二十六条`, in brackets or without.
// A name is kept as written; whether it is an instrument’s is asked of its end, since people write 中华人民共和国 or not.
import { numeralClass, wholeOf } from './numerals.ts'

export interface CitedArticle {
  readonly instrument: string
  readonly article: number
  /** 第一百二十条之一: 1. */
  readonly sub?: number
  readonly paragraph?: number
  readonly item?: number
  /** The name with the article, in the words of the text. */
  readonly text: string
}

const n = `[${numeralClass}\\d]{1,9}`
const piece = new RegExp(
  `《([^》]{2,80})》|([\\u4e00-\\u9fa5]{1,40}(?:法|条例|规定|办法|细则))(?:[（(][^（）()]{0,30}[）)])?(?=第${n}条)|第(${n})条(?:之([一二三四五]))?|第(${n})款|第?[（(]?(${n})[）)]?项`,
  'g',
)

/** The article that is being read: what follows it may be its paragraph or its items. */
interface Open {
  readonly article: number
  readonly sub: number
  readonly paragraph: number
  readonly items: number
}
const none: Open = { article: 0, sub: 0, paragraph: 0, items: 0 }

/** In the order of the text. Articles before any name have none and are left out. */
export function articlesOf(basis: string): CitedArticle[] {
  const found: CitedArticle[] = []
  let instrument = ''
  let from = 0
  let open: Open = none
  for (const match of basis.matchAll(piece)) {
    const [, quoted, plain, article, sub, paragraph, item] = match
    const text = basis.slice(from, match.index)
    const number = wholeOf(article ?? paragraph ?? item ?? '') ?? 0
    if (quoted !== undefined || plain !== undefined) {
      settle(found, instrument, open, text)
      open = none
      instrument = (quoted ?? plain ?? '').replace(/[（(][^（）()]*[）)]$/, '')
      from = match.index
    } else if (article !== undefined) {
      settle(found, instrument, open, text)
      if (open.article > 0) from = match.index
      open = { article: number, sub: wholeOf(sub ?? '') ?? 0, paragraph: 0, items: 0 }
    } else if (paragraph !== undefined) {
      if (open.paragraph > 0) settle(found, instrument, open, text)
      open = { article: open.article, sub: open.sub, paragraph: number, items: 0 }
    } else {
      open = { article: open.article, sub: open.sub, paragraph: open.paragraph, items: open.items + 1 }
      put(found, instrument, open, basis.slice(from, match.index + match[0].length), number)
    }
  }
  settle(found, instrument, open, basis.slice(from))
  return found
}

/** An article or a paragraph that no item followed counts by itself. */
function settle(found: CitedArticle[], instrument: string, open: Open, text: string): void {
  if (open.items === 0) put(found, instrument, open, text, 0)
}

function put(found: CitedArticle[], instrument: string, open: Open, text: string, item: number): void {
  const { article, sub, paragraph } = open
  if (instrument === '' || article === 0) return
  const words = text.replace(/[、，,；;。和及与\s]+$/, '')
  found.push({
    instrument,
    article,
    ...(sub > 0 && { sub }),
    ...(paragraph > 0 && { paragraph }),
    ...(item > 0 && { item }),
    text: /^第/.test(words) ? `${instrument}${words}` : words,
  })
}
