// A case may begin with a clue, a report, a way back, a demand, a paper on enforcement: each step that opens one gives the
// right organs their parts, asks for what it must know, and the organ that it names goes on from there.
import { randomUUID } from 'node:crypto'
import { afterAll, describe, expect, test } from 'vitest'
import { answers } from '../../schemas/index.ts'
import type { Acted } from '../world.ts'
import {
  allVerify,
  attempt,
  begin,
  beginWith,
  bodyOf,
  changesOf,
  persons,
  see,
  statesOf,
  steps,
  take,
  timedWorld,
} from './procedure-scene.ts'
import { nothingWritten, refusedWith, send } from './refusals.ts'

const w = await timedWorld()
afterAll(() => allVerify(w))

const idOf = (organ: string) => w.organ(organ).id
const partsOf = (transfer: unknown) =>
  Object.fromEntries(
    (transfer as { parts: { part: string; agency: { id: string } }[] }).parts.map((p) => [p.part, p.agency.id]),
  )

interface Begun {
  readonly by: string
  readonly more?: () => Record<string, unknown>
  /** Part → organ, as it must be afterwards. */
  readonly parts: Record<string, string>
  /** Organs that see the case from the beginning. */
  readonly seen: readonly string[]
  readonly status: string
  readonly wrong: string
  readonly state: Record<string, string>
}

const letter = () => {
  const { approval: _, ...rest } = accident
  return rest
}
let accident: Record<string, unknown> = {}

const receivers = { police_in_charge: 'police', supervisor: 'procuratorate' }
const openings: Record<string, Begun> = {
  clue_discovery: {
    by: 'market',
    parts: { sender: 'market' },
    seen: ['market'],
    status: 'clue_found',
    wrong: 'police',
    state: { 'criminal/case/1': 'clue_found' },
  },
  direct_report_right: {
    by: 'police',
    parts: receivers,
    seen: ['police', 'procuratorate'],
    status: 'received',
    wrong: 'market',
    state: { 'criminal/case/1': 'received' },
  },
  accident_team_transfer: {
    by: 'government',
    more: () => ({ ...letter(), officers: w.organ('government').officers, team: '事故调查组' }),
    parts: { sender: 'government', ...receivers },
    seen: ['government', 'police', 'procuratorate'],
    status: 'transferred',
    wrong: 'police',
    state: { 'criminal/case/1': 'transferred', 'exhibits/batch/1': 'held' },
  },
  whistleblow: {
    by: 'procuratorate',
    parts: { supervisor: 'procuratorate' },
    seen: ['procuratorate'],
    status: 'should_transfer_not_transferred',
    wrong: 'market',
    state: { 'supervision/demand/1': 'should_transfer_not_transferred' },
  },
  procuratorate_demands_transfer: {
    by: 'procuratorate',
    parts: { supervisor: 'procuratorate', sender: 'market' },
    seen: ['procuratorate', 'market'],
    status: 'transfer_demanded',
    wrong: 'justice',
    state: { 'supervision/demand/1': 'transfer_demanded', 'service/demand_opinion/1': 'sent' },
  },
  police_reverse_transfer: {
    by: 'police',
    more: () => ({ to: w.organ('market').code }),
    parts: { ...receivers, competent_authority: 'market' },
    seen: ['police', 'procuratorate', 'market'],
    status: 'reverse_transferred',
    wrong: 'court',
    state: { 'administrative/reverse/1': 'reverse_transferred', 'service/reverse_transfer/1': 'sent' },
  },
  court_reverse_transfer: {
    by: 'court',
    more: () => ({ to: w.organ('market').code }),
    parts: { court: 'court', competent_authority: 'market' },
    seen: ['court', 'market'],
    status: 'reverse_transferred',
    wrong: 'police',
    state: { 'administrative/reverse/1': 'reverse_transferred' },
  },
  supervisory_reverse_transfer: {
    by: 'commission',
    more: () => ({ to: w.organ('market').code }),
    parts: { supervisory_commission: 'commission', competent_authority: 'market' },
    seen: ['commission', 'market'],
    status: 'reverse_transferred',
    wrong: 'procuratorate',
    state: { 'administrative/reverse/1': 'reverse_transferred' },
  },
  procuratorial_opinion_penalty: {
    by: 'procuratorate',
    more: () => ({ to: w.organ('market').code }),
    parts: { supervisor: 'procuratorate', competent_authority: 'market' },
    seen: ['procuratorate', 'market'],
    status: 'opinion_issued',
    wrong: 'market',
    state: { 'administrative/reverse_review/1': 'opinion_issued', 'service/penalty_opinion/1': 'sent' },
  },
  justice_urge: {
    by: 'justice',
    more: () => ({ to: w.organ('market').code }),
    parts: { justice_bureau: 'justice', competent_authority: 'market' },
    seen: ['justice', 'market'],
    status: 'justice_urged',
    wrong: 'government',
    state: { 'supervision/justice/1': 'justice_urged', 'service/justice_paper/1': 'sent' },
  },
  justice_opinion: {
    by: 'justice',
    more: () => ({ to: w.organ('market').code }),
    parts: { justice_bureau: 'justice', competent_authority: 'market' },
    seen: ['justice', 'market'],
    status: 'justice_opinion_issued',
    wrong: 'procuratorate',
    state: { 'supervision/justice/1': 'justice_opinion_issued' },
  },
  justice_decision: {
    by: 'government',
    more: () => ({ to: w.organ('market').code }),
    parts: { gov_supervisor: 'government', competent_authority: 'market' },
    seen: ['government', 'market'],
    status: 'justice_decided',
    wrong: 'justice',
    state: { 'supervision/justice/1': 'justice_decided' },
  },
  admin_detention_transfer: {
    by: 'market',
    parts: { sender: 'market', ...receivers },
    seen: ['market', 'police', 'procuratorate'],
    status: 'detention_transferred',
    wrong: 'police',
    state: { 'administrative/detention/1': 'detention_transferred' },
  },
  work_safety_non_accident_copy: {
    by: 'market',
    more: () => ({ to: w.organ('commission').code }),
    parts: { sender: 'market', ...receivers, clue_receiver: 'commission' },
    seen: ['market', 'police', 'procuratorate', 'commission'],
    status: 'non_accident_copied',
    wrong: 'procuratorate',
    state: { 'coordination/non_accident/1': 'non_accident_copied' },
  },
}

