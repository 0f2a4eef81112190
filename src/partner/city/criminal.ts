// The criminal half of an invented life: transfer, filing or refusal, supervision, and what becomes of each suspect.
import { identityNumber } from '../invented.ts'
import { type CaseFile, localTime, type Suspect } from './case-file.ts'
import { chargesOf, ended } from './ends.ts'
import type { CityOrgan, CityRegistry } from './registry.ts'

interface Offices {
  readonly agency: CityOrgan
  police: CityOrgan
  readonly procuratorate: CityOrgan
  readonly court: CityOrgan
}

export function criminal(file: CaseFile, city: CityRegistry, agency: CityOrgan, thing: string): void {
  const forest = agency.industry === 'I08' && agency.district === '450500'
  const offices: Offices = {
    agency,
    police: forest ? city.organ('450500PF') : city.beside(agency, 'P'),
    procuratorate: city.beside(agency, 'J'),
    court: city.beside(agency, 'C'),
  }
  file.after(15)
  if (file.chance.falls(0.2) && !suggested(file, offices)) return
  transferred(file, offices, chargesOf(thing))
  if (offices.police.district === '450500' && !forest && file.chance.falls(0.2))
    offices.police = relayed(file, offices.police, city)
  file.after(4)
  if (file.chance.falls(0.12) && !refused(file, offices)) return
  filed(file, offices)
  prosecuted(file, offices, chargesOf(thing))
}

/** Whether it is transferred then. */
function suggested(file: CaseFile, { agency, procuratorate }: Offices): boolean {
  file.kind = 'transfer'
  file.act({ name: '建议移送', task: 7, state: 9, by: procuratorate, to: agency })
  file.flags.YISONG_STATE = 4
  file.add('SUGGEST_YISONG_FORM', {
    ...{
      STEP_ID: file.stepId,
      CASE_ID: file.n,
      UNDERTAKER: '庚某',
      SUGGEST_TIME: file.typed(),
      CREATE_USER: procuratorate.users[0],
    },
    ...{
      CREATE_USER_NAME: '庚某',
      CREATE_ORG: procuratorate.code,
      RECEIVE_ORG: agency.code,
      ATTACH_FILE: file.attach('建议移送函'),
    },
  })
  file.waiting = { organ: agency, name: '移送公安' }
  file.after(6)
  if (file.chance.falls(0.3)) {
    file.act({ name: '补充调查', task: 8, state: 8, by: agency })
    file.after(8)
  }
  return true
}

function transferred(file: CaseFile, { agency, police }: Offices, accused: readonly string[]): void {
  const { n } = file
  file.kind = 'transfer'
  file.act({ name: '移送公安', task: 6, action: 10, state: 10, by: agency, to: police })
  file.flags.YISONG_STATE = file.flags.YISONG_STATE === 4 ? 3 : 2
  file.add('CRIME_CASE_FORM', {
    ...{
      CASE_ID: n,
      ACCEPT_ORG: police.code,
      YISONG_NO: `北市移〔${localTime(file.now).slice(0, 4)}〕${n}号`,
      YISONG_TIME: file.typed(),
    },
    ...{ UNDERTAKER: '乙某', YISONG_FILE: file.attach('移送书'), SURVEY_FILE: file.attach('调查报告') },
    ...{ GOODS_LIST_FILE: file.attach('涉案物品清单'), IDENTIFY_FILE: file.attach('检验报告') },
    ...{ CASE_DETAIL: '当事人明知不合格仍予销售，货值较大，涉嫌犯罪。', STEP_ID: file.stepId },
  })
  for (const charge of accused) file.add('CASE_ACCUSE', { CASE_ID: n, ACCUSE_ID: charge, ZM_TYPE: 1 })
  file.waiting = { organ: police, name: '公安立案' }
}

/** The police of the city hand it down to those of a district. */
function relayed(file: CaseFile, police: CityOrgan, city: CityRegistry): CityOrgan {
  const to = city.organ('450502P')
  file.after(1)
  file.act({ name: '公安分派', task: 12, state: 28, by: police, to })
  file.add('CASE_FENPAI', {
    ...{ STEP_ID: file.stepId, CASE_ID: file.n, FENPAI_ORG: police.code, JIESHOU_ORG: to.code },
    ...{ FENPAI_TIME: file.typed(), FENPAI_REASON: '由案发地管辖' },
  })
  file.waiting = { organ: to, name: '公安立案' }
  return to
}

