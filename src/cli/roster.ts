// `xianjie roster …`: the organs that should be connected (应接入单位名册), from a file, and how each stands.
import { type Command, Option } from 'commander'
import { Registry, Unregistrable } from '../agencies/index.ts'
import { regionsUnder } from '../kernel/index.ts'
import { FileFault, readFile } from '../penalties/index.ts'
import {
  coverageFigures,
  coverageStates,
  enterRoster,
  keepOnly,
  listCoverage,
  lookAtRoster,
  type RosterEntry,
  type RosterFault,
  rosterEntry,
} from '../supervision/index.ts'
import { sourceRows } from '../sync/index.ts'
import { type CliContext, columns, type OpenContext, withContext } from './context.ts'
import { regionCode } from './options.ts'

const batch = 1_000
/** More than all organs of enforcement of a province; a file with more is another file. */
const rowsMax = 100_000
const faultsShown = 20

export function register(program: Command, open: OpenContext): void {
  const roster = program.command('roster').description('organs that should be connected (应接入单位名册)')
  roster
    .command('import <file>')
    .description('enter organs from CSV, XLSX or NDJSON; headings 统一社会信用代码、机关名称、机关类别、行政区划代码')
    .option('--whole', 'the file is the whole roster: organs that are not in it are taken off')
    .action(async (file: string, options: object, command: Command) =>
      withContext<{ whole?: boolean }>(open, (context, { whole }) => entered(context, file, whole === true))(
        options,
        command,
      ),
    )
  roster
    .command('show')
    .description('show shares by kind and region, or with --state the organs')
    .option('--region <code>', 'of this region, six digits, with what lies in it', regionCode, '100000')
    .addOption(new Option('--state <state>', 'organs that stand so').choices(coverageStates))
    .option('--kind <kind>', 'organs of this kind')
    .action(
      withContext<{ region: string; state?: (typeof coverageStates)[number]; kind?: string }>(
        open,
        async (context, { region, state, kind }) => {
          await look(context)
          const { pool, out } = context
          const under = regionsUnder(region)
          if (state === undefined && kind === undefined) {
            const figures = await coverageFigures(pool, { region: under })
            const rows = [...figures.byKind, ...figures.byRegion].map((r) => [
              ...[r.key, String(r.due), String(r.connected), String(r.entering)],
            ])
            out(figures, () => columns([['', 'due', 'connected', 'entering'], ...rows]))
            return
          }
          const { items } = await listCoverage(pool, { region: under, state, kind, limit: 10_000 })
          out(items, () => columns(items.map((o) => [o.regionCode, o.code, o.state, o.kind, o.name])))
        },
      ),
    )
}

async function entered(context: CliContext, file: string, whole: boolean): Promise<void> {
  const entries: RosterEntry[] = []
  const faults: RosterFault[] = []
  try {
    for await (const row of readFile(file)) {
      if (entries.length >= rowsMax) throw new FileFault(`A roster has ${rowsMax} rows at most.`)
      if ('fault' in row) faults.push({ line: row.line, field: '', detail: row.fault })
      else {
        const entry = rosterEntry(row.raw as Record<string, unknown>, row.line)
        if (Array.isArray(entry)) faults.push(...entry)
        else entries.push(entry)
      }
    }
  } catch (error) {
    if (error instanceof FileFault) throw new Unregistrable('<file>', error.message)
    throw error
  }
  // Half a roster would show organs as not due: either all of it or nothing.
  if (faults.length > 0) throw new Unregistrable('<file>', `nothing was entered: ${said(faults)}`)
  if (entries.length === 0) throw new Unregistrable('<file>', 'The file holds no organ.')
  let [added, changed] = [0, 0]
  for (let i = 0; i < entries.length; i += batch) {
    const done = await enterRoster(context.pool, entries.slice(i, i + batch), Date.now())
    added += done.added
    changed += done.changed
  }
  const codes = entries.map((entry) => entry.code)
  const removed = whole ? await keepOnly(context.pool, codes, Date.now()) : 0
  await look(context)
  context.out(
    { rows: entries.length, added, changed, removed },
    () => `${entries.length} organs: ${added} new, ${changed} changed, ${removed} taken off`,
  )
}

const said = (faults: readonly RosterFault[]) =>
  [
    ...faults.slice(0, faultsShown).map((f) => `line ${f.line}${f.field === '' ? '' : ` ${f.field}`}: ${f.detail}`),
    ...(faults.length > faultsShown ? [`and ${faults.length - faultsShown} more`] : []),
  ].join('; ')

async function look({ pool }: CliContext): Promise<void> {
  const registry = new Registry({ pool })
  await lookAtRoster({
    ...{ pool, now: Date.now, registry: () => registry.current() },
    pulledFrom: async () => (await sourceRows(pool)).filter((s) => s.state === 'enabled').map((s) => s.agencyId),
  })
}
