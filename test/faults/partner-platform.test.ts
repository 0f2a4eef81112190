// The simulated platform itself, in its own process: what it says when it behaves, and that every misbehaviour it promises
// to vendors really happens, is counted, and stops when it is told to.
import { createHash, createHmac } from 'node:crypto'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { canonical } from '../../src/kernel/index.ts'
import { type PartnerPlatform, type PlatformOptions, startPlatform } from '../partner.ts'

interface Page {
  readonly code: number
  readonly data: { readonly rows: Record<string, string>[]; readonly next: string; readonly more: boolean }
}
interface Figures {
  readonly code: number
  readonly data: { readonly day: string; readonly count: number; readonly sum: string; readonly digest: string }[]
}

const started: PartnerPlatform[] = []
async function platform(options: PlatformOptions): Promise<PartnerPlatform> {
  const one = await startPlatform(options)
  started.push(one)
  return one
}
afterAll(async () => {
  for (const one of started) await one.stop()
})

let p: PartnerPlatform
beforeAll(async () => {
  p = await platform({ records: 250, days: 3, seed: 7 })
})

async function everything(of: PartnerPlatform, limit = 100): Promise<Record<string, string>[]> {
  const rows: Record<string, string>[] = []
  for (let cursor = '', more = true; more; ) {
    const { data } = await of.ask<Page>('GET', `/records?cursor=${cursor}&limit=${limit}`)
    rows.push(...data.rows)
    cursor = data.next
    more = data.more
  }
  return rows
}

const exchanged = (row: Record<string, string>) =>
  Object.fromEntries(Object.entries(row).filter(([name]) => !name.startsWith('cd_')))
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const year = 'from=2020-01-01&to=2099-12-31'

describe('a platform that behaves', () => {
  test('gives the same records for the same seed, whichever way they are read', async () => {
    const twin = await platform({ records: 250, days: 3, seed: 7 })
    const rows = await everything(p)
    expect(rows).toHaveLength(250)
    expect((await everything(twin, 33)).map(exchanged)).toEqual(rows.map(exchanged))
    const since: Record<string, string>[] = []
    for (let at = '2020-01-01 00:00:00', after = '', more = true; more; ) {
      const { data } = await p.ask<Page>('GET', `/records/since?since=${at}${after && `&after=${after}`}&limit=40`)
      since.push(...data.rows)
      at = data.rows.at(-1)?.cd_time ?? at
      after = data.rows.at(-1)?.record_unique_identity ?? after
      more = data.more
    }
    const key = (row: Record<string, string>) => row.record_unique_identity as string
    expect(since.map(key).sort()).toEqual(rows.map(key).sort())
  })

  test('counts, adds up and digests each day as anyone can who has its rows', async () => {
    const days = new Map<string, Record<string, string>[]>()
    for (const row of await everything(p)) {
      const day = (row.cd_time as string).slice(0, 10)
      days.set(day, [...(days.get(day) ?? []), row])
    }
    const { data } = await p.ask<Figures>('GET', `/records/summary?${year}`)
    expect(data.map((d) => d.day)).toEqual([...days.keys()].sort())
    for (const { day, count, sum, digest } of data) {
      const rows = days.get(day) ?? []
      const lines = rows.map((row) => `${row.record_unique_identity}\t${sha256(canonical(exchanged(row)))}\n`)
      expect({ count, digest }).toEqual({ count: rows.length, digest: sha256(lines.sort().join('')) })
      expect(sum).toBe(String(rows.reduce((n, row) => n + BigInt((row.CF_NR_FK ?? '0').replace('.', '')), 0n)))
      const keys = await p.ask<{ data: unknown[] }>('GET', `/records/keys?day=${day}`)
      expect(keys.data).toHaveLength(count)
    }
  })

  test('keeps what it is sent by case and version, knows repetitions, and says where it stands', async () => {
    const send = (id: string, caseId: string, version: number) =>
      fetch(`${p.url}/transfers`, {
        method: 'POST',
        headers: { 'x-request-id': id },
        body: JSON.stringify({ caseId, version, at: '2026-11-20T17:00:00Z', amountFen: '1200' }),
      }).then((r) => r.json())
    expect(await send('a', 'c1', 1)).toEqual({ code: 0 })
    expect(await send('b', 'c1', 3)).toEqual({ code: 0 })
    expect(await send('b', 'c1', 3)).toEqual({ code: 0 })
    expect(await send('c', 'c1', 2)).toEqual({ code: 0 })
    expect(await send('d', 'c1', 1)).toEqual({ code: 0 })
    expect(await send('e', 'c1', 0)).toMatchObject({ code: 40002 })
    const { transfers } = await p.state()
    expect(transfers).toMatchObject({ kept: 3, first: 3, repeated: 2, outOfOrder: ['c1/2'], otherIds: ['c1/1'] })
    const { data } = await p.ask<Figures>('GET', `/transfers/summary?${year}`)
    expect(data).toMatchObject([{ day: '2026-11-21', count: 3, sum: '3600' }])
    expect(await p.ask('GET', '/transfers/one?key=c1/3')).toMatchObject({ data: { caseId: 'c1', version: 3 } })
  })

  test('publishes new, changed and withdrawn records behind the cursor, and withdraws them from its figures', async () => {
    const own = await platform({ records: 10, seed: 3 })
    const changed = await own.records({ add: 2, amend: 3, withdraw: 1 })
    const rows = (await everything(own)).slice(10)
    expect(rows.map((r) => r.cd_operation)).toEqual(['i', 'i', 'u', 'u', 'u', 'd'])
    expect(rows.map((r) => r.record_unique_identity)).toEqual([
      ...changed.added,
      ...changed.amended,
      ...changed.withdrawn,
    ])
    const { data } = await own.ask<Figures>('GET', `/records/summary?${year}`)
    expect(data.reduce((n, d) => n + d.count, 0)).toBe(11)
  })
})

