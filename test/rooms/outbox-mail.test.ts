// Warnings by mail, through the queue to a real SMTP server: what is urgent goes at once, the rest as one digest a working
// day; what a server says decides whether it is tried again; and nothing goes unencrypted, twice under two ids, or forged.
import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { mailAddress } from '../../schemas/index.ts'
import { dayStart, localDay } from '../../src/kernel/index.ts'
import {
  addMailAddress,
  changeMailAddress,
  type Deliveries,
  deliveriesOf,
  KnownAddress,
  type MailConfig,
  mailAddresses,
  mailCarrier,
  mailKind,
  type NewNotice,
  oweDigests,
  oweNotices,
  type SmtpServer,
} from '../../src/outbox/index.ts'
import { testDatabase } from '../database.ts'
import { decodedHeader, type Mail, type MailServer, mailServer, partsOf, rudeServer } from '../mail-server.ts'
import { by, engine, notices, statusOf, until } from './outbox-scene.ts'

const { pool, ownerPool } = await testDatabase()
const issuer = 'https://gw.example'
const from = { name: '衔接系统', address: 'noreply@gw.example' }
const running: Deliveries[] = []
const servers: { stop(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((d) => d.stop()))
  // An address that a test left behind must not be sent to by the next one's engine.
  await ownerPool.query(`update receiver set state = 'disabled' where kind = 'mail' and state = 'enabled'`)
})
afterAll(() => Promise.all(servers.map((server) => server.stop())))

async function serverOf(...args: Parameters<typeof mailServer>): Promise<MailServer> {
  const made = await mailServer(...args)
  servers.push(made)
  return made
}

const start = (server: SmtpServer) => {
  const carrier = mailCarrier({ server, from, issuer })
  running.push(engine(pool, carrier, { carriers: { [mailKind]: carrier } }))
}

const wanting = (more: Partial<MailConfig> = {}): MailConfig => ({
  ...{ address: `${randomUUID()}@organ.example`, kinds: ['finding', 'letter'], least: 'notice', hour: null },
  ...more,
})

/** An organ with one address; entered on the day before the first day of the tests' calendar. */
async function organ(more: Partial<MailConfig> = {}, timeoutMs = 5_000) {
  const agencyId = randomUUID()
  const made = await addMailAddress(pool, agencyId, wanting(more), by, dayStart(firstDay - 1))
  await ownerPool.query('update receiver set timeout_ms = $2 where id = $1', [made.receiver.id, timeoutMs])
  return { agencyId, id: made.receiver.id, address: made.config.address, made }
}

/** Monday; weekends are the only days off here. */
const firstDay = localDay(Date.parse('2026-11-23T00:00:00Z'))
const works = (_: string, day: number) => (day - firstDay) % 7 < 5
const at = (day: number, hour: number) => dayStart(firstDay + day) + hour * 3_600_000
const digests = (nowMs: number) => oweDigests({ pool, issuer, hour: 8, works }, nowMs)

const red = {
  grade: 'red',
  dueAt: '2026-11-23T16:00:00Z',
  basis: ['行刑衔接规定（国务院令第730号）第八条'],
  number: '〔2026〕市监移字第5号',
  zh: '逾期未作出立案决定',
  en: 'no filing decision in time',
} as const
const finding = (agencyIds: readonly string[], more: Partial<NewNotice> = {}): NewNotice => ({
  ...{ kind: 'finding', id: randomUUID(), version: 1, step: 'finding_raised', at: new Date('2026-11-22T01:00:00Z') },
  ...{ agencyIds, about: red },
  ...more,
})

const states = async (id: string) => (await deliveriesOf(pool, id, { limit: 50 })).map((d) => d.state)
/** So many are owed, and all of them are recorded as delivered: a moment after the server has them. */
const delivered = (id: string, n: number) =>
  until(async () => JSON.stringify(await states(id)) === JSON.stringify(Array(n).fill('delivered')))
