#!/usr/bin/env node
// The committed launcher: runs the TypeScript without a build step, on Node 20.19 and newer.
import { traced, translatedMain } from './translated.js'

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Xianjie needs Node 20.19 or newer; this is ${process.versions.node}.`)
  process.exit(1)
}
const translated = await translatedMain()
if (translated === null) (await import('tsx/esm/api')).register()
else traced()
const { main } = await import(translated ?? './main.ts')
await main(process.argv)
