// Keeping a case: withdrawn, corrected, linked, merged, split, closed, passed on; nothing is deleted, both histories stay,
// and what is already known of the same people elsewhere is said without saying where.
import { afterEach, describe, expect, test } from 'vitest'
import { answers } from '../../schemas/index.ts'
import { type Acted, inventedUscc } from '../world.ts'
import {
  allVerify,
  attempt,
  begin,
  caseOf,
  changesOf,
  doDuties,
  persons,
  type Seen,
  see,
  statesOf,
  take,
  timedWorld,
} from './procedure-scene.ts'
import { nothingWritten, refusedWith, send } from './refusals.ts'
import { enrol } from './scene.ts'

const w = await timedWorld()
afterEach(() => allVerify(w))
const trio = () => ({ suspects: persons('郑某', '王某', '冯某') })
const stepsOf = (seen: Seen) => seen.timeline.map((e) => e.step)
const parts = { sender: 'market', police_in_charge: 'police', supervisor: 'procuratorate' }
const path = (id: string, step: string) => `/v1/transfers/${id}/steps/${step}`

describe('withdrawal', () => {
  test('before it is signed for the sender takes the letter back, and the record stays', async () => {
    const id = await caseOf(w, 'transferred')
    const withdrawn = await take(w, 'market', id, 'transfer_withdrawal')
    expect(withdrawn.status).toBe('withdrawn')
    for (const organ of ['market', 'police', 'procuratorate'])
      expect(stepsOf(await see(w, organ, id))).toEqual(['transfer_dispatch', 'transfer_withdrawal'])
    expect((await attempt(w, 'police', id, 'receipt_sign')).body.code).toBe('wrong_state')
    expect((await attempt(w, 'market', id, 'transfer_withdrawal')).body.code).toBe('wrong_state')
  })

  test('once it is signed for it stays where it is, and nobody but the sender could withdraw it', async () => {
    const id = await caseOf(w, 'received')
    expect((await attempt(w, 'market', id, 'transfer_withdrawal')).body.code).toBe('wrong_state')
    expect((await attempt(w, 'police', id, 'transfer_withdrawal')).body.code).toBe('not_your_step')
    expect((await see(w, 'market', id)).status).toBe('received')
  })
})

describe('correction', () => {
  test('an organ says what its own entry said wrongly; the entry itself stays as it was', async () => {
    const id = await caseOf(w, 'received')
    const before = (await see(w, 'police', id)).timeline[0]
    const more = { corrects: 1, pointer: '/facts', correct: '更正后的事实', reason: '笔误' }
    const corrected = await take(w, 'market', id, 'record_correction', more)
    const seen = await see(w, 'police', id)
    expect(seen.timeline[0]).toEqual(before)
    expect(seen.timeline.at(-1)).toMatchObject({ version: corrected.version, input: more })
    expect(statesOf(seen)).toEqual(statesOf(await see(w, 'market', id)))
    expect(seen.status).toBe('received')
  })

  test('what another organ said is not corrected, and an entry that is not there neither', async () => {
    const id = await caseOf(w, 'received')
    const body = { officers: w.organ('market').officers.slice(0, 1), pointer: '/x', correct: '甲', reason: '乙' }
    const foreign = await send(w, 'market', 'POST', path(id, 'record_correction'), { body: { ...body, corrects: 2 } })
    refusedWith(foreign, 422, 'condition_unmet', ['/corrects'])
    const none = await send(w, 'market', 'POST', path(id, 'record_correction'), { body: { ...body, corrects: 3 } })
    refusedWith(none, 422, 'subject_unknown', ['/corrects'])
  })
})

