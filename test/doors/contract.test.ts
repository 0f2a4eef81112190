// The OpenAPI document against what is really answered: every operation exists, every answer is what its schema says and
// holds nothing that the schema does not, every refusal has a status that the document lists. The steps have a file of
// their own (contract-steps).
import { beforeAll, describe, expect, test, vi } from 'vitest'
import type { z } from 'zod'
import { answers } from '../../schemas/index.ts'
import { openapiDocument, operations, statusOf } from '../../src/api/index.ts'
import type { Operation } from '../../src/api/operations.ts'
import { refusalCodes, uuidv7 } from '../../src/kernel/index.ts'
import { enterSource } from '../../src/sync/index.ts'
import { unit } from '../rooms/penalties-scene.ts'
import { world } from '../world.ts'
import { headings, sheetType, xlsx } from '../xlsx.ts'
import { askAdministration } from './administration-scene.ts'
import { askApprovals } from './approvals-scene.ts'
import { realCase } from './bundle-scene.ts'
import { row, told } from './clues-scene.ts'
import { askLetters } from './correspondence-scene.ts'
import { askDraws } from './draws-scene.ts'
import { askFindings } from './findings-scene.ts'
import { askInbox } from './inbox-scene.ts'
import { askingPages } from './officer-ask.ts'
import { type Asked, type Reply, refusedWith, send } from './refusals.ts'
import { askReports } from './reports-scene.ts'
import { letter, tokenForm } from './scene.ts'
import { askSinks } from './sinks-scene.ts'
import { askWebhooks } from './webhooks-scene.ts'

const w = await world(8, { pages: askingPages })
const { chief } = w.organ('police')
const decided = { decidedBy: chief }
const tus = { 'tus-resumable': '1.0.0' }
const metadata = (entries: Record<string, string>) =>
  Object.entries({ filename: 'a.txt', ...entries })
    .map(([name, value]) => `${name} ${Buffer.from(value).toString('base64')}`)
    .join(',')
const named = { ...tus, 'upload-metadata': metadata({}) }
/** Operation → its real answer. */
const met = new Map<string, Reply>()

/** Asks for an operation and keeps the answer. */
async function ask(id: string, by: string, values: Record<string, string> = {}, asked: Asked = {}): Promise<Reply> {
  const op = operations().find((o) => o.id === id) as Operation
  const path = op.path.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? name)
  const reply = await send(w, by, op.method.toUpperCase(), path, { ...(op.open && { token: null }), ...asked })
  met.set(id, reply)
  return reply
}

