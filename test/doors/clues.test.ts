// What comes before a case, at the door: clues are taken, dispatched, accepted, returned and answered; each status that is
// promised, who sees what of them, and what is masked.
import { beforeAll, describe, expect, test } from 'vitest'
import { clueAnswer, clueList } from '../../schemas/index.ts'
import { disableClient } from '../../src/agencies/index.ts'
import { uuidv7 } from '../../src/kernel/index.ts'
import { world } from '../world.ts'
import { dispatchTo, onClue, taken, told } from './clues-scene.ts'
import { fresh, nothingWritten, type Reply, refusedWith, send } from './refusals.ts'
import { detached, enrolClient } from './scene.ts'

const w = await world()
const get = (by: string, id: string) => send(w, by, 'GET', `/v1/clues/${id}`)
const keyed = (key: string) => ({ headers: { 'idempotency-key': key } })
const matching = (version: number) => ({ headers: { 'if-match': `"${version}"` } })
const replayed = (reply: Reply) => reply.headers.get('idempotent-replayed')
const takeClue = (by: string, body: unknown, asked = {}) => send(w, by, 'POST', '/v1/clues', { body, ...asked })

/** A clue of the government that lies with the market's agency, accepted where `accepted`. */
async function dispatched(accepted = false) {
  const { id } = await taken(w)
  expect((await dispatchTo(w, 'government', id, 'market')).status).toBe(200)
  if (accepted) expect((await onClue(w, 'market', id, 'accept')).status).toBe(200)
  return id
}

