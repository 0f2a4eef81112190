// A case centre in a database of its own: one case goes the gateway's own way, and every other is that case again under
// another id, written by statements over sets. Events go on naming the first case's files; no listing reads them there.
import { randomUUID } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import pg from 'pg'
import { evidenceCodes } from '../../schemas/index.ts'
import { freePort, type GatewayProcess, startGatewayProcess } from './gateway-process.ts'
import type { BenchOptions } from './options.ts'
import { enrol, type Sender, tokenOf } from './registry.ts'
import { type Endings, note, openScene, type Scene, temporaryDirectory } from './scene.ts'

export const itemsEach = 128
/** In the letter; the rest is entered afterwards, as scans come in. */
const inLetter = 28
const chunk = 500

export interface Centre {
  readonly cases: number
  readonly scene: Scene
  readonly gateway: GatewayProcess
  readonly sender: Sender
  /** Id of the n-th case, from 0. */
  caseId(n: number): string
  readonly loadSeconds: number
}

const volumes = ['行政执法卷', '证据卷', '检验鉴定卷', '视听资料卷']
const kinds = ['interview_record', 'site_record', 'photo', 'electronic_data', 'other', 'determination_opinion'] as const

interface Item {
  readonly id: string
  readonly sha256: string
  readonly kind: string
  readonly title: string
}

/** Item `i` of a case, as a letter names it. */
function reference(item: Item, i: number) {
  return {
    ...item,
    original: i % 3 === 0,
    folder: `${volumes[i % 4]}/第${1 + (i % 8)}册${i % 2 === 0 ? `/${item.kind}` : ''}`,
    carrier: i % 5 === 0 ? 'electronic' : 'paper',
    evidence: {
      code: evidenceCodes[i % evidenceCodes.length],
      collectedBy: [{ name: '王建明', certificateNo: '450502000001' }],
      collectedAt: '2026-01-05T09:30:00+08:00',
      place: '某市某区某路一百二十八号经营场所',
      storageLocation: '涉案财物保管室三号柜',
      pages: 1 + (i % 40),
    },
  }
}

