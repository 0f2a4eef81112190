// Approvals inside an organ: what waits, what was asked, and one with all that a reviewer or a head must know to decide: the
// content, what changed since the former round, who said what, and why.
import { type Context, Hono } from 'hono'
import { html } from 'hono/html'
import type { ApprovalAnswer } from '../../../schemas/index.ts'
import { basisIn, ruleSets } from '../../procedure/index.ts'
import type { Answered, Problem } from '../ask.ts'
import type { ConsoleDeps, ConsoleEnv, Notice, View } from '../env.ts'
import { buttons, errorSummary, field, form } from '../html/form.ts'
import { moment, shortMoment } from '../html/format.ts'
import { card, empty, foreign, type Html, hidden, pager, summary, table, tabs, unbroken } from '../html/pieces.ts'
import { refusalWords, refused } from '../html/refused.ts'
import { page } from '../html/shell.ts'
import { formOf, textOf } from '../session/forms.ts'
import { leaveNotice } from '../session/sessions.ts'
import { ruleOf } from '../steps/rule.ts'
import { labelOf } from '../steps/schema-form.ts'
import { basisNames } from '../words/basis.ts'
import { problemWords } from '../words/problems.ts'
import { bodyShown, treeOf } from './body-shown.ts'
import { differencesMax, differencesOf } from './differences.ts'

type C = Context<ConsoleEnv>
type Head = Omit<ApprovalAnswer, 'body' | 'formerBody' | 'entries'>
type Wish = ApprovalAnswer['available'][number]

const lists = ['todo', 'asked', 'all'] as const
const wishes = ['review', 'approve', 'return', 'withdraw'] as const

export function approvalPages({ pool }: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>()

  app.get('/approvals', async (c) => {
    const v = c.get('view')
    const { t } = v
    const which = lists.find((one) => one === c.req.query('tab')) ?? 'todo'
    const answer = await c.get('ask')<{ items: readonly Head[]; next: string | null }>('GET', '/v1/approvals', {
      query: { mine: which === 'all' ? null : which, cursor: c.req.query('cursor'), limit: 30 },
    })
    if (!answer.ok) return refused(c, answer.problem)
    const { items, next } = answer.body
    const rows = items.map((one) => [
      html`<span class="tag">${t(`approval.state.${one.state}`)}</span>`,
      html`<a class="do" href="/console/approvals/${one.id}">${whatOf(v, one)}</a><span class="sub">${foreign(one.caseName)}</span>`,
      unbroken(foreign(one.documentNo)),
      foreign(one.preparedBy.name),
      unbroken(shortMoment(v, one.updatedAt)),
    ])
    const columns = (['state', 'what', 'documentNo', 'askedBy', 'at'] as const).map((key) => ({
      words: t(`approval.${key}`),
    }))
    return page(
      c,
      { title: t('menu.approvals'), current: '/console/approvals' },
      html`<h1>${t('menu.approvals')}</h1>${tabs(
        t('menu.approvals'),
        lists.map((one) => ({
          href: `/console/approvals?tab=${one}`,
          words: t(`approval.tab.${one}`),
          current: one === which,
        })),
      )}<section class="card">${items.length === 0 ? html`<div class="in">${empty(t(`approval.none.${which}`))}</div>` : table(t('menu.approvals'), columns, [{ rows }])}</section>${pager(v, next)}`,
    )
  })

  app.get('/approvals/:id', async (c) => {
    const found = await approvalAt(c)
    return found.ok ? shown(c, found.body) : refused(c, found.problem)
  })

  app.post('/approvals/:id', async (c) => {
    const sent = await formOf(c)
    const wish = wishes.find((one) => one === sent.get('wish'))
    const found = await approvalAt(c)
    if (!found.ok) return refused(c, found.problem)
    const { id } = found.body
    const v = c.get('view')
    const reasons = textOf(sent, 'reasons').trim()
    if (wish === undefined) return shown(c, found.body)
    if (reasons === '' && (wish === 'review' || wish === 'return'))
      return shown(c, found.body, { field: { name: 'reasons', words: v.t('approval.reasonsNeeded') } })
    const digest = textOf(sent, 'digest')
    const done = await c.get('ask')<ApprovalAnswer>('POST', `/v1/approvals/${id}/${wish}`, {
      body: { ...(reasons !== '' && { reasons }), ...((wish === 'review' || wish === 'approve') && { digest }) },
      idempotencyKey: textOf(sent, '_key'),
    })
    if (!done.ok) {
      const now = await approvalAt(c)
      return shown(c, now.ok ? now.body : found.body, { problem: done.problem, reasons })
    }
    await leaveNotice(pool, c.get('session').id, noticeOf(wish, done.body))
    const result = wish === 'approve' ? done.body.resultId : null
    return c.redirect(result === null ? `/console/approvals/${id}` : `/console/cases/${result}`, 303)
  })

  return app
}

