// What a drawing of a letter says: the words of a DOCX and of an HTML page in the order of reading, read by means of their
// own and not with the code that wrote them.
import PizZip from 'pizzip'

const entities: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&amp;': '&',
}
const plain = (text: string) => text.replace(/&(?:lt|gt|quot|#39|amp);/g, (e) => entities[e] as string)

/** Paragraphs of the body that have words. */
export function wordsOfDocx(bytes: Buffer): string[] {
  const xml = new PizZip(bytes).file('word/document.xml')?.asText() ?? ''
  return [...xml.matchAll(/<w:p>(.*?)<\/w:p>/gs)]
    .map(([, inner]) => [...(inner ?? '').matchAll(/<w:t[^>]*>([^<]*)<\/w:t>/g)].map((t) => plain(t[1] ?? '')).join(''))
    .filter((words) => words.trim() !== '')
}

/** Tables of the body: rows of cells, each as its words. */
export function tablesOfDocx(bytes: Buffer): string[][][] {
  const xml = new PizZip(bytes).file('word/document.xml')?.asText() ?? ''
  const inside = (text: string, tag: string) =>
    [...text.matchAll(new RegExp(`<w:${tag}>(.*?)</w:${tag}>`, 'gs'))].map((m) => m[1] as string)
  const words = (cell: string) => [...cell.matchAll(/<w:t[^>]*>([^<]*)<\/w:t>/g)].map((t) => plain(t[1] ?? '')).join('')
  return inside(xml, 'tbl').map((table) => inside(table, 'tr').map((row) => inside(row, 'tc').map(words)))
}

/** Elements of the page that have words. */
export function wordsOfHtml(html: string): string[] {
  const body = /<body[^>]*>(.*)<\/body>/s.exec(html)?.[1] ?? ''
  return body
    .replace(/<\/?mark>/g, '')
    .split(/<[^>]*>/)
    .map((words) => plain(words))
    .filter((words) => words.trim() !== '')
}
