// `xianjie import legacy`: takes a city's cases over from its older platform, as often as there is something new on the old
// side, and says after each run what is on which side.
import { readFileSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import type { Command } from 'commander'
import { z } from 'zod'
import { type TakeoverMapping, takeoverMapping } from '../../schemas/index.ts'
import { Keyring, optedIn, Registry, Unregistrable } from '../agencies/index.ts'
import { readConfig } from '../config.ts'
import { openSealer, sealingKey } from '../kernel/index.ts'
import { directoryStore, openMaterials, s3Store } from '../materials/index.ts'
import { openPenalties } from '../penalties/index.ts'
import {
  DumpFault,
  openDump,
  proposedMapping,
  selectList,
  TakeoverRefused,
  type TakeoverResult,
  type TakeoverRoom,
  takeOver,
} from '../takeover/index.ts'
import { type CliContext, columns, type OpenContext, withContext } from './context.ts'

interface LegacyOptions {
  readonly mapping: string
  readonly files?: string
  readonly partial?: boolean
  readonly dryRun?: boolean
  readonly propose?: string
  readonly report?: string
  readonly statement?: string
}

export function register(program: Command, open: OpenContext): void {
  const imports = program.command('import').description('接管旧平台 take cases over from an older platform')
  imports
    .command('legacy-select')
    .description('the SELECT list for whoever writes the dumps of the older platform’s tables')
    .action(() => void process.stdout.write(selectText()))
  const legacy = imports
    .command('legacy')
    .description(
      'cases with their histories, files and organs; a run that was cut off goes on, a second brings the difference',
    )
    .argument(
      '<dump>',
      'a folder with a file a table (CSV or NDJSON, also .gz), an export package, an .xlsx, or mysql://…',
    )
    .requiredOption('--mapping <file>', 'JSON: what the codes there are here, as a person has reviewed it')
    .option('--files <directory>', 'where the files are that its attachments name')
    .option('--partial', 'the dump holds only what changed since the last one: what is missing in it is not gone')
    .option('--dry-run', 'makes nothing of the rows and lists what has no mapping yet')
    .option('--propose <file>', 'writes the mapping with an entry for every code that has none, for a person to review')
    .option('--report <file>', 'writes the difference report, .xlsx')
    .option('--statement <file>', 'writes the signed statement')
  legacy.action((dump: string, options: LegacyOptions) =>
    withContext<LegacyOptions>(open, (context, asked) => imported(context, dump, asked))(options, legacy),
  )
}

export const selectText = (): string => `${selectList.map((statement) => `${statement};`).join('\n')}\n`

async function imported(context: CliContext, place: string, options: LegacyOptions): Promise<void> {
  const mapping = mappingIn(options.mapping)
  const room = await roomOf(context)
  try {
    const dump = await openDump(place, {
      ...{ installation: mapping.installation, partial: options.partial === true, password },
    })
    try {
      const dry = options.dryRun === true
      const result = await takeOver(room, { dump, mapping, dry, files: options.files, progress: progressShown() })
      await written(room, mapping, options, result)
      context.out(summaryOf(result), () => told(result))
      if (result.reported.figures.unexplained > 0) process.exitCode = 1
    } finally {
      await dump.close()
    }
  } catch (error) {
    if (error instanceof DumpFault || error instanceof TakeoverRefused) throw new Unregistrable('<dump>', error.message)
    throw error
  }
}

async function written(
  room: TakeoverRoom,
  mapping: TakeoverMapping,
  { propose, report, statement }: LegacyOptions,
  result: TakeoverResult,
): Promise<void> {
  if (report !== undefined) writeFileSync(report, result.workbook)
  if (statement !== undefined) writeFileSync(statement, `${result.statement}\n`)
  if (propose === undefined) return
  const proposed = proposedMapping(mapping, result.reported.figures.unmapped, await room.directory())
  writeFileSync(propose, `${JSON.stringify(proposed, null, 2)}\n`)
}

function mappingIn(file: string): TakeoverMapping {
  let value: unknown
  try {
    value = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new Unregistrable('mapping', `${file} cannot be read as JSON: ${(error as Error).message}`)
  }
  const read = takeoverMapping.safeParse(value)
  if (!read.success) throw new Unregistrable('mapping', z.prettifyError(read.error))
  return read.data
}

async function roomOf({ pool, dataDir, issuer, keyFile, secretsKey }: CliContext): Promise<TakeoverRoom> {
  const registry = new Registry({ pool })
  const keyring = await Keyring.open({ registry, pool, issuer, dataDir, handedIn: keyFile, generateIfNone: true })
  // Asked anew each time: the run itself registers organs.
  const directory = async () => (await new Registry({ pool }).current()).directory
  const { optIns } = await registry.current()
  const { s3, uploads: limits } = readConfig(process.env)
  const store = s3 ? await s3Store(s3) : await directoryStore(`${dataDir}/materials`)
  return {
    ...{ pool, issuer, directory, now: Date.now },
    optInsFor: (regionCode, domain) => optedIn(optIns, regionCode, domain),
    materials: (now) => openMaterials({ pool, store, limits, now }),
    sealer: openSealer(sealingKey({ dataDir, handedIn: secretsKey, generateIfNone: true })),
    penalties: (now) => openPenalties({ pool, organs: directory, now }),
    sign: (payload, { typ }) => keyring.sign(JSON.stringify(payload), { typ }),
  }
}

/** From the environment, or typed without being shown; kept nowhere. */
async function password(): Promise<string> {
  const given = process.env.XIANJIE_PACKAGE_PASSWORD
  if (given !== undefined) return given
  if (!process.stdin.isTTY)
    throw new Unregistrable('<dump>', 'The package has a password: give it in XIANJIE_PACKAGE_PASSWORD.')
  process.stderr.write('Password of the package: ')
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true })
  try {
    return await terminal.question('')
  } finally {
    terminal.close()
    process.stderr.write('\n')
  }
}

