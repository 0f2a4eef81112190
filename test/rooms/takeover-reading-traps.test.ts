// The traps of the older platform's codes, one by one: flags in two senses, columns that are spelt wrong or never read,
// numbers that are no numbers, amounts and times in many shapes, codes that nobody mapped. Nothing is guessed or repaired.
import { describe, expect, test } from 'vitest'
import { fenOf, timeOf, wholeOf, yesIsOne, yesIsTwo, yuanText } from '../../src/takeover/reading/values.ts'
import { neverTaken } from '../../src/takeover/tables.ts'
import {
  basic,
  codesMissing,
  codesWith,
  crimeForm,
  goodId,
  goodUscc,
  idOf,
  kinds,
  mapping,
  party,
  police,
  type Rows,
  read,
  registry,
  sent,
  stateOf,
  states,
  step,
  steps,
  suspect,
  type Values,
} from './takeover-rows.ts'

const penaltyForm = (over: Values = {}): Values => ({
  CASE_ID: '1',
  PENALTY_FILE_NO: '新市监罚〔2019〕8号',
  PUNISH_TIME: '2019-01-20',
  ...over,
})
const lianForm = (over: Values = {}): Values => ({ CASE_ID: '1', UNDERTAKE_TIME: '2019-01-05', ...over })
const punished = (over: Values, more: Rows = {}) =>
  read({ CASE_BASIC: [basic({ CASE_STATE: '' })], PENALTY_CASE_FORM: [penaltyForm(over)], ...more })
const transferredCase = (rows: Rows = {}): Rows => ({
  CASE_BASIC: [basic({ CASE_STATE: '10' })],
  CRIME_CASE_FORM: [crimeForm()],
  CASE_STEP: sent,
  ...rows,
})

describe('flags of yes and no', () => {
  const places = {
    IS_DESCUSS: 'declared.discussed',
    IS_SERIOUS: 'declared.serious',
    IS_BEYOND_EIGHTY: 'declared.near_threshold',
    IS_LOWER_LIMIT_MONEY: 'declared.below_minimum',
    IS_IDENTIFY: 'declared.appraised',
  }
  test.each(Object.entries(places))('%s is 1 yes and 2 no', (column, place) => {
    expect(punished({ [column]: '1' }).penalty?.[place]).toBe('是')
    expect(punished({ [column]: '2' }).penalty?.[place]).toBe('否')
    expect(punished({}).penalty?.[place]).toBeUndefined()
  })

  test('appraised is 1 and nothing else: a value below 6 is not yes, as their own report took it', () => {
    const reading = punished({ IS_IDENTIFY: '3' })
    expect(reading.penalty?.['declared.appraised']).toBeUndefined()
    expect(kinds(reading)).toContain('flag_unreadable PENALTY_CASE_FORM 1/IS_IDENTIFY')
  })

  test('6 is no kind of appraisal: it says there was none, and makes no appraisal', () => {
    const { penalty } = punished({ IS_IDENTIFY: '2', IDENTIFY_TYPE: '6' })
    expect(penalty).toMatchObject({ 'declared.appraised': '否', raw: { IDENTIFY_TYPE: '无' } })
  })

  test('IS_DESCUSS is read under its misspelt name, and IS_DISCUSS is no column of theirs', () => {
    expect(punished({ IS_DISCUSS: '1' }).penalty).toMatchObject({ raw: { IS_DISCUSS: '1' } })
    expect(punished({ IS_DISCUSS: '1' }).penalty?.['declared.discussed']).toBeUndefined()
  })

  test('the number of penalties is a number and no flag: 1 is once, 2 is twice', () => {
    expect(punished({ CHUFA_TIMES: '1' }).penalty?.['declared.repeated']).toBe('1')
    expect(punished({ CHUFA_TIMES: '2' }).penalty?.['declared.repeated']).toBe('2')
  })

  test('infringing or counterfeit (IS_FAKE) is 1 yes and 2 no', () => {
    expect(punished({ IS_FAKE: '1' }).penalty).toMatchObject({ raw: { 侵权假冒: '是' } })
    expect(punished({ IS_FAKE: '2' }).penalty).toMatchObject({ raw: { 侵权假冒: '否' } })
  })

  test('coercive measures (IS_MEASURES) are 1 no and 2 yes', () => {
    const measures = (value: string) =>
      read({ CASE_BASIC: [basic()], PENALTY_LIAN_FORM: [lianForm({ IS_MEASURES: value })] }).penalty
    expect(measures('1')).toMatchObject({ raw: { 强制措施: '否' } })
    expect(measures('2')).toMatchObject({ raw: { 强制措施: '是' } })
  })

  test('handed down (IS_ASSIGN) is 1 no and 2 yes', () => {
    const assigned = (value: string) => read({ CASE_BASIC: [basic({ IS_ASSIGN: value })] }).penalty
    expect(assigned('1')).toMatchObject({ raw: { 交办: '否' } })
    expect(assigned('2')).toMatchObject({ raw: { 交办: '是' } })
    expect([yesIsTwo('1'), yesIsTwo('2'), yesIsTwo('3')]).toEqual([false, true, null])
    expect([yesIsOne('1'), yesIsOne('2'), yesIsOne('0')]).toEqual([true, false, null])
  })

  test('detained (DETENTION_STATE) is 1 no and 2 yes: a decision whose own form says no is a difference', () => {
    const reading = read({
      CASE_BASIC: [basic({ CASE_STATE: '31' })],
      CASE_STEP: [
        step('2', '02-01', 'u1', { TASK_TYPE: '15', CASE_STATE: '30' }),
        step('3', '02-03', 'u2', { TASK_TYPE: '16', CASE_STATE: '31' }),
      ],
      TRANSFER_DETENTION: [{ CASE_ID: '1', ACCEPT_ORG: 'P1', STEP_ID: '2' }],
      DETENTION_INFO: [{ CASE_ID: '1', DETENTION_STATE: '1', DETENTION_DAYS: '5', STEP_ID: '3' }],
    })
    expect(kinds(reading)).toEqual(['state_flag_contradicts DETENTION_INFO 1/DETENTION_STATE'])
    expect(reading.transfer?.events.at(-1)).toMatchObject({ step: 'detention_decided', input: { days: 5 } })
  })
})

