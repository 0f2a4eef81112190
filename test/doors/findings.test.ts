// The door of the findings: who sees which, what may be done with one and by whom, in the order of refusals; repeated
// requests; the letter that an urging writes; lists by filter and page.
import { describe, expect, test } from 'vitest'
import { inTransaction } from '../../db/index.ts'
import { addAgency } from '../../src/agencies/index.ts'
import { uuidv7 } from '../../src/kernel/index.ts'
import { type FindingCause, raise } from '../../src/supervision/index.ts'
import { finding, findingsOf, type SeenFinding, say } from '../rooms/findings-scene.ts'
import { enrol, inventedUscc, type Organ, World, world } from '../world.ts'

const base = await world()
const above = await enrol(base.db, 801, { kind: 'procuratorate', region: '450500', name: '北海市人民检察院（演示）' })
const highest = await enrol(base.db, 802, { kind: 'procuratorate', region: '450000', name: '广西检察院（演示）' })
const aside = await enrol(base.db, 803, { kind: 'procuratorate', region: '450503', name: '银海区人民检察院（演示）' })
const w = new World(base.gateway, base.db, { ...base.organs, above, highest, aside } as Record<string, Organ>)

async function raised(more: Partial<FindingCause> = {}): Promise<string> {
  const subject = `penalty:${uuidv7()}`
  const cause: FindingCause = {
    ...{ kind: 'not_transferred', subject, agencyId: w.organ('market').id, supervisorId: w.organ('procuratorate').id },
    ...{ regionCode: '450502', level: 'county', domain: 'market', grade: 'orange', since: new Date() },
    detail: { rules: ['x'], documentNo: '海市监罚〔2026〕9号', contact: '13812345678' },
    ...more,
  }
  await inTransaction(w.db.pool, (connection) => raise(connection, new Date(), [cause]))
  const { rows } = await w.db.pool.query('select id from finding where subject = $1', [cause.subject])
  return rows[0]?.id as string
}
const statuses = (organs: readonly string[], id: string) =>
  Promise.all(organs.map(async (organ) => (await finding(w, organ, id)).status))

describe('sight', () => {
  test('the agency, its procuratorate and those above see a finding; the ones beside learn of nothing', async () => {
    const id = await raised()
    expect(await statuses(['market', 'procuratorate', 'above', 'highest'], id)).toEqual([200, 200, 200, 200])
    const others = ['police', 'aside', 'foreignProcuratorate', 'foreignMarket', 'court', 'justice', 'government']
    expect(await statuses(others, id)).toEqual(others.map(() => 404))
    for (const organ of ['market', 'procuratorate', 'above', 'highest'])
      expect((await findingsOf(w, organ)).map((f) => f.id)).toContain(id)
    for (const organ of others) expect((await findingsOf(w, organ)).map((f) => f.id)).not.toContain(id)
    expect((await say(w, 'aside', id, 'urge', { requirements: '请' })).status).toBe(404)
  })

  test('what rests on something sealed is seen by those alone who may know it', async () => {
    const id = await raised({ onlyFor: [w.organ('market').id] })
    expect(await statuses(['market', 'procuratorate', 'above', 'highest'], id)).toEqual([200, 404, 404, 404])
    expect((await findingsOf(w, 'above')).map((f) => f.id)).not.toContain(id)
    const shared = await raised({ onlyFor: [w.organ('market').id, w.organ('procuratorate').id] })
    expect(await statuses(['market', 'procuratorate', 'above'], shared)).toEqual([200, 200, 404])
    expect((await findingsOf(w, 'procuratorate')).map((f) => f.id)).toContain(shared)
  })

  test('a procuratorate’s own matter is looked at by the one above it, and not by itself', async () => {
    const id = await raised({ agencyId: w.organ('procuratorate').id, supervisorId: above.id })
    expect((await say(w, 'procuratorate', id, 'close', { because: 'handled', text: '已处理' })).body.code).toBe(
      'not_your_step',
    )
    expect((await say(w, 'procuratorate', id, 'explain', { text: '案多人少' })).status).toBe(200)
    expect((await say(w, 'above', id, 'accept')).status).toBe(200)
  })

  test('telephone numbers that a detail holds are masked, and each look is in the log of reads', async () => {
    const id = await raised()
    expect((await finding(w, 'procuratorate', id)).body.detail.contact).toBe('138****5678')
    await expect
      .poll(
        async () => {
          const { rows } = await w.db.pool.query(`select subject from access_entry where agency_id = $1`, [
            w.organ('procuratorate').id,
          ])
          return rows.map((r) => r.subject)
        },
        { timeout: 15_000 },
      )
      .toContain(`findings/${id}`)
  })
})