describe('what it asks of its callers', () => {
  const sign = (parameters: Record<string, string>) =>
    Object.keys(parameters)
      .sort()
      .map((k) => `${k}=${parameters[k]}`)
      .join('&')
  const forms = {
    'hmac-sha256': (text: string) => createHmac('sha256', 'platform-secret').update(text).digest('hex').toUpperCase(),
    'hmac-sm3': (text: string) => createHmac('sm3', 'platform-secret').update(text).digest('hex').toUpperCase(),
    'md5-sorted': (text: string) => createHash('md5').update(`${text}platform-secret`).digest('hex').toUpperCase(),
  }

  test.each(Object.entries(forms))('%s: a good signature passes once, a bad or late one never', async (name, form) => {
    const own = await platform({ records: 1, signature: name as keyof typeof forms })
    const head = { appKey: 'xianjie', timestamp: String(Date.now()), nonce: 'n-1' }
    const headersOf = (h: typeof head, signed: Record<string, string>) => ({
      'x-app-key': h.appKey,
      'x-timestamp': h.timestamp,
      'x-nonce': h.nonce,
      'x-sign': form(sign(signed)),
    })
    const get = (headers: Record<string, string>) =>
      fetch(`${own.url}/records?limit=1`, { headers }).then(async (r) => [r.status, ((await r.json()) as Page).code])
    const good = headersOf(head, { ...head, limit: '1' })
    expect(await get({})).toEqual([401, 40101])
    expect(await get({ ...good, 'x-sign': 'AB' })).toEqual([401, 40103])
    expect(await get(good)).toEqual([200, 0])
    expect(await get(good)).toEqual([401, 40104])
    const late = { ...head, timestamp: String(Date.now() - 400_000), nonce: 'n-2' }
    expect(await get(headersOf(late, { ...late, limit: '1' }))).toEqual([401, 40102])
    const body = JSON.stringify({ caseId: 'c', version: 1, at: '2026-11-20T00:00:00Z' })
    const again = { ...head, nonce: 'n-3' }
    const query = new URLSearchParams({ ...again, sign: form(sign({ ...again, bodySha256: sha256(body) })) })
    const posted = await fetch(`${own.url}/transfers?${query}`, {
      method: 'POST',
      body,
      headers: { 'x-request-id': 'r' },
    })
    expect([posted.status, await posted.json()]).toEqual([200, { code: 0 }])
  })

  test('a token is exchanged for a signature and runs out', async () => {
    const own = await platform({ records: 1, signature: 'token', tokenSeconds: 1 })
    const asked = { appKey: 'xianjie', timestamp: String(Date.now()) }
    const { data } = await own.ask<{ data: { token: string; expiresIn: number } }>('POST', '/token', {
      ...asked,
      sign: forms['hmac-sha256'](sign(asked)),
    })
    expect(data.expiresIn).toBe(1)
    const get = async () => (await fetch(`${own.url}/records`, { headers: { 'x-token': data.token } })).status
    expect(await get()).toBe(200)
    await expect.poll(get, { timeout: 5_000 }).toBe(401)
  })
})

