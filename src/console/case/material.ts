// One material: the file itself in a viewer where a browser can show it safely, its digests, its chain of custody and what
// acts said of it later. Opening another organ's file needs a reason, asked for once a case and session.
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { ConsoleDeps, ConsoleEnv, View } from '../env.ts'
import { bytes, moment } from '../html/format.ts'
import { card, empty, foreign, type Html, type Shown, said, summary } from '../html/pieces.ts'
import { refused, refusedPage } from '../html/refused.ts'
import { formOf } from '../session/forms.ts'
import { fieldName } from '../words/index.ts'
import { valueName } from '../words/values.ts'
import { casePage } from './head.ts'
import { at, caseOf } from './load.ts'
import { type Material, materialState } from './materials.ts'
import type { Case, Said } from './shape.ts'
import { keepReason, reasonIn, reasonKept, whyForm } from './why.ts'

interface MaterialPage {
  readonly material: Material
  readonly filings: readonly Said[]
  readonly custody: readonly (Said & { readonly gap?: boolean })[]
  readonly segments: readonly Said[]
}

/** What a browser shows without running anything of it; all else is downloaded. */
const viewers: Readonly<Record<string, 'frame' | 'image' | 'audio' | 'video'>> = {
  'application/pdf': 'frame',
  'image/jpeg': 'image',
  'image/png': 'image',
  'image/gif': 'image',
  'image/webp': 'image',
  'image/bmp': 'image',
  'audio/mpeg': 'audio',
  'audio/wav': 'audio',
  'audio/x-wav': 'audio',
  'audio/ogg': 'audio',
  'audio/mp4': 'audio',
  'audio/aac': 'audio',
  'video/mp4': 'video',
  'video/webm': 'video',
  'video/ogg': 'video',
}

export const viewerOf = (mediaType: string | null): 'frame' | 'image' | 'audio' | 'video' | undefined =>
  viewers[(mediaType ?? '').split(';')[0]?.trim().toLowerCase() ?? '']

export function materialPage({ issuer }: ConsoleDeps) {
  return async (c: Context<ConsoleEnv>, sent?: URLSearchParams): Promise<Response> => {
    const v = c.get('view')
    const id = c.req.param('id') ?? ''
    const no = c.req.param('material') ?? ''
    const [one, found] = await Promise.all([
      caseOf(c),
      c.get('ask')<MaterialPage>('GET', `/v1/transfers/${id}/materials/${encodeURIComponent(no)}`),
    ])
    if ('problem' in one) return refused(c, one.problem)
    if (!found.ok) return refused(c, found.problem)
    const { material } = found.body
    const given = sent === undefined ? undefined : reasonIn(v, sent)
    if (typeof given === 'string') {
      keepReason(c, issuer, id, given)
      return c.redirect(at(one, 'materials', no), 303)
    }
    // Whether a reason is needed is the API's to say: of one's own file none is.
    const reason = reasonKept(c, issuer, id)
    const head =
      material.state === 'ready'
        ? await c.get('pass')(`/v1/materials/${no}/content`, {
            method: 'HEAD',
            ...(reason !== undefined && { reason }),
          })
        : undefined
    const asked = head?.status === 400
    return casePage(
      c,
      one,
      { title: v.t('case.materials'), tab: 'materials', wrong: given !== undefined },
      html`<h2 class="under">${foreign(one.hushed(material.title ?? material.filename), 200)}</h2><div class="cols"><div>${
        head?.ok === true
          ? viewerCard(v, one, material, reason)
          : asked
            ? card(
                v.t('case.why.title'),
                html`<p class="lead">${v.t('case.why.lead')}</p>${whyForm(v, {
                  ...{ action: at(one, 'materials', no), button: v.t('case.why.open'), sent, fault: given },
                })}`,
              )
            : notHere(v, material)
      }${custodyCard(v, one, found.body)}</div><div>${factsOf(v, one, material)}</div></div>`,
    )
  }
}

/** The reason is sent here; its page is shown again where something is wrong with it. */
export const materialReason = (deps: ConsoleDeps) => {
  const show = materialPage(deps)
  return async (c: Context<ConsoleEnv>) => show(c, await formOf(c))
}

