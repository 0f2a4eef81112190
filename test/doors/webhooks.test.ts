// `/v1/webhooks`: an agency's systems are told of what its change feed says, signed, in order, within a moment; and what
// was not taken is seen, sent again or let go by whoever may.
import { type CloudEvent, HTTP } from 'cloudevents'
import { Webhook } from 'standardwebhooks'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import {
  webhookAnswer,
  webhookDelivery,
  webhookDeliveryList,
  webhookList,
  webhookMade,
  webhookMoved,
  webhookTested,
} from '../../schemas/index.ts'
import { uuidv7 } from '../../src/kernel/index.ts'
import { world } from '../world.ts'
import { type Asked, refusedWith, send } from './refusals.ts'
import { Outside } from './webhooks-scene.ts'

const w = await world()
const outside = await new Outside().start()
beforeEach(() => {
  outside.answer = () => ({ status: 204 })
})

let serial = 0
const path = () => `/hook-${++serial}`
const ask = (by: string, method: string, at = '', asked: Asked = {}) => send(w, by, method, `/v1/webhooks${at}`, asked)
const soon = <T>(what: () => T | Promise<T>) => vi.waitFor(what, { timeout: 20_000, interval: 50 })

async function subscribed(by = 'market', more: Record<string, unknown> = {}) {
  const at = path()
  const reply = await ask(by, 'POST', '', { body: { url: `${outside.url}${at}`, ...more } })
  expect(reply.status, reply.text).toBe(201)
  return { at, ...webhookMade.parse(reply.body) }
}

const log = async (by: string, id: string, query = '') => {
  const { status, body } = await ask(by, 'GET', `/${id}/deliveries${query}`)
  expect(status).toBe(200)
  return webhookDeliveryList.parse(body).items
}
const remove = (by: string, id: string) => ask(by, 'DELETE', `/${id}`)

describe('being told', () => {
  test('every party’s system is told of every act in order, signed by both keys, in an event that names the case and no more', async () => {
    const hooks = await Promise.all(['market', 'police', 'procuratorate', 'foreignMarket'].map((by) => subscribed(by)))
    const { transfer } = await w.submit()
    await w.step('police', transfer.id, 'receipt_sign', { decidedBy: w.organ('police').chief })
    await w.step('police', transfer.id, 'completeness_check', {})
    for (const { at, secret, id } of hooks.slice(0, 3)) {
      await soon(() => expect(outside.at(at)).toHaveLength(3))
      for (const [i, { headers, body, event, method }] of outside.at(at).entries()) {
        new Webhook(secret).verify(body, headers as Record<string, string>)
        const read = HTTP.toEvent({ headers, body }) as CloudEvent<unknown>
        expect(read.validate()).toBe(true)
        expect([method, headers['content-type'], headers['webhook-id'], event.type, event.subject]).toEqual([
          'POST',
          'application/cloudevents+json; charset=utf-8',
          event.id,
          'xianjie.transfer.step.v1',
          transfer.id,
        ])
        expect(event.source).toBe(w.gateway.config.issuer)
        expect(event.data).toEqual({
          transferId: transfer.id,
          version: i + 1,
          step: ['transfer_dispatch', 'receipt_sign', 'completeness_check'][i],
          at: event.time,
          url: `${w.gateway.config.issuer}/v1/transfers/${transfer.id}`,
        })
        // Nothing of the case itself: no name, no number of anybody.
        expect(body).not.toMatch(/张三|虚构|110105/)
      }
      expect(headersOnce(outside.at(at).map((r) => r.headers['webhook-id'] as string))).toBe(3)
      await soon(async () =>
        expect(
          (await log(id === hooks[0]?.id ? 'market' : id === hooks[1]?.id ? 'police' : 'procuratorate', id)).map(
            (d) => d.state,
          ),
        ).toEqual(['delivered', 'delivered', 'delivered']),
      )
    }
    expect(outside.at(hooks[3]?.at ?? '')).toEqual([])
    // What they were told is what their feed says.
    const feed = await send(w, 'market', 'GET', '/v1/changes?limit=200')
    const told = outside.at(hooks[0]?.at ?? '').map(({ event }) => [event.data.transferId, event.data.version])
    expect(feed.body.items.map((c: { transferId: string; version: number }) => [c.transferId, c.version])).toEqual(told)
    await Promise.all(
      hooks.map(({ id }, i) => remove(['market', 'police', 'procuratorate', 'foreignMarket'][i] as string, id)),
    )
  })

  test('only the steps asked for are told', async () => {
    const { at, id } = await subscribed('police', { steps: ['completeness_check'] })
    const { transfer } = await w.submit()
    await w.step('police', transfer.id, 'receipt_sign', { decidedBy: w.organ('police').chief })
    await w.step('police', transfer.id, 'completeness_check', {})
    await soon(() => expect(outside.at(at).map((r) => r.event.data.step)).toEqual(['completeness_check']))
    await remove('police', id)
  })
})

