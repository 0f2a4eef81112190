// What a town has of everything that has a page: bytes behind its materials, letters, labels, clues and tasks in every stand,
// partners, reports, requests that wait. For looking at every page; nothing here is asked about what it means.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { vi } from 'vitest'
import { Registry } from '../src/agencies/index.ts'
import { openSealer, outbound } from '../src/kernel/index.ts'
import { addSink, enterSource, openSinks } from '../src/sync/index.ts'
import type { Town } from './console-town.ts'
import { told } from './doors/clues-scene.ts'
import { announcementOf } from './doors/draws-scene.ts'
import { unit } from './rooms/penalties-scene.ts'
import type { World } from './world.ts'

const waitMs = { timeout: 60_000, interval: 200 }
/** Two sinks and two webhooks. */
const receivers = 4
/** One of each kind that the viewer shows. */
const shownKinds = ['application/pdf', 'image/png', 'audio/wav', 'video/mp4', 'application/msword']

/** Bytes for every material that the world has rows of only, and another kind of file for each of these. */
export async function stocked(w: World, of: readonly { readonly id: string }[]): Promise<void> {
  for (const [i, { id }] of of.entries())
    await w.db.ownerPool.query('update material set media_type = $2 where id = $1', [
      id,
      shownKinds[i % shownKinds.length],
    ])
  const { rows } = await w.db.ownerPool.query<{ sha256: string; size: string }>(
    'select sha256, size from material where sha256 is not null',
  )
  for (const { sha256, size } of rows) {
    const shelf = join(w.gateway.config.dataDir, 'materials', 'sha256', sha256.slice(0, 2))
    mkdirSync(shelf, { recursive: true })
    writeFileSync(join(shelf, sha256.slice(2)), Buffer.alloc(Number(size), ' '))
  }
}

