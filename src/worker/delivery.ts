// The queue of what is owed, started with the carriers there are: webhooks here, sinks from the room that knows them. It
// has connections of its own, so that a busy queue keeps no door waiting.
import { openPool } from '../../db/index.ts'
import {
  type Carrier,
  type Deliveries,
  type DeliveryDeps,
  type MailSettings,
  mailKind,
  openMail,
  startDelivery,
  type WebhookDeps,
  webhookCarrier,
  webhookKind,
} from '../outbox/index.ts'

export interface DeliveryWorkerDeps extends Omit<DeliveryDeps, 'pool' | 'carriers'> {
  readonly databaseUrl: string
  readonly webhooks: WebhookDeps
  /** By kind of receiver, beside webhooks. */
  readonly carriers?: Readonly<Record<string, Carrier>>
}

/** None without a server: what mail addresses want waits in the feed until there is one. */
export function mailCarriers(
  settings: MailSettings | undefined,
  issuer: string,
  log: Pick<DeliveryDeps['log'], 'warn'>,
): Record<string, Carrier> {
  if (settings === undefined) return {}
  if (!settings.secure && !settings.requireTls)
    log.warn({}, 'mails go unencrypted where the mail server offers no STARTTLS: XIANJIE_SMTP_TLS is if_offered')
  return { [mailKind]: openMail(settings, issuer) }
}

/** Looks and records are moments; what lasts, the sending, holds no connection. */
const connections = 4

export function startDeliveryWorker({ databaseUrl, webhooks, carriers, ...deps }: DeliveryWorkerDeps): Deliveries {
  const pool = openPool(databaseUrl, connections, (error) =>
    deps.log.warn({ error: error.message }, 'the queue lost a connection'),
  )
  const deliveries = startDelivery({
    ...deps,
    pool,
    carriers: { ...carriers, [webhookKind]: webhookCarrier(webhooks) },
  })
  return {
    wake: () => deliveries.wake(),
    stop: async () => {
      await deliveries.stop()
      await pool.end()
    },
  }
}
