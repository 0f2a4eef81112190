// `xianjie package …`: packages for and from gateways without a wire, by hand where no directories are configured, and how
// it stands with each.
import type { Command } from 'commander'
import { Keyring, optedIn, Registry, Unregistrable } from '../agencies/index.ts'
import { Acts, type CasesDeps } from '../cases/index.ts'
import { readConfig } from '../config.ts'
import { closeMaterials, directoryStore, openMaterials, s3Store } from '../materials/index.ts'
import { calendarsFrom } from '../procedure/index.ts'
import { handOver, type PackagesRoom, peerNamed, peerStatuses, readPackages, writePackages } from '../sync/index.ts'
import { type CliContext, columns, type OpenContext, withContext } from './context.ts'

export function register(program: Command, open: OpenContext): void {
  const packages = program.command('package').description('packages between gateways that share no wire (数据包)')
  packages
    .command('write <peer>')
    .description('write what is due for a gateway')
    .option('--to <dir>', 'the directory; else the configured one')
    .action(async (name: string, options: { to?: string }, command: Command) =>
      withContext<object>(open, async (context) => {
        const peer = await peerNamed(context.pool, name)
        const dir = options.to ?? peer.writeTo
        if (dir === null) throw new Unregistrable('to', 'No directory is configured for this gateway.')
        const files = await withRoom(context, (room) => writePackages(room, peer, dir))
        context.out({ written: files }, () =>
          [`${files.length} packages written to ${dir}`, ...files.map((f) => `  ${f.name} ${f.bytes} bytes`)].join(
            '\n',
          ),
        )
      })(options, command),
    )
  packages
    .command('read <peer>')
    .description('take what a gateway has sent, in the order of the numbers')
    .option('--from <dir>', 'the directory; else the configured one')
    .action(async (name: string, options: { from?: string }, command: Command) =>
      withContext<object>(open, async (context) => {
        const peer = await peerNamed(context.pool, name)
        const dir = options.from ?? peer.readFrom
        if (dir === null) throw new Unregistrable('from', 'No directory is configured for this gateway.')
        // Whoever reads by hand has laid the files there: none is on its way any more.
        const report = await withRoom(context, (room) => readPackages(room, peer.id, dir, { settleMs: 0 }))
        context.out(report, () =>
          [
            `${report.taken.length} packages taken${report.repeated.length > 0 ? `, ${report.repeated.length} had been taken before` : ''}.`,
            ...report.aside.map((f) => `  set aside: ${f.name}: ${f.reason}: ${f.detail}`),
            ...(report.missing.length > 0 ? [`  missing: ${report.missing.join(', ')}`] : []),
          ].join('\n'),
        )
        if (report.aside.length > 0) process.exitCode = 1
      })(options, command),
    )
  packages
    .command('status')
    .description('how it stands with each gateway')
    .action(
      withContext<object>(open, async ({ pool, out }) => {
        const all = await peerStatuses(pool)
        out(all, () =>
          columns(
            all.map((p) => [
              p.name,
              p.disabled ? 'disabled' : '',
              `sent ${p.sentNo}`,
              `acknowledged ${p.acknowledgedNo}`,
              `taken ${p.takenNo}`,
              `waiting ${p.waiting}`,
              `set aside ${p.aside}`,
            ]),
          ),
        )
      }),
    )
  packages
    .command('hand-over <case> <peer>')
    .description('make another gateway the home of a case: it alone goes on with it')
    .action(async (id: string, name: string, options: object, command: Command) =>
      withContext<object>(open, async (context) => {
        if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) throw new Unregistrable('<case>', 'This is no id.')
        const peer = await peerNamed(context.pool, name)
        const done = await withRoom(context, (room) => handOver(room, peer, id))
        if (done !== 'handed_over') throw new Unregistrable('<case>', whyNot[done])
        context.out(
          { case: id, home: peer.issuer },
          () => `${id} is at home at ${peer.name} once the next package is there.`,
        )
      })(options, command),
    )
}

const whyNot = {
  unknown: 'There is no such case.',
  not_here: 'The case is at home at another gateway already.',
  not_whole:
    'Some entries are sealed from the organs of that gateway, or none has a part in the case: it could not prove the chain.',
  busy: 'The case, or what is written for that gateway, is being changed at this moment; try again.',
} as const

/** What the gateway itself opens, as far as packages need it. */
async function withRoom<T>(context: CliContext, work: (room: PackagesRoom) => Promise<T>): Promise<T> {
  const { pool, dataDir, issuer, keyFile } = context
  const { s3, uploads } = readConfig(process.env)
  const registry = new Registry({ pool })
  const keyring = await Keyring.open({ registry, pool, issuer, dataDir, handedIn: keyFile })
  let calendarFor = calendarsFrom([])
  let optIns: Parameters<typeof optedIn>[0] = []
  registry.follow((snapshot) => {
    calendarFor = calendarsFrom(snapshot.notices)
    optIns = snapshot.optIns
  })
  const cases: CasesDeps = {
    pool,
    directory: () => registry.current().then((snapshot) => snapshot.directory),
    sign: (payload, header) => keyring.sign(JSON.stringify(payload), { typ: 'JWT', ...header }),
    calendarFor: (regionCode) => calendarFor(regionCode),
    optInsFor: (regionCode, domain) => optedIn(optIns, regionCode, domain),
    now: Date.now,
    issuer,
  }
  const materials = openMaterials({
    pool,
    store: s3 ? await s3Store(s3) : await directoryStore(`${dataDir}/materials`),
    limits: uploads,
  })
  try {
    return await work({ pool, registry, keyring, acts: new Acts(cases), cases, materials, now: Date.now })
  } finally {
    await closeMaterials(materials)
  }
}
