// One run of a take-over: rows staged, cases read and kept page by page, both sides compared, the report and the signed
// statement made. Cut off anywhere it goes on there when it is asked the same again, and ends as if it had not been.
import { createHash } from 'node:crypto'
import { run as ask } from '../../db/index.ts'
import type { TakeoverMapping } from '../../schemas/index.ts'
import { changing, insertAgency } from '../agencies/index.ts'
import { keepDesks } from '../cases/index.ts'
import { cluesKept, clueTables } from './clues.ts'
import { compare, type Figures } from './compare.ts'
import { registryOf } from './gather.ts'
import { derivedId } from './ids.ts'
import { readAll } from './pages.ts'
import { type Codes, codesOf, plannedAgencies } from './reading/index.ts'
import { type Reported, statementOfRun, workbookOfRun } from './report.ts'
import {
  beginRun,
  digestOfMapping,
  installationOf,
  originOf,
  type Run,
  runStands,
  type TakeoverPlan,
  type TakeoverRoom,
} from './room.ts'
import { staged } from './stage-all.ts'
import { legacyTables } from './tables.ts'

export interface TakeoverResult {
  readonly run: Run
  readonly reported: Reported
  readonly workbook: Buffer
  readonly statement: string
}

const desksAtOnce = 120

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

/** Desks are made of the cases as they stand; made again they are the same. */
async function desksKept(room: TakeoverRoom, run: Run): Promise<void> {
  const { pool, directory, optInsFor, now } = room
  const of = {
    name: 'takeover_ids',
    text: `select transfer_id as id from takeover_case where installation_id = $1 and run = $2 and transfer_id > $3 order by transfer_id limit ${desksAtOnce}`,
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
