// What a look at a bundle finds: each fault with the file it is in, and the byte of the archive where that is known.

export interface Fault {
  /** A file of the bundle, or the part of the archive that is no file. */
  readonly file: string
  /** Counted from the beginning of the archive. */
  readonly offset?: number
  /** Stable word. */
  readonly fault: string
  readonly detail: string
}

/** What was looked at. */
export interface Checked {
  files: number
  bytes: number
  entries: number
  sealed: number
  inPart: number
  signedRequests: number
  receipts: number
  materials: number
  inTree: number
  pending: number
}

/** One broken archive could fill a disk with complaints; after this many the rest are counted. */
const faultsMax = 500

export class Findings {
  readonly faults: Fault[] = []
  more = 0
  readonly checked: Checked = {
    files: 0,
    bytes: 0,
    entries: 0,
    sealed: 0,
    inPart: 0,
    signedRequests: 0,
    receipts: 0,
    materials: 0,
    inTree: 0,
    pending: 0,
  }

  add(file: string, fault: string, detail: string, offset?: number): void {
    if (this.faults.length >= faultsMax) this.more += 1
    else this.faults.push({ file, fault, detail, ...(offset !== undefined && { offset }) })
  }

  get hold(): boolean {
    return this.faults.length === 0
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: a name from a hostile archive must not reach the terminal as it is
const unprintable = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/gu

/** A name or a value out of an archive that nobody has vouched for, fit to be printed. */
export const shownText = (text: string): string => {
  const plain = text.replace(unprintable, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return plain.length > 300 ? `${plain.slice(0, 300)}…` : plain
}

export function faultLine({ file, offset, fault, detail }: Fault): string {
  const place = offset === undefined ? '' : ` at byte ${offset}`
  return `${shownText(file)}${place}: ${fault}: ${shownText(detail)}`
}
