// Articles of law as officials read them: the statute's name in full, then the article.
import { articleEn, type Citation, citationText, instruments } from '../../procedure/index.ts'

/**
 * `R310 5(2)` → `《…规定》第5条第2款` · `Provisions on … (《…》), article 5(2)`; `R310 6(1)` → `第6条第（一）项`; what is no
 * citation comes back as it is.
 */
export function basisName(lang: 'zh' | 'en', citation: string): string {
  const space = citation.indexOf(' ')
  const code = citation.slice(0, space)
  if (space < 1 || !Object.hasOwn(instruments, code)) return citation
  if (lang === 'zh') return citationText(citation as Citation)
  const instrument = instruments[code as keyof typeof instruments]
  const article = articleEn(citation as Citation)
  return `${instrument.en} (《${instrument.zh}》)${article === '' ? '' : `, article ${article}`}`
}

/** All of them, each once, in the order of the rule; a statute's name once, with all of its articles. */
export function basisNames(lang: 'zh' | 'en', citations: readonly string[] = []): string {
  const statutes = new Map<string, string[]>()
  for (const name of new Set(citations.map((citation) => basisName(lang, citation)))) {
    const [, statute = name, article = ''] =
      (lang === 'zh' ? /^(《.+》)(.*)$/ : /^(.+\)), article (.+)$/).exec(name) ?? []
    statutes.set(statute, [...(statutes.get(statute) ?? []), article])
  }
  const [and, next, of] = lang === 'zh' ? ['、', '；', ''] : [', ', '; ', ', article ']
  return [...statutes]
    .map(([statute, articles]) => `${statute}${articles.every((a) => a === '') ? '' : `${of}${articles.join(and)}`}`)
    .join(next)
}
