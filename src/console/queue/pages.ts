// The officer's own pages: the queue with its tabs, the list of cases, the search.
import { Hono } from 'hono'
import type { ConsoleDeps, ConsoleEnv } from '../env.ts'
import { casesPage } from './cases.ts'
import { closedTab, doneTab } from './done.ts'
import { markInbox, newTab } from './inbox.ts'
import { searchPage } from './search.ts'
import { todoTab } from './todo.ts'
import { waitingTab } from './waiting.ts'

export function queuePages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const door = new Hono<ConsoleEnv>()
  const tabs = { todo: todoTab, waiting: waitingTab, new: newTab, done: doneTab, closed: closedTab } as const
  door.get('/', (c) => {
    const tab = c.req.query('tab') ?? 'todo'
    return Object.hasOwn(tabs, tab) ? tabs[tab as keyof typeof tabs](c) : tabs.todo(c)
  })
  door.post('/inbox/read', (c) => markInbox(c, deps))
  door.get('/cases', casesPage)
  door.get('/search', searchPage)
  return door
}
