// Operations that are looked at and never acted by: counts of periods, the filing thresholds. Part of the one list in
// operations.ts.
import { clockFigures, thresholdList } from '../../schemas/index.ts'
import type { Operation } from './operations.ts'

export const lookedUpOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/clocks/figures',
    id: 'clockFigures',
    tag: 'Clocks',
    summary: '期限分布 · how many periods run in the caller’s cases, by sending organ, by period and by urgency',
    description:
      'What is sealed from the caller is not counted. An answer is kept for half a minute, and up to two while it is counted anew; `asOf` says of which moment it is.',
    ok: { status: 200, description: 'the counts', schema: clockFigures },
    refusals: [401],
  },
  {
    method: 'get',
    path: '/v1/thresholds',
    id: 'listThresholds',
    tag: 'Screening',
    summary:
      '追诉标准 · the filing thresholds: charge, figures in words and as CEL, article, instrument, days, confidence',
    description:
      'By article of the Criminal Law. Public law as the screening obeys it: a hit means suspected, and never more.',
    query: [
      { name: 'domain', description: 'of this field of enforcement' },
      { name: 'charge', description: 'part of the name of the charge' },
      { name: 'on', description: 'in force on this local day, yyyy-mm-dd' },
    ],
    ok: { status: 200, description: 'all that fit', schema: thresholdList },
    refusals: [400, 401],
  },
]
