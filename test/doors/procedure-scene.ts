// What the tests of the procedure behind the doors share: the real gateway on the real database with a clock that the test
// moves, officers with every role, a good input for every step, and everything that an organ can read of a case.
import { createHash } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { type ServerType, serve } from '@hono/node-server'
import { decodeJwt } from 'jose'
import { pino } from 'pino'
import { afterAll, expect } from 'vitest'
import {
  type AgencyKind,
  addOfficer,
  clientGate,
  Keyring,
  type OfficerRole,
  officerColumns,
  officerGate,
  optedIn,
  Registry,
} from '../../src/agencies/index.ts'
import { buildApp } from '../../src/api/index.ts'
import { Acts, type CasesDeps, hasPart, verifyCases } from '../../src/cases/index.ts'
import { openClues } from '../../src/clues/index.ts'
import { openDrafts } from '../../src/drafts/index.ts'
import type { Gateway } from '../../src/gateway.ts'
import { openAccessLog } from '../../src/journal/index.ts'
import { openSealer, outbound, sealingKey } from '../../src/kernel/index.ts'
import { closeMaterials, directoryStore, openMaterials } from '../../src/materials/index.ts'
import { marksKeyOf, openPenalties } from '../../src/penalties/index.ts'
import { calendarsFrom, ruleSets } from '../../src/procedure/index.ts'
import { openSources } from '../../src/sync/index.ts'
import { tick, type WorkerDeps } from '../../src/worker/index.ts'
import { type Acted, type Answer, World, world } from '../world.ts'

export const steps = ruleSets.at(-1)?.steps ?? {}
const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** The world with its gateway on a clock of the test's own. */
export class TimedWorld extends World {
  /** Epoch milliseconds; every replica of this world reads it. */
  readonly clock: { nowMs: number }
  readonly deps: WorkerDeps
  constructor(base: World, url: string, deps: WorkerDeps, clock: { nowMs: number }) {
    super({ ...base.gateway, url } as Gateway, base.db, base.organs)
    this.deps = deps
    this.clock = clock
  }

  /** RFC 3339 with offset. */
  setTo(instant: string): void {
    this.clock.nowMs = Date.parse(instant)
  }

  pass({ days = 0, hours = 0, minutes = 0 }: { days?: number; hours?: number; minutes?: number }): void {
    this.clock.nowMs += days * dayMs + hours * hourMs + minutes * 60_000
  }

  tick(): Promise<boolean> {
    return tick(this.deps)
  }

  /** The local date, `days` from now. */
  day(days = 0): string {
    return new Date(this.clock.nowMs + days * dayMs + 8 * hourMs).toISOString().slice(0, 10)
  }

  /** Another gateway process's share: own registry, own acts, own pool where one is given. */
  replica(): Promise<TimedWorld> {
    return assembled(this, this.clock)
  }

  /** A good letter as of this world's clock. */
  override async submission(name = 'market', more: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
    return super.submission(name, {
      approval: {
        approvedBy: this.organ(name).chief,
        reportReceivedAt: new Date(this.clock.nowMs - 20 * hourMs).toISOString(),
        approvedAt: new Date(this.clock.nowMs - hourMs).toISOString(),
      },
      ...more,
    })
  }
}

/** Call at the top level of a test file. A Monday morning, in Shanghai, without a holiday near. */
export async function timedWorld(start = '2026-03-02T10:00:00+08:00'): Promise<TimedWorld> {
  const base = await world()
  // Its own worker lives in the present; this world has only the time that the test gives it.
  await base.gateway.stop()
  await engageHeads(base)
  return assembled(base, { nowMs: Date.parse(start) })
}

