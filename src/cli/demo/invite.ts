// After the play: where the gateway is, and how the newcomer goes on as any of the demonstration's clients.
import { relative } from 'node:path'
import { keyPath } from './enrol.ts'
import type { House } from './house.ts'
import { organs } from './organs.ts'
import type { Screen } from './screen.ts'

export function invite(screen: Screen, { url, gateway }: House, dataDir: string): void {
  screen.title('接着试 · go on from here')
  screen.block('网关 gateway', [
    ['地址 URL', url],
    [
      '控制台 console',
      gateway === undefined
        ? `${url}/console/`
        : `${url}/console/ 登录无需密码，任选一名虚构的承办人。No password: sign in as any of the invented officers.`,
    ],
    ['接口 API', `${url}/docs`],
    ['令牌 token', 'private_key_jwt（RFC 7523），任何标准 OAuth 客户端均可，或者 by any OAuth client library, or:'],
  ])
  const keys = Object.values(organs).map((plan) => ({ plan, path: shown(keyPath(dataDir, plan)) }))
  screen.line(`    node src/xianjie.js demo token ${keys[0]?.path} --url ${url}`)
  screen.line(`    curl -H "authorization: Bearer $(…)" ${url}/v1/transfers`)
  screen.block(
    '接入系统 clients（私钥 private key, mode 600）',
    keys.map(({ plan, path }) => [plan.entry.regionCode, `${plan.clientId} · ${plan.entry.name}`, path]),
  )
  screen.line()
  screen.say(
    gateway === undefined
      ? '网关在另一进程中继续运行。The gateway goes on in the process that started it.'
      : '按 Ctrl-C 停止；数据保留，可再次演示。Ctrl-C stops it; what was played stays.',
    'bold',
  )
}

/** As short as it can be typed where the newcomer stands. */
function shown(path: string): string {
  const near = relative(process.cwd(), path)
  return near.startsWith('..') ? path : near
}
