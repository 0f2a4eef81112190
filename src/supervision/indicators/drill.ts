// From a figure to its cases: the facts behind it, a page at a time, with what the reader may know of each.
import { type Pool, run } from '../../../db/index.ts'
import { everywhere } from './cells.ts'
import type { IndicatorId } from './definitions.ts'
import type { Source } from './facts.ts'
import { monthNumber, monthText } from './figures.ts'

export type Which = 'all' | 'numerator' | 'rest'

export interface DrillAsked {
  readonly indicator: IndicatorId
  readonly from: string
  readonly to: string
  readonly scope: string
  /** In the numerator, or only in the denominator. */
  readonly which: Which
  /** As of figures. */
  readonly filter?: string | undefined
  readonly after: string | null
  readonly limit: number
}

export interface Behind {
  readonly source: Source
  readonly id: string
  readonly instance: string
  readonly month: string
  readonly n: number
  readonly d: number
  readonly persons: { readonly n: number; readonly d: number }
  readonly agencyIds: readonly string[]
  readonly regionCode: string
  readonly domain: string
  readonly charge: string
  readonly kind: string
}

interface Row {
  readonly source: Source
  readonly subject: string
  readonly instance: string
  readonly month: number
  readonly n: number
  readonly d: number
  readonly pn: number
  readonly pd: number
  readonly agency_ids: string[]
  readonly region_code: string
  readonly domain: string
  readonly charge: string
  readonly kind: string
}

const columns =
  'f.source, f.subject, f.instance, f.month, f.n, f.d, f.pn, f.pd, f.agency_ids, f.region_code, f.domain, f.charge, f.kind'
const dimOf: Readonly<Record<string, string>> = { d: 'f.domain', c: 'f.charge', v: 'f.level', k: 'f.kind' }

/** Regions lie beside each other in the index; an organ's cases are found by the organ. */
function statement(ofAgency: boolean, dim: string | undefined, which: Which) {
  const filter =
    dim === undefined
      ? ''
      : dim === 'l'
        ? 'and exists (select from indicator_label l where l.subject = f.subject and l.label_id::text = $6)'
        : `and ${dimOf[dim]} = $6`
  const side = { all: '', numerator: 'and f.n > 0', rest: 'and f.n < f.d' }[which]
  return {
    name: `indicators_behind_${ofAgency ? 'agency' : 'region'}_${dim ?? 'all'}_${which}`,
    text: `select ${columns} from indicator_fact f
where f.indicator = $1 and f.month between $2 and $3 ${ofAgency ? 'and f.agency_ids @> array[$4::uuid]' : `and f.region_code >= $4 and f.region_code < $4 || 'z'`}
  and ($5::text is null or (f.region_code, f.month, f.subject, f.instance) > ($5, $7::int, $8::uuid, $9)) and ($6::text is null or true) ${filter} ${side}
order by f.region_code, f.month, f.subject, f.instance limit $10`,
  }
}

/** By region, then by month. Null where the cursor is none of ours. */
export async function casesBehind(
  pool: Pool,
  asked: DrillAsked,
): Promise<{ items: Behind[]; next: string | null } | null> {
  const after = asked.after === null ? null : cursorOf(asked.after)
  if (asked.after !== null && after === null) return null
  const ofAgency = asked.scope.startsWith('a:')
  const place = ofAgency ? asked.scope.slice(2) : asked.scope === everywhere ? '' : asked.scope
  const dim = asked.filter?.slice(0, 1)
  const rows = await run<Row & Record<string, unknown>>(pool, statement(ofAgency, dim, asked.which), [
    ...[asked.indicator, monthNumber(asked.from), monthNumber(asked.to), place],
    ...[after?.region ?? null, asked.filter?.slice(2) ?? null, after?.month ?? null, after?.subject ?? null],
    ...[after?.instance ?? null, asked.limit + 1],
  ])
  const page = rows.slice(0, asked.limit)
  const last = page.at(-1)
  return {
    items: page.map((r) => ({
      ...{ source: r.source, id: r.subject, instance: r.instance, month: monthText(r.month), n: r.n, d: r.d },
      ...{ persons: { n: r.pn, d: r.pd }, agencyIds: r.agency_ids, regionCode: r.region_code, domain: r.domain },
      ...{ charge: r.charge, kind: r.kind },
    })),
    next: rows.length > asked.limit && last !== undefined ? cursorText(last) : null,
  }
}

const cursorText = (r: Row): string =>
  Buffer.from(JSON.stringify([r.region_code, r.month, r.subject, r.instance])).toString('base64url')

function cursorOf(text: string) {
  if (!/^[A-Za-z0-9_-]{1,800}$/.test(text)) return null
  try {
    const said: unknown = JSON.parse(Buffer.from(text, 'base64url').toString())
    if (!Array.isArray(said) || said.length !== 4) return null
    const [region, month, subject, instance] = said as unknown[]
    if (typeof region !== 'string' || typeof instance !== 'string' || typeof subject !== 'string') return null
    if (!Number.isSafeInteger(month) || Number(month) > 999_912) return null
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(subject)) return null
    return { region, month: Number(month), subject, instance }
  } catch {
    return null
  }
}