async function assembled(base: World, clock: { nowMs: number }): Promise<TimedWorld> {
  const { config } = base.gateway
  const { pool } = base.db
  const log = pino({ level: process.env.XIANJIE_LOG ?? 'error' }, pino.destination(2))
  const registry = new Registry({ pool })
  const keyring = await Keyring.open({
    registry,
    pool,
    issuer: config.issuer,
    dataDir: config.dataDir,
    handedIn: undefined,
    generateIfNone: true,
  })
  let calendarFor = calendarsFrom([])
  let optIns: Parameters<typeof optedIn>[0] = []
  registry.follow((snapshot) => {
    calendarFor = calendarsFrom(snapshot.notices)
    optIns = snapshot.optIns
  })
  const now = () => clock.nowMs
  // The gateway's own key: whoever sends what is subscribed here must be able to sign it.
  const sealer = openSealer(sealingKey({ dataDir: config.dataDir }))
  const calls = outbound({ allow: config.outboundAllow })
  const cases: CasesDeps = {
    pool,
    directory: () => registry.fresh()?.directory ?? registry.current().then((s) => s.directory),
    sign: (payload, header) => keyring.sign(JSON.stringify(payload), { typ: 'JWT', ...header }),
    calendarFor: (regionCode) => calendarFor(regionCode),
    optInsFor: (regionCode, domain) => optedIn(optIns, regionCode, domain),
    now,
    issuer: config.issuer,
  }
  const acts = new Acts(cases)
  const materials = openMaterials({ pool, store: await directoryStore(`${config.dataDir}/materials`) })
  const organs = cases.directory
  const app = buildApp({
    pool,
    log,
    access: openAccessLog({ pool }),
    registry,
    keyring,
    office: { registry, keyring, pool },
    acts,
    cases,
    materials,
    clues: openClues({
      pool,
      organs,
      gates: { officerColumns, officerGate, clientGate },
      hasPart: (agencyId, transferId) => hasPart(pool, transferId, agencyId),
      now,
    }),
    drafts: openDrafts({ pool, clientGate, now }),
    penalties: openPenalties({ pool, organs: cases.directory, now }),
    screening: { pool, now, marksKey: marksKeyOf(Buffer.alloc(32)) },
    sealer,
    calls,
    webhooks: { sealer, calls, issuer: config.issuer, now: Date.now },
    sources: openSources({
      ...{ pool: pool, penalties: openPenalties({ pool: pool, organs: cases.directory, now: now }) },
      ...{
        sealer: undefined,
        outbound: outbound(),
        sign: undefined,
        issuer: config.issuer,
        now: now,
        random: Math.random,
      },
    }),
  })
  const server = await new Promise<ServerType>((resolve) => {
    const made = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, () => resolve(made))
  })
  afterAll(async () => {
    if ('closeAllConnections' in server) server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    await closeMaterials(materials)
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return new TimedWorld(base, url, { pool, materials, acts, cases, registry, log }, clock)
}

const headRoles: Partial<Record<AgencyKind, readonly OfficerRole[]>> = {
  administrative: ['agency_head'],
  public_security: ['police_case_acceptor', 'police_unit_head', 'police_chief', 'police_chief_superior'],
  procuratorate: ['procurator_criminal', 'procurator_administrative', 'chief_procurator'],
  court: ['court'],
  government: ['gov_supervisor'],
  justice_bureau: ['justice_bureau'],
  supervisory_commission: ['supervisory_commission'],
}

const certificate = (key: string) => `SZ-${key}`
/** Ids of organs that have such a head. */
const engaged = new Set<string>()

/** One officer of each organ who may decide whatever the organ decides. */
async function engageHeads(w: World): Promise<void> {
  const { rows } = await w.db.ownerPool.query<{ id: string; kind: AgencyKind }>('select id, kind from agency')
  for (const [key, organ] of Object.entries(w.organs)) {
    const roles = headRoles[rows.find((r) => r.id === organ.id)?.kind ?? 'administrative']
    if (roles === undefined) continue
    await addOfficer(w.db.ownerPool, {
      agency: organ.code,
      name: `首长${key}`,
      roles,
      certificate: { number: certificate(key), validFrom: '2020-01-01', validTo: '2099-12-31' },
    })
    engaged.add(organ.id)
  }
}

/** The officer who decides for an organ of this world; one that a test has enrolled has its chief. */
export const headOf = (w: World, organ: string) =>
  engaged.has(w.organ(organ).id) ? { name: `首长${organ}`, certificateNo: certificate(organ) } : w.organ(organ).chief

const charges = [{ name: '虚假广告罪' }]
/** An id that no material has, and a moment before every case. */
const nothing = '01900000-0000-7000-8000-00000000e001'
const past = '2020-01-05T09:00:00+08:00'
let serial = 0
const number = (word: string) => `${word}〔2026〕${++serial}号`

/** What a step must be told at least, beside officers and decider; `mark` stands in every text that is free. */
export function told(w: TimedWorld, step: string, mark = '文字'): Record<string, unknown> {
  const reasons = { reasons: mark }
  const ruling = { documentNo: number('监'), reasons: mark }
  const filing = { documentNo: number('立'), charges }
  const judged = { documentNo: number('刑初'), court: `${mark}法院`, judgedOn: w.day() }
  const letters: Record<string, Record<string, unknown>> = {
    clue_discovery: { facts: mark },
    urgent_police_alert: { facts: mark, place: mark },
    alert_response: { outcome: mark },
    task_force_formation: {},
    accident_team_transfer: {},
    transfer_report: { report: mark },
    collective_deliberation: { participants: [mark, '乙'], conclusion: mark },
    transfer_approved: {},
    direct_report_right: { facts: mark, reporter: mark },
    jurisdiction_sorting: reasons,
    receipt_sign: {},
    completeness_check: {},
    supplement_notice_receipt: {},
    supplement_submission: { explanation: mark },
    supplementary_inquiry: { evidenceGaps: [mark] },
    supplementary_inquiry_report: { report: mark },
    onward_transfer_police: { reason: mark },
    out_of_remit_return: { reason: mark },
    filing_review_extension: { ground: 'clue_needs_verification', reason: mark },
    filing_approved: filing,
    filing_refused: { documentNo: number('不立'), ground: 'obviously_minor', reasons: mark },
    filing_notice_receipt: {},
    non_filing_notice_receipt: {},
    refiling: { ...filing, newFacts: mark },
    exhibits_handover: { receivedBy: headOf(w, 'police') },
    exhibits_handover_with_case: { receivedBy: headOf(w, 'police') },
    custody_by_agency: { conditions: mark, place: mark, responsible: mark },
    hazardous_exhibit_disposal: { method: mark, disposedBy: mark },
    exhibits_receipt: {},
    exhibits_difference_settlement: { settled: [{ item: 1, outcome: 'accepted', reason: mark }] },
    items_added: { seizedItems: [{ name: mark, quantity: '3', unit: '本' }] },
    relayed_case_receipt: {},
    case_revocation: { documentNo: number('撤'), ground: 'no_crime_fact', reasons: mark },
    terminate_for_suspect: { documentNo: number('终'), suspects: ['s1'], reasons: mark },
    arrest_request: { documentNo: number(`${mark}提捕`), suspects: ['s1'], charges: [{ name: `${mark}罪` }] },
    arrest_approved: { documentNo: number(`${mark}捕`), suspects: ['s1'], charges: [{ name: `${mark}罪` }] },
    arrest_refused: { documentNo: number(`${mark}不捕`), suspects: ['s1'], reasons: mark },
    prosecution_referral: { documentNo: number('诉'), charges },
    supplementary_investigation_criminal: { evidenceGaps: [mark] },
    supplementary_investigation_done: { report: mark },
    indictment: { documentNo: number('起诉'), charges },
    non_prosecution: { documentNo: number('不诉'), kind: 'discretionary', reasons: mark },
    judgment_first_instance: { ...judged, charges, sentence: { band: 'under_three_years', months: 10 } },
    judgment_convicted: { ...judged, charges, sentence: { band: 'under_three_years', months: 10 } },
    judgment_exempted: { ...judged, charges },
    judgment_acquitted: { ...judged, reasons: mark },
    reconsideration_request: { grounds: mark },
    reconsideration_upheld: ruling,
    reconsideration_reversed: { ...filing, reasons: mark },
    supervision_suggestion: { type: 'refusal', facts: mark },
    overdue_filing_complaint: { facts: mark },
    require_reasons: ruling,
    require_delay_reasons: ruling,
    voluntary_filing: filing,
    filing_order: ruling,
    filing_after_order: filing,
    correction_notice: ruling,
    progress_urge: { documentNo: number('催'), requirements: mark },
    wrong_filing_supervision: ruling,
    revocation_order: ruling,
    revocation_upheld: ruling,
    revocation_order_withdrawn: ruling,
    whistleblow: { agency: w.organ('market').code, facts: mark, reporter: mark },
    procuratorate_demands_transfer: { to: w.organ('market').code, facts: mark, documentNo: number('检意') },
    procuratorial_suggestion: { documentNo: number('检建'), problem: mark, suggestion: mark },
    suggestion_reply: { result: mark },
    justice_urge: { documentNo: number('督'), facts: mark, replyDueDate: w.day(10) },
    justice_opinion: { documentNo: number('督'), facts: mark, replyDueDate: w.day(10) },
    justice_decision: { documentNo: number('督'), facts: mark, replyDueDate: w.day(10) },
    justice_reply: { result: mark },
    justice_objection_upheld: { reasons: mark },
    justice_objection_rejected: { reasons: mark },
    accountability_proposal: { to: w.organ('government').code, ground: 'no_transfer', facts: mark },
    accountability: { measure: 'circular', reasons: mark },
    police_reverse_transfer: { facts: mark, suggestion: mark },
    court_reverse_transfer: { facts: mark, suggestion: mark },
    supervisory_reverse_transfer: { facts: mark, suggestion: mark },
    np_internal_handover: { remarks: mark },
    cross_region_opinion: { consulted: mark, question: mark },
    cross_region_reply: { answer: mark },
    reverse_review_extension: { ground: 'major_difficult_or_complex', reasons: mark },
    reverse_review_suspend: { ground: 'victim_appeal', reasons: mark },
    procuratorial_opinion_penalty: {
      documentNo: number('检意'),
      facts: mark,
      legalBasisForPenalty: mark,
      opinion: mark,
      nonProsecution: { documentNo: number('不诉'), kind: 'discretionary' },
    },
    appraisal_or_hearing_begun: { ground: 'hearing', reasons: mark },
    agency_reply: { result: 'penalised', reasons: mark },
    admin_penalty_extension: { ground: 'major_difficult_or_complex', reasons: mark },
    admin_case_filed: {},
    admin_handling_after_refusal: {},
    admin_penalised: { documentNo: number('罚'), kinds: ['警告'] },
    admin_not_penalised: { documentNo: number('不罚'), reasons: mark },
    licence_penalty: { documentNo: number('吊'), kinds: ['suspend_licence'], reasons: mark },
    admin_detention_transfer: { facts: mark, legalBasis: [mark] },
    detention_acceptance: {},
    detention_supplement_request: { missing: [{ description: mark }] },
    detention_supplement_submission: { explanation: mark },
    detention_decided: { documentNo: number('拘'), days: 5 },
    work_safety_non_accident_copy: { conclusion: mark },
    duty_crime_clue_transfer: { to: w.organ('commission').code, official: mark, facts: mark },
    consultation_request: { to: w.organ('foreignMarket').code, subject: mark, question: mark },
    consultation_reply: { answer: mark },
    periodic_summary: { period: '第一季度', text: mark },
    duty_performed: { performedOn: w.day(), how: mark },
    record_correction: { corrects: 1, pointer: '/facts', correct: mark, reason: mark },
    letter_issued: { letter: 'transfer_letter', ofVersion: 1, sha256: 'f'.repeat(64) },
    entry_disclosure: { to: w.organ('market').code, discloseVersions: [1], reason: mark },
    evidence_entry: {},
    evidence_custody_change: {
      movements: [
        { material: nothing, at: past, from: { name: mark }, to: { name: mark }, purpose: mark, seal: 'none' },
      ],
    },
    evidence_catalogue_change: { changes: [{ material: nothing, folder: mark }], reason: mark },
    imported_duty_started: { follows: 1, clock: 'police_reasons', startsOn: w.day(), reason: mark },
    imported_duty_dismissed: { follows: 1, reason: mark },
    cases_linked: { relation: 'same_person', reason: mark },
    case_merged: { reason: mark },
    case_split: { suspects: ['s1'], reason: mark },
    case_closed: {},
    paper_receipt: {},
    police_told_of_refusal: { documentNo: number('通报'), reasons: mark },
    transfer_withdrawal: reasons,
    agency_jurisdiction_transfer: reasons,
    agency_assignment: reasons,
  }
  // What is left takes reasons and no more, or nothing.
  return letters[step] ?? reasons
}

/** A good body of a step in an organ's name. */
export function bodyOf(
  w: TimedWorld,
  organ: string,
  step: string,
  more: Record<string, unknown> = {},
  mark?: string,
): Record<string, unknown> {
  const rule = steps[step]
  const many = rule?.needs.includes('twoOfficers')
  return {
    officers: w.organ(organ).officers.slice(0, many ? 2 : 1),
    ...(rule?.decidedBy !== undefined && { decidedBy: headOf(w, organ) }),
    ...told(w, step, mark),
    ...more,
  }
}

export interface Taking {
  /** Stands in every free text of the input. */
  readonly mark?: string
  readonly headers?: Record<string, string>
}

/** Tries a step on a case. */
export function attempt(
  w: TimedWorld,
  organ: string,
  id: string,
  step: string,
  more: Record<string, unknown> = {},
  { mark, headers = {} }: Taking = {},
): Promise<Answer<Acted & Problem>> {
  const body = bodyOf(w, organ, step, more, mark)
  return w.ask<Acted & Problem>(organ, 'POST', `/v1/transfers/${id}/steps/${step}`, body, headers)
}

export interface Problem {
  readonly code?: string
  readonly detail?: string
  readonly basis?: string[]
  readonly errors?: { pointer: string; detail: string }[]
}

/** Takes a step on a case and gives the case; throws with the problem where it is refused. */
export async function take(
  w: TimedWorld,
  organ: string,
  id: string,
  step: string,
  more: Record<string, unknown> = {},
  taking: Taking = {},
): Promise<Acted['transfer']> {
  const { status, body } = await attempt(w, organ, id, step, more, taking)
  if (status !== 200) throw new Error(`${organ} ${step}: ${status} ${JSON.stringify(body)}`)
  return body.transfer
}

/** Tries to begin a case with a step. */
export const beginWith = (
  w: TimedWorld,
  organ: string,
  step: string,
  more: Record<string, unknown> = {},
  { mark, headers = {} }: Taking = {},
) =>
  w.ask<Acted & Problem>(
    organ,
    'POST',
    `/v1/transfers/steps/${step}`,
    { ...bodyOf(w, organ, step, {}, mark), ...headFields, ...more },
    headers,
  )

const headFields = { caseName: '某单位涉嫌违法案', domain: 'market', involvesStateSecrets: false }

/** Begins a case with a step and gives it; throws with the problem where it is refused. */
export async function begin(
  w: TimedWorld,
  organ: string,
  step: string,
  more: Record<string, unknown> = {},
  taking: Taking = {},
): Promise<Acted['transfer']> {
  const { status, body } = await beginWith(w, organ, step, more, taking)
  if (status !== 201) throw new Error(`${organ} ${step}: ${status} ${JSON.stringify(body)}`)
  return body.transfer
}

export const persons = (...names: string[]) => names.map((name) => ({ kind: 'person', name, idType: 'unknown' }))

/** A case that was submitted and signed for; with `filed`, filed against all. */
export async function caseOf(
  w: TimedWorld,
  upTo: 'transferred' | 'received' | 'reviewed' | 'filed' | 'referred' | 'refused' = 'received',
  more: Record<string, unknown> = {},
): Promise<string> {
  const { id } = (await w.submit('market', more)).transfer
  const way = {
    transferred: [],
    received: ['receipt_sign'],
    reviewed: ['receipt_sign', 'completeness_check'],
    filed: ['receipt_sign', 'filing_approved'],
    referred: ['receipt_sign', 'filing_approved', 'prosecution_referral'],
    refused: ['receipt_sign', 'filing_refused'],
  }[upTo]
  for (const step of way) await take(w, 'police', id, step)
  return id
}

export interface Event {
  readonly version: number
  readonly step: string
  readonly sealed?: boolean
  readonly by: { part: string; agency: { id: string } }
  readonly clocksExpired?: { rule: string; key: string }[]
  readonly clocksSettled: { rule: string; status: string }[]
}

/** A case as an organ reads it. */
export interface Seen {
  readonly id: string
  readonly version: number
  readonly status: string
  readonly caseName: string
  readonly documentNo: string
  readonly createdAt: string
  readonly updatedAt: string
  readonly part: string
  readonly ended: boolean
  readonly parts: { part: string; agency: { id: string; code: string } }[]
  readonly counts: Record<'materials' | 'items' | 'receipts' | 'suspects', number>
  readonly tracks: { key: string; state: string; zh: string; about?: string[]; addressee?: string }[]
  readonly suspects: { id: string; name: string; charges?: Record<string, string[]>; sentence?: object }[]
  readonly clocks: ClockSeen[]
  readonly duties: { key: string; duty: string; state: string; owner: string }[]
  readonly available: { step: string; instances: string[] }[]
  readonly related?: { id: string; relation: string; version: number }[]
  readonly timeline: Event[]
}

export interface ClockSeen {
  readonly key: string
  readonly rule: string
  readonly on: string
  readonly stage: number
  readonly status: string
  readonly dueAt: string
  readonly breachAt: string
  readonly localDate: string
  readonly provisional: boolean
  readonly calendar: string
  readonly light: string
  readonly expiredVersion?: number
  readonly explanation?: { zh: string; en: string }
}

/** Does every duty that is owed in a case, each by the organ that has the part. */
export async function doDuties(w: TimedWorld, id: string, organs: Readonly<Record<string, string>>): Promise<string[]> {
  const owed = (await see(w, Object.values(organs)[0] as string, id)).duties.filter((d) => d.state === 'owed')
  for (const { key, owner } of owed) await take(w, organs[owner] ?? owner, id, 'duty_performed', { instance: key })
  return owed.map((d) => d.duty)
}

export async function see(w: World, organ: string, id: string): Promise<Seen> {
  const { status, body } = await w.ask<Seen>(organ, 'GET', `/v1/transfers/${id}`)
  expect(status, `${organ} sees ${id}`).toBe(200)
  return body
}

/** State of each instance, by its key. */
export const statesOf = (seen: Pick<Seen, 'tracks'>): Record<string, string> =>
  Object.fromEntries(seen.tracks.map((t) => [t.key, t.state]))

export interface Change {
  readonly transferId: string
  readonly step: string
  readonly version: number
}

/** All that an organ's change feed has, of one case where it is named. */
export async function changesOf(w: World, organ: string, id?: string): Promise<Change[]> {
  // The feed stops before the oldest open transaction, the worker's too.
  const text = 'select coalesce(max(txid) < feed_horizon(), true) as settled from notice'
  const settled = async () => (await w.db.ownerPool.query<{ settled: boolean }>(text)).rows[0]?.settled
  await expect.poll(settled, { timeout: 60_000 }).toBe(true)
  const found: Change[] = []
  for (let cursor = '', more = true; more; ) {
    const { body } = await w.ask<{ items: Change[]; cursor: string; more: boolean }>(
      organ,
      'GET',
      `/v1/changes?limit=200&cursor=${cursor}`,
    )
    found.push(...body.items)
    ;({ cursor, more } = body)
  }
  return found.filter((c) => id === undefined || c.transferId === id)
}

/** Everything that an organ can read, all answers in one: what is not in here cannot be known to it. */
export async function everything(w: World, organ: string, id: string, alsoStatus: readonly string[] = []) {
  const ask = (path: string) => w.ask<{ items?: Record<string, unknown>[] }>(organ, 'GET', path)
  const ofCase = `/v1/transfers/${id}`
  const paths = [
    ofCase,
    ...['timeline', 'receipts', 'materials', 'items'].map((part) => `${ofCase}/${part}`),
    `${ofCase}/timeline?limit=1`,
    '/v1/transfers?limit=200',
    ...alsoStatus.map((status) => `/v1/transfers?limit=200&status=${status}`),
    ...['running', 'near', 'overdue', 'provisional'].map((state) => `/v1/clocks?limit=200&state=${state}`),
    '/v1/clocks?limit=200&mine=true',
    ...['?limit=200', '?limit=200&tab=waiting', '/closed'].map((work) => `/v1/work${work}`),
  ]
  const found: Record<string, unknown> = {}
  const read = await Promise.all(paths.map(ask))
  for (const [i, { status, headers, body }] of read.entries()) {
    expect(status, `${organ} ${paths[i]}`).toBe(200)
    // Which day it is everybody knows.
    const { day: _, ...shown } = body as { day?: unknown }
    found[paths[i] as string] = { etag: headers.get('etag'), link: headers.get('link'), body: shown }
  }
  found.changes = await changesOf(w, organ)
  const { items: receipts = [] } = (await ask(`${ofCase}/receipts`)).body
  // A signed receipt is text to everybody who holds it.
  found.receiptsRead = receipts.map(({ jws }) => decodeJwt(String(jws)))
  const numbers = Array.from({ length: 12 }, (_, i) => i + 1)
  found.byNumber = (await Promise.all(numbers.map((no) => ask(`${ofCase}/receipts/${no}`)))).map(stripped)
  return found
}

/** An answer without what differs in every answer. */
export function stripped({ status, body }: Answer<unknown>) {
  const { requestId: _, ...rest } = body as Record<string, unknown>
  return { status, body: rest }
}

/**
 * What an organ is told when it tries every step that could be its own: a step never passes, because the officer holds no
 * certificate, and whatever is asked before that shows.
 */
export async function refusals(w: TimedWorld, organ: string, id: string): Promise<Record<string, unknown>> {
  const told: Record<string, unknown> = {}
  const { part } = await see(w, organ, id)
  const nobody = [
    { name: '无证', certificateNo: 'X-1' },
    { name: '无证乙', certificateNo: 'X-2' },
  ]
  const tried = Object.entries(steps).map(async ([step, rule]) => {
    if (!(rule.by as readonly string[]).includes(part) && !rule.by.includes('addressee')) return
    if (step === 'transfer_dispatch' || step === 'accident_team_transfer') return
    const named: Record<string, unknown> = {
      ...((step === 'onward_transfer_police' || step === 'post_filing_jurisdiction_change') && {
        to: w.organ('foreignPolice').code,
        ...(step === 'post_filing_jurisdiction_change' && { reasons: '文字' }),
      }),
      ...((step === 'agency_jurisdiction_transfer' || step === 'agency_assignment') && {
        to: w.organ('foreignMarket').code,
      }),
      ...(step === 'cases_linked' && { other: id }),
      ...(step === 'case_merged' && { into: id }),
      officers: nobody,
    }
    const answer = await attempt(w, organ, id, step, named)
    expect(answer.status, `${organ} ${step} ${JSON.stringify(answer.body)}`).toBeGreaterThanOrEqual(400)
    told[step] = stripped(answer)
  })
  await Promise.all(tried)
  return told
}

/** Every chain holds and every row, every view is what its entries make of it. */
export async function allVerify(w: World): Promise<void> {
  const { checked, faults } = await verifyCases(w.db.pool)
  expect(checked).toBeGreaterThan(0)
  expect(faults).toEqual([])
}

/** Sends a file of these words and gives what an act names it by. */
export async function upload(w: World, by: string, words: string, kind = 'other') {
  const bytes = new TextEncoder().encode(words)
  const tus = { authorization: `Bearer ${await w.token(by)}`, 'tus-resumable': '1.0.0' }
  const created = await fetch(`${w.gateway.url}/v1/materials`, {
    method: 'POST',
    headers: { ...tus, 'upload-length': String(bytes.length), 'upload-metadata': 'filename YS50eHQ=' },
  })
  const { pathname } = new URL(created.headers.get('location') ?? '', w.gateway.url)
  const done = await fetch(`${w.gateway.url}${pathname}`, {
    method: 'PATCH',
    headers: { ...tus, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
    body: bytes,
  })
  expect(done.status).toBe(204)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { id: pathname.split('/').at(-1) as string, kind, title: words, sha256 }
}

/** Bytes of a file as an organ gets them. */
export async function content(w: World, organ: string, id: string): Promise<{ status: number; text: string }> {
  const response = await fetch(`${w.gateway.url}/v1/materials/${id}/content`, {
    headers: { authorization: `Bearer ${await w.token(organ)}`, 'x-access-reason': 'case%20handling' },
  })
  return { status: response.status, text: await response.text() }
}
