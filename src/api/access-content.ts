// Opening the content of a material: an organ says why it opens another's, and who opened what is durable before the first
// byte leaves.
import type { Context } from 'hono'
import type { AccessLog } from '../journal/index.ts'
import { Refusal } from '../kernel/index.ts'
import type { Material } from '../materials/index.ts'
import type { DoorEnv } from './context.ts'
import { readingOf } from './reading.ts'

/** A refusal, or what writes it down once there are bytes to give. */
export type Opening = (c: Context<DoorEnv>, material: Material) => Refusal | (() => Promise<void>)

export function recordedOpening(log: AccessLog, now: () => number): Opening {
  return (c, material) => {
    const others = c.get('principal').agency.id !== material.agencyId
    const reading = readingOf(c, now(), others)
    if (reading instanceof Refusal) return reading
    return () =>
      log.record({
        ...reading,
        kind: 'content',
        ownerId: material.agencyId,
        materialId: material.id,
        transferId: material.transferId ?? undefined,
        subject: material.title ?? undefined,
        query: c.req.header('range'),
      })
  }
}
