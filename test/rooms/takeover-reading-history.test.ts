// A case's history as it is told: in which order, by whom, seen by whom, to which suspects; what no row led to; what
// contradicts; and what a second reading adds to a case that stands here already.
import { describe, expect, test } from 'vitest'
import { canonical } from '../../src/kernel/index.ts'
import { type CaseEvent, evolve, gatewayId, procedureAt } from '../../src/procedure/index.ts'
import { derivedId, derivedSalt } from '../../src/takeover/ids.ts'
import type { LegacyCase, LegacyRow } from '../../src/takeover/model.ts'
import { priorOf, readCase, readClue } from '../../src/takeover/reading/index.ts'
import {
  basic,
  codes,
  codesMissing,
  codesWith,
  crimeForm,
  idOf,
  importedAtMs,
  kinds,
  legacy,
  party,
  police,
  type Rows,
  read,
  secret,
  sent,
  stateOf,
  states,
  statusOf,
  step,
  steps,
  suspect,
  type Values,
} from './takeover-rows.ts'

const caseOf = (state: string, rows: Rows = {}): Rows => ({
  CASE_BASIC: [basic({ CASE_STATE: state })],
  CRIME_CASE_FORM: [crimeForm()],
  CASE_STEP: sent,
  ...rows,
})
const act = (id: string, day: string, user: string, action: string, state: string, over: Values = {}) =>
  step(id, day, user, { ACTION_TYPE: action, CASE_STATE: state, ...over })
const filed = police('3', '02-10', '14')
const eventsOf = (rows: Rows, with_ = codes): readonly CaseEvent[] => read(rows, with_).transfer?.events ?? []
const keysOf = (events: readonly CaseEvent[]) => events.map((e) => e.imported?.key)

describe('order and marks', () => {
  test('rows stand in the order of END_DATE, and ties in that of STEP_ID counted as numbers', () => {
    const tie = (id: string) => step(id, '01-03', 'u1', { TASK_TYPE: '2', CASE_STATE: '0' })
    const rows = caseOf('10', { CASE_STEP: [sent[1] as Values, tie('10'), tie('9'), sent[0] as Values] })
    expect(keysOf(eventsOf(rows))).toEqual(['1', '9', '10', '2'])
  })

  test('a row without END_DATE is not done yet: no entry and no difference', () => {
    const open = step('3', '02-10', 'u2', { END_DATE: null, CASE_STATE: '10' })
    const reading = read(caseOf('10', { CASE_STEP: [...sent, open] }))
    expect([steps(reading).length, kinds(reading)]).toEqual([2, []])
  })

  test('a time that cannot be falls back to the beginning of the row, and is told', () => {
    const rows = caseOf('10', {
      CASE_STEP: [{ ...(sent[0] as Values), END_DATE: '1900-01-01 00:00:00' }, sent[1] as Values],
    })
    const reading = read(rows)
    expect(kinds(reading)).toEqual(['time_impossible CASE_STEP 1/END_DATE'])
    expect(reading.transfer?.events[0]?.at).toBe('2019-01-02T00:00:00.000Z')
  })

  test('every entry says where it comes from, in the older platform’s own words', () => {
    const [first, second] = eventsOf(caseOf('10'))
    expect(first?.imported).toEqual({
      installation: '410700',
      table: 'CASE_STEP',
      key: '1',
      importedAt: new Date(importedAtMs).toISOString(),
      recordedAt: '2019-01-02T02:00:00.000Z',
      actor: { name: '赵一', account: 'zhao', organ: '单位O1D' },
      words: { step: '环节1', state: '0' },
      raw: { START_DATE: '2019-01-02 08:00:00', TASK_TYPE: '1', CASE_STATE: '0' },
    })
    expect(first).toMatchObject({
      version: 1,
      ruleSet: procedureAt(importedAtMs).version,
      by: { agencyId: idOf('market'), part: 'sender', clientId: 'takeover' },
      input: { documentNo: '新市监案〔2019〕1号', caseName: '某店销售伪劣产品案' },
    })
    expect(second?.input).toMatchObject({
      documentNo: '新市监移〔2019〕3号',
      domain: 'market',
      facts: '销售伪劣产品金额八万元。',
    })
  })

  test('the same rows always give the same reading, and every entry can be sealed', () => {
    const rows = caseOf('14', { CASE_STEP: [...sent, filed] })
    expect(JSON.stringify(read(rows))).toBe(JSON.stringify(read(rows, codesWith())))
    for (const event of eventsOf(rows)) expect(JSON.parse(canonical(event))).toEqual(event)
  })

  test('ids and salts come out of secret, installation and key', () => {
    const id = derivedId(secret, '410700', 'CASE_BASIC', '1')
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(derivedId(secret, '410700', 'CASE_BASIC', '2')).not.toBe(id)
    expect(derivedId(new Uint8Array(32), '410700', 'CASE_BASIC', '1')).not.toBe(id)
    const salt = derivedSalt(secret, id, 1, 'aa')
    expect(salt).toHaveLength(16)
    expect(derivedSalt(secret, id, 1, 'aa')).toEqual(salt)
    expect(derivedSalt(secret, id, 1, 'ab')).not.toEqual(salt)
    const begun = read(caseOf('10')).transfer?.id
    expect(begun).toBe(derivedId(secret, '410700', 'CASE_BASIC', '1', Date.parse('2019-01-02T02:00:00Z')))
    expect(readCase({ ...legacy(caseOf('10')), transferId: id }, codes).transfer).toMatchObject({ id })
  })
})

