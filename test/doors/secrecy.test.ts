// What is sealed is not there for who may not see it: not in any answer, list, count, number, clock, receipt, refusal or
// file, before and after. Every sealed act is taken with a mark in each of its texts; whoever may not know it is asked for
// everything that it can read and is told, and must be told the same as if nothing had happened.
import { afterAll, describe, expect, test, vi } from 'vitest'
import { ruleSets } from '../../src/procedure/index.ts'
import type { Acted } from '../world.ts'
import {
  allVerify,
  attempt,
  begin,
  bodyOf,
  caseOf,
  content,
  everything,
  persons,
  refusals,
  type Seen,
  see,
  statesOf,
  steps,
  take,
  timedWorld,
  upload,
} from './procedure-scene.ts'

// Everything is asked, before and after: a busy machine must make it slow, not red.
vi.setConfig({ testTimeout: 180_000 })

const w = await timedWorld()
afterAll(() => allVerify(w))

let marks = 0
const newMark = () => `密${(++marks).toString(36)}隐`

/** Everything an organ reads and is told, as it stands. */
async function looks(organ: string, id: string) {
  const read = await everything(w, organ, id, ['filed', 'not_filed', 'referred_for_prosecution', 'not_prosecuted'])
  return { read, told: await refusals(w, organ, id) }
}

/** What an organ reads of this case, as text, without the names of steps that it could take itself. */
async function textOf(organ: string, id: string): Promise<string> {
  const read = await everything(w, organ, id)
  const ofCase = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.filter((v) => (v?.transferId ?? id) === id).map(ofCase)
    if (typeof value !== 'object' || value === null) return value
    const { available: _, ...rest } = value as Record<string, unknown>
    // A list of cases: only this one.
    if (Array.isArray(rest.items) && rest.items.some((i) => i.id === id && i.parts !== undefined))
      rest.items = rest.items.filter((i) => i.id === id)
    return Object.fromEntries(Object.entries(rest).map(([key, v]) => [key, ofCase(v)]))
  }
  return JSON.stringify(ofCase(read))
}

/** Watches a case from organs that may not see what is done in it. */
async function outsiders(id: string, organs: readonly string[]) {
  // What ends in exactly a day is near a moment later; that must not be taken for a consequence.
  w.pass({ minutes: 1 })
  let before = await Promise.all(organs.map((organ) => looks(organ, id)))
  return {
    /** Takes a sealed step: its readers see it, and for everybody else nothing has happened. Gives the entry's number. */
    async sealed(by: string, step: string, readers: readonly string[], more: Record<string, unknown> = {}) {
      w.pass({ minutes: 1 })
      const mark = newMark()
      const { version } = await take(w, by, id, step, more, { mark })
      for (const reader of [...new Set([by, ...readers])]) {
        const seen = await see(w, reader, id)
        expect([seen.version, seen.timeline.at(-1)?.step, seen.timeline.at(-1)?.sealed], reader).toEqual([
          version,
          step,
          true,
        ])
        expect(seen.updatedAt).toBe(new Date(w.clock.nowMs).toISOString())
      }
      for (const [i, organ] of organs.entries()) {
        const after = await looks(organ, id)
        expect(after, `${organ} after ${step}`).toEqual(before[i])
        const text = JSON.stringify(after)
        expect(text).not.toContain(mark)
        await onlyKnownVersion(organ, id, version)
      }
      return { version, mark }
    },
    /** Takes a step that these organs see, and looks anew. */
    async open(by: string, step: string, more: Record<string, unknown> = {}) {
      const transfer = await take(w, by, id, step, more)
      before = await Promise.all(organs.map((organ) => looks(organ, id)))
      return transfer
    },
  }
}

/** The number of the last entry that it sees stands for the case; the sealed one's is as stale as any that never was. */
async function onlyKnownVersion(organ: string, id: string, sealed: number) {
  const { version } = await see(w, organ, id)
  expect(version).toBeLessThan(sealed)
  const officers = [{ name: '无证', certificateNo: 'X-1' }]
  const withVersion = (n: number) =>
    attempt(w, organ, id, 'case_closed', { officers }, { headers: { 'if-match': `"${n}"` } })
  const stale = await withVersion(sealed)
  expect(stale.status).toBe(412)
  expect(stale.body).toMatchObject({ code: 'stale_version', currentVersion: version })
  expect((await withVersion(sealed + 7)).body).toMatchObject({ code: 'stale_version', currentVersion: version })
  expect((await withVersion(version)).status, 'the last visible number').not.toBe(412)
}

const twoSuspects = () => ({ suspects: persons('钱某', '孙某') })

