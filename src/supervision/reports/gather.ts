// Reads all that a report is composed of. Nothing is locked: a report says of which day it is, and the figures of a period
// that is over move little.
import type { Agency, Directory } from '../../agencies/index.ts'
import { transferCounts } from '../../cases/index.ts'
import { dayStart, dayText, localDay } from '../../kernel/index.ts'
import { themeCounts } from '../../penalties/index.ts'
import { coverageFigures, notConnected } from '../coverage/index.ts'
import type { FiguresAsked, ReportFigure } from './figure-source.ts'
import { findingCounts } from './finding-counts.ts'
import type { CoverageGathered, Gathered, ThemeGathered } from './gathered.ts'
import { type ReportAsked, regionPrefix } from './kinds.ts'
import { agencyKindName } from './names.ts'
import { lastDayOf } from './period.ts'
import type { Reports } from './room.ts'

/** Instants of a period: from the first on, up to the second. */
const instantsOf = (asked: ReportAsked) => ({
  from: new Date(`${asked.from}-01T00:00:00+08:00`),
  to: new Date(dayStart(lastDayOf(asked) + 1)),
})

export function scopeOf(agency: Agency, { from, to, label }: ReportAsked): FiguresAsked {
  return {
    ...{ from, to },
    ...(label !== undefined && { label }),
    ...(agency.kind === 'procuratorate' ? { region: agency.regionCode } : { agencyId: agency.id }),
  }
}

const none: readonly ReportFigure[] = []

export async function gatherReport(room: Reports, agency: Agency, asked: ReportAsked): Promise<Gathered> {
  const { figures: source, pool, now } = room
  const directory = await room.directory()
  const scope = scopeOf(agency, asked)
  const watches = agency.kind === 'procuratorate'
  const figures = asked.kind !== 'bulletin'
  const whole = figures && asked.kind !== 'zero'
  // One after the other: each takes a connection that a door could use.
  const total = figures ? await source.figures({ ...scope, compare: true }) : none
  const by = async (dimension: FiguresAsked['by'], wanted: boolean) =>
    wanted && dimension !== undefined ? source.figures({ ...scope, by: dimension }) : none
  const regionName = regionNames(directory)
  return {
    ...{ agency, asked, source, scope, total, regionName },
    byMonth: await by('month', whole),
    byDomain: await by('domain', whole && asked.label === undefined),
    byCharge: await by('charge', whole && asked.label === undefined),
    byRegion: (await by('region', whole && watches)).map((f) => ({ ...f, name: regionName(f.key) })),
    findings: whole
      ? await findingCounts(pool, {
          ...{ ...instantsOf(asked), agencyId: agency.id },
          region: watches ? regionPrefix(agency.regionCode) : null,
        })
      : undefined,
    coverage: asked.kind === 'work' ? await coverage(room, agency, regionName) : undefined,
    theme: asked.kind === 'bulletin' ? await theme(room, agency, asked) : undefined,
    day: dayText(localDay(now())),
  }
}

async function coverage(
  { pool }: Reports,
  agency: Agency,
  regionName: (code: string) => string,
): Promise<CoverageGathered> {
  const region = regionPrefix(agency.regionCode)
  const [figures, missing] = [await coverageFigures(pool, { region }), await notConnected(pool, { region, limit: 200 })]
  return {
    byKind: figures.byKind.map((row) => ({ ...row, name: agencyKindName(row.key) })),
    byRegion: figures.byRegion.map((row) => ({ ...row, name: regionName(row.key) })),
    notConnected: missing,
    notConnectedCount: figures.byKind.reduce((sum, row) => sum + row.due - row.connected, 0),
    query: `GET /v1/coverage?region=${agency.regionCode}`,
  }
}

async function theme({ pool }: Reports, agency: Agency, asked: ReportAsked): Promise<ThemeGathered> {
  const { words = [], domain } = asked.theme ?? {}
  const watches = agency.kind === 'procuratorate'
  const of = {
    region: watches ? regionPrefix(agency.regionCode) : '',
    words,
    ...(watches ? {} : { agencyId: agency.id }),
    ...(domain !== undefined && { domain }),
  }
  const days = { from: `${asked.from}-01`, to: dayText(lastDayOf(asked)) }
  return {
    penalties: await themeCounts({ pool }, { ...of, ...days }),
    transfers: await transferCounts(pool, { ...of, ...instantsOf(asked) }),
  }
}

/** A region is called as its procuratorate is: the directory has no list of regions. */
function regionNames(directory: Directory): (code: string) => string {
  const names = new Map<string, string>()
  for (const { kind, regionCode, name } of directory.byId.values())
    if (kind === 'procuratorate' && /人民检察院/.test(name) && !names.has(regionCode))
      names.set(regionCode, name.replace(/人民检察院.*$/, ''))
  return (code) => names.get(code) ?? (code === '' ? '（未填）' : code)
}
