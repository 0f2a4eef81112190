// What the gateway wrote for a submission, row by row, so that the floor can write the same.
import type { Pool } from '../../db/index.ts'

export interface Captured {
  readonly transfer: {
    readonly id: string
    readonly version: number
    readonly sender_id: string
    readonly document_no: string
    readonly document_key: string
    readonly domain: string
    readonly region_code: string
    readonly case_name: string
    readonly status: string
    /** JSON text. */
    readonly state: string
    readonly created_at: string
  }
  readonly event: { readonly step: string; readonly client_id: string; readonly body: string }
  readonly journal: { readonly salt: Buffer; readonly commitment: Buffer; readonly link: Buffer }
  readonly receipt: { readonly jws: string }
  readonly idempotency: {
    readonly route: string
    readonly request_hash: Buffer
    readonly status: number
  }
  readonly clocks: readonly Record<
    | 'key'
    | 'rule'
    | 'status'
    | 'anchor_at'
    | 'target_at'
    | 'breach_at'
    | 'provisional'
    | 'settled_at'
    | 'settled_version'
    | 'owner'
    | 'calendar',
    string | number | boolean | null
  >[]
  /** `digest` in hex. */
  readonly marks: readonly { readonly kind: string; readonly digest: string }[]
  readonly parts: readonly { readonly agency_id: string; readonly part: string }[]
  readonly notices: readonly { readonly agency_id: string }[]
  readonly materials: readonly { readonly kind: string; readonly title: string; readonly original: boolean | null }[]
}

const list = (columns: string, from: string, order: string) =>
  `(select json_agg(x) from (select ${columns} from ${from} where transfer_id = t.id order by ${order}) x)`

/** The last submissions that were written, all of the same shape (as many clocks, marks, parts, notices and materials). */
export async function capture(owner: Pool, count: number): Promise<Captured[]> {
  const { rows } = await owner.query(
    `select json_build_object('id', t.id, 'version', t.version, 'sender_id', t.sender_id, 'document_no', t.document_no,
       'document_key', t.document_key, 'domain', t.domain, 'region_code', t.region_code, 'case_name', t.case_name,
       'status', t.status, 'state', t.state::text, 'created_at', t.created_at) as transfer,
     (select json_build_object('step', step, 'client_id', client_id, 'body', body) from event where transfer_id = t.id) as event,
     j.salt, j.commitment, j.link, i.request_hash,
     (select json_build_object('jws', jws) from receipt where transfer_id = t.id) as receipt,
     json_build_object('route', i.route, 'status', i.status) as idempotency,
     ${list('key, rule, status, anchor_at, target_at, breach_at, provisional, settled_at, settled_version, owner, calendar', 'clock', 'key')} as clocks,
     ${list("kind, encode(digest, 'hex') as digest", 'case_mark', 'kind, digest')} as marks,
     ${list('agency_id, part', 'case_part', 'part')} as parts,
     ${list('agency_id', 'notice', 'seq')} as notices,
     ${list('kind, title, original', 'material', 'seq')} as materials
     from transfer t join journal_entry j on j.transfer_id = t.id join idempotency i on i.transfer_id = t.id
     order by t.id desc limit $1`,
    [count],
  )
  const all = rows.map(({ salt, commitment, link, request_hash, ...row }) => ({
    ...row,
    journal: { salt, commitment, link },
    idempotency: { ...row.idempotency, request_hash },
  })) as Captured[]
  const shape = (c: Captured) =>
    [c.clocks, c.marks, c.parts, c.notices, c.materials].map((rows) => rows.length).join(' ')
  const [first] = all
  if (first === undefined) throw new Error('the gateway has written nothing yet')
  return all.filter((c) => shape(c) === shape(first))
}