const caseStart = 1_780_000_000_000
const caseId = (n: number) => {
  const time = (caseStart + n).toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000001`
}

export async function openCentre(endings: Endings, options: BenchOptions, cases: number): Promise<Centre> {
  const began = performance.now()
  const scene = await openScene(endings, temporaryDirectory(endings), options.listen)
  const senders = await enrol(scene.owner)
  const sender = senders[0] as Sender
  const gateway = await startGatewayProcess({
    dataDir: scene.dataDir,
    connections: options.pool,
    port: await freePort(),
    database: scene,
    nodeOptions: options.nodeOptions,
  })
  endings.add(() => gateway.stop())
  const first = await firstCase(scene, gateway, sender)
  // Of its own: the pools of the house end a statement after ten seconds.
  const loader = new pg.Client({ connectionString: scene.ownerUrl })
  await loader.connect()
  try {
    await loader.query('set synchronous_commit = off')
    for (let from = 0; from < cases; from += chunk) {
      await repeat(loader, first, from, Math.min(cases, from + chunk) - 1)
      if ((from / chunk) % 4 === 3) note(`${cases} cases: ${from + chunk} written`)
    }
    await loader.query('vacuum analyze')
  } finally {
    await loader.end()
  }
  const loadSeconds = (performance.now() - began) / 1000
  note(`${cases} cases, ${cases * itemsEach} items: loaded in ${Math.round(loadSeconds)} s`)
  return { cases, scene, gateway, sender, caseId, loadSeconds }
}

/** One case through the gateway's doors: a letter with the first items, then an entry with the rest. */
async function firstCase(scene: Scene, gateway: GatewayProcess, sender: Sender): Promise<string> {
  const items = Array.from({ length: itemsEach }, (_, i): Item => {
    const kind = i < 3 ? `M${i + 1}` : (kinds[i % kinds.length] as string)
    // Few distinct bytes: what lies in the store is not measured here.
    const sha256 = String(i % 8).repeat(64)
    return { id: randomUUID(), sha256, kind, title: `${kind} 第${i + 1}号材料（扫描件）` }
  })
  await scene.owner.query(
    `insert into material (id, agency_id, client_id, state, filename, declared_type, media_type, size, sha256, sm3, completed_at, expires_at)
     select id, $2, $3, 'ready', title || '.pdf', 'application/pdf', 'application/pdf', 200000, sha256, sha256, now(), now() + interval '7 days'
     from json_to_recordset($1) as x(id uuid, sha256 text, title text)`,
    [JSON.stringify(items), sender.agencyId, sender.clientId],
  )
  const references = items.map(reference)
  const post = async (path: string, body: object) => {
    const response = await fetch(`${gateway.url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await tokenOf(sender, gateway.url)}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`)
    return JSON.parse(text) as { transfer: { id: string } }
  }
  const [one, two, head] = sender.officers
  const hour = 3_600_000
  const { transfer } = await post('/v1/transfers', {
    documentNo: `${sender.place}移〔2026〕1号`,
    caseName: '某公司涉嫌虚假广告案',
    domain: 'market',
    involvesStateSecrets: false,
    suspects: [{ kind: 'person', name: '张三', idType: 'unknown' }],
    charges: [{ name: '虚假广告罪', article: '第二百二十二条' }],
    facts: '在广告中对食品作虚假宣传，违法所得数额较大，涉嫌犯罪。',
    legalBasis: ['行政处罚法第二十七条'],
    officers: [one, two],
    approval: {
      approvedBy: head,
      reportReceivedAt: new Date(Date.now() - 24 * hour).toISOString(),
      approvedAt: new Date(Date.now() - hour).toISOString(),
    },
    seizedItems: [{ name: '宣传册', quantity: '200', unit: '册', storagePlace: '本局仓库' }],
    materials: references.slice(0, inLetter),
  })
  const entry = { officers: [one], materials: references.slice(inLetter) }
  await post(`/v1/transfers/${transfer.id}/steps/evidence_entry`, entry)
  return transfer.id
}

/** Tables of a case whose rows are repeated as they stand, but for the case's id. */
const repeated = ['transfer', 'case_part', 'clock', 'receipt', 'event', 'journal_entry']

/** Cases `from` to `to`: the first case under other ids, with items of their own. */
async function repeat(owner: pg.Client, first: string, from: number, to: number): Promise<void> {
  const id = `(lpad(to_hex($2::bigint + n), 12, '0') || '70008000000000000001')::uuid`
  const numbers = 'generate_series($3::int, $4::int) n'
  const values = [first, caseStart, from, to]
  for (const table of repeated) {
    const { rows } = await owner.query<{ name: string }>(
      `select column_name as name from information_schema.columns where table_schema = 'public' and table_name = $1
       and is_identity = 'NO' and is_generated = 'NEVER' order by ordinal_position`,
      [table],
    )
    const key = table === 'transfer' ? 'id' : 'transfer_id'
    const said: Record<string, string> = {
      [key]: id,
      body: `replace(t.body, $1::uuid::text, ${id}::text)`,
      document_no: `t.document_no || n`,
      document_key: `t.document_key || n`,
    }
    const columns = rows.map((r) => r.name)
    await owner.query(
      `insert into ${table} (${columns.join(', ')}) select ${columns.map((c) => said[c] ?? `t.${c}`).join(', ')}
       from ${numbers} cross join ${table} t where t.${key} = $1::uuid`,
      values,
    )
  }
  await owner.query(
    `insert into material (id, agency_id, client_id, state, filename, declared_type, media_type, size, sha256, sm3, metadata, created_at,
       completed_at, expires_at, transfer_id, version, seq, kind, title, original, folder, evidence_code, needs_recollection, catalogue)
     select (lpad(to_hex($2::bigint + n), 12, '0') || '7' || lpad(to_hex(m.version * 1000 + m.seq), 3, '0') || '8' || substr(md5(n || '/' || m.seq), 1, 15))::uuid,
       m.agency_id, m.client_id, m.state, m.filename, m.declared_type, m.media_type, m.size + n, m.sha256, m.sm3, m.metadata, m.created_at,
       m.completed_at, m.expires_at, ${id}, m.version, m.seq, m.kind, m.title, m.original, m.folder, m.evidence_code, m.needs_recollection, m.catalogue
     from ${numbers} cross join (select * from material where transfer_id = $1::uuid order by version, seq) m order by n, m.version, m.seq`,
    values,
  )
}
