// Multiplies the lives of the console bench by statements over sets: every copy has an id, a number and a firm of its own and
// is of one of the places. The sealed bytes of copies are not those that were committed to: no page checks what it shows.
import type pg from 'pg'
import { termsOf } from '../../src/cases/search-terms.ts'
import type { Life, Organs } from './console-lives.ts'
import { note } from './scene.ts'

export interface Place extends Organs {
  readonly no: number
  readonly region: string
}

const sides = ['agency', 'police', 'procuratorate'] as const
const chunk = 20_000
/** Of a hundred cases so many are under way. */
const runningShare = 6
const dayMs = 86_400_000
/** Numbers of copies have seven digits, those of lives six. */
const firstNumber = 1_000_000
/** Inboxes forget what is older than half a year, and would do so while pages are measured. */
const inboxDays = 180

/** Without its own rows in the copies: what is worked off at once, or is of one case alone. */
const left =
  /^(journal_pending|journal_leaf|idempotency|delivery|act_request|case_handover|case_mark|case_link|access_\w+|finding_\w+|letter_\w+|draft\w*|case_search|bench_\w+)$/

/** Where a table names the case otherwise than `transfer_id`: the column, and which of its rows, or the way to them. */
const others: Readonly<Record<string, { readonly key: string; readonly only?: string; readonly by?: string }>> = {
  transfer: { key: 'id' },
  inbox_item: { key: 'thing', only: `t.kind = 'transfer' and t.at > now() - interval '${inboxDays} days'` },
  indicator_fact: { key: 'subject' },
  indicator_case: { key: 'subject' },
  finding_event: { key: 'f.transfer_id', by: 'join finding f on f.id = t.finding_id' },
}

/** Names of firms, as long as those of the lives. */
const brands = ((a: string, b: string) =>
  [...a].flatMap((x, i) => [...b].map((y, k) => `${x}${b[(k + 3) % b.length]}${y}${a[(i + 5) % a.length]}`)))(
  '瑞丰源泰和盛昌隆祥兴',
  '德润诚信广达天合嘉宁',
)

interface Column {
  readonly name: string
  readonly type: string
  /** Which of `patterns` stand in it somewhere in the lives. */
  readonly has?: readonly boolean[]
}

interface Table {
  readonly name: string
  /** The column with the case's id; none where another table knows it. */
  readonly key: string
  /** Its rows as `t`, and what ties one to the case `c.life`. */
  readonly from: string
  readonly tie: string
  readonly columns: readonly Column[]
  /** Of its rows in the lives; the largest first. */
  readonly bytes: number
}

/** `count` copies more, each of one of the lives and in one of the places. */
export async function copied(
  owner: pg.Pool,
  lives: readonly Life[],
  places: readonly Place[],
  count: number,
): Promise<void> {
  const [first] = places
  if (first === undefined || count <= 0) return
  await planned(owner, lives, places, count)
  const tables = await tablesOf(owner, first)
  const indexes = await withoutIndexes(owner, [...tables.map((t) => t.name), 'case_search'])
  await searchPrepared(owner, lives, places)
  const works: { run(): Promise<unknown> }[] = []
  for (let from = 1; from <= count; from += chunk) {
    const range = [from, Math.min(count, from + chunk - 1)]
    for (const table of tables) works.push({ run: () => owner.query(copyOf(table, first), range) })
    works.push({ run: () => owner.query(searchCopy, range) })
    works.push({ run: async () => count > chunk && note(`${range[1]} of ${count} written`) })
  }
  for (const text of indexes) works.push({ run: () => owner.query(text) })
  // On two connections; an index is made when nothing writes any more.
  await side(works.splice(0, works.length - indexes.length))
  await side(works)
  await owner.query('drop table bench_copy, bench_life, bench_place, bench_search')
}

/** In their order, two at a time. */
async function side(works: readonly { run(): Promise<unknown> }[]): Promise<void> {
  const rest = [...works]
  const lane = async () => {
    for (let work = rest.shift(); work !== undefined; work = rest.shift()) await work.run()
  }
  await Promise.all([lane(), lane()])
}

