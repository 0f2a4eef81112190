// An approval begins, and is reviewed, returned, approved, withdrawn or asked for again. The act itself that the head approves
// is not taken here: the door takes it, and tells what came of it.
import { hash } from 'node:crypto'
import { type Asking, inAct } from '../../../db/index.ts'
import type { ApprovalKind } from '../../../schemas/index.ts'
import { canonical, keyReused, Refusal, rfc3339, uuidv7 } from '../../kernel/index.ts'
import { type Caller, clientDisabled, type Drafts, titleOf } from '../room.ts'
import { type EntryAct, hindrance, nextState, type Signed, type Wish } from './lifecycle.ts'
import { type ApprovalRow, standingOf } from './read.ts'
import {
  beginStatement,
  changeStatement,
  entryStatement,
  gateStatement,
  lockStatement,
  rememberStatement,
  sentStatement,
} from './statements.ts'

type Body = Readonly<Record<string, unknown>>

export interface ApprovalSaid {
  readonly raw: Buffer
  /** Method and path: the key is scoped to them. */
  readonly route: string
  readonly idempotencyKey?: string
}

export interface Asked {
  readonly kind: ApprovalKind
  readonly transferId?: string | undefined
  readonly draftId?: string | undefined
  readonly step: string
  readonly deciders: readonly string[]
  readonly needsReview: boolean
  readonly body: Body
  readonly note?: string | undefined
}

export interface Wished {
  readonly wish: Wish
  readonly digest?: string | undefined
  readonly reasons?: string | undefined
  /** Of a new round. */
  readonly body?: Body | undefined
  /** The version the officer saw. */
  readonly ifMatch?: number | undefined
}

export interface ApprovalActed {
  readonly id: string
  /** The entry that was made, or the last where the request was a repeated one. */
  readonly version: number
  readonly replayed: boolean
}

const noApproval = () => new Refusal('not_found', 'There is no such approval of your agency.')
const digestOf = (text: string) => hash('sha256', text, 'hex')
/** Drafts and approvals remember keys together; a blank cannot stand in a key of a request. */
const keyOf = ({ route, idempotencyKey }: ApprovalSaid) => `${route} ${idempotencyKey}`

/** Certificates of the officers whom the act names. */
function handlersOf({ officers }: Body): string[] {
  return (Array.isArray(officers) ? (officers as { certificateNo?: unknown }[]) : []).flatMap(({ certificateNo }) =>
    typeof certificateNo === 'string' ? [certificateNo] : [],
  )
}

/** The gate, and the key: undefined where the act goes on. */
async function hindered(
  { clientGate }: Drafts,
  asking: Asking,
  caller: Caller,
  said: ApprovalSaid,
  id: string,
  at: string,
): Promise<Refusal | { readonly id: string } | undefined> {
  const [gate] = await asking.ask<{ allowed: boolean }>(gateStatement(clientGate), [caller.clientId, caller.generation])
  if (gate?.allowed !== true) return clientDisabled()
  if (said.idempotencyKey === undefined) return undefined
  const requestHash = hash('sha256', said.raw, 'buffer')
  const values = [caller.clientId, keyOf(said), requestHash, id, at]
  if ((await asking.ask(rememberStatement, values)).length > 0) return undefined
  const [first] = await asking.ask<{ draft_id: string; request_hash: Buffer }>(
    'select draft_id, request_hash from draft_key where client_id = $1 and key = $2',
    values.slice(0, 2),
  )
  return first?.request_hash.equals(requestHash) ? { id: first.draft_id } : keyReused()
}

/** Asks for an approval. Refusals: client_disabled, idempotency_key_reused. */
export async function askForApproval(
  drafts: Drafts,
  caller: Caller,
  officer: Signed,
  asked: Asked,
  said: ApprovalSaid,
): Promise<ApprovalActed | Refusal> {
  const id = uuidv7()
  const at = rfc3339(drafts.now())
  const body = canonical(asked.body)
  const row = {
    ...{ id, agency_id: caller.agency.id, kind: asked.kind, transfer_id: asked.transferId ?? null },
    ...{ draft_id: asked.draftId ?? null, step: asked.step, deciders: asked.deciders, needs_review: asked.needsReview },
    ...{ state: nextState(asked, 'ask'), round: 1, version: 1, digest: digestOf(body), ...titleOf(asked.body) },
    ...{ prepared_by: officer.id, prepared_name: officer.name, prepared_certificate: officer.certificateNo },
    ...{ handlers: handlersOf(asked.body), reviewed_by: null, reached_head_at: asked.needsReview ? null : at },
    ...{ approved_by: null, result_id: null, created_at: at, updated_at: at },
  }
  return inAct(drafts.pool, async (asking): Promise<ApprovalActed | Refusal> => {
    const stop = await hindered(drafts, asking, caller, said, id, at)
    if (stop instanceof Refusal) return stop
    if (stop !== undefined) return { id: stop.id, version: 1, replayed: true }
    await asking.ask(beginStatement, [JSON.stringify(row)])
    await write(
      asking,
      id,
      { version: 1, act: 'ask', round: 1, at, digest: row.digest, body, reasons: asked.note },
      officer,
    )
    return { id, version: 1, replayed: false }
  })
}