describe('organs', () => {
  test('whoever typed it, the letter is the sender’s, and the case is entered for it', () => {
    const CASE_STEP = sent.map((row) => ({ ...row, ASSIGN_PERSON: 'gone' }))
    expect(eventsOf(caseOf('10', { CASE_STEP })).map((e) => e.by)).toEqual([
      { agencyId: idOf('market'), part: 'sender', clientId: 'takeover' },
      { agencyId: idOf('market'), part: 'sender', clientId: 'takeover' },
    ])
  })

  test('police and the procuratorate that watches them join with the transfer', () => {
    const [first, second] = eventsOf(caseOf('10'))
    expect(first?.parts.begins).toEqual([{ part: 'sender', agencyId: idOf('market') }])
    expect(second?.parts.begins).toEqual([
      { part: 'police_in_charge', agencyId: idOf('police') },
      { part: 'supervisor', agencyId: idOf('procuratorate') },
    ])
    expect(second?.sets).toMatchObject({ domain: 'market', regionCode: '410702' })
  })

  test('a forest case goes to the procuratorate above, where the police organ is registered so', () => {
    const rows = caseOf('10', { CRIME_CASE_FORM: [crimeForm({ ACCEPT_ORG: 'P2' })] })
    expect(stateOf(read(rows)).parts).toMatchObject({ police_in_charge: idOf('branch'), supervisor: idOf('above') })
  })

  test('a second procuratorate and a court join with their first act and read what they did', () => {
    const arrest = act('5', '02-27', 'u5', '6', '18')
    const rows = caseOf('18', {
      CASE_STEP: [...sent, filed, act('4', '02-20', 'u2', '1', '17'), arrest],
      CASE_XIANYIREN: [suspect('9', '张三', { DAIBU_STATE: '3' })],
    })
    const approved = eventsOf(rows).at(-1)
    expect(approved).toMatchObject({ step: 'arrest_approved', by: { agencyId: idOf('above') } })
    expect(approved?.parts.begins).toEqual([{ part: 'upper_supervisor', agencyId: idOf('above') }])
    expect(approved?.visibleTo).toEqual([idOf('above'), 'police_in_charge', 'supervisor'].sort())
    expect(kinds(read(rows))).toEqual([])
  })

  test('arrest is read by police and procuratorate alone, also where it was only found', () => {
    for (const CASE_STEP of [
      [...sent, filed, act('4', '02-20', 'u2', '1', '17')],
      [...sent, filed],
    ]) {
      const events = eventsOf(caseOf('17', { CASE_STEP, CASE_XIANYIREN: [suspect('9', '张三', { DAIBU_STATE: '2' })] }))
      expect(events.at(-1)?.visibleTo).toEqual(['police_in_charge', 'supervisor'])
      expect(events.at(-1)?.opens).toMatchObject([{ instance: 'coercive/s1/1', state: 'arrest_requested' }])
    }
  })

  test('no entry for every party says that somebody is to be arrested, whoever wrote it and whatever was rolled back', () => {
    const asked = act('4', '02-20', 'u2', '1', '17', { STEP_NAME: '提请逮捕' })
    const later = step('5', '02-21', 'u1', { TASK_TYPE: '2', CASE_STATE: '17', STEP_NAME: '修改' })
    const lost = { ...asked, ASSIGN_PERSON: 'gone' }
    const arrested = suspect('9', '张三', { DAIBU_STATE: '3', TIBU_TIME: '2019-02-19', TIQING_QISU_STATE: '2' })
    for (const CASE_STEP of [
      [...sent, filed, asked, later],
      [...sent, asked, later],
      [...sent, lost, later],
      [...sent],
    ])
      for (const CASE_XIANYIREN of [[arrested], [suspect('9', '张三', { DAIBU_STATE: '1' })]]) {
        const events = eventsOf(caseOf('19', { CASE_STEP, CASE_XIANYIREN }))
        const open = JSON.stringify(events.filter((e) => e.visibleTo === undefined))
        expect(open).not.toMatch(/逮捕|DAIBU|TIBU|PIBU|arrest|"CASE_STATE":"17"/)
      }
  })

  test('what police record of themselves is not told to the agency', () => {
    const inside = police('4', '02-11', '14', { STEP_NAME: '内部流转' })
    const rows = caseOf('14', { CASE_STEP: [...sent, filed, inside] })
    expect(eventsOf(rows).at(-1)).toMatchObject({
      step: 'imported_record',
      visibleTo: ['police_in_charge', 'supervisor'],
    })
  })

  test('a case handed down among police goes on with the organ that has it now', () => {
    const down = step('3', '02-05', 'u2', { TASK_TYPE: '12', CASE_STATE: '28' })
    const CASE_FENPAI = [{ STEP_ID: '3', CASE_ID: '1', JIESHOU_ORG: 'P2', FENPAI_REASON: '属森林案件' }]
    const reading = read(caseOf('28', { CASE_STEP: [...sent, down], CASE_FENPAI }))
    expect([steps(reading).at(-1), states(reading)['criminal/case/1']]).toEqual(['onward_transfer_police', 'relayed'])
    expect(stateOf(reading).parts).toMatchObject({ police_in_charge: idOf('branch'), supervisor: idOf('above') })
    expect(kinds(reading)).toEqual([])
    const lost = read(
      caseOf('28', { CASE_STEP: [...sent, down], CASE_FENPAI: [{ ...CASE_FENPAI[0], JIESHOU_ORG: 'NEW' }] }),
    )
    expect([lost.kind, codesMissing(lost)]).toEqual(['held', ['organ NEW']])
  })

  test('a case handed to another agency is sent by that one; a department of the same is no other organ', () => {
    const over = step('1b', '01-10', 'u1', { TASK_TYPE: '13', CASE_STATE: '27' })
    const CASE_TURNOVER = [{ STEP_ID: '1b', CASE_ID: '1', JIESHOU_ORG: 'O2', YISONG_REASON: '管辖' }]
    const rows = caseOf('10', { CASE_STEP: [sent[0] as Values, over, sent[1] as Values], CASE_TURNOVER })
    expect(steps(read(rows))).toEqual(['imported_record', 'agency_jurisdiction_transfer', 'transfer_dispatch'])
    expect(eventsOf(rows).at(-1)?.by).toMatchObject({ agencyId: idOf('market2'), part: 'sender' })
    const within = read({ ...rows, CASE_TURNOVER: [{ ...CASE_TURNOVER[0], JIESHOU_ORG: 'O1D' }] })
    expect([steps(within)[1], stateOf(within).parts.sender]).toEqual(['imported_record', idOf('market')])
  })

  test('a clue to the supervisory commission is read by who sent it and who gets it', () => {
    const clue = step('4', '03-01', 'u3', { CASE_STATE: '14' })
    const CASE_YISONG_JIWEI = [{ STEP_ID: '4', CASE_ID: '1', JIESHOU_ORG: 'S1', YISONG_REASON: '涉嫌受贿' }]
    const rows = caseOf('14', { CASE_STEP: [...sent, filed, clue], CASE_YISONG_JIWEI })
    expect(eventsOf(rows).at(-1)).toMatchObject({
      step: 'duty_crime_clue_transfer',
      visibleTo: [idOf('commission'), 'supervisor'].sort(),
      input: { facts: '涉嫌受贿' },
    })
    expect(stateOf(read(rows)).invited).toMatchObject([{ part: 'clue_receiver', agencyId: idOf('commission') }])
  })
})