describe('what investigation keeps secret', () => {
  test('arrests are known to police and procuratorate, and to nobody else, in either outcome', async () => {
    const id = await caseOf(w, 'filed', twoSuspects())
    const watch = await outsiders(id, ['market'])
    await watch.sealed('police', 'arrest_request', ['procuratorate'])
    await watch.sealed('procuratorate', 'arrest_refused', ['police'])
    await watch.sealed('police', 'arrest_request', ['procuratorate'])
    await watch.sealed('procuratorate', 'arrest_approved', ['police'])
    expect(statesOf(await see(w, 'police', id))).toMatchObject({ 'coercive/s1/1': 'arrest_approved' })
    expect(await textOf('market', id)).not.toMatch(/coercive|arrest/)
  })

  test('a return for further investigation leaves the case where the others last saw it, its period included', async () => {
    const id = await caseOf(w, 'referred', twoSuspects())
    const watch = await outsiders(id, ['market'])
    for (const _ of [1, 2]) {
      await watch.sealed('procuratorate', 'supplementary_investigation_criminal', ['police'])
      expect((await see(w, 'police', id)).status).toBe('returned_for_investigation')
      expect((await see(w, 'market', id)).status).toBe('referred_for_prosecution')
      w.pass({ days: 2 })
      await watch.sealed('police', 'supplementary_investigation_done', ['procuratorate'])
    }
    // What leads on names the state that all saw, never the one in between.
    const indicted = await watch.open('procuratorate', 'indictment', { suspects: ['s1'] })
    await watch
      .sealed('procuratorate', 'supplementary_investigation_criminal', ['police'], { suspects: ['s2'] })
      .catch((error) => expect(String(error)).toContain('twice'))
    await watch.open('procuratorate', 'non_prosecution', { suspects: ['s2'] })
    const text = await textOf('market', id)
    expect(text).not.toMatch(/supplementary_investigation|returned_for_investigation/)
    const [entry] = (await see(w, 'market', id)).timeline.filter((e) => e.version === indicted.version)
    expect(entry).toMatchObject({ moves: [{ from: 'referred_for_prosecution', to: 'indicted' }] })
  })

  test('while a suspect is back with the police nobody else can tell from what is refused or granted', async () => {
    const id = await caseOf(w, 'referred', twoSuspects())
    await take(w, 'procuratorate', id, 'supplementary_investigation_criminal', { suspects: ['s1'] })
    await take(w, 'police', id, 'arrest_request', { suspects: ['s1'] })
    await take(w, 'market', id, 'filing_notice_receipt')
    await take(w, 'market', id, 'exhibits_handover')
    const seen = await see(w, 'market', id)
    expect(statesOf(seen)).toMatchObject({
      'criminal/s1/1': 'referred_for_prosecution',
      'exhibits/batch/1': 'handed_over',
    })
    const answer = await take(w, 'market', id, 'licence_penalty')
    expect(JSON.stringify(answer)).not.toMatch(/returned_for_investigation|supplementary_investigation|arrest/)
  })

  test('a file that goes with a sealed act does not exist for the others, and opens for its readers', async () => {
    const id = await caseOf(w, 'filed', twoSuspects())
    const mark = newMark()
    const file = await upload(w, 'police', `提请批准逮捕书 ${mark}`)
    const watch = await outsiders(id, ['market'])
    await watch.sealed('police', 'arrest_request', ['procuratorate'], { materials: [file] })
    for (const organ of ['police', 'procuratorate']) {
      expect((await content(w, organ, file.id)).text).toContain(mark)
      const list = await w.ask<{ items: { id: string }[] }>(organ, 'GET', `/v1/transfers/${id}/materials`)
      expect(list.body.items.map((m) => m.id)).toContain(file.id)
    }
    const strange = '019a0000-0000-7000-8000-000000000000'
    for (const organ of ['market', 'foreignMarket']) {
      expect((await content(w, organ, file.id)).status).toBe(404)
      const [own, none] = await Promise.all(
        [file.id, strange].map((m) => w.ask(organ, 'GET', `/v1/materials/${m}`).then((a) => [a.status, a.body.detail])),
      )
      expect(own).toEqual(none)
      expect(own?.[0]).toBe(404)
    }
  })
})

