// `xianjie mail` as an operator types it, and a gateway with a mail server beside it: an address that was entered gets the
// warning, the test says what the server said, and no word of the password is printed anywhere.
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test, vi } from 'vitest'
import { addAgency } from '../../src/agencies/index.ts'
import { readConfig } from '../../src/config.ts'
import { startGateway } from '../../src/gateway.ts'
import { addMailAddress, oweNotices } from '../../src/outbox/index.ts'
import { cleanEnvironment } from '../bench/gateway-process.ts'
import { testDatabase } from '../database.ts'
import { decodedHeader, mailServer, testAuthorityFile } from '../mail-server.ts'
import { inventedUscc } from '../world.ts'

const db = await testDatabase()
const mail = await mailServer({ login: { user: 'xianjie', pass: 'open-sesame' } })
const directory = mkdtempSync(join(tmpdir(), 'xianjie-mail-'))
const root = fileURLToPath(new URL('../..', import.meta.url))
const organ = await addAgency(db.ownerPool, {
  ...{ code: inventedUscc(1, '450502'), name: '海城区人民检察院（演示）', kind: 'procuratorate', regionCode: '450502' },
})
const environment = {
  ...{ DATABASE_URL: db.gatewayUrl, DATABASE_MIGRATION_URL: db.ownerUrl, XIANJIE_DATA_DIR: directory },
  XIANJIE_SMTP_URL: `smtp://xianjie:open-sesame@localhost:${mail.server.port}`,
  XIANJIE_SMTP_CA: testAuthorityFile,
  XIANJIE_MAIL_FROM: '衔接系统 <noreply@gw.example>',
}
afterAll(async () => {
  await mail.stop()
  rmSync(directory, { recursive: true, force: true })
})

interface Ended {
  readonly code: number | null
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: each test asks for its own members
  readonly line: any
}

function xianjie(args: readonly string[], env: Record<string, string> = environment): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['src/xianjie.js', '--json', 'mail', ...args], {
      ...{ cwd: root, env: { ...cleanEnvironment(), ...env } },
    })
    let [stdout, text] = ['', '']
    child.stdout.on('data', (chunk) => {
      stdout += chunk
      text += chunk
    })
    child.stderr.on('data', (chunk) => (text += chunk))
    child.on('close', (code) => {
      expect(text).not.toContain('open-sesame')
      const last = stdout.trim().split('\n').at(-1) ?? ''
      resolve({ code, text, line: /^[[{]/.test(last) ? JSON.parse(last) : undefined })
    })
  })
}

/** Commands are processes; a busy machine takes seconds for each. */
const patienceMs = 120_000

test(
  'an address is entered once, listed and paused; mistakes are named',
  async () => {
    const agency = ['--agency', organ.code]
    const wanted = ['--least', 'yellow', '--kinds', 'finding,letter']
    const added = await xianjie(['add', 'duty@organ.example', ...agency, ...wanted])
    expect([added.code, added.line?.sends], added.text).toEqual([0, true])
    const again = await xianjie(['add', 'Duty@organ.example', ...agency])
    expect([again.code, again.text]).toEqual([2, expect.stringMatching(/has this address already/)])
    const wrong = await xianjie(['add', 'a@b\r\nBcc: c@d.example', '--agency', 'nobody'])
    expect([wrong.code, wrong.text]).toEqual([2, expect.stringMatching(/'address'/)])
    expect((await xianjie(['disable', 'duty@organ.example', ...agency])).line.state).toBe('disabled')
    expect((await xianjie(['list'])).line).toMatchObject([
      { address: 'duty@organ.example', agency: organ.code, state: 'disabled', least: 'yellow', dead: 0 },
    ])
  },
  patienceMs,
)

test(
  'the test says what the mail server says',
  async () => {
    const good = await xianjie(['test', 'anybody@organ.example'])
    expect([good.code, good.line?.outcome], good.text).toEqual([0, 'delivered'])
    mail.manners = { ...mail.manners, recipient: () => ({ code: 550, text: 'no such mailbox' }) }
    const refused = await xianjie(['test', 'anybody@organ.example'])
    mail.manners = { login: { user: 'xianjie', pass: 'open-sesame' } }
    expect([refused.code, refused.line?.status]).toEqual([1, 550])
    expect(refused.text).toContain('no such mailbox')
  },
  patienceMs,
)

test(
  'a gateway with a mail server sends an address its warning',
  async () => {
    const config = readConfig({
      ...environment,
      XIANJIE_PORT: String(22_000 + Math.floor(Math.random() * 8_000)),
      XIANJIE_LOG: 'error',
    })
    const address = { address: 'chief@organ.example', kinds: ['finding'], least: 'red', hour: null } as const
    await addMailAddress(db.pool, organ.id, address, { who: 'a test' }, Date.now())
    const gateway = await startGateway(config)
    try {
      await oweNotices(db.pool, {
        ...{
          kind: 'finding',
          id: randomUUID(),
          version: 1,
          step: 'finding_urged',
          at: new Date(),
          agencyIds: [organ.id],
        },
        about: { grade: 'red', zh: '移送线索逾期未处理', number: '〔2026〕9号' },
      })
      await vi.waitFor(
        () => {
          const subjects = mail.got.map(({ headers }) => decodedHeader(headers.subject ?? ''))
          expect(subjects).toContain('【红色预警】移送线索逾期未处理 〔2026〕9号')
        },
        { timeout: 60_000, interval: 100 },
      )
    } finally {
      await gateway.stop()
    }
  },
  patienceMs,
)
