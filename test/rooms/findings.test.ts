// What raises findings and what closes them: clocks, cases, gaps, silence. Each is open once for its subject, and one whose
// cause is gone closes itself and says why.
import { describe, expect, test } from 'vitest'
import { inTransaction } from '../../db/index.ts'
import { addAgency } from '../../src/agencies/index.ts'
import { uuidv7 } from '../../src/kernel/index.ts'
import { listStatement } from '../../src/supervision/findings/read.ts'
import {
  closeCauses,
  type FindingCause,
  heldMost,
  holdLetters,
  raise,
  sweepFindings,
} from '../../src/supervision/index.ts'
import { begin, caseOf, persons, take, timedWorld } from '../doors/procedure-scene.ts'
import { inventedUscc } from '../world.ts'
import { finding, findingsOf, type SeenFinding, turn } from './findings-scene.ts'

const w = await timedWorld('2026-05-11T10:00:00+08:00')
const day = 86_400_000
const room = { pool: w.db.pool, directory: w.deps.cases.directory }
const now = () => new Date(w.clock.nowMs)

const causeOf = (more: Partial<FindingCause> = {}): FindingCause => ({
  kind: 'agency_silent',
  subject: `agency:${uuidv7()}`,
  agencyId: w.organ('market').id,
  supervisorId: w.organ('procuratorate').id,
  regionCode: '450502',
  level: 'county',
  domain: 'market',
  grade: 'yellow',
  detail: { lastEntryOn: '2026-01-01' },
  since: now(),
  ...more,
})
const raising = (...causes: FindingCause[]) =>
  inTransaction(w.db.pool, (connection) => raise(connection, now(), causes))
const only = (list: readonly SeenFinding[], kind: string) => {
  const [one, another] = list.filter((f) => f.kind === kind)
  expect(another).toBeUndefined()
  if (one === undefined) throw new Error(`no finding ${kind}`)
  return one
}

describe('raising', () => {
  test('the same cause twice is one finding, however many raise it at once, and told once', async () => {
    const cause = causeOf()
    const done = await Promise.all(Array.from({ length: 8 }, () => raising(cause, cause)))
    expect(done.map((d) => d.raised).reduce((a, b) => a + b)).toBe(1)
    expect(done.every((d) => d.changed === 0)).toBe(true)
    const { rows } = await w.db.pool.query(
      `select n.agency_id from notice n join finding f on f.id = n.transfer_id where f.subject = $1 and n.kind = 'finding'`,
      [cause.subject],
    )
    expect(rows.map((r) => r.agency_id).sort()).toEqual([w.organ('market').id, w.organ('procuratorate').id].sort())
  })

  test('a cause that grows worse grades the finding, and one that stays as it is writes nothing', async () => {
    const cause = causeOf()
    await raising(cause)
    expect(await raising({ ...cause, grade: 'red' })).toEqual({ raised: 0, changed: 1 })
    expect(await raising({ ...cause, grade: 'red' })).toEqual({ raised: 0, changed: 0 })
    const { rows } = await w.db.pool.query(
      'select act, e.after from finding_event e join finding f on f.id = e.finding_id where f.subject = $1 order by e.version',
      [cause.subject],
    )
    expect(rows.map((r) => [r.act, r.after.grade])).toEqual([
      ['raise', 'yellow'],
      ['grade', 'red'],
    ])
  })

  test('what is raised again after it closed is a new finding that names the former', async () => {
    const cause = causeOf()
    const gone = { family: 'agency_silent', subject: cause.subject, because: 'entered_again' } as const
    await raising(cause)
    expect(await inTransaction(w.db.pool, (c) => closeCauses(c, now(), [gone, gone]))).toBe(1)
    expect(await inTransaction(w.db.pool, (c) => closeCauses(c, now(), [gone]))).toBe(0)
    await raising(cause)
    const found = (await findingsOf(w, 'market')).filter((f) => f.subject === cause.subject)
    expect(found.map((f) => f.state)).toEqual(['raised', 'closed'])
    expect(found[0]?.formerId).toBe(found[1]?.id)
  })

  test('a transaction that fails after raising leaves neither finding nor notice', async () => {
    const cause = causeOf()
    const failing = inTransaction(w.db.pool, async (connection) => {
      await raise(connection, now(), [cause])
      throw new Error('the sweep was killed')
    })
    await expect(failing).rejects.toThrow('killed')
    const { rows } = await w.db.pool.query('select 1 from finding where subject = $1', [cause.subject])
    expect(rows).toHaveLength(0)
  })
})

