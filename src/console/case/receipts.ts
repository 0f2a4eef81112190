// 回执与存证: each signed receipt in words, with its signature checked against the keys that this gateway publishes; and the
// bundle that proves the whole case offline.
import type { Context } from 'hono'
import { html } from 'hono/html'
import { compactVerify, createLocalJWKSet, type JSONWebKeySet } from 'jose'
import { ruleSets } from '../../procedure/index.ts'
import type { ConsoleEnv, View } from '../env.ts'
import { bytes, ending, moment } from '../html/format.ts'
import { lit } from '../html/light.ts'
import { card, empty, foreign, type Html, type Shown, said, summary } from '../html/pieces.ts'
import { refused } from '../html/refused.ts'
import { formOf } from '../session/forms.ts'
import { basisNames } from '../words/basis.ts'
import { stepTitle } from './entry-words.ts'
import { casePage } from './head.ts'
import { at, caseOf } from './load.ts'
import { listOf } from './names.ts'
import type { Case, OfficerShown, Said } from './shape.ts'
import { reasonIn, whyForm } from './why.ts'

interface Receipt {
  readonly no: number
  readonly version: number
  readonly step: string
  readonly jws: string
}

type Checked = 'holds' | 'foreign' | 'broken'

const receiptsShown = 100

export async function receipts(c: Context<ConsoleEnv>, sent?: URLSearchParams): Promise<Response> {
  const v = c.get('view')
  const ask = c.get('ask')
  const id = c.req.param('id') ?? ''
  const [one, size, list, keys] = await Promise.all([
    caseOf(c),
    c.req.query('size') === undefined ? undefined : bundleSize(c, id),
    ask<{ items: Receipt[] }>('GET', `/v1/transfers/${id}/receipts`),
    ask<JSONWebKeySet>('GET', '/.well-known/jwks.json'),
  ])
  if ('problem' in one) return refused(c, one.problem)
  if (!list.ok) return refused(c, list.problem)
  const fault = sent === undefined ? undefined : reasonIn(v, sent)
  const wrong = typeof fault === 'object' ? fault : undefined
  const shown = list.body.items.slice(-receiptsShown).toReversed()
  const checked = await Promise.all(shown.map(({ jws }) => check(jws, keys.ok ? keys.body : { keys: [] })))
  return casePage(
    c,
    one,
    { title: v.t('case.receipts'), tab: 'receipts', wrong: wrong !== undefined },
    html`<div class="cols"><div>${
      shown.length === 0
        ? card(v.t('case.receipts'), empty(v.t('case.noReceipt')))
        : shown.map((receipt, i) => receiptCard(v, one, receipt, checked[i] ?? 'broken'))
    }</div><div>${card(
      v.t('case.bundle'),
      html`<p class="lead small">${v.t('case.bundleLead')}</p>${
        size === undefined
          ? html`<p class="small"><a href="${at(one, 'receipts')}?size=1#bundle">${v.t('case.bundleAsk')}</a></p>`
          : ''
      }${whyForm(v, {
        action: at(one, 'bundle'),
        button: size === undefined ? v.t('case.bundleTake') : v.t('case.bundleOf', { size: bytes(size) }),
        ...{ sent, fault: wrong },
      })}`,
      { id: 'bundle' },
    )}</div></div>`,
  )
}

/**
 * In bytes; undefined where the gateway does not say. Asked for only where the officer comes for the bundle: to know it, the
 * whole bundle is laid out. Nothing leaves, so nothing is written into the log of reads.
 */
async function bundleSize(c: Context<ConsoleEnv>, id: string): Promise<number | undefined> {
  const answer = await c.get('pass')(`/v1/transfers/${encodeURIComponent(id)}/bundle`, {
    ...{ method: 'HEAD', reason: '查看证据包大小' },
  })
  const size = Number(answer.headers.get('content-length'))
  return answer.ok && size > 0 ? size : undefined
}

async function check(jws: string, keys: JSONWebKeySet): Promise<Checked> {
  try {
    await compactVerify(jws, createLocalJWKSet(keys))
    return 'holds'
  } catch (error) {
    return (error as { code?: string }).code === 'ERR_JWKS_NO_MATCHING_KEY' ? 'foreign' : 'broken'
  }
}

const payloadOf = (jws: string): Said => {
  try {
    return JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString()) as Said
  } catch {
    return {}
  }
}

