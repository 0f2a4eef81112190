// `GET /v1/work`: what the caller's organ must do and what it waits for; its closed cases; what one of its officers did. It
// costs what is open for the caller, not what is stored.
import { type Context, Hono } from 'hono'
import type { Directory, OfficerPrincipal, Principal } from '../agencies/index.ts'
import {
  actsOfOfficer,
  agencyView,
  type CasesDeps,
  closedCases,
  parseWorkCursor,
  urgencies,
  type WorkItem,
  type WorkStep,
  work,
} from '../cases/index.ts'
import { dayText, localDay, Refusal } from '../kernel/index.ts'
import { type Calendar, ruleSets } from '../procedure/index.ts'
import type { DoorEnv } from './context.ts'
import { pageLimit } from './headers.ts'
import { problem } from './problem.ts'
import { nextLink } from './said.ts'
import { invalidQuery } from './webhooks-shown.ts'

type C = Context<DoorEnv>

/** Mount at `/v1/work`, behind authentication. */
export function workDoor(cases: CasesDeps): Hono<DoorEnv> {
  const door = new Hono<DoorEnv>()

  door.get('/', async (c) => {
    const limit = pageLimit(c)
    if (limit instanceof Refusal) return problem(c, limit)
    const { tab = 'todo', urgency, counts = 'true', beside = '0' } = c.req.query()
    if (tab !== 'todo' && tab !== 'waiting') return problem(c, invalidQuery('tab'))
    const of = urgencies.find((one) => one === urgency)
    if (urgency !== undefined && of === undefined) return problem(c, invalidQuery('urgency'))
    if (counts !== 'true' && counts !== 'false') return problem(c, invalidQuery('counts'))
    if (!/^\d$/.test(beside)) return problem(c, invalidQuery('beside'))
    const after = cursorOf(c)
    if (after instanceof Refusal) return problem(c, after)
    const { agency, officer } = c.get('principal')
    const directory = await cases.directory()
    const page = await work(
      cases,
      agency.id,
      { tab, urgency: of, after, limit },
      { counted: counts === 'true', beside: Number(beside) },
    )
    nextLink(c, page.next)
    return c.json({
      items: page.items.map((item) => shown(item, directory, officer)),
      ...(page.waiting && { waiting: page.waiting.map((item) => shown(item, directory, officer)) }),
      ...(page.counts && { counts: page.counts }),
      day: dayOf(cases.calendarFor(agency.regionCode), cases.now()),
      next: page.next,
    })
  })

  door.get('/closed', async (c) => {
    const limit = pageLimit(c)
    if (limit instanceof Refusal) return problem(c, limit)
    const after = cursorOf(c)
    if (after instanceof Refusal) return problem(c, after)
    const page = await closedCases(cases.pool, c.get('principal').agency.id, after, limit)
    nextLink(c, page.next)
    return c.json(page)
  })

  door.get('/done', async (c) => {
    const limit = pageLimit(c)
    if (limit instanceof Refusal) return problem(c, limit)
    const after = cursorOf(c)
    if (after instanceof Refusal) return problem(c, after)
    const certificateNo = officerAsked(c)
    if (certificateNo instanceof Refusal) return problem(c, certificateNo)
    const { agency } = c.get('principal')
    const page =
      certificateNo === null
        ? { items: [], next: null }
        : await actsOfOfficer(cases.pool, agency.id, certificateNo, after, limit)
    nextLink(c, page.next)
    const steps = ruleSets.at(-1)?.steps ?? {}
    return c.json({
      items: page.items.map((one) => ({
        ...one,
        zh: steps[one.step]?.zh ?? one.step,
        en: steps[one.step]?.en ?? one.step,
      })),
      next: page.next,
    })
  })

  return door
}

function cursorOf(c: C) {
  const text = c.req.query('cursor')
  if (text === undefined) return null
  return parseWorkCursor(text) ?? invalidQuery('cursor')
}

/** Whoever signed in asks for itself; a system names an officer of its organ. Null: signed in, and without a certificate. */
function officerAsked(c: C): string | null | Refusal {
  const { officer } = c.get('principal')
  if (officer !== undefined) return officer.certificateNo
  const said = c.req.query('officer')
  return said === undefined || said.length > 64 ? invalidQuery('officer') : said
}

function shown({ transferId, key, urgency, about }: WorkItem, directory: Directory, officer: Principal['officer']) {
  const { owners, others, ...rest } = about
  const organ = (id: string) => agencyView(directory, id)
  return {
    ...{ transferId, key, ...rest, urgency },
    ...(officer !== undefined && { yours: about.steps.length > 0 && yours(about.steps, about.on, officer) }),
    owners: owners.map(organ),
    others: others.map(organ),
  }
}

/** Of an approver what needs its decision; of whoever handles cases everything, for what a head must decide it prepares. */
function yours(steps: readonly WorkStep[], on: string, { roles }: OfficerPrincipal): boolean {
  const has = (role: string) => (roles as readonly string[]).includes(role)
  if (has('enforcement_officer')) return true
  if (has('procurator_administrative') && !has('procurator_criminal') && !on.startsWith('administrative/')) return false
  if (has('procurator_criminal') && !has('procurator_administrative') && on.startsWith('administrative/')) return false
  if (has('procurator_criminal') || has('procurator_administrative')) return true
  const heads = ['agency_head', 'police_chief', 'police_chief_superior', 'chief_procurator', 'court', 'gov_supervisor']
  return steps.some(({ decidedBy }) => {
    if (decidedBy === undefined) return has('police_case_acceptor') || has('police_unit_head') || has('justice_bureau')
    if (decidedBy === 'own_head' || decidedBy === 'by_stage') return heads.some(has)
    return has(decidedBy)
  })
}

/** How far ahead a holiday is told of: longer than any period that it may move. */
const aheadDays = 31

/** Today, and the first days off ahead that are no mere weekend. */
export function dayOf(calendar: Calendar, nowMs: number) {
  const today = localDay(nowMs)
  const told = { date: dayText(today), rest: calendar.isRest(today) }
  for (let day = today; day < today + aheadDays; day++) {
    const name = calendar.nameOf(day)
    if (name === null || name === '周末') continue
    let from = day
    while (from > today && calendar.isRest(from - 1)) from -= 1
    const resumes = calendar.nextWorking(day)
    return {
      ...told,
      holiday: { name, from: dayText(from), to: dayText(resumes - 1), resumes: dayText(resumes) },
    }
  }
  return { ...told, holiday: null }
}