beforeAll(async () => {
  for (const op of operations()) if (op.open && op.method === 'get') await ask(op.id, 'market')
  for (const id of ['procedure', 'uploadOptions', 'listTransfers', 'changes']) await ask(id, 'market')
  for (const id of ['clockFigures', 'listThresholds']) await ask(id, 'market')
  for (const id of ['listAgencies', 'listOfficers', 'listUnusedMaterials']) await ask(id, 'market')
  await ask('token', 'market', {}, await tokenForm(w, 'market'))

  const created = await ask('createUpload', 'market', {}, { headers: { ...named, 'upload-length': '3' } })
  const material = { id: created.headers.get('location')?.split('/').at(-1) ?? '' }
  await ask('uploadOptionsOfOne', 'market', material)
  await ask('uploadOffset', 'market', material, { headers: tus })
  const type = 'application/offset+octet-stream'
  const patch = { ...tus, 'content-type': type, 'upload-offset': '0' }
  await ask('continueUpload', 'market', material, { headers: patch, body: new Uint8Array([97, 98, 99]) })
  await ask('material', 'market', material)
  await ask('materialContent', 'market', material)
  await ask('endUpload', 'market', material, { headers: tus })
  const given = await send(w, 'market', 'POST', '/v1/materials', { headers: { ...named, 'upload-length': '3' } })
  const other = { id: given.headers.get('location')?.split('/').at(-1) ?? '' }
  await ask('uploadByOverride', 'market', other, { headers: { ...tus, 'x-http-method-override': 'DELETE' } })

  await ask('checklists', 'market')
  await ask(
    'registerMaterial',
    'market',
    {},
    {
      body: {
        ...{ title: '镜像', system: '取证平台', identifier: 'IMG-1', sha256: '0'.repeat(64), size: 1 },
        ...{ retainedUntil: '2036-12-31', contact: { name: '王警官' } },
      },
    },
  )
  const draft = { id: (await ask('beginDraft', 'market', {}, { body: { facts: '写到一半' } })).body.id as string }
  for (const id of ['listDrafts', 'getDraft', 'checkDraft', 'draftLetter']) await ask(id, 'market', draft)
  await ask('changeDraft', 'market', draft, { body: {} })
  await ask('removeDraft', 'market', draft)

  await askWebhooks(ask, () => w.submit())
  await askInbox(w, ask)

  const officers = w.organ('market').officers.slice(0, 1)
  const clue = { id: (await ask('takeClue', 'market', {}, { body: told(w, 'market') })).body.id as string }
  const onClue = (id: string, more: object) => ask(id, 'market', clue, { body: { officers, ...more } })
  await onClue('dispatchClue', { to: w.organ('market').code })
  await onClue('answerClue', { result: 'not_a_case', reason: '查无实据' })
  for (const id of ['acceptClue', 'returnClue']) {
    clue.id = (await send(w, 'police', 'POST', '/v1/clues', { body: told(w, 'police') })).body.id
    const to = { to: w.organ('market').code, officers: w.organ('police').officers }
    await send(w, 'police', 'POST', `/v1/clues/${clue.id}/dispatch`, { body: to })
    await onClue(id, id === 'returnClue' ? { reason: '不属于本局职责' } : {})
  }
  await ask('getClue', 'market', clue)
  await ask('listClues', 'market')
  const brought = {
    body: xlsx([[...headings], row('1', '一'), row('2', '二', { 来源: '听说' })]),
    headers: { 'content-type': sheetType },
  }
  const query = new URLSearchParams({
    officerName: officers[0]?.name ?? '',
    certificateNo: officers[0]?.certificateNo ?? '',
  })
  met.set('intakeClues', await send(w, 'market', 'POST', `/v1/clues/intake?${query}`, brought))

  const penalty = (no: number, more: object = {}) => unit(no, more as Record<string, unknown>, w.organ('market'))
  const records = [penalty(1), penalty(2, { CF_NR: '罚款1.5元' }), { nobody: 'knows' }, penalty(3)]
  const taken = await ask('ingestPenaltyCases', 'market', {}, { body: records })
  const one = (n: number) => (taken.body.results as { id: string }[])[n] as { id: string }
  const [kept, held] = [one(0), one(1)]
  const corrected = { officers, reason: '笔误', changes: [{ pointer: '/facts', value: '经核实，数量为三十件。' }] }
  await ask('correctPenaltyCase', 'market', kept, { body: corrected })
  await ask('withdrawPenaltyCase', 'market', one(3), { body: { officers, reason: '误报' } })
  await ask('draftFromPenaltyCase', 'market', kept)
  for (const id of ['getPenaltyCase', 'listPenaltyVersions', 'getScreening']) await ask(id, 'market', kept)
  const saying = { decision: 'state', fact: 'sales_cny', least: 60_000, reason: '经核对账册', officers }
  await ask('sayScreeningFact', 'market', kept, { body: saying })
  for (const id of ['listPenaltyCases', 'listPenaltyQuarantine', 'listScreenings']) await ask(id, 'market')
  await ask('getHeldPenaltyCase', 'market', held)
  await ask('releasePenaltyCase', 'market', held, { body: { officers, reason: '金额单位有误', record: penalty(2) } })

  const drop = { name: 'drop', agency: w.organ('market').code, kind: 'files', config: { directory: '/no/such/folder' } }
  const source = { id: (await enterSource(w.db.pool, drop, async () => w.organ('market').id)).id }
  for (const id of ['listSources', 'getSource', 'pullSource']) await ask(id, 'market', source)
  await ask('dryRunSource', 'market', source, { body: {} })

  await askDraws(w, ask)

  await askFindings(w, ask)

  await askReports(w, ask)

  await askLetters(w, ask, kept.id)

  await askSinks(w, ask)

  await askApprovals(w, met)

  await askAdministration(w, met)

  const body = await letter(w)
  await ask('checkTransfer', 'market', {}, { body })
  const of = {
    id: (await ask('submitTransfer', 'market', {}, { body })).body.transfer.id as string,
    no: '1',
    letter: 'transfer_letter',
    material: '',
    version: '',
  }
  of.material = (await send(w, 'market', 'GET', `/v1/transfers/${of.id}/materials`, {})).body.items[0].id
  const act = async (by: string, name: string, more: Record<string, unknown> = {}) => {
    const officers = w.organ(by).officers.slice(0, 1)
    await ask(name, by, of, { body: { officers, ...more } })
  }
  const ahead = { ...of, step: 'receipt_sign', letter: 'transfer_receipt' }
  const meant = { body: { officers: w.organ('police').officers.slice(0, 1), ...decided } }
  for (const id of ['checkStep', 'previewLetterOfStep']) await ask(id, 'police', ahead, meant)
  await act('police', 'receipt_sign', decided)
  await act('police', 'completeness_check', { missing: [{ kind: 'M4', description: '检验报告' }] })
  await act('market', 'supplement_notice_receipt')
  await act('market', 'supplement_submission', { materials: await w.materials('market', ['M4']) })
  await act('police', 'supplementary_inquiry', { evidenceGaps: ['主观明知'] })
  await act('market', 'supplementary_inquiry_report', { report: '经补充调查……' })
  await act('police', 'filing_approved', {
    ...decided,
    documentNo: '海公立字〔2026〕1号',
    suspects: ['s1'],
    charges: [{ name: '虚假广告罪' }],
  })
  await act('police', 'filing_refused', {
    ...decided,
    documentNo: '海公不立字〔2026〕1号',
    ground: 'obviously_minor',
    reasons: '情节显著轻微',
  })
  await act('market', 'filing_notice_receipt')
  await act('market', 'non_filing_notice_receipt')
  await act('market', 'exhibits_handover', { receivedBy: chief })
  of.version = String(met.get('exhibits_handover')?.body.transfer.version)
  const { issued } = (await ask('issueLetter', 'market', of, { body: { officers } })).body.letter
  const code = { code: issued.checkCode as string }
  await ask('checkLetter', 'market', code)
  await ask('compareLetter', 'market', code, { body: { digest: issued.sha256 } })
  for (const op of operations())
    if (
      op.method === 'get' &&
      op.path.startsWith('/v1/transfers/{id}') &&
      !['getBundle', 'getEntryProof'].includes(op.id)
    )
      await ask(op.id, 'market', of)
  // The files of the case above are rows without bytes.
  await ask('getBundle', 'market', { id: await realCase(w) }, { headers: { 'x-access-reason': 'case' } })
  await ask('reveal', 'market', of, { body: { pointer: '/submission/facts', reason: '核对' } })
  await ask('accessLog', 'market')
  const request = await send(w, 'market', 'POST', '/v1/transfers', { body: await w.submission() })
  await ask('lookUpRequest', 'market', { requestId: request.headers.get('x-request-id') ?? '' })
  const published = {
    journalTile: '/journal/tile/0/000.p/1',
    journalInclusion: '/journal/proof/inclusion?leaf=0',
    journalConsistency: '/journal/proof/consistency?from=1',
    getEntryProof: `/v1/transfers/${of.id}/journal/1`,
  }
  for (const [id, path] of Object.entries(published))
    await vi.waitFor(
      async () => {
        met.set(id, await send(w, 'market', 'GET', path, path.startsWith('/v1/') ? {} : { token: null }))
        expect(met.get(id)?.status).toBe(200)
      },
      { timeout: 30_000, interval: 200 },
    )
  for (const id of ['listIndicators', 'getIndicatorFigures', 'getIndicatorDashboard', 'listIndicatorStatements'])
    await ask(id, 'procuratorate')
  await ask('listIndicatorCases', 'procuratorate', { id: 'transfer_rate' })
  const month = '2026-01'
  const question = { name: '移送率', query: { months: 3, dimension: 'month', indicators: ['transfer_rate'] } }
  const savedReport = (await ask('saveIndicatorReport', 'market', {}, { body: question })).body
  for (const id of ['listIndicatorReports', 'getIndicatorReport', 'removeIndicatorReport'])
    await ask(id, 'market', savedReport)
  await ask('getIndicatorStatement', 'market', (await ask('freezeIndicators', 'market', {}, { body: { month } })).body)
  await ask('listTransfers', 'market')
  await ask('listClocks', 'police')
  for (const id of ['listWork', 'listClosedWork']) await ask(id, 'police')
  const certificate = encodeURIComponent(w.organ('market').officers[0]?.certificateNo ?? '')
  met.set('listDoneWork', await send(w, 'market', 'GET', `/v1/work/done?officer=${certificate}`))
  met.set('search', await send(w, 'market', 'GET', `/v1/search?q=${encodeURIComponent('虚假广告')}`))
  await vi.waitFor(async () => expect((await ask('changes', 'market')).body.items.length).toBeGreaterThan(5))
})

