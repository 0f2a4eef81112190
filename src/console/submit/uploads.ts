// Uploads of officers: tus as the browser speaks it, handed on to the gateway's own materials as it comes in, and a plain form
// for a browser without script. What has come in whole is written into its draft.
import { type Context, Hono } from 'hono'
import type { Problem } from '../ask.ts'
import type { ConsoleDeps, ConsoleEnv } from '../env.ts'
import { refusedPage } from '../html/refused.ts'
import { leaveNotice } from '../session/sessions.ts'
import { problemWords } from '../words/problems.ts'
import { addMaterial, type MaterialHeld, newRow } from './material-rows.ts'
import { boundaryOf, MultipartFault, type Part, partsOf, textOfPart } from './multipart.ts'

type C = Context<ConsoleEnv>

/** Headers of the protocol; whatever else a browser sends is not the materials' affair. */
const asked = [
  'tus-resumable',
  'upload-length',
  'upload-offset',
  'upload-metadata',
  'upload-defer-length',
  'content-type',
]
const answered = [
  'tus-resumable',
  'upload-offset',
  'upload-length',
  'upload-expires',
  'upload-metadata',
  'content-type',
  'cache-control',
]
const tus = { 'tus-resumable': '1.0.0' }
const chunkType = 'application/offset+octet-stream'

export function uploadPages({ pool }: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>()

  app.post('/uploads', (c) => handedOn(c, 'POST', '/v1/materials'))
  app.on(['PATCH', 'DELETE'], '/uploads/:id', (c) => handedOn(c, c.req.method, `/v1/materials/${idOf(c)}`))

  /** HEAD is of the protocol; GET tells how far the gateway is with a file whose bytes are all there. */
  app.get('/uploads/:id', async (c) => {
    if (c.req.raw.method === 'HEAD') return handedOn(c, 'HEAD', `/v1/materials/${idOf(c)}`)
    const found = await c.get('ask')<MaterialHeld>('GET', `/v1/materials/${idOf(c)}`)
    if (!found.ok) return c.json({ state: 'gone', words: problemWords(c.get('view'), found.problem).sentence }, 404)
    const { state, sha256, failure } = found.body
    return c.json({ state, sha256, words: failure === undefined ? null : c.get('view').t('submit.fileRefused') })
  })

  /** A file whose bytes are all there goes into the draft; the answer is its row. */
  app.post('/uploads/:id/taken', async (c) => {
    const form = new URLSearchParams(await c.req.text())
    const added = await addMaterial(c, form.get('draft') ?? '', idOf(c), form.get('kind') ?? '')
    if (!added.ok) return c.json({ words: problemWords(c.get('view'), added.problem).sentence }, 409)
    return c.html(newRow(c.get('view'), added.at, added.material))
  })

  app.post('/uploads/plain', async (c) => {
    const { t, session } = c.get('view')
    const boundary = boundaryOf(c.req.header('content-type'))
    const draft = c.req.query('draft') ?? ''
    const { body } = c.req.raw
    if (boundary === undefined || body === null)
      return refusedPage(c, { title: t('refused.title'), status: 400, why: t('submit.notAForm') })
    let kind = ''
    let taken = 0
    const refusals: string[] = []
    try {
      for await (const part of partsOf(body as unknown as AsyncIterable<Uint8Array>, boundary)) {
        if (part.filename === undefined) {
          const text = await textOfPart(part)
          if (part.name === 'kind') kind = text
        } else if (part.filename !== '') {
          const id = await keptWhole(c, part)
          const added =
            typeof id !== 'string'
              ? { ok: false as const, problem: id }
              : // For a step or a letter: it waits there to be chosen.
                draft === ''
                ? { ok: true as const }
                : await addMaterial(c, draft, id, kind)
          if (added.ok) taken++
          else refusals.push(`${part.filename}：${problemWords(c.get('view'), added.problem).sentence}`)
        }
      }
    } catch (error) {
      if (!(error instanceof MultipartFault)) throw error
      return refusedPage(c, { title: t('refused.title'), status: 400, why: t('submit.notAForm') })
    }
    if (session !== null)
      await leaveNotice(pool, session.id, {
        zh: taken === 0 ? '没有收到文件。' : `已上传 ${taken} 个文件，摘要一致。`,
        en: taken === 0 ? 'No file was received.' : `Files uploaded, digests match: ${taken}.`,
        ...(refusals.length > 0 && { lines: refusals.slice(0, 20).map((words) => ({ zh: words, en: words })) }),
      })
    return c.redirect(draft === '' ? '/console/uploads' : `/console/drafts/${encodeURIComponent(draft)}/materials`, 303)
  })

  return app
}

const idOf = (c: C) => encodeURIComponent(c.req.param('id') ?? '')

/** The request as it is, and the answer as it is, under our own address. */
async function handedOn(c: C, method: string, path: string): Promise<Response> {
  const headers: Record<string, string> = {}
  for (const name of asked) {
    const value = c.req.header(name)
    if (value !== undefined) headers[name] = value
  }
  const body = method === 'PATCH' ? c.req.raw.body : null
  const answer = await c.get('forward')(method, path, { headers, body })
  const back = new Headers()
  for (const name of answered) {
    const value = answer.headers.get(name)
    if (value !== null) back.set(name, value)
  }
  const at = answer.headers.get('location')?.split('/').at(-1)
  if (at !== undefined) back.set('location', `/console/uploads/${at}`)
  return new Response(method === 'HEAD' || answer.status === 204 ? null : answer.body, {
    status: answer.status,
    headers: back,
  })
}

/** One file of a plain form: its length is known when it has ended. Answers its id, or why it was not taken. */
async function keptWhole(c: C, part: Part): Promise<string | Problem> {
  const forward = c.get('forward')
  const named = Buffer.from(part.filename ?? '').toString('base64')
  const type = Buffer.from(part.type).toString('base64')
  const begun = await forward('POST', '/v1/materials', {
    headers: { ...tus, 'upload-defer-length': '1', 'upload-metadata': `filename ${named},filetype ${type}` },
  })
  const id = begun.headers.get('location')?.split('/').at(-1)
  if (id === undefined) return refusal(part, begun)
  let size = 0
  const counted = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await chunks.next()
      if (next.done === true) return controller.close()
      size += next.value.length
      // A copy: what is read ahead of it is cut from the same buffer.
      controller.enqueue(new Uint8Array(next.value))
    },
  })
  const chunks = part.body[Symbol.asyncIterator]()
  const patch = (offset: number, more: Record<string, string> = {}) => ({
    ...tus,
    'content-type': chunkType,
    'upload-offset': String(offset),
    ...more,
  })
  const sent = await forward('PATCH', `/v1/materials/${id}`, { headers: patch(0), body: counted })
  if (!sent.ok) return refusal(part, sent)
  const ended = await forward('PATCH', `/v1/materials/${id}`, {
    headers: patch(size, { 'upload-length': String(size) }),
    body: new Uint8Array(0),
  })
  return ended.ok ? id : refusal(part, ended)
}

/** What is left of the file is read, so that the next one can be. */
async function refusal({ body }: Part, answer: Response): Promise<Problem> {
  for await (const _ of body);
  const text = await answer.text()
  try {
    return JSON.parse(text) as Problem
  } catch {
    return { status: answer.status, code: 'fault', detail: text.slice(0, 200) }
  }
}
