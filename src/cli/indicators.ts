// `xianjie indicators …`: holds the kept figures against the events, makes them anew, freezes a month as a signed statement,
// verifies one, and shows figures and definitions. Exits with 1 where something differs.
import { type Command, InvalidArgumentError } from 'commander'
import { Keyring, Registry, Unregistrable } from '../agencies/index.ts'
import { dayText, localDay } from '../kernel/index.ts'
import {
  agencyScope,
  definitionOf,
  describeIndicators,
  figures,
  freeze,
  type IndicatorsRoom,
  lastMonths,
  NoPosition,
  type Recount,
  recount,
  regionScope,
  type StatementsRoom,
  statementOf,
  verifyStatement,
} from '../supervision/index.ts'
import { type CliContext, columns, type OpenContext, withContext } from './context.ts'
import { regionCode } from './options.ts'

interface Whose {
  region?: string
  agency?: string
}

export function register(program: Command, open: OpenContext): void {
  const indicators = program.command('indicators').description('compliance indicators (指标)')
  indicators
    .command('check')
    .description('count everything again from the events and name the cells that differ')
    .action(withContext(open, (context) => recounted(context, false)))
  indicators
    .command('rebuild')
    .description('count everything again from the events and put right what differs')
    .action(withContext(open, (context) => recounted(context, true)))
  whose(indicators.command('freeze').description('freeze a month that has ended as a signed statement (月度固定)'))
    .requiredOption('--month <yyyy-mm>', 'the month', month)
    .action(
      withContext<Whose & { month: string }>(open, async (context, { month, ...of }) => {
        if (month >= thisMonth()) throw new Unregistrable('month', 'The month has not ended yet.')
        const room = await statementsRoom(context)
        const scope = await scopeOf(room, of)
        const made = await freeze(room, { month, scope, agencyId: null }).catch((error: unknown) => {
          throw error instanceof NoPosition ? new Unregistrable('month', error.message) : error
        })
        context.out(
          made,
          () => `${made.id} ${made.month} ${made.scope}, journal size ${made.journal.size}\n${made.jws}`,
        )
      }),
    )
  indicators
    .command('verify <statement>')
    .description('make the figures of a statement (its id, or the JWS itself) again from the events up to its position')
    .action(async (statement: string, options: object, command: Command) =>
      withContext<object>(open, (context) => verified(context, statement))(options, command),
    )
  whose(indicators.command('show').description('print figures, or with --markdown the definitions'))
    .option('--from <yyyy-mm>', 'first month; left out, twelve months', month)
    .option('--to <yyyy-mm>', 'last month; left out, this one', month)
    .option('--markdown', 'the definitions of all indicators, as docs/indicators.md has them')
    .action(async (options: Whose & { from?: string; to?: string; markdown?: boolean }, command: Command) => {
      if (options.markdown) process.stdout.write(describeIndicators())
      else await withContext<Whose & { from?: string; to?: string }>(open, shown)(options, command)
    })
}

async function shown(context: CliContext, { from, to = thisMonth(), ...of }: Whose & { from?: string; to?: string }) {
  const room = roomOf(context)
  const period = from === undefined ? lastMonths(12, to) : { from, to }
  if (period.from > period.to) throw new Unregistrable('from', 'It must not be after --to.')
  const found = await figures(room, { ...period, scope: await scopeOf(room, of) })
  context.out({ ...period, figures: found }, () =>
    columns(
      found.map(({ indicator, cases, persons }) => [
        ...[definitionOf(indicator).zh, indicator, `${cases.n}/${cases.d}`],
        ...[
          cases.rate === null ? '' : `${(cases.rate * 100).toFixed(2)}%`,
          persons ? `${persons.n}/${persons.d} 人` : '',
        ],
      ]),
    ),
  )
}

