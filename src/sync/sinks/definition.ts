// A sink as the operator writes it down: whose cases it reports, in which form, with which codes, over which road. Whatever
// is wrong is named by its place before anything is kept.
import { z } from 'zod'
import { procedureAt } from '../../procedure/index.ts'
import { httpForm, pathForm, pointer } from '../sources/http-form.ts'
import { reviewMembers } from './reviews.ts'
import { templateFaults } from './template.ts'

/** A configuration that cannot be used; each fault names its place. */
export class SinkFault extends Error {
  readonly faults: readonly string[]
  constructor(faults: readonly string[]) {
    const list = faults.length === 1 ? ` ${faults[0]}` : `\n${faults.map((fault) => `  ${fault}`).join('\n')}`
    super(`The sink cannot be used:${list}`)
    this.name = 'SinkFault'
    this.faults = faults
  }
}

/** A name that exchange tables have; quoted where it is used. */
const column = z
  .string()
  .regex(/^[A-Za-z_\u4e00-\u9fff][\w$\u4e00-\u9fff]{0,62}$/, 'must be the name of a column: letters, digits and _')
const parameter = z.string().min(1).max(100)
const member = z.string().min(1).max(128)
const fixed = z.record(z.string(), z.string()).default({})

const restForm = httpForm
  .extend({
    method: z.enum(['POST', 'PUT']).default('POST'),
    /** `{caseId}`, `{version}` and `{key}` stand for the report's; in the parameters too. */
    path: pathForm,
    parameters: fixed,
    /** The header that carries the id which stays the same over retries. */
    idHeader: z
      .string()
      .regex(/^[\w-]{1,64}$/, 'must be the name of a header')
      .default('X-Request-Id'),
    /** Values at the pointer of `success` after which the same report may be taken later; others are refusals. */
    retryCodes: z.array(z.union([z.string(), z.number()])).default([]),
    /** What the platform says that it holds, day by day; null where it says nothing. */
    figures: z
      .strictObject({
        path: pathForm,
        parameters: fixed,
        from: parameter.default('from'),
        to: parameter.default('to'),
        rows: pointer.default('/data'),
        day: member.default('day'),
        count: member.default('count'),
        digest: member.nullable().default('digest'),
      })
      .nullable()
      .default(null),
    keys: z
      .strictObject({
        path: pathForm,
        parameters: fixed,
        day: parameter.default('day'),
        rows: pointer.default('/data'),
        key: member.default('key'),
        digest: member.nullable().default('digest'),
      })
      .nullable()
      .default(null),
  })
  .strict()

const tableForm = z.strictObject({
  dialect: z.enum(['postgresql', 'mysql']),
  host: z.string().min(1).max(255),
  port: z.int().min(1).max(65_535),
  user: z.string().min(1).max(128),
  database: z.string().min(1).max(128),
  /** PostgreSQL only. */
  schema: column.nullable().default(null),
  table: column,
  tls: z.enum(['off', 'on', 'unverified']).default('off'),
  timeoutMs: z.int().min(100).max(600_000).default(15_000),
  /** Column of `<caseId>/<version>`; must be unique in the table. */
  key: column.default('record_unique_identity'),
  /** Column of the entry's local time, by which both sides count days. */
  at: column,
  /** Control columns (data standard of exchange tables); null leaves one out. */
  control: z
    .strictObject({
      id: column.nullable().default(null),
      time: column.nullable().default('cd_time'),
      source: column.nullable().default(null),
      batch: column.nullable().default(null),
      operation: column.nullable().default('cd_operation'),
      status: column.nullable().default(null),
    })
    .prefault({}),
  /** What the column of the source says, and how that of the id begins. */
  sourceCode: z.string().max(64).default(''),
  fresh: z.int().default(0),
})

