// 移送材料: the folders of a case, what lies in each, and what the checklist of each stage asks for: present, checked, missing
// or acknowledged as a gap, with the reason.
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { ConsoleEnv, View } from '../env.ts'
import { bytes, shortMoment } from '../html/format.ts'
import { drawnLight, type LightName } from '../html/light.ts'
import { card, empty, foreign, type Html, pager, type Shown, said, table, withQuery } from '../html/pieces.ts'
import { refused } from '../html/refused.ts'
import { basisNames } from '../words/basis.ts'
import type { WordKey } from '../words/index.ts'
import { valueName } from '../words/values.ts'
import { casePage } from './head.ts'
import { at, caseOf } from './load.ts'
import type { Case, Words } from './shape.ts'

export interface Material {
  readonly id: string
  readonly filename: string
  readonly mediaType: string | null
  readonly size: number | null
  readonly sha256: string | null
  readonly sm3: string | null
  readonly state: 'receiving' | 'ready' | 'refused' | 'registered' | 'quarantined'
  readonly failure?: string
  readonly scan?: string
  readonly createdAt: string
  readonly kind?: string
  readonly title?: string
  readonly version?: number
  readonly originalOrCopy?: string
  readonly folder?: string
  readonly carrier?: string
  readonly evidence?: {
    readonly code: string
    readonly criminal: Words
    readonly administrative: Words | null
    readonly needsRecollection: boolean
  }
  readonly held?: { readonly system: string; readonly identifier: string; readonly retainedUntil: string }
}

interface Folder {
  readonly folder: string | null
  readonly name: string | null
  readonly level: number
  readonly total: number
}

interface Stage extends Words {
  readonly stage: string
  readonly applies: boolean
  readonly collected: number
  readonly of: number
  readonly required: readonly (Words & {
    readonly id: string
    readonly weight: 'mandatory' | 'usual'
    readonly contested: boolean
    readonly status: 'present' | 'gap' | 'missing'
    readonly materials: readonly string[]
    readonly reason?: string
    readonly checked?: number
    readonly basis: readonly string[]
  })[]
}

const pageSize = 50

export async function materials(c: Context<ConsoleEnv>): Promise<Response> {
  const v = c.get('view')
  const ask = c.get('ask')
  const id = c.req.param('id') ?? ''
  const folder = c.req.query('folder') || undefined
  const cursor = c.req.query('cursor')
  const [one, folders, list, checklist] = await Promise.all([
    caseOf(c),
    ask<{ items: Folder[]; total: number }>('GET', `/v1/transfers/${id}/folders`),
    ask<{ items: Material[]; next: string | null }>('GET', `/v1/transfers/${id}/materials`, {
      query: { limit: pageSize, cursor, folder },
    }),
    ask<{ stages: Stage[] }>('GET', `/v1/transfers/${id}/checklist`),
  ])
  if ('problem' in one) return refused(c, one.problem)
  if (!list.ok) return refused(c, list.problem)
  const shown = list.body.items
  return casePage(
    c,
    one,
    { title: v.t('case.materials'), tab: 'materials' },
    html`<div class="cols"><div>${card(
      v.t('case.materials'),
      html`${shown.length === 0 ? empty(v.t('case.noMaterial')) : listed(v, one, shown)}${pager(v, list.body.next)}`,
    )}${checklist.ok ? checklistCard(v, one, checklist.body.stages) : ''}</div><div>${
      folders.ok ? foldersCard(v, folders.body.items, folders.body.total, folder) : ''
    }</div></div>`,
  )
}

const stateWord: Readonly<Record<Material['state'], WordKey>> = {
  receiving: 'case.material.receiving',
  ready: 'case.material.ready',
  refused: 'case.material.refused',
  registered: 'case.material.registered',
  quarantined: 'case.material.quarantined',
}
const stateLight: Readonly<Record<Material['state'], LightName>> = {
  receiving: 'y',
  ready: 'g',
  refused: 'r',
  registered: 'b',
  quarantined: 'r',
}

/** How a file stands, with its shape. */
export const materialState = (v: View, { state }: Pick<Material, 'state'>): Html =>
  html`<span class="lt ${stateLight[state]}">${drawnLight(stateLight[state])}${v.t(stateWord[state])}</span>`

