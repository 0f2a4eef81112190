// What is kept of clues: entries that nobody can change, rows that are what their entries make of them whatever happens to a
// clue, sights that begin and end with the acts that say so, and letters in preparation that leave nothing behind.
import { describe, expect, test } from 'vitest'
import { clientGate, officerColumns, officerGate } from '../../src/agencies/index.ts'
import { act, type Clues, list, openClues, show, take } from '../../src/clues/index.ts'
import { type ClueAct, type ClueEntry, standing } from '../../src/clues/lifecycle.ts'
import type { Caller, Organs } from '../../src/clues/room.ts'
import { Refusal } from '../../src/kernel/index.ts'
import { type Organ, world } from '../world.ts'

const w = await world()
const names = ['government', 'market', 'police', 'procuratorate']
const organs: Organs = {
  byId: new Map(names.map((n) => [w.organ(n).id, w.organ(n)])),
  byCode: new Map(names.map((n) => [w.organ(n).code, w.organ(n)])),
}
const transferId = '00000000-0000-7000-8000-000000000001'
const room = (now: () => number = Date.now): Clues =>
  openClues({
    pool: w.db.pool,
    organs: () => organs,
    gates: { officerColumns, officerGate, clientGate },
    hasPart: async (agencyId) => agencyId === w.organ('police').id,
    now,
  })
const caller = (organ: Organ): Caller => ({
  clientId: organ.clientId,
  generation: 1,
  agency: { id: organ.id, regionCode: '450502' },
})
const officersOf = (by: string) => [...w.organ(by).officers]
const said = (by: string) => ({ raw: Buffer.from(by), route: 'POST /v1/clues' })

async function taken(clues: Clues, by: string, facts = '事实'): Promise<string> {
  const content = { source: 'hotline', receivedAt: '2026-11-20T00:00:00Z', facts, domain: 'general' } as const
  const outcome = await take(clues, caller(w.organ(by)), { officers: officersOf(by), ...content }, said(by))
  if (outcome instanceof Refusal) throw new Error(outcome.detail)
  return outcome.id
}

describe('the walls', () => {
  for (const table of ['clue_entry', 'clue_intake']) {
    test(`the gateway's role may not update, delete or truncate ${table}, and the owner not without disabling the trigger`, async () => {
      const column = table === 'clue_entry' ? 'body = body' : 'officers = officers'
      for (const statement of [`update ${table} set ${column}`, `delete from ${table}`, `truncate ${table}`]) {
        await expect(w.db.pool.query(statement)).rejects.toThrow(/permission denied/)
        await expect(w.db.ownerPool.query(statement)).rejects.toThrow(/written once/)
      }
      await expect(w.db.pool.query(`alter table ${table} disable trigger ${table}_written_once`)).rejects.toThrow(
        /must be owner/,
      )
    })
  }

  test('nor may it remove a clue or a sight of one; a draft it may', async () => {
    for (const table of ['clue', 'clue_sight'])
      await expect(w.db.pool.query(`delete from ${table}`)).rejects.toThrow(/permission denied/)
    await w.db.pool.query('delete from draft where false')
  })

  test('a state that is none is refused by the table itself', async () => {
    const id = await taken(room(), 'government')
    await expect(w.db.pool.query(`update clue set state = 'lost' where id = $1`, [id])).rejects.toThrow(
      /clue_state_known/,
    )
  })
})

/** The same dice for the same seed. */
function dice(seed: number): (sides: number) => number {
  let state = seed
  return (sides) => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return Math.floor((state / 2 ** 32) * sides)
  }
}

