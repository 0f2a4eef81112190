// What organs find after a take-over, at the doors: every case of a small city, with every page and list that a case has,
// as the organ sees it that entered it, the one that took it up, and the one that supervises both.
import { exportJWK, generateKeyPair } from 'jose'
import { beforeAll, describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { answers } from '../../schemas/index.ts'
import { addClient, addOfficer } from '../../src/agencies/index.ts'
import { eventsOfMany, keepDesks, verifyCases } from '../../src/cases/index.ts'
import { viewsFrom } from '../../src/cases/views-from.ts'
import { Refusal } from '../../src/kernel/index.ts'
import {
  available,
  buildCalendar,
  decide,
  holders,
  procedureAt,
  publishedNotices,
  replay,
  type StepRule,
  seenBy,
} from '../../src/procedure/index.ts'
import { signIn } from '../console-scene.ts'
import { inputOf } from '../procedure/said.ts'
import { cityOf, taken, takeoverRoom } from '../takeover-town.ts'
import { type Organ, World, world } from '../world.ts'

/** Moves the case; what may be done at any time is no next step. */
const isNext = (step: string) =>
  (procedureAt(Date.now()).steps as Readonly<Record<string, StepRule>>)[step]?.from !== 'any'

/** Starts a period that it names: exactly those that it is offered with. */
const starts = 'imported_duty_started'

const w = await world()
const kinds = ['administrative', 'public_security', 'procuratorate'] as const
const imported = new Map<string, { organ: string; cases: string[] }>()
let town: World

/** An organ that the take-over registered gets a system and officers. */
async function equipped(id: string, kind: Organ['kind'], no: number): Promise<Organ> {
  const { rows } = await w.db.ownerPool.query<{ code: string; name: string }>(
    'select code, name from agency where id = $1',
    [id],
  )
  const { code = '', name = '' } = rows[0] ?? {}
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
  const kid = `t${no}`
  const { id: clientId } = await addClient(w.db.ownerPool, {
    agency: code,
    name: '办案系统',
    jwks: { keys: [{ ...(await exportJWK(publicKey)), kid, alg: 'ES256' }] },
  })
  const officers = ['子', '丑', '寅'].map((one, i) => ({ name: `${one}某${no}`, certificateNo: `TK${no}-${i + 1}` }))
  for (const officer of officers)
    await addOfficer(w.db.ownerPool, {
      ...{ agency: code, name: officer.name, roles: ['enforcement_officer'] },
      certificate: { number: officer.certificateNo, validFrom: '2020-01-01', validTo: '2099-12-31' },
    })
  return {
    ...{ id, kind, code, name, clientId, officers: officers.slice(0, 2), chief: officers[2] as Organ['chief'] },
    privateJwk: { ...(await exportJWK(privateKey)), kid, alg: 'ES256' } as Organ['privateJwk'],
  }
}

beforeAll(async () => {
  const room = await takeoverRoom(w.db)
  await taken(room, await cityOf({ cases: 150, dirt: 1 }))
  const { rows } = await w.db.ownerPool.query<{ id: string; kind: (typeof kinds)[number]; cases: string[] }>(
    `select distinct on (a.kind) a.id, a.kind, array_agg(distinct p.transfer_id::text) as cases
     from case_part p join takeover_case c on c.transfer_id = p.transfer_id join agency a on a.id = p.agency_id
     where a.kind = any($1) group by a.id, a.kind order by a.kind, count(*) desc`,
    [kinds],
  )
  const organs: Record<string, Organ> = { ...w.organs }
  for (const [no, { id, kind, cases }] of rows.entries()) {
    organs[`taken ${kind}`] = await equipped(id, kind, no)
    imported.set(kind, { organ: `taken ${kind}`, cases })
  }
  town = new World(w.gateway, w.db, organs)
  const all = await w.db.ownerPool.query<{ id: string }>(
    'select transfer_id as id from takeover_case where transfer_id is not null',
  )
  await keepDesks(
    { pool: w.db.pool, directory: room.directory, optInsFor: () => new Set(), now: () => Date.now() },
    all.rows.map(({ id }) => id),
  )
}, 120_000)

describe('after a take-over', () => {
  test('every chain holds, and every case is what its entries make it', async () => {
    const { checked, faults } = await verifyCases(w.db.pool)
    expect(checked).toBeGreaterThan(20)
    expect(faults).toEqual([])
  })

  test('what is offered in it is granted, and what runs there is offered to somebody', async () => {
    const { rows } = await w.db.pool.query<{ id: string }>(
      'select transfer_id as id from takeover_case where transfer_id is not null',
    )
    const [atMs, calendar] = [Date.parse('2026-11-20T02:00:00Z'), buildCalendar(publishedNotices())]
    const procedure = procedureAt(atMs)
    const refused = new Map<string, number>()
    const idle: string[] = []
    let granted = 0
    const periods = { granted: 0, wrong: [] as string[] }
    for await (const { id, events } of eventsOfMany(w.db.pool, rows)) {
      const state = replay(events)
      if (state === null) continue
      const views = viewsFrom(events, state)
      let offered = 0
      for (const viewer of holders(state)) {
        const shown = seenBy(views, state, viewer)
        const take = (step: string, over: Record<string, unknown>, parts?: Record<string, string>) => {
          const input = inputOf(procedure, step, over, { when: '2026-11-20 10:00', held: [] })
          const { part, agencyId } = viewer
          const asked = { transferId: id, step, input, atMs, part, agencyId, clientId: 'c' }
          return decide(procedure, state, asked, { calendar, shown, ...(parts && { parts }) })
        }
        const may = available(procedure, shown, viewer)
        for (const { step, instances } of may) {
          offered += isNext(step) ? 1 : 0
          if (step === starts) continue
          const rule = procedure.steps[step as keyof typeof procedure.steps] as StepRule
          const { shape } = rule.input as z.ZodObject
          const own = instances.filter((key) => key.startsWith(`${rule.track}/`))
          const over = { ...('instance' in shape && own[0] && { instance: own[0] }) }
          const relays = { police_in_charge: 'other', supervisor: 'above' }
          const answer = take(step, over, rule.parts === 'relays' ? relays : undefined)
          if (!(answer instanceof Refusal)) granted += 1
          else refused.set(`${step} ${answer.code}`, (refused.get(`${step} ${answer.code}`) ?? 0) + 1)
        }
        const named = new Map(
          may.find(({ step }) => step === starts)?.periods?.map((one) => [one.clock, one.instances]),
        )
        for (const clock of Object.keys(procedure.clocks)) {
          const where = named.get(clock) ?? []
          // One that is open in several places is named with its place.
          const tries = where.length > 1 ? where.map((instance) => ({ clock, instance })) : [{ clock }]
          for (const over of tries) {
            const may = !(take(starts, over) instanceof Refusal)
            periods.granted += may ? 1 : 0
            if (may !== where.length > 0) periods.wrong.push(`${id} ${viewer.part} ${JSON.stringify(over)}`)
          }
        }
      }
      const open = Object.entries(state.instances).some(
        ([key, i]) => key.startsWith('criminal/') && procedure.tracks.criminal?.states[i.state]?.final !== true,
      )
      if (open && offered === 0) idle.push(`${id} ${JSON.stringify(state.instances)}`)
    }
    expect(granted).toBeGreaterThan(200)
    expect([...refused].filter(([what]) => /wrong_state|not_your_step/.test(what))).toEqual([])
    expect(periods.wrong).toEqual([])
    expect(periods.granted).toBeGreaterThan(20)
    expect(idle).toEqual([])
  })

  for (const kind of kinds) {
    test(`an organ of the kind ${kind} reads all that the API has of its cases`, async () => {
      const { organ, cases } = imported.get(kind) ?? { organ: '', cases: [] }
      expect(cases.length).toBeGreaterThan(2)
      const wrong: string[] = []
      for (const id of cases.slice(0, 5)) {
        for (const path of [
          '',
          '/timeline',
          '/checklist',
          '/folders',
          '/handover-lists',
          '/items',
          '/items/balance',
          '/journal',
          '/letters',
          '/materials',
          '/receipts',
        ]) {
          const { status, body } = await town.ask(organ, 'GET', `/v1/transfers/${id}${path}`)
          if (status !== 200) wrong.push(`${status} ${path} ${JSON.stringify(body).slice(0, 300)}`)
          else if (path === '') answers.transferAnswer.parse(body)
          else if (path === '/timeline') answers.eventList.parse(body)
        }
      }
      expect(wrong).toEqual([])
    })

    test(`an officer of the kind ${kind} opens every page of a case, and every step that is offered`, async () => {
      const { organ, cases } = imported.get(kind) ?? { organ: '', cases: [] }
      const desk = await signIn(town, organ)
      const wrong: string[] = []
      for (const id of cases.slice(0, 2)) {
        const { body } = await town.ask<{ available: { step: string }[] }>(organ, 'GET', `/v1/transfers/${id}`)
        const tabs = ['', '/journal', '/journal/1', '/materials', '/items', '/letters', '/receipts', '/people']
        const steps = body.available.map(({ step }) => `/steps/${step}`)
        for (const path of [...tabs, ...steps]) {
          const { status, text } = await desk.page(`/console/cases/${id}${path}`)
          if (status !== 200 && status !== 303) wrong.push(`${status} ${path} ${text.slice(0, 100)}`)
        }
      }
      expect(wrong).toEqual([])
    })
  }
})