const onlyOne = async (id: string) => {
  const [one] = await deliveriesOf(pool, id, { limit: 50 })
  if (one === undefined) throw new Error('nothing is owed')
  return one
}

describe('what is urgent', () => {
  test('goes at once, encrypted, to the one address, with what it is, its number, due time, article and link', async () => {
    const mail = await serverOf({ login: { user: 'xianjie', pass: 'sesame' } })
    start(mail.server)
    const { agencyId, address } = await organ()
    const one = finding([agencyId])
    await oweNotices(pool, one)
    await until(() => mail.got.length === 1)
    const [got] = mail.got as [Mail]
    expect(got).toMatchObject({ from: from.address, to: [address], secure: true })
    expect(decodedHeader(got.headers.from ?? '')).toBe(`${from.name} <${from.address}>`)
    expect(decodedHeader(got.headers.subject ?? '')).toBe('【红色预警】逾期未作出立案决定 〔2026〕市监移字第5号')
    expect(got.headers).toMatchObject({
      to: address,
      'auto-submitted': 'auto-generated',
      'list-id': 'Xianjie warnings <warnings.gw.example>',
    })
    expect(got.headers['message-id']).toMatch(/^<[0-9a-f-]{36}@gw\.example>$/)
    const { 'text/plain': text = '', 'text/html': html = '' } = partsOf(got.raw)
    const link = `${issuer}/v1/findings/${one.id}`
    for (const part of [text, html])
      for (const said of [red.zh, red.en, red.number, red.basis[0], '2026-11-24 00:00 (UTC+8)', link])
        expect(part).toContain(said)
    expect(text.indexOf(red.zh)).toBeLessThan(text.indexOf(red.en))
    expect(html).not.toMatch(/<script|<img|src=|style=/)
  })

  test('of what is below the least grade, of another kind, or its own act, an organ gets nothing', async () => {
    const mail = await serverOf()
    start(mail.server)
    const { agencyId, id } = await organ({ least: 'red', kinds: ['finding'] })
    const last = finding([agencyId])
    await oweNotices(pool, [
      finding([agencyId], { about: { ...red, grade: 'orange' } }),
      finding([agencyId], { kind: 'letter' }),
      finding([agencyId], { by: agencyId }),
      finding([agencyId], { about: {} }),
      last,
    ])
    await until(() => mail.got.length === 1)
    await delivered(id, 1)
    expect((await onlyOne(id)).transferId).toBe(last.id)
  })

  test('of acts in cases nobody gets a mail that did not ask for them', async () => {
    const mail = await serverOf()
    start(mail.server)
    const { agencyId, id } = await organ()
    await notices(pool, agencyId, [{ transferId: randomUUID(), version: 1 }])
    await oweNotices(pool, finding([agencyId]))
    await until(() => mail.got.length === 1)
    await delivered(id, 1)
  })
})

