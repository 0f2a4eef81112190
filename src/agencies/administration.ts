// The three administrators at work: one asks, where the act is dangerous another approves, and then it is carried out, all in
// one transaction with the log. Refused is whatever would make one person enough: one's own request, one's own roles, a request
// that expired, that was decided before, or whose matter has changed since (docs/decisions/0043).
import type { PoolClient } from 'pg'
import { answeredByDatabase, type Pool } from '../../db/index.ts'
import type { AdministrationAct, AdministrationWhat } from '../../schemas/index.ts'
import { canonical, keyReused, Refusal, requestHash, uuidv7 } from '../kernel/index.ts'
import { type AdministratorRole, administrationRules } from './administration-acts.ts'
import {
  type EntryRow,
  entryByKey,
  entryNumbered,
  insertEntry,
  insertRequest,
  type RequestRow,
  requestNumbered,
} from './administration-log.ts'
import type { State } from './administration-states.ts'
import { administratorRoles } from './officer-roles.ts'
import type { Principal } from './principal.ts'
import { changing, Unregistrable } from './registration.ts'

/** A week: whoever approves must still know what was meant. */
export const requestDays = 7

export interface Administration {
  readonly pool: Pool
  readonly now: () => number
}

export interface AdministrationAsked {
  readonly act: AdministrationAct
  readonly what: Readonly<Record<string, unknown>>
  readonly reason: string
}

export interface AdministrationSaid {
  readonly raw: Buffer
  readonly idempotencyKey?: string | undefined
}

export interface AdministrationTaken {
  readonly entry: EntryRow
  readonly request: RequestRow | null
  readonly replayed: boolean
}

export interface Administrator {
  readonly id: string
  readonly name: string
  readonly agencyId: string
  readonly roles: readonly AdministratorRole[]
}

/** Who administers here, or the refusal: a system never does, and no officer without one of the three roles. */
export function administratorOf({ officer, agency }: Principal): Administrator | Refusal {
  if (officer === undefined)
    return new Refusal('officer_needed', 'Administration is done by officers who signed in, never by a system.')
  const roles = administratorRoles.filter((role) => officer.roles.includes(role))
  if (roles.length === 0) return new Refusal('administrator_only', 'Only the three administrators come here (三员).')
  return { id: officer.id, name: officer.name, agencyId: agency.id, roles }
}

const basis = ['docs/decisions/0043']
const notYours = (role: AdministratorRole) =>
  new Refusal('administrator_only', `This is the business of a ${role.replaceAll('_', ' ')}.`)
const secondPerson = (detail: string) => new Refusal('second_person_needed', detail)
const requestNotFound = () => new Refusal('not_found', 'There is no such request in your sight.')
const settled = (detail: string, state: string) => new Refusal('wrong_state', detail, { basis, members: { state } })

/** Thrown to roll back what was begun; answered as the refusal it holds. */
class Stopped extends Error {
  readonly refusal: Refusal
  constructor(refusal: Refusal) {
    super(refusal.detail)
    this.refusal = refusal
  }
}

/** Asks for an act, or carries it out at once where one person is enough. */
export function administer(
  room: Administration,
  who: Administrator,
  asked: AdministrationAsked,
  said: AdministrationSaid,
): Promise<AdministrationTaken | Refusal> {
  const { act, reason } = asked
  const rule = ruleOf(act)
  if (!who.roles.includes(rule.role)) return Promise.resolve(notYours(rule.role))
  if (rule.officer?.(asked.what) === who.id)
    return Promise.resolve(secondPerson('Nobody administers themselves: another administrator asks for this.'))
  // The id stands in the request already: the second person approves a client, not some client.
  const what =
    act === 'add_client' && asked.what.client === undefined ? { ...asked.what, client: uuidv7() } : asked.what
  return working(room, said, who, async (connection, at) => {
    await inOffice(connection, who.id, rule.role)
    const target = rule.target(what)
    const before = await rule.state(connection, what)
    const entry = { at, act, role: rule.role, target, who, reason, what, before, said }
    if (rule.alone === true) {
      const made = await rule.carryOut(connection, what, at)
      const after = { ...(await rule.state(connection, what)), ...made }
      return { no: await insertEntry(connection, { ...entry, phase: 'done', requestId: null, after }), requestId: null }
    }
    // Tried and undone: what cannot stand is said to who asks, not to who approves a week later.
    await connection.query('savepoint tried')
    await rule.carryOut(connection, what, at)
    const foreseen = await rule.state(connection, what)
    await connection.query('rollback to savepoint tried')
    if (before !== null && same(before, foreseen))
      throw new Stopped(new Refusal('condition_unmet', 'It stands so already: nothing would change.', { basis }))
    const id = uuidv7(at.getTime())
    const expiresAt = new Date(at.getTime() + requestDays * 86_400_000)
    await insertRequest(connection, { id, ...entry, foreseen, expiresAt })
    return {
      no: await insertEntry(connection, { ...entry, phase: 'asked', requestId: id, after: null }),
      requestId: id,
    }
  })
}

