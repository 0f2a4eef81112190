// The decide bench: what the law itself costs, one act after another on one core, without a database or a door. Beside it
// in the same rounds: the same events made by hand, and read from their JSON.
import { refused } from '../../src/kernel/index.ts'
import { decide } from '../../src/procedure/index.ts'
import { madeAnew } from './decide-floor.ts'
import { type Question, questions } from './decide-questions.ts'
import { type Goal, rounded, type Spread, spreadOf, spreadText, verdictOn } from './figures.ts'
import type { BenchOptions } from './options.ts'
import { note } from './scene.ts'

/** Of issue 3: the mix of forward steps, due times included. */
const goal: Goal = { reach: 200_000 }
const forward = [
  'transfer_dispatch',
  'receipt_sign',
  'completeness_check',
  'filing_approved',
  'filing_refused',
  'notice_receipt',
] as const
/** On a core of its own a process is busy for nearly all of the time. */
const oneCore = 0.85
/** One of the options' measurements is shared by all that is measured in a round. */
const shareOfRound = 1 / 6

interface Measured {
  readonly perSecond: number
  /** CPU time of this process for one, in µs, the collector's threads included. */
  readonly cpuUs: number
}

/** What was decided, so that nothing can be left out as unused. */
let weight = 0

/** Passes over all the work until the time is up. */
function measure(passes: () => number, ms: number): Measured {
  let done = 0
  const cpu = process.cpuUsage()
  const from = performance.now()
  let now = from
  while (now - from < ms) {
    done += passes()
    now = performance.now()
  }
  const { user, system } = process.cpuUsage(cpu)
  return { perSecond: (done / (now - from)) * 1_000, cpuUs: (user + system) / done }
}

function decided(asked: readonly Question[]): () => number {
  return () => {
    for (let i = 0; i < asked.length; i++) {
      const { procedure, state, request, facts } = asked[i] as Question
      const granted = decide(procedure, state, request, facts)
      if (refused(granted)) throw new Error(`${request.step} was refused: ${granted.code} ${granted.detail}`)
      weight += granted.event.version
    }
    return asked.length
  }
}

function made(asked: readonly Question[]): () => number {
  const events = asked.map((question) => question.event)
  return () => {
    for (const event of events) weight += madeAnew(event).version
    return events.length
  }
}

function read(asked: readonly Question[]): () => number {
  const texts = asked.map((question) => JSON.stringify(question.event))
  return () => {
    for (const text of texts) weight += (JSON.parse(text) as { version: number }).version
    return texts.length
  }
}

export async function benchDecide(options: BenchOptions): Promise<void> {
  const asked = questions()
  const of = (kind: string) => asked.filter((question) => question.kind === kind)
  const mix = asked.filter((question) => (forward as readonly string[]).includes(question.kind))
  const work: Readonly<Record<string, () => number>> = {
    mix: decided(mix),
    floor: made(mix),
    json: read(mix),
    ...Object.fromEntries([...forward, 'supervision'].map((kind) => [kind, decided(of(kind))])),
  }
  if (options.profile) return (await import('./decide-profile.ts')).profileDecide(work.mix as () => number, options)
  const names = Object.keys(work)
  const ms = options.seconds * 1_000 * shareOfRound
  note(`${mix.length} questions in the mix, ${asked.length} in all; warming …`)
  // All kinds in turn, so that the code is compiled for all of them and not for the first.
  for (let i = 0; i < 3; i++) for (const name of names) measure(work[name] as () => number, ms / 2)

  const rounds: Record<string, Measured>[] = []
  for (let round = 0; round < options.rounds; round++) {
    const found: Record<string, Measured> = {}
    for (let i = 0; i < names.length; i++) {
      const name = names[(i + round) % names.length] as string
      found[name] = measure(work[name] as () => number, ms)
    }
    rounds.push(found)
    note(
      `round ${round + 1}/${options.rounds}: ${names.map((n) => `${n} ${rounded(found[n]?.perSecond ?? 0)}`).join('  ')}`,
    )
  }
  if (weight <= 0) throw new Error('nothing was decided')
  report(rounds, options)
}

function report(rounds: readonly Record<string, Measured>[], options: BenchOptions): void {
  const rate = (name: string) => spreadOf(rounds.map((r) => r[name]?.perSecond ?? 0))
  // A ratio within each round: what slows a round down slows both its sides.
  const ratio = (name: string) => spreadOf(rounds.map((r) => (r.mix?.perSecond ?? 0) / (r[name]?.perSecond ?? 1)))
  const spreads: Record<string, Spread> = {
    decide_per_s: rate('mix'),
    floor_per_s: rate('floor'),
    ratio: ratio('floor'),
    floor_json_per_s: rate('json'),
    ratio_json: ratio('json'),
    // By the time of this process alone: what remains comparable where others use the machine.
    decide_per_cpu_s: spreadOf(rounds.map((r) => 1_000_000 / (r.mix?.cpuUs ?? 1))),
    ...Object.fromEntries([...forward, 'supervision'].map((kind) => [`${kind}_per_s`, rate(kind)])),
  }
  const figures = Object.fromEntries(Object.entries(spreads).map(([name, s]) => [name, rounded(s.median)]))
  if ((figures.decide_per_s ?? 0) < (figures.decide_per_cpu_s ?? 0) * oneCore)
    note('this process had no core of its own: decide_per_cpu_s says more than decide_per_s')
  const verdict = {
    decide_per_s: verdictOn(figures.decide_per_s ?? 0, goal),
    decide_per_cpu_s: verdictOn(figures.decide_per_cpu_s ?? 0, goal),
  }
  if (!options.json) {
    for (const [name, s] of Object.entries(spreads)) console.log(`${name.padEnd(26)} ${spreadText(s)}`)
    for (const [name, words] of Object.entries(verdict)) console.log(`${name.padEnd(26)} ${words}`)
  }
  console.log(
    JSON.stringify({
      ...figures,
      mix: 'transfer_dispatch, receipt_sign, completeness_check, filing_approved or filing_refused, notice_receipt: once each a case',
      rounds: rounds.length,
      verdict,
      spread: Object.fromEntries(Object.entries(spreads).map(([name, s]) => [name, [rounded(s.min), rounded(s.max)]])),
    }),
  )
}
