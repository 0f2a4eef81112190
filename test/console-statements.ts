// How often a page asks the database: statements are counted where the driver takes them, each for the request it belongs to.
// Whatever is looked up once for every row of a list shows here first.
import { AsyncLocalStorage } from 'node:async_hooks'
import { subscribe } from 'node:diagnostics_channel'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

/** Of pages that are not named; the session is one of them. */
const usual = 3

/** What the others need, and no more: a page that asks for more has been given something that should come with what it asks. */
const more: Readonly<Record<string, number>> = {
  queue: 7,
  queue_police: 7,
  queue_new: 4,
  search: 8,
  case: 7,
  case_materials: 9,
  case_items: 7,
  case_letters: 5,
  case_receipts: 5,
  case_journal: 8,
  step: 5,
  penalties: 4,
  penalty: 14,
  sync: 7,
  draw: 5,
}

export const statementsAllowed = (page: string): number => more[page] ?? usual

/** No part of the page: the registry is looked at twice a second by whoever comes first, and a session is marked as in use. */
const aside = /^(agencies_\w+)$/

interface Request {
  readonly texts: string[]
}

const requests = new AsyncLocalStorage<Request>()
let latest: Request = { texts: [] }
let counting = false

function count(): void {
  counting = true
  subscribe('http.server.request.start', () => {
    latest = { texts: [] }
    requests.enterWith(latest)
  })
  const client = pg.Client.prototype as { query: (...given: unknown[]) => unknown }
  const { query } = client
  client.query = function (this: unknown, ...given: unknown[]) {
    const [asked] = given as [string | { readonly name?: string; readonly text?: string }]
    const name = typeof asked === 'string' ? asked : (asked.name ?? asked.text ?? '')
    if (!aside.test(name)) requests.getStore()?.texts.push(name)
    return query.apply(this, given)
  }
}

/** What is not followed yet is by then. */
const visitsMax = 80
const betweenMs = 250

/** The statements of the request that `visit` makes of a server in this process, by name; the fewest of a few visits, for some of them come with what is not followed yet. */
export async function statementsOf(visit: () => Promise<unknown>, enough: number): Promise<readonly string[]> {
  if (!counting) count()
  let fewest: readonly string[] | undefined
  for (let visits = 0; visits < visitsMax && (fewest === undefined || fewest.length > enough); visits++) {
    // Workers place an announcement in the tree, and make the draw, seconds later.
    if (visits > 0) await sleep(betweenMs)
    await visit()
    if (fewest === undefined || latest.texts.length < fewest.length) fewest = [...latest.texts]
  }
  return fewest ?? []
}