describe('suspects', () => {
  const three = [
    suspect('7', '张三', {
      DAIBU_STATE: '3',
      TIQING_QISU_STATE: '2',
      GONGSU_STATE: '3',
      PANJUE_STATE: '2',
      CONDITION_ID: 'G1',
    }),
    suspect('8', '李四', {
      DAIBU_STATE: '4',
      BUBU_REASON: '证据不足',
      TIQING_QISU_STATE: '2',
      GONGSU_STATE: '2',
      BUQISU_REASON: '情节轻微',
    }),
    suspect('9', '王五', { DAIBU_STATE: '1', TIQING_QISU_STATE: '1' }),
  ]
  const leg = [
    ...sent,
    filed,
    act('4', '02-20', 'u2', '1', '17'),
    act('5', '02-27', 'u3', '6', '18'),
    act('6', '04-20', 'u2', '2', '19'),
    act('7', '05-20', 'u3', '3', '21'),
    act('8', '05-21', 'u3', '4', '21'),
    act('9', '07-20', 'u4', '5', '22'),
  ]
  const accused = [
    { XIANYIREN_ID: '7', ACCUSE_ID: 'A1', ZM_TYPE: '1' },
    { XIANYIREN_ID: '7', ACCUSE_ID: 'A1', ZM_TYPE: '4' },
    { XIANYIREN_ID: '7', ACCUSE_ID: 'A2', ZM_TYPE: '5' },
    { XIANYIREN_ID: '8', ACCUSE_ID: 'A1', ZM_TYPE: '1' },
  ]
  const rows = caseOf('22', { CASE_STEP: leg, CASE_XIANYIREN: three, XIANYIREN_ACCUSE: accused })

  test('each has the fate of the own row, and one row may be several entries', () => {
    const reading = read(rows)
    expect(kinds(reading)).toEqual([])
    expect(states(reading)).toEqual({
      'criminal/case/1': 'divided',
      'criminal/s1/1': 'judged_convicted',
      'criminal/s2/1': 'not_prosecuted',
      'criminal/s3/1': 'filed',
      'coercive/s1/1': 'arrest_approved',
      'coercive/s2/1': 'arrest_refused',
    })
    expect(statusOf(reading)).toBe('several_outcomes')
    const arrests = eventsOf(rows).filter((e) => e.imported?.key.startsWith('5'))
    expect(arrests.map((e) => [e.step, e.imported?.key, e.about])).toEqual([
      ['arrest_approved', '5', ['s1']],
      ['arrest_refused', '5#2', ['s2']],
    ])
    expect(arrests[1]?.input).toEqual({ reasons: '证据不足' })
  })

  test('the charge of each stage is kept, the first instance’s where the final one has none', () => {
    expect(stateOf(read(rows)).persons.s1).toEqual({
      charges: {
        arrest_request: ['生产、销售伪劣产品罪'],
        indictment: ['生产、销售伪劣产品罪'],
        judgment_convicted: ['非法经营罪'],
      },
      sentence: { band: 'under_three_years' },
    })
  })

  test('whoever the agency listed and the criminal half does not know is no suspect once it is filed', () => {
    const listed = caseOf('14', {
      CASE_STEP: [...sent, filed],
      CASE_PARTY: [party('1', '赵六'), party('2', '张三')],
      CASE_XIANYIREN: [suspect('7', '张三')],
    })
    const [, dispatch, filing] = eventsOf(listed)
    expect(dispatch?.input.suspects).toMatchObject([{ name: '赵六' }, { name: '张三' }])
    expect(filing?.sets.suspects).toEqual([{ id: 's2', kind: 'person', name: '张三' }])
    expect(states(read(listed))).toEqual({ 'criminal/case/1': 'divided', 'criminal/s2/1': 'filed' })
  })

  test('whoever was born before 1949 was', () => {
    const old = read(caseOf('10', { CASE_PARTY: [party('1', '张三', { BIRTHDAY: '1941-05-01 00:00:00' })] }))
    expect(kinds(old)).toEqual([])
    expect(old.transfer?.events.at(-1)?.input.suspects).toMatchObject([{ birthDate: '1941-05-01' }])
  })

  test('two of one name with different numbers are two', () => {
    const twins = caseOf('10', {
      CASE_PARTY: [
        party('1', '张三', { IDS_NO: '110101199003078030' }),
        party('2', '张三', { IDS_NO: '11010119900307803X' }),
      ],
    })
    expect(stateOf(read(twins)).suspects.map((s) => s.id)).toEqual(['s1', 's2'])
  })

  test('a case of which nobody is known is filed on its facts, by the joint instance', () => {
    expect(states(read(caseOf('14', { CASE_STEP: [...sent, filed] })))).toEqual({ 'criminal/case/1': 'filed' })
  })

  test('refused first and approved later: two requests, two decisions', () => {
    const twice = caseOf('18', {
      CASE_STEP: [
        ...sent,
        filed,
        act('4', '02-20', 'u2', '1', '17'),
        act('5', '02-27', 'u3', '6', '18'),
        act('6', '03-20', 'u2', '1', '17'),
        act('7', '03-27', 'u3', '6', '18'),
      ],
      CASE_XIANYIREN: [suspect('7', '张三', { DAIBU_STATE: '3', BUBU_TIME: '2019-02-27', PIBU_TIME: '2019-03-27' })],
    })
    const reading = read(twice)
    expect(steps(reading).slice(3)).toEqual(['arrest_request', 'arrest_refused', 'arrest_request', 'arrest_approved'])
    expect(kinds(reading)).toEqual([])
  })

  test('a judgment at first instance and one on appeal are two entries', () => {
    const judged = suspect('7', '张三', {
      ...{ TIQING_QISU_STATE: '2', GONGSU_STATE: '3', PANJUE_STATE: '2', CONDITION_ID: 'G2' },
      ...{ YISHEN_TIME: '2019-07-19', ZHONGSHEN_TIME: '2019-10-10' },
    })
    const CASE_STEP = [
      ...[...sent, filed, act('6', '04-20', 'u2', '2', '19'), act('7', '05-20', 'u3', '3', '21')],
      ...[act('8', '07-20', 'u4', '5', '22'), act('9', '10-11', 'u4', '5', '22')],
    ]
    const reading = read(caseOf('22', { CASE_STEP, CASE_XIANYIREN: [judged] }))
    expect(steps(reading).slice(-2)).toEqual(['judgment_first_instance', 'judgment_acquitted'])
    expect(reading.transfer?.events.at(-1)?.input.judgedOn).toBe('2019-10-10')
    expect(kinds(reading)).toEqual([])
  })
})