describe('columns', () => {
  test('LATEST_POCESS_TIME is read under its misspelt name: a state as found stands at that time', () => {
    const reading = read(
      transferredCase({ CASE_BASIC: [basic({ CASE_STATE: '14', LATEST_POCESS_TIME: '2019-06-01 08:00:00' })] }),
    )
    expect(reading.transfer?.events.at(-1)).toMatchObject({ step: 'imported_state', at: '2019-06-01T00:00:00.000Z' })
  })

  test('MEMO of the filing form is what the case is about (案由), not a remark', () => {
    const { penalty } = read({ CASE_BASIC: [basic()], PENALTY_LIAN_FORM: [lianForm({ MEMO: '销售伪劣产品' })] })
    expect(penalty?.violation_type).toBe('销售伪劣产品')
  })

  test('LIMIT_TIME, which was never read there, sets no period here and stays raw', () => {
    const reading = read({
      CASE_BASIC: [basic({ CASE_STATE: '9' })],
      CASE_STEP: [step('2', '02-01', 'u3', { TASK_TYPE: '7', CASE_STATE: '9' })],
      SUGGEST_YISONG_FORM: [{ STEP_ID: '2', CASE_ID: '1', LIMIT_TIME: '2019-03-01' }],
    })
    const [event] = reading.transfer?.events ?? []
    expect(event?.imported?.raw).toMatchObject({ LIMIT_TIME: '2019-03-01' })
    expect(JSON.stringify([event?.clocks, event?.opens])).not.toContain('2019-03-01')
  })

  test('passwords, identity cards and devices of users, and previews of files, have no place in what is read', () => {
    expect([...neverTaken].sort()).toEqual(['DEVICE_CODE', 'ID_CARD', 'PASSWORD', 'SWF_PATH'])
    const rows = {
      ...registry,
      USER_: [{ USER_ID: 'u1', USER_NAME: '赵一', ORG_ID: 'O1', PASSWORD: 'pw', ID_CARD: goodId }],
    }
    const said = JSON.stringify(read(transferredCase(), codesWith({}, rows)))
    expect(said).toContain('赵一')
    expect(said).not.toMatch(new RegExp(`pw|${goodId}`))
  })

  test('what a form says and the contract has no field for stays raw under its own name', () => {
    const reading = read(transferredCase({ CRIME_CASE_FORM: [crimeForm({ UNDERTAKER: '某某', EXTRA_1: '补充' })] }))
    expect(reading.transfer?.events.at(-1)?.imported?.raw).toMatchObject({ UNDERTAKER: '某某', EXTRA_1: '补充' })
  })
})