describe('misbehaviour', () => {
  const rawAnswer = (path: string) =>
    new Promise<{ text: string; ended: boolean }>((resolve) => {
      const { port } = new URL(p.url)
      const socket = connect(Number(port), '127.0.0.1', () => socket.write(`GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`))
      let text = ''
      const done = (ended: boolean) => {
        socket.destroy()
        resolve({ text, ended })
      }
      socket.on('data', (chunk) => (text += chunk))
      socket.on('error', () => done(true))
      socket.on('close', () => done(true))
      setTimeout(() => done(false), 400)
    })
  const good = { on: [], hang: 0, fail: 0, wrongSchema: 0, halfClose: 0, duplicate: 0, reorder: 0, slowMs: 0 } as const

  test('answers with 500, with what nobody expects, half, or not at all, and only where it is told to', async () => {
    await p.control({ ...good, fail: 1, on: ['/records'] })
    expect((await fetch(`${p.url}/records`)).status).toBe(500)
    expect((await fetch(`${p.url}/transfers/keys?day=2026-01-01`)).status).toBe(200)
    await p.control({ ...good, wrongSchema: 1 })
    const odd = await (await fetch(`${p.url}/records`)).text()
    expect(odd).not.toContain('"code":0,"data":{"rows":[')
    await p.control({ ...good, halfClose: 1 })
    const half = await rawAnswer('/records?limit=5')
    expect(half.ended).toBe(true)
    expect(Number(/content-length: (\d+)/i.exec(half.text)?.[1])).toBeGreaterThan(half.text.length)
    await p.control({ ...good, hang: true })
    expect(await rawAnswer('/records?limit=5')).toEqual({ text: '', ended: false })
    await p.control({ ...good, slowMs: 5_000 })
    expect(await rawAnswer('/records?limit=5')).toEqual({ text: '', ended: false })
    await p.control(good)
    expect((await fetch(`${p.url}/records`)).status).toBe(200)
    expect((await p.state()).mishaps).toMatchObject({ fail: 1, wrong_schema: 1, half_closed: 1, hang: 1 })
  })

  test('works a request off and cuts the answer, so that the repetition is known to it', async () => {
    const body = JSON.stringify({ caseId: 'cut', version: 1, at: '2026-11-20T00:00:00Z' })
    const send = () => fetch(`${p.url}/transfers`, { method: 'POST', headers: { 'x-request-id': 'cut-1' }, body })
    await p.control({ ...good, dropAnswerAfterProcessing: 1 })
    await expect(send()).rejects.toThrow()
    await p.control({ ...good, dropAnswerAfterProcessing: 0 })
    expect(await (await send()).json()).toEqual({ code: 0 })
    expect((await p.transfers()).filter((r) => r.caseId === 'cut').map((r) => r.outcome)).toEqual(['kept', 'repeated'])
  })

  test('repeats and reorders rows without losing any, and keeps the order of one record’s changes', async () => {
    const own = await platform({ records: 60, seed: 5, manners: { duplicate: 0.3, reorder: 1 } })
    await own.records({ amend: 40 })
    const rows = await everything(own, 50)
    expect(new Set(rows.map((r) => r.record_unique_identity)).size).toBe(60)
    expect(rows.length).toBeGreaterThan(100)
    const changes = (of: Record<string, string>[]) => {
      const by = new Map<string, string[]>()
      for (const row of of) {
        const seen = by.get(row.record_unique_identity as string) ?? []
        const text = JSON.stringify(row)
        if (!seen.includes(text)) by.set(row.record_unique_identity as string, [...seen, text])
      }
      return by
    }
    await own.control({ duplicate: 0, reorder: 0 })
    const plain = await everything(own, 50)
    expect(rows.map((r) => r.record_unique_identity)).not.toEqual(plain.map((r) => r.record_unique_identity))
    expect([...changes(rows)].sort()).toEqual([...changes(plain)].sort())
  })

  test('loses records from the feed that its own figures go on to count, and transfers that it acknowledged', async () => {
    const own = await platform({ records: 20, seed: 9 })
    const lost = ['HC-0009-0000003', 'HC-0009-0000011']
    await own.control({ loseRecords: [...lost, 'c2/1'] })
    const seen = (await everything(own)).map((r) => r.record_unique_identity)
    expect(seen).toHaveLength(18)
    expect(seen).not.toEqual(expect.arrayContaining(lost))
    const { data } = await own.ask<Figures>('GET', `/records/summary?${year}`)
    expect(data.reduce((n, d) => n + d.count, 0)).toBe(20)
    expect(await own.ask('GET', `/records/one?key=${lost[0]}`)).toMatchObject({ code: 0, data: { cd_operation: 'i' } })
    const send = (id: string) =>
      fetch(`${own.url}/transfers`, {
        method: 'POST',
        headers: { 'x-request-id': id },
        body: JSON.stringify({ caseId: 'c2', version: 1, at: '2026-11-20T00:00:00Z' }),
      }).then((r) => r.json())
    expect(await send('x')).toEqual({ code: 0 })
    expect(await own.ask('GET', '/transfers/one?key=c2/1')).toEqual({ code: 0, data: null })
    expect((await own.dropped()).transfers).toEqual(['c2/1'])
    expect(await send('x')).toEqual({ code: 0 })
    expect(await own.ask('GET', '/transfers/one?key=c2/1')).toMatchObject({ data: { caseId: 'c2' } })
    expect((await own.state()).transfers).toMatchObject({ lost: 1, missing: 0, otherIdsCount: 0 })
  })

  test('its clock goes wrong and its keys run out', async () => {
    const own = await platform({ records: 0, manners: { clockSkewMs: -86_400_000 } })
    await own.records({ add: 1 })
    const [row] = await everything(own)
    const behind = Date.now() - Date.parse(`${row?.cd_time?.replace(' ', 'T')}+08:00`)
    expect(Math.round(behind / 3_600_000)).toBe(24)
    await own.control({ expiredKeys: true })
    expect((await fetch(`${own.url}/records`)).status).toBe(401)
  })

  test('a wrong word on the control door is refused with its name', async () => {
    await expect(p.control({ hangs: 1 } as never)).rejects.toThrow(/hangs/)
  })
})