describe('the procuratorate’s own review of what is not prosecuted', () => {
  test('is seen by the procuratorate alone, from its beginning to the opinion', async () => {
    const id = await caseOf(w, 'referred', twoSuspects())
    await take(w, 'procuratorate', id, 'non_prosecution')
    const watch = await outsiders(id, ['market', 'police'])
    await watch.sealed('procuratorate', 'np_internal_handover', [])
    await watch.sealed('procuratorate', 'cross_region_opinion', [])
    await watch.sealed('procuratorate', 'cross_region_reply', [])
    await watch.sealed('procuratorate', 'reverse_review_suspend', [])
    await watch.sealed('procuratorate', 'reverse_review_resume', [])
    await watch.sealed('procuratorate', 'reverse_review_extension', [])
    const { version } = await watch.open('procuratorate', 'procuratorial_opinion_penalty')
    const seen = await see(w, 'market', id)
    expect(seen.version).toBe(version)
    const entry = seen.timeline.at(-1) as unknown as { moves: object[] }
    expect(JSON.stringify(entry)).not.toMatch(/reverse_review_registered|suspended|consulting_elsewhere/)
    for (const organ of ['market', 'police'])
      expect(await textOf(organ, id)).not.toMatch(
        /np_internal_handover|cross_region|reverse_review_(suspend|resume|extension|registered)|"rule":"reverse_review"/,
      )
  })

  test('an end without an opinion is seen by nobody else either', async () => {
    const id = await caseOf(w, 'referred', twoSuspects())
    await take(w, 'procuratorate', id, 'non_prosecution')
    const watch = await outsiders(id, ['market', 'police'])
    await watch.sealed('procuratorate', 'np_internal_handover', [])
    await watch.sealed('procuratorate', 'reverse_review_end', [])
  })
})

describe('within the agency', () => {
  test('before the transfer nobody else sees a case, and who is alerted sees the alert and no more', async () => {
    const mark = newMark()
    const more = { caseName: `${mark}案`, documentNo: `${mark}〔2026〕1号`, parties: persons('周某') }
    const { id } = await begin(w, 'market', 'clue_discovery', more, { mark })
    for (const organ of ['police', 'procuratorate', 'government'])
      expect((await w.ask(organ, 'GET', `/v1/transfers/${id}`)).status).toBe(404)
    await take(w, 'market', id, 'task_force_formation')
    await take(w, 'market', id, 'urgent_police_alert')
    const [own, seen] = [await see(w, 'market', id), await see(w, 'police', id)]
    expect(seen.timeline.map((e) => e.step)).toEqual(['urgent_police_alert'])
    expect(seen.suspects.map((s) => s.name)).toEqual(['周某'])
    expect(seen.createdAt > own.createdAt || seen.createdAt === seen.updatedAt).toBe(true)
    for (const organ of ['police', 'procuratorate']) {
      const text = await textOf(organ, id)
      expect(text).not.toContain(mark)
      expect(text).not.toMatch(/clue_discovery|clue_found|task_force|verifying/)
      const hit = await w.ask<{ items: object[] }>(
        organ,
        'GET',
        `/v1/transfers?documentNo=${encodeURIComponent(more.documentNo)}`,
      )
      expect(hit.body.items).toEqual([])
    }
    const watch = await outsiders(id, ['police', 'procuratorate'])
    await watch.sealed('market', 'transfer_report', [], { deliberationRequired: true })
    await watch.sealed('market', 'collective_deliberation', [])
    await watch.sealed('market', 'transfer_approved', [])
    await watch.open('police', 'alert_response')
    const letter = await w.submission()
    const sent = await w.ask<Acted>('market', 'POST', `/v1/transfers/${id}/steps/transfer_dispatch`, letter)
    expect(sent.status, JSON.stringify(sent.body)).toBe(200)
    for (const organ of ['police', 'procuratorate']) {
      expect(await see(w, organ, id)).toMatchObject({
        documentNo: letter.documentNo,
        caseName: letter.caseName,
        status: 'transferred',
      })
      // The receipt too is a paper that all of them hold: what only the agency knew does not stand in it.
      expect(await textOf(organ, id)).not.toMatch(
        /clue_(discovery|found|not)|task_force|"transfer_report|deliberat|transfer_approved|"rule":"dispatch"/,
      )
    }
  })

  test('a suspicion that is not confirmed, or not approved, is nobody else’s matter', async () => {
    const { id } = await begin(w, 'market', 'clue_discovery')
    await take(w, 'market', id, 'task_force_formation')
    await take(w, 'market', id, 'urgent_police_alert')
    const watch = await outsiders(id, ['police', 'procuratorate'])
    await watch.sealed('market', 'clue_not_confirmed', [])
    await watch.sealed('market', 'clue_discovery', [])
    await watch.sealed('market', 'task_force_formation', [])
    await watch.sealed('market', 'transfer_report', [])
    await watch.sealed('market', 'transfer_disapproved', [])
  })
})

