// Makes a draw that was announced: takes the seed from the first checkpoint after it, reads the frozen population through once,
// and writes who was drawn and who reviews. The same announcement and seed give the same result, whoever does it.
import { inAct, type Pool, run } from '../../../db/index.ts'
import { type MatterSeal, sealMatter, sealOfMatter } from '../../journal/index.ts'
import {
  actRow,
  canonical,
  dayOf,
  gatewayClient,
  localDay,
  officerRowsOf,
  Refusal,
  type StandingOrgans,
} from '../../kernel/index.ts'
import { oweNotices } from '../../outbox/index.ts'
import { matterOf } from './announce.ts'
import { assign } from './assign.ts'
import { type Announcement, type Assigned, type DrawResult, drawForm, type PublicValue, type Sealed } from './form.ts'
import { gated, repeatedDraw, Undone } from './gate.ts'
import { notFound, unmet as unmetOf, wrongState } from './refusals.ts'
import type { Caller, Draws, Said } from './room.ts'
import { drawFrom, seedOf } from './select.ts'
import { drawnStatement, lockStatement, membersStatement, ofTimeStatement, waitingStatement } from './statements.ts'
import { announcementDigest } from './verify.ts'

export interface Made {
  readonly id: string
  readonly replayed: boolean
}

interface Standing {
  readonly owner_id: string
  readonly state: string
  readonly version: number
  readonly unattended: boolean
  readonly body: string
}

const standingStatement = {
  name: 'draws_standing',
  text: `select d.owner_id, d.state, d.version, d.unattended, a.body from draw d
    join draw_act a on a.draw_id = d.id and a.version = 1 where d.id = $1`,
}

export async function standing(pool: Pool, id: string): Promise<Standing | undefined> {
  return (await run<Standing & Record<string, unknown>>(pool, standingStatement, [id]))[0]
}

export interface Making {
  readonly officers: readonly { readonly name: string; readonly certificateNo: string }[]
  readonly publicValues: readonly PublicValue[]
}

/** Refusals: not_found, wrong_state, contended (not in the tree yet), condition_unmet, and those of the gates. */
export async function makeDraw(
  room: Draws,
  caller: Caller,
  id: string,
  input: Making,
  said: Said,
): Promise<Made | Refusal> {
  const first = await repeatedDraw(room, caller, said)
  if (first !== null) return first
  const found = await standing(room.pool, id)
  if (found === undefined || found.owner_id !== caller.agency.id) return notFound()
  if (found.state !== 'announced') return wrongState(`The draw is ${found.state} already.`)
  const announcement = JSON.parse(found.body) as Announcement
  const values = valuesFor(announcement, input.publicValues, room.now())
  if (values instanceof Refusal) return values
  const computed = await compute(room, id, announcement, values)
  if (computed instanceof Refusal) return computed
  return write(room, id, announcement, computed, { caller, input, said })
}

/** The values in the order of the announcement, each once and not before its day. */
function valuesFor(
  { publicValues }: Announcement,
  given: readonly PublicValue[],
  nowMs: number,
): PublicValue[] | Refusal {
  const unmet = (pointer: string, detail: string) =>
    unmetOf('The draw cannot be made from these values.', { pointer, detail })
  const early = publicValues.find(({ day }) => dayOf(day) > localDay(nowMs))
  if (early !== undefined) return unmet('/publicValues', `${early.name} is of ${early.day}, which is still to come`)
  const unknown = given.findIndex((v) => !publicValues.some(({ name }) => name === v.name))
  if (unknown >= 0) return unmet(`/publicValues/${unknown}/name`, 'the announcement names no such value')
  const values: PublicValue[] = []
  for (const { name } of publicValues) {
    const own = given.filter((v) => v.name === name)
    if (own.length !== 1) return unmet('/publicValues', `give the value of ${name} once`)
    values.push({ name, value: (own[0] as PublicValue).value })
  }
  return values
}

interface Computed {
  readonly seal: Sealed
  readonly result: DrawResult
}

const notYet = () =>
  new Refusal('contended', 'The journal’s tree does not hold the announcement yet; it takes seconds. Ask again.', {
    retryAfterSeconds: 3,
  })

async function compute(
  { pool }: Pick<Draws, 'pool'>,
  id: string,
  announcement: Announcement,
  publicValues: readonly PublicValue[],
): Promise<Computed | Refusal> {
  const placed = await sealOfMatter(pool, matterOf(id), 1)
  if (placed === null) return notYet()
  const seed = seedOf(announcementDigest(announcement), placed.checkpoint.root.toString('base64'), publicValues)
  const drawn = await drawFrom(keptPopulation(pool, id), seed, announcement.strata, { tree: false })
  const { count, sha256 } = announcement.population
  if (drawn.population.count !== count || drawn.population.sha256 !== sha256)
    throw new Error(`the population of draw ${id} is not the one that was announced`)
  const seal = sealedOf(id, placed)
  const selected = await assign(drawn.selected, announcement.reviewers, announcement, seed)
  return { seal, result: { seed: seed.toString('hex'), publicValues, selected } }
}

