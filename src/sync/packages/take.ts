// Takes the lines of a verified package, one after the other: organs, files, entries, requests, answers. Each can be taken
// again without doing anything twice. A line that cannot stand is kept aside and raised for people; it stops no other case.
import { hash } from 'node:crypto'
import { run, type Statement } from '../../../db/index.ts'
import { takeExtract, Unregistrable } from '../../agencies/index.ts'
import {
  CopyFault,
  changeHome,
  homeOf,
  requestsWaiting,
  settleRequest,
  type TravellingEntry,
  takeEntries,
} from '../../cases/index.ts'
import { canonical } from '../../kernel/index.ts'
import { announceMaterial, releaseMaterials, takePiece } from '../../materials/index.ts'
import { raiseGap } from '../gaps.ts'
import { type PackageItem, piecePath } from './form.ts'
import type { Opened } from './look.ts'
import { type Peer, peerOrgans } from './peers.ts'
import { markBytes, markSent } from './queue.ts'
import type { PackagesRoom } from './room.ts'
import { enter, takeRequest } from './take-request.ts'
import { Unfit } from './unfit.ts'

const aside: Statement = {
  name: 'sync_line_aside',
  text: 'insert into package_aside (peer_id, name, size, reason, detail, at) values ($1, $2, $3, $4, $5, $6)',
}
const organAtPeer: Statement = {
  name: 'sync_peer_organ',
  text: `insert into peer_agency (agency_id, peer_id) select x, $2 from unnest($1::uuid[]) x on conflict do nothing`,
}
const keysOfPeer: Statement = { name: 'sync_peer_keys', text: 'update peer set jwks = $2 where id = $1' }

export async function takeLines(room: PackagesRoom, peer: Peer, { lines, piece }: Opened): Promise<void> {
  /** Entries of one case that follow each other are taken together. */
  let entries: TravellingEntry[] = []
  const flush = async () => {
    const together = entries
    entries = []
    if (together.length > 0)
      await tried(room, peer, { kind: 'entries', entries: together }, () => takeCase(room, peer, together))
  }
  for (const line of lines.split('\n')) {
    if (line === '') continue
    const item = JSON.parse(line) as PackageItem
    if (item.kind !== 'entry' || (entries[0] !== undefined && entries[0].transferId !== item.entry.transferId))
      await flush()
    if (item.kind === 'entry') entries.push(item.entry)
    else await tried(room, peer, item, () => takeItem(room, peer, item, piece))
  }
  await flush()
}

/** What is wrong with a line is for people; what is wrong with the machine ends the round, and the package is read again. */
async function tried(room: PackagesRoom, peer: Peer, item: object, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    const unfit = error instanceof Unfit || error instanceof CopyFault || error instanceof Unregistrable
    if (!unfit) throw error
    const now = new Date(room.now())
    const body = canonical(item)
    const name = `line ${hash('sha256', body, 'hex').slice(0, 16)}`
    await run(room.pool, aside, [peer.id, name, Buffer.byteLength(body), error.message, body, now])
    await raiseGap(
      room.pool,
      {
        kind: 'package_conflict',
        subject: `peer:${peer.id}:${name}`,
        detail: { peer: peer.name, what: (item as { kind: string }).kind, detail: error.message },
      },
      now,
    )
  }
}

type Pieces = Opened['piece']

async function takeItem(room: PackagesRoom, peer: Peer, item: PackageItem, piece: Pieces): Promise<void> {
  switch (item.kind) {
    case 'registry':
      return takeRegistry(room, peer, item)
    case 'material': {
      const announced = await announceMaterial(room.materials, item.material)
      if (announced === 'differs') throw new Unfit(`the material ${item.material.id} is here as another one`)
      await markBytes(room, peer.id, item.material.sha256)
      return
    }
    case 'piece': {
      const bytes = piece(piecePath(item.id, item.offset))
      const stands = await takePiece(room.materials, item.id, item.offset, item.size, bytes)
      if (stands === 'missing' || stands === 'damaged')
        throw new Unfit(`the bytes of the material ${item.id} are ${stands}`)
      return
    }
    case 'request':
      return takeRequest(room, peer, item)
    case 'answer':
      return takeAnswer(room, peer, item.answer)
    case 'handover':
      return takeHome(room, peer, item)
    default:
      throw new Unfit('this gateway does not know what it is')
  }
}

