// Fills a store for the indicators bench by one statement a table: organs in every province, penalty cases with what
// screening made of them, and transfers whose events are copies of lives that the law granted.
import type { Pool } from '../../db/index.ts'
import { type Directory, directoryOf } from '../../src/agencies/index.ts'
import { uuidv7 } from '../../src/kernel/index.ts'
import { inventedUscc } from './codes.ts'
import { lifeIn, placeholders, plotCount } from './indicator-lives.ts'

const provinces = [
  11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54,
]
  .concat([61, 62, 63, 64, 65])
  .map(String)
const counties = provinces.flatMap((p) => ['0102', '0103', '0221', '0222'].map((rest) => p + rest))
const kinds = ['administrative', 'public_security', 'procuratorate'] as const
const domains = ['market', 'food', 'drug', 'environment', 'tax', 'customs', 'ip', 'culture', 'transport', 'agriculture']
const charges = [
  '虚假广告罪',
  '非法经营罪',
  '污染环境罪',
  '假冒注册商标罪',
  '生产、销售伪劣产品罪',
  '逃税罪',
  '走私罪',
  '合同诈骗罪',
]
/** The first whole month under the rules that the gateway knows, and the last. */
export const months = Array.from(
  { length: 34 },
  (_, i) => `${2024 + Math.floor((i + 1) / 12)}-${String(((i + 1) % 12) + 1).padStart(2, '0')}`,
)

/** Organs, and nothing else; the directory that they make. */
export async function enrolled(owner: Pool): Promise<Directory> {
  const agencies = counties.flatMap((regionCode, c) =>
    kinds.map((kind, k) => ({
      ...{ id: uuidv7(), code: inventedUscc(10_000 + c * 10 + k, regionCode), name: `机关${c}-${k}`, kind, regionCode },
      ...{ level: 'county' as const, domains: [], specialty: null, supervisedById: null, requiresSignature: false },
    })),
  )
  await owner.query(
    `insert into agency (id, code, name, kind, region_code, level) select id, code, name, kind, "regionCode", level
     from json_to_recordset($1::json) as x(id uuid, code text, name text, kind text, "regionCode" text, level text)`,
    [JSON.stringify(agencies)],
  )
  const byPlace = counties.map((_, c) => kinds.map((_, k) => agencies[c * 3 + k]?.id as string))
  await owner.query(
    'create table bench_place (no int primary key, region text, sender uuid, police uuid, supervisor uuid)',
  )
  await owner.query(
    'insert into bench_place select * from unnest($1::int[], $2::text[], $3::uuid[], $4::uuid[], $5::uuid[])',
    [counties.map((_, i) => i), counties, ...[0, 1, 2].map((k) => byPlace.map((p) => p[k]))],
  )
  return directoryOf(agencies, [])
}

export async function lives(owner: Pool): Promise<void> {
  await owner.query(
    'create table bench_life (month int, plot int, version int, step text, part text, at timestamptz, body text)',
  )
  const rows = months.flatMap((month, m) =>
    Array.from({ length: plotCount }, (_, plot) =>
      lifeIn(month, plot).map((e) => ({
        ...{ month: m, plot, version: e.version, step: e.step, part: e.by.part, at: e.at, body: JSON.stringify(e) },
      })),
    ).flat(),
  )
  await owner.query(
    `insert into bench_life select * from json_to_recordset($1::json) as x(month int, plot int, version int, step text, part text, at timestamptz, body text)`,
    [JSON.stringify(rows)],
  )
}

const id = (kind: string) => `('01900000-0000-7000-${kind}-' || lpad(to_hex(i), 12, '0'))::uuid`
const oneOf = (list: readonly string[], by: string) =>
  `(array[${list.map((w) => `'${w}'`).join(',')}])[1 + ${by} % ${list.length}]`

/** Transfers from a number on; a few seconds for ten thousand. */
export async function transfers(owner: Pool, from: number, to: number): Promise<void> {
  const made = `select i, ${id('8000')} as id, (i / ${plotCount}) % ${months.length} as month, i % ${plotCount} as plot, p.*,
    ${oneOf(domains, 'p.no')} as domain, ${oneOf(charges, '(p.no + i / 11 % 3)')} as charge
    from generate_series($1::int, $2::int) as i join bench_place p on p.no = (i::bigint * 7919) % ${counties.length}`
  await owner.query(
    `insert into transfer (id, version, sender_id, document_no, document_key, domain, region_code, case_name, status, state, created_at, updated_at)
     select m.id, (select max(version) from bench_life l where l.month = m.month and l.plot = m.plot), sender, 'B' || i, 'B' || i, domain, region,
       '案件' || i, 'transferred', '{}', now(), now() from (${made}) m`,
    [from, to],
  )
  await owner.query({
    text: `insert into event (transfer_id, version, step, agency_id, client_id, at, body)
     select m.id, l.version, l.step, m.sender, 'bench', l.at,
       replace(replace(replace(replace(replace(replace(regexp_replace(l.body, '"domain":"[a-z_]+"', '"domain":"' || m.domain || '"', 'g'),
         '${placeholders.transfer}', m.id::text), '${placeholders.sender}', m.sender::text), '${placeholders.police}', m.police::text),
         '${placeholders.supervisor}', m.supervisor::text), '${placeholders.region}', m.region), '${placeholders.charge}', m.charge)
     from (${made}) m join bench_life l on l.month = m.month and l.plot = m.plot`,
    values: [from, to],
  })
}

/** Penalty cases with results: three in a hundred are hits, a third of those were transferred. */
export async function penalties(owner: Pool, from: number, to: number): Promise<void> {
  await owner.query(
    `insert into penalty_case (id, origin, key, version, state, digest, source_day, agency_id, region_code, domain, decided_on, transferred, created_at, updated_at)
     select ${id('9000')}, 'import:bench', 'k:' || i, 1, 'live', '\\x00', date '2024-02-01' + i % 1030, p.sender, p.region, ${oneOf(domains, 'p.no')},
       date '2024-02-01' + i % 1030, i % 100 = 1, now(), now()
     from generate_series($1::int, $2::int) as i join bench_place p on p.no = (i::bigint * 7919) % ${counties.length}`,
    [from, to],
  )
  await owner.query(
    `insert into screening (case_id, version, rule_set, at, verdict, flags, transferred)
     select ${id('9000')}, 1, 'bench', now(), case when i % 100 < 3 then 'hit' when i % 100 < 40 then 'unknown' else 'none' end, 0, i % 100 = 1
     from generate_series($1::int, $2::int) as i`,
    [from, to],
  )
}
