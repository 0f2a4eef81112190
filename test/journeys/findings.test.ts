// The life of a warning: a period nears its end, runs out, is urged, explained, done late, and the finding closes by
// itself and says so.
import { expect, test } from 'vitest'
import { findingAnswer, findingList } from '../../schemas/index.ts'
import { attempt, caseOf, take, timedWorld } from '../doors/procedure-scene.ts'
import { finding, findingsOf, say, turn } from '../rooms/findings-scene.ts'

const w = await timedWorld('2026-05-11T10:00:00+08:00')

test('a filing review that runs out is warned of, graded, urged, explained and closes when it is done', async () => {
  const id = await caseOf(w, 'reviewed')
  const about = `&transfer=${id}`
  await turn(w)
  expect(await findingsOf(w, 'procuratorate', about)).toEqual([])

  // The last day of three warns both of them.
  w.pass({ days: 2, hours: 16 })
  await turn(w)
  const [near] = await findingsOf(w, 'procuratorate', about)
  expect(near).toMatchObject({ kind: 'near_due', grade: 'yellow', state: 'raised', detail: { clock: 'filing_review' } })
  expect(near?.agency?.id).toBe(w.organ('police').id)
  expect(near?.basis).toEqual(['R310 8', 'PSP 180(1)'])
  const key = near?.id ?? ''
  expect((await finding(w, 'market', key)).status).toBe(404)

  w.pass({ days: 1 })
  await turn(w)
  const over = findingAnswer.parse((await finding(w, 'police', key)).body)
  expect(over).toMatchObject({ id: key, kind: 'overdue', grade: 'red', state: 'raised', available: ['explain'] })
  expect(over.entries.map((e) => e.act)).toEqual(['raise', 'grade'])

  w.pass({ hours: 1 })
  const requirements = '请立即作出是否立案的决定'
  const urged = await say(w, 'procuratorate', key, 'urge', {
    requirements,
    documentNo: '海检催〔2026〕1号',
    replyBy: w.day(3),
  })
  expect([urged.status, urged.body.state, urged.body.response.urgedTimes]).toEqual([200, 'acted', 1])
  const path = urged.body.entries.at(-1)?.letter ?? ''
  const letter = await fetch(`${w.gateway.url}${path}?format=html`, {
    headers: { authorization: `Bearer ${await w.token('police')}` },
  })
  const words = (await letter.text()).replace(/<[^>]+>/g, '')
  for (const part of [
    '催办通知书',
    '海城区公安分局',
    requirements,
    '已逾期',
    '海检催〔2026〕1号',
    '第8条',
    'Order 310',
  ])
    expect(words).toContain(part)

  w.pass({ hours: 2 })
  const explained = await say(w, 'police', key, 'explain', { text: '专案组人手不足，今日作出决定。' })
  expect(explained.body).toMatchObject({ state: 'explained', response: { urgedSeconds: 7200 } })
  expect(explained.body.response.seconds).toBeGreaterThan(24 * 3600)
  expect((await say(w, 'procuratorate', key, 'accept')).body).toMatchObject({ state: 'accepted' })

  expect((await attempt(w, 'police', id, 'filing_approved')).status).toBe(200)
  w.pass({ minutes: 1 })
  await turn(w)
  const closed = (await finding(w, 'procuratorate', key)).body
  expect(closed).toMatchObject({ state: 'closed', closed: { because: 'clock_met' }, available: [] })
  expect(closed.entries.map((e) => e.act)).toEqual(['raise', 'grade', 'urge', 'explain', 'accept', 'lapse'])
  expect(await findingsOf(w, 'police', `${about}&state=open&kind=overdue`)).toEqual([])
  const page = await w.ask('procuratorate', 'GET', `/v1/findings?transfer=${id}`)
  findingList.parse(page.body)

  // Everybody concerned heard of each entry, and nobody else. The feed stops before the oldest transaction that is open.
  for (const [organ, wanted] of [
    ['police', 6],
    ['procuratorate', 6],
    ['market', 0],
  ] as const) {
    const fed = async () => {
      const path = '/v1/changes?limit=200'
      const { body } = await w.ask<{ items: { kind: string; id?: string; step: string }[] }>(organ, 'GET', path)
      return body.items.filter((c) => c.kind === 'finding' && c.id === key).length
    }
    await expect.poll(fed, { timeout: 15_000 }).toBe(wanted)
  }
})

test('a period that is extended takes its warning back, and warns anew before its new end', async () => {
  w.setTo('2026-05-18T10:00:00+08:00')
  const id = await caseOf(w, 'reviewed', { domain: 'economic_crime' })
  w.pass({ days: 2, hours: 16 })
  await turn(w)
  const [first] = await findingsOf(w, 'police', `&transfer=${id}&kind=near_due`)
  await take(w, 'police', id, 'filing_review_extension')
  w.pass({ minutes: 1 })
  await turn(w)
  expect((await finding(w, 'police', first?.id ?? '')).body.closed?.because).toBe('clock_extended')
  w.pass({ days: 7 })
  await turn(w)
  const [second] = await findingsOf(w, 'police', `&transfer=${id}&kind=near_due&state=open`)
  expect(second).toMatchObject({ grade: 'yellow', subject: first?.subject, formerId: first?.id })
})