describe('life', () => {
  test('explained, contested, explained again, accepted, closed with the reason; the response is measured once', async () => {
    const id = await raised()
    const first = await say(w, 'market', id, 'explain', { text: '未达追诉标准。', doneBy: '2099-01-01' })
    expect([first.status, first.body.state, first.headers.get('etag')]).toEqual([200, 'explained', '"2"'])
    const contested = await say(w, 'procuratorate', id, 'contest', { reasons: '违法所得数额已达标准。' })
    expect(contested.body).toMatchObject({ state: 'contested', available: ['act', 'urge', 'close'] })
    const again = await say(w, 'market', id, 'explain', { text: '重新核算。' })
    expect(again.body.response.firstAt).toBe(first.body.response.firstAt)
    await say(w, 'procuratorate', id, 'accept', { remarks: '核算无误。' })
    const closed = await say(w, 'procuratorate', id, 'close', { because: 'explained', text: '说明理由成立' })
    expect(closed.body).toMatchObject({ state: 'closed', closed: { because: 'explained' }, available: [] })
    expect((await say(w, 'market', id, 'explain', { text: '再说' })).body.code).toBe('wrong_state')
  })

  test('each step belongs to its side', async () => {
    const id = await raised()
    for (const [organ, act, body] of [
      ['market', 'accept', {}],
      ['market', 'contest', { reasons: '不' }],
      ['market', 'urge', { requirements: '请' }],
      ['market', 'close', { because: 'handled', text: '已' }],
      ['market', 'act', { means: 'meeting', text: '已' }],
      ['procuratorate', 'explain', { text: '代为说明' }],
    ] as const) {
      const answer = await say(w, organ, id, act, body)
      expect([answer.status, answer.body.code], `${organ} ${act}`).toEqual([403, 'not_your_step'])
    }
    expect((await say(w, 'procuratorate', id, 'accept')).body.code).toBe('wrong_state')
  })

  test('who is nobody’s agency here cannot be urged, and its finding can still be closed', async () => {
    const id = await raised({ agencyId: null })
    expect((await say(w, 'procuratorate', id, 'urge', { requirements: '请' })).body.code).toBe('wrong_state')
    expect((await say(w, 'procuratorate', id, 'close', { because: 'unfounded', text: '查无实据' })).status).toBe(200)
  })

  test('an act names an entry of a case that the agency sees, and none other', async () => {
    const id = await raised()
    const { transfer } = await w.submit()
    const said = { means: 'procedure_step', text: '已要求说明不立案理由', transferId: transfer.id }
    const done = await say(w, 'procuratorate', id, 'act', { ...said, version: transfer.version })
    expect(done.body.entries.at(-1)?.said).toMatchObject({ transferId: transfer.id, version: transfer.version })
    const late = await say(w, 'procuratorate', id, 'act', { ...said, transferId: uuidv7(), version: 1 })
    expect([late.status, late.body.code, late.body.errors?.[0]?.pointer]).toEqual([
      422,
      'condition_unmet',
      '/transferId',
    ])
    const blank = await say(w, 'procuratorate', id, 'act', { means: 'procedure_step', text: '已' })
    expect([blank.status, blank.body.errors?.[0]?.pointer]).toEqual([400, '/version'])
    const foreign = await w.submit('foreignMarket')
    const wrong = { ...said, transferId: foreign.transfer.id, version: 1 }
    expect((await say(w, 'procuratorate', id, 'act', wrong)).status).toBe(422)
  })

  test('an officer without a certificate acts on nothing', async () => {
    const id = await raised()
    const officers = [{ name: '某甲', certificateNo: 'ZF-0' }]
    const answer = await say(w, 'market', id, 'explain', { officers, text: '说明' })
    expect([answer.status, answer.body.code, answer.body.errors?.[0]?.pointer]).toEqual([
      422,
      'officer_not_certified',
      '/officers/0',
    ])
    expect((await finding(w, 'market', id)).body.version).toBe(1)
  })
})

