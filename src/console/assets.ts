// Stylesheet and scripts, read once: each has its digest in its name and never changes under it.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

export interface Asset {
  readonly url: string
  readonly type: string
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly gzipped: Uint8Array<ArrayBuffer>
}

const types = { css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8' } as const
const known = new Map<string, Asset>()

/** The file `src/console/assets/<name>`. */
export function asset(name: string): Asset {
  const there = known.get(name)
  if (there !== undefined) return there
  const bytes = new Uint8Array(readFileSync(fileURLToPath(new URL(`./assets/${name}`, import.meta.url))))
  return keep(name, bytes)
}

/** What a package brings, under a name of ours. */
export function keep(name: string, bytes: Uint8Array<ArrayBuffer>): Asset {
  const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 16)
  const type = types[name.endsWith('.css') ? 'css' : 'js']
  const made = {
    url: `/console/assets/${digest}/${name}`,
    type,
    bytes,
    gzipped: new Uint8Array(gzipSync(bytes, { level: 9 })),
  }
  known.set(name, made)
  return made
}

export const assetUrl = (name: string): string => asset(name).url

/** By the digest and the name in its path; undefined where there is none. */
export function assetAt(path: string): Asset | undefined {
  const name = path.split('/').at(-1) ?? ''
  const found = known.get(name)
  return found?.url === path ? found : undefined
}
