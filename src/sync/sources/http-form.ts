// How a platform is called, as an operator writes it down: where, within which limits, and how a request is signed. The
// secret is not in here; it is kept sealed beside it.
import { z } from 'zod'

const name = z.string().min(1).max(100)
export const pointer = z
  .string()
  .regex(/^(\/([^~/]|~[01])*)*$/, 'must be a JSON pointer (RFC 6901), for example /data/rows')
const headerName = z.string().regex(/^[\w-]{1,64}$/, 'must be the name of a header')
const path = z
  .string()
  .regex(/^[^\s#]*$/, 'must be a path without spaces')
  .max(2000)

export const algorithms = ['none', 'hmac-sha256', 'hmac-sm3', 'hmac-md5', 'md5', 'sm3', 'sha256'] as const

/** What is signed and how, part by part: platforms agree on nothing but the idea. */
const signatureForm = z.strictObject({
  algorithm: z.enum(algorithms).default('none'),
  /** appKey, appId: who we are there. */
  key: z.string().max(500).default(''),
  /** Where key, timestamp, nonce and signature stand in the request. */
  in: z.enum(['headers', 'query', 'body']).default('headers'),
  /** What they are called there; left out, by the names under which they are signed. */
  sent: z
    .strictObject({ key: name.optional(), timestamp: name.optional(), nonce: name.optional(), sign: name.optional() })
    .default({}),
  /** The names under which they are signed; null leaves one out of the signature and of the request. */
  signed: z
    .strictObject({
      key: name.nullable().default('appKey'),
      timestamp: name.nullable().default('timestamp'),
      nonce: name.nullable().default('nonce'),
      /** Hex digest of the body, where there is one. */
      body: name.nullable().default('bodySha256'),
    })
    .prefault({}),
  bodyDigest: z.enum(['sha256', 'sm3', 'md5']).default('sha256'),
  /** Whether the parameters of the query are signed, or only the four above. */
  parameters: z.boolean().default(true),
  order: z.enum(['name', 'name-ignoring-case', 'as-listed']).default('name'),
  pair: z.string().max(8).default('='),
  joiner: z.string().max(8).default('&'),
  /** For digests without a key: where the secret stands. An HMAC has it as its key, and `append` beside that where told. */
  secret: z.enum(['default', 'append', 'prepend', 'both-ends', 'append-named']).default('default'),
  /** The name under which it is appended: `&key=SECRET`. */
  secretName: name.default('key'),
  values: z.enum(['plain', 'url-encoded']).default('plain'),
  empty: z.enum(['keep', 'leave-out']).default('keep'),
  encoding: z.enum(['hex', 'base64']).default('hex'),
  casing: z.enum(['upper', 'lower']).default('upper'),
  timestamp: z.enum(['ms', 's', 'yyyyMMddHHmmss', 'yyyy-MM-dd HH:mm:ss']).default('ms'),
})

export const signingForm = signatureForm
  .extend({
    /** A token that is fetched first, with a signed request of its own, and renewed before it runs out. */
    token: z
      .strictObject({
        path,
        method: z.enum(['GET', 'POST']).default('POST'),
        signature: signatureForm.prefault({}),
        token: pointer,
        expiresIn: pointer.optional(),
        unit: z.enum(['s', 'ms']).default('s'),
        /** Where the platform does not say how long it is good. */
        lifetimeSeconds: z.int().min(1).max(31_536_000).default(600),
        renewBeforeSeconds: z.int().min(0).max(86_400).default(60),
        /** Sent as a header or in the query, or used as the secret by which requests are signed. */
        use: z.enum(['header', 'query', 'secret']).default('header'),
        sentAs: name.default('X-Token'),
        prefix: z.string().max(32).default(''),
      })
      .optional(),
  })
  .prefault({})

export const httpForm = z.object({
  baseUrl: z.url({ protocol: /^https?$/ }).max(2000),
  timeoutMs: z.int().min(100).max(600_000).default(15_000),
  maxBytes: z
    .int()
    .min(1_024)
    .max(256 * 1024 * 1024)
    .default(8 * 1024 * 1024),
  headers: z.record(headerName, z.string().max(2000)).default({}),
  signing: signingForm,
  /** By which an answer is known to be none of an error; HTTP 2xx is asked for in any case. */
  success: z
    .strictObject({ pointer, equals: z.union([z.string(), z.number(), z.boolean()]) })
    .nullable()
    .default(null),
  /** Where an error says what is wrong. */
  message: pointer.default('/message'),
})

export type HttpConfig = z.infer<typeof httpForm>
export type Signing = z.infer<typeof signingForm>
export type Signature = z.infer<typeof signatureForm>
export { path as pathForm }
