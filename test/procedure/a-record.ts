// A penalty record for tests of judgement: nothing said but what is asked for.
import type { PenaltyRecord } from '../../schemas/index.ts'

export const aRecord = (said: Partial<PenaltyRecord> = {}): PenaltyRecord => ({
  sourceKey: 'A1',
  organ: { name: '某市市场监督管理局' },
  regionCode: '430100',
  domain: 'food',
  decisionNo: null,
  dates: {},
  parties: [{ kind: 'unit', name: '某某食品有限公司', masked: false, identifiers: [] }],
  violationType: null,
  facts: null,
  legalBasis: [],
  kinds: { values: [], raw: null },
  amounts: [],
  quantities: [],
  procedure: null,
  crime: { suspected: null, transferred: null },
  flags: {},
  status: { kind: 'unknown', raw: null },
  unknownKeys: [],
  notes: [],
  ...said,
})

type Amount = PenaltyRecord['amounts'][number]

export const yuan = (kind: Amount['kind'], value: number, more: Partial<Amount> = {}): Amount => ({
  kind,
  raw: `${value}`,
  fen: Math.round(value * 100),
  ...more,
})

export const onDay = (day: string): { raw: string; value: string } => ({ raw: day, value: day })

export const under = (kind: 'summary' | 'quick' | 'ordinary'): PenaltyRecord['procedure'] => ({ kind, raw: kind })
