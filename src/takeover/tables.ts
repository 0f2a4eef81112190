// The tables of the older platform that are read, with their columns as that platform spells them (misspelt ones too), and
// the SELECT list that is published for whoever writes the dumps. Columns that are never taken stand here as well, so that
// a dump that brings them is told so.

/** As the platform's own mappers read them: `time` is local time of China; `flag` and `int` are whole numbers. */
export type LegacyType = 'text' | 'time' | 'int' | 'decimal' | 'clob'

export interface LegacyTable {
  readonly name: string
  readonly columns: Readonly<Record<string, LegacyType>>
  /** Columns that tell a row from all others of the table. */
  readonly key: readonly [string, ...string[]]
  /** The case that a row belongs to; left out, it belongs to none, or is found through another row. */
  readonly caseColumn?: string
  /** A row whose case is found through a row of another table with this column. */
  readonly through?: { readonly column: string; readonly table: string; readonly there: string }
  /** Whether the platform's own export package holds it. */
  readonly packaged?: true
}

/** Never read, wherever a dump may bring them. */
export const neverTaken: ReadonlySet<string> = new Set(['PASSWORD', 'ID_CARD', 'DEVICE_CODE', 'SWF_PATH'])

function table(
  name: string,
  key: string,
  columns: string,
  more: Pick<LegacyTable, 'caseColumn' | 'through' | 'packaged'> = {},
): LegacyTable {
  const typed = columns
    .trim()
    .split(/\s+/)
    .map((one) => {
      const [column = '', type = 'text'] = one.split(':')
      return [column, type as LegacyType] as const
    })
  return { name, key: key.split(' ') as [string, ...string[]], columns: Object.fromEntries(typed), ...more }
}

const ofCase = { caseColumn: 'CASE_ID' } as const
const packaged = { caseColumn: 'CASE_ID', packaged: true } as const

const registry = [
  table('DISTRICT', 'DISTRICT_CODE', 'DISTRICT_CODE DISTRICT_NAME UP_DISTRICT_CODE JB:int'),
  table(
    'ORGANISE',
    'ORG_CODE',
    `ORG_CODE ORG_NAME SAMPLE_NAME ORG_TYPE:int DISTRICT_CODE UP_ORG_CODE ORG_PATH IS_DEPT:int INDUSTRY_TYPE INDUSTRY_NAME
    POLICE_TYPE:int IS_LIANGFA_LEADER:int ACCEPT_DISTRICT_CODE SI_ORG_ID`,
  ),
  table('USER_', 'USER_ID', 'USER_ID ACCOUNT USER_NAME ORG_ID DEPT_ID IS_VALID:int'),
  table('DT_GROUP', 'GROUP_CODE', 'GROUP_CODE GROUP_NAME'),
  table('DICTIONARY_', 'GROUP_CODE DT_CODE', 'GROUP_CODE DT_CODE DT_NAME'),
  table('ACCUSE_TYPE', 'ID', 'ID NAME'),
  table('ACCUSE_INFO', 'ID', 'ID NAME CLAUSE TYPE_ID'),
  table('INDUSTRY_INFO', 'INDUSTRY_TYPE', 'INDUSTRY_TYPE INDUSTRY_NAME'),
  table('JUDGE_CONDITION', 'ID', 'ID NAME UP_ID'),
  table('FORM_FIELD', 'FIELD_ID', 'FIELD_ID FORM_DEF_ID LABEL INPUT_TYPE:int DATA_TYPE:int'),
  table('FIELD_ITEM', 'FIELD_ID ITEM_VALUE', 'FIELD_ID ITEM_VALUE ITEM_NAME'),
]