describe('taking a clue', () => {
  test('answers it as it was told, in full, with the first entry and what may be done next', async () => {
    const reply = await takeClue('government', told(w, 'government', { number: '12345-2026-1' }))
    expect(reply.status).toBe(201)
    clueAnswer.parse(reply.body)
    expect(reply.headers.get('etag')).toBe('"1"')
    expect(reply.headers.get('location')).toBe(`/v1/clues/${reply.body.id}`)
    expect(reply.body).toMatchObject({
      ...{
        version: 1,
        state: 'taken',
        number: '12345-2026-1',
        source: 'hotline',
        domain: 'drug',
        regionCode: '450502',
      },
      receivedAt: '2026-11-20T01:30:00.000Z',
      taker: { code: w.organ('government').code },
      dispatchedTo: null,
      reporter: { name: '李群众', phone: '13812345678', masked: false },
      subject: { idNumber: '11010519491231002X' },
      entries: [{ version: 1, act: 'take', officers: w.organ('government').officers.slice(0, 1) }],
      ...{ available: ['dispatch'], ended: false },
    })
    expect((await get('government', reply.body.id)).body).toEqual(reply.body)
  })

  test('may be anonymous, about nobody known, without a number, by any kind of organ', async () => {
    for (const by of ['market', 'police', 'procuratorate', 'commission', 'court', 'platform']) {
      const bare = { reporter: undefined, subject: undefined, sourceDetail: undefined }
      const clue = await taken(w, by, bare)
      for (const absent of ['reporter', 'subject', 'number', 'sourceDetail']) expect(clue).not.toHaveProperty(absent)
    }
  })

  test('is refused where a field is not as the contract has it, each named', async () => {
    const wrong = {
      source: 'rumour',
      receivedAt: '2026-11-20',
      reporter: {},
      subject: { kind: 'unit', name: '某公司', idNumber: '11010519491231002X' },
      facts: ' ',
      regionCode: '990000',
      colour: 'red',
    }
    const reply = await nothingWritten(w, () => takeClue('government', told(w, 'government', wrong)))
    refusedWith(reply, 400, 'invalid_fields')
    const at = reply.body.errors.map((e: { pointer: string }) => e.pointer).sort()
    expect(at).toEqual(
      ['/source', '/receivedAt', '/reporter', '/subject/idNumber', '/facts', '/regionCode', '/colour'].sort(),
    )
  })

  test('a number names one clue of its taker, however it is written; another organ has numbers of its own', async () => {
    const { id } = await taken(w, 'government', { number: '热〔2026〕5号' })
    const again = await nothingWritten(w, () =>
      takeClue('government', told(w, 'government', { number: '热[2026]第005号' }), keyed(fresh())),
    )
    const refusal = refusedWith(again, 409, 'duplicate_document', ['/number'])
    expect(refusal.first).toEqual({ id, href: `/v1/clues/${id}` })
    expect((await taken(w, 'commission', { number: '热〔2026〕5号' })).id).not.toBe(id)
  })

  test('is refused before it was received, and by officers whose certificate does not hold', async () => {
    const soon = { receivedAt: new Date(Date.now() + 3_600_000).toISOString() }
    refusedWith(await takeClue('government', told(w, 'government', soon)), 422, 'condition_unmet', ['/receivedAt'])
    const lent = { officers: w.organ('market').officers }
    const reply = await nothingWritten(w, () => takeClue('government', told(w, 'government', lent)))
    refusedWith(reply, 422, 'officer_not_certified', ['/officers/0', '/officers/1'])
  })

  test('twice with one key is one clue; the key with other bytes is refused; a refusal is not kept', async () => {
    const key = keyed(fresh())
    const body = told(w, 'government', { number: `k-${fresh()}` })
    refusedWith(await takeClue('government', { ...body, facts: '' }, key), 400, 'invalid_fields')
    const first = await takeClue('government', body, key)
    const second = await nothingWritten(w, () => takeClue('government', body, key))
    expect([first.status, second.status, replayed(first), replayed(second)]).toEqual([201, 201, null, 'true'])
    expect(second.body).toEqual(first.body)
    refusedWith(await takeClue('government', { ...body, facts: '另一事实' }, key), 422, 'idempotency_key_reused')
    // Scoped to the client.
    await enrolClient(w, 'government2', 'government')
    refusedWith(await takeClue('government2', body, key), 409, 'duplicate_document')
  })

  test('at the same moment, with one key or with one number, it is taken once', async () => {
    const key = keyed(fresh())
    const body = told(w, 'government', { number: `c-${fresh()}` })
    const withKey = await Promise.all(Array.from({ length: 6 }, () => takeClue('government', body, key)))
    expect(withKey.map((r) => r.status)).toEqual(Array(6).fill(201))
    expect(new Set(withKey.map((r) => r.body.id)).size).toBe(1)
    const other = told(w, 'government', { number: `c-${fresh()}` })
    const without = await Promise.all(Array.from({ length: 6 }, () => takeClue('government', other)))
    expect(without.map((r) => r.status).sort()).toEqual([201, 409, 409, 409, 409, 409])
  })

  test('signed, bytes and signature are kept with the entry; a signature that does not fit is refused', async () => {
    const bytes = new TextEncoder().encode(JSON.stringify(told(w, 'government')))
    const jws = await detached(w, 'government', bytes)
    const reply = await takeClue('government', bytes, { headers: { 'x-jws-signature': jws } })
    expect(reply.status).toBe(201)
    const { rows } = await w.db.pool.query(
      'select request_body, request_signature from clue_entry where clue_id = $1',
      [reply.body.id],
    )
    expect(rows).toEqual([{ request_body: Buffer.from(bytes), request_signature: jws }])
    const other = new TextEncoder().encode(JSON.stringify(told(w, 'government', { facts: '换了' })))
    refusedWith(await takeClue('government', other, { headers: { 'x-jws-signature': jws } }), 401, 'signature_invalid')
  })
})

