// What draws found: how much of what was drawn is reviewed, and how often a problem was found, by organ, region and kind.
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { z } from 'zod'
import type { drawFigures } from '../../../schemas/index.ts'
import type { ConsoleDeps, ConsoleEnv, View } from '../env.ts'
import { count } from '../html/format.ts'
import { card, empty, foreign, type Html, type Shown, table } from '../html/pieces.ts'
import { refused } from '../html/refused.ts'
import { page } from '../html/shell.ts'
import { percent } from './figures.ts'
import type { GeoMap } from './geojson.ts'
import { regionNames } from './places.ts'

type Figures = z.output<typeof drawFigures>
type Share = { readonly drawn: number; readonly reviewed: number; readonly found: number }

const rate = (n: number, d: number) => `${percent(d === 0 ? null : n / d)}%`

export async function drawFiguresPage(
  c: Context<ConsoleEnv>,
  deps: ConsoleDeps,
  map: GeoMap | undefined,
): Promise<Response> {
  const v = c.get('view')
  const [found, names] = await Promise.all([
    c.get('ask')<Figures>('GET', '/v1/supervision/draws/figures'),
    regionNames(deps, map),
  ])
  if (!found.ok) return refused(c, found.problem)
  const f = found.body
  const title = v.t('sup.draws.figures')
  return page(
    c,
    { title, current: '/console/draws' },
    html`<p class="crumb"><a href="/console/draws">${v.t('menu.draws')}</a></p><h1>${title}</h1><p class="lead">${v.t('sup.draws.figuresLead', { draws: count(f.draws), drawn: count(f.drawn), reviewed: count(f.reviewed), found: count(f.found), rate: rate(f.found, f.reviewed) })}</p>
${rows(v, v.t('sup.col.organ'), f.byAgency, (row) => foreign(row.name ?? row.key))}${rows(v, v.t('sup.region'), f.byRegion, (row) => names(row.key))}${rows(v, v.t('sup.draw.reviewers'), f.byReviewer, (row) => foreign(row.name ?? row.key))}${card(
  v.t('sup.draw.kinds'),
  f.byKind.length === 0
    ? empty(v.t('sup.draw.nobody'))
    : table(
        v.t('sup.draw.kinds'),
        [{ words: v.t('sup.draw.kinds') }, { words: v.t('sup.draws.found'), number: true }],
        [{ rows: f.byKind.map((row) => [v.t(`sup.kind.${row.kind}`), count(row.found)]) }],
        { stack: false },
      ),
)}`,
  )
}

const rows = <Row extends Share>(v: View, title: string, list: readonly Row[], name: (row: Row) => Shown): Html =>
  card(
    title,
    list.length === 0
      ? empty(v.t('sup.draw.nobody'))
      : table(
          title,
          [
            { words: title },
            { words: v.t('sup.draws.drawn'), number: true },
            { words: v.t('sup.draws.reviewed'), number: true },
            { words: v.t('sup.draws.found'), number: true },
            { words: v.t('sup.draws.rate'), number: true },
          ],
          [
            {
              rows: list.map((row) => [
                name(row),
                ...[row.drawn, row.reviewed, row.found].map(count),
                rate(row.found, row.reviewed),
              ]),
            },
          ],
        ),
  )
