// Papers and talk beside the procedure of an invented case: a consultation, a comment from above, a letter.
import { type CaseFile, localTime } from './case-file.ts'
import type { CityOrgan } from './registry.ts'

export function beside(file: CaseFile, agency: CityOrgan): void {
  if (file.n % 97 === 0) {
    file.add('CASE_CONSULTATION', {
      ...{
        ID: file.n * 1_000 + 900,
        CASE_ID: file.n,
        TITLE: '关于定性的咨询',
        CREATE_USER: agency.users[0],
        CREATE_ORG: agency.code,
      },
      ...{ CREATE_TIME: localTime(file.now), STATE: 1 },
    })
    file.add('CASE_CONSULTATION_CONTENT', {
      ...{
        ID: file.n * 1_000 + 901,
        CONSULTATION_ID: file.n * 1_000 + 900,
        CONTENT: '能否认定明知？',
        CREATE_USER: agency.users[0],
      },
      CREATE_TIME: localTime(file.now),
    })
    file.add('CASE_CONSULTATION_PARTICIPANTS', {
      ...{ CONSULTATION_ID: file.n * 1_000 + 900, USER_ID: agency.users[1], ORG_ID: agency.code },
    })
  }
  if (file.n % 89 === 0)
    file.add('CASE_REPLY', {
      ...{
        ID: file.n * 1_000 + 910,
        CASE_ID: file.n,
        CONTENT: '请补充鉴定意见。',
        CREATE_USER: agency.users[0],
        CREATE_ORG: agency.code,
      },
      CREATE_TIME: localTime(file.now),
    })
  if (file.n % 61 === 0)
    file.add('OFFICE_DOC', {
      ...{
        DOC_ID: file.n * 1_000 + 920,
        CASE_ID: file.n,
        DOC_NO: `北函〔2020〕${file.n}号`,
        DOC_TYPE: 1,
        DOC_PATH: `/doc/${file.n}.doc`,
      },
      ...{ SEND_ORG: agency.code, RECEIVE_ORG: `${agency.district}J`, SEND_TIME: localTime(file.now) },
    })
}