describe('what a server says', () => {
  test('450, then 250: it is tried again under the same message id, and arrives once', async () => {
    const seen: string[] = []
    const mail = await serverOf({
      mail: ({ headers }) => {
        seen.push(headers['message-id'] ?? '')
        return seen.length < 3 ? { code: 450, text: 'greylisted, come back later' } : undefined
      },
    })
    start(mail.server)
    const { agencyId, id } = await organ()
    await oweNotices(pool, finding([agencyId]))
    await until(() => mail.got.length === 1)
    expect(new Set(seen).size).toBe(1)
    expect(seen).toHaveLength(3)
    await until(async () => (await onlyOne(id)).state === 'delivered')
    expect(await onlyOne(id)).toMatchObject({ attempts: 3, lastStatus: 250 })
  })

  test('550 of the recipient is a dead letter that says why, and holds no later warning back', async () => {
    const mail = await serverOf({ recipient: () => ({ code: 550, text: 'no such mailbox' }) })
    start(mail.server)
    const { agencyId, id } = await organ()
    const one = finding([agencyId])
    await oweNotices(pool, one)
    await until(async () => (await states(id))[0] === 'dead')
    expect(await onlyOne(id)).toMatchObject({ attempts: 1, lastStatus: 550 })
    expect((await onlyOne(id)).lastError).toMatch(/no such mailbox/)
    mail.manners = {}
    await oweNotices(pool, { ...one, version: 2, step: 'finding_urged' })
    await until(() => mail.got.length === 1)
    expect((await statusOf(pool, id)).breaker).toBe('closed')
  })

  test('a 5xx to the sender or to the password is our own affair: nobody’s mailbox said no, and it is tried again', async () => {
    const mail = await serverOf({ sender: () => ({ code: 553, text: 'sender not allowed' }) })
    start(mail.server)
    const { agencyId, id } = await organ()
    await oweNotices(pool, finding([agencyId]))
    await until(async () => ((await deliveriesOf(pool, id, { limit: 1 }))[0]?.attempts ?? 0) >= 2)
    expect(await onlyOne(id)).toMatchObject({ state: 'waiting', lastStatus: 553 })
    mail.manners = {}
    await until(() => mail.got.length === 1)
  })

  test('a wrong password is said by the server’s own word', async () => {
    const mail = await serverOf({ login: { user: 'xianjie', pass: 'sesame' } })
    mail.manners = { login: { user: 'xianjie', pass: 'changed' } }
    const sent = await mailCarrier({ server: mail.server, from, issuer }).test('a@b.example', now(), signal())
    expect(sent).toMatchObject({ outcome: 'retry', status: 535 })
    expect(sent.detail).not.toContain('sesame')
  })

  test('one that is silent after it took the mail costs the time-out and no more, and the mail comes again under its id', async () => {
    const ids: string[] = []
    let silent = true
    const mail = await serverOf({
      mail: ({ headers }) => {
        ids.push(headers['message-id'] ?? '')
        return silent ? new Promise(() => {}) : undefined
      },
    })
    start(mail.server)
    const { agencyId, id } = await organ({}, 1_500)
    await oweNotices(pool, finding([agencyId]))
    await until(async () => ((await deliveriesOf(pool, id, { limit: 1 }))[0]?.lastError ?? '') !== '')
    expect(await onlyOne(id)).toMatchObject({ state: 'waiting' })
    silent = false
    await until(() => mail.got.length === 1)
    expect(new Set(ids).size).toBe(1)
  })
})

const now = () => new Date().toISOString()
const signal = () => AbortSignal.timeout(5_000)
const testAt = (server: SmtpServer) => mailCarrier({ server, from, issuer }).test('a@b.example', now(), signal())

