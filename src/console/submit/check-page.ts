// The last page of a draft: everything that a submission would be told, each fault with the way to its field; the papers
// that are missing; the letter as it would be; and then to the approval, or, for the head, on its way.
import { type Context, Hono } from 'hono'
import { html } from 'hono/html'
import type { Problem } from '../ask.ts'
import type { ConsoleDeps, ConsoleEnv, Notice, View } from '../env.ts'
import { buttons, errorSummary, field, form, idOf, typedMoment } from '../html/form.ts'
import { moment } from '../html/format.ts'
import { card, foreign, type Html, hidden, type Shown, said } from '../html/pieces.ts'
import { refusalWords, refused } from '../html/refused.ts'
import { formOf, textOf } from '../session/forms.ts'
import { leaveNotice } from '../session/sessions.ts'
import { nameOfPointer, valuesOfBody } from '../steps/schema-form.ts'
import { basisNames } from '../words/basis.ts'
import { fieldName } from '../words/index.ts'
import { problemWords } from '../words/problems.ts'
import {
  type Checked,
  type Draft,
  draftAt,
  dryRun,
  headOf,
  type Named,
  partsWanting,
  withoutDecision,
} from './draft.ts'
import { hrefOf, partPage } from './frame.ts'
import { checklistCard } from './materials.ts'
import { partNamed, partOfPointer, parts, sound } from './parts.ts'

type C = Context<ConsoleEnv>

export function checkPages({ pool }: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>()

  app.get('/drafts/:id/check', async (c) => {
    const found = await draftAt(c, c.req.param('id'))
    return found.ok ? shown(c, found.body) : refused(c, found.problem)
  })

  /** 送审: the content as it stands goes to the reviewer; what is changed afterwards needs a new round. */
  app.post('/drafts/:id/ask', async (c) => {
    const sent = await formOf(c)
    const found = await draftAt(c, c.req.param('id'))
    if (!found.ok) return refused(c, found.problem)
    const { id, draft } = found.body
    const note = textOf(sent, 'note').trim()
    const running = await openApproval(c, id)
    const body = { body: withoutDecision(draft), ...(note !== '' && { note }) }
    const asked = await (running === undefined
      ? c.get('ask')<{ id: string }>('POST', '/v1/approvals', {
          body: { kind: 'submission', draftId: id, ...body },
          idempotencyKey: textOf(sent, '_key'),
        })
      : c.get('ask')<{ id: string }>('POST', `/v1/approvals/${running}/ask`, {
          body,
          idempotencyKey: textOf(sent, '_key'),
        }))
    if (!asked.ok) return shown(c, found.body, asked.problem)
    await leaveNotice(pool, c.get('session').id, {
      zh: '已送审。审批人可在“内部审批”中办理；送审后改动草稿须再次送审。',
      en: 'Sent for approval. What is changed in the draft from now on needs another round.',
    })
    return c.redirect(`/console/approvals/${asked.body.id}`, 303)
  })

  /** 移送: by the head who signed in. */
  app.post('/drafts/:id/send', async (c) => {
    const sent = await formOf(c)
    const documentNo = textOf(sent, 'documentNo')
    const found = await draftAt(c, c.req.param('id'))
    if (!found.ok) {
      const former = found.status === 404 ? await sentJustNow(c, documentNo) : undefined
      return former === undefined ? refused(c, found.problem) : c.redirect(`/console/cases/${former}`, 303)
    }
    const { id, draft } = found.body
    const { me } = c.get('session')
    const approvedBy = { name: me.name, certificateNo: me.certificateNo ?? '' }
    const approvedAt = textOf(sent, 'at')
    const approval = { approvedBy, reportReceivedAt: typedMoment(textOf(sent, 'received')), approvedAt }
    // Under a key a number may be used again: an officer would not notice.
    const dry = await dryRun(c, draft, approvedBy)
    const taken = isProblem(dry) ? undefined : dry.problems.find(({ code }) => code === 'duplicate_document')
    if (taken !== undefined) {
      const former = await sentJustNow(c, documentNo)
      return former === undefined ? shown(c, found.body, taken, 'send') : c.redirect(`/console/cases/${former}`, 303)
    }
    const done = await c.get('ask')<Acted>('POST', '/v1/transfers', {
      body: { ...draft, approval },
      idempotencyKey: textOf(sent, '_key'),
    })
    if (!done.ok) return shown(c, found.body, done.problem, 'send')
    await c.get('ask')('DELETE', `/v1/drafts/${id}`)
    await leaveNotice(pool, c.get('session').id, sentNotice(done.body))
    return c.redirect(`/console/cases/${done.body.transfer.id}`, 303)
  })

  /** The letter as it would be, in a frame of its own: it may show itself and do nothing. */
  app.get('/drafts/:id/letter', async (c) => {
    const answer = await c.get('pass')(`/v1/drafts/${encodeURIComponent(c.req.param('id'))}/letter`)
    if (!answer.ok) return refused(c, (await answer.json()) as Problem)
    const policy = (answer.headers.get('content-security-policy') ?? '').replace(
      "frame-ancestors 'none'",
      "frame-ancestors 'self'",
    )
    return c.body(await answer.text(), 200, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy,
      'x-frame-options': 'SAMEORIGIN',
      'cache-control': 'no-store',
    })
  })

  return app
}

