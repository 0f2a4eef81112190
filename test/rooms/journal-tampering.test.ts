// What an owner with a database client can do to the kept acts, and that `xianjie journal verify` finds it and names the
// case. The triggers are switched off for the tampering session, as a superuser could.
import { expect, test } from 'vitest'
import { type CaseFault, verifyCases } from '../../src/cases/index.ts'
import { world } from '../world.ts'
import { faultsOf, inParallel, inquiry, replicaOf, reviewedCase, signedCase, take, xianjie } from './cases-scene.ts'

const w = await world()

/** Runs statements as an owner who has disabled every trigger in its session. */
async function tamper(...statements: readonly (readonly [text: string, ...values: unknown[]])[]): Promise<void> {
  const connection = await w.db.ownerPool.connect()
  try {
    await connection.query('begin')
    await connection.query('set local session_replication_role = replica')
    for (const [text, ...values] of statements) {
      const { rowCount } = await connection.query(text, values)
      expect(rowCount, text).toBeGreaterThan(0)
    }
    await connection.query('commit')
  } finally {
    await connection.query('rollback')
    connection.release()
  }
}

/** Tables as they were, so that one tampering does not hide behind the one before. */
const tables = [
  'transfer',
  'event',
  'journal_entry',
  'receipt',
  'clock',
  'case_part',
  'material',
  'journal_leaf',
] as const
async function keep(as = 'kept'): Promise<void> {
  for (const table of tables) await w.db.ownerPool.query(`create table ${as}_${table} as table ${table}`)
}
async function restore(): Promise<void> {
  await tamper(
    ...tables.map((t) => [`delete from ${t}`] as const),
    ...tables.map((t) => [`insert into ${t} table kept_${t}`] as const),
  )
}

const a = (await signedCase(w)).id
const b = (await reviewedCase(w)).id
await take(w, 'police', b, 'supplementary_inquiry', inquiry())
await keep('former')
// Sealed from all but the two, so that the others' views of the case are kept.
await take(w, 'police', b, 'consultation_request', {
  to: w.organ('foreignPolice').code,
  subject: '管辖',
  question: '主要犯罪地在何处？',
})
await w.submit()
const { version } = (await w.db.pool.query('select version from transfer where id = $1', [b])).rows[0]
while ((await verifyCases(w.db.pool)).pending > 0) await new Promise((resolve) => setTimeout(resolve, 100))
await keep()

test('untouched, everything verifies, and the command says so', async () => {
  expect(await verifyCases(w.db.pool)).toEqual({ checked: 3, pending: 0, faults: [] })
  const { code, out } = await xianjie(w, ['journal', 'verify'])
  expect(out).toMatch(/3 cases checked; every chain holds/)
  expect(out).toMatch(/Tree of \d+ leaves: holds\./)
  expect(out).toMatch(/Log of reads, \d+ sealed batches, 0 removed in time: holds\./)
  expect(code).toBe(0)
})

interface Tampering {
  readonly what: string
  readonly how: readonly (readonly [text: string, ...values: unknown[]])[]
  readonly found: Partial<CaseFault>
  /** Also through the command, in a process of its own. */
  readonly command?: true
}

const flipped = `update event set body = overlay(body placing (case substr(body, 41, 1) when 'x' then 'y' else 'x' end) from 41 for 1)`
const swapped = (column: string) =>
  `update journal_entry j set ${column} = o.${column} from journal_entry o where (j.transfer_id, j.version, o.transfer_id, o.version) in (($1, $2, $3, $4), ($3, $4, $1, $2))`

