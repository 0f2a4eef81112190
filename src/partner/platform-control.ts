// The control doors of the simulated platform: how it shall misbehave, what it shall invent or lose, and all that it
// knows. They are always answered, and at once.
import { z } from 'zod'
import { mannersInput } from './manners.ts'
import { type Grounds, jsonIn, type Knock, type Reply } from './platform-doors.ts'

const changesInput = z.strictObject({
  /** New records, invented. */
  add: z.int().min(0).max(100_000).default(0),
  /** Changes of records that are there. */
  amend: z.int().min(0).max(100_000).default(0),
  withdraw: z.int().min(0).max(100_000).default(0),
  /** Rows as they shall be published, each with record_unique_identity. */
  put: z
    .array(z.looseObject({ record_unique_identity: z.string().min(1).max(200) }))
    .max(10_000)
    .default([]),
})
const forgetInput = z.strictObject({ transfers: z.array(z.string().max(400)).max(100_000) })

const pageMax = 5_000

const bad = (error: z.ZodError): Reply => ({ status: 400, body: { error: z.prettifyError(error) } })

export function control(grounds: Grounds, { method, path, query, body }: Knock): Reply {
  const { conduct, published, transfers, hooks, now } = grounds
  const from = Math.max(0, Number(query.get('after') ?? 0) || 0)
  const limit = Math.min(pageMax, Math.max(1, Number(query.get('limit') ?? pageMax) || pageMax))
  switch (`${method} ${path}`) {
    case 'GET /control':
      return { status: 200, body: known(grounds) }
    case 'POST /control': {
      const patch = mannersInput.partial().safeParse(jsonIn(body))
      if (!patch.success) return bad(patch.error)
      conduct.set(patch.data as Parameters<typeof conduct.set>[0])
      if (patch.data.loseRecords !== undefined) {
        published.losing = new Set(patch.data.loseRecords)
        transfers.losing = new Set(patch.data.loseRecords.filter((key) => !transfers.sequence.has(key)))
      }
      return { status: 200, body: conduct.manners }
    }
    case 'POST /control/records': {
      const changes = changesInput.safeParse(jsonIn(body))
      if (!changes.success) return bad(changes.error)
      const { add, amend, withdraw, put } = changes.data
      const there = (key: string) => published.one(key) !== null
      const done = {
        added: published.invent(add),
        amended: published.amend(amend),
        withdrawn: published.withdraw(withdraw),
        put: put.map((row) => published.put(row, there(row.record_unique_identity) ? 'u' : 'i', now())),
      }
      grounds.changed?.(published.rows(Object.values(done).flat()))
      return { status: 200, body: done }
    }
    case 'POST /control/forget': {
      const asked = forgetInput.safeParse(jsonIn(body))
      return asked.success
        ? { status: 200, body: { forgotten: transfers.forget(asked.data.transfers) } }
        : bad(asked.error)
    }
    case 'GET /control/transfers':
      return { status: 200, body: transfers.receipts.slice(from, from + limit) }
    case 'GET /control/kept':
      return { status: 200, body: { data: transfers.one(query.get('key') ?? '') } }
    case 'GET /control/hooks':
      return { status: 200, body: hooks.hooks.slice(from, from + limit) }
    case 'GET /control/dropped':
      return {
        status: 200,
        body: {
          records: [...published.dropped],
          transfers: [...transfers.lost],
          missing: { records: published.missing(), transfers: transfers.missing() },
        },
      }
    default:
      return { status: 404, body: { error: 'no such control' } }
  }
}

/** Counts of everything; the lists stand behind doors of their own. */
export function known({ conduct, published, transfers, hooks }: Grounds) {
  const told = (sequence: typeof transfers.sequence) => ({
    first: sequence.first,
    repeated: sequence.repeated,
    outOfOrder: sequence.outOfOrder.slice(0, 100),
    outOfOrderCount: sequence.outOfOrder.length,
    otherIds: sequence.otherIds.slice(0, 100),
    otherIdsCount: sequence.otherIds.length,
  })
  return {
    manners: conduct.manners,
    mishaps: conduct.mishaps,
    records: { present: published.size, changes: published.changes, dropped: published.dropped.size },
    transfers: {
      kept: transfers.size,
      receipts: transfers.receipts.length,
      lost: transfers.lost.size,
      missing: transfers.missing().length,
      ...told(transfers.sequence),
    },
    hooks: { received: hooks.hooks.length, ...told(hooks.sequence) },
  }
}
