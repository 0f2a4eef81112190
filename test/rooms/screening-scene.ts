// Screening for tests: a store of penalty cases, brought in through the door of the room, and a follower that is called.
import {
  followScreening,
  ingest,
  marksKeyOf,
  openPenalties,
  type Penalties,
  type ScreeningRoom,
  screeningOf,
} from '../../src/penalties/index.ts'
import { inventedUscc } from '../bench/codes.ts'
import type { TestDatabase } from '../database.ts'
import { organ, unit } from './penalties-scene.ts'

export const today = '2026-11-20'

export interface ScreeningScene {
  readonly penalties: Penalties
  readonly room: ScreeningRoom
  /** Brings records of the new 双公示 set, or mapped ones, and gives their ids. */
  bring(records: readonly Record<string, unknown>[], origin?: string): Promise<string[]>
  /** Works off all that waits. */
  follow(): Promise<number>
  kept(id: string): Promise<Awaited<ReturnType<typeof screeningOf>>[number] | undefined>
}

export function screeningScene(db: TestDatabase, more: Partial<ScreeningRoom> = {}): ScreeningScene {
  const now = () => Date.parse(`${today}T04:00:00Z`)
  const directory = { byId: new Map([[organ.id, organ]]), byCode: new Map([[organ.code, organ]]) }
  const penalties = openPenalties({ pool: db.pool, organs: () => directory, now })
  const room: ScreeningRoom = { pool: db.pool, now, marksKey: marksKeyOf(Buffer.alloc(32, 7)), ...more }
  return {
    penalties,
    room,
    bring: async (records, origin = 'import:test') =>
      (
        await ingest(
          penalties,
          { id: origin, agencyId: organ.id },
          undefined,
          records.map((raw) => ({ raw })),
        )
      ).map((r) => {
        if (r.id === undefined || r.outcome === 'quarantined') throw new Error(JSON.stringify(r))
        return r.id
      }),
    follow: async () =>
      (await followScreening(room, {
        failed: (_, error) => {
          throw error
        },
      })) ?? -1,
    kept: async (id) => (await screeningOf(db.pool, [id]))[0],
  }
}

export const by = (name: string) => ({ name, code: organ.code })
/** A record of an organ of a field, with what else it says. */
export const of = (no: number, organName: string, more: Record<string, unknown> = {}) => unit(no, more, by(organName))

/** A record as agencies publish them, with the field and figures in columns of their own. */
export const published = (no: number, organName: string, domain: string, more: Record<string, unknown> = {}) => ({
  ...{ record_id: `P${no}`, agency: organName, region_code: '450502', domain, decision_no: `海罚〔2026〕${no}号` },
  ...{ decision_no_raw: null, decision_date: '2026-06-01', party_kind: 'unit', party_name: `第${no}贸易有限公司` },
  ...{ uscc: inventedUscc(no, '450502', '91'), violation_type: '其他', facts: `第${no}案。`, legal_basis: [] },
  ...{ penalty_kinds: ['罚款'], fine_cny: 1_000, procedure: null, ...more },
})