describe('linking', () => {
  test('both cases must be one’s own; the link shows to who made it, with what it says', async () => {
    const [id, other] = [await caseOf(w), await caseOf(w)]
    const foreign = (await w.submit('foreignMarket')).transfer.id
    for (const strange of [foreign, '019a0000-0000-7000-8000-000000000000']) {
      const reply = await attempt(w, 'police', id, 'cases_linked', { other: strange })
      expect([reply.status, reply.body.code, reply.body.errors?.[0]?.pointer]).toEqual([
        422,
        'subject_unknown',
        '/other',
      ])
    }
    const { version } = await take(w, 'police', id, 'cases_linked', { other, relation: 'upstream' })
    expect((await see(w, 'police', id)).related).toEqual([{ id: other, relation: 'upstream', version }])
    expect((await see(w, 'police', other)).related).toBeUndefined()
  })

  test('a case in which the organ’s part has ended is no longer its own to link', async () => {
    const [id, gone] = [await caseOf(w), await caseOf(w)]
    await take(w, 'police', gone, 'onward_transfer_police', { to: w.organ('foreignPolice').code })
    expect((await attempt(w, 'police', id, 'cases_linked', { other: gone })).body.code).toBe('subject_unknown')
  })
})

describe('merging', () => {
  test('suspects go on under new numbers with their states and periods, and both histories stay', async () => {
    const from = await caseOf(w, 'filed', { suspects: persons('陈某', '褚某') })
    const into = await caseOf(w, 'filed', { suspects: persons('卫某') })
    const charged = (await see(w, 'police', from)).suspects[0]?.charges
    const merged = await take(w, 'police', from, 'case_merged', { into })
    expect(merged.status).toBe('merged')
    const left = await see(w, 'police', from)
    expect(left.related).toEqual([{ id: into, relation: 'case_merged', version: merged.version }])
    expect(stepsOf(left)).toEqual(['transfer_dispatch', 'receipt_sign', 'filing_approved', 'case_merged'])
    expect(left.clocks.filter((c) => c.status === 'running' && c.on.startsWith('criminal/'))).toEqual([])
    const seen = await see(w, 'police', into)
    answers.transferAnswer.parse(seen)
    expect(seen.suspects.map((s) => [s.id, s.name])).toEqual([
      ['s1', '卫某'],
      ['s2', '陈某'],
      ['s3', '褚某'],
    ])
    expect(seen.suspects[1]?.charges).toEqual(charged)
    expect(statesOf(seen)).toMatchObject({
      'criminal/s1/1': 'filed',
      'criminal/s2/1': 'filed',
      'criminal/s3/1': 'filed',
    })
    expect(seen.timeline.at(-1)).toMatchObject({ step: 'case_merged_in', by: { part: 'gateway' }, input: { from } })
    expect(seen.related).toEqual([{ id: from, relation: 'case_merged_in', version: seen.version }])
    // From now on one decision may reach all of them.
    await take(w, 'police', into, 'prosecution_referral')
    expect((await see(w, 'procuratorate', into)).status).toBe('referred_for_prosecution')
  })

  test('a case under review takes its running periods along, with their ends', async () => {
    const [from, into] = [await caseOf(w, 'received'), await caseOf(w, 'filed')]
    const review = (await see(w, 'police', from)).clocks.find((c) => c.rule === 'filing_review')
    w.pass({ days: 1 })
    await take(w, 'police', from, 'case_merged', { into })
    const [old] = (await see(w, 'police', from)).clocks.filter((c) => c.rule === 'filing_review')
    expect(old?.status).toBe('ended')
    const moved = (await see(w, 'police', into)).clocks.filter(
      (c) => c.rule === 'filing_review' && c.status === 'running',
    )
    expect(moved.map((c) => [c.on, c.breachAt])).toEqual([
      ['criminal/s3/1', review?.breachAt],
      ['criminal/s4/1', review?.breachAt],
    ])
    const mine = await w.ask<{ items: { transferId: string }[] }>(
      'police',
      'GET',
      '/v1/clocks?rule=filing_review&limit=200',
    )
    expect(mine.body.items.filter((c) => c.transferId === into)).toHaveLength(2)
    expect(mine.body.items.filter((c) => c.transferId === from)).toHaveLength(0)
    // They are decided where they are now, and their periods with them.
    await take(w, 'police', into, 'filing_refused', { suspects: ['s3', 's4'] })
    expect((await see(w, 'police', into)).status).toBe('several_outcomes')
  })

  test('the agency of the merged case goes on in the other as an authority, and sees what is open there', async () => {
    await enrol(w, 'health', { kind: 'administrative', regionCode: '450502' })
    const from = (await w.submit('health')).transfer.id
    await take(w, 'police', from, 'receipt_sign')
    const into = await caseOf(w, 'filed')
    await take(w, 'police', into, 'arrest_request')
    await take(w, 'police', from, 'case_merged', { into })
    const seen = await see(w, 'health', into)
    expect(seen.part).toBe('competent_authority')
    expect(stepsOf(seen)).toEqual(['transfer_dispatch', 'receipt_sign', 'filing_approved', 'case_merged_in'])
    expect(seen.suspects).toHaveLength(4)
    // Its own case stays its own to read.
    expect((await see(w, 'health', from)).status).toBe('merged')
    await take(w, 'police', into, 'prosecution_referral')
    expect((await see(w, 'health', into)).status).not.toBe('merged')
  })

  test('only the police that have both cases merge them', async () => {
    const from = await caseOf(w, 'received')
    const foreign = (await w.submit('foreignMarket')).transfer.id
    for (const into of [foreign, from, '019a0000-0000-7000-8000-000000000000']) {
      const reply = await nothingWritten(w, () => attempt(w, 'police', from, 'case_merged', { into }))
      expect([reply.status, reply.body.code, reply.body.errors?.[0]?.pointer], into).toEqual([
        422,
        'subject_unknown',
        '/into',
      ])
    }
    const [gone, into] = [await caseOf(w), await caseOf(w)]
    expect((await attempt(w, 'market', gone, 'case_merged', { into })).body.code).toBe('not_your_step')
    await take(w, 'police', into, 'onward_transfer_police', { to: w.organ('foreignPolice').code })
    expect((await attempt(w, 'police', gone, 'case_merged', { into })).body.code).toBe('subject_unknown')
    expect((await attempt(w, 'foreignPolice', into, 'case_merged', { into: gone })).status).toBeGreaterThanOrEqual(400)
  })
})

