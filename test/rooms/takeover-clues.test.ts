// Clues of an older platform in the clues' room: shown with their history and where the import ends, going on here by the acts
// of today, and told again only where there is more of them there.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { clueAnswer, takeoverMapping } from '../../schemas/index.ts'
import { standing } from '../../src/clues/lifecycle.ts'
import { gatewayId } from '../../src/procedure/index.ts'
import { openDump, takeOver } from '../../src/takeover/index.ts'
import { signIn } from '../console-scene.ts'
import { onClue, taken } from '../doors/clues-scene.ts'
import { takeoverRoom } from '../takeover-town.ts'
import { world } from '../world.ts'

type Values = Readonly<Record<string, string>>
type Tables = Readonly<Record<string, readonly Values[]>>

const w = await world()
const room = await takeoverRoom(w.db)
const organs = {
  G: { agency: w.organ('government').id },
  M: { agency: w.organ('market').id },
  P: { agency: w.organ('police').id },
} as const

/** A run over a dump of these tables. Organs without an entry are unmapped, `Z` has no counterpart. */
async function run(installation: string, tables: Tables, more: { dry?: boolean; organs?: object } = {}) {
  const out = mkdtempSync(join(tmpdir(), 'xianjie-clues-'))
  const mapping = takeoverMapping.parse({
    ...{ installation, region: '450500', districts: { D1: '450502' } },
    organs: { ...organs, Z: { none: '已撤销' }, ...more.organs },
    dictionaries: { caseSource: { '3': { word: '12345热线' } } },
  })
  const named = ['G', 'M', 'P', 'X', 'Z'].map((code) => ({ ORG_CODE: code, ORG_NAME: `单位${code}`, IS_DEPT: '2' }))
  // One number of one taker is one clue, whatever platform it was on.
  const clues = (tables.CLUE_INFO ?? []).map((row) => ({ ...row, CLUE_NO: `${row.CLUE_NO}-${installation}` }))
  for (const [table, rows] of Object.entries({ ORGANISE: named, ...tables, CLUE_INFO: clues }))
    writeFileSync(join(out, `${table}.ndjson`), rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
  const dump = await openDump(out, { installation, partial: false, password: async () => '' })
  try {
    const { reported } = await takeOver(room, { dump, mapping, dry: more.dry === true, progress: () => {} })
    const of = (what: string) => reported.figures.lines.find((line) => line.what === what)
    const differences = reported.figures.differences.map(({ kind, count }) => `${kind} ${count}`)
    return { ...reported.figures, of, differences }
  } finally {
    await dump.close()
    rmSync(out, { recursive: true })
  }
}

const info = (id: string, over: Values = {}): Values => ({
  ...{ CLUE_ID: id, CLUE_NO: `线索${id}`, CLUE_NAME: '假酒线索', CONTENT: '群众反映某店销售假酒', CLUE_SRC: '3' },
  ...{ ADDRESS: 'D1', CREATE_ORG: 'G', CREATE_TIME: '2019-01-02 09:00:00', UNDERTAKER_SUGGEST: '建议查处', ...over },
})
const dispatch = (id: string, to: string, over: Values = {}): Values => ({
  ...{
    DISPATCH_ID: id,
    CLUE_ID: '1',
    DISPATCH_ORG: 'G',
    RECEIVE_ORG: to,
    DISPATCH_TIME: '2019-01-03 09:00:00',
    ...over,
  },
})
const accept = (id: string, by: string, over: Values = {}): Values => ({
  ...{
    ACCEPT_ID: `a${id}`,
    DISPATCH_ID: id,
    CLUE_ID: '1',
    ACCEPT_ORG: by,
    ACCEPT_TIME: '2019-01-04 09:00:00',
    ...over,
  },
})
const reply = (id: string, by: string, over: Values = {}): Values => ({
  ...{ REPLY_ID: `r${id}`, DISPATCH_ID: id, CLUE_ID: '1', REPLY_ORG: by, REPLY_TIME: '2019-02-05 09:00:00' },
  ...{ CONTENT: '已查处', UNDERTAKER: '乙某', ...over },
})

/** Id of a clue here, or null while it is held. */
async function idOf(installation: string, key = '1'): Promise<string> {
  const { rows } = await w.db.pool.query(
    `select clue_id from takeover_clue join takeover_installation i on i.id = installation_id where i.code = $1 and key = $2`,
    [installation, key],
  )
  return rows[0]?.clue_id ?? ''
}

async function shown(by: string, id: string) {
  const { status, body } = await w.ask(by, 'GET', `/v1/clues/${id}`)
  return status === 200 ? clueAnswer.parse(body) : status
}
async function seen(by: string, id: string) {
  const clue = await shown(by, id)
  if (typeof clue === 'number') throw new Error(`${by}: ${clue}`)
  return clue
}

/** Rows of a clue as they stand. */
async function rowsOf(id: string) {
  const rows = async (text: string) => (await w.db.pool.query(text, [id])).rows
  return {
    clue: await rows('select * from clue where id = $1'),
    entries: await rows('select * from clue_entry where clue_id = $1 order by version'),
    sights: await rows('select agency_id from clue_sight where clue_id = $1 order by 1'),
  }
}

/** The row of a clue is what its entries make of it. */
async function stands(id: string) {
  const { clue, entries } = await rowsOf(id)
  const now = standing(
    entries.map((e) => ({
      ...{ version: e.version, act: e.act, agencyId: e.agency_id, at: e.at.toISOString(), officers: e.officers },
      body: JSON.parse(e.body),
    })),
  )
  const { version, state, holder_id: holderId, answer, taker_id: takerId } = clue[0]
  expect({ version, state, holderId, answer, takerId }).toEqual({
    ...{ version: now.version, state: now.state, holderId: now.holderId, answer: now.answer, takerId: now.takerId },
  })
}

describe('a clue that was answered there', () => {
  const tables: Tables = {
    CLUE_INFO: [info('1', { CLUE_STATE: '4' })],
    CLUE_DISPATCH: [dispatch('1', 'M')],
    CLUE_ACCEPT: [accept('1', 'M')],
    CLUE_REPLY: [reply('1', 'M')],
  }

  test('it is kept as it was, by nobody of today, and nobody is told', async () => {
    const before = await w.db.pool.query('select count(*)::int as n from notice')
    const { of, unexplained, differences } = await run('450501', tables)
    for (const what of ['clues', 'clue_dispatches', 'clue_accepts', 'clue_replies'])
      expect(of(what)).toMatchObject({ there: 1, here: 1 })
    expect([unexplained, differences]).toEqual([0, []])
    const id = await idOf('450501')
    const { clue, entries, sights } = await rowsOf(id)
    expect(entries).toHaveLength(4)
    for (const e of entries) {
      expect([e.client_id, e.officers, e.intake_id, e.route, e.key, e.request_hash]).toEqual([
        ...['takeover', [], null, null, null, null],
      ])
      expect([e.request_body, e.request_signature]).toEqual([null, null])
    }
    expect(sights.map((s) => s.agency_id)).toEqual([organs.G.agency, organs.M.agency].sort())
    expect(clue[0].received_at.toISOString()).toBe('2019-01-02T01:00:00.000Z')
    expect(await w.db.pool.query('select count(*)::int as n from notice')).toMatchObject({ rows: before.rows })
    await stands(id)
  })

  test('its taker and the organ it went to see it with its history, and nobody else learns of it', async () => {
    const id = await idOf('450501')
    const clue = await seen('government', id)
    expect(clue).toMatchObject({
      ...{
        number: '线索1-450501',
        source: 'hotline',
        sourceDetail: '12345热线',
        domain: 'general',
        regionCode: '450502',
      },
      ...{ state: 'answered', answer: { result: 'not_stated', reason: '已查处' }, available: [] },
    })
    expect(clue.entries.map(({ act, by, officers }) => [act, by.name, officers])).toEqual([
      ['take', w.organ('government').name, []],
      ['dispatch', w.organ('government').name, []],
      ['accept', w.organ('market').name, []],
      ['answer', w.organ('market').name, []],
    ])
    expect(clue.entries[0]?.imported).toMatchObject({
      ...{ installation: '450501', table: 'CLUE_INFO', key: '1', actor: { organ: '单位G' } },
      raw: { CLUE_NAME: '假酒线索', UNDERTAKER_SUGGEST: '建议查处' },
    })
    expect(clue.entries[3]?.imported).toMatchObject({
      ...{ table: 'CLUE_REPLY', actor: { name: '乙某', organ: '单位M' }, recordedAt: '2019-02-05T01:00:00.000Z' },
    })
    expect((await seen('market', id)).state).toBe('answered')
    expect(await shown('police', id)).toBe(404)
    const { body } = await w.ask<{ items: { id: string }[] }>('market', 'GET', '/v1/clues?state=answered')
    expect(body.items.map((one) => one.id)).toContain(id)
  })

  test('its number is its own: it is not taken again here', async () => {
    await expect(taken(w, 'government', { number: '线索1-450501' })).rejects.toThrow(/duplicate_document/)
  })

  test('taken over again it is the same, row by row', async () => {
    const id = await idOf('450501')
    const before = await rowsOf(id)
    const { unexplained, differences } = await run('450501', tables)
    expect([unexplained, differences]).toEqual([0, []])
    expect(await rowsOf(id)).toEqual(before)
  })

  test('a row that says something else later is said, and what is kept stays', async () => {
    const id = await idOf('450501')
    const before = await rowsOf(id)
    const changed = { ...tables, CLUE_INFO: [info('1', { CLUE_STATE: '5', CONTENT: '另一说法' })], CLUE_REPLY: [] }
    expect((await run('450501', changed)).differences).toEqual(['row_changed 1', 'row_vanished 1'])
    expect(await rowsOf(id)).toEqual(before)
    const { rows } = await w.db.pool.query(
      `select kind, case_key, tbl, key, detail from takeover_difference where case_key = 'CLUE_INFO/1' order by kind`,
    )
    expect(rows).toEqual([
      {
        ...{ kind: 'row_changed', case_key: 'CLUE_INFO/1', tbl: 'CLUE_INFO', key: '1' },
        detail: { columns: 'CONTENT' },
      },
      { ...{ kind: 'row_vanished', case_key: 'CLUE_INFO/1', tbl: 'CLUE_REPLY', key: 'r1' }, detail: {} },
    ])
  })
})

describe('a clue that is still open there', () => {
  test('it goes on here by the organ it lies with, under an officer of today', async () => {
    await run('450502', { CLUE_INFO: [info('1')], CLUE_DISPATCH: [dispatch('1', 'M')] })
    const id = await idOf('450502')
    expect(await seen('market', id)).toMatchObject({ state: 'dispatched', available: ['accept', 'return'] })
    expect((await onClue(w, 'market', id, 'accept')).status).toBe(200)
    const answered = await onClue(w, 'market', id, 'answer', { result: 'not_a_case', reason: '查无实据' })
    expect(answered.body).toMatchObject({ state: 'answered', answer: { result: 'not_a_case' } })
    const { entries } = await seen('government', id)
    expect(entries.map(({ imported, officers }) => [imported === undefined, officers.length])).toEqual([
      ...[
        [false, 0],
        [false, 0],
        [true, 1],
        [true, 1],
      ],
    ])
    await stands(id)
  })

  test('returned here, its taker dispatches it again', async () => {
    await run('450503', { CLUE_INFO: [info('1')], CLUE_DISPATCH: [dispatch('1', 'M')] })
    const id = await idOf('450503')
    expect((await onClue(w, 'market', id, 'return', { reason: '不属于本局职责' })).status).toBe(200)
    expect((await onClue(w, 'government', id, 'dispatch', { to: w.organ('police').code })).body).toMatchObject({
      ...{ state: 'dispatched', dispatchedTo: { id: organs.P.agency } },
    })
    await stands(id)
  })

  test('one that lies with an organ unknown here says so, and its taker may dispatch it', async () => {
    await run('450504', {
      CLUE_INFO: [info('1')],
      CLUE_DISPATCH: [dispatch('1', 'Z')],
      CLUE_ACCEPT: [accept('1', 'Z')],
    })
    const id = await idOf('450504')
    const clue = await seen('government', id)
    expect(clue).toMatchObject({ state: 'accepted', dispatchedTo: null, available: ['dispatch'] })
    expect(clue.entries[1]?.imported?.to).toBe('单位Z')
    expect(clue.entries[2]).toMatchObject({
      by: { id: gatewayId, name: null },
      imported: { actor: { organ: '单位Z' } },
    })
    expect((await onClue(w, 'government', id, 'dispatch', { to: w.organ('market').code })).status).toBe(200)
    expect(await seen('market', id)).toMatchObject({ state: 'dispatched', available: ['accept', 'return'] })
    await stands(id)
  })

  test('one that went to several is answered when all have answered, one after the other', async () => {
    await run('450505', {
      CLUE_INFO: [info('1')],
      CLUE_DISPATCH: [dispatch('1', 'M'), dispatch('2', 'P', { DISPATCH_TIME: '2019-01-05 09:00:00' })],
      CLUE_ACCEPT: [accept('1', 'M'), accept('2', 'P', { ACCEPT_TIME: '2019-01-06 09:00:00' })],
      CLUE_REPLY: [reply('1', 'M')],
    })
    const id = await idOf('450505')
    expect(await seen('market', id)).toMatchObject({ state: 'accepted', available: [] })
    expect(await seen('police', id)).toMatchObject({ dispatchedTo: { id: organs.P.agency }, available: ['answer'] })
    const answer = { result: 'referred_elsewhere', organ: '某局' }
    expect((await onClue(w, 'police', id, 'answer', answer)).body).toMatchObject({ state: 'answered', answer })
    await stands(id)
  })

  test('whoever handed it on has it no more, and one that is known here has it before one that is not', async () => {
    await run('450510', {
      CLUE_INFO: [info('1')],
      CLUE_DISPATCH: [
        dispatch('1', 'M'),
        dispatch('2', 'P', { DISPATCH_ORG: 'M', DISPATCH_TIME: '2019-01-05 09:00:00' }),
        dispatch('3', 'Z', { DISPATCH_TIME: '2019-01-06 09:00:00' }),
      ],
      CLUE_ACCEPT: [accept('1', 'M')],
      CLUE_REPLY: [reply('1', 'Z')],
    })
    const id = await idOf('450510')
    expect(await seen('government', id)).toMatchObject({ state: 'dispatched', dispatchedTo: { id: organs.P.agency } })
    expect((await onClue(w, 'police', id, 'accept')).status).toBe(200)
    expect((await onClue(w, 'police', id, 'answer', { result: 'not_a_case', reason: '查无实据' })).body).toMatchObject({
      ...{ state: 'answered', answer: { result: 'not_a_case' } },
    })
    await stands(id)
  })

  test('an entry whose time cannot be read stands after what it follows from', async () => {
    await run('450514', {
      CLUE_INFO: [info('1')],
      CLUE_DISPATCH: [dispatch('1', 'M')],
      CLUE_ACCEPT: [accept('1', 'M', { ACCEPT_TIME: '2019-01-01' })],
      CLUE_REPLY: [reply('1', 'M', { REPLY_TIME: '某日' })],
    })
    const { state, entries } = await seen('market', await idOf('450514'))
    expect([state, entries.map(({ act }) => act)]).toEqual(['answered', ['take', 'dispatch', 'accept', 'answer']])
    expect(entries.map(({ imported }) => imported?.recordedAt !== undefined)).toEqual([true, true, true, false])
  })

  test('with nothing but its head and no time it is taken, at no time that anybody said', async () => {
    await run('450506', { CLUE_INFO: [info('1', { CREATE_TIME: '某日', CLUE_SRC: '来信来访', CONTENT: '' })] })
    const clue = await seen('government', await idOf('450506'))
    expect(clue).toMatchObject({
      source: 'other',
      sourceDetail: '来信来访',
      facts: '假酒线索',
      available: ['dispatch'],
    })
    expect(clue.entries[0]?.imported?.recordedAt).toBeUndefined()
    expect(clue.entries[0]?.imported?.raw?.CREATE_TIME).toBe('某日')
  })
})

describe('in the console', () => {
  test('the history says where the import ends and who acted there; what has no field is shown for a reason', async () => {
    await run('450515', { CLUE_INFO: [info('1')], CLUE_DISPATCH: [dispatch('1', 'M')] })
    const id = await idOf('450515')
    expect((await onClue(w, 'market', id, 'accept')).status).toBe(200)
    const desk = await signIn(w, 'market')
    const { text, status } = await desk.page(`/console/clues/${id}`)
    expect(status).toBe(200)
    const [done, line, past] = ['>受理</h3>', '以下为 450515 平台所载', '>分派 <span'].map((words) =>
      text.indexOf(words),
    )
    expect([done, line, past].every((at) => (at ?? -1) > 0)).toBe(true)
    expect(done).toBeLessThan(line ?? 0)
    expect(line).toBeLessThan(past ?? 0)
    expect(text.indexOf('以下为', (line ?? 0) + 1)).toBe(-1)
    expect(text).toContain('原平台经办：')
    expect(text).not.toContain('建议查处')
    const form = `/console/clues/${id}/reveal`
    const revealed = await desk.send(form, form, { ground: 'inquiry', more: '办理需要' })
    expect(revealed.text).toContain('建议查处')
  })
})

describe('run again weeks later', () => {
  const first: Tables = { CLUE_INFO: [info('1')], CLUE_DISPATCH: [dispatch('1', 'M')] }
  const later: Tables = { ...first, CLUE_ACCEPT: [accept('1', 'M')], CLUE_REPLY: [reply('1', 'M')] }

  test('only the further entries come', async () => {
    await run('450507', first)
    const id = await idOf('450507')
    const before = await rowsOf(id)
    expect((await run('450507', later)).unexplained).toBe(0)
    const { clue, entries } = await rowsOf(id)
    expect(entries.slice(0, 2)).toEqual(before.entries)
    expect(entries.map(({ act }) => act)).toEqual(['take', 'dispatch', 'accept', 'answer'])
    expect(clue[0]).toMatchObject({ version: 4, state: 'answered' })
    await stands(id)
  })

  test('one that went on here meanwhile is left as it is, and that is said', async () => {
    await run('450508', first)
    const id = await idOf('450508')
    expect((await onClue(w, 'market', id, 'accept')).status).toBe(200)
    const before = await rowsOf(id)
    expect((await run('450508', first)).differences).toEqual([])
    const { differences, of } = await run('450508', later)
    expect(differences).toEqual(['continued_on_both_sides 1'])
    expect(of('clue_replies')).toMatchObject({ there: 1, here: 0 })
    expect(await rowsOf(id)).toEqual(before)
    expect((await onClue(w, 'market', id, 'answer', { result: 'not_a_case', reason: '查无实据' })).status).toBe(200)
  })

  test('rows of a clue that is not there are said', async () => {
    const { differences, of } = await run('450509', { CLUE_INFO: [], CLUE_REPLY: [reply('9', 'M', { CLUE_ID: '9' })] })
    expect(differences).toEqual(['rows_without_clue 1'])
    expect(of('clue_replies')).toMatchObject({ there: 0, here: 0 })
    expect((await run('450509', { CLUE_INFO: [], CLUE_REPLY: [] })).differences).toEqual([])
  })
})

describe('what is not kept', () => {
  const tables: Tables = { CLUE_INFO: [info('1', { CREATE_ORG: 'X' })], CLUE_DISPATCH: [dispatch('1', 'M')] }

  test('a clue whose taker has no mapping is held and counted, and kept when it has one', async () => {
    const { of, held, unmapped, unexplained } = await run('450511', tables)
    expect([of('clues'), unexplained]).toMatchObject([{ there: 1, here: 1 }, 0])
    expect(held).toEqual([{ kind: '登记单位 X 未映射', count: 1 }])
    expect(unmapped).toEqual([{ kind: 'organ', code: 'X', label: '单位X', cases: 1 }])
    expect(await idOf('450511')).toBe('')
    const mapped = await run('450511', tables, { organs: { X: { agency: organs.P.agency } } })
    expect([mapped.held, mapped.unmapped, mapped.unexplained]).toEqual([[], [], 0])
    expect(await seen('police', await idOf('450511'))).toMatchObject({ state: 'dispatched', version: 2 })
  })

  test('a dry run lists what it finds and keeps nothing', async () => {
    const count = async () => (await w.db.pool.query('select count(*)::int as n from clue')).rows[0].n
    const before = await count()
    const dirty = { ...tables, CLUE_REPLY: [reply('1', 'M', { REPLY_TIME: '某日' })] }
    const { unmapped, differences } = await run('450512', dirty, { dry: true })
    expect([unmapped.map(({ code }) => code), differences]).toEqual([['X'], ['time_unreadable 1']])
    expect([await count(), await idOf('450512')]).toEqual([before, ''])
  })

  test('a page that is cut off leaves nothing, and the next run keeps all of it', async () => {
    const rows = { CLUE_INFO: [info('1'), info('2')], CLUE_DISPATCH: [dispatch('1', 'M')] }
    const count = async () =>
      (
        await w.db.pool.query(
          `select count(*)::int as n from clue_entry where body like '%-450516%' or body like '%"450516"%'`,
        )
      ).rows[0].n
    await w.db.ownerPool.query(`
      create function cut_off() returns trigger language plpgsql as $$ begin raise exception 'cut off'; end $$;
      create trigger cut_off before insert on takeover_clue for each row when (new.key = '2') execute function cut_off()`)
    await expect(run('450516', rows)).rejects.toThrow('cut off')
    expect(await count()).toBe(0)
    await w.db.ownerPool.query('drop function cut_off cascade')
    expect((await run('450516', rows)).unexplained).toBe(0)
    expect(await count()).toBe(3)
  })

  test('of two clues of a taker with one number the second is known by its id alone, and that is said', async () => {
    const twice = [info('1', { CREATE_ORG: 'P', CLUE_NO: '同号' }), info('2', { CREATE_ORG: 'P', CLUE_NO: '同号' })]
    expect((await run('450513', { CLUE_INFO: twice })).differences).toEqual(['number_taken 1'])
    const { differences, unexplained } = await run('450513', { CLUE_INFO: twice })
    expect([differences, unexplained]).toEqual([['number_taken 1'], 0])
    expect(await seen('police', await idOf('450513', '2'))).toMatchObject({ number: '同号-450513', state: 'taken' })
  })
})

describe('a case of the processes for duty crimes', () => {
  const basic = (over: Values = {}): Values => ({
    ...{ CASE_ID: '7', CASE_NO: '案7', CASE_NAME: '某某涉嫌受贿', PROC_KEY: 'zhiwufanzuiProc', INPUT_UNIT: 'M' },
    ...{ INPUT_TIME: '2019-03-01 09:00:00', CASE_DETAIL_NAME: '收受财物', ...over },
  })
  const passed = {
    ...{ STEP_ID: '70', CASE_ID: '7', YISONG_ORG: 'M', JIESHOU_ORG: 'P', YISONG_TIME: '2019-03-02 09:00:00' },
    YISONG_REASON: '涉嫌职务犯罪',
  }
  const clueOf = async (installation: string): Promise<{ kind: string; clue_id: string; reasons: string[] }> => {
    const { rows } = await w.db.pool.query(
      `select kind, clue_id, reasons from takeover_case join takeover_installation i on i.id = installation_id where i.code = $1`,
      [installation],
    )
    return rows[0]
  }

  test('it is a clue of the organ that entered it, and what is new there later comes too', async () => {
    const { of, unexplained } = await run('450521', { CASE_BASIC: [basic()] })
    expect([of('duty_clues'), unexplained]).toMatchObject([{ there: 1, here: 1 }, 0])
    const { kind, clue_id: id } = await clueOf('450521')
    expect(kind).toBe('duty_clue')
    expect(await seen('market', id)).toMatchObject({
      state: 'taken',
      source: 'other',
      facts: '收受财物',
      number: '案7',
    })
    expect(await shown('police', id)).toBe(404)
    const again = await run('450521', { CASE_BASIC: [basic()], CASE_YISONG_JIWEI: [passed] })
    expect([again.differences, again.unexplained]).toEqual([[], 0])
    const clue = await seen('police', id)
    expect(clue).toMatchObject({ state: 'dispatched', version: 2, available: ['accept', 'return'] })
    expect(clue.entries[1]).toMatchObject({
      remarks: '涉嫌职务犯罪',
      imported: { table: 'CASE_YISONG_JIWEI', key: '70' },
    })
    await stands(id)
  })

  test('continued here it is left as it is; a changed row is said', async () => {
    const { clue_id: id } = await clueOf('450521')
    expect((await onClue(w, 'police', id, 'accept')).status).toBe(200)
    const before = await rowsOf(id)
    const more = { ...passed, STEP_ID: '71', JIESHOU_ORG: 'G', YISONG_TIME: '2019-03-09 09:00:00' }
    const tables = { CASE_BASIC: [basic({ CASE_DETAIL_NAME: '另一说法' })], CASE_YISONG_JIWEI: [passed, more] }
    expect((await run('450521', tables)).differences).toEqual(['continued_on_both_sides 1', 'row_changed 1'])
    expect(await rowsOf(id)).toEqual(before)
    expect((await clueOf('450521')).clue_id).toBe(id)
  })

  test('entered by an organ without a mapping it is held', async () => {
    const tables = { CASE_BASIC: [basic({ INPUT_UNIT: 'X' })] }
    const { held } = await run('450522', tables)
    expect(held).toEqual([{ kind: '登记单位 X 未映射', count: 1 }])
    expect(await clueOf('450522')).toMatchObject({ kind: 'held', clue_id: null })
    const mapped = await run('450522', tables, { organs: { X: { agency: organs.G.agency } } })
    expect([mapped.held, mapped.unexplained]).toEqual([[], 0])
    expect((await seen('government', (await clueOf('450522')).clue_id)).state).toBe('taken')
  })
})
