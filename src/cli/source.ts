// `xianjie source …`: the platforms that penalty records are pulled from (对接平台). It enters them from a file, shows where
// each stands, tries a mapping without changing anything, and pulls.
import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { Keyring, Registry, showAgency, Unregistrable } from '../agencies/index.ts'
import { openSealer, outbound, sealingKey } from '../kernel/index.ts'
import { openPenalties } from '../penalties/index.ts'
import {
  dryRun,
  enterSource,
  fileRows,
  openSources,
  pull,
  removeSource,
  SourceEntryFault,
  type SourceRow,
  type Sources,
  setSecret,
  setState,
  skipFile,
  sourceOf,
  sourceRow,
  sourceRows,
  sourceShown,
  sourceWithRuns,
} from '../sync/index.ts'
import { type CliContext, columns, type OpenContext, withContext } from './context.ts'
import { readJson } from './json-file.ts'
import { whole } from './options.ts'

export function register(program: Command, open: OpenContext): void {
  const source = program.command('source').description('platforms that penalty records are pulled from (对接平台)')
  registerEntering(source, open)
  registerSight(source, open)
  registerPulls(source, open)
}

function registerEntering(source: Command, open: OpenContext): void {
  source
    .command('add <file>')
    .description('enter a source from a JSON file (- for standard input); its secret is given apart')
    .option('--replace', 'change the source of that name; how far it was read stands')
    .action(async (file: string, options: { replace?: boolean }, command: Command) =>
      withContext<{ replace?: boolean }>(open, async ({ pool, out }, { replace = false }) => {
        const said = await readJson(file, '<file>')
        const entered = await enterSource(pool, said, agencyIdIn(pool), { replace }).catch((error: unknown) => {
          throw error instanceof SourceEntryFault ? new Unregistrable('<file>', error.message) : error
        })
        out(entered, () => `${entered.replaced ? 'Changed' : 'Entered'} the source ${entered.name} ${entered.id}`)
      })(options, command),
    )
  source
    .command('secret <name>')
    .description('enter the secret of a source, read from standard input; it is kept sealed and never shown')
    .option('--from <file>', 'read it from a file', '-')
    .action(async (name: string, options: { from: string }, command: Command) =>
      withContext<{ from: string }>(open, async (context, { from }) => {
        const row = await rowOf(context.pool, name)
        const secret = readFileSync(from === '-' ? 0 : from, 'utf8').replace(/\r?\n$/, '')
        if (secret === '') throw new Unregistrable('from', 'There is nothing in it.')
        await setSecret(context.pool, row.id, sealerOf(context, true).seal(secret))
        context.out({ id: row.id, name: row.name }, () => `Sealed the secret of ${row.name}`)
      })(options, command),
    )
  for (const state of ['enabled', 'disabled'] as const)
    source
      .command(`${state === 'enabled' ? 'enable' : 'disable'} <name>`)
      .description(state === 'enabled' ? 'pull it again' : 'pull it no more; what it brought stays')
      .action(
        named(open, async ({ pool, out }, { id, name }) => {
          await setState(pool, id, state)
          out({ id, name, state }, () => `${name} is ${state}`)
        }),
      )
  source
    .command('remove <name>')
    .description('remove a source and the log of its pulls; the records it brought stay')
    .action(
      named(open, async ({ pool, out }, { id, name }) => {
        await removeSource(pool, id)
        out({ id, name, removed: true }, () => `Removed ${name}`)
      }),
    )
  source
    .command('skip <name> <sequence>')
    .description('of a file drop: go on without the package of this number, which will never come')
    .requiredOption('--why <text>', 'the reason, which is kept')
    .action(async (name: string, sequence: string, options: { why: string }, command: Command) =>
      withContext<{ why: string }>(open, async ({ pool, out }, { why }) => {
        const row = await rowOf(pool, name)
        const no = whole(0, 999_999_999)(sequence)
        const skipped = await skipFile(pool, row.id, no, why, new Date())
        if (!skipped) throw new Unregistrable('<sequence>', `The package ${sequence} was taken or skipped before.`)
        out({ id: row.id, sequence: no, skipped }, () => `${row.name} goes on without ${sequence}`)
      })(options, command),
    )
}

