// Signing in through a real provider, staying in, and going out, with everything that could be slipped in between.
import { randomUUID } from 'node:crypto'
import { pino } from 'pino'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { bindIdentity, Registry, unbindIdentity } from '../../src/agencies/index.ts'
import { type ConsoleDeps, consoleApp } from '../../src/console/index.ts'
import { openSealer } from '../../src/kernel/index.ts'
import { Desk, signIn } from '../console-scene.ts'
import { clientId, identityProvider, Person } from '../identity-provider.ts'
import { world } from '../world.ts'

const idp = await identityProvider()
const w = await world(8, { env: { ...idp.env, XIANJIE_SESSION_IDLE_MINUTES: '20', XIANJIE_DEMO_SIGN_IN: 'true' } })
const { url } = w.gateway
const queue = `${url}/console/me`
const returned = `${url}/console/sign-in/return`

const officerId = async (name: string) =>
  (await w.db.ownerPool.query<{ id: string }>('select id from officer where name = $1', [name])).rows[0]?.id as string
const bind = async (subject: string, name: string) =>
  bindIdentity(w.db.ownerPool, { issuer: idp.issuer, subject, officerId: await officerId(name) })
const deskOf = (person: Person) => new Desk(url, person.cookieHeader(url))
const sessions = async (name: string) =>
  (await w.db.pool.query('select * from console_session where officer_id = $1', [await officerId(name)])).rows
/** A person who has come in as the officer to whom `subject` is bound. */
const cameIn = async (subject: string): Promise<Person> => {
  const person = new Person()
  const seen = await person.signIn(url, subject)
  expect(seen.url, seen.text).toBe(queue)
  return person
}
const handler = w.organ('market').officers[0] as { name: string }
const colleague = w.organ('market').officers[1] as { name: string }
const police = w.organ('police').officers[0] as { name: string }

beforeAll(async () => {
  idp.serve(url)
  await bind('chen', handler.name)
  await bind('lu', police.name)
})
afterEach(() => {
  idp.lie = undefined
  idp.forges = false
  idp.silent = false
})

