// GET /v1/search: numbers in any form, parts of names, whole identity numbers; only what the caller sees; names masked; the
// words are written into the log of reads.
import { describe, expect, test, vi } from 'vitest'
import { searchAnswer } from '../../schemas/index.ts'
import { casesNumbered, followDesks, searchCases } from '../../src/cases/index.ts'
import { edgeOf } from '../rooms/cases-scene.ts'
import { unit } from '../rooms/penalties-scene.ts'
import { caseOf, take, timedWorld } from './procedure-scene.ts'
import { refusedWith, send } from './refusals.ts'

const w = await timedWorld()

interface Found {
  readonly transfers: {
    items: { id: string; caseName: string; documentNo: string; matched: string[] }[]
    more: boolean
  }
  readonly penalties: { items: { id: string; parties: string[]; matched: string[] }[]; more: boolean }
  readonly letters: { items: { id: string; title: string }[]; more: boolean }
}

async function search(organ: string, q: string, more = ''): Promise<Found> {
  const { status, body } = await w.ask<Found>(organ, 'GET', `/v1/search?q=${encodeURIComponent(q)}${more}`)
  expect(status, JSON.stringify(body)).toBe(200)
  searchAnswer.parse(body)
  return body
}
const ids = ({ transfers }: Found) => transfers.items.map((one) => one.id)

describe('cases', () => {
  const written = '安市监移字〔2026〕031号'

  test('are found by their number however it is written, before the follower has passed and after', async () => {
    const id = await caseOf(w, 'transferred', { documentNo: written, caseName: '李小明涉嫌销售伪劣产品案' })
    const forms = [written, '安市监移字[2026]31号', '安市监移字（2026） 31 号', '安市监移字２０２６', '移字〔2026〕031']
    for (const kept of [false, true]) {
      if (kept) await followDesks(w.deps.cases)
      for (const form of forms) {
        const [found] = (await search('police', form)).transfers.items
        expect(found, `${form} ${kept ? 'kept' : 'fresh'}`).toMatchObject({ id, documentNo: written })
        expect(found?.matched).toContain('number')
      }
    }
    expect(ids(await search('police', '安市监移字〔2027〕31号'))).toEqual([])
  })

  test('are found while the follower passes between two looks', async () => {
    /** Of what is kept and what moved since, the one that is begun first is answered first; then the follower passes. */
    const passing = () => {
      let keptAnswered = () => {}
      const kept = new Promise<void>((resolve) => {
        keptAnswered = resolve
      })
      let keptBegun = false
      const pool = edgeOf(w.deps.cases.pool, async (name, ask) => {
        keptBegun ||= name === 'cases_search_latest'
        if (name === 'cases_moved' && keptBegun) await kept
        const answer = await ask()
        if (name === 'cases_moved' || name === 'cases_search_indexed') await followDesks(w.deps.cases)
        if (name === 'cases_search_indexed') keptAnswered()
        return answer
      })
      return { ...w.deps.cases, pool }
    }
    const directory = await w.deps.cases.directory()
    const organ = [...directory.byId.values()].find(({ code }) => code === w.organ('police').code)?.id as string
    const first = await caseOf(w, 'transferred', { documentNo: '安市监移字〔2026〕77号' })
    expect(await casesNumbered(passing(), organ, '安市监移字〔2026〕77号')).toEqual([first])
    const second = await caseOf(w, 'transferred', { documentNo: '安市监移字〔2026〕78号' })
    const found = await searchCases(passing(), directory, organ, '安市监移字〔2026〕78号', 5)
    expect(found.items.map(({ id }) => id)).toEqual([second])
  })

  test('are found by any part of a name or charge, with natural persons masked', async () => {
    const id = await caseOf(w, 'transferred', {
      caseName: '欧阳明月、恒润商贸有限公司涉嫌非法经营案',
      suspects: [
        { kind: 'person', name: '欧阳明月', idType: 'id_card', idNumber: '11010519491231002X' },
        { kind: 'unit', name: '安澜市恒润商贸有限公司' },
      ],
      charges: [{ name: '非法经营罪', article: '第二百二十五条' }],
    })
    await followDesks(w.deps.cases)
    const byPart = (await search('procuratorate', '恒润')).transfers.items.find((one) => one.id === id)
    expect(byPart).toMatchObject({ caseName: '欧**、恒润商贸有限公司涉嫌非法经营案', matched: ['name', 'party'] })
    expect(ids(await search('police', '阳明'))).toContain(id)
    const byNumber = (await search('market', '11010519491231002x')).transfers.items.find((one) => one.id === id)
    expect(byNumber?.matched).toEqual(['identity'])
    expect(JSON.stringify(await search('market', '11010519491231002X'))).not.toMatch(/1101051949|欧阳/)
    expect(ids(await search('market', '110105194912310'))).toEqual([])
    // Pairs that stand apart are no match.
    expect(ids(await search('police', '恒公司'))).not.toContain(id)
    for (const organ of ['foreignPolice', 'foreignMarket', 'court'])
      for (const q of ['恒润', '11010519491231002X', written]) expect(ids(await search(organ, q))).toEqual([])
  })

  test('that an organ has left are found as it left them', async () => {
    const id = await caseOf(w, 'received', { caseName: '辗转涉嫌虚假广告案' })
    await followDesks(w.deps.cases)
    await take(w, 'police', id, 'onward_transfer_police', { to: w.organ('foreignPolice').code })
    await followDesks(w.deps.cases)
    expect(ids(await search('police', '辗转'))).toEqual([id])
    expect(ids(await search('foreignPolice', '辗转'))).toEqual([id])
  })

  test('are listed up to the limit, the newest first, and it is said that there are more', async () => {
    for (let n = 0; n < 3; n++) await caseOf(w, 'transferred', { caseName: '重名公司涉嫌虚假广告案' })
    await followDesks(w.deps.cases)
    const { transfers } = await search('market', '重名公司', '&limit=2&kind=transfer')
    expect(transfers.more).toBe(true)
    expect(transfers.items).toHaveLength(2)
    expect(transfers.items.map((one) => one.id)).toEqual(
      transfers.items
        .map((one) => one.id)
        .sort()
        .reverse(),
    )
  })
})

