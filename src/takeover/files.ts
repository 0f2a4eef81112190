// The files that a case's rows name, looked for in the directory that was given: taken in with a digest of today, or listed
// and absent. Taken again, nothing is done twice.
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join, normalize, sep } from 'node:path'
import { run as ask, type Pool } from '../../db/index.ts'
import { type MaterialsRoom, takeImported } from '../materials/index.ts'
import { derivedId } from './ids.ts'
import type { LegacyCase, LegacyFile } from './model.ts'
import type { Run } from './room.ts'

/** Where a row names a file: its name there, its place. A row of another table than the list has it before its key. */
const places = [
  { table: 'CASE_ATTACHMENT', name: 'ATTACHMENT_NAME', path: 'ATTACHMENT_PATH', prefix: '' },
  { table: 'OFFICE_DOC', name: 'DOC_NO', path: 'DOC_PATH', prefix: 'OFFICE_DOC/' },
  { table: 'FIELD_INSTANCE', name: 'FILE_NAME', path: 'FIELD_PATH', prefix: 'FIELD_INSTANCE/' },
] as const

interface Named {
  readonly key: string
  readonly filename: string
  /** Relative to the directory, with `/`. */
  readonly path: string
}

const namedIn = ({ rows }: LegacyCase): Named[] =>
  places.flatMap(({ table, name, path, prefix }) =>
    (rows.get(table) ?? []).flatMap(({ key, values }) => {
      const there = values[path]?.trim().replaceAll('\\', '/').replace(/^\/+/, '') ?? ''
      const last = there.split('/').at(-1) ?? ''
      return there === '' ? [] : [{ key: `${prefix}${key}`, path: there, filename: values[name]?.trim() || last }]
    }),
  )

const fileStatement = {
  name: 'takeover_file_kept',
  text: `
insert into takeover_file (installation_id, key, case_key, path, state, sha256, size, material_id, fault, run)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
on conflict (installation_id, key) do update set path = excluded.path, state = excluded.state, sha256 = excluded.sha256,
  size = excluded.size, material_id = excluded.material_id, fault = excluded.fault, run = excluded.run`,
}

export interface FilesGiven {
  readonly pool: Pool
  readonly room: MaterialsRoom
  readonly directory: string
}

/** The case with its files; `agencyId`: whose they are. */
export async function withFiles(
  given: FilesGiven,
  run: Run,
  legacy: LegacyCase,
  agencyId: string,
): Promise<LegacyCase> {
  const files = new Map(legacy.files)
  for (const named of namedIn(legacy)) {
    if (files.get(named.key)?.state === 'present') continue
    const { fault, ...found } = await takenIn(given, run, named, agencyId)
    files.set(named.key, found)
    await ask(given.pool, fileStatement, [
      ...[run.installation.id, named.key, legacy.caseKey, named.path, found.state],
      ...[found.sha256 ?? null, found.size ?? null, found.materialId ?? null, fault ?? null, run.no],
    ])
  }
  return { ...legacy, files }
}

async function takenIn(
  { room, directory }: FilesGiven,
  run: Run,
  { key, filename, path }: Named,
  agencyId: string,
): Promise<LegacyFile & { readonly fault?: string }> {
  const inside = normalize(path)
  if (inside === '..' || inside.startsWith(`..${sep}`))
    return { state: 'refused', fault: 'the path leads out of the directory' }
  const place = join(directory, inside)
  const there = await stat(place).catch(() => undefined)
  if (there === undefined || !there.isFile()) return { state: 'absent' }
  const { code, secret } = run.installation
  const taken = await takeImported(room, {
    ...{ id: derivedId(secret, code, 'CASE_ATTACHMENT', key), agencyId, filename, size: there.size, path },
    installation: code,
    bytes: (start) => createReadStream(place, { start }),
  })
  if (!('sha256' in taken) || taken.sha256 === null)
    return { state: 'refused', fault: 'detail' in taken ? `${taken.code}: ${taken.detail}` : 'it has no digest' }
  return { state: 'present', sha256: taken.sha256, size: there.size, materialId: taken.id }
}
