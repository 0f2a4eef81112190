// The operator's word on who receives whose cases and which procuratorate watches whom, where the general rule does not
// fit: functional areas, vertically managed organs, designated jurisdiction.
import type { PoolClient } from 'pg'
import { type Pool, run } from '../../db/index.ts'
import { changing, type Registering, Unregistrable } from './registration.ts'

export interface ReceivingRuleEntry {
  readonly sender: string
  readonly domain: string
  readonly receiver: string
}

/** Names the receiver of a sender's cases in one domain, or in all with `*`; null takes the rule away. */
export function setReceiver(
  pool: Registering,
  senderCode: string,
  domain: string,
  receiverCode: string | null,
): Promise<void> {
  return changing(pool, async (connection) => {
    const sender = await organ(connection, senderCode, 'sender')
    if (sender.kind !== 'administrative')
      throw new Unregistrable('sender', 'Only administrative agencies transfer cases by a receiving rule.')
    if (domain !== '*' && !sender.domains.includes(domain))
      throw new Unregistrable('domain', `${sender.name} does not enforce the domain ${domain}.`)
    if (receiverCode === null) {
      const gone = await connection.query('delete from receiving_rule where sender_id = $1 and domain = $2', [
        sender.id,
        domain,
      ])
      if (gone.rowCount === 0) throw new Unregistrable('domain', 'There is no such rule.')
      return
    }
    const receiver = await organ(connection, receiverCode, 'receiver')
    if (receiver.kind !== 'public_security' && receiver.kind !== 'supervisory_commission') {
      throw new Unregistrable(
        'receiver',
        'Cases are received by public security or, for crimes of office, by a supervisory commission.',
      )
    }
    const text = `insert into receiving_rule (sender_id, domain, receiver_id) values ($1, $2, $3)
      on conflict (sender_id, domain) do update set receiver_id = excluded.receiver_id`
    await connection.query(text, [sender.id, domain, receiver.id])
  })
}

export function listReceivingRules(pool: Pool): Promise<ReceivingRuleEntry[]> {
  const text = `select s.code as sender, rule.domain, r.code as receiver from receiving_rule rule
    join agency s on s.id = rule.sender_id join agency r on r.id = rule.receiver_id order by s.code, rule.domain`
  return run(pool, text)
}

/** Names the procuratorate that watches an organ; null returns to the rule of same region and level. */
export function setSupervisor(pool: Registering, code: string, supervisorCode: string | null): Promise<void> {
  return changing(pool, async (connection) => {
    const watched = await organ(connection, code, 'code')
    const supervisor = supervisorCode === null ? null : await organ(connection, supervisorCode, 'supervisor')
    if (supervisor && supervisor.kind !== 'procuratorate')
      throw new Unregistrable('supervisor', 'Only a procuratorate supervises.')
    await connection.query('update agency set supervised_by_id = $2 where id = $1', [
      watched.id,
      supervisor?.id ?? null,
    ])
  })
}

interface Organ {
  id: string
  name: string
  kind: string
  domains: string[]
}

async function organ(connection: PoolClient, code: string, field: string): Promise<Organ> {
  const found = await connection.query<Organ>('select id, name, kind, domains from agency where code = $1', [code])
  const [one] = found.rows
  if (!one) throw new Unregistrable(field, `No agency has the code ${code}.`)
  return one
}