const tamperings: readonly Tampering[] = [
  {
    what: 'one byte of an event is changed',
    how: [[`${flipped} where transfer_id = $1 and version = 2`, b]],
    found: { version: 2, fault: 'commitment' },
    command: true,
  },
  {
    what: 'one byte of the last event is changed',
    how: [[`${flipped} where transfer_id = $1 and version = $2`, b, version]],
    found: { version, fault: 'commitment' },
  },
  {
    what: 'the last entry is deleted',
    how: [['delete from journal_entry where transfer_id = $1 and version = $2', b, version]],
    found: { version, fault: 'missing' },
    command: true,
  },
  {
    what: 'an entry in the middle is deleted',
    how: [['delete from journal_entry where transfer_id = $1 and version = 2', b]],
    found: { version: 2, fault: 'missing' },
  },
  {
    what: 'all entries of a case are deleted',
    how: [['delete from journal_entry where transfer_id = $1', b]],
    found: { version: 1, fault: 'missing' },
  },
  {
    what: 'an event is removed',
    how: [['delete from event where transfer_id = $1 and version = 3', b]],
    found: { version: 3, fault: 'bytes_missing' },
  },
  {
    what: 'an event is removed with its entry',
    how: [
      ['delete from event where transfer_id = $1 and version = $2', b, version],
      ['delete from journal_entry where transfer_id = $1 and version = $2', b, version],
    ],
    found: { version, fault: 'missing' },
  },
  {
    what: 'the state of a case is changed',
    how: [
      [
        `update transfer set state = jsonb_set(state, '{instances,criminal/case/1,state}', '"not_filed"') where id = $1`,
        b,
      ],
    ],
    found: { version, fault: 'state_differs' },
    command: true,
  },
  {
    what: 'a clock in the state of a case is moved',
    how: [
      [
        `update transfer set state = replace(state::text, '"status": "running"', '"status": "met"')::jsonb where id = $1`,
        b,
      ],
    ],
    found: { version, fault: 'state_differs' },
  },
  {
    what: 'the salts of two entries are exchanged',
    how: [[swapped('salt'), b, 1, b, 2]],
    found: { version: 1, fault: 'commitment' },
  },
  {
    what: 'a salt is replaced',
    how: [[`update journal_entry set salt = gen_random_uuid()::text::bytea where transfer_id = $1 and version = 1`, b]],
    found: { version: 1, fault: 'commitment' },
  },
  { what: 'a link is replaced', how: [[swapped('link'), b, 2, b, 3]], found: { version: 2, fault: 'link' } },
  {
    what: 'an event is forged and its entry resealed, without the links after it',
    how: [
      [
        `update event set body = replace(body, '"police_in_charge"', '"sender"') where transfer_id = $1 and version = 2`,
        b,
      ],
      [
        `update journal_entry j set commitment = sha256(j.salt || convert_to(e.body, 'UTF8')) from event e where e.transfer_id = j.transfer_id and e.version = j.version and j.transfer_id = $1 and j.version = 2`,
        b,
      ],
    ],
    found: { version: 2, fault: 'link' },
  },
  {
    what: 'the entries of two cases are exchanged',
    how: [
      [swapped('salt'), a, 1, b, 1],
      [swapped('commitment'), a, 1, b, 1],
      [swapped('link'), a, 1, b, 1],
    ],
    found: { version: 1, fault: 'commitment' },
  },
  {
    what: 'the entries and events of two cases are exchanged',
    how: [
      [swapped('salt'), a, 1, b, 1],
      [swapped('commitment'), a, 1, b, 1],
      [swapped('link'), a, 1, b, 1],
      [swapped('body').replaceAll('journal_entry', 'event'), a, 1, b, 1],
    ],
    found: { version: 1, fault: 'link' },
  },
  {
    what: 'the case row is removed',
    how: [['delete from transfer where id = $1', b]],
    found: { documentNo: '', fault: 'case_missing' },
  },
  {
    what: 'the case row and its events are removed and the journal stays',
    how: [
      ['delete from transfer where id = $1', b],
      ['delete from event where transfer_id = $1', b],
    ],
    found: { documentNo: '' },
  },
  {
    what: 'the version of a case is put back',
    how: [[`update transfer set version = version - 1 where id = $1`, b]],
    found: {},
  },
  {
    what: 'an event is added that no entry seals',
    how: [
      [
        `insert into event (transfer_id, version, step, agency_id, client_id, at, body) select transfer_id, version + 1, step, agency_id, client_id, at, replace(body, '"version":' || version, '"version":' || version + 1) from event where transfer_id = $1 and version = $2`,
        b,
        version,
      ],
    ],
    found: {},
  },
  {
    what: 'the status of a case row is changed',
    how: [[`update transfer set status = 'filed' where id = $1`, b]],
    found: { fault: 'state_differs' },
  },
  {
    what: 'the document number of a case row is changed',
    how: [[`update transfer set document_no = '改移〔2026〕1号' where id = $1`, b]],
    found: { fault: 'state_differs' },
  },
  {
    what: 'the region of a case row is changed',
    how: [[`update transfer set region_code = '330106' where id = $1`, b]],
    found: { fault: 'state_differs' },
  },
  {
    what: 'the state that an organ is shown is changed',
    how: [
      [
        `update transfer set views = jsonb_set(views, '{sender,state,instances,criminal/case/1,state}', '"filed"') where id = $1`,
        b,
      ],
    ],
    found: { version, fault: 'state_differs' },
  },
  {
    what: 'what is sealed from an organ is opened to it',
    how: [[`update transfer set views = views - 'sender' where id = $1`, b]],
    found: { version, fault: 'state_differs' },
  },
  {
    what: 'what is sealed is opened to everybody',
    how: [[`update transfer set views = null where id = $1`, b]],
    found: { version, fault: 'state_differs' },
  },
  {
    what: 'a case is sealed from an organ that may see it',
    how: [
      [
        `update transfer set views = coalesce(views, '{}') || jsonb_build_object('police_in_charge', views->'sender') where id = $1`,
        b,
      ],
    ],
    found: { version, fault: 'state_differs' },
  },
  {
    what: 'the domain of a case row is changed',
    how: [[`update transfer set domain = 'tax' where id = $1`, b]],
    found: { fault: 'state_differs' },
  },
]

