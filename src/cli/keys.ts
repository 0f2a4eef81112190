// `xianjie keys …`: the gateway's own signing keys. It shows names and periods, never a key.
import type { Command } from 'commander'
import { listKeys, rotateKeys } from '../agencies/index.ts'
import { columns, type OpenContext, withContext } from './context.ts'
import { whole } from './options.ts'

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
      whole(0, 86_400),
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
