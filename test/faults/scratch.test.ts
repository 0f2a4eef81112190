// scratch
import { randomUUID } from 'node:crypto'
import { test } from 'vitest'
import { world } from '../world.ts'

const w = await world()
const log = (what: string, a: { status: number; body: unknown }) =>
  console.log(what.padEnd(40), a.status, JSON.stringify(a.body).slice(0, 160))

test('probes', async () => {
  for (const q of ['status=%00', 'documentNo=%00', 'createdFrom=2026-02-30T00:00:00Z', 'createdFrom=2026-01-01T00:00:00%2B23:59',
    'createdFrom=0000-01-01T00:00:00Z', 'createdFrom=2026-01-01T12:00 (x)', 'cursor=%00', 'part=constructor', 'limit=1e2', 'domain=__proto__', 'createdFrom=2026-01-01T24:00:00Z',
    `status=${'x'.repeat(5000)}`, 'createdFrom=2026-01-01T00:00:00.123456789Z', 'createdFrom=2026-01-01T00:00', 'createdTo=9999-12-31T23:59:59Z'])
    log(`list ${q.slice(0, 50)}`, await w.ask('market', 'GET', `/v1/transfers?${q}`))
  for (const c of ['9999999999999999999-999999999999999999', '18446744073709551615-1', '1-9999999999999999999', '-1-1', '1', '%00', '0-0'])
    log(`changes ${c}`, await w.ask('market', 'GET', `/v1/changes?cursor=${c}`))
  const { transfer: { id } } = await w.submit()
  for (const p of [`/v1/transfers/${id}/timeline?cursor=999999999`, `/v1/transfers/${id}/materials?cursor=999999999-999999999`, `/v1/transfers/${id}/materials?cursor=0-1`, `/v1/transfers/${id}/items?cursor=999999999&limit=200`,
    `/v1/transfers/${id}/receipts/999999`, `/v1/transfers/${id}/receipts/0`, `/v1/transfers/${id.toUpperCase()}`, `/v1/transfers/%00`, `/v1/transfers/%E0%A4%A`, `/v1/transfers/${id}/`, `/v1/transfers/${id}/receipts/%31`, `/v1/materials/%00`])
    log(p.slice(0, 60), await w.ask('market', 'GET', p))
  const approval = (a: string, b: string) => ({ approval: { approvedBy: w.organ('market').chief, reportReceivedAt: a, approvedAt: b } })
  for (const [a, b] of [['0001-01-01T00:00:00+08:00', '0001-01-02T00:00:00Z'], ['0000-01-01T00:00:00Z', '0000-01-02T00:00:00Z'], ['1000-01-01T00:00:00Z', '2026-01-02T00:00:00Z'], ['2026-01-01T00:00:00+23:59', '2026-01-02T00:00:00-23:59'], ['2026-01-01T00:00:00.123456789012345678901234567890Z', '2026-01-02T00:00:00Z']]) {
    const t = Date.now()
    log(`approval ${a}`, await w.ask('market', 'POST', '/v1/transfers', await w.submission('market', approval(a as string, b as string))))
    log(`check    ${Date.now() - t} ms`, await w.ask('market', 'POST', '/v1/transfers/check', await w.submission('market', approval(a as string, b as string))))
  }
  const sub = await w.submission()
  log('proto', await w.ask('market', 'POST', '/v1/transfers', JSON.stringify(sub).replace('{', '{"__proto__":{"x":1},')))
  log('constructor', await w.ask('market', 'POST', '/v1/transfers', JSON.stringify(await w.submission()).replace('{', '{"constructor":{"x":1},')))
  const s2 = (await w.submission()) as { suspects: object[] }
  log('proto in suspect', await w.ask('market', 'POST', '/v1/transfers', JSON.stringify(s2).replace('"suspects":[{', '"suspects":[{"__proto__":{"kind":"unit"},')))
  const [m] = await w.materials('market', ['M1'])
  log('same material thrice', await w.ask('market', 'POST', '/v1/transfers', await w.submission('market', { materials: ['M1', 'M2', 'M3'].map((kind) => ({ ...m, kind })) })))
  const three = await w.materials('market', ['M1', 'M2', 'M3'])
  const up = three.map((x) => ({ ...x, id: x.id.toUpperCase() }))
  const [a, b] = await Promise.all([w.ask('market', 'POST', '/v1/transfers', await w.submission('market', { materials: three })), w.ask('market', 'POST', '/v1/transfers', await w.submission('market', { materials: up }))])
  log('upper a', a); log('upper b', b)
  const many = await Promise.all(Array.from({ length: 40 }, async (_, i) => w.ask('market', 'POST', '/v1/transfers', await w.submission('market', { materials: i % 2 ? up : three }))))
  console.log(many.map((x) => x.status).join(' '))
  const again = await w.materials('market', ['M1', 'M2', 'M3'])
  const bodies = await Promise.all(Array.from({ length: 60 }, async (_, i) => w.submission('market', i < 40 ? {} : { materials: again.map((x) => (i % 2 ? { ...x, id: x.id.toUpperCase() } : x)) })))
  const mixed = await Promise.all(bodies.map((body) => w.ask('market', 'POST', '/v1/transfers', body)))
  console.log(mixed.map((x) => x.status).join(' '))
  for (const dn of ['〔〕', '０', '0', '()', '[', '第', '号', ' ', '　', '‮abc', 'a b'])
    log(`documentNo ${dn}`, await w.ask('market', 'POST', '/v1/transfers', await w.submission('market', { documentNo: dn })))
  for (const [k, v] of [['idempotency-key', 'x'.repeat(256)], ['idempotency-key', 'a b'], ['if-match', '"99999999999"'], ['if-match', '"1", "2"'], ['if-match', ''], ['content-type', 'application/json; charset=utf-16'], ['content-encoding', 'gzip'], ['transfer-encoding', 'identity'], ['host', 'a b'], ['host', 'evil.example/@'], ['x-http-method-override', 'DELETE'], ['x-jws-signature', '..'], ['authorization', 'Bearer a'], ['x-forwarded-host', 'evil']])
    log(`header ${k}: ${v?.slice(0, 20)}`, await w.step('police', id, 'receipt_sign', {}, { [k as string]: v as string }).catch((e) => ({ status: 0, body: String(e.cause ?? e) })))
  log('constructor step', await w.step('police', id, 'constructor'))
  log('transfer_dispatch step', await w.step('market', id, 'transfer_dispatch'))
  log('receipt', await w.step('police', id, 'receipt_sign', { decidedBy: w.organ('police').chief }))
  log('check', await w.step('police', id, 'completeness_check', { missing: [{ description: 'x' }] }))
  for (const r of [0, 1.5, 1e21, 2, 999, 1000, -1, '1', null, [1], 9007199254740993, true])
    log(`round ${String(r)}`, await w.step('market', id, 'supplement_notice_receipt', { round: r }))
  for (const s of [['s01'], ['s1/1'], ['__proto__'], [], ['s1', 's1'], ['s3'], ['s999']])
    log(`suspects ${s}`, await w.step('police', id, 'filing_approved', { decidedBy: w.organ('police').chief, documentNo: 'x', charges: [{ name: 'x' }], suspects: s }))
  void randomUUID
}, 120_000)
