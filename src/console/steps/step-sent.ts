// A step is sent: told what came of it on the case's page, or refused in words on the form with everything that was typed.
import type { Context } from 'hono'
import type { Answered, Problem } from '../ask.ts'
import type { Clock, Transfer } from '../case/shape.ts'
import type { ConsoleDeps, ConsoleEnv } from '../env.ts'
import { ending } from '../html/format.ts'
import { refused } from '../html/refused.ts'
import { leaveNotice } from '../session/sessions.ts'
import { problemWords } from '../words/problems.ts'
import { placed } from './faults.ts'
import { formPage, previewPage, type Stage, type Wrong } from './frame.ts'
import type { Json, Offer, Values } from './schema-form.ts'
import { stalePage } from './stale.ts'

type C = Context<ConsoleEnv>

interface Acted {
  readonly transfer: { readonly id: string; readonly version: number; readonly clocks: readonly Clock[] }
  readonly receipt: { readonly no: number } | null
}

export async function send(
  c: C,
  pool: ConsoleDeps['pool'],
  stage: Stage,
  values: Values,
  body: Json,
  offer: Offer,
): Promise<Response> {
  const { transfer, step, version, key } = stage
  const path = transfer === null ? `/v1/transfers/steps/${step}` : `/v1/transfers/${transfer.id}/steps/${step}`
  const acted = await c.get('ask')<Acted>('POST', path, { body, ifMatch: version ?? undefined, idempotencyKey: key })
  if (!acted.ok) return again(c, stage, values, body, offer, acted)
  const { id, version: now, clocks = [] } = acted.body.transfer
  const { zh, en } = stage.rule
  const lines = [
    ...(acted.body.receipt === null
      ? []
      : [
          {
            zh: `回执第 ${acted.body.receipt.no} 号，版本 ${now}。`,
            en: `Receipt ${acted.body.receipt.no}, version ${now}.`,
          },
        ]),
    ...clocks
      .filter((clock) => clock.anchorVersion === now && clock.status === 'running')
      .map((clock) => ({
        zh: `开始计算：${clock.zh}，${ending({ lang: 'zh', nowMs: c.get('view').nowMs }, clock.dueAt)} 届满。`,
        en: `Begun: ${clock.en}, expires ${ending({ lang: 'en', nowMs: c.get('view').nowMs }, clock.dueAt)}.`,
      })),
  ]
  await leaveNotice(pool, c.get('session').id, { zh: `已办理：${zh}。`, en: `Done: ${en}.`, lines: lines.slice(0, 12) })
  return c.redirect(`/console/cases/${id}`, 303)
}

export async function askHead(
  c: C,
  pool: ConsoleDeps['pool'],
  stage: Stage,
  values: Values,
  body: Json,
  offer: Offer,
): Promise<Response> {
  const { transfer, step, key, rule, approval } = stage
  const whole =
    transfer === null ? { kind: 'opening', step, body } : { kind: 'step', transferId: transfer.id, step, body }
  const path = approval === undefined ? '/v1/approvals' : `/v1/approvals/${approval}/ask`
  const asked = await c.get('ask')<{ id: string }>('POST', path, {
    body: approval === undefined ? whole : { body },
    idempotencyKey: key,
  })
  if (!asked.ok) return again(c, stage, values, body, offer, asked)
  await leaveNotice(pool, c.get('session').id, { zh: `已送审：${rule.zh}。`, en: `Sent for approval: ${rule.en}.` })
  return c.redirect(`/console/approvals/${asked.body.id}`, 303)
}

/** What was refused, on the form again; what may have been done stays on the preview with its key, so that it is not done twice. */
export async function again(
  c: C,
  stage: Stage,
  values: Values,
  body: Json,
  offer: Offer,
  { status, problem }: Extract<Answered<unknown>, { ok: false }>,
): Promise<Response> {
  const v = c.get('view')
  if (status === 404) return refused(c, problem)
  if (problem.code === 'stale_version' && stage.transfer !== null) {
    const fresh = await c.get('ask')<Transfer>('GET', `/v1/transfers/${stage.transfer.id}`, {
      query: { timeline: 'none' },
    })
    if (fresh.ok) return stalePage(c, { ...stage, transfer: fresh.body }, values, body, offer)
  }
  if (status >= 500 || problem.code === 'contended')
    return previewPage(
      c,
      stage,
      { values, body, offer },
      { errors: new Map(), said: [problemWords(v, problem).title], status: status >= 500 ? 503 : 409 },
    )
  return formPage(c, { ...stage, key: crypto.randomUUID() }, values, offer, wrongOf(v, stage, values, problem))
}

export function wrongOf(
  v: Parameters<typeof problemWords>[0],
  { fields }: Stage,
  values: Values,
  problem: Problem,
): Wrong {
  const { sentence, basis } = problemWords(v, problem)
  // What is asked of the head stands in the body of the request for approval.
  const faults = (problem.errors ?? []).map((one) => ({ ...one, pointer: one.pointer.replace(/^\/body(?=\/)/, '') }))
  const { errors, others } = placed(v, fields, values, faults)
  const shown = [400, 403, 409, 422] as const
  return {
    errors,
    said: [...new Set([sentence, ...others])],
    basis,
    status: shown.find((s) => s === problem.status) ?? 422,
  }
}