/** The case as it stood before its last act, in every table: nothing in them says that there was more. */
const cut = (['event', 'journal_entry', 'receipt', 'clock', 'case_part'] as const).flatMap((table) => [
  [`delete from ${table} where transfer_id = $1`, b] as const,
  [`insert into ${table} select * from former_${table} where transfer_id = $1`, b] as const,
])
const everywhere = ['event', 'journal_entry', 'receipt', 'clock', 'case_part', 'material'].map(
  (table) => [`delete from ${table} where transfer_id = $1`, b] as const,
)

const treeTamperings: readonly Tampering[] = [
  {
    what: 'the chain is cut at its end together with all its rows',
    how: [
      ...cut,
      ['delete from transfer where id = $1', b],
      ['insert into transfer select * from former_transfer where id = $1', b],
    ],
    found: { version, fault: 'cut_off' },
    command: true,
  },
  {
    what: 'the last act is written anew and sealed anew, link and all',
    how: [
      [
        `update event set body = replace(body, '主要犯罪地', '次要犯罪地') where transfer_id = $1 and version = $2`,
        b,
        version,
      ],
      [
        `update journal_entry j set commitment = sha256(j.salt || convert_to(e.body, 'UTF8')) from event e
          where e.transfer_id = j.transfer_id and e.version = j.version and j.transfer_id = $1 and j.version = $2`,
        b,
        version,
      ],
      [
        `update journal_entry j set link = sha256(convert_to('xianjie/link/1' || chr(10), 'UTF8') || f.link || j.commitment) from journal_entry f
          where f.transfer_id = j.transfer_id and f.version = j.version - 1 and j.transfer_id = $1 and j.version = $2`,
        b,
        version,
      ],
    ],
    found: { version, fault: 'leaf_differs' },
  },
  {
    what: 'a case is removed from every table',
    how: [...everywhere, ['delete from transfer where id = $1', b]],
    found: { fault: 'case_missing' },
  },
  {
    what: 'a leaf is taken out of the tree',
    how: [['delete from journal_leaf where transfer_id = $1 and version = 2', b]],
    found: { version: 2, fault: 'not_in_tree' },
    command: true,
  },
  {
    what: 'a signature is put beside an act that came without one',
    how: [[`update event set request_signature = 'a..b' where transfer_id = $1 and version = 2`, b]],
    found: { version: 2, fault: 'signature_differs' },
  },
]

for (const { what, how, found, command } of [...tamperings, ...treeTamperings]) {
  test(`verification names the case where ${what}`, async () => {
    await tamper(...how)
    try {
      const { faults } = await verifyCases(w.db.pool)
      expect(faults).toContainEqual(expect.objectContaining({ transferId: b, ...found }))
      // Nobody else is accused, but for the other half of an exchange.
      expect(faults.filter((f) => f.transferId !== b && f.transferId !== a)).toEqual([])
      if (!what.includes('two cases')) expect(faults).toHaveLength(1)
      if (command) {
        const { code, out } = await xianjie(w, ['journal', 'verify'])
        expect(code).toBe(1)
        expect(out).toContain(b)
        const json = await xianjie(w, ['--json', 'journal', 'verify'])
        expect(json.code).toBe(1)
        expect(JSON.parse(json.out).faults).toEqual(faults)
      }
    } finally {
      await restore()
    }
    expect(await faultsOf(w)).toEqual([])
  })
}

test('the gateway’s role can do none of this to what is written once', async () => {
  for (const { what, how } of tamperings) {
    if (!/event|entry|entries|salt|link/.test(what)) continue
    const connection = await w.db.pool.connect()
    try {
      await connection.query('begin')
      for (const [text, ...values] of how) {
        if (!/^(update|delete from) (event|journal_entry)/.test(text)) continue
        await connection.query('savepoint before')
        await expect(connection.query(text, values), what).rejects.toThrow(/permission denied/)
        await connection.query('rollback to before')
      }
    } finally {
      await connection.query('rollback')
      connection.release()
    }
  }
})

test('verification while cases are acted on accuses nobody', async () => {
  const both = [w, await replicaOf(w)]
  const cases = (await inParallel(4, both, (r) => reviewedCase(r))).map((c) => c.id)
  let on = true
  const acting = inParallel(4, both, async (r, i) => {
    while (on) await r.step('police', cases[i] as string, 'supplementary_inquiry', inquiry())
  })
  try {
    for (let round = 0; round < 15; round++) expect((await verifyCases(w.db.pool)).faults).toEqual([])
  } finally {
    on = false
    await acting
  }
})

test('a case of many versions replays to what is stored', async () => {
  const { id } = await reviewedCase(w)
  for (let i = 0; i < 30; i++) await take(w, 'police', id, 'supplementary_inquiry', inquiry(`${i}`))
  expect(await faultsOf(w)).toEqual([])
})
