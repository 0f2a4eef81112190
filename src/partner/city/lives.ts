// How a case of an invented city goes: taken down, opened and fined by an agency; or transferred, filed or not, supervised,
// and each suspect to his own end. A life is told in order and stops where the day of the dump is reached.
import { creditCode, identityNumber } from '../invented.ts'
import { beside } from './beside.ts'
import { type CaseFile, localTime, NotYet } from './case-file.ts'
import { criminal } from './criminal.ts'
import { ended } from './ends.ts'
import { type CityOrgan, type CityRegistry, cityRegion } from './registry.ts'

const goods = ['白酒', '香烟', '保健食品', '运动鞋', '化妆品', '药品', '废油', '木材'] as const

/** Everything up to the day of the dump. */
export function live(file: CaseFile, city: CityRegistry, steps: number): void {
  const agencies = city.organs.filter((o) => o.kind === 'agency')
  const agency = agencies[file.n % agencies.length] as CityOrgan
  const thing = file.chance.pick(goods)
  try {
    received(file, agency, thing)
    administrative(file, city, agency, thing, steps)
  } catch (error) {
    if (!(error instanceof NotYet)) throw error
  }
  closed(file, agency)
}

function received(file: CaseFile, agency: CityOrgan, thing: string): void {
  const { n, chance } = file
  file.add('CASE_BASIC', {
    ...{ CASE_ID: n, CASE_NO: `北市案〔${localTime(file.now).slice(0, 4)}〕${chance.falls(0.002) ? 1 : n}号` },
    CASE_NAME: chance.falls(0.05) ? `涉嫌销售假冒"${thing}"案，\n（第二行）` : `涉嫌销售不合格${thing}案`,
    ...{ RECORD_SRC: 1 + chance.below(4), ANFA_ADDRESS: agency.district, ANFA_TIME: file.typed() },
    CASE_DETAIL_NAME: `当事人在其店内销售${thing}，经查涉嫌违法，现场查获${1 + chance.below(500)}件，货值待核。`,
    ...{ UNDERTAKER: '乙某', UNDERTAKER_TIME: file.typed(), UNDERTAKER_SUGGEST: '建议立案', INPUTER: '乙某' },
    ...{ INPUT_UNIT: agency.code, INPUT_TIME: localTime(file.now), IS_ASSIGN: 1, CASE_TYPE: 1, INPUT_TYPE: 1 },
    ...{ PROC_KEY: 'chufaProc', PROC_DEF_ID: 'chufaProc:3', DISTRICT_CODE: agency.district },
  })
  file.add('CASE_PROCESS', { CASE_ID: n, PROC_INST_ID: n, PROC_DEF_ID: 'chufaProc:3', PROC_KEY: 'chufaProc' })
  if (chance.falls(0.6))
    file.add('CASE_PARTY', {
      ...{
        PARTY_ID: file.id(),
        CASE_ID: n,
        IDS_NO: identityNumber(n),
        NAME: `丁某${n % 997}`,
        SEX: 1 + chance.below(2),
      },
      ...{ NATION: '01', EDUCATION: '30', ADDRESS: '北海市（演示）某路1号', TEL: '07790000000' },
    })
  else
    file.add('CASE_COMPANY', {
      ...{
        COMPANY_ID: file.id(),
        CASE_ID: n,
        NAME: `${thing}商贸${n % 997}有限公司（演示）`,
        PROXY: '戊某',
        COMPANY_TYPE: 1,
      },
      ...{ REGISTRACTION_NUM: creditCode(20_000_000 + n, '91'), CREDIT_CODE: creditCode(20_000_000 + n, '91') },
      REGISTRACTION_CAPITAL: chance.below(500),
    })
  file.act({ name: '案件录入', task: 1, state: 0, by: agency })
  file.waiting = { organ: agency, name: '行政立案' }
}