export interface Acted {
  readonly transfer: {
    readonly id: string
    readonly clocks?: readonly {
      readonly status: string
      readonly zh?: string
      readonly en?: string
      readonly dueAt: string
    }[]
  }
  readonly receipt: { readonly no: number } | null
}

/** What happened: the receipt, the clocks that run from it. */
export function sentNotice({ receipt }: Acted): Notice {
  const no = receipt?.no
  return {
    zh: `已移送${no === undefined ? '' : `，第 ${no} 号回执已签发`}。`,
    en: `Transferred${no === undefined ? '' : `; receipt no. ${no} was issued`}.`,
  }
}

/** A form that is sent twice goes where it went first. */
const twiceMs = 120_000

async function sentJustNow(c: C, documentNo: string): Promise<string | undefined> {
  if (documentNo === '') return undefined
  const answer = await c.get('ask')<{ items: readonly { id: string; createdAt: string }[] }>('GET', '/v1/transfers', {
    query: { documentNo, part: 'sender', limit: 1 },
  })
  const [first] = answer.ok ? answer.body.items : []
  return first !== undefined && c.get('view').nowMs - Date.parse(first.createdAt) < twiceMs ? first.id : undefined
}

/** The approval under way for this draft, asked for by this officer. */
async function openApproval(c: C, draft: string): Promise<string | undefined> {
  const answer = await c.get('ask')<{ items: readonly { id: string; draftId: string | null; state: string }[] }>(
    'GET',
    '/v1/approvals',
    {
      query: { mine: 'asked', limit: 50 },
    },
  )
  if (!answer.ok) return undefined
  return answer.body.items.find(
    (one) => one.draftId === draft && ['with_reviewer', 'with_head', 'returned'].includes(one.state),
  )?.id
}

async function shown(c: C, draft: Draft, problem?: Problem, action: 'ask' | 'send' = 'ask'): Promise<Response> {
  const v = c.get('view')
  const { t } = v
  const part = partNamed('check')
  if (part === undefined) throw new Error('the last part is missing')
  const { me } = c.get('session')
  const isHead = me.roles.includes('agency_head') && me.certificateNo !== null
  const own: Named | undefined = isHead ? { name: me.name, certificateNo: me.certificateNo as string } : undefined
  const [checked, running] = await Promise.all([dryRun(c, draft.draft, own), openApproval(c, draft.id)])
  if (isProblem(checked)) return refused(c, checked)
  const wrong = [...(problem === undefined ? [] : [pointed(problem)]), ...checked.problems]
  const fine = checked.problems.length === 0
  const body = html`${problem === undefined ? '' : errorSummary(v, [], html`<p>${refusalWords(v, pointed(problem))}</p>`)}${
    fine ? html`<div class="note done"><p>${t('submit.fine')}</p></div>` : problemsCard(v, draft, checked.problems)
  }${warnings(v, checked)}${checked.checklist === undefined ? '' : checklistCard(v, checked.checklist)}
${card(
  t('submit.preview'),
  html`<iframe class="letter" src="/console/drafts/${draft.id}/letter" title="${t('submit.preview')}"></iframe><p><a href="/console/drafts/${draft.id}/letter" target="_blank" rel="noopener">${t('submit.openLetter')}</a></p>`,
)}${own === undefined ? askForm(v, draft, fine, running) : sendForm(v, draft, own)}`
  const wanting = partsWanting(draft.draft)
  const status =
    problem === undefined
      ? 200
      : problem.status === 412
        ? 412
        : problem.status === 409
          ? 409
          : problem.status === 403
            ? 403
            : problem.status === 400
              ? 400
              : 422
  return partPage(
    c,
    {
      draft,
      part,
      wanting,
      wrong: action !== undefined && wrong.length > 0 && problem !== undefined,
      scripts: ['leave.js'],
      status,
    },
    body,
  )
}

