// Pulls sources again and again until somebody kills it: a part of the kill test, in a process of its own. Arguments: the
// database, then the ids.
import { openPool } from '../../db/index.ts'
import { openSealer, outbound } from '../../src/kernel/index.ts'
import { openPenalties } from '../../src/penalties/index.ts'
import { openSources, pull } from '../../src/sync/index.ts'

const [url = '', ...ids] = process.argv.slice(2)
const pool = openPool(url, 6)
const room = openSources({
  pool,
  penalties: openPenalties({ pool, organs: () => ({ byId: new Map(), byCode: new Map() }), now: Date.now }),
  sealer: openSealer(Buffer.alloc(32, 7)),
  outbound: outbound(),
  sign: (payload) => JSON.stringify(payload),
  issuer: 'https://gateway.example',
  now: Date.now,
  random: Math.random,
})
process.on('disconnect', () => process.exit(0))
process.send?.('pulling')
const again = async (id: string): Promise<void> => {
  for (;;) {
    const pulled = await pull(room, id)
    if (pulled?.error != null) console.error(pulled.error)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
await Promise.all(ids.map(again))
