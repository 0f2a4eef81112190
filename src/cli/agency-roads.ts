// `xianjie agency receive|supervise`: the roads of cases where the general rule does not fit.
import type { Command } from 'commander'
import { setReceiver, setSupervisor, Unregistrable } from '../agencies/index.ts'
import { type OpenContext, withContext } from './context.ts'

export function registerRoads(agency: Command, open: OpenContext): void {
  agency
    .command('receive')
    .description(
      'say who receives the cases of a sender, where the general rule (public security of the same level) does not fit',
    )
    .requiredOption('--sender <uscc>', 'the administrative agency')
    .option('--domain <domain>', 'only its cases of this domain', '*')
    .option('--receiver <uscc>', 'the organ that receives them')
    .option('--undo', 'take the rule away')
    .action(
      withContext<{ sender: string; domain: string; receiver?: string; undo?: boolean }>(
        open,
        async ({ pool, out }, { sender, domain, receiver, undo }) => {
          if ((receiver === undefined) !== (undo === true))
            throw new Unregistrable('receiver', 'Give either a receiver or --undo.')
          await setReceiver(pool, sender, domain, receiver ?? null)
          out(
            { sender, domain, receiver: receiver ?? null },
            () => `${sender} ${domain} → ${receiver ?? 'general rule'}`,
          )
        },
      ),
    )
  agency
    .command('supervise')
    .description('say which procuratorate watches an organ, where it is not that of the same region and level')
    .requiredOption('--code <uscc>', 'the organ that is watched')
    .option('--supervisor <uscc>', 'the procuratorate')
    .option('--undo', 'return to the general rule')
    .action(
      withContext<{ code: string; supervisor?: string; undo?: boolean }>(
        open,
        async ({ pool, out }, { code, supervisor, undo }) => {
          if ((supervisor === undefined) !== (undo === true))
            throw new Unregistrable('supervisor', 'Give either a supervisor or --undo.')
          await setSupervisor(pool, code, supervisor ?? null)
          out(
            { code, supervisor: supervisor ?? null },
            () => `${code} is watched by ${supervisor ?? 'the procuratorate of its region and level'}`,
          )
        },
      ),
    )
}