describe('urging', () => {
  test('one act: the letter is written and never changes, the organ is told, the response is measured', async () => {
    const id = await raised({ dueAt: new Date(Date.now() - 3 * 86_400_000) })
    const replyBy = '2099-03-01'
    const urged = await say(w, 'procuratorate', id, 'urge', {
      requirements: '请依法移送，联系电话13812345678',
      replyBy,
    })
    expect(urged.body).toMatchObject({
      state: 'acted',
      response: { urgedTimes: 1, replyBy: '2099-03-01T15:59:59.999Z' },
    })
    const path = urged.body.entries.at(-1)?.letter ?? ''
    const letter = async (organ: string, query = '') => {
      const headers = { authorization: `Bearer ${await w.token(organ)}` }
      const response = await fetch(`${w.gateway.url}${path}${query}`, { headers })
      return {
        status: response.status,
        type: response.headers.get('content-type'),
        bytes: Buffer.from(await response.arrayBuffer()),
      }
    }
    const docx = await letter('market')
    expect([docx.status, docx.type]).toEqual([
      200,
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    ])
    expect(docx.bytes.subarray(0, 2).toString()).toBe('PK')
    const html = (await letter('market', '?format=html')).bytes.toString().replace(/<[^>]+>/g, '')
    for (const part of [
      '海城区市场监督管理局',
      '应移送未移送',
      '海市监罚〔2026〕9号',
      '第3条',
      '2099年3月1日前',
      '已逾期3日',
    ])
      expect(html).toContain(part)
    expect(html).toContain('【缺：文号】')
    expect(html).not.toContain('13812345678')
    await say(w, 'market', id, 'explain', { text: '已移送' })
    expect((await letter('procuratorate')).bytes.equals(docx.bytes)).toBe(true)
    expect((await letter('aside')).status).toBe(404)
    const again = await say(w, 'procuratorate', id, 'urge', { requirements: '请补报回执' })
    expect(again.body.response).toMatchObject({ urgedTimes: 2 })
    expect(again.body.response.urgedSeconds).toBeGreaterThanOrEqual(0)
    // The feed stops before the oldest transaction that is open.
    const fed = async () => {
      const path = '/v1/changes?limit=200'
      const { body } = await w.ask<{ items: { kind: string; id?: string; step: string }[] }>('market', 'GET', path)
      return body.items.filter((c) => c.id === id).map((c) => c.step)
    }
    const told = ['finding_raised', 'finding_urged', 'finding_explained', 'finding_urged']
    await expect.poll(fed, { timeout: 15_000 }).toEqual(told)
  })

  test('an answer is not wanted on a day that is past', async () => {
    const id = await raised()
    const answer = await say(w, 'procuratorate', id, 'urge', { requirements: '请', replyBy: '2020-01-01' })
    expect([answer.status, answer.body.errors?.[0]?.pointer]).toEqual([422, '/replyBy'])
  })
})

describe('requests', () => {
  test('the same key and bytes are answered as they were first, other bytes are refused', async () => {
    const id = await raised()
    const headers = { 'idempotency-key': uuidv7() }
    const first = await say(w, 'market', id, 'explain', { text: '说明一' }, headers)
    await say(w, 'procuratorate', id, 'contest', { reasons: '不足' })
    const again = await say(w, 'market', id, 'explain', { text: '说明一' }, headers)
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([200, 'true'])
    expect({ ...again.body, available: [] }).toEqual({ ...first.body, available: [] })
    expect((await say(w, 'market', id, 'explain', { text: '说明二' }, headers)).body.code).toBe(
      'idempotency_key_reused',
    )
    expect((await finding(w, 'market', id)).body.version).toBe(3)
  })

  test('a version that is not the present one is told so, and many at once are done one after the other', async () => {
    const id = await raised()
    const stale = await say(w, 'market', id, 'explain', { text: '说明' }, { 'if-match': '"7"' })
    expect([stale.status, stale.body.code]).toEqual([412, 'stale_version'])
    const urging = Array.from({ length: 4 }, (_, i) =>
      say(w, 'procuratorate', id, 'urge', { requirements: `第${i}次` }),
    )
    const answers = await Promise.all(urging)
    expect(answers.every((a) => a.status === 200 || a.status === 409)).toBe(true)
    const seen = (await finding(w, 'market', id)).body
    expect(seen.response.urgedTimes).toBe(answers.filter((a) => a.status === 200).length)
    expect(seen.entries.map((e) => e.version)).toEqual(seen.entries.map((_, i) => i + 1))
  })

  test('malformed comes before unknown, unknown before refused', async () => {
    const id = uuidv7()
    expect((await say(w, 'market', id, 'explain', {})).status).toBe(400)
    expect((await say(w, 'market', id, 'explain', { text: '说明' })).status).toBe(404)
    expect((await say(w, 'market', 'none', 'explain', { text: '说明' })).status).toBe(404)
    expect((await w.ask('market', 'GET', '/v1/findings/none')).status).toBe(404)
    expect((await w.ask('market', 'GET', `/v1/findings/${id}/letters/1`)).status).toBe(404)
  })
})

