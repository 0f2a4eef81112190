// Unused materials, three a submission, written by one statement before the clock starts. Ids and digests follow from the
// submission's number, so that the process that writes the letters need not be told them.
import { createHash } from 'node:crypto'
import type { Pool } from '../../db/index.ts'
import type { Sender } from './registry.ts'

export const materialsEach = 3
/** The ids sort by number, as those of files that arrived one after the other do (UUIDv7). */
const firstMs = 1_780_000_000_000

export interface Material {
  readonly id: string
  readonly sha256: string
}

/** Material `k` of submission `n`. */
export function materialOf(n: number, k: number): Material {
  const time = (firstMs + n).toString(16).padStart(12, '0')
  const rest = createHash('md5').update(`${n}/${k}`).digest('hex').slice(0, 15)
  return {
    id: `${time.slice(0, 8)}-${time.slice(8)}-700${k}-8${rest.slice(0, 3)}-${rest.slice(3)}`,
    sha256: createHash('sha256').update(`${n}/${k}`).digest('hex'),
  }
}

/** Writes the materials of submissions `from` to `from + count - 1`; submission n is of sender n modulo their number. */
export async function supply(owner: Pool, senders: readonly Sender[], from: number, count: number): Promise<void> {
  await owner.query(
    `insert into material (id, agency_id, client_id, state, filename, declared_type, media_type, size, sha256, sm3, created_at, completed_at, expires_at)
     select (lpad(to_hex($1::bigint + n), 12, '0') || '700' || k || '8' || substr(md5(n || '/' || k), 1, 15))::uuid,
       s.agency_id, s.client_id, 'ready', (array['移送书.pdf', '调查报告.pdf', '涉案物品清单.pdf'])[k + 1], 'application/pdf',
       'application/pdf', 200000 + n % 100000, encode(sha256((n || '/' || k)::bytea), 'hex'),
       encode(sha256((k || '/' || n)::bytea), 'hex'), now(), now(), now() + interval '1 day'
     from generate_series($2::int, $3::int) n cross join generate_series(0, ${materialsEach - 1}) k
     join unnest($4::uuid[], $5::text[]) with ordinality s(agency_id, client_id, no) on s.no = n % $6::int + 1
     order by n, k`,
    [firstMs, from, from + count - 1, senders.map((s) => s.agencyId), senders.map((s) => s.clientId), senders.length],
  )
}
