// The command line: one program, one door a room of operators' work. Exits non-zero on failure, says on stderr why.
import { Command, CommanderError } from 'commander'
import * as accessLog from './cli/access-log.ts'
import * as agency from './cli/agency.ts'
import * as calendar from './cli/calendar.ts'
import * as client from './cli/client.ts'
import * as demo from './cli/demo.ts'
import * as init from './cli/init.ts'
import * as journal from './cli/journal.ts'
import * as keys from './cli/keys.ts'
import * as letters from './cli/letters.ts'
import * as migrate from './cli/migrate.ts'
import * as officer from './cli/officer.ts'
import { openContext } from './cli/open.ts'
import * as openapi from './cli/openapi.ts'
import * as rules from './cli/rules.ts'
import * as serve from './cli/serve.ts'
import * as verify from './cli/verify.ts'

/** Runs one command; `argv` as Node gives it. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = new Command('xianjie')
    .description('衔接: the gateway between administrative enforcement and criminal justice')
    .option('--json', 'print results as JSON')
    .showHelpAfterError()
    .exitOverride()
  const open = openContext(program)
  for (const door of [
    serve,
    demo,
    init,
    migrate,
    agency,
    client,
    officer,
    keys,
    calendar,
    rules,
    journal,
    accessLog,
    verify,
    letters,
    openapi,
  ])
    door.register(program, open)
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
