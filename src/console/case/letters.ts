// 文书: the letters that a case brought, which are issued and what each still lacks; each as a preview on the page (in a frame
// that may do nothing) and as the file.
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { Problem } from '../ask.ts'
import type { ConsoleDeps, ConsoleEnv, View } from '../env.ts'
import { buttons, errorSummary, type FieldFaultShown, field, form } from '../html/form.ts'
import { moment, shortMoment } from '../html/format.ts'
import { lit } from '../html/light.ts'
import { card, empty, foreign, type Html, hidden, type Shown, said, summary, table, unbroken } from '../html/pieces.ts'
import { refusalWords, refused, refusedPage } from '../html/refused.ts'
import { formOf, textOf } from '../session/forms.ts'
import { leaveNotice } from '../session/sessions.ts'
import { stepTitle } from './entry-words.ts'
import { casePage, organName } from './head.ts'
import { at, caseOf } from './load.ts'
import type { Case, OrganShown, Words } from './shape.ts'
import { keepReason, reasonIn, reasonKept, whyForm } from './why.ts'

interface Letter extends Words {
  readonly letter: string
  readonly version: number
  readonly step: string
  readonly at: string
  readonly issuer: OrganShown
  readonly mine: boolean
  readonly missing: readonly { readonly field: string; readonly zh: string }[]
  readonly issued: {
    readonly version: number
    readonly on: string
    readonly documentNo: string | null
    readonly sha256: string
    readonly sm3: string
    readonly checkCode: string
    readonly checkUrl: string
  } | null
}

const lettersOf = (c: Context<ConsoleEnv>, id: string) =>
  c.get('ask')<{ items: Letter[] }>('GET', `/v1/transfers/${id}/letters`)

const letterAt = (one: Pick<Case, 'id'>, { letter, version }: Letter, rest = ''): string =>
  `${at(one, 'letters', letter)}${rest}?version=${version}`

export async function letters(c: Context<ConsoleEnv>): Promise<Response> {
  const v = c.get('view')
  const [one, list] = await Promise.all([caseOf(c), lettersOf(c, c.req.param('id') ?? '')])
  if ('problem' in one) return refused(c, one.problem)
  if (!list.ok) return refused(c, list.problem)
  const shown = list.body.items.toReversed()
  return casePage(
    c,
    one,
    { title: v.t('case.letters'), tab: 'letters' },
    card(v.t('case.letters'), shown.length === 0 ? empty(v.t('case.noLetter')) : lettersTable(v, one, shown)),
  )
}

const standing = (v: View, { issued, missing }: Letter): Html =>
  issued !== null
    ? lit('g', v.t('case.letter.issued'))
    : missing.length > 0
      ? lit('y', v.t('case.letter.lacks', { n: missing.length }))
      : lit('b', v.t('case.letter.draft'))

function lettersTable(v: View, one: Case, list: readonly Letter[]): Html {
  return table(
    v.t('case.letters'),
    [
      { words: v.t('case.letter.state') },
      { words: v.t('case.letter.name') },
      { words: v.t('case.letter.number') },
      { words: v.t('case.letter.issuer') },
      { words: v.t('case.letter.from') },
    ],
    [
      {
        rows: list.map((letter): Shown[] => [
          standing(v, letter),
          html`<a href="${letterAt(one, letter)}">${said(v, letter)}</a>`,
          letter.issued?.documentNo == null ? '—' : unbroken(foreign(letter.issued.documentNo, 80)),
          organName(v, letter.issuer),
          html`<a href="${at(one, 'journal', letter.version)}">${stepTitle(v, letter.step)}</a><span class="sub">${shortMoment(v, letter.at)}</span>`,
        ]),
      },
    ],
  )
}

interface Answered {
  readonly sent?: URLSearchParams
  /** Why it was not issued. */
  readonly problem?: Problem
  /** What is wrong with the reason. */
  readonly fault?: FieldFaultShown
}