describe('on the wire', () => {
  test('a certificate of another name is no mail server of ours: nothing is sent', async () => {
    const mail = await serverOf({ certificate: 'elsewhere' })
    expect(await testAt(mail.server)).toMatchObject({
      outcome: 'retry',
      detail: expect.stringMatching(/altnames|ETLS/i),
    })
    expect(mail.got).toEqual([])
  })

  test('an authority that nobody trusts is refused', async () => {
    const { ca: _ca, ...server } = (await serverOf()).server
    expect(await testAt(server)).toMatchObject({ outcome: 'retry', detail: expect.stringMatching(/certificate/i) })
  })

  test('where STARTTLS is taken out of the greeting, nothing is sent and no password said; unless the operator lets it', async () => {
    const said: string[] = []
    const stripped = await rudeServer((socket) => {
      socket.write('220 mail.test ESMTP\r\n')
      socket.on('data', (chunk) => {
        said.push(chunk.toString())
        const line = chunk.toString()
        if (line.startsWith('EHLO')) socket.write('250-mail.test\r\n250 AUTH PLAIN LOGIN\r\n')
        else if (line.startsWith('STARTTLS')) socket.write('502 not known here\r\n')
        else socket.write('250 ok\r\n')
      })
    })
    servers.push(stripped)
    const server = { ...stripped.server, auth: { user: 'xianjie', pass: 'sesame' } }
    expect(await testAt(server)).toMatchObject({ outcome: 'retry', detail: expect.stringMatching(/STARTTLS/) })
    expect(said.join('')).not.toMatch(/AUTH|MAIL FROM|c2VzYW1l/)
    const plain = await serverOf({ plain: true })
    expect(await testAt(plain.server)).toMatchObject({ outcome: 'retry' })
    expect(await testAt({ ...plain.server, requireTls: false })).toMatchObject({ outcome: 'delivered' })
    expect(plain.got.map(({ secure }) => secure)).toEqual([false])
  })

  test('TLS from the first byte, where the URL says smtps', async () => {
    const mail = await serverOf()
    // Speaks SMTP, not TLS, first: what came back is no mail server, and nothing hangs.
    expect(await testAt({ ...mail.server, secure: true })).toMatchObject({ outcome: 'retry' })
  })

  test.each([
    ['before it greets', ''],
    ['after its greeting', '220 mail.test ESMTP\r\n'],
  ])('one that cuts the line %s is tried again', async (_, greeting) => {
    const rude = await rudeServer((socket) => {
      if (greeting === '') socket.destroy()
      else {
        socket.write(greeting)
        socket.once('data', () => socket.destroy())
      }
    })
    servers.push(rude)
    expect(await testAt(rude.server)).toMatchObject({
      outcome: 'retry',
      detail: expect.stringMatching(/CONN|ETLS|closed/i),
    })
  })

  test('one that never greets, or says its greeting byte by byte for ever, is left when the time is out', async () => {
    const timers: NodeJS.Timeout[] = []
    const rude = await rudeServer((socket) => {
      timers.push(setInterval(() => socket.write('2'), 20))
    })
    servers.push({ stop: async () => timers.forEach(clearInterval) }, rude)
    const carrier = mailCarrier({ server: rude.server, from, issuer })
    const began = performance.now()
    expect(await carrier.test('a@b.example', now(), AbortSignal.timeout(300))).toMatchObject({ outcome: 'retry' })
    expect(performance.now() - began).toBeLessThan(5_000)
  })

  test('nothing that a finding says makes a header of its own, a second recipient or an element of a page', async () => {
    const mail = await serverOf()
    start(mail.server)
    const { agencyId, address } = await organ()
    const evil = 'x\r\nBcc: victim@elsewhere.example\r\n\r\n<script>alert(1)</script>\u2028\u0001'
    await oweNotices(
      pool,
      finding([agencyId], { about: { grade: 'red', number: evil, basis: [evil], zh: evil, en: evil } }),
    )
    await until(() => mail.got.length === 1)
    const [got] = mail.got as [Mail]
    expect(got.to).toEqual([address])
    expect(got.headers.bcc).toBeUndefined()
    expect(got.raw.slice(0, got.raw.indexOf('\r\n\r\n'))).not.toMatch(/^Bcc/im)
    expect(partsOf(got.raw)['text/html']).not.toContain('<script')
  })

  test('an address with anything in it that a header or a command could be made of is refused', () => {
    for (const wrong of [
      'a@b\r\nBcc: c@d.example',
      'a b@c.example',
      '"a\\"b"@c.example',
      'a@b.example, c@d.example',
      'a@[127.0.0.1]',
      'a@b_c.example',
      'A <a@b.example>',
      '局@机关.example',
      '@b.example',
      'a@',
      'a..b@c.example',
      `${'a'.repeat(65)}@b.example`,
    ])
      expect(mailAddress.safeParse(wrong).success, wrong).toBe(false)
    for (const right of ['a.b+c@mail.organ.gov.cn', 'a@xn--fiqs8s', 'zhangsan@localhost'])
      expect(mailAddress.safeParse(right).success, right).toBe(true)
  })
})

