// Every JSON page of a case or of a list is masked and written down, whichever door made it: a door that is added later
// need not remember either. What cannot be written down is not shown.
import type { MiddlewareHandler } from 'hono'
import type { Access, AccessLog } from '../journal/index.ts'
import { masked, Refusal } from '../kernel/index.ts'
import type { DoorEnv } from './context.ts'
import { problem } from './problem.ts'
import { queryOf, readingOf } from './reading.ts'

type Page = Pick<Access, 'kind' | 'transferId' | 'materialId' | 'subject'>

/** What a path under `/v1` shows; undefined where it shows nobody's data, or writes down itself what it gives. */
export function pageAt(path: string): Page | undefined {
  const [room = '', id, ...rest] = path
    .replace(/^\/v1\//, '')
    .split('/')
    .filter(Boolean)
  if (id === undefined)
    return ['transfers', 'clocks', 'clues', 'penalty-cases'].includes(room)
      ? { kind: 'list', subject: room }
      : undefined
  if (room === 'transfers') return { kind: 'case', transferId: id, subject: rest.join('/') || 'case' }
  if (room === 'materials' && rest.length === 0) return { kind: 'case', materialId: id, subject: 'material' }
  if (room === 'clues') return { kind: 'case', subject: `clues/${id}` }
  if (room === 'penalty-cases')
    return { kind: id === 'quarantine' ? 'list' : 'case', subject: ['penalty-cases', id, ...rest].join('/') }
  return undefined
}

/** Behind authentication, before the doors. */
export function recordedPages(log: AccessLog, now: () => number): MiddlewareHandler<DoorEnv> {
  return async (c, next): Promise<Response | undefined> => {
    const page = c.req.method === 'GET' ? pageAt(c.req.path) : undefined
    if (page === undefined) {
      await next()
      return undefined
    }
    const reading = readingOf(c, now())
    if (reading instanceof Refusal) return problem(c, reading)
    const json = c.json.bind(c) as (value: unknown, ...rest: unknown[]) => Response
    const recorded = (value: unknown, ...rest: unknown[]): Response => {
      // A file that no case has taken is its sender's own affair.
      const own = page.materialId !== undefined && (value as { transferId?: string }).transferId === undefined
      if (!own) log.note({ ...reading, ...page, ...factsOf(value, page), query: queryOf(c) || undefined })
      // Clues have their own masks: whoever handles one must be able to call who reported it.
      return json(page.subject?.startsWith('clues') ? value : masked(value), ...rest)
    }
    c.json = recorded as typeof c.json
    await next()
    return undefined
  }
}

function factsOf(value: unknown, page: Page): Pick<Access, 'rows' | 'transferId'> {
  const { items, transferId } = value as { items?: unknown; transferId?: string }
  return {
    ...(Array.isArray(items) && { rows: items.length }),
    ...(page.materialId !== undefined && transferId !== undefined && { transferId }),
  }
}