describe('coming in', () => {
  test('leads through the provider to the page that was wanted, as the officer to whom the identity is bound', async () => {
    const person = new Person()
    const first = await person.ask(`${url}/console/cases?status=filed`)
    const choice = await person.go(first.location as string)
    expect(choice.text).toContain('前往统一身份认证')
    const seen = await person.signIn(url, 'chen', { back: '/console/me?from=1' })
    expect(seen).toMatchObject({ status: 200, url: `${url}/console/me?from=1` })
    expect(seen.text).toContain(handler.name)
    expect(seen.text).toContain(w.organ('market').name)
    const asked = new URL(person.trail.find((one) => one.startsWith(`${idp.issuer}/auth?`)) as string).searchParams
    expect(asked.get('code_challenge_method')).toBe('S256')
    expect(asked.get('response_type')).toBe('code')
    expect(
      [asked.get('state'), asked.get('nonce'), asked.get('code_challenge')].every((one) => (one ?? '').length >= 43),
    ).toBe(true)
  })

  test('the cookie is unread by scripts and not sent with other sites’ requests; over https it is the host’s alone', async () => {
    const person = new Person()
    const back = await person.signIn(url, 'chen', { until: returned })
    const { set } = await person.ask(back.url)
    const cookie = set.find((one) => one.startsWith('xianjie='))
    expect(cookie).toMatch(/^xianjie=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/)
    // The same console as it stands behind a proxy that ends TLS, without a provider and not a demonstration.
    const deps: ConsoleDeps = {
      ...{
        pool: w.db.pool,
        registry: new Registry({ pool: w.db.pool }),
        log: pino({ level: 'silent' }),
        now: Date.now,
      },
      ...{ issuer: 'https://gateway.example', api: () => new Response(), demoSignIn: false },
      ...{ sealer: openSealer(Buffer.alloc(32, 1)), limits: { idleMs: 60_000, absoluteMs: 60_000 } },
    }
    const secure = consoleApp(deps)
    const asked = (path: string, init?: RequestInit) => secure.request(path, init, {})
    const chosen = await asked('/console/language', {
      method: 'POST',
      body: new URLSearchParams({ lang: 'en', back: '/console/' }),
    })
    expect(chosen.headers.get('set-cookie')).toMatch(
      /^__Host-xianjie-lang=en; .*Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    )
    const closed = await asked('/console/sign-in')
    expect(closed.status).toBe(503)
    expect(await closed.text()).toContain('尚未配置统一身份认证')
    expect((await asked('/console/sign-in/demo', { method: 'POST' })).status).toBe(403)
  })

  test('an identity that is bound to nobody is told what to have bound, and is not in', async () => {
    const person = new Person()
    const seen = await person.signIn(url, '<b>nobody</b>')
    expect(seen.status).toBe(403)
    expect(seen.text).toContain('尚未与承办人绑定')
    expect(seen.text).toContain('&lt;b&gt;nobody&lt;/b&gt;')
    expect(person.cookies(url).has('xianjie')).toBe(false)
    expect((await deskOf(person).page('/console/me')).status).toBe(303)
  })

  test('an identity that is unbound is out with the next request, and a disabled officer does not come in', async () => {
    await bind('huang', colleague.name)
    const person = await cameIn('huang')
    await unbindIdentity(w.db.ownerPool, { issuer: idp.issuer, subject: 'huang' })
    expect((await deskOf(person).page('/console/me')).status).toBe(303)
    await bind('huang', colleague.name)
    expect((await deskOf(person).page('/console/me')).status).toBe(303)
    await w.db.ownerPool.query('update officer set disabled_at = now() where name = $1', [colleague.name])
    const again = await new Person().signIn(url, 'huang')
    expect(again.status).toBe(403)
    expect(again.text).toContain('已停用')
  })

  test('whoever comes in gets a new session, and the one before is over', async () => {
    const person = await cameIn('chen')
    const before = deskOf(person)
    await person.signIn(url, 'chen')
    expect((await before.page('/console/me')).status).toBe(303)
    expect((await deskOf(person).page('/console/me')).status).toBe(200)
    // A cookie that somebody planted is nobody's session, before and after.
    const planted = 'A'.repeat(43)
    const other = new Person()
    other.setCookie(url, 'xianjie', planted)
    await other.signIn(url, 'chen')
    expect(other.cookies(url).get('xianjie')).not.toBe(planted)
    expect((await new Desk(url, `xianjie=${planted}`).page('/console/me')).status).toBe(303)
  })

  test('nothing in the table lets anybody in or says what the provider’s tokens say', async () => {
    const person = await cameIn('chen')
    const secret = person.cookies(url).get('xianjie') as string
    const rows = await sessions(handler.name)
    expect(rows.length).toBeGreaterThan(0)
    expect(JSON.stringify(rows)).not.toContain(secret)
    for (const row of rows) {
      expect(row.id_token).toMatch(/^s1\./)
      expect((await new Desk(url, `xianjie=${row.id}`).page('/console/me')).status).toBe(303)
    }
  })
})