describe('the life of a clue', () => {
  test('is dispatched, accepted and answered with the case it became', async () => {
    const id = await dispatched(true)
    const { transfer } = await w.submit('market')
    const reply = await onClue(w, 'market', id, 'answer', {
      result: 'becomes_case',
      transferId: transfer.id,
      remarks: '已移送',
    })
    expect(reply.status, reply.text).toBe(200)
    const answer = { result: 'becomes_case', transferId: transfer.id }
    expect(reply.body).toMatchObject({ version: 4, state: 'answered', answer, available: [] })
    expect(reply.body.entries.at(-1)).toMatchObject({
      act: 'answer',
      answer,
      remarks: '已移送',
      by: { id: w.organ('market').id },
    })
    expect((await get('government', id)).body).toMatchObject({ version: 4, state: 'answered', answer })
    // That it became a case is said; the case is not shown.
    expect((await send(w, 'government', 'GET', `/v1/transfers/${transfer.id}`)).status).toBe(404)
  })

  test('is returned with a reason and dispatched again', async () => {
    const id = await dispatched()
    const back = await onClue(w, 'market', id, 'return', { reason: '不属于本局职责' })
    expect(back.body).toMatchObject({ version: 3, state: 'returned', dispatchedTo: null, ended: true, available: [] })
    expect((await get('government', id)).body).toMatchObject({ state: 'returned', available: ['dispatch'] })
    const again = await dispatchTo(w, 'government', id, 'police')
    expect(again.body).toMatchObject({
      version: 4,
      state: 'dispatched',
      dispatchedTo: { code: w.organ('police').code },
    })
    const { entries } = (await get('police', id)).body
    expect(entries.map((e: { act: string }) => e.act)).toEqual(['take', 'dispatch', 'return', 'dispatch'])
    expect(entries[2]).toMatchObject({ reason: '不属于本局职责' })
  })

  test('is kept by its taker, who answers it or hands it on', async () => {
    const { id } = await taken(w, 'market')
    const kept = await dispatchTo(w, 'market', id, 'market')
    expect(kept.body).toMatchObject({ state: 'accepted', available: ['dispatch', 'answer'] })
    const referred = { result: 'referred_elsewhere', organ: '某省药品监督管理局', reason: '属省局管辖' }
    expect((await onClue(w, 'market', id, 'answer', referred)).body).toMatchObject({
      state: 'answered',
      answer: referred,
    })
    const other = (await taken(w, 'market')).id
    await dispatchTo(w, 'market', other, 'market')
    expect((await dispatchTo(w, 'market', other, 'police')).body).toMatchObject({ state: 'dispatched' })
    const none = { result: 'not_a_case', reason: '查无实据' }
    await onClue(w, 'police', other, 'accept')
    expect((await onClue(w, 'police', other, 'answer', none)).body).toMatchObject({ answer: none })
  })

  test('is answered as a case only by an organ that has a part in it', async () => {
    const id = await dispatched(true)
    const foreign = (await w.submit('foreignMarket')).transfer.id
    for (const transferId of [foreign, uuidv7()]) {
      const reply = await nothingWritten(w, () =>
        onClue(w, 'market', id, 'answer', { result: 'becomes_case', transferId }),
      )
      refusedWith(reply, 422, 'condition_unmet', ['/transferId'])
    }
  })

  test('is dispatched to organs that are registered', async () => {
    const { id } = await taken(w)
    const reply = await onClue(w, 'government', id, 'dispatch', { to: '91350100M000100Y43' })
    refusedWith(reply, 422, 'receiver_not_competent', ['/to'])
  })
})

