// `xianjie demo`: a newcomer's first minute. Starts the gateway, enters organs of three regions, plays two published cases
// through the public API and stays up. It is a client of the gateway like any other; only entering organs and checking
// the journal are an operator's work.
import { basename } from 'node:path'
import type { Command } from 'commander'
import { verifyCases } from '../cases/index.ts'
import { Caller } from './demo/caller.ts'
import { enrolAll, keyPath, makeKeyDirectory } from './demo/enrol.ts'
import { DemoFault } from './demo/fault.ts'
import { demoConfig, type House, openHouse } from './demo/house.ts'
import { invite } from './demo/invite.ts'
import { type OrganKey, organs } from './demo/organs.ts'
import { documentNumbers } from './demo/papers.ts'
import { type Played, play, type Stage } from './demo/play.ts'
import { plots } from './demo/plots.ts'
import { keepReceipt } from './demo/receipt.ts'
import { type PublishedRecord, publishedRecords } from './demo/records.ts'
import { Screen } from './demo/screen.ts'
import { feedEnd, watch } from './demo/watch.ts'
import { stopped } from './serve.ts'

export function register(program: Command): void {
  const demo = program
    .command('demo')
    .description('start a gateway, play two published cases through it step by step, and stay up (not in production)')
    .option('--port <port>', 'instead of XIANJIE_PORT; the next free one where it is taken, 0 for any')
    .option('--exit', 'stop after the play; exit code 0 only if all went through')
    .action(async (options: { port?: string; exit?: boolean }) => {
      const json = program.opts<{ json?: boolean }>().json === true
      await run(options, new Screen(json ? process.stderr : process.stdout), json)
    })
  demo
    .command('token')
    .description('print an access token of a demonstration client')
    .argument('<key file>', 'its private key, which bears the client’s id as its name')
    .option('--url <url>', 'the gateway', 'http://127.0.0.1:8731')
    .action(async (keyFile: string, { url }: { url: string }) => {
      console.log(await new Caller(url, basename(keyFile, '.jwk'), keyFile).token())
    })
}

async function run(options: { port?: string; exit?: boolean }, screen: Screen, json: boolean): Promise<void> {
  if (process.env.NODE_ENV === 'production')
    throw new DemoFault(
      'The demonstration enters invented organs and cases; it does not run in production (NODE_ENV=production).',
    )
  const config = demoConfig(process.env, options.port)
  screen.title('衔接 Xianjie · 演示 demonstration：从行政执法到刑事立案 from enforcement to criminal filing')
  const records = readRecords(screen)
  makeKeyDirectory(config.dataDir)
  const house = await openHouse(process.env, config, screen)
  let up = false
  try {
    const summary = await perform(house, config.dataDir, records, screen)
    if (json) console.log(JSON.stringify(summary))
    if (options.exit !== true) {
      invite(screen, house, config.dataDir)
      up = house.gateway !== undefined
    }
  } finally {
    if (!up) await house.close()
  }
  if (up && house.gateway) await stopped(house.gateway)
}

function readRecords(screen: Screen): ReadonlyMap<string, PublishedRecord> {
  const records = publishedRecords()
  const moved = [...records.values()].filter((r) => r.transferred_to_police === true).length
  screen.say(
    `读入 ${records.size} 条公开的处罚记录，其中 ${moved} 条载明已移送。Read ${records.size} published penalty records; ${moved} of them say that the case went to the police.`,
  )
  return records
}

async function perform(house: House, dataDir: string, records: ReadonlyMap<string, PublishedRecord>, screen: Screen) {
  const plans = Object.values(organs)
  const enrolling = enrolAll(house.pool, plans, dataDir)
  const { entered } = await screen.during(
    '登记三个地区的机关、承办人与接入系统 entering organs, officers and clients',
    enrolling,
  )
  const regions = new Set(plans.map(({ entry }) => entry.regionCode)).size
  screen.say(
    `${regions} 个地区 ${plans.length} 个机关（新登记 ${entered} 个）。${plans.length} organs of ${regions} regions, ${entered} of them new.`,
  )
  const callers = Object.fromEntries(
    Object.entries(organs).map(([key, plan]) => [key, new Caller(house.url, plan.clientId, keyPath(dataDir, plan))]),
  ) as Record<OrganKey, Caller>
  const stage: Stage = { screen, callers, documentNo: documentNumbers() }
  const played: Played[] = []
  for (const [index, plot] of plots.entries()) {
    const record = records.get(plot.recordId)
    if (record?.transferred_to_police !== true)
      throw new DemoFault(`The record ${plot.recordId} is missing, or never went to the police.`)
    screen.title(`${index + 1}/${plots.length} ${plot.zh} · ${plot.en}`)
    introduce(screen, record)
    const since = await feedEnd(callers[plot.procuratorate])
    const one = await play(stage, plot, record)
    await watch(stage, one, since)
    played.push(one)
  }
  return close(house, dataDir, played, screen)
}

function introduce(screen: Screen, record: PublishedRecord): void {
  screen.block(`公开记录 published record ${record.record_id}`, [
    ['机关 agency', `${record.agency}（${record.region_code}）`],
    ['违法 violation', record.violation_type],
    ['事实 facts', record.facts],
    ['真实 real', '以上公开内容，以及案件确已移送。The above is published, and the case really went to the police.'],
    [
      '虚构 invented',
      [
        '当事人名称和代码、人员、文号、材料，以及以下每一步。Party and code, persons, document numbers, files, and every step that follows.',
        'yellow',
      ],
    ],
  ])
}

async function close(house: House, dataDir: string, played: readonly Played[], screen: Screen) {
  const [first] = played
  if (first === undefined) throw new DemoFault('Nothing was played.')
  const { path, facts } = await keepReceipt(dataDir, house.url, first.firstReceipt.jws, first.transfer.id)
  const journal = await verifyCases(house.pool)
  screen.title('核验 · proof')
  screen.block(
    '✓ 签名回执 · signed receipt',
    [
      ['文件 file', path],
      ['验签 verified', `公布的公钥 ${house.url}/.well-known/jwks.json`],
      [
        '内容 says',
        `第 ${facts.receipt} 号，${facts.step}，${facts.delivered.count} 份材料，清单摘要 ${facts.delivered.manifestSha256.slice(0, 16)}…`,
      ],
      [
        '待起算 waiting',
        ...facts.notYetRunning.map(
          (c) => `${c.rule} ${c.period.amount}${c.period.unit} ← ${c.startsWith}（签收后起算 starts when they sign）`,
        ),
      ],
    ],
    'green',
  )
  if (journal.faults.length > 0)
    throw new DemoFault(
      `The journal does not hold: ${journal.faults.map((f) => `${f.documentNo} ${f.fault}`).join('; ')}`,
    )
  screen.block(
    '✓ 全程留痕 · journal',
    [
      [
        '核验 verified',
        `${journal.checked} 个案件，每条链与每个案件均吻合。${journal.checked} cases checked; every chain holds.`,
      ],
    ],
    'green',
  )
  return {
    url: house.url,
    receiptFile: path,
    journal,
    cases: played.map(({ plot, transfer: { id, documentNo, status, version } }) => ({
      record: plot.recordId,
      id,
      documentNo,
      status,
      version,
    })),
  }
}
