// `xianjie simulate legacy`: an invented city with years of cases on an older platform, as the dump of its tables.
import { type Command, Option } from 'commander'
import { buildCity } from '../partner/index.ts'
import { whole } from './options.ts'

interface CityOptions {
  out: string
  cases: number
  seed: number
  steps: number
  dirt: number
  day: '1' | '2'
  format: 'csv' | 'ndjson'
  files?: string
}

export function registerCity(simulate: Command): void {
  const program = simulate.parent as Command
  simulate
    .command('legacy')
    .description(
      'a city with years of cases on an older platform 旧平台: dumps of its tables, its mapping, what is true of it',
    )
    .requiredOption('--out <directory>', 'where the dump goes')
    .option('--cases <n>', 'cases at the first day', whole(1, 10_000_000), 1_000)
    .option('--seed <n>', 'the same seed gives the same bytes', whole(0, 0xffff_ffff), 1)
    .option('--steps <n>', 'steps that a case has on the average, about', whole(1, 200), 20)
    .option('--dirt <percent>', 'share of the cases with a fault', whole(0, 100), 6)
    .addOption(
      new Option('--day <day>', 'the day of the cut-over, or three weeks after it').choices(['1', '2']).default('1'),
    )
    .addOption(new Option('--format <format>', 'of the tables').choices(['csv', 'ndjson']).default('csv'))
    .option('--files <directory>', 'makes the files too that the attachments name')
    .action(async (options: CityOptions) => {
      const json = program.opts<{ json?: boolean }>().json === true
      const truth = await buildCity({
        ...options,
        dirt: options.dirt / 100,
        day: options.day === '2' ? 2 : 1,
        progress: (cases) => console.error(`${cases} of ${options.cases} cases`),
      })
      console.log(
        json
          ? JSON.stringify(truth)
          : `${truth.cases} cases are in ${options.out}; truth.json says what is true of them.`,
      )
    })
}
