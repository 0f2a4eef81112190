// What operators do with sinks: enter, change, give its secret, look, send again, let go. Every change is noted in the queue
// with who made it and why.
import type { Directory } from '../../agencies/index.ts'
import {
  addReceiver,
  type By,
  changeReceiver,
  deliveriesOf,
  deliveryOf,
  letGo,
  operatedMax,
  type Receiver,
  type ReceiverStatus,
  receiverStatus,
  receiversOf,
  removeReceiver,
  replay,
  sendAgain,
  type Which,
} from '../../outbox/index.ts'
import { type SinkCarrier, type SinkDeps, sinkCarrier } from './carrier.ts'
import { readDefinition, type SinkDefinition, SinkFault } from './definition.ts'

export interface Sinks extends SinkDeps {
  readonly carrier: SinkCarrier
}

export function openSinks(deps: SinkDeps): Sinks {
  return { ...deps, carrier: sinkCarrier(deps) }
}

export interface Sink {
  readonly id: string
  readonly agencyId: string | null
  readonly definition: SinkDefinition
  readonly receiver: Receiver
  readonly hasSecret: boolean
}

/** Kind of the queue's receivers. */
export const sinkKind = 'sink'
const kind = sinkKind
const shown = (receiver: Receiver): Sink => ({
  id: receiver.id,
  agencyId: receiver.agencyId,
  definition: receiver.config as SinkDefinition,
  receiver,
  hasSecret: receiver.secret !== null,
})

/** Organs whose cases it reports, by what is registered now. Throws SinkFault. */
function followed(sink: SinkDefinition, directory: Directory): { agencyId: string; follows: string[] } {
  const agencies = [...directory.byId.values()]
  const own = agencies.find(({ code }) => code === sink.agency)
  if (own === undefined) throw new SinkFault([`/agency: no agency with the code ${sink.agency} is registered`])
  const { regions = [], domains = [], agencies: named = [] } = sink.covers ?? {}
  const unknown = named.filter((code) => !agencies.some((a) => a.code === code))
  if (unknown.length > 0)
    throw new SinkFault(unknown.map((code) => `/covers/agencies: no agency ${code} is registered`))
  const covered = agencies.filter(
    (a) =>
      named.includes(a.code) ||
      ((regions.length > 0 || domains.length > 0) &&
        a.kind === 'administrative' &&
        (regions.length === 0 || regions.some((region) => a.regionCode.startsWith(region))) &&
        (domains.length === 0 || a.domains.some((domain) => domains.includes(domain)))),
  )
  return { agencyId: own.id, follows: [...new Set([own.id, ...covered.map(({ id }) => id)])].sort() }
}

const rowOf = (sink: SinkDefinition, follows: readonly string[]) => ({
  follows,
  config: sink,
  inFlightMax: sink.inFlight,
  timeoutMs: sink.config.timeoutMs,
})

/** Enters a sink; `from` says whether it is told of what happened before. Throws SinkFault. */
export async function addSink(
  room: Sinks,
  given: unknown,
  by: By,
  options: { from?: 'now' | 'beginning'; secret?: string } = {},
): Promise<Sink> {
  const sink = readDefinition(given)
  const { agencyId, follows } = followed(sink, await room.directory())
  if ((await sinkNamed(room, sink.name)) !== undefined)
    throw new SinkFault([`/name: there is a sink ${sink.name} already`])
  const secret = options.secret === undefined ? {} : { secret: room.sealer.seal(options.secret) }
  const entry = { kind, name: sink.name, agencyId, ...rowOf(sink, follows), from: options.from ?? 'now', ...secret }
  return shown(await addReceiver(room.pool, entry, by))
}

/** Replaces what the operator wrote down; name, agency and secret stay. Throws SinkFault. */
export async function changeSink(room: Sinks, sink: Sink, given: unknown, by: By): Promise<Sink> {
  const changed = readDefinition(given)
  if (changed.name !== sink.definition.name) throw new SinkFault(['/name: a sink keeps its name'])
  const { agencyId, follows } = followed(changed, await room.directory())
  if (agencyId !== sink.agencyId) throw new SinkFault(['/agency: a sink keeps its agency; enter another one'])
  const row = await changeReceiver(room.pool, sink.id, rowOf(changed, follows), by)
  if (row === undefined) throw new SinkFault([`${changed.name}: it was removed`])
  return shown(row)
}

/** Organs that were registered since are followed too. */
export async function followAnew(room: Sinks): Promise<void> {
  const directory = await room.directory()
  for (const sink of await listSinks(room, {})) {
    if (sink.definition.covers === undefined) continue
    const { follows } = followed({ ...sink.definition, covers: { ...sink.definition.covers, agencies: [] } }, directory)
    const all = [...new Set([...follows, ...sink.receiver.follows])].sort()
    if (all.length > sink.receiver.follows.length)
      await changeReceiver(
        room.pool,
        sink.id,
        { follows: all },
        { who: 'gateway', why: 'agencies that it covers were registered' },
      )
  }
}

