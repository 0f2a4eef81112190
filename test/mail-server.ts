// A mail server of one's own for tests (smtp-server): real SMTP over real sockets, that says what the test wants at each
// command and keeps what it took. Its certificates are for tests only; their keys are public.
import { readFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import type { SmtpServer } from '../src/outbox/index.ts'

const pem = (name: string) => readFileSync(new URL(`./vectors/smtp/${name}.pem`, import.meta.url), 'utf8')
export const testAuthority = pem('ca')
export const testAuthorityFile = new URL('./vectors/smtp/ca.pem', import.meta.url).pathname

export interface Mail {
  readonly from: string
  readonly to: readonly string[]
  readonly raw: string
  readonly secure: boolean
  /** By name in lower case, unfolded. */
  readonly headers: Readonly<Record<string, string>>
}

/** A code and words, as the server says them; undefined: yes. */
type Word = { readonly code: number; readonly text: string } | undefined

export interface Manners {
  readonly recipient?: (address: string) => Word
  readonly sender?: (address: string) => Word
  /** After the mail was taken in; a promise makes it slow. */
  readonly mail?: (mail: Mail) => Word | Promise<Word>
  readonly certificate?: 'localhost' | 'elsewhere'
  readonly login?: { readonly user: string; readonly pass: string }
  /** It does not know STARTTLS. */
  readonly plain?: boolean
}

export interface MailServer {
  readonly server: SmtpServer
  readonly got: Mail[]
  manners: Manners
  stop(): Promise<void>
}

const fault = (word: Word) =>
  word === undefined ? undefined : Object.assign(new Error(word.text), { responseCode: word.code })

export async function mailServer(manners: Manners = {}): Promise<MailServer> {
  const certificate = pem(manners.certificate ?? 'localhost')
  const got: Mail[] = []
  const options: SMTPServerOptions = {
    ...{ key: certificate, cert: certificate, name: 'mail.test', closeTimeout: 100, hideSMTPUTF8: true },
    authOptional: manners.login === undefined,
    disabledCommands: manners.plain ? ['STARTTLS'] : [],
    allowInsecureAuth: false,
    onAuth: (auth, _session, done) => {
      const { login } = made.manners
      const good = login !== undefined && auth.username === login.user && auth.password === login.pass
      if (good) done(null, { user: login.user })
      else done(Object.assign(new Error('no such user'), { responseCode: 535 }))
    },
    onMailFrom: ({ address }, _session, done) => done(fault(made.manners.sender?.(address))),
    onRcptTo: ({ address }, _session, done) => done(fault(made.manners.recipient?.(address))),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', async () => {
        const raw = Buffer.concat(chunks).toString('utf8')
        const { mailFrom, rcptTo } = session.envelope
        const mail: Mail = {
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          ...{ raw, secure: session.secure, headers: headersOf(raw) },
        }
        const word = await made.manners.mail?.(mail)
        if (word === undefined) got.push(mail)
        done(fault(word))
      })
    },
  }
  const smtp = new SMTPServer(options)
  smtp.on('error', () => {})
  await new Promise<void>((ready) => smtp.listen(0, '127.0.0.1', ready))
  const { port } = smtp.server.address() as AddressInfo
  const made: MailServer = {
    server: { ...address(port), ...(manners.login && { auth: manners.login }) },
    ...{ got, manners },
    stop: () => new Promise((done) => smtp.close(() => done())),
  }
  return made
}

const address = (port: number): SmtpServer => ({
  ...{ host: 'localhost', port, secure: false, requireTls: true, ca: testAuthority },
})

/** A server of bare sockets, for what a decent one never does. */
export async function rudeServer(
  greets: (socket: Socket) => void,
): Promise<{ server: SmtpServer; stop(): Promise<void> }> {
  const sockets = new Set<Socket>()
  const rude = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    greets(socket)
  })
  await new Promise<void>((ready) => rude.listen(0, '127.0.0.1', ready))
  return {
    server: address((rude.address() as AddressInfo).port),
    stop: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise((done) => rude.close(() => done()))
    },
  }
}

function headersOf(raw: string): Record<string, string> {
  const head = raw.slice(0, raw.indexOf('\r\n\r\n')).replaceAll(/\r\n[ \t]+/g, ' ')
  return Object.fromEntries(
    head.split('\r\n').map((line) => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
    }),
  )
}

/** RFC 2047, as far as subjects need it. */
export const decodedHeader = (text: string): string =>
  text
    .replaceAll(/\?=\s+=\?/g, '?==?')
    .replaceAll(/=\?utf-8\?(b|q)\?([^?]*)\?=/gi, (_, way: string, coded: string) =>
      way.toLowerCase() === 'b'
        ? Buffer.from(coded, 'base64').toString('utf8')
        : decodeURIComponent(coded.replaceAll('_', ' ').replaceAll('%', '%25').replaceAll('=', '%')),
    )

/** The parts of a mail, decoded, by their media type. */
export function partsOf(raw: string): Record<string, string> {
  const boundary = /boundary="?([^"\r\n;]+)/.exec(raw)?.[1] ?? ''
  const parts = raw.split(`--${boundary}`).slice(1, -1)
  return Object.fromEntries(
    parts.map((part) => {
      const body = part.slice(part.indexOf('\r\n\r\n') + 4)
      const type = /content-type: ([^;\r\n]+)/i.exec(part)?.[1] ?? ''
      const way = /content-transfer-encoding: (\S+)/i.exec(part)?.[1]?.toLowerCase()
      if (way === 'base64') return [type, Buffer.from(body, 'base64').toString('utf8')]
      if (way !== 'quoted-printable') return [type, body]
      const bytes = body
        .replaceAll(/=\r\n/g, '')
        .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
      return [type, Buffer.from(bytes, 'latin1').toString('utf8')]
    }),
  )
}
