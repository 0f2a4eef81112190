// The door of the materials: tus for what comes in, JSON and bytes for what goes out. Every request comes authenticated;
// a file that is not the caller's to see is answered as one that does not exist, in whatever method.
import { type Context, Hono } from 'hono'
import type { Principal } from '../agencies/index.ts'
import { Refusal } from '../kernel/index.ts'
import { type MaterialsRoom, ownUpload, show } from '../materials/index.ts'
import type { Opening } from './access-content.ts'
import type { DoorEnv } from './context.ts'
import { contentResponse } from './materials-content.ts'
import { UploadProblem, uploadProblemResponse } from './materials-problem.ts'
import { materialJson } from './materials-shown.ts'
import { tusDoor } from './materials-tus.ts'
import { tusFault } from './materials-tus-headers.ts'
import { problem } from './problem.ts'

export interface MaterialsDoorDeps {
  readonly room: MaterialsRoom
  /** Whether the principal's organ sees what the case had at this version of it. */
  readonly visible: (principal: Principal, transferId: string, version: number) => Promise<boolean>
  /** Writes down who opens what. */
  readonly opening: Opening
  /** Issuer base URL for `Location`; without it a path is given, which is right behind any proxy. */
  readonly baseUrl?: string
  /** Where the sub-app is mounted. */
  readonly path?: string
}

/** Mount at `/v1/materials`, behind authentication and before anything that reads or limits the body. */
export function materialsDoor(deps: MaterialsDoorDeps): Hono<DoorEnv> {
  const { room } = deps
  const tus = tusDoor(room, deps.path ?? '/v1/materials', (deps.baseUrl ?? '').replace(/\/+$/, ''))
  const app = new Hono<DoorEnv>()

  async function upload(c: Context<DoorEnv>, method: string): Promise<Response> {
    const request = as(c.req.raw, method)
    const refused = tusFault(request)
    const { response, refusal } = refused
      ? { response: new Response(null), refusal: refused }
      : await tus.handle(request, c.get('principal'))
    if (!refusal) return response
    const headers = new Headers(response.headers)
    headers.set('tus-resumable', '1.0.0')
    if (refusal.code === 'tus_version_unsupported') headers.set('tus-version', '1.0.0')
    return uploadProblemResponse(refusal, c.get('requestId') ?? '', headers)
  }

  async function existing(c: Context<DoorEnv>, method: string): Promise<Response> {
    const own = await ownUpload(room, c.req.param('id') ?? '', c.get('principal').agency.id)
    return own ? upload(c, method) : notFound(c)
  }

  async function seen(c: Context<DoorEnv>) {
    const principal = c.get('principal')
    return show(room, c.req.param('id') ?? '', principal.agency.id, (transferId, version) =>
      deps.visible(principal, transferId, version),
    )
  }

  app.on('OPTIONS', ['/', '/:id'], (c) => upload(c, 'OPTIONS'))
  app.post('/', (c) => upload(c, 'POST'))
  app.on(['PATCH', 'DELETE'], '/:id', (c) => existing(c, c.req.method))
  // Networks that let only GET and POST through (tus 1.0, X-HTTP-Method-Override).
  app.post('/:id', (c) => {
    const method = c.req.header('x-http-method-override')?.toUpperCase() ?? ''
    return ['PATCH', 'DELETE', 'HEAD'].includes(method) ? existing(c, method) : notFound(c)
  })
  app.get('/:id', async (c) => {
    // HEAD belongs to tus; Hono brings it here.
    if (c.req.raw.method === 'HEAD') return existing(c, 'HEAD')
    const material = await seen(c)
    return material ? c.json(materialJson(material), 200, { 'cache-control': 'private, no-store' }) : notFound(c)
  })
  app.get('/:id/content', async (c) => {
    const material = await seen(c)
    if (!material) return notFound(c)
    if (material.state === 'registered')
      return problem(
        c,
        new Refusal('wrong_state', `The file is held elsewhere: ${material.held?.system}.`, {
          members: { held: material.held },
        }),
      )
    if (material.state !== 'ready')
      return problem(c, new Refusal('wrong_state', `The file is ${material.state}; it has no content to give.`))
    const opened = deps.opening(c, material)
    if (opened instanceof Refusal) return problem(c, opened)
    const answer = await contentResponse(room, material, c.req.raw)
    if (answer.body === null) return answer
    try {
      await opened()
    } catch (error) {
      await answer.body.cancel()
      throw error
    }
    return answer
  })
  return app
}

function notFound(c: Context<DoorEnv>): Response {
  const headers = new Headers(c.req.header('tus-resumable') ? { 'tus-resumable': '1.0.0' } : {})
  return uploadProblemResponse(
    new UploadProblem('not_found', 'There is no such material for you.'),
    c.get('requestId') ?? '',
    headers,
  )
}

function as(request: Request, method: string): Request {
  if (request.method === method) return request
  const { url, headers, body } = request
  return new Request(url, {
    method,
    headers,
    ...(method === 'PATCH' && body && { body, duplex: 'half' }),
  } as RequestInit)
}
