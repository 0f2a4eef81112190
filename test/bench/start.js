// Starts a bench, or a part of one in a process of its own, from the translation of its sources: `node start.js FILE …`.
// Loading them one by one takes longer than many a bench in its short form.
import { readdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { traced, translated } from '../../src/translated.js'

const here = dirname(fileURLToPath(import.meta.url))
const [node, , file, ...args] = process.argv
const others = readdirSync(here).filter((name) => name.endsWith('.ts') && name !== file)
const program = await translated(
  [file, ...others].map((name) => `test/bench/${name}`),
  ['db', 'schemas', 'src', 'test'],
)
if (program === null) (await import('tsx/esm/api')).register()
else traced()
process.argv = [node, `${here}/${file}`, ...args]
await import(program ?? `./${file}`)
