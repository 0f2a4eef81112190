// `xianjie journal verify`: every chain and every case against its events; exits 1 and names the cases where one fails.
import type { Command } from 'commander'
import { verifyCases } from '../cases/index.ts'
import { type OpenContext, withContext } from './context.ts'

export function register(program: Command, open: OpenContext): void {
  program
    .command('journal')
    .description('the tamper-evident record')
    .command('verify')
    .description('check every chain against the kept bytes, and every case against its events')
    .action(
      withContext(open, async (context) => {
        const shown = process.stderr.isTTY ? (n: number) => process.stderr.write(`\r${n} cases checked`) : () => {}
        const { checked, faults } = await verifyCases(context.pool, shown)
        if (process.stderr.isTTY) process.stderr.write('\n')
        context.out({ checked, faults }, () =>
          faults.length === 0
            ? `${checked} cases checked; every chain holds.`
            : [
                `${checked} cases checked; ${faults.length} FAIL:`,
                ...faults.map((f) => `  ${f.transferId} ${f.documentNo}: ${f.fault} at version ${f.version}`),
              ].join('\n'),
        )
        if (faults.length > 0) process.exitCode = 1
      }),
    )
}
