// The published tree (C2SP tlog-tiles): anybody may follow it, nobody needs to say who they are. Everything but the last
// checkpoint never changes once it is there, so caches may keep it for good.
import { type Context, Hono } from 'hono'
import type { Pool } from '../../db/index.ts'
import {
  consistencyProof,
  entryBundle,
  inclusionProof,
  publishedCheckpoint,
  publishedKeys,
  publishedSize,
  tile,
} from '../journal/index.ts'
import { Refusal } from '../kernel/index.ts'
import type { DoorEnv } from './context.ts'
import { problem } from './problem.ts'

const forGood = 'public, max-age=31536000, immutable'
/** The next one comes within seconds. */
const forSeconds = 'public, max-age=3'
const textType = 'text/plain; charset=utf-8'
/** Six levels of tiles hold 2^48 leaves. */
const levelMax = 5

type C = Context<DoorEnv>

/** Mount at `/journal`, before anything that asks who is there. */
export function journalDoor(pool: Pool): Hono<DoorEnv> {
  const door = new Hono<DoorEnv>()

  door.get('/checkpoint', async (c) => {
    const note = await publishedCheckpoint(pool)
    if (note === null) return nothing(c)
    return c.body(note, 200, { 'content-type': textType, 'cache-control': forSeconds })
  })

  door.get('/key', async (c) => {
    const keys = await publishedKeys(pool)
    if (keys.length === 0) return nothing(c)
    return c.body(`${keys.join('\n')}\n`, 200, { 'content-type': textType, 'cache-control': 'public, max-age=300' })
  })

  door.get('/tile/:level/:rest{.+}', async (c) => {
    const { level, rest } = c.req.param()
    const asked = tileAsked(rest)
    if (asked === null) return nothing(c)
    const bytes =
      level === 'entries'
        ? await entryBundle(pool, asked.no, asked.width)
        : /^\d$/.test(level) && Number(level) <= levelMax
          ? await tile(pool, Number(level), asked.no, asked.width)
          : null
    if (bytes === null) return nothing(c)
    return c.body(new Uint8Array(bytes), 200, {
      'content-type': 'application/octet-stream',
      'cache-control': forGood,
    })
  })

  door.get('/proof/inclusion', async (c) => {
    const last = await publishedSize(pool)
    const size = number(c, 'size', 1, last) ?? last
    if (size instanceof Refusal) return problem(c, size)
    const leaf = number(c, 'leaf', 0, size - 1) ?? missing('leaf')
    if (leaf instanceof Refusal) return problem(c, leaf)
    return proof(c, { leaf, size }, await inclusionProof(pool, leaf, size))
  })

  door.get('/proof/consistency', async (c) => {
    const last = await publishedSize(pool)
    const to = number(c, 'to', 1, last) ?? last
    if (to instanceof Refusal) return problem(c, to)
    const from = number(c, 'from', 1, to) ?? missing('from')
    if (from instanceof Refusal) return problem(c, from)
    return proof(c, { from, to }, await consistencyProof(pool, from, to))
  })

  return door
}

/** `x001/x234/067` with `.p/<width>` where it is not full; null where it is written otherwise. */
export function tileAsked(path: string): { no: number; width: number } | null {
  const [, groups, partial] = /^((?:x\d{3}\/)*\d{3})(?:\.p\/([1-9]\d{0,2}))?$/.exec(path) ?? []
  if (groups === undefined || groups.startsWith('x000')) return null
  const no = Number(groups.replaceAll(/[x/]/g, ''))
  const width = partial === undefined ? 256 : Number(partial)
  if (!Number.isSafeInteger(no * 256 * 256) || (partial !== undefined && width > 255)) return null
  return { no, width }
}

const nothing = (c: C) => problem(c, new Refusal('not_found', 'The log holds nothing of this name.'))

function proof(c: C, of: Record<string, number>, path: readonly Buffer[]): Response {
  const body = JSON.stringify({ ...of, hashes: path.map((hash) => hash.toString('base64')) })
  return c.body(body, 200, { 'content-type': 'application/json', 'cache-control': forGood })
}

function number(c: C, name: string, min: number, max: number): number | undefined | Refusal {
  const value = c.req.query(name)
  if (value === undefined) return undefined
  const n = /^\d{1,15}$/.test(value) ? Number(value) : -1
  return n >= min && n <= max ? n : wrong(name, `a number from ${min} to ${max} is needed`)
}

const missing = (name: string) => wrong(name, 'is needed')

const wrong = (name: string, detail: string) =>
  new Refusal('invalid_fields', 'A query parameter is not as the contract has it.', {
    errors: [{ pointer: `/${name}`, detail }],
  })
