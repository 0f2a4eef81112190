// Takes a city over until it is done or somebody kills it: a part of the kill test, in a process of its own. Arguments: the
// database, the dump, a directory for keys.
import { openPool } from '../../db/index.ts'
import { openDump, takeOver } from '../../src/takeover/index.ts'
import { mappingIn, takeoverRoom } from '../takeover-town.ts'

const [url = '', out = ''] = process.argv.slice(2)
const pool = openPool(url, 4)
const room = await takeoverRoom({ pool })
process.on('disconnect', () => process.exit(0))
process.send?.('begun')
const mapping = mappingIn({ out })
const dump = await openDump(out, { installation: mapping.installation, partial: false, password: async () => '' })
await takeOver(room, { dump, mapping, dry: false, progress: () => {} })
await dump.close()
process.send?.('done')
process.disconnect()
await pool.end()
