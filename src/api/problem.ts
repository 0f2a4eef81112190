// The one place where a refusal becomes a status (RFC 9457). Faults are answered without internals and logged in full
// elsewhere.
import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Refusal, RefusalCode } from '../kernel/index.ts'

export const statusOf = {
  token_missing: 401,
  token_invalid: 401,
  token_expired: 401,
  client_disabled: 401,
  signature_required: 401,
  signature_invalid: 401,
  unsupported_media_type: 415,
  body_too_large: 413,
  malformed_json: 400,
  invalid_fields: 400,
  invalid_header: 400,
  officer_not_yours: 403,
  not_found: 404,
  agency_kind_not_permitted: 403,
  not_your_step: 403,
  operator_only: 403,
  officer_needed: 403,
  administrator_only: 403,
  second_person_needed: 403,
  wrong_state: 409,
  duplicate_document: 409,
  contended: 409,
  stale_version: 412,
  state_secret: 422,
  idempotency_key_reused: 422,
  no_receiver: 422,
  receiver_not_competent: 422,
  two_officers_required: 422,
  officer_not_certified: 422,
  officer_lacks_role: 422,
  approval_times_impossible: 422,
  materials_missing: 422,
  material_unknown: 422,
  material_used: 422,
  material_digest_differs: 422,
  subject_unknown: 422,
  no_further_stage: 422,
  stage_expired: 422,
  condition_unmet: 422,
  unregistrable: 422,
} as const satisfies Record<RefusalCode, ContentfulStatusCode>

/** The problem document of a refusal. */
export function problemBody(refusal: Refusal, requestId: string): Record<string, unknown> {
  const { basis, errors, members } = refusal.facts
  return {
    type: `urn:xianjie:problem:${refusal.code}`,
    title: refusal.code.replaceAll('_', ' '),
    status: statusOf[refusal.code],
    code: refusal.code,
    detail: refusal.detail,
    requestId,
    ...(basis && { basis }),
    ...(errors && { errors }),
    ...members,
  }
}

/** Answers a refusal; 401 says how to authenticate (RFC 6750 3). */
export function problem(c: Context, refusal: Refusal): Response {
  const status = statusOf[refusal.code]
  const headers: Record<string, string> = { 'content-type': 'application/problem+json' }
  if (status === 401)
    headers['www-authenticate'] =
      `Bearer error="${refusal.code === 'token_missing' ? 'invalid_request' : 'invalid_token'}"`
  if (refusal.facts.retryAfterSeconds !== undefined) headers['retry-after'] = String(refusal.facts.retryAfterSeconds)
  return c.body(JSON.stringify(problemBody(refusal, c.get('requestId') ?? '')), status, headers)
}

/** Answers a fault: status and request id, nothing of what happened inside. */
export function fault(c: Context, status: 500 | 503): Response {
  const code = status === 503 ? 'unavailable' : 'fault'
  const detail =
    status === 503
      ? 'The gateway cannot do its work at this moment (see /readyz). Repeat the request, an act with its Idempotency-Key or under its document number: if it was taken, its first outcome is the answer.'
      : 'The gateway failed. Give the request id to its operator.'
  const body = {
    type: `urn:xianjie:problem:${code}`,
    title: code,
    status,
    code,
    detail,
    requestId: c.get('requestId') ?? '',
  }
  const headers: Record<string, string> = { 'content-type': 'application/problem+json' }
  if (status === 503) headers['retry-after'] = '2'
  return c.body(JSON.stringify(body), status, headers)
}
