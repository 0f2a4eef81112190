// What the procuratorate sees of a case: the case in its list, the timeline with articles and lights, the clocks, the
// receipts, its change feed; and that an organ without a part sees nothing at all.
import { setTimeout as sleep } from 'node:timers/promises'
import { answers } from '../../../schemas/index.ts'
import type { Caller } from './caller.ts'
import { DemoFault } from './fault.ts'
import { organs } from './organs.ts'
import type { Played, Stage } from './play.ts'
import { verifyReceipt } from './receipt.ts'
import type { Row } from './screen.ts'
import { articles, clockLine, lightOf, localTime, partName } from './telling.ts'

/** The feed holds back what an open transaction might still precede. */
const feedPatienceMs = 10_000

/** Where an organ's feed stands now. */
export async function feedEnd(caller: Caller): Promise<string> {
  for (let cursor = ''; ; ) {
    const page = await caller.get(`/v1/changes?cursor=${cursor}&limit=200`, answers.changesAnswer)
    cursor = page.cursor
    if (!page.more) return cursor
  }
}

export async function watch({ screen, callers }: Stage, { plot, transfer }: Played, since: string): Promise<void> {
  const caller = callers[plot.procuratorate]
  const who = organs[plot.procuratorate].entry.name
  const path = `/v1/transfers/${transfer.id}`
  const list = await caller.get('/v1/transfers?part=supervisor', answers.transferList)
  if (!list.items.some(({ id }) => id === transfer.id)) throw new DemoFault(`${who} does not see the case in its list.`)
  const seen = await caller.get(path, answers.transferAnswer)
  if (seen.version !== transfer.version) throw new DemoFault(`${who} sees version ${seen.version} of the case.`)
  screen.block(
    `◉ 检察机关查看全程 · the procuratorate looks: ${who}`,
    [
      ['案件 case', `${seen.documentNo} ${seen.caseName}`],
      ['各方 parts', ...seen.parts.map((p) => `${partName(p.part)}：${p.agency.name}`)],
      ...seen.timeline.map(
        (e): Row => [
          `v${e.version}`,
          `${localTime(e.at)} ${e.zh} · ${e.by.agency.name}`,
          [articles(e.basisZh), 'dim'],
          ...e.clocksStarted.map((c) => `→ ${c.zh} ${c.localDate}，现为 now ${lightOf(c.light)}`),
        ],
      ),
      ['期限 clocks', ...seen.clocks.map(clockLine)],
    ],
    'blue',
  )
  const versions = await changesOf(caller, transfer, since)
  const receipts = await caller.get(`${path}/receipts`, answers.receiptList)
  for (const { jws, step } of receipts.items) await verifyReceipt(caller.url, jws, transfer.id, step)
  const { stranger } = plot
  const unseen = await callers[stranger].send('GET', path)
  if (unseen.status !== 404) throw new DemoFault(`${stranger} was answered with ${unseen.status} for a foreign case.`)
  screen.block(
    '◉ 变动、回执、不可见 · changes, receipts, and who sees nothing',
    [
      ['变动 changes', `${versions.length} 条，v1–v${transfer.version}，一条不少。The feed tells every version once.`],
      ['回执 receipts', `${receipts.items.length} 份，均以公布的公钥验签通过。All verify with the published keys.`],
      [
        '他人 stranger',
        `${organs[stranger].entry.name}：404，案件对其不存在。For an organ without a part the case does not exist.`,
      ],
    ],
    'blue',
  )
}

/** Every version of the case, once and in order; throws DemoFault where the feed tells anything else. */
async function changesOf(caller: Caller, { id, version }: Played['transfer'], since: string): Promise<number[]> {
  const versions: number[] = []
  let cursor = since
  for (const until = Date.now() + feedPatienceMs; ; ) {
    const page = await caller.get(`/v1/changes?cursor=${cursor}&limit=200`, answers.changesAnswer)
    cursor = page.cursor
    versions.push(...page.items.filter((c) => c.kind === 'transfer' && c.transferId === id).map((c) => c.version))
    if (versions.length >= version) break
    if (Date.now() > until) break
    if (!page.more) await sleep(100)
  }
  if (versions.join() !== Array.from({ length: version }, (_, i) => i + 1).join())
    throw new DemoFault(`The change feed tells the versions ${versions.join(', ')} of ${version}.`)
  return versions
}