describe('what comes back from the provider', () => {
  const ready = async () => {
    const person = new Person()
    const back = await person.signIn(url, 'chen', { until: returned })
    expect(back.url).toContain('code=')
    return { person, back: new URL(back.url) }
  }
  const refused = async (person: Person, back: URL, status: number, words: string) => {
    const seen = await person.ask(back.href)
    expect(seen.status, seen.text).toBe(status)
    expect(seen.text).toContain(words)
    expect(person.cookies(url).has('xianjie')).toBe(false)
  }

  test('counts once', async () => {
    const { person, back } = await ready()
    expect((await person.ask(back.href)).status).toBe(303)
    const again = await person.ask(back.href)
    expect(again.status).toBe(400)
    expect(again.text).toContain('已失效')
  })

  test('counts in the browser that asked, and in no other', async () => {
    const { person, back } = await ready()
    await refused(new Person(), back, 400, '已失效')
    const other = new Person()
    await other.ask(`${url}/console/sign-in/begin`)
    await refused(other, back, 400, '已失效')
    // Whoever tried it elsewhere has not used it up.
    expect((await person.ask(back.href)).status).toBe(303)
  })

  test('counts for ten minutes, and with the state that was sent', async () => {
    const { person, back } = await ready()
    const state = back.searchParams.get('state')
    await w.db.pool.query(
      "update console_sign_in set created_at = created_at - interval '11 minutes' where state = $1",
      [state],
    )
    await refused(person, back, 400, '已失效')
    const next = await ready()
    next.back.searchParams.set('state', 'x'.repeat(43))
    await refused(next.person, next.back, 400, '已失效')
    next.back.searchParams.delete('state')
    await refused(next.person, next.back, 400, '已失效')
  })

  test('from another issuer (mix-up), or with a code of another sign-in, it proves nobody', async () => {
    const first = await ready()
    first.back.searchParams.set('iss', 'https://other.example')
    await refused(first.person, first.back, 403, '不能采信')
    const second = await ready()
    const third = await ready()
    second.back.searchParams.set('code', third.back.searchParams.get('code') as string)
    await refused(second.person, second.back, 403, '不能采信')
  })

  test.each([
    ['with another nonce', (claims) => ({ ...claims, nonce: 'another' })],
    ['without a nonce', ({ nonce: _, ...claims }) => claims],
    ['that has expired', (claims) => ({ ...claims, iat: (claims.iat ?? 0) - 7_200, exp: (claims.iat ?? 0) - 3_600 })],
    ['for another client', (claims) => ({ ...claims, aud: 'another' })],
    ['of another issuer', (claims) => ({ ...claims, iss: 'https://other.example' })],
    ['without a subject', ({ sub: _, ...claims }) => claims],
  ] as [string, NonNullable<typeof idp.lie>][])('an ID token %s proves nobody', async (_, lie) => {
    const { person, back } = await ready()
    idp.lie = lie
    await refused(person, back, 403, '不能采信')
  })

  test('an ID token signed by a key that the provider does not publish proves nobody', async () => {
    const { person, back } = await ready()
    idp.forges = true
    await refused(person, back, 403, '不能采信')
  })

  test('a refusal there is told in words; a provider that does not answer is no fault of the officer’s', async () => {
    const { person, back } = await ready()
    const denied = new URL(back.href)
    denied.searchParams.delete('code')
    denied.searchParams.set('error', 'access_denied<script>')
    await refused(person, denied, 403, '未予通过')
    const next = await ready()
    idp.silent = true
    await refused(next.person, next.back, 503, '没有响应')
  })

  test('leads back to a page of ours and nowhere else', async () => {
    const desk = deskOf(await cameIn('chen'))
    for (const [back, to] of [
      ['/console/cases?q=%E5%BC%A0+a&x=1', '/console/cases?q=%E5%BC%A0+a&x=1'],
      ...[
        '//evil.example',
        'https://evil.example/',
        '/console//evil.example',
        '/console/\\evil.example',
        '/console/../v1',
      ].map((b) => [b, '/console/']),
      ...[
        '/console/%2e%2e/%2e%2e/x',
        '/console/..',
        '/v1/transfers',
        '/console/\r\nset-cookie: a=b',
        'javascript:alert(1)',
      ].map((b) => [b, '/console/']),
      ['/console/sign-in', '/console/'],
    ] as [string, string][]) {
      const { location } = await desk.send('/console/me', '/console/language', { back })
      expect(location, back).toBe(to)
    }
  })
})

