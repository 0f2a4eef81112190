#!/usr/bin/env node
// The committed launcher: runs the TypeScript as it stands, without a build step, on Node 20.19 and newer.
import { register } from 'tsx/esm/api'

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Xianjie needs Node 20.19 or newer; this is ${process.versions.node}.`)
  process.exit(1)
}
register()
const { main } = await import('./main.ts')
await main(process.argv)
