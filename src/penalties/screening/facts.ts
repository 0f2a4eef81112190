// What persons say of facts: a proposal confirmed or rejected, or a fact stated, with the reason and who answers for it. Only
// what is confirmed counts; nothing that was said is changed, a later word stands beside it.
import { createHash } from 'node:crypto'
import { inTransaction, type Pool, run } from '../../../db/index.ts'
import type { PenaltyRecord } from '../../../schemas/index.ts'
import { Refusal } from '../../kernel/index.ts'
import { type FactName, facts as factTable, proposedFacts } from '../../screening/index.ts'
import { regionsWatched, seen } from '../sight.ts'
import { notFound, type Said, type Writer } from '../written.ts'
import { domainOf } from './domain.ts'
import { proposalId, statedId } from './proposal-id.ts'
import { enqueueStatement } from './queue.ts'
import type { ScreeningRoom } from './room.ts'

export interface Saying {
  readonly seq: string
  readonly fact: string
  readonly proposal: string
  readonly state: 'confirmed' | 'rejected'
  readonly least: number
  readonly most: number | null
  readonly quotation: string | null
  readonly place: string | null
  readonly reason: string
  readonly officers: readonly { readonly name: string; readonly certificateNo: string }[]
  readonly agencyId: string
  readonly version: number
  readonly at: Date
}

const sayingColumns = `seq::text, fact, proposal, state, least, most, quotation, place, reason, officers, agency_id as "agencyId", version, at`
type SayingRow = Omit<Saying, 'officers'> & { readonly officers: string }
const sayingOf = (row: SayingRow): Saying => ({ ...row, officers: JSON.parse(row.officers) })

/** Newest first. */
export async function sayingsOf(pool: Pool, id: string): Promise<Saying[]> {
  const rows = await run<SayingRow & Record<string, unknown>>(
    pool,
    {
      name: 'screening_sayings',
      text: `select ${sayingColumns} from screening_fact where case_id = $1 order by seq desc limit 200`,
    },
    [id],
  )
  return rows.map(sayingOf)
}

export type FactSaid =
  | {
      readonly decision: 'confirm' | 'reject'
      readonly proposal: string
      readonly least?: number
      readonly most?: number | null
    }
  | {
      readonly decision: 'state' | 'withdraw'
      readonly fact: string
      readonly least?: number
      readonly most?: number | null
    }

interface Row {
  readonly version: number
  readonly state: string
  readonly agency_id: string | null
  readonly sender_id: string | null
  readonly record: string | null
}

const foundStatement = `
select c.version, c.state, c.agency_id, c.sender_id, v.record from penalty_case c
left join penalty_version v on v.case_id = c.id and v.version = c.version where c.id = $3 and ${seen} for share of c`

/**
 * Refusals: not_found, not_your_step, wrong_state, invalid_fields, condition_unmet, idempotency_key_reused. The answer is
 * the saying, and whether it was a repetition.
 */
export async function sayFact(
  room: Pick<ScreeningRoom, 'pool' | 'now'>,
  writer: Writer,
  id: string,
  input: FactSaid,
  said: Said,
): Promise<{ readonly saying: Saying; readonly replayed: boolean } | Refusal> {
  return inTransaction(room.pool, async (connection) => {
    const { agency } = writer
    const row = (
      await connection.query<Row & Record<string, unknown>>(foundStatement, [agency.id, regionsWatched(agency), id])
    ).rows[0]
    if (row === undefined) return notFound()
    const hash = createHash('sha256').update(said.raw).digest()
    if (said.idempotencyKey !== undefined) {
      // Two of one key at the same moment: the second waits and finds the first.
      await connection.query(`select pg_advisory_xact_lock(hashtextextended('facts ' || $1, 0))`, [
        `${writer.clientId} ${said.idempotencyKey}`,
      ])
      const { rows } = await connection.query<SayingRow & { case_id: string; request_hash: Buffer }>(
        `select ${sayingColumns}, case_id, request_hash from screening_fact where client_id = $1 and request_key = $2`,
        [writer.clientId, said.idempotencyKey],
      )
      const first = rows[0]
      if (first !== undefined) {
        const { case_id, request_hash, ...saying } = first
        if (case_id !== id || !request_hash.equals(hash))
          return new Refusal('idempotency_key_reused', 'This Idempotency-Key was used for another statement.')
        return { saying: sayingOf(saying), replayed: true }
      }
    }
    if (!maySay(row, writer))
      return new Refusal(
        'not_your_step',
        'Facts are stated by the organ that decided the case and by the procuratorate.',
      )
    if (row.state !== 'live' || row.record === null)
      return new Refusal('wrong_state', 'The penalty case was withdrawn.')
    const fact = factOf(JSON.parse(row.record) as PenaltyRecord, input)
    if (fact instanceof Refusal) return fact
    const at = new Date(room.now()).toISOString()
    const inserted = await connection.query<SayingRow & Record<string, unknown>>(
      `insert into screening_fact (case_id, version, fact, proposal, state, least, most, quotation, place, reason, officers, agency_id,
         client_id, at, request_key, request_hash)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) returning ${sayingColumns}`,
      [
        ...[id, row.version, fact.fact, fact.proposal, fact.state, fact.least, fact.most, fact.quotation, fact.place],
        ...[said.reason, JSON.stringify(said.officers), agency.id, writer.clientId, at, said.idempotencyKey ?? null],
        said.idempotencyKey === undefined ? null : hash,
      ],
    )
    await connection.query(enqueueStatement, [[id], 'fact', at])
    return { saying: sayingOf(inserted.rows[0] as SayingRow), replayed: false }
  })
}

