// What a common zip reader makes of an archive that is not as the gateway writes it: which files were added, taken away,
// named twice, laid over each other or packed. Only to say more; the archive has failed already.
import { type Entry, open as openZip, type ZipFile } from 'yauzl'
import { heading, type Manifest } from '../format.ts'
import type { Findings } from './report.ts'

/** An archive may claim millions of files in a few bytes each; nobody reads a list that long. */
const entriesMax = 250_000
const namedMax = 50

/** Adds what is seen from the directory at the archive's end; `manifest` left out where there is none to be read. */
export async function lookFromEnd(path: string, manifest: Manifest | undefined, findings: Findings): Promise<void> {
  let told = 0
  const tell = (file: string, fault: string, detail: string) => {
    told += 1
    if (told <= namedMax) findings.add(file, fault, detail)
    else findings.more += 1
  }
  const wanted = new Set([...heading, ...(manifest?.files.map((f) => f.path) ?? [])])
  const seen = new Set<string>()
  const spans: { from: number; to: number; name: string }[] = []
  try {
    const zip = await opened(path)
    if (zip.entryCount > entriesMax) tell('archive (its directory)', 'too_many', `it claims ${zip.entryCount} files`)
    for await (const entry of entriesOf(zip)) {
      const name = (entry.fileName as unknown as Buffer).toString()
      if (seen.has(name)) tell(name, 'twice', 'the archive holds two files of this name')
      else if (manifest !== undefined && !wanted.has(name)) tell(name, 'unlisted', 'the manifest does not name it')
      seen.add(name)
      if (name.includes('\0') || /^[/\\]|^[A-Za-z]:|\\|(^|\/)\.\.(\/|$)/.test(name))
        tell(name, 'unsafe_name', 'it would leave the directory it is unpacked to')
      if (entry.compressionMethod !== 0) tell(name, 'packed', 'a bundle stores files as they are')
      if (entry.generalPurposeBitFlag & 1) tell(name, 'encrypted', 'a bundle encrypts nothing')
      const from = entry.relativeOffsetOfLocalHeader
      spans.push({ from, to: from + 30 + entry.fileNameLength + entry.compressedSize, name })
    }
    if (manifest !== undefined)
      for (const name of wanted) if (!seen.has(name)) tell(name, 'missing', 'it is not in the archive')
    if (manifest === undefined && !seen.has('manifest.json'))
      tell('manifest.json', 'missing', 'it is not in the archive')
  } catch (error) {
    tell('archive (its directory)', 'unreadable', error instanceof Error ? error.message : String(error))
  }
  spans.sort((a, b) => a.from - b.from)
  for (const [i, span] of spans.entries()) {
    const former = spans[i - 1]
    if (former !== undefined && former.to > span.from) tell(span.name, 'overlaps', `it lies over ${former.name}`)
  }
}

function opened(path: string): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    // Names are decoded and judged here: a wrong one is to be told, and the look goes on.
    openZip(path, { lazyEntries: true, autoClose: false, decodeStrings: false, validateEntrySizes: false }, (e, zip) =>
      zip === undefined ? reject(e) : resolve(zip),
    )
  })
}

async function* entriesOf(zip: ZipFile): AsyncGenerator<Entry> {
  let answer: ((next: Entry | null) => void) | undefined
  let broken: ((error: Error) => void) | undefined
  zip.on('entry', (entry: Entry) => answer?.(entry))
  zip.on('end', () => answer?.(null))
  zip.on('error', (error: Error) => broken?.(error))
  try {
    for (let count = 0; count < entriesMax; count++) {
      const next = await new Promise<Entry | null>((resolve, reject) => {
        answer = resolve
        broken = reject
        zip.readEntry()
      })
      if (next === null) return
      yield next
    }
  } finally {
    zip.close()
  }
}
