// `GET /v1/thresholds`: the filing thresholds for people who look one up. Public law and pure data: the same for everybody who
// may ask at all, and nobody's.
import { Hono } from 'hono'
import { thresholdsQuery } from '../../schemas/index.ts'
import { Refusal } from '../kernel/index.ts'
import { facts, factsNamed, offByDefault, type Rule, rules, toldOf } from '../screening/index.ts'
import type { DoorEnv } from './context.ts'
import { problem } from './problem.ts'
import { queryAt } from './query-at.ts'

const shown = (rule: Rule) => ({
  ...{ id: rule.id, charge: rule.charge, article: rule.article, policeCategory: rule.policeCategory },
  ...{ instrument: rule.instrument, from: rule.from, to: rule.to ?? null },
  ...{ confidence: rule.confidence, read: rule.read, screened: !offByDefault(rule), domains: rule.domains },
  ...{ expression: rule.expression, told: toldOf(rule) },
  facts: factsNamed(rule).map((name) => {
    const { zh, en, unit, from } = facts[name]
    return { fact: name, zh, en, unit, from }
  }),
  ...{ adds: rule.adds ?? null, near: rule.near ?? null, note: rule.note ?? null },
})

/** `153(2)` after `142-1` after `142`. */
const byArticle = (a: Rule, b: Rule) =>
  Number.parseInt(a.article, 10) - Number.parseInt(b.article, 10) ||
  a.article.localeCompare(b.article, 'en') ||
  a.id.localeCompare(b.id, 'en') ||
  a.from.localeCompare(b.from, 'en')

/** Mount at `/v1/thresholds`, behind authentication. */
export function thresholdsDoor(): Hono<DoorEnv> {
  const door = new Hono<DoorEnv>()
  const all = [...rules].sort(byArticle).map(shown)
  door.get('/', (c) => {
    const query = queryAt(c, thresholdsQuery)
    if (query instanceof Refusal) return problem(c, query)
    const { domain, charge, on } = query
    const items = all.filter(
      (rule) =>
        (domain === undefined || rule.domains.includes(domain)) &&
        (charge === undefined ||
          rule.charge.zh.includes(charge) ||
          rule.charge.en.toLowerCase().includes(charge.toLowerCase())) &&
        (on === undefined || (rule.from <= on && (rule.to === null || on < rule.to))),
    )
    return c.json({ items })
  })
  return door
}
