// Uploads of the organ that no case has taken: the file itself, to look at before it goes, and the page on which files are
// uploaded for a step of a case.
import { type Context, Hono } from 'hono'
import { html } from 'hono/html'
import type { Problem } from '../ask.ts'
import type { ConsoleEnv } from '../env.ts'
import { refused } from '../html/refused.ts'
import { page } from '../html/shell.ts'
import { uploadForm } from './materials.ts'

type C = Context<ConsoleEnv>

const kept = [
  'content-type',
  'content-length',
  'content-disposition',
  'content-range',
  'accept-ranges',
  'etag',
  'cache-control',
]

export function filePages(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>()

  app.get('/uploads', (c) => {
    const v = c.get('view')
    return page(
      c,
      { title: v.t('submit.upload'), scripts: ['tus.min.js', 'upload.js'] },
      html`<h1>${v.t('submit.upload')}</h1><p class="lead">${v.t('submit.uploadLead')}</p>${uploadForm(v, null)}`,
    )
  })

  app.get('/drafts-file/:id', async (c: C) => {
    const range = c.req.header('range')
    const answer = await c.get('pass')(`/v1/materials/${encodeURIComponent(c.req.param('id') ?? '')}/content`, {
      headers: range === undefined ? {} : { range },
    })
    if (answer.status >= 400) return refused(c, (await answer.json()) as Problem)
    const headers = new Headers()
    for (const name of kept) {
      const value = answer.headers.get(name)
      if (value !== null) headers.set(name, value)
    }
    headers.set('x-content-type-options', 'nosniff')
    headers.set('content-security-policy', "default-src 'none'; sandbox")
    return new Response(answer.body, { status: answer.status, headers })
  })

  return app
}