export async function furnish(w: World, t: Town): Promise<void> {
  const officers = (by: string) => ({ officers: w.organ(by).officers.slice(0, 1) })
  const codes = (...names: string[]) => names.map((name) => w.organ(name).code)
  const post = async (by: string, path: string, body: object): Promise<string> => {
    const answer = await w.ask<{ id?: string }>(by, 'POST', path, { ...officers(by), ...body })
    if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body.id ?? ''
  }
  const sent = async (by: Parameters<Town['desk']>[0], path: string, values: Record<string, string>, to = path) => {
    const desk = await t.desk(by)
    const { status, text, location } = await desk.send(path, to, values)
    if (status !== 303 || location === null) throw new Error(`${path}: ${status} ${text.slice(0, 2_000)}`)
    // What was done is said once; whoever looks next sees an ordinary page.
    await desk.page(location)
    return location
  }
  const { penalty } = t.subjects
  const said = { title: '通知', text: '请办理。', dueOn: '2099-12-31' }
  const subjects = [{ kind: 'transfer', id: t.subjects.transfer }]

  // Letters: to sign, to answer, of one's own.
  const order = { ...said, kind: 'instruction', to: codes('procuratorate') }
  await post('upper', '/v1/correspondence', order)
  const signed = await post('upper', '/v1/correspondence', order)
  await post('procuratorate', `/v1/correspondence/${signed}/sign`, {})
  const [file] = (await w.materials('market', ['M9'])).map(({ id, sha256 }) => ({ id, sha256, title: '附件' }))
  const withFile = { ...said, kind: 'exchange', to: codes('police'), attachments: [file] }
  await post('market', '/v1/correspondence', withFile)

  // Labels: one of the upper organ's, borne by the case, and one of the agency's own.
  const campaign = { kind: 'campaign', name: '专项行动', fromDay: '2026-01-01' }
  const label = await post('upper', '/v1/labels', { ...campaign, members: codes('procuratorate', 'market') })
  await post('market', `/v1/labels/${label}/put`, { subjects, reason: '符合' })
  const watched = { ...campaign, kind: 'listed', dueOn: '2099-12-31', responsible: { name: '甲' } }
  await post('upper', '/v1/labels', { ...watched, members: codes('procuratorate') })

  // Clues: taken, dispatched, accepted.
  await post('market', '/v1/clues', told(w, 'market'))
  for (const acts of [[], ['accept']] as const) {
    const clue = await post('government', '/v1/clues', told(w, 'government'))
    await post('government', `/v1/clues/${clue}/dispatch`, { to: w.organ('market').code })
    for (const act of acts) await post('market', `/v1/clues/${clue}/${act}`, {})
  }

  // Tasks: handed down, being worked on, replied to.
  const task = { to: w.organ('procuratorate').code, ...said, items: [{ kind: 'penalty', id: penalty }] }
  for (const acts of [[], ['sign'], ['sign', 'work', 'reply']]) {
    const id = await post('upper', '/v1/assignments', task)
    for (const act of acts)
      await post('procuratorate', `/v1/assignments/${id}/${act}`, {
        ...(act === 'work' && { results: [{ no: 1, result: 'verified', text: '属实' }] }),
        ...(act === 'reply' && { text: '回复' }),
      })
  }

  // Penalty records that wait to be mended, a draw that waits for its number, what a finding was told.
  const held = unit(9, { CF_NR: '罚款1.5元' }, w.organ('market'))
  await w.ask('market', 'POST', '/v1/penalty-cases', [held])
  const publicValues = [{ name: '双色球第2026134期', source: '中国福利彩票发行管理中心', day: '2026-11-01' }]
  await post('procuratorate', '/v1/supervision/draws', announcementOf(w, { publicValues }))
  await post('procuratorate', `/v1/findings/${t.subjects.finding}/steps/urge`, {
    ...{ requirements: '请说明情况', documentNo: '海检催〔2026〕9号' },
  })

  // Reports, their rhythm, a month that is settled.
  const report = await sent(
    'procurator',
    '/console/reports/new',
    { from: '2026-01', to: '2026-02' },
    '/console/reports',
  )
  await sent('procurator', '/console/reports/schedules', { since: '2199-01-01', every: 'year' })
  await sent('procurator', '/console/statements', { month: '2026-01' })

  // Partners: one that is silent, one that cannot be reached, a receiver of webhooks.
  const agency = w.organ('market').code
  const drop = { name: 'drop', agency, kind: 'files', config: { directory: '/no/such/folder' } }
  await enterSource(w.db.pool, drop, async () => w.organ('market').id)
  const registry = new Registry({ pool: w.db.pool })
  const calls = outbound()
  const directory = async () => (await registry.current()).directory
  const sinks = openSinks({ pool: w.db.pool, directory, sealer: openSealer(Buffer.alloc(32)), calls, now: Date.now })
  const config = { baseUrl: 'http://127.0.0.1:9', path: '/transfers', figures: { path: '/transfers/summary' } }
  await addSink(sinks, { name: '省平台', agency, kind: 'rest', config }, { who: 'test' })
  const definition = { name: '已停用的平台', agency, kind: 'rest', config }
  const stopped = (await addSink(sinks, definition, { who: 'test' })).id
  calls.close()
  const made = async (path: string, body: object) => {
    const answer = await w.ask<{ id: string }>('market', 'POST', path, body)
    if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body.id
  }
  const hook = await made('/v1/webhooks', { url: 'http://127.0.0.1:9/hook' })
  await made('/v1/webhooks', { url: 'http://127.0.0.1:9/other' })
  await made('/v1/reconciliations', { partner: '省平台', repair: false })
  // What could not be delivered lies there as dead; it is not waited for until it does.
  await w.submit()
  await vi.waitFor(async () => {
    await w.db.ownerPool.query(
      "update delivery set state = 'dead' where state = 'waiting' and (leased_until is null or leased_until < now())",
    )
    const { rowCount } = await w.db.ownerPool.query("select from delivery where state = 'dead' group by receiver_id")
    if (rowCount !== receivers) throw new Error(`${rowCount} of ${receivers} receivers are behind`)
  }, waitMs)
  await sent('operator', `/console/sync/sinks/${stopped}/disable`, { why: '对方平台检修' })
  await sent('operator', `/console/sync/webhooks/${hook}/disable`, { reason: '对方平台检修' })

  // A change that waits for the second person.
  const { code } = w.organ('justice')
  await sent('systemAdministrator', `/console/administration/acts/disable_agency?agency=${code}`, {
    reason: '机构改革，已撤并',
  })
  await vi.waitFor(async () => {
    const { text } = await (await t.desk('procurator')).page(report)
    if (!text.includes('/content')) throw new Error('the report is not made')
  }, waitMs)
}
