// The holiday notices that an operator loads: the State Council's of a year that this release does not know or knows
// wrongly, and those of regions with holidays of their own. None is ever changed or removed; a correction is loaded again.
import { type Pool, run } from '../../db/index.ts'
import { calendarsFrom, wholeCountry } from '../procedure/index.ts'
import { checkedNotice, type HolidayNotice } from './notice-form.ts'
import { changing, type Registering } from './registration.ts'

export interface LoadedHolidayNotice extends HolidayNotice {
  /** Rises with every load; of a region and year the highest counts. */
  readonly no: number
  readonly loadedAt: Date
}

const columns = `no::int, region_code as "regionCode", year, rest, worked, source, loaded_at as "loadedAt"`

/** Loads a notice; from now on it counts for its region and year in place of any before. */
export function loadNotice(pool: Registering, notice: HolidayNotice): Promise<LoadedHolidayNotice> {
  return changing(pool, async (connection) => {
    const before = await connection.query<LoadedHolidayNotice>(`select ${columns} from holiday_notice order by no`)
    const sound = checkedNotice(notice, calendarsFrom(before.rows)(wholeCountry))
    const text = `insert into holiday_notice (region_code, year, rest, worked, source) values ($1, $2, $3, $4, $5) returning ${columns}`
    const values = [
      sound.regionCode,
      sound.year,
      JSON.stringify(sound.rest),
      JSON.stringify(sound.worked),
      sound.source,
    ]
    const [loaded] = (await connection.query<LoadedHolidayNotice>(text, values)).rows
    if (!loaded) throw new Error('an insert returned no row')
    return loaded
  })
}

/** Every notice that was ever loaded, as loaded, the oldest first; the last of a region and year is the one that counts. */
export function listNotices(pool: Pool): Promise<LoadedHolidayNotice[]> {
  return run(pool, `select ${columns} from holiday_notice order by no`)
}
