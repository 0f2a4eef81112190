// The OpenAPI 3.1 document, made from the operations and the zod contracts; never written by hand.
import { type ZodType, z } from 'zod'
import { answers } from '../../schemas/index.ts'
import { refusalCodes } from '../kernel/index.ts'
import { type Operation, operations } from './operations.ts'
import { statusOf } from './problem.ts'

type Json = Record<string, unknown>

const statusWords: Readonly<Record<number, string>> = {
  400: 'malformed',
  401: 'who are you',
  403: 'not your step',
  404: 'not there for you',
  409: 'not the time',
  412: 'stale version',
  413: 'too large',
  415: 'wrong media type',
  416: 'range not satisfiable',
  410: 'gone',
  422: 'a condition is not met',
  423: 'another connection holds it',
  429: 'too many',
  501: 'not offered',
  507: 'no room',
  503: 'cannot do its work at this moment',
}

const description = `衔接 · the gateway between administrative enforcement and criminal justice in China.

**Order of refusals.** With two things wrong, the first of these is the answer: ${refusalCodes.map((c) => `\`${c}\` (${statusOf[c]})`).join(', ')}.
From \`duplicate_document\` on only the database knows, so these come last whatever their status.
A refusal is an RFC 9457 problem with a stable \`code\`; one by the procedure carries \`basis\`: instrument and article.

**Idempotency.** A POST under /v1 takes \`Idempotency-Key\`, scoped to client, method and path, kept at least 7 days. Same key and
bytes: the first outcome again with \`Idempotent-Replayed: true\`. Same key, other bytes: 422. A refusal is not kept.

**Times** are RFC 3339 in UTC; a clock's \`localDate\` is the date in Asia/Shanghai on which it ends.`

/** Every schema with an id becomes a component; the rest stands in place. */
function components(): { schemas: Json; ref: (schema: ZodType) => Json } {
  const registry = z.registry<{ id: string }>()
  const add = (schema: ZodType) => {
    const id = schema.meta()?.id
    if (id !== undefined && !registry.has(schema)) registry.add(schema, { id })
  }
  for (const op of operations()) {
    if (op.body instanceof z.ZodType) add(op.body)
    if (op.ok.schema) add(op.ok.schema)
  }
  for (const schema of Object.values(answers)) add(schema)
  const made = z.toJSONSchema(registry, {
    uri: (id) => `#/components/schemas/${id}`,
    io: 'input',
    target: 'draft-2020-12',
  }).schemas as Record<string, Json>
  // What only stands inside others is set apart there, and has its own place here.
  const { __shared: inside, ...own } = made
  const all = { ...own, ...((inside?.$defs ?? {}) as Record<string, Json>) }
  const schemas: Json = {}
  // By name: the order in which a module's exports are listed is the loader's affair.
  for (const [id, { $schema: _s, $id: _i, id: _d, ...schema }] of Object.entries(all).sort(([a], [b]) =>
    a < b ? -1 : 1,
  ))
    schemas[id] = inPlace(schema)
  return { schemas: clean(schemas) as Json, ref: (schema) => ({ $ref: `#/components/schemas/${schema.meta()?.id}` }) }
}

/** References to what was set apart lead to its own place. */
function inPlace(schema: Json): Json {
  return JSON.parse(JSON.stringify(schema).replaceAll('__shared#/$defs/', '')) as Json
}

/**
 * `id` is zod's own word inside schemas, not one of JSON Schema; as the name of a property it stays. The bounds of what a
 * JavaScript number can count say nothing to a reader.
 */
function clean(value: unknown, insideProperties = false): unknown {
  if (Array.isArray(value)) return value.map((v) => clean(v))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(
        ([key, v]) =>
          insideProperties ||
          ((key !== 'id' || typeof v !== 'string') && Math.abs(Number(v)) !== Number.MAX_SAFE_INTEGER),
      )
      .map(([key, v]) => [key, clean(v, key === 'properties' && !insideProperties)]),
  )
}

export function openapiDocument(issuer: string): Json {
  const { schemas, ref } = components()
  const paths: Record<string, Json> = {}
  for (const op of operations()) {
    paths[op.path] ??= {}
    ;(paths[op.path] as Json)[op.method] = operationObject(op, ref)
  }
  return {
    openapi: '3.1.0',
    info: {
      title: '衔接 Xianjie',
      version: '1',
      summary: 'Transfers of suspected crimes, supervised',
      description,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: issuer }],
    tags: [
      'Transfers',
      'Steps',
      'Drafts',
      'Penalty cases',
      'Clues',
      'Materials',
      'Letters',
      'Changes',
      'Procedure',
      'Identity',
      'Operation',
    ].map((name) => ({
      name,
      description: name,
    })),
    paths,
    components: {
      schemas,
      responses: Object.fromEntries(
        Object.entries(statusWords).map(([status, description]) => [
          `Problem${status}`,
          { description, content: { 'application/problem+json': { schema: ref(answers.problem) } } },
        ]),
      ),
      securitySchemes: {
        clientCredentials: {
          type: 'oauth2',
          description: 'private_key_jwt (RFC 7523)',
          flows: { clientCredentials: { tokenUrl: `${issuer}/oauth/token`, scopes: {} } },
        },
      },
    },
    security: [{ clientCredentials: [] }],
  }
}

function operationObject(op: Operation, ref: (schema: ZodType) => Json): Json {
  const parameters = [
    ...[...op.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
      name,
      in: 'path',
      required: true,
      schema:
        name === 'no' ? { type: 'integer' } : name === 'id' ? { type: 'string', format: 'uuid' } : { type: 'string' },
    })),
    ...(op.query ?? []).map((q) => ({
      name: q.name,
      in: 'query',
      description: q.description,
      required: q.required ?? false,
      schema: { type: 'string' },
    })),
    ...(op.headers ?? []).map((name) => ({ name, in: 'header', required: false, schema: { type: 'string' } })),
  ]
  const body =
    op.body instanceof z.ZodType
      ? { 'application/json': { schema: ref(op.body) } }
      : op.body && { [op.body.type]: { schema: { type: 'string' } } }
  const content = op.ok.schema
    ? { 'application/json': { schema: ref(op.ok.schema) } }
    : op.ok.type
      ? { [op.ok.type]: { schema: { type: 'string' } } }
      : undefined
  return {
    operationId: op.id,
    tags: [op.tag],
    summary: op.summary,
    ...(op.description && { description: op.description }),
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: { required: true, content: body } }),
    responses: {
      [op.ok.status]: { description: op.ok.description, ...(content && { content }) },
      ...(op.sent && {
        '202': {
          description:
            'the case is at home at another gateway: the act was signed and sent there, and is not yet entered',
          content: { 'application/json': { schema: ref(op.sent) } },
        },
      }),
      ...Object.fromEntries(op.refusals.map((status) => [status, { $ref: `#/components/responses/Problem${status}` }])),
    },
    ...(op.open && { security: [] }),
  }
}