const shared = {
  name: z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,99}$/u, 'must be 1 to 100 letters, digits and . _ -'),
  /** Code of the organ in whose name it reports. */
  agency: z.string().regex(/^[0-9A-Z]{18}$/, 'must be a unified social credit code'),
  /** Whose cases it reports beside its own agency's: administrative organs of these regions, in these domains. */
  covers: z
    .strictObject({
      regions: z.array(z.string().regex(/^\d{2,6}$/, 'must be the beginning of a region code')).default([]),
      domains: z.array(z.string()).default([]),
      agencies: z.array(z.string()).default([]),
    })
    .optional(),
  /** Only entries of these steps; left out, all. */
  steps: z.array(z.string()).min(1).optional(),
  /** List → our word → theirs; `$code` names a list. */
  codes: z.record(z.string(), z.record(z.string(), z.string())).default({}),
  /** The platform's form; left out, the report as it stands. */
  body: z.record(z.string(), z.unknown()).optional(),
  /** Results of double-random reviews in a form of their own; left out, none is told. A table needs the form. */
  reviews: z
    .strictObject({
      body: z.record(z.string(), z.unknown()).optional(),
      /** Of REST platforms; left out, that of the cases. `{caseId}` and `{version}` stand for the draw and its running number. */
      path: pathForm.optional(),
      /** Of exchange tables; left out, that of the cases. */
      table: column.optional(),
    })
    .optional(),
  inFlight: z.int().min(1).max(64).default(8),
  /** Whether the daily reconciliation looks at it. */
  reconcile: z.boolean().default(true),
}

const definition = z.discriminatedUnion('kind', [
  z.strictObject({ ...shared, kind: z.literal('rest'), config: restForm }),
  z.strictObject({ ...shared, kind: z.literal('table'), config: tableForm }),
])

export type SinkDefinition = z.infer<typeof definition>
export type RestSink = Extract<SinkDefinition, { kind: 'rest' }>
export type TableSink = Extract<SinkDefinition, { kind: 'table' }>

/** Throws SinkFault. */
export function readDefinition(given: unknown): SinkDefinition {
  const parsed = definition.safeParse(given)
  if (!parsed.success)
    throw new SinkFault(parsed.error.issues.map(({ path, message }) => `/${path.map(String).join('/')}: ${message}`))
  const sink = parsed.data
  const { steps } = procedureAt(Date.now())
  const faults = [
    ...(sink.steps ?? []).flatMap((step, i) =>
      steps[step] === undefined ? [`/steps/${i}: there is no step ${step}`] : [],
    ),
    ...templateFaults(sink.body ?? {}, sink.codes, '/body'),
    ...templateFaults(sink.reviews?.body ?? {}, sink.codes, '/reviews/body', 0, reviewMembers),
    ...(sink.kind === 'table' ? tableFaults(sink) : []),
  ]
  if (faults.length > 0) throw new SinkFault(faults)
  return sink
}

function tableFaults({ body, config, reviews }: TableSink): string[] {
  if (body === undefined) return ['/body: must say what stands in which column']
  if (reviews !== undefined && reviews.body?.[config.at] === undefined)
    return [`/reviews/body: must say what stands in which column, ${config.at} among them`]
  const own = new Set([config.key, ...Object.values(config.control)])
  return [
    ...Object.keys(body).flatMap((name) => {
      if (own.has(name)) return [`/body/${name}: is written by the gateway itself`]
      const said = column.safeParse(name)
      return said.success ? [] : [`/body/${name}: ${said.error.issues[0]?.message}`]
    }),
    ...(body[config.at] === undefined ? [`/config/at: /body has no column ${config.at}`] : []),
  ]
}

/** Words of ours that a list of codes does not have: what would become a dead letter. */
export function unmapped(sink: SinkDefinition): { list: string; words: string[] }[] {
  const { steps, tracks } = procedureAt(Date.now())
  const known: Record<string, string[]> = {
    step: sink.steps ?? Object.keys(steps),
    status: [...Object.keys(tracks.criminal?.states ?? {}).filter((s) => s !== 'divided'), 'several_outcomes'],
  }
  return Object.entries(sink.codes).flatMap(([list, codes]) => {
    const words = (known[list] ?? []).filter((word) => codes[word] === undefined)
    return words.length === 0 ? [] : [{ list, words }]
  })
}
