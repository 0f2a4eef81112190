// Acts that organs of another gateway asked for: its word for them is checked, and their client's signature, then the case
// decides. What it refuses goes back with the reason and is raised for people; nothing is lost.
import { hash } from 'node:crypto'
import { compactVerify, importJWK, type JWK } from 'jose'
import { passing, run, type Statement } from '../../../db/index.ts'
import { keptClients } from '../../agencies/index.ts'
import { detachedHolds, kidOf } from '../../bundles/index.ts'
import type { Entering } from '../../cases/index.ts'
import { canonical, Refusal } from '../../kernel/index.ts'
import { raiseGap } from '../gaps.ts'
import { type PackageItem, requestType } from './form.ts'
import { type Peer, peerOrgans } from './peers.ts'
import type { PackagesRoom } from './room.ts'
import { Unfit } from './unfit.ts'

const keepRequest: Statement = {
  name: 'sync_request_keep',
  text: `insert into peer_request (id, peer_id, transfer_id, body, state, taken_at) values ($1, $2, $3, $4, 'taken', $5)
    on conflict (id) do update set id = excluded.id returning state, peer_id as "peerId"`,
}
const settledRequest: Statement = {
  name: 'sync_request_settled',
  text: `update peer_request set state = $2, version = $3, refusal = $4 where id = $1 and state = 'taken'`,
}
const enteredBefore: Statement = {
  name: 'sync_requests_entered',
  text: `select version from peer_request where peer_id = $1 and transfer_id = $2 and state = 'entered'`,
}

/** An act of an organ of the peer: its own gateway answers for who made it, and its client's signature is held against it. */
export async function takeRequest(
  room: PackagesRoom,
  peer: Peer,
  { request, jws }: Extract<PackageItem, { kind: 'request' }>,
): Promise<void> {
  const organs = await peerOrgans(room.pool, peer.id)
  if (!organs.some(({ agencyId }) => agencyId === request.agencyId))
    throw new Unfit(`the organ ${request.agencyId} is not at home at ${peer.name}`)
  const body = Buffer.from(request.body, 'base64')
  await vouched(peer, jws, request, body)
  const now = new Date(room.now())
  const values = [request.id, peer.id, request.transferId, canonical({ request, jws }), now]
  const [kept] = await run<{ state: string; peerId: string }>(room.pool, keepRequest, values)
  if (kept?.peerId !== peer.id) throw new Unfit('a request of another gateway has this id')
  if (kept.state !== 'taken') return
  const settle = (state: 'entered' | 'refused', version: number | null, refusal: object | null) =>
    run(room.pool, settledRequest, [request.id, state, version, refusal && JSON.stringify(refusal)])
  const signer = await clientSigned(room, request, body)
  const entered = (await run<{ version: number }>(room.pool, enteredBefore, [peer.id, request.transferId])).map(
    ({ version }) => version,
  )
  const asked: Entering = { ...request, body, gateway: peer.issuer, entered }
  const outcome = signer ?? (await enter(room, asked))
  if ('version' in outcome) {
    await settle('entered', outcome.version, null)
    return
  }
  if ('elsewhere' in outcome) {
    await settle('refused', null, { code: 'moved' })
    return
  }
  const { refusal, conflict } = outcome
  const said = { code: refusal.code, detail: refusal.detail, ...refusal.facts }
  await settle('refused', null, said)
  // Never a silent loss: people see what was asked, what stood against it, and that it was lawful when it was made.
  await raiseGap(
    room.pool,
    {
      kind: 'package_conflict',
      subject: `request:${request.id}`,
      detail: {
        peer: peer.name,
        transferId: request.transferId,
        step: request.step,
        at: request.at,
        conflict,
        refusal: said,
      },
    },
    now,
  )
}

type Outcome = Awaited<ReturnType<PackagesRoom['acts']['enter']>>

/** What cannot even be decided is refused: it must not stand in the way of all that follows. */
export async function enter(room: PackagesRoom, asked: Entering): Promise<Outcome> {
  try {
    return await room.acts.enter(asked)
  } catch (error) {
    if (passing(error) || !(error instanceof TypeError || error instanceof RangeError)) throw error
    return { refusal: new Refusal('invalid_fields', 'The act cannot be read.'), conflict: false }
  }
}

async function vouched(
  peer: Peer,
  jws: string,
  request: Extract<PackageItem, { kind: 'request' }>['request'],
  body: Buffer,
): Promise<void> {
  const said = await payloadOf(peer, jws)
  const wanted = {
    iss: peer.issuer,
    jti: request.id,
    sub: request.transferId,
    step: request.step,
    agency: request.agencyId,
    client: request.clientId,
    at: request.at,
    seen: request.seen,
    inputSha256: hash('sha256', canonical(request.input), 'hex'),
    bodySha256: hash('sha256', body, 'hex'),
  }
  for (const [member, value] of Object.entries(wanted))
    if (said?.[member] !== value) throw new Unfit(`the word of ${peer.name} for the request differs in ${member}`)
}

async function payloadOf(peer: Peer, jws: string): Promise<Record<string, unknown> | undefined> {
  const key = peer.jwks.keys.find(({ kid }) => kid === kidOf(jws))
  if (key === undefined) return undefined
  try {
    const { payload, protectedHeader } = await compactVerify(jws, await importJWK(key, 'ES256'), {
      algorithms: ['ES256'],
    })
    if (protectedHeader.typ !== requestType) return undefined
    return JSON.parse(new TextDecoder().decode(payload)) as Record<string, unknown>
  } catch {
    return undefined
  }
}

/** A refusal where the client's own signature does not hold; keys that have ended since still prove what they signed. */
async function clientSigned(
  room: PackagesRoom,
  { clientId, agencyId, signature }: { clientId: string; agencyId: string; signature: string | null },
  body: Buffer,
): Promise<{ refusal: Refusal; conflict: boolean } | null> {
  if (signature === null) return null
  const invalid = (detail: string) => ({ refusal: new Refusal('signature_invalid', detail), conflict: false })
  const [client] = await keptClients(room.pool, [clientId])
  if (client === undefined || client.agency.id !== agencyId) return invalid('The organ has no such client.')
  const kid = kidOf(signature)
  const key = client.keys.length === 1 && kid === undefined ? client.keys[0] : client.keys.find((k) => k.kid === kid)
  if (key === undefined) return invalid('The client has no such key.')
  return (await detachedHolds(signature, body, key.jwk as JWK))
    ? null
    : invalid('The signature does not fit the bytes.')
}