describe('numbers of persons and units', () => {
  const withParty = (over: Values) => read(transferredCase({ CASE_PARTY: [party('5', '张三', over)] }))
  const saidOf = (reading: ReturnType<typeof read>) =>
    (reading.transfer?.events.at(-1)?.input.suspects as Record<string, unknown>[] | undefined)?.[0]

  test('a sound identity number is taken', () => {
    const reading = withParty({ IDS_NO: goodId })
    expect(kinds(reading)).toEqual([])
    expect(saidOf(reading)).toMatchObject({ idType: 'id_card', idNumber: goodId })
  })

  test.each([
    ['one with a wrong check digit', '110101199003078031'],
    ['one of the first generation, of 15 digits', '110101900307803'],
    ['one in full-width digits', '１１０１０１１９９００３０７８０３Ｘ'],
    ['one that somebody masked', '110101********803X'],
  ])('%s is told and never repaired', (_, number) => {
    const reading = withParty({ IDS_NO: number })
    expect(kinds(reading)).toEqual(['identifier_fails_its_check CASE_PARTY 5/IDS_NO'])
    expect(saidOf(reading)).toEqual({ kind: 'person', name: '张三', idType: 'unknown' })
    expect(reading.transfer?.events.at(-1)?.imported?.raw).toMatchObject({ 's1 证件号码': number })
    expect(reading.penalty?.['party.identifier.id_card']).toBe(number)
  })

  const withUnit = (over: Values) =>
    read(
      transferredCase({ CASE_COMPANY: [{ COMPANY_ID: '7', CASE_ID: '1', NAME: '某某商店', PROXY: '王五', ...over }] }),
    )

  test('a registration number that is a sound credit code is one', () => {
    const reading = withUnit({ REGISTRACTION_NUM: goodUscc })
    expect(kinds(reading)).toEqual([])
    expect(saidOf(reading)).toMatchObject({ kind: 'unit', uscc: goodUscc, legalRepresentative: '王五' })
  })

  test('a registration number of another length may be a tax or an old registration number: it is left alone', () => {
    const reading = withUnit({ REGISTRACTION_NUM: '410702000012345' })
    expect(kinds(reading)).toEqual([])
    expect(saidOf(reading)).not.toHaveProperty('uscc')
    expect(reading.penalty?.['party.identifier.other']).toBe('410702000012345')
  })

  test('a credit code that fails its check is told, wherever it stands', () => {
    const wrong = `${goodUscc.slice(0, 17)}${goodUscc.endsWith('0') ? '1' : '0'}`
    expect(kinds(withUnit({ REGISTRACTION_NUM: wrong }))).toEqual([
      'identifier_fails_its_check CASE_COMPANY 7/REGISTRACTION_NUM',
    ])
    expect(kinds(withUnit({ CREDIT_CODE: '41070200001234' }))).toEqual([
      'identifier_fails_its_check CASE_COMPANY 7/CREDIT_CODE',
    ])
  })

  test('the capital of a unit is in 万元 and is never taken for yuan', () => {
    const { penalty } = withUnit({ REGISTRATION_CAPITAL: '500' })
    expect(penalty).toMatchObject({ raw: { '7 注册资本（万元）': '500' } })
    expect(Object.keys(penalty ?? {}).filter((place) => place.startsWith('amount.'))).toEqual([])
  })
})

