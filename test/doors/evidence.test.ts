// Evidence through the public API: entered, filed in folders, moved from hand to hand, tied to its recordings, held
// elsewhere; each seen by those who see the entry that brought it, and by nobody else.
import { describe, expect, test } from 'vitest'
import { answers } from '../../schemas/index.ts'
import { type Acted, type Answer, world } from '../world.ts'

const w = await world()

interface Shown {
  readonly items: { id: string; kind: string; title: string; folder?: string; version: number }[]
  readonly next: string | null
}
type Problem = { code: string; errors?: { pointer: string; detail: string }[]; basis?: string[] }

const collected = { collectedBy: [{ name: '甲1', certificateNo: 'ZF1-1' }], collectedAt: '2026-01-05', place: '仓库' }

/** References to fresh materials, each with what is said of it as evidence. */
async function evidence(
  organ: string,
  list: readonly Record<string, unknown>[],
): Promise<({ id: string } & Record<string, unknown>)[]> {
  const made = await w.materials(
    organ,
    list.map((m) => String(m.kind ?? 'other')),
  )
  return made.map((m, i) => ({ ...m, ...list[i] }))
}

async function received(): Promise<string> {
  const { id } = (await w.submit()).transfer
  const { status } = await w.step('police', id, 'receipt_sign', { decidedBy: w.organ('police').chief })
  expect(status).toBe(200)
  return id
}

async function taken(organ: string, id: string, step: string, body: Record<string, unknown>): Promise<Acted> {
  const { status, body: acted } = await w.step(organ, id, step, body)
  expect(acted, `${step}: ${JSON.stringify(acted)}`).toHaveProperty('transfer')
  expect(status).toBe(200)
  return answers.actedAnswer.parse(acted) && acted
}

const refused = async (organ: string, id: string, step: string, body: Record<string, unknown>) => {
  const answer = (await w.step(organ, id, step, body)) as unknown as Answer<Problem>
  return { status: answer.status, ...answer.body }
}

const listed = async (organ: string, id: string, query = '') => {
  const { status, body } = await w.ask<Shown>(organ, 'GET', `/v1/transfers/${id}/materials${query}`)
  expect(status, JSON.stringify(body)).toBe(200)
  answers.materialList.parse(body)
  return body
}
const titles = async (organ: string, id: string, query = '') =>
  (await listed(organ, id, query)).items.map((m) => m.title)
const one = async (organ: string, id: string, material: string) => {
  const answer = await w.ask<{
    material: Record<string, unknown>
    filings: Record<string, unknown>[]
    custody: Record<string, unknown>[]
    segments: Record<string, unknown>[]
  }>(organ, 'GET', `/v1/transfers/${id}/materials/${material}`)
  if (answer.status === 200) answers.materialOfCase.parse(answer.body)
  return answer
}

const movement = (material: string, from: string, to: string, at = '2026-01-06T09:00:00+08:00') => ({
  material,
  at,
  from: { name: from },
  to: { name: to },
  purpose: '送检',
  place: '市检验所',
  seal: 'intact',
})