const maySay = (row: Row, { agency }: Writer) =>
  agency.kind === 'procuratorate' ||
  row.agency_id === agency.id ||
  (row.agency_id === null && row.sender_id === agency.id && agency.kind !== 'service_platform')

type Entry = Pick<Saying, 'fact' | 'proposal' | 'state' | 'least' | 'most' | 'quotation' | 'place'>

function factOf(record: PenaltyRecord, input: FactSaid): Entry | Refusal {
  if ('fact' in input) return stated(input)
  const domain = domainOf(record)
  const p = proposedFacts(domain === record.domain ? record : { ...record, domain }).find(
    (one) => proposalId(one) === input.proposal,
  )
  if (p === undefined)
    return new Refusal('condition_unmet', 'The record proposes no such fact: it may have changed since it was read.', {
      errors: [{ pointer: '/proposal', detail: 'none of the proposals of the record as it stands' }],
    })
  const bounds = boundsOf(p.fact, input, { least: p.least, most: Number.isFinite(p.most) ? p.most : null })
  if (bounds instanceof Refusal) return bounds
  return {
    ...{ fact: p.fact, proposal: input.proposal, quotation: p.quotation, place: p.place, ...bounds },
    state: input.decision === 'confirm' ? 'confirmed' : 'rejected',
  }
}

function stated(input: Extract<FactSaid, { fact: string }>): Entry | Refusal {
  const { fact } = input
  if (!Object.hasOwn(factTable, fact) || factTable[fact as FactName].from === 'region')
    return new Refusal('invalid_fields', 'There is no such fact to be stated.', {
      errors: [{ pointer: '/fact', detail: 'a fact of the dictionary that is no figure of a province' }],
    })
  const bounds = input.decision === 'withdraw' ? { least: 0, most: null } : boundsOf(fact, input, null)
  if (bounds instanceof Refusal) return bounds
  const state = input.decision === 'state' ? 'confirmed' : 'rejected'
  return { fact, proposal: statedId(fact), state, quotation: null, place: null, ...bounds }
}

function boundsOf(
  fact: string,
  { least, most }: { readonly least?: number; readonly most?: number | null },
  proposed: { readonly least: number; readonly most: number | null } | null,
): { least: number; most: number | null } | Refusal {
  if (least === undefined) {
    if (proposed !== null) return proposed
    return new Refusal('invalid_fields', 'A fact is stated with its figure.', {
      errors: [{ pointer: '/least', detail: 'the figure, 1 for yes and 0 for no; with `most` a range' }],
    })
  }
  const upper = most === undefined ? least : most
  const truth = factTable[fact as FactName].unit === 'truth'
  if (truth && (upper !== least || (least !== 0 && least !== 1)))
    return new Refusal('invalid_fields', 'This fact is a yes or a no.', {
      errors: [{ pointer: '/least', detail: '1 for yes, 0 for no' }],
    })
  if (upper !== null && upper < least)
    return new Refusal('invalid_fields', 'The bounds are the wrong way round.', {
      errors: [{ pointer: '/most', detail: 'not below `least`' }],
    })
  return { least, most: upper }
}
