// `xianjie draw …`: double-random draws. `verify` checks a published file offline, without a database and without a
// configuration; the others are the operator's hand in what procuratorates do through the API.
import { createReadStream, createWriteStream, readFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Command } from 'commander'
import type { ZodType } from 'zod'
import { announceDraw, cancelDraw as cancelForm, makeDraw as makeForm } from '../../schemas/index.ts'
import { clientGate, officerColumns, officerGate, Registry, Unregistrable } from '../agencies/index.ts'
import { logKeyOf } from '../journal/index.ts'
import { type ActingCaller, gatewayClient, Refusal } from '../kernel/index.ts'
import {
  announce,
  cancelDraw,
  type DrawReport,
  type Draws,
  fileOf,
  linesOf,
  listDraws,
  makeDraw,
  openDraws,
  populationOf,
  showDraw,
  verifyDraw,
} from '../supervision/index.ts'
import { type CliContext, collect, columns, type OpenContext, withContext } from './context.ts'

export function register(program: Command, open: OpenContext): void {
  const draw = program.command('draw').description('双随机 double-random draws: announce, draw, show, verify')
  registerVerify(program, draw)
  registerActs(draw, open)
  registerShow(draw, open)
}

function registerVerify(program: Command, draw: Command): void {
  draw
    .command('verify')
    .description('compute a published draw again, offline; exits 1 and names every fault where it does not hold')
    .argument('<file>', 'the file of GET /v1/supervision/draws/{id}/file, or of `draw show --file`')
    .option('--population <file>', 'the population, a line a member; without it only what was drawn is checked')
    .option('--key <key>', 'verifier key of the journal that you trust, or a file of them; repeatable', collect)
    .action(async (file: string, asked: { population?: string; key?: string[] }, command: Command) => {
      const usage = (detail: string) => command.error(`error: ${detail}`, { exitCode: 2 })
      const report = await verified(file, asked, usage)
      const json = program.opts<{ json?: boolean }>().json === true
      console.log(json ? JSON.stringify({ file, ...report }) : told(file, report))
      if (!report.holds) process.exitCode = 1
    })
}

async function verified(
  file: string,
  { population, key }: { population?: string; key?: string[] },
  usage: (detail: string) => never,
): Promise<DrawReport> {
  const text = textOf(file, usage)
  let given: unknown
  try {
    given = JSON.parse(text)
  } catch {
    return {
      ...{ holds: false, draw: null, believed: [], checked: { members: 0, drawn: 0, assigned: 0 } },
      faults: [{ fault: 'unreadable', detail: 'it is no JSON' }],
    }
  }
  const keys = (key ?? []).flatMap((one) => keysIn(one, usage))
  const lines = population === undefined ? null : linesOf(opened(population))
  try {
    return await verifyDraw(given, lines, keys)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code !== undefined) return usage(message)
    throw error
  }
}

/** Opened when it is read: a file that fails before it is asked for would end the process. */
async function* opened(path: string): AsyncGenerator<Buffer> {
  yield* createReadStream(path) as AsyncIterable<Buffer>
}

function textOf(file: string, usage: (detail: string) => never): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    return usage(error instanceof Error ? error.message : String(error))
  }
}

function keysIn(given: string, usage: (detail: string) => never): string[] {
  if (logKeyOf(given) !== null) return [given.trim()]
  const keys = textOf(given, usage)
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
  return keys.length > 0 && keys.every((one) => logKeyOf(one) !== null)
    ? keys
    : usage(`${given}: no verifier key of a journal`)
}

function told(file: string, { holds, draw, faults, believed, checked }: DrawReport): string {
  return [
    `${file}: ${holds ? 'holds · 核验通过' : 'DOES NOT HOLD · 核验不通过'}`,
    ...faults.map(({ fault, detail }) => `  FAIL ${fault}: ${detail}`),
    `  draw ${draw ?? '?'}: ${checked.members} members read, ${checked.drawn} drawn, ${checked.assigned} assigned, all computed again`,
    ...believed.map((one) => `  NOT CHECKED ${one}`),
  ].join('\n')
}