describe('splitting', () => {
  test('suspects go on in a case of their own, with the same organs, their states and their periods', async () => {
    const id = await caseOf(w, 'filed', trio())
    const split = await take(w, 'police', id, 'case_split', { suspects: ['s2', 's3'] })
    expect(split.status).toBe('several_outcomes')
    const [link] = (await see(w, 'police', id)).related ?? []
    expect(link).toMatchObject({ relation: 'case_split', version: split.version })
    const made = link?.id as string
    for (const organ of ['market', 'police', 'procuratorate']) {
      const seen = await see(w, organ, made)
      answers.transferAnswer.parse(seen)
      expect(seen.suspects.map((s) => [s.id, s.name])).toEqual([
        ['s2', '王某'],
        ['s3', '冯某'],
      ])
      expect(statesOf(seen)).toEqual({ 'criminal/s2/1': 'filed', 'criminal/s3/1': 'filed' })
      expect(seen.related).toEqual([{ id, relation: 'case_split_off', version: 1 }])
      expect(seen).toMatchObject({
        status: 'filed',
        caseName: (await see(w, organ, id)).caseName,
        createdAt: new Date(w.clock.nowMs).toISOString(),
      })
      expect(await changesOf(w, organ, made)).toHaveLength(1)
    }
    await take(w, 'police', made, 'prosecution_referral', { suspects: ['s2'] })
    await take(w, 'police', id, 'prosecution_referral')
    expect((await attempt(w, 'police', id, 'prosecution_referral', { suspects: ['s2'] })).body.code).toBe('wrong_state')
    expect(statesOf(await see(w, 'police', id))['criminal/s1/1']).toBe('referred_for_prosecution')
  })

  test('at least one suspect stays, also where the others have gone before', async () => {
    const id = await caseOf(w, 'filed', trio())
    const all = await nothingWritten(w, () => attempt(w, 'police', id, 'case_split', { suspects: ['s1', 's2', 's3'] }))
    expect([all.status, all.body.code, all.body.errors?.[0]?.pointer]).toEqual([422, 'condition_unmet', '/suspects'])
    await take(w, 'police', id, 'case_split', { suspects: ['s3'] })
    await take(w, 'police', id, 'case_split', { suspects: ['s2'] })
    const last = await nothingWritten(w, () => attempt(w, 'police', id, 'case_split', { suspects: ['s1'] }))
    expect([last.status, last.body.code]).toEqual([422, 'condition_unmet'])
    expect((await see(w, 'police', id)).related).toHaveLength(2)
  })

  test('a refused and a filed suspect may part, and the one refused keeps its way to reconsideration', async () => {
    const id = await caseOf(w, 'received', trio())
    await take(w, 'police', id, 'filing_approved', { suspects: ['s1'] })
    await take(w, 'police', id, 'filing_refused', { suspects: ['s2', 's3'] })
    await take(w, 'police', id, 'case_split', { suspects: ['s2', 's3'] })
    const made = (await see(w, 'police', id)).related?.[0]?.id as string
    expect((await see(w, 'market', made)).status).toBe('not_filed')
    await take(w, 'market', made, 'reconsideration_request')
    await take(w, 'police', made, 'paper_receipt')
    await take(w, 'police', made, 'reconsideration_reversed')
    expect((await see(w, 'market', made)).status).toBe('filed')
  })

  test('what was sealed stays sealed in both, and organs that nobody may know of do not come along', async () => {
    const id = await caseOf(w, 'filed', trio())
    await take(w, 'police', id, 'arrest_request', { suspects: ['s2'] })
    await take(w, 'police', id, 'duty_crime_clue_transfer')
    await take(w, 'police', id, 'consultation_request')
    await take(w, 'procuratorate', id, 'accountability_proposal')
    await take(w, 'police', id, 'case_split', { suspects: ['s2'] })
    const made = (await see(w, 'police', id)).related?.[0]?.id as string
    for (const organ of ['commission', 'foreignMarket', 'government']) {
      expect((await w.ask(organ, 'GET', `/v1/transfers/${made}`)).status, organ).toBe(404)
      const list = await w.ask(organ, 'GET', '/v1/transfers')
      expect([organ, list.status]).toEqual([organ, 200])
      for (const known of [id, made])
        expect(JSON.stringify((await see(w, 'market', known)).parts)).not.toContain(w.organ(organ).id)
    }
    expect(JSON.stringify((await see(w, 'market', made)).suspects)).not.toMatch(/arrest/)
    const other = await caseOf(w, 'filed', trio())
    await take(w, 'police', id, 'case_merged', { into: other })
    for (const organ of ['commission', 'foreignMarket', 'government'])
      expect((await w.ask(organ, 'GET', `/v1/transfers/${other}`)).status, organ).toBe(404)
    expect(JSON.stringify((await see(w, 'market', other)).timeline.map((e) => e.step))).not.toMatch(
      /arrest|consult|clue/,
    )
  })
})

