// `xianjie screen`: how far screening has come, a round of it by hand, back-tests of rules, switches, figures of provinces.
import { readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { type Command, InvalidArgumentError } from 'commander'
import { Unregistrable } from '../agencies/index.ts'
import { sealingKey } from '../kernel/index.ts'
import {
  backtest,
  enqueueRules,
  enterParameter,
  followScreening,
  lawOf,
  marksKeyOf,
  parametersEntered,
  type ScreeningRoom,
  screeningLag,
  switchRule,
} from '../penalties/index.ts'
import { type FactName, facts, offByDefault, type Rule, RuleFault, rules } from '../screening/index.ts'
import { type CliContext, columns, type OpenContext, withContext } from './context.ts'

export function register(program: Command, open: OpenContext): void {
  const screen = program
    .command('screen')
    .description('筛查 screening: lag, rounds, rules, back-tests, figures of provinces')
  registerRounds(screen, open)
  registerRules(screen, open)
  registerBacktest(screen, open)
  registerParameters(screen, open)
}

function registerRounds(screen: Command, open: OpenContext): void {
  screen
    .command('status')
    .description('what waits to be screened and since when')
    .action(
      withContext<object>(open, async ({ pool, out }) => {
        const lag = await screeningLag(pool)
        const seconds = lag.since === null ? 0 : Math.max(0, Math.round((Date.now() - lag.since.getTime()) / 1_000))
        out({ waiting: lag.waiting, lagSeconds: seconds, sweeps: lag.sweeps }, () =>
          columns([
            ['waiting', String(lag.waiting)],
            ['lag', `${seconds} s`],
            ['sweeps under way', String(lag.sweeps)],
          ]),
        )
      }),
    )
  screen
    .command('run')
    .description('works off what waits, where no running gateway is at it')
    .option('--all', 'has every penalty case screened anew first', false)
    .action(
      withContext<{ all: boolean }>(open, async (context, { all }) => {
        const room = roomOf(context)
        if (all) await enqueueRules(context.pool, Date.now(), null)
        const [began, failed] = [Date.now(), [] as string[]]
        let done = 0
        const judged = await followScreening(room, {
          progress: (records) => {
            done += records
            progress(done, began)
          },
          failed: (id) => failed.push(id),
        })
        if (judged === null)
          throw new Unregistrable('<screen run>', 'A running gateway is at it already: see `xianjie screen status`.')
        context.out({ judged, failed }, () => `${judged} records screened, ${failed.length} could not be judged`)
      }),
    )
}

function registerRules(screen: Command, open: OpenContext): void {
  screen
    .command('rules')
    .description('the rules and which of them are on; switches one, with the reason')
    .option('--on <rule>', 'switch a rule on', ruleNamed)
    .option('--off <rule>', 'switch a rule off', ruleNamed)
    .option('--reason <text>', 'why: kept with who did it')
    .action(
      withContext<{ on?: string; off?: string; reason?: string }>(open, async (context, asked) => {
        const ruleId = asked.on ?? asked.off
        if (asked.on !== undefined && asked.off !== undefined)
          throw new Unregistrable('off', 'One rule at a time is switched on or off.')
        if (ruleId !== undefined) {
          if (!asked.reason?.trim()) throw new Unregistrable('reason', 'A switch is kept with its reason.')
          const s = { ruleId, on: asked.on !== undefined, by: userInfo().username, reason: asked.reason }
          await switchRule({ pool: context.pool, now: Date.now }, s)
        }
        const law = await lawOf(roomOf(context))
        const held = new Set(law.set.compiled.map((c) => c.rule))
        const shown = rules.map((r) => ({
          ...{ rule: r.id, on: held.has(r), byDefault: !offByDefault(r), charge: r.charge.zh, article: r.article },
          ...{ instrument: r.instrument, from: r.from, to: r.to ?? null, confidence: r.confidence, read: r.read },
        }))
        context.out({ ruleSet: law.hash, rules: shown }, () =>
          columns(
            shown.map((r) => [r.rule, r.on ? 'on' : 'OFF', r.charge, r.instrument, r.from, r.confidence, r.read]),
          ),
        )
      }),
    )
}

function registerBacktest(screen: Command, open: OpenContext): void {
  screen
    .command('backtest')
    .description(
      'what a changed rule would change, over the whole store; every difference a line of NDJSON; writes nothing',
    )
    .option('--rule <rule>', 'the rule that is changed', ruleNamed)
    .option('--expr <cel>', 'its expression instead')
    .option('--rules <file>', 'JSON: rules that take the place of those of the same id and day')
    .action(
      withContext<{ rule?: string; expr?: string; rules?: string }>(open, async (context, asked) => {
        const room = roomOf(context)
        const before = (await lawOf(room)).set.compiled.map((c) => c.rule)
        const after = changedBy(before, asked)
        const began = Date.now()
        try {
          const summary = await backtest(room, before, after, {
            onDifference: (difference) => waitForWrite(`${JSON.stringify(difference)}\n`),
            onProgress: (seen) => progress(seen, began),
          })
          context.out({ summary }, () => JSON.stringify({ summary }))
        } catch (error) {
          throw error instanceof RuleFault
            ? new Unregistrable(asked.rules === undefined ? 'expr' : 'rules', error.message)
            : error
        }
      }),
    )
}

function changedBy(before: readonly Rule[], asked: { rule?: string; expr?: string; rules?: string }): readonly Rule[] {
  if (asked.rules !== undefined) {
    let given: unknown
    try {
      given = JSON.parse(readFileSync(asked.rules, 'utf8'))
    } catch (error) {
      throw new Unregistrable('rules', error instanceof Error ? error.message : String(error))
    }
    if (!Array.isArray(given)) throw new Unregistrable('rules', 'The file holds no list of rules.')
    const named = given.map((rule, i) => ruleGiven(rule, i))
    const taken = new Set(named.map((r) => `${r.id} ${r.from}`))
    return [...before.filter((r) => !taken.has(`${r.id} ${r.from}`)), ...named]
  }
  const { rule, expr } = asked
  if (rule === undefined || expr === undefined)
    throw new Unregistrable('rule', 'Give --rule with --expr, or --rules with a file.')
  const all = before.some((r) => r.id === rule) ? before : [...before, ...rules.filter((r) => r.id === rule)]
  return all.map((r) => (r.id === rule ? { ...r, expression: expr } : r))
}

function ruleGiven(value: unknown, i: number): Rule {
  const of = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>
  for (const field of ['id', 'expression', 'instrument', 'from', 'article'])
    if (typeof of[field] !== 'string') throw new Unregistrable('rules', `Rule ${i + 1} has no ${field}.`)
  if (!Array.isArray(of.domains)) throw new Unregistrable('rules', `Rule ${i + 1} has no domains.`)
  const rest = {
    charge: { zh: String(of.id), en: String(of.id) },
    policeCategory: null,
    confidence: 'low',
    read: 'unread',
  }
  return { ...rest, ...of } as unknown as Rule
}

function registerParameters(screen: Command, open: OpenContext): void {
  screen
    .command('parameters')
    .description('figures that provinces have set; enters one where a fact is named')
    .option('--region <code>', 'of the province: six digits')
    .option('--fact <fact>', `one of ${regional.join(', ')}`)
    .option('--yuan <n>', 'the figure in yuan', Number)
    .option('--from <day>', 'yyyy-mm-dd, in force from')
    .option('--to <day>', 'yyyy-mm-dd, no longer in force on')
    .option('--basis <text>', 'the document of the province')
    .action(
      withContext<{ region?: string; fact?: string; yuan?: number; from?: string; to?: string; basis?: string }>(
        open,
        async (context, asked) => {
          if (asked.fact !== undefined) await enterParameter(roomOf(context), parameterOf(asked))
          const all = await parametersEntered(context.pool)
          context.out(all, () =>
            columns(
              all.map((p) => [
                p.region_code,
                p.fact,
                String(p.yuan),
                p.from_day,
                p.to_day ?? '',
                p.basis,
                p.entered_by,
              ]),
            ),
          )
        },
      ),
    )
}

const regional = Object.entries(facts)
  .filter(([, fact]) => fact.from === 'region')
  .map(([name]) => name)

function parameterOf(asked: {
  region?: string
  fact?: string
  yuan?: number
  from?: string
  to?: string
  basis?: string
}) {
  const { region = '', fact = '', yuan = Number.NaN, from = '', to, basis = '' } = asked
  if (!regional.includes(fact)) throw new Unregistrable('fact', `Give one of ${regional.join(', ')}.`)
  if (!/^\d{6}$/.test(region)) throw new Unregistrable('region', 'Give six digits, for example 450000.')
  if (!(yuan >= 0)) throw new Unregistrable('yuan', 'Give the figure in yuan.')
  const day = /^\d{4}-\d{2}-\d{2}$/
  if (!day.test(from)) throw new Unregistrable('from', 'Give a day, for example 2017-01-01.')
  if (to !== undefined && !day.test(to)) throw new Unregistrable('to', 'Give a day, for example 2027-01-01.')
  if (basis.trim() === '') throw new Unregistrable('basis', 'A figure is kept with the document it stands in.')
  const by = userInfo().username
  return { regionCode: region, fact: fact as FactName, yuan, from, to: to ?? null, basis, by }
}

function roomOf({ pool, dataDir, secretsKey }: CliContext): ScreeningRoom {
  return {
    pool,
    now: Date.now,
    marksKey: marksKeyOf(sealingKey({ dataDir, handedIn: secretsKey, generateIfNone: true })),
  }
}

function ruleNamed(value: string): string {
  if (rules.some((r) => r.id === value)) return value
  throw new InvalidArgumentError('There is no such rule: see `xianjie screen rules`.')
}

let told = 0
/** A line a second on stderr. */
function progress(done: number, began: number): void {
  const now = Date.now()
  if (now - told < 1_000) return
  told = now
  process.stderr.write(`${done} records, ${Math.round((done * 1_000) / Math.max(1, now - began))}/s\n`)
}

const waitForWrite = (line: string): Promise<void> | undefined =>
  process.stdout.write(line) ? undefined : new Promise((go) => process.stdout.once('drain', go))
