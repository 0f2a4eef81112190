// The letters of a case through the API: listed, previewed, issued, read back byte for byte, checked by anybody; and all the
// ways in which one of these is refused.
import { hash } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { letterCheck, letterIssued, letterList } from '../../schemas/index.ts'
import { setScheme } from '../../src/letters/index.ts'
import { wordsOfDocx, wordsOfHtml } from '../rooms/letters-drawn.ts'
import { world } from '../world.ts'

const w = await world()

interface Shown {
  letter: string
  version: number
  mine: boolean
  missing: { field: string; zh: string }[]
  issued: {
    documentNo: string | null
    sha256: string
    sm3: string
    materialId: string
    checkUrl: string
    checkCode: string
  } | null
}

async function raw(organ: string | null, path: string, init: RequestInit = {}) {
  const response = await fetch(`${w.gateway.url}${path}`, {
    ...init,
    headers: { ...(organ !== null && { authorization: `Bearer ${await w.token(organ)}` }), ...init.headers },
  })
  return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) }
}

const list = async (organ: string, id: string) => {
  const { status, body } = await w.ask<{ items: Shown[] }>(organ, 'GET', `/v1/transfers/${id}/letters`)
  expect(status).toBe(200)
  expect(letterList.parse(body)).toEqual(body)
  return body.items
}
const issue = (organ: string, id: string, letter: string, more: Record<string, unknown> = {}, headers = {}) =>
  w.ask<{ letter: Shown & { issued: NonNullable<Shown['issued']> }; transfer: { version: number }; code: string }>(
    organ,
    'POST',
    `/v1/transfers/${id}/letters/${letter}/issue`,
    { officers: w.organ(organ).officers.slice(0, 1), ...more },
    headers,
  )

let id = ''
beforeAll(async () => {
  const { transfer } = await w.submit('market', { contact: { name: '甲', phone: '0779-1' } })
  id = transfer.id
  const decided = { decidedBy: w.organ('police').chief }
  await w.step('police', id, 'receipt_sign', { ...decided, acceptanceNo: '海公受案字〔2026〕1号' })
  const refused = await w.step('police', id, 'filing_refused', {
    ...decided,
    documentNo: '海公不立字〔2026〕7号',
    ground: 'obviously_minor',
    reasons: '情节显著轻微。',
    returnedMaterials: ['案卷一册'],
  })
  expect(refused.status).toBe(200)
})

describe('the list', () => {
  test('has what each visible entry brought, the annexes of the transfer letter with it, and what is still missing', async () => {
    const items = await list('market', id)
    expect(items.map((i) => i.letter)).toEqual([
      'transfer_letter',
      'investigation_report',
      'exhibit_list',
      'materials_list',
      'determination_opinion',
      'transfer_receipt',
      'non_filing_notice',
    ])
    expect(items.map((i) => i.mine)).toEqual([true, true, true, true, true, false, false])
    expect(items.find((i) => i.letter === 'investigation_report')?.missing.map((m) => m.field)).toContain('caseSource')
    expect(items.find((i) => i.letter === 'transfer_letter')?.missing).toEqual([])
    expect(items.every((i) => i.issued === null)).toBe(true)
  })

  test('of a case in which one has no part does not exist', async () => {
    for (const path of [`/v1/transfers/${id}/letters`, `/v1/transfers/${id}/letters/transfer_letter`])
      expect((await w.ask('customs', 'GET', path)).status).toBe(404)
  })
})

