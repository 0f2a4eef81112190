// The door of the bundle: one case as an archive that proves itself offline. Who asks says why, and the read is written
// down durably before the first byte leaves.
import { Hono } from 'hono'
import type { Logger } from 'pino'
import { accessReason } from '../../schemas/index.ts'
import { type BundleDeps, bundleStream, compose, sizeOf } from '../bundles/index.ts'
import { type CasesDeps, caseForBundle, notFound } from '../cases/index.ts'
import type { AccessLog } from '../journal/index.ts'
import { Refusal } from '../kernel/index.ts'
import type { DoorEnv } from './context.ts'
import { isUuid } from './headers.ts'
import { maskIdentityNumbers } from './log.ts'
import { problem } from './problem.ts'
import { readingOf } from './reading.ts'

export interface BundleDoorDeps {
  readonly bundles: BundleDeps
  readonly cases: CasesDeps
  readonly access: AccessLog
  readonly log: Logger
}

/** Mount at `/v1/transfers`, behind authentication. */
export function bundleDoor({ bundles, cases, access, log }: BundleDoorDeps): Hono<DoorEnv> {
  const door = new Hono<DoorEnv>()
  door.get('/:id/bundle', async (c) => {
    const reason = reasonGiven(c.req.header('x-access-reason') ?? '', c.req.query('reason'))
    if (reason instanceof Refusal) return problem(c, reason)
    const { id } = c.req.param()
    const reading = readingOf(c, cases.now())
    if (reading instanceof Refusal) return problem(c, reading)
    const { agency } = c.get('principal')
    const seen = isUuid(id) ? await caseForBundle(cases.pool, id, agency.id) : undefined
    if (seen === undefined) return problem(c, notFound())
    const bundle = await compose(bundles, seen, agency.id, await cases.directory())
    const headers = {
      'content-type': 'application/zip',
      'content-length': String(sizeOf(bundle)),
      'content-disposition': `attachment; filename="xianjie-${id}-v${seen.version}.zip"`,
      'cache-control': 'private, no-store',
      etag: `"${seen.version}"`,
    }
    // Only the size is told: nothing of the case leaves, and nothing is written down.
    if (c.req.raw.method === 'HEAD') return c.body(null, 200, headers)
    await access.record({
      ...reading,
      kind: 'bundle',
      transferId: id,
      subject: `version ${seen.version}`,
      rows: bundle.manifest.files.length,
      reason,
    })
    const failed = (error: unknown) =>
      log.error(
        { requestId: c.get('requestId'), transferId: id, error: maskIdentityNumbers(String(error)) },
        'a bundle broke off',
      )
    return c.body(bundleStream(bundle, failed), 200, headers)
  })
  return door
}

/** A header carries no Chinese: there it may be percent-encoded UTF-8, or UTF-8 as it is. */
function reasonGiven(header: string, query: string | undefined): string | Refusal {
  const parsed = accessReason.safeParse(query ?? decoded(header))
  if (parsed.success) return parsed.data
  return new Refusal('invalid_fields', 'Say why you take the whole case: header X-Access-Reason, or reason.', {
    errors: [{ pointer: '/reason', detail: 'query parameter, or header X-Access-Reason: 1 to 500 characters' }],
  })
}

function decoded(header: string): string {
  try {
    if (/%[0-9a-f]{2}/i.test(header)) return decodeURIComponent(header)
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(header, 'latin1'))
  } catch {
    return header
  }
}