/** Whether it is filed in the end. */
function refused(file: CaseFile, { agency, police, procuratorate }: Offices): boolean {
  const { chance } = file
  file.act({ name: '公安不立案', state: 11, by: police, form: 'D11' })
  file.flags.GONGAN_LIAN_STATE = 2
  file.field('F4', { text: '没有犯罪事实' })
  file.field('F5', { text: `北公不立〔2020〕${file.n}号` })
  file.waiting = { organ: procuratorate, name: '要求说明不立案理由' }
  file.after(20)
  const made = {
    ...{ CASE_ID: file.n, UNDERTAKER: '庚某', CREATE_USER: procuratorate.users[0], CREATE_USER_NAME: '庚某' },
    ...{ CREATE_ORG: procuratorate.code, RECEIVE_ORG: police.code },
  }
  if (chance.falls(0.4)) {
    agreed(file, procuratorate, made)
    return false
  }
  file.act({ name: '要求说明不立案理由', task: 18, state: 13, by: procuratorate, to: police })
  Object.assign(file.flags, { REQUIRE_EXPLAIN_STATE: 1, LIAN_SUPERVISE_STATE: 1 })
  file.add('CASE_REQUIRE_NOLIAN_REASON', {
    ...made,
    ...{ STEP_ID: file.stepId, REQUIRE_TIME: file.typed(), REQUIRE_QUESTION: '请说明不立案理由' },
  })
  file.waiting = { organ: police, name: '说明不立案理由' }
  file.after(6)
  file.act({ name: '说明不立案理由', task: 19, state: 15, by: police, to: procuratorate })
  file.flags.EXPLAIN_STATE = 1
  file.add('CASE_NOLIAN_REASON', {
    ...{
      STEP_ID: file.stepId,
      CASE_ID: file.n,
      UNDERTAKER: '己某',
      EXPLAIN_TIME: file.typed(),
      EXPLAIN: '数额未达标准',
    },
    ...{ CREATE_USER: police.users[0], CREATE_USER_NAME: '己某', CREATE_ORG: police.code },
  })
  file.waiting = { organ: procuratorate, name: '审查不立案理由' }
  file.after(10)
  if (chance.falls(0.4)) {
    agreed(file, procuratorate, made)
    return false
  }
  file.act({ name: '通知立案', task: 20, state: 16, by: procuratorate, to: police })
  file.flags.LIAN_SUPERVISE_STATE = 2
  file.add('CASE_REQUIRE_LIAN', {
    ...made,
    ...{
      STEP_ID: file.stepId,
      NOTICE_TIME: file.typed(),
      QUESTION: '理由不能成立',
      ATTACH_FILE: file.attach('通知立案书'),
    },
  })
  file.waiting = { organ: police, name: '公安立案' }
  file.after(8)
  return agency !== undefined
}

function agreed(file: CaseFile, procuratorate: CityOrgan, made: Record<string, string | number | undefined>): void {
  file.act({ name: '同意不立案', task: 21, state: 12, by: procuratorate })
  const { RECEIVE_ORG: _, ...row } = made
  file.add('CASE_AGREE_NOLIAN', { ...row, STEP_ID: file.stepId, AGREE_TIME: file.typed() })
  if (file.flags.LIAN_SUPERVISE_STATE !== undefined) file.flags.LIAN_SUPERVISE_STATE = 3
  ended(file)
}

function filed(file: CaseFile, { police }: Offices): void {
  const noticed = file.state === 16
  file.act({ name: '公安立案', state: 14, by: police, form: 'D14' })
  file.flags.GONGAN_LIAN_STATE = noticed ? 4 : 3
  file.field('F1', { text: `北公立〔${localTime(file.now).slice(0, 4)}〕${file.n}号` })
  file.field('F2', { time: file.typed() })
  file.field('F3', { text: '经审查，认为有犯罪事实需要追究刑事责任。' })
  file.waiting = { organ: police, name: '侦查' }
}