describe('amounts', () => {
  test('the amount involved is in yuan, to the fen', () => {
    const { penalty } = read({ CASE_BASIC: [basic()], PENALTY_LIAN_FORM: [lianForm({ AMOUNT_INVOLVED: '80000.5' })] })
    expect(penalty?.['amount.other']).toBe('80000.50')
  })

  test('0 is what the form wants where there is none: no amount', () => {
    const reading = read(transferredCase({ PENALTY_LIAN_FORM: [lianForm({ AMOUNT_INVOLVED: '0' })] }))
    expect(reading.penalty).not.toHaveProperty('amount.other')
    expect(reading.transfer?.events.at(-1)?.input).not.toHaveProperty('amounts')
    expect(kinds(reading)).toEqual([])
  })

  test('what cannot be read to the fen is told and stays raw', () => {
    const reading = read({ CASE_BASIC: [basic()], PENALTY_LIAN_FORM: [lianForm({ AMOUNT_INVOLVED: '约8万元' })] })
    expect(kinds(reading)).toEqual(['amount_unreadable PENALTY_LIAN_FORM 1/AMOUNT_INVOLVED'])
    expect(reading.penalty).toMatchObject({ raw: { AMOUNT_INVOLVED: '约8万元' } })
  })

  test.each([
    ['1234.5', 123_450],
    ['.5', 50],
    ['１２３４', 123_400],
    ['1,234.00', 123_400],
    ['0', 0],
    ['1.005', null],
    ['1.5万', null],
    ['-3', null],
    ['', null],
  ])('%s yuan is %s fen', (text, fen) => {
    expect(fenOf(text)).toBe(fen)
  })

  test('yuan as the contract takes them', () => {
    expect([yuanText(5), yuanText(123_450)]).toEqual(['0.05', '1234.50'])
  })
})

describe('times', () => {
  test.each([
    ['2019-03-05 09:05:00', '2019-03-05T01:05:00.000Z'],
    ['2019-03-05 09:05:00.0', '2019-03-05T01:05:00.000Z'],
    ['2019/3/5 9:05', '2019-03-05T01:05:00.000Z'],
    ['2019.03.05', '2019-03-04T16:00:00.000Z'],
    ['2019年3月5日', '2019-03-04T16:00:00.000Z'],
    ['2019年3月5日 9时5分', '2019-03-05T01:05:00.000Z'],
    ['20190305', '2019-03-04T16:00:00.000Z'],
    ['20190305090500', '2019-03-05T01:05:00.000Z'],
    ['05-MAR-19', '2019-03-04T16:00:00.000Z'],
    ['05-3月 -19 09.05.00.000000 下午', '2019-03-05T13:05:00.000Z'],
    ['２０１９-０３-０５', '2019-03-04T16:00:00.000Z'],
    ['2019-02-30 00:00:00', null],
    ['2019212', null],
    ['昨天', null],
  ])('%s is %s', (text, iso) => {
    const ms = timeOf(text)
    expect(ms === null ? null : new Date(ms).toISOString()).toBe(iso)
  })

  test('a time that cannot be read, or cannot be, is told by its column; both times of an entry are kept', () => {
    const reading = read(
      transferredCase({
        CASE_BASIC: [basic({ CASE_STATE: '10', ANFA_TIME: '2019212' })],
        CRIME_CASE_FORM: [crimeForm({ YISONG_TIME: '2091-02-01' })],
      }),
    )
    expect(kinds(reading).sort()).toEqual([
      'time_impossible CRIME_CASE_FORM 1/YISONG_TIME',
      'time_unreadable CASE_BASIC 1/ANFA_TIME',
    ])
    const dispatched = read(transferredCase()).transfer?.events.at(-1)
    expect(dispatched?.at).toBe('2019-02-01T02:00:00.000Z')
    expect(dispatched?.imported).toMatchObject({
      recordedAt: '2019-02-01T02:00:00.000Z',
      typedAt: '2019-01-31T16:00:00.000Z',
    })
  })

  test('whole numbers', () => {
    expect(['7', '07', '7.0', '７', '-1', 'x', ''].map(wholeOf)).toEqual(['7', '7', '7', '7', '-1', null, null])
  })
})