export async function letterPage(
  deps: Pick<ConsoleDeps, 'issuer'>,
  c: Context<ConsoleEnv>,
  { sent, problem, fault }: Answered = {},
): Promise<Response> {
  const v = c.get('view')
  const name = c.req.param('letter') ?? ''
  const version = c.req.query('version') ?? (sent === undefined ? undefined : textOf(sent, 'version'))
  const [one, list] = await Promise.all([caseOf(c), lettersOf(c, c.req.param('id') ?? '')])
  if ('problem' in one) return refused(c, one.problem)
  if (!list.ok) return refused(c, list.problem)
  const letter = list.body.items.findLast(
    (each) => each.letter === name && (version === undefined || String(each.version) === version),
  )
  if (letter === undefined) return refused(c, { status: 404, code: 'not_found', detail: '' })
  const { issued, missing } = letter
  const may = letter.mine || reasonKept(c, deps.issuer, one.id) !== undefined
  return casePage(
    c,
    one,
    { title: said(v, letter), tab: 'letters', wrong: problem !== undefined || fault !== undefined },
    html`<h2 class="under">${said(v, letter)} ${standing(v, letter)}</h2><div class="cols"><div>${
      may
        ? card(
            v.t('case.letter.preview'),
            html`<iframe class="paper" src="${letterAt(one, letter, '/preview')}" title="${said(v, letter)}"></iframe>`,
            {
              aside: html`<a class="small" href="${letterAt(one, letter, '/preview')}" target="_blank" rel="noopener">${v.t('case.material.newWindow')}</a>`,
            },
          )
        : card(
            v.t('case.why.title'),
            html`<p class="lead">${v.t('case.why.letter')}</p>${whyForm(v, {
              ...{ action: at(one, 'letters', letter.letter), button: v.t('case.why.open'), sent, fault },
              held: { version: String(letter.version) },
            })}`,
          )
    }</div><div>${card(
      v.t('case.letter.facts'),
      html`${summary([
        [v.t('case.letter.issuer'), organName(v, letter.issuer)],
        [
          v.t('case.letter.from'),
          html`<a href="${at(one, 'journal', letter.version)}">${stepTitle(v, letter.step)}</a><span class="sub">${moment(v, letter.at)}</span>`,
        ],
        ...(issued === null
          ? []
          : ([
              [v.t('case.letter.number'), issued.documentNo === null ? '—' : foreign(issued.documentNo)],
              [v.t('case.letter.on'), issued.on],
              [
                v.t('case.letter.code'),
                html`<a href="${issued.checkUrl}"><span class="digest">${foreign(issued.checkCode)}</span></a>`,
              ],
              ['SHA-256', html`<span class="digest">${foreign(issued.sha256)}</span>`],
              ['SM3', html`<span class="digest">${foreign(issued.sm3)}</span>`],
            ] as const)),
      ])}${
        missing.length === 0
          ? ''
          : html`<h3>${v.t('case.letter.missing')}</h3><ul class="plain">${missing.map(({ zh }) => html`<li lang="zh-CN">${foreign(zh, 60)}</li>`)}</ul>`
      }${may ? html`<p><a class="btn quiet" href="${letterAt(one, letter, '/docx')}">${v.t('case.letter.docx')}</a></p>` : ''}${
        letter.mine && issued === null && !one.transfer.ended ? issueForm(v, one, letter, sent, problem) : ''
      }`,
    )}</div></div>`,
  )
}

/** The reason is sent here; the page is shown again where something is wrong with it. */
export const letterReason =
  (deps: ConsoleDeps) =>
  async (c: Context<ConsoleEnv>): Promise<Response> => {
    const sent = await formOf(c)
    const given = reasonIn(c.get('view'), sent)
    if (typeof given !== 'string') return letterPage(deps, c, { sent, fault: given })
    const { id = '', letter = '' } = c.req.param() as Record<string, string>
    keepReason(c, deps.issuer, id, given)
    return c.redirect(`${at({ id }, 'letters', letter)}?version=${encodeURIComponent(textOf(sent, 'version'))}`, 303)
  }

