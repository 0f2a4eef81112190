// 批量签收: what needs nothing but a signature, one after the other. Each case is looked at and signed by an act of its own;
// nothing signs for what nobody saw.
import type { Context } from 'hono'
import { html } from 'hono/html'
import { hushing } from '../case/names.ts'
import type { Transfer } from '../case/shape.ts'
import type { ConsoleEnv } from '../env.ts'
import { buttons } from '../html/form.ts'
import { clockTime, ending, moment } from '../html/format.ts'
import { leftWords, lightOf, lit } from '../html/light.ts'
import { card, empty, foreign, type Html, hidden, said, summary, table, withQuery } from '../html/pieces.ts'
import { refused } from '../html/refused.ts'
import { page } from '../html/shell.ts'
import { valueName } from '../words/values.ts'
import { partyWords } from './offered.ts'
import { decides, ruleOf, stepsWithForm } from './rule.ts'
import { type Field, fieldsOf } from './schema-form.ts'

type C = Context<ConsoleEnv>

interface WorkItem {
  readonly transferId: string
  readonly documentNo: string
  readonly caseName: string
  readonly domain: string
  readonly zh: string
  readonly en: string
  readonly steps: readonly { readonly step: string; readonly zh: string; readonly en: string }[]
  readonly on: string
  readonly dueAt?: string
}

const listed = 50
const oneOf = (field: Field) => field.optional || field.kind === 'officers' || field.kind === 'decider'

/** Steps that ask for nothing but who acts, and only confirm that something was received. */
export const signable: ReadonlySet<string> = new Set(
  stepsWithForm().filter((step) => {
    const rule = ruleOf(step)
    // What is counted is counted, not waved through.
    if (rule === undefined || rule.carries !== undefined || rule.from === 'new' || rule.from === 'any') return false
    return /(^|_)(receipt|receipt_sign)$/.test(step) && fieldsOf(rule.input).every(oneOf)
  }),
)

/** One signature that is due: which case, by which step, for which matter. */
interface Due {
  readonly item: WorkItem
  readonly step: string
}

async function dueFor(c: C): Promise<Due[] | Response> {
  const found = await c.get('ask')<{ items: WorkItem[] }>('GET', '/v1/work', {
    query: { tab: 'todo', limit: listed, counts: false },
  })
  if (!found.ok) return refused(c, found.problem)
  const seen = new Set<string>()
  return found.body.items.flatMap((item) => {
    const step = item.steps.find((one) => signable.has(one.step))?.step
    const key = `${item.transferId} ${step} ${item.on}`
    if (step === undefined || seen.has(key)) return []
    const rule = ruleOf(step)
    if (rule === undefined || decides(rule, c.get('session').me) === 'head') return []
    seen.add(key)
    return [{ item, step }]
  })
}

/** `GET /console/signing`: the list, or one look (`?case=&step=&on=`), with how many were signed in this sitting. */
export async function signingPage(c: C): Promise<Response> {
  const v = c.get('view')
  const { t } = v
  const due = await dueFor(c)
  if (due instanceof Response) return due
  const done = Math.min(Math.max(Number.parseInt(c.req.query('done') ?? '0', 10) || 0, 0), 9_999)
  const title = t('signing.title')
  if (c.req.query('sitting') === undefined || due.length === 0)
    return page(
      c,
      { title, current: '/console/' },
      html`<h1>${title}</h1><p class="lead">${t('signing.lead')}</p>${done === 0 ? '' : html`<p>${t('signing.progress', { n: done, all: done + due.length })}</p>`}${
        due.length === 0
          ? empty(t(done === 0 ? 'signing.none' : 'signing.allDone', { n: done }))
          : html`${list(c, due)}<form method="get" action="/console/signing">${hidden('sitting', '1')}${buttons({ words: t('signing.start', { n: due.length }) })}</form>`
      }`,
    )
  const [first] = due as [Due, ...Due[]]
  return lookPage(c, first, done, due.length)
}

function list(c: C, due: readonly Due[]): Html {
  const v = c.get('view')
  return card(
    v.t('signing.list', { n: due.length }),
    table(
      v.t('signing.title'),
      [{ words: v.t('signing.what') }, { words: v.t('signing.case') }, { words: v.t('signing.until') }],
      [
        {
          rows: due.map(({ item, step }) => [
            said(v, ruleOf(step) ?? item),
            html`<a href="/console/cases/${item.transferId}">${foreign(item.caseName)}</a><span class="sub">${foreign(item.documentNo)}</span>`,
            item.dueAt === undefined ? v.t('light.open') : ending(v, item.dueAt),
          ]),
        },
      ],
    ),
  )
}

