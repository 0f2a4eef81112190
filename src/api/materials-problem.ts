// What tus and the materials room refuse, in the words of problem+json (RFC 9457) and with the statuses of the protocol.
// One code has one status; what the kernel's refusals name already is named the same here.
import type { TurnedAwayCode } from '../materials/index.ts'
import { statusOf } from './problem.ts'

/** Codes that only uploads know. */
export const uploadStatusOf = {
  upload_offset_differs: 409,
  upload_gone: 410,
  tus_version_unsupported: 412,
  upload_locked: 423,
  too_many_unused_materials: 429,
  material_quarantined: 422,
  material_unscannable: 422,
  upload_extension_unsupported: 501,
  upload_scan_pending: 503,
  storage_unavailable: 503,
  storage_full: 507,
} as const

const everyStatusOf = { ...statusOf, ...uploadStatusOf }
export type UploadProblemCode = keyof typeof everyStatusOf

export const codeOfTurnedAway = {
  metadata_invalid: 'invalid_header',
  file_too_large: 'body_too_large',
  too_many_unused: 'too_many_unused_materials',
  unknown: 'not_found',
  gone: 'upload_gone',
  offset_differs: 'upload_offset_differs',
  overlong: 'body_too_large',
  digest_differs: 'material_digest_differs',
  storage_full: 'storage_full',
  storage_unavailable: 'storage_unavailable',
  scan_pending: 'upload_scan_pending',
  quarantined: 'material_quarantined',
  unscannable: 'material_unscannable',
  in_use: 'material_used',
} as const satisfies Record<TurnedAwayCode, UploadProblemCode>

/** A refusal on its way through the tus library, which knows only thrown ones; it reads the two snake_case members. */
export class UploadProblem extends Error {
  readonly code: UploadProblemCode
  readonly status_code: number
  readonly body: string
  constructor(code: UploadProblemCode, detail: string) {
    super(detail)
    this.code = code
    this.status_code = everyStatusOf[code]
    this.body = detail
  }
}

const codeOfTusStatus: Readonly<Record<number, UploadProblemCode>> = {
  400: 'invalid_header',
  404: 'not_found',
  409: 'upload_offset_differs',
  410: 'upload_gone',
  412: 'tus_version_unsupported',
  413: 'body_too_large',
  501: 'upload_extension_unsupported',
}

/** What the library itself refused. Its texts are fixed ones; a status it should not give is no refusal but a fault. */
export function ofTusStatus(status: number, text: string): UploadProblem | undefined {
  const code = codeOfTusStatus[status]
  return code && new UploadProblem(code, text.trim())
}

export function uploadProblemResponse(refusal: UploadProblem, requestId: string, headers = new Headers()): Response {
  const status = refusal.status_code
  const body = {
    type: `urn:xianjie:problem:${refusal.code}`,
    title: refusal.code.replaceAll('_', ' '),
    status,
    code: refusal.code,
    detail: refusal.message,
    requestId,
  }
  headers.delete('content-length')
  headers.set('content-type', 'application/problem+json')
  // Whoever holds the lock lets go within seconds; a full disk waits for its operator.
  if (status === 423) headers.set('retry-after', '3')
  if (status === 503) headers.set('retry-after', '30')
  if (status === 507) headers.set('retry-after', '300')
  return new Response(JSON.stringify(body), { status, headers })
}
