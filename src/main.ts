// The command line: one program, one door a room of operators' work. Exits non-zero on failure, says on stderr why.
import { Command, CommanderError } from 'commander'
import type { OpenContext } from './cli/context.ts'

interface Door {
  readonly register: (program: Command, open: OpenContext) => void
}

/** By the first word of a command: only the room that is asked for is loaded, for most of a short command is loading. */
const doors: Readonly<Record<string, () => Promise<Door>>> = {
  serve: () => import('./cli/serve.ts'),
  demo: () => import('./cli/demo.ts'),
  init: () => import('./cli/init.ts'),
  migrate: () => import('./cli/migrate.ts'),
  agency: () => import('./cli/agency.ts'),
  client: () => import('./cli/client.ts'),
  officer: () => import('./cli/officer.ts'),
  keys: () => import('./cli/keys.ts'),
  calendar: () => import('./cli/calendar.ts'),
  rules: () => import('./cli/rules.ts'),
  journal: () => import('./cli/journal.ts'),
  'access-log': () => import('./cli/access-log.ts'),
  verify: () => import('./cli/verify.ts'),
  letters: () => import('./cli/letters.ts'),
  penalties: () => import('./cli/penalties.ts'),
  screen: () => import('./cli/screen.ts'),
  report: () => import('./cli/report.ts'),
  roster: () => import('./cli/roster.ts'),
  openapi: () => import('./cli/openapi.ts'),
  peer: () => import('./cli/peer.ts'),
  package: () => import('./cli/package.ts'),
  source: () => import('./cli/source.ts'),
  sink: () => import('./cli/sink.ts'),
  mail: () => import('./cli/mail.ts'),
  draw: () => import('./cli/draw.ts'),
  indicators: () => import('./cli/indicators.ts'),
  reconcile: () => import('./cli/reconcile.ts'),
  import: () => import('./cli/import-legacy.ts'),
  simulate: () => import('./cli/simulate.ts'),
}
/** Commands of a door that has another's name. */
const beside: Readonly<Record<string, string>> = { procedure: 'openapi', reconciliations: 'reconcile' }

/** Runs one command; `argv` as Node gives it. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = new Command('xianjie')
    .description('衔接: the gateway between administrative enforcement and criminal justice')
    .option('--json', 'print results as JSON')
    .showHelpAfterError()
    .exitOverride()
  const open: OpenContext = async () => (await import('./cli/open.ts')).openContext(program)()
  const named = argv.slice(2).find((word) => !word.startsWith('-')) ?? ''
  const asked = doors[beside[named] ?? named]
  for (const door of asked === undefined ? Object.values(doors) : [asked]) (await door()).register(program, open)
  try {
    await program.parseAsync(argv as string[])
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode
      return
    }
    console.error(`xianjie: ${error instanceof Error ? error.message : String(error)}`)
    if (process.env.XIANJIE_LOG === 'debug' && error instanceof Error) console.error(error.stack)
    process.exitCode = 1
  }
}