describe('a preview', () => {
  test('is DOCX with a safe name, or HTML that runs nothing, in the same words', async () => {
    const path = `/v1/transfers/${id}/letters/non_filing_notice`
    const docx = await raw('market', path)
    expect(docx.headers.get('content-type')).toContain('wordprocessingml')
    expect(docx.headers.get('content-disposition')).toMatch(/^attachment; filename="[\x20-\x7e]+"; filename\*=UTF-8''/)
    expect(docx.headers.get('cache-control')).toBe('private, no-store')
    const html = await raw('market', `${path}?format=html`)
    expect(html.headers.get('content-security-policy')).toContain("default-src 'none'")
    const words = wordsOfDocx(docx.bytes)
    expect(wordsOfHtml(html.bytes.toString())).toEqual(words)
    const text = words.join('\n')
    for (const said of ['海公不立字〔2026〕7号', '情节显著轻微', w.organ('market').name, '预览稿，尚未签发'])
      expect(text).toContain(said)
  })

  test('has identity numbers in full, and each read stands in the log', async () => {
    const before = await w.db.ownerPool.query(`select count(*)::int as n from access_entry where kind = 'letter'`)
    const { bytes } = await raw('procuratorate', `/v1/transfers/${id}/letters/transfer_letter?format=html`)
    expect(bytes.toString()).toContain('11010519491231002X')
    const { rows } = await w.db.ownerPool.query(
      `select agency_id, owner_id, transfer_id, subject from access_entry where kind = 'letter' order by no offset $1`,
      [before.rows[0].n],
    )
    expect(rows).toEqual([
      {
        agency_id: w.organ('procuratorate').id,
        owner_id: w.organ('market').id,
        transfer_id: id,
        subject: 'transfer_letter',
      },
    ])
  })

  test.each([
    ['?format=pdf', 400],
    ['?version=0', 400],
    ['?version=2', 404],
    ['?version=999', 404],
  ])('asked with %s is %i', async (query, status) => {
    expect((await w.ask('market', 'GET', `/v1/transfers/${id}/letters/non_filing_notice${query}`)).status).toBe(status)
  })

  test.each(['filing_notice', 'nonsense', '__proto__'])(
    '%s, which no entry brought, does not exist',
    async (letter) => {
      expect((await w.ask('market', 'GET', `/v1/transfers/${id}/letters/${letter}`)).status).toBe(404)
      expect((await issue('market', id, letter)).status).toBe(404)
    },
  )
})

describe('the issue', () => {
  test('numbers, keeps and records the letter; the bytes are those of the digests, for every reader', async () => {
    const seen = await w.ask<{ version: number }>('police', 'GET', `/v1/transfers/${id}`)
    const key = { 'idempotency-key': `issue-${id}`, 'if-match': `"${seen.body.version}"` }
    const answer = await issue('police', id, 'non_filing_notice', {}, key)
    expect(answer.status, JSON.stringify(answer.body)).toBe(200)
    expect(letterIssued.parse(answer.body)).toEqual(answer.body)
    const { issued } = answer.body.letter
    expect(issued.documentNo).toBe('海公不立字〔2026〕7号')

    const file = await raw('market', `/v1/transfers/${id}/letters/non_filing_notice`)
    expect(hash('sha256', file.bytes, 'hex')).toBe(issued.sha256)
    expect(hash('sm3', file.bytes, 'hex')).toBe(issued.sm3)
    const text = wordsOfDocx(file.bytes).join('\n')
    for (const said of [issued.checkUrl, issued.checkCode]) expect(text).toContain(said)
    const html = await raw('market', `/v1/transfers/${id}/letters/non_filing_notice?format=html`)
    expect(wordsOfHtml(html.bytes.toString())).toEqual(wordsOfDocx(file.bytes))
    const content = await raw('procuratorate', `/v1/materials/${issued.materialId}/content`, {
      headers: { 'x-access-reason': 'review' },
    })
    expect(content.bytes.equals(file.bytes)).toBe(true)

    const timeline = await w.ask<{ items: { step: string; input: Record<string, unknown> }[] }>(
      'market',
      'GET',
      `/v1/transfers/${id}/timeline`,
    )
    expect(timeline.body.items.at(-1)).toMatchObject({
      step: 'letter_issued',
      basis: ['XJ 15'],
      input: {
        letter: 'non_filing_notice',
        ofVersion: 3,
        documentNo: issued.documentNo,
        sha256: issued.sha256,
        sm3: issued.sm3,
      },
    })

    const again = await issue('police', id, 'non_filing_notice', {}, key)
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([200, 'true'])
    expect(again.body.letter).toEqual(answer.body.letter)
    const other = await issue('police', id, 'non_filing_notice', { documentNo: '别' }, key)
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused'])
    const twice = await issue('police', id, 'non_filing_notice')
    expect([twice.status, twice.body.code]).toEqual([409, 'wrong_state'])
  })

  test('is the issuing organ’s own, at the version it saw, by officers that are certified', async () => {
    const refusals = [
      [await issue('market', id, 'transfer_receipt'), 403, 'not_your_step'],
      [await issue('police', id, 'transfer_receipt', {}, { 'if-match': '"1"' }), 412, 'stale_version'],
      [
        await issue('police', id, 'transfer_receipt', { officers: [{ name: '无', certificateNo: 'X-1' }] }),
        422,
        'officer_not_certified',
      ],
      [await issue('police', id, 'transfer_receipt', { officers: [] }), 400, 'invalid_fields'],
      [await issue('customs', id, 'transfer_receipt'), 404, 'not_found'],
    ] as const
    for (const [answer, status, code] of refusals) expect([answer.status, answer.body.code]).toEqual([status, code])
    const left = await w.db.ownerPool.query(
      `select count(*)::int as n from material where transfer_id is null and agency_id = $1`,
      [w.organ('police').id],
    )
    expect(left.rows[0].n).toBe(0)
  })

  test('takes a number of the agency’s scheme: in order, without gaps from refusals, one at a time under load', async () => {
    await setScheme(w.db.pool, w.organ('police').id, {
      letter: 'transfer_receipt',
      pattern: '{prefix}回〔{year}〕{no}号',
      prefix: '海公',
      reset: 'yearly',
      padding: 3,
      start: 5,
    })
    const ids = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const { transfer } = await w.submit()
        await w.step('police', transfer.id, 'receipt_sign', { decidedBy: w.organ('police').chief })
        return transfer.id
      }),
    )
    const bad = await issue('police', ids[0] as string, 'transfer_receipt', {
      officers: [{ name: '无', certificateNo: 'X-1' }],
    })
    expect(bad.status).toBe(422)
    const answers = await Promise.all(ids.map((one) => issue('police', one, 'transfer_receipt')))
    expect(answers.map((a) => a.status)).toEqual(ids.map(() => 200))
    const year = new Date(Date.now() + 8 * 3_600_000).getUTCFullYear()
    expect(answers.map((a) => a.body.letter.issued.documentNo).sort()).toEqual(
      ids.map((_, i) => `海公回〔${year}〕${String(i + 5).padStart(3, '0')}号`),
    )
  })

  test('the same letter asked for at once from many sides is issued once', async () => {
    const { transfer } = await w.submit()
    const answers = await Promise.all(Array.from({ length: 5 }, () => issue('market', transfer.id, 'materials_list')))
    expect(answers.map((a) => a.status).sort()).toEqual([200, 409, 409, 409, 409])
    expect((await list('police', transfer.id)).filter((i) => i.issued !== null)).toHaveLength(1)
  })
})

