// `xianjie sink …`: the platforms that are told of transfers (对接平台). It enters them from a file, shows how each stands and
// what it was told, and sends again or lets go what could not be told.
import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { Registry, Unregistrable } from '../agencies/index.ts'
import { openSealer, outbound, sealingKey } from '../kernel/index.ts'
import { deliveriesOf, type ReceiverStatus, receiverStatus } from '../outbox/index.ts'
import { reviewsTold } from '../supervision/index.ts'
import {
  addSink,
  changeSink,
  letSinkGo,
  listSinks,
  openSinks,
  previewSink,
  removeSink,
  replaySink,
  type Sink,
  SinkFault,
  type Sinks,
  setSinkSecret,
  setSinkState,
  sinkNamed,
  sinkOf,
  sinkStatus,
  unmapped,
} from '../sync/index.ts'
import { type CliContext, collect, columns, type OpenContext, withContext } from './context.ts'
import { readJson } from './json-file.ts'
import { whole } from './options.ts'

const by = (why?: string) => ({ who: 'operator', why })

export function register(program: Command, open: OpenContext): void {
  const sink = program.command('sink').description('platforms that are told of transfers (对接平台)')
  registerEntering(sink, open)
  registerSight(sink, open)
  registerSending(sink, open)
}

function registerEntering(sink: Command, open: OpenContext): void {
  sink
    .command('add <file>')
    .description('enter a sink from a JSON file (- for standard input); its secret is given apart')
    .option('--replace', 'change the sink of that name; what is owed to it stays')
    .option('--from-beginning', 'tell it of everything that happened, not only of what happens from now on')
    .action(async (file: string, options: object, command: Command) =>
      withContext<{ replace?: boolean; fromBeginning?: boolean }>(open, async (context, { replace, fromBeginning }) => {
        const said = await readJson(file, '<file>')
        await withRoom(context, async (room) => {
          const known = replace ? await sinkNamed(room, String((said as { name?: unknown }).name)) : undefined
          const entered =
            known === undefined
              ? await addSink(room, said, by(), { from: fromBeginning ? 'beginning' : 'now' }).catch(faulty)
              : await changeSink(room, known, said, by()).catch(faulty)
          const { id, definition } = entered
          const lists = unmapped(definition)
          context.out({ id, name: definition.name, replaced: known !== undefined, unmapped: lists }, () =>
            [
              `${known === undefined ? 'Entered' : 'Changed'} the sink ${definition.name} ${id}`,
              ...lists.map(({ list, words }) => `codes.${list} has no code for: ${words.join(', ')}`),
            ].join('\n'),
          )
        })
      })(options, command),
    )
  sink
    .command('secret <name>')
    .description('enter the secret of a sink, read from standard input; it is kept sealed and never shown')
    .action(
      named(open, async (context, room, one) => {
        const secret = readFileSync(0, 'utf8').replace(/\r?\n$/, '')
        if (secret === '') throw new Unregistrable('<name>', 'Nothing came on standard input.')
        await setSinkSecret(room, one, secret, by())
        context.out({ id: one.id, name: one.definition.name }, () => `Sealed the secret of ${one.definition.name}`)
      }),
    )
  for (const state of ['enabled', 'disabled'] as const)
    sink
      .command(`${state === 'enabled' ? 'enable' : 'disable'} <name>`)
      .description(state === 'enabled' ? 'tell it again' : 'tell it no more; what is owed to it waits')
      .option('--why <text>', 'the reason, which is kept')
      .action(
        named(open, async (context, room, one, { why }) => {
          await setSinkState(room, one, state, by(why))
          context.out({ id: one.id, name: one.definition.name, state }, () => `${one.definition.name} is ${state}`)
        }),
      )
  sink
    .command('remove <name>')
    .description('remove a sink; what is owed to it is let go')
    .option('--why <text>', 'the reason, which is kept')
    .action(
      named(open, async (context, room, one, { why }) => {
        await removeSink(room, one, by(why))
        context.out({ id: one.id, removed: true }, () => `Removed ${one.definition.name}`)
      }),
    )
}