const headersOnce = (ids: readonly string[]) => new Set(ids).size

describe('what was not taken', () => {
  test('a refusal is a dead letter that is seen, replayed and then taken under its own id', async () => {
    const { at, id } = await subscribed('customs')
    outside.answer = (r) => ({ status: r.path === at && r.event.data.version === 1 ? 422 : 204 })
    const { transfer } = await w.submit('customs')
    const dead = await soon(async () => {
      const [one] = await log('customs', id, '?state=dead')
      expect(one).toBeDefined()
      return one as NonNullable<typeof one>
    })
    expect(dead).toMatchObject({ transferId: transfer.id, version: 1, lastStatus: 422, attempts: 1 })
    const shown = await ask('customs', 'GET', `/${id}`)
    expect(webhookAnswer.parse(shown.body).status).toMatchObject({ dead: 1, breaker: 'closed', lastStatus: 422 })
    outside.answer = () => ({ status: 200 })
    const moved = await ask('customs', 'POST', `/${id}/replay`, { body: { dead: true, reason: '接收方已修复' } })
    expect(webhookMoved.parse(moved.body)).toEqual({ count: 1 })
    await soon(async () => expect((await log('customs', id))[0]?.state).toBe('delivered'))
    expect(headersOnce(outside.at(at).map((r) => r.event.id))).toBe(1)
    const one = webhookDelivery.parse((await ask('customs', 'GET', `/${id}/deliveries/${dead.id}`)).body)
    expect(one.tries.map((t) => [t.outcome, t.status])).toEqual([
      ['delivered', 200],
      ['refused', 422],
    ])
    expect(one.event).toMatchObject({ id: dead.id, subject: transfer.id })
    await remove('customs', id)
  })

  test('what is let go is let go, and the reason stands in the notes', async () => {
    const { at, id } = await subscribed('customs')
    outside.answer = (r) => (r.path === at ? { status: 400 } : { status: 204 })
    await w.submit('customs')
    await soon(async () => expect((await log('customs', id, '?state=dead')).length).toBe(1))
    const moved = await ask('customs', 'POST', `/${id}/let-go`, { body: { dead: true, reason: '不再需要' } })
    expect(moved.body).toEqual({ count: 1 })
    expect((await log('customs', id)).map((d) => d.state)).toEqual(['let_go'])
    const { rows } = await w.db.ownerPool.query(
      `select act, who, why from receiver_note where receiver_id = $1 and act = 'let_go'`,
      [id],
    )
    expect(rows).toEqual([{ act: 'let_go', who: `client ${w.organ('customs').clientId}`, why: '不再需要' }])
    await remove('customs', id)
  })

  test('410 disables it; enabled again it goes on where it was', async () => {
    const { at, id } = await subscribed('customs')
    outside.answer = (r) => ({ status: r.path === at ? 410 : 204 })
    await w.submit('customs')
    await soon(async () => expect((await ask('customs', 'GET', `/${id}`)).body.state).toBe('gone'))
    await w.submit('customs')
    outside.answer = () => ({ status: 204 })
    const enabled = await ask('customs', 'PATCH', `/${id}`, { body: { state: 'enabled', reason: '恢复' } })
    expect(enabled.body.state).toBe('enabled')
    await soon(async () => expect((await log('customs', id)).map((d) => d.state)).toEqual(['delivered', 'delivered']))
    await remove('customs', id)
  })

  test('a redirect is not followed, and what is not reached is tried again', async () => {
    const { at, id } = await subscribed('customs')
    outside.answer = (r) =>
      r.path === at ? { status: 307, headers: { location: `${outside.url}/elsewhere` } } : { status: 204 }
    await w.submit('customs')
    const waiting = await soon(async () => {
      const [one] = await log('customs', id)
      expect(one?.attempts).toBeGreaterThan(0)
      expect(one?.lastStatus).toBe(307)
      return one
    })
    expect([waiting?.state, waiting?.lastError]).toEqual(['waiting', 'answered 307: redirects are not followed'])
    expect(outside.at('/elsewhere')).toEqual([])
    await remove('customs', id)
  })
})