/** Steps that open a case, without the submission, which has a file of its own. */
const opening = Object.entries(steps).filter(([step, rule]) => rule.opening && step !== 'transfer_dispatch')
const of = (step: string) => openings[step] as Begun

/** A fresh letter for the accident team: its materials are used once. */
async function moreOf(step: string): Promise<Record<string, unknown>> {
  if (step === 'accident_team_transfer') {
    accident = await w.submission('market', { materials: await w.materials('government', ['M1', 'M2', 'M3']) })
  }
  return of(step).more?.() ?? {}
}

test('every step that may open a case is in this file', () => {
  expect(Object.keys(openings).sort()).toEqual(opening.map(([step]) => step).sort())
})

test('the input that the scene gives for a step is what the contract of the step asks for', () => {
  const named: Record<string, Record<string, unknown>> = {
    onward_transfer_police: { to: w.organ('foreignPolice').code },
    post_filing_jurisdiction_change: { to: w.organ('foreignPolice').code },
    agency_jurisdiction_transfer: { to: w.organ('foreignMarket').code },
    agency_assignment: { to: w.organ('foreignMarket').code },
    cases_linked: { other: randomUUID() },
    case_merged: { into: randomUUID() },
  }
  const letters = ['transfer_dispatch', 'accident_team_transfer']
  const wrong = Object.entries(steps)
    .filter(([step, rule]) => !rule.by.includes('gateway') && !letters.includes(step))
    .map(([step, rule]) => [step, rule.input.safeParse(bodyOf(w, 'market', step, named[step])).error?.message])
  expect(wrong.filter(([, fault]) => fault !== undefined)).toEqual([])
})

