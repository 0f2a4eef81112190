// The wire contract of sources (对接平台, 来源): where each stands, its last pulls, and what a dry run shows. Never a secret.
import { z } from 'zod'
import { uuid } from './primitives.ts'

const at = z.iso.datetime()
const maybe = at.nullable()

const source = {
  id: uuid,
  name: z.string(),
  kind: z.enum(['rest', 'table', 'files']),
  agency: z.strictObject({ id: uuid, code: z.string().nullable(), name: z.string().nullable() }),
  state: z.enum(['enabled', 'disabled']),
  everySeconds: z.number(),
  hasSecret: z.boolean(),
  nextAt: at,
  lastRunAt: maybe,
  lastOkAt: maybe,
  lastRecordAt: maybe.meta({ description: 'when a record last came that was not known' }),
  lastZeroReportAt: maybe.meta({ description: 'when it last said that there was nothing' }),
  lastControlTime: z.string().nullable().meta({ description: 'control time of the youngest record read, local' }),
  lagSeconds: z.int().meta({ description: 'since the last pull that came to its end' }),
  backlog: z.int().nullable().meta({ description: 'what waits there, where it can be asked' }),
  failures: z.int().meta({ description: 'failed pulls in a row' }),
  lastError: z.string().nullable(),
  createdAt: at,
}

const sourceRun = z.strictObject({
  id: uuid,
  askedBy: z.string(),
  begunAt: at,
  endedAt: maybe,
  state: z.enum(['running', 'ok', 'failed', 'cut']),
  pages: z.int(),
  read: z.int(),
  created: z.int(),
  updated: z.int(),
  unchanged: z.int(),
  quarantined: z.int(),
  refused: z.int(),
  error: z.string().nullable().meta({ description: 'names the place: pointer, column, file and line' }),
})

const packageShown = z.strictObject({
  sequence: z.int().nullable(),
  name: z.string(),
  sha256: z.string(),
  state: z.enum(['taken', 'set_aside', 'skipped']),
  reason: z.string().nullable(),
  counts: z.record(z.string(), z.int()).nullable(),
  receipt: z.string().nullable().meta({ description: 'the signed receipt (JWS)' }),
  at,
})

export const sourceList = z.strictObject({ items: z.array(z.strictObject(source)) }).meta({ id: 'SourceList' })
export const sourceAnswer = z
  .strictObject({
    ...source,
    config: z.record(z.string(), z.unknown()),
    mapping: z.union([z.string(), z.record(z.string(), z.unknown())]).nullable(),
    habit: z.record(z.string(), z.unknown()),
    runs: z.array(sourceRun).meta({ description: 'the youngest first, at most 20' }),
    packages: z.array(packageShown).meta({ description: 'of a file drop, the youngest first, at most 20' }),
  })
  .meta({ id: 'Source' })
export const sourceAsked = z.strictObject({ ...source }).meta({ id: 'SourceAsked' })

export const dryRunBody = z.strictObject({ limit: z.int().min(1).max(100).optional() }).meta({ id: 'DryRunRequest' })
export const dryRunAnswer = z
  .strictObject({
    source: z.string(),
    more: z.boolean(),
    error: z.string().nullable(),
    records: z.array(
      z.strictObject({
        line: z.int(),
        key: z.string().nullable(),
        operation: z.string().nullable(),
        time: z.string().nullable(),
        day: z.string().nullable(),
        outcome: z.enum(['created', 'updated', 'unchanged', 'quarantined', 'refused']),
        record: z.record(z.string(), z.unknown()).nullable(),
        faults: z.array(z.strictObject({ field: z.string(), code: z.string(), detail: z.string() })),
      }),
    ),
  })
  .meta({ id: 'DryRun' })