/** Which copy is of which life, where, and what is its own. Numbers decide, so that every store of a size is the same. */
async function planned(owner: pg.Pool, lives: readonly Life[], places: readonly Place[], count: number): Promise<void> {
  await owner.query(
    'create table bench_place (no int primary key, agency uuid, police uuid, procuratorate uuid, region text)',
  )
  await owner.query('insert into bench_place select * from json_populate_recordset(null::bench_place, $1)', [
    JSON.stringify(places),
  ])
  await owner.query(
    'create table bench_life (no int, running boolean, id uuid, number text, brand text, primary key (running, no))',
  )
  const numbered = [true, false].flatMap((running) =>
    lives.filter((l) => l.running === running).map((life, no) => ({ ...life, no })),
  )
  await owner.query('insert into bench_life select * from json_populate_recordset(null::bench_life, $1)', [
    JSON.stringify(numbered),
  ])
  await owner.query(
    'create table bench_copy (i int primary key, place int, id uuid, life uuid, number text, brand text, was_number text, was_brand text)',
  )
  const [running, over] = [true, false].map((of) => Math.max(1, lives.filter((l) => l.running === of).length))
  await owner.query(
    `insert into bench_copy
     select i, i % ${places.length},
       (lpad(to_hex((extract(epoch from t.created_at) * 1000)::bigint + i::bigint * 7919 % case when m.running then ${dayMs / 24} else ${dayMs} end), 12, '0')
         || '70008' || lpad(to_hex(i), 15, '0'))::uuid,
       l.id, (${firstNumber} + i)::text, ($2::text[])[1 + (i / 3) % ${brands.length}], l.number, l.brand
     from (select i, i % 100 < ${runningShare} as running from generate_series(1, $1::int) i) m
     join bench_life l on l.running = m.running and l.no = (m.i / 7) % case when m.running then ${running} else ${over} end
     join transfer t on t.id = l.id`,
    [count, brands],
  )
  await owner.query('analyze bench_copy')
}

/** Tables that hold rows of the lives, with the columns that a statement may write. */
async function tablesOf(owner: pg.Pool, first: Place): Promise<Table[]> {
  const { rows } = await owner.query<{ table: string } & Column>(
    `select c.table_name as "table", c.column_name as name, case c.data_type when 'ARRAY' then ltrim(c.udt_name, '_') || '[]' else c.data_type end as type
     from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
     where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.is_identity = 'NO' and c.is_generated = 'NEVER'
       or c.table_schema = 'public' and c.table_name = 'inbox_item' and c.column_name <> 'no'
     order by c.table_name, c.ordinal_position`,
  )
  const columns = new Map<string, Column[]>()
  for (const { table, ...column } of rows) columns.set(table, [...(columns.get(table) ?? []), column])
  const tables = [...columns].flatMap(([name, all]): Omit<Table, 'bytes'>[] => {
    const other = others[name]
    if (other === undefined && (left.test(name) || !all.some((c) => c.name === 'transfer_id'))) return []
    const { key = 'transfer_id', only = 'true', by } = other ?? {}
    const tie = `${key.includes('.') ? key : `t.${key}`} = c.life and ${only}`
    return [{ name, key, from: by === undefined ? `${name} t` : `(${name} t ${by})`, tie, columns: all }]
  })
  const { rows: held } = await owner.query<{ name: string; bytes: string | null }>(
    tables
      .map(
        ({ name, from, tie }) =>
          `select '${name}' as name, sum(pg_column_size(t.*)) as bytes from (select id as life from bench_life) c join ${from} on ${tie}`,
      )
      .join(' union all '),
  )
  const bytes = new Map(held.map((h) => [h.name, Number(h.bytes ?? 0)]))
  const full = tables.filter((table) => (bytes.get(table.name) ?? 0) > 0)
  return (await Promise.all(full.map((table) => probed(owner, table, first))))
    .map((table) => ({ ...table, bytes: bytes.get(table.name) ?? 0 }))
    .sort((a, b) => b.bytes - a.bytes)
}

/** Says of every column which patterns stand in it: most texts hold none, and are copied as they are. */
async function probed<T extends Omit<Table, 'bytes'>>(owner: pg.Pool, table: T, first: Place): Promise<T> {
  const texts = table.columns.filter((c) => textual.test(c.type))
  if (texts.length === 0) return table
  const asked = texts.map(
    (c) => `array[${patterns(first).map(([old]) => `bool_or(strpos(t.${c.name}::text, ${old}) > 0)`)}]`,
  )
  const { rows } = await owner.query<Record<string, (boolean | null)[]>>(
    `select ${asked.map((one, i) => `${one} as c${i}`).join(', ')}
     from (select id as life, number as was_number, brand as was_brand from bench_life) c join ${table.from} on ${table.tie}`,
  )
  const has = new Map(texts.map((c, i) => [c.name, (rows[0]?.[`c${i}`] ?? []).map((one) => one === true)]))
  return { ...table, columns: table.columns.map((c) => ({ ...c, has: has.get(c.name) ?? [] })) }
}

const textual = /^(text|jsonb|json|uuid)(\[\])?$/

/** What a copy names otherwise than its life: ids, organs, number, firm and region, as expressions. */
const patterns = (first: Place): readonly (readonly [old: string, now: string])[] => [
  ['c.life::text', 'c.id::text'],
  ...sides.map((of) => [`'${first[of]}'`, `p.${of}::text`] as const),
  ["'〕' || c.was_number", "'〕' || c.number"],
  // As numbers are compared, they have no brackets.
  ["'2026' || c.was_number", "'2026' || c.number"],
  ['c.was_brand', 'c.brand'],
  [`'${first.region}'`, 'p.region'],
]

