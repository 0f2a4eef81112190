// What src/supervision/coverage keeps: the roster of organs that should be connected, and what was last found of each.
import { sql } from 'drizzle-orm'
import { boolean, check, date, index, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'

const at = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' })

export const rosterOrgan = pgTable(
  'roster_organ',
  {
    /** Unified social credit code, by which a registered organ is recognised. */
    code: text('code').primaryKey(),
    name: text('name').notNull(),
    kind: text('kind').notNull(),
    regionCode: text('region_code').notNull(),
    level: text('level').notNull(),
    domain: text('domain'),
    dueSince: date('due_since', { mode: 'string' }),
    note: text('note'),
    enteredAt: at('entered_at').notNull(),
    changedAt: at('changed_at').notNull(),
    /** Not on the roster any more; kept, for a report of before counted it. */
    removedAt: at('removed_at'),
    // What was found when it was last looked at.
    agencyId: uuid('agency_id'),
    connected: boolean('connected').notNull().default(false),
    lastPenaltyAt: at('last_penalty_at'),
    lastTransferAt: at('last_transfer_at'),
    lastZeroAt: at('last_zero_at'),
    lookedAt: at('looked_at'),
  },
  (t) => [
    index('roster_organ_region_idx').on(t.regionCode, t.code).where(sql`removed_at is null`),
    check(
      'roster_organ_kind_known',
      sql`${t.kind} in ('administrative','public_security','procuratorate','supervisory_commission','justice_bureau','government','court','service_platform')`,
    ),
    check('roster_organ_level_known', sql`${t.level} in ('national','provincial','prefecture','county','township')`),
  ],
)