describe('the check', () => {
  test('tells anybody which letter it is and whether a file is the genuine one, and nothing of the case', async () => {
    const { transfer } = await w.submit()
    const { body } = await issue('market', transfer.id, 'transfer_letter')
    const { issued } = body.letter
    const path = new URL(issued.checkUrl).pathname
    const json = await raw(null, path)
    const found = JSON.parse(json.bytes.toString())
    expect(letterCheck.parse(found)).toEqual(found)
    expect(found).toMatchObject({
      letter: 'transfer_letter',
      sha256: issued.sha256,
      sm3: issued.sm3,
      issuer: w.organ('market').name,
    })
    expect(json.bytes.toString()).not.toMatch(new RegExp(`${transfer.id}|虚假广告|张三`))
    expect((await raw(null, `/letters/check/${issued.checkCode.toLowerCase()}`)).status).toBe(200)

    const page = await raw(null, path, { headers: { accept: 'text/html' } })
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(page.bytes.toString()).toContain('涉嫌犯罪案件移送书')
    const compare = async (digest: string) =>
      JSON.parse(
        (
          await raw(null, path, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ digest }),
          })
        ).bytes.toString(),
      )
    expect((await compare(issued.sm3)).matches).toBe(true)
    expect((await compare('0'.repeat(64))).matches).toBe(false)
    const form = await raw(null, path, {
      method: 'POST',
      body: new URLSearchParams({ digest: issued.sha256.toUpperCase() }),
    })
    expect(form.bytes.toString()).toContain('摘要一致')
  })

  test.each(['', 'x', '0'.repeat(20), '<script>', '%00', 'Ａ'.repeat(20)])('of %o finds nothing', async (code) => {
    for (const accept of ['application/json', 'text/html']) {
      const { status, bytes } = await raw(null, `/letters/check/${encodeURIComponent(code)}`, { headers: { accept } })
      expect(status).toBe(404)
      expect(bytes.toString()).not.toContain('<script>')
    }
  })
})