describe('the digest', () => {
  const yellow = { ...red, grade: 'yellow' } as const
  const behindHorizon = (agency: string, n: number) =>
    until(async () => {
      const { rows } = await pool.query(
        'select count(*)::int as n from notice where agency_id = $1 and txid < feed_horizon()',
        [agency],
      )
      return rows[0].n === n
    })

  test('is one mail at its hour of a working day, with each thing once as it stands, the gravest first; then nothing is left', async () => {
    const mail = await serverOf()
    const { agencyId, id } = await organ()
    const [a, b] = [finding([agencyId], { about: { zh: '甲', en: 'A' } }), finding([agencyId], { about: yellow })]
    await oweNotices(pool, [
      a,
      b,
      { ...b, version: 2, step: 'finding_graded', about: { ...yellow, zh: '乙', en: 'B' } },
      finding([agencyId], { about: { ...red, grade: 'orange' } }),
      finding([agencyId], { kind: 'draw', about: { zh: '丙' } }),
      finding([agencyId], { by: agencyId, about: { zh: '丁' } }),
    ])
    await behindHorizon(agencyId, 6)
    expect(await digests(at(0, 7)), 'before its hour').toBe(0)
    expect(await digests(at(0, 8))).toBe(1)
    expect(await digests(at(0, 9)), 'once a day').toBe(0)
    expect(await digests(at(1, 8)), 'and nothing is said twice').toBe(0)
    start(mail.server)
    await until(() => mail.got.length === 2)
    await delivered(id, 2)
    const digest = mail.got.find((m) => decodedHeader(m.headers.subject ?? '').includes('每日汇总')) as Mail
    const text = partsOf(digest.raw)['text/plain'] ?? ''
    expect(decodedHeader(digest.headers.subject ?? '')).toBe('【每日汇总】2026-11-23 共 2 项待办提示 · 2 items')
    expect(text).toMatch(/1\. 乙[\s\S]*2\. 甲/)
    expect(text).not.toMatch(/丙|丁/)
  })

  test('waits over days off, and one that has an hour of its own waits for that', async () => {
    const { agencyId } = await organ({ hour: 17 })
    await oweNotices(pool, finding([agencyId], { about: {} }))
    await behindHorizon(agencyId, 1)
    for (const early of [at(5, 18), at(6, 18), at(7, 16)]) expect(await digests(early)).toBe(0)
    expect(await digests(at(7, 17))).toBe(1)
  })

  test('of more than a hundred names the rest by their number; two replicas make one', async () => {
    const { agencyId, id } = await organ()
    await oweNotices(
      pool,
      Array.from({ length: 130 }, () => finding([agencyId], { about: {} })),
    )
    await behindHorizon(agencyId, 130)
    const made = await Promise.all(Array.from({ length: 4 }, () => digests(at(0, 10))))
    expect(made.reduce((a, b) => a + b)).toBe(1)
    const { rows } = await pool.query('select body from delivery where receiver_id = $1', [id])
    expect(rows).toHaveLength(1)
    expect(JSON.parse(rows[0].body).text).toMatch(/其余 30 项见收件箱/)
  })
})

describe('addresses', () => {
  test('an organ has an address once; it is changed, paused and removed, and then may be entered anew', async () => {
    const { agencyId, address, made } = await organ()
    const again = () => addMailAddress(pool, agencyId, wanting({ address: address.toUpperCase() }), by, at(0, 0))
    await expect(again()).rejects.toThrow(KnownAddress)
    const changed = await changeMailAddress(pool, made, { least: 'red', hour: 9 }, by)
    expect(changed?.config).toMatchObject({ address, least: 'red', hour: 9, kinds: ['finding', 'letter'] })
    await changeMailAddress(pool, made, { state: 'removed' }, by)
    expect(await mailAddresses(pool, { agencyId })).toEqual([])
    await again()
    expect(await mailAddresses(pool, { agencyId })).toHaveLength(1)
  })
})
