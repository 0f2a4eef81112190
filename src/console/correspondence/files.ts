// Files of letters: chosen of what the organ has uploaded, named with its digest when the letter goes, and opened by whoever
// has the letter; another organ's file needs a reason, asked for once a letter and session.
import type { Context } from 'hono'
import { html } from 'hono/html'
import { materialContent, viewerOf } from '../case/material.ts'
import { keepReason, reasonIn, reasonKept, whyForm } from '../case/why.ts'
import type { ConsoleDeps, ConsoleEnv, View } from '../env.ts'
import type { FieldShown } from '../html/form.ts'
import { bytes } from '../html/format.ts'
import { card, foreign, type Html, type Shown, summary } from '../html/pieces.ts'
import { refused } from '../html/refused.ts'
import { page } from '../html/shell.ts'
import { formOf } from '../session/forms.ts'
import type { UploadOffered } from '../steps/schema-form.ts'
import { current, fileAt, type Letter } from './shown.ts'

type C = Context<ConsoleEnv>

/** As many as a form can list; a letter takes no more. */
const uploadsShown = 50
/** A file's name without its ending, as long as the contract lets a title be. */
const titleOf = (filename: string) => [...filename.replace(/\.\w{1,5}$/, '')].slice(0, 200).join('') || filename

export interface LetterFiles {
  readonly fields: readonly FieldShown[]
  /** As the contract has them; undefined where none is chosen. */
  readonly chosen: (form: URLSearchParams) => { id: string; sha256: string; title: string }[] | undefined
  /** Words of the button that lists them anew. */
  readonly refresh: Shown
}

/** Uploads of the own organ that nothing has taken yet, to tick. */
export async function letterFiles(c: C): Promise<LetterFiles> {
  const { t } = c.get('view')
  const answer = await c.get('ask')<{ items: UploadOffered[] }>('GET', '/v1/materials', {
    query: { limit: uploadsShown },
  })
  const uploads = answer.ok ? answer.body.items : []
  const upload = html`<a href="/console/uploads" target="_blank" rel="noopener">${t('letters.upload')}</a>`
  const field: FieldShown = {
    ...{ name: 'attachments', label: t('letters.attached'), kind: 'checkboxes', optional: true },
    hint: html`${t(uploads.length === 0 ? 'letters.noUploads' : 'letters.uploads')} ${upload}`,
    options: uploads.map(({ id, filename, size }) => ({
      ...{ value: id, words: foreign(filename, 120) },
      ...(size !== null && { hint: bytes(size) }),
    })),
  }
  return {
    fields: [field],
    chosen(form) {
      const ids = new Set(form.getAll('attachments'))
      const files = uploads.filter(({ id }) => ids.has(id))
      if (files.length === 0) return undefined
      return files.map(({ id, sha256, filename }) => ({ id, sha256, title: titleOf(filename) }))
    },
    refresh: t('letters.refresh'),
  }
}

interface FileHeld {
  readonly mediaType: string | null
  readonly size: number | null
  readonly sha256: string | null
  readonly sm3: string | null
}

/** `GET` shows a file of a letter; `POST` takes the reason why another organ's is opened. */
export function letterFilePage({ issuer }: Pick<ConsoleDeps, 'issuer'>) {
  return async (c: C): Promise<Response> => {
    const v = c.get('view')
    const { id = '', material = '' } = c.req.param() as Record<string, string>
    const ask = c.get('ask')
    const [letter, found] = await Promise.all([
      ask<Letter>('GET', `/v1/correspondence/${id}`),
      ask<FileHeld>('GET', `/v1/materials/${material}`),
    ])
    if (!letter.ok) return refused(c, letter.problem)
    const file = letter.body.entries.flatMap(({ attachments = [] }) => attachments).find((one) => one.id === material)
    if (!found.ok) return refused(c, found.problem)
    if (file === undefined) return c.notFound() as Promise<Response>
    const sent = c.req.method === 'POST' ? await formOf(c) : undefined
    const given = sent === undefined ? undefined : reasonIn(v, sent)
    if (typeof given === 'string') {
      keepReason(c, issuer, id, given, `${current}/${id}`)
      return c.redirect(fileAt(id, material), 303)
    }
    // Whether a reason is needed is the API's to say: of one's own file none is.
    const reason = reasonKept(c, issuer, id)
    const head = await c.get('pass')(`/v1/materials/${material}/content`, {
      ...{ method: 'HEAD', ...(reason !== undefined && { reason }) },
    })
    const body = head.ok
      ? viewer(v, fileAt(id, material), file.title, found.body)
      : head.status === 400
        ? card(
            v.t('case.why.title'),
            html`<p class="lead">${v.t('case.why.lead')}</p>${whyForm(v, {
              ...{ action: fileAt(id, material), button: v.t('case.why.open'), sent, fault: given },
            })}`,
          )
        : card(v.t('case.material.file'), html`<p>${v.t('letters.fileAway')}</p>`)
    return page(
      c,
      { title: v.t('letters.attached'), current, wrong: given !== undefined, marked: true },
      html`<p class="crumb"><a href="${current}">${v.t('menu.correspondence')}</a> / <a href="${current}/${id}">${foreign(letter.body.title, 80)}</a></p><h1>${foreign(file.title, 200)}</h1><div class="cols"><div>${body}</div><div>${card(
        v.t('case.material.facts'),
        summary([
          [v.t('case.material.type'), foreign(found.body.mediaType ?? '—')],
          [v.t('case.material.size'), found.body.size === null ? '—' : bytes(found.body.size)],
          ['SHA-256', html`<span class="digest">${foreign(found.body.sha256 ?? '—')}</span>`],
          ['SM3', html`<span class="digest">${foreign(found.body.sm3 ?? '—')}</span>`],
        ]),
      )}</div></div>`,
    )
  }
}

function viewer(v: View, at: string, title: string, { mediaType, size }: FileHeld): Html {
  const source = `${at}/content`
  const name = title.toWellFormed()
  const how = viewerOf(mediaType)
  const shown =
    how === 'frame'
      ? html`<iframe class="viewer" src="${source}" title="${name}"></iframe>`
      : how === 'image'
        ? html`<img class="viewer" src="${source}" alt="${name}">`
        : how === 'audio'
          ? html`<audio class="viewer" controls preload="metadata" src="${source}"></audio>`
          : how === 'video'
            ? html`<video class="viewer" controls preload="metadata" src="${source}"></video>`
            : html`<p class="muted">${v.t('case.material.noViewer')}</p>`
  return card(
    v.t('case.material.file'),
    html`${shown}<p class="files"><a href="${source}" target="_blank" rel="noopener">${v.t('case.material.newWindow')}</a><a href="${source}?download=1">${v.t('case.material.download', { size: bytes(size ?? 0) })}</a></p>`,
  )
}

export const letterFileContent = (deps: ConsoleDeps) => materialContent(deps, fileAt)