function notHere(v: View, material: Material): Html {
  const { held } = material
  return card(
    v.t('case.material.file'),
    html`<p>${materialState(v, material)}</p>${
      held === undefined
        ? html`<p>${foreign(material.failure ?? '', 300)}</p>`
        : summary([
            [v.t('case.material.system'), foreign(held.system, 100)],
            [v.t('case.material.identifier'), foreign(held.identifier, 200)],
            [v.t('case.material.until'), held.retainedUntil],
          ])
    }`,
  )
}

function viewerCard(v: View, one: Case, material: Material, reason: string | undefined): Html {
  const source = at(one, 'materials', material.id, 'content')
  const name = one.hushed(material.title ?? material.filename)
  const viewer = viewerOf(material.mediaType)
  const shown =
    viewer === 'frame'
      ? html`<iframe class="viewer" src="${source}" title="${name.toWellFormed()}"></iframe>`
      : viewer === 'image'
        ? html`<img class="viewer" src="${source}" alt="${name.toWellFormed()}">`
        : viewer === 'audio'
          ? html`<audio class="viewer" controls preload="metadata" src="${source}"></audio>`
          : viewer === 'video'
            ? html`<video class="viewer" controls preload="metadata" src="${source}"></video>`
            : html`<p class="muted">${v.t('case.material.noViewer')}</p>`
  return card(
    v.t('case.material.file'),
    html`${one.print ? '' : shown}<p class="files"><a href="${source}" target="_blank" rel="noopener">${v.t('case.material.newWindow')}</a><a href="${source}?download=1">${v.t('case.material.download', { size: bytes(material.size ?? 0) })}</a></p>${
      reason === undefined ? '' : html`<p class="small muted">${v.t('case.why.kept')}${foreign(reason, 200)}</p>`
    }`,
  )
}

function factsOf(v: View, one: Case, m: Material): Html {
  const rows: (readonly [Shown, Shown])[] = [
    [v.t('case.material.state'), materialState(v, m)],
    [v.t('case.material.kind'), m.kind === undefined ? '—' : valueName(v.lang, 'materialKind', m.kind)],
    ...(m.evidence === undefined
      ? []
      : [
          [
            v.t('case.material.evidence'),
            html`${said(v, m.evidence.criminal)}${m.evidence.administrative === null ? '' : html`<span class="sub">${said(v, m.evidence.administrative)}</span>`}`,
          ] as const,
        ]),
    ...(m.evidence?.needsRecollection === true ? [[v.t('case.material.again'), v.t('form.yes')] as const] : []),
    ...(m.originalOrCopy === undefined ? [] : [[v.t('case.material.original'), foreign(m.originalOrCopy)] as const]),
    [v.t('case.material.folder'), m.folder === undefined ? v.t('case.noFolder') : foreign(m.folder, 100)],
    [v.t('case.material.filename'), foreign(one.hushed(m.filename), 100)],
    [v.t('case.material.type'), foreign(m.mediaType ?? '—')],
    [v.t('case.material.size'), m.size === null ? '—' : bytes(m.size)],
    [v.t('case.material.taken'), moment(v, m.createdAt)],
    ...(m.version === undefined
      ? []
      : [
          [
            v.t('case.material.entry'),
            html`<a href="${at(one, 'journal', m.version)}">${v.t('case.entryNo', { n: m.version })}</a>`,
          ] as const,
        ]),
    ['SHA-256', html`<span class="digest">${foreign(m.sha256 ?? '—')}</span>`],
    ['SM3', html`<span class="digest">${foreign(m.sm3 ?? '—')}</span>`],
  ]
  return card(v.t('case.material.facts'), summary(rows))
}