describe.each(opening.map(([step]) => step))('%s', (step) => {
  const { by, parts, seen, status, wrong, state } = of(step)

  test('opens a case, gives the organs their parts and shows it to nobody else', async () => {
    const { status: code, headers, body } = await beginWith(w, by, step, await moreOf(step))
    expect(code, JSON.stringify(body)).toBe(201)
    answers.actedAnswer.parse(body)
    const { transfer, receipt } = body
    expect(headers.get('location')).toBe(`/v1/transfers/${transfer.id}`)
    expect(headers.get('etag')).toBe('"1"')
    expect(receipt === null).toBe(steps[step]?.receipt !== true)
    expect(transfer).toMatchObject({ version: 1, status })
    const wanted = Object.fromEntries(Object.entries(parts).map(([part, organ]) => [part, idOf(organ)]))
    expect(partsOf(transfer)).toEqual(wanted)
    for (const organ of Object.keys(w.organs)) {
      const shown = await w.ask<Acted['transfer']>(organ, 'GET', `/v1/transfers/${transfer.id}`)
      expect(shown.status, organ).toBe(seen.includes(organ) ? 200 : 404)
      const listed = await w.ask<{ items: { id: string; status: string }[] }>(organ, 'GET', '/v1/transfers?limit=5')
      expect(listed.body.items.map((t) => t.id).includes(transfer.id), `listed for ${organ}`).toBe(seen.includes(organ))
      if (shown.status !== 200) continue
      answers.transferAnswer.parse(shown.body)
      expect(shown.body.status).toBe(status)
      expect(statesOf(shown.body as never)).toMatchObject(state)
      expect((await changesOf(w, organ, transfer.id)).map((c) => c.step)).toEqual([step])
    }
  })

  test('is refused to an organ of another kind before anything else is looked at, and writes nothing', async () => {
    const body = { ...bodyOf(w, wrong, step), ...head, ...(await moreOf(step)), officers: nobody }
    const reply = await nothingWritten(w, () => send(w, wrong, 'POST', `/v1/transfers/steps/${step}`, { body }))
    refusedWith(reply, 403, 'agency_kind_not_permitted')
  })

  test('without its name, its field or the word on state secrets it is malformed, and each is named', async () => {
    const body: Record<string, unknown> = { ...bodyOf(w, by, step), ...head, ...(await moreOf(step)) }
    for (const field of Object.keys(head)) delete body[field]
    const reply = await nothingWritten(w, () => send(w, by, 'POST', `/v1/transfers/steps/${step}`, { body }))
    refusedWith(reply, 400, 'invalid_fields', ['/caseName', '/domain', '/involvesStateSecrets'])
    const one = await send(w, by, 'POST', `/v1/transfers/steps/${step}`, {
      body: { ...body, ...head, domain: undefined },
    })
    refusedWith(one, 400, 'invalid_fields', ['/domain'])
  })

  test('state secrets are not taken', async () => {
    const body = { ...bodyOf(w, by, step), ...head, ...(await moreOf(step)), involvesStateSecrets: true }
    const reply = await nothingWritten(w, () => send(w, by, 'POST', `/v1/transfers/steps/${step}`, { body }))
    refusedWith(reply, 422, 'state_secret', ['/involvesStateSecrets'])
  })

  test('a second use of its key is answered with the first case, other bytes under it are refused', async () => {
    const headers = { 'idempotency-key': randomUUID() }
    const body = JSON.stringify({ ...bodyOf(w, by, step), ...head, ...(await moreOf(step)) })
    const path = `/v1/transfers/steps/${step}`
    const first = await send(w, by, 'POST', path, { body, headers })
    expect(first.status, first.text).toBe(201)
    const again = await nothingWritten(w, () => send(w, by, 'POST', path, { body, headers }))
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([201, 'true'])
    expect(again.body).toEqual(first.body)
    refusedWith(await send(w, by, 'POST', path, { body: `${body} `, headers }), 422, 'idempotency_key_reused')
  })

  test('its document number opens one case, also in another writing', async () => {
    const n = 1000 + opening.findIndex(([s]) => s === step)
    const first = await begin(w, by, step, { ...(await moreOf(step)), documentNo: `同〔2026〕${n}号` })
    const more = { ...(await moreOf(step)), documentNo: `同[2026]第0${n}号` }
    const again = await nothingWritten(w, () => beginWith(w, by, step, more))
    expect(again.body).toMatchObject({ status: 409, code: 'duplicate_document', first: { id: first.id } })
  })
})

const head = { caseName: '某单位涉嫌违法案', domain: 'market', involvesStateSecrets: false }
const nobody = [
  { name: '无证', certificateNo: 'X-1' },
  { name: '无证乙', certificateNo: 'X-2' },
]