describe('closing', () => {
  test('is refused while anything is open, naming it, and recorded when nothing is', async () => {
    const id = await caseOf(w, 'received', { seizedItems: [] })
    const close = async (organ: string) => (await attempt(w, organ, id, 'case_closed')).body
    for (const organ of ['market', 'police', 'procuratorate'])
      expect(await close(organ)).toMatchObject({ code: 'condition_unmet', basis: ['XJ 5'] })
    await take(w, 'police', id, 'filing_refused')
    expect((await close('market')).detail).toMatch(/duty\/file_return/)
    expect(await doDuties(w, id, parts)).toEqual(['file_return'])
    expect((await close('market')).detail).toMatch(/non_filing_notice/)
    await take(w, 'market', id, 'non_filing_notice_receipt')
    expect((await close('market')).detail).toMatch(/reconsideration_request/)
    w.pass({ days: 10 })
    await w.tick() // the right to ask for reconsideration lapses
    const closed = await take(w, 'market', id, 'case_closed')
    expect(statesOf(closed as never)).toMatchObject({ 'record/file/1': 'closed' })
    expect(closed.status).toBe('not_filed')
  })

  test('a case under investigation or before the court is not closed, though no period runs', async () => {
    const id = await caseOf(w, 'referred', { seizedItems: [] })
    await take(w, 'market', id, 'filing_notice_receipt')
    expect((await see(w, 'police', id)).clocks.filter((c) => c.status === 'running')).toEqual([])
    expect((await attempt(w, 'police', id, 'case_closed')).body.code).toBe('condition_unmet')
    await take(w, 'procuratorate', id, 'indictment')
    expect((await attempt(w, 'procuratorate', id, 'case_closed')).body.code).toBe('condition_unmet')
    await take(w, 'procuratorate', id, 'judgment_convicted')
    await doDuties(w, id, parts)
    expect((await take(w, 'procuratorate', id, 'case_closed')).status).toBe('judged_convicted')
  })

  test('a refusal to close names nothing that is sealed from who asks', async () => {
    const id = await caseOf(w, 'referred', { seizedItems: [] })
    await take(w, 'market', id, 'filing_notice_receipt')
    await take(w, 'procuratorate', id, 'supplementary_investigation_criminal')
    const { body } = await attempt(w, 'market', id, 'case_closed')
    expect(JSON.stringify(body)).not.toMatch(/supplementary|returned_for/)
  })
})

