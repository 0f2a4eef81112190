// A material as JSON, by contract (schemas/material.ts).
import type { MaterialShown } from '../../schemas/index.ts'
import { rfc3339 } from '../kernel/index.ts'
import type { Material } from '../materials/index.ts'
import { evidenceJson } from './evidence-shown.ts'

export function materialJson(m: Material): MaterialShown {
  const complete = m.state === 'ready' || m.state === 'registered'
  return {
    id: m.id,
    filename: m.filename,
    mediaType: complete ? m.mediaType : null,
    declaredType: m.declaredType,
    size: m.deferred ? null : m.size,
    sha256: complete ? m.sha256 : null,
    sm3: complete ? m.sm3 : null,
    state: m.state,
    ...(m.failure !== null && { failure: m.failure }),
    ...(m.scan !== null && { scan: m.scan }),
    createdAt: rfc3339(m.createdAt.getTime()),
    ...(m.completedAt && { completedAt: rfc3339(m.completedAt.getTime()) }),
    ...(m.transferId === null ? { expiresAt: rfc3339(m.expiresAt.getTime()) } : { transferId: m.transferId }),
    ...(m.kind !== null && { kind: m.kind }),
    ...(m.title !== null && { title: m.title }),
    ...evidenceJson(m),
  }
}