/** The receipt says the clock's name in Chinese; the table has the other. */
function clockTitle(v: View, { rule, zh }: Said): Shown {
  const known = ruleSets.findLast(({ clocks }) => Object.hasOwn(clocks, String(rule)))?.clocks[String(rule)]
  return known === undefined ? foreign(String(zh ?? rule), 60) : said(v, known)
}

const checkedLight = { holds: 'g', foreign: 'b', broken: 'r' } as const
const checkedWord = {
  holds: 'case.receipt.holds',
  foreign: 'case.receipt.foreign',
  broken: 'case.receipt.broken',
} as const

function receiptCard(v: View, one: Case, { no, version, step, jws }: Receipt, checked: Checked): Html {
  const payload = payloadOf(jws)
  const by = (payload.by ?? {}) as { name?: string; officers?: OfficerShown[] }
  const delivered = (payload.delivered ?? {}) as { count?: number; manifestSha256?: string }
  const clocks = listOf(payload.clocks)
  const waiting = listOf(payload.notYetRunning)
  const rows: (readonly [Shown, Shown])[] = [
    [v.t('case.receipt.act'), html`<a href="${at(one, 'journal', version)}">${stepTitle(v, step)}</a>`],
    [v.t('case.receipt.at'), typeof payload.at === 'string' ? moment(v, payload.at) : '—'],
    [
      v.t('case.receipt.by'),
      html`${foreign(by.name ?? '')} ${(by.officers ?? []).map((o) => html`${foreign(o.name, 40)}${v.t('case.in')}${foreign(o.certificateNo, 40)}${v.t('case.out')}`)}`,
    ],
    ...(delivered.count === undefined || delivered.count === 0
      ? []
      : [
          [
            v.t('case.receipt.delivered'),
            html`${v.t('case.receipt.count', { n: delivered.count })}<span class="sub digest">SHA-256 ${foreign(delivered.manifestSha256 ?? '')}</span>`,
          ] as const,
        ]),
    ...clocks.map(
      (clock) =>
        [
          v.t('case.receipt.clock'),
          html`${clockTitle(v, clock)} ${typeof clock.dueAt === 'string' ? v.t('clock.expires', { at: ending(v, clock.dueAt) }) : ''}<span class="sub">${basisNames(v.lang, (clock.basis as string[] | undefined) ?? [])}</span>`,
        ] as const,
    ),
    ...(waiting.length === 0
      ? []
      : [[v.t('case.receipt.notYet'), v.t('case.receipt.notYetCount', { n: waiting.length })] as const]),
    [v.t('basis.word'), basisNames(v.lang, (payload.basis as string[] | undefined) ?? [])],
  ]
  return card(
    html`${v.t('case.receipt.no', { n: no })} ${lit(checkedLight[checked], v.t(checkedWord[checked]))}`,
    html`${summary(rows)}<details><summary>${v.t('case.receipt.jws')}</summary><p class="digest">${foreign(jws, 6_000)}</p></details>`,
    {
      id: `v${version}`,
      aside: html`<a class="small" href="${at(one, 'receipts', no)}">${v.t('case.receipt.download')}</a>`,
    },
  )
}

/** The bare signed receipt as a file, for who checks it elsewhere. */
export async function receiptFile(c: Context<ConsoleEnv>): Promise<Response> {
  const { id = '', no = '' } = c.req.param() as Record<string, string>
  const answer = await c.get('pass')(`/v1/transfers/${encodeURIComponent(id)}/receipts/${encodeURIComponent(no)}`, {
    accept: 'application/jose',
  })
  if (!answer.ok) return refused(c, { status: 404, code: 'not_found', detail: '' })
  return new Response(answer.body, {
    headers: {
      'content-type': 'application/jose',
      'content-disposition': `attachment; filename="receipt-${id}-${no}.jws"`,
      'cache-control': 'private, no-store',
    },
  })
}

/** The bundle, once a reason stands in the form; else the page with what is wrong. */
export async function bundle(c: Context<ConsoleEnv>): Promise<Response> {
  const sent = await formOf(c)
  const reason = reasonIn(c.get('view'), sent)
  if (typeof reason !== 'string') return receipts(c, sent)
  const id = c.req.param('id') ?? ''
  const answer = await c.get('pass')(`/v1/transfers/${encodeURIComponent(id)}/bundle`, { reason })
  if (answer.ok) return new Response(answer.body, { status: 200, headers: new Headers(answer.headers) })
  return refused(c, (await answer.json()) as { status: number; code: string; detail: string })
}
