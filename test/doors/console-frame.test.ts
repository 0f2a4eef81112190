// The frame of the console: who may come in, what every answer carries, whose forms are taken.
import { describe, expect, test } from 'vitest'
import { signIn } from '../console-scene.ts'
import { world } from '../world.ts'

const w = await world()

describe('the frame', () => {
  test('whoever is not signed in is led to the sign-in, and back to where it wanted to go', async () => {
    const response = await fetch(`${w.gateway.url}/console/cases?status=filed`, { redirect: 'manual' })
    expect(response.status).toBe(303)
    expect(response.headers.get('location')).toBe('/console/sign-in?back=%2Fconsole%2Fcases%3Fstatus%3Dfiled')
  })

  test('no answer may be kept, framed, or run a script that is not ours', async () => {
    const desk = await signIn(w, 'market')
    const { headers } = await desk.page('/console/nowhere')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'/)
    expect(headers.get('content-security-policy')).not.toMatch(/unsafe/)
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/)
  })

  test('a form without the session’s mark, or from another site, changes nothing', async () => {
    const desk = await signIn(w, 'market')
    const bare = await desk.post('/console/language', new URLSearchParams({ lang: 'en' }))
    expect(bare.status).toBe(403)
    const foreign = await desk.post('/console/language', new URLSearchParams({ lang: 'en' }), {
      'sec-fetch-site': 'cross-site',
    })
    expect(foreign.status).toBe(403)
    expect((await desk.page('/console/nowhere')).text).toContain('lang="zh-CN"')
    const own = await desk.send('/console/nowhere', '/console/language')
    expect(own).toMatchObject({ status: 303, location: '/console/nowhere' })
    expect((await desk.page('/console/nowhere')).text).toContain('<html lang="en"')
  })

  test('an officer who was disabled is out at once', async () => {
    const desk = await signIn(w, 'police', 1)
    expect((await desk.page('/console/nowhere')).status).toBe(404)
    await w.db.ownerPool.query('update officer set disabled_at = now() where name = $1', [
      w.organ('police').officers[1]?.name,
    ])
    expect((await desk.page('/console/nowhere')).status).toBe(303)
  })
})