async function lookPage(c: C, { item, step }: Due, done: number, left: number): Promise<Response> {
  const v = c.get('view')
  const { t } = v
  const [found, officers] = await Promise.all([
    c.get('ask')<Transfer>('GET', `/v1/transfers/${item.transferId}`, { query: { timeline: 'none' } }),
    c.get('ask')<{ items: { name: string; certificateNo: string }[] }>('GET', '/v1/officers'),
  ])
  if (!found.ok) return refused(c, found.problem)
  const transfer = found.body
  const rule = ruleOf(step)
  if (rule === undefined || !transfer.available.some((one) => one.step === step))
    return c.redirect(`/console/signing?done=${done}`, 303)
  const clock = transfer.clocks.find((one) => one.status === 'running' && one.dueAt === item.dueAt)
  const matter = matterOf(step, item, transfer)
  const others = officers.ok
    ? officers.body.items.filter((o) => o.certificateNo !== c.get('session').me.certificateNo)
    : []
  const { me } = c.get('session')
  const mine = `${me.certificateNo ?? ''}\t${me.name}`
  return page(
    c,
    { title: t('signing.title'), current: '/console/', marked: true },
    html`<p class="muted">${t('signing.progress', { n: done, all: done + left })}</p><h1>${said(v, rule)}</h1>${card(
      foreign(hushing(transfer)(transfer.caseName)),
      html`${summary([
        [t('signing.number'), foreign(transfer.documentNo)],
        [
          t('signing.from'),
          foreign(transfer.parts.find(({ part }) => part === 'sender')?.agency.name ?? transfer.parts[0]?.agency.name),
        ],
        [t('signing.domain'), valueName(v.lang, 'domain', transfer.domain)],
        [
          t('signing.parties'),
          html`${transfer.suspects.slice(0, 10).map((one, i) => html`${i === 0 ? '' : t('step.and')}${partyWords(v, one)}`)}`,
        ],
        [t('signing.contents'), t('signing.counts', { m: transfer.counts.materials, i: transfer.counts.items })],
        [t('signing.arrived'), moment(v, transfer.createdAt)],
        ...(clock === undefined
          ? []
          : [
              [
                t('signing.until'),
                html`${lit(lightOf(clock, v.nowMs), leftWords(v, clock))} ${ending(v, clock.dueAt)}`,
              ] as const,
            ]),
      ])}<p><a href="/console/cases/${transfer.id}">${t('signing.open')}</a></p>`,
    )}<form class="form" method="post" action="/console/signing">${marks(c)}${hidden('case', transfer.id)}${hidden('step', step)}${hidden('version', transfer.version)}${hidden(
      'done',
      done,
    )}${matter === undefined ? '' : hidden(matter.name, matter.value)}${hidden('officers.0', mine)}<p>${t('form.officer1')}${t('form.colon')}${foreign(
      t('form.officer', { name: me.name, no: me.certificateNo ?? '' }),
    )}</p>${others.length === 0 ? '' : secondOfficer(c, others)}${buttons(
      { words: t('signing.sign', { what: said(v, rule) }) },
      html`<a class="btn quiet" href="${withQuery('/console/signing', { done: String(done) })}">${t('signing.later')}</a>`,
    )}<p class="small muted">${t('page.asOf', { at: clockTime(v.nowMs) })}</p></form>`,
  )
}

const marks = (c: C): Html => html`${hidden('_csrf', c.get('session').csrf)}${hidden('_key', crypto.randomUUID())}`

const secondOfficer = (c: C, others: readonly { name: string; certificateNo: string }[]): Html => {
  const { t } = c.get('view')
  return html`<div class="fg"><label for="f-second">${t('form.officer2')}<span class="muted">${t('form.optional')}</span></label><select id="f-second" name="officers.1"><option value="">${t('form.choose')}</option>${others.map(
    (o) =>
      html`<option value="${`${o.certificateNo}\t${o.name}`}">${t('form.officer', { name: o.name, no: o.certificateNo })}</option>`,
  )}</select></div>`
}

/** Which of several open notices or papers is signed for. */
function matterOf(step: string, item: WorkItem, { available }: Transfer): { name: string; value: string } | undefined {
  const instances = available.find((one) => one.step === step)?.instances ?? []
  const key = instances.includes(item.on) ? item.on : instances[0]
  const rule = ruleOf(step)
  if (rule === undefined || key === undefined || instances.length < 2) return undefined
  const fields = fieldsOf(rule.input)
  if (fields.some(({ kind }) => kind === 'instance')) return { name: 'instance', value: key }
  const numbered = fields.find(({ kind }) => kind === 'matter')
  return numbered === undefined ? undefined : { name: numbered.name, value: key.split('/').at(-1) ?? '' }
}
