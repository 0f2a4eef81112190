// `xianjie reconcile NAME`: compares a source or a sink with what the platform says that it holds (对账), repairs what differs
// and signs for the result. Exits with 1 where something still differs.
import { type Command, InvalidArgumentError } from 'commander'
import { Keyring, Registry, Unregistrable } from '../agencies/index.ts'
import { readConfig } from '../config.ts'
import { openSealer, outbound, sealingKey } from '../kernel/index.ts'
import { openPenalties } from '../penalties/index.ts'
import {
  daysMax,
  daysOf,
  differencesOf,
  lastDays,
  listReconciliations,
  NotComparable,
  openSinks,
  openSources,
  partnersNamed,
  type Reconciliation,
  type Reconciliations,
  ReconciliationUnderWay,
  reconcileNamed,
  showReconciliation,
} from '../sync/index.ts'
import { type CliContext, columns, type OpenContext, withContext } from './context.ts'
import { whole } from './options.ts'

interface Options {
  from?: string
  to?: string
  kind?: 'source' | 'sink'
  repair: boolean
  statement?: boolean
}

/** Differences that a command prints; all of them are kept. */
const shownMax = 10_000

export function register(program: Command, open: OpenContext): void {
  program
    .command('reconcile <name>')
    .description('compare a source or a sink with what the platform holds, day by day (对账)')
    .option('--from <day>', 'first local day, yyyy-mm-dd; left out, as many days back as the daily run', day)
    .option('--to <day>', 'last local day; left out, today', day)
    .option('--repair', 'bring both sides together (the default)', true)
    .option('--no-repair', 'only report what differs')
    .option('--kind <kind>', 'source or sink, where both have the name', kind)
    .option('--statement', 'print the signed statement (JWS) and nothing else')
    .action(async (name: string, options: Options, command: Command) =>
      withContext<Options>(open, async (context, given) =>
        withRoom(context, (room) => compared(context, room, name, given)),
      )(options, command),
    )
  program
    .command('reconciliations')
    .description('list the last reconciliations')
    .option('--limit <n>', 'how many', whole(1, 9_999), 20)
    .action(
      withContext<{ limit: number }>(open, async ({ pool, out }, { limit }) => {
        const { items } = await listReconciliations(pool, { agencyId: null, limit })
        out(items, () =>
          columns(items.map((r) => [r.begunAt, r.kind, r.name, `${r.fromDay}…${r.toDay}`, r.state, said(r)])),
        )
      }),
    )
}

async function compared(context: CliContext, room: Reconciliations, name: string, options: Options): Promise<void> {
  const found = (await partnersNamed(room, name)).filter((p) => options.kind === undefined || p.kind === options.kind)
  const [partner, other] = found
  if (partner === undefined) throw new Unregistrable('<name>', `There is no source and no sink ${name}.`)
  if (other !== undefined) throw new Unregistrable('kind', `A source and a sink are called ${name}: say which.`)
  const usual = lastDays(Date.now(), readConfig(process.env).reconcile.days)
  const to = options.to ?? usual.to
  const from = options.from ?? (to < usual.from ? to : usual.from)
  if (from > to) throw new Unregistrable('from', 'It must not be after --to.')
  if ((Date.parse(to) - Date.parse(from)) / 86_400_000 >= daysMax)
    throw new Unregistrable('from', `At most ${daysMax} days are compared at a time.`)
  const asked = { from, to, repair: options.repair, askedBy: 'command' }
  const done = await reconcileNamed(room, partner, asked, AbortSignal.timeout(24 * 3_600_000)).catch(refused)
  const days = await daysOf(context.pool, done.id)
  const { items: differences } = await differencesOf(context.pool, done.id, null, shownMax)
  const statement = (await showReconciliation(context.pool, done.id, null))?.statement ?? null
  if (options.statement && statement !== null) console.log(statement)
  else
    context.out({ ...done, dayFigures: days, differences, statement }, () =>
      [
        `${done.kind} ${done.name}, ${from} to ${to}: ${done.state}${done.error === null ? '' : ` (${done.error})`}`,
        said(done),
        columns(
          days
            .filter((d) => !d.equal || d.oursAfter !== null)
            .map((d) => [
              d.day,
              `ours ${d.ours.count}`,
              `theirs ${d.theirs.count}`,
              d.equal ? 'equal after repair' : 'differs',
            ]),
        ),
        columns(differences.map((d) => [d.day, word[d.kind], d.key, d.state, d.detail ?? ''])),
      ]
        .filter((line) => line !== '')
        .join('\n'),
    )
  if (done.state !== 'agreed') process.exitCode = 1
}

const word = { missing: '漏 missing', surplus: '多 surplus', different: '不一致 different' }

const said = (r: Reconciliation) =>
  `missing ${r.missing}, surplus ${r.surplus}, different ${r.different}; repaired ${r.repaired}, open ${r.open}, under way ${r.underWay}` +
  (r.compared === null || r.compared === 'digests' ? '' : `; compared by ${r.compared.replaceAll('_', ' ')} only`)

function refused(error: unknown): never {
  if (error instanceof NotComparable || error instanceof ReconciliationUnderWay)
    throw new Unregistrable('<name>', error.message)
  throw error
}

/** What the gateway itself opens, as far as a comparison needs it. */
async function withRoom(context: CliContext, work: (room: Reconciliations) => Promise<void>): Promise<void> {
  const { pool, dataDir, issuer, keyFile, secretsKey } = context
  const registry = new Registry({ pool })
  const keyring = await Keyring.open({ registry, pool, issuer, dataDir, handedIn: keyFile, generateIfNone: true })
  const calls = outbound()
  const sealer = openSealer(sealingKey({ dataDir, handedIn: secretsKey, generateIfNone: true }))
  const directory = () => registry.current().then((snapshot) => snapshot.directory)
  const sign = (payload: object, header: { typ?: unknown }) =>
    keyring.sign(JSON.stringify(payload), { typ: String(header.typ) })
  const sinks = openSinks({ pool, directory, sealer, calls, now: Date.now })
  const sources = openSources({
    ...{ pool, sealer, outbound: calls, sign, issuer, now: Date.now, random: Math.random },
    penalties: openPenalties({ pool, organs: directory, now: Date.now }),
  })
  try {
    const sinkDays = readConfig(process.env).deliveryDays
    await work({ pool, sources, sinks, sign, issuer, now: Date.now, sinkDays })
  } finally {
    await sinks.carrier.close()
    await sources.locks.close()
    calls.close()
  }
}

function day(value: string): string {
  if (!/^\d{4}-\d\d-\d\d$/.test(value) || Number.isNaN(Date.parse(value)))
    throw new InvalidArgumentError('Give a day, yyyy-mm-dd.')
  return value
}

function kind(value: string): string {
  if (value !== 'source' && value !== 'sink') throw new InvalidArgumentError('Give source or sink.')
  return value
}