describe('whatever happens to a clue', () => {
  const inputOf = (name: ClueAct, by: string, to: string, roll: (sides: number) => number) => {
    const officers = officersOf(by)
    const answers = [
      { officers, result: 'becomes_case', transferId },
      { officers, result: 'not_a_case', reason: '查无实据' },
      { officers, result: 'referred_elsewhere', organ: '某局' },
    ] as const
    const inputs = {
      dispatch: { officers, to: w.organ(to).code },
      accept: { officers },
      return: { officers, reason: '不属于本局职责' },
      answer: answers[roll(3)] ?? answers[1],
    }
    return inputs[name]
  }

  test('its row is what its entries make of it, and who sees how much of it follows from them', async () => {
    const clues = room()
    const roll = dice(20_261_122)
    const names4 = (i: number) => names[i] as string
    const acts: readonly ClueAct[] = ['dispatch', 'accept', 'return', 'answer']
    let granted = 0
    for (let life = 0; life < 40; life++) {
      const id = await taken(clues, names4(roll(4)))
      for (let step = 0; step < 12; step++) {
        let [name, by] = [acts[roll(4)] as ClueAct, names4(roll(4))]
        const to = names4(roll(4))
        // Most of what is tried at random is refused; every other time something is chosen that is there to do.
        if (step % 2 === 0) {
          for (const one of names) {
            const available = (await show(clues, id, w.organ(one).id))?.available ?? []
            if (available.length > 0) [name, by] = [available[roll(available.length)] ?? name, one]
          }
        }
        const input = inputOf(name, by, to, roll)
        const outcome = await act(clues, caller(w.organ(by)), id, name, input as never, said(by))
        if (!(outcome instanceof Refusal)) granted += 1
      }
      const { rows } = await w.db.pool.query<{ row: Record<string, unknown>; entries: ClueEntry[]; sights: object }>(
        `select to_jsonb(c) as row,
          (select json_agg(json_build_object('version', version, 'act', act, 'agencyId', agency_id, 'at', at, 'body', body::json) order by version)
            from clue_entry where clue_id = c.id) as entries,
          (select json_object_agg(agency_id, to_version) from clue_sight where clue_id = c.id) as sights
         from clue c where id = $1`,
        [id],
      )
      const [{ row, entries, sights }] = rows as [(typeof rows)[0]]
      const now = standing(entries)
      expect(row).toMatchObject({
        ...{ version: now.version, state: now.state, taker_id: now.takerId, holder_id: now.holderId },
        answer: now.answer,
      })
      expect(entries.map((e) => e.version)).toEqual(entries.map((_, i) => i + 1))
      expect(sights).toEqual(sightsOf(entries))
      for (const name of names) await agrees(clues, id, w.organ(name).id, entries)
    }
    expect(granted).toBeGreaterThan(100)
  })

  /** By organ: the last entry it may see, or null to the present. */
  function sightsOf(entries: readonly ClueEntry[]): Record<string, number | null> {
    const taker = entries[0]?.agencyId ?? ''
    const sights: Record<string, number | null> = { [taker]: null }
    for (const { act: name, version, body, agencyId } of entries) {
      if (name === 'dispatch') sights[body.to ?? ''] = null
      if (name === 'return') sights[agencyId] = version
    }
    return sights
  }

  /** Shown and listed alike, to the last entry the organ may see. */
  async function agrees(clues: Clues, id: string, agencyId: string, entries: readonly ClueEntry[]) {
    const through = sightsOf(entries)[agencyId]
    const shown = await show(clues, id, agencyId)
    const line = (await list(clues, agencyId, { after: null, limit: 200 })).items.find((c) => c.id === id)
    if (through === undefined) {
      expect([shown, line]).toEqual([undefined, undefined])
      return
    }
    const version = through ?? entries.length
    expect(shown).toMatchObject({ version, ended: through !== null })
    expect(shown?.entries).toHaveLength(version)
    const { entries: _e, facts: _f, available: _a, reporter: _r, ...head } = shown as NonNullable<typeof shown>
    const { excerpt: _x, reporter: _r2, ...listed } = line as NonNullable<typeof line>
    expect(listed).toEqual(head)
  }
})

test('many organs that act on one clue at once leave one history without gaps', async () => {
  const clues = room()
  const id = await taken(clues, 'government')
  const everybody = names.flatMap((by) => [
    act(clues, caller(w.organ(by)), id, 'dispatch', { officers: officersOf(by), to: w.organ('market').code }, said(by)),
    act(clues, caller(w.organ(by)), id, 'accept', { officers: officersOf(by) }, said(by)),
    act(clues, caller(w.organ(by)), id, 'return', { officers: officersOf(by), reason: '退' }, said(by)),
  ])
  await Promise.all(everybody)
  const { rows } = await w.db.pool.query<{ version: number; entries: number[] }>(
    `select version, (select array_agg(version order by version) from clue_entry where clue_id = c.id) as entries from clue c where id = $1`,
    [id],
  )
  const [row] = rows
  expect(row?.entries).toEqual(Array.from({ length: row?.version ?? 0 }, (_, i) => i + 1))
})

test('a page of the list costs a page, however many clues an organ has', async () => {
  const { id, clientId } = w.organ('procuratorate')
  await w.db.ownerPool.query(
    `with made as (
       insert into clue (id, version, state, taker_id, content_hash, source, domain, received_at, taken_at, updated_at)
       select gen_random_uuid(), 1, 'taken', $1, '', 'hotline', 'general', now(), now(), now() from generate_series(1, 20000) returning id
     ), seen as (insert into clue_sight (clue_id, agency_id) select id, $1 from made)
     insert into clue_entry (clue_id, version, act, agency_id, client_id, at, officers, body)
     select id, 1, 'take', $1, $2, now(), '[]', '{"source":"hotline","facts":"x","domain":"general","receivedAt":"2026-11-20T00:00:00Z"}' from made`,
    [id, clientId],
  )
  await w.db.ownerPool.query('analyze clue, clue_sight, clue_entry')
  const { listStatement } = await import('../../src/clues/statements.ts')
  const { rows } = await w.db.pool.query(
    `explain (analyze, format json, costs off, timing off) ${listStatement.text}`,
    [...[id, null, 51, null, null, null, null, null, null]],
  )
  const touched: number[] = []
  const visit = (node: Record<string, unknown>) => {
    if (String(node['Node Type']).includes('Scan'))
      touched.push(Number(node['Actual Rows']) * Number(node['Actual Loops']))
    for (const child of (node.Plans ?? []) as Record<string, unknown>[]) visit(child)
  }
  visit(rows[0]['QUERY PLAN'][0].Plan)
  expect(touched.length).toBeGreaterThan(2)
  expect(Math.max(...touched), JSON.stringify(rows[0], null, 1)).toBeLessThan(500)
})