describe('transfers', () => {
  test.each([
    ['2', [], []],
    ['3', [], ['state_flag_contradicts CASE_STATE 1/YISONG_STATE']],
    ['3', [step('1b', '01-20', 'u3', { TASK_TYPE: '7', CASE_STATE: '9' })], []],
    [
      '2',
      [step('1b', '01-20', 'u3', { TASK_TYPE: '7', CASE_STATE: '9' })],
      ['state_flag_contradicts CASE_STATE 1/YISONG_STATE'],
    ],
  ])('YISONG_STATE %s is of its own accord (2) or after a suggestion (3)', (flag, more, differences) => {
    const reading = read(
      transferredCase({ CASE_STATE: [{ CASE_ID: '1', YISONG_STATE: flag }], CASE_STEP: [...sent, ...more] }),
    )
    expect(kinds(reading)).toEqual(differences)
    if (more.length > 0) expect(states(reading)).toMatchObject({ 'supervision/demand/1': 'transferred_on_demand' })
  })

  test.each([
    ['10', '14', ['filing_approved'], 'by the state alone'],
    ['10', '11', ['filing_refused'], 'by the state alone'],
  ])('a row of ACTION_TYPE 0 is what it led to: from %s to %s is %s', (_, state, expected) => {
    const reading = read(
      transferredCase({
        CASE_BASIC: [basic({ CASE_STATE: state })],
        CASE_STEP: [...sent, police('3', '02-10', state)],
      }),
    )
    expect(steps(reading).slice(2)).toEqual(expected)
  })

  test('a row that leaves the state where it was is recorded and moves nothing', () => {
    const reading = read(
      transferredCase({
        CASE_BASIC: [basic({ CASE_STATE: '14' })],
        CASE_STEP: [...sent, police('3', '02-10', '14'), police('4', '02-11', '14')],
      }),
    )
    expect(steps(reading).slice(2)).toEqual(['filing_approved', 'imported_record'])
    expect(kinds(reading)).toEqual([])
  })

  test('TASK_TYPE 8 with the state 8 is a further inquiry, not the end of the case', () => {
    const inquiry = step('3', '02-10', 'u1', { TASK_TYPE: '8', CASE_STATE: '8' })
    const reading = read({
      CASE_BASIC: [basic({ CASE_STATE: '8' })],
      CASE_STEP: [sent[0] as Values, step('2', '02-01', 'u3', { TASK_TYPE: '7', CASE_STATE: '9' }), inquiry],
      CASE_STATE: [{ CASE_ID: '1', JIEAN_STATE: '1', YISONG_STATE: '4' }],
    })
    expect(steps(reading)).toEqual(['imported_record', 'procuratorate_demands_transfer', 'imported_record'])
    expect(kinds(reading)).toEqual([])
  })

  const suggested = { STEP_ID: '2', CASE_ID: '1' }
  const evidence: readonly (readonly [string, Rows])[] = [
    ['a transfer form', { CRIME_CASE_FORM: [crimeForm()] }],
    ['the flag 2', { CASE_STATE: [{ CASE_ID: '1', YISONG_STATE: '2' }], CASE_STEP: [police('3', '02-10', '0')] }],
    ['the flag 3', { CASE_STATE: [{ CASE_ID: '1', YISONG_STATE: '3' }], CASE_STEP: [police('3', '02-10', '0')] }],
    ['a suspect', { CASE_XIANYIREN: [suspect('9', '张三')], CASE_STEP: [police('3', '02-10', '0')] }],
    ['a suggestion to transfer', { SUGGEST_YISONG_FORM: [suggested] }],
    ['a transfer for detention', { TRANSFER_DETENTION: [{ CASE_ID: '1', ACCEPT_ORG: 'P1' }] }],
    ['a step of ACTION_TYPE 10', { CASE_STEP: [step('2', '02-01', 'u1', { ACTION_TYPE: '10', TARGET_ORG_ID: 'P1' })] }],
  ]
  test.each(evidence)('%s makes a transfer of a penalty case, and keeps the penalty case', (_, rows) => {
    const reading = read({ CASE_BASIC: [basic({ CASE_STATE: '2' })], ...rows })
    expect([reading.kind, reading.penalty === null]).toEqual(['transfer', false])
  })

  test('without any of these it is a penalty case and no more; the older direct entry has no penalty record', () => {
    expect(read({ CASE_BASIC: [basic({ CASE_STATE: '2' })] })).toMatchObject({ kind: 'penalty', transfer: null })
    const direct = read(transferredCase({ CASE_BASIC: [basic({ PROC_KEY: 'crimeProc', CASE_STATE: '10' })] }))
    expect(direct).toMatchObject({ kind: 'transfer', penalty: null })
  })

  test('a transfer of which no row names the organ that received it is held', () => {
    const reading = read({ CASE_BASIC: [basic()], CASE_STATE: [{ CASE_ID: '1', YISONG_STATE: '2' }] })
    expect([reading.kind, reading.reasons]).toEqual(['held', ['受案单位为空']])
  })

  test.each(['1', '2', '4', '5', '9', '10', '11', '14'])(
    'TASK_TYPE %s is an act of the administrative half: recorded',
    (task) => {
      const rows = transferredCase({
        CASE_STEP: [...sent, step('3', '02-10', 'u1', { TASK_TYPE: task, CASE_STATE: '10' })],
      })
      expect(steps(read(rows)).at(-1)).toBe('imported_record')
      expect([kinds(read(rows)), read(rows).unmapped]).toEqual([[], []])
    },
  )

  test('−1 is a state of theirs (待审核), and no unmapped code', () => {
    const rows = transferredCase({
      CASE_STEP: [step('0', '01-01', 'u1', { TASK_TYPE: '1', CASE_STATE: '-1' }), ...sent],
    })
    expect([kinds(read(rows)), read(rows).unmapped]).toEqual([[], []])
  })

  test('the four papers of filing supervision say their reasons in the field of the contract', () => {
    const reading = read(
      transferredCase({
        CASE_BASIC: [basic({ CASE_STATE: '16' })],
        CASE_STEP: [
          ...[...sent, police('3', '02-10', '11'), step('4', '03-01', 'u3', { TASK_TYPE: '18', CASE_STATE: '13' })],
          ...[step('5', '03-08', 'u2', { TASK_TYPE: '19', CASE_STATE: '15' })],
          step('6', '03-20', 'u3', { TASK_TYPE: '20', CASE_STATE: '16' }),
        ],
        CASE_REQUIRE_NOLIAN_REASON: [
          { STEP_ID: '4', CASE_ID: '1', REQUIRE_TIME: '2019-02-28', REQUIRE_QUESTION: '为何不立案' },
        ],
        CASE_NOLIAN_REASON: [{ STEP_ID: '5', CASE_ID: '1', EXPLAIN_TIME: '2019-03-07', EXPLAIN: '数额不足' }],
        CASE_REQUIRE_LIAN: [{ STEP_ID: '6', CASE_ID: '1', NOTICE_TIME: '2019-03-19', QUESTION: '应当立案' }],
      }),
    )
    const papers = (reading.transfer?.events ?? []).slice(3)
    expect(papers.map((e) => [e.step, e.input.reasons, e.imported?.typedAt?.slice(0, 10)])).toEqual([
      ['require_reasons', '为何不立案', '2019-02-27'],
      ['reasons_statement', '数额不足', '2019-03-06'],
      ['filing_order', '应当立案', '2019-03-18'],
    ])
  })

  test('duty-crime and discipline cases are clues, never transfers', () => {
    for (const PROC_KEY of ['weijiProc', 'zhiwufanzuiProc']) {
      const reading = read({ ...transferredCase(), CASE_BASIC: [basic({ PROC_KEY, CASE_STATE: '10' })] })
      expect([reading.kind, reading.transfer, reading.penalty]).toEqual(['duty_clue', null, null])
    }
  })

  test('a process that nobody knows is held', () => {
    const reading = read({ CASE_BASIC: [basic({ PROC_KEY: 'yisongchufaProc' })] })
    expect([reading.kind, codesMissing(reading)]).toEqual(['held', ['process yisongchufaProc']])
  })
})

