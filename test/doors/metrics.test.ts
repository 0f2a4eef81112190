// `/metrics`: what it counts, by what names, and who may read it.
import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { openMeasures } from '../../src/api/metrics.ts'
import { addSink, raiseGap } from '../../src/sync/index.ts'
import { by, sinkScene } from '../rooms/sinks-scene.ts'
import { world } from '../world.ts'

const w = await world()
const { sinks, definition } = await sinkScene(w)
const read = (headers: Record<string, string> = {}) => fetch(`${w.gateway.url}/metrics`, { headers })

test('from the machine itself it is read without a token, in Prometheus’ format', async () => {
  await addSink(sinks, definition('platform', 'http://127.0.0.1:9'), by)
  await raiseGap(w.db.pool, { kind: 'source_silent', subject: 'source:x', detail: {} })
  await w.ask('market', 'GET', '/v1/transfers/no-such-case')
  await w.ask('market', 'GET', '/nowhere/11010519491231002X')
  const answer = await read()
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/plain')])
  const text = await answer.text()
  for (const line of [
    /^xianjie_database_up 1$/m,
    /^xianjie_receiver_lag_seconds\{receiver="platform",kind="sink"\} 0$/m,
    /^xianjie_receiver_dead_letters\{receiver="platform",kind="sink"\} 0$/m,
    /^xianjie_receiver_breaker\{receiver="platform",kind="sink"\} 0$/m,
    /^xianjie_gaps_open\{gap="source_silent"\} 1$/m,
    /^xianjie_http_request_seconds_count\{method="GET",route="\/v1\/transfers\/:id",status="4xx"\} 1$/m,
    /^xianjie_http_request_seconds_count\{method="GET",route="none",status="4xx"\} 1$/m,
    /^xianjie_event_loop_lag_seconds\{quantile="0.99"\} /m,
    /^# HELP xianjie_reconciliation_open /m,
    /^# HELP xianjie_source_lag_seconds /m,
    /^# HELP xianjie_ingest_records /m,
  ])
    expect(text).toMatch(line)
  // Only what we name: neither the process' own secrets nor anybody's number.
  expect(text.split('\n').filter((line) => line !== '' && !/^(# (HELP|TYPE) )?xianjie_/.test(line))).toEqual([])
  expect(text).not.toContain('11010519491231002X')
})

test('through a proxy on the machine it is not, for then the whole world comes from it', async () => {
  expect((await read({ 'x-forwarded-for': '203.0.113.7' })).status).toBe(404)
})

test('with a token it is asked for everywhere, and a wrong one is refused', async () => {
  const app = new Hono()
  app.route('/metrics', openMeasures().door({ pool: w.db.pool, now: Date.now }, 'a-token-of-the-tests') as never)
  const ask = async (authorization?: string) =>
    (await app.request('/metrics', authorization === undefined ? {} : { headers: { authorization } })).status
  expect(await ask()).toBe(401)
  expect(await ask('Bearer another-token-altogether')).toBe(401)
  expect(await ask('Bearer a-token-of-the-tests')).toBe(200)
})

test('from another machine, without a token, there is nothing', async () => {
  const app = new Hono()
  app.route('/metrics', openMeasures().door({ pool: w.db.pool, now: Date.now }, undefined) as never)
  const from = (remoteAddress: string) => app.request('/metrics', {}, { incoming: { socket: { remoteAddress } } })
  expect((await from('203.0.113.7')).status).toBe(404)
  expect((await from('::ffff:127.0.0.1')).status).toBe(200)
})