describe('clocks', () => {
  test('two replicas sweep at once: each clock is found by one of them', async () => {
    await turn(w)
    const ids = [await caseOf(w, 'reviewed'), await caseOf(w, 'reviewed'), await caseOf(w, 'reviewed')]
    w.pass({ days: 2, hours: 20 })
    const swept = await Promise.all([sweepFindings(room, now()), sweepFindings(room, now())])
    expect(swept.map((s) => s.raised).reduce((a, b) => a + b)).toBeGreaterThanOrEqual(3)
    for (const id of ids)
      expect((await findingsOf(w, 'police', `&transfer=${id}`)).filter((f) => f.kind === 'near_due')).toHaveLength(1)
    expect(await sweepFindings(room, now())).toEqual({ clocks: 0, raised: 0, changed: 0, closed: 0 })
  })

  test('a clock that ends while its light is green is nobody’s warning and is never looked at', async () => {
    w.setTo('2026-06-01T10:00:00+08:00')
    await turn(w)
    const id = await caseOf(w, 'filed')
    w.pass({ minutes: 5 })
    const { rows } = await w.db.pool.query(
      `select rule, next_light_at from clock where transfer_id = $1 and rule in ('filing_review', 'supplement_notice') order by rule`,
      [id],
    )
    expect(rows.map((r) => r.next_light_at)).toEqual(rows.map(() => null))
  })

  test('making good, handing over and answering have names of their own once they are late', async () => {
    w.setTo('2026-06-01T10:00:00+08:00')
    const id = await caseOf(w, 'received')
    await take(w, 'police', id, 'completeness_check', { missing: [{ kind: 'M4', description: '检验报告' }] })
    await take(w, 'market', id, 'supplement_notice_receipt', { round: 1 })
    w.pass({ days: 6 })
    await turn(w)
    const missing = only(await findingsOf(w, 'market', `&transfer=${id}`), 'supplement_not_made')
    expect(missing).toMatchObject({ grade: 'red', basis: ['PSP 180(2)'] })
    await take(w, 'market', id, 'supplement_submission', { round: 1, materials: await w.materials('market', ['M4']) })
    await take(w, 'police', id, 'filing_approved')
    await take(w, 'market', id, 'filing_notice_receipt')
    w.pass({ days: 6 })
    await turn(w)
    expect((await finding(w, 'market', missing.id)).body.closed?.because).toBe('clock_met')
    const open = only(await findingsOf(w, 'market', `&transfer=${id}&state=open`), 'handover_open')
    expect(open).toMatchObject({ grade: 'red', basis: ['R310 12'] })
  })

  test('a right that runs out is told to its holder alone, and is no fault', async () => {
    w.setTo('2026-06-01T10:00:00+08:00')
    const id = await caseOf(w, 'refused')
    await take(w, 'market', id, 'non_filing_notice_receipt')
    w.pass({ days: 2, hours: 14 })
    await turn(w)
    const about = `&transfer=${id}&kind=near_due`
    const [right] = await findingsOf(w, 'market', about)
    expect(right).toMatchObject({ grade: 'notice', detail: { clock: 'reconsideration_request' } })
    for (const organ of ['procuratorate', 'police', 'cityProcuratorate'])
      expect((await finding(w, organ, right?.id ?? '')).status).toBe(404)
    w.pass({ days: 3 })
    await w.tick()
    await turn(w)
    expect((await finding(w, 'market', right?.id ?? '')).body.closed?.because).toBe('clock_ended')
  })

  test('the agency’s own periods before the transfer are warned of to the agency, and to nobody else', async () => {
    w.setTo('2026-06-01T10:00:00+08:00')
    const { id } = await begin(w, 'market', 'clue_discovery', { parties: persons('朱某') })
    await take(w, 'market', id, 'task_force_formation')
    await take(w, 'market', id, 'transfer_report')
    w.pass({ days: 5 })
    await turn(w)
    const [late] = await findingsOf(w, 'market', `&transfer=${id}&state=open`)
    expect(late).toMatchObject({ kind: 'overdue', detail: { clock: 'head_decision' } })
    expect((await finding(w, 'procuratorate', late?.id ?? '')).status).toBe(404)
    await take(w, 'market', id, 'transfer_disapproved')
    await turn(w)
    const refused = only(await findingsOf(w, 'market', `&transfer=${id}&state=open`), 'head_refused')
    expect((await finding(w, 'procuratorate', refused.id)).status).toBe(404)
  })
})