const cases = [
  table(
    'CASE_BASIC',
    'CASE_ID',
    `CASE_ID CASE_NO CASE_NAME RECORD_SRC ANFA_ADDRESS ANFA_TIME:time CASE_DETAIL_NAME:clob UNDERTAKER UNDERTAKER_TIME:time
    UNDERTAKER_SUGGEST INPUTER INPUT_UNIT INPUT_TIME:time CASE_STATE:int LATEST_POCESS_TIME:time IS_SUSPECTED_CRIMINAL:int
    IS_ASSIGN:int IS_TURNOVER:int CLUE_ID PROC_KEY CASE_TYPE:int INPUT_TYPE:int PROC_DEF_ID DISTRICT_CODE`,
    packaged,
  ),
  table(
    'CASE_STATE',
    'CASE_ID',
    `CASE_ID LIAN_STATE:int CHUFA_STATE:int YISONG_STATE:int GONGAN_LIAN_STATE:int DAIBU_STATE:int QISU_STATE:int PANJUE_STATE:int
    JIEAN_STATE:int REQUIRE_EXPLAIN_STATE:int EXPLAIN_STATE:int DETENTION_STATE:int LIAN_SUPERVISE_STATE:int`,
    packaged,
  ),
  table('CASE_PROCESS', 'CASE_ID', 'CASE_ID PROC_INST_ID PROC_DEF_ID PROC_KEY', packaged),
  table(
    'CASE_PARTY',
    'PARTY_ID',
    `PARTY_ID CASE_ID IDS_NO NAME SEX:int BIRTHDAY:time NATION EDUCATION BIRTHPLACE RESIDENCE ADDRESS PROFESSION TEL
    SPECIAL_IDENTITY`,
    packaged,
  ),
  table(
    'CASE_COMPANY',
    'COMPANY_ID',
    `COMPANY_ID CASE_ID REGISTRACTION_NUM NAME PROXY COMPANY_TYPE REGISTRACTION_CAPITAL:decimal REGISTRACTION_TIME:time ADDRESS TEL
    CREDIT_CODE`,
    packaged,
  ),
  table(
    'CASE_STEP',
    'STEP_ID',
    `STEP_ID STEP_NAME CASE_ID CASE_STATE:int START_DATE:time END_DATE:time ASSIGN_PERSON TASK_TYPE:int ACTION_TYPE:int
    TASK_ACTION_NAME TARGET_ORG_TYPE:int TARGET_ORG_ID PROC_DEF_KEY FORM_DEF_ID TASK_INST_ID`,
    packaged,
  ),
  // Known by name alone: the package brings them, and what they hold is kept as it comes.
  table('CRIME_CASE_EXT', 'CASE_ID', 'CASE_ID', packaged),
  table('PENALTY_REFER_CASE_EXT', 'CASE_ID', 'CASE_ID', packaged),
  table('CASE_TODO', 'TODO_ID', 'TODO_ID CASE_ID CREATE_TIME:time ASSIGN_ORG TASK_ACTION_NAME', ofCase),
  table('CASE_ATTACHMENT', 'ID', 'ID CASE_ID PROC_KEY ATTACHMENT_NAME ATTACHMENT_PATH', packaged),
]

const administrative = [
  table(
    'PENALTY_LIAN_FORM',
    'CASE_ID',
    `CASE_ID LIAN_NO MEMO:clob UNDERTAKER UNDERTAKE_TIME:time AMOUNT_INVOLVED:decimal LEADER_SUGGEST LIAN_FILE IS_MEASURES:int
    MEASURES_FILE CASE_DETAIL:clob STEP_ID`,
    ofCase,
  ),
  table(
    'PENALTY_CASE_FORM',
    'CASE_ID',
    `CASE_ID PENALTY_FILE_NO UNDERTAKER PUNISH_TIME:time CHUFA_TIMES:int IS_DESCUSS:int IS_SERIOUS:int IS_BEYOND_EIGHTY:int
    IS_LOWER_LIMIT_MONEY:int IS_FAKE:int FAKE_TYPE GOODS_INVOLVED GOODS_COUNT:decimal GOODS_UNIT GOODS_DEAL IS_IDENTIFY:int IDENTIFY_TYPE:int
    IDENTIFY_ORG IDENTIFY_PERSON IDENTIFY_TIME:time IDENTIFY_RESULT:clob PENALTY_REFER:clob PENALTY_RESULT:clob PENALTY_FILE
    FINE_AMOUNT:decimal AMOUNT_INVOLVED:decimal STEP_ID`,
    ofCase,
  ),
  table('CHUFA_TYPE_FORM', 'CASE_ID CHUFA_TYPE', 'CASE_ID CHUFA_TYPE:int', ofCase),
  ...['XINGZHENG_NOT_LIAN_FORM', 'XINGZHENG_CANCEL_LIAN_FORM', 'XINGZHENG_NOT_PENALTY', 'XINGZHENG_JIEAN_FORM'].map(
    (name) =>
      table(
        name,
        'CASE_ID',
        'CASE_ID UNDERTAKER UNDERTAKE_TIME:time REASON:clob ATTACH_FILE MEMO:clob STEP_ID',
        ofCase,
      ),
  ),
  table(
    'TRANSFER_DETENTION',
    'CASE_ID',
    'CASE_ID UNDERTAKER UNDERTAKE_TIME:time TRANSFER_REASON:clob TRANSFER_SUGGEST:clob ACCEPT_ORG GOODS_LIST_FILE STEP_ID',
    ofCase,
  ),
  table(
    'DETENTION_INFO',
    'CASE_ID',
    'CASE_ID UNDERTAKER UNDERTAKE_TIME:time DETENTION_DAYS:int DETENTION_STATE:int REASON:clob ATTACH_FILE STEP_ID',
    ofCase,
  ),
  table('CASE_FENPAI', 'STEP_ID', 'STEP_ID CASE_ID FENPAI_ORG JIESHOU_ORG FENPAI_TIME:time FENPAI_REASON:clob', ofCase),
  table(
    'CASE_TURNOVER',
    'STEP_ID',
    'STEP_ID CASE_ID YISONG_ORG JIESHOU_ORG YISONG_TIME:time YISONG_REASON:clob',
    ofCase,
  ),
  table(
    'CASE_YISONG_JIWEI',
    'STEP_ID',
    'STEP_ID CASE_ID YISONG_ORG JIESHOU_ORG YISONG_TIME:time YISONG_REASON:clob',
    ofCase,
  ),
]