const isProblem = (told: Checked | Problem): told is Problem => !('acceptable' in told)

/** An approval's faults lie under `/body`. */
const pointed = (problem: Problem): Problem => ({
  ...problem,
  ...(problem.errors !== undefined && {
    errors: problem.errors.map((e) => ({ ...e, pointer: e.pointer.replace(/^\/body(?=\/)/, '') })),
  }),
})

/** Where a fault is mended: the part that has its field, and the field in it. */
function placeOf(draft: Draft, pointer: string): string {
  const part = parts.find(({ name }) => name === partOfPointer(pointer))
  if (part === undefined || part.name === 'check') return hrefOf(draft.id, 'case')
  if (pointer.startsWith('/approval')) return `${hrefOf(draft.id, 'officers')}#${idOf('head')}`
  const values = valuesOfBody(part.tree, sound(part.tree, draft.draft))
  const name = nameOfPointer(part.tree, pointer, values)
  return `${hrefOf(draft.id, part.name)}${name === undefined ? '' : `#${idOf(name)}`}`
}

function problemsCard(v: View, draft: Draft, problems: readonly Problem[]): Html {
  const { t, lang } = v
  const line = (problem: Problem): Shown => {
    const { sentence, errors, basis } = problemWords(v, problem)
    const places = (problem.errors ?? []).map(({ pointer }, i) => {
      const name = fieldName(lang, pointer.slice(1).replaceAll('/', '.'))
      return html`<li><a href="${placeOf(draft, pointer)}">${name === undefined ? '' : html`${name}${t('form.colon')}`}${foreign(errors[i]?.sentence ?? '', 600)}</a></li>`
    })
    return html`<li><p><b>${foreign(sentence, 1_000)}</b>${basis.length === 0 ? '' : html` <span class="muted">${t('refused.basis', { basis: basis.join('；') })}</span>`}</p>${
      places.length === 0 ? '' : html`<ul>${places}</ul>`
    }</li>`
  }
  return html`<section class="errs"><h2>${t('submit.wrong', { n: problems.reduce((sum, p) => sum + Math.max(p.errors?.length ?? 1, 1), 0) })}</h2><ul>${problems.map(line)}</ul></section>`
}

const warnings = (v: View, { warnings: list }: Checked): Html =>
  list.length === 0
    ? html``
    : html`<div class="note"><h2>${v.t('submit.warnings')}</h2><ul>${list.map((one) => html`<li>${said(v, one)}</li>`)}</ul></div>`

function askForm(v: View, draft: Draft, fine: boolean, running: string | undefined): Html {
  const { t } = v
  const head = headOf(draft.draft)
  const to = head === undefined ? '' : html`<p>${t('submit.headIs', { name: head.name })}</p>`
  return form(
    v,
    { action: `/console/drafts/${draft.id}/ask` },
    html`${to}${running === undefined ? '' : html`<p>${t('submit.running')} <a href="/console/approvals/${running}">${t('submit.toApproval')}</a></p>`}${field(
      v,
      {
        ...{ name: 'note', label: t('submit.note'), kind: 'prose', rows: 3, optional: true, max: 2_000 },
      },
    )}${buttons({ words: t(running === undefined ? 'submit.ask' : 'submit.askAgain') })}${fine ? '' : html`<p class="hint">${t('submit.askWrong')}</p>`}`,
  )
}

function sendForm(v: View, draft: Draft, head: Named): Html {
  const { t, nowMs } = v
  const now = new Date(nowMs + 8 * 3_600_000).toISOString().slice(0, 16)
  return form(
    v,
    { action: `/console/drafts/${draft.id}/send` },
    html`${hidden('at', new Date(nowMs).toISOString())}${hidden('documentNo', draft.documentNo ?? '')}<p>${t('submit.youDecide', { name: head.name, no: head.certificateNo, at: moment(v, nowMs) })} <span class="muted">${t(
      'refused.basis',
      {
        basis: basisNames(v.lang, ['R310 5(2)']),
      },
    )}</span></p>${field(v, { name: 'received', label: t('submit.received'), hint: t('submit.receivedHint'), kind: 'datetime', value: now })}${buttons({ words: t('submit.send') })}`,
  )
}