describe('who may do what, and when', () => {
  const bodies: Record<string, Record<string, unknown>> = {
    dispatch: { to: w.organ('police').code },
    accept: {},
    return: { reason: '不属于本局职责' },
    answer: { result: 'not_a_case', reason: '查无实据' },
  }
  /** By state: what the taker and the organ it lies with get, for each act in the order above. */
  const table: Record<string, { make: () => Promise<string>; taker: number[]; holder: number[] }> = {
    taken: { make: async () => (await taken(w)).id, taker: [200, 409, 409, 409], holder: [404, 404, 404, 404] },
    dispatched: { make: () => dispatched(), taker: [409, 403, 403, 403], holder: [403, 200, 200, 409] },
    accepted: { make: () => dispatched(true), taker: [409, 403, 403, 403], holder: [403, 409, 409, 200] },
    returned: {
      make: async () => {
        const id = await dispatched()
        await onClue(w, 'market', id, 'return', bodies.return)
        return id
      },
      taker: [200, 409, 409, 409],
      holder: [403, 403, 403, 403],
    },
    answered: {
      make: async () => {
        const id = await dispatched(true)
        await onClue(w, 'market', id, 'answer', bodies.answer)
        return id
      },
      taker: [409, 403, 403, 403],
      holder: [403, 409, 409, 409],
    },
  }
  const codes = { 403: 'not_your_step', 404: 'not_found', 409: 'wrong_state' } as const

  test.each(Object.entries(table))('a clue that is %s', async (_, { make, taker, holder }) => {
    for (const [by, expected] of [
      ['government', taker],
      ['market', holder],
    ] as const)
      for (const [i, [name, body]] of Object.entries(bodies).entries()) {
        const id = await make()
        const reply = await onClue(w, by, id, name, body)
        expect(reply.status, `${by} ${name} ${reply.text}`).toBe(expected[i])
        if (reply.status !== 200) refusedWith(reply, reply.status, codes[reply.status as 403])
        else clueAnswer.parse(reply.body)
      }
  })

  test('what is listed as available is what is granted', async () => {
    for (const { make } of Object.values(table)) {
      const id = await make()
      for (const by of ['government', 'market']) {
        const shown = await get(by, id)
        if (shown.status === 404) continue
        for (const [name, body] of Object.entries(bodies)) {
          // No clue is ever at version 0: who may act gets as far as that and no further.
          const { status } = await onClue(w, by, id, name, body, matching(0))
          expect(status === 412, `${by} ${name} in ${shown.body.state}`).toBe(shown.body.available.includes(name))
        }
      }
    }
  })

  test('a stale version is refused with the current one, a fitting one is taken', async () => {
    const id = await dispatched()
    const stale = await nothingWritten(w, () => onClue(w, 'market', id, 'accept', {}, matching(1)))
    expect(refusedWith(stale, 412, 'stale_version').version).toBe(2)
    expect((await onClue(w, 'market', id, 'accept', {}, matching(2))).status).toBe(200)
  })

  test('of two acts at the same moment one is taken', async () => {
    const id = await dispatched()
    const replies = await Promise.all([
      onClue(w, 'market', id, 'accept'),
      onClue(w, 'market', id, 'return', bodies.return),
      onClue(w, 'market', id, 'accept', {}, matching(2)),
    ])
    expect(replies.filter((r) => r.status === 200)).toHaveLength(1)
    for (const { status } of replies) expect([200, 403, 409, 412]).toContain(status)
    const { entries } = (await get('government', id)).body
    expect(entries.map((e: { version: number }) => e.version)).toEqual([1, 2, 3])
  })

  test('an act twice with one key is one act, also when others have acted since', async () => {
    const { id } = await taken(w)
    const key = keyed(fresh())
    const first = await dispatchTo(w, 'government', id, 'market', key)
    await onClue(w, 'market', id, 'accept')
    const second = await nothingWritten(w, () => dispatchTo(w, 'government', id, 'market', key))
    expect([second.status, replayed(second)]).toEqual([200, 'true'])
    expect(second.body).toEqual(first.body)
    refusedWith(await dispatchTo(w, 'government', id, 'police', key), 422, 'idempotency_key_reused')
  })

  test('a repeated act shows the reporter only to who may see it today', async () => {
    const id = await dispatched()
    const key = keyed(fresh())
    const first = await onClue(w, 'market', id, 'accept', {}, key)
    expect(first.body.reporter).toEqual({ name: '李群众', phone: '13812345678', masked: false })
    const returning = (await taken(w)).id
    await dispatchTo(w, 'government', returning, 'market')
    await onClue(w, 'market', returning, 'return', bodies.return, key)
    const again = await onClue(w, 'market', returning, 'return', bodies.return, key)
    expect([replayed(again), again.body.reporter]).toEqual([
      'true',
      { name: '李**', phone: '138****5678', masked: true },
    ])
  })
})

