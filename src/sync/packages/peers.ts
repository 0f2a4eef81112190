// Other gateways as the operator enters them: by their issuer and public keys, brought by hand once; where packages for
// them are written and theirs are read, and how large one may be.
import type { JWK } from 'jose'
import { type Pool, type Queryable, run, type Statement } from '../../../db/index.ts'
import { Unregistrable } from '../../agencies/index.ts'
import { uuidv7 } from '../../kernel/index.ts'

export interface Peer {
  readonly id: string
  readonly name: string
  readonly issuer: string
  readonly jwks: { readonly keys: readonly (JWK & { kid: string })[] }
  readonly writeTo: string | null
  readonly readFrom: string | null
  readonly bytesMax: number
  readonly againAfterMs: number
  readonly sentNo: number
  readonly sentDigest: string | null
  readonly acknowledgedNo: number
  readonly takenNo: number
  readonly takenDigest: string | null
  readonly ackOwed: boolean
  readonly registryDigest: string | null
  readonly disabledAt: Date | null
}

export const peerColumns = `id, name, issuer, jwks, write_to as "writeTo", read_from as "readFrom", bytes_max::float8 as "bytesMax",
  again_after_ms::float8 as "againAfterMs", sent_no as "sentNo", sent_digest as "sentDigest", acknowledged_no as "acknowledgedNo",
  taken_no as "takenNo", taken_digest as "takenDigest", ack_owed as "ackOwed", registry_digest as "registryDigest",
  disabled_at as "disabledAt"`

const byName: Statement = { name: 'sync_peer', text: `select ${peerColumns} from peer where name = $1` }
const byId: Statement = { name: 'sync_peer_by_id', text: `select ${peerColumns} from peer where id = $1` }
const all: Statement = { name: 'sync_peers', text: `select ${peerColumns} from peer order by name` }
const insert: Statement = {
  name: 'sync_peer_add',
  text: `insert into peer (id, name, issuer, jwks, write_to, read_from, bytes_max, again_after_ms)
    values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing returning id`,
}
const change: Statement = {
  name: 'sync_peer_change',
  text: `update peer set write_to = coalesce($2, write_to), read_from = coalesce($3, read_from), bytes_max = coalesce($4, bytes_max),
    again_after_ms = coalesce($5, again_after_ms), jwks = coalesce($6, jwks),
    disabled_at = case when $7::boolean is null then disabled_at when $7 then now() end where name = $1 returning ${peerColumns}`,
}
const organs: Statement = {
  name: 'sync_peer_organs',
  text: 'select agency_id as "agencyId", peer_id as "peerId", cursor from peer_agency where $1::uuid is null or peer_id = $1',
}

export interface NewPeer {
  readonly name: string
  readonly issuer: string
  readonly jwks: unknown
  readonly writeTo?: string | undefined
  readonly readFrom?: string | undefined
  readonly bytesMax?: number | undefined
  readonly againAfterMs?: number | undefined
}

/** A medium that everybody has takes this much; what is larger is split. */
export const bytesMaxDefault = 512 * 1024 * 1024
export const bytesMaxLeast = 64 * 1024
/** Carried once a day: what has not been acknowledged by then is on its second way. */
export const againAfterMsDefault = 24 * 3_600_000

export async function addPeer(pool: Pool, own: string, peer: NewPeer): Promise<Peer> {
  if (!/^[\p{L}\p{N}][\p{L}\p{N} ._()（）-]{0,63}$/u.test(peer.name))
    throw new Unregistrable('name', 'A name has 1 to 64 letters, digits, dots, hyphens or spaces.')
  if (peer.issuer === own) throw new Unregistrable('issuer', 'This is the issuer of this gateway itself.')
  const bytesMax = bytesChecked(peer.bytesMax ?? bytesMaxDefault)
  const rows = await run(pool, insert, [
    uuidv7(),
    peer.name,
    peer.issuer.replace(/\/+$/, ''),
    JSON.stringify(jwksOf(peer.jwks)),
    peer.writeTo ?? null,
    peer.readFrom ?? null,
    bytesMax,
    peer.againAfterMs ?? againAfterMsDefault,
  ])
  if (rows.length === 0) throw new Unregistrable('name', 'A peer of this name or issuer is entered already.')
  return peerNamed(pool, peer.name)
}

