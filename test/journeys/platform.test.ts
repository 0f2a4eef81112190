// The field's main story: a penalty record comes from the service platform, becomes a transfer without retyping, public
// security files it, and the outcome is back at the platform under the platform's own key. The record that the platform
// lost is found the same day and mended, and so is the report that it lost.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { type PartnerPlatform, startPlatform, startPolice } from '../partner.ts'
import { command } from '../partner-command.ts'
import { inventedUscc, world } from '../world.ts'

const w = await world()
const directory = mkdtempSync(join(tmpdir(), 'xianjie-platform-'))
let p: PartnerPlatform
afterAll(async () => {
  await p?.stop()
  rmSync(directory, { recursive: true, force: true })
})

const key = '450502-2026-000117'
const record = {
  record_unique_identity: key,
  CF_XDR_MC: '虚构电子商务有限公司',
  CF_XDR_LB: '法人及非法人组织',
  CF_XDR_SHXYM: inventedUscc(77, '450502', '91'),
  CF_FRDB: '张三',
  CF_WSH: '海市监处罚〔2026〕117号',
  CF_WFXW: '发布虚假广告',
  CF_SY: '在网店页面对食品作虚假宣传，与实际不符，违法所得数额较大。',
  CF_YJ: '《中华人民共和国广告法》第二十八条、第五十五条',
  CF_CFLB: '罚款',
  CF_NR: '罚款200000.00元',
  CF_NR_FK: '20.000000',
  CF_JDRQ: '2026-11-10',
  CF_YXQ: '2099-12-31',
  CF_CFJG: w.organ('market').name,
  CF_CFJGDM: w.organ('market').code,
  CF_SJLY: w.organ('market').name,
  CF_SJLYDM: w.organ('market').code,
}
/** The platform loses this one on its way out. */
const lost = { ...record, record_unique_identity: '450502-2026-000118', CF_WSH: '海市监处罚〔2026〕118号' }

const source = 'haicheng-platform'
const sink = 'haicheng-platform-transfers'

/** A file of docs/examples with this platform's address. */
function configured(name: string, change: (entry: Record<string, unknown>) => void = () => {}): string {
  const text = readFileSync(new URL(`../../docs/examples/${name}`, import.meta.url), 'utf8')
  const entry = JSON.parse(text.replaceAll('http://127.0.0.1:18732', p.url))
  change(entry)
  const file = join(directory, name)
  writeFileSync(file, JSON.stringify(entry))
  return file
}

async function run(words: readonly string[], input?: string): Promise<unknown> {
  const { code, line, text } = await command(w, words, input)
  expect(code, `xianjie ${words.join(' ')}: ${text}`).toBe(0)
  return line
}

const list = async () => (await w.ask<{ items: { id: string }[] }>('market', 'GET', '/v1/penalty-cases')).body.items

test('the example files are taken as they stand, and the record of the platform arrives by itself', {
  timeout: 180_000,
}, async () => {
  p = await startPlatform({
    signature: 'hmac-sha256',
    manners: { loseRecords: [lost.record_unique_identity, 'first'] },
  })
  // Two at a time: they touch different things, and starting a command is most of its work.
  await Promise.all([
    run(['source', 'add', configured('source-platform.json', (s) => Object.assign(s, { everySeconds: 1 }))]),
    run(['sink', 'add', configured('sink-platform.json')]),
  ])
  await Promise.all([
    run(['source', 'secret', source], 'platform-secret'),
    run(['sink', 'secret', sink], 'platform-secret'),
  ])
  await p.records({ put: [record, lost] })
  await expect.poll(async () => (await list()).length, { timeout: 90_000, interval: 200 }).toBe(1)
  const [one] = await list()
  expect(one).toMatchObject({ decisionNo: expect.anything() })
})

test('it becomes a transfer in two acts, without its facts being typed again', { timeout: 180_000 }, async () => {
  const [one] = await list()
  const draft = await w.ask<{ id: string; draft: Record<string, unknown> }>(
    'market',
    'POST',
    `/v1/penalty-cases/${one?.id}/draft`,
  )
  expect(draft.status, JSON.stringify(draft.body)).toBe(201)
  expect(draft.body.draft).toMatchObject({
    sourceRecord: one?.id,
    facts: record.CF_SY,
    suspects: [{ kind: 'unit', name: record.CF_XDR_MC, uscc: record.CF_XDR_SHXYM }],
  })
  const materials = await w.materials('market', ['M1', 'M2', 'M3', 'penalty_decision'])
  const { transfer } = await w.submit('market', { materials, ...draft.body.draft })
  expect(transfer.status).toBe('transferred')
})

test('public security files it, and the outcome is at the platform with the platform’s own key', {
  timeout: 180_000,
}, async () => {
  const police = w.organ('police')
  const keyFile = join(directory, 'police.jwk')
  writeFileSync(keyFile, JSON.stringify(police.privateJwk))
  const [officer] = police.officers
  const { summary } = await startPolice(
    [
      ['--gateway', w.gateway.url],
      ['--client', police.clientId],
      ['--key', keyFile],
      ['--officer', `${officer?.name}:${officer?.certificateNo}`],
      ['--chief', `${police.chief.name}:${police.chief.certificateNo}`],
      ['--poll-ms', '50'],
      ['--idle-seconds', '1'],
      ['--manners', '{"refuse":0,"repeat":1,"stale":1}'],
    ].flat(),
  ).ended
  expect(summary).toMatchObject({ acts: { receipt_sign: 1, filing_approved: 1 }, surprises: [] })
  await expect
    .poll(async () => (await p.transfers()).map((r) => r.version), { timeout: 90_000, interval: 200 })
    .toEqual([1, 2, 3])
  const [last] = (await p.transfers()).slice(-1)
  const { data } = await p.ask<{ data: Record<string, unknown> }>('GET', `/control/kept?key=${last?.caseId}/3`)
  expect(data).toMatchObject({ step: 'filing_approved', status: 'filed', source: { key } })
  const [one] = await list()
  await expect
    .poll(async () => JSON.stringify((await w.ask('market', 'GET', `/v1/penalty-cases/${one?.id}`)).body), {
      timeout: 60_000,
    })
    .toContain('filing_approved')
})

interface Compared {
  readonly state: string
  readonly missing: number
  readonly repaired: number
  readonly open: number
}

test('the record and the report that the platform lost are found the same day, and mended', {
  timeout: 180_000,
}, async () => {
  const today = ['--from', new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)]
  expect(await p.forget([`${(await p.transfers())[0]?.caseId}/2`])).toBe(1)
  const compare = async (name: string, how: string) =>
    (await command(w, ['reconcile', name, ...today, how])).line as Compared
  const both = (how: string) => Promise.all([compare(source, how), compare(sink, how)])
  for (const found of await both('--no-repair'))
    expect(found).toMatchObject({ state: 'differs', missing: 1, repaired: 0, open: 1 })
  expect(await list()).toHaveLength(1)
  for (const mended of await both('--repair')) expect(mended).toMatchObject({ missing: 1, repaired: 1, open: 0 })
  expect(await list()).toHaveLength(2)
  expect((await p.dropped()).missing.transfers).toEqual([])
  for (const agreed of await both('--no-repair')) expect(agreed).toMatchObject({ state: 'agreed', missing: 0 })
})
