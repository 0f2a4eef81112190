// The campaign against a misbehaving partner: the gateway is ended with kill -9 again and again at random moments while it
// pulls the partner's records and pushes cases and webhooks to it. Nothing may be lost, nothing may overtake within a
// case, what comes twice must bear the same id; and reconciliation finds exactly what the partner dropped, and mends it.
import { setTimeout as sleep } from 'node:timers/promises'
import type { BenchOptions } from './options.ts'
import { actsEach, type CasesUnderWay, runCases } from './partner-cases.ts'
import { reconcile } from './partner-reconcile.ts'
import { expectDone, openPartnerScene, type PartnerScene, sinkName, sourceName } from './partner-scene.ts'
import { backlog, countDeliveries, recordsHere, stragglers } from './partner-verdict.ts'
import { note, withEndings } from './scene.ts'

const killAfterMs = { min: 200, max: 2_500 }
/** For retries with their back-off, and leases of the killed to run out. */
const drainMs = 240_000
/** Each case is told to the partner twice, by the sink and by the webhook. */
const roads = 2
/** Records that the partner leaves out of its feed, and the share of acknowledged transfers that it throws away. */
const droppedEach = 40
const loseTransfers = 0.02

const misbehaving = {
  slowMs: 3,
  hang: 0.001,
  dropAnswerAfterProcessing: 0.03,
  duplicate: 0.05,
  reorder: 0.2,
  fail: 0.03,
  wrongSchema: 0.02,
  halfClose: 0.02,
  loseTransfers,
} as const
const good = {
  slowMs: 0,
  hang: 0,
  dropAnswerAfterProcessing: 0,
  duplicate: 0,
  reorder: 0,
  fail: 0,
  wrongSchema: 0,
  halfClose: 0,
  loseTransfers: 0,
} as const

export async function benchPartner(options: BenchOptions): Promise<void> {
  const size = options.short
    ? { kills: 2, deliveries: 200, records: 200 }
    : { kills: options.rounds * 10, deliveries: options.rounds * 4_000, records: options.rounds * 4_000 }
  const cases = Math.ceil(size.deliveries / roads / actsEach)
  await withEndings(async (endings) => {
    const seed = 42
    const scene = await openPartnerScene(endings, { pool: options.pool, seed })
    const { platform, owner, organs } = scene
    const every = Math.max(2, Math.floor(size.records / droppedEach))
    const loseRecords = Array.from({ length: Math.floor(size.records / every) }, (_, i) =>
      recordKey(seed, i * every + 1),
    )
    await platform.control({ ...misbehaving, loseRecords, seed })

    const began = performance.now()
    const work = runCases({ owner, organs, market: scene.market, police: scene.police, count: cases })
    let failed: unknown
    work.done.catch((error: unknown) => {
      failed = error
    })
    await underKills(scene, work, { ...size, cases }, () => failed)
    await work.done
    note(`${work.acts()} acts; waiting for what is owed …`)
    await platform.control(good)
    await drained(scene)
    const seconds = (performance.now() - began) / 1_000

    const deliveries = await countDeliveries(owner, organs.market.id, platform)
    const dropped = (await platform.dropped()).missing
    const here = await recordsHere(owner)
    const report = await reconcile(scene, { source: sourceName, sink: sinkName, repair: false })
    const expected = { source: dropped.records.sort(), sink: dropped.transfers.sort() }
    const repaired = await reconcile(scene, { source: sourceName, sink: sinkName, repair: true })
    const after = await reconcile(scene, { source: sourceName, sink: sinkName, repair: false })
    const state = await platform.state()

    const faults = [
      ...Object.entries(deliveries).flatMap(([road, d]) =>
        (['lost', 'strangers', 'outOfOrder', 'otherIds'] as const).flatMap((what) =>
          d[what] === 0 ? [] : [`${road}: ${what} ${d[what]}`],
        ),
      ),
      ...(here.size + expected.source.length === state.records.present ? [] : [`${here.size} records are here`]),
      ...(['source', 'sink'] as const).flatMap((side) => {
        const found = report[side]
        return JSON.stringify(found.missing) === JSON.stringify(expected[side]) && found.other === 0
          ? []
          : [
              `${side}: ${expected[side].length} dropped, ${found.missing.length} reported missing, ${found.other} other`,
            ]
      }),
      ...(['source', 'sink'] as const).flatMap((side) =>
        after[side].missing.length + after[side].other === 0 ? [] : [`${side}: not mended`],
      ),
    ]
    const verdict =
      faults.length === 0
        ? 'nothing lost, nothing out of order, equal ids; reconciliation found what was dropped and mended it'
        : faults.join('; ')
    if (!options.json) console.log(verdict)
    console.log(
      JSON.stringify({
        kills: size.kills,
        seconds: Math.round(seconds),
        deliveries: deliveries.sink.received + deliveries.webhook.received,
        lost: deliveries.sink.lost + deliveries.webhook.lost,
        out_of_order: deliveries.sink.outOfOrder + deliveries.webhook.outOfOrder,
        repeated: deliveries.sink.repeated + deliveries.webhook.repeated,
        repeated_other_id: deliveries.sink.otherIds + deliveries.webhook.otherIds,
        requests_unheard: scene.market.unheard + scene.police.unheard,
        records: state.records.present,
        record_changes: state.records.changes,
        records_dropped: expected.source.length,
        records_reported: report.source.missing.length,
        transfers_dropped: expected.sink.length,
        transfers_reported: report.sink.missing.length,
        repaired: repaired.source.repaired + repaired.sink.repaired,
        differences_after:
          after.source.missing.length + after.source.other + after.sink.missing.length + after.sink.other,
        mishaps: state.mishaps,
        verdict,
        holds: faults.length === 0,
      }),
    )
    if (faults.length > 0) throw new Error(verdict)
  })
}