describe('what no row led to, and what contradicts', () => {
  test('a row that presupposes a rolled-back one gets the state before it, with one difference', () => {
    const reading = read(
      caseOf('19', {
        CASE_STEP: [...sent, act('6', '04-20', 'u2', '2', '19')],
        CASE_XIANYIREN: [suspect('7', '张三', { TIQING_QISU_STATE: '2' })],
      }),
    )
    expect(steps(reading).slice(2)).toEqual(['imported_state', 'prosecution_referral'])
    expect(keysOf(reading.transfer?.events ?? []).slice(2)).toEqual(['6#state', '6'])
    expect(kinds(reading)).toEqual(['state_without_step CASE_STEP 6'])
  })

  test('a transfer of which only the letter is left is still that transfer', () => {
    const reading = read(caseOf('14', { CASE_STEP: [sent[0] as Values, filed], CASE_PARTY: [party('1', '张三')] }))
    expect(steps(reading)).toEqual(['imported_record', 'imported_state', 'filing_approved'])
    expect(reading.transfer).toMatchObject({ documentNo: '新市监移〔2019〕3号' })
    expect(reading.transfer?.events[1]).toMatchObject({
      opens: [{ instance: 'criminal/case/1', state: 'transferred' }],
      input: { facts: '销售伪劣产品金额八万元。' },
      imported: { typedAt: '2019-01-31T16:00:00.000Z' },
    })
  })

  test('a case without any row stands where its state says', () => {
    const reading = read(caseOf('14', { CASE_STEP: [], CASE_PARTY: [party('1', '张三')] }))
    expect(steps(reading)).toEqual(['imported_state', 'imported_state'])
    expect([states(reading)['criminal/s1/1'], kinds(reading)]).toEqual(['filed', ['state_without_step CASE_BASIC 1']])
  })

  test('a state that says less than the steps show changes nothing', () => {
    const reading = read(caseOf('10', { CASE_STEP: [...sent, filed] }))
    expect([states(reading)['criminal/case/1'], kinds(reading)]).toEqual([
      'filed',
      ['state_behind_history CASE_BASIC 1'],
    ])
  })

  test('a suspect’s flag that says less than the own times is told', () => {
    const reading = read(
      caseOf('19', {
        CASE_STEP: [...sent, filed, act('6', '04-20', 'u2', '2', '19')],
        CASE_XIANYIREN: [suspect('7', '张三', { TIQING_QISU_STATE: '1', TISU_TIME: '2019-04-19' })],
      }),
    )
    expect([states(reading)['criminal/s1/1'], kinds(reading)]).toEqual([
      'referred_for_prosecution',
      ['state_behind_history CASE_XIANYIREN 7'],
    ])
  })

  test('an act of which nobody bears a trace is recorded, and told', () => {
    const reading = read(
      caseOf('17', {
        CASE_STEP: [...sent, filed, act('4', '02-20', 'u2', '1', '17')],
        CASE_XIANYIREN: [suspect('7', '张三', { DAIBU_STATE: '1' })],
      }),
    )
    expect(steps(reading).at(-1)).toBe('imported_record')
    expect(kinds(reading)).toEqual(['step_has_no_place CASE_STEP 4', 'state_without_step CASE_BASIC 1'])
  })

  test.each([
    ['LIAN_STATE', '3'],
    ['CHUFA_STATE', '2'],
    ['YISONG_STATE', '1'],
    ['GONGAN_LIAN_STATE', '2'],
    ['DAIBU_STATE', '2'],
    ['QISU_STATE', '3'],
    ['PANJUE_STATE', '2'],
    ['JIEAN_STATE', '2'],
    ['REQUIRE_EXPLAIN_STATE', '1'],
    ['EXPLAIN_STATE', '1'],
    ['DETENTION_STATE', '2'],
    ['LIAN_SUPERVISE_STATE', '2'],
  ])(
    'the flag %s at %s against a case that is filed and no more is a difference, and decides nothing',
    (flag, says) => {
      const rows = caseOf('14', { CASE_STEP: [...sent, filed], CASE_STATE: [{ CASE_ID: '1', [flag]: says }] })
      expect(kinds(read(rows))).toEqual([`state_flag_contradicts CASE_STATE 1/${flag}`])
      expect(states(read(rows))).toEqual({ 'criminal/case/1': 'filed' })
    },
  )

  test('flags that agree are no difference', () => {
    const agreeing = {
      ...{
        CASE_ID: '1',
        LIAN_STATE: '1',
        CHUFA_STATE: '1',
        YISONG_STATE: '2',
        GONGAN_LIAN_STATE: '3',
        DAIBU_STATE: '1',
      },
      ...{ QISU_STATE: '1', PANJUE_STATE: '1', JIEAN_STATE: '1', REQUIRE_EXPLAIN_STATE: '0', EXPLAIN_STATE: '0' },
      ...{ DETENTION_STATE: '1', LIAN_SUPERVISE_STATE: '0' },
    }
    expect(kinds(read(caseOf('14', { CASE_STEP: [...sent, filed], CASE_STATE: [agreeing] })))).toEqual([])
  })

  test('filing after an order, of one’s own accord, or anew are three steps', () => {
    const refused = police('3', '02-10', '11')
    const asked = step('4', '03-01', 'u3', { TASK_TYPE: '18', CASE_STATE: '13' })
    const stated = step('5', '03-08', 'u2', { TASK_TYPE: '19', CASE_STATE: '15' })
    const ordered = step('6', '03-20', 'u3', { TASK_TYPE: '20', CASE_STATE: '16' })
    const last = (...rows: Values[]) =>
      steps(read(caseOf('14', { CASE_STEP: [...sent, ...rows, police('7', '04-01', '14')] }))).at(-1)
    expect(last(refused)).toBe('refiling')
    expect(last(refused, asked)).toBe('voluntary_filing')
    expect(last(refused, asked, stated, ordered)).toBe('filing_after_order')
  })
})