describe('staying in', () => {
  test('ends when nobody asks for as long as is set, and at the end of the day however busy', async () => {
    const person = await cameIn('lu')
    const desk = deskOf(person)
    const shift = (column: string, by: string) =>
      w.db.pool.query(
        `update console_session set ${column} = now() ${by} where identity is not null and officer_id = $1`,
        [officer],
      )
    const officer = await officerId(police.name)
    await shift('seen_at', "- interval '19 minutes'")
    expect((await desk.page('/console/me')).status).toBe(200)
    // That look was a sign of life.
    const [{ seen_at: seenAt }] = (await sessions(police.name)) as [{ seen_at: Date }]
    expect(Date.now() - seenAt.getTime()).toBeLessThan(60_000)
    await shift('seen_at', "- interval '20 minutes'")
    expect((await desk.page('/console/me')).status).toBe(303)
    await shift('seen_at', '')
    expect((await desk.page('/console/me')).status).toBe(200)
    await shift('ends_at', "- interval '1 second'")
    expect((await desk.page('/console/me')).status).toBe(303)
  })

  test('the page says how long, and one key goes on', async () => {
    const desk = deskOf(await cameIn('lu'))
    const { text } = await desk.page('/console/me')
    const left = Number(/id="idle"[^>]*data-left="(\d+)"/.exec(text)?.[1])
    expect(left).toBeGreaterThan(1_100)
    expect(left).toBeLessThanOrEqual(1_200)
    const csrf = /name="_csrf" value="([^"]+)"/.exec(text)?.[1] as string
    const extended = await desk.post('/console/extend', new URLSearchParams(), {
      'x-csrf': csrf,
      accept: 'application/json',
    })
    expect(JSON.parse(extended.text)).toEqual({ left: 1_200 })
    await w.db.pool.query("update console_session set ends_at = now() + interval '90 seconds' where officer_id = $1", [
      await officerId(police.name),
    ])
    expect((await desk.page('/console/me')).text).toMatch(/本次登录将于 \d\d:\d\d 结束/)
  })

  test('the officer sees its sessions, ends one of them, and none of anybody else’s', async () => {
    const [one, two] = [await cameIn('lu'), await cameIn('lu')]
    const stranger = deskOf(await cameIn('chen'))
    const desk = deskOf(one)
    const { text } = await desk.page('/console/me')
    const others = [...text.matchAll(/name="session" value="([^"]+)"/g)].map((m) => m[1] as string)
    expect(others).toHaveLength((await sessions(police.name)).length - 1)
    const strangers = /name="_csrf" value="([^"]+)"/.exec((await stranger.page('/console/me')).text)?.[1] as string
    await stranger.post('/console/me/sessions', new URLSearchParams({ _csrf: strangers, session: others[0] as string }))
    expect((await deskOf(two).page('/console/me')).status).toBe(200)
    for (const session of others) await desk.send('/console/me', '/console/me/sessions', { session })
    expect((await deskOf(two).page('/console/me')).status).toBe(303)
    expect((await desk.page('/console/me')).text).toContain('已退出该登录')
  })

  test('a form that comes too late changes nothing, and gives back what was typed', async () => {
    const person = await cameIn('lu')
    const desk = deskOf(person)
    const { text } = await desk.page('/console/me')
    const _csrf = /name="_csrf" value="([^"]+)"/.exec(text)?.[1] as string
    await w.db.pool.query('delete from console_session where officer_id = $1', [await officerId(police.name)])
    const late = await desk.post(
      '/console/cases/x/steps/y',
      new URLSearchParams({ _csrf, remarks: '已核对</textarea><b>全部材料', no: '1' }),
    )
    expect(late.status).toBe(403)
    expect(late.text).toContain('登录已结束')
    expect(late.text).toContain('已核对&lt;/textarea&gt;&lt;b&gt;全部材料')
    expect(late.text).not.toContain(_csrf)
    expect(late.text).toContain('/console/sign-in?back=%2Fconsole%2Fcases%2Fx%2Fsteps%2Fy')
  })

  test('language, theme and keys are the session’s', async () => {
    const desk = deskOf(await cameIn('lu'))
    const saved = await desk.send('/console/me', '/console/me/choices', { lang: 'en', theme: 'dark', keys: [] })
    expect(saved).toMatchObject({ status: 303, location: '/console/me' })
    const { text } = await desk.page('/console/me')
    expect(text).toContain('<html lang="en" data-theme="dark">')
    expect(text).toContain('data-keys="off"')
    expect(text).toContain('Saved.')
  })
})