function administrative(file: CaseFile, city: CityRegistry, agency: CityOrgan, thing: string, steps: number): void {
  const { n, chance } = file
  const edits = Math.max(0, steps - 9 + chance.below(8))
  for (let i = 0; i < edits; i++) {
    file.after(0.4)
    file.act({ name: '案件修改', task: 2, state: 0, by: agency })
  }
  if (chance.falls(0.01)) {
    turnedOver(file, city, agency)
    return
  }
  if (chance.falls(0.03)) handedDown(file, city, agency)
  if (chance.falls(0.01)) {
    duty(file, city, agency)
    return
  }
  if (chance.falls(0.08)) {
    file.after(5)
    file.act({ name: '不予立案', task: 10, state: 3, by: agency })
    file.flags.LIAN_STATE = 2
    file.add('XINGZHENG_NOT_LIAN_FORM', reasons(file, '证据不足'))
    ended(file)
    return
  }
  file.after(4)
  file.act({ name: '行政立案', task: 4, state: 1, by: agency })
  file.flags.LIAN_STATE = 3
  file.add('PENALTY_LIAN_FORM', {
    ...{
      CASE_ID: n,
      LIAN_NO: `北市立〔${localTime(file.now).slice(0, 4)}〕${n}号`,
      MEMO: `销售不合格${thing}`,
      UNDERTAKER: '乙某',
    },
    ...{
      UNDERTAKE_TIME: file.typed(),
      AMOUNT_INVOLVED: amount(file),
      LEADER_SUGGEST: '同意立案',
      LIAN_FILE: file.attach('立案决定书'),
    },
    ...{ IS_MEASURES: chance.falls(0.2) ? 2 : 1, CASE_DETAIL: '详见调查报告', STEP_ID: file.stepId },
  })
  file.waiting = { organ: agency, name: '行政处罚' }
  if (chance.falls(0.02)) {
    detention(file, city, agency)
    return
  }
  if (chance.falls(0.45)) {
    criminal(file, city, agency, thing)
    return
  }
  file.after(30)
  if (chance.falls(0.03)) {
    file.act({ name: '撤案', task: 11, state: 4, by: agency })
    file.add('XINGZHENG_CANCEL_LIAN_FORM', reasons(file, '违法事实不成立'))
    ended(file)
    return
  }
  if (chance.falls(0.04)) {
    file.act({ name: '不予处罚', task: 14, state: 5, by: agency })
    file.flags.CHUFA_STATE = 3
    file.add('XINGZHENG_NOT_PENALTY', reasons(file, '违法行为轻微并及时改正'))
    ended(file)
    return
  }
  penalty(file, agency, thing)
  file.after(10)
  file.act({ name: '行政结案', task: 8, state: 29, by: agency })
  file.add('XINGZHENG_JIEAN_FORM', reasons(file, '处罚执行完毕'))
  ended(file)
}

function penalty(file: CaseFile, agency: CityOrgan, thing: string): void {
  const { n, chance } = file
  file.act({ name: '行政处罚', task: 5, state: 2, by: agency })
  file.flags.CHUFA_STATE = 2
  const flag = (p: number) => (chance.falls(p) ? 1 : 2)
  const appraised = flag(0.3)
  file.add('PENALTY_CASE_FORM', {
    ...{ CASE_ID: n, PENALTY_FILE_NO: `北市罚〔${localTime(file.now).slice(0, 4)}〕${n}号`, UNDERTAKER: '乙某' },
    ...{ PUNISH_TIME: file.typed(), CHUFA_TIMES: 1 + chance.below(3), IS_DESCUSS: flag(0.2), IS_SERIOUS: flag(0.1) },
    ...{ IS_BEYOND_EIGHTY: flag(0.1), IS_LOWER_LIMIT_MONEY: flag(0.05), IS_FAKE: flag(0.2) },
    ...{ GOODS_INVOLVED: thing, GOODS_COUNT: chance.below(500), GOODS_UNIT: 1 + chance.below(3), GOODS_DEAL: '没收' },
    ...{ IS_IDENTIFY: appraised, IDENTIFY_TYPE: appraised === 1 ? 1 + chance.below(2) : 6 },
    ...(appraised === 1 && { IDENTIFY_ORG: '质检所（演示）', IDENTIFY_TIME: file.typed(), IDENTIFY_RESULT: '不合格' }),
    ...{ PENALTY_REFER: '《产品质量法》第四十九条', PENALTY_RESULT: '罚款', PENALTY_FILE: file.attach('处罚决定书') },
    ...{ FINE_AMOUNT: amount(file), AMOUNT_INVOLVED: amount(file), STEP_ID: file.stepId },
  })
  file.add('CHUFA_TYPE_FORM', { CASE_ID: n, CHUFA_TYPE: 2 })
  if (chance.falls(0.4)) file.add('CHUFA_TYPE_FORM', { CASE_ID: n, CHUFA_TYPE: 3 })
  file.waiting = { organ: agency, name: '行政结案' }
}

