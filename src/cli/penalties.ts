// `xianjie penalties`: files of penalty records in, and a look at what is kept and what is held.
import { readFileSync, statSync } from 'node:fs'
import { userInfo } from 'node:os'
import { type Command, InvalidArgumentError } from 'commander'
import { Registry, showAgency, Unregistrable } from '../agencies/index.ts'
import { openAccessLog } from '../journal/index.ts'
import { masked, uuidv7 } from '../kernel/index.ts'
import {
  FileFault,
  type FileFormat,
  type Layout,
  list,
  listHeld,
  MappingFault,
  mappedLayout,
  openPenalties,
  type Penalties,
  presets,
  show,
} from '../penalties/index.ts'
import { type CliContext, columns, type OpenContext, withContext } from './context.ts'
import { whole } from './options.ts'
import { importFile } from './penalties-import.ts'

interface ImportOptions {
  readonly source: string
  readonly agency?: string
  readonly layout?: string
  readonly mapping?: string
  readonly format?: FileFormat
  readonly errors?: string
}

const formats: readonly FileFormat[] = ['csv', 'xlsx', 'ndjson']

export function register(program: Command, open: OpenContext): void {
  const penalties = program
    .command('penalties')
    .description('行政处罚案件 penalty cases: import files of them, list, show, quarantine')
  registerImport(penalties, open)
  registerSight(penalties, open)
}

function registerImport(penalties: Command, open: OpenContext): void {
  const command = penalties
    .command('import')
    .description('records of a file (CSV, XLSX or NDJSON); a run that was cut off goes on where it stopped')
    .argument('<file>', 'the file; its form is recognised by its content')
    .option(
      '--source <name>',
      'under which its records are one collection: keys and repetitions are looked for in it',
      'file',
    )
    .option('--agency <uscc>', 'the agency that brings it, which then sees its records')
    .option('--layout <id>', `one of ${presets.map((p) => p.id).join(', ')}; left out, recognised by the fields`)
    .option('--mapping <file>', 'JSON: a mapping of the file’s own fields')
    .option('--format <format>', formats.join(', '), formatNamed)
    .option('--errors <file>', 'CSV of what was held or refused, with the records, to be corrected and sent again')
  command.action((file: string, options: ImportOptions) =>
    withContext<ImportOptions>(open, async (context, asked) => {
      if (!/^[\p{L}\p{N}._-]{1,64}$/u.test(asked.source))
        throw new Unregistrable('source', 'Give letters, digits and . _ -')
      if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true)
        throw new Unregistrable('<file>', `${file} is no file.`)
      const room = roomOf(context)
      const layout = layoutFor(asked)
      const agencyId = asked.agency === undefined ? null : (await showAgency(context.pool, asked.agency)).id
      const shown = progressShown()
      try {
        const counts = await importFile(room, {
          ...{ file, layout, format: asked.format, errors: asked.errors, progress: shown.progress },
          origin: { id: `import:${asked.source}`, agencyId },
        })
        shown.end()
        context.out(counts, () => columns(Object.entries(counts).map(([name, count]) => [name, String(count)])))
      } catch (error) {
        shown.end()
        throw error instanceof FileFault ? new Unregistrable('<file>', error.message) : error
      }
    })(options, command),
  )
}

