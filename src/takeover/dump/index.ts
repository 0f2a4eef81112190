// Opens a dump by what it is: a folder of tables, the older platform's own export package, a spreadsheet of cases, or its
// database.
import { stat } from 'node:fs/promises'
import { openDatabase } from './database.ts'
import { type Dump, DumpFault } from './dump.ts'
import { openFolder } from './folder.ts'
import { openPackage } from './package.ts'
import { openSheet } from './sheet.ts'

export { type Dump, DumpFault, type DumpTable } from './dump.ts'
export { RowReader, type Spelling, type StagedRow, type Tally } from './values.ts'

export interface Opening {
  /** Code of the installation; the package puts it before its keys. */
  readonly installation: string
  /** The dump holds only what changed since the last one. */
  readonly partial: boolean
  /** Asked for when a package wants one; never kept. */
  readonly password: () => Promise<string>
}

export async function openDump(place: string, opening: Opening): Promise<Dump> {
  if (/^(mysql|mariadb):\/\//.test(place)) return openDatabase(place, opening.partial)
  const found = await stat(place).catch(() => {
    throw new DumpFault(`${place} is not there or cannot be read.`)
  })
  if (found.isDirectory()) return openFolder(place, !opening.partial)
  if (/\.xlsx?$/i.test(place)) return openSheet(place)
  if (/\.(zip|ksc)$/i.test(place)) return openPackage(place, opening)
  throw new DumpFault(`${place} is neither a folder of tables, an export package (.zip) nor a spreadsheet (.xlsx).`)
}
