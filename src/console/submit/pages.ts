// The pages of a submission and of approvals inside an organ.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Hono } from 'hono'
import { asset, keep } from '../assets.ts'
import type { ConsoleDeps, ConsoleEnv } from '../env.ts'
import { approvalPages } from './approval-pages.ts'
import { checkPages } from './check-page.ts'
import { filePages } from './files.ts'
import { partPages } from './part-pages.ts'
import { startPages } from './start.ts'
import { uploadPages } from './uploads.ts'

export function submitPages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  for (const name of ['upload.js', 'check.js', 'leave.js']) asset(name)
  // The library as it is published, served by us; only pages with an upload ask for it.
  const published = createRequire(import.meta.url).resolve('tus-js-client/dist/tus.min.js')
  keep('tus.min.js', new Uint8Array(readFileSync(published)))
  const app = new Hono<ConsoleEnv>()
  app.route('/', startPages(deps))
  app.route('/', filePages())
  app.route('/', uploadPages(deps))
  app.route('/', checkPages(deps))
  app.route('/', partPages(deps))
  app.route('/', approvalPages(deps))
  return app
}
