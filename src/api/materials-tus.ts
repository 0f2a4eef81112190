// Speaks tus 1.0 (https://tus.io/protocols/resumable-upload) through the library's server: its protocol, our rows, bytes
// and locks. Whose upload it is has been checked before a request comes here, except that a new one is given its owner here.
import type { Readable } from 'node:stream'
import { Server } from '@tus/server'
import { DataStore, Upload } from '@tus/utils'
import type { Principal } from '../agencies/index.ts'
import {
  begin,
  declareLength,
  limitsFor,
  type MaterialsRoom,
  newMaterialId,
  type Progress,
  progress,
  receive,
  type TurnedAway,
  takeAway,
  turnedAway,
  type UploadLock,
  UploadLocked,
} from '../materials/index.ts'
import { codeOfTurnedAway, ofTusStatus, UploadProblem } from './materials-problem.ts'

/** Who comes back waits this long for the silent connection before it; enough to write what has arrived. */
const lockDrainMs = 1000

export interface TusDoor {
  /** Answers a tus request; a refusal as an UploadProblem, a fault thrown. */
  handle(request: Request, principal: Principal): Promise<{ response: Response; refusal?: UploadProblem }>
}

/** `locationBase` is the issuer's base URL without a final slash; without one, `Location` is a path. */
export function tusDoor(room: MaterialsRoom, path: string, locationBase: string): TusDoor {
  const owners = new WeakMap<Request, Principal>()
  const failures = new WeakMap<Request, unknown>()
  const datastore = new RoomStore(room)
  const server = new Server({
    path,
    datastore,
    locker: { newLock: (id) => letGoAfter(room.locks.newLock(id), () => datastore.writing.get(id)) },
    maxSize: (request) => limitsFor(room, owners.get(request)?.agency.code).fileBytesMax,
    lockDrainTimeout: lockDrainMs,
    namingFunction: () => newMaterialId(),
    generateUrl: (_request, { id }) => `${locationBase}${path}/${id}`,
    getFileIdFromRequest: (request) => new URL(request.url).pathname.split('/').at(-1),
    async onUploadCreate(request, upload) {
      const owner = owners.get(request)
      if (!owner) throw new Error('an upload without an owner')
      datastore.owners.set(upload, owner)
      return {}
    },
    onResponseError(request, error) {
      failures.set(request, error)
      return undefined
    },
  })

  return {
    async handle(request, principal) {
      owners.set(request, principal)
      const response = await server.handleWeb(request)
      // Its answers are for machines of one origin; what the library says to browsers elsewhere is not ours to say.
      for (const name of [...response.headers.keys()])
        if (name.startsWith('access-control-')) response.headers.delete(name)
      if (response.status < 400) return { response }
      const failure = failures.get(request)
      if (failure instanceof UploadProblem) return { response, refusal: failure }
      if (failure instanceof UploadLocked)
        return { response, refusal: new UploadProblem('upload_locked', failure.message) }
      const known = ofTusStatus(response.status, await response.text())
      if (known) return { response, refusal: known }
      throw failure ?? new Error(`tus answered ${response.status}`)
    },
  }
}

/** The library's idea of a store, filled by the room. What the room turns away is thrown, as the library expects. */
class RoomStore extends DataStore {
  readonly owners = new WeakMap<Upload, Principal>()
  /** What is being written, by upload; also after the library has given up on it. */
  readonly writing = new Map<string, Promise<unknown>>()
  readonly #room: MaterialsRoom

  constructor(room: MaterialsRoom) {
    super()
    this.#room = room
    this.extensions = ['creation', 'creation-with-upload', 'creation-defer-length', 'termination', 'expiration']
  }

  override async create(upload: Upload): Promise<Upload> {
    const owner = this.owners.get(upload)
    if (!owner) throw new Error('an upload without an owner')
    const { id, size, metadata = {} } = upload
    const begun = granted(
      await begin(this.#room, {
        id,
        agencyId: owner.agency.id,
        agencyCode: owner.agency.code,
        clientId: owner.clientId,
        size,
        metadata,
      }),
    )
    upload.creation_date = this.#creationOf(begun)
    return upload
  }

  override async getUpload(id: string): Promise<Upload> {
    const at = granted(await progress(this.#room, id))
    const { deferred, size, metadata } = at.material
    return new Upload({
      id,
      ...(!deferred && { size }),
      offset: at.offset,
      metadata: { ...metadata },
      creation_date: this.#creationOf(at),
    })
  }

  override async declareUploadLength(id: string, length: number): Promise<void> {
    await declareLength(this.#room, id, length)
  }

  override async write(stream: Readable, id: string, offset: number): Promise<number> {
    // A refusal must reach the library before the end of the stream does: a stream destroyed first reads as a cut.
    const receiving = receive(this.#room, id, offset, stream.iterator({ destroyOnReturn: false }))
    const ended = receiving.then(
      () => {},
      () => {},
    )
    this.writing.set(id, ended)
    try {
      return granted(await receiving)
    } finally {
      this.writing.delete(id)
    }
  }

  override async remove(id: string): Promise<void> {
    granted(await takeAway(this.#room, id))
  }

  override getExpiration(): number {
    return this.#room.limits.unfinishedHours * 3_600_000
  }

  /** The library adds one fixed span to this for `Upload-Expires` and 410; a finished file has a longer one. */
  #creationOf(at: Progress): string {
    // What a case has taken does not expire.
    if (at.material.transferId !== null) return new Date().toISOString()
    return new Date(at.material.expiresAt.getTime() - this.getExpiration()).toISOString()
  }
}

/**
 * At a cut the library unlocks at once, while the room still puts away what had arrived: the next writer would begin beside
 * it, at an offset that is not the last word.
 */
function letGoAfter(lock: UploadLock, writing: () => Promise<unknown> | undefined): UploadLock {
  return {
    lock: (signal, requestRelease) => lock.lock(signal, requestRelease),
    unlock: async () => {
      await writing()
      await lock.unlock()
    },
  }
}

function granted<T>(outcome: T | TurnedAway): T {
  if (turnedAway(outcome)) throw new UploadProblem(codeOfTurnedAway[outcome.code], outcome.detail)
  return outcome as T
}
