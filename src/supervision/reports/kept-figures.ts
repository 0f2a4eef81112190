// The kept indicators as the source of a report's figures.
import type { Pool } from '../../../db/index.ts'
import {
  agencyScope,
  definitionOf,
  figures,
  type IndicatorId,
  indicatorIds,
  type Ratio,
  regionScope,
} from '../indicators/index.ts'
import type { Counted, FigureSource, FiguresAsked, ReportFigure } from './figure-source.ts'
import { domainName } from './names.ts'

const rated = (id: IndicatorId) => definitionOf(id).kind === 'rate'

const counted = (id: IndicatorId, { n, d }: Ratio): Counted => ({ numerator: n, denominator: rated(id) ? d : null })

/** A region is counted under the digits it has; its code has six. */
const keyOf = (by: FiguresAsked['by'], key: string) => (by === 'region' ? key.padEnd(6, '0') : key)

export function keptFigures(room: { readonly pool: Pool }): FigureSource {
  return {
    definitions: () =>
      indicatorIds.map((id) => {
        const { zh, numerator, denominator } = definitionOf(id)
        return { id, zh, numerator: numerator.zh, denominator: rated(id) ? denominator.zh : '' }
      }),
    figures: async ({ from, to, agencyId, region = '100000', label, by, compare }): Promise<ReportFigure[]> => {
      const found = await figures(room, {
        ...{ from, to, dimension: by, compareYear: compare === true },
        scope: agencyId === undefined ? regionScope(region) : agencyScope(agencyId),
        filter: label === undefined ? undefined : `l:${label}`,
      })
      return found.map(({ indicator, key, cases, previous }) => ({
        ...{ indicator, key: keyOf(by, key), name: by === 'domain' ? domainName(key) : keyOf(by, key) },
        ...counted(indicator, cases),
        before: previous === undefined ? null : counted(indicator, previous.cases),
      }))
    },
    queryOf: ({ from, to, agencyId, region, label, by, compare }) => {
      const scope = agencyId === undefined ? `region=${region}` : `agency=${agencyId}`
      const more = [label && `label=${label}`, by && `dimension=${by}`, compare && 'compare=year'].filter(Boolean)
      return `GET /v1/indicators/figures?${[`from=${from}`, `to=${to}`, scope, ...more].join('&')}`
    },
  }
}