/** What the schema does not know stays behind when it parses; so the whole must come through unchanged. */
function exactly(schema: z.ZodType, body: unknown): void {
  expect(schema.parse(body)).toEqual(body)
}

describe('every operation', () => {
  const all = operations().filter((op) => op.tag !== 'Steps')
  test.each(all.map((op) => [op.id, op] as const))('%s answers as documented', (id, op) => {
    const reply = met.get(id)
    if (reply === undefined) throw new Error(`this test does not know how to make ${id} answer; teach it`)
    expect(reply.status, reply.text).toBe(op.ok.status)
    expect(reply.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
    const type = reply.headers.get('content-type') ?? ''
    if (op.ok.schema) {
      expect(type).toMatch(/^application\/json/)
      exactly(op.ok.schema, reply.body)
    } else if (op.ok.type && id !== 'materialContent') expect(type).toContain(op.ok.type)
  })

  test('has an id and a summary of its own', () => {
    const all = operations()
    for (const of of [all.map((o) => o.id), all.map((o) => `${o.method} ${o.path}`)])
      expect(new Set(of).size).toBe(of.length)
    for (const op of all) expect(op.summary.length, op.id).toBeGreaterThan(5)
  })
})

describe('the answers hold nothing that is not promised', () => {
  test('not in any list or part of a case', () => {
    const lists = {
      listTransfers: answers.transferList,
      getTransfer: answers.transferAnswer,
      getTimeline: answers.eventList,
      listMaterialsOfTransfer: answers.materialList,
      listItemsOfTransfer: answers.seizedItemList,
      listReceipts: answers.receiptList,
      getReceipt: answers.receiptAnswer,
      changes: answers.changesAnswer,
      listClocks: answers.clockList,
      material: answers.materialAnswer,
    }
    for (const [id, schema] of Object.entries(lists)) {
      const body = met.get(id)?.body
      exactly(schema, body)
      if (Array.isArray(body.items)) expect(body.items.length, id).toBeGreaterThan(0)
    }
  })

  test('and the schemas would notice', () => {
    const { body } = met.get('getTransfer') as Reply
    expect(answers.transferAnswer.safeParse({ ...body, extra: 1 }).success).toBe(false)
    expect(answers.transferAnswer.safeParse({ ...body, version: '1' }).success).toBe(false)
  })
})

describe('the document', () => {
  const document = openapiDocument('https://gateway.example') as {
    paths: Record<string, Record<string, { responses: Record<string, unknown>; security?: unknown[] }>>
    components: { schemas: Record<string, unknown> }
    info: { description: string }
  }

  test('is the one that is served, with nothing hanging in the air', () => {
    const served = met.get('contract')?.body
    expect(Object.keys(served.paths)).toEqual(Object.keys(document.paths))
    expect(served.servers).toEqual([{ url: w.gateway.config.issuer }])
    for (const [, name] of JSON.stringify(served).matchAll(/"#\/components\/schemas\/([^"]+)"/g))
      expect(served.components.schemas, name).toHaveProperty(name as string)
  })

  test('lists the codes in their order, and every code has one status', () => {
    const at = refusalCodes.map((code) => document.info.description.indexOf(`\`${code}\` (${statusOf[code]})`))
    expect(at).not.toContain(-1)
    expect(at).toEqual([...at].sort((a, b) => a - b))
  })

  test('says of every operation behind the door that it may answer 401, and 404 where it names a case or a file', () => {
    for (const op of operations()) {
      const { responses } = document.paths[op.path]?.[op.method] ?? { responses: {} }
      if (!op.open) expect(Object.keys(responses), op.id).toContain('401')
      if (op.path.includes('{id}') && op.method !== 'options') expect(Object.keys(responses), op.id).toContain('404')
      if (op.path.startsWith('/v1/')) expect(Object.keys(responses), op.id).toContain('503')
    }
  })

  test('lists what uploads are refused with', async () => {
    const create = (headers: Record<string, string>) => send(w, 'market', 'POST', '/v1/materials', { headers })
    const far = String(1024 ** 4)
    const digest = metadata({ sha256: '0'.repeat(64) })
    const differing = await create({ ...tus, 'upload-length': '1', 'upload-metadata': digest })
    const path = new URL(differing.headers.get('location') ?? '', w.gateway.url).pathname
    const patch = { ...tus, 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' }
    const continued = (headers: Record<string, string>, at = path, body = new Uint8Array([1])) =>
      send(w, 'market', 'PATCH', at, { headers: { ...patch, ...headers }, body })
    const replies = [
      await create({}),
      await create(named),
      await create({ ...tus, 'upload-length': '1' }),
      await create({ ...named, 'upload-length': far }),
      await create({ ...tus, 'upload-length': '1', 'upload-metadata': metadata({ sha256: 'x' }) }),
      await create({ ...named, 'upload-defer-length': '2' }),
      await continued({ 'tus-resumable': '0.2' }),
      await continued({ 'content-type': 'text/plain' }),
      await continued({ 'upload-offset': '7' }),
      await continued({}, path, new Uint8Array(2)),
      await continued({}, `/v1/materials/${uuidv7()}`),
      await continued({}),
      await continued({}),
      await send(w, 'market', 'HEAD', path, { headers: { 'tus-resumable': '0.2' } }),
      await send(w, 'market', 'DELETE', path, { headers: {} }),
    ]
    for (const reply of replies) {
      expect(reply.status, `${reply.method} ${reply.path} ${reply.text}`).toBeGreaterThanOrEqual(400)
      expect(reply.status).toBeLessThan(600)
      const { pathname } = new URL(reply.path, w.gateway.url)
      const op = operations().find(
        (o) =>
          o.method === reply.method.toLowerCase() &&
          o.path === (pathname === '/v1/materials' ? pathname : '/v1/materials/{id}'),
      )
      expect(op?.refusals, `${op?.id} documents ${reply.status} (${reply.body.code})`).toContain(reply.status)
    }
  })

  test('a material whose bytes are not there yet has no content, which is documented', async () => {
    const created = await send(w, 'market', 'POST', '/v1/materials', { headers: { ...named, 'upload-length': '5' } })
    const { pathname } = new URL(created.headers.get('location') ?? '', w.gateway.url)
    const reply = await send(w, 'market', 'GET', `${pathname}/content`)
    expect([reply.status, reply.body.code]).toEqual([409, 'wrong_state'])
    refusedWith(await send(w, 'market', 'GET', `/v1/materials/${uuidv7()}/content`), 404, 'not_found')
  })
})