describe('the catalogue', () => {
  test('comes with the letter: both kinds, original or copy, statements to be taken again', async () => {
    const more = await evidence('market', [
      { kind: 'M1' },
      { kind: 'M2' },
      { kind: 'M3' },
      {
        kind: 'interview_record',
        title: '询问张三笔录',
        original: true,
        evidence: { code: 'E05', ...collected, pages: 4 },
        folder: '证据卷/第一册/询问笔录',
        carrier: 'paper',
      },
      { title: '广告截图', original: false, evidence: { code: 'E08b', ...collected }, folder: '证据卷/第二册' },
      { title: '被害人陈述', evidence: { code: 'E04', needsRecollection: false }, folder: '证据卷/第一册' },
    ])
    const { id } = (await w.submit('market', { materials: more })).transfer
    const { items } = await listed('police', id)
    expect(items.find((m) => m.title === '询问张三笔录')).toMatchObject({
      originalOrCopy: '原件',
      carrier: 'paper',
      folder: '证据卷/第一册/询问笔录',
      evidence: {
        code: 'E05',
        criminal: { zh: '犯罪嫌疑人、被告人供述和辩解' },
        administrative: { zh: '当事人的陈述' },
        needsRecollection: true,
        pages: 4,
      },
    })
    expect(items.find((m) => m.title === '广告截图')).toMatchObject({
      originalOrCopy: '复制件',
      evidence: { needsRecollection: false },
    })
    expect(items.find((m) => m.title === '被害人陈述')).toMatchObject({
      evidence: { administrative: null, needsRecollection: false },
    })
    expect(await titles('police', id, '?needsRecollection=true')).toEqual(['询问张三笔录'])
    expect(await titles('police', id, `?folder=${encodeURIComponent('证据卷/第一册')}`)).toEqual([
      '询问张三笔录',
      '被害人陈述',
    ])
    expect(await titles('police', id, '?code=E08b')).toEqual(['广告截图'])
    expect(await titles('police', id, `?title=${encodeURIComponent('被害')}`)).toEqual(['被害人陈述'])
    expect((await titles('police', id, '?kind=M1')).length).toBe(1)
  })

  test('refuses folders deeper than six levels, with control characters, blanks or dots, and knows one spelling only', async () => {
    const paths = ['a/b/c/d/e/f/g', 'a\u0007', ' a', 'a//b', '../a', '\u202egpj', 'x'.repeat(61)]
    for (const folder of paths) {
      const materials = await evidence('market', [{ kind: 'M1', folder }])
      const answer = await w.ask<Problem>(
        'market',
        'POST',
        '/v1/transfers',
        await w.submission('market', { materials }),
      )
      expect([answer.status, answer.body.errors?.[0]?.pointer], folder).toEqual([400, '/materials/0/folder'])
    }
    const id = await received()
    await taken('market', id, 'evidence_entry', {
      materials: await evidence('market', [{ title: 'nfd', folder: 'Cafe\u0301' }]),
    })
    expect(await titles('police', id, `?folder=${encodeURIComponent('Caf\u00e9')}`)).toEqual(['nfd'])
  })
})

