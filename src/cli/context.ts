// What a command gets to work with, and how its mistakes reach the operator: on stderr, by the name of the option, with an
// exit code that is not zero.
import type { Command } from 'commander'
import type { Pool } from '../../db/index.ts'
import { KeyFault, Unregistrable } from '../agencies/index.ts'
import { LogKeyFault } from '../journal/index.ts'

export interface CliContext {
  readonly pool: Pool
  readonly dataDir: string
  /** The signing key handed in by the environment: a private JWK, or the path of one. */
  readonly keyFile?: string
  readonly issuer: string
  /** The key for checkpoints handed in by the environment: a private JWK, or the path of one. */
  readonly journalKey?: string | undefined
  /** The key handed in that secrets of partners are sealed with: base64url. */
  readonly secretsKey?: string | undefined
  /** Prints `value` as JSON with --json, else what `human` says. */
  out(value: unknown, human: () => string): void
  close(): Promise<void>
}

export type OpenContext = () => Promise<CliContext>

/** The option under which a field of the registry is given, where it is not the field's name in kebab-case. */
const optionOf: Record<string, string> = {
  regionCode: 'region',
  domains: 'domain',
  roles: 'role',
  validFrom: 'from',
  validTo: 'to',
}

/** An action that opens the context, works and closes it; what cannot be registered ends the command with its option's name. */
export function withContext<Options>(
  open: OpenContext,
  work: (context: CliContext, options: Options) => Promise<void>,
) {
  return async (options: Options, command: Command): Promise<void> => {
    try {
      const context = await open()
      try {
        await work(context, options)
      } finally {
        await context.close()
      }
    } catch (error) {
      if (error instanceof Unregistrable)
        command.error(`error: ${given(error.field)}: ${error.message}`, { exitCode: 2 })
      if (error instanceof KeyFault || error instanceof LogKeyFault)
        command.error(`error: ${error.message}`, { exitCode: 2 })
      throw error
    }
  }
}

/** What the operator typed for a field: an option, or an argument where the field is named `<so>`. */
function given(field: string): string {
  if (field.startsWith('<')) return `argument '${field.slice(1, -1)}'`
  return `option '${field.startsWith('--') ? field : optionName(field)}'`
}

/** `--agency-region` for the field `regionCode` of what the options call `agency`. */
export function optionName(field: string, of?: string): string {
  const own = optionOf[field] ?? field
  const whole = of === undefined ? own : of + own.charAt(0).toUpperCase() + own.slice(1)
  return `--${whole.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}

/** For options that may be given several times. */
export function collect(value: string, former: string[] = []): string[] {
  return [...former, value]
}

/** Rows as aligned columns; Chinese characters count double, as a terminal shows them. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths: number[] = []
  for (const row of rows) for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, width(cell))
  return rows
    .map((row) =>
      row
        .map((cell, i) => cell + ' '.repeat((widths[i] ?? 0) - width(cell)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

const width = (text: string) =>
  [...text].reduce(
    (sum, c) =>
      sum +
      (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(c) ? 2 : 1),
    0,
  )
