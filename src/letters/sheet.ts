// The intermediate form of a letter: what stands on the page, from the head to the return slip, without saying how it is
// drawn. DOCX and HTML are two drawings of one sheet, so that their wording cannot differ.

export interface Column {
  readonly zh: string
  /** Share of the width of the text. */
  readonly width: number
  /** Left out: short words in the middle, long ones at the left. */
  readonly align?: 'left' | 'center' | 'right'
}

export type Block =
  | { readonly kind: 'heading'; readonly text: string }
  /** A paragraph with its first line set in by two characters. */
  | { readonly kind: 'text'; readonly text: string }
  /** A line that is not drawn apart; `flush` begins at the margin. */
  | { readonly kind: 'line'; readonly text: string; readonly flush?: true }
  | { readonly kind: 'table'; readonly columns: readonly Column[]; readonly rows: readonly (readonly string[])[] }
  /** Of the second level, below a heading. */
  | { readonly kind: 'subheading'; readonly text: string }
  /** Words in the middle of a line: over a table, or `under` a picture. */
  | { readonly kind: 'caption'; readonly text: string; readonly under?: true }
  /** Small print under a table. */
  | { readonly kind: 'note'; readonly text: string }
  /** A place that its author still has to fill in, shaded. */
  | { readonly kind: 'passage'; readonly text: string }
  | ({ readonly kind: 'picture' } & Drawn)

export interface Drawn {
  readonly png: Uint8Array
  /** What it shows, for whoever cannot see it. */
  readonly alt: string
  /** Millimetres. */
  readonly width: number
  readonly height: number
}

export interface Slip {
  readonly title: string
  readonly blocks: readonly Block[]
}

export interface Sheet {
  /** Organ in whose name the letter is, above its title. */
  readonly head: string
  readonly redHead: boolean
  readonly title: string
  readonly documentNo: string | undefined
  readonly addressee: string | undefined
  readonly blocks: readonly Block[]
  readonly attachments: readonly string[]
  /** Who signs or seals. */
  readonly signers: readonly string[]
  readonly date: string
  readonly copyTo: string | undefined
  /** Lines of the check: receipt, code, address; of a preview, that it is one. */
  readonly check: readonly string[]
  /** Address that the QR code holds. */
  readonly checkUrl: string | undefined
  readonly slip: Slip | undefined
  /** Wide lists lie on their side. */
  readonly landscape: boolean
  /** For the core properties; RFC 3339. */
  readonly at: string
}

export const sealPlace = '（印章）'

/** Every line of the sheet in the order of reading: what both drawings say. */
export function linesOf(sheet: Sheet): string[] {
  return [
    sheet.head,
    ...(sheet.redHead && sheet.documentNo !== undefined ? [sheet.documentNo] : []),
    sheet.title,
    ...(!sheet.redHead && sheet.documentNo !== undefined ? [sheet.documentNo] : []),
    ...(sheet.addressee === undefined ? [] : [`${sheet.addressee}：`]),
    ...linesOfBlocks(sheet.blocks),
    ...attachmentLines(sheet.attachments),
    ...sheet.signers.flatMap((signer) => [signer, sealPlace]),
    sheet.date,
    ...(sheet.copyTo === undefined ? [] : [`抄送：${sheet.copyTo}`]),
    ...sheet.check,
    ...(sheet.slip === undefined ? [] : [sheet.slip.title, ...linesOfBlocks(sheet.slip.blocks)]),
  ]
}

export function attachmentLines(attachments: readonly string[]): string[] {
  if (attachments.length === 1) return [`附件：${attachments[0]}`]
  return attachments.map((name, i) => `${i === 0 ? '附件：' : ''}${i + 1}. ${name}`)
}

/** Prose keeps its own line breaks as paragraphs. */
export const paragraphsOf = (text: string): string[] => text.split(/\r\n|\n|\r/).filter((line) => line.trim() !== '')

function linesOfBlocks(blocks: readonly Block[]): string[] {
  return blocks.flatMap((block) => {
    if (block.kind === 'table')
      return [...block.columns.map((c) => c.zh), ...block.rows.flatMap((row) => row.flatMap(cellLines))]
    if (block.kind === 'picture') return []
    return paragraphsOf(block.text)
  })
}

export const cellLines = (cell: string): string[] => paragraphsOf(cell)