function registerSight(sink: Command, open: OpenContext): void {
  sink
    .command('list')
    .description('list the sinks and how each stands')
    .action(
      withContext<object>(open, async ({ pool, out }) => {
        const sinks = await listSinks({ pool }, {})
        const status = new Map((await receiverStatus(pool)).map((one) => [one.receiverId, one]))
        const all = sinks.map((one) => shown(one, status.get(one.id)))
        out(all, () =>
          columns(
            all.map((s) => [
              s.name,
              s.kind,
              s.state,
              `lag ${s.lagSeconds} s`,
              `backlog ${s.backlog}`,
              `dead ${s.deadLetters}`,
              s.breaker,
              s.lastError ?? '',
            ]),
          ),
        )
      }),
    )
  sink
    .command('show <name>')
    .description('show how a sink is configured')
    .action(
      named(open, async ({ out }, room, one) => {
        const all = { ...shown(one, await sinkStatus(room, one.id)), definition: one.definition }
        out(all, () => JSON.stringify(all, null, 2))
      }),
    )
  sink
    .command('status <name>')
    .description('show how a sink stands and its dead letters')
    .action(
      named(open, async ({ pool, out }, room, one) => {
        const status = shown(one, await sinkStatus(room, one.id))
        const dead = await deliveriesOf(pool, one.id, { state: 'dead', limit: 50 })
        out({ ...status, dead }, () =>
          [
            `${status.name}: ${status.state}, lag ${status.lagSeconds} s, backlog ${status.backlog}, breaker ${status.breaker}`,
            ...(status.lastError === null ? [] : [`last error: ${status.lastError}`]),
            columns(
              dead.map((d) => [d.id, d.transferId ?? '', `v${d.version ?? ''}`, d.step ?? '', d.lastError ?? '']),
            ),
          ].join('\n'),
        )
      }),
    )
  sink
    .command('preview <name> <case> <version>')
    .description('show what a sink would be told of one entry, or why it cannot be told')
    .action(async (name: string, transferId: string, version: string, options: object, command: Command) =>
      withContext<object>(open, async (context) =>
        withRoom(context, async (room) => {
          const seen = await previewSink(room, await sinkCalled(room, name), transferId, whole(1, 999_999_999)(version))
          if (seen === undefined) throw new Unregistrable('<case>', 'The sink is not told of this entry.')
          context.out(seen, () => seen.dead ?? JSON.stringify(seen.body, null, 2))
        }),
      )(options, command),
    )
}

function registerSending(sink: Command, open: OpenContext): void {
  const which = { id: '--id <delivery>', from: '--from <instant>' }
  sink
    .command('replay <name>')
    .description('send again: all dead letters, or what is named; a report without a code is made anew first')
    .option(which.id, 'only this delivery (repeatable)', collect)
    .option(which.from, 'everything that was owed since then (RFC 3339), delivered or not')
    .option('--why <text>', 'the reason, which is kept')
    .action(
      named(open, async (context, room, one, { id, from, why }) => {
        if (from !== undefined && Number.isNaN(Date.parse(from))) throw new Unregistrable('from', 'Give an instant.')
        const what = id ? { ids: id } : from === undefined ? ({ dead: true } as const) : { from: new Date(from) }
        const replayed = await replaySink(room, one, what, by(why))
        context.out({ name: one.definition.name, replayed }, () => `${replayed} wait to be sent again`)
      }),
    )
  sink
    .command('let-go <name>')
    .description('give up dead letters, so that what stands behind them may go')
    .option(which.id, 'this delivery (repeatable)', collect)
    .option('--all-dead', 'all dead letters')
    .requiredOption('--why <text>', 'the reason, which is kept')
    .action(
      named(open, async (context, room, one, { id, allDead, why }) => {
        if ((id === undefined) === (allDead !== true)) throw new Unregistrable('id', 'Give --id or --all-dead.')
        const let_go = await letSinkGo(room, one, id ? { ids: id } : { dead: true }, by(why))
        context.out({ name: one.definition.name, letGo: let_go }, () => `${let_go} let go`)
      }),
    )
}

/** As the doors show it; never its secret. */
function shown({ id, definition, receiver, hasSecret }: Sink, status: ReceiverStatus | undefined) {
  const oldest = status?.oldestWaitingAt ?? null
  return {
    id,
    name: definition.name,
    kind: definition.kind,
    agency: definition.agency,
    state: receiver.state,
    hasSecret,
    lagSeconds: oldest === null ? 0 : Math.max(0, Math.round((Date.now() - oldest.getTime()) / 1000)),
    backlog: status?.waiting ?? 0,
    deadLetters: status?.dead ?? 0,
    breaker: status?.breaker ?? 'closed',
    lastDeliveredAt: status?.lastDeliveredAt?.toISOString() ?? null,
    lastError: status?.lastError ?? null,
  }
}

interface Options {
  why?: string
  id?: string[]
  from?: string
  allDead?: boolean
}

/** An action on one sink by its name or id. */
function named(
  open: OpenContext,
  work: (context: CliContext, room: Sinks, one: Sink, options: Options) => Promise<void>,
) {
  return (name: string, options: Options, command: Command) =>
    withContext<Options>(open, async (context, given) =>
      withRoom(context, async (room) => work(context, room, await sinkCalled(room, name), given)),
    )(options, command)
}

async function sinkCalled(room: Sinks, name: string): Promise<Sink> {
  const isId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(name)
  const found = (await sinkNamed(room, name)) ?? (isId ? await sinkOf(room, name) : undefined)
  if (found === undefined) throw new Unregistrable('<name>', `There is no sink ${name}.`)
  return found
}

/** What the gateway itself opens, as far as an operator needs it. */
async function withRoom(context: CliContext, work: (room: Sinks) => Promise<void>): Promise<void> {
  const { pool, dataDir, secretsKey } = context
  const registry = new Registry({ pool })
  const calls = outbound()
  const sealer = openSealer(sealingKey({ dataDir, handedIn: secretsKey, generateIfNone: true }))
  const directory = () => registry.current().then((snapshot) => snapshot.directory)
  const room = openSinks({
    ...{ pool, directory, sealer, calls, now: Date.now },
    reviews: (wanted) => reviewsTold(pool, wanted),
  })
  try {
    await work(room)
  } finally {
    await room.carrier.close()
    calls.close()
  }
}

function faulty(error: unknown): never {
  throw error instanceof SinkFault ? new Unregistrable('<file>', error.message) : error
}
