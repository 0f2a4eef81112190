// Fills a store for the console bench: every case is one of a few lives again, under another id and of the organs of another
// place, written by statements over sets; penalty cases and the cells of the dashboard beside them.
import pg from 'pg'
import { openPool } from '../../db/index.ts'
import { directoryOf } from '../../src/agencies/index.ts'
import { recount } from '../../src/supervision/index.ts'
import type { Subjects } from '../console-pages.ts'
import { engage, type Staff } from '../console-staff.ts'
import { type Life, liveOut, type Organs } from './console-lives.ts'
import { rounded } from './figures.ts'
import type { BenchOptions } from './options.ts'
import { enrol, type Sender } from './registry.ts'
import { type Endings, note, openScene, type Scene, temporaryDirectory } from './scene.ts'

export interface ConsoleStore {
  readonly scene: Scene
  readonly staff: Staff
  readonly transfers: number
  readonly subjects: Subjects
  readonly sender: Sender
}

interface Place extends Organs {
  readonly no: number
}

const chunk = 2_000
/** Of a hundred cases so many are under way. */
const runningShare = 6
/** Without its own rows in the copies: what is worked off at once, or is of one case alone. */
const left =
  /^(journal_pending|journal_leaf|idempotency|delivery|act_request|case_handover|case_mark|case_link|access_\w+|finding\w*|letter_\w+|draft\w*)$/

export async function filledConsole(endings: Endings, options: BenchOptions, count: number): Promise<ConsoleStore> {
  const began = performance.now()
  note(`a store of ${count} transfers …`)
  const scene = await openScene(endings, temporaryDirectory(endings), options.listen)
  const senders = await enrol(scene.owner)
  const places = await placesOf(scene, senders)
  const [first] = places
  const [sender] = senders
  if (first === undefined || sender === undefined) throw new Error('nobody was enrolled')
  const codes = await codesOf(scene, first)
  const staff = await engage(scene.owner, { ...codes, office: codes.agency }, sender.region)
  const pool = openPool(scene.gatewayUrl, 4)
  const owner = new pg.Pool({ connectionString: scene.ownerUrl, max: 2 })
  for (const one of [pool, owner]) one.on('error', () => {})
  owner.on('connect', (client) => client.on('error', () => {}))
  try {
    const ages = options.short ? 1 : 12
    const lives = await liveOut(pool, owner, { dataDir: scene.dataDir, sender, organs: first, staff, ages })
    await repeated(owner, lives, places, count - lives.length)
    // What desks read was copied with the cases: nothing of it is to be made again.
    await owner.query(
      'update case_follower f set txid = n.txid, seq = n.seq from (select txid, seq from notice order by seq desc limit 1) n',
    )
    await owner.query('vacuum analyze')
    const directory = directoryOf(await agenciesOf(scene), [])
    await recount({ pool, directory: () => directory, now: Date.now }, { mend: true })
    // The tree has nothing to do with pages, and would grow beside them for minutes.
    await owner.query('vacuum analyze')
    const running = lives.filter((l) => l.running).map((l) => l.id)
    note(`${count} transfers: loaded in ${rounded((performance.now() - began) / 1_000)} s`)
    return {
      ...{ scene, staff, sender, transfers: count },
      subjects: { waiting: running[0] as string, transfer: running[7] as string },
    }
  } finally {
    await pool.end()
    await owner.end()
  }
}

async function placesOf({ owner }: Scene, senders: readonly Sender[]): Promise<Place[]> {
  const { rows } = await owner.query<{ id: string; kind: string; region_code: string }>(
    'select id, kind, region_code from agency',
  )
  const at = (region: string, kind: string) =>
    rows.find((r) => r.kind === kind && r.region_code === region)?.id as string
  return senders.map(({ region, agencyId }, no) => ({
    ...{ no, agency: agencyId },
    ...{ police: at(region, 'public_security'), procuratorate: at(region, 'procuratorate') },
  }))
}

async function codesOf({ owner }: Scene, organs: Organs): Promise<Organs> {
  const { rows } = await owner.query<{ id: string; code: string }>('select id, code from agency')
  const codeOf = (id: string) => rows.find((r) => r.id === id)?.code as string
  return { agency: codeOf(organs.agency), police: codeOf(organs.police), procuratorate: codeOf(organs.procuratorate) }
}

async function agenciesOf({ owner }: Scene) {
  const { rows } = await owner.query(
    `select id, code, name, kind, region_code as "regionCode", level, domains, specialty, supervised_by_id as "supervisedById",
       requires_signature as "requiresSignature" from agency`,
  )
  return rows
}

interface Column {
  readonly name: string
  readonly type: string
}

