// The pages of sync health: what stands between this gateway and the platforms, and what an operator may do about it.
import { Hono } from 'hono'
import type { ConsoleDeps, ConsoleEnv, Me } from '../env.ts'
import { needsThat } from '../session/needs.ts'
import { statePage, undeliveredPage } from './deliveries.ts'
import { gapsPage } from './gaps.ts'
import { overviewPage } from './overview.ts'
import { comparePage, reconciliationPage, reconciliationsPage } from './reconciliations.ts'
import { sinkPage } from './sinks.ts'
import { dryRunPage, pullPage, sourcePage } from './sources.ts'
import { webhookPage, webhooksPage, webhookTestPage } from './webhooks.ts'

const has = (me: Me, ...roles: readonly string[]) => me.roles.some((role) => roles.includes(role))
const looks = (me: Me) =>
  me.agency.kind === 'service_platform' ||
  has(me, 'operator', 'system_administrator', 'security_administrator', 'audit_administrator')
/** Auditors and security look and change nothing. */
const acts = (me: Me) =>
  has(me, 'operator', 'system_administrator') ||
  (me.agency.kind === 'service_platform' && !has(me, 'security_administrator', 'audit_administrator'))

/** Nothing else fits into a path of the API. */
const one = ':id{[0-9a-f-]{36}}'

export function syncPages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const door = new Hono<ConsoleEnv>()
  const may = needsThat(acts)
  door.use('/sync', needsThat(looks))
  door.use('/sync/*', needsThat(looks))

  door.get('/sync', overviewPage)
  door.get('/sync/gaps', gapsPage)
  door.get('/sync/reconciliations', (c) => reconciliationsPage(c, acts(c.get('session').me)))
  door.get(`/sync/reconciliations/${one}`, reconciliationPage)
  door.on(['GET', 'POST'], '/sync/reconcile', may, (c) => comparePage(c, deps))
  door.get(`/sync/sources/${one}`, (c) => sourcePage(c, acts(c.get('session').me)))
  door.on(['GET', 'POST'], `/sync/sources/${one}/pull`, may, (c) => pullPage(c, deps))
  door.on(['GET', 'POST'], `/sync/sources/${one}/dry-run`, may, dryRunPage)
  door.get(`/sync/sinks/${one}`, (c) => sinkPage(c, acts(c.get('session').me)))
  door.get('/sync/webhooks', webhooksPage)
  door.get(`/sync/webhooks/${one}`, (c) => webhookPage(c, acts(c.get('session').me)))
  door.on(['GET', 'POST'], `/sync/webhooks/${one}/test`, may, (c) => webhookTestPage(c, deps))
  for (const room of ['sinks', 'webhooks'] as const) {
    const words = room === 'sinks' ? 'sync.sinks' : 'sync.webhooks'
    const reason = room === 'sinks' ? 'why' : 'reason'
    for (const act of ['replay', 'let-go', 'enable', 'disable'] as const)
      door.on(['GET', 'POST'], `/sync/${room}/${one}/${act}`, may, (c) => {
        const id = c.req.param('id') ?? ''
        const to = {
          api: `/v1/${room}/${id}`,
          back: `/console/sync/${room}/${id}`,
          words: c.get('view').t(words),
          reason,
        } as const
        if (act === 'replay' || act === 'let-go') return undeliveredPage(c, deps, to, act)
        return statePage(c, deps, to, act === 'enable' ? 'enabled' : 'disabled')
      })
  }
  return door
}