function registerSight(penalties: Command, open: OpenContext): void {
  penalties
    .command('list')
    .description('penalty cases, newest first; the looking is itself written down')
    .option('--organ <uscc>', 'only of this deciding organ')
    .option('--region <code>', 'only of this region and those below it')
    .option('--state <state>', 'live or withdrawn')
    .option('--suspected', 'only those said to be a suspected crime and not transferred', false)
    .option('--after <id>', 'the last one of the page before', uuidOf)
    .option('--limit <n>', 'penalty cases', whole(1, 10_000), 50)
    .action(
      withContext<{
        organ?: string
        region?: string
        state?: string
        suspected: boolean
        after?: string
        limit: number
      }>(open, async (context, asked) => {
        const page = await list(roomOf(context), null, {
          ...{ after: asked.after ?? null, limit: asked.limit, organCode: asked.organ, state: asked.state },
          ...{ region: asked.region?.replace(/(00)+$/, ''), suspectedNotTransferred: asked.suspected },
        })
        await noted(context, 'list', 'penalty-cases', asked, page.items.length)
        const rows = page.items.map(({ row, record }) => ({
          ...{
            id: row.id,
            state: row.state,
            version: row.version,
            origin: row.origin,
            key: row.key,
            organ: row.organ_name,
          },
          ...{ decisionNo: record?.decisionNo?.raw ?? null, decidedOn: row.decided_on, fineFen: row.fine_fen },
        }))
        context.out({ items: rows, next: page.next }, () =>
          columns(rows.map((r) => Object.values(r).map((v) => String(v ?? '')))),
        )
      }),
    )
  const one = penalties
    .command('show')
    .description('one penalty case; the looking is itself written down')
    .argument('<id>', 'its id', uuidOf)
  one.action((id: string, options: object) =>
    withContext<object>(open, async (context) => {
      const found = await show(roomOf(context), null, id)
      if (found === undefined) throw new Unregistrable('<id>', 'There is no such penalty case.')
      await noted(context, 'case', `penalty-cases/${id}`, {}, 1)
      const shown = masked(found)
      context.out(shown, () => JSON.stringify(shown, null, 2))
    })(options, one),
  )
  penalties
    .command('quarantine')
    .description('records that are held for repair, with their faults; newest first')
    .option('--after <id>', 'the last one of the page before', uuidOf)
    .option('--limit <n>', 'records', whole(1, 10_000), 50)
    .action(
      withContext<{ after?: string; limit: number }>(open, async (context, asked) => {
        const page = await listHeld(roomOf(context), null, {
          after: asked.after ?? null,
          limit: asked.limit,
          state: 'held',
        })
        await noted(context, 'list', 'penalty-cases/quarantine', asked, page.items.length)
        const shown = masked(page.items)
        context.out({ items: shown, next: page.next }, () =>
          columns(
            shown.map((h) => [h.id, h.origin, h.key ?? '', h.faults.map((f) => `${f.field}: ${f.code}`).join('; ')]),
          ),
        )
      }),
    )
}

function roomOf({ pool }: CliContext): Penalties {
  const registry = new Registry({ pool })
  return openPenalties({ pool, organs: async () => (await registry.current()).directory, now: Date.now })
}

function layoutFor({ layout, mapping }: ImportOptions): Layout | undefined {
  if (mapping !== undefined) {
    try {
      return mappedLayout(JSON.parse(readFileSync(mapping, 'utf8')))
    } catch (error) {
      if (error instanceof MappingFault || error instanceof SyntaxError)
        throw new Unregistrable('mapping', error.message)
      throw error
    }
  }
  if (layout === undefined) return undefined
  const found = presets.find((preset) => preset.id === layout)
  if (found === undefined)
    throw new Unregistrable('layout', `There is no layout ${layout}; there are ${presets.map((p) => p.id).join(', ')}.`)
  return found
}

/** A line a second on stderr, written over where somebody looks. */
function progressShown(): { progress: (done: number, before: number) => void; end: () => void } {
  const began = Date.now()
  let [last, written] = [0, false]
  return {
    progress: (done, before) => {
      const now = Date.now()
      if (now - last < 1_000) return
      last = now
      written = true
      const rate = Math.round(((done - before) / Math.max(1, now - began)) * 1_000)
      const line = `${done} records, ${rate}/s${before > 0 ? ` (${before} in an earlier run)` : ''}`
      process.stderr.write(process.stderr.isTTY ? `\r${line}\u001b[K` : `${line}\n`)
    },
    end: () => {
      if (written && process.stderr.isTTY) process.stderr.write('\n')
    },
  }
}

async function noted(
  { pool }: CliContext,
  kind: 'list' | 'case',
  subject: string,
  asked: object,
  rows: number,
): Promise<void> {
  const log = openAccessLog({ pool })
  await log.record({
    ...{
      agencyId: '',
      clientId: 'operator',
      officer: userInfo().username,
      kind,
      subject,
      query: JSON.stringify(asked),
      rows,
    },
    ...{ requestId: uuidv7(), at: new Date() },
  })
  await log.close()
}

function formatNamed(value: string): FileFormat {
  const found = formats.find((format) => format === value)
  if (found === undefined) throw new InvalidArgumentError(`Give one of ${formats.join(', ')}.`)
  return found
}

function uuidOf(value: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value))
    throw new InvalidArgumentError('An id is a UUID in lower case.')
  return value
}