export type PeerChange = Partial<Omit<NewPeer, 'name' | 'issuer'>> & { readonly disabled?: boolean | undefined }

export async function changePeer(pool: Pool, name: string, to: PeerChange): Promise<Peer> {
  const [peer] = await run<Peer & object>(pool, change, [
    name,
    to.writeTo ?? null,
    to.readFrom ?? null,
    to.bytesMax === undefined ? null : bytesChecked(to.bytesMax),
    to.againAfterMs ?? null,
    to.jwks === undefined ? null : JSON.stringify(jwksOf(to.jwks)),
    to.disabled ?? null,
  ])
  if (peer === undefined) throw new Unregistrable('<peer>', `There is no peer ${name}.`)
  return peer
}

function bytesChecked(bytes: number): number {
  if (bytes < bytesMaxLeast) throw new Unregistrable('maxBytes', `A package has at least ${bytesMaxLeast} bytes.`)
  return bytes
}

/** Public keys as a gateway publishes them. Throws Unregistrable. */
function jwksOf(given: unknown): Peer['jwks'] {
  const keys = (given as { keys?: unknown } | null)?.keys
  const sound =
    Array.isArray(keys) &&
    keys.length > 0 &&
    keys.every((k: JWK) => k.kty === 'EC' && k.crv === 'P-256' && typeof k.kid === 'string' && k.d === undefined)
  if (!sound)
    throw new Unregistrable(
      'jwks',
      'These are no public keys of a gateway (a JWKS with EC P-256 keys, each with a kid).',
    )
  return { keys: keys as Peer['jwks']['keys'] }
}

export async function peerNamed(pool: Pool, name: string): Promise<Peer> {
  const [peer] = await run<Peer & object>(pool, byName, [name])
  if (peer === undefined) throw new Unregistrable('<peer>', `There is no peer ${name}.`)
  return peer
}

const keysOfIssuer: Statement = { name: 'sync_peer_keys_of', text: 'select jwks from peer where issuer = $1' }

/** Public keys of another gateway; none where it is not entered here. */
export async function peerKeys(pool: Pool, issuer: string): Promise<readonly JWK[]> {
  return (await run<Pick<Peer, 'jwks'> & object>(pool, keysOfIssuer, [issuer]))[0]?.jwks.keys ?? []
}

export const listPeers = (pool: Pool): Promise<Peer[]> => run<Peer & object>(pool, all)

export async function peerAgain(db: Queryable, id: string): Promise<Peer> {
  const [peer] = (await db.query<Peer & object>({ ...byId, values: [id] })).rows
  if (peer === undefined) throw new Error(`the peer ${id} is gone`)
  return peer
}

export interface PeerOrgan {
  readonly agencyId: string
  readonly peerId: string
  readonly cursor: string
}

/** Organs that are at home elsewhere: at one peer, or at any. */
export const peerOrgans = (pool: Pool, peerId: string | null): Promise<PeerOrgan[]> =>
  run<PeerOrgan & object>(pool, organs, [peerId])

/** Any number will do; one who reads or writes for a peer must be the only one. */
const lockStatement: Statement = {
  name: 'sync_peer_lock',
  text: `select pg_try_advisory_xact_lock(hashtextextended('peer:' || $1 || ':' || $2, 0)) as taken`,
}

/** Whether this transaction is the one that does `what` for the peer. */
export async function peerLocked(db: Queryable, peerId: string, what: 'writing' | 'reading'): Promise<boolean> {
  const [row] = (await db.query<{ taken: boolean }>({ ...lockStatement, values: [peerId, what] })).rows
  return row?.taken === true
}