/** Does one thing with an approval. Refusals: client_disabled, not_found, not_your_step, wrong_state, stale_version. */
export async function actOnApproval(
  drafts: Drafts,
  caller: Caller,
  officer: Signed,
  id: string,
  { wish, digest, reasons, body: content, ifMatch }: Wished,
  said: ApprovalSaid,
): Promise<ApprovalActed | Refusal> {
  const at = rfc3339(drafts.now())
  return inAct(drafts.pool, async (asking): Promise<ApprovalActed | Refusal> => {
    const [row] = await asking.ask<ApprovalRow>(lockStatement, [id, caller.agency.id])
    if (row === undefined) return noApproval()
    // The key may be taken only by what is done: a refusal is not kept.
    const refusal = hindrance(standingOf(row), wish, officer, digest)
    const known = await repeatedOf(asking, caller, said)
    if (known !== undefined) return known instanceof Refusal ? known : { id, version: row.version, replayed: true }
    if (refusal !== null) return refusal
    if (ifMatch !== undefined && ifMatch !== row.version)
      return new Refusal('stale_version', `The approval is at version ${row.version}.`, {
        members: { currentVersion: row.version },
      })
    // Approved already, and nobody knows what came of it: the same act is taken again, under its first key.
    if (wish === 'approve' && row.state === 'approved') return { id, version: row.version, replayed: false }
    const stop = await hindered(drafts, asking, caller, said, id, at)
    if (stop instanceof Refusal) return stop
    const text = content === undefined ? undefined : canonical(content)
    const state = nextState({ needsReview: row.needs_review }, wish)
    const after = {
      ...row,
      ...(wish === 'ask' &&
        content !== undefined && {
          ...{
            round: row.round + 1,
            digest: digestOf(text as string),
            handlers: handlersOf(content),
            ...titleOf(content),
          },
          ...{ reviewed_by: null, reached_head_at: null },
        }),
      ...(state === 'with_head' && { reached_head_at: at }),
      ...(wish === 'review' && { reviewed_by: officer.id }),
      ...(wish === 'approve' && { approved_by: officer.id }),
      ...{ state, version: row.version + 1, updated_at: at },
    }
    await asking.ask(changeStatement, [JSON.stringify(after)])
    const { version, round } = after
    await write(asking, id, { version, act: wish, round, at, digest: after.digest, body: text, reasons }, officer)
    return { id, version, replayed: false }
  })
}

async function repeatedOf(asking: Asking, caller: Caller, said: ApprovalSaid): Promise<Refusal | true | undefined> {
  if (said.idempotencyKey === undefined) return undefined
  const [first] = await asking.ask<{ request_hash: Buffer }>(
    'select request_hash from draft_key where client_id = $1 and key = $2',
    [caller.clientId, keyOf(said)],
  )
  if (first === undefined) return undefined
  return first.request_hash.equals(hash('sha256', said.raw, 'buffer')) ? true : keyReused()
}

export type CarriedOut = { readonly resultId: string | null } | { readonly problem: Readonly<Record<string, unknown>> }

/** What came of the act that the head approved. A refused one leaves the approval with the head. */
export async function carriedOut(
  drafts: Drafts,
  caller: Caller,
  officer: Signed,
  id: string,
  outcome: CarriedOut,
): Promise<void> {
  const at = rfc3339(drafts.now())
  await inAct(drafts.pool, async (asking) => {
    const [row] = await asking.ask<ApprovalRow>(lockStatement, [id, caller.agency.id])
    if (row?.state !== 'approved') return
    const done = 'resultId' in outcome
    const version = row.version + 1
    const after = {
      ...{ ...row, version, state: done ? 'done' : 'with_head', updated_at: at },
      ...(done ? { result_id: outcome.resultId } : { approved_by: null }),
    }
    await asking.ask(changeStatement, [JSON.stringify(after)])
    const problem = done ? undefined : JSON.stringify(outcome.problem)
    const act = done ? 'carried_out' : 'refused'
    await write(asking, id, { version, act, round: row.round, at, digest: row.digest, problem }, officer)
    if (done && row.draft_id !== null) await asking.ask(sentStatement, [row.draft_id, caller.agency.id])
  })
}

interface Entry {
  readonly version: number
  readonly act: EntryAct
  readonly round: number
  readonly at: string
  readonly digest: string
  readonly reasons?: string | undefined
  readonly body?: string | undefined
  readonly problem?: string | undefined
}

async function write(asking: Asking, id: string, entry: Entry, officer: Signed): Promise<void> {
  const { reasons = null, body = null, problem = null, ...rest } = entry
  const who = { officer_id: officer.id, officer_name: officer.name, certificate_no: officer.certificateNo }
  await asking.ask(entryStatement, [JSON.stringify({ approval_id: id, ...rest, ...who, reasons, body, problem })])
}