describe('the organ that is named', () => {
  const naming = opening.filter(([, rule]) => rule.invites !== undefined).map(([step]) => step)

  test.each(naming)('%s: a code that no organ has, or one of the wrong kind, is refused', async (step) => {
    for (const to of ['91450502000099990K', w.organ('court').code]) {
      const body = { ...bodyOf(w, of(step).by, step), ...head, to }
      const reply = await nothingWritten(w, () => send(w, of(step).by, 'POST', `/v1/transfers/steps/${step}`, { body }))
      if (reply.body.code === 'invalid_fields') expect(to.startsWith('9')).toBe(true)
      else refusedWith(reply, 422, 'receiver_not_competent', ['/to'])
    }
  })

  test.each(
    naming.filter((step) => steps[step]?.invites?.optional !== true && step !== 'procuratorate_demands_transfer'),
  )('%s: where nobody is named there is nobody to answer, so it is refused', async (step) => {
    const body = { ...bodyOf(w, of(step).by, step), ...head, to: undefined }
    refusedWith(
      await send(w, of(step).by, 'POST', `/v1/transfers/steps/${step}`, { body }),
      422,
      'receiver_not_competent',
      ['/to'],
    )
  })

  test('a wrong receiver of a letter by an accident team is named with the right one', async () => {
    const more = { ...(await moreOf('accident_team_transfer')), receiver: w.organ('foreignPolice').code }
    const body = { ...bodyOf(w, 'government', 'accident_team_transfer'), ...head, ...more }
    const reply = await send(w, 'government', 'POST', '/v1/transfers/steps/accident_team_transfer', { body })
    refusedWith(reply, 422, 'receiver_not_competent', ['/receiver'])
    expect(reply.body.detail).toContain(w.organ('police').code)
  })
})

describe('no case begins otherwise', () => {
  test('a step that opens none is not found under the openings, and the submission has its own place', async () => {
    for (const step of ['receipt_sign', 'transfer_dispatch', 'case_merged_in', 'nothing', '__proto__']) {
      const reply = await send(w, 'market', 'POST', `/v1/transfers/steps/${step}`, { body: {} })
      refusedWith(reply, 404, 'not_found')
    }
  })

  test('parties are suspects of the case, under their names', async () => {
    const { id } = await begin(w, 'police', 'direct_report_right', { parties: persons('王某', '李某') })
    expect((await see(w, 'police', id)).suspects.map((s) => [s.id, s.name])).toEqual([
      ['s1', '王某'],
      ['s2', '李某'],
    ])
  })
})

