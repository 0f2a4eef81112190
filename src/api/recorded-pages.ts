// Every JSON page of a case or of a list is masked and written down, whichever door made it: a door that is added later
// need not remember either. What cannot be written down is not shown.
import type { MiddlewareHandler } from 'hono'
import type { Access, AccessLog } from '../journal/index.ts'
import { masked, Refusal } from '../kernel/index.ts'
import { handFromWithin } from './authenticate.ts'
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
    return [
      'transfers',
      'clocks',
      'inbox',
      'clues',
      'approvals',
      'work',
      'search',
      'penalty-cases',
      'screenings',
      'correspondence',
      'labels',
      'assignments',
      'findings',
      'reports',
    ].includes(room)
      ? { kind: 'list', subject: room }
      : undefined
  // Figures are nobody’s; the cases behind them are somebody’s.
  if (room === 'indicators')
    return rest[1] === 'cases' ? { kind: 'list', subject: [room, id, ...rest].join('/') } : undefined
  if (room === 'transfers') return { kind: 'case', transferId: id, subject: rest.join('/') || 'case' }
  if (room === 'materials' && rest.length === 0) return { kind: 'case', materialId: id, subject: 'material' }
  if (room === 'work') return { kind: 'list', subject: `work/${id}` }
  if (room === 'clues') return { kind: 'case', subject: `clues/${id}` }
  if (['approvals', 'correspondence', 'labels', 'assignments', 'findings', 'reports'].includes(room))
    return { kind: id === 'outstanding' ? 'list' : 'case', subject: [room, id, ...rest].join('/') }
  // A draw's file and population are about nobody, and must come through byte for byte.
  if (room === 'supervision' && id === 'draws' && !['file', 'population'].includes(rest[1] ?? ''))
    return { kind: rest.length === 0 || rest[0] === 'figures' ? 'list' : 'case', subject: [id, ...rest].join('/') }
  if (room === 'penalty-cases')
    return {
      kind: id === 'quarantine' && rest.length === 0 ? 'list' : 'case',
      subject: ['penalty-cases', id, ...rest].join('/'),
    }
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
      // Clues have their own masks: whoever handles one must be able to call who reported it. A letter is addressed to whoever
      // may open it, and is read as it was written.
      if (/^(clues|correspondence\/|draws)/.test(page.subject ?? '')) return json(value, ...rest)
      const shown = masked(value)
      const hand = handFromWithin(c.env)
      if (hand === undefined) return json(shown, ...rest)
      hand.value = shown
      return json(null, ...rest)
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