describe('who reports is protected', () => {
  test('the agency learns of a demand and of nothing that came before it', async () => {
    const mark = newMark()
    const more = { caseName: `${mark}举报案`, documentNo: `${mark}〔2026〕1号`, parties: persons('吴某') }
    const { id } = await begin(w, 'procuratorate', 'whistleblow', more, { mark })
    w.pass({ days: 1 })
    expect((await w.ask('market', 'GET', `/v1/transfers/${id}`)).status).toBe(404)
    const { version } = await take(w, 'procuratorate', id, 'procuratorate_demands_transfer')
    const seen = await see(w, 'market', id)
    expect(seen).toMatchObject({ version, createdAt: new Date(w.clock.nowMs).toISOString() })
    expect(seen.timeline.map((e) => e.step)).toEqual(['procuratorate_demands_transfer'])
    const text = await textOf('market', id)
    expect(text).not.toContain(mark)
    expect(text).not.toMatch(/whistleblow|should_transfer_not_transferred|report_registration/)
    const hit = await w.ask<{ items: object[] }>(
      'market',
      'GET',
      `/v1/transfers?documentNo=${encodeURIComponent(more.documentNo)}`,
    )
    expect(hit.body.items).toEqual([])
  })

  test('a report that leads to nothing is known to the procuratorate alone', async () => {
    const { id } = await begin(w, 'procuratorate', 'whistleblow')
    await take(w, 'procuratorate', id, 'no_transfer_due')
    for (const organ of Object.keys(w.organs).filter((o) => o !== 'procuratorate'))
      expect((await w.ask(organ, 'GET', `/v1/transfers/${id}`)).status, organ).toBe(404)
  })

  test('nobody finds out by a dry run whom a sealed report or a sealed clue names', async () => {
    const named = { kind: 'person', name: '密告某', idType: 'passport', idNumber: 'E12345678' }
    await begin(w, 'procuratorate', 'whistleblow', { parties: [named] })
    await begin(w, 'foreignMarket', 'clue_discovery', { parties: [named], facts: '同一段事实' })
    const body = await w.submission('market', { suspects: [named], facts: '同一段事实' })
    const dry = await w.ask<{ warnings: object[] }>('market', 'POST', '/v1/transfers/check', body)
    expect([dry.status, dry.body.warnings]).toEqual([200, []])
    expect((await w.submit('market', body)).transfer).not.toHaveProperty('warnings')
  })
})

