// Reads what an operator hands in about keys: JWKS files, dates of a key's period, and the new pair made on request.
import { readFileSync, rmSync } from 'node:fs'
import type { JWK } from 'jose'
import { newSigningKey, Unregistrable, writePrivateJwk } from '../agencies/index.ts'

/** Parsed JSON of a file; `-` reads standard input. */
function jsonFile(path: string, field: string): unknown {
  let text: string
  try {
    text = readFileSync(path === '-' ? 0 : path, 'utf8')
  } catch {
    throw new Unregistrable(field, `The file ${path} cannot be read.`)
  }
  try {
    return JSON.parse(text)
  } catch {
    throw new Unregistrable(field, `The file ${path} is no JSON.`)
  }
}

/** An instant, RFC 3339 with its offset: a key that ends at an ambiguous hour ends at the wrong one. */
export function instant(value: string | undefined, field: string): Date | undefined {
  if (value === undefined) return undefined
  const date = new Date(value)
  const isInstant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(value)
  if (!isInstant || Number.isNaN(date.getTime()))
    throw new Unregistrable(field, 'An instant looks like 2026-12-31T23:59:59+08:00.')
  return date
}

/** Makes a key pair for a client, writes the private half to `path` (mode 600, never overwritten) and answers the public one. */
function generateClientKey(path: string): JWK {
  const { key, privateJwk } = newSigningKey()
  try {
    writePrivateJwk(path, privateJwk)
  } catch (error) {
    const exists = (error as NodeJS.ErrnoException).code === 'EEXIST'
    throw new Unregistrable(
      'generateKey',
      exists ? `The file ${path} exists; a key is never overwritten.` : `The file ${path} cannot be written.`,
    )
  }
  return key.publicJwk
}

export interface KeySource {
  readonly jwks?: string | undefined
  readonly generateKey?: string | undefined
}

/** The keys given in one way or the other; if the registry refuses, the file of a new pair is taken away again. */
export async function withKeys<T>({ jwks, generateKey }: KeySource, work: (keys: unknown) => Promise<T>): Promise<T> {
  if (jwks !== undefined && generateKey !== undefined)
    throw new Unregistrable('generateKey', 'Give either a JWKS or a file for a new key.')
  if (generateKey === undefined) return work(jwks === undefined ? undefined : jsonFile(jwks, 'jwks'))
  const publicJwk = generateClientKey(generateKey)
  try {
    return await work(publicJwk)
  } catch (error) {
    if (error instanceof Unregistrable) rmSync(generateKey, { force: true })
    throw error
  }
}
