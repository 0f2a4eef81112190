// Many at once: what excludes each other happens once, what does not all happens, and nothing is half done. Two replicas
// share the work, because a queue inside one process is no lock.
import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { type Acted, world } from '../world.ts'
import {
  type Acting,
  faultsOf,
  inParallel,
  inquiry,
  lockWaits,
  persons,
  replicaOf,
  reviewedCase,
  rowsOf,
  signedCase,
  statuses,
  take,
} from './cases-scene.ts'

const w = await world()
const both = [w, await replicaOf(w)]
const chief = w.organ('police').chief

test('of 200 parallel acts on the same version exactly one wins, and nothing of the others is written', async () => {
  const { id, version } = await reviewedCase(w)
  const before = await rowsOf(w, id)
  const answers = await inParallel(200, both, (r) =>
    r.step<Acting['body']>('police', id, 'supplementary_inquiry', inquiry(), {
      'if-match': `"${version}"`,
      'idempotency-key': randomUUID(),
    }),
  )
  const won = answers.filter((a) => a.status === 200)
  expect(won).toHaveLength(1)
  for (const lost of answers.filter((a) => a.status !== 200)) {
    // On a machine that is busy with other things some run out of time before it is their turn: then they have not acted.
    expect([409, 412, 503]).toContain(lost.status)
    expect(['stale_version', 'contended', 'unavailable']).toContain(lost.body.code)
  }
  expect(await rowsOf(w, id)).toEqual({
    ...before,
    version: version + 1,
    event: version + 1,
    journal_entry: version + 1,
    notice: (before.notice ?? 0) + 3, // sender, police, procuratorate
    idempotency: (before.idempotency ?? 0) + 1,
  })
})

/** A case on which 200 acts can be taken that do not touch each other; the acts. */
async function manyTracks() {
  const { id } = await reviewedCase(w, { suspects: persons(21) })
  for (let i = 0; i < 40; i++)
    await take(w, 'police', id, 'completeness_check', { missing: [{ description: `材料 ${i}` }] })
  for (let i = 0; i < 40; i++) await take(w, 'police', id, 'supplementary_inquiry', inquiry(`${i}`))
  for (let i = 1; i <= 20; i++)
    await take(w, 'police', id, 'filing_approved', {
      decidedBy: chief,
      documentNo: `立〔2026〕${i}号`,
      suspects: [`s${i}`],
      charges: [{ name: '虚假广告罪' }],
    })
  const acts: [string, string, Record<string, unknown>][] = [
    ...Array.from({ length: 40 }, (_, i): [string, string, object] => [
      'market',
      'supplement_notice_receipt',
      { round: i + 1 },
    ]),
    ...Array.from({ length: 40 }, (_, i): [string, string, object] => [
      'market',
      'supplementary_inquiry_report',
      { round: i + 1, report: '已查明' },
    ]),
    ...Array.from({ length: 20 }, (_, i): [string, string, object] => [
      'market',
      'filing_notice_receipt',
      { no: i + 1 },
    ]),
    ['market', 'exhibits_handover', { receivedBy: chief }],
    ...Array.from({ length: 99 }, (): [string, string, object] => ['police', 'supplementary_inquiry', inquiry()]),
  ] as [string, string, Record<string, unknown>][]
  return { id, acts }
}

for (const [where, worlds] of [
  ['one gateway', [w]],
  ['two replicas', both],
] as const) {
  test(`200 parallel acts on different tracks all succeed through ${where}, one version each, in some order`, async () => {
    const { id, acts } = await manyTracks()
    const { version = 0 } = await rowsOf(w, id)
    let contended = 0
    const answers = await inParallel(acts.length, worlds, async (r, i) => {
      const [organ, step, body] = acts[i] as (typeof acts)[number]
      for (;;) {
        const answer = await r.step<Acting['body']>(organ, id, step, body)
        // Across replicas an act may lose five races running; it is told so, and that nothing was changed.
        if (answer.body.code !== 'contended') return answer
        expect(answer.headers.get('retry-after')).toBe('1')
        contended++
      }
    })
    expect(statuses(answers)).toEqual({ 200: 200 })
    expect(answers.map((a) => a.body.transfer.version).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 200 }, (_, i) => version + 1 + i),
    )
    if (worlds.length === 1) expect(contended).toBe(0)
    else console.log(`two replicas: ${contended} of 200 acts were told to try again`)
    expect(await rowsOf(w, id)).toMatchObject({
      version: version + 200,
      event: version + 200,
      journal_entry: version + 200,
    })
    expect(await faultsOf(w)).toEqual([])
  }, 60_000)
}