describe('what is between two organs', () => {
  test('a consultation is seen by who asked and who is asked, its receipt and its answer too', async () => {
    const id = await caseOf(w, 'reviewed', twoSuspects())
    const watch = await outsiders(id, ['market', 'procuratorate'])
    const { version } = await watch.sealed('police', 'consultation_request', ['foreignMarket'])
    // Whoever was only asked sees what is addressed to it, and nothing of the case beside.
    const asked = await see(w, 'foreignMarket', id)
    expect(asked.part).toBe('consulted')
    expect(asked.timeline.map((e) => e.version)).toEqual([version])
    expect(Object.keys(statesOf(asked))).toEqual(['coordination/consultation/1', 'service/consultation/1'])
    expect(asked).toMatchObject({ counts: { materials: 0, items: 0, receipts: 1, suspects: 0 }, suspects: [] })
    await watch.sealed('foreignMarket', 'paper_receipt', ['police'])
    const mine = await w.ask<{ items: { rule: string }[] }>('foreignMarket', 'GET', '/v1/clocks?mine=true')
    expect(mine.body.items.map((c) => c.rule)).toEqual(['consultation_reply'])
    await watch.sealed('foreignMarket', 'consultation_reply', ['police'])
    for (const organ of ['market', 'procuratorate']) expect(await textOf(organ, id)).not.toMatch(/consult/)
    // What follows is signed by the police, and its receipt is read by all.
    await watch.open('police', 'filing_approved')
    expect(await textOf('market', id)).not.toMatch(/consult/)
    expect((await see(w, 'foreignMarket', id)).timeline.map((e) => e.step)).toEqual([
      'consultation_request',
      'paper_receipt',
      'consultation_reply',
    ])
  })

  test('a clue about officials goes to the supervisory commission past everybody, also when the case moves on', async () => {
    const id = await caseOf(w, 'reviewed', twoSuspects())
    const watch = await outsiders(id, ['market', 'procuratorate'])
    const { version } = await watch.sealed('police', 'duty_crime_clue_transfer', ['commission'])
    const given = await see(w, 'commission', id)
    expect(given.timeline.map((e) => e.version)).toEqual([version])
    const commission = w.organ('commission').id
    const unknown = async (...organs: string[]) => {
      for (const organ of organs) {
        const text = await textOf(organ, id)
        expect(text, organ).not.toContain(commission)
        expect(text, organ).not.toMatch(/duty_crime|clue_receiver|clue_to_supervisory/)
      }
    }
    await take(w, 'police', id, 'onward_transfer_police', { to: w.organ('foreignPolice').code })
    await unknown('market', 'procuratorate', 'foreignProcuratorate')
    // Whoever takes a part over takes its knowledge over; who has left keeps it.
    expect((await see(w, 'foreignPolice', id)).timeline.map((e) => e.version)).toContain(version)
    expect((await see(w, 'police', id)).timeline.map((e) => e.version)).toContain(version)
    await take(w, 'foreignPolice', id, 'receipt_sign')
    await take(w, 'foreignPolice', id, 'filing_approved')
    await take(w, 'foreignPolice', id, 'prosecution_referral')
    await take(w, 'foreignProcuratorate', id, 'indictment', { to: w.organ('court').code })
    await unknown('market', 'foreignProcuratorate', 'court')
    expect((await see(w, 'commission', id)).timeline.map((e) => e.version)).toEqual([version])
  })

  test('a proposal on accountability is read by the organ that must answer it, and the answer by who proposed', async () => {
    const id = await caseOf(w, 'refused', twoSuspects())
    const watch = await outsiders(id, ['market', 'police'])
    await watch.sealed('procuratorate', 'accountability_proposal', ['government'])
    await watch.sealed('government', 'accountability', ['procuratorate'])
    // The organ has a part now and sees the case; that it has one the others still do not know.
    expect((await see(w, 'government', id)).timeline.map((e) => e.step)).toContain('filing_refused')
    await watch.open('police', 'police_reverse_transfer', { to: w.organ('foreignMarket').code })
    for (const organ of ['market', 'police', 'foreignMarket']) {
      const text = await textOf(organ, id)
      expect(text, organ).not.toContain(w.organ('government').id)
      expect(text, organ).not.toMatch(/accountability/)
    }
  })

  test('what an organ links it knows alone', async () => {
    const [id, other] = [await caseOf(w), await caseOf(w)]
    const watch = await outsiders(id, ['market', 'procuratorate'])
    await watch.sealed('police', 'cases_linked', [], { other })
    expect((await see(w, 'police', id)).related).toEqual([
      { id: other, relation: 'same_person', version: expect.any(Number) },
    ])
    expect((await see(w, 'market', id)).related).toBeUndefined()
  })

  test('a correction has the readers of the entry that it corrects', async () => {
    const id = await caseOf(w, 'filed', twoSuspects())
    const watch = await outsiders(id, ['market'])
    const { version } = await watch.sealed('police', 'arrest_request', ['procuratorate'])
    await watch.sealed('police', 'record_correction', ['procuratorate'], { corrects: version })
    // And whoever cannot see the entry is told the same as of one that is not there.
    const [hidden, none] = await Promise.all(
      [version, 99].map((corrects) => attempt(w, 'market', id, 'record_correction', { corrects })),
    )
    expect([hidden?.status, hidden?.body.code]).toEqual([none?.status, none?.body.code])
    expect(hidden?.body.detail?.replace(String(version), 'n')).toBe(none?.body.detail?.replace('99', 'n'))
  })
})

