// The roster of organs that should be connected (应接入单位名册): rows of a file, each checked and named by its line where it
// cannot be one; what a later file leaves out stays, unless the file is the whole roster.
import { type Pool, run, type Statement } from '../../../db/index.ts'
import { levelOfRegion, regionFault, usccFault } from '../../../schemas/index.ts'
import { agencyKinds, agencyLevels } from '../../agencies/index.ts'
import { rfc3339 } from '../../kernel/index.ts'

export interface RosterEntry {
  readonly code: string
  readonly name: string
  readonly kind: string
  readonly regionCode: string
  readonly level: string
  readonly domain: string | null
  readonly dueSince: string | null
  readonly note: string | null
}

export interface RosterFault {
  readonly line: number
  readonly field: string
  readonly detail: string
}

/** Heading of a column, in Chinese or as the field is called. */
const columns: Readonly<Record<keyof RosterEntry, readonly string[]>> = {
  code: ['统一社会信用代码', '信用代码', '代码', 'code'],
  name: ['机关名称', '单位名称', '名称', 'name'],
  kind: ['机关类别', '类别', 'kind'],
  regionCode: ['行政区划代码', '行政区划', 'regionCode', 'region_code'],
  level: ['层级', 'level'],
  domain: ['执法领域', '领域', 'domain'],
  dueSince: ['应接入日期', '应接入时间', 'dueSince', 'due_since'],
  note: ['备注', 'note'],
}

const kindWords: Readonly<Record<string, string>> = {
  行政执法机关: 'administrative',
  行政机关: 'administrative',
  公安机关: 'public_security',
  检察机关: 'procuratorate',
  检察院: 'procuratorate',
  监察机关: 'supervisory_commission',
  司法行政机关: 'justice_bureau',
  人民政府: 'government',
  审判机关: 'court',
  法院: 'court',
  政务服务平台: 'service_platform',
}
const levelWords: Readonly<Record<string, string>> = {
  国家级: 'national',
  中央: 'national',
  省级: 'provincial',
  省: 'provincial',
  市级: 'prefecture',
  市: 'prefecture',
  地市级: 'prefecture',
  县级: 'county',
  县: 'county',
  区级: 'county',
  区: 'county',
  乡镇级: 'township',
  乡镇: 'township',
}

const text = (raw: Readonly<Record<string, unknown>>, field: keyof RosterEntry): string => {
  for (const heading of columns[field]) {
    const value = raw[heading]
    if (typeof value === 'string' && value.trim() !== '') return value.trim()
    if (typeof value === 'number') return String(value)
  }
  return ''
}

const dayPattern = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?/

/** A row as an entry, or what is wrong with it, every field at once. */
export function rosterEntry(raw: Readonly<Record<string, unknown>>, line: number): RosterEntry | RosterFault[] {
  const faults: RosterFault[] = []
  const fault = (field: string, detail: string) => faults.push({ line, field, detail })
  const code = text(raw, 'code').toUpperCase()
  const wrongCode = usccFault(code)
  if (wrongCode !== null) fault('code', wrongCode)
  const name = text(raw, 'name')
  if (name === '' || [...name].length > 200) fault('name', 'A name of 1 to 200 characters is needed.')
  const regionCode = text(raw, 'regionCode')
  const wrongRegion = regionFault(regionCode)
  if (wrongRegion !== null) fault('regionCode', wrongRegion)
  const kindSaid = text(raw, 'kind')
  const kind = kindWords[kindSaid] ?? kindSaid
  if (!(agencyKinds as readonly string[]).includes(kind))
    fault('kind', `One of ${Object.keys(kindWords).join('、')}, or ${agencyKinds.join(', ')}.`)
  const levelSaid = text(raw, 'level')
  const level = levelSaid === '' ? levelOfRegion(regionCode) : (levelWords[levelSaid] ?? levelSaid)
  if (!(agencyLevels as readonly string[]).includes(level))
    fault('level', `One of ${agencyLevels.join(', ')}, or none.`)
  const dueSaid = text(raw, 'dueSince')
  const dueSince = dayIn(dueSaid)
  if (dueSaid !== '' && dueSince === null) fault('dueSince', 'A date that exists is needed, as yyyy-mm-dd.')
  if (faults.length > 0) return faults
  const or = (value: string) => (value === '' ? null : value.slice(0, 200))
  return { code, name, kind, regionCode, level, domain: or(text(raw, 'domain')), dueSince, note: or(text(raw, 'note')) }
}

function dayIn(said: string): string | null {
  const [, year, month, day] = dayPattern.exec(said) ?? []
  if (year === undefined || month === undefined || day === undefined) return null
  const value = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const at = new Date(`${value}T00:00:00Z`)
  return Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== value ? null : value
}

const enterStatement: Statement = {
  name: 'coverage_enter',
  text: `
with given as (
  select distinct on (code) * from json_to_recordset($1::json) as x(code text, name text, kind text, "regionCode" text, level text, domain text,
    "dueSince" date, note text)
), written as (
  insert into roster_organ (code, name, kind, region_code, level, domain, due_since, note, entered_at, changed_at)
  select code, name, kind, "regionCode", level, domain, "dueSince", note, $2, $2 from given
  on conflict (code) do update set name = excluded.name, kind = excluded.kind, region_code = excluded.region_code, level = excluded.level,
    domain = excluded.domain, due_since = excluded.due_since, note = excluded.note, changed_at = excluded.changed_at, removed_at = null
  where (roster_organ.name, roster_organ.kind, roster_organ.region_code, roster_organ.level, roster_organ.domain, roster_organ.due_since,
    roster_organ.note, roster_organ.removed_at) is distinct from (excluded.name, excluded.kind, excluded.region_code, excluded.level,
    excluded.domain, excluded.due_since, excluded.note, null::timestamptz)
  returning (xmax = 0) as fresh
)
select count(*) filter (where fresh)::int as added, count(*) filter (where not fresh)::int as changed from written`,
}

const removeStatement: Statement = {
  name: 'coverage_remove',
  text: `update roster_organ set removed_at = $2, changed_at = $2 where removed_at is null and not (code = any($1::text[])) returning code`,
}

/** Enters a batch; the last of one code counts. */
export async function enterRoster(
  pool: Pool,
  entries: readonly RosterEntry[],
  nowMs: number,
): Promise<{ readonly added: number; readonly changed: number }> {
  const last = new Map(entries.map((entry) => [entry.code, entry]))
  const [row] = await run<{ added: number; changed: number }>(pool, enterStatement, [
    JSON.stringify([...last.values()]),
    rfc3339(nowMs),
  ])
  return row as { added: number; changed: number }
}

/** Takes all off the roster but these; gives the number. */
export async function keepOnly(pool: Pool, codes: readonly string[], nowMs: number): Promise<number> {
  return (await run(pool, removeStatement, [codes, rfc3339(nowMs)])).length
}