function registerActs(draw: Command, open: OpenContext): void {
  const agency = ['--agency <uscc>', 'the procuratorate in whose name it is done'] as const
  const announcing = draw
    .command('announce')
    .description('freeze a population and seal it with method and reviewers')
    .argument('<file>', 'JSON as POST /v1/supervision/draws takes it, with the officers')
    .requiredOption(...agency)
  announcing.action((file: string, options: { agency: string }) =>
    withContext<{ agency: string }>(open, async (context, asked) => {
      const { room, caller } = await roomOf(context, asked.agency)
      const raw = readFileSync(file)
      const input = parsed(raw, announceDraw)
      await done(context, room, caller, await announce(room, caller, input, { raw, route: 'draw announce' }))
    })(options, announcing),
  )
  const making = draw
    .command('draw')
    .description('make a draw, with the public values that its announcement named')
    .argument('<id>', 'its id')
    .requiredOption(...agency)
    .requiredOption('--officers <file>', 'JSON: the officers who do it')
    .option('--value <name=value>', 'a public value; repeatable', collect)
  making.action((id: string, options: ActOptions) =>
    withContext<ActOptions>(open, async (context, asked) => {
      const { room, caller } = await roomOf(context, asked.agency)
      const publicValues = (asked.value ?? []).map((one) => {
        const at = one.indexOf('=')
        if (at < 1) throw new Unregistrable('value', 'Give a value as name=value.')
        return { name: one.slice(0, at), value: one.slice(at + 1) }
      })
      const raw = Buffer.from(JSON.stringify({ officers: officersIn(asked.officers), publicValues }))
      const input = parsed(raw, makeForm)
      await done(context, room, caller, await makeDraw(room, caller, id, input, { raw, route: `draw draw ${id}` }))
    })(options, making),
  )
  const cancelling = draw
    .command('cancel')
    .description('cancel a draw that is not made; it stays visible')
    .argument('<id>', 'its id')
    .requiredOption(...agency)
    .requiredOption('--officers <file>', 'JSON: the officers who do it')
    .requiredOption('--reason <text>', 'why')
  cancelling.action((id: string, options: ActOptions) =>
    withContext<ActOptions>(open, async (context, asked) => {
      const { room, caller } = await roomOf(context, asked.agency)
      const raw = Buffer.from(JSON.stringify({ officers: officersIn(asked.officers), reason: asked.reason }))
      const input = parsed(raw, cancelForm)
      await done(context, room, caller, await cancelDraw(room, caller, id, input, { raw, route: `draw cancel ${id}` }))
    })(options, cancelling),
  )
}

interface ActOptions {
  readonly agency: string
  readonly officers: string
  readonly value?: string[]
  readonly reason?: string
}

function officersIn(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new Unregistrable('officers', error instanceof Error ? error.message : String(error))
  }
}

function parsed<T>(raw: Buffer, form: ZodType<T>): T {
  let json: unknown
  try {
    json = JSON.parse(raw.toString('utf8'))
  } catch (error) {
    throw new Unregistrable('<file>', error instanceof Error ? error.message : String(error))
  }
  const result = form.safeParse(json)
  if (result.success) return result.data
  const [first] = result.error.issues
  throw new Unregistrable('<file>', `/${first?.path.map(String).join('/')}: ${first?.message}`)
}

async function roomOf({ pool }: CliContext, code: string): Promise<{ room: Draws; caller: ActingCaller }> {
  const room = reading(pool)
  const agency = (await room.organs()).byCode.get(code)
  if (agency === undefined) throw new Unregistrable('agency', `No agency has the code ${code}.`)
  // What the operator does stands in the chain as the gateway's own, with the officers that are named.
  return { room, caller: { clientId: gatewayClient, generation: 0, agency } }
}

function reading(pool: CliContext['pool']): Draws {
  const registry = new Registry({ pool })
  return openDraws({
    ...{ pool, now: Date.now, organs: async () => (await registry.current()).directory },
    gates: { officerColumns, officerGate, clientGate },
    labelled: async () => undefined,
  })
}

async function done(
  context: CliContext,
  room: Draws,
  { agency }: ActingCaller,
  outcome: { readonly id: string } | Refusal,
): Promise<void> {
  if (outcome instanceof Refusal) {
    const { errors = [] } = outcome.facts
    throw new Error([outcome.detail, ...errors.map((e) => `  ${e.pointer}: ${e.detail}`)].join('\n'))
  }
  const shown = await showDraw(room, agency, outcome.id)
  context.out(shown, () => `${outcome.id} ${shown?.state}: ${shown?.members} members, ${shown?.drawn} drawn`)
}

function registerShow(draw: Command, open: OpenContext): void {
  const showing = draw
    .command('show')
    .description('draws, newest first; or one, with its file and its population written out for publication')
    .argument('[id]', 'its id')
    .option('--file <path>', 'write the file that is published')
    .option('--population <path>', 'write the population, a line a member')
  showing.action((id: string | undefined, options: { file?: string; population?: string }) =>
    withContext<{ file?: string; population?: string }>(open, async (context, asked) => {
      const room = reading(context.pool)
      if (id === undefined) {
        const { items } = await listDraws(room, null, { after: null, limit: 200 })
        context.out({ items }, () =>
          columns(items.map((d) => [d.id, d.state, d.owner.name, `No. ${d.no}`, d.name, `${d.drawn} of ${d.members}`])),
        )
        return
      }
      const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)
      const shown = uuid ? await showDraw(room, null, id) : undefined
      if (shown === undefined) throw new Unregistrable('<id>', 'There is no such draw.')
      if (asked.file !== undefined)
        await pipeline(Readable.from([JSON.stringify(await fileOf(room, null, id))]), createWriteStream(asked.file))
      const lines = asked.population === undefined ? undefined : await populationOf(room, null, id)
      if (lines !== undefined && asked.population !== undefined)
        await pipeline(Readable.from(lines), createWriteStream(asked.population))
      context.out(shown, () => JSON.stringify(shown, null, 2))
    })(options, showing),
  )
}