describe('the same in another agency’s transfer', () => {
  const person = { kind: 'person', name: '蒋某', idType: 'id_card', idNumber: '11010519491231002X' }
  const unit = { kind: 'unit', name: '沈氏虚构有限公司', uscc: inventedUscc(4711, '330106', '91') }
  const facts = '在西湖区生产、销售不符合安全标准的食品，数量巨大。'
  const documentNo = '食移〔2026〕88号'
  const letter = (by: string, more: Record<string, unknown>) =>
    w.submission(by, { suspects: persons('不相干'), facts: `另一事实 ${by}`, ...more })
  const warned = async (by: string, body: Record<string, unknown>) => {
    const dry = await w.ask<{ warnings: { kind: string }[]; acceptable: boolean }>(
      by,
      'POST',
      '/v1/transfers/check',
      body,
    )
    answers.checkAnswer.parse(dry.body)
    return dry.body
  }

  test('is said at the check and at the submission, by its kind and nothing else', async () => {
    const known = await w.submit('foreignMarket', { suspects: [person, unit], facts, documentNo })
    await w.submit('foreignMarket', { documentNo: '食移〔2026〕99号' })
    const cases = [
      [{ suspects: [person] }, ['person']],
      [{ suspects: [{ ...person, name: '蒋 某（曾用名）' }] }, ['person']],
      [{ suspects: [unit] }, ['unit']],
      [{ facts: ` ${facts.replace('，', '， ')}` }, ['facts']],
      [{ documentNo: '食移[2026]第099号' }, ['document']],
      [{ suspects: [person, unit], facts, documentNo: '食移〔2026〕088号' }, ['document', 'facts', 'person', 'unit']],
      [{}, []],
    ] as const
    for (const [more, kinds] of cases) {
      const body = await letter('market', more)
      const checked = await nothingWritten(w, () => warned('market', body))
      expect(
        checked.warnings.map((m) => m.kind),
        JSON.stringify(more),
      ).toEqual(kinds)
      expect(checked.acceptable).toBe(true)
      for (const secret of [known.transfer.id, w.organ('foreignMarket').name, w.organ('foreignMarket').code])
        expect(JSON.stringify(checked)).not.toContain(secret)
      const sent = await w.ask<Acted & { transfer: { warnings?: { kind: string }[] } }>(
        'market',
        'POST',
        '/v1/transfers',
        body,
      )
      expect(sent.status).toBe(201)
      answers.actedAnswer.parse(sent.body)
      expect((sent.body.transfer.warnings ?? []).map((m) => m.kind)).toEqual(kinds)
      expect((await w.ask('market', 'GET', `/v1/transfers/${known.transfer.id}`)).status).toBe(404)
    }
  })

  test('one’s own cases give no warning, also those the agency has given away or got', async () => {
    const own = { ...person, idNumber: '110105194912310038', name: '韩某' }
    const body = await letter('market', { suspects: [own] })
    await w.submit('market', body)
    expect((await warned('market', await letter('market', { suspects: [own] }))).warnings).toEqual([])
    expect((await warned('foreignMarket', await letter('foreignMarket', { suspects: [own] }))).warnings).toHaveLength(1)
  })

  test('a case that began with a clue is known once its letter is sent, and a repeated answer says the same', async () => {
    const named = { kind: 'person', name: '杨某', idType: 'passport', idNumber: 'E00000001' }
    const { id } = await begin(w, 'foreignMarket', 'clue_discovery', { parties: [named] })
    for (const step of ['task_force_formation', 'transfer_report', 'transfer_approved'])
      await take(w, 'foreignMarket', id, step)
    const body = await letter('market', { suspects: [named] })
    expect((await warned('market', body)).warnings).toEqual([])
    const sent = await w.ask(
      'foreignMarket',
      'POST',
      path(id, 'transfer_dispatch'),
      await letter('foreignMarket', { suspects: [named] }),
    )
    expect(sent.status, JSON.stringify(sent.body)).toBe(200)
    const headers = { 'idempotency-key': `warned-${id}` }
    const text = JSON.stringify(body)
    const first = await w.ask<Acted>('market', 'POST', '/v1/transfers', text, headers)
    expect((first.body.transfer as { warnings?: { kind: string }[] }).warnings?.map((m) => m.kind)).toEqual(['person'])
    expect((await w.ask('market', 'POST', '/v1/transfers', text, headers)).body).toEqual(first.body)
  })
})

