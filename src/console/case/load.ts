// Asks for a case as the officer's organ sees it, and what every page of it needs of it.
import type { Context } from 'hono'
import type { Problem } from '../ask.ts'
import type { ConsoleEnv } from '../env.ts'
import { hushing } from './names.ts'
import type { Case, Transfer } from './shape.ts'

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

export interface CaseAsked {
  /** Which end of its timeline comes with it; `none` where the page shows no entries. */
  readonly timeline?: 'newest' | 'none'
  readonly track?: string | undefined
}

/** The case, or why it is not shown. */
export async function caseOf(
  c: Context<ConsoleEnv>,
  { timeline = 'none', track }: CaseAsked = {},
): Promise<Case | { readonly problem: Problem }> {
  const id = c.req.param('id') ?? ''
  if (!uuid.test(id)) return { problem: { status: 404, code: 'not_found', detail: '' } }
  const answered = await c.get('ask')<Transfer>('GET', `/v1/transfers/${id}`, { query: { timeline, track } })
  if (!answered.ok) return answered
  return { id, transfer: answered.body, hushed: hushing(answered.body), print: c.req.query('print') === '1' }
}

/** Path of a page of the case. */
export const at = ({ id }: Pick<Case, 'id'>, ...rest: (string | number)[]): string =>
  ['/console/cases', id, ...rest.map((one) => encodeURIComponent(String(one)))].join('/')