describe('opening what was sealed', () => {
  test('opens exactly the entries named, to the organ named, with their files', async () => {
    const id = await caseOf(w, 'filed', twoSuspects())
    const file = await upload(w, 'police', '提请批准逮捕书')
    const first = await take(w, 'police', id, 'arrest_request', { suspects: ['s1'], materials: [file] })
    const second = await take(w, 'police', id, 'arrest_request', { suspects: ['s2'] })
    const refused = await take(w, 'procuratorate', id, 'arrest_refused', { suspects: ['s1'] })
    const third = await take(w, 'police', id, 'consultation_request')
    await take(w, 'procuratorate', id, 'entry_disclosure', {
      to: w.organ('market').code,
      discloseVersions: [refused.version, first.version],
    })
    const seen = await see(w, 'market', id)
    const versions = seen.timeline.map((e) => e.version)
    expect(versions).toEqual(expect.arrayContaining([first.version, refused.version]))
    expect(versions).not.toContain(second.version)
    expect(versions).not.toContain(third.version)
    expect(statesOf(seen)).toMatchObject({ 'coercive/s1/1': 'arrest_refused' })
    expect(statesOf(seen)['coercive/s2/1']).toBeUndefined()
    expect((await content(w, 'market', file.id)).status).toBe(200)
    expect(seen.counts.materials).toBe((await see(w, 'police', id)).counts.materials)
    // The opening itself is between the two; the police, which may see all, see no entry of it.
    expect(seen.timeline.at(-1)?.step).toBe('entry_disclosure')
    expect((await see(w, 'police', id)).timeline.map((e) => e.step)).not.toContain('entry_disclosure')
    await allVerify(w)
    // What follows is sealed as before, and what is opened stays open.
    await take(w, 'procuratorate', id, 'arrest_approved', { suspects: ['s2'] })
    await take(w, 'police', id, 'prosecution_referral')
    const later = await see(w, 'market', id)
    expect(later.timeline.map((e) => e.step)).not.toContain('arrest_approved')
    expect(later.timeline.map((e) => e.version)).toEqual(expect.arrayContaining([first.version, refused.version]))
    expect(statesOf(later)['coercive/s2/1']).toBeUndefined()
  })

  test('an organ outside the case sees the opened entry and nothing else', async () => {
    const id = await caseOf(w, 'filed', twoSuspects())
    const arrest = await take(w, 'police', id, 'arrest_request')
    const to = w.organ('justice').code
    const { version } = await take(w, 'police', id, 'entry_disclosure', { to, discloseVersions: [arrest.version] })
    const seen = await see(w, 'justice', id)
    expect(seen.timeline.map((e) => e.version)).toEqual([arrest.version, version])
    expect(Object.keys(statesOf(seen))).toEqual(['coercive/s1/1'])
    expect(seen.suspects).toEqual([])
    expect(seen.available).toEqual([])
    expect((await see(w, 'market', id)).parts.map((p) => p.agency.id)).not.toContain(w.organ('justice').id)
  })

  test('nobody opens what it cannot see, neither to itself nor to others', async () => {
    const id = await caseOf(w, 'filed', twoSuspects())
    const { version } = await take(w, 'police', id, 'arrest_request')
    for (const to of ['market', 'foreignMarket', 'police']) {
      const [hidden, none] = await Promise.all(
        [version, 99].map((n) =>
          attempt(w, 'market', id, 'entry_disclosure', { to: w.organ(to).code, discloseVersions: [n] }),
        ),
      )
      expect(hidden?.status, to).toBe(422)
      expect(hidden?.body.code).toBe(none?.body.code)
      expect(hidden?.body.detail?.replace(String(version), 'n')).toBe(none?.body.detail?.replace('99', 'n'))
    }
    expect((await see(w, 'market', id)).timeline.map((e) => e.version)).not.toContain(version)
  })
})

