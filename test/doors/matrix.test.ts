// Every route × every kind of organ × own and foreign case, made from the list of operations: what is foreign can neither
// be read nor written, nor told from what does not exist; who left a case keeps what it had, and no more.

import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { agencyKinds, clientGate, Keyring, officerColumns, officerGate, Registry } from '../../src/agencies/index.ts'
import { buildApp, operations } from '../../src/api/index.ts'
import type { Operation } from '../../src/api/operations.ts'
import { Acts, type CasesDeps } from '../../src/cases/index.ts'
import { openClues } from '../../src/clues/index.ts'
import { openDrafts } from '../../src/drafts/index.ts'
import { openAccessLog } from '../../src/journal/index.ts'
import { openSealer, outbound, uuidv7 } from '../../src/kernel/index.ts'
import { closeMaterials, directoryStore, openMaterials } from '../../src/materials/index.ts'
import { marksKeyOf, openPenalties } from '../../src/penalties/index.ts'
import { basisIn, calendarsFrom, ruleSets, type StepRule } from '../../src/procedure/index.ts'
import { openSources } from '../../src/sync/index.ts'
import { world } from '../world.ts'
import { raisedFinding } from './findings-scene.ts'
import { type Asked, nothingWritten, type Reply, refusedWith, send } from './refusals.ts'
import { letter, step } from './scene.ts'

const w = await world()
const everybody = Object.keys(w.organs)
const parties: Record<string, string> = { market: 'sender', police: 'police_in_charge', procuratorate: 'supervisor' }
const foreign = everybody.filter((organ) => parties[organ] === undefined)
const closed = operations().filter((op) => !op.open)
const tus = { 'tus-resumable': '1.0.0' }
/** A case with something in every part of it, its materials, one of them unused, and a letter nobody sends. */
let id: string
/** The entry that is a list of seized items. */
let list = ''
let ofCase: string
let unused: string
let letterBody: Record<string, unknown>

