// `xianjie report …`: reports in the name of an organ, made at once and written to a file; what there is; and rhythms. It
// stands beside the doors for whoever has no system of its own yet.

import { writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { type Command, Option } from 'commander'
import { askReportBody, scheduleReportBody } from '../../schemas/index.ts'
import { type Principal, Registry, showAgency, Unregistrable } from '../agencies/index.ts'
import { openAccessLog } from '../journal/index.ts'
import { Refusal, uuidv7 } from '../kernel/index.ts'
import {
  enterReport,
  enterSchedule,
  keptFigures,
  listReports,
  listSchedules,
  makeReport,
  openReports,
  type Reports,
  reportFile,
  reportFormats,
} from '../supervision/index.ts'
import { type CliContext, collect, columns, type OpenContext, withContext } from './context.ts'
import { whole } from './options.ts'

const agencyOption = '--agency <uscc>'
const agencyMeans = 'code of the organ whose report it is'

interface Themed {
  readonly theme?: string
  readonly domain?: string
  readonly word?: string[]
  readonly addressee?: string
}

interface MakeOptions extends Themed {
  readonly agency: string
  readonly kind: string
  readonly from: string
  readonly to: string
  readonly issue?: number
  readonly output?: string
  readonly format: 'docx' | 'xlsx'
}

const kinds = ['self_examination', 'work', 'bulletin'] as const
const kindOption = () => new Option('--kind <kind>', 'which report').choices(kinds).makeOptionMandatory()

export function register(program: Command, open: OpenContext): void {
  const report = program.command('report').description('reports of a period (自查报告、工作情况报告、案管动态)')
  themed(
    report
      .command('make')
      .description('make a report now and write it to a file')
      .requiredOption(agencyOption, agencyMeans)
      .addOption(kindOption())
      .requiredOption('--from <yyyy-mm>', 'first month')
      .requiredOption('--to <yyyy-mm>', 'last month'),
  )
    .option('--issue <n>', 'number of a bulletin', whole(0, 10_000))
    .option('-o, --output <file>', 'where it goes; left out, it is only kept')
    .addOption(new Option('--format <format>', 'of the file').choices(reportFormats).default('docx'))
    .action(withContext<MakeOptions>(open, make))
  report
    .command('list')
    .description('list the reports of an organ, of a procuratorate also those of its region')
    .requiredOption(agencyOption, agencyMeans)
    .option('--limit <n>', 'how many', whole(0, 10_000), 50)
    .action(
      withContext<{ agency: string; limit: number }>(open, async ({ pool, out }, { agency, limit }) => {
        const { items } = await listReports(pool, await showAgency(pool, agency), { after: null, limit })
        out(items, () => columns(items.map((r) => [r.id, r.state, r.title])))
      }),
    )
  themed(
    report
      .command('schedule')
      .description('have a report made for every month, quarter or year')
      .requiredOption(agencyOption, agencyMeans)
      .addOption(kindOption())
      .addOption(
        new Option('--every <rhythm>', 'how often').choices(['month', 'quarter', 'year']).makeOptionMandatory(),
      )
      .requiredOption('--since <yyyy-mm-dd>', 'periods that ended before are not owed')
      .option('--delay-days <n>', 'days after the end of a period', whole(0, 10_000), 3),
  ).action(
    withContext<Themed & { agency: string; kind: string; every: string; since: string; delayDays: number }>(
      open,
      schedule,
    ),
  )
  report
    .command('schedules')
    .description('list the rhythms of an organ')
    .requiredOption(agencyOption, agencyMeans)
    .action(
      withContext<{ agency: string }>(open, async ({ pool, out }, { agency }) => {
        const all = await listSchedules(pool, (await showAgency(pool, agency)).id)
        out(all, () => columns(all.map((s) => [s.id, s.kind, s.every, s.since, s.endedAt === null ? 'runs' : 'ended'])))
      }),
    )
}

const themed = (command: Command): Command =>
  command
    .option('--theme <name>', 'what a bulletin is about, as its title calls it')
    .option('--domain <domain>', 'field of enforcement of the theme')
    .option('--word <text>', 'a word in the name or in the kind of violation; may be given again', collect)
    .option('--addressee <name>', 'to whom the report goes (主送)')

async function make(context: CliContext, { agency, output, format, ...said }: MakeOptions): Promise<void> {
  const { pool, out } = context
  const room = roomOf(context)
  const principal = await principalOf(context, agency)
  const { kind, from, to, issue, addressee } = said
  const asked = checked(askReportBody, { kind, from, to, issue, addressee, theme: themeOf(said) })
  const { officers: _, ...wanted } = asked
  const id = answered(await enterReport(room, principal.agency, wanted as Parameters<typeof enterReport>[2]))
  for (let one = await makeReport(room, id); one?.state !== 'made'; one = await makeReport(room, id)) {
    // Whoever serves may have taken it up in the same moment.
    if (one?.state === 'failed') throw new Error(`The report could not be made: ${one.error}`)
    const file = await reportFile(pool, principal.agency, id, format)
    if (file?.state === 'made') break
    if (file?.state === 'failed') throw new Error('The report could not be made.')
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
  const file = await reportFile(pool, principal.agency, id, format)
  if (output !== undefined && file?.bytes) {
    await noted(context, id, format)
    writeFileSync(output, file.bytes)
  }
  out({ id, sha256: file?.sha256, ...(output !== undefined && { file: output }) }, () =>
    output === undefined ? `Made ${id}` : `Made ${id} and wrote ${output}`,
  )
}

async function schedule(
  context: CliContext,
  said: Themed & { agency: string; kind: string; every: string; since: string; delayDays: number },
): Promise<void> {
  const principal = await principalOf(context, said.agency)
  const { kind, every, since, delayDays, addressee } = said
  const asked = checked(scheduleReportBody, { kind, every, since, delayDays, addressee, theme: themeOf(said) })
  const { kind: which, every: rhythm, since: from, delayDays: delay, officers: _, ...rest } = asked
  const owed = { kind: which, every: rhythm, since: from, delayDays: delay, asked: JSON.parse(JSON.stringify(rest)) }
  const id = answered(await enterSchedule(roomOf(context), principal.agency, owed))
  context.out({ id }, () => `Entered the rhythm ${id}`)
}

const themeOf = ({ theme, domain, word }: Themed) =>
  theme === undefined ? undefined : { name: theme, domain, words: word ?? [] }

function roomOf({ pool }: CliContext): Reports {
  const registry = new Registry({ pool })
  return openReports({
    ...{ pool, figures: keptFigures({ pool }), now: Date.now, font: process.env.XIANJIE_REPORT_FONT || undefined },
    directory: async () => (await registry.current()).directory,
  })
}

async function principalOf({ pool }: CliContext, code: string): Promise<Pick<Principal, 'agency'>> {
  const registry = new Registry({ pool })
  const { id } = await showAgency(pool, code)
  const agency = (await registry.current()).directory.byId.get(id)
  if (agency === undefined) throw new Unregistrable('agency', 'The organ is disabled.')
  return { agency }
}

interface Checks<T> {
  safeParse(value: unknown): { success: true; data: T } | { success: false; error: { issues: readonly Issue[] } }
}
interface Issue {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

function checked<T>(schema: Checks<T>, said: object): T {
  const parsed = schema.safeParse(JSON.parse(JSON.stringify(said)))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new Unregistrable(String(issue?.path[0] ?? 'kind'), issue?.message ?? 'is not as it should be')
}

function answered(outcome: string | Refusal): string {
  if (!(outcome instanceof Refusal)) return outcome
  const [fault] = outcome.facts.errors ?? []
  throw new Unregistrable(fault?.pointer.slice(1) ?? 'kind', fault?.detail ?? outcome.detail)
}

async function noted({ pool }: CliContext, id: string, format: string): Promise<void> {
  const log = openAccessLog({ pool })
  await log.record({
    ...{ agencyId: '', clientId: 'operator', officer: userInfo().username, kind: 'content', subject: `reports/${id}` },
    ...{ query: format, requestId: uuidv7(), at: new Date() },
  })
  await log.close()
}