function detention(file: CaseFile, city: CityRegistry, agency: CityOrgan): void {
  const police = city.beside(agency, 'P')
  file.kind = 'transfer'
  file.after(10)
  file.act({ name: '移送行政拘留', task: 15, state: 30, by: agency, to: police })
  file.add('TRANSFER_DETENTION', {
    ...{
      CASE_ID: file.n,
      UNDERTAKER: '乙某',
      UNDERTAKE_TIME: file.typed(),
      TRANSFER_REASON: '食品安全法第一百二十三条',
    },
    ...{ TRANSFER_SUGGEST: '建议行政拘留', ACCEPT_ORG: police.code, STEP_ID: file.stepId },
  })
  file.waiting = { organ: police, name: '拘留' }
  file.after(5)
  const held = file.chance.falls(0.7)
  file.act({ name: held ? '拘留' : '不予拘留', task: held ? 16 : 17, state: held ? 31 : 32, by: police })
  if (held) file.flags.DETENTION_STATE = 2
  file.add('DETENTION_INFO', {
    ...{
      CASE_ID: file.n,
      UNDERTAKER: '己某',
      UNDERTAKE_TIME: file.typed(),
      DETENTION_STATE: held ? 2 : 1,
      STEP_ID: file.stepId,
    },
    ...(held ? { DETENTION_DAYS: 5 + file.chance.below(11) } : { REASON: '情节轻微' }),
  })
  ended(file)
}

/** The organ above hands it down to where it happened. */
function handedDown(file: CaseFile, city: CityRegistry, agency: CityOrgan): void {
  if (agency.above !== undefined) return
  file.after(2)
  const above = city.organ(`${cityRegion}${agency.industry}`)
  file.act({ name: '分派', task: 12, state: 28, by: above, to: agency })
  file.add('CASE_FENPAI', {
    ...{ STEP_ID: file.stepId, CASE_ID: file.n, FENPAI_ORG: above.code, JIESHOU_ORG: agency.code },
    ...{ FENPAI_TIME: file.typed(), FENPAI_REASON: '由案发地查处' },
  })
}

/** It goes to another organ, which types it in again as a case of its own. */
function turnedOver(file: CaseFile, city: CityRegistry, agency: CityOrgan): void {
  file.after(3)
  const to = city.organ(`${agency.district}${agency.industry === 'I05' ? 'I01' : 'I05'}`)
  file.act({ name: '移送管辖', task: 13, state: 27, by: agency, to })
  file.add('CASE_TURNOVER', {
    ...{ STEP_ID: file.stepId, CASE_ID: file.n, YISONG_ORG: agency.code, JIESHOU_ORG: to.code },
    ...{ YISONG_TIME: file.typed(), YISONG_REASON: '不属于本机关管辖' },
  })
  Object.assign(file.row('CASE_BASIC') ?? {}, { IS_TURNOVER: 1 })
  file.waiting = undefined
}

/** A duty crime is a clue for the supervisory commission and no transfer. */
function duty(file: CaseFile, city: CityRegistry, agency: CityOrgan): void {
  file.kind = 'duty_clue'
  const basic = file.row('CASE_BASIC')
  const key = file.chance.falls(0.5) ? 'weijiProc' : 'zhiwufanzuiProc'
  if (basic !== undefined) Object.assign(basic, { PROC_KEY: key })
  Object.assign(file.row('CASE_PROCESS') ?? {}, { PROC_KEY: key })
  file.after(20)
  file.act({ name: '移送纪委监察', state: 0, by: city.beside(agency, 'J') })
  file.add('CASE_YISONG_JIWEI', {
    ...{ STEP_ID: file.stepId, CASE_ID: file.n, YISONG_ORG: agency.code, JIESHOU_ORG: agency.code },
    ...{ YISONG_TIME: file.typed(), YISONG_REASON: '发现公职人员涉嫌违纪' },
  })
  ended(file)
}

const reasons = (file: CaseFile, REASON: string) => ({
  ...{ CASE_ID: file.n, UNDERTAKER: '乙某', UNDERTAKE_TIME: file.typed(), REASON, STEP_ID: file.stepId },
})

/** 元; none at all is written as 0. */
const amount = (file: CaseFile): string =>
  file.chance.falls(0.1) ? '0' : `${file.chance.below(900_000)}.${String(file.chance.below(100)).padStart(2, '0')}`

/** Rows that are rewritten at every step: they say how it stands on the day of the dump. */
function closed(file: CaseFile, agency: CityOrgan): void {
  const basic = file.row('CASE_BASIC')
  if (basic === undefined) return
  Object.assign(basic, {
    ...{
      CASE_STATE: file.state,
      LATEST_POCESS_TIME: localTime(file.now),
      IS_SUSPECTED_CRIMINAL: file.kind === 'transfer' ? 1 : 2,
    },
  })
  file.add('CASE_STATE', { CASE_ID: file.n, ...file.flags })
  for (const { values } of file.suspects) file.add('CASE_XIANYIREN', values)
  if (file.waiting !== undefined)
    file.add('CASE_TODO', {
      ...{
        TODO_ID: file.n * 1_000 + 999,
        CASE_ID: file.n,
        CREATE_TIME: localTime(file.now),
        ASSIGN_ORG: file.waiting.organ.code,
      },
      TASK_ACTION_NAME: file.waiting.name,
    })
  beside(file, agency)
}