describe('sight', () => {
  const strangers = ['foreignMarket', 'police', 'procuratorate', 'court', 'platform', 'commission']

  test('nobody but the taker and the organ it lies with learns that a clue exists', async () => {
    const id = await dispatched()
    for (const by of strangers) {
      refusedWith(await get(by, id), 404, 'not_found')
      const unknown = uuidv7()
      const detailOf = async (of: string) => (await onClue(w, by, of, 'accept')).body.detail
      expect(await detailOf(id)).toBe(await detailOf(unknown))
      const listed = (await send(w, by, 'GET', '/v1/clues?limit=200')).body.items
      expect(listed.map((c: { id: string }) => c.id)).not.toContain(id)
    }
    refusedWith(await get('government', 'not-an-id'), 404, 'not_found')
  })

  test('who returned a clue keeps what it had and sees nothing of what came after', async () => {
    const id = await dispatched()
    await onClue(w, 'market', id, 'return', { reason: '不属于本局职责' })
    const before = (await get('market', id)).body
    await dispatchTo(w, 'government', id, 'police')
    await onClue(w, 'police', id, 'accept')
    await onClue(w, 'police', id, 'answer', { result: 'not_a_case', reason: '查无实据' })
    const now = (await get('market', id)).body
    expect(now).toEqual(before)
    expect(now).toMatchObject({ version: 3, state: 'returned', dispatchedTo: null, ended: true, available: [] })
    expect(now.reporter).toEqual({ name: '李**', phone: '138****5678', masked: true })
    const line = async (query: string) =>
      (await send(w, 'market', 'GET', `/v1/clues?limit=200${query}`)).body.items.find(
        (c: { id: string }) => c.id === id,
      )
    expect(await line('')).toMatchObject({ version: 3, state: 'returned', ended: true, updatedAt: before.updatedAt })
    expect(await line('&state=answered')).toBeUndefined()
    expect(await line('&state=returned')).toBeDefined()
    // When it comes back, all of it is there again.
    const other = await dispatched()
    await onClue(w, 'market', other, 'return', { reason: '误退' })
    await dispatchTo(w, 'government', other, 'market')
    expect((await get('market', other)).body).toMatchObject({
      version: 4,
      state: 'dispatched',
      ended: false,
      reporter: { masked: false },
    })
  })

  test('reporters and identity numbers are masked in lists, for the taker too', async () => {
    const { id } = await taken(w, 'market')
    const reply = await send(w, 'market', 'GET', '/v1/clues?limit=200')
    clueList.parse(reply.body)
    const line = reply.body.items.find((c: { id: string }) => c.id === id)
    expect(line.reporter).toEqual({ name: '李**', phone: '138****5678', masked: true })
    expect(line.subject.idNumber).toBe('110*************2X')
    expect(line.excerpt).toBe('反映张三（身份证110*************2X）销售假药。')
    expect(reply.text).not.toContain('11010519491231002X')
    expect(reply.text).not.toMatch(/李群众|13812345678/)
    expect(line).not.toHaveProperty('facts')
  })

  test('an identity number at the edge of the excerpt is not cut into a recognisable half', async () => {
    const facts = `${'某'.repeat(190)}11010519491231002X 之后`
    const { id } = await taken(w, 'market', { facts })
    const { items } = (await send(w, 'market', 'GET', '/v1/clues?limit=200')).body
    const { excerpt } = items.find((c: { id: string }) => c.id === id)
    expect([...excerpt]).toHaveLength(200)
    expect(excerpt.slice(190)).toBe('110*******')
  })
})

