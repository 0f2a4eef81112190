// Uploads a file by tus 1.0, in two pieces, so that what is seen is the resumable protocol and not one lucky request:
// creation with the first piece, PATCH with the rest. Checks that the gateway computed the digest that was sent.
import { createHash } from 'node:crypto'
import type { z } from 'zod'
import { answers } from '../../../schemas/index.ts'
import type { Caller } from './caller.ts'
import { DemoFault } from './fault.ts'

export type Material = z.infer<typeof answers.materialAnswer>

const stream = 'application/offset+octet-stream'
const version = { 'tus-resumable': '1.0.0' }

/** The finished material, as the gateway shows it; throws DemoFault where anything differs from what was sent. */
export async function upload(caller: Caller, filename: string, bytes: Uint8Array<ArrayBuffer>): Promise<Material> {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const metadata = Object.entries({ filename, filetype: 'text/plain', sha256 })
    .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
    .join(',')
  const half = Math.ceil(bytes.length / 2)
  const created = await caller.send('POST', '/v1/materials', {
    headers: {
      ...version,
      'content-type': stream,
      'upload-length': String(bytes.length),
      'upload-metadata': metadata,
    },
    body: bytes.slice(0, half),
  })
  const location = created.headers.get('location')
  if (created.status !== 201 || location === null) throw await refusedUpload(filename, created)
  // The path only: behind a proxy the host in Location is the one partners use, not ours.
  const path = new URL(location, caller.url).pathname
  let offset = offsetOf(created, 0)
  while (offset < bytes.length) {
    const sent = await caller.send('PATCH', path, {
      headers: { ...version, 'content-type': stream, 'upload-offset': String(offset) },
      body: bytes.slice(offset),
    })
    const next = offsetOf(sent, offset)
    if (sent.status !== 204 || next <= offset) throw await refusedUpload(filename, sent)
    offset = next
  }
  const material = await caller.get(path, answers.materialAnswer)
  if (material.state !== 'ready' || material.sha256 !== sha256)
    throw new DemoFault(`${filename} arrived as ${material.state} with the digest ${material.sha256}, not ${sha256}.`)
  return material
}

const offsetOf = (response: Response, otherwise: number) => Number(response.headers.get('upload-offset') ?? otherwise)

async function refusedUpload(filename: string, response: Response): Promise<DemoFault> {
  return new DemoFault(
    `The upload of ${filename} was answered with ${response.status}: ${(await response.text()).slice(0, 400)}`,
  )
}