describe('whoever is named goes on', () => {
  const papers = {
    procuratorate_demands_transfer: [
      'demand_transfer_comply',
      'demand_declined',
      'supervision/demand/1',
      'transfer_declined',
      // Giving reasons is no transfer: the period goes on until the procuratorate has looked at them.
      'running',
    ],
    procuratorial_opinion_penalty: [
      'opinion_reply',
      'agency_reply',
      'administrative/reverse_review/1',
      'agency_replied',
    ],
    justice_urge: ['justice_paper_reply', 'justice_reply', 'supervision/justice/1', 'justice_replied'],
    justice_opinion: ['justice_paper_reply', 'justice_reply', 'supervision/justice/1', 'justice_replied'],
    justice_decision: ['justice_paper_reply', 'justice_reply', 'supervision/justice/1', 'justice_replied'],
  } as const

  test.each(Object.entries(papers))(
    '%s: the receipt of the paper starts its period, the answer stops it',
    async (step, [clock, answer, key, state, then = 'met']) => {
      const { by } = of(step)
      const { id } = await begin(w, by, step, await moreOf(step))
      expect((await see(w, 'market', id)).clocks.filter((c) => c.rule === clock)).toEqual([])
      // Sending never starts the other side's period; whoever sent it cannot sign for it either.
      expect((await attempt(w, by, id, 'paper_receipt')).body.code).toBe('not_your_step')
      const signed = await take(w, 'market', id, 'paper_receipt')
      expect(signed.clocks.filter((c) => c.rule === clock).map((c) => c.status)).toEqual(['running'])
      expect(signed.available.map((s) => s.step)).toContain(answer)
      w.pass({ hours: 30 })
      await take(w, 'market', id, answer)
      const seen = await see(w, by, id)
      expect(statesOf(seen)[key]).toBe(state)
      expect(seen.clocks.filter((c) => c.rule === clock).map((c) => c.status)).toEqual([then])
    },
  )

  test.each(['police_reverse_transfer', 'court_reverse_transfer', 'supervisory_reverse_transfer'])(
    '%s: the authority receives the paper, files, decides in its own period, and who sent it sees the outcome',
    async (step) => {
      const { by } = of(step)
      const { id } = await begin(w, by, step, { ...(await moreOf(step)), parties: persons('赵某') })
      await take(w, 'market', id, 'paper_receipt')
      const filed = await take(w, 'market', id, 'admin_case_filed')
      expect(filed.clocks.filter((c) => c.rule === 'admin_penalty').map((c) => c.status)).toEqual(['running'])
      w.pass({ days: 20 })
      await take(w, 'market', id, 'admin_penalised', { fine: '5000' })
      const seen = await see(w, by, id)
      expect(seen.status).toBe('admin_penalised')
      expect(statesOf(seen)).toMatchObject({
        'administrative/reverse/1': 'admin_penalised',
        'service/reverse_transfer/1': 'received',
        'duty/penalty_service/1': 'owed',
      })
      await take(w, 'market', id, 'duty_performed', { instance: 'duty/penalty_service/1' })
      expect(statesOf(await see(w, by, id))['duty/penalty_service/1']).toBe('done')
    },
  )

  test('a demand is obeyed: the agency transfers in the same case, and the police that join see what they may', async () => {
    const { id } = await begin(w, 'procuratorate', 'procuratorate_demands_transfer')
    await take(w, 'market', id, 'paper_receipt')
    const letter = await w.submission()
    const sent = await w.ask<Acted>('market', 'POST', `/v1/transfers/${id}/steps/transfer_dispatch`, letter)
    expect(sent.status, JSON.stringify(sent.body)).toBe(200)
    expect(statesOf(sent.body.transfer as never)).toMatchObject({
      'criminal/case/1': 'transferred',
      'supervision/demand/1': 'transferred_on_demand',
    })
    const seen = await see(w, 'police', id)
    expect(seen).toMatchObject({ documentNo: letter.documentNo, caseName: letter.caseName, status: 'transferred' })
    expect(partsOf(seen)).toEqual({
      sender: idOf('market'),
      police_in_charge: idOf('police'),
      supervisor: idOf('procuratorate'),
    })
    // The number stands for the letter among the agency's own, whoever opened the case.
    const again = await w.ask<{ code: string; first: { id: string } }>('market', 'POST', '/v1/transfers', {
      ...(await w.submission()),
      documentNo: letter.documentNo,
    })
    expect(again.body).toMatchObject({ code: 'duplicate_document', first: { id } })
  })

  test('a detention case is accepted, supplemented and decided', async () => {
    const { id } = await begin(w, 'market', 'admin_detention_transfer', { domain: 'environment', decidedOn: w.day() })
    const accepted = await take(w, 'police', id, 'detention_acceptance')
    expect(
      accepted.clocks
        .filter((c) => c.status === 'running')
        .map((c) => c.rule)
        .sort(),
    ).toEqual(['detention_return', 'detention_supplement'])
    await take(w, 'police', id, 'detention_supplement_request')
    await take(w, 'market', id, 'detention_supplement_submission')
    await take(w, 'police', id, 'detention_decided')
    const seen = await see(w, 'market', id)
    expect(seen.status).toBe('detention_decided')
    expect(seen.duties).toContainEqual(expect.objectContaining({ duty: 'detention_decision_copy', state: 'owed' }))
    expect((await attempt(w, 'police', id, 'detention_declined')).body.code).toBe('wrong_state')
  })

  test('a report to the police goes its way to a filing without any sender', async () => {
    const { id } = await begin(w, 'police', 'direct_report_right', { parties: persons('孙某') })
    await take(w, 'police', id, 'filing_approved')
    expect((await see(w, 'procuratorate', id)).status).toBe('filed')
    expect((await see(w, 'procuratorate', id)).clocks.map((c) => [c.rule, c.status])).toContainEqual([
      'filing_review',
      'met',
    ])
  })

  test('an answer that is not one’s own to give is refused, also to the organ of the same kind', async () => {
    const { id } = await begin(w, 'justice', 'justice_opinion', { to: w.organ('market').code })
    refusedWith(
      await send(w, 'foreignMarket', 'POST', `/v1/transfers/${id}/steps/justice_reply`, {
        body: bodyOf(w, 'foreignMarket', 'justice_reply'),
      }),
      404,
      'not_found',
    )
    expect((await attempt(w, 'justice', id, 'justice_reply')).body.code).toBe('not_your_step')
  })
})