describe('the list', () => {
  const ids: string[] = []
  beforeAll(async () => {
    const clue = async (more: Record<string, unknown>) => ids.push((await taken(w, 'justice', more)).id)
    await clue({ source: 'media', domain: 'food', receivedAt: '2026-03-01T00:00:00Z' })
    await clue({ source: 'petition', domain: 'food', receivedAt: '2026-03-02T00:00:00Z' })
    await clue({ source: 'media', domain: 'tax', receivedAt: '2026-03-03T00:00:00Z' })
    await dispatchTo(w, 'justice', ids[0] as string, 'customs')
    await dispatchTo(w, 'justice', ids[1] as string, 'justice')
  })
  const found = async (by: string, query: string) => {
    const reply = await send(w, by, 'GET', `/v1/clues?${query}`)
    expect(reply.status, reply.text).toBe(200)
    return reply.body.items.map((c: { id: string }) => ids.indexOf(c.id))
  }

  test.each([
    ['', [2, 1, 0]],
    ['state=taken', [2]],
    ['state=dispatched', [0]],
    ['source=media', [2, 0]],
    ['domain=food', [1, 0]],
    ['source=media&domain=food', [0]],
    ['receivedFrom=2026-03-02T00:00:00Z', [2, 1]],
    ['receivedTo=2026-03-02T08:00:00%2B08:00', [0]],
    ['mine=taken', [2, 1, 0]],
    ['mine=dispatched', [1]],
  ])('filters by %s', async (query, expected) => {
    expect(await found('justice', query)).toEqual(expected)
  })

  test('what was dispatched to an organ is listed to it', async () => {
    expect(await found('customs', 'mine=dispatched')).toEqual([0])
    expect(await found('customs', 'mine=taken')).toEqual([])
  })

  test('is paged by a cursor, and the pages are the list', async () => {
    const all: string[] = []
    let path: string | undefined = '/v1/clues?limit=2&mine=taken'
    while (path !== undefined) {
      const reply: Reply = await send(w, 'justice', 'GET', path)
      all.push(...reply.body.items.map((c: { id: string }) => c.id))
      path = /<([^>]+)>; rel="next"/.exec(reply.headers.get('link') ?? '')?.[1]
      expect(reply.body.next === null).toBe(path === undefined)
    }
    expect(all).toEqual([...ids].reverse())
  })

  test.each(['state=lost', 'source=rumour', 'domain=x', 'receivedFrom=yesterday', 'mine=all', 'cursor=1', 'limit=0'])(
    '%s is no filter',
    async (query) => {
      refusedWith(await send(w, 'justice', 'GET', `/v1/clues?${query}`), 400, 'invalid_fields', [
        `/${query.split('=')[0]}`,
      ])
    },
  )
})

describe('with two things wrong, the first in the order of the contract is the answer', () => {
  test('401, 400, 404, 403, 409, 412, 422', async () => {
    const id = await dispatched()
    const wrong = { officers: w.organ('market').officers, to: w.organ('police').code, colour: 'red' }
    const path = `/v1/clues/${uuidv7()}/dispatch`
    refusedWith(await send(w, 'market', 'POST', path, { body: wrong, token: null }), 401, 'token_missing')
    const headers = { 'content-type': 'text/plain' }
    refusedWith(await send(w, 'market', 'POST', path, { body: wrong, headers }), 415, 'unsupported_media_type')
    refusedWith(await send(w, 'market', 'POST', path, { body: wrong }), 400, 'invalid_fields')
    const lent = { officers: w.organ('police').officers }
    refusedWith(await onClue(w, 'police', id, 'dispatch', { to: '91350100M000100Y43' }, matching(9)), 404, 'not_found')
    const to = { to: '91350100M000100Y43' }
    refusedWith(await onClue(w, 'market', id, 'dispatch', { ...to, ...lent }, matching(9)), 403, 'not_your_step')
    refusedWith(await onClue(w, 'government', id, 'dispatch', { ...to, ...lent }, matching(9)), 409, 'wrong_state')
    const { id: fit } = await taken(w)
    refusedWith(await onClue(w, 'government', fit, 'dispatch', { ...to, ...lent }, matching(9)), 412, 'stale_version')
    refusedWith(await onClue(w, 'government', fit, 'dispatch', { ...to, ...lent }), 422, 'receiver_not_competent')
    const known = { ...lent, to: w.organ('market').code }
    refusedWith(await onClue(w, 'government', fit, 'dispatch', known), 422, 'officer_not_certified')
  })

  test('headers that are none are named', async () => {
    const id = await dispatched()
    for (const headers of [{ 'idempotency-key': 'two words' }, { 'if-match': 'two' }])
      refusedWith(await onClue(w, 'market', id, 'accept', {}, { headers }), 400, 'invalid_header')
  })
})

test('a client that was disabled takes, dispatches and accepts nothing more', async () => {
  await enrolClient(w, 'leaving', 'government')
  const { id } = await taken(w, 'leaving')
  await w.token('leaving')
  await disableClient(w.db.ownerPool, w.organ('leaving').clientId)
  // The door may believe the token for a moment more; the statements do not.
  await nothingWritten(w, async () => {
    for (const reply of [await takeClue('leaving', told(w, 'leaving')), await dispatchTo(w, 'leaving', id, 'market')])
      expect([reply.status, reply.body.code]).toEqual([401, 'client_disabled'])
  })
})
