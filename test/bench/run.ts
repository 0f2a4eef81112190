// `npm run bench -- NAME`: runs one benchmark. Each brings its own floor in the same run, and a data directory of its own
// that is gone afterwards. Exit 0 = it ran; whether a figure was reached stands in its verdict.
import { BadOptions, type BenchOptions, optionsHelp, readOptions } from './options.ts'

/** A further bench is a file of its own and a line here. */
const benches: Readonly<
  Record<string, { readonly says: string; load(): Promise<(o: BenchOptions) => Promise<void>> }>
> = {
  submit: {
    says: 'full submissions a second over HTTP, beside the same rows without HTTP and a bare HTTP stub',
    load: async () => (await import('./submit.ts')).benchSubmit,
  },
  kill: {
    says: 'kill -9 of the gateway under load: what was acknowledged is there exactly once, and its chain holds',
    load: async () => (await import('./kill.ts')).benchKill,
  },
  decide: {
    says: 'decisions a second on one core: the law alone, beside the same events made by hand',
    load: async () => (await import('./decide.ts')).benchDecide,
  },
}

const [name = '', ...args] = process.argv.slice(2)
const bench = Object.hasOwn(benches, name) ? benches[name] : undefined
if (bench === undefined) {
  if (name !== '') console.error(`There is no bench "${name}".`)
  console.error('Benches: npm run bench -- NAME [options]')
  for (const [known, { says }] of Object.entries(benches)) console.error(`  ${known.padEnd(10)} ${says}`)
  console.error(optionsHelp)
  process.exit(2)
}
try {
  const options = readOptions(args)
  await (await bench.load())(options)
  process.exit(0)
} catch (error) {
  console.error(error instanceof BadOptions ? `${error.message}\n${optionsHelp}` : error)
  process.exit(error instanceof BadOptions ? 2 : 1)
}
