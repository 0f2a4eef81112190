// The outbox's door: remembers what is owed to the outside, in the act's own transaction, and pays it later.
export * from './carrier.ts'
export * from './changes.ts'
export * from './changes-of-many.ts'
export * from './delivery.ts'
export * from './inbox.ts'
export type { DeliveryLog } from './lane.ts'
export * from './log.ts'
export {
  judgedMail,
  type MailCarrier,
  type MailConfig,
  type MailDeps,
  type MailSettings,
  mailCarrier,
  mailKind,
  openMail,
  type SmtpServer,
} from './mail.ts'
export * from './mail-address.ts'
export { type DigestRoom, oweDigests } from './mail-digest.ts'
export * from './operate.ts'
export * from './owe.ts'
export * from './parts.ts'
export {
  addReceiver,
  type By,
  changeReceiver,
  type NewReceiver,
  OnceReused,
  type ReceiverChange,
  receiversOf,
  removeReceiver,
  TooManyReceivers,
} from './receivers.ts'
export * from './remove.ts'
export * from './sent.ts'
export type { BreakerRule, RetryRule } from './settle.ts'
export * from './status.ts'
export * from './webhook-keys.ts'
export * from './webhooks.ts'
export * from './words.ts'