describe('when parts change', () => {
  test('the police that take over see the arrests, who has left keeps what it had and learns no more', async () => {
    const id = await caseOf(w, 'filed', twoSuspects())
    const before = await take(w, 'police', id, 'arrest_request')
    await take(w, 'police', id, 'post_filing_jurisdiction_change', { to: w.organ('foreignPolice').code })
    await take(w, 'foreignPolice', id, 'relayed_case_receipt')
    const left = await looksEnded('police', id)
    const after = await take(w, 'foreignPolice', id, 'arrest_request', { suspects: ['s2'] })
    expect((await see(w, 'foreignPolice', id)).timeline.map((e) => e.version)).toEqual(
      expect.arrayContaining([before.version, after.version]),
    )
    expect((await see(w, 'foreignProcuratorate', id)).timeline.map((e) => e.version)).toContain(before.version)
    expect(await looksEnded('police', id)).toEqual(left)
    expect(JSON.stringify(left)).toContain('arrest_request')
    expect((await see(w, 'market', id)).timeline.map((e) => e.step)).not.toContain('arrest_request')
  })

  test('police that were asked before the transfer sign for the case like any other', async () => {
    const { id } = await begin(w, 'market', 'clue_discovery')
    const asked = await take(w, 'market', id, 'consultation_request', { to: w.organ('police').code })
    await take(w, 'police', id, 'paper_receipt')
    await take(w, 'market', id, 'task_force_formation')
    await take(w, 'market', id, 'transfer_report')
    await take(w, 'market', id, 'transfer_approved')
    const sent = await w.ask('market', 'POST', `/v1/transfers/${id}/steps/transfer_dispatch`, await w.submission())
    expect(sent.status, JSON.stringify(sent.body)).toBe(200)
    const seen = await see(w, 'police', id)
    expect(seen.part).toBe('police_in_charge')
    expect(seen.timeline.map((e) => e.version)).toContain(asked.version)
    expect(seen.parts.filter((p) => p.agency.id === w.organ('police').id)).toHaveLength(1)
    await take(w, 'police', id, 'consultation_reply')
    await take(w, 'police', id, 'receipt_sign')
    expect(await textOf('procuratorate', id)).not.toMatch(/consult/)
    const list = await w.ask<{ items: Seen[] }>('police', 'GET', '/v1/transfers?part=police_in_charge&limit=1')
    expect(list.body.items[0]?.id).toBe(id)
  })

  test('an organ that was only asked and later handles the matter sees what its new part sees', async () => {
    const id = await caseOf(w, 'received', twoSuspects())
    await take(w, 'market', id, 'consultation_request', { to: w.organ('foreignPolice').code })
    await take(w, 'police', id, 'consultation_request', { to: w.organ('foreignMarket').code })
    await take(w, 'police', id, 'onward_transfer_police', { to: w.organ('foreignPolice').code })
    await allVerify(w)
    expect((await see(w, 'foreignPolice', id)).part).toBe('police_in_charge')
    await take(w, 'foreignPolice', id, 'receipt_sign')
    await take(w, 'foreignPolice', id, 'filing_refused')
    await take(w, 'foreignPolice', id, 'police_reverse_transfer', { to: w.organ('foreignMarket').code })
    expect((await see(w, 'foreignMarket', id)).part).toBe('competent_authority')
    await take(w, 'foreignMarket', id, 'paper_receipt', { instance: 'service/reverse_transfer/1' })
    await take(w, 'foreignMarket', id, 'consultation_reply')
    await take(w, 'foreignMarket', id, 'admin_case_filed')
    expect((await see(w, 'market', id)).timeline.map((e) => e.step)).toContain('admin_case_filed')
  })

  test('an agency that takes over within sees what is the agency’s own, and the alerted police still do not', async () => {
    const { id } = await begin(w, 'market', 'clue_discovery', { parties: persons('许某') })
    await take(w, 'market', id, 'task_force_formation')
    await take(w, 'market', id, 'urgent_police_alert')
    await take(w, 'market', id, 'agency_jurisdiction_transfer', { to: w.organ('foreignMarket').code })
    const left = await looksEnded('market', id)
    const watch = await outsiders(id, ['police', 'procuratorate'])
    await watch.sealed('foreignMarket', 'transfer_report', [])
    await watch.sealed('foreignMarket', 'transfer_approved', [])
    expect((await see(w, 'foreignMarket', id)).timeline.map((e) => e.step)).toContain('clue_discovery')
    expect(await looksEnded('market', id)).toEqual(left)
    expect((await see(w, 'police', id)).parts.find((p) => p.part === 'sender')?.agency.id).toBe(
      w.organ('foreignMarket').id,
    )
  })

  test('a case that goes away and comes back is seen whole by whoever has it again', async () => {
    const id = await caseOf(w, 'received', twoSuspects())
    const before = await take(w, 'police', id, 'consultation_request')
    await take(w, 'police', id, 'onward_transfer_police', { to: w.organ('foreignPolice').code })
    await take(w, 'foreignPolice', id, 'receipt_sign')
    const between = await take(w, 'foreignPolice', id, 'duty_crime_clue_transfer')
    expect((await see(w, 'police', id)).timeline.map((e) => e.version)).not.toContain(between.version)
    await take(w, 'foreignPolice', id, 'onward_transfer_police', { to: w.organ('police').code })
    await take(w, 'police', id, 'receipt_sign')
    const seen = await see(w, 'police', id)
    expect(seen).toMatchObject({ part: 'police_in_charge', ended: false })
    expect(seen.timeline.map((e) => e.version)).toEqual(
      expect.arrayContaining([before.version, between.version, seen.version]),
    )
    expect((await see(w, 'foreignPolice', id)).ended).toBe(true)
    const { body } = await w.ask<{ items: { id: string }[] }>('police', 'GET', '/v1/transfers?limit=200')
    expect(body.items.filter((t) => t.id === id)).toHaveLength(1)
    await take(w, 'police', id, 'filing_approved')
  })

  test('what was opened to an organ stays open to it when its part changes, and goes on with a part that is passed on', async () => {
    const { id } = await begin(w, 'market', 'clue_discovery')
    const formed = await take(w, 'market', id, 'task_force_formation')
    // Opened to the police before they have the case, and to the procuratorate that then watches it.
    for (const organ of ['police', 'procuratorate'])
      await take(w, 'market', id, 'entry_disclosure', { to: w.organ(organ).code, discloseVersions: [formed.version] })
    await take(w, 'market', id, 'urgent_police_alert')
    for (const organ of ['police', 'procuratorate']) {
      const seen = await see(w, organ, id)
      expect(seen.part).toBe(organ === 'police' ? 'police_in_charge' : 'supervisor')
      expect(seen.timeline.map((e) => e.version)).toContain(formed.version)
      expect(seen.timeline.map((e) => e.step)).not.toContain('clue_discovery')
    }
    await allVerify(w)
    await take(w, 'market', id, 'transfer_report')
    await take(w, 'market', id, 'transfer_approved')
    const approved = (await see(w, 'market', id)).version
    await take(w, 'market', id, 'entry_disclosure', { to: w.organ('police').code, discloseVersions: [approved] })
    await w.ask('market', 'POST', `/v1/transfers/${id}/steps/transfer_dispatch`, await w.submission())
    await take(w, 'police', id, 'receipt_sign')
    await take(w, 'police', id, 'onward_transfer_police', { to: w.organ('foreignPolice').code })
    const versions = (await see(w, 'foreignPolice', id)).timeline.map((e) => e.version)
    // To the part, and so to whoever has it; what was opened to the organ itself before it had the part stays with it.
    expect(versions).toContain(approved)
    expect(versions).not.toContain(formed.version)
    expect((await see(w, 'police', id)).timeline.map((e) => e.version)).toEqual(
      expect.arrayContaining([formed.version, approved]),
    )
  })

  test('a repeated request is answered as it was first, whatever was sealed since', async () => {
    const id = await caseOf(w, 'filed', twoSuspects())
    const headers = { 'idempotency-key': newMark().length + id }
    const body = JSON.stringify(bodyOf(w, 'market', 'filing_notice_receipt'))
    const path = `/v1/transfers/${id}/steps/filing_notice_receipt`
    const first = await w.ask('market', 'POST', path, body, headers)
    await take(w, 'police', id, 'arrest_request')
    const again = await w.ask('market', 'POST', path, body, headers)
    expect([again.status, again.body]).toEqual([200, first.body])
    expect(again.headers.get('etag')).toBe(first.headers.get('etag'))
    const sealedKey = { 'idempotency-key': `sealed-${id}` }
    const arrest = JSON.stringify(bodyOf(w, 'procuratorate', 'arrest_approved'))
    const done = await w.ask('procuratorate', 'POST', `/v1/transfers/${id}/steps/arrest_approved`, arrest, sealedKey)
    expect(done.status).toBe(200)
    await take(w, 'police', id, 'prosecution_referral')
    const replayed = await w.ask(
      'procuratorate',
      'POST',
      `/v1/transfers/${id}/steps/arrest_approved`,
      arrest,
      sealedKey,
    )
    expect(replayed.body).toEqual(done.body)
  })
})

