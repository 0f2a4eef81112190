// `xianjie simulate platform|police`: partners that misbehave, in a process of their own, for vendors and for our tests.
// They need neither a database nor a configuration.
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { z } from 'zod'
import {
  bad,
  badPolice,
  type Deed,
  type ExchangeTables,
  type Fields,
  inventedFields,
  keyIn,
  type Manners,
  mannersInput,
  openExchangeTables,
  Police,
  type PoliceManners,
  policeMannersInput,
  type Row,
  signatures,
  startPlatform,
} from '../partner/index.ts'
import { whole } from './options.ts'
import { registerCity } from './simulate-city.ts'

interface PlatformOptions {
  host: string
  port: number
  records: string
  days: number
  seed: number
  signature: (typeof signatures)[number]
  appKey: string
  secret: string
  tokenSeconds: number
  tables?: string
  manners?: string
  misbehave?: boolean
}

interface PoliceOptions {
  gateway: string
  client: string
  key: string
  officer: { name: string; certificateNo: string }
  chief: { name: string; certificateNo: string }
  pollMs: number
  timeoutMs: number
  idleSeconds?: number
  listen?: number
  host: string
  webhookSecret?: string
  manners?: string
  misbehave?: boolean
}

export function register(program: Command): void {
  const simulate = program
    .command('simulate')
    .description('run a partner that misbehaves, to test a client, a platform or this gateway against')
  simulate
    .command('platform')
    .description('a government service platform 政务服务平台: publishes penalty records, takes transfers and webhooks')
    .option('--host <address>', 'where it listens', '127.0.0.1')
    .option('--port <port>', '0 for any', whole(0, 65_535), 18_732)
    .option('--records <n or file>', 'how many records to invent, or a file of records, one JSON object a line', '100')
    .option('--days <n>', 'over how many days back the invented ones are spread', whole(1, 3_650), 1)
    .option('--seed <n>', 'the same seed gives the same records and the same throws', whole(0, 0xffff_ffff), 1)
    .addOption(new Option('--signature <kind>', 'what it asks of its callers').choices(signatures).default('none'))
    .option('--app-key <key>', 'of the one caller it knows', 'xianjie')
    .option('--secret <secret>', 'of that caller', 'platform-secret')
    .option('--token-seconds <n>', 'how long a token is good', whole(1, 86_400), 600)
    .option('--tables <url>', 'the records in an exchange database 前置库 too: postgres://… or mysql://…')
    .option('--misbehave', 'all misbehaviours at once, in a measure that lets work through')
    .option('--manners <json>', 'how it misbehaves from the start, as for POST /control')
    .action(async (options: PlatformOptions) => {
      const out = printing(program)
      let exchange: ExchangeTables | undefined
      let written = Promise.resolve()
      const write = (rows: readonly Row[]) => {
        written = written
          .then(() => exchange?.put(rows))
          .catch((error: Error) => out.line({ event: 'tables_fault', error: error.message }, error.message))
      }
      const platform = await startPlatform(
        {
          ...options,
          records: /^\d+$/.test(options.records) ? Number(options.records) : await recordsIn(options.records),
          gate: {
            kind: options.signature,
            appKey: options.appKey,
            secret: options.secret,
            tokenSeconds: options.tokenSeconds,
          },
          changed: write,
          manners: { ...(options.misbehave && bad), ...mannersOf<Manners>(options.manners, mannersInput.partial()) },
        },
        (happening) =>
          out.line(
            happening,
            `${happening.method} ${happening.path} ${happening.status ?? '-'} ${happening.did ?? ''}`,
          ),
      )
      if (options.tables !== undefined) {
        const rows = platform.published.rows()
        exchange = await openExchangeTables(options.tables, [
          ...new Set([inventedFields(), ...rows].flatMap(Object.keys)),
        ])
        write(rows)
        await written
      }
      out.line({ event: 'listening', url: platform.url }, `The platform 模拟平台 listens on ${platform.url}`)
      await ended()
      await written
      const summary = { ...platform.known(), ...(exchange && { tables: await exchange.counts() }) }
      await exchange?.stop()
      await platform.stop()
      out.line({ event: 'summary', ...summary }, JSON.stringify(summary, null, 2))
    })
  registerPolice(program, simulate)
  registerCity(simulate)
}

