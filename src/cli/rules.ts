// `xianjie rules …`: puts stages of clocks in force for a region that the table holds out of force, because instruments
// differ or no text was read. The table itself is changed by releases only.
import type { Command } from 'commander'
import { listOptIns, optIn, optOut, type RegisteredOptIn, stageMeant } from '../agencies/index.ts'
import { columns, type OpenContext, withContext } from './context.ts'
import { whole } from './options.ts'

interface Place {
  region: string
  clock: string
  stage: number
  domain: string
}

export function register(program: Command, open: OpenContext): void {
  const rules = program.command('rules').description('stages of clocks that a region has put in force (地方适用)')
  placed(rules.command('opt-in').description('put a stage in force for a region and all that lies in it'))
    .requiredOption('--basis <text>', 'the local document that says so: title, number, article')
    .action(
      withContext<Place & { basis: string }>(open, async ({ pool, out }, { region, ...entry }) => {
        const entered = await optIn(pool, { ...entry, regionCode: region })
        out(shown(entered), () => `In force: ${line(entered).join(' ')}`)
      }),
    )
  placed(rules.command('opt-out').description('end that for acts from now on; it stays on record')).action(
    withContext<Place>(open, async ({ pool, out }, { region, ...entry }) => {
      const ended = await optOut(pool, { ...entry, regionCode: region })
      out(shown(ended), () => `Ended: ${line(ended).join(' ')}`)
    }),
  )
  rules
    .command('list')
    .description('list what regions have put in force')
    .option('--ended', 'also what is so no more')
    .action(
      withContext<{ ended?: boolean }>(open, async ({ pool, out }, { ended = false }) => {
        const all = await listOptIns(pool, { ended })
        out(all.map(shown), () => columns(all.map(line)))
      }),
    )
}

function placed(command: Command): Command {
  return command
    .requiredOption('--region <code>', 'six-digit region code (GB/T 2260); 100000 for everywhere')
    .requiredOption('--clock <name>', 'the clock, as `xianjie procedure` names it, e.g. filing_review')
    .requiredOption('--stage <n>', 'place in its list of stages, from 1', whole(1, 99))
    .option('--domain <domain>', 'only cases of this domain; else all that have no stages of their own', '*')
}

/** With what the number means in the table as it stands: a later release may have moved it. */
function shown(one: RegisteredOptIn) {
  const meant = stageMeant(one.clock, one.stage, one.domain)
  if (meant === undefined) return { ...one, means: null }
  const { period, basis, confidence, contested = false } = meant
  return { ...one, means: { period, basis, confidence, contested } }
}

function line(one: RegisteredOptIn): string[] {
  const { means } = shown(one)
  const marks = means && [
    `${means.period.amount} ${means.period.unit}`,
    means.basis.join('; '),
    ...(means.contested ? ['contested'] : []),
    ...(means.confidence === 'read' ? [] : [`source: ${means.confidence}`]),
  ]
  return [
    one.regionCode,
    one.clock,
    `stage ${one.stage} (${marks?.join(', ') ?? 'no such stage'})`,
    one.domain,
    one.basis,
    one.endedAt ? `ended ${one.endedAt.toISOString()}` : '',
  ]
}