async function takeRegistry(
  room: PackagesRoom,
  peer: Peer,
  { extract, jwks }: Extract<PackageItem, { kind: 'registry' }>,
): Promise<void> {
  const organs = await peerOrgans(room.pool, null)
  const others = new Set(organs.filter((o) => o.peerId !== peer.id).map((o) => o.agencyId))
  if (extract.agencies.some(({ id }) => others.has(id)))
    throw new Unfit('it names an organ that is at home at a third gateway')
  const known = new Set(organs.filter((o) => o.peerId === peer.id).map((o) => o.agencyId))
  await takeExtract(room.pool, extract, known)
  await run(room.pool, organAtPeer, [extract.agencies.map(({ id }) => id), peer.id])
  await run(room.pool, keysOfPeer, [peer.id, JSON.stringify({ keys: jwks.keys })])
  await room.registry.renewed()
}

async function takeCase(room: PackagesRoom, peer: Peer, entries: readonly TravellingEntry[]): Promise<void> {
  await takeEntries(room.cases, peer.id, entries)
  for (const { body, version } of entries) {
    if (body === undefined) continue
    const { entered } = JSON.parse(body) as { entered?: { request: string } }
    if (entered !== undefined) await settleRequest(room.pool, entered.request, { version }, new Date(room.now()))
  }
}

async function takeAnswer(
  room: PackagesRoom,
  peer: Peer,
  answer: Extract<PackageItem, { kind: 'answer' }>['answer'],
): Promise<void> {
  if (answer.state === 'moved') return
  const now = new Date(room.now())
  if (answer.state === 'entered') {
    await settleRequest(room.pool, answer.request, { version: answer.version ?? 0 }, now)
    return
  }
  const refusal = answer.refusal ?? {}
  const settled = await settleRequest(room.pool, answer.request, { refusal }, now)
  if (settled === undefined) return
  const unusedMs = room.materials.limits.unusedDays * 86_400_000
  await releaseMaterials(room.materials, settled.materials, new Date(now.getTime() + unusedMs))
  await raiseGap(
    room.pool,
    {
      kind: 'package_conflict',
      subject: `request:${answer.request}`,
      detail: { peer: peer.name, transferId: settled.transferId, refusal },
    },
    now,
  )
}

/** The case is at home here from now on; what was asked for here in the meantime is entered at once. */
async function takeHome(
  room: PackagesRoom,
  peer: Peer,
  { transferId, version }: Extract<PackageItem, { kind: 'handover' }>,
): Promise<void> {
  const found = await homeOf(room.pool, transferId)
  if (found?.home === null) return // taken before
  const now = new Date(room.now())
  const change = { from: peer.id, to: null, version }
  if (!(await changeHome(room.pool, transferId, change, now)))
    throw new Unfit(
      `the case ${transferId} was handed over at entry ${version} and stands at ${found?.version ?? 0} here`,
    )
  await markSent(room.pool, peer.id, transferId, version, [])
  for (const request of await requestsWaiting(room.pool, transferId)) {
    const outcome = await enter(room, { ...request, gateway: room.keyring.issuer, entered: [] })
    if ('version' in outcome) await settleRequest(room.pool, request.id, { version: outcome.version }, now)
    else if ('refusal' in outcome) {
      const { code, detail } = outcome.refusal
      await settleRequest(room.pool, request.id, { refusal: { code, detail } }, now)
    }
  }
}