const criminal = [
  table(
    'CRIME_CASE_FORM',
    'CASE_ID',
    `CASE_ID ACCEPT_ORG YISONG_NO YISONG_TIME:time UNDERTAKER YISONG_FILE SURVEY_FILE GOODS_LIST_FILE IDENTIFY_FILE OTHER_FILE
    CASE_DETAIL:clob MEMO:clob STEP_ID`,
    ofCase,
  ),
  table('CASE_ACCUSE', 'CASE_ID ACCUSE_ID ZM_TYPE', 'CASE_ID ACCUSE_ID ZM_TYPE:int', packaged),
  table(
    'CASE_XIANYIREN',
    'XIANYIREN_ID',
    `XIANYIREN_ID CASE_ID NAME IDS_NO SEX:int DAIBU_STATE:int TIQING_QISU_STATE:int GONGSU_STATE:int PANJUE_STATE:int TIBU_TIME:time
    TIBU_REASON:clob PIBU_TIME:time BUBU_TIME:time BUBU_REASON:clob TISU_TIME:time QISU_TIME:time BUQISU_TIME:time BUQISU_REASON:clob
    YISHEN_TIME:time YISHEN_RESULT:clob ZHONGSHEN_TIME:time ZHONGSHEN_RESULT:clob CONDITION_ID`,
    packaged,
  ),
  table('XIANYIREN_ACCUSE', 'XIANYIREN_ID ACCUSE_ID ZM_TYPE', 'XIANYIREN_ID ACCUSE_ID ZM_TYPE:int', {
    through: { column: 'XIANYIREN_ID', table: 'CASE_XIANYIREN', there: 'XIANYIREN_ID' },
    packaged: true,
  }),
  table('FORM_INSTANCE', 'TASK_INST_ID', 'TASK_INST_ID FORM_DEF_ID CREATE_TIME:time', {
    through: { column: 'TASK_INST_ID', table: 'CASE_STEP', there: 'TASK_INST_ID' },
    packaged: true,
  }),
  table(
    'FIELD_INSTANCE',
    'TASK_INST_ID FIELD_ID',
    `TASK_INST_ID FIELD_ID FIELD_STRING_VALUE:clob FIELD_DATE_VALUE:time FIELD_INTEGER_VALUE:int FIELD_NUMBER_VALUE:decimal FILE_NAME
    FIELD_PATH`,
    { through: { column: 'TASK_INST_ID', table: 'CASE_STEP', there: 'TASK_INST_ID' }, packaged: true },
  ),
]