describe('another agency takes over', () => {
  test.each(['agency_jurisdiction_transfer', 'agency_assignment'])(
    '%s: the new sender sees the entries so far and goes on, the former keeps what it had',
    async (step) => {
      const { id } = await begin(w, 'market', 'clue_discovery', { parties: persons('朱某') })
      await take(w, 'market', id, 'task_force_formation')
      const passed = await take(w, 'market', id, step, { to: w.organ('foreignMarket').code })
      expect(passed.available).toEqual([])
      const left = await see(w, 'market', id)
      expect(left).toMatchObject({ ended: true, available: [], version: passed.version })
      const seen = await see(w, 'foreignMarket', id)
      expect(seen).toMatchObject({ part: 'sender', ended: false })
      expect(stepsOf(seen)).toEqual(['clue_discovery', 'task_force_formation', step])
      w.pass({ minutes: 5 })
      await take(w, 'foreignMarket', id, 'transfer_report')
      await take(w, 'foreignMarket', id, 'transfer_approved')
      expect(await see(w, 'market', id)).toEqual(left)
      expect((await attempt(w, 'market', id, 'transfer_report')).body.code).toBe('not_your_step')
      const sent = await w.ask<Acted>(
        'foreignMarket',
        'POST',
        path(id, 'transfer_dispatch'),
        await w.submission('foreignMarket'),
      )
      expect(sent.status, JSON.stringify(sent.body)).toBe(200)
      // The receiver is that of the agency that transfers.
      expect((await see(w, 'foreignPolice', id)).status).toBe('transferred')
      expect((await w.ask('police', 'GET', `/v1/transfers/${id}`)).status).toBe(404)
      expect(await see(w, 'market', id)).toEqual(left)
      const list = await w.ask<{ items: Seen[] }>('market', 'GET', '/v1/transfers?limit=200')
      const { available: _a, timeline: _t, ...head } = left
      expect(list.body.items.find((t) => t.id === id)).toMatchObject({
        ended: true,
        status: head.status,
        caseName: head.caseName,
      })
    },
  )

  test('an organ that is no agency of the registry does not take over', async () => {
    const { id } = await begin(w, 'market', 'clue_discovery')
    for (const to of [w.organ('police').code, w.organ('market').code]) {
      const reply = await attempt(w, 'market', id, 'agency_jurisdiction_transfer', { to })
      expect([reply.status, reply.body.code]).toEqual([422, 'receiver_not_competent'])
    }
  })

  test('who must answer a demand may pass it on, and the procuratorate learns to whom', async () => {
    const { id } = await begin(w, 'procuratorate', 'procuratorate_demands_transfer')
    await take(w, 'market', id, 'agency_jurisdiction_transfer', { to: w.organ('foreignMarket').code })
    const seen = await see(w, 'procuratorate', id)
    expect(seen.parts.find((p) => p.part === 'sender')?.agency.id).toBe(w.organ('foreignMarket').id)
    await take(w, 'foreignMarket', id, 'paper_receipt')
    await take(w, 'foreignMarket', id, 'demand_declined')
    expect((await see(w, 'procuratorate', id)).status).toBe('transfer_declined')
  })

  test('drafts are nobody’s case: no act touches them, and they do not go along', async () => {
    const draft = await w.ask<{ id: string }>('market', 'POST', '/v1/drafts', { caseName: '草稿', facts: '未完' })
    expect(draft.status).toBe(201)
    const read = () => w.ask('market', 'GET', `/v1/drafts/${draft.body.id}`)
    const before = await read()
    const { id } = await begin(w, 'market', 'clue_discovery')
    await take(w, 'market', id, 'agency_jurisdiction_transfer', { to: w.organ('foreignMarket').code })
    await take(w, 'police', await caseOf(w), 'completeness_check')
    w.pass({ days: 30 })
    await w.tick()
    expect((await read()).body).toEqual(before.body)
    for (const organ of ['foreignMarket', 'police'])
      expect((await w.ask(organ, 'GET', `/v1/drafts/${draft.body.id}`)).status).toBe(404)
  })
})