describe('files, papers and duties', () => {
  const attachment = (ID: string, path: string) => ({
    ...{ ID, CASE_ID: '1', ATTACHMENT_NAME: `附件${ID}.doc`, ATTACHMENT_PATH: path },
  })
  const rows = caseOf('10', {
    CRIME_CASE_FORM: [crimeForm({ YISONG_FILE: 'a1', SURVEY_FILE: 'a2', IDENTIFY_FILE: 'a3', GOODS_LIST_FILE: 'a9' })],
    CASE_ATTACHMENT: [
      attachment('a1', '\\upload\\2019\\a1.doc'),
      attachment('a2', '/upload/2019/a2.doc'),
      attachment('a3', '..\\..\\etc\\passwd'),
      attachment('a4', 'upload/a4.doc'),
    ],
  })
  const file = (sha256: string, materialId: string) => ({ state: 'present', sha256, materialId, size: 3 }) as const
  const files = { a1: file('aa', 'm1'), a2: { state: 'absent' }, a4: file('dd', 'm4') } as const

  test('a path of either slash is relative; what leads out of the directory is refused, what is not there is told', () => {
    const reading = readCase(legacy(rows, files), codes)
    expect(reading.transfer?.materials).toEqual([
      { attachment: 'a1', kind: 'M1', filename: '附件a1.doc', path: 'upload/2019/a1.doc', version: 2 },
      { attachment: 'a4', kind: 'other', filename: '附件a4.doc', path: 'upload/a4.doc', version: 3 },
    ])
    expect(kinds(reading).sort()).toEqual([
      'attachment_absent CASE_ATTACHMENT a2',
      'attachment_absent CASE_ATTACHMENT a9',
      'attachment_refused CASE_ATTACHMENT a3',
    ])
    const [, dispatch, left] = reading.transfer?.events ?? []
    expect(dispatch?.adds.materials).toBe(1)
    expect(dispatch?.input.materials).toEqual([{ id: 'm1', kind: 'M1', title: '附件a1.doc', sha256: 'aa' }])
    expect([left?.step, left?.visibleTo]).toEqual(['imported_record', ['sender', 'supervisor']])
  })

  test('a file of a form that was bound to a task (INPUT_TYPE 6) hangs at its step', () => {
    const field = { TASK_INST_ID: 't3', FIELD_ID: 'f4', FILE_NAME: '立案决定书.pdf', FIELD_PATH: '\\f\\1.pdf' }
    const filedWith = caseOf('14', {
      CASE_STEP: [...sent, police('3', '02-10', '14', { TASK_INST_ID: 't3' })],
      FIELD_INSTANCE: [field],
    })
    const reading = readCase(legacy(filedWith, { 'FIELD_INSTANCE/t3/f4': file('ee', 'm9') }), codes)
    expect(reading.transfer?.materials).toEqual([
      { attachment: 'FIELD_INSTANCE/t3/f4', kind: 'other', filename: '立案决定书.pdf', path: 'f/1.pdf', version: 3 },
    ])
  })

  test('consultations and papers stand in the order of time, read by the organs that had them', () => {
    const beside = caseOf('10', {
      CASE_CONSULTATION: [
        {
          ID: 'k1',
          CASE_ID: '1',
          TITLE: '如何定性',
          CREATE_USER: 'u1',
          CREATE_ORG: 'O1',
          CREATE_TIME: '2019-01-15 09:00:00',
        },
      ],
      CASE_CONSULTATION_CONTENT: [{ ID: 'k2', CONSULTATION_ID: 'k1', CONTENT: '请研究。', CREATE_USER: 'u3' }],
      CASE_CONSULTATION_PARTICIPANTS: [{ CONSULTATION_ID: 'k1', USER_ID: 'u3', ORG_ID: 'J1' }],
      OFFICE_DOC: [
        {
          DOC_ID: 'd1',
          CASE_ID: '1',
          DOC_NO: '新检函〔2019〕1号',
          SEND_ORG: 'J1',
          RECEIVE_ORG: 'P1',
          SEND_TIME: '2019-02-05',
        },
      ],
    })
    const events = eventsOf(beside)
    expect(keysOf(events)).toEqual(['1', 'k1', '2', 'd1'])
    expect(events[1]).toMatchObject({
      visibleTo: ['sender', idOf('market'), idOf('procuratorate')].sort(),
      imported: { table: 'CASE_CONSULTATION', words: { step: '如何定性' } },
    })
    expect(Object.values(events[1]?.imported?.raw ?? {})).toContain('请研究。')
    expect(events[3]?.visibleTo).toEqual(expect.arrayContaining([idOf('police'), idOf('procuratorate')]))
  })

  test('what was open at the switch is listed and nothing of it is counted', () => {
    const todo = {
      TODO_ID: 't1',
      CASE_ID: '1',
      CREATE_TIME: '2019-02-01 10:00:00',
      ASSIGN_ORG: 'P1D',
      TASK_ACTION_NAME: '受理',
    }
    const reading = read(caseOf('10', { CASE_TODO: [todo, { ...todo, TODO_ID: 't2', ASSIGN_ORG: 'NEW' }] }))
    expect(reading.duties).toEqual([
      { key: 't1', what: '受理', since: '2019-02-01T02:00:00.000Z', agencyId: idOf('police') },
      { key: 't2', what: '受理', since: '2019-02-01T02:00:00.000Z', agencyId: null },
    ])
    expect(stateOf(reading).clocks).toEqual({})
  })
})

