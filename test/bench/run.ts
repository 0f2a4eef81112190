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
  materials: {
    says: 'files taken in a second over HTTP, beside the same bytes hashed and written without it; memory; bundles',
    load: async () => (await import('./materials.ts')).benchMaterials,
  },
  cuts: {
    says: 'uploads cut at random and the gateway killed under them: every file byte-identical, nothing left over',
    load: async () => (await import('./cuts.ts')).benchCuts,
  },
  centre: {
    says: 'a case centre of 1,280,000 items beside one of 10,000: lists, folders and checklists stay flat',
    load: async () => (await import('./centre.ts')).benchCentre,
  },
  bundle: {
    says: 'a bundle of 5 GiB streamed and checked, beside the same files written to a socket without a zip; memory',
    load: async () => (await import('./bundle.ts')).benchBundle,
  },
  flips: {
    says: 'every byte of a bundle flipped, each alone: `xianjie verify` names the file it is in',
    load: async () => (await import('./flips.ts')).benchFlips,
  },
  access: {
    says: 'reads with the log of reads and without it: a durable one, and gathered ones',
    load: async () => (await import('./access.ts')).benchAccess,
  },
  ingest: {
    says: 'penalty records taken in by the ten thousand, beside the same bytes by COPY and the same merge; memory',
    load: async () => (await import('./ingest.ts')).benchIngest,
  },
  screen: {
    says: 'penalty records screened with results and marks written, beside reading the same rows; one rule changed',
    load: async () => (await import('./screen.ts')).benchScreen,
  },
  partner: {
    says: 'a partner that misbehaves, the gateway killed again and again: nothing lost, and what the partner dropped is found',
    load: async () => (await import('./partner.ts')).benchPartner,
  },
  lanes: {
    says: 'one receiver of webhooks hangs: the delivery lag of another, beside the run without it',
    load: async () => (await import('./lanes.ts')).benchLanes,
  },
  packages: {
    says: 'cases between two gateways without a wire, the files lost, doubled, late, cut and damaged: both end alike',
    load: async () => (await import('./packages.ts')).benchPackages,
  },
  clocks: {
    says: 'one sweep of a million running clocks of which a hundred are due, beside one of ten thousand',
    load: async () => (await import('./clocks.ts')).benchClocks,
  },
  indicators: {
    says: 'the whole dashboard of the country over a large store and a smaller one; a rebuild gives the same figures',
    load: async () => (await import('./indicators.ts')).benchIndicators,
  },
  takeover: {
    says: 'an older platform taken over from its dump, beside COPY of the rows that come of it; memory; the differences planted',
    load: async () => (await import('./takeover.ts')).benchTakeover,
  },
  console: {
    says: 'the pages of the console over ten thousand transfers and a hundred thousand, each beside its floor',
    load: async () => (await import('./console.ts')).benchConsole,
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