/** Takes those indexes away that hold nothing together, and gives what makes them anew: at once they are made quicker. */
async function withoutIndexes(owner: pg.Pool, tables: readonly string[]): Promise<string[]> {
  const { rows } = await owner.query<{ name: string; text: string }>(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as text from pg_index i join pg_class c on c.oid = i.indrelid
     where c.relnamespace = 'public'::regnamespace and c.relname = any($1) and not i.indisunique order by pg_relation_size(i.indexrelid) desc`,
    [tables],
  )
  if (rows.length > 0) await owner.query(`drop index ${rows.map((r) => r.name).join(', ')}`)
  return rows.map((r) => r.text)
}

function copyOf({ name, key, from, tie, columns }: Table, first: Place): string {
  return `insert into ${name} (${columns.map((c) => c.name).join(', ')})
    select ${columns.map((c) => columnOf(name, key, c, first)).join(', ')}
    from bench_copy c join bench_place p on p.no = c.place join ${from} on ${tie}
    where c.i between $1 and $2`
}

/** An id of the same moment and version, another in every copy. */
const derived = (id: string): string => {
  const digest = `md5(c.id::text || ${id}::text)`
  return `(left(${id}::text, 15) || substr(${digest}, 1, 3) || '8' || substr(${digest}, 4, 15))::uuid`
}

/** What a column of a copy holds: others' ids, number and firm wherever the life names its own. */
function columnOf(table: string, key: string, { name, type, has }: Column, first: Place): string {
  if (name === key) return 'c.id'
  if (type === 'uuid' && (name === 'id' || name === 'finding_id')) return derived(`t.${name}`)
  if (table === 'finding' && name === 'former_id') return 'null'
  // Nobody's light changes while pages are measured.
  if (table === 'clock' && name === 'next_light_at') return 'null'
  const own = patterns(first).filter((_, i) => has?.[i] === true)
  if (own.length === 0) return `t.${name}`
  if (type === 'uuid')
    return `case t.${name} ${own.map(([old, now]) => `when (${old})::uuid then (${now})::uuid`).join(' ')} else t.${name} end`
  return `${own.reduce((sql, [old, now]) => `replace(${sql}, ${old}, ${now})`, `t.${name}::text`)}::${type}`
}

/** What the number and the firm stand between in every line of the lives: ends of the pairs that change. */
const around = { number: ['6', '号'], brand: ['区', '商'] } as const

/** The words of searches hold the organ's mark and pairs of characters: what does not change is made once for each place. */
async function searchPrepared(owner: pg.Pool, lives: readonly Life[], places: readonly Place[]): Promise<void> {
  const [first] = places
  const { rows } = await owner.query<{ transfer_id: string; agency_id: string; body: string }>(
    'select transfer_id, agency_id, body from case_search where transfer_id = any($1::uuid[])',
    [lives.map((l) => l.id)],
  )
  const made = rows.flatMap(({ transfer_id: life, agency_id: organ, body }) => {
    const { number, brand } = lives.find((l) => l.id === life) as Life
    const of = sides.find((name) => first?.[name] === organ)
    if (of === undefined) return []
    const shape = body.replaceAll(number, '\uE001').replaceAll(brand, '\uE002')
    return places.map((place) => {
      const terms = new Set(shape.split('\n').flatMap((line) => termsOf(place[of], line)))
      return {
        ...{ life, place: place.no, agency: place[of], shape, mark: termsOf(place[of], 'ab')[0]?.slice(0, -2) },
        terms: [...terms].filter((term) => !/[\uE001\uE002]/.test(term)),
      }
    })
  })
  await owner.query(
    'create table bench_search (life uuid, place int, agency uuid, shape text, mark text, terms text[], primary key (life, place, agency))',
  )
  for (let i = 0; i < made.length; i += 500)
    await owner.query('insert into bench_search select * from json_populate_recordset(null::bench_search, $1)', [
      JSON.stringify(made.slice(i, i + 500)),
    ])
  await owner.query('analyze bench_search')
}

const pairs = (text: string, points: number) =>
  Array.from({ length: points - 1 }, (_, k) => `s.mark || substr(${text}, ${k + 1}, 2)`)

const searchCopy = `insert into case_search (transfer_id, agency_id, body, terms)
  select c.id, s.agency, replace(replace(s.shape, E'\\uE001', c.number), E'\\uE002', c.brand),
    s.terms || array[${[
      ...pairs(`'${around.number[0]}' || c.number || '${around.number[1]}'`, 9),
      ...pairs(`'${around.brand[0]}' || c.brand || '${around.brand[1]}'`, 6),
    ].join(', ')}]
  from bench_copy c join bench_search s on s.life = c.life and s.place = c.place where c.i between $1 and $2`