export async function listSinks(
  room: Pick<Sinks, 'pool'>,
  filter: { agencyId?: string; before?: string; limit?: number },
): Promise<Sink[]> {
  return (await receiversOf(room.pool, { kind, ...filter })).map(shown)
}

export async function sinkOf(room: Pick<Sinks, 'pool'>, id: string, agencyId?: string): Promise<Sink | undefined> {
  const [row] = await receiversOf(room.pool, { kind, id, ...(agencyId !== undefined && { agencyId }) })
  return row && shown(row)
}

export async function sinkNamed(room: Pick<Sinks, 'pool'>, name: string): Promise<Sink | undefined> {
  return (await listSinks(room, {})).find((sink) => sink.definition.name === name)
}

/** `null` takes the secret away. */
export async function setSinkSecret(room: Sinks, sink: Sink, secret: string | null, by: By): Promise<void> {
  await changeReceiver(room.pool, sink.id, { secret: secret === null ? null : room.sealer.seal(secret) }, by)
}

export async function setSinkState(room: Sinks, sink: Sink, state: 'enabled' | 'disabled', by: By): Promise<Sink> {
  return shown((await changeReceiver(room.pool, sink.id, { state }, by)) ?? sink.receiver)
}

export const removeSink = (room: Sinks, sink: Sink, by: By): Promise<boolean> => removeReceiver(room.pool, sink.id, by)

export async function sinkStatus(room: Pick<Sinks, 'pool'>, id: string): Promise<ReceiverStatus | undefined> {
  return (await receiverStatus(room.pool, id))[0]
}

const deadAtOnce = 200

/**
 * Sends again. A dead letter that could not be said in the platform's codes is made anew first: the operator has mended the
 * codes, or it stays dead with its reason.
 */
export async function replaySink(room: Sinks, sink: Sink, which: Which, by: By): Promise<number> {
  const sendable: string[] = []
  let count = 0
  for (let before: string | undefined, more = true; more; ) {
    const page = await deliveriesOf(room.pool, sink.id, {
      state: 'dead',
      limit: deadAtOnce,
      ...(before !== undefined && { before }),
    })
    before = page.at(-1)?.seq
    more = page.length === deadAtOnce
    const bodiless: Logged[] = []
    for (const one of page.filter((d) => !('ids' in which) || which.ids.includes(d.id)))
      if ((await deliveryOf(room.pool, sink.id, one.id))?.body === '') bodiless.push(one)
      else sendable.push(one.id)
    count += await madeAnew(room, sink, bodiless, by)
  }
  if ('from' in which) return count + (await replay(room.pool, sink.id, which, by))
  const ids = 'ids' in which ? [...new Set([...sendable, ...(await deliveredOf(room, sink, which.ids))])] : sendable
  for (let i = 0; i < ids.length; i += operatedMax)
    count += await replay(room.pool, sink.id, { ids: ids.slice(i, i + operatedMax) }, by)
  return count
}

type Logged = Awaited<ReturnType<typeof deliveriesOf>>[number]

async function deliveredOf(room: Sinks, sink: Sink, ids: readonly string[]): Promise<string[]> {
  const found: string[] = []
  for (const id of ids) if ((await deliveryOf(room.pool, sink.id, id))?.state === 'delivered') found.push(id)
  return found
}

async function madeAnew(room: Sinks, sink: Sink, dead: readonly Logged[], by: By): Promise<number> {
  const again: { id: string; body: string; digest: string }[] = []
  for (const { id, kind, transferId, version, step, createdAt } of dead) {
    if (transferId === null || version === null || step === null) continue
    for (const agencyId of sink.receiver.follows) {
      const owed = { id, agencyId, kind, transferId, version, step, at: createdAt, about: null }
      const [made] = await room.carrier.compose(sink.receiver, [owed])
      if (made === undefined || made.dead !== undefined || made.digest === undefined) continue
      again.push({ id, body: made.body, digest: made.digest })
      break
    }
  }
  return again.length === 0 ? 0 : sendAgain(room.pool, sink.id, again, by)
}

export async function letSinkGo(
  room: Sinks,
  sink: Sink,
  which: { readonly dead: true } | { readonly ids: readonly string[] },
  by: By,
): Promise<number> {
  return letGo(room.pool, sink.id, which, by)
}

/** The record of one entry as it would be sent now, or why it cannot be. */
export async function previewSink(
  room: Sinks,
  sink: Sink,
  transferId: string,
  version: number,
): Promise<{ body: unknown; dead?: string } | undefined> {
  for (const agencyId of sink.receiver.follows) {
    const step = sink.definition.steps?.[0] ?? ''
    const kind = 'transfer' as const
    const owed = { id: sink.id, agencyId, kind, transferId, version, step, at: new Date(0), about: null }
    const [made] = await room.carrier.compose(sink.receiver, [owed])
    if (made?.digest !== undefined) return { body: JSON.parse(made.body) }
    if (made?.dead !== undefined && agencyId === sink.receiver.follows.at(-1)) return { body: null, dead: made.dead }
  }
  return undefined
}
