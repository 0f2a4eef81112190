// `xianjie keys …`: the gateway's own signing keys. It shows names and periods, never a key.
import { type Command, InvalidArgumentError } from 'commander'
import { listKeys, rotateKeys } from '../agencies/index.ts'
import { columns, type OpenContext, withContext } from './context.ts'

export function register(program: Command, open: OpenContext): void {
  const keys = program.command('keys').description("the gateway's signing keys")
  keys
    .command('list')
    .description('list the keys and the period in which each signed')
    .action(
      withContext<object>(open, async ({ pool, dataDir, out }) => {
        const entries = await listKeys(pool, dataDir)
        const rows = entries.map(({ kid, activeFrom, retiredAt, privateHere }) => [
          kid,
          activeFrom.toISOString(),
          retiredAt?.toISOString() ?? 'active',
          privateHere ? 'private half here' : '',
        ])
        out(entries, () => columns(rows))
      }),
    )
  keys
    .command('rotate')
    .description(
      'sign with a new key from now on; old receipts stay verifiable (with a key handed in: retire all others)',
    )
    .option(
      '--overlap <seconds>',
      'how long gateways that have not seen the new key may still sign with the old one',
      seconds,
    )
    .action(
      withContext<{ overlap?: number }>(open, async ({ pool, dataDir, keyFile, out }, { overlap }) => {
        const rotation = await rotateKeys(pool, dataDir, {
          handedIn: keyFile,
          ...(overlap !== undefined && { overlapSeconds: overlap }),
        })
        out(rotation, () => [`Active: ${rotation.kid}`, ...rotation.retired.map((kid) => `Retired: ${kid}`)].join('\n'))
      }),
    )
}

/** A day is enough for any rolling restart. */
function seconds(value: string): number {
  const number = Number(value)
  if (!Number.isInteger(number) || number < 0 || number > 86_400)
    throw new InvalidArgumentError('Give whole seconds, 0 to 86400.')
  return number
}