describe('evidence entered later', () => {
  test('any party enters it, every party sees it, and a receipt is given', async () => {
    const id = await received()
    for (const [organ, title] of [
      ['market', '后补销售台账'],
      ['police', '侦查取得的账册'],
      ['procuratorate', '调阅材料'],
    ] as const) {
      const acted = await taken(organ, id, 'evidence_entry', {
        materials: await evidence(organ, [{ title, evidence: { code: 'E02' }, folder: `补充/${organ}` }]),
      })
      expect(acted.receipt?.step).toBe('evidence_entry')
    }
    for (const organ of ['market', 'police', 'procuratorate'])
      expect(await titles(organ, id, '?code=E02')).toEqual(['后补销售台账', '侦查取得的账册', '调阅材料'])
    expect((await w.ask('foreignMarket', 'GET', `/v1/transfers/${id}/folders`)).status).toBe(404)
  })

  test('two thousand at once, then page by page within a folder', async () => {
    const id = await received()
    const many = await evidence(
      'police',
      Array.from({ length: 2000 }, (_, i) => ({
        title: `扫描件 ${i}`,
        evidence: { code: 'E02' },
        folder: `卷${i % 4}/册${i % 20}`,
      })),
    )
    await taken('police', id, 'evidence_entry', { materials: many })
    const found: string[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const query = `?limit=200&folder=${encodeURIComponent('卷1')}${cursor && `&cursor=${cursor}`}`
      const page: Shown = await listed('market', id, query)
      found.push(...page.items.map((m) => m.title))
      cursor = page.next
    }
    expect(found).toEqual(many.filter((m) => String(m.folder).startsWith('卷1/')).map((m) => m.title))
    const tree = await w.ask<{ items: { folder: string | null; items: number; total: number }[]; total: number }>(
      'market',
      'GET',
      `/v1/transfers/${id}/folders`,
    )
    answers.folderTree.parse(tree.body)
    expect(tree.body.total).toBe(2003)
    expect(tree.body.items.find((f) => f.folder === '卷1')).toMatchObject({ items: 0, total: 500, codes: { E02: 500 } })
    expect(tree.body.items.at(-1)).toMatchObject({ folder: null, items: 3 })
  }, 60_000)

  test('alongside a sealed entry it has the readers of that entry; to the others it does not exist', async () => {
    const id = await received()
    const asked = await taken('police', id, 'consultation_request', {
      to: w.organ('foreignMarket').code,
      subject: '鉴定',
      question: '是否属于食品？',
    })
    const { version } = asked.transfer
    const [secret] = await evidence('police', [{ title: '密件', evidence: { code: 'E06' }, folder: '密/卷' }])
    await taken('police', id, 'evidence_entry', { alongside: version, materials: [secret] })
    expect(await titles('police', id, '?code=E06')).toEqual(['密件'])
    expect(await titles('market', id, '?code=E06')).toEqual([])
    const tree = await w.ask<{ items: { folder: string }[] }>('market', 'GET', `/v1/transfers/${id}/folders`)
    expect(tree.body.items.map((f) => f.folder)).not.toContain('密')
    expect((await one('market', id, secret?.id as string)).status).toBe(404)
    expect((await w.ask('market', 'GET', `/v1/materials/${secret?.id}`)).status).toBe(404)
    expect(
      await refused('market', id, 'evidence_entry', {
        alongside: version,
        materials: await evidence('market', [{}]),
      }),
    ).toMatchObject({ status: 422, code: 'subject_unknown', errors: [{ pointer: '/alongside' }] })
    for (const body of [
      ['evidence_custody_change', { movements: [movement(secret?.id as string, '甲', '乙')] }, '/movements/0/material'],
      [
        'evidence_catalogue_change',
        { changes: [{ material: secret?.id, folder: '卷' }], reason: '整理' },
        '/changes/0/material',
      ],
    ] as const)
      expect(await refused('market', id, body[0], body[1])).toMatchObject({
        status: 422,
        code: 'subject_unknown',
        errors: [{ pointer: body[2] }],
      })
    // A hand-over of what is sealed is sealed with it.
    await taken('police', id, 'evidence_custody_change', { movements: [movement(secret?.id as string, '甲', '乙')] })
    const seen = await w.ask<{ timeline: { step: string }[] }>('market', 'GET', `/v1/transfers/${id}`)
    expect(seen.body.timeline.map((e) => e.step)).not.toContain('evidence_custody_change')
    const [open] = (await listed('police', id)).items
    expect(
      await refused('police', id, 'evidence_custody_change', {
        movements: [movement(secret?.id as string, '乙', '丙'), movement(open?.id as string, '乙', '丙')],
      }),
    ).toMatchObject({ status: 422, code: 'condition_unmet' })
  })

  test('an act without evidence says nothing, and a material of another case cannot be spoken of', async () => {
    const [id, other] = [await received(), await received()]
    expect(await refused('police', id, 'evidence_entry', {})).toMatchObject({ status: 422, code: 'condition_unmet' })
    const [strange] = (await listed('police', other)).items
    expect(
      await refused('police', id, 'evidence_custody_change', {
        movements: [movement(strange?.id as string, '甲', '乙')],
      }),
    ).toMatchObject({ status: 422, code: 'subject_unknown' })
  })
})

describe('the chain of custody', () => {
  test('lists every hand-over by time, and marks where one was not recorded', async () => {
    const id = await received()
    const [first] = (await listed('market', id)).items
    const material = first?.id as string
    await taken('market', id, 'evidence_custody_change', {
      movements: [
        movement(material, '市场监管局', '检验所'),
        movement(material, '检验所', '市场监管局', '2026-01-08T09:00:00+08:00'),
      ],
    })
    await taken('police', id, 'evidence_custody_change', {
      movements: [movement(material, '他人', '公安分局', '2026-01-09T09:00:00+08:00')],
    })
    const { body } = await one('procuratorate', id, material)
    expect(body.custody.map((m) => [(m.from as { name: string }).name, m.gap])).toEqual([
      ['市场监管局', undefined],
      ['检验所', undefined],
      ['他人', true],
    ])
    expect(
      await refused('police', id, 'evidence_custody_change', {
        movements: [movement(material, '甲', '乙', '2099-01-01T00:00:00Z')],
      }),
    ).toMatchObject({ status: 422, code: 'approval_times_impossible', errors: [{ pointer: '/movements/0/at' }] })
  })
})

