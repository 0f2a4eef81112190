// Forms as browsers send them: fields of text, read whole and within a limit; the session's mark in them; and where to go
// back to.
import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { Context } from 'hono'
import type { ConsoleEnv, Session } from '../env.ts'

/** A form of a step with ten thousand seized items stays below. */
const formBytesMax = 8 * 1024 * 1024

export class FormTooLarge extends Error {}

/** The fields of `application/x-www-form-urlencoded`. Throws FormTooLarge. Read once: what was read is kept. */
export async function formOf(c: Context<ConsoleEnv>): Promise<URLSearchParams> {
  const length = Number(c.req.header('content-length') ?? Number.NaN)
  if (length > formBytesMax) throw new FormTooLarge('the form is too large')
  // Kept where Hono keeps what it has read: the promise of it, whatever its type says.
  if (Number.isNaN(length) && c.req.bodyCache.text === undefined) c.req.bodyCache.text = inPieces(c.req.raw) as never
  return new URLSearchParams(await c.req.text())
}

/** Proxies may send a body without saying how long it will be. */
async function inPieces({ body }: Request): Promise<string> {
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of (body ?? []) as AsyncIterable<Uint8Array>) {
    size += piece.byteLength
    if (size > formBytesMax) throw new FormTooLarge('the form is too large')
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('utf8')
}

/** One field, with the line breaks of a text as they are kept. */
export const textOf = (form: URLSearchParams, name: string): string => (form.get(name) ?? '').replaceAll('\r\n', '\n')

/**
 * Where to go back to: a page of ours, or the queue. What a browser would read as another host or as another part of this
 * one (`//`, `\`, `..`) is the queue.
 */
export function backOf(path: string | undefined): string {
  if (path === undefined || path.length > 2_000 || !/^\/console\/[\w\-./?&=%~+:,*;@!()']*$/.test(path))
    return '/console/'
  const [way = ''] = path.split('?')
  return way.includes('//') || /(^|\/)(\.|%2e){1,2}(\/|$)/i.test(way) || /^\/console\/sign-/.test(way)
    ? '/console/'
    : path
}

const markBytes = 24

/**
 * A session's mark as one page carries it: behind a mask of its own, so that what is compressed beside words of somebody
 * else's (BREACH) differs from page to page.
 */
export function masked(mark: Buffer): string {
  const mask = randomBytes(markBytes)
  return Buffer.concat([mask, mark.map((byte, i) => byte ^ (mask[i] ?? 0))]).toString('base64url')
}

/** Whether a form's mark is this session's. */
export function markHolds({ mark }: Pick<Session, 'mark'>, told: string | null | undefined): boolean {
  if (told == null || told.length > 100) return false
  const bytes = Buffer.from(told, 'base64url')
  if (bytes.length !== 2 * markBytes) return false
  const mask = bytes.subarray(0, markBytes)
  return timingSafeEqual(
    bytes.subarray(markBytes).map((byte, i) => byte ^ (mask[i] ?? 0)),
    mark,
  )
}
