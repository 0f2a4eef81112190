// Freezes a population: the cases that a query names become lines, in order of ids and as of one moment, packed in pieces
// until they are written. Nothing is kept here but the packed pieces and the counts.
import { promisify } from 'node:util'
import { gunzipSync, gzip } from 'node:zlib'
import type { PoolClient } from 'pg'
import { inSnapshot, type Pool } from '../../../db/index.ts'
import type { AnnounceDraw } from '../../../schemas/index.ts'
import { type TransferMember, transferPopulation } from '../../cases/index.ts'
import { dayOf, dayStart, dayText, localDay, type StandingOrgans } from '../../kernel/index.ts'
import { type PenaltyMember, penaltyPopulation } from '../../penalties/index.ts'
import { limits, type MemberLine } from './form.ts'
import { lineOf, PopulationDigest, turns } from './population.ts'

export interface Frozen {
  readonly population: { readonly count: number; readonly sha256: string; readonly root: string }
  readonly strata: ReadonlyMap<string, number>
  readonly byAgency: ReadonlyMap<string, number>
  readonly byRegion: ReadonlyMap<string, number>
  /** Text of the pieces, in order, each with the line end of its last line. */
  readonly pieces: () => Iterable<string>
}

export class TooManyMembers extends Error {}

export interface Freezing {
  readonly of: AnnounceDraw['population']
  readonly stratifyBy: AnnounceDraw['stratifyBy']
  readonly weights: AnnounceDraw['weights']
  /** Beginnings of region codes. */
  readonly regions: readonly string[]
  readonly ids?: readonly string[] | undefined
}

/** A member as lines, strata and weights need it, whatever it is. */
interface Member {
  readonly kind: 'penalty' | 'transfer'
  readonly id: string
  readonly agencies: readonly string[]
  readonly region: string | null
  readonly domain: string | null
  readonly month: string
  readonly words: readonly string[]
  readonly parts: Readonly<Record<string, string | null>>
}

const pack = promisify(gzip)
const pieceLines = 5_000

/** Throws TooManyMembers. */
export function freeze(pool: Pool, freezing: Freezing, organs: StandingOrgans): Promise<Frozen> {
  return inSnapshot(pool, async (connection) => {
    const digest = new PopulationDigest()
    const [strata, byAgency, byRegion] = [
      new Map<string, number>(),
      new Map<string, number>(),
      new Map<string, number>(),
    ]
    const packed: Buffer[] = []
    const turn = turns()
    let lines: string[] = []
    const close = async () => {
      if (lines.length === 0) return
      digest.add(lines)
      packed.push(await pack(`${lines.join('\n')}\n`, { level: 1 }))
      lines = []
    }
    for await (const page of membersOf(connection, freezing, organs)) {
      for (const member of page) {
        const line = memberLine(member, freezing)
        lines.push(lineOf(line))
        count(strata, line[1])
        count(byAgency, line[3][0] ?? none)
        count(byRegion, regionOf(line[3][0], organs))
        if (lines.length === pieceLines) await close()
        await turn()
      }
      if (digest.count > limits.members || strata.size > limits.strata) throw new TooManyMembers()
    }
    await close()
    return {
      ...{ strata, byAgency, byRegion, population: digest.digest() },
      pieces: function* () {
        for (const piece of packed) yield gunzipSync(piece).toString('utf8')
      },
    }
  })
}

const count = (of: Map<string, number>, key: string) => of.set(key, (of.get(key) ?? 0) + 1)

/** Where the record does not say. */
const none = 'none'

/** The region of an organ by its registration here; of another, the place of registration in its credit code. */
export function regionOf(code: string | undefined, organs: StandingOrgans): string {
  if (code === undefined) return none
  return organs.byCode.get(code)?.regionCode ?? code.slice(2, 8)
}

async function* membersOf(
  connection: PoolClient,
  { of, regions, ids }: Freezing,
  organs: StandingOrgans,
): AsyncGenerator<readonly Member[]> {
  const { from, to, domains } = of
  if (of.of === 'penalty') {
    const query = { from, to, regions, domains, organCodes: of.agencies, verdicts: of.verdicts, ids }
    const suspectedNotTransferred = of.suspectedNotTransferred
    for await (const page of penaltyPopulation(connection, { ...query, suspectedNotTransferred }))
      yield page.map((row) => penaltyMember(row, organs))
    return
  }
  const senderIds = of.agencies?.map((code) => organs.byCode.get(code)?.id).filter((id) => id !== undefined)
  const days = { from: new Date(dayStart(dayOf(from))), before: new Date(dayStart(dayOf(to) + 1)) }
  for await (const page of transferPopulation(connection, { ...days, regions, domains, senderIds, ids }))
    yield page.map((row) => transferMember(row, organs))
}

const codeForm = /^[0-9A-Z]{18}$/

function penaltyMember(row: PenaltyMember, organs: StandingOrgans): Member {
  const codeOf = (id: string | null) => (id === null ? undefined : organs.byId.get(id)?.code)
  const named = [codeOf(row.agency_id), row.organ_code ?? undefined, codeOf(row.sender_id)]
  const verdict = row.verdict ?? 'unscreened'
  return {
    ...{ kind: 'penalty', id: row.id, region: row.region_code, domain: row.domain, month: row.day.slice(0, 7) },
    agencies: [...new Set(named.filter((code) => code !== undefined && codeForm.test(code)))] as string[],
    words: [
      `verdict:${verdict}`,
      ...(row.suspected && !row.transferred ? ['suspected'] : []),
      ...(row.transferred ? ['transferred'] : []),
      ...(row.flags !== 0 ? ['flagged'] : []),
      ...(row.procedure !== null ? [`procedure:${row.procedure}`] : []),
      ...(row.domain !== null ? [`domain:${row.domain}`] : []),
    ],
    parts: { procedure: row.procedure, verdict, status: row.transferred ? 'transferred' : 'not_transferred' },
  }
}

function transferMember(row: TransferMember, organs: StandingOrgans): Member {
  const codes = row.agencyIds.map((id) => organs.byId.get(id)?.code).filter((code) => code !== undefined)
  return {
    ...{ kind: 'transfer', id: row.id, region: row.region_code, domain: row.domain },
    month: dayText(localDay(row.at.getTime())).slice(0, 7),
    agencies: codes,
    words: [`status:${row.status}`, `domain:${row.domain}`],
    parts: { procedure: null, verdict: null, status: row.status },
  }
}

const wordForm = /^[0-9A-Za-z_.-]{1,64}$/
const worded = (value: string | null | undefined) => (value != null && wordForm.test(value) ? value : none)

function memberLine(member: Member, { stratifyBy, weights }: Freezing): MemberLine {
  const parts = stratifyBy.map((by) => {
    if (by === 'agency') return worded(member.agencies[0])
    if (by === 'region') return worded(member.region)
    if (by === 'prefecture') return member.region === null ? none : worded(`${member.region.slice(0, 4)}00`)
    if (by === 'domain') return worded(member.domain)
    if (by === 'month') return member.month
    return worded(member.parts[by])
  })
  const weight = member.words.reduce((most, word) => Math.max(most, weightOf(weights, word)), 1)
  return [`${member.kind}:${member.id}`, parts.join('/'), weight, member.agencies, worded(member.domain)]
}

const weightOf = (weights: AnnounceDraw['weights'], word: string) =>
  Object.hasOwn(weights, word) ? (weights[word] as number) : 1
