// Announces a draw: freezes the population, fixes how many are drawn of each stratum and who may review, and seals all of it in
// the journal. From then on nothing of it can be changed, and the value that decides does not exist yet.
import { hash, randomBytes } from 'node:crypto'
import { inAct, run } from '../../../db/index.ts'
import type { AnnounceDraw } from '../../../schemas/index.ts'
import { sealMatter } from '../../journal/index.ts'
import {
  actRow,
  canonical,
  officerRowsOf,
  Refusal,
  regionsUnder,
  rfc3339,
  type StandingOrgan,
  type StandingOrgans,
  uuidv7,
} from '../../kernel/index.ts'
import { oweNotices } from '../../outbox/index.ts'
import { allocate } from './allocate.ts'
import { type Announcement, drawForm, limits, type Reviewer } from './form.ts'
import { type Frozen, freeze, TooManyMembers } from './freeze.ts'
import { gated, repeatedDraw, Undone } from './gate.ts'
import { basis, unmet as unmetOf } from './refusals.ts'
import type { Caller, Draws, Said } from './room.ts'
import {
  countsStatement,
  nextNoStatement,
  openStatement,
  ownersTurn,
  piecesStatement,
  reviewersStatement,
} from './statements.ts'

export interface Announced {
  readonly id: string
  readonly replayed: boolean
}

export const matterOf = (id: string) => `draw:${id}`

const unmet = (pointer: string, detail: string) =>
  unmetOf(`The draw cannot be announced: ${detail}.`, { pointer, detail })

/** Refusals: agency_kind_not_permitted, condition_unmet, officer_not_certified, idempotency_key_reused, client_disabled. */
export async function announce(
  room: Draws,
  caller: Caller,
  input: AnnounceDraw,
  said: Said,
): Promise<Announced | Refusal> {
  if (caller.agency.kind !== 'procuratorate')
    return new Refusal('agency_kind_not_permitted', 'Draws are announced by procuratorates.', { basis })
  const first = await repeatedDraw(room, caller, said)
  if (first !== null) return first
  const organs = await room.organs()
  const asked = await askedFor(room, caller, input, organs)
  if (asked instanceof Refusal) return asked
  const frozen = await inTurn(room, () => freeze(room.pool, asked.freezing, organs)).catch((error: unknown) => {
    if (error instanceof TooManyMembers) return null
    throw error
  })
  if (frozen === null)
    return unmet('/population', `at most ${limits.members} members and ${limits.strata} strata can be frozen`)
  if (frozen.population.count === 0) return unmet('/population', 'no case is of this population')
  const strata = allocate(frozen.strata, input.take)
  const drawn = strata.reduce((sum, s) => sum + s.draw, 0)
  if (drawn === 0) return unmet('/take', 'none would be drawn')
  if (drawn > limits.drawn) return unmet('/take', `${drawn} would be drawn; at most ${limits.drawn} can be`)
  const capacity = input.reviewers.reduce((sum, r) => sum + r.capacity, 0)
  if (capacity < drawn * input.reviewersPerCase)
    return unmet('/reviewers', `they can review ${capacity} cases, and ${drawn * input.reviewersPerCase} are needed`)
  return write(room, caller, input, said, { ...asked, frozen, strata })
}

/** One after the other; one that fails keeps none waiting. */
function inTurn<T>(room: Draws, work: () => Promise<T>): Promise<T> {
  const own = room.freezing.last.then(work)
  room.freezing.last = own.catch(() => {})
  return own
}

/** The query within what the procuratorate may see, and the reviewers as organs know them. */
async function askedFor(room: Draws, { agency }: Caller, input: AnnounceDraw, organs: StandingOrgans) {
  const own = regionsUnder(agency.regionCode)
  const regions = (input.population.regions ?? [agency.regionCode]).map(regionsUnder)
  const outside = regions.findIndex((region) => !region.startsWith(own))
  if (outside >= 0) return unmet(`/population/regions/${outside}`, 'your procuratorate does not supervise this region')
  if (input.population.of === 'transfer') {
    const unknown = input.population.agencies?.findIndex((code) => !organs.byCode.has(code)) ?? -1
    if (unknown >= 0) return unmet(`/population/agencies/${unknown}`, 'no agency is registered under this code')
  }
  const { label, of } = input.population
  const ids = label === undefined ? undefined : await room.labelled(label, of, agency)
  if (label !== undefined && ids === undefined) return unmet('/population/label', 'there is no such label')
  const reviewers = input.reviewers.map(({ agency: code = agency.code }) => organs.byCode.get(code))
  const stranger = reviewers.indexOf(undefined)
  if (stranger >= 0) return unmet(`/reviewers/${stranger}/agency`, 'no agency is registered under this code')
  const { redrawOf } = input
  if (redrawOf !== undefined) {
    const [former] = await run<{ state: string }>(
      room.pool,
      { name: 'draws_former', text: 'select state from draw where id = $1 and owner_id = $2' },
      [redrawOf.draw, agency.id],
    )
    if (former === undefined) return unmet('/redrawOf/draw', 'there is no such draw of your procuratorate')
    if (former.state === 'announced') return unmet('/redrawOf/draw', 'it is still to be drawn; cancel it first')
  }
  const { population, stratifyBy, weights } = input
  return {
    freezing: { of: population, stratifyBy, weights, regions, ...(ids !== undefined && { ids }) },
    organs: reviewers as StandingOrgan[],
  }
}