describe('filing anew', () => {
  test('moves and corrects, keeps what stood before, and only the organ that brought it corrects the catalogue', async () => {
    const id = await received()
    const [m] = await evidence('market', [{ title: '账册', evidence: { code: 'E01' }, folder: '甲卷' }])
    await taken('market', id, 'evidence_entry', { materials: [m] })
    const material = m?.id as string
    await taken('police', id, 'evidence_catalogue_change', {
      changes: [{ material, folder: '乙卷/一册' }],
      reason: '组卷',
    })
    await taken('market', id, 'evidence_catalogue_change', {
      changes: [{ material, evidence: { code: 'E02', provider: '李四' } }],
      reason: '种类有误',
    })
    const { body } = await one('procuratorate', id, material)
    expect(body.material).toMatchObject({ folder: '乙卷/一册', evidence: { code: 'E02', provider: '李四' } })
    expect(body.filings.map((f) => (f.was as { folder: string }).folder)).toEqual(['甲卷', '乙卷/一册'])
    expect(await titles('market', id, '?code=E02')).toEqual(['账册'])
    expect(await titles('market', id, '?code=E01')).toEqual([])
    expect(await titles('market', id, `?folder=${encodeURIComponent('乙卷')}`)).toEqual(['账册'])
    await taken('police', id, 'evidence_catalogue_change', { changes: [{ material, folder: null }], reason: '移出' })
    expect((await one('market', id, material)).body.material).not.toHaveProperty('folder')
    expect(
      await refused('police', id, 'evidence_catalogue_change', {
        changes: [{ material, evidence: { code: 'E01' } }],
        reason: '改',
      }),
    ).toMatchObject({ status: 422, code: 'condition_unmet', basis: ['XJ 7'], errors: [{ pointer: '/changes/0' }] })
  })

  test('names each material once and changes something', async () => {
    const id = await received()
    const [m] = (await listed('market', id)).items
    const material = m?.id
    const fault = await refused('market', id, 'evidence_catalogue_change', {
      changes: [{ material, folder: '甲' }, { material, folder: '乙' }, { material }],
      reason: '组卷',
    })
    expect(fault).toMatchObject({
      status: 422,
      errors: [
        { pointer: '/changes/1/material', detail: 'named twice' },
        { pointer: '/changes/2/material' },
        { pointer: '/changes/2', detail: 'nothing is changed' },
      ],
    })
  })

  test('who has left the case goes on seeing it as it was filed then', async () => {
    const id = await received()
    const [m] = await evidence('market', [{ title: '账册', folder: '甲卷' }])
    await taken('market', id, 'evidence_entry', { materials: [m] })
    await taken('police', id, 'onward_transfer_police', {
      to: w.organ('foreignPolice').code,
      reason: '无管辖权',
      decidedBy: w.organ('police').chief,
    })
    await taken('market', id, 'evidence_catalogue_change', {
      changes: [{ material: m?.id, folder: '乙卷' }],
      reason: '组卷',
    })
    const folder = async (organ: string) => (await one(organ, id, m?.id as string)).body.material.folder
    expect(await folder('market')).toBe('乙卷')
    expect(await folder('police')).toBe('甲卷')
    expect(await folder('foreignPolice')).toBe('乙卷')
  })
})