const approvalAt = (c: C): Promise<Answered<ApprovalAnswer>> =>
  c.get('ask')<ApprovalAnswer>('GET', `/v1/approvals/${encodeURIComponent(c.req.param('id') ?? '')}`)

/** The step by its name in the procedure. */
function whatOf({ lang }: View, { step }: Pick<Head, 'step'>): string {
  const rule = (
    ruleSets.at(-1)?.steps as Readonly<Record<string, { readonly zh: string; readonly en?: string }>> | undefined
  )?.[step]
  return (lang === 'zh' ? rule?.zh : rule?.en) ?? step.replaceAll('_', ' ')
}

function noticeOf(wish: Wish, done: ApprovalAnswer): Notice {
  if (wish === 'review') return { zh: '法制审核通过，已报请负责人审批。', en: 'Reviewed; it is with the head now.' }
  if (wish === 'return') return { zh: '已退回承办人。', en: 'Returned to whoever asked.' }
  if (wish === 'withdraw') return { zh: '已撤回。', en: 'Withdrawn.' }
  return done.state === 'done'
    ? { zh: '已批准并办理。', en: 'Approved, and the act was taken.' }
    : { zh: '已批准，尚未办理。', en: 'Approved; the act was not taken yet.' }
}

interface Wrong {
  readonly problem?: Problem
  readonly field?: { readonly name: string; readonly words: string }
  readonly reasons?: string
}

function shown(c: C, one: ApprovalAnswer, wrong: Wrong = {}): Promise<Response> {
  const v = c.get('view')
  const { t } = v
  const tree = treeOf(one.kind, one.step)
  const { problem } = wrong
  const alert =
    problem !== undefined
      ? errorSummary(v, [], html`<p>${refusalWords(v, problem)}</p>${basisLine(v, problem)}`)
      : wrong.field === undefined
        ? ''
        : errorSummary(v, [wrong.field])
  const status =
    problem === undefined
      ? wrong.field === undefined
        ? 200
        : 422
      : problem.status === 409
        ? 409
        : problem.status === 412
          ? 412
          : problem.status === 403
            ? 403
            : 422
  return page(
    c,
    {
      title: t('approval.title', { what: whatOf(v, one) }),
      current: '/console/approvals',
      wrong: status !== 200,
      status,
      scripts: ['leave.js'],
      marked: true,
    },
    html`${alert}<p class="crumb"><a href="/console/approvals">${t('menu.approvals')}</a></p><h1>${whatOf(v, one)}</h1><p class="lead">${foreign(one.caseName)}</p>
<div class="cols"><div>${decision(v, one, wrong)}${changes(v, one)}${card(t('approval.content'), bodyShown(v, tree, one.body, one.kind === 'submission' ? 'transfer_dispatch' : one.step), { id: 'content' })}</div>
<aside>${card(t('approval.about'), about(v, one))}${card(t('approval.history'), history(v, one))}</aside></div>`,
  )
}

const basisLine = (v: View, { basis = [] }: Problem): Html =>
  basis.length === 0 ? html`` : html`<p class="muted">${v.t('refused.basis', { basis: basisNames(v.lang, basis) })}</p>`

/** Articles of the step, those of other sectors left out. */
function basisOf({ step, body }: ApprovalAnswer): readonly string[] {
  const { domain } = body as { domain?: unknown }
  return basisIn(ruleOf(step)?.basis ?? [], typeof domain === 'string' ? domain : '')
}

