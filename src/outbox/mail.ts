// Carries warnings to mail addresses by SMTP: encrypted or not at all, one recipient a mail, the same message id over all
// tries, and a signal that nobody's machine should answer it. What is orange or red goes at once, the rest waits for the
// day's digest (mail-digest.ts).
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { createTransport, SendMailOptions } from 'nodemailer'
import { grades } from '../../schemas/index.ts'
import type { Carrier, Owed, Sent } from './carrier.ts'
import { type MailItem, type MailText, testMail, warningMail } from './mail-text.ts'
import type { Grade, NoticeKind } from './owe.ts'

export const mailKind = 'mail'

/** What a receiver's row holds of a mail address. */
export interface MailConfig {
  readonly address: string
  readonly kinds: readonly NoticeKind[]
  /** Nothing below it. */
  readonly least: Grade
  /** Local hour of the digest; null: the gateway's. */
  readonly hour: number | null
}

export interface SmtpServer {
  readonly host: string
  readonly port: number
  /** TLS from the first byte (`smtps:`); otherwise STARTTLS. */
  readonly secure: boolean
  /** Without it what the network says decides whether anything is encrypted: only for a server on this machine. */
  readonly requireTls: boolean
  readonly auth?: { readonly user: string; readonly pass: string }
  /** PEM, beside the authorities of the system: for servers of a closed network. */
  readonly ca?: string
}

/** As the operator says it. */
export interface MailSettings {
  readonly host: string
  readonly port: number
  readonly secure: boolean
  readonly requireTls: boolean
  readonly auth: SmtpServer['auth'] | undefined
  /** Path of a PEM file. */
  readonly ca: string | undefined
  readonly from: MailDeps['from']
}

export interface MailDeps {
  readonly server: SmtpServer
  /** Sender: `{ name, address }`. */
  readonly from: { readonly name: string; readonly address: string }
  readonly issuer: string
}

/** Grades that wait for nothing. */
export const urgent: readonly Grade[] = ['orange', 'red']

/** Not what it did itself, not what is below its grade or of a kind that it does not want. */
export const wanted = (config: MailConfig, agencyId: string | null, owed: Pick<Owed, 'kind' | 'about'>): boolean =>
  config.kinds.includes(owed.kind) &&
  grades.indexOf(owed.about?.grade ?? 'notice') >= grades.indexOf(config.least) &&
  (owed.about?.by === undefined || owed.about.by !== agencyId)

export interface MailCarrier extends Carrier {
  /** A mail of its own, outside of the queue. */
  test(address: string, at: string, signal: AbortSignal): Promise<Sent>
}

/** Throws where the file of certificates cannot be read. */
export function openMail({ auth, ca, from, ...server }: MailSettings, issuer: string): MailCarrier {
  const pem = ca === undefined ? undefined : readFileSync(ca, 'utf8')
  return mailCarrier({
    server: { ...server, ...(auth !== undefined && { auth }), ...(pem !== undefined && { ca: pem }) },
    ...{ from, issuer },
  })
}

type Transport = ReturnType<typeof createTransport>

export function mailCarrier(deps: MailDeps): MailCarrier {
  const send = async (to: string, id: string, at: Date, mail: MailText, timeoutMs: number, signal: AbortSignal) => {
    return sendMail(await opened(deps.server, timeoutMs), messageOf(deps, to, id, at, mail), signal)
  }
  return {
    hears: 'everything',
    compose: async (receiver, owed) => {
      const config = receiver.config as MailConfig
      return owed
        .filter((one) => urgent.includes(one.about?.grade ?? 'notice') && wanted(config, receiver.agencyId, one))
        .map((one) => ({
          id: one.id,
          // Each for itself: what a server refuses keeps no later warning of the same thing back.
          orderKey: one.id,
          body: JSON.stringify(warningMail(deps.issuer, itemOf(one))),
        }))
    },
    send: (receiver, delivery, signal) => {
      const { address } = receiver.config as MailConfig
      const mail = JSON.parse(delivery.body) as MailText
      return send(address, delivery.sendId, delivery.createdAt, mail, receiver.timeoutMs, signal)
    },
    test: (address, at, signal) => {
      const id = createHash('sha256').update(`${address} ${at}`).digest('hex').slice(0, 32)
      return send(address, id, new Date(at), testMail(deps.issuer, at), testTimeoutMs, signal)
    },
  }
}

