// Files of the older platform: what the columns of a form point at, what hangs at a task, what the list holds beside. A file
// that is listed and not there is told, never made up for.
import type { ImportedMaterial, LegacyFile, LegacyRow } from '../model.ts'
import type { CaseRows } from './case-rows.ts'

/** What a column of a form holds, in the kinds of the contract. */
const kindOfColumn: Readonly<Record<string, string>> = {
  YISONG_FILE: 'M1',
  SURVEY_FILE: 'M2',
  GOODS_LIST_FILE: 'M3',
  IDENTIFY_FILE: 'M4',
  OTHER_FILE: 'M5',
  PENALTY_FILE: 'penalty_decision',
  LIAN_FILE: 'other',
  MEASURES_FILE: 'other',
  ATTACH_FILE: 'other',
  FILE_EXPLAIN: 'other',
}

export interface Attached extends Omit<ImportedMaterial, 'version'> {
  readonly file: LegacyFile | undefined
}

/** Relative, with `/`; null where it would lead out of the directory. */
export function pathOf(raw: string): string | null {
  const path = raw.replaceAll('\\', '/').replace(/^(\.?\/)+/, '')
  return path === '' || /^[A-Za-z]:/.test(path) || path.split('/').includes('..') ? null : path
}

export class Attachments {
  readonly #rows: CaseRows
  readonly #listed: ReadonlyMap<string, LegacyRow>
  readonly #taken = new Set<string>()

  constructor(rows: CaseRows) {
    this.#rows = rows
    this.#listed = new Map(rows.of('CASE_ATTACHMENT').map((row) => [row.key, row]))
  }

  /** Of a form; an id that the list lacks is told as absent. */
  ofForm(form: LegacyRow | undefined): Attached[] {
    const found: Attached[] = []
    for (const column in form === undefined ? {} : form.values) {
      const kind = kindOfColumn[column]
      // One file a slot; where a platform was extended, several ids by comma.
      for (const id of kind === undefined ? [] : (form?.values[column] ?? '').split(',')) {
        const one = id.trim()
        if (one === '') continue
        const row = this.#listed.get(one)
        if (row === undefined)
          this.#rows.differ('attachment_absent', 'CASE_ATTACHMENT', one, { column, form: form?.table ?? '' })
        else
          found.push(...this.#taking(one, kind ?? 'other', row, row.values.ATTACHMENT_NAME, row.values.ATTACHMENT_PATH))
      }
    }
    return found
  }

  /** Of fields of a task's form. */
  ofFields(fields: readonly LegacyRow[]): Attached[] {
    return fields.flatMap((row) =>
      this.#taking(`FIELD_INSTANCE/${row.key}`, 'other', row, row.values.FILE_NAME, row.values.FIELD_PATH),
    )
  }

  /** A paper that was sent beside the procedure. */
  ofDocument(row: LegacyRow): Attached[] {
    const type = row.values.DOC_TYPE
    const kind = type ? this.#rows.codes.documentKinds.get(type) : undefined
    // A type that their dictionary has a word for is known; that no material here is called so makes it another paper.
    if (kind === undefined) this.#rows.word('docType', type)
    return this.#taking(`OFFICE_DOC/${row.key}`, kind ?? 'other', row, row.values.DOC_NO, row.values.DOC_PATH)
  }

  /** What no form points at. */
  left(): Attached[] {
    return [...this.#listed].flatMap(([id, row]) =>
      this.#taken.has(id) ? [] : this.#taking(id, 'other', row, row.values.ATTACHMENT_NAME, row.values.ATTACHMENT_PATH),
    )
  }

  #taking(
    attachment: string,
    kind: string,
    row: LegacyRow,
    name: string | null | undefined,
    raw: string | null | undefined,
  ): Attached[] {
    if (this.#taken.has(attachment)) return []
    this.#taken.add(attachment)
    const file = this.#rows.files.get(attachment)
    const path = raw ? pathOf(raw) : null
    const listed = row.table === 'CASE_ATTACHMENT' ? attachment : row.key
    if (path === null || file?.state === 'refused') {
      if (raw) this.#rows.differ('attachment_refused', row.table, listed, { path: raw })
      return []
    }
    if (file?.state === 'absent') this.#rows.differ('attachment_absent', row.table, listed, { path })
    const filename = name?.trim() || (path.split('/').at(-1) ?? path)
    return file?.state === 'present' ? [{ attachment, kind, filename, path, file }] : []
  }
}
