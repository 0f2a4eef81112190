// One step from form to act: shown, checked by its contract, previewed, sent by the gateway's own operation. A refusal comes
// back to the form, with everything that was typed.
import type { Context } from 'hono'
import type { ZodType } from 'zod'
import type { ApprovalAnswer } from '../../../schemas/index.ts'
import type { Problem } from '../ask.ts'
import type { Transfer } from '../case/shape.ts'
import type { ConsoleDeps, ConsoleEnv } from '../env.ts'
import { refused } from '../html/refused.ts'
import { formOf, textOf } from '../session/forms.ts'
import { faultsOf, placed } from './faults.ts'
import { closedPage, type Foreseen, formPage, previewPage, type Stage, type Wrong } from './frame.ts'
import { offerOf } from './offered.ts'
import { ruleOf, whyNot } from './rule.ts'
import {
  bodyOf,
  compacted,
  type Field,
  fieldsOf,
  type Json,
  listOf,
  type Offer,
  type Values,
  valuesOfBody,
  valuesOfForm,
} from './schema-form.ts'
import { stalePage } from './stale.ts'
import { again, askHead, send, wrongOf } from './step-sent.ts'

type C = Context<ConsoleEnv>

/** Marks of the form that are no fields of the contract. */
const own = new Set(['_csrf', '_key', '_do', '_add', '_remove', '_find', '_refresh', '_approval', '_more', 'version'])
const uuidForm = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/
const someone = { name: '待定', certificateNo: '0' }

/** Only what an address may fill in: which matter, which organ, which party. */
const fromAddress = new Set(['no', 'round', 'instance', 'to', 'suspects', 'corrects', 'ofVersion', 'clue', 'duty'])

function stageOf(
  step: string,
  transfer: Transfer | null,
  version: number | null,
  key: string,
  action: string,
  approval?: string,
): Stage | undefined {
  const rule = ruleOf(step)
  if (rule === undefined) return undefined
  const back = transfer === null ? '/console/begin' : `/console/cases/${transfer.id}`
  return { step, rule, fields: fieldsOf(rule.input), transfer, action, back, version, key, approval }
}

/** `GET` of a form; `transfer` is null where the case begins with the step. */
export async function showStep(c: C, step: string, transfer: Transfer | null, action: string): Promise<Response> {
  const again = await returned(c, step, transfer)
  const stage = stageOf(step, transfer, transfer?.version ?? null, crypto.randomUUID(), action, again?.id)
  if (stage === undefined) return c.notFound() as Promise<Response>
  const closed = closedFor(c, stage)
  if (closed !== undefined) return closed
  const values = valuesOfBody(stage.fields, again?.body ?? {})
  for (const [name, list] of Object.entries(c.req.queries()))
    if (fromAddress.has(name) && stage.fields.some((f) => f.name === name)) values.set(name, list)
  const offer = await offerOf(c, { ...stage, values })
  // The newest is what the open matter follows from, as far as anybody can tell; the officer may say otherwise.
  const newest = offer.among?.get('follows')?.[0]
  if (newest !== undefined && !values.has('follows')) values.set('follows', [newest.value])
  return formPage(c, stage, values, offer)
}

/** What was asked of the head before and may be asked again; undefined where the address names no such approval. */
async function returned(c: C, step: string, transfer: Transfer | null): Promise<ApprovalAnswer | undefined> {
  const id = c.req.query('approval') ?? ''
  if (!uuidForm.test(id)) return undefined
  const found = await c.get('ask')<ApprovalAnswer>('GET', `/v1/approvals/${id}`)
  if (!found.ok) return undefined
  const { kind, step: of, transferId, available } = found.body
  const meant =
    kind === (transfer === null ? 'opening' : 'step') && of === step && transferId === (transfer?.id ?? null)
  return meant && available.includes('ask') ? found.body : undefined
}

/** Why the officer has no form here; undefined where there is one. */
function closedFor(c: C, stage: Stage): Promise<Response> | undefined {
  const v = c.get('view')
  const { me } = c.get('session')
  const { transfer, rule, step } = stage
  if (me.agency.requiresSignature) return closedPage(c, stage, v.t('step.not.signature'), 403)
  if (me.certificateNo === null) return closedPage(c, stage, v.t('step.not.certificate'), 403)
  if (transfer === null) return undefined
  return transfer.available.some((one) => one.step === step)
    ? undefined
    : closedPage(c, stage, whyNot(v, rule, transfer))
}