describe('at the same moment', () => {
  test('two merges across each other, a split and other acts leave every case whole', async () => {
    const other = await w.replica()
    for (let round = 0; round < 6; round++) {
      const [a, b] = [await caseOf(w, 'filed', trio()), await caseOf(w, 'filed', trio())]
      const tried = await Promise.all([
        attempt(w, 'police', a, 'case_merged', { into: b }),
        attempt(other, 'police', b, 'case_merged', { into: a }),
        attempt(w, 'police', a, 'case_split', { suspects: ['s2'] }),
        attempt(other, 'police', b, 'case_split', { suspects: ['s3'] }),
        attempt(other, 'police', a, 'arrest_request', { suspects: ['s1'] }),
        attempt(w, 'market', b, 'filing_notice_receipt'),
        attempt(other, 'procuratorate', a, 'periodic_summary'),
      ])
      for (const { status, body } of tried) expect([200, 409, 422], JSON.stringify(body)).toContain(status)
      for (const { body } of tried)
        expect(['contended', undefined, 'wrong_state', 'condition_unmet']).toContain(body.code)
      expect(tried.filter((t) => t.status === 200).length).toBeGreaterThanOrEqual(3)
      await allVerify(w)
    }
  })

  test('two merges of one case into two others: it goes one way', async () => {
    const other = await w.replica()
    const [from, one, two] = [await caseOf(w, 'received'), await caseOf(w), await caseOf(w)]
    const tried = await Promise.all([
      attempt(w, 'police', from, 'case_merged', { into: one }),
      attempt(other, 'police', from, 'case_merged', { into: two }),
    ])
    expect(tried.map((t) => t.status).sort()).toEqual([200, 409])
    const counts = await Promise.all([one, two].map(async (id) => (await see(w, 'police', id)).suspects.length))
    expect(counts.sort()).toEqual([2, 4])
  })

  test('merges of many cases into one all arrive', async () => {
    const other = await w.replica()
    const into = await caseOf(w, 'filed', { suspects: persons('秦某') })
    const from = []
    for (let n = 0; n < 6; n++) from.push(await caseOf(w, 'filed', { suspects: persons(`尤某${n}`) }))
    // Whoever loses a race too often is told to try again, and does.
    const merge = async (id: string, n: number) => {
      for (;;) {
        const { status, body, headers } = await attempt(n % 2 ? w : other, 'police', id, 'case_merged', { into })
        if (body.code !== 'contended') return status
        expect(headers.get('retry-after')).toBe('1')
      }
    }
    expect(await Promise.all(from.map(merge))).toEqual(from.map(() => 200))
    const seen = await see(w, 'police', into)
    expect(seen.suspects.map((s) => s.id)).toEqual(['s1', 's2', 's3', 's4', 's5', 's6', 's7'])
    expect(new Set(seen.suspects.map((s) => s.name)).size).toBe(7)
  })
})
