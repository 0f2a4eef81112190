// What is kept of cases that are taken over: their entries in chains that hold, seen by whom the table lets see them, with
// nothing that an act of today brings; and what may be done in them from then on.

import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { inTransaction } from '../../db/index.ts'
import { answers } from '../../schemas/index.ts'
import { Registry } from '../../src/agencies/index.ts'
import { type ImportedCase, importCases, keepDesks, verifyCases } from '../../src/cases/index.ts'
import {
  closeMaterials,
  directoryStore,
  type ImportedFile,
  openMaterials,
  takeImported,
  turnedAway,
} from '../../src/materials/index.ts'
import {
  enteredHere,
  ingest,
  openPenalties,
  penaltyMeasures,
  penaltyStandings,
  presets,
} from '../../src/penalties/index.ts'
import type { CaseEvent } from '../../src/procedure/index.ts'
import { causesOfPenalty } from '../../src/supervision/findings/penalty-causes.ts'
import { derivedId } from '../../src/takeover/ids.ts'
import { signIn } from '../console-scene.ts'
import { caseId, saltOf, type Told, told, twoFates } from '../takeover-cases.ts'
import { inventedUscc, world } from '../world.ts'

const w = await world()
const organs = {
  sender: w.organ('market').id,
  police: w.organ('police').id,
  procuratorate: w.organ('procuratorate').id,
}

const kept = (cases: readonly ImportedCase[]) =>
  inTransaction(w.db.pool, (connection) => importCases(connection, cases, { saltOf }))
const fresh = (key: string, events: readonly CaseEvent[] = twoFates(key, organs)): ImportedCase => ({
  ...{ id: caseId(key), after: 0, events },
})

/** Everything that tables of cases have of one case. */
async function rowsOf(id: string): Promise<Record<string, unknown[]>> {
  const tables = {
    transfer: 'id',
    ...Object.fromEntries(
      [
        'event',
        'journal_entry',
        'journal_pending',
        'journal_leaf',
        'case_part',
        'case_mark',
        'clock',
        'receipt',
        'notice',
      ].map((table) => [table, 'transfer_id']),
    ),
  }
  const found: Record<string, unknown[]> = {}
  for (const [table, column] of Object.entries(tables)) {
    const { rows } = await w.db.ownerPool.query(
      `select (to_jsonb(t) - 'no')::text as row from ${table} t where ${column} = $1 order by 1`,
      [id],
    )
    found[table] = rows.map(({ row }) => row)
  }
  return found
}

interface Seen {
  readonly transfer: {
    readonly version: number
    readonly status: string
    readonly documentNo: string
    readonly clocks: unknown[]
    readonly tracks: { key: string; state: string }[]
    readonly available: { step: string; instances: string[] }[]
  }
  readonly timeline: { version: number; step: string; receipt: boolean; imported?: Record<string, unknown> }[]
}
const seen = async (name: string, key: string): Promise<Seen> => {
  const { body } = await w.ask<Seen['transfer'] & { timeline: Seen['timeline'] }>(
    name,
    'GET',
    `/v1/transfers/${caseId(key)}`,
  )
  return { transfer: body, timeline: body.timeline }
}

const desksDeps = {
  pool: w.db.pool,
  directory: async () => (await new Registry({ pool: w.db.pool }).current()).directory,
  optInsFor: () => new Set<string>(),
  now: () => Date.now(),
}