describe('recordings', () => {
  test('are tied to written records by stretches, seen from both sides; impossible stretches are refused', async () => {
    const id = await received()
    const [video, record, letter] = await evidence('police', [
      { kind: 'audio_video', title: '同步录音录像', evidence: { code: 'E08a', lengthSeconds: 3600 } },
      { kind: 'interview_record', title: '讯问笔录', evidence: { code: 'E05' } },
      { kind: 'other', title: '函' },
    ])
    const tie = (from: unknown, to: unknown, over = {}) => ({
      recording: video?.id,
      record: record?.id,
      from,
      to,
      ...over,
    })
    await taken('police', id, 'evidence_entry', {
      materials: [video, record, letter],
      segments: [tie('0:05:00', '0:30:00', { note: '第一次讯问' })],
    })
    await taken('police', id, 'evidence_entry', { segments: [tie(1800, 2400)] })
    for (const [material, as] of [
      [video?.id, 'recording'],
      [record?.id, 'record'],
    ] as const) {
      const { body } = await one('market', id, material as string)
      expect(body.segments.map((s) => [s.as, s.from, s.to])).toEqual([
        [as, 300, 1800],
        [as, 1800, 2400],
      ])
    }
    const fault = async (segment: unknown) =>
      (await refused('police', id, 'evidence_entry', { segments: [segment] })).errors?.[0]
    expect(await fault(tie(3000, 3601))).toEqual({
      pointer: '/segments/0/to',
      detail: 'the recording is 3600 seconds long',
    })
    expect((await fault(tie(2000, 2600)))?.detail).toMatch(/overlaps/)
    expect((await fault(tie(10, 20, { recording: letter?.id })))?.pointer).toBe('/segments/0/recording')
    expect((await fault(tie(10, 20, { record: letter?.id })))?.pointer).toBe('/segments/0/record')
    expect((await fault(tie(20, 10)))?.pointer).toBe('/segments/0/to')
  })
})

describe('what is held elsewhere', () => {
  const image = () => ({
    title: '手机取证镜像',
    system: '市公安局电子数据取证平台',
    identifier: `IMG-${Math.random()}`,
    sha256: 'ab'.repeat(32),
    size: 128_000_000_000,
    mediaType: 'application/octet-stream',
    retainedUntil: '2036-12-31',
    contact: { name: '王警官', phone: '0779-0000000' },
  })

  test('is registered once, taken in like any other, and its content is answered with the place that holds it', async () => {
    const said = image()
    const made = await w.ask<{ id: string; state: string }>('police', 'POST', '/v1/materials/registered', said)
    expect(made.status).toBe(201)
    answers.materialAnswer.parse(made.body)
    expect(made.body).toMatchObject({ state: 'registered', held: { system: said.system, identifier: said.identifier } })
    const again = await w.ask<{ id: string }>('police', 'POST', '/v1/materials/registered', said)
    expect([again.status, again.body.id]).toEqual([200, made.body.id])
    const content = await w.ask<Problem>('police', 'GET', `/v1/materials/${made.body.id}/content`)
    expect(content.status).toBe(409)
    expect(content.body).toMatchObject({ code: 'wrong_state', held: { system: said.system } })
    const id = await received()
    const reference = { id: made.body.id, kind: 'electronic_data', title: said.title, sha256: said.sha256 }
    const wrong = await refused('police', id, 'evidence_entry', {
      materials: [{ ...reference, sha256: 'cd'.repeat(32) }],
    })
    expect(wrong).toMatchObject({ status: 422, code: 'material_digest_differs' })
    await taken('police', id, 'evidence_entry', { materials: [{ ...reference, evidence: { code: 'E08b' } }] })
    expect((await one('market', id, made.body.id)).body.material).toMatchObject({
      state: 'registered',
      held: { identifier: said.identifier, retainedUntil: '2036-12-31' },
      evidence: { code: 'E08b' },
    })
    const anew = await w.ask<{ id: string }>('police', 'POST', '/v1/materials/registered', said)
    expect([anew.status, anew.body.id === made.body.id]).toEqual([201, false])
  })

  test('is refused with a pointer to each field that is wrong', async () => {
    const answer = await w.ask<Problem>('police', 'POST', '/v1/materials/registered', {
      ...image(),
      sha256: 'AB',
      retainedUntil: 'morgen',
      path: '/etc/passwd',
    })
    expect(answer.status).toBe(400)
    expect(answer.body.errors?.map((e) => e.pointer).sort()).toEqual(['/path', '/retainedUntil', '/sha256'])
  })
})
