// How the registry changes: in one transaction with its generation, so that what replicas remember ends with it. Operators
// come here through the command line, administrators through administration.ts.

import type { PoolClient } from 'pg'
import { inTransaction, type Pool } from '../../db/index.ts'

/** An operator asked for an entry that cannot stand; `field` names what is wrong with it. */
export class Unregistrable extends Error {
  readonly field: string
  constructor(field: string, detail: string) {
    super(detail)
    this.name = 'Unregistrable'
    this.field = field
  }
}

/** A pool, for a change in a transaction of its own; a connection, for one inside a transaction that is under way. */
export type Registering = Pool | PoolClient

/** Runs one change of the registry. The generation is raised first: its row is the lock behind which operators queue. */
export function changing<T>(db: Registering, work: (connection: PoolClient) => Promise<T>): Promise<T> {
  const raised = async (connection: PoolClient) => {
    await connection.query('update registry set generation = generation + 1')
    return work(connection)
  }
  return 'release' in db ? raised(db) : inTransaction(db, raised)
}

/** The id of the agency with this code; throws where there is none. */
export async function agencyIdOf(connection: PoolClient, code: string, field = 'agency'): Promise<string> {
  const found = await connection.query<{ id: string }>('select id from agency where code = $1', [code])
  const id = found.rows[0]?.id
  if (id === undefined) throw new Unregistrable(field, `No agency has the code ${code}.`)
  return id
}

/** A name as it is printed in documents: trimmed, 1 to 200 characters, nothing invisible. */
export function nameOf(value: string, field = 'name'): string {
  const name = value.trim()
  if (name.length < 1 || name.length > 200) throw new Unregistrable(field, 'A name has 1 to 200 characters.')
  if (/[\p{Cc}\p{Cf}\p{Cs}]/u.test(name)) throw new Unregistrable(field, 'A name contains no control characters.')
  return name
}
