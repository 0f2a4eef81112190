// A case goes through its life between two gateways while whoever carries the files loses, doubles, delays, cuts and damages
// them. A short form of the campaign: a few seeds, one life each.
import { expect, test } from 'vitest'
import { BadCarrier, seeded } from '../journeys/two-gateways-carrier.ts'
import { wholeLife } from '../journeys/two-gateways-life.ts'
import { faultsAt, keptAt, twoGateways } from '../journeys/two-gateways-scene.ts'

const two = await twoGateways(['market', 'procuratorate'], ['police'], { bytesMax: 65_536, againAfterMs: 0 })

test.each([1, 2])(
  'a case comes to its end through a bad carrier, seed %i',
  async (seed) => {
    await two.settle()
    const random = seeded(seed)
    const carrier = new BadCarrier(random)
    const exchange = async () => {
      for (const [from, to] of random() < 0.5
        ? [[two.a, two.b] as const]
        : [[two.a, two.b] as const, [two.b, two.a] as const]) {
        if (random() < 0.8) await two.write(from)
        carrier.carry(from, to)
        if (random() < 0.8) await two.read(to)
      }
      await two.write(two.b)
      carrier.carry(two.b, two.a)
      await two.read(two.a)
    }
    const { id, version } = await wholeLife(two, exchange, () => Math.floor(random() * 3))
    carrier.release()
    await two.settle()
    expect(carrier.mishaps.lost + carrier.mishaps.cut + carrier.mishaps.flipped).toBeGreaterThan(0)
    const [here, there] = [await keptAt(two.a, id), await keptAt(two.b, id)]
    expect(here.version).toBe(version)
    expect(there).toEqual(here)
    for (const side of two.sides) expect(await faultsAt(side), side.name).toEqual([])
    // What went wrong on the way is known on each side; nothing of it is open once everything has come.
    for (const { world } of two.sides) {
      const { rows } = await world.db.ownerPool.query(
        "select kind, subject, detail from sync_gap where closed_at is null and kind = 'package_conflict'",
      )
      expect(rows.filter(({ detail }) => detail.reason === undefined)).toEqual([])
    }
  },
  120_000,
)