function registerSight(source: Command, open: OpenContext): void {
  source
    .command('list')
    .description('list the sources and where each stands')
    .action(
      withContext<object>(open, async ({ pool, out }) => {
        const all = (await sourceRows(pool)).map((row) => sourceShown(row, Date.now()))
        const rows = all.map((s) => [s.name, s.kind, s.state, `lag ${s.lagSeconds} s`, backlogOf(s), s.lastError ?? ''])
        out(all, () => columns(rows))
      }),
    )
  source
    .command('show <name>')
    .description('show how a source is configured')
    .action(
      named(open, async ({ out }, row) => {
        const shown = { ...sourceShown(row, Date.now()), habit: row.habit, mapping: row.mapping, config: row.config }
        out(shown, () => JSON.stringify(shown, null, 2))
      }),
    )
  source
    .command('status <name>')
    .description('show where a source stands, its last pulls and its last packages')
    .action(
      named(open, async ({ pool, out }, row) => {
        const status = await sourceWithRuns({ pool, now: Date.now }, row)
        const packages = row.kind === 'files' ? await fileRows(pool, row.id, 20) : []
        out({ ...status, packages }, () =>
          [
            `${status.name}: ${status.state}, lag ${status.lagSeconds} s, ${backlogOf(status)}`,
            ...(status.lastError === null ? [] : [`last error: ${status.lastError}`]),
            columns(
              status.runs.map((r) => [
                r.begunAt,
                r.state,
                r.askedBy,
                `read ${r.read}`,
                `created ${r.created}`,
                `updated ${r.updated}`,
                `quarantined ${r.quarantined}`,
                `refused ${r.refused}`,
                r.error ?? '',
              ]),
            ),
            columns(packages.map((p) => [`package ${p.sequence ?? '?'}`, p.state, p.name, p.reason ?? ''])),
          ].join('\n'),
        )
      }),
    )
}

function registerPulls(source: Command, open: OpenContext): void {
  source
    .command('dry-run <name>')
    .description('show what the next pull would read and what would become of it; changes nothing anywhere')
    .option('--limit <n>', 'records', whole(0, 999_999_999), 20)
    .action(async (name: string, options: { limit: number }, command: Command) =>
      withContext<{ limit: number }>(open, async (context, { limit }) => {
        await withRoom(context, async (room) => {
          const found = await sourceOf(room, (await rowOf(context.pool, name)).id)
          if (found === undefined) throw new Unregistrable('<name>', `There is no source ${name}.`)
          const seen = await dryRun(room, found, limit, AbortSignal.timeout(120_000))
          context.out(seen, () =>
            [
              ...seen.records.map((r) => JSON.stringify(r)),
              `${seen.records.length} records${seen.more ? ', and there are more' : ''}`,
              ...(seen.error === null ? [] : [`ended by: ${seen.error}`]),
            ].join('\n'),
          )
          if (seen.error !== null) process.exitCode = 1
        })
      })(options, command),
    )
  source
    .command('pull <name>')
    .description('pull now, in this process; exits with 1 where the pull failed')
    .action(
      named(open, async (context, row) => {
        await withRoom(context, async (room) => {
          const pulled = await pull(room, row.id, { askedBy: 'command', atMostMs: 24 * 3_600_000 })
          if (pulled === undefined)
            throw new Unregistrable('<name>', `${row.name} is being pulled at this moment; see: xianjie source status`)
          const { source: _id, run: _run, ...counts } = pulled
          context.out({ name: row.name, ...counts }, () =>
            columns(Object.entries(counts).map(([what, value]) => [what, String(value ?? '')])),
          )
          if (pulled.error !== null) process.exitCode = 1
        })
      }),
    )
}

/** An action on one source by its name or id. */
function named(open: OpenContext, work: (context: CliContext, row: SourceRow) => Promise<void>) {
  return (name: string, options: object, command: Command) =>
    withContext<object>(open, async (context) => work(context, await rowOf(context.pool, name)))(options, command)
}

async function rowOf(pool: CliContext['pool'], name: string): Promise<SourceRow> {
  const row = await sourceRow(pool, name)
  if (row === undefined) throw new Unregistrable('<name>', `There is no source ${name}.`)
  return row
}

const agencyIdIn = (pool: CliContext['pool']) => async (code: string) =>
  (
    await showAgency(pool, code).catch((error: unknown) => {
      if (error instanceof Unregistrable) return undefined
      throw error
    })
  )?.id

const backlogOf = ({ backlog }: { backlog: number | null }) => (backlog === null ? '' : `backlog ${backlog}`)

function sealerOf({ dataDir, secretsKey }: CliContext, generateIfNone: boolean) {
  return openSealer(sealingKey({ dataDir, handedIn: secretsKey, generateIfNone }))
}

/** What the gateway itself opens, as far as a pull needs it. */
async function withRoom(context: CliContext, work: (room: Sources) => Promise<void>): Promise<void> {
  const { pool, dataDir, issuer, keyFile } = context
  const registry = new Registry({ pool })
  const keyring = await Keyring.open({ registry, pool, issuer, dataDir, handedIn: keyFile, generateIfNone: true })
  const calls = outbound()
  const room = openSources({
    pool,
    penalties: openPenalties({ pool, organs: () => registry.current().then((s) => s.directory), now: Date.now }),
    sealer: sealerOf(context, true),
    outbound: calls,
    sign: (payload, header) => keyring.sign(JSON.stringify(payload), header),
    issuer,
    now: Date.now,
    random: Math.random,
  })
  try {
    await work(room)
  } finally {
    await room.locks.close()
    calls.close()
  }
}