/** `POST` of a form. */
export async function takeStep(
  c: C,
  { pool }: Pick<ConsoleDeps, 'pool'>,
  step: string,
  transfer: Transfer | null,
  action: string,
): Promise<Response> {
  const form = await formOf(c)
  const version = transfer === null ? null : Number.parseInt(textOf(form, 'version'), 10) || transfer.version
  const key = /^[\w-]{8,64}$/.test(textOf(form, '_key')) ? textOf(form, '_key') : crypto.randomUUID()
  const approval = textOf(form, '_approval')
  const stage = stageOf(step, transfer, version, key, action, uuidForm.test(approval) ? approval : undefined)
  if (stage === undefined) return c.notFound() as Promise<Response>
  const { fields } = stage
  const typed = valuesOfForm(form)
  for (const name of own) typed.delete(name)
  const removing = textOf(form, '_remove')
  if (removing !== '')
    for (const name of [...typed.keys()]) if (name === removing || name.startsWith(`${removing}.`)) typed.delete(name)
  const values = compacted(fields, typed)
  const wish = textOf(form, '_do')
  const adding = textOf(form, '_add') || undefined
  const finding = textOf(form, '_find') || wished(fields, values)
  const more = Number(textOf(form, '_more')) || undefined
  const back = adding ?? (removing === '' ? finding : listOf(removing))
  const offer = { ...(await offerOf(c, { ...stage, values, adding, finding, itemsShown: more })), back }
  const body = bodyOf(
    fields.filter((f) => !offer.omit.has(f.name)),
    values,
  )

  const checking = c.req.query('check') === '1'
  const editing =
    removing !== '' || (adding ?? finding ?? more) !== undefined || wish === 'back' || form.has('_refresh')
  if (!checking && transfer !== null && version !== null && version < transfer.version && wish !== 'send')
    return stalePage(c, stage, values, body, offer)
  if (!checking && editing) return formPage(c, stage, values, offer)
  const wrong = check(c, stage, values, body, offer)
  if (checking) return c.json({ errors: [...(wrong?.errors ?? [])].map(([field, words]) => ({ field, words })) })
  if (wrong !== undefined) return formPage(c, stage, values, offer, wrong)
  if (wish === 'send' && offer.decides !== 'head') return send(c, pool, stage, values, body, offer)
  if (wish === 'ask' && offer.decides === 'head') return askHead(c, pool, stage, values, body, offer)
  return closedFor(c, stage) ?? foreseenPage(c, stage, values, body, offer)
}

/** The preview, with what the gateway says would follow; what it would refuse is mended first. */
async function foreseenPage(c: C, stage: Stage, values: Values, body: Json, offer: Offer): Promise<Response> {
  const { transfer, step, version } = stage
  // What the head decides is held against the law when the head does; a case that is not there cannot be asked.
  if (transfer === null || offer.decides === 'head') return previewPage(c, stage, { values, body, offer })
  const asked = await c.get('ask')<Foreseen & { problems: readonly Problem[] }>(
    'POST',
    `/v1/transfers/${transfer.id}/steps/${step}/check`,
    {
      body,
      ifMatch: version ?? undefined,
    },
  )
  if (!asked.ok) return again(c, stage, values, body, offer, asked)
  const { problems } = asked.body
  const [first] = problems
  if (first === undefined) return previewPage(c, stage, { values, body, offer, foreseen: asked.body })
  if (first.code === 'stale_version')
    return again(c, stage, values, body, offer, { ok: false, status: 412, problem: first, headers: asked.headers })
  const every = problems.map((problem) => wrongOf(c.get('view'), stage, values, problem))
  return formPage(c, stage, values, offer, {
    ...wrongOf(c.get('view'), stage, values, first),
    errors: new Map(every.flatMap(({ errors }) => [...errors])),
    said: [...new Set(every.flatMap(({ said }) => said))],
    status: 422,
  })
}

/** `POST …/letters/{letter}`: the letter that the act would bring, as a paper of its own. */
export async function previewLetter(c: C, step: string, transfer: Transfer): Promise<Response> {
  const form = await formOf(c)
  const rule = ruleOf(step)
  const letter = c.req.param('letter') ?? ''
  if (rule === undefined || !/^[a-z_]{1,64}$/.test(letter)) return c.notFound() as Promise<Response>
  const fields = fieldsOf(rule.input)
  const typed = valuesOfForm(form)
  for (const name of own) typed.delete(name)
  const answer = await c.get('pass')(`/v1/transfers/${transfer.id}/steps/${step}/letters/${letter}`, {
    method: 'POST',
    body: bodyOf(fields, compacted(fields, typed)),
    ifMatch: Number.parseInt(textOf(form, 'version'), 10) || undefined,
  })
  return answer.ok ? answer : refused(c, (await answer.json()) as Problem)
}

/** Enter in a field that looks for an organ looks for it. */
function wished(fields: readonly Field[], values: Values): string | undefined {
  return fields.find(
    (f) =>
      f.kind === 'organ' &&
      (values.get(`_q.${f.name}`)?.[0] ?? '') !== '' &&
      (values.get(f.name)?.[0] ?? '') === '' &&
      !f.optional,
  )?.name
}

function check(c: C, { rule, fields }: Stage, values: Values, body: Json, offer: Offer): Wrong | undefined {
  const v = c.get('view')
  const whole = offer.decides === 'head' ? { ...body, decidedBy: someone } : body
  const faults = faultsOf(rule.input as ZodType, whole)
  for (const name of offer.required)
    if (fields.some((f) => f.name === name) && body[name] === undefined && name !== 'parties')
      faults.push({ pointer: `/${name}`, detail: 'Invalid input: expected string, received undefined' })
  const { errors, others } = placed(v, fields, values, faults)
  const [first, second] = [values.get('officers.0')?.[0] ?? '', values.get('officers.1')?.[0] ?? '']
  if (second !== '' && first === second) errors.set('officers.1', v.t('form.sameOfficer'))
  return errors.size + others.length === 0 ? undefined : { errors, said: others }
}