describe('going out', () => {
  test('ends the session here, and leads the browser out at the provider', async () => {
    const person = await cameIn('chen')
    const desk = deskOf(person)
    const { text } = await desk.page('/console/me')
    const _csrf = /name="_csrf" value="([^"]+)"/.exec(text)?.[1] as string
    const out = await person.ask(`${url}/console/sign-out`, { _csrf })
    expect(out.status).toBe(200)
    expect(person.cookies(url).has('xianjie')).toBe(false)
    expect((await desk.page('/console/me')).status).toBe(303)
    const there = /^0;url=(.+)$/.exec(out.headers.get('refresh') ?? '')?.[1] as string
    expect(there.startsWith(`${idp.issuer}/session/end?`)).toBe(true)
    expect(new URL(there).searchParams.get('id_token_hint')).toBeTruthy()
    const home = await person.signOutThere(there)
    expect(home.url).toBe(`${url}/console/sign-in`)
    // The provider asks for the password again.
    expect((await person.go(`${url}/console/sign-in/begin`)).text).toContain('name="login"')
  })

  test('everywhere ends all sessions of the officer, and nobody else’s', async () => {
    const [one, two, other] = [await cameIn('chen'), await cameIn('chen'), await cameIn('lu')]
    const out = await deskOf(one).send('/console/me', '/console/sign-out/all')
    expect(out.status).toBe(200)
    for (const person of [one, two]) expect((await deskOf(person).page('/console/me')).status).toBe(303)
    expect((await deskOf(other).page('/console/me')).status).toBe(200)
    expect(await sessions(handler.name)).toHaveLength(0)
  })

  test('at the provider ends what came in by that session of it, and no more', async () => {
    const [one, two] = [await cameIn('chen'), await cameIn('chen')]
    await one.signOutThere(`${idp.issuer}/session/end`)
    expect((await deskOf(one).page('/console/me')).status).toBe(303)
    expect((await deskOf(two).page('/console/me')).status).toBe(200)
  })

  const event = { 'http://schemas.openid.net/event/backchannel-logout': {} }
  const nowSeconds = () => Math.floor(Date.now() / 1000)
  const claims = (more: object = {}) => ({
    ...{
      iss: idp.issuer,
      aud: clientId,
      sub: 'chen',
      iat: nowSeconds(),
      exp: nowSeconds() + 120,
      jti: randomUUID(),
      events: event,
    },
    ...more,
  })
  const tell = async (logout_token: string) =>
    (await fetch(`${url}/console/sign-out/told`, { method: 'POST', body: new URLSearchParams({ logout_token }) }))
      .status

  test('a told sign-out of a person ends all that came in by the identity; the same token tells nothing again', async () => {
    const demo = await signIn(w, 'market')
    const person = await cameIn('chen')
    const token = await idp.sign(claims(), undefined, 'logout+jwt')
    expect(await tell(token)).toBe(200)
    expect((await deskOf(person).page('/console/me')).status).toBe(303)
    // Who did not come in by the provider is not the provider's to sign out.
    expect((await demo.page('/console/me')).status).toBe(200)
    const again = await cameIn('chen')
    expect(await tell(token)).toBe(400)
    expect((await deskOf(again).page('/console/me')).status).toBe(200)
  })

  test.each([
    ['for another client', { aud: 'another' }],
    ['of another issuer', { iss: 'https://other.example' }],
    ['with a nonce, which only ID tokens have', { nonce: 'x' }],
    ['that names no sign-out', { events: {} }],
    ['without events', { events: undefined }],
    ['that names nobody', { sub: undefined }],
    ['that is old', { iat: 1, exp: undefined }],
    ['that has expired', { exp: 1 }],
    ['without an id', { jti: undefined }],
  ] as [string, object][])('a told sign-out %s is not believed', async (_, more) => {
    const person = await cameIn('chen')
    expect(await tell(await idp.sign(claims(more), undefined, 'logout+jwt'))).toBe(400)
    expect((await deskOf(person).page('/console/me')).status).toBe(200)
  })

  test('a told sign-out without a signature, or that is an access token, is not believed', async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    expect(await tell(`${part({ alg: 'none' })}.${part(claims())}.`)).toBe(400)
    expect(await tell(await idp.sign(claims(), undefined, 'at+jwt'))).toBe(400)
    expect(await tell('x'.repeat(20_000))).toBe(400)
    expect(await tell('')).toBe(400)
  })
})

describe('forms', () => {
  test('hold a mark that differs on each page and is good for one session alone', async () => {
    const [one, two] = [deskOf(await cameIn('chen')), deskOf(await cameIn('chen'))]
    const markOf = async (desk: Desk) =>
      /name="_csrf" value="([^"]+)"/.exec((await desk.page('/console/me')).text)?.[1] as string
    const [first, second, foreign] = [await markOf(one), await markOf(one), await markOf(two)]
    expect(first).not.toBe(second)
    const post = (_csrf: string, headers: Record<string, string> = {}) =>
      one.post('/console/extend', new URLSearchParams({ _csrf }), headers)
    expect((await post(first)).status).toBe(303)
    expect((await post(second)).status).toBe(303)
    for (const wrong of [foreign, '', first.slice(0, 40), `${first}AA`, '\u0000', 'A'.repeat(64), 'é'.repeat(64)])
      expect((await post(wrong)).status, wrong).toBe(403)
    expect((await post(first, { origin: 'null' })).status).toBe(303)
    expect((await post('', { origin: 'null' })).status).toBe(403)
    expect((await post(first, { origin: 'https://evil.example' })).status).toBe(403)
    expect((await post(first, { origin: 'not an origin' })).status).toBe(403)
    for (const site of ['cross-site', 'same-site', 'none'])
      expect((await post(first, { 'sec-fetch-site': site })).status).toBe(403)
    for (const method of ['PUT', 'PATCH', 'DELETE']) {
      const response = await fetch(`${url}/console/me`, { method, headers: { cookie: one.cookie } })
      expect(response.status, method).toBe(403)
    }
  })
})
