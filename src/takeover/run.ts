// One run of a take-over: rows staged, cases read and kept page by page, both sides compared, the report and the signed
// statement made. Cut off anywhere it goes on there when it is asked the same again, and ends as if it had not been.
import { createHash } from 'node:crypto'
import { run as ask } from '../../db/index.ts'
import type { TakeoverMapping } from '../../schemas/index.ts'
import { changing, insertAgency } from '../agencies/index.ts'
import { eventsOfMany, keepDesks } from '../cases/index.ts'
import { closeMaterials } from '../materials/index.ts'
import { ingest, presets, type Result } from '../penalties/index.ts'
import type { CaseEvent } from '../procedure/index.ts'
import { cluesKept, clueTables, dutyCluesKept } from './clues.ts'
import { compare, type Figures } from './compare.ts'
import type { Dump } from './dump/index.ts'
import { type FilesGiven, withFiles } from './files.ts'
import { dueAfter, type Gathered, gather, registryOf } from './gather.ts'
import { derivedId } from './ids.ts'
import { type Kept, keepPage } from './keep.ts'
import type { Difference, LegacyCase } from './model.ts'
import { type Codes, codesOf, plannedAgencies, priorOf, readCase } from './reading/index.ts'
import { type Reported, statementOfRun, workbookOfRun } from './report.ts'
import {
  beginRun,
  digestOfMapping,
  installationOf,
  type Run,
  runStands,
  type TakeoverRoom,
  tableStaged,
} from './room.ts'
import { type StagedTable, stageOne } from './stage.ts'
import { legacyTables } from './tables.ts'

export interface TakeoverPlan {
  readonly dump: Dump
  readonly mapping: TakeoverMapping
  /** Nothing is made of the rows; what has no mapping is listed. */
  readonly dry: boolean
  /** Where the files are that the attachments name. */
  readonly files?: string | undefined
  readonly progress: (stage: 'staging' | 'reading' | 'comparing', what: string, done: number) => void
}

export interface TakeoverResult {
  readonly run: Run
  readonly reported: Reported
  readonly workbook: Buffer
  readonly statement: string
}

/** Their rows and entries are some megabytes. */
const pageCases = 120

export async function takeOver(room: TakeoverRoom, plan: TakeoverPlan): Promise<TakeoverResult> {
  const { dump, mapping } = plan
  const digest = digestOfMapping(mapping)
  const installation = await installationOf(room, mapping.installation, mapping.installation)
  const asked = createHash('sha256').update(digest).update(dump.described).digest('hex')
  const run = await beginRun(room, installation, { dry: plan.dry, asked })
  const tables = await staged(room, run, plan)
  await runStands(room, run, 'reading')
  const codes = await codesFor(room, run, mapping)
  await readAll(room, run, plan, codes, digest)
  await cluesKept(room, run, codes, digest, (last, done) => plan.progress('reading', `CLUE_INFO/${last}`, done))
  if (!run.dry) await desksKept(room, run)
  await runStands(room, run, 'comparing')
  plan.progress('comparing', '', 0)
  const figures = await compare(room.pool, run, originOf(run))
  const { losses, foreign, claims } = dump
  const reported = { tables, figures, losses, foreign, claims }
  const workbook = await workbookOfRun(room.pool, run, reported)
  const statement = await statementOfRun(room, run, asked, reported)
  await ended(room, run, figures, statement)
  return { run, reported, workbook, statement }
}

export const originOf = (run: Run): string => `takeover:${run.installation.code}`

async function staged(room: TakeoverRoom, run: Run, { dump, mapping, progress }: TakeoverPlan): Promise<StagedTable[]> {
  const tables: StagedTable[] = []
  for (const from of dump.tables) {
    const before = run.tables[from.table.name] as StagedTable | undefined
    if (before !== undefined) {
      tables.push(before)
      continue
    }
    const stage = {
      ...{ pool: room.pool, installationId: run.installation.id, run: run.no, columns: mapping.columns },
      progress: (table: string, rows: number) => progress('staging', table, rows),
    }
    const done = await stageOne(stage, dump, from)
    await tableStaged(room, run, from.table.name, done)
    tables.push(done)
  }
  await markDeleted(room, run, dump)
  return tables
}