test('of parallel decisions to file and to refuse against one suspect exactly one stands', async () => {
  const { id } = await reviewedCase(w)
  const answers = await inParallel(100, both, (r, i) =>
    i % 4 < 2
      ? r.step<Acting['body']>('police', id, 'filing_approved', {
          decidedBy: chief,
          documentNo: `立〔2026〕${i}号`,
          suspects: ['s1'],
          charges: [{ name: '虚假广告罪' }],
        })
      : r.step<Acting['body']>('police', id, 'filing_refused', {
          decidedBy: chief,
          documentNo: `不立〔2026〕${i}号`,
          suspects: ['s1'],
          ground: 'obviously_minor',
          reasons: '情节显著轻微',
        }),
  )
  expect(statuses(answers)).toEqual({ 200: 1, 409: 99 })
  for (const lost of answers.filter((a) => a.status !== 200))
    expect(['wrong_state', 'contended']).toContain(lost.body.code)
  const { rows } = await w.db.pool.query(`select step from event where transfer_id = $1 and step like 'filing_%'`, [id])
  expect(rows).toHaveLength(1)
  const won = answers.find((a) => a.status === 200) as Acting
  expect(won.body.transfer.tracks).toContainEqual(
    expect.objectContaining({
      key: 'criminal/s1/1',
      state: rows[0].step === 'filing_approved' ? 'filed' : 'not_filed',
    }),
  )
})

test('of parallel return and relay exactly one happens, and the relayed case belongs to one organ', async () => {
  for (let round = 0; round < 5; round++) {
    const { id } = await signedCase(w)
    const answers = await inParallel(40, both, (r, i) =>
      i % 4 < 2
        ? r.step<Acting['body']>('police', id, 'out_of_remit_return', { decidedBy: chief, reason: '不属公安机关管辖' })
        : r.step<Acting['body']>('police', id, 'onward_transfer_police', {
            decidedBy: chief,
            to: w.organ('foreignPolice').code,
            reason: '主要犯罪地在外地',
          }),
    )
    expect(answers.filter((a) => a.status === 200)).toHaveLength(1)
    // Who has relayed the case has no further step in it: 403 there, 409 where it was returned.
    for (const lost of answers) expect([200, 403, 409]).toContain(lost.status)
    const { rows } = await w.db.pool.query(
      `select (select count(*)::int from case_part where transfer_id = $1 and part = 'police_in_charge' and to_version is null) as holders,
        (select count(*)::int from event where transfer_id = $1 and version > 2) as acts`,
      [id],
    )
    expect(rows[0]).toEqual({ holders: 1, acts: 1 })
  }
})

test('200 parallel submissions under one Idempotency-Key make one transfer and get 200 equal answers', async () => {
  const body = JSON.stringify(await w.submission())
  const key = randomUUID()
  const answers = await inParallel(200, both, (r) =>
    r.ask<Acted>('market', 'POST', '/v1/transfers', body, { 'idempotency-key': key }),
  )
  expect(statuses(answers)).toEqual({ 201: 200 })
  expect(new Set(answers.map((a) => JSON.stringify(a.body))).size).toBe(1)
  expect(answers.filter((a) => a.headers.get('idempotent-replayed') === null)).toHaveLength(1)
  const { documentNo } = JSON.parse(body)
  expect((await w.db.pool.query('select id from transfer where document_no = $1', [documentNo])).rows).toHaveLength(1)
  expect(await rowsOf(w, answers[0]?.body.transfer.id ?? '')).toMatchObject({
    event: 1,
    receipt: 1,
    notice: 3,
    idempotency: 1,
  })
})

test('of parallel submissions under one key with different bodies one is taken and the others are told of the key', async () => {
  const key = randomUUID()
  const bodies = await inParallel(40, both, () => w.submission())
  const answers = await inParallel(40, both, (r, i) =>
    r.ask<Acting['body']>('market', 'POST', '/v1/transfers', bodies[i], { 'idempotency-key': key }),
  )
  expect(statuses(answers)).toEqual({ 201: 1, 422: 39 })
  for (const a of answers) if (a.status === 422) expect(a.body.code).toBe('idempotency_key_reused')
})

test('one act repeated in parallel under one key happens once, with and without If-Match', async () => {
  for (const ifMatch of [false, true]) {
    const { id, version } = await reviewedCase(w)
    const headers = { 'idempotency-key': randomUUID(), ...(ifMatch && { 'if-match': `"${version}"` }) }
    const answers = await inParallel(60, both, (r) =>
      r.step<Acting['body']>('police', id, 'supplementary_inquiry', inquiry(), headers),
    )
    expect(statuses(answers), JSON.stringify(answers.find((a) => a.status !== 200)?.body)).toEqual({ 200: 60 })
    expect(new Set(answers.map((a) => JSON.stringify(a.body))).size).toBe(1)
    expect(await rowsOf(w, id)).toMatchObject({ version: version + 1 })
  }
})