describe('keys', () => {
  test('a rotation overlaps: both keys sign, and both public keys are shown, the secrets never again', async () => {
    const { at, id, secret } = await subscribed('market')
    const reply = await ask('market', 'POST', `/${id}/rotate-secret`, { body: { overlapHours: 1 } })
    const fresh = webhookMade.parse(reply.body)
    expect([reply.status, reply.headers.get('cache-control'), fresh.publicKeys.length]).toEqual([200, 'no-store', 2])
    expect(fresh.secret).not.toBe(secret)
    await ask('market', 'POST', `/${id}/test`)
    const [got] = outside.at(at)
    for (const one of [secret, fresh.secret])
      new Webhook(one).verify(got?.body ?? '', got?.headers as Record<string, string>)
    expect(String(got?.headers['webhook-signature']).split(' ')).toHaveLength(4)
    for (const reading of [await ask('market', 'GET', `/${id}`), await ask('market', 'GET')])
      expect(reading.text).not.toMatch(/whsec_|"secret"/)
    const { rows } = await w.db.ownerPool.query('select r::text as row from receiver r where id = $1', [id])
    for (const one of [secret, fresh.secret]) expect(rows[0].row).not.toContain(one.replace('whsec_', '').slice(0, 20))
    await remove('market', id)
  })

  test('a rotation asked for again with its key gives the same secret', async () => {
    const { id } = await subscribed('market')
    const headers = { 'idempotency-key': 'rotate-1' }
    const [one, two] = [
      await ask('market', 'POST', `/${id}/rotate-secret`, { body: {}, headers }),
      await ask('market', 'POST', `/${id}/rotate-secret`, { body: {}, headers }),
    ]
    expect([two.body.secret, two.headers.get('idempotent-replayed')]).toEqual([one.body.secret, 'true'])
    await remove('market', id)
  })
})

describe('the test event', () => {
  test('says at once what became of it, for a disabled one too', async () => {
    const { at, id } = await subscribed('market')
    await ask('market', 'PATCH', `/${id}`, { body: { state: 'disabled' } })
    expect(webhookTested.parse((await ask('market', 'POST', `/${id}/test`)).body)).toMatchObject({
      outcome: 'delivered',
      status: 204,
      error: null,
    })
    expect(outside.at(at)[0]?.event).toMatchObject({ type: 'xianjie.webhook.test.v1', data: { webhookId: id } })
    outside.answer = () => ({ status: 500 })
    expect((await ask('market', 'POST', `/${id}/test`)).body).toMatchObject({ outcome: 'retry', status: 500 })
    await remove('market', id)
  })

  test('names an address that must not be reached', async () => {
    const reply = await ask('market', 'POST', '', { body: { url: 'http://webhook.localhost.invalid/' } })
    const { body } = await ask('market', 'POST', `/${reply.body.id}/test`)
    expect([body.outcome, body.status]).toEqual(['retry', null])
    expect(body.error).toMatch(/^(name_unresolved|address_refused)/)
    await remove('market', reply.body.id)
  })
})

describe('subscribing', () => {
  test('asked for twice with one key it is made once, with the same secret; another body is refused', async () => {
    const asked = { body: { url: `${outside.url}${path()}` }, headers: { 'idempotency-key': 'hook-1' } }
    const replies = await Promise.all([1, 2, 3].map(() => ask('market', 'POST', '', asked)))
    expect(new Set(replies.map((r) => `${r.status} ${r.body.id} ${r.body.secret}`)).size).toBe(1)
    expect(replies.filter((r) => r.headers.get('idempotent-replayed') === 'true')).toHaveLength(2)
    refusedWith(
      await ask('market', 'POST', '', { ...asked, body: { url: `${outside.url}/other` } }),
      422,
      'idempotency_key_reused',
    )
    // Another client's key of the same name is another key.
    const other = await ask('police', 'POST', '', asked)
    expect(other.status).toBe(201)
    expect(other.body.id).not.toBe(replies[0]?.body.id)
    await remove('market', replies[0]?.body.id)
    await remove('police', other.body.id)
  })

  test('addresses inside the network, other schemes and credentials are refused by the field', async () => {
    for (const url of [
      'https://10.0.0.1/hook',
      'https://[::ffff:10.0.0.1]/hook',
      'https://169.254.169.254/latest',
      'http://192.168.1.1/',
      'http://8.8.8.8/',
      'ftp://partner.example/',
      'https://user:pass@partner.example/',
      'https://partner.example/#part',
      'https://partner.example/\u0000',
      'nothing',
      '',
    ])
      refusedWith(await ask('market', 'POST', '', { body: { url } }), 400, 'invalid_fields', ['/url'])
    refusedWith(
      await ask('market', 'POST', '', { body: { url: 'https://a.example/', steps: [] } }),
      400,
      'invalid_fields',
      ['/steps'],
    )
    refusedWith(
      await ask('market', 'POST', '', { body: { url: 'https://a.example/', more: 1 } }),
      400,
      'invalid_fields',
      ['/more'],
    )
  })

  test('an agency has at most twenty', async () => {
    const made: string[] = []
    for (let n = 0; n < 20; n++) made.push((await subscribed('justice')).id)
    refusedWith(await ask('justice', 'POST', '', { body: { url: `${outside.url}/one-more` } }), 400, 'invalid_fields', [
      '/url',
    ])
    const first = await ask('justice', 'GET', '?limit=15')
    expect(first.headers.get('link')).toContain('rel="next"')
    const rest = await ask('justice', 'GET', `?limit=15&cursor=${first.body.next}`)
    const listed = [...webhookList.parse(first.body).items, ...webhookList.parse(rest.body).items]
    expect(listed.map((i) => i.id)).toEqual(made.reverse())
    await Promise.all(made.map((id) => remove('justice', id)))
  })

  test('what it is, is changed; what it was owed before goes to where it is now', async () => {
    const { id } = await subscribed('market')
    const at = path()
    const changed = await ask('market', 'PATCH', `/${id}`, {
      body: { url: `${outside.url}${at}`, description: '办案系统', steps: ['transfer_dispatch'] },
    })
    expect(changed.body).toMatchObject({
      url: `${outside.url}${at}`,
      description: '办案系统',
      steps: ['transfer_dispatch'],
    })
    await w.submit()
    await soon(() => expect(outside.at(at)).toHaveLength(1))
    refusedWith(
      await ask('market', 'PATCH', `/${id}`, { body: { url: 'https://partner.example/#part' } }),
      400,
      'invalid_fields',
      ['/url'],
    )
    await remove('market', id)
    refusedWith(await ask('market', 'GET', `/${id}`), 404, 'not_found')
  })
})