/** Rows that the package says were deleted there. */
async function markDeleted(room: TakeoverRoom, run: Run, { deleted }: Dump): Promise<void> {
  if (deleted.length === 0) return
  await ask(
    room.pool,
    {
      name: 'takeover_deleted',
      text: `update takeover_row r set gone_run = $2::int from json_to_recordset($3::json) as x("table" text, key text)
where r.installation_id = $1 and r.tbl = x."table" and r.key = x.key and r.gone_run is null`,
    },
    [run.installation.id, run.no, JSON.stringify(deleted)],
  )
}

const ofNoCase = legacyTables
  .filter((t) => t.caseColumn === undefined && t.through === undefined && !clueTables.has(t.name))
  .map((t) => t.name)

/** Organs that the mapping wants registered are registered first; a dry run only plans with them. */
async function codesFor(room: TakeoverRoom, run: Run, mapping: TakeoverMapping): Promise<Codes> {
  const { secret, code } = run.installation
  if (!run.dry) {
    const idOf = (organ: string) => derivedId(secret, code, 'ORGANISE', organ)
    const planned = plannedAgencies(mapping, await room.directory(), idOf)
    if (planned.length > 0)
      await changing(room.pool, async (connection) => {
        for (const { id, regionCode, ...entry } of planned) await insertAgency(connection, { ...entry, regionCode }, id)
      })
  }
  return codesOf({
    ...{ mapping, secret, registry: await registryOf(room.pool, run, ofNoCase), directory: await room.directory() },
    importedAtMs: run.importedAtMs,
  })
}

async function readAll(room: TakeoverRoom, run: Run, plan: TakeoverPlan, codes: Codes, mapping: Buffer): Promise<void> {
  const { files: directory } = plan
  if (directory === undefined || run.dry) return readPages(room, run, plan, codes, mapping)
  const materials = room.materials(() => new Date(run.importedAtMs))
  try {
    await readPages(room, run, plan, codes, mapping, { pool: room.pool, room: materials, directory })
  } finally {
    await closeMaterials(materials)
  }
}

async function readPages(
  room: TakeoverRoom,
  run: Run,
  { progress }: TakeoverPlan,
  codes: Codes,
  mapping: Buffer,
  files?: FilesGiven,
): Promise<void> {
  let after = ''
  for (let done = 0; ; ) {
    const keys = await dueAfter(room.pool, run, mapping, after, pageCases)
    const last = keys.at(-1)
    if (last === undefined) return
    const page = await gather(room.pool, run, keys)
    const sealed = await sealedOf(room, page)
    const read: Read[] = []
    for (const gathered of page)
      read.push(await readOne(run, codes, files, gathered, sealed.get(gathered.legacy.caseKey)))
    await keepPage(room, run, mapping, run.dry ? read.map(unkept) : await penaltiesKept(room, run, codes, read))
    after = last
    done += keys.length
    progress('reading', last, done)
  }
}

type Read = Pick<Kept, 'gathered' | 'reading'>
const unkept = (read: Read): Kept => ({ ...read, penaltyCaseId: null, clueId: null, differences: [] })

/** A transfer is read again with its files; those of other cases stay where they are. */
async function readOne(
  run: Run,
  codes: Codes,
  files: FilesGiven | undefined,
  gathered: Gathered,
  events: readonly CaseEvent[] | undefined,
): Promise<Read> {
  const { legacy } = gathered
  const told = (one: LegacyCase) => readCase(one, codes, (events && priorOf(events, one.files)) ?? undefined)
  const reading = told(legacy)
  const owner = reading.kind === 'transfer' ? codes.organ(inputUnit(legacy)).agency : null
  if (files === undefined || owner === null) return { gathered, reading }
  const whole = await withFiles(files, run, legacy, owner.id)
  return { gathered: { ...gathered, legacy: whole }, reading: told(whole) }
}