interface Ready {
  readonly organs: readonly StandingOrgan[]
  readonly frozen: Frozen
  readonly strata: Announcement['strata']
}

async function write(room: Draws, caller: Caller, input: AnnounceDraw, said: Said, ready: Ready) {
  const id = uuidv7()
  const { agency } = caller
  try {
    await inAct(room.pool, async ({ ask, connection }) => {
      const { frozen, organs } = ready
      let no = 0
      for (const lines of frozen.pieces()) await ask(piecesStatement, [id, no++, lines])
      await ask(ownersTurn, [agency.id])
      const [next] = await ask<{ no: number }>(nextNoStatement, [agency.id])
      // The time is taken behind the lock: numbers and times of one owner go together.
      const nowMs = room.now()
      const known = input.reviewers.map((r) => ({ ...r, salt: randomBytes(16) }))
      const announcement = announcementOf(id, caller, input, ready, next?.no ?? 1, nowMs, known)
      const body = canonical(announcement)
      const row = actRow(caller, { id, version: 1, act: 'announce', body, officers: input.officers }, nowMs, said)
      await gated(ask, room, row, officerRowsOf(caller, input.officers, nowMs))
      const at = new Date(nowMs)
      await ask(openStatement, [
        ...[id, agency.id, agency.regionCode, announcement.no, input.name, input.method],
        ...[frozen.population.count, input.redrawOf?.draw ?? null, at, input.publicValues.length === 0],
      ])
      await ask(reviewersStatement, [id, JSON.stringify(known.map((r, i) => reviewerRow(r, i, organs)))])
      await ask(countsStatement, [id, JSON.stringify(countRows(frozen))])
      await sealMatter(connection, matterOf(id), 1, body, at)
      const agencyIds = [...new Set([agency.id, ...organs.map((o) => o.id)])]
      await oweNotices(connection, {
        ...{ kind: 'draw', id, version: 1, step: 'draw_announced', at, agencyIds, by: agency.id },
        about: { zh: `抽查公告：${input.name}`, en: 'A draw was announced' },
      })
    })
  } catch (error) {
    if (error instanceof Undone) return error.refusal ?? (await repeatedDraw(room, caller, said)) ?? raced()
    throw error
  }
  return { id, replayed: false }
}

const raced = () =>
  new Refusal('contended', 'The same request is being worked on. Ask again.', { retryAfterSeconds: 1 })

type KnownReviewer = AnnounceDraw['reviewers'][number] & { readonly salt: Buffer }

const identityOf = ({ name, certificateNo, salt }: KnownReviewer) =>
  hash('sha256', Buffer.concat([salt, Buffer.from(canonical({ name, certificateNo }))]), 'hex')

function announcementOf(
  id: string,
  { agency }: Caller,
  input: AnnounceDraw,
  { frozen, organs, strata }: Ready,
  no: number,
  nowMs: number,
  known: readonly KnownReviewer[],
): Announcement {
  const reviewers = known.map((r, i): Reviewer => {
    const { qualifications, avoids, avoidsCases, capacity } = r
    const code = (organs[i] as StandingOrgan).code
    return { no: i + 1, agency: code, qualifications, avoids, avoidsCases, capacity, identity: identityOf(r) }
  })
  const { name, redrawOf, population, method, stratifyBy, weights, reviewersPerCase, requires, publicValues } = input
  return {
    ...{ form: drawForm, draw: id, owner: { code: agency.code, name: agency.name }, no, name },
    announcedAt: rfc3339(nowMs),
    ...(redrawOf !== undefined && { redrawOf }),
    query: JSON.parse(canonical({ regions: [agency.regionCode], ...population })) as Announcement['query'],
    ...{ method, stratifyBy, weights, population: frozen.population, strata, reviewers, reviewersPerCase },
    requires: requires as Announcement['requires'],
    publicValues,
  }
}

const reviewerRow = ({ name, certificateNo, salt }: KnownReviewer, i: number, organs: readonly StandingOrgan[]) => ({
  ...{ no: i + 1, agency_id: organs[i]?.id, name, certificate_no: certificateNo ?? null },
  salt: `\\x${salt.toString('hex')}`,
})

function countRows({ byAgency, byRegion }: Frozen) {
  const rows = (dimension: string, counts: ReadonlyMap<string, number>) =>
    [...counts].map(([key, members]) => ({ dimension, key, members }))
  return [...rows('agency', byAgency), ...rows('region', byRegion)]
}