/** Tables that hold rows of a case, with the columns that a statement may write. */
async function tablesOf(owner: pg.Pool): Promise<Map<string, Column[]>> {
  const { rows } = await owner.query<{ table: string; name: string; type: string }>(
    `select c.table_name as "table", c.column_name as name, case c.data_type when 'ARRAY' then ltrim(c.udt_name, '_') || '[]' else c.data_type end as type
     from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
     where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.is_identity = 'NO' and c.is_generated = 'NEVER'
     order by c.table_name, c.ordinal_position`,
  )
  const tables = new Map<string, Column[]>()
  for (const { table, name, type } of rows) tables.set(table, [...(tables.get(table) ?? []), { name, type }])
  const ofCase = [...tables].filter(
    ([table, columns]) => table === 'transfer' || (!left.test(table) && columns.some((c) => c.name === 'transfer_id')),
  )
  return new Map(ofCase)
}

/**
 * The lives again, `count` times in all. Numbers decide: a few in a hundred repeat one that runs, and each is of the place
 * whose number it has by the remainder.
 */
async function repeated(
  owner: pg.Pool,
  lives: readonly Life[],
  places: readonly Place[],
  count: number,
): Promise<void> {
  await owner.query('create table bench_place (no int primary key, agency text, police text, procuratorate text)')
  await owner.query('insert into bench_place select * from unnest($1::int[], $2::text[], $3::text[], $4::text[])', [
    places.map((p) => p.no),
    ...(['agency', 'police', 'procuratorate'] as const).map((side) => places.map((p) => p[side])),
  ])
  await owner.query('create table bench_life (no int, running boolean, id uuid, primary key (running, no))')
  for (const running of [true, false])
    await owner.query(
      'insert into bench_life select ordinality - 1, $2, id from unnest($1::uuid[]) with ordinality as x(id, ordinality)',
      [lives.filter((l) => l.running === running).map((l) => l.id), running],
    )
  const numbers = [true, false].map((running) => lives.filter((l) => l.running === running).length)
  const tables = await tablesOf(owner)
  const [first] = places
  if (first === undefined) return
  // `transfer` first: others may refer to it.
  const order = ['transfer', ...[...tables.keys()].filter((t) => t !== 'transfer')]
  const { rows: held } = await owner.query<{ table: string }>(
    order
      .filter((t) => t !== 'transfer')
      .map(
        (t) =>
          `select '${t}' as table where exists (select from ${t} where transfer_id in (select id from bench_life))`,
      )
      .join(' union all '),
  )
  const filled = new Set(['transfer', ...held.map((h) => h.table)])
  for (let from = 1; from <= count; from += chunk) {
    const to = Math.min(count, from + chunk - 1)
    for (const table of order) {
      if (!filled.has(table)) continue
      const columns = tables.get(table) ?? []
      const key = table === 'transfer' ? 'id' : 'transfer_id'
      await owner.query(
        `insert into ${table} (${columns.map((c) => c.name).join(', ')})
         select ${columns.map((c) => copied(table, key, c, first)).join(', ')}
         from (select i, i % ${places.length} as place, i % 100 < ${runningShare} as running,
             (lpad(to_hex(1790000000000 + i), 12, '0') || '70008000000000000001')::uuid as id
           from generate_series($1::int, $2::int) i) m
         join bench_place p on p.no = m.place
         join bench_life l on l.running = m.running and l.no = (m.i / 7) % case when m.running then ${numbers[0]} else ${numbers[1]} end
         join ${table} t on t.${key} = l.id`,
        [from, to],
      )
    }
    if (from % (chunk * 10) === 1 && from > 1) note(`${to} of ${count} written`)
  }
}

/** What a column of a copy holds: other ids wherever the life names its case or its organs. */
function copied(table: string, key: string, { name, type }: Column, first: Place): string {
  if (name === key) return 'm.id'
  if (type === 'uuid' && name === 'id') return `md5(m.id::text || t.id::text)::uuid`
  if (name === 'document_no' || name === 'document_key') return `t.${name} || '-' || m.i`
  // Nobody's light changes while pages are measured.
  if (table === 'clock' && name === 'next_light_at') return 'null'
  const ids = [
    ['l.id::text', 'm.id::text'],
    ...(['agency', 'police', 'procuratorate'] as const).map((side) => [`'${first[side]}'`, `p.${side}`]),
  ] as const
  const named = (text: string) => ids.reduce((sql, [old, now]) => `replace(${sql}, ${old}, ${now})`, text)
  if (/^(uuid|text|jsonb)(\[\])?$/.test(type)) return `${named(`t.${name}::text`)}::${type}`
  return `t.${name}`
}
