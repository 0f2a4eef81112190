// A draft is written anew or removed, by its own organ; where a version is named, only that one.
import { run } from '../../db/index.ts'
import { Refusal, rfc3339 } from '../kernel/index.ts'
import { type Caller, clientDisabled, type DraftRow, type Drafts, notFound, type Said, titleOf } from './room.ts'

interface Outcome {
  readonly found: number | null
  readonly meant: boolean | null
  readonly seen: boolean
  readonly allowed: boolean
  readonly version: number | null
  readonly created_at: Date | null
}

/** Refusals: client_disabled, not_found, stale_version. */
export async function changeDraft(
  drafts: Drafts,
  caller: Caller,
  id: string,
  said: Said,
  ifMatch?: number,
): Promise<DraftRow | Refusal> {
  const title = titleOf(said.body)
  const at = rfc3339(drafts.now())
  const outcome = await write(drafts, 'change', caller, {
    id,
    at,
    body: said.text,
    ...title,
    expected: ifMatch ?? null,
  })
  if (outcome instanceof Refusal) return outcome
  return {
    id,
    version: outcome.version ?? 0,
    documentNo: title.document_no,
    caseName: title.case_name,
    createdAt: outcome.created_at?.toISOString() ?? at,
    updatedAt: at,
  }
}

/** Refusals: client_disabled, not_found, stale_version. */
export async function removeDraft(
  drafts: Drafts,
  caller: Caller,
  id: string,
  ifMatch?: number,
): Promise<Refusal | undefined> {
  const outcome = await write(drafts, 'remove', caller, { id, expected: ifMatch ?? null })
  return outcome instanceof Refusal ? outcome : undefined
}

async function write(
  drafts: Drafts,
  what: 'change' | 'remove',
  caller: Caller,
  values: Record<string, unknown>,
): Promise<Outcome | Refusal> {
  const actor = { client_id: caller.clientId, generation: caller.generation, agency_id: caller.agency.id }
  const [outcome] = await run<Outcome>(drafts.pool, drafts.statements[what], [
    JSON.stringify([{ ord: 0, ...actor, ...values }]),
  ])
  if (outcome === undefined) throw new Error('the statement gave no outcome')
  if (!outcome.seen) return clientDisabled()
  if (outcome.found === null) return notFound()
  if (!outcome.meant)
    return new Refusal('stale_version', `The draft is at version ${outcome.found}.`, {
      members: { version: outcome.found },
    })
  if (!outcome.allowed) return clientDisabled()
  // Whoever had the row before us may have removed it.
  return outcome.version === null ? notFound() : outcome
}
