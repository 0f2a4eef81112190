// The materials' part: the upload, the list of what the draft names already, and what the checklist of the case still misses,
// each with its article. Complete without a script: then the files go with a plain form.
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { ConsoleEnv, View } from '../env.ts'
import { field, idOf } from '../html/form.ts'
import { card, foreign, type Html, hidden, table } from '../html/pieces.ts'
import type { Errors, Json, Values } from '../steps/schema-form.ts'
import { basisNames } from '../words/basis.ts'
import type { Checked, Checklist } from './draft.ts'
import { kindOptions, materialsIn, newRow } from './material-rows.ts'
import type { Panel, PanelAsked } from './panel.ts'

type C = Context<ConsoleEnv>

/** The rows' words over what the draft holds: other officers' uploads stay, whatever this page knew of them. */
function given(typed: Json, body: Json, values: Values, removed: string | null): Json {
  const text = (id: string, name: string) => values.get(`materials.${id}.${name}`)?.[0]
  const materials = materialsIn(body)
    .filter(({ id }) => id !== removed)
    .map((m) => {
      const { documentNo: former, ...rest } = m
      const number = text(m.id, 'documentNo') ?? former
      const kind = text(m.id, 'kind') ?? m.kind
      const title = text(m.id, 'title') ?? m.title
      return {
        ...rest,
        ...(kind !== undefined && { kind }),
        ...(title !== undefined && { title: title.trim() }),
        ...(number !== undefined && number.trim() !== '' && { documentNo: number.trim() }),
      }
    })
  return { ...typed, materials }
}

async function panel(c: C, { draft, body, errors }: PanelAsked): Promise<Partial<Panel>> {
  const v = c.get('view')
  const answer = await c.get('ask')<Checked>('POST', `/v1/drafts/${draft.id}/check`)
  const checklist = answer.ok ? answer.body.checklist : undefined
  const materials = materialsIn(draft.draft)
  const at = byIndex(errors)
  return {
    before: html`${uploadForm(v, draft.id)}`,
    within: html`<h2 id="list">${v.t('submit.list')}</h2><p class="hint">${v.t('submit.listHint')}</p><ol class="mats" data-list>${materials.map(
      (m, i) => newRow(v, i, m, at(m.id, i)),
    )}</ol>${materials.length === 0 ? html`<p class="muted" data-none>${v.t('submit.noMaterials')}</p>` : ''}`,
    after: checklist === undefined ? '' : html`${checklistCard(v, checklist)}`,
    ...(body.materials === undefined && {}),
  }
}

/** A pointer names a material by its place, its row by its id. */
const byIndex = (errors: Errors) => (id: string, i: number) =>
  new Map([...errors].map(([name, words]) => [name.replace(`materials.${i}.`, `materials.${id}.`), words]))

export const materialsPart = { given, panel }

/** Words of the upload's rows for the script, in the page's language. */
function scriptWords({ t }: View): string {
  const keys = [
    'waiting',
    'sending',
    'lost',
    'paused',
    'digest',
    'done',
    'failed',
    'signedOut',
    'pause',
    'resume',
    'remove',
    'removed',
    'half',
  ] as const
  return JSON.stringify(Object.fromEntries(keys.map((key) => [key, t(`submit.up.${key}`)])))
}

/** `draft`: where the files go; none: they wait for a step of a case. */
export function uploadForm(v: View, draft: string | null): Html {
  const { t, session } = v
  const query = `_csrf=${encodeURIComponent(session?.csrf ?? '')}${draft === null ? '' : `&draft=${draft}`}`
  const owner = `${session?.me.officerId ?? ''} ${draft ?? ''}`
  return card(
    t('submit.upload'),
    html`<form class="upload" method="post" enctype="multipart/form-data" action="/console/uploads/plain?${query}" data-upload data-csrf="${session?.csrf ?? ''}" data-draft="${draft ?? ''}" data-owner="${owner}" data-words="${scriptWords(v)}">${
      draft === null
        ? ''
        : field(v, {
            name: 'kind',
            label: t('submit.uploadKind'),
            hint: t('submit.uploadKindHint'),
            kind: 'select',
            value: 'M5',
            options: kindOptions(v),
          })
    }<div class="fg pickfile"><input type="file" id="${idOf('file')}" name="file" multiple><label class="btn quiet" for="${idOf('file')}">${t('submit.choose')}</label><p class="hint">${t('submit.chooseHint')}</p></div>
<p data-plain><button class="btn quiet">${t('submit.sendFiles')}</button></p><ul class="ups" data-rows></ul><p class="sr" aria-live="polite" data-live></p></form>`,
  )
}

const states = { present: 'submit.there', gap: 'submit.gap', missing: 'submit.missing' } as const

/** What the checklist asks for, mandatory first; what is missing says so under its article. */
export function checklistCard(v: View, { required, collected, of }: Checklist): Html {
  const { t, lang } = v
  const rows = [...required]
    .sort((a, b) => Number(a.weight === 'usual') - Number(b.weight === 'usual'))
    .map((row) => {
      const mark =
        row.status === 'missing' && row.weight === 'mandatory'
          ? 'wanting'
          : row.status === 'present'
            ? 'filled'
            : 'muted'
      return [
        html`<span class="${mark}">${t(states[row.status])}</span>`,
        html`${lang === 'zh' ? row.zh : row.en}${row.weight === 'usual' ? html` <span class="muted">${t('submit.usual')}</span>` : ''}${
          row.reason === undefined ? '' : html`<span class="sub">${foreign(row.reason, 200)}</span>`
        }`,
        html`<span class="small">${basisNames(lang, row.basis)}</span>`,
      ]
    })
  return card(
    t('submit.checklist', { n: collected, of }),
    table(
      t('submit.checklist', { n: collected, of }),
      [{ words: t('submit.state') }, { words: t('submit.paper') }, { words: t('basis.word') }],
      [{ rows }],
    ),
    { id: 'checklist' },
  )
}

/** For forms that only carry files along. */
export const carried = (ids: readonly string[]): Html => html`${ids.map((id) => hidden('materials', id))}`