function prosecuted(file: CaseFile, { police, procuratorate, court }: Offices, accused: readonly string[]): void {
  const { chance } = file
  const marked = (suspect: Suspect, stage: number) => {
    for (const charge of accused)
      file.add('XIANYIREN_ACCUSE', { XIANYIREN_ID: suspect.id, ACCUSE_ID: charge, ZM_TYPE: stage })
  }
  file.after(20)
  for (let i = 1 + chance.below(3); i > 0; i--) file.suspects.push(suspectOf(file, i))
  if (chance.falls(0.6)) {
    file.act({ name: '提请逮捕', action: 1, state: 17, by: police, to: procuratorate })
    for (const one of file.suspects) {
      Object.assign(one.values, { DAIBU_STATE: 2, TIBU_TIME: file.typed(), TIBU_REASON: '可能判处徒刑以上刑罚' })
      one.fate = 'requested'
      marked(one, 1)
    }
    file.waiting = { organ: procuratorate, name: '审查逮捕' }
    file.after(6)
    file.act({ name: '审查逮捕', action: 6, state: 18, by: procuratorate })
    for (const one of file.suspects) {
      const taken = chance.falls(0.75)
      one.fate = taken ? 'arrested' : 'not_arrested'
      Object.assign(
        one.values,
        taken
          ? { DAIBU_STATE: 3, PIBU_TIME: file.typed() }
          : { DAIBU_STATE: 4, BUBU_TIME: file.typed(), BUBU_REASON: '无社会危险性' },
      )
      if (taken) marked(one, 2)
    }
    file.flags.DAIBU_STATE = file.suspects.some((s) => s.fate === 'arrested') ? 2 : 3
    file.waiting = { organ: police, name: '移送起诉' }
    file.after(50)
  }
  file.act({ name: '移送起诉', action: 2, state: 19, by: police, to: procuratorate })
  for (const one of file.suspects) {
    one.fate = 'referred'
    Object.assign(one.values, { TIQING_QISU_STATE: 2, TISU_TIME: file.typed() })
    marked(one, 3)
  }
  file.waiting = { organ: procuratorate, name: '审查起诉' }
  file.after(35)
  const let_go = file.suspects.filter((_, i) => i > 0 && chance.falls(0.2))
  const charged = file.suspects.filter((s) => !let_go.includes(s))
  if (chance.falls(0.1)) let_go.push(...charged.splice(0))
  if (charged.length > 0) {
    file.act({ name: '提起公诉', action: 3, state: 21, by: procuratorate, to: court })
    for (const one of charged) {
      one.fate = 'indicted'
      Object.assign(one.values, { GONGSU_STATE: 3, QISU_TIME: file.typed() })
      marked(one, 4)
    }
    file.flags.QISU_STATE = 3
    file.waiting = { organ: court, name: '判决' }
  }
  if (let_go.length > 0) {
    if (charged.length > 0) file.after(0.1)
    file.act({ name: '不起诉', action: 4, state: charged.length > 0 ? 21 : 19, by: procuratorate })
    for (const one of let_go) {
      one.fate = 'not_prosecuted'
      Object.assign(one.values, { GONGSU_STATE: 2, BUQISU_TIME: file.typed(), BUQISU_REASON: '犯罪情节轻微' })
    }
    if (charged.length === 0) {
      file.flags.QISU_STATE = 2
      ended(file)
      return
    }
  }
  file.after(60)
  file.act({ name: '判决', action: 5, state: 22, by: court, form: 'D22' })
  file.field('F6', { text: `（2020）桂0502刑初${file.n}号` })
  file.field('F7', { text: court.name })
  for (const one of charged) {
    one.fate = 'judged'
    Object.assign(one.values, {
      ...{
        PANJUE_STATE: 2,
        YISHEN_TIME: file.typed(),
        YISHEN_RESULT: '判处刑罚',
        ZHONGSHEN_TIME: file.typed(),
        ZHONGSHEN_RESULT: '维持原判',
      },
      CONDITION_ID: chance.pick(['11', '12', '13', '13', '13', '14', '16', '2', '3']),
    })
    marked(one, 5)
    marked(one, 6)
  }
  file.flags.PANJUE_STATE = 2
  ended(file)
}

function suspectOf(file: CaseFile, i: number): Suspect {
  const id = file.id()
  return {
    id,
    fate: 'investigated',
    values: {
      ...{
        XIANYIREN_ID: id,
        CASE_ID: file.n,
        NAME: `丁某${file.n % 997}${i > 1 ? `之${i}` : ''}`,
        IDS_NO: identityNumber(file.n + i * 7),
      },
      ...{ SEX: 1 + file.chance.below(2), DAIBU_STATE: 1, TIQING_QISU_STATE: 1, GONGSU_STATE: 1, PANJUE_STATE: 1 },
    },
  }
}