const supervision = [
  table(
    'SUGGEST_YISONG_FORM',
    'STEP_ID',
    'STEP_ID CASE_ID UNDERTAKER SUGGEST_TIME:time LIMIT_TIME:time CREATE_USER CREATE_USER_NAME CREATE_ORG RECEIVE_ORG ATTACH_FILE MEMO:clob',
    ofCase,
  ),
  table(
    'CASE_REQUIRE_NOLIAN_REASON',
    'STEP_ID',
    `STEP_ID CASE_ID UNDERTAKER REQUIRE_TIME:time LIMIT_TIME:time REQUIRE_QUESTION:clob CREATE_USER CREATE_USER_NAME CREATE_ORG
    RECEIVE_ORG ATTACH_FILE MEMO:clob`,
    ofCase,
  ),
  table(
    'CASE_NOLIAN_REASON',
    'STEP_ID',
    'STEP_ID CASE_ID UNDERTAKER EXPLAIN_TIME:time EXPLAIN:clob FILE_EXPLAIN CREATE_USER CREATE_USER_NAME CREATE_ORG MEMO:clob',
    ofCase,
  ),
  table(
    'CASE_REQUIRE_LIAN',
    'STEP_ID',
    `STEP_ID CASE_ID UNDERTAKER NOTICE_TIME:time LIMIT_TIME:time QUESTION:clob CREATE_USER CREATE_USER_NAME CREATE_ORG RECEIVE_ORG
    ATTACH_FILE MEMO:clob`,
    ofCase,
  ),
  table(
    'CASE_AGREE_NOLIAN',
    'STEP_ID',
    'STEP_ID CASE_ID UNDERTAKER AGREE_TIME:time CREATE_USER CREATE_USER_NAME CREATE_ORG ATTACH_FILE MEMO:clob',
    ofCase,
  ),
]

const beside = [
  table(
    'CLUE_INFO',
    'CLUE_ID',
    `CLUE_ID CLUE_NO CLUE_NAME ADDRESS HAPPEN_TIME:time FOUND_TIME:time CLUE_SRC AMOUNT_INVOLVED:decimal CONTENT:clob UNDERTAKER_SUGGEST
    CLUE_STATE:int CREATE_USER CREATE_ORG CREATE_TIME:time`,
  ),
  table('CLUE_DISPATCH', 'DISPATCH_ID', 'DISPATCH_ID CLUE_ID DISPATCH_ORG RECEIVE_ORG DISPATCH_TIME:time'),
  table('CLUE_ACCEPT', 'ACCEPT_ID', 'ACCEPT_ID DISPATCH_ID CLUE_ID ACCEPT_ORG ACCEPT_TIME:time'),
  table('CLUE_REPLY', 'REPLY_ID', 'REPLY_ID DISPATCH_ID CLUE_ID CONTENT:clob UNDERTAKER REPLY_ORG REPLY_TIME:time'),
  table('CASE_CONSULTATION', 'ID', 'ID CASE_ID TITLE CREATE_USER CREATE_ORG CREATE_TIME:time STATE:int', ofCase),
  table('CASE_CONSULTATION_CONTENT', 'ID', 'ID CONSULTATION_ID CONTENT:clob CREATE_USER CREATE_TIME:time', {
    through: { column: 'CONSULTATION_ID', table: 'CASE_CONSULTATION', there: 'ID' },
  }),
  table('CASE_CONSULTATION_PARTICIPANTS', 'CONSULTATION_ID USER_ID', 'CONSULTATION_ID USER_ID ORG_ID', {
    through: { column: 'CONSULTATION_ID', table: 'CASE_CONSULTATION', there: 'ID' },
  }),
  table('CASE_REPLY', 'ID', 'ID CASE_ID CONTENT:clob CREATE_USER CREATE_ORG CREATE_TIME:time', ofCase),
  table('OFFICE_DOC', 'DOC_ID', 'DOC_ID CASE_ID DOC_NO DOC_TYPE DOC_PATH SEND_ORG RECEIVE_ORG SEND_TIME:time', ofCase),
]

/** In the order in which they are read: what others point at comes first. */
export const legacyTables: readonly LegacyTable[] = [
  ...registry,
  ...cases,
  ...administrative,
  ...criminal,
  ...supervision,
  ...beside,
]

export const legacyTable: ReadonlyMap<string, LegacyTable> = new Map(legacyTables.map((one) => [one.name, one]))

/** One statement a table, for whoever writes the dumps; nothing but columns that are taken. */
export const selectList: readonly string[] = legacyTables.map(
  ({ name, columns, key }) => `select ${Object.keys(columns).join(', ')} from ${name} order by ${key.join(', ')}`,
)
