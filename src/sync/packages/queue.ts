// Finds what a peer has to be told and puts it into its queue: the registry where it changed, entries of cases that its
// organs see, acts that were made here on copies, and what became of its own. Each is queued once: with the item the mark
// is moved that says how far it is.
import { hash } from 'node:crypto'
import { inTransaction, type Queryable, run, type Statement } from '../../../db/index.ts'
import { extractOf } from '../../agencies/index.ts'
import { changeHome, homeOf, journeyOf, requestsQueued, unsentRequests } from '../../cases/index.ts'
import { canonical } from '../../kernel/index.ts'
import { describeMaterials } from '../../materials/index.ts'
import { changes, parseCursor } from '../../outbox/index.ts'
import { type PackageItem, requestType } from './form.ts'
import { type Peer, peerAgain, peerLocked, peerOrgans } from './peers.ts'
import type { PackagesRoom } from './room.ts'

const insertItem: Statement = {
  name: 'sync_item_add',
  text: 'insert into package_item (peer_id, kind, body, sha256, size) values ($1, $2, $3, $4, $5)',
}
const cursorMoved: Statement = {
  name: 'sync_peer_cursor',
  text: 'update peer_agency set cursor = $2 where agency_id = $1',
}
const caseSent: Statement = {
  name: 'sync_peer_case',
  text: 'select sent_version as "sentVersion", sealed from peer_case where peer_id = $1 and transfer_id = $2',
}
const caseMoved: Statement = {
  name: 'sync_peer_case_sent',
  text: `insert into peer_case (peer_id, transfer_id, sent_version, sealed) values ($1, $2, $3, $4)
    on conflict (peer_id, transfer_id) do update set sent_version = excluded.sent_version, sealed = excluded.sealed`,
}
const bytesKnown: Statement = {
  name: 'sync_peer_bytes',
  text: 'insert into peer_bytes (peer_id, sha256) values ($1, $2) on conflict do nothing returning sha256',
}
const registrySent: Statement = {
  name: 'sync_peer_registry',
  text: 'update peer set registry_digest = $2 where id = $1',
}
const unanswered: Statement = {
  name: 'sync_requests_unanswered',
  text: `select id, state, version, refusal from peer_request where peer_id = $1 and not answered and state <> 'taken' order by taken_at, id limit 1000`,
}
const answeredNow: Statement = {
  name: 'sync_requests_answered',
  text: 'update peer_request set answered = true where id = any($1::uuid[])',
}

/** Of one organ in one look; what is left comes with the next round. */
const changesAtOnce = 1_000
const casesAtOnce = 2_000
const requestsAtOnce = 500

/** Queues what is new for a peer; false where another replica is at it. */
export async function queueFor(room: PackagesRoom, peerId: string): Promise<boolean> {
  return inTransaction(room.pool, async (connection) => {
    if (!(await peerLocked(connection, peerId, 'writing'))) return false
    const peer = await peerAgain(connection, peerId)
    await queueRegistry(room, connection, peer)
    await queueAnswers(connection, peer)
    await queueRequests(room, connection, peer)
    await queueCases(room, connection, peer)
    return true
  })
}

export async function queueItem(
  db: Queryable,
  peerId: string,
  item: PackageItem,
  bytes: { sha256: string; size: number } | null = null,
): Promise<void> {
  const values = [peerId, item.kind, canonical(item), bytes?.sha256 ?? null, bytes?.size ?? null]
  await db.query({ ...insertItem, values })
}

/** Generation of the registry that a peer was last told of, by this process: most rounds find nothing new. */
const toldOf = new WeakMap<PackagesRoom, Map<string, string>>()

async function queueRegistry(room: PackagesRoom, db: Queryable, peer: Peer): Promise<void> {
  const { generation } = await room.registry.current()
  const told = toldOf.get(room) ?? new Map<string, string>()
  toldOf.set(room, told)
  const known = `${generation} ${peer.registryDigest}`
  if (told.get(peer.id) === known) return
  const elsewhere = (await peerOrgans(room.pool, null)).map(({ agencyId }) => agencyId)
  const jwks = await room.keyring.publishedJwks()
  const item: PackageItem = { kind: 'registry', jwks, extract: await extractOf(room.pool, elsewhere) }
  const digest = hash('sha256', canonical(item), 'hex')
  if (digest === peer.registryDigest) {
    told.set(peer.id, known)
    return
  }
  await queueItem(db, peer.id, item)
  await db.query({ ...registrySent, values: [peer.id, digest] })
}

async function queueAnswers(db: Queryable, peer: Peer): Promise<void> {
  interface Row {
    readonly id: string
    readonly state: 'entered' | 'refused'
    readonly version: number | null
    readonly refusal: Readonly<Record<string, unknown>> | null
  }
  const { rows } = await db.query<Row>({ ...unanswered, values: [peer.id] })
  for (const { id, state, version, refusal } of rows) {
    const moved = refusal?.code === 'moved'
    const answer = {
      request: id,
      state: moved ? ('moved' as const) : state,
      ...(version !== null && { version }),
      ...(refusal !== null && !moved && { refusal }),
    }
    await queueItem(db, peer.id, { kind: 'answer', answer })
  }
  await db.query({ ...answeredNow, values: [rows.map(({ id }) => id)] })
}

