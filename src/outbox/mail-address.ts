// Mail addresses as they are kept: receivers of their own kind, each with the place from which its digests count.
import { type Pool, run } from '../../db/index.ts'
import { dayText, localDay } from '../kernel/index.ts'
import type { Receiver } from './carrier.ts'
import { type MailConfig, mailKind } from './mail.ts'
import { addReceiver, type By, changeReceiver, type ReceiverChange, receiversOf } from './receivers.ts'

export interface MailAddress {
  readonly receiver: Receiver
  readonly config: MailConfig
}

/** The organ has this address already. */
export class KnownAddress extends Error {}

/** A mail server that is slow is still a mail server; greylisting answers at once. */
const timeoutMs = 60_000
/** A mail server does not like to be called by a crowd. */
const inFlightMax = 2

const addressOf = (receiver: Receiver): MailAddress => ({ receiver, config: receiver.config as MailConfig })

/** One an organ and address; two organs may share a mailbox. */
const nameOf = (agencyId: string, address: string) => `${agencyId} ${address.toLowerCase()}`

export async function addMailAddress(
  pool: Pool,
  agencyId: string,
  config: MailConfig,
  by: By,
  nowMs: number,
): Promise<MailAddress> {
  // Read before the address is there: what happens in between is looked at twice and passed over never.
  const [horizon] = await run<{ txid: string }>(pool, {
    name: 'outbox_horizon',
    text: 'select feed_horizon()::text as txid',
  })
  const entry = { kind: mailKind, name: nameOf(agencyId, config.address), agencyId, config, timeoutMs, inFlightMax }
  try {
    const receiver = await addReceiver(pool, entry, by)
    await run(
      pool,
      {
        name: 'outbox_mail_place',
        text: `insert into mail_digest (receiver_id, txid, seq, day) values ($1, $2::xid8, 0, $3) on conflict do nothing`,
      },
      // Whoever is entered in the afternoon gets the first digest the next day.
      [receiver.id, horizon?.txid ?? '0', dayText(localDay(nowMs))],
    )
    return addressOf(receiver)
  } catch (error) {
    if ((error as { constraint?: string }).constraint === 'receiver_name_idx') throw new KnownAddress()
    throw error
  }
}

export async function changeMailAddress(
  pool: Pool,
  known: MailAddress,
  change: Partial<Omit<MailConfig, 'address'>> & Pick<ReceiverChange, 'state'>,
  by: By,
): Promise<MailAddress | undefined> {
  const { state, ...config } = change
  const given = Object.keys(config).length > 0
  const after = await changeReceiver(
    pool,
    known.receiver.id,
    { ...(given && { config: { ...known.config, ...config } }), ...(state !== undefined && { state }) },
    by,
  )
  return after && addressOf(after)
}

/** Newest first. */
export async function mailAddresses(
  pool: Pool,
  filter: { agencyId?: string; id?: string; before?: string; limit?: number },
): Promise<MailAddress[]> {
  return (await receiversOf(pool, { ...filter, kind: mailKind })).map(addressOf)
}
