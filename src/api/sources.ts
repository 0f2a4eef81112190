// The door of sources: where each stands, a pull on demand, and a dry run. A client sees its own agency's; one of the operator
// sees all. What is shown of records is masked as in any list.
import { type Context, Hono } from 'hono'
import { dryRunBody, type PenaltyRecord } from '../../schemas/index.ts'
import type { Directory, Registry } from '../agencies/index.ts'
import { masked, maskText, Refusal } from '../kernel/index.ts'
import {
  askForPull,
  type DryRecord,
  dryRun,
  fileRows,
  type SourceRow,
  type Sources,
  sourceOf,
  sourceRow,
  sourceRows,
  sourceShown,
  sourceWithRuns,
} from '../sync/index.ts'
import type { DoorEnv } from './context.ts'
import { isUuid } from './headers.ts'
import { maskedName } from './penalties-shown.ts'
import { problem } from './problem.ts'
import { parseBody } from './read-body.ts'
import { saidAt } from './said.ts'

type C = Context<DoorEnv>

export interface SourcesDoorDeps {
  readonly sources: Sources
  readonly registry: Registry
}

const recordsOfDryRun = 20
/** A dry run is waited for; a platform that needs longer is looked at from the command line. */
const dryRunMs = 25_000
const packagesShown = 20

const notFound = () => new Refusal('not_found', 'There is no such source of your agency.')

/** Mount at `/v1/sources`, behind authentication. */
export function sourcesDoor({ sources, registry }: SourcesDoorDeps): Hono<DoorEnv> {
  const door = new Hono<DoorEnv>()

  const own = async (c: C): Promise<SourceRow | undefined> => {
    const id = c.req.param('id') ?? ''
    const { agency, operator } = c.get('principal')
    const row = isUuid(id) ? await sourceRow(sources.pool, id) : undefined
    return row !== undefined && (operator === true || row.agencyId === agency.id) ? row : undefined
  }

  const shown = (row: SourceRow, directory: Directory) => {
    const { agencyId, ...rest } = sourceShown(row, sources.now())
    const organ = directory.byId.get(agencyId)
    return {
      ...rest,
      agency: { id: agencyId, code: organ?.code ?? null, name: organ?.name ?? null },
      lastError: maskedError(rest.lastError),
    }
  }

  door.get('/', async (c) => {
    const { agency, operator } = c.get('principal')
    const { directory } = await registry.current()
    const rows = await sourceRows(sources.pool, operator === true ? null : agency.id)
    return c.json({ items: rows.map((row) => shown(row, directory)) })
  })

  door.get('/:id', async (c) => {
    const row = await own(c)
    if (row === undefined) return problem(c, notFound())
    const { config, mapping, habit, runs } = await sourceWithRuns(sources, row)
    const packages = row.kind === 'files' ? await fileRows(sources.pool, row.id, packagesShown) : []
    return c.json({
      ...shown(row, (await registry.current()).directory),
      config,
      mapping,
      habit,
      runs: runs.map((run) => ({ ...run, error: maskedError(run.error) })),
      packages: packages.map(({ digest, days: _days, at, ...rest }) => ({
        ...rest,
        sha256: digest,
        at: at.toISOString(),
      })),
    })
  })

  door.post('/:id/pull', async (c) => {
    const said = await saidAt(c, registry, new URL(c.req.url).pathname, async () => Buffer.alloc(0))
    if (said instanceof Refusal) return problem(c, said)
    const row = await own(c)
    if (row === undefined) return problem(c, notFound())
    await askForPull(sources.pool, row.id, `client:${c.get('principal').clientId}`)
    const now = (await sourceRow(sources.pool, row.id)) ?? row
    return c.json(shown(now, (await registry.current()).directory), 202)
  })

  door.post('/:id/dry-run', async (c) => {
    const said = await saidAt(c, registry, new URL(c.req.url).pathname)
    if (said instanceof Refusal) return problem(c, said)
    const body = parseBody(said.raw, dryRunBody)
    if (body instanceof Refusal) return problem(c, body)
    const row = await own(c)
    const source = row && (await sourceOf(sources, row.id))
    if (source === undefined) return problem(c, notFound())
    const signal = AbortSignal.any([c.req.raw.signal, AbortSignal.timeout(dryRunMs)])
    const seen = await dryRun(sources, source, body.limit ?? recordsOfDryRun, signal)
    return c.json({ ...seen, error: maskedError(seen.error), records: seen.records.map(recordShown) })
  })

  return door
}

const maskedError = (error: string | null) => (error === null ? null : maskText(error))

/** Prose stays behind: it names people, and a mapping is tried on fields. */
function recordShown({ record, ...rest }: DryRecord) {
  const faults = rest.faults.map(({ field, code, detail }) => ({ field, code, detail: maskText(detail) }))
  if (record === null) return { ...rest, faults, record: null }
  const { facts: _facts, content: _content, parties, ...said } = record as PenaltyRecord
  const people = parties.map(({ legalRepresentative: _person, ...party }) => ({
    ...party,
    name: party.name === null || party.kind === 'unit' ? party.name : maskedName(party.name),
  }))
  return { ...rest, faults, record: masked({ ...said, parties: people }) as Record<string, unknown> }
}
