// Forms as browsers send them: fields of text, read whole and within a limit.
import type { Context } from 'hono'
import type { ConsoleEnv } from '../env.ts'

/** A form of a step with ten thousand seized items stays below. */
const formBytesMax = 8 * 1024 * 1024

export class FormTooLarge extends Error {}

/** The fields of `application/x-www-form-urlencoded`. Throws FormTooLarge. Read once: what was read is kept. */
export async function formOf(c: Context<ConsoleEnv>): Promise<URLSearchParams> {
  const length = Number(c.req.header('content-length') ?? Number.NaN)
  if (!(length <= formBytesMax)) throw new FormTooLarge('the form is too large')
  return new URLSearchParams(await c.req.text())
}

/** One field, with the line breaks of a text as they are kept. */
export const textOf = (form: URLSearchParams, name: string): string => (form.get(name) ?? '').replaceAll('\r\n', '\n')

/** Where to go back to: a page of ours, or the queue. */
export const backOf = (path: string | undefined): string =>
  path !== undefined && /^\/console\/[\w\-./?&=%~]*$/.test(path) && !path.includes('//') ? path : '/console/'
