// A source as the operator writes it down: which platform, how it is read, what of a record is control and what is said,
// and what is usual there. A mistake is named by its place in the file.
import { z } from 'zod'
import { httpForm, pathForm, pointer } from './http-form.ts'

const column = z
  .string()
  .min(1)
  .max(128)
  // Quoted wherever it is used; what no platform calls a column is refused all the same.
  .regex(/^[^\p{Cc}"`\\;]+$/u, 'must be the name of a column')
const parameter = z.string().min(1).max(100)
const fixed = z.record(z.string(), z.string()).default({})
const values = (...otherwise: string[]) => z.array(z.string().max(32)).min(1).default(otherwise)

/** Columns that say how a record travels and not what it says (data.md 1.3); they are taken off before it is read. */
const controlForm = z
  .strictObject({
    /** Key of the record there; it stays part of the record. */
    key: column.default('record_unique_identity'),
    time: column.nullable().default('cd_time'),
    operation: column.nullable().default('cd_operation'),
    batch: column.nullable().default('cd_batch'),
    operations: z
      .strictObject({
        insert: values('i', 'I', 'insert'),
        update: values('u', 'U', 'update'),
        delete: values('d', 'D', 'delete'),
      })
      .prefault({}),
    /** Further columns to take off: by how they begin, or by name. */
    prefixes: z.array(z.string().min(1).max(32)).default(['cd_']),
    names: z.array(column).default([]),
  })
  .prefault({})

const cursorMode = z.strictObject({
  mode: z.literal('cursor'),
  path: pathForm,
  method: z.enum(['GET', 'POST']).default('GET'),
  parameters: fixed,
  cursor: parameter.default('cursor'),
  limit: parameter.nullable().default('limit'),
  next: pointer.default('/data/next'),
  more: pointer.default('/data/more'),
})

const watermarkMode = z.strictObject({
  mode: z.literal('watermark'),
  path: pathForm,
  method: z.enum(['GET', 'POST']).default('GET'),
  parameters: fixed,
  since: parameter.default('since'),
  /** The key after which a page begins among those of the same time. */
  after: parameter.default('after'),
  limit: parameter.nullable().default('limit'),
  more: pointer.nullable().default('/data/more'),
  /** How much later than its own time a record may appear. */
  overlapSeconds: z.int().min(0).max(31_536_000).default(600),
  /** Asked for at first; left out, the parameter is left out. */
  from: z.string().max(40).nullable().default(null),
})

export const restForm = httpForm
  .extend({
    pageSize: z.int().min(1).max(10_000).default(500),
    rows: pointer.default('/data/rows'),
    records: z.discriminatedUnion('mode', [cursorMode, watermarkMode]),
    control: controlForm,
    /** What the platform says of whole days; null where it says nothing. */
    figures: z
      .strictObject({
        path: pathForm,
        parameters: fixed,
        from: parameter.default('from'),
        to: parameter.default('to'),
        rows: pointer.default('/data'),
        day: column.default('day'),
        count: column.default('count'),
        sum: column.nullable().default('sum'),
        digest: column.nullable().default('digest'),
      })
      .nullable()
      .default(null),
    keys: z
      .strictObject({
        path: pathForm,
        parameters: fixed,
        day: parameter.default('day'),
        rows: pointer.default('/data'),
        key: column.default('key'),
        digest: column.default('digest'),
      })
      .nullable()
      .default(null),
    /** One record by its key, as it stands there now. */
    one: z
      .strictObject({ path: pathForm, parameters: fixed, key: parameter.default('key'), row: pointer.default('/data') })
      .nullable()
      .default(null),
    /** Where an answer says that there is nothing to report, in so many words. */
    zeroReport: pointer.nullable().default(null),
  })
  .strict()

export const tableForm = z.strictObject({
  dialect: z.enum(['postgresql', 'mysql']),
  host: z.string().min(1).max(255),
  port: z.int().min(1).max(65_535),
  user: z.string().min(1).max(128),
  database: column,
  /** PostgreSQL only. */
  schema: column.nullable().default(null),
  table: column,
  tls: z.enum(['off', 'on', 'unverified']).default('off'),
  timeoutMs: z.int().min(100).max(600_000).default(15_000),
  pageSize: z.int().min(1).max(5_000).default(500),
  control: controlForm,
  /** What tells two rows of the same key apart, where the table keeps each operation as a row; left out, the key. */
  rowId: column.nullable().default(null),
  status: z
    .strictObject({
      column: column.default('cd_status'),
      message: column.nullable().default('cd_message'),
      messageMax: z.int().min(10).max(4_000).default(200),
      fresh: z.int().default(0),
      taken: z.int().default(1),
      failed: z.int().default(2),
    })
    .nullable()
    .default(null),
  /** Without a status column: how much later than its own time a row may appear. */
  overlapSeconds: z.int().min(0).max(31_536_000).default(600),
  /** For the sums of days; null where there is no amount to sum. */
  amount: z
    .strictObject({ column: column, unit: z.enum(['wan', 'yuan', 'fen']).default('wan') })
    .nullable()
    .default(null),
})

export const filesForm = z.strictObject({
  directory: z.string().min(1).max(2_000).regex(/^\//, 'must be an absolute path'),
  /** Left out, folders of these names within the directory. */
  taken: z.string().max(2_000).regex(/^\//, 'must be an absolute path').optional(),
  setAside: z.string().max(2_000).regex(/^\//, 'must be an absolute path').optional(),
  receipts: z.string().max(2_000).regex(/^\//, 'must be an absolute path').optional(),
  firstSequence: z.int().min(0).default(1),
  /** A package younger than this may still be being written. */
  settleSeconds: z.int().min(0).max(86_400).default(5),
  maxBytes: z
    .int()
    .min(1_024)
    .default(2 * 1024 ** 3),
  maxUnpackedBytes: z
    .int()
    .min(1_024)
    .default(8 * 1024 ** 3),
  pageSize: z.int().min(1).max(10_000).default(1_000),
  control: controlForm,
})

const hours = z
  .number()
  .positive()
  .max(24 * 366)

export const habitForm = z
  .strictObject({
    /** A record nobody knew comes at least this often; left out, silence is usual. */
    recordsWithinHours: hours.optional(),
    /** It answers at least this often. */
    answersWithinHours: hours.optional(),
    /** Where there is nothing, it says so within the same time: a report of zero counts as a record. */
    zeroReports: z.boolean().default(false),
  })
  .refine((h) => !h.zeroReports || h.recordsWithinHours !== undefined, {
    path: ['zeroReports'],
    message: 'needs recordsWithinHours',
  })
  .prefault({})

const shared = {
  name: z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,99}$/u, 'must be 1 to 100 letters, digits and . _ -'),
  /** Code of the organ on whose behalf it is read. */
  agency: z.string().regex(/^[0-9A-Z]{18}$/, 'must be a unified social credit code'),
  /** False: entered, and pulled only when somebody asks. */
  enabled: z.boolean().default(true),
  everySeconds: z.int().min(1).max(31_536_000).default(60),
  habit: habitForm,
  /** A preset's id, a mapping of fields, or null: recognised by the fields of each record. */
  mapping: z
    .union([z.string().min(1).max(100), z.record(z.string(), z.unknown())])
    .nullable()
    .default(null),
}

export const sourceForm = z.discriminatedUnion('kind', [
  z.strictObject({ ...shared, kind: z.literal('rest'), config: restForm }),
  z.strictObject({ ...shared, kind: z.literal('table'), config: tableForm }),
  z.strictObject({ ...shared, kind: z.literal('files'), config: filesForm }),
])

export type SourceEntry = z.infer<typeof sourceForm>
export type RestConfig = z.infer<typeof restForm>
export type TableConfig = z.infer<typeof tableForm>
export type FilesConfig = z.infer<typeof filesForm>
export type Control = z.infer<typeof controlForm>
export type Habit = z.infer<typeof habitForm>
export const configForms = { rest: restForm, table: tableForm, files: filesForm } as const