/** What who has left still reads. */
async function looksEnded(organ: string, id: string) {
  const paths = ['', '/timeline', '/receipts', '/materials', '/items'].map((part) => `/v1/transfers/${id}${part}`)
  return Promise.all(
    [...paths, '/v1/clocks', '/v1/changes'].map(async (path) => {
      const { status, headers, body } = await w.ask<{ items?: object[] }>(organ, 'GET', path)
      const own = path === '/v1/clocks' || path === '/v1/changes'
      return [
        path,
        status,
        headers.get('etag'),
        own ? JSON.stringify(body).includes(id) && path === '/v1/clocks' : body,
      ]
    }),
  )
}

test('no period that more organs know is ended by an act that fewer see', () => {
  const clocks = ruleSets.at(-1)?.clocks ?? {}
  const few = (visibleTo: unknown) => Array.isArray(visibleTo) || visibleTo === 'as_the_paper'
  const known = Object.entries(steps)
    .filter(([, rule]) => Array.isArray(rule.visibleTo))
    .flatMap(([step, { clocks: c }]) =>
      [c.stops, c.ends, c.stopsIfAsked, c.suspends, c.resumes, c.advances].flatMap((ids) =>
        (ids ?? []).map((id) => [step, id] as const),
      ),
    )
    .filter(([, id]) => clocks[id]?.visibleTo === undefined)
    .filter(([, id]) => Object.values(steps).some((s) => s.clocks.starts?.includes(id) && !few(s.visibleTo)))
  expect(known).toEqual([])
})

test('every step that only some may see is taken in this file', async () => {
  const sealed = Object.entries(steps).filter(([, rule]) => Array.isArray(rule.visibleTo))
  const { rows } = await w.db.pool.query<{ step: string }>(
    `select distinct step from event where body like '%"visibleTo"%'`,
  )
  const taken = rows.map((r) => r.step)
  const elsewhere = ['agency_jurisdiction_transfer', 'agency_assignment', 'work_safety_non_accident_copy']
  expect(sealed.map(([step]) => step).filter((step) => !taken.includes(step) && !elsewhere.includes(step))).toEqual([])
})