async function queueRequests(room: PackagesRoom, db: Queryable, peer: Peer): Promise<void> {
  const requests = await unsentRequests(room.pool, peer.id, requestsAtOnce)
  for (const { body, ...rest } of requests) {
    const brought = ((rest.input.materials ?? []) as readonly { id: string }[]).map(({ id }) => id)
    await queueMaterials(room, db, peer, brought)
    const { id, transferId, step, agencyId, clientId, at, seen, input } = rest
    const said = {
      iss: room.keyring.issuer,
      aud: peer.issuer,
      jti: id,
      sub: transferId,
      step,
      agency: agencyId,
      client: clientId,
      at,
      seen,
      inputSha256: hash('sha256', canonical(input), 'hex'),
      bodySha256: hash('sha256', body, 'hex'),
    }
    const jws = room.keyring.sign(canonical(said), { typ: requestType })
    await queueItem(db, peer.id, { kind: 'request', request: { ...rest, body: body.toString('base64') }, jws })
  }
  await requestsQueued(
    db,
    requests.map(({ id }) => id),
  )
}

/** Their descriptions, and the bytes of those that the peer does not have. */
async function queueMaterials(room: PackagesRoom, db: Queryable, peer: Peer, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  for (const material of await describeMaterials(room.materials, ids)) {
    const fresh =
      material.state === 'ready' &&
      (await db.query({ ...bytesKnown, values: [peer.id, material.sha256] })).rows.length > 0
    await queueItem(db, peer.id, { kind: 'material', material }, fresh ? material : null)
  }
}

/** Every organ of the peer that is told of an act has a notice of it: these lead to the cases. */
async function queueCases(room: PackagesRoom, db: Queryable, peer: Peer): Promise<void> {
  const organs = await peerOrgans(room.pool, peer.id)
  const touched = new Set<string>()
  for (const { agencyId, cursor } of organs) {
    let at = cursor
    for (let more = true; more && touched.size < casesAtOnce; ) {
      const page = await changes(room.pool, agencyId, parseCursor(at) ?? { txid: '0', seq: '0' }, changesAtOnce)
      for (const { kind, id } of page) if (kind === 'transfer') touched.add(id)
      at = page.at(-1)?.cursor ?? at
      more = page.length === changesAtOnce
    }
    if (at !== cursor) await db.query({ ...cursorMoved, values: [agencyId, at] })
  }
  const ids = organs.map(({ agencyId }) => agencyId)
  for (const transferId of touched) await queueCase(room, db, peer, transferId, ids)
}

/** What the peer's organs see of a case and have not been given. */
async function queueCase(
  room: PackagesRoom,
  db: Queryable,
  peer: Peer,
  transferId: string,
  organs: readonly string[],
): Promise<void> {
  interface Sent {
    readonly sentVersion: number
    readonly sealed: readonly number[]
  }
  const [sent] = (await db.query<Sent>({ ...caseSent, values: [peer.id, transferId] })).rows
  const journey = await journeyOf(room.pool, transferId, organs, sent?.sentVersion ?? 0, sent?.sealed ?? [])
  if (journey === null) return
  for (const entry of journey.entries) {
    await queueMaterials(room, db, peer, journey.materials.get(entry.version) ?? [])
    await queueItem(db, peer.id, { kind: 'entry', entry })
  }
  await markSent(db, peer.id, transferId, journey.version, journey.sealed)
}

export async function markSent(
  db: Queryable,
  peerId: string,
  transferId: string,
  version: number,
  sealed: readonly number[],
): Promise<void> {
  await db.query({ ...caseMoved, values: [peerId, transferId, version, sealed] })
}

/** Bytes that came from the peer need not go back to it. */
export async function markBytes(room: PackagesRoom, peerId: string, sha256: string): Promise<void> {
  await run(room.pool, bytesKnown, [peerId, sha256])
}

export type HandedOver = 'handed_over' | 'unknown' | 'not_here' | 'not_whole' | 'busy'

/**
 * Gives a case another home: everything up to its last entry, and then the word that it is theirs. Only where the peer has,
 * or gets, every entry whole: it must be able to prove the chain that it extends.
 */
export async function handOver(room: PackagesRoom, peer: Peer, transferId: string): Promise<HandedOver> {
  const found = await homeOf(room.pool, transferId)
  if (found === undefined) return 'unknown'
  if (found.home !== null) return 'not_here'
  const organs = (await peerOrgans(room.pool, peer.id)).map(({ agencyId }) => agencyId)
  const whole = await journeyOf(room.pool, transferId, organs, 0, [])
  if (whole === null || whole.version !== found.version || whole.entries.some((e) => e.salt === undefined))
    return 'not_whole'
  return inTransaction(room.pool, async (connection) => {
    if (!(await peerLocked(connection, peer.id, 'writing'))) return 'busy'
    const change = { from: null, to: peer.id, version: found.version }
    await queueCase(room, connection, peer, transferId, organs)
    if (!(await changeHome(connection, transferId, change, new Date(room.now())))) return 'busy'
    await queueItem(connection, peer.id, { kind: 'handover', transferId, version: found.version })
    return 'handed_over'
  })
}