const testTimeoutMs = 30_000

export const itemOf = ({ kind, transferId, step, at, about }: Omit<Owed, 'id' | 'agencyId' | 'version'>): MailItem => ({
  ...{ kind, id: transferId, step, at: at.toISOString(), about },
})

async function opened({ host, port, secure, requireTls, auth, ca }: SmtpServer, timeoutMs: number): Promise<Transport> {
  const patienceMs = Math.ceil(timeoutMs / 3)
  // Loaded when there is something to send: most processes never do. A connection a mail: they are few, and servers differ.
  const [{ createTransport }, { rootCertificates }] = await Promise.all([import('nodemailer'), import('node:tls')])
  return createTransport({
    ...{ host, port, secure, requireTLS: requireTls && !secure },
    ...(auth && { auth: { ...auth } }),
    tls: { minVersion: 'TLSv1.2', ...(ca !== undefined && { ca: [...rootCertificates, ca] }) },
    // Shorter than the lane's own time-out, so that the reason is named and not only that time ran out.
    ...{ connectionTimeout: patienceMs, greetingTimeout: patienceMs, socketTimeout: patienceMs * 2 },
    ...{ disableFileAccess: true, disableUrlAccess: true },
  })
}

/** The host under which mails are named: the issuer's, which does not change with replicas. */
const hostOf = (issuer: string) => new URL(issuer).hostname.replace(/^\[|\]$/g, '').replaceAll(':', '-')

function messageOf({ from, issuer }: MailDeps, to: string, id: string, at: Date, mail: MailText): SendMailOptions {
  const host = hostOf(issuer)
  return {
    from: { ...from },
    to: { name: '', address: to },
    // Bounces come to the sender's own box; nothing is sent to anybody else.
    envelope: { from: from.address, to: [to] },
    messageId: `<${id}@${host}>`,
    date: at,
    ...mail,
    headers: {
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'List-Id': `Xianjie warnings <warnings.${host}>`,
    },
  }
}

/** What nodemailer says of a failure. */
interface SmtpFault extends Error {
  readonly code?: string
  readonly command?: string
  readonly response?: string
  readonly responseCode?: number
}

async function sendMail(transport: Transport, message: SendMailOptions, signal: AbortSignal): Promise<Sent> {
  try {
    const { response } = await transport.sendMail({ ...message, signal } as SendMailOptions)
    return { outcome: 'delivered', status: Number(/^\d{3}/.exec(response ?? '')?.[0] ?? 250) }
  } catch (error) {
    return judgedMail(error as SmtpFault)
  }
}

/**
 * 5xx of this recipient or of this mail will not change; anything else may: 4xx, silence, a server that does not know
 * our password or our sender, one that speaks without encryption today.
 */
export function judgedMail(fault: SmtpFault): Sent {
  const { code = '', command = '', responseCode: status } = fault
  const detail = detailOf(fault)
  const ours = code === 'EENVELOPE' ? command === 'RCPT TO' || command === 'DATA' : code === 'EMESSAGE'
  const outcome = ours && status !== undefined && status >= 500 && !asksForMore.has(status) ? 'refused' : 'retry'
  return { outcome, ...(status !== undefined && { status }), detail }
}

/** Authentication or encryption first: nobody's mailbox said no. */
const asksForMore = new Set([530, 538])

function detailOf({ code, command, response, message }: SmtpFault): string {
  const said = response === undefined || response === '' ? message : response
  return [code, command, said.replaceAll(/\s+/g, ' ')].filter(Boolean).join(' ').slice(0, 500)
}
