// The part of facts and charges: charges are chosen from the filing thresholds (charge → figures → article), in force today and
// of the case's field first.
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { ConsoleEnv } from '../env.ts'
import { field, quietButton } from '../html/form.ts'
import { foreign } from '../html/pieces.ts'
import type { Json } from '../steps/schema-form.ts'
import { articleWords } from './article.ts'
import { screenedOf } from './known.ts'
import type { Panel, PanelAsked } from './panel.ts'
import { crossed } from './parties.ts'

type C = Context<ConsoleEnv>

interface Threshold {
  readonly charge: { readonly zh: string; readonly en: string }
  readonly article: string
  readonly instrument: string
  readonly told: readonly { readonly depth: number; readonly zh: string; readonly en: string }[]
}

const shownMax = 8

export async function chargesPanel(c: C, { draft, body, look }: PanelAsked): Promise<Partial<Panel>> {
  const v = c.get('view')
  const { t, lang } = v
  const wanted = (look.get('_charge') ?? '').trim()
  const { domain } = draft.draft
  const asked = look.get('_look') !== null || wanted !== ''
  const [answer, screened] = await Promise.all([
    asked
      ? c.get('ask')<{ items: readonly Threshold[] }>('GET', '/v1/thresholds', {
          query: wanted === '' ? { domain: typeof domain === 'string' ? domain : null } : { charge: wanted },
        })
      : undefined,
    screenedOf(c, draft.draft.sourceRecord),
  ])
  const found = answer?.ok
    ? [...new Map(answer.body.items.map((rule) => [rule.charge.zh, rule])).values()].slice(0, shownMax)
    : []
  const there = new Set((Array.isArray(body.charges) ? (body.charges as Json[]) : []).map((one) => one.name))
  const results = found.map(
    (rule) =>
      html`<li><span><b>${foreign(lang === 'zh' ? rule.charge.zh : rule.charge.en)}</b>${t('submit.article', { n: articleWords(rule.article) })}</span><span class="sub">${foreign(
        rule.told
          .slice(0, 3)
          .map((line) => (lang === 'zh' ? line.zh : line.en))
          .join('；'),
        240,
      )}</span><span class="sub">${foreign(rule.instrument)}</span>${
        there.has(rule.charge.zh)
          ? html`<span class="muted">${t('submit.chosen')}</span>`
          : quietButton(
              html`${t('submit.use')}<span class="sr"> ${foreign(rule.charge.zh)}</span>`,
              '_use',
              chargeOf(rule),
            )
      }</li>`,
  )
  return {
    before: screened === undefined ? '' : crossed(v, screened),
    within: html`<fieldset class="known"><legend>${t('submit.thresholds')}</legend>${field(v, {
      ...{
        name: '_charge',
        label: t('submit.charge'),
        hint: t('submit.chargeHint'),
        kind: 'search',
        value: wanted,
        optional: true,
      },
    })}${quietButton(t('submit.look'), '_look')}${
      asked && results.length === 0 ? html`<p class="muted" role="status">${t('submit.noThreshold')}</p>` : ''
    }${results.length === 0 ? '' : html`<ul class="found">${results}</ul>`}<p><a href="/console/reading">${t('menu.reading')}</a></p></fieldset>`,
  }
}

const chargeOf = ({ charge, article }: Threshold): string =>
  JSON.stringify({ name: charge.zh, article: articleWords(article) })

/** A charge that was chosen becomes the next row. */
export function withCharge(given: Json, chosen: string | null): Json {
  if (chosen === null) return given
  try {
    const charge = JSON.parse(chosen) as { name?: unknown } | null
    if (typeof charge?.name !== 'string') return given
    const there = Array.isArray(given.charges) ? (given.charges as { name?: unknown }[]) : []
    return there.some((one) => one.name === charge.name) ? given : { ...given, charges: [...there, charge] }
  } catch {
    return given
  }
}