test('penalty cases are found by their number, and letters by their title, by those who see them', async () => {
  const posted = await w.ask<{ results: { id: string }[] }>('market', 'POST', '/v1/penalty-cases', [
    unit(1, { CF_WSH: '海市监罚〔2026〕77号' }, w.organ('market')),
  ])
  expect(posted.status, JSON.stringify(posted.body)).toBe(200)
  const [record] = posted.body.results
  const { penalties } = await search('market', '海市监罚[2026]第077号')
  expect(penalties.items).toMatchObject([{ id: record?.id, matched: ['number'] }])
  expect((await search('foreignMarket', '海市监罚〔2026〕77号')).penalties.items).toEqual([])
  const letter = await w.ask<{ id: string }>('procuratorate', 'POST', '/v1/correspondence', {
    ...{ officers: w.organ('procuratorate').officers, kind: 'exchange', to: [w.organ('market').code] },
    ...{ title: '关于证据移交的函', text: '请核对。' },
  })
  expect(letter.status, JSON.stringify(letter.body)).toBe(201)
  for (const organ of ['market', 'procuratorate'])
    expect((await search(organ, '证据移交')).letters.items).toMatchObject([{ id: letter.body.id }])
  expect((await search('police', '证据移交')).letters.items).toEqual([])
})

test('what is too short or no text is refused, and what was looked for is written down', async () => {
  for (const q of ['', 'q=', 'q=x', 'q=%20a%20', `q=${'长'.repeat(201)}`, 'q=ab%00', 'q=ab&kind=case', 'q=ab&limit=0'])
    refusedWith(await send(w, 'police', 'GET', `/v1/search?${q}`), 400, 'invalid_fields')
  for (const q of ['%_', '’ or 1=1 --', '\\%', '\ud83d\ude00\ud83d\ude00']) await search('police', q)
  await search('police', '留痕的词')
  await vi.waitFor(
    async () => {
      const { rows } = await w.db.ownerPool.query("select subject from access_entry where query like '%留痕的词%'")
      expect(rows).toMatchObject([{ subject: 'search' }])
    },
    { timeout: 15_000, interval: 100 },
  )
})
