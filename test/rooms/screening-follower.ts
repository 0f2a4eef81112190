// A follower in a process of its own, to be killed: says a line for each batch that it has written.
import { openPool } from '../../db/index.ts'
import { followScreening, marksKeyOf } from '../../src/penalties/index.ts'

const [url = '', size = '20'] = process.argv.slice(2)
const pool = openPool(url, 4)
await followScreening(
  { pool, now: Date.now, marksKey: marksKeyOf(Buffer.alloc(32, 7)) },
  { batchRecords: Number(size), progress: (records) => process.stdout.write(`${records}\n`) },
)
await pool.end()
