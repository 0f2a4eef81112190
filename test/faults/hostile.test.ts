// A partner with a valid token who tries things: text that PostgreSQL cannot keep, times that no calendar has, numbers
// beyond every counter, keys that JavaScript treats as its own, bodies made to be expensive, another's keys and cases. The
// answer is always a documented refusal, never a fault, and nothing foreign is learnt or changed.
import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { faultsOf, rowsOf, signedCase, take } from '../rooms/cases-scene.ts'
import { type Acted, type Answer, world } from '../world.ts'

const w = await world()
type Problem = Acted & { code: string; errors?: { pointer: string }[] }
const id = (await signedCase(w)).id
await take(w, 'police', id, 'completeness_check', { missing: [{ description: '检验报告' }] })

/** A refusal as documented: below 500, problem+json with a code. */
function refused(answer: Answer<Problem>, what: string, ...allowed: number[]) {
  expect(allowed, `${what}: ${answer.status} ${JSON.stringify(answer.body).slice(0, 300)}`).toContain(answer.status)
  expect(answer.headers.get('content-type'), what).toContain('application/problem+json')
  expect(answer.body.code, what).toMatch(/^[a-z_]+$/)
}

const nasty = [
  '%00',
  '%ED%A0%80',
  '%FF',
  "'--",
  '%',
  '%25',
  '__proto__',
  'constructor',
  '%F0%9F%98%80',
  'x'.repeat(6_000),
  '-1',
  '1e9',
  'NaN',
  '٣',
  '１',
]

test('no value of a query parameter is a fault', async () => {
  for (const name of [
    'status',
    'domain',
    'part',
    'documentNo',
    'createdFrom',
    'createdTo',
    'limit',
    'cursor',
    'unknown',
  ])
    for (const value of [
      ...nasty,
      '2026-02-30T00:00:00Z',
      '2026-01-01T00:00:00%2B23:59',
      '0000-01-01T00:00:00Z',
      '2026-01-01T00:00:00 (x)',
      '2026-13-01T00:00:00Z',
      '99999-01-01T00:00:00Z',
      '+275760-09-13T00:00:00Z',
      '0',
    ]) {
      const answer = await w.ask<Problem>('market', 'GET', `/v1/transfers?${name}=${value}`)
      if (answer.status !== 200) refused(answer, `${name}=${value.slice(0, 40)}`, 400)
    }
  for (const path of [
    `/v1/transfers/${id}/timeline`,
    `/v1/transfers/${id}/items`,
    `/v1/transfers/${id}/materials`,
    '/v1/changes',
  ])
    for (const cursor of [
      ...nasty,
      '999999999',
      '9999999999',
      '999999999-999999999',
      '99999999999999999999-1',
      '18446744073709551616-1',
      '0-9223372036854775808',
      '1-',
    ]) {
      const answer = await w.ask<Problem>('market', 'GET', `${path}?cursor=${cursor}`)
      if (answer.status !== 200) refused(answer, `${path} ${cursor.slice(0, 40)}`, 400)
    }
})

test('no segment of a path is a fault', async () => {
  for (const segment of [...nasty, '..%2f..', '%2e%2e', id.toUpperCase(), `${id}%00`, `${id}.json`, '{id}'])
    for (const path of [
      `/v1/transfers/${segment}`,
      `/v1/transfers/${segment}/timeline`,
      `/v1/transfers/${id}/receipts/${segment}`,
      `/v1/materials/${segment}`,
      `/v1/materials/${segment}/content`,
    ]) {
      const answer = await w.ask<Problem>('market', 'GET', path)
      if (!(path.endsWith('/receipts/1') && answer.status === 200))
        refused(answer, path.slice(0, 120), 400, 404, 414, 431)
    }
  for (const step of [
    ...nasty,
    'period_expired',
    'case_split_off',
    'hasOwnProperty',
    'toString',
    'receipt_sign%00',
    'RECEIPT_SIGN',
  ])
    for (const path of [`/v1/transfers/${id}/steps/${step}`, `/v1/transfers/steps/${step}`]) {
      const body = { officers: w.organ('police').officers }
      refused(await w.ask<Problem>('police', 'POST', path, body), step.slice(0, 40), 404, 414, 431)
    }
})

