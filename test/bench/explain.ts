// The opening statement as the database sees it under the real gateway: auto_explain on the gateway's own sessions, the
// plans read back from the server's log. The statement is not named here, so that it may change freely.
import { readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { rounded, spreadOf, spreadText } from './figures.ts'
import { gatewayConnections } from './gateway-process.ts'
import type { SubmitBench } from './submit-bench.ts'

interface PlanNode {
  readonly 'Node Type': string
  readonly 'Subplan Name'?: string
  readonly 'Relation Name'?: string
  readonly 'CTE Name'?: string
  readonly 'Actual Total Time'?: number
  readonly 'Actual Loops'?: number
  readonly 'Shared Hit Blocks'?: number
  readonly 'Shared Dirtied Blocks'?: number
  readonly 'Rows Removed by Filter'?: number
  readonly Plans?: readonly PlanNode[]
}

interface Explained {
  readonly ms: number
  readonly text: string
  readonly plan: PlanNode
  readonly triggers: readonly { readonly 'Trigger Name'?: string; readonly Time?: number }[]
}

/** What marks the statement that opens cases. */
const opening = /insert into transfer\b/i

const timeOf = (node: PlanNode) => (node['Actual Total Time'] ?? 0) * (node['Actual Loops'] ?? 1)

/** Time in a part of the statement without what it reads from other parts. */
function ownTime(part: PlanNode): number {
  let foreign = 0
  const walk = (node: PlanNode) => {
    for (const child of node.Plans ?? []) {
      if (child['Subplan Name']?.startsWith('CTE ')) continue
      if (child['Node Type'] === 'CTE Scan') foreign += timeOf(child)
      else walk(child)
    }
  }
  walk(part)
  return Math.max(0, timeOf(part) - foreign)
}

function partsOf(plan: PlanNode): PlanNode[] {
  const found: PlanNode[] = []
  const walk = (node: PlanNode) => {
    for (const child of node.Plans ?? []) {
      if (child['Subplan Name']?.startsWith('CTE ')) found.push(child)
      walk(child)
    }
  }
  walk(plan)
  return found
}

function reads(part: PlanNode): string {
  const kinds: string[] = []
  const walk = (node: PlanNode) => {
    const on = node['Relation Name'] ?? node['CTE Name']
    if (node['Node Type'] !== 'ModifyTable' && (on !== undefined || /Join|Loop/.test(node['Node Type'])))
      kinds.push(`${node['Node Type']}${on === undefined ? '' : ` ${on}`}`)
    for (const child of node.Plans ?? []) if (!child['Subplan Name']?.startsWith('CTE ')) walk(child)
  }
  walk(part)
  return kinds.join(' < ')
}

/** Each part's median over all plans: where the machine is shared, any single plan is interrupted somewhere. */
function described(plans: readonly Explained[]): string {
  const own = new Map<string, { times: number[]; reads: string }>()
  const add = (name: string, time: number, how: string) => {
    const known = own.get(name)
    if (known === undefined) own.set(name, { times: [time], reads: how })
    else known.times.push(time)
  }
  for (const { plan, triggers } of plans) {
    for (const part of partsOf(plan)) add(part['Subplan Name']?.slice(4) ?? '', ownTime(part), reads(part))
    add('answer', ownTime(plan), reads(plan))
    for (const t of triggers) add(`trigger ${t['Trigger Name']}`, t.Time ?? 0, '')
  }
  const medianOf = (of: (plan: Explained) => number) => spreadOf(plans.map(of)).median
  const rows = [...own]
    .map(([name, part]) => ({ name, reads: part.reads, time: spreadOf(part.times).median }))
    .sort((x, y) => y.time - x.time)
  return [
    `  ${spreadText(spreadOf(plans.map((p) => p.ms)))} ms in the executor; buffers hit ${medianOf((p) => p.plan['Shared Hit Blocks'] ?? 0)}, dirtied ${medianOf((p) => p.plan['Shared Dirtied Blocks'] ?? 0)}`,
    ...rows.map((row) => `  ${row.time.toFixed(3).padStart(8)} ms  ${row.name.padEnd(18)} ${row.reads}`),
  ].join('\n')
}

/** The plans that were logged after a position of the log, of the opening statement only. */
function plansSince(log: string, position: number): Explained[] {
  const text = readFileSync(log).subarray(position).toString()
  return text.split(/^(?=\S)/m).flatMap((entry): Explained[] => {
    const match = /duration: ([\d.]+) ms {2}plan:\n([\s\S]*)/.exec(entry)
    if (match === null) return []
    const { 'Query Text': query, Plan, Triggers = [] } = JSON.parse(match[2] as string)
    return opening.test(query) ? [{ ms: Number(match[1]), text: query, plan: Plan, triggers: Triggers }] : []
  })
}

/** Loads the gateway with plans written down: one submission at a time, then as many as the bench's connections. */
export async function explainOpening(bench: SubmitBench): Promise<{ text: string; ms: Record<string, number> }> {
  const { owner } = bench.scene
  const session = await owner.connect()
  const set = async (settings: Record<string, string>) => {
    for (const [name, value] of Object.entries(settings)) await session.query(`alter system set ${name} = '${value}'`)
    await session.query('select pg_reload_conf()')
    await sleep(200)
  }
  try {
    const place = await session.query<{ data_directory: string }>('show data_directory')
    const log = join(dirname(place.rows[0]?.data_directory ?? ''), 'server.log')
    await session.query(`load 'auto_explain'`)
    await set({
      'auto_explain.log_min_duration': '0',
      'auto_explain.log_analyze': 'on',
      'auto_explain.log_buffers': 'on',
      'auto_explain.log_triggers': 'on',
      'auto_explain.log_format': 'json',
      'auto_explain.sample_rate': '0',
    })
    const login = decodeURIComponent(new URL(bench.scene.gatewayUrl).username)
    await session.query(`alter role "${login}" set session_preload_libraries = 'auto_explain'`)
    // New sessions for the gateway: only those load the library.
    await session.query('select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1', [
      gatewayConnections,
    ])
    await sleep(500)
    await bench.measure('work', bench.options.warmSeconds)
    const text: string[] = []
    const ms: Record<string, number> = {}
    for (const connections of [1, bench.options.connections]) {
      await set({ 'auto_explain.sample_rate': '1' })
      const position = statSync(log).size
      await bench.measure('work', 0.7, connections)
      await set({ 'auto_explain.sample_rate': '0' })
      const plans = plansSince(log, position).slice(3)
      if (plans.length === 0) continue
      text.push(`${connections} at a time (medians of ${plans.length} plans):`, described(plans))
      ms[connections === 1 ? 'alone' : 'gathered'] = rounded(spreadOf(plans.map((p) => p.ms)).median)
    }
    return { text: text.join('\n'), ms }
  } finally {
    session.release(true)
  }
}