function whose(command: Command): Command {
  return command
    .option(
      '--region <code>',
      'six-digit region code with all that lies in it; left out, the whole country',
      regionCode,
    )
    .option('--agency <code>', 'unified social credit code of one organ')
}

function roomOf({ pool }: CliContext): IndicatorsRoom {
  const registry = new Registry({ pool })
  return {
    ...{ pool, now: Date.now, directory: () => registry.current().then((snapshot) => snapshot.directory) },
  }
}

async function statementsRoom(context: CliContext): Promise<StatementsRoom & { readonly keyring: Keyring }> {
  const { pool, dataDir, issuer, keyFile } = context
  const registry = new Registry({ pool })
  const keyring = await Keyring.open({ registry, pool, issuer, dataDir, handedIn: keyFile, generateIfNone: true })
  const sign = (payload: object, header: { typ?: unknown }) =>
    keyring.sign(JSON.stringify(payload), { typ: String(header.typ) })
  return { ...roomOf(context), sign, issuer, keyring }
}

async function scopeOf(room: IndicatorsRoom, { region, agency }: Whose): Promise<string> {
  if (region !== undefined && agency !== undefined) throw new Unregistrable('agency', 'A region is named already.')
  if (agency === undefined) return regionScope(region ?? '100000')
  const organ = (await room.directory()).byCode.get(agency)
  if (organ === undefined) throw new Unregistrable('agency', 'No agency has this code.')
  return agencyScope(organ.id)
}

async function recounted(context: CliContext, mend: boolean): Promise<void> {
  const progress = ({ cases, penalties }: { cases: number; penalties: number }) => {
    if ((cases + penalties) % 20_000 < 2_000) console.error(`${cases} transfers, ${penalties} penalty cases …`)
  }
  const found = await recount(roomOf(context), { mend, progress })
  context.out(found, () => told(found))
  if (!mend && found.cellsDiffering > 0) process.exitCode = 1
}

function told(found: Recount): string {
  const { cases, penalties, subjectsDiffering, cellsDiffering, cells, mended } = found
  return [
    `${cases} transfers and ${penalties} penalty cases counted: ${subjectsDiffering} cases and ${cellsDiffering} cells ${mended ? 'put right' : 'differ'}`,
    columns(
      cells
        .slice(0, 50)
        .map((c) => [
          ...[c.indicator, String(c.month), c.scope, c.dim, `${plus(c.n)}/${plus(c.d)}`],
          `${plus(c.personsN)}/${plus(c.personsD)} persons`,
        ]),
    ),
  ]
    .filter((line) => line !== '')
    .join('\n')
}

const plus = (n: number) => (n > 0 ? `+${n}` : String(n))

async function verified(context: CliContext, statement: string): Promise<void> {
  const room = await statementsRoom(context)
  const isJws = statement.split('.').length === 3
  const isId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(statement)
  const jws = isJws ? statement : isId ? (await statementOf(context.pool, statement))?.jws : undefined
  if (jws === undefined) throw new Unregistrable('<statement>', 'There is no such statement.')
  const { keys } = await room.keyring.publishedJwks()
  const found = await verifyStatement(room, jws, { keys: keys as never })
  context.out(found, () =>
    [
      found.holds ? 'The statement holds.' : 'The statement does NOT hold.',
      `signature ${found.signature}, journal ${found.journal}, definitions ${found.rules}`,
      ...found.differing.map(
        ({ indicator, stated, again }) =>
          `${indicator}: stated ${stated?.n ?? 0}/${stated?.d ?? 0}, again ${again?.n ?? 0}/${again?.d ?? 0}`,
      ),
      ...found.penaltiesMoved.map((id) => `${id}: penalty records were changed since`),
    ].join('\n'),
  )
  if (!found.holds) process.exitCode = 1
}

const thisMonth = () => dayText(localDay(Date.now())).slice(0, 7)

function month(value: string): string {
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(value)) throw new InvalidArgumentError('Give a month, yyyy-mm.')
  return value
}