async function upload(by: string): Promise<{ id: string; sha256: string }> {
  const { createHash } = await import('node:crypto')
  const bytes = new TextEncoder().encode(`秘密 ${by} ${uuidv7()}`)
  const headers = { ...tus, 'upload-length': String(bytes.length), 'upload-metadata': 'filename YS50eHQ=' }
  const created = await send(w, by, 'POST', '/v1/materials', { headers })
  const path = new URL(created.headers.get('location') ?? '', w.gateway.url).pathname
  const type = { 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' }
  const done = await send(w, by, 'PATCH', path, { headers: { ...tus, ...type }, body: bytes })
  expect(done.status, done.text).toBe(204)
  return { id: path.split('/').at(-1) as string, sha256: createHash('sha256').update(bytes).digest('hex') }
}

beforeAll(async () => {
  const materials = []
  for (const kind of ['M1', 'M2', 'M3']) materials.push({ ...(await upload('market')), kind, title: `材料 ${kind}` })
  ofCase = materials[0]?.id as string
  unused = (await upload('market')).id
  id = (await w.submit('market', { materials })).transfer.id
  await w.step('police', id, 'receipt_sign', { decidedBy: w.organ('police').chief })
  await w.step('police', id, 'completeness_check', { missing: [{ description: '检验报告' }] })
  const part = { items: [{ item: 1, quantity: '1' }], method: '焚烧', disposedBy: '处置公司' }
  list = String((await w.step('market', id, 'hazardous_exhibit_disposal', part)).body.transfer.version)
  letterBody = await letter(w)
})

/** A body that the operation's contract takes: what a schema requires, by its shape. */
const examples = new Map<string, unknown>()
function exampleOf(op: Operation): unknown {
  const known = examples.get(op.id) ?? madeFor(op)
  examples.set(op.id, known)
  return known
}
/** What a case must be called and be about that begins with another step than a submission. */
const head = { caseName: '某公司涉嫌虚假广告案', domain: 'market', involvesStateSecrets: false }
/** Where a shape does not say enough. */
const particular: Readonly<Record<string, object>> = {
  createWebhook: { url: 'https://partner.example/' },
  replayWebhook: { dead: true },
  letGoWebhook: { dead: true },
  askReport: { kind: 'self_examination', from: '2026-01', to: '2026-02' },
  markInboxRead: { items: [{ kind: 'finding', id: '01900000-0000-7000-8000-000000000001', version: 1 }] },
  createMailAddress: { address: 'duty@organ.example' },
  freezeIndicators: { month: '2026-01' },
}
/** Organs are named by code. */
const organFields = new Set(['to', 'agency'])
function madeFor(op: Operation): unknown {
  if (!(op.body instanceof z.ZodType)) return op.body && new Uint8Array([1])
  if (['checkTransfer', 'submitTransfer', 'transfer_dispatch'].includes(op.id)) return letterBody
  const root = z.toJSONSchema(op.body, { io: 'input' }) as Schema
  const made = {
    ...(exampleOfSchema(root, '', root.$defs ?? {}) as object),
    ...(op.id.startsWith('open_') && head),
    ...particular[op.id],
  }
  const parsed = op.body.safeParse(made)
  if (!parsed.success) throw new Error(`no example for ${op.id}: ${parsed.error.message}`)
  return made
}
interface Schema {
  $defs?: Record<string, Schema>
  $ref?: string
  type?: string
  const?: unknown
  enum?: unknown[]
  anyOf?: Schema[]
  oneOf?: Schema[]
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  minItems?: number
  minimum?: number
  format?: string
  pattern?: string
}
function exampleOfSchema(schema: Schema, name: string, defs: Record<string, Schema>): unknown {
  const made = (one: Schema, of = name) => exampleOfSchema(one, of, defs)
  if (schema.$ref !== undefined) return made(defs[schema.$ref.replace('#/$defs/', '')] as Schema)
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  const [choice] = schema.anyOf ?? schema.oneOf ?? []
  if (choice) return made(choice)
  if (schema.type === 'array') return Array.from({ length: schema.minItems ?? 0 }, () => made(schema.items ?? {}))
  if (schema.type === 'integer' || schema.type === 'number') return Math.max(schema.minimum ?? 1, 1)
  if (schema.type === 'boolean') return false
  if (schema.type === 'object')
    return Object.fromEntries((schema.required ?? []).map((key) => [key, made(schema.properties?.[key] ?? {}, key)]))
  if (schema.format === 'date') return '2026-01-05'
  if (schema.format === 'date-time') return '2026-01-05T09:00:00Z'
  if (organFields.has(name)) return w.organ('foreignPolice').code
  const candidates = ['文字', '1', 's1', uuidv7(), 'a'.repeat(64), 'service/filing_notice/1', '/submission/facts']
  return candidates.find((text) => schema.pattern === undefined || new RegExp(schema.pattern).test(text))
}

/** Makes the request of an operation; `ids` fill its path. */
function request(op: Operation, by: string, ids: Record<string, string>, asked: Asked = {}): Promise<Reply> {
  const path = op.path.replace(/\{(\w+)\}/g, (_, name) => ids[name] ?? '1')
  const body = exampleOf(op)
  const headers: Record<string, string> = {
    ...(op.tag === 'Materials' && op.method !== 'get' && tus),
    ...(op.id === 'getBundle' && { 'x-access-reason': 'review' }),
    ...(op.id === 'createUpload' && { 'upload-length': '1', 'upload-metadata': 'filename YS50eHQ=' }),
    ...(op.id === 'uploadByOverride' && { 'x-http-method-override': 'DELETE' }),
    ...(op.id === 'continueUpload' && { 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' }),
    ...asked.headers,
  }
  return send(w, by, op.method.toUpperCase(), path, { ...(body !== undefined && { body }), ...asked, headers })
}

/** Everything a stranger could compare: the answer without what differs in every answer. */
function told({ status, headers, text }: Reply, ...names: string[]) {
  const unsaid = new Set(['date', 'x-request-id', 'content-length', 'keep-alive', 'connection'])
  const hidden = names.reduce((t, name) => t.replaceAll(name, '…'), text)
  return {
    status,
    headers: [...headers].filter(([name]) => !unsaid.has(name)),
    body: hidden.replace(/"requestId":"[^"]+"/, '"requestId":"…"'),
  }
}

/** All at once: the matrix has thousands of fields. */
const each = (some: readonly string[], work: (organ: string) => Promise<void>) => Promise.all(some.map(work))

describe('the world and the list', () => {
  test('every kind of organ takes part in this matrix', async () => {
    const { rows } = await w.db.pool.query<{ kind: string }>('select distinct kind from agency')
    expect(rows.map((r) => r.kind).sort()).toEqual([...agencyKinds].sort())
  })

  test('every mounted route is listed, and every listed operation has a route', async () => {
    const { config } = w.gateway
    const registry = new Registry({ pool: w.db.pool })
    const keyring = await Keyring.open({ registry, pool: w.db.pool, issuer: config.issuer, dataDir: config.dataDir })
    const room = openMaterials({ pool: w.db.pool, store: await directoryStore(`${config.dataDir}/materials`) })
    afterAll(() => closeMaterials(room))
    const cases: CasesDeps = {
      pool: w.db.pool,
      directory: async () => (await registry.current()).directory,
      sign: (payload, header) => keyring.sign(JSON.stringify(payload), { typ: 'JWT', ...header }),
      calendarFor: calendarsFrom([]),
      optInsFor: () => new Set(),
      now: Date.now,
      issuer: config.issuer,
    }
    const app = buildApp({
      pool: w.db.pool,
      log: pino({ level: 'silent' }),
      access: openAccessLog({ pool: w.db.pool }),
      registry,
      keyring,
      office: { registry, keyring, pool: w.db.pool },
      acts: new Acts(cases),
      cases,
      materials: room,
      clues: openClues({
        pool: w.db.pool,
        organs: cases.directory,
        gates: { officerColumns, officerGate, clientGate },
        hasPart: async () => false,
        now: Date.now,
      }),
      drafts: openDrafts({ pool: w.db.pool, clientGate, now: Date.now }),
      penalties: openPenalties({ pool: w.db.pool, organs: cases.directory, now: Date.now }),
      screening: { pool: w.db.pool, now: Date.now, marksKey: marksKeyOf(Buffer.alloc(32)) },
      sealer: openSealer(Buffer.alloc(32)),
      calls: outbound(),
      webhooks: { sealer: openSealer(Buffer.alloc(32)), calls: outbound(), issuer: config.issuer, now: Date.now },
      sources: openSources({
        ...{ pool: w.db.pool, penalties: openPenalties({ pool: w.db.pool, organs: cases.directory, now: Date.now }) },
        ...{
          sealer: undefined,
          outbound: outbound(),
          sign: undefined,
          issuer: config.issuer,
          now: Date.now,
          random: Math.random,
        },
      }),
    })
    const routes = app.routes.filter((route) => route.method !== 'ALL')
    const shapeOf = (path: string) =>
      new RegExp(`^${path.replace(/:\w+(\{[^}]*\})?/g, '[^/]+').replace(/(.)\/$/, '$1')}$`)
    const listed = (method: string, path: string) =>
      operations().some((op) => op.method === method.toLowerCase() && shapeOf(path).test(op.path))
    expect(routes.filter((r) => !listed(r.method, r.path)).map((r) => `${r.method} ${r.path}`)).toEqual([])
    // HEAD is answered by the route of GET.
    const mounted = (op: Operation) =>
      routes.some(
        (r) =>
          shapeOf(r.path).test(op.path) &&
          (r.method.toLowerCase() === op.method || (op.method === 'head' && r.method === 'GET')),
      )
    expect(
      operations()
        .filter((op) => !mounted(op))
        .map((op) => `${op.method} ${op.path}`),
    ).toEqual([])
  })
})

describe('without a token', () => {
  test.each(closed.map((op) => [op.id, op] as const))('%s answers 401', async (_, op) => {
    await nothingWritten(w, async () => {
      const reply = await request(op, 'market', { id: op.tag === 'Materials' ? ofCase : id }, { token: null })
      if (op.method === 'head') expect(reply.status).toBe(401)
      else refusedWith(reply, 401, 'token_missing')
    })
  })

  test('what is open answers', async () => {
    for (const op of operations().filter((one) => one.open)) {
      const { status } = await request(op, 'market', {}, { token: null, ...(op.id === 'token' && { body: '' }) })
      // A tile, or a letter by its code, that is not there.
      expect([200, 400, 404], op.id).toContain(status)
    }
  })
})

describe('a case, to all who have no part in it', () => {
  const ofCases = closed.filter((op) => op.path.startsWith('/v1/transfers/{id}'))

  // All steps are one route: each of them meets three organs, and by turns every organ meets many.
  const strangers = ({ path }: Operation, at: number) =>
    path.includes('/steps/') ? [0, 1, 2].map((i) => foreign[(at * 3 + i) % foreign.length] as string) : foreign

  test.each(ofCases.map((op, at) => [op.id, op, strangers(op, at)] as const))(
    '%s tells nobody that it exists',
    async (_, op, organs) => {
      await nothingWritten(w, async () => {
        await each(organs, async (organ) => {
          const unknown = uuidv7()
          const reply = await request(op, organ, { id })
          refusedWith(reply, 404, 'not_found')
          expect(told(reply, id), organ).toEqual(told(await request(op, organ, { id: unknown }), unknown))
        })
      })
    },
  )

  test('nor with a version, a key or a signature', async () => {
    await nothingWritten(w, async () => {
      for (const op of ofCases.filter((o) => o.method === 'post'))
        for (const headers of [{ 'if-match': '"3"' }, { 'if-match': '"999"' }, { 'idempotency-key': 'x' }])
          refusedWith(await request(op, 'foreignPolice', { id }, { headers }), 404, 'not_found')
    })
  })

  test('lists and feeds hold nothing of it', async () => {
    for (const organ of foreign) {
      for (const path of ['/v1/transfers', '/v1/transfers?part=police_in_charge', '/v1/changes']) {
        const { status, body, text } = await send(w, organ, 'GET', path)
        expect([status, body.items], organ).toEqual([200, []])
        expect(text).not.toContain(id)
      }
    }
  })
})

describe('a case, to its parties', () => {
  const reads = closed.filter((op) => op.path.startsWith('/v1/transfers/{id}') && op.method === 'get')
  test.each(reads.map((op) => [op.id, op] as const))('%s answers each of them', async (_, op) => {
    const parts = { material: ofCase, version: list, letter: 'transfer_letter' }
    for (const organ of Object.keys(parties))
      expect((await request(op, organ, { id, ...parts })).status, organ).toBe(200)
  })

  const steps = Object.entries(ruleSets.at(-1)?.steps ?? {})
  const taken = steps.filter(([, rule]) => !rule.by.includes('gateway'))

  test.each(taken)('%s is refused to whoever has another part', async (name, rule) => {
    const op = closed.find((o) => o.id === name) as Operation
    await nothingWritten(w, async () => {
      for (const [organ, part] of Object.entries(parties)) {
        // No case is ever at version 0: who may act gets as far as that and no further.
        const reply = await request(op, organ, { id }, { headers: { 'if-match': '"0"' } })
        const theirs = (rule.by as readonly string[]).includes(part) || (await isAddressed(organ, part, rule))
        if (theirs) expect([409, 412], `${organ} ${reply.text}`).toContain(reply.status)
        else {
          const { basis } = refusedWith(reply, 403, 'not_your_step')
          expect(basis, organ).toEqual(basisIn(rule.basis, 'market'))
        }
      }
    })
  })

  /** Whether something of the step's kind waits for the organ to answer it, as the organ itself is told. */
  async function isAddressed(organ: string, part: string, { by, track, of }: StepRule): Promise<boolean> {
    if (!by.includes('addressee')) return false
    const { body } = await send(w, organ, 'GET', `/v1/transfers/${id}`)
    const own = body.tracks.filter((t: Shown) => t.addressee === part || t.addressee === w.organ(organ).name)
    return own.some((t: Shown) => t.track === track && (of === undefined || t.subject === of))
  }
  type Shown = { track: string; subject: string; addressee?: string }

  test.each(steps.filter(([, rule]) => rule.by.includes('gateway')))('%s is nobody’s to take', async (name) => {
    const body = { officers: w.organ('police').officers }
    await nothingWritten(w, async () => {
      for (const path of [`/v1/transfers/${id}/steps/${name}`, `/v1/transfers/steps/${name}`])
        await each(everybody, async (organ) => {
          refusedWith(await send(w, organ, 'POST', path, { body }), 404, 'not_found')
        })
    })
  })

  test('its clocks are told to each of them and to nobody else', async () => {
    const toldTo = async (organ: string) =>
      (await send(w, organ, 'GET', '/v1/clocks?limit=200')).body.items.filter(
        (c: { transferId: string }) => c.transferId === id,
      )
    for (const organ of Object.keys(parties)) {
      const { body } = await send(w, organ, 'GET', `/v1/transfers/${id}`)
      const running = body.clocks.filter((c: { status: string }) => c.status === 'running')
      expect(running.length).toBeGreaterThan(0)
      const keys = (clocks: { key: string }[]) => clocks.map(({ key }) => key).sort()
      expect(keys(await toldTo(organ)), organ).toEqual(keys(running))
    }
    for (const organ of foreign) {
      expect(await toldTo(organ), organ).toEqual([])
      const { body } = await send(w, organ, 'GET', '/v1/clocks')
      expect(body.counts, organ).toEqual({ running: 0, near: 0, overdue: 0, provisional: 0 })
    }
  })

  test('the list and the feed of each hold it', async () => {
    for (const [organ, part] of Object.entries(parties)) {
      const { body } = await send(w, organ, 'GET', '/v1/transfers')
      expect(body.items.map((t: { id: string; part: string }) => [t.id, t.part])).toContainEqual([id, part])
      await expect
        .poll(async () =>
          (await send(w, organ, 'GET', '/v1/changes')).body.items.map((c: { transferId: string }) => c.transferId),
        )
        .toContain(id)
    }
  })
})

describe('what is asked for without a case', () => {
  test('only an enforcement agency submits, whatever a dry run is asked by', async () => {
    for (const organ of everybody.filter((one) => w.organ(one).kind !== 'administrative'))
      await nothingWritten(w, async () => {
        const body = await letter(w, {}, organ)
        refusedWith(await send(w, organ, 'POST', '/v1/transfers', { body }), 403, 'agency_kind_not_permitted')
        const dry = await send(w, organ, 'POST', '/v1/transfers/check', { body })
        expect(dry.body).toMatchObject({ acceptable: false, problems: [{ code: 'agency_kind_not_permitted' }] })
      })
  })

  const beginnings = closed.filter((op) => op.path.startsWith('/v1/transfers/steps/'))
  const kindOf = (organ: string): string => w.organ(organ).kind
  const lawOf = (name: string) => ruleSets.at(-1)?.steps[name] as StepRule
  /** Papers that a letter needs, and an agency where the act must name one. */
  async function fitting(name: string, opener: string): Promise<object> {
    if (name === 'accident_team_transfer') return { materials: await w.materials(opener, ['M1', 'M2']) }
    const asked = exampleOf(closed.find((op) => op.id === `open_${name}`) as Operation) as object
    const kinds: readonly string[] = lawOf(name).invites?.kinds ?? []
    return {
      ...(kinds.includes('administrative') && opener !== 'market' && { to: w.organ('market').code }),
      ...('replyDueDate' in asked && { replyDueDate: '2199-01-05' }),
      // What a case that begins with it must name (PPR 373).
      ...(name === 'procuratorial_opinion_penalty' && {
        nonProsecution: { documentNo: '海检不诉〔2026〕1号', kind: 'discretionary' },
      }),
      ...('documentNo' in asked && { documentNo: `${name}〔2026〕1号` }),
    }
  }

  test.each(beginnings.map((op) => [op.path.split('/').at(-1) as string, op] as const))(
    'a case begins with %s by the organs that the table names, and others learn nothing of it',
    async (name, op) => {
      const { opening, basis } = lawOf(name)
      const kinds: readonly string[] = opening?.kinds ?? []
      await nothingWritten(w, () =>
        each(
          everybody.filter((organ) => !kinds.includes(kindOf(organ))),
          async (organ) => {
            const problem = refusedWith(await request(op, organ, {}), 403, 'agency_kind_not_permitted')
            expect(problem.basis, organ).toEqual(basisIn(basis, 'market'))
          },
        ),
      )
      const opener = everybody.find((organ) => kinds.includes(kindOf(organ))) as string
      const { officers, chief } = w.organ(opener)
      const own = { officers, ...('decidedBy' in (exampleOf(op) as object) && { decidedBy: chief }) }
      const body = { ...(exampleOf(op) as object), ...own, ...(await fitting(name, opener)) }
      const begun = await request(op, opener, {}, { body })
      expect(begun.status, begun.text).toBe(201)
      const { id: made, parts } = begun.body.transfer
      expect(begun.headers.get('location')).toBe(`/v1/transfers/${made}`)
      const holders = parts.map((p: { agency: { id: string } }) => p.agency.id)
      expect(holders).toContain(w.organ(opener).id)
      const unknown = uuidv7()
      await each(everybody, async (organ) => {
        const reply = await send(w, organ, 'GET', `/v1/transfers/${made}`)
        const listed = (await send(w, organ, 'GET', '/v1/transfers?limit=200')).body.items
        const isListed = listed.some((t: { id: string }) => t.id === made)
        if (holders.includes(w.organ(organ).id)) {
          expect([reply.status, isListed], `${organ} ${reply.text}`).toEqual([200, true])
          return
        }
        refusedWith(reply, 404, 'not_found')
        expect(told(reply, made)).toEqual(told(await send(w, organ, 'GET', `/v1/transfers/${unknown}`), unknown))
        expect(isListed, organ).toBe(false)
      })
      // Who has a part and may see how it began is shown it, and lists it.
      const shown = await send(w, opener, 'GET', `/v1/transfers/${made}`)
      expect(shown.body).toMatchObject({ id: made, version: 1, timeline: [{ step: name }] })
    },
  )

  test('materials and officers of another agency cannot be used in one’s own letter', async () => {
    const { materials, officers, approval } = letterBody
    await nothingWritten(w, async () => {
      const taken = await letter(w, { materials }, 'foreignMarket')
      refusedWith(await send(w, 'foreignMarket', 'POST', '/v1/transfers', { body: taken }), 422, 'material_unknown')
      const lent = await letter(w, { officers, approval }, 'foreignMarket')
      refusedWith(await send(w, 'foreignMarket', 'POST', '/v1/transfers', { body: lent }), 422, 'officer_not_certified')
    })
  })

  test('every organ reads the law', async () => {
    for (const organ of everybody) expect((await send(w, organ, 'GET', '/v1/procedure')).status).toBe(200)
  })
})

describe('what comes before a case', () => {
  const ids: Record<string, string> = {}
  const ofOne = closed.filter((op) =>
    /^\/v1\/(drafts|clues|webhooks|labels|correspondence|findings)\/\{id\}/.test(op.path),
  )
  const kept = (op: Operation) => ids[op.path.split('/')[2] as string] as string
  /** A letter has a receiver, a finding a procuratorate; of everything else only who made it learns. */
  const also: Readonly<Record<string, string>> = { correspondence: 'police', findings: 'procuratorate' }
  const seenBy = (list: string) => ['market', ...(also[list] === undefined ? [] : [also[list] as string])]

  beforeAll(async () => {
    const draft = await send(w, 'market', 'POST', '/v1/drafts', { body: { facts: '草稿' } })
    const clue = { officers: w.organ('market').officers.slice(0, 1), source: 'hotline', facts: '线索' }
    const told = { ...clue, receivedAt: '2026-01-05T09:00:00Z' }
    const taken = await send(w, 'market', 'POST', '/v1/clues', { body: told })
    const hook = await send(w, 'market', 'POST', '/v1/webhooks', { body: { url: 'https://partner.example/' } })
    const named = { officers: clue.officers, name: '专项活动', fromDay: '2026-01-01', kind: 'campaign' }
    const label = await send(w, 'market', 'POST', '/v1/labels', { body: named })
    const words = {
      officers: clue.officers,
      kind: 'exchange',
      title: '交流',
      text: '内容',
      to: [w.organ('police').code],
    }
    const letter = await send(w, 'market', 'POST', '/v1/correspondence', { body: words })
    for (const made of [draft, taken, hook, label, letter]) expect(made.status, made.text).toBe(201)
    Object.assign(ids, { drafts: draft.body.id, clues: taken.body.id, webhooks: hook.body.id })
    Object.assign(ids, { labels: label.body.id, correspondence: letter.body.id, findings: await raisedFinding(w) })
  })

  test.each(ofOne.map((op) => [op.id, op] as const))('%s tells no other organ that it exists', async (_, op) => {
    await nothingWritten(w, () =>
      each(
        everybody.filter((organ) => !seenBy(op.path.split('/')[2] as string).includes(organ)),
        async (organ) => {
          const unknown = uuidv7()
          const reply = await request(op, organ, { id: kept(op) })
          refusedWith(reply, 404, 'not_found')
          expect(told(reply, kept(op)), organ).toEqual(told(await request(op, organ, { id: unknown }), unknown))
        },
      ),
    )
  })

  test('the lists of the others hold nothing of it, its own does', async () => {
    for (const list of Object.keys(ids))
      for (const organ of everybody) {
        const { status, body } = await send(w, organ, 'GET', `/v1/${list}`)
        expect([status, body.items.map((one: { id: string }) => one.id)], `${organ} ${list}`).toEqual([
          200,
          seenBy(list).includes(organ) ? [ids[list]] : [],
        ])
      }
  })
})

describe('materials', () => {
  const ofFiles = closed.filter((op) => op.path.startsWith('/v1/materials/{id}'))
  /** What the protocol can do is said of any file, there or not. */
  const absent = (op: Operation) => (op.method === 'options' ? op.ok.status : 404)

  test.each(ofFiles.map((op) => [op.id, op] as const))('%s tells no stranger that a file exists', async (_, op) => {
    for (const [file, strangers] of [
      [ofCase, foreign],
      [unused, everybody.filter((organ) => organ !== 'market')],
    ] as const)
      await each(strangers, async (organ) => {
        const unknown = uuidv7()
        const reply = await request(op, organ, { id: file })
        expect(reply.status, organ).toBe(absent(op))
        if (absent(op) === 404 && op.method !== 'head') refusedWith(reply, 404, 'not_found')
        expect(told(reply, file), organ).toEqual(told(await request(op, organ, { id: unknown }), unknown))
      })
    expect((await send(w, 'market', 'GET', `/v1/materials/${unused}`)).body.state).toBe('ready')
    expect((await send(w, 'market', 'GET', `/v1/materials/${ofCase}/content?reason=review`)).text).toContain('秘密')
  })

  test('the other parties read the files of the case and change none', async () => {
    for (const organ of ['police', 'procuratorate']) {
      expect((await send(w, organ, 'GET', `/v1/materials/${ofCase}`)).body).toMatchObject({
        transferId: id,
        kind: 'M1',
      })
      expect((await send(w, organ, 'GET', `/v1/materials/${ofCase}/content?reason=review`)).text).toContain(
        '秘密 market',
      )
      for (const op of ofFiles.filter((o) => o.method !== 'get'))
        expect((await request(op, organ, { id: ofCase })).status, `${organ} ${op.id}`).toBe(absent(op))
    }
  })

  test('the sender itself cannot take away or change what a case has', async () => {
    for (const method of ['DELETE', 'PATCH']) {
      const type = { 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' }
      const asked = { headers: { ...tus, ...type }, ...(method === 'PATCH' && { body: new Uint8Array([1]) }) }
      const { status } = await send(w, 'market', method, `/v1/materials/${ofCase}`, asked)
      expect([403, 409, 410, 413, 422]).toContain(status)
    }
    expect((await send(w, 'police', 'GET', `/v1/materials/${ofCase}/content?reason=review`)).text).toContain(
      '秘密 market',
    )
  })
})

describe('who has left a case', () => {
  const former = ['police', 'procuratorate']
  let left: string
  /** What each of them saw on leaving. */
  const then: Record<string, unknown> = {}
  let later: string

  const seen = async (organ: string) => ({
    one: (await send(w, organ, 'GET', `/v1/transfers/${left}`)).body,
    ...Object.fromEntries(
      await Promise.all(
        ['timeline', 'materials', 'items', 'receipts'].map(async (part) => [
          part,
          (await send(w, organ, 'GET', `/v1/transfers/${left}/${part}`)).body.items,
        ]),
      ),
    ),
    row: (await send(w, organ, 'GET', '/v1/transfers')).body.items.find((t: { id: string }) => t.id === left),
  })

  beforeAll(async () => {
    left = (await w.submit('market', { documentNo: '海市监移〔2026〕9001号' })).transfer.id
    await w.step('police', left, 'receipt_sign', { decidedBy: w.organ('police').chief })
    await w.step('police', left, 'completeness_check', {})
    const relay = { to: w.organ('foreignPolice').code, reason: '主要犯罪地在西湖区' }
    const relayed = await step(w, 'police', left, 'onward_transfer_police', {
      ...relay,
      decidedBy: w.organ('police').chief,
    })
    expect(relayed.status, relayed.text).toBe(200)
    for (const organ of former) then[organ] = await seen(organ)
    const { chief } = w.organ('foreignPolice')
    await w.step('foreignPolice', left, 'receipt_sign', { decidedBy: chief })
    await w.step('foreignPolice', left, 'completeness_check', { missing: [{ description: '鉴定意见' }] })
    const [{ sha256, id: file }] = [await upload('market')]
    const materials = [{ id: file, sha256, kind: 'supplement', title: '后补材料' }]
    const answered = await w.step('market', left, 'supplement_submission', { materials })
    expect(answered.status).toBe(200)
    later = file
    const filing = { documentNo: '西公立字〔2026〕1号', charges: [{ name: '虚假广告罪' }] }
    await w.step('foreignPolice', left, 'filing_approved', { ...filing, decidedBy: chief })
  })

  test.each(former)(
    'the %s sees the case as it was when it left: state, version, timeline, files, receipts, list',
    async (organ) => {
      const now = (await seen(organ)) as { one: Record<string, unknown>; timeline: { version: number }[]; row: object }
      const before = then[organ] as typeof now
      expect(now).toEqual(before)
      expect(now.one).toMatchObject({ version: 4, status: 'relayed', ended: true, available: [], part: parties[organ] })
      expect(now.timeline.map((e) => e.version)).toEqual([1, 2, 3, 4])
      expect(now.row).toMatchObject({ version: 4, status: 'relayed', ended: true })
      expect(JSON.stringify(now)).not.toMatch(/后补材料|鉴定意见|西公立字|filing_approved/)
    },
  )

  test('the list’s filters do not tell what became of it', async () => {
    for (const organ of former) {
      const listed = async (status: string) =>
        (await send(w, organ, 'GET', `/v1/transfers?status=${status}`)).body.items.some(
          (t: { id: string }) => t.id === left,
        )
      expect([await listed('relayed'), await listed('filed')]).toEqual([true, false])
    }
  })

  test('later files, receipts and changes are not there for it; earlier ones are', async () => {
    const { body } = await send(w, 'market', 'GET', `/v1/transfers/${left}/receipts`)
    const [first, last] = [body.items[0].no, body.items.at(-1).no]
    for (const organ of former) {
      const get = (path: string) => send(w, organ, 'GET', path)
      for (const path of [
        `/v1/materials/${later}`,
        `/v1/materials/${later}/content?reason=review`,
        `/v1/transfers/${left}/receipts/${last}`,
      ])
        refusedWith(await get(path), 404, 'not_found')
      expect((await get(`/v1/transfers/${left}/receipts/${first}`)).status).toBe(200)
      const [earlier] = (await get(`/v1/transfers/${left}/materials`)).body.items
      expect((await get(`/v1/materials/${earlier.id}`)).status).toBe(200)
    }
    const until = (organ: string) => async () =>
      (await send(w, organ, 'GET', '/v1/changes?limit=200')).body.items
        .filter((c: { transferId: string }) => c.transferId === left)
        .map((c: { version: number }) => c.version)
    await expect.poll(until('market'), { timeout: 10_000 }).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    for (const organ of former) expect(Math.max(...(await until(organ)())), organ).toBeLessThanOrEqual(4)
    await expect.poll(until('police')).toEqual([1, 2, 3, 4])
    await expect.poll(until('procuratorate')).toEqual([1, 2, 3, 4])
  })

  test('nobody who left acts in it again', async () => {
    await nothingWritten(w, async () => {
      for (const organ of former)
        for (const op of closed.filter(
          // What only foresees an act is asked below.
          (o) => o.tag === 'Steps' && o.path.startsWith('/v1/transfers/{id}') && !o.path.includes('{step}'),
        ))
          refusedWith(await request(op, organ, { id: left }), 403, 'not_your_step')
    })
  })

  test('nobody who left foresees an act in it', async () => {
    for (const organ of former) {
      const body = { officers: w.organ(organ).officers.slice(0, 1), decidedBy: w.organ(organ).chief }
      const foreseen = await send(w, organ, 'POST', `/v1/transfers/${left}/steps/receipt_sign/check`, { body })
      expect(foreseen.body).toMatchObject({ acceptable: false, problems: [{ code: 'not_your_step' }] })
      expect(foreseen.body).toMatchObject({ clocksStarted: [], clocksSettled: [] })
    }
  })

  test('who came after sees the whole of it', async () => {
    for (const organ of ['foreignPolice', 'foreignProcuratorate', 'market']) {
      const { one } = await seen(organ)
      expect(one).toMatchObject({ version: 8, ended: false })
      expect((await send(w, organ, 'GET', `/v1/materials/${later}/content?reason=review`)).text).toContain(
        '秘密 market',
      )
    }
  })
})
