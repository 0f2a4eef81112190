// All tables of a dump, one after the other; what was staged before the run was cut off is not staged again.
import { run as ask } from '../../db/index.ts'
import type { Dump } from './dump/index.ts'
import { type Run, type TakeoverPlan, type TakeoverRoom, tableStaged } from './room.ts'
import { copyTable, type StagedTable } from './stage.ts'

/** A table is copied while the one before it is merged: rows that find their case by another table's come after it. */
export async function staged(
  room: TakeoverRoom,
  run: Run,
  { dump, mapping, progress }: TakeoverPlan,
): Promise<StagedTable[]> {
  const tables: StagedTable[] = []
  const stage = {
    ...{ pool: room.pool, installationId: run.installation.id, run: run.no, columns: mapping.columns },
    progress: (table: string, rows: number) => progress('staging', table, rows),
  }
  let merging = Promise.resolve()
  try {
    for (const from of dump.tables) {
      const before = run.tables[from.table.name] as StagedTable | undefined
      if (before !== undefined) {
        tables.push(before)
        continue
      }
      const copied = await copyTable(stage, dump, from)
      await merging.catch((error) => {
        copied.drop()
        throw error
      })
      merging = copied.merge().then(async (done) => {
        await tableStaged(room, run, from.table.name, done)
        tables.push(done)
      })
      // It is waited for with the next table.
      merging.catch(() => {})
    }
    await merging
  } finally {
    await merging.catch(() => {})
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