/** The seal as it is published. */
export function sealedOf(id: string, placed: MatterSeal): Sealed {
  const hex = (bytes: Buffer) => bytes.toString('hex')
  const { salt, link, index, proof, checkpoint, former } = placed
  return {
    ...{ matter: matterOf(id), version: 1, salt: hex(salt), link: hex(link), index, proof: proof.map(hex) },
    ...{ checkpoint: checkpoint.note, verifierKey: checkpoint.key },
    ...{ former: former?.note ?? null, formerKey: former?.key ?? null },
  }
}

const pieceStatement = {
  name: 'draws_piece',
  text: 'select lines from draw_population where draw_id = $1 and no = $2',
}

/** The frozen lines, a piece at a time. */
export async function* keptPopulation(pool: Pool, id: string): AsyncGenerator<readonly string[]> {
  for (let no = 0; ; no++) {
    const [piece] = await run<{ lines: string }>(pool, pieceStatement, [id, no])
    if (piece === undefined) return
    yield piece.lines.slice(0, -1).split('\n')
  }
}

interface By {
  readonly caller: Caller
  readonly input: Making
  readonly said: Said
}

async function write(
  room: Draws,
  id: string,
  announcement: Announcement,
  { seal, result }: Computed,
  by: By | null,
): Promise<Made | Refusal> {
  const organs = await room.organs()
  const owner = organs.byCode.get(announcement.owner.code)
  if (owner === undefined) return notFound()
  const { selected } = result
  try {
    await inAct(room.pool, async ({ ask, connection }) => {
      const [held] = await ask<{ version: number; state: string }>(lockStatement, [id])
      if (held?.state !== 'announced') throw new Undone(wrongState(`The draw is ${held?.state ?? 'gone'} already.`))
      const nowMs = room.now()
      const at = new Date(nowMs)
      const version = held.version + 1
      const body = canonical({ form: drawForm, act: 'draw', draw: id, at: at.toISOString(), seal, result })
      if (by === null) await ask(ofTimeStatement, [id, version, 'draw', at, owner.id, gatewayClient, body])
      else {
        const { officers } = by.input
        const row = actRow(by.caller, { id, version, act: 'draw', body, officers }, nowMs, by.said)
        await gated(ask, room, row, officerRowsOf(by.caller, officers, nowMs))
      }
      await ask(drawnStatement, [id, version, selected.length, at])
      for (let from = 0; from < selected.length; from += 1_000) {
        const rows = selected.slice(from, from + 1_000).map((one) => memberRow(one, organs))
        await ask(membersStatement, [id, JSON.stringify(rows)])
      }
      await sealMatter(connection, matterOf(id), version, body, at)
      await oweNotices(connection, {
        ...{
          kind: 'draw',
          id,
          version,
          step: 'draw_drawn',
          at,
          agencyIds: reviewersOf(announcement, owner.id, organs),
        },
        about: { zh: `抽查已抽取：${announcement.name}`, en: 'A draw was made; reviews are assigned' },
      })
    })
  } catch (error) {
    if (!(error instanceof Undone)) throw error
    const first = by === null ? null : await repeatedDraw(room, by.caller, by.said)
    return first ?? error.refusal ?? new Refusal('contended', 'The draw is being made.', { retryAfterSeconds: 1 })
  }
  return { id, replayed: false }
}

/** The owner and the organs of the reviewers. */
export function reviewersOf(announcement: Announcement, ownerId: string, organs: StandingOrgans): string[] {
  const ids = announcement.reviewers.map(({ agency }) => organs.byCode.get(agency)?.id)
  return [...new Set([ownerId, ...ids.filter((id) => id !== undefined)])]
}

function memberRow(one: Assigned, organs: StandingOrgans) {
  const [kind, subject_id] = one.id.split(':')
  const { place, stratum, ticket, domain, agencies, reviewers } = one
  return {
    ...{ place, kind, subject_id, stratum, rank: `\\x${one.rank}`, ticket, domain, reviewers },
    region_code: organs.byCode.get(agencies[0] ?? '')?.regionCode ?? agencies[0]?.slice(2, 8) ?? null,
    agency_ids: agencies.map((code) => organs.byCode.get(code)?.id).filter((id) => id !== undefined),
    agency_codes: agencies,
  }
}

/** Makes the draws that wait for nothing but the tree; gives how many. For the worker: nobody decides whether they are made. */
export async function makeWaiting(
  room: Draws,
  onFault: (error: unknown, id: string) => void = () => {},
): Promise<number> {
  let made = 0
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const rows = await run<{ id: string }>(room.pool, waitingStatement, [after])
    for (const { id } of rows) {
      try {
        if (await madeByItself(room, id)) made += 1
      } catch (error) {
        onFault(error, id)
      }
    }
    const last = rows.at(-1)
    if (last === undefined) return made
    after = last.id
  }
}

async function madeByItself(room: Draws, id: string): Promise<boolean> {
  const found = await standing(room.pool, id)
  if (found?.state !== 'announced' || !found.unattended) return false
  const announcement = JSON.parse(found.body) as Announcement
  const computed = await compute(room, id, announcement, [])
  if (computed instanceof Refusal) return false
  return !((await write(room, id, announcement, computed, null)) instanceof Refusal)
}