describe('codes that nobody mapped', () => {
  const bare = (over: object) => codesWith(over)

  test.each([
    ['the sender', { CASE_BASIC: [basic({ INPUT_UNIT: 'NEW', CASE_STATE: '10' })] }, 'organ NEW'],
    ['the organ that received it', { CRIME_CASE_FORM: [crimeForm({ ACCEPT_ORG: 'NEW' })] }, 'organ NEW'],
    ['the field of the sender', { CASE_BASIC: [basic({ INPUT_UNIT: 'O3', CASE_STATE: '10' })] }, 'organ O3'],
  ])('a transfer is held where %s has no mapping', (_, rows, code) => {
    const reading = read(transferredCase(rows))
    expect(reading.kind).toBe('held')
    expect(reading.transfer).toBeNull()
    expect(reading.reasons.length).toBeGreaterThan(0)
    expect(codesMissing(reading)).toContain(code)
  })

  test('an industry without a domain holds the transfer', () => {
    const reading = read(transferredCase(), bare({ industries: {} }))
    expect([reading.kind, codesMissing(reading)]).toEqual(['held', ['industry I1']])
  })

  test('an organ that is only proposed is unmapped until a person takes the word away', () => {
    const rows = transferredCase({ CASE_BASIC: [basic({ INPUT_UNIT: 'X9', CASE_STATE: '10' })] })
    expect([read(rows).kind, codesMissing(read(rows))]).toEqual(['held', ['organ X9']])
    const organs = { ...mapping.organs, X9: { agency: idOf('market') } }
    expect(read(rows, bare({ organs })).kind).toBe('transfer')
  })

  test('an organ that is said to have no counterpart holds the transfer and is no unmapped code', () => {
    const reading = read(transferredCase({ CASE_BASIC: [basic({ INPUT_UNIT: 'Z0', CASE_STATE: '10' })] }))
    expect([reading.kind, reading.unmapped.filter((u) => u.kind === 'organ')]).toEqual(['held', []])
  })

  test('a department without an entry is its organ', () => {
    const reading = read(transferredCase({ CASE_BASIC: [basic({ INPUT_UNIT: 'O1D', CASE_STATE: '10' })] }))
    expect(stateOf(reading).parts.sender).toBe(idOf('market'))
  })

  test('a charge is never taken by the name it has there', () => {
    const rows = transferredCase({
      CASE_ACCUSE: [
        { CASE_ID: '1', ACCUSE_ID: 'A1', ZM_TYPE: '1' },
        { CASE_ID: '1', ACCUSE_ID: 'A9', ZM_TYPE: '1' },
      ],
    })
    const reading = read(rows)
    const last = reading.transfer?.events.at(-1)
    expect(last?.input.charges).toEqual([{ name: '生产、销售伪劣产品罪', article: '140' }])
    expect(last?.imported?.raw).toMatchObject({ CASE_ACCUSE: 'A9 某罪' })
    expect(codesMissing(reading)).toEqual(['charge A9'])
  })

  test.each([
    ['G9', 'in the tree, and mapped by nobody'],
    ['G5', 'only proposed'],
    ['G77', 'in no table at all'],
  ])('a judgment with the code %s (%s) holds the transfer: an outcome is never guessed', (code) => {
    const reading = read(
      transferredCase({ CASE_XIANYIREN: [suspect('9', '张三', { PANJUE_STATE: '2', CONDITION_ID: code })] }),
    )
    expect([reading.kind, codesMissing(reading)]).toEqual(['held', [`judge_condition ${code}`]])
  })

  test('a judgment without any code leaves the suspect where he stood, and is told', () => {
    const reading = read(
      transferredCase({
        CASE_BASIC: [basic({ CASE_STATE: '22' })],
        CASE_STEP: [
          ...sent,
          police('3', '02-10', '14'),
          step('8', '07-20', 'u4', { ACTION_TYPE: '5', CASE_STATE: '22' }),
        ],
        CASE_XIANYIREN: [suspect('9', '张三', { GONGSU_STATE: '3', PANJUE_STATE: '2', YISHEN_TIME: '2019-07-19' })],
      }),
    )
    expect(kinds(reading)).toContain('judgment_without_outcome CASE_XIANYIREN 9')
    expect(states(reading)['criminal/s1/1']).toBe('indicted')
  })

  test('an action that is in no list is recorded as it is', () => {
    const odd = step('3', '02-10', 'u2', { ACTION_TYPE: '77', TASK_ACTION_NAME: '特殊办理', CASE_STATE: '10' })
    const rows = transferredCase({ CASE_STEP: [...sent, odd] })
    const reading = read(rows)
    expect([steps(reading).at(-1), codesMissing(reading)]).toEqual(['imported_record', ['step /77/10']])
    const steps2 = read(rows, bare({ steps: { 特殊办理: { step: 'receipt_sign' } } }))
    expect([steps(steps2).at(-1), states(steps2)['criminal/case/1']]).toEqual(['receipt_sign', 'received'])
    expect(read(rows, bare({ steps: { 特殊办理: { step: 'receipt_sign', proposed: true } } })).unmapped).toHaveLength(1)
  })

  test('a label of a form that nobody mapped stays raw', () => {
    const field = (FIELD_ID: string, value: string, over: Values = {}) => ({
      TASK_INST_ID: 't3',
      FIELD_ID,
      FIELD_STRING_VALUE: value,
      ...over,
    })
    const reading = read(
      transferredCase({
        CASE_BASIC: [basic({ CASE_STATE: '14' })],
        CASE_STEP: [...sent, police('3', '02-10', '14', { TASK_INST_ID: 't3' })],
        FIELD_INSTANCE: [
          field('f1', '新公立字〔2019〕5号'),
          field('f2', '2019年2月9日'),
          field('f3', '某警官'),
          field('f5', '1'),
        ],
      }),
    )
    const event = reading.transfer?.events.at(-1)
    expect(event?.input).toMatchObject({
      documentNo: '新公立字〔2019〕5号',
      decidedOn: '2019-02-09',
      reasons: '没有犯罪事实',
    })
    expect(event?.imported).toMatchObject({ typedAt: '2019-02-08T16:00:00.000Z', raw: { 办案民警: '某警官' } })
    expect(codesMissing(reading)).toEqual(['form_label 办案民警'])
  })

  test('a dictionary code that their dictionary lacks is told, and means nothing', () => {
    const reading = read(transferredCase({ CASE_PARTY: [party('5', '张三', { SEX: '7' })] }))
    expect(codesMissing(reading)).toEqual(['dictionary:sex 7'])
    expect(JSON.stringify(reading.transfer?.events)).not.toContain('gender')
  })

  test('a state that nobody has seen leaves the case where its steps led', () => {
    const reading = read(transferredCase({ CASE_BASIC: [basic({ CASE_STATE: '24' })] }))
    expect([states(reading)['criminal/case/1'], codesMissing(reading)]).toEqual([
      'transferred',
      ['dictionary:chufaProcState 24'],
    ])
  })

  test('whoever is no user there acts under no organ’s name', () => {
    const reading = read(
      transferredCase({ CASE_STEP: [...sent, police('3', '02-10', '14', { ASSIGN_PERSON: 'gone' })] }),
    )
    expect(codesMissing(reading)).toEqual(['user gone'])
    expect(reading.transfer?.events.at(-1)?.by.part).toBe('gateway')
    expect(reading.transfer?.events.at(-1)?.imported?.actor).toEqual({ account: 'gone' })
  })

  test('penalty cases are never held', () => {
    const reading = read({ CASE_BASIC: [basic({ INPUT_UNIT: 'NEW' })] })
    expect([reading.kind, codesMissing(reading)]).toEqual(['penalty', ['organ NEW']])
    expect(reading.penalty).toMatchObject({ source_key: '410700/1', title: '某店销售伪劣产品案' })
  })
})
