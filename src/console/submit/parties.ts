// The parties' part: persons and units that the organ knows fill in, and what is known of them stands beside: earlier cases,
// and a threshold that the penalty record crosses, with its article.
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { ConsoleEnv, View } from '../env.ts'
import { field, quietButton } from '../html/form.ts'
import { card, foreign, type Html } from '../html/pieces.ts'
import type { Json } from '../steps/schema-form.ts'
import { articleWords } from './article.ts'
import { type Earlier, earlierOf, type Party, partiesFound, type Screened, screenedOf } from './known.ts'
import type { Panel, PanelAsked } from './panel.ts'

type C = Context<ConsoleEnv>

/** Of so many parties the earlier cases are looked up at once. */
const lookedUpMax = 2

export async function partiesPanel(c: C, { draft, body, look }: PanelAsked): Promise<Partial<Panel>> {
  const v = c.get('view')
  const wanted = (look.get('_who') ?? '').trim()
  const named = (Array.isArray(body.suspects) ? (body.suspects as Json[]) : [])
    .map((s) => String(s.uscc ?? s.name ?? '').trim())
    .filter((name) => [...name].length >= 2)
    .slice(0, lookedUpMax)
  const [found, screened, ...before] = await Promise.all([
    wanted === '' ? [] : partiesFound(c, wanted),
    screenedOf(c, draft.draft.sourceRecord),
    ...named.map((name) => earlierOf(c, name, draft.draft.sourceRecord)),
  ])
  return {
    before: html`${screened === undefined ? '' : crossed(v, screened)}${earlier(v, before.flat())}`,
    within: search(v, wanted, found),
  }
}

function search(v: View, wanted: string, found: readonly Party[]): Html {
  const { t } = v
  const results = found.map(
    (p) =>
      html`<li><span>${foreign(p.name)}${p.code === undefined ? '' : html` <span class="muted">${foreign(p.code)}</span>`}</span><span class="sub">${t(
        p.from === 'case' ? 'submit.fromCase' : 'submit.fromPenalty',
        { name: p.title },
      )}</span>${quietButton(html`${t('submit.use')}<span class="sr"> ${foreign(p.name)}</span>`, '_use', JSON.stringify(p.fills))}</li>`,
  )
  const none =
    wanted !== '' && found.length === 0 ? html`<p class="muted" role="status">${t('submit.noneKnown')}</p>` : ''
  return html`<fieldset class="known"><legend>${t('submit.knownParties')}</legend>${field(v, {
    ...{
      name: '_who',
      label: t('submit.who'),
      hint: t('submit.whoHint'),
      kind: 'search',
      value: wanted,
      optional: true,
    },
  })}${quietButton(t('submit.look'), '_look')}${none}${results.length === 0 ? '' : html`<ul class="found">${results}</ul>`}</fieldset>`
}

function earlier(v: View, found: readonly Earlier[]): Html {
  const seen = new Map(found.map((one) => [one.href, one]))
  if (seen.size === 0) return html``
  return card(
    v.t('submit.earlier'),
    html`<ul class="rows">${[...seen.values()].slice(0, 10).map(({ href, title }) => html`<li><a href="${href}">${foreign(title)}</a></li>`)}</ul>`,
  )
}

/** 已达追诉标准: what the screening found in the record that the case grew from. */
export function crossed(v: View, { hits, earlierPenalties, id }: Screened): Html {
  const { t, lang } = v
  const more = earlierPenalties > 0 ? html`<p>${t('submit.earlierPenalties', { n: earlierPenalties })}</p>` : ''
  if (hits.length === 0) return more === '' ? html`` : html`<div class="note">${more}</div>`
  return html`<div class="note"><h2>${t('submit.crossed')}</h2><ul>${hits.map(
    (hit) =>
      html`<li><b>${foreign(lang === 'zh' ? hit.charge.zh : hit.charge.en)}</b>${t('submit.article', { n: articleWords(hit.article) })} <span class="muted">${foreign(hit.instrument)}</span>${
        hit.near ? t('submit.near') : ''
      }</li>`,
  )}</ul>${more}<p><a href="/console/penalties/${id}">${t('submit.toPenalty')}</a></p></div>`
}

/** A party that was found and is taken over becomes the next row. */
export function withParty(given: Json, chosen: string | null): Json {
  if (chosen === null) return given
  try {
    const party = JSON.parse(chosen) as unknown
    if (typeof party !== 'object' || party === null) return given
    const there = Array.isArray(given.suspects) ? (given.suspects as unknown[]) : []
    return { ...given, suspects: [...there, party] }
  } catch {
    return given
  }
}
