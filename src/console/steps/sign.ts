// `POST /console/signing`: one signature, then the next look.
import type { Context } from 'hono'
import type { ConsoleDeps, ConsoleEnv } from '../env.ts'
import { refused } from '../html/refused.ts'
import { formOf, textOf } from '../session/forms.ts'
import { leaveNotice } from '../session/sessions.ts'
import { ruleOf } from './rule.ts'
import { bodyOf, fieldsOf, officerValue, valuesOfForm } from './schema-form.ts'
import { signable } from './signing.ts'

interface Acted {
  readonly transfer: { readonly documentNo: string; readonly version: number }
  readonly receipt: { readonly no: number } | null
}

export async function signOne(c: Context<ConsoleEnv>, { pool }: Pick<ConsoleDeps, 'pool'>): Promise<Response> {
  const form = await formOf(c)
  const step = textOf(form, 'step')
  const id = textOf(form, 'case')
  const rule = signable.has(step) ? ruleOf(step) : undefined
  const { me } = c.get('session')
  if (rule === undefined || !/^[\da-f-]{36}$/.test(id) || me.certificateNo === null)
    return c.notFound() as Promise<Response>
  const values = valuesOfForm(form)
  if (rule.decidedBy !== undefined)
    values.set('decidedBy', [officerValue({ name: me.name, certificateNo: me.certificateNo })])
  const key = textOf(form, '_key')
  const done = Number.parseInt(textOf(form, 'done'), 10) || 0
  const acted = await c.get('ask')<Acted>('POST', `/v1/transfers/${id}/steps/${step}`, {
    body: bodyOf(fieldsOf(rule.input), values),
    ifMatch: Number.parseInt(textOf(form, 'version'), 10) || undefined,
    idempotencyKey: key === '' ? undefined : key,
  })
  if (!acted.ok) return refused(c, acted.problem)
  const { transfer, receipt } = acted.body
  const no = receipt === null ? { zh: '', en: '' } : { zh: `，回执第 ${receipt.no} 号`, en: `, receipt ${receipt.no}` }
  await leaveNotice(pool, c.get('session').id, {
    zh: `已办理：${rule.zh}。${transfer.documentNo}${no.zh}。`,
    en: `Done: ${rule.en}. ${transfer.documentNo}${no.en}.`,
  })
  return c.redirect(`/console/signing?sitting=1&done=${done + 1}`, 303)
}
