// Starts a part of a test in a process of its own, from the translation of its sources: `node test/start.js FILE …`, FILE as
// seen from here. Through a loader such a process takes longer to begin than to do its work.
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { traced, translated } from '../src/translated.js'

const here = dirname(fileURLToPath(import.meta.url))
const [node, , file, ...args] = process.argv
const program = await translated([`test/${file}`], ['db', 'schemas', 'src', 'test'])
if (program === null) (await import('tsx/esm/api')).register()
else traced()
if (args[0] === '--translate-only') process.exit(0)
process.argv = [node, `${here}/${file}`, ...args]
await import(program ?? `./${file}`)
