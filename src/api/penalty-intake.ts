// The body of penalty records as it comes in, JSON or a record a line, and the layout that it names.
import type { Context } from 'hono'
import { type Registry, verifyDetached } from '../agencies/index.ts'
import { Refusal } from '../kernel/index.ts'
import { type Layout, MappingFault, mappedLayout, presets } from '../penalties/index.ts'
import type { DoorEnv } from './context.ts'
import { documentOf, linesOf, type PenaltyBody } from './penalty-body.ts'
import { readFileBody } from './read-body.ts'

/** Ten thousand records of an exchange come to about 20 MB. */
export const ingestBytesMax = 32 * 1024 * 1024
export const linesType = 'application/x-ndjson'

export async function ingestBody(c: Context<DoorEnv>, registry: Registry): Promise<PenaltyBody | Refusal> {
  const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase() ?? ''
  const lines = type === linesType || type === 'application/ndjson'
  if (!lines && type !== 'application/json')
    return new Refusal('unsupported_media_type', `Send application/json or ${linesType}.`)
  const raw = await readFileBody(c, type, ingestBytesMax)
  if (raw instanceof Refusal) return raw
  const signed = await verifyDetached(registry, c.get('principal'), c.req.header('x-jws-signature'), raw)
  if (signed instanceof Refusal) return signed
  return lines ? linesOf(raw) : documentOf(raw)
}

/** The layout that was named, or none: then each record's fields name it. */
export function layoutNamed({ layout, mapping }: PenaltyBody): Layout | undefined | Refusal {
  if (mapping !== undefined)
    try {
      return mappedLayout(mapping)
    } catch (error) {
      if (!(error instanceof MappingFault)) throw error
      return new Refusal('invalid_fields', 'The mapping cannot be used.', {
        errors: [{ pointer: `/mapping${error.at}`, detail: error.message }],
      })
    }
  if (layout === undefined) return undefined
  return (
    presets.find((preset) => preset.id === layout) ??
    new Refusal('invalid_fields', 'There is no such layout.', {
      errors: [{ pointer: '/layout', detail: `one of ${presets.map((p) => p.id).join(', ')}` }],
    })
  )
}