describe('cases', () => {
  test('material that is listed and absent is a finding until it comes', async () => {
    w.setTo('2026-06-01T10:00:00+08:00')
    const materials = await w.materials('market', ['M1', 'M2'])
    const id = await caseOf(w, 'received', {
      materials,
      acknowledgedGaps: [{ kind: 'M3', reason: '物品清单正在制作' }],
    })
    await turn(w)
    const absent = only(await findingsOf(w, 'procuratorate', `&transfer=${id}`), 'materials_absent')
    expect(absent).toMatchObject({ grade: 'yellow', detail: { materials: ['M3'] }, basis: ['R310 6'] })
    expect(absent.agency?.id).toBe(w.organ('market').id)
  })

  test('a case in which nothing happens is dormant once, lies with whoever has to act, and wakes with an act', async () => {
    w.setTo('2026-06-01T10:00:00+08:00')
    const id = await caseOf(w, 'filed')
    const about = `&transfer=${id}&kind=dormant`
    await turn(w)
    w.pass({ days: 59 })
    await turn(w)
    expect(await findingsOf(w, 'police', about)).toEqual([])
    w.pass({ days: 2 })
    await turn(w)
    await turn(w)
    const [still] = await findingsOf(w, 'procuratorate', about)
    expect(still).toMatchObject({ state: 'raised', detail: { days: 60, state: 'filed' }, basis: ['PPR 564(3)'] })
    expect(still?.agency?.id).toBe(w.organ('police').id)
    await take(w, 'police', id, 'prosecution_referral')
    await turn(w)
    expect((await finding(w, 'police', still?.id ?? '')).body.closed?.because).toBe('acted_again')
  })

  test('a follower that is killed in the middle begins where it was: nothing is lost, nothing is done twice', async () => {
    w.setTo('2026-06-01T10:00:00+08:00')
    await turn(w)
    const id = await caseOf(w, 'received', {
      materials: await w.materials('market', ['M1', 'M2']),
      acknowledgedGaps: [{ kind: 'M3', reason: '正在制作' }],
    })
    const broken = { ...room, pool: w.db.pool, directory: () => Promise.reject(new Error('killed')) }
    await expect(turn(w, { findings: { ...broken, now: () => w.clock.nowMs } })).rejects.toThrow('killed')
    await Promise.all([turn(w), turn(w), turn(w)])
    expect(only(await findingsOf(w, 'market', `&transfer=${id}`), 'materials_absent').version).toBe(1)
  })
})