/** Key of the partner's n-th invented record. */
const recordKey = (seed: number, n: number) => `HC-${String(seed).padStart(4, '0')}-${String(n).padStart(7, '0')}`

async function underKills(
  { platform, killAndRestart }: PartnerScene,
  work: CasesUnderWay,
  size: { readonly kills: number; readonly cases: number; readonly records: number },
  fault: () => unknown,
): Promise<void> {
  let [released, published] = [0, 0]
  for (let kill = 1; kill <= size.kills; kill++) {
    const upTo = (total: number) => Math.ceil((total * kill) / size.kills)
    work.release(upTo(size.cases) - released)
    released = upTo(size.cases)
    await platform.records({ add: upTo(size.records) - published, amend: Math.ceil(size.records / size.kills / 20) })
    published = upTo(size.records)
    await sleep(killAfterMs.min + Math.random() * (killAfterMs.max - killAfterMs.min))
    await killAndRestart()
    if (fault() !== undefined) throw fault()
    if (kill % 5 === 0 || kill === size.kills) note(`kill ${kill}/${size.kills}: ${work.acts()} acts`)
  }
}

/** Until nothing is owed and nothing is left to pull; what waits for people is replayed, as an operator would. */
async function drained(scene: PartnerScene): Promise<void> {
  const { owner, platform } = scene
  const until = performance.now() + drainMs
  let said = ''
  for (;;) {
    const { waiting, dead, unread } = await backlog(owner)
    if (dead > 0) await replayDead(scene)
    const [here, { records }, { missing }] = [
      await recordsHere(owner),
      await platform.state(),
      await platform.dropped(),
    ]
    const behind = records.present - missing.records.length - here.size
    const now = `${waiting} waiting, ${dead} dead, ${unread} unread, ${behind} records to come`
    if (waiting + dead + unread + behind === 0) return
    if (now !== said) note(waiting > 0 && waiting < 4 ? `${now} ${await stragglers(owner)}` : now)
    said = now
    if (behind < 0) throw new Error(`${-behind} records are here that the partner dropped`)
    if (performance.now() > until) throw new Error(`after ${drainMs / 1_000} s: ${now}`)
    await sleep(1_000)
  }
}

async function replayDead(scene: PartnerScene): Promise<void> {
  await expectDone(scene, ['sink', 'replay', sinkName, '--why', 'the partner answered oddly'])
}