function listed(v: View, one: Case, list: readonly Material[]): Html {
  return table(
    v.t('case.materials'),
    [
      { words: v.t('case.material.title') },
      { words: v.t('case.material.state') },
      { words: v.t('case.material.kind') },
      { words: v.t('case.material.folder') },
      { words: v.t('case.material.size'), number: true },
    ],
    [
      {
        rows: list.map((m): Shown[] => [
          html`<a href="${at(one, 'materials', m.id)}">${foreign(one.hushed(m.title ?? m.filename), 100)}</a><span class="sub">${
            m.version === undefined ? '' : v.t('case.entryNo', { n: m.version })
          }${m.originalOrCopy === undefined ? '' : html` · ${foreign(m.originalOrCopy)}`}</span>`,
          materialState(v, m),
          html`${m.kind === undefined ? '' : valueName(v.lang, 'materialKind', m.kind)}${
            m.evidence === undefined ? '' : html`<span class="sub">${said(v, m.evidence.criminal)}</span>`
          }`,
          m.folder === undefined ? v.t('case.noFolder') : foreign(m.folder, 60),
          m.size === null ? '—' : bytes(m.size),
        ]),
      },
    ],
  )
}

function foldersCard(v: View, folders: readonly Folder[], total: number, current: string | undefined): Html {
  const link = (folder: string | null, words: Shown, n: number, level: number) =>
    html`<li class="lv${Math.min(level, 4)}"><a href="${withQuery(v.here, { folder, cursor: null })}"${
      (current ?? null) === folder ? html` aria-current="true"` : ''
    }>${words}</a> <span class="muted">${n}</span></li>`
  return card(
    v.t('case.folders'),
    html`<ul class="plain folders">${link(null, v.t('page.all'), total, 0)}${folders
      .filter((f) => f.folder !== null)
      .map((f) => link(f.folder, foreign(f.name ?? f.folder, 60), f.total, f.level))}</ul>`,
  )
}

const rowLight = { present: 'g', gap: 'y', missing: 'o' } as const
const rowWord = { present: 'case.check.present', gap: 'case.check.gap', missing: 'case.check.missing' } as const

/** What each stage that the case has come to asks for. */
function checklistCard(v: View, one: Case, stages: readonly Stage[]): Html {
  const applying = stages.filter(({ applies, required }) => applies && required.length > 0)
  if (applying.length === 0) return html``
  // What was asked for in a notice is called as the notice called it.
  const paper = (row: Words) => foreign(one.hushed(said(v, row)), 120)
  return card(
    v.t('case.checklist'),
    table(
      v.t('case.checklist'),
      [{ words: v.t('case.check.status') }, { words: v.t('case.check.paper') }, { words: v.t('basis.word') }],
      applying.map((stage) => ({
        head: html`${said(v, stage)}<span>${v.t('case.check.rate', { n: stage.collected, of: stage.of })}</span>`,
        rows: stage.required.map((row): Shown[] => [
          html`<span class="lt ${rowLight[row.status]}">${drawnLight(rowLight[row.status])}${v.t(
            row.checked === undefined ? rowWord[row.status] : 'case.check.checked',
          )}</span>${
            row.checked === undefined
              ? ''
              : html`<span class="sub"><a href="${at(one, 'journal', row.checked)}">${v.t('case.entryNo', { n: row.checked })}</a></span>`
          }`,
          html`${row.materials[0] === undefined ? paper(row) : html`<a href="${at(one, 'materials', row.materials[0])}">${paper(row)}</a>`}${
            row.weight === 'usual' ? html` <span class="tag">${v.t('case.check.usual')}</span>` : ''
          }${row.reason === undefined ? '' : html`<span class="sub">${foreign(one.hushed(row.reason), 200)}</span>`}`,
          html`<span class="small">${basisNames(v.lang, row.basis.slice(0, 2))}${row.contested ? v.t('case.contestedMark') : ''}</span>`,
        ]),
      })),
    ),
    { id: 'checklist' },
  )
}

/** `2026-09-28 14:20` of a file, for its page. */
export const takenAt = (v: View, { createdAt }: Material): string => shortMoment(v, createdAt)
