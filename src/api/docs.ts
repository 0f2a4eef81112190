// The contract, to fetch and to browse. The page is plain HTML without script, so that it opens on any official desk.
import { Hono } from 'hono'
import { html } from 'hono/html'
import type { DoorEnv } from './context.ts'
import { openapiDocument } from './openapi.ts'
import { operations } from './operations.ts'

/** `GET /openapi.json`, `GET /docs`. */
export function docsDoor(issuer: string): Hono<DoorEnv> {
  const door = new Hono<DoorEnv>()
  let text: string | undefined
  door.get('/openapi.json', (c) => {
    text ??= JSON.stringify(openapiDocument(issuer))
    return c.body(text, 200, { 'content-type': 'application/json', 'cache-control': 'public, max-age=300' })
  })
  // No script at all: nothing here needs one, and nothing brought in may run one.
  door.get('/docs', (c) =>
    c.html(page(), 200, {
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
      'x-frame-options': 'DENY',
    }),
  )
  return door
}

function page() {
  const doc = openapiDocument('') as { components: { schemas: Record<string, unknown> }; info: { description: string } }
  const tags = [...new Set(operations().map((o) => o.tag))]
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>衔接 Xianjie · API</title>
<style>
body{font:16px/1.6 "Source Han Sans SC","Noto Sans CJK SC","Microsoft YaHei",system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1c2430;background:#fff}
h1{font-size:1.6rem}h2{margin-top:2.5rem;border-bottom:1px solid #d5dbe3}code,pre{font:14px/1.5 ui-monospace,Menlo,Consolas,monospace}
pre{background:#f5f7fa;padding:.8rem;overflow:auto;max-height:30rem}details{margin:.5rem 0;padding:.4rem .8rem;border:1px solid #d5dbe3;border-radius:4px}
summary{cursor:pointer}.m{display:inline-block;min-width:4.2rem;font-weight:600;text-transform:uppercase}
@media (prefers-color-scheme:dark){body{background:#10151c;color:#d8dee7}pre{background:#1a222d}details,h2{border-color:#33404f}a{color:#8ab4f8}}
</style></head><body>
<h1>衔接 Xianjie · API</h1>
<p><a href="/openapi.json">/openapi.json</a></p>
<p style="white-space:pre-line">${doc.info.description}</p>
${tags.map(
  (tag) =>
    html`<h2>${tag}</h2>${operations()
      .filter((o) => o.tag === tag)
      .map(
        (
          o,
        ) => html`<details id="${o.id}"><summary><span class="m">${o.method}</span> <code>${o.path}</code> — ${o.summary}</summary>
${o.description ? html`<p>${o.description}</p>` : ''}<p>${o.ok.status}: ${o.ok.description}${o.refusals.length > 0 ? html` · ${o.refusals.join(', ')}: problem` : ''}</p>
${'_zod' in (o.body ?? {}) ? html`<p>Body: <a href="#schema-${schemaId(o.body)}">${schemaId(o.body)}</a></p>` : ''}</details>`,
      )}`,
)}
<h2>Schemas</h2>
${Object.entries(doc.components.schemas).map(([id, schema]) => html`<details id="schema-${id}"><summary><code>${id}</code></summary><pre>${JSON.stringify(schema, null, 2)}</pre></details>`)}
</body></html>`
}

const schemaId = (schema: unknown) => (schema as { meta(): { id?: string } | undefined }).meta()?.id ?? ''