describe('lists', () => {
  test('every filter filters, and a wrong one is named', async () => {
    const transferId = uuidv7()
    const id = await raised({ transferId, grade: 'red', dueAt: new Date('2031-01-01') })
    const one = async (query: string) => (await findingsOf(w, 'above', query)).map((f: SeenFinding) => f.id)
    for (const query of [
      ...[
        `&transfer=${transferId}`,
        `&transfer=${transferId}&kind=not_transferred`,
        `&transfer=${transferId}&grade=red`,
      ],
      ...[
        `&transfer=${transferId}&state=open`,
        `&transfer=${transferId}&state=raised`,
        `&transfer=${transferId}&region=450500`,
      ],
      ...[`&transfer=${transferId}&region=45`, `&transfer=${transferId}&domain=market`],
      ...[`&transfer=${transferId}&agency=${w.organ('market').id}`, `&transfer=${transferId}&dueBefore=2031-01-02`],
    ])
      expect(await one(query), query).toEqual([id])
    for (const query of [
      ...['&grade=yellow', '&kind=dormant', '&state=closed', '&region=4501', '&domain=food', '&dueBefore=2030-12-31'],
      `&agency=${uuidv7()}`,
    ])
      expect(await one(`&transfer=${transferId}${query}`), query).toEqual([])
    for (const query of ['kind=x', 'state=x', 'grade=x', 'region=4', 'cursor=1', 'dueBefore=x', 'limit=0', 'order=x'])
      expect((await w.ask('above', 'GET', `/v1/findings?${query}`)).status, query).toBe(400)
  })

  test('pages go on where they ended, newest first, each finding once', async () => {
    const agency = await addAgency(w.db.ownerPool, {
      ...{ code: inventedUscc(950, '450502'), name: '海城区某局（演示）' },
      ...{ kind: 'administrative', regionCode: '450502', domains: ['market'] },
    })
    const ids: string[] = []
    for (let i = 0; i < 7; i++) ids.unshift(await raised({ agencyId: agency.id }))
    const seen: string[] = []
    let next: string | null = null
    do {
      const page: { body: { items: SeenFinding[]; next: string | null } } = await w.ask(
        'procuratorate',
        'GET',
        `/v1/findings?limit=3&agency=${agency.id}${next === null ? '' : `&cursor=${next}`}`,
      )
      seen.push(...page.body.items.map((f) => f.id))
      next = page.body.next
    } while (next !== null)
    expect(seen).toEqual(ids)
  })

  test('by their due day: open ones, the soonest first, those without a day last, each once', async () => {
    const agency = await addAgency(w.db.ownerPool, {
      ...{ code: inventedUscc(951, '450502'), name: '海城区又一局（演示）' },
      ...{ kind: 'administrative', regionCode: '450502', domains: ['market'] },
    })
    const due = [3, null, 1, 2, null, 2, 5].map((n) => (n === null ? null : new Date(`2031-01-0${n}`)))
    const ids: string[] = []
    for (const dueAt of due) ids.push(await raised({ agencyId: agency.id, ...(dueAt !== null && { dueAt }) }))
    const closed = await raised({ agencyId: agency.id, dueAt: new Date('2030-01-01') })
    await say(w, 'procuratorate', closed, 'close', { because: 'handled', text: '已办。' })
    const place = (n: number) => `${due[n]?.toISOString() ?? '9999'} ${ids[n]}`
    const wanted = [...ids.keys()].sort((a, b) => (place(a) < place(b) ? -1 : 1)).map((n) => ids[n])
    for (const by of ['procuratorate', 'above', 'highest'])
      for (const limit of [2, 5, 50]) {
        const seen: string[] = []
        let next: string | null = null
        do {
          const page: { status: number; body: { items: SeenFinding[]; next: string | null } } = await w.ask(
            by,
            'GET',
            `/v1/findings?order=due&limit=${limit}&agency=${agency.id}${next === null ? '' : `&cursor=${next}`}`,
          )
          expect(page.status).toBe(200)
          seen.push(...page.body.items.map((f) => f.id))
          next = page.body.next
        } while (next !== null)
        expect(seen, `${by} ${limit}`).toEqual(wanted)
      }
    for (const query of ['state=closed', `cursor=${ids[0]}`, 'cursor=1_2', `label=${uuidv7()}`])
      expect((await w.ask('above', 'GET', `/v1/findings?order=due&${query}`)).status, query).toBe(400)
  })
})
