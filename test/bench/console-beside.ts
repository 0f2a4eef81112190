// What lies beside the cases of the console bench: penalty records, drafts, approvals, letters between organs, clues, labels,
// draws and the log of reads. One of each is made at the gateway's doors; the others are that one again, on other days.
import { randomUUID } from 'node:crypto'
import type { JWK } from 'jose'
import type { Pool } from '../../db/index.ts'
import type { Subjects } from '../console-pages.ts'
import type { Staff } from '../console-staff.ts'
import type { BenchDesk } from './console-desk.ts'
import type { Organs } from './console-lives.ts'
import { letter, timesNow } from './letters.ts'
import { dirtyRecord } from './penalty-records.ts'
import { type Sender, tokenOf } from './registry.ts'

export interface Beside {
  readonly owner: Pool
  readonly url: string
  readonly sender: Sender
  readonly organs: Organs
  readonly staff: Staff
  readonly desk: BenchDesk
  readonly transfers: number
  readonly penalties: number
}

/** For so many cases there is one; at the least as many as a page of a list shows. */
const forEach = { draft: 150, approval: 10, letter: 20, clue: 50, label: 150, draw: 150 } as const
/** Reads of each case that stand in the log. */
const readsOfEach = 2
/** The copies lie on the days of so long. */
const overDays = 300
const recordsAtOnce = 5_000

export async function madeBeside(of: Beside): Promise<Partial<Subjects>> {
  const ask = await asking(of)
  await penaltyCases(of, ask.agency)
  const draft = await drafted(of, ask.agency)
  const other = await drafted(of, ask.agency)
  const went = await of.desk.send(`/console/drafts/${other}/check`, `/console/drafts/${other}/ask`, 'handler')
  const approval = went.split('/').at(-1) as string
  const codes = await codesOf(of)
  const procurator = { officers: [of.staff.officer('procurator')] }
  const handler = { officers: [of.staff.officer('handler')] }
  const letterId = await ask.procuratorate('/v1/correspondence', {
    ...{ ...procurator, kind: 'consultation', to: [codes.agency], title: '关于一起案件证据标准的咨询' },
    ...{ text: '请就所附案件的证据是否齐备说明意见。', dueOn: '2099-12-31' },
  })
  const clue = await ask.agency('/v1/clues', {
    ...{ ...handler, source: 'hotline', receivedAt: new Date().toISOString(), domain: 'food' },
    facts: '群众反映某批发市场销售来源不明的冷冻肉品，气味异常，未见检疫证明。',
  })
  const label = await ask.agency('/v1/labels', {
    ...{
      ...handler,
      kind: 'campaign',
      name: '食品安全专项行动',
      fromDay: '2026-01-01',
      members: [codes.procuratorate],
    },
  })
  const draw = await ask.procuratorate('/v1/supervision/draws', {
    ...{
      ...procurator,
      name: '第四季度行政处罚案件抽查',
      population: { of: 'penalty', from: '2000-01-01', to: '2099-12-31' },
    },
    ...{ method: 'uniform', take: { total: 5 }, reviewersPerCase: 1 },
    reviewers: [{ ...of.staff.officer('procurator'), capacity: 100 }],
  })
  const again = (kind: keyof typeof forEach, id: string, tables: readonly Table[]) =>
    repeated(of.owner, id, Math.floor(of.transfers / forEach[kind]), tables)
  await again('draft', draft, [{ name: 'draft', key: 'id' }])
  await again('approval', approval, [
    // Most are done; some wait for each of those who have to do with them.
    {
      name: 'approval',
      key: 'id',
      over: { state: mixed(approvalStates), reached_head_at: 'case when i % 25 = 2 then t.updated_at end' },
    },
    { name: 'approval_entry', key: 'approval_id' },
  ])
  await again('letter', letterId, [
    { name: 'correspondence', key: 'id', over: { state: `case when ${few} then t.state else 'closed' end` } },
    { name: 'correspondence_entry', key: 'letter_id' },
    { name: 'correspondence_party', key: 'letter_id', over: { owes: `t.owes and ${few}` } },
  ])
  await again('clue', clue, [
    { name: 'clue', key: 'id', over: { intake_key: 'null' } },
    { name: 'clue_entry', key: 'clue_id' },
    { name: 'clue_sight', key: 'clue_id' },
  ])
  await again('label', label, [
    { name: 'label', key: 'id' },
    { name: 'label_entry', key: 'label_id' },
  ])
  await again('draw', draw, [
    { name: 'draw', key: 'id', over: { no: 't.no + i', state: "'cancelled'", cancelled_at: 't.announced_at' } },
    { name: 'draw_act', key: 'draw_id' },
  ])
  await labelledCases(of, label)
  await reads(of)
  return { draft, approval, letter: letterId, draw }
}

/** Of twenty-five so many are in each state that is not the last. */
const approvalStates = ['with_reviewer', 'with_head', 'returned'] as const
const mixed = (states: readonly string[]) =>
  `case i % 25 ${states.map((state, k) => `when ${k + 1} then '${state}'`).join(' ')} else 'done' end`
const few = 'i % 20 = 1'

type Ask = (path: string, body: object) => Promise<string>