describe('whose it is', () => {
  test('another agency’s webhook is not there, in no operation', async () => {
    const { id } = await subscribed('market')
    for (const [method, at, body] of [
      ['GET', `/${id}`],
      ['PATCH', `/${id}`, { state: 'disabled' }],
      ['DELETE', `/${id}`],
      ['POST', `/${id}/rotate-secret`, {}],
      ['POST', `/${id}/test`],
      ['GET', `/${id}/deliveries`],
      ['GET', `/${id}/deliveries/${uuidv7()}`],
      ['POST', `/${id}/replay`, { dead: true, reason: 'x' }],
      ['POST', `/${id}/let-go`, { dead: true, reason: 'x' }],
    ] as const)
      for (const by of ['police', 'foreignMarket'])
        refusedWith(await ask(by, method, at, body === undefined ? {} : { body }), 404, 'not_found')
    expect((await ask('police', 'GET')).body.items).toEqual([])
    expect((await ask('market', 'GET', `/${id}`)).body.state).toBe('enabled')
    await remove('market', id)
  })

  test('an operator’s client sees and changes those of all agencies', async () => {
    const { id } = await subscribed('market')
    await w.db.ownerPool.query(`update client set operator = true where id = $1`, [w.organ('government').clientId])
    await w.db.ownerPool.query('update registry set generation = generation + 1')
    await soon(async () => expect((await ask('government', 'GET', `/${id}`)).status).toBe(200))
    expect((await ask('government', 'GET')).body.items.map((i: { id: string }) => i.id)).toContain(id)
    expect((await ask('government', 'PATCH', `/${id}`, { body: { state: 'disabled', reason: '检修' } })).status).toBe(
      200,
    )
    await remove('government', id)
    refusedWith(await ask('market', 'GET', `/${id}`), 404, 'not_found')
  })

  test('queries and bodies that are none are refused by name', async () => {
    const { id } = await subscribed('market')
    for (const [query, at] of [
      ['?state=lost', '/state'],
      ['?transfer=x', '/transfer'],
      ['?cursor=x', '/cursor'],
      ['?limit=0', '/limit'],
    ] as const)
      refusedWith(await ask('market', 'GET', `/${id}/deliveries${query}`), 400, 'invalid_fields', [at])
    refusedWith(await ask('market', 'GET', '?cursor=x'), 400, 'invalid_fields', ['/cursor'])
    refusedWith(await ask('market', 'POST', `/${id}/replay`, { body: { dead: true } }), 400, 'invalid_fields', [
      '/reason',
    ])
    refusedWith(await ask('market', 'POST', `/${id}/replay`, { body: { reason: 'x' } }), 400, 'invalid_fields', [''])
    refusedWith(
      await ask('market', 'POST', `/${id}/let-go`, { body: { dead: true, deliveries: [uuidv7()], reason: 'x' } }),
      400,
      'invalid_fields',
      [''],
    )
    refusedWith(await ask('market', 'GET', '/nothing'), 404, 'not_found')
    await remove('market', id)
  })
})