test('an act repeated through another replica in the middle of the first attempt gets its answer, also with If-Match', async () => {
  for (const ifMatch of [false, true]) {
    const { id, version } = await reviewedCase(w)
    const headers = { 'idempotency-key': randomUUID(), ...(ifMatch && { 'if-match': `"${version}"` }) }
    const holder = await w.db.ownerPool.connect()
    await holder.query('begin')
    await holder.query('select 1 from transfer where id = $1 for update', [id])
    // Both have read the case before either may write it.
    const under = both.map((r) => r.step<Acting['body']>('police', id, 'supplementary_inquiry', inquiry(), headers))
    await lockWaits(w, 2)
    await holder.query('commit')
    holder.release()
    const answers = await Promise.all(under)
    expect(statuses(answers), JSON.stringify(answers.find((a) => a.status !== 200)?.body)).toEqual({ 200: 2 })
    expect(answers.map((a) => a.headers.get('idempotent-replayed')).sort()).toEqual([null, 'true'])
  }
})

test('of 50 parallel submissions without a key under one document number one is taken; the others are told which', async () => {
  const bodies = await inParallel(50, both, () => w.submission('market', { documentNo: '海市监移〔2026〕900号' }))
  const answers = await inParallel(50, both, (r, i) =>
    r.ask<Acting['body']>('market', 'POST', '/v1/transfers', bodies[i]),
  )
  expect(statuses(answers)).toEqual({ 201: 1, 409: 49 })
  const { id } = (answers.find((a) => a.status === 201) as Acting).body.transfer
  for (const a of answers)
    if (a.status === 409) expect(a.body).toMatchObject({ code: 'duplicate_document', first: { id } })
})

test('of parallel submissions that claim the same material one gets it; the others keep what else they brought', async () => {
  const [shared] = await w.materials('market', ['M1'])
  const bodies = await inParallel(50, both, async () => {
    const own = await w.materials('market', ['M2', 'M3'])
    return w.submission('market', { materials: Math.random() < 0.5 ? [shared, ...own] : [...own, shared] })
  })
  const answers = await inParallel(50, both, (r, i) =>
    r.ask<Acting['body']>('market', 'POST', '/v1/transfers', bodies[i]),
  )
  expect(statuses(answers)).toEqual({ 201: 1, 422: 49 })
  for (const [i, a] of answers.entries()) {
    if (a.status === 201) continue
    expect(a.body.code).toBe('material_used')
    const own = ((bodies[i]?.materials ?? []) as { id: string }[]).map((m) => m.id).filter((id) => id !== shared?.id)
    const { rows } = await w.db.pool.query('select 1 from material where id = any($1) and transfer_id is null', [own])
    expect(rows).toHaveLength(2)
  }
})

test('parallel acts that name the same materials in any order never wait for each other in a circle', async () => {
  for (let round = 0; round < 4; round++) {
    const { id } = await reviewedCase(w)
    for (let i = 0; i < 4; i++) {
      await take(w, 'police', id, 'completeness_check', { missing: [{ description: `材料 ${i}` }] })
      await take(w, 'market', id, 'supplement_notice_receipt', { round: i + 1 })
    }
    const wanted = await w.materials('market', ['M4', 'M5', 'other', 'photo'])
    const answers = await inParallel(24, both, (r, i) =>
      i % 3 === 0
        ? r
            .submission('market', {
              materials: [...wanted].sort(() => Math.random() - 0.5),
              acknowledgedGaps: ['M1', 'M2', 'M3'].map((kind) => ({ kind, reason: '无' })),
            })
            .then((body) => r.ask<Acting['body']>('market', 'POST', '/v1/transfers', body))
        : r.step<Acting['body']>('market', id, 'supplement_submission', {
            round: (i % 4) + 1,
            materials: [...wanted].sort(() => Math.random() - 0.5),
          }),
    )
    expect(
      answers.filter((a) => a.status < 300),
      JSON.stringify(statuses(answers)),
    ).toHaveLength(1)
    for (const a of answers) expect([200, 201, 409, 422]).toContain(a.status)
  }
})

test('after all this every chain verifies and every row is what its events make of it', async () => {
  expect(await faultsOf(w)).toEqual([])
})