describe('a case that is taken over', () => {
  test('it stands as its entries make it, in a chain that holds, and nobody was told', async () => {
    expect(await kept([fresh('A')])).toEqual(new Map([[caseId('A'), 'kept']]))
    const rows = await rowsOf(caseId('A'))
    expect(rows.event).toHaveLength(6)
    expect(rows.journal_entry).toHaveLength(6)
    expect([...(rows.journal_pending ?? []), ...(rows.journal_leaf ?? [])]).toHaveLength(6)
    expect(rows.case_part).toHaveLength(3)
    expect(rows.case_mark?.length).toBeGreaterThan(0)
    expect([rows.clock, rows.receipt, rows.notice]).toEqual([[], [], []])
    const { faults } = await verifyCases(w.db.pool)
    expect(faults).toEqual([])
  })

  test('killed and imported again it is the same, row by row', async () => {
    class Killed extends Error {}
    const undone = inTransaction(w.db.pool, async (connection) => {
      await importCases(connection, [fresh('B'), fresh('C')], { saltOf })
      throw new Killed()
    })
    await expect(undone).rejects.toThrow(Killed)
    expect((await rowsOf(caseId('B'))).event).toEqual([])
    await kept([fresh('B')])
    const { journal_pending: _, journal_leaf: __, ...first } = await rowsOf(caseId('B'))
    await expect(kept([fresh('B')])).rejects.toThrow(/duplicate key/)
    expect(await rowsOf(caseId('B'))).toMatchObject(first)
  })

  test('each organ sees what the table lets it see, and may go on from there', async () => {
    await kept([fresh('D')])
    const agency = await seen('market', 'D')
    expect(agency.transfer.documentNo).toBe('海市监移〔2025〕3号')
    expect(agency.transfer.tracks.map(({ key }) => key)).not.toContain('coercive/s1/1')
    expect(agency.timeline.map(({ step }) => step)).not.toContain('arrest_request')
    expect(agency.transfer.clocks).toEqual([])
    expect(agency.transfer.available.map(({ step }) => step)).toEqual(
      expect.arrayContaining(['reconsideration_request', 'supervision_suggestion', 'imported_duty_dismissed']),
    )
    // No notice was served there, and nothing else that the agency owes is open.
    expect(agency.transfer.available.map(({ step }) => step)).not.toContain('imported_duty_started')
    const prosecution = await seen('procuratorate', 'D')
    expect(prosecution.transfer.available.map(({ step }) => step)).toEqual(
      expect.arrayContaining(['arrest_approved', 'require_reasons']),
    )
    const answer = await w.step('procuratorate', caseId('D'), 'arrest_approved', {
      officers: w.organ('procuratorate').officers,
      decidedBy: w.organ('procuratorate').chief,
      suspects: ['s1'],
      documentNo: '海检捕〔2026〕1号',
    })
    expect(answer.status, JSON.stringify(answer.body)).toBe(200)
    expect(answer.body.transfer.tracks).toContainEqual(
      expect.objectContaining({ key: 'coercive/s1/1', state: 'arrest_approved' }),
    )
    expect((await verifyCases(w.db.pool)).faults).toEqual([])
  })

  test('its entries say where they come from, in the older platform’s words and with both of its times', async () => {
    await kept([fresh('I')])
    const { timeline } = await seen('police', 'I')
    expect(timeline.find(({ step }) => step === 'transfer_dispatch')).toMatchObject({
      receipt: false,
      imported: {
        ...{ installation: 'HC', table: 'CASE_STEP', key: 'I-2', typedAt: '2025-03-04T16:00:00.000Z' },
        ...{ actor: { name: '周某' }, words: { step: '移送公安机关' } },
      },
    })
    const { body } = await w.ask<{ items: Seen['timeline'] }>('police', 'GET', `/v1/transfers/${caseId('I')}/timeline`)
    for (const entry of body.items) answers.eventAnswer.parse(entry)
    expect(body.items.find(({ version }) => version === 6)?.imported).toMatchObject({ raw: { MEMO: '见附件' } })
  })

  test('it lies on the desks of its organs and is found, though no notice tells of it', async () => {
    await kept([fresh('J')])
    await keepDesks(desksDeps, [caseId('J')])
    const todo = await w.ask<{ items: { transferId: string; step: string }[] }>('procuratorate', 'GET', '/v1/work')
    expect(todo.body.items.map(({ transferId }) => transferId)).toContain(caseId('J'))
    const found = await w.ask<{ items: { id: string }[] }>(
      'police',
      'GET',
      `/v1/search?q=${encodeURIComponent('张三、李四')}`,
    )
    expect(JSON.stringify(found.body)).toContain(caseId('J'))
  })

  test('what was open there is counted once the organ that owes it says so, from the day it names', async () => {
    const required: Told = {
      step: 'require_reasons',
      by: { agencyId: organs.procuratorate, part: 'supervisor', clientId: 'takeover' },
      about: ['s2'],
      opens: [
        { instance: 'supervision/filing/1', state: 'reasons_required', about: ['s2'], addressee: 'police_in_charge' },
      ],
    }
    await kept([fresh('K', [...twoFates('K', organs), ...told('K', [required], 6)])])
    const start = async (name: string, body: Record<string, unknown> = {}) => {
      const { status, body: said } = await w.step(name, caseId('K'), 'imported_duty_started', {
        ...{ follows: 7, clock: 'police_reasons', startsOn: '2025-10-30', reason: '接管时未办结。', duty: '1001' },
        ...body,
      })
      const { transfer, code } = said as unknown as { transfer?: Seen['transfer']; code?: string }
      return { status, code, transfer }
    }
    expect(await start('police', { clock: 'filing_review' })).toMatchObject({ status: 409, code: 'wrong_state' })
    expect(await start('procuratorate')).toMatchObject({ status: 403, code: 'not_your_step' })
    expect(await start('police', { clock: 'no_such_period' })).toMatchObject({ code: 'subject_unknown' })
    const { status, transfer } = await start('police')
    expect(status).toBe(200)
    expect(transfer?.clocks).toEqual([
      expect.objectContaining({
        rule: 'police_reasons',
        anchorAt: '2025-10-29T16:00:00.000Z',
        on: 'supervision/filing/1',
      }),
    ])
    expect(await start('police')).toMatchObject({ code: 'wrong_state' })
    const stated = await w.step('police', caseId('K'), 'reasons_statement', {
      ...{ documentNo: '海公说〔2026〕1号', reasons: '理由如下。' },
    })
    expect(
      stated.body.transfer?.clocks.map(({ status }) => status),
      JSON.stringify(stated.body),
    ).toEqual(['breached'])
    const dismissed = await w.step('market', caseId('K'), 'imported_duty_dismissed', {
      ...{ follows: 2, duty: '1002', reason: '已在线下办结。' },
    })
    expect(dismissed.status, JSON.stringify(dismissed.body)).toBe(200)
    const { police } = organs
    await w.db.ownerPool.query(
      `insert into takeover_duty (installation_id, key, case_key, transfer_id, what, agency_id, since, run)
       select $1, key, 'K', $1, what, agency, '2025-03-01', 1 from unnest(array['1001','1002','1003'], array['说明理由','补充','补充'], array[$2, $3, $2]::uuid[]) as x(key, what, agency)`,
      [caseId('K'), police, organs.sender],
    )
    const duties = await w.ask<{ items: { key: string; state: string; version: number | null }[] }>(
      'police',
      'GET',
      `/v1/transfers/${caseId('K')}/imported-duties`,
    )
    answers.importedDuties.parse(duties.body)
    expect(duties.body.items.map(({ key, state, version }) => [key, state, version])).toEqual([
      ['1001', 'started', 8],
      ['1003', 'open', null],
    ])
    const overview = await (await signIn(w, 'police')).page(`/console/cases/${caseId('K')}`)
    expect(overview.text).toContain('接管前待办')
    expect(overview.text).toContain('原平台任务 1003')
    const own = await w.step('market', caseId('K'), 'imported_duty_dismissed', { follows: 8, reason: '不是接管的。' })
    expect(own.status).not.toBe(200)
    expect((await verifyCases(w.db.pool)).faults).toEqual([])
  })

  test('an organ whose part ended there keeps sight of what it had', async () => {
    const acts: Told[] = [
      {
        step: 'onward_transfer_police',
        by: { agencyId: organs.police, part: 'police_in_charge', clientId: 'takeover' },
        moves: [{ instance: 'criminal/case/1', from: 'transferred', to: 'relayed' }],
        parts: {
          begins: [{ part: 'police_in_charge', agencyId: w.organ('smuggling').id }],
          ends: [{ part: 'police_in_charge', agencyId: organs.police }],
        },
      },
    ]
    await kept([fresh('E', [...twoFates('E', organs).slice(0, 2), ...told('E', acts, 2)])])
    expect((await seen('police', 'E')).transfer.version).toBe(3)
    const now = await seen('smuggling', 'E')
    expect(now.transfer.available.map(({ step }) => step)).toContain('receipt_sign')
    expect((await verifyCases(w.db.pool)).faults).toEqual([])
  })

  test('a later import goes on from where the former ended, unless the case went on here', async () => {
    const all = twoFates('F', organs)
    await kept([fresh('F', all.slice(0, 4)), fresh('G', all.slice(0, 4).map(toG))])
    const answer = await w.step('market', caseId('G'), 'supervision_suggestion', {
      type: 'refusal',
      facts: '应当立案。',
      suspects: ['s2'],
    })
    expect(answer.status, JSON.stringify(answer.body)).toBe(200)
    const more = (key: string): ImportedCase => ({
      ...{ id: caseId(key), after: 4 },
      events: (key === 'G' ? all.map(toG) : all).slice(4),
    })
    expect(await kept([more('F'), more('G')])).toEqual(
      new Map([
        [caseId('F'), 'kept'],
        [caseId('G'), 'continued'],
      ]),
    )
    const once = fresh(
      'H',
      all.map((event) => ({ ...event, transferId: caseId('H') })),
    )
    await kept([once])
    expect((await seen('market', 'F')).transfer.tracks).toEqual((await seen('market', 'H')).transfer.tracks)
    expect((await seen('market', 'G')).transfer.version).toBe(5)
    expect((await verifyCases(w.db.pool)).faults).toEqual([])
  })
})

