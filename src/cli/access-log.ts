// `xianjie access-log`: the log of reads for the operator, who sees all of it and whose looking is itself an entry.
import { userInfo } from 'node:os'
import type { Command } from 'commander'
import { listAgencies, Unregistrable } from '../agencies/index.ts'
import { accessKinds, openAccessLog, readAccess } from '../journal/index.ts'
import { uuidv7 } from '../kernel/index.ts'
import { columns, type OpenContext, withContext } from './context.ts'
import { instant } from './key-input.ts'
import { whole } from './options.ts'

interface Asked {
  transfer?: string
  material?: string
  kind?: string
  agency?: string
  from?: string
  to?: string
  before?: number
  limit: number
  reason?: string
}

export function register(program: Command, open: OpenContext): void {
  program
    .command('access-log')
    .description('who read what (查阅记录), newest first; the looking is itself written down')
    .option('--transfer <id>', 'only of this case')
    .option('--material <id>', 'only of this material')
    .option('--kind <kind>', `one of ${accessKinds.join(', ')}`)
    .option('--agency <uscc>', 'only by this agency')
    .option('--from <instant>', 'from this instant on, RFC 3339')
    .option('--to <instant>', 'before this instant, RFC 3339')
    .option('--before <no>', 'entries before this number: the last one of the page before', whole(1, 1_000_000_000_000))
    .option('--limit <n>', 'entries', whole(1, 1_000_000_000_000), 50)
    .option('--reason <text>', 'why; it is written down')
    .action(
      withContext<Asked>(open, async ({ pool, out }, asked) => {
        const filter = {
          limit: asked.limit,
          before: asked.before,
          transferId: uuidOf(asked.transfer, 'transfer'),
          materialId: uuidOf(asked.material, 'material'),
          kind: kindOf(asked.kind),
          agencyId: asked.agency === undefined ? undefined : await agencyIdOf(pool, asked.agency),
          from: instant(asked.from, 'from'),
          to: instant(asked.to, 'to'),
        }
        const agencies = new Map((await listAgencies(pool)).map((a) => [a.id, a.code]))
        const entries = await readAccess(pool, filter, null)
        const log = openAccessLog({ pool })
        await log.record({
          agencyId: '',
          clientId: 'operator',
          officer: userInfo().username,
          kind: 'list',
          subject: 'access-log',
          query: JSON.stringify(asked),
          rows: entries.length,
          reason: asked.reason,
          requestId: uuidv7(),
          at: new Date(),
        })
        await log.close()
        out(
          entries.map((e) => ({ ...e, no: Number(e.no), agency: agencies.get(e.agency_id ?? '') ?? null })),
          () =>
            columns(
              entries.map((e) => [
                e.no,
                e.at.toISOString(),
                e.kind,
                agencies.get(e.agency_id ?? '') ?? '',
                e.client_id,
                e.officer ?? '',
                e.transfer_id ?? '',
                e.material_id ?? e.subject ?? '',
                e.reason ?? '',
              ]),
            ),
        )
      }),
    )
}

function uuidOf(value: string | undefined, field: string): string | undefined {
  if (value !== undefined && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value))
    throw new Unregistrable(field, 'An id is a UUID in lower case.')
  return value
}

function kindOf(value: string | undefined): string | undefined {
  if (value !== undefined && !(accessKinds as readonly string[]).includes(value))
    throw new Unregistrable('kind', `A kind is one of ${accessKinds.join(', ')}.`)
  return value
}

async function agencyIdOf(pool: Parameters<typeof listAgencies>[0], code: string): Promise<string> {
  const found = (await listAgencies(pool)).find((agency) => agency.code === code)
  if (found === undefined) throw new Unregistrable('agency', `No agency has the code ${code}.`)
  return found.id
}