/** Number and keep it: the act `letter_issued`, in the name of who signed in. */
function issueForm(v: View, one: Case, letter: Letter, sent?: URLSearchParams, problem?: Problem): Html {
  const me = v.session?.me
  if (me === undefined || me.certificateNo === null)
    return html`<p class="muted">${v.t('case.letter.noCertificate')}</p>`
  return html`<h3>${v.t('case.letter.issue')}</h3>${
    problem === undefined ? '' : errorSummary(v, [], html`<div>${refusalWords(v, problem)}</div>`)
  }${form(
    v,
    { action: at(one, 'letters', letter.letter, 'issue') },
    html`${hidden('version', letter.version)}${hidden('seen', one.transfer.version)}<p>${v.t('case.letter.signer')}${foreign(me.name)}${v.t('case.in')}${foreign(me.certificateNo)}${v.t('case.out')}</p>${field(
      v,
      {
        name: 'documentNo',
        label: v.t('case.letter.number'),
        hint: v.t('case.letter.numberHint'),
        optional: true,
        value: sent === undefined ? '' : textOf(sent, 'documentNo'),
      },
    )}${buttons({ words: v.t('case.letter.issue') })}`,
  )}`
}

export const issueLetter =
  (deps: ConsoleDeps) =>
  async (c: Context<ConsoleEnv>): Promise<Response> => {
    const { pool } = deps
    const sent = await formOf(c)
    const { me, id: session } = c.get('session')
    const { id = '', letter = '' } = c.req.param() as Record<string, string>
    const documentNo = textOf(sent, 'documentNo').trim()
    const seen = Number(textOf(sent, 'seen'))
    const answered = await c.get('ask')<{ letter: { issued: { documentNo: string | null } } }>(
      'POST',
      `/v1/transfers/${encodeURIComponent(id)}/letters/${encodeURIComponent(letter)}/issue`,
      {
        body: {
          version: Number(textOf(sent, 'version')),
          officers: [{ name: me.name, certificateNo: me.certificateNo ?? '' }],
          ...(documentNo !== '' && { documentNo }),
        },
        ...(Number.isSafeInteger(seen) && seen > 0 && { ifMatch: seen }),
        idempotencyKey: textOf(sent, '_key') || undefined,
      },
    )
    if (!answered.ok) return letterPage(deps, c, { sent, problem: answered.problem })
    const no = answered.body.letter?.issued?.documentNo ?? ''
    await leaveNotice(pool, session, { zh: `文书已签发，文号 ${no}。`, en: `The letter is issued, number ${no}.` })
    return c.redirect(`${at({ id }, 'letters', letter)}?version=${encodeURIComponent(textOf(sent, 'version'))}`, 303)
  }

/** The letter itself, handed on: HTML that only our own page may frame, or the file. */
export const letterFile =
  ({ issuer }: ConsoleDeps, format: 'html' | 'docx') =>
  async (c: Context<ConsoleEnv>): Promise<Response> => {
    const v = c.get('view')
    const { id = '', letter = '' } = c.req.param() as Record<string, string>
    const reason = reasonKept(c, issuer, id)
    // A letter holds numbers and names in full: another organ's is opened for a reason, as its materials are.
    if (reason === undefined) {
      const list = await lettersOf(c, id)
      const others = list.ok && list.body.items.some((each) => each.letter === letter && !each.mine)
      if (others) return refusedPage(c, { title: v.t('refused.title'), status: 403, why: v.t('case.why.needed') })
    }
    const answer = await c.get('pass')(
      `/v1/transfers/${encodeURIComponent(id)}/letters/${encodeURIComponent(letter)}`,
      {
        query: { format, version: c.req.query('version') },
        ...(reason !== undefined && { reason }),
      },
    )
    if (!answer.ok) {
      await answer.body?.cancel()
      return refusedPage(c, {
        title: v.t('refused.title'),
        status: answer.status === 503 ? 503 : 404,
        why: v.t(answer.status === 503 ? 'refused.away' : 'refused.notFound'),
      })
    }
    const headers = new Headers(answer.headers)
    const policy = headers.get('content-security-policy')
    if (policy !== null)
      headers.set('content-security-policy', policy.replace("frame-ancestors 'none'", "frame-ancestors 'self'"))
    headers.set('x-frame-options', 'SAMEORIGIN')
    return new Response(answer.body, { status: 200, headers })
  }
