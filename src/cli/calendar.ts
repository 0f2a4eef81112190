// `xianjie calendar …`: loads the holiday notices that this release does not know, of the State Council and of regions with
// holidays of their own, and shows the calendar that clocks are counted with.
import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { z } from 'zod'
import { regionFault } from '../../schemas/index.ts'
import { type LoadedHolidayNotice, listNotices, loadNotice, Unregistrable } from '../agencies/index.ts'
import { dayOf, dayText } from '../kernel/index.ts'
import { type Calendar, calendarsFrom, publishedNotices, regionsAround, wholeCountry } from '../procedure/index.ts'
import { columns, type OpenContext, withContext } from './context.ts'
import { whole } from './options.ts'

const regionMeans = 'region whose notice it is (GB/T 2260); the whole country where left out'

export function register(program: Command, open: OpenContext): void {
  const calendar = program.command('calendar').description('holidays and worked weekends (放假通知)')
  registerLoad(calendar, open)
  calendar
    .command('show')
    .description('show rest days and worked weekends of a year, and the notices they come from')
    .requiredOption('--year <year>', 'calendar year', whole(2004, 2100))
    .option('--region <code>', 'as counted in this region (GB/T 2260)', wholeCountry)
    .action(
      withContext<{ year: number; region: string }>(open, async ({ pool, out }, { year, region }) => {
        const shown = yearShown(await listNotices(pool), region, year)
        out(shown, () => yearText(shown))
      }),
    )
}

function registerLoad(calendar: Command, open: OpenContext): void {
  const load = calendar
    .command('load')
    .description('load the notice of a year; a notice of the same region and year loaded before counts no more')
    .argument('<file>', 'JSON, or - for standard input: {"year": 2027, "rest": {"2027-01-01": "元旦"}, "worked": []}')
    .option('--region <code>', regionMeans, wholeCountry)
    .requiredOption('--source <text>', 'number and date of the document, e.g. 国办发明电〔2025〕7号, 2025-11-04')
  load.action((file: string, options: { region: string; source: string }) =>
    withContext<typeof options>(open, async ({ pool, out }, { region, source }) => {
      try {
        const loaded = await loadNotice(pool, { ...noticeFile(file), regionCode: region, source })
        const off = Object.keys(loaded.rest).length
        out(
          loaded,
          () =>
            `Loaded ${loaded.year} for ${loaded.regionCode}; days off: ${off}, weekend days worked: ${loaded.worked.length}`,
        )
      } catch (error) {
        const ofFile = error instanceof Unregistrable && ['year', 'rest', 'worked'].includes(error.field)
        throw ofFile ? new Unregistrable('<file>', error.message) : error
      }
    })(options, load),
  )
}

const noticeShape = z.strictObject({
  year: z.int(),
  rest: z.record(z.string(), z.string()),
  worked: z.array(z.string()).default([]),
})

function noticeFile(path: string): z.infer<typeof noticeShape> {
  let text: string
  let value: unknown
  try {
    text = readFileSync(path === '-' ? 0 : path, 'utf8')
  } catch {
    throw new Unregistrable('<file>', `The file ${path} cannot be read.`)
  }
  try {
    value = JSON.parse(text)
  } catch {
    throw new Unregistrable('<file>', `The file ${path} is no JSON.`)
  }
  // JSON.parse keeps the last of two equal names and says nothing.
  const dates: readonly string[] = text.match(/"\d{4}-\d{2}-\d{2}"/g) ?? []
  const twice = dates.find((date, i) => dates.indexOf(date) !== i)
  if (twice !== undefined) throw new Unregistrable('<file>', `${twice.slice(1, -1)} is named twice.`)
  const read = noticeShape.safeParse(value)
  if (read.success) return read.data
  const faults = read.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`)
  throw new Unregistrable('<file>', faults.join('; '))
}

interface NoticeShown {
  regionCode: string
  source: string
  /** Null for what ships with the release. */
  loadedAt: Date | null
  /** How many of the same region and year were loaded before. */
  earlier: number
}

type YearShown = ReturnType<typeof yearShown>

function yearShown(loaded: readonly LoadedHolidayNotice[], region: string, year: number) {
  const fault = regionFault(region)
  if (fault !== null) throw new Unregistrable('regionCode', fault)
  const calendar = calendarsFrom(loaded)(region)
  const days: number[] = []
  for (let day = dayOf(`${year}-01-01`); day < dayOf(`${year + 1}-01-01`); day++) days.push(day)
  const notices = regionsAround(region).flatMap((regionCode): NoticeShown[] => {
    const own = loaded.filter((one) => one.regionCode === regionCode && one.year === year)
    const latest = own.at(-1)
    if (latest) return [{ regionCode, source: latest.source, loadedAt: latest.loadedAt, earlier: own.length - 1 }]
    const ships = regionCode === wholeCountry && publishedNotices()[year] !== undefined
    return ships ? [{ regionCode, source: 'ships with this release', loadedAt: null, earlier: 0 }] : []
  })
  return {
    year,
    region,
    /** False: a notice is missing, and deadlines in the year are provisional. */
    published: calendar.isPublished(days[0] as number),
    version: calendar.version,
    rest: days
      .filter((day) => isHoliday(calendar, day))
      .map((day) => ({ date: dayText(day), name: calendar.nameOf(day) })),
    worked: days.filter((day) => isWeekend(day) && !calendar.isRest(day)).map(dayText),
    notices,
  }
}

const isHoliday = (calendar: Calendar, day: number) => ![null, '周末'].includes(calendar.nameOf(day))
const isWeekend = (day: number) => [0, 6].includes((day + 4) % 7) // 1970-01-01 was a Thursday

function yearText({ year, region, published, version, rest, worked, notices }: YearShown): string {
  const runs: { first: string; last: string; name: string | null }[] = []
  for (const { date, name } of rest) {
    const run = runs.at(-1)
    if (run && run.name === name && dayOf(run.last) + 1 === dayOf(date)) run.last = date
    else runs.push({ first: date, last: date, name })
  }
  return [
    `${year} in ${region}, calendar ${version}${published ? '' : ': a notice is missing, deadlines are provisional'}`,
    columns([
      ...runs.map(({ first, last, name }) => ['off', first === last ? first : `${first} – ${last}`, name ?? '']),
      ...worked.map((date) => ['worked', date, '']),
      ...notices.map(({ regionCode, source, loadedAt, earlier }) => [
        'notice',
        regionCode,
        `${source}${loadedAt ? `, loaded ${loadedAt.toISOString()}` : ''}${earlier > 0 ? `, in place of ${earlier} before` : ''}`,
      ]),
    ]),
  ].join('\n')
}
