// `xianjie journal …`: the tamper-evident record. `verify` holds every chain, every case, the tree and the log of reads
// against one another and exits 1 where one fails; `key` says what outsiders verify with; `rotate-key` makes a new one.
import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { Unregistrable } from '../agencies/index.ts'
import { verifyCases } from '../cases/index.ts'
import {
  type HeldCheckpoint,
  LogKeyFault,
  newLogKey,
  openLogSigner,
  publishedKeys,
  verifyReads,
  verifyTree,
} from '../journal/index.ts'
import { verifyDraws } from '../supervision/index.ts'
import { collect, type OpenContext, withContext } from './context.ts'

export function register(program: Command, open: OpenContext): void {
  const journal = program.command('journal').description('the tamper-evident record (全程留痕)')
  registerVerify(journal, open)
  registerKeys(journal, open)
}

function registerVerify(journal: Command, open: OpenContext): void {
  journal
    .command('verify')
    .description(
      'check every chain against the kept bytes, every case against its events, the tree, and the log of reads',
    )
    .option('--checkpoint <file>', 'an earlier checkpoint kept outside (a signed note); the tree must continue it')
    .option('--key <key>', 'verifier key that the checkpoint is signed with; repeatable; else those on record', collect)
    .action(
      withContext<{ checkpoint?: string; key?: string[] }>(open, async (context, { checkpoint, key }) => {
        const held = checkpoint === undefined ? null : heldIn(checkpoint, key)
        const shown = process.stderr.isTTY ? (n: number) => process.stderr.write(`\r${n} cases checked`) : () => {}
        const { checked, pending, faults } = await verifyCases(context.pool, shown)
        if (process.stderr.isTTY) process.stderr.write('\n')
        const tree = await verifyTree(context.pool, held)
        const reads = await verifyReads(context.pool)
        const draws = await verifyDraws(context.pool)
        const broken = faults.length + tree.faults.length + reads.faults.length + draws.faults.length
        context.out({ checked, pending, faults, tree, reads, draws }, () =>
          [
            faults.length === 0
              ? `${checked} cases checked; every chain holds.`
              : `${checked} cases checked; ${faults.length} FAIL:`,
            ...faults.map((f) => `  ${f.transferId} ${f.documentNo}: ${f.fault} at version ${f.version}`),
            `Tree of ${tree.size} leaves${pending > 0 ? `, ${pending} acts on their way into it` : ''}: ${tree.faults.length === 0 ? 'holds.' : 'FAILS:'}`,
            ...tree.faults.map((f) => `  ${f.fault} at ${f.at}`),
            `Log of reads, ${reads.batches} sealed batches, ${reads.removed} removed in time: ${reads.faults.length === 0 ? 'holds.' : 'FAILS:'}`,
            ...reads.faults.map((f) => `  ${f.fault}${f.batch > 0 ? ` in batch ${f.batch}` : ''}`),
            `Draws, ${draws.checked} computed again: ${draws.faults.length === 0 ? 'hold.' : 'FAIL:'}`,
            ...draws.faults.map(
              (f) => `  ${f.draw}: ${f.fault} at version ${f.version}${f.detail === undefined ? '' : ` (${f.detail})`}`,
            ),
          ].join('\n'),
        )
        if (broken > 0) process.exitCode = 1
      }),
    )
}

function heldIn(path: string, keys: readonly string[] | undefined): HeldCheckpoint {
  try {
    return { note: readFileSync(path === '-' ? 0 : path, 'utf8'), ...(keys !== undefined && { keys }) }
  } catch {
    throw new Unregistrable('checkpoint', `The file ${path} cannot be read.`)
  }
}

function registerKeys(journal: Command, open: OpenContext): void {
  journal
    .command('key')
    .description('verifier keys of checkpoints (C2SP signed-note), the youngest first')
    .action(
      withContext<object>(open, async ({ pool, dataDir, issuer, journalKey, out }) => {
        const kept = await publishedKeys(pool)
        // A key that no running gateway has signed with yet is told too: who verifies wants to know it before.
        const next = inHand(() => openLogSigner({ issuer, dataDir, handedIn: journalKey }).verifierKey)
        const keys = next === undefined || kept.includes(next) ? kept : [next, ...kept]
        out({ keys }, () => (keys.length === 0 ? 'There is no key yet.' : keys.join('\n')))
      }),
    )
  journal
    .command('rotate-key')
    .description('make a new key for checkpoints; gateways sign with it from their next start on')
    .action(
      withContext<object>(open, async ({ dataDir, issuer, journalKey, out }) => {
        if (journalKey !== undefined)
          throw new Unregistrable('<key>', 'The key is handed in by XIANJIE_JOURNAL_KEY; hand in another there.')
        const { verifierKey } = newLogKey(dataDir, issuer)
        out({ key: verifierKey }, () => `${verifierKey}\nGateways sign with it from their next start on.`)
      }),
    )
}

/** Where there is no usable key in hand, those on record are all there is to tell. */
function inHand(key: () => string): string | undefined {
  try {
    return key()
  } catch (error) {
    if (error instanceof LogKeyFault) return undefined
    throw error
  }
}