describe('absence', () => {
  test('a gap of the exchange is its agency’s finding until it is closed', async () => {
    const gap = { id: uuidv7(), kind: 'source_silent', agencyId: w.organ('market').id, since: now().toISOString() }
    const nobody = { ...gap, id: uuidv7(), agencyId: null }
    await turn(w, { openGaps: async () => [gap, nobody] })
    const found = only(await findingsOf(w, 'market', '&kind=sync_gap&state=open'), 'sync_gap')
    expect(found).toMatchObject({ subject: `gap:${gap.id}`, grade: 'notice', detail: { gapKind: 'source_silent' } })
    await turn(w, { openGaps: async () => [] })
    expect((await finding(w, 'procuratorate', found.id)).body.closed?.because).toBe('gap_closed')
  })

  test('a letter that is not answered in time is known to its receiver and to the procuratorate that wrote it', async () => {
    const letter = {
      ...{ letterId: uuidv7(), kind: 'instruction', senderId: w.organ('procuratorate').id, dueOn: w.day(-3) },
      ...{ agencyId: w.organ('market').id, transferId: null },
    }
    expect(await holdLetters(room, now(), [letter])).toEqual({ raised: 1, closed: 0 })
    const found = only(await findingsOf(w, 'market', '&state=open'), 'letter_unanswered')
    expect((await finding(w, 'procuratorate', found.id)).status).toBe(200)
    expect((await finding(w, 'police', found.id)).status).toBe(404)
    // A list that may have been cut off proves nothing gone.
    const many = Array.from({ length: heldMost }, () => ({ ...letter, agencyId: uuidv7() }))
    expect(await holdLetters(room, now(), many)).toEqual({ raised: 0, closed: 0 })
    expect(await holdLetters(room, now(), [])).toEqual({ raised: 0, closed: 1 })
  })

  test('an agency that enters nothing for longer than its habit is silent until it enters again', async () => {
    const agency = await addAgency(w.db.ownerPool, {
      ...{ code: inventedUscc(900, '450502'), name: '海城区农业农村局（演示）', kind: 'administrative' },
      ...{ regionCode: '450502', domains: ['agri_product'] },
    })
    const enter = (at: number) =>
      w.db.ownerPool.query(
        `insert into penalty_case (id, origin, key, version, state, digest, source_day, agency_id, created_at, updated_at)
         values ($1::uuid, 'import:habit', 'k:' || $1::text, 1, 'live', '\\x00', '2026-01-01', $2, $3, $3)`,
        [uuidv7(at), agency.id, new Date(at)],
      )
    const start = w.clock.nowMs
    for (const days of [0, 3, 8, 18, 20]) await enter(start - (60 - days) * day)
    const silent = async () =>
      (await findingsOf(w, 'procuratorate', `&kind=agency_silent&agency=${agency.id}`)).map((f) => f.state)
    // Twice its longest pause, which was ten days.
    await expect.poll(async () => (await w.deps.cases.directory()).byId.has(agency.id), { timeout: 5_000 }).toBe(true)
    await turn(w)
    expect(await silent()).toEqual(['raised'])
    await enter(w.clock.nowMs)
    await turn(w)
    expect(await silent()).toEqual(['closed'])
    w.clock.nowMs = start
  })
})

test('the soonest due are read along an index, whoever asks', async () => {
  const owner = await w.db.ownerPool.connect()
  await owner.query('begin')
  try {
    const [one] = (await owner.query('select * from finding limit 1')).rows
    const columns = Object.keys(one as object).filter(
      (name) => !['id', 'subject', 'due_at', 'agency_id'].includes(name),
    )
    await owner.query(
      `insert into finding (id, subject, due_at, agency_id, ${columns.join(', ')})
       select gen_random_uuid(), 'bulk:' || n, case when n % 5 > 0 then now() + n * interval '1 minute' end,
         case when n % 100 = 0 then $2::uuid else gen_random_uuid() end, ${columns.map((c) => (c === 'state' ? `'raised'` : c)).join(', ')}
       from finding cross join generate_series(1, 8000) n where id = $1`,
      [one.id, w.organ('customs').id],
    )
    await owner.query('analyze finding')
    const viewers = [
      [{ id: w.organ('customs').id, kind: 'administrative', regionCode: '450502' }, 'finding_agency_due_idx'],
      [{ id: w.organ('procuratorate').id, kind: 'procuratorate', regionCode: '450502' }, 'finding_region6_due_idx'],
      [{ id: w.organ('procuratorate').id, kind: 'procuratorate', regionCode: '450500' }, 'finding_region4_due_idx'],
      [{ id: w.organ('procuratorate').id, kind: 'procuratorate', regionCode: '450000' }, 'finding_region2_due_idx'],
      [{ id: w.organ('procuratorate').id, kind: 'procuratorate', regionCode: '100000' }, 'finding_due_idx'],
    ] as const
    for (const [viewer, index] of viewers) {
      const { statement, region } = listStatement(viewer, 'due')
      const values = [viewer.id, region, 51, ...Array<null>(12).fill(null)]
      const literals = values.map((value) => (value === null ? 'null' : `'${value}'`)).join(', ')
      await owner.query(
        `prepare due (uuid, text, int, uuid, text, text, text, uuid, text, text, uuid, uuid, timestamptz, uuid[], timestamptz) as ${statement.text}`,
      )
      const plan = (await owner.query(`explain execute due (${literals})`)).rows
        .map((row) => row['QUERY PLAN'])
        .join('\n')
      expect(plan, plan).toContain(index)
      expect(plan).not.toContain('Seq Scan')
      await owner.query('deallocate due')
    }
  } finally {
    await owner.query('rollback')
    owner.release()
  }
})
