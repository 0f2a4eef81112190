// Lines into a table by COPY, in chunks that wait for the server; nothing stays open after it.
import { finished } from 'node:stream/promises'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'

const chunkCharacters = 256 * 1024

/**
 * `statement` is a `copy … from stdin`; each line ends with a line break. `timeoutMs`: how long it may take, where that is
 * longer than any statement of the pool's; the server's own limit is the caller's to set.
 */
export async function copied(
  connection: pg.PoolClient,
  statement: string,
  lines: Iterable<string> | AsyncIterable<string>,
  timeoutMs?: number,
): Promise<void> {
  const stream = copyFrom(statement)
  if (timeoutMs !== undefined) Object.assign(stream, { query_timeout: timeoutMs })
  const copy = connection.query(stream)
  const ended = finished(copy)
  // A failure of the server's comes by this promise, also while lines are still written.
  let failed = false
  ended.catch(() => {
    failed = true
  })
  let chunk = ''
  for await (const line of lines) {
    chunk += line
    if (chunk.length < chunkCharacters) continue
    if (failed) await ended
    if (!copy.write(chunk)) await Promise.race([new Promise((go) => copy.once('drain', go)), ended])
    chunk = ''
  }
  if (failed) await ended
  copy.end(chunk)
  await ended
}

/** What COPY gives a meaning, and what PostgreSQL does not take in text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is what must go
const special = /[\\\n\r\t\u0000]/
// biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is what must go
const specials = /[\\\n\r\t\u0000]/g
const written: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\u0000': '' }

/** A text as a field of a line. */
export const copyText = (text: string): string =>
  special.test(text) ? text.replace(specials, (c) => written[c] as string) : text

/** The same where there may be none. */
export const copyField = (text: string | null): string => (text === null ? '\\N' : copyText(text))