/** What the second person says, or the first who takes it back. */
export function decideRequest(
  room: Administration,
  who: Administrator,
  id: string,
  decision: 'approve' | 'refuse' | 'withdraw',
  { reason, ...said }: AdministrationSaid & { readonly reason: string },
): Promise<AdministrationTaken | Refusal> {
  return working(room, said, who, async (connection, at) => {
    const request = await requestNumbered(connection, id)
    if (request === undefined || !seesRequest(who, request)) throw new Stopped(requestNotFound())
    const act = request.act as AdministrationAct
    const rule = ruleOf(act)
    if (!who.roles.includes(rule.role)) throw new Stopped(notYours(rule.role))
    if (decision === 'withdraw' && request.askedById !== who.id)
      throw new Stopped(new Refusal('administrator_only', 'A request is withdrawn by who asked for it.'))
    if (decision !== 'withdraw' && request.askedById === who.id)
      throw new Stopped(secondPerson('Who asked for it cannot be its second person.'))
    if (decision === 'approve' && rule.officer?.(request.what) === who.id)
      throw new Stopped(secondPerson('Nobody approves what changes themselves.'))
    const state = stateOf(request, at.getTime())
    if (state !== 'open') throw new Stopped(settled(`The request is ${state}.`, state))
    await inOffice(connection, who.id, rule.role)
    const { target, what } = request
    const entry = { at, act, role: rule.role, target, who, reason, what, said, requestId: id }
    if (decision !== 'approve') {
      const phase = decision === 'refuse' ? 'refused' : 'withdrawn'
      return {
        no: await insertEntry(connection, { ...entry, phase, before: request.before, after: null }),
        requestId: id,
      }
    }
    if (!(await holds(connection, request.askedById, rule.role)))
      throw new Stopped(settled('Who asked for it is no such administrator any more.', 'open'))
    const before = await rule.state(connection, what)
    if (!same(before, request.before))
      throw new Stopped(
        new Refusal('stale_version', 'What it is about has changed since it was asked for: ask again.', {
          members: { before: request.before, now: before },
        }),
      )
    const made = await rule.carryOut(connection, what, at)
    const after = { ...(await rule.state(connection, what)), ...made }
    return { no: await insertEntry(connection, { ...entry, phase: 'approved', before, after }), requestId: id }
  })
}

/** Auditors read all of it; the others their own. */
export const seesRequest = ({ roles }: Administrator, { role }: Pick<RequestRow, 'role'>): boolean =>
  roles.includes('audit_administrator') || roles.includes(role as AdministratorRole)

/** The role whose log and requests are shown; null: every one. */
export const sightOfAdministrator = ({ roles }: Administrator): readonly AdministratorRole[] | null =>
  roles.includes('audit_administrator') ? null : roles

export function stateOf({ decidedPhase, expiresAt }: RequestRow, nowMs: number) {
  if (decidedPhase !== null) return decidedPhase
  return expiresAt.getTime() <= nowMs ? 'expired' : 'open'
}

/** Whether this administrator could be the second person. */
export const mayDecide = (who: Administrator, request: RequestRow, nowMs: number): boolean =>
  stateOf(request, nowMs) === 'open' &&
  who.roles.includes(request.role as AdministratorRole) &&
  request.askedById !== who.id &&
  ruleOf(request.act as AdministrationAct).officer?.(request.what) !== who.id

interface AnyRule {
  readonly role: Exclude<AdministratorRole, 'audit_administrator'>
  readonly alone?: true
  readonly target: (what: object) => string
  readonly officer?: (what: object) => string
  readonly state: (db: PoolClient, what: object) => Promise<State>
  // biome-ignore lint/suspicious/noConfusingVoidType: as the rules have it
  readonly carryOut: (db: PoolClient, what: object, at: Date) => Promise<Record<string, unknown> | void>
}

/** The contract has parsed `what` by its act; here the pair is one of many. */
const ruleOf = (act: AdministrationAct) => administrationRules[act] as unknown as AnyRule

export type { AdministrationWhat }

const same = (a: State, b: State) => canonical(a) === canonical(b)

/** The registry's functions name fields as its command line does; here they have the words of the contract. */
const fieldsAsked: Readonly<Record<string, string>> = { code: 'agency', id: 'client' }

/** One transaction behind the registry's lock; a repeated request is answered with what it did. */
async function working(
  room: Administration,
  said: AdministrationSaid,
  who: Administrator,
  work: (connection: PoolClient, at: Date) => Promise<{ no: number; requestId: string | null }>,
): Promise<AdministrationTaken | Refusal> {
  try {
    return await changing(room.pool, async (connection) => {
      const known =
        said.idempotencyKey === undefined ? undefined : await entryByKey(connection, who.id, said.idempotencyKey)
      if (known !== undefined && !known.requestHash.equals(requestHash(said.raw))) throw new Stopped(keyReused())
      const { no, requestId } = known ?? (await work(connection, new Date(room.now())))
      return {
        entry: (await entryNumbered(connection, no)) as EntryRow,
        request: requestId === null ? null : ((await requestNumbered(connection, requestId)) ?? null),
        replayed: known !== undefined,
      }
    })
  } catch (error) {
    if (error instanceof Stopped) return error.refusal
    if (error instanceof Unregistrable)
      return new Refusal('unregistrable', error.message, {
        errors: [{ pointer: `/what/${fieldsAsked[error.field] ?? error.field}`, detail: error.message }],
      })
    // Two second persons at once: the index lets one pass.
    if (
      answeredByDatabase(error) &&
      (error as { constraint?: string }).constraint === 'administration_entry_decided_key'
    )
      return settled('The request was decided at this moment.', 'approved')
    throw error
  }
}

/** The session was looked at before; the role may have gone since. The registry's lock is held. */
async function inOffice(connection: PoolClient, officerId: string, role: AdministratorRole): Promise<void> {
  if (!(await holds(connection, officerId, role))) throw new Stopped(notYours(role))
}

async function holds(connection: PoolClient, officerId: string, role: AdministratorRole): Promise<boolean> {
  const { rowCount } = await connection.query(
    `select from officer o join agency a on a.id = o.agency_id
     where o.id = $1 and o.disabled_at is null and a.disabled_at is null and $2 = any(o.roles)`,
    [officerId, role],
  )
  return rowCount === 1
}