/** From hand to hand, and what acts said of it later. */
function custodyCard(v: View, one: Case, { custody, filings, segments }: MaterialPage): Html {
  const notes = [...filings, ...segments]
  const hands = custody.map((hand) => {
    const from = (hand.from as Said | undefined)?.name
    const to = (hand.to as Said | undefined)?.name
    return html`<li>${typeof hand.at === 'string' ? moment(v, hand.at) : ''} ${foreign(one.hushed(String(from ?? '—')), 60)} → ${foreign(one.hushed(String(to ?? '—')), 60)}${
      hand.gap === true ? html` <span class="tag">${v.t('case.material.gap')}</span>` : ''
    }${typeof hand.version === 'number' ? html` <a href="${at(one, 'journal', hand.version)}">${v.t('case.entryNo', { n: hand.version })}</a>` : ''}</li>`
  })
  return card(
    v.t('case.material.custody'),
    html`${hands.length === 0 ? empty(v.t('case.material.noCustody')) : html`<ol class="calc">${hands}</ol>`}${
      notes.length === 0
        ? ''
        : html`<h3>${v.t('case.material.later')}</h3><ul class="plain">${notes.map(
            (note) =>
              html`<li>${Object.entries(note)
                .filter(([key, value]) => key !== 'version' && ['string', 'number', 'boolean'].includes(typeof value))
                .map(
                  ([key, value]) =>
                    html`${fieldName(v.lang, key) ?? key}${v.t('form.colon')}${foreign(one.hushed(valueName(v.lang, key, String(value))), 200)} `,
                )}${
                typeof note.version === 'number'
                  ? html`<a href="${at(one, 'journal', note.version)}">${v.t('case.entryNo', { n: note.version })}</a>`
                  : ''
              }</li>`,
          )}</ul>`
    }`,
  )
}

/** Of a file that the browser's own viewer draws: no script, no form, no frame but ours. */
const viewerPolicy = "script-src 'none'; object-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
const given = [
  'accept-ranges',
  'content-length',
  'content-range',
  'content-type',
  'etag',
  'last-modified',
  'repr-digest',
]

/**
 * The bytes, handed on with the ranges that were asked for; what no viewer of ours shows leaves as a download. `back`: the page
 * of the file, for whoever may not have it.
 */
export function materialContent(
  { issuer }: ConsoleDeps,
  back = (id: string, no: string): string => at({ id }, 'materials', no),
) {
  return async (c: Context<ConsoleEnv>): Promise<Response> => {
    const v = c.get('view')
    const id = c.req.param('id') ?? ''
    const no = c.req.param('material') ?? ''
    const reason = reasonKept(c, issuer, id)
    const asked: Record<string, string> = {}
    for (const name of ['range', 'if-range', 'if-none-match']) {
      const value = c.req.header(name)
      if (value !== undefined) asked[name] = value
    }
    const answer = await c.get('pass')(`/v1/materials/${encodeURIComponent(no)}/content`, {
      ...{ method: c.req.raw.method, headers: asked },
      ...(reason !== undefined && { reason }),
    })
    if (answer.status >= 400 && answer.status !== 416) {
      const status = answer.status === 400 ? 403 : answer.status === 409 ? 409 : answer.status === 503 ? 503 : 404
      await answer.body?.cancel()
      const words =
        status === 403
          ? 'case.why.needed'
          : status === 409
            ? 'case.material.elsewhere'
            : status === 503
              ? 'refused.away'
              : 'refused.notFound'
      return refusedPage(c, {
        title: v.t('refused.title'),
        status,
        why: v.t(words),
        more: html`<p><a href="${back(id, no)}">${v.t('case.material.file')}</a></p>`,
      })
    }
    const headers = new Headers()
    for (const name of given) {
      const value = answer.headers.get(name)
      if (value !== null) headers.set(name, value)
    }
    const inline = viewerOf(headers.get('content-type')) !== undefined && c.req.query('download') === undefined
    const named = answer.headers.get('content-disposition') ?? 'attachment'
    headers.set('content-disposition', inline ? named.replace(/^attachment/, 'inline') : named)
    headers.set('content-security-policy', inline ? viewerPolicy : 'sandbox')
    headers.set('x-frame-options', 'SAMEORIGIN')
    headers.set('x-content-type-options', 'nosniff')
    headers.set('cache-control', 'private, no-store')
    return new Response(answer.body, { status: answer.status, headers })
  }
}