describe('a second reading', () => {
  const first = caseOf('14', { CASE_STEP: [...sent, filed], CASE_PARTY: [party('1', '张三')] })
  const later: Rows = {
    ...first,
    CASE_BASIC: [basic({ CASE_STATE: '19' })],
    CASE_STEP: [...sent, filed, act('6', '04-20', 'u2', '2', '19')],
    CASE_PARTY: [party('0', '钱七'), party('1', '张三')],
    CASE_XIANYIREN: [suspect('7', '张三', { TIQING_QISU_STATE: '2' })],
  }

  test('of two with one name, the one who stands in the case keeps the number', () => {
    const twins: Rows = {
      ...first,
      CASE_PARTY: [party('1', '张三', { IDS_NO: '110101199003078030' })],
      CASE_XIANYIREN: [suspect('7', '张三', { IDS_NO: '11010119900307803X' })],
    }
    const reading = readCase(
      legacy({
        ...later,
        CASE_PARTY: twins.CASE_PARTY ?? [],
        CASE_XIANYIREN: [suspect('7', '张三', { IDS_NO: '11010119900307803X', TIQING_QISU_STATE: '2' })],
      }),
      codes,
      kept(twins),
    )
    expect(reading.transfer?.events.map((e) => [e.step, e.about])).toEqual([['prosecution_referral', ['s2']]])
  })

  test('tells only what is new, on the case as it stands, under the ids that suspects have', () => {
    const one = read(first)
    const state = stateOf(one)
    const keys = new Set((one.transfer?.events ?? []).map((e) => `${e.imported?.table}/${e.imported?.key}`))
    const again = readCase(legacy(later), codes, { state, keys })
    expect(again.transfer?.id).toBe(one.transfer?.id)
    expect(again.transfer?.events.map((e) => [e.version, e.step])).toEqual([[4, 'prosecution_referral']])
    const after = (again.transfer?.events ?? []).reduce(evolve, state)
    expect(after.instances['criminal/s1/1']?.state).toBe('referred_for_prosecution')
    expect(kinds(again)).toEqual(kinds(read(later)))
  })

  const kept = (rows: Rows, files = {}) => {
    const reading = readCase(legacy(rows, files), codes)
    const prior = priorOf(reading.transfer?.events ?? [], legacy(rows, files).files)
    if (prior === null) throw new Error('no case came of it')
    return prior
  }
  const formerly = (
    rows: Rows,
    table: string,
    key: string,
    former: Values,
    gone: readonly LegacyRow[] = [],
  ): LegacyCase => {
    const { caseKey, files, rows: now } = legacy(rows)
    const changed = [...now].map(([name, list]) => [
      name,
      name === table ? list.map((r) => (r.key === key ? { ...r, former } : r)) : list,
    ]) as [string, LegacyRow[]][]
    return { caseKey, files, gone, rows: new Map(changed) }
  }

  test('tells by a further entry what was sealed and says something else today, with both values', () => {
    const changed = formerly(first, 'CRIME_CASE_FORM', '1', crimeForm({ CASE_DETAIL: '金额五万元。' }))
    const prior = kept(first)
    const reading = readCase(changed, codes, prior)
    expect(kinds(reading)).toEqual(['row_changed CRIME_CASE_FORM 1'])
    const [event, ...more] = reading.transfer?.events ?? []
    expect([event?.step, event?.version, more]).toEqual(['imported_record', 4, []])
    expect(event?.imported?.raw).toEqual({
      'CASE_DETAIL（改前）': '金额五万元。',
      'CASE_DETAIL（改后）': '销售伪劣产品金额八万元。',
    })
    const again = { state: prior.state, keys: new Set([...prior.keys, `CRIME_CASE_FORM/${event?.imported?.key}`]) }
    expect(readCase(changed, codes, again).transfer?.events).toEqual([])
  })

  test('what the older platform itself rewrites at every step is no change', () => {
    const changed = formerly(first, 'CASE_BASIC', '1', basic({ CASE_STATE: '10' }))
    const reading = readCase(changed, codes, kept(first))
    expect([kinds(reading), reading.transfer?.events]).toEqual([[], []])
  })

  test('a step that was undone there is told and not undone here', () => {
    const [gone] = legacy({ CASE_STEP: [filed] }).rows.get('CASE_STEP') ?? []
    const undone: Rows = { ...first, CASE_BASIC: [basic({ CASE_STATE: '10' })], CASE_STEP: sent }
    const reading = readCase(formerly(undone, '', '', {}, gone === undefined ? [] : [gone]), codes, kept(first))
    expect(kinds(reading)).toEqual(['row_vanished CASE_STEP 3'])
    expect(reading.transfer?.events.map((e) => [e.step, e.imported?.key, e.moves])).toEqual([
      ['imported_record', '3@gone', []],
    ])
  })

  test('a state that is found twice is told twice, once each', () => {
    const one = caseOf('14', { CASE_PARTY: [party('1', '张三')] })
    const two = { ...one, CASE_BASIC: [basic({ CASE_STATE: '19' })] }
    const reading = readCase(legacy(two), codes, kept(one))
    expect(reading.transfer?.events.map((e) => [e.step, e.imported?.key])).toEqual([['imported_state', '1@19']])
  })

  test('files that were brought before are not brought again', () => {
    const CASE_ATTACHMENT = [{ ID: 'a4', CASE_ID: '1', ATTACHMENT_NAME: 'x.doc', ATTACHMENT_PATH: 'upload/a4.doc' }]
    const files = { a4: { state: 'present', sha256: 'dd', materialId: 'm4' } } as const
    const rows = { ...first, CASE_ATTACHMENT }
    expect(readCase(legacy(rows, files), codes, kept(rows, files)).transfer?.events).toEqual([])
    const later2 = readCase(legacy(rows, files), codes, kept(first)).transfer
    expect(later2?.events.map((e) => e.imported?.key)).toEqual(['1#attachments'])
  })

  test('rows whose case was never dumped are held', () => {
    const reading = read({ CASE_STEP: sent })
    expect([reading.kind, kinds(reading)]).toEqual(['held', ['rows_without_case CASE_BASIC 1']])
  })

  test('tells nothing where nothing is new', () => {
    const one = read(first)
    const keys = new Set((one.transfer?.events ?? []).map((e) => `${e.imported?.table}/${e.imported?.key}`))
    expect(readCase(legacy(first), codes, { state: stateOf(one), keys }).transfer?.events).toEqual([])
  })

  test('the gateway’s own id stands for whoever is not mapped', () => {
    const reading = read(caseOf('14', { CASE_STEP: [...sent, police('3', '02-10', '14', { ASSIGN_PERSON: null })] }))
    expect(reading.transfer?.events.at(-1)?.by).toEqual({ agencyId: gatewayId, part: 'gateway', clientId: 'takeover' })
  })
})

