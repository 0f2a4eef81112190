// Materials of a draft: what was uploaded is written into it with its digest, and each has a row in the form in which its
// kind and its title are said.
import type { Context } from 'hono'
import { html } from 'hono/html'
import { materialKinds } from '../../../schemas/index.ts'
import type { Problem } from '../ask.ts'
import type { ConsoleEnv, View } from '../env.ts'
import { field } from '../html/form.ts'
import { bytes } from '../html/format.ts'
import { foreign, type Html, hidden, unseen } from '../html/pieces.ts'
import { valueName } from '../words/values.ts'
import { changeDraftBy, draftAt } from './draft.ts'

/** As `GET /v1/materials/{id}` has it. */
export interface MaterialHeld {
  readonly id: string
  readonly filename: string
  readonly mediaType: string | null
  readonly size: number | null
  readonly sha256: string | null
  readonly state: 'receiving' | 'ready' | 'refused' | 'registered' | 'quarantined'
  readonly failure?: string
}

/** One material as the draft names it. */
export interface MaterialNamed extends Readonly<Record<string, unknown>> {
  readonly id: string
  readonly kind?: string
  readonly title?: string
  readonly sha256?: string
  readonly documentNo?: string
}

export const materialsIn = (body: Readonly<Record<string, unknown>>): MaterialNamed[] =>
  (Array.isArray(body.materials) ? body.materials : []).filter(
    (m) => typeof (m as MaterialNamed | null)?.id === 'string',
  )

type Added =
  | { readonly ok: true; readonly at: number; readonly material: MaterialNamed }
  | { readonly ok: false; readonly problem: Problem }

const titleMax = 200

/** Writes an uploaded file into the draft, once however often it is told. */
export async function addMaterial(c: Context<ConsoleEnv>, draft: string, id: string, kind: string): Promise<Added> {
  const found = await c.get('ask')<MaterialHeld>('GET', `/v1/materials/${encodeURIComponent(id)}`)
  if (!found.ok) return { ok: false, problem: found.problem }
  const { filename, sha256, state } = found.body
  if (state !== 'ready' || sha256 === null)
    return { ok: false, problem: { status: 409, code: 'material_unknown', detail: `The file is ${state}.` } }
  const title = [...filename.replace(/\.[^.]{1,8}$/, '')].slice(0, titleMax).join('') || filename
  const material: MaterialNamed = {
    id,
    kind: (materialKinds as readonly string[]).includes(kind) ? kind : 'other',
    title,
    sha256,
  }
  const written = await changeDraftBy(c, draft, (body) => {
    const there = materialsIn(body)
    return there.some((m) => m.id === id) ? undefined : { ...body, materials: [...there, material] }
  })
  if (written !== undefined && !written.ok) return { ok: false, problem: written.problem }
  const now = written?.ok ? written.body : await draftAt(c, draft)
  const list = materialsIn('ok' in now ? (now.ok ? now.body.draft : {}) : now.draft)
  const at = list.findIndex((m) => m.id === id)
  return { ok: true, at, material: list[at] ?? material }
}

export const kindOptions = ({ lang }: View) =>
  materialKinds.map((kind) => ({ value: kind, words: valueName(lang, 'materialKind', kind) }))

/** The row of a material in the form of its part. */
export function newRow(
  v: View,
  at: number,
  material: MaterialNamed,
  errors: ReadonlyMap<string, string> = new Map(),
  size?: number,
): Html {
  const { t } = v
  const { id, title = '', kind = 'other', documentNo = '' } = material
  const name = `materials.${id}`
  const named = html`${t('submit.materialNo', { n: at + 1 })}`
  return html`<li class="mat" id="m-${id}">${hidden('materials', id)}<p><b>${named}</b> <a href="/console/drafts-file/${id}">${foreign(title)}</a>${
    size === undefined ? '' : html` <span class="muted">${bytes(size)}</span>`
  }</p><div class="pair">${field(v, {
    ...{ name: `${name}.kind`, label: html`${t('submit.materialKind')}${unseen(named)}`, kind: 'select' },
    ...{ value: kind, options: kindOptions(v), error: errors.get(`${name}.kind`) },
  })}${field(v, {
    ...{
      name: `${name}.title`,
      label: html`${t('submit.materialTitle')}${unseen(named)}`,
      value: title,
      max: titleMax,
    },
    error: errors.get(`${name}.title`),
  })}${field(v, {
    ...{ name: `${name}.documentNo`, label: html`${t('submit.materialNumber')}${unseen(named)}`, value: documentNo },
    ...{ optional: true, max: 128, error: errors.get(`${name}.documentNo`) },
  })}</div><p><button class="btn quiet" name="_remove" value="${id}" formnovalidate>${t('submit.remove')}${unseen(title)}</button></p></li>`
}