test('no moment, number or key inside a letter is a fault, and the dry run says the same as the submission', async () => {
  const approval = (reportReceivedAt: unknown, approvedAt: unknown) => ({
    approval: { approvedBy: w.organ('market').chief, reportReceivedAt, approvedAt },
  })
  const letters: Record<string, unknown>[] = [
    ...[
      '0001-01-01T00:00:00+08:00',
      '0000-01-01T00:00:00Z',
      '9999-12-31T23:59:59Z',
      '2026-02-30T00:00:00Z',
      '2026-01-01T24:00:00Z',
      '2026-01-01T00:00:60Z',
      '2026-01-01T00:00:00+24:00',
      '2026-01-01T00:00:00',
      'now',
      '1e3',
      `2026-01-01T00:00:00.${'1'.repeat(1_000)}Z`,
    ].map((t) => approval(t, t)),
    approval(1, 2),
    approval(null, {}),
    { seizedItems: [{ name: 'x', quantity: '9'.repeat(40), unit: '件' }] },
    { amounts: [{ kind: 'loss', cny: '1e5' }] },
    { materials: [{ id: '00000000-0000-0000-0000-000000000000', kind: 'M1', title: 'x', sha256: 'a'.repeat(64) }] },
    { materials: [{ id: 'x', kind: 'M1', title: 'x', sha256: 'a'.repeat(64) }] },
    { caseName: 'a\0b' },
    { caseName: '\ud800' },
    { caseName: '\u200b' },
    { documentNo: '\u200b\u200b' },
    { documentNo: '\0' },
    { facts: 'x'.repeat(20_001) },
    { domain: '__proto__' },
    { domain: ['market'] },
    { suspects: [] },
    { suspects: Array.from({ length: 201 }, () => ({ kind: 'unit', name: 'x' })) },
    { suspects: { length: 1, 0: {} } },
    { receiver: '0'.repeat(18) },
  ]
  for (const letter of letters) {
    const body = await w.submission('market', letter)
    const what = JSON.stringify(letter).slice(0, 120)
    const checked = await w.ask<{ acceptable?: boolean }>('market', 'POST', '/v1/transfers/check', body)
    const answer = await w.ask<Problem>('market', 'POST', '/v1/transfers', body)
    if (answer.status === 201) {
      expect(checked.body.acceptable, what).toBe(true)
      continue
    }
    refused(answer, what, 400, 422)
    expect(checked.status === 400 || checked.body.acceptable === false, what).toBe(true)
  }
})