describe('clues', () => {
  test('a clue keeps who took it, to whom it went, and what was answered; whether it became a case is not said', () => {
    const row = (table: string, values: LegacyRow['values']): LegacyRow => ({ table, key: '5', values })
    const rows = {
      info: row('CLUE_INFO', {
        ...{ CLUE_ID: '5', CLUE_NO: '线索5', CLUE_NAME: '假酒线索', CONTENT: '群众反映' },
        ...{ CREATE_ORG: 'J1', CREATE_TIME: '2019-01-01' },
      }),
      dispatches: [
        row('CLUE_DISPATCH', { CLUE_ID: '5', DISPATCH_ORG: 'J1', RECEIVE_ORG: 'O1D', DISPATCH_TIME: '2019-01-02' }),
      ],
      accepts: [row('CLUE_ACCEPT', { CLUE_ID: '5', ACCEPT_ORG: 'O1', ACCEPT_TIME: '2019-01-03' })],
      replies: [
        row('CLUE_REPLY', {
          ...{ CLUE_ID: '5', REPLY_ORG: 'O1', CONTENT: '已查处', UNDERTAKER: '某某', REPLY_TIME: '2019-02-30' },
        }),
      ],
    }
    const { clue, reasons, differences } = readClue(rows, codes)
    expect([clue.number, clue.facts, reasons]).toEqual(['线索5', '群众反映', []])
    expect(clue.entries).toMatchObject([
      { act: 'take', at: '2018-12-31T16:00:00.000Z', agencyId: idOf('procuratorate'), organ: '单位J1' },
      { act: 'dispatch', at: '2019-01-01T16:00:00.000Z', agencyId: idOf('procuratorate'), to: idOf('market') },
      { act: 'accept', at: '2019-01-02T16:00:00.000Z', agencyId: idOf('market'), organ: '单位O1' },
      { act: 'answer', at: null, agencyId: idOf('market'), text: '已查处', actor: '某某' },
    ])
    expect(differences.map((d) => `${d.kind} ${d.table} ${d.key}`)).toEqual(['time_unreadable CLUE_REPLY 5/REPLY_TIME'])
  })

  test('a duty-crime case is a clue with where it went', () => {
    const reading = read({
      CASE_BASIC: [basic({ PROC_KEY: 'zhiwufanzuiProc', CASE_DETAIL_NAME: '收受财物' })],
      CASE_YISONG_JIWEI: [
        { STEP_ID: '4', CASE_ID: '1', YISONG_ORG: 'J1', JIESHOU_ORG: 'S1', YISONG_TIME: '2019-03-01' },
      ],
    })
    expect(reading.clue).toMatchObject({
      facts: '收受财物',
      entries: [
        { act: 'take', agencyId: idOf('market') },
        { act: 'dispatch', agencyId: idOf('procuratorate'), to: idOf('commission') },
      ],
    })
  })
})
