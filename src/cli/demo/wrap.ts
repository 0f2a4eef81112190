// Text in columns as a terminal shows it: a Chinese character takes two cells and may end a line, a Latin word takes one
// a letter and may not be cut.

const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/
/** What may be parted: white space, one Chinese character, one run of others; punctuation stays where it belongs. */
const piece =
  /\s+|[（《〔“]*(?:\p{Script=Han}|[^\s\p{Script=Han}（《〔“])(?:[，。；：、）》〕”！？]|(?<!\p{Script=Han})[^\s\p{Script=Han}（《〔“])*|[\s\S]/gu

/** Cells that a text takes on a terminal. */
export function cells(text: string): number {
  let sum = 0
  for (const character of text) sum += wide.test(character) ? 2 : 1
  return sum
}

/** The text with spaces up to `width` cells. */
export function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - cells(text)))
}

/** Lines of at most `width` cells; only a word longer than a line is longer. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const [part] of text.matchAll(piece)) {
    if (line !== '' && cells(line + part.trimEnd()) > width) {
      lines.push(line.trimEnd())
      line = ''
    }
    if (line !== '' || part.trim() !== '') line += part
  }
  if (line.trim() !== '' || lines.length === 0) lines.push(line.trimEnd())
  return lines
}
