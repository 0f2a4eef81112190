// Sends prepared acts to the database. Submissions that arrive while others are under way are gathered into one
// statement, each with a verdict of its own; a failure of the statement itself makes each stand alone, so that nobody
// pays for another's input.
import { answeredByDatabase, inTransaction, type Pool, run, type Statement } from '../../db/index.ts'
import type { Prepared } from './prepare.ts'
import { advanceStatement, checkStatement, enterStatement, openStatement } from './statements.ts'
import type { Verdict } from './verdict.ts'

/** Rows as one JSON array, each with the number of its act; written into the text, so that no row is copied for it. */
function json(rows: readonly (readonly object[])[]): string {
  let text = ''
  for (const [ord, list] of rows.entries()) {
    for (const row of list) text += `${text === '' ? '[' : ','}{"ord":${ord},${JSON.stringify(row).slice(1)}`
  }
  return text === '' ? '[]' : `${text}]`
}

function values(acts: readonly Prepared[]): string[] {
  return [
    json(acts.map((a) => [a.act])),
    json(acts.map((a) => a.officers)),
    json(acts.map((a) => a.materials)),
    json(acts.map((a) => a.parts)),
    json(acts.map((a) => a.notices)),
    json(acts.map((a) => a.clocks)),
    json(acts.map((a) => a.marks)),
  ]
}

const first = (rows: readonly Verdict[]): Verdict => {
  const row = rows[0]
  if (row === undefined) throw new Error('the statement gave no verdict')
  return row
}

/** `vouched`: another gateway answers for the client and the officers. */
export async function commitAdvance(pool: Pool, act: Prepared, vouched = false): Promise<Verdict> {
  return first(await run<Verdict>(pool, vouched ? enterStatement : advanceStatement, advanceValues(act)))
}

export const advanceValues = (act: Prepared): string[] => [
  ...values([act]),
  json([act.clockChanges]),
  json([act.notes]),
  json([act.items]),
  json([act.movements]),
]

const openValues = (acts: readonly Prepared[]): string[] => [...values(acts), json(acts.map((a) => a.items))]

/** The other case that an act changes with its own. */
export interface Pair {
  readonly opens: boolean
  readonly prepared: Prepared
}

const pairLockStatement: Statement = {
  name: 'cases_lock_pair',
  text: 'select id from transfer where id = any($1::uuid[]) order by id for update',
}

/** Both cases or neither. */
export async function commitPair(pool: Pool, act: Prepared, { opens, prepared }: Pair): Promise<Verdict> {
  class Undone extends Error {
    readonly verdict: Verdict
    constructor(verdict: Verdict) {
      super('undone')
      this.verdict = verdict
    }
  }
  try {
    return await inTransaction(pool, async (connection) => {
      // Two cases merged into each other at once must not wait for each other.
      await connection.query({ ...pairLockStatement, values: [[act.act.id, prepared.act.id]] })
      const verdict = first((await connection.query<Verdict>({ ...advanceStatement, values: advanceValues(act) })).rows)
      if (!verdict.done) throw new Undone(verdict)
      const statement = opens
        ? { ...openStatement, values: openValues([prepared]) }
        : { ...advanceStatement, values: advanceValues(prepared) }
      const other = first((await connection.query<Verdict>(statement)).rows)
      if (!other.done) throw new Undone(other)
      return verdict
    })
  } catch (error) {
    if (error instanceof Undone) return error.verdict
    throw error
  }
}

export interface CheckedGates {
  readonly failed: string | null
  readonly document: string | null
  readonly officers: { seq: number; fault: string }[] | null
  readonly materials: { seq: number; fault: string }[] | null
  readonly known_elsewhere: readonly string[] | null
}

export async function askGates(pool: Pool, act: Prepared): Promise<CheckedGates> {
  const [row] = await run<CheckedGates>(pool, checkStatement, values([act]))
  if (row === undefined) throw new Error('the statement gave no verdict')
  return row
}

interface Waiting {
  readonly act: Prepared
  readonly resolve: (verdict: Verdict) => void
  readonly reject: (error: unknown) => void
}

export interface GatherLimits {
  /** Statements under way at once; more only queue in the database. */
  readonly statements: number
  /** Acts in one statement. */
  readonly acts: number
}

/** Opens cases through as few statements as the load allows; an idle gateway sends each at once. */
export class Openings {
  readonly #pool: Pool
  readonly #limits: GatherLimits
  readonly #waiting: Waiting[] = []
  #underWay = 0

  constructor(pool: Pool, limits: GatherLimits = { statements: 3, acts: 16 }) {
    this.#pool = pool
    this.#limits = limits
  }

  commit(act: Prepared): Promise<Verdict> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ act, resolve, reject })
      this.#send()
    })
  }

  #send(): void {
    while (this.#underWay < this.#limits.statements && this.#waiting.length > 0) {
      const gathered = this.#take()
      this.#underWay += 1
      void this.#run(gathered).finally(() => {
        this.#underWay -= 1
        this.#send()
      })
    }
  }

  /** What may stand in one statement: no two acts that claim the same material or the same key. */
  #take(): Waiting[] {
    const taken: Waiting[] = []
    const claimed = new Set<string>()
    for (let i = 0; i < this.#waiting.length && taken.length < this.#limits.acts; ) {
      const candidate = this.#waiting[i] as Waiting
      const claims = claimsOf(candidate.act)
      if (claims.some((c) => claimed.has(c))) {
        i += 1
        continue
      }
      for (const claim of claims) claimed.add(claim)
      taken.push(candidate)
      this.#waiting.splice(i, 1)
    }
    return taken
  }

  async #run(gathered: readonly Waiting[]): Promise<void> {
    try {
      const rows = await this.#execute(openStatement, gathered)
      for (const row of rows) gathered[row.ord]?.resolve(row)
    } catch (error) {
      // Only what the database refused as a whole was surely not done; after a lost answer nobody knows, and a second
      // try would take the first for somebody else's.
      if (gathered.length === 1 || !answeredByDatabase(error)) {
        for (const one of gathered) one.reject(error)
        return
      }
      for (const one of gathered) {
        await this.#execute(openStatement, [one]).then((rows) => one.resolve(first(rows)), one.reject)
      }
    }
  }

  #execute(statement: Statement, gathered: readonly Waiting[]): Promise<Verdict[]> {
    return run<Verdict>(this.#pool, statement, openValues(gathered.map((w) => w.act)))
  }
}

function claimsOf(act: Prepared): string[] {
  const { scope, route, key } = act.act as { scope: string; route: string; key: string | null }
  return [
    ...act.materials.map((m) => m.id),
    ...(key === null ? [] : [`${scope} ${route} ${key}`]),
    `${String(act.act.agency_id)} ${String(act.act.document_key)}`,
  ]
}
