// A draft begins. A repeated request finds its key and is answered with the draft as it began, which is the request itself.
import { hash } from 'node:crypto'
import { run } from '../../db/index.ts'
import { Refusal, rfc3339, uuidv7 } from '../kernel/index.ts'
import { type Caller, clientDisabled, type DraftRow, type Drafts, type Said, titleOf } from './room.ts'
import { rememberedStatement } from './statements.ts'

export interface Begun {
  readonly row: DraftRow
  readonly replayed: boolean
}

/** Keeps a new draft. Refusals: client_disabled, idempotency_key_reused. */
export async function beginDraft(drafts: Drafts, caller: Caller, said: Said): Promise<Begun | Refusal> {
  const id = uuidv7()
  const at = rfc3339(drafts.now())
  const requestHash = hash('sha256', said.raw, 'buffer')
  const input = {
    ...{ ord: 0, id, at, client_id: caller.clientId, generation: caller.generation, agency_id: caller.agency.id },
    body: said.text,
    ...titleOf(said.body),
    key: said.idempotencyKey ?? null,
    request_hash: `\\x${requestHash.toString('hex')}`,
  }
  const [outcome] = await run<{ allowed: boolean; done: boolean }>(drafts.pool, drafts.statements.begin, [
    JSON.stringify([input]),
  ])
  if (outcome?.done) return { row: firstRow(id, at, said), replayed: false }
  if (!outcome?.allowed) return clientDisabled()
  return repeated(drafts, caller, said, requestHash)
}

async function repeated(drafts: Drafts, caller: Caller, said: Said, requestHash: Buffer): Promise<Begun | Refusal> {
  const [first] = await run<{ draft_id: string; request_hash: Buffer; created_at: Date }>(
    drafts.pool,
    rememberedStatement,
    [caller.clientId, said.idempotencyKey],
  )
  if (first === undefined) throw new Error('the key of a draft was taken and is not there')
  if (!first.request_hash.equals(requestHash))
    return new Refusal(
      'idempotency_key_reused',
      'This Idempotency-Key was used with another body. Use a new key for a new request.',
    )
  return { row: firstRow(first.draft_id, first.created_at.toISOString(), said), replayed: true }
}

function firstRow(id: string, at: string, { body }: Said): DraftRow {
  const { document_no: documentNo, case_name: caseName } = titleOf(body)
  return { id, version: 1, documentNo, caseName, createdAt: at, updatedAt: at }
}