/** The agency's system and one of the procuratorate's; an answer is the id of what was made. */
async function asking({ owner, url, sender, organs }: Beside): Promise<Record<'agency' | 'procuratorate', Ask>> {
  const clientId = randomUUID()
  const { d: _, ...jwk } = sender.privateJwk as JWK & { d?: string }
  await owner.query('insert into client (id, agency_id, name) values ($1, $2, $3)', [
    clientId,
    organs.procuratorate,
    '检察院办案系统',
  ])
  await owner.query("insert into client_key (client_id, kid, jwk) values ($1, 'k1', $2)", [
    clientId,
    JSON.stringify({ ...jwk, kid: 'k1', alg: 'ES256' }),
  ])
  await owner.query('update registry set generation = generation + 1')
  // A replica remembers the registry for less than half a second.
  await new Promise((resolve) => setTimeout(resolve, 500))
  const as = async (who: Sender): Promise<Ask> => {
    const token = await tokenOf(who, url)
    return async (path, body) => {
      const answer = await fetch(`${url}${path}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': Array.isArray(body) ? 'application/x-ndjson' : 'application/json',
          'idempotency-key': randomUUID(),
        },
        body: Array.isArray(body) ? body.map((line) => JSON.stringify(line)).join('\n') : JSON.stringify(body),
      })
      const text = await answer.text()
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text.slice(0, 400)}`)
      return text.startsWith('{') ? ((JSON.parse(text) as { id?: string }).id ?? '') : ''
    }
  }
  return { agency: await as(sender), procuratorate: await as({ ...sender, clientId }) }
}

async function codesOf({ owner, organs }: Beside): Promise<Organs> {
  const { rows } = await owner.query<{ id: string; code: string }>('select id, code from agency')
  const codeOf = (id: string) => rows.find((r) => r.id === id)?.code as string
  return { agency: codeOf(organs.agency), police: codeOf(organs.police), procuratorate: codeOf(organs.procuratorate) }
}

/** Records of the first place's agency, as its own system brings them. */
async function penaltyCases({ owner, sender, penalties }: Beside, ask: Ask): Promise<void> {
  const { rows } = await owner.query<{ code: string; name: string }>('select code, name from agency where id = $1', [
    sender.agencyId,
  ])
  const [organ] = rows
  const own = { CF_CFJG: organ?.name, CF_CFJGDM: organ?.code, CF_SJLY: organ?.name, CF_SJLYDM: organ?.code }
  for (let from = 1; from <= penalties; from += recordsAtOnce)
    await ask(
      '/v1/penalty-cases',
      Array.from({ length: Math.min(recordsAtOnce, penalties - from + 1) }, (_, i) => ({
        ...dirtyRecord(from + i),
        ...own,
      })),
    )
}

let drafts = 800_000

/** A letter in preparation, its papers there. */
async function drafted({ owner, sender, staff }: Beside, ask: Ask): Promise<string> {
  const base = letter(++drafts, sender, timesNow(), '移')
  const materials = base.materials.map((m) => ({ ...m, id: randomUUID() }))
  await owner.query(
    `insert into material (id, agency_id, client_id, state, filename, declared_type, media_type, size, sha256, sm3, created_at, completed_at, expires_at)
     select id, $2, $3, 'ready', title || '.pdf', 'application/pdf', 'application/pdf', 210000, sha256, sha256, now(), now(), now() + interval '7 days'
     from json_to_recordset($1) as x(id uuid, title text, sha256 text)`,
    [JSON.stringify(materials), sender.agencyId, sender.clientId],
  )
  const officers = [staff.officer('handler'), staff.officer('partner')]
  return ask('/v1/drafts', {
    ...{ ...base, materials, officers, contact: { name: officers[0]?.name ?? '', phone: '0779-3030123' } },
    approval: { ...base.approval, approvedBy: staff.officer('head') },
  })
}

interface Table {
  readonly name: string
  /** The column that holds the id of what is repeated. */
  readonly key: string
  /** Expressions over the row `t` and the number `i`, for what is not as in the first one. */
  readonly over?: Readonly<Record<string, string>>
}

/** `count` times more what has this id, each on a day of its own before it. */
async function repeated(owner: Pool, id: string, count: number, tables: readonly Table[]): Promise<void> {
  if (count < 1) return
  const back = `i * interval '${Math.round((overDays * 86_400) / count)} seconds'`
  // One moment for all of its tables: a statement of each has a `now()` of its own.
  const now = `timestamptz '${new Date().toISOString()}'`
  const newId = `(lpad(to_hex((extract(epoch from ${now} - ${back}) * 1000)::bigint), 12, '0') || '70008' || lpad(to_hex(i), 15, '0'))::uuid`
  for (const { name, key, over = {} } of tables) {
    const { rows } = await owner.query<{ name: string; type: string }>(
      `select column_name as name, data_type as type from information_schema.columns
       where table_schema = 'public' and table_name = $1 and is_identity = 'NO' and is_generated = 'NEVER'`,
      [name],
    )
    const said = rows.map(({ name: column, type }) => {
      if (column === key) return newId
      // A request is remembered under its key once.
      if (column === 'key') return 'null'
      return over[column] ?? (type.startsWith('timestamp') ? `t.${column} - ${back}` : `t.${column}`)
    })
    await owner.query(
      `insert into ${name} (${rows.map((r) => r.name).join(', ')})
       select ${said.join(', ')} from ${name} t cross join generate_series(1, $2::int) i where t.${key} = $1`,
      [id, count],
    )
  }
}

/** One case in ten bears the label. */
async function labelledCases({ owner, organs, transfers }: Beside, label: string): Promise<void> {
  await owner.query(
    `insert into labelled (label_id, kind, subject_id, by_id, at, put_version)
     select $1, 'transfer', id, $2, now(), 1 from transfer where id <> $1 order by md5(id::text) limit $3`,
    [label, organs.agency, Math.round(transfers / 10)],
  )
}

/** The log of reads: of each case that its sender looked at it. */
async function reads({ owner, sender }: Beside): Promise<void> {
  await owner.query(
    `insert into access_entry (agency_id, client_id, kind, transfer_id, request_id, at)
     select sender_id, $1, 'case', id, md5(id::text || i), created_at + i * interval '1 day'
     from transfer cross join generate_series(1, $2::int) i`,
    [sender.clientId, readsOfEach],
  )
}