function about(v: View, one: ApprovalAnswer): Html {
  const { t } = v
  return summary([
    [t('approval.state'), html`<span class="tag">${t(`approval.state.${one.state}`)}</span>`],
    [t('basis.word'), basisNames(v.lang, basisOf(one))],
    [t('approval.round'), t('approval.roundNo', { n: one.round })],
    [t('approval.documentNo'), foreign(one.documentNo)],
    [t('approval.askedBy'), t('form.officer', { name: one.preparedBy.name, no: one.preparedBy.certificateNo })],
    ...(one.reachedHeadAt === null ? [] : [[t('approval.reached'), moment(v, one.reachedHeadAt)] as const]),
    [t('approval.digest'), html`<code class="small">${one.digest.slice(0, 16)}</code>`],
    ...(one.draftId !== null && one.available.includes('ask')
      ? [
          [
            t('approval.draft'),
            html`<a href="/console/drafts/${one.draftId}/check">${t('approval.toDraft')}</a>`,
          ] as const,
        ]
      : []),
    ...(one.draftId === null && one.available.includes('ask')
      ? [
          [
            t('approval.form'),
            html`<a href="${one.transferId === null ? '/console/begin' : `/console/cases/${one.transferId}/steps`}/${one.step}?approval=${one.id}">${t('step.askAgain')}</a>`,
          ] as const,
        ]
      : []),
    ...(one.transferId !== null
      ? [[t('approval.case'), html`<a href="/console/cases/${one.transferId}">${t('approval.toCase')}</a>`] as const]
      : []),
    ...(one.resultId !== null
      ? [[t('approval.result'), html`<a href="/console/cases/${one.resultId}">${t('approval.toCase')}</a>`] as const]
      : []),
  ])
}

/** What this officer may do: one form, its reasons, a button for each. */
function decision(v: View, one: ApprovalAnswer, { field: bad, reasons = '' }: Wrong): Html {
  const { t } = v
  const mine = wishes.filter((wish) => one.available.includes(wish))
  const [first, ...others] = mine
  if (first === undefined) return html`<p class="note">${t(`approval.wait.${one.state}`)}</p>`
  const words = (wish: (typeof wishes)[number]) => t(`approval.do.${wish}`)
  return card(
    t('approval.decide'),
    html`<p class="hint">${t(first === 'approve' ? 'approval.hint.approve' : first === 'review' ? 'approval.hint.review' : 'approval.hint.withdraw')} <a href="#content">${t('approval.toContent')}</a></p>${form(
      v,
      { action: `/console/approvals/${one.id}` },
      html`${hidden('digest', one.digest)}${field(v, {
        ...{
          name: 'reasons',
          label: t('approval.reasons'),
          kind: 'prose',
          rows: 3,
          max: 2_000,
          value: reasons,
          error: bad?.words,
        },
        ...{ optional: first === 'approve' || first === 'withdraw', hint: t('approval.reasonsHint') },
      })}${buttons(
        { words: words(first), name: 'wish', value: first },
        ...others.map((wish) => html`<button class="btn quiet" name="wish" value="${wish}">${words(wish)}</button>`),
      )}`,
    )}`,
  )
}

function changes(v: View, one: ApprovalAnswer): Html {
  const { t } = v
  if (one.formerBody === null) return html``
  const found = differencesOf(one.formerBody, one.body)
  const step = one.kind === 'submission' ? 'transfer_dispatch' : one.step
  const place = (path: string) => {
    const row = /\.(\d+)(?:\.|$)/.exec(path)?.[1]
    return html`${labelOf(v, { step }, path)}${row === undefined ? '' : html` <span class="muted">${Number(row) + 1}</span>`}`
  }
  const rows = found
    .slice(0, 50)
    .map(({ path, before, after }) => [
      place(path),
      before === null ? html`<span class="muted">${t('form.unsaid')}</span>` : html`<del>${foreign(before)}</del>`,
      after === null ? html`<span class="muted">${t('form.unsaid')}</span>` : html`<ins>${foreign(after)}</ins>`,
    ])
  const columns = (['place', 'before', 'after'] as const).map((key) => ({ words: t(`approval.${key}`) }))
  const more = found.length >= differencesMax ? html`<p class="muted">${t('approval.manyChanges')}</p>` : ''
  return card(
    t('approval.changes', { n: found.length }),
    html`${rows.length === 0 ? empty(t('approval.noChanges')) : table(t('approval.changes', { n: found.length }), columns, [{ rows }])}${more}`,
  )
}

function history(v: View, { entries }: ApprovalAnswer): Html {
  const { t } = v
  return html`<ol class="said">${[...entries]
    .reverse()
    .map(
      (entry) =>
        html`<li><p><b>${t(`approval.act.${entry.act}`)}</b> <span class="muted">${t('approval.roundNo', { n: entry.round })}</span></p><p class="small">${foreign(entry.officer.name)} <span class="muted">${foreign(entry.officer.certificateNo)}</span> · ${moment(v, entry.at)}</p>${
          entry.reasons === null ? '' : html`<p class="prose">${foreign(entry.reasons, 2_000)}</p>`
        }${entry.problem === null ? '' : html`<p class="err">${foreign(problemWords(v, entry.problem as unknown as Problem).sentence, 600)}</p>`}</li>`,
    )}</ol>`
}
