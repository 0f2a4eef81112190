// Acts found by the request that made them: what an answer's `X-Request-Id` leads back to. Only where an act stands is told,
// and no more of it: what it says is read in its case, by whoever may.
import { type Pool, run, type Statement } from '../../db/index.ts'

export interface ActOfRequest {
  readonly transferId: string
  readonly version: number
  readonly step: string
  readonly agencyId: string
  readonly client: string
  readonly at: Date
}

/** One request acts on two cases at most; a few more cost nothing. */
const actsMax = 20

const ofRequestStatement: Statement = {
  name: 'cases_of_request',
  text: `select transfer_id as "transferId", version, step, agency_id as "agencyId", client_id as client, at from event
where request_id = $1 and ($2::uuid is null or agency_id = $2) and ($3::text is null or client_id = $3)
order by transfer_id, version limit ${actsMax}`,
}

/** `asker` null: who may see that of all organs; its `clientId` null: of the whole organ. */
export function actsOfRequest(
  pool: Pool,
  requestId: string,
  asker: { readonly agencyId: string; readonly clientId: string | null } | null,
): Promise<ActOfRequest[]> {
  return run<ActOfRequest & object>(pool, ofRequestStatement, [
    requestId,
    asker?.agencyId ?? null,
    asker?.clientId ?? null,
  ])
}