function registerPolice(program: Command, simulate: Command): void {
  simulate
    .command('police')
    .description(
      'a police organ 公安机关 that hears of cases by the change feed or webhooks, and signs, files or refuses',
    )
    .requiredOption('--gateway <url>', 'the gateway it is a client of')
    .requiredOption('--client <id>', 'its client')
    .requiredOption('--key <file>', 'the private JWK of the client')
    .requiredOption('--officer <name:number>', 'who acts: name and certificate or badge number', officer)
    .requiredOption('--chief <name:number>', 'who decides, with the roles for it', officer)
    .option('--poll-ms <n>', 'pause between two looks at the feed', whole(10, 60_000), 500)
    .option('--timeout-ms <n>', 'how long it waits for an answer', whole(100, 600_000), 15_000)
    .option('--idle-seconds <n>', 'end after so long without anything to do', whole(1, 86_400))
    .option('--listen <port>', 'hear by webhooks at this port instead of the feed', whole(0, 65_535))
    .option('--host <address>', 'where it listens', '127.0.0.1')
    .option('--webhook-secret <secret>', 'whsec_…: check the signature of the webhooks')
    .option('--misbehave', 'all misbehaviours at once, in a measure that lets work through')
    .option('--manners <json>', 'its misbehaviours, one by one')
    .action(async (options: PoliceOptions) => {
      const out = printing(program)
      const { listen, host, webhookSecret, idleSeconds } = options
      const police = new Police(
        {
          url: options.gateway,
          clientId: options.client,
          key: keyIn(options.key),
          officer: options.officer,
          chief: options.chief,
          pollMs: options.pollMs,
          timeoutMs: options.timeoutMs,
          manners: {
            ...(options.misbehave && badPolice),
            ...mannersOf<PoliceManners>(options.manners, policeMannersInput.partial()),
          },
          ...(idleSeconds !== undefined && { idleMs: idleSeconds * 1_000 }),
          ...(listen !== undefined && {
            hooks: { host, port: listen, ...(webhookSecret !== undefined && { secret: webhookSecret }) },
          }),
        },
        (deed) => out.line(deed, told(deed)),
      )
      void ended().then(() => police.stop())
      const summary = await police.run()
      out.line({ event: 'summary', ...summary }, JSON.stringify(summary, null, 2))
      if (summary.surprises.length > 0) process.exitCode = 1
      // A request that it left unanswered on purpose must not hold it.
      process.stdout.write('', () => process.exit())
    })
}

function told(deed: Deed): string {
  switch (deed.event) {
    case 'act':
      return `${deed.transferId} ${deed.step} ${deed.how} → ${deed.status ?? 'no answer'} ${deed.code ?? ''}`
    case 'hook':
      return `webhook ${deed.id} ${deed.good ? 'good' : 'BAD SIGNATURE'}`
    case 'listening':
      return `The police 模拟公安 listens on ${deed.url}`
    case 'not_let_in':
      return `NOT LET IN: the assertion was answered with ${deed.status}`
    case 'vanished':
      return `${deed.transferId} is never touched`
    case 'surprise':
      return `SURPRISE ${deed.transferId} ${deed.what}`
  }
}

function officer(text: string): { name: string; certificateNo: string } {
  const [, name, certificateNo] = /^([^:]+):(.+)$/.exec(text) ?? []
  if (name === undefined || certificateNo === undefined)
    throw new InvalidArgumentError('It must be a name and a number: 张三:ZF1-1.')
  return { name, certificateNo }
}

/** Lines of JSON with --json, else what a person reads. */
function printing(program: Command) {
  const json = program.opts<{ json?: boolean }>().json === true
  // Whoever read along may be gone; the partner goes on.
  process.stdout.on('error', () => {})
  return {
    line: (value: object, human: string) =>
      void process.stdout.write(`${json ? JSON.stringify(value) : human.trimEnd()}\n`),
  }
}

const ended = () =>
  new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve())
    process.once('SIGTERM', () => resolve())
  })

/** What `--manners` says, held against its contract. */
function mannersOf<M>(text: string | undefined, contract: z.ZodType): Partial<M> {
  if (text === undefined) return {}
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new Error('--manners: this is no JSON')
  }
  const read = contract.safeParse(value)
  if (read.success) return read.data as Partial<M>
  throw new Error(`--manners: ${z.prettifyError(read.error)}`)
}

const recordsMax = 1_000_000

/** Records one JSON object a line; those without a key of their own are numbered. */
async function recordsIn(file: string): Promise<Fields[]> {
  const records: Fields[] = []
  for await (const line of createInterface({
    input: createReadStream(file, 'utf8'),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    if (line.trim() === '') continue
    const n = records.length + 1
    if (n > recordsMax) throw new Error(`${file}: more than ${recordsMax} records`)
    try {
      const value = JSON.parse(line) as Fields
      if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('no object')
      const key = value.record_unique_identity ?? value.record_id ?? `F-${String(n).padStart(7, '0')}`
      records.push({ ...value, record_unique_identity: String(key) })
    } catch (error) {
      throw new Error(`${file}: line ${n}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  return records
}