describe('beside the cases', () => {
  const importedAtMs = Date.parse('2025-10-09T00:00:00.000Z')
  const legacy = presets.find(({ id }) => id === 'legacy')
  const origin = { id: 'takeover:HC', agencyId: null }

  test('penalty records are read from their places, with derived ids, and raise nothing for the past', async () => {
    const room = openPenalties({ pool: w.db.pool, organs: desksDeps.directory, now: () => importedAtMs })
    const { name, code } = w.organ('market')
    const raw = {
      ...{ source_key: 'HC/A', 'organ.name': name, 'organ.code': code, 'party.name': '虚构贸易有限公司' },
      ...{ 'party.kind': '法人及非法人组织', 'party.identifier.uscc': inventedUscc(9, '450502', '91') },
      ...{ 'date.decided': '2024-05-06', decision_no: '海市监罚〔2024〕6号', 'amount.fine': '5000.50', kinds: '罚款' },
      ...{ violation_type: '销售侵权商品', facts: '销售侵犯注册商标专用权的商品。', legal_basis: '商标法第六十条' },
      ...{ 'crime.suspected': '是', 'declared.serious': '是', region_code: '450502', domain: 'market' },
      raw: { GOODS_DEAL: '没收' },
    }
    const id = derivedPenalty('A')
    const [first] = await ingest(room, origin, legacy, [{ raw, id }])
    expect(first, JSON.stringify(first)).toMatchObject({ outcome: 'created', id })
    const [again] = await ingest(room, origin, legacy, [{ raw, id }])
    expect(again).toMatchObject({ outcome: 'unchanged', id })
    const { rows } = await w.db.ownerPool.query(
      'select created_at, fine_fen, decided_on::text, suspected from penalty_case where id = $1',
      [id],
    )
    expect(rows).toEqual([
      { created_at: new Date(importedAtMs), fine_fen: '500050', decided_on: '2024-05-06', suspected: true },
    ])
    const standing = (await penaltyStandings(w.db.pool, [id])).get(id)
    if (standing === undefined) throw new Error('no standing')
    const directory = await desksDeps.directory()
    expect(causesOfPenalty(standing, directory).causes).toEqual([])
    expect(causesOfPenalty({ ...standing, takenOver: false }, directory).causes.length).toBeGreaterThan(0)
    expect(await enteredHere(w.db.pool, [id])).toEqual([])
    expect(await penaltyMeasures(w.db.pool, [id])).toEqual([])
  })

  test('files are taken in once, with digests of the import, also where it was cut off, and come with their entry', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'xianjie-takeover-'))
    const room = openMaterials({
      pool: w.db.pool,
      store: await directoryStore(dir),
      now: () => new Date(importedAtMs),
    })
    try {
      const bytes = Buffer.concat([Buffer.from('%PDF-1.4\n'), Buffer.alloc(200_000, 'x')])
      const file = (cut?: number): ImportedFile => ({
        ...{ id: derivedPenalty('file'), agencyId: organs.sender, filename: '移送书.pdf', size: bytes.length },
        ...{ installation: 'HC', path: 'upload/2025/1.pdf' },
        async *bytes(from) {
          for (let at = from; at < bytes.length; at += 65_536) {
            if (cut !== undefined && at >= cut) throw new Error('cut off')
            yield bytes.subarray(at, at + 65_536)
          }
        },
      })
      await takeImported(room, file(100_000)).catch(() => {})
      const taken = await takeImported(room, file())
      if (turnedAway(taken)) throw new Error(taken.detail)
      expect(taken).toMatchObject({ state: 'ready', sha256: createHash('sha256').update(bytes).digest('hex') })
      expect(taken.metadata).toEqual({
        ...{ takenOver: 'HC', path: 'upload/2025/1.pdf', digestAt: '2025-10-09T00:00:00.000Z' },
      })
      expect(await takeImported(room, file())).toEqual(taken)
      expect(
        await takeImported(room, { ...file(), id: derivedPenalty('bad'), filename: 'a\u202egpj.exe' }),
      ).toMatchObject({
        code: 'metadata_invalid',
      })
      const events = twoFates('M', organs).map((event) =>
        event.version === 2 ? { ...event, adds: { ...event.adds, materials: 1 } } : event,
      )
      const materials = [{ id: taken.id, version: 2, kind: 'M1', title: '移送书' }]
      await kept([{ ...fresh('M', events), materials }])
      const listed = await w.ask<{ items: unknown[] }>('police', 'GET', `/v1/transfers/${caseId('M')}/materials`)
      expect(listed.body.items).toEqual([expect.objectContaining({ id: taken.id, version: 2, title: '移送书' })])
      expect((await verifyCases(w.db.pool)).faults).toEqual([])
    } finally {
      await closeMaterials(room)
      rmSync(dir, { recursive: true, force: true })
    }
  })

  test('the page of a case says what was taken over, from where and when, and whom the older platform names', async () => {
    await kept([fresh('N')])
    await w.step('market', caseId('N'), 'supervision_suggestion', {
      type: 'refusal',
      facts: '应当立案。',
      suspects: ['s2'],
    })
    const desk = await signIn(w, 'police')
    const { text, status } = await desk.page(`/console/cases/${caseId('N')}/journal`)
    expect(status).toBe(200)
    expect(text).toContain('以下为 HC 平台所载')
    expect(text.indexOf('id="v7"')).toBeLessThan(text.indexOf('以下为 HC 平台所载'))
    expect(text.indexOf('以下为 HC 平台所载')).toBeLessThan(text.indexOf('id="v6"'))
    expect(text).toContain('原平台经办：')
    expect(text).toContain('周某')
    const entry = await desk.page(`/console/cases/${caseId('N')}/journal/6`)
    expect(entry.text).toContain('CASE_STEP N-6')
    expect(entry.text).toContain('见附件')
  })
})

const derivedPenalty = (key: string) => derivedId(Buffer.alloc(32, 7), 'HC', 'CASE_BASIC/penalty', key)

const toG = (event: CaseEvent): CaseEvent => ({ ...event, transferId: caseId('G') })