const progressMs = 2_000

function progressShown() {
  let last = 0
  return (stage: string, what: string, done: number) => {
    if (Date.now() - last < progressMs) return
    last = Date.now()
    console.error(stage === 'staging' ? `${what}: ${done} rows` : stage === 'reading' ? `${done} cases` : 'comparing')
  }
}

const summaryOf = ({ run, reported: { figures, tables } }: TakeoverResult) => ({
  ...{ run: run.no, dry: run.dry, importedAt: new Date(run.importedAtMs).toISOString() },
  ...{ tables, figures },
})

function told({ run, reported: { figures } }: TakeoverResult): string {
  const list = (rows: readonly { kind: string; count: number }[]) => rows.map((r) => [`  ${r.kind}`, String(r.count)])
  return [
    run.dry ? `Dry run ${run.no}: nothing was made of the rows.` : `Run ${run.no} of ${run.installation.code}`,
    columns([
      ['', 'there', 'here'],
      ...figures.lines.map((line) => [line.what, String(line.there), String(line.here)]),
    ]),
    ...(figures.cases.length > 0 ? ['Cases', columns(list(figures.cases))] : []),
    ...(figures.held.length > 0 ? ['Held, because', columns(list(figures.held))] : []),
    ...(figures.differences.length > 0 ? ['Differences', columns(list(figures.differences))] : []),
    ...(figures.unmapped.length > 0
      ? [
          'Without a mapping',
          columns(figures.unmapped.map((u) => [`  ${u.kind}`, u.code, u.label ?? '', String(u.cases)])),
        ]
      : []),
    `Duties open at the cut-over: ${figures.duties.open}. Files listed and absent: ${figures.files.absent}.`,
    figures.unexplained === 0 ? 'Both sides agree.' : `${figures.unexplained} lines do NOT agree.`,
  ].join('\n')
}