const inputUnit = ({ rows }: LegacyCase): string => rows.get('CASE_BASIC')?.[0]?.values.INPUT_UNIT ?? ''

/** Entries of cases that an earlier run kept, by case. */
async function sealedOf(
  room: TakeoverRoom,
  page: readonly Gathered[],
): Promise<ReadonlyMap<string, readonly CaseEvent[]>> {
  const known = page.flatMap(({ legacy, known: one }) =>
    one?.transferId ? [{ caseKey: legacy.caseKey, id: one.transferId }] : [],
  )
  const keyOf = new Map(known.map(({ caseKey, id }) => [id, caseKey]))
  const sealed = new Map<string, readonly CaseEvent[]>()
  for await (const { id, events } of eventsOfMany(room.pool, known)) sealed.set(keyOf.get(id) ?? '', events)
  return sealed
}

const layout = presets.find((preset) => preset.id === 'legacy')

/** Penalty records go to their own room first: taken in again they change nothing. */
async function penaltiesKept(room: TakeoverRoom, run: Run, codes: Codes, read: readonly Read[]): Promise<Kept[]> {
  const { code, secret } = run.installation
  const penal = read.flatMap(({ reading: { caseKey, penalty } }) => (penalty === null ? [] : [{ caseKey, penalty }]))
  const results = await ingest(
    room.penalties(() => run.importedAtMs),
    { id: originOf(run), agencyId: null },
    layout,
    penal.map(({ caseKey, penalty }) => ({ raw: penalty, id: derivedId(secret, code, 'PENALTY', caseKey) })),
  )
  const clues = await dutyCluesKept(room, run, codes, read)
  const of = new Map(penal.map(({ caseKey }, i) => [caseKey, results[i] as Result]))
  return read.map((one) => {
    const result = of.get(one.reading.caseKey)
    const clue = clues.get(one.reading.caseKey)
    const stands = result !== undefined && result.outcome !== 'quarantined' && result.outcome !== 'refused'
    return {
      ...{ ...one, clueId: clue?.clueId ?? null, penaltyCaseId: stands ? (result.id ?? null) : null },
      differences: [
        ...(clue?.differences ?? []),
        ...(result === undefined || stands ? [] : [notKept(one.reading.caseKey, result)]),
      ],
    }
  })
}

const notKept = (caseKey: string, { outcome, faults = [] }: Result): Difference => ({
  ...{ kind: `penalty_${outcome}`, table: 'CASE_BASIC', key: caseKey },
  detail: Object.fromEntries(faults.map(({ field, detail }) => [field, detail])),
})

/** Desks are made of the cases as they stand; made again they are the same. */
async function desksKept(room: TakeoverRoom, run: Run): Promise<void> {
  const { pool, directory, optInsFor, now } = room
  const of = {
    name: 'takeover_ids',
    text: `select transfer_id as id from takeover_case where installation_id = $1 and run = $2 and transfer_id > $3 order by transfer_id limit ${pageCases}`,
  }
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const ids = (await ask<{ id: string }>(pool, of, [run.installation.id, run.no, after])).map(({ id }) => id)
    const last = ids.at(-1)
    if (last === undefined) return
    await keepDesks({ pool, directory, optInsFor, now }, ids)
    after = last
  }
}

async function ended(room: TakeoverRoom, run: Run, figures: Figures, statement: string): Promise<void> {
  await ask(
    room.pool,
    {
      name: 'takeover_run_end',
      text: `update takeover_run set stage = 'done', figures = $2, statement = $3, ended_at = $4 where id = $1`,
    },
    [run.id, JSON.stringify(figures), statement, new Date(room.now())],
  )
}