test('keys that JavaScript treats as its own are unknown fields, wherever they stand', async () => {
  const text = JSON.stringify(await w.submission())
  for (const key of ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'])
    for (const hostile of [
      text.replace('{', `{"${key}":{"involvesStateSecrets":true},`),
      text.replace('"approval":{', `"approval":{"${key}":{"x":1},`),
      text.replace('"suspects":[{', `"suspects":[{"${key}":{"kind":"person"},`),
    ]) {
      const answer = await w.ask<Problem>('market', 'POST', '/v1/transfers', hostile)
      refused(answer, key, 400)
      expect(answer.body.errors?.[0]?.pointer).toContain(key)
    }
  expect(({} as Record<string, unknown>).x).toBeUndefined()
})

test('no number of a round, a suspect, a version or a key beyond its bounds is a fault', async () => {
  for (const round of [0, -1, 1.5, 1e21, 2, 999, 1_000, 2 ** 31, 2 ** 53, '1', null, [1], true])
    refused(await w.step<Problem>('market', id, 'supplement_notice_receipt', { round }), `round ${round}`, 400, 422)
  for (const suspects of [['s01'], ['s0'], ['s999'], ['s1/1'], ['__proto__'], [], ['s1', 's9'], 's1', [1]])
    refused(
      await w.step<Problem>('police', id, 'filing_approved', {
        decidedBy: w.organ('police').chief,
        documentNo: 'x',
        charges: [{ name: 'x' }],
        suspects,
      }),
      `suspects ${suspects}`,
      400,
      422,
    )
  for (const [name, value] of [
    ['if-match', '"999999999"'],
    ['if-match', '"99999999999"'],
    ['if-match', '3'],
    ['if-match', '"1", "2"'],
    ['if-match', '"-1"'],
    ['if-match', '"1e1"'],
    ['idempotency-key', 'x'.repeat(256)],
    ['idempotency-key', 'a b'],
    ['idempotency-key', 'ü'],
    ['content-type', 'text/plain'],
    ['content-type', 'application/jsonp'],
    ['content-encoding', 'gzip'],
    ['x-jws-signature', '..'],
    ['x-jws-signature', 'a.b.c'],
  ] as const) {
    const answer = await w.step<Problem>(
      'police',
      id,
      'supplementary_inquiry',
      { evidenceGaps: ['x'] },
      { [name]: value },
    )
    if (name !== 'content-encoding') refused(answer, `${name}: ${value.slice(0, 40)}`, 400, 401, 412, 415)
  }
})

test('bodies made to be expensive are refused without being parsed, and the next one is served', async () => {
  const text = JSON.stringify(await w.submission())
  const deep = `${'['.repeat(500_000)}${']'.repeat(500_000)}`
  for (const [what, body, ...allowed] of [
    ['deep arrays', deep, 400],
    ['deep objects', `${'{"a":'.repeat(300_000)}1${'}'.repeat(300_000)}`, 400],
    ['deep inside a field', text.replace('{', `{"remarks":${deep},`), 400],
    ['unclosed', '['.repeat(1_000_000), 400],
    ['100,000 unknown fields', `{${Array.from({ length: 100_000 }, (_, i) => `"k${i}":1`).join(',')}}`, 400],
    ['100,000 items that are none', text.replace('"seizedItems":[', `"seizedItems":[${'{},'.repeat(100_000)}`), 400],
    ['a number of a million digits', `{"documentNo":${'9'.repeat(1_000_000)}}`, 400],
    ['4 MiB and a byte', `{"x":"${'x'.repeat(4 * 1024 * 1024)}"}`, 413],
    ['nothing', '', 400],
    ['no UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d]), 400],
  ] as const) {
    const answer = await w.ask<Problem>('market', 'POST', '/v1/transfers', body)
    refused(answer, what, ...allowed)
    expect(JSON.stringify(answer.body).length, what).toBeLessThan(20_000)
  }
  expect((await w.ask('market', 'GET', '/v1/transfers')).status).toBe(200)
})

test('an Idempotency-Key means nothing to another client, nor on another path', async () => {
  const key = randomUUID()
  const body = await w.submission()
  const first = await w.ask<Problem>('market', 'POST', '/v1/transfers', body, { 'idempotency-key': key })
  expect(first.status).toBe(201)
  const before = await rowsOf(w, first.body.transfer.id)
  for (const organ of ['foreignMarket', 'customs', 'police', 'procuratorate', 'court']) {
    const answer = await w.ask<Problem>(organ, 'POST', '/v1/transfers', body, { 'idempotency-key': key })
    refused(answer, organ, 403, 422)
    expect(answer.headers.get('idempotent-replayed')).toBeNull()
    expect(JSON.stringify(answer.body)).not.toContain(first.body.transfer.id)
    const step = await w.step<Problem>(
      organ === 'police' ? 'foreignPolice' : organ,
      first.body.transfer.id,
      'receipt_sign',
      { decidedBy: w.organ('police').chief },
      { 'idempotency-key': key },
    )
    refused(step, organ, 403, 404)
  }
  expect(await rowsOf(w, first.body.transfer.id)).toEqual(before)
  const signed = await w.step(
    'police',
    first.body.transfer.id,
    'receipt_sign',
    { decidedBy: w.organ('police').chief },
    { 'idempotency-key': key },
  )
  expect([signed.status, signed.headers.get('idempotent-replayed')]).toEqual([200, null])
})

test('who relayed a case away sees it as it stood, learns nothing of what came after, and gets it back whole', async () => {
  const { id: relayed } = await signedCase(w)
  const relay = (from: string, to: string) =>
    take(w, from, relayed, 'onward_transfer_police', {
      decidedBy: w.organ(from).chief,
      to: w.organ(to).code,
      reason: '主要犯罪地在外地',
    })
  const { version } = await relay('police', 'foreignPolice')
  await take(w, 'foreignPolice', relayed, 'receipt_sign', { decidedBy: w.organ('foreignPolice').chief })
  await take(w, 'foreignPolice', relayed, 'completeness_check', { missing: [{ description: '外地所缺' }] })
  for (const organ of ['police', 'procuratorate']) {
    const seen = await w.ask<{
      version: number
      ended: boolean
      available: unknown[]
      timeline: { version: number }[]
    }>(organ, 'GET', `/v1/transfers/${relayed}`)
    expect(seen.body).toMatchObject({ version, ended: true, available: [] })
    expect(JSON.stringify(seen.body)).not.toContain('外地所缺')
    for (const part of ['timeline', 'receipts', 'materials']) {
      const { body } = await w.ask<{ items: { version?: number }[] }>(organ, 'GET', `/v1/transfers/${relayed}/${part}`)
      expect(Math.max(...body.items.map((i) => i.version ?? 0)), `${organ} ${part}`).toBeLessThanOrEqual(version)
    }
    expect((await w.ask(organ, 'GET', `/v1/transfers/${relayed}/receipts/4`)).status).toBe(404)
    // The feed waits for the oldest open transaction of the server, which other test files share.
    const told = async () => {
      const { body } = await w.ask<{ items: { transferId: string; version: number }[] }>(
        organ,
        'GET',
        '/v1/changes?limit=200',
      )
      return Math.max(...body.items.filter((c) => c.transferId === relayed).map((c) => c.version))
    }
    await expect.poll(told, { timeout: 60_000 }).toBe(version)
  }
  refused(await w.step<Problem>('police', relayed, 'completeness_check'), 'after the relay', 403)
  await relay('foreignPolice', 'police')
  const back = await w.ask<{ ended: boolean; timeline: unknown[] }>('police', 'GET', `/v1/transfers/${relayed}`)
  expect(back.body.ended).toBe(false)
  expect(back.body.timeline).toHaveLength(version + 3)
})

test('after all this everything that is kept verifies', async () => {
  expect(await faultsOf(w)).toEqual([])
})
