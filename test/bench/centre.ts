// The centre bench: listing a case's items, its folders, its collection rate and missing list, in a store of 10,000 items
// and in one of 1,280,000, over HTTP, in interleaved rounds of one run. The small store is the floor of the large one.
import { performance } from 'node:perf_hooks'
import { type Centre, itemsEach, openCentre } from './centre-load.ts'
import { rounded, spreadOf } from './figures.ts'
import type { BenchOptions } from './options.ts'
import { tokenOf } from './registry.ts'
import { note, withEndings } from './scene.ts'

const volume = encodeURIComponent('证据卷')
/** What a reader of a case asks for. */
const questions: Readonly<Record<string, (id: string) => string>> = {
  first_page: (id) => `/v1/transfers/${id}/materials?limit=50`,
  later_page: (id) => `/v1/transfers/${id}/materials?limit=50&cursor=2-49`,
  folder_page: (id) => `/v1/transfers/${id}/materials?limit=50&folder=${volume}`,
  folder_tree: (id) => `/v1/transfers/${id}/folders`,
  checklist: (id) => `/v1/transfers/${id}/checklist`,
}
/** What each must hold, or the bench measures something else. */
const holds: Readonly<Record<string, (body: { items?: unknown[]; total?: number; stages?: unknown[] }) => boolean>> = {
  first_page: (b) => b.items?.length === 50,
  later_page: (b) => b.items?.length === 50,
  folder_page: (b) => b.items?.length === itemsEach / 4,
  folder_tree: (b) => b.total === itemsEach,
  checklist: (b) => (b.stages?.length ?? 0) >= 5,
}

/** Growth that counts as flat. */
const growthMax = 1.5
type Size = 'small' | 'large'
type Samples = Record<string, Record<Size, number[]>>

export async function benchCentre(options: BenchOptions): Promise<void> {
  const [few, many, asked] = options.short ? [4, 40, 12] : [78, 10_000, 150]
  await withEndings(async (endings) => {
    const began = performance.now()
    const large = await openCentre(endings, options, many)
    const small = await openCentre(endings, options, few)
    const centres = { small, large }
    const all = samplesOf()
    const ratios: Record<string, number[]> = {}
    // The first round is not counted: both gateways compile, and the small store's pages come into memory.
    for (let round = 0; round <= options.rounds; round++) {
      const found = samplesOf()
      const tokens = {
        small: await tokenOf(small.sender, small.gateway.url),
        large: await tokenOf(large.sender, large.gateway.url),
      }
      for (let i = 0; i < asked; i++)
        // One after the other on both, so that what disturbs the machine disturbs both.
        for (const name of Object.keys(questions))
          for (const size of i % 2 === 0 ? (['small', 'large'] as const) : (['large', 'small'] as const))
            found[name]?.[size].push(await ask(centres[size], tokens[size], name))
      if (round === 0) continue
      for (const name of Object.keys(questions)) {
        for (const size of ['small', 'large'] as const) all[name]?.[size].push(...(found[name]?.[size] ?? []))
        ratios[name] = [...(ratios[name] ?? []), p(found[name]?.large, 50) / p(found[name]?.small, 50)]
      }
      note(
        `round ${round}/${options.rounds}: ${Object.entries(ratios)
          .map(([n, r]) => `${n} ×${rounded(r.at(-1) ?? 0)}`)
          .join('  ')}`,
      )
    }
    report(options, centres, all, ratios, (performance.now() - began) / 1000)
  })
}

const samplesOf = (): Samples =>
  Object.fromEntries(Object.keys(questions).map((name) => [name, { small: [], large: [] }]))

function p(samples: readonly number[] = [], percent: number): number {
  const sorted = [...samples].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? 0
}

/** Milliseconds of one answer, of any case; throws where it is not what was asked for. */
async function ask(centre: Centre, token: string, name: string): Promise<number> {
  const id = centre.caseId(Math.floor(Math.random() * centre.cases))
  const path = (questions[name] as (id: string) => string)(id)
  const from = performance.now()
  const response = await fetch(`${centre.gateway.url}${path}`, { headers: { authorization: `Bearer ${token}` } })
  const text = await response.text()
  const ms = performance.now() - from
  if (response.status !== 200 || !holds[name]?.(JSON.parse(text)))
    throw new Error(`${path}: ${response.status} ${text.slice(0, 500)}`)
  return ms
}

function report(
  options: BenchOptions,
  { small, large }: Record<Size, Centre>,
  all: Samples,
  ratios: Readonly<Record<string, number[]>>,
  seconds: number,
): void {
  const figures = Object.fromEntries(
    Object.entries(all).map(([name, of]) => [
      name,
      {
        small: { p50_ms: rounded(p(of.small, 50)), p99_ms: rounded(p(of.small, 99)) },
        large: { p50_ms: rounded(p(of.large, 50)), p99_ms: rounded(p(of.large, 99)) },
        growth: rounded(spreadOf(ratios[name] ?? []).median),
      },
    ]),
  )
  const growth = Math.max(...Object.values(figures).map((f) => f.growth))
  const line = {
    bench: 'centre',
    items_small: small.cases * itemsEach,
    items_large: large.cases * itemsEach,
    cases_large: large.cases,
    ...figures,
    growth,
    rounds: options.rounds,
    load_s: rounded(large.loadSeconds),
    seconds: rounded(seconds),
    verdict: { growth: growth <= growthMax ? `reached (${growthMax})` : `MISSED (${growthMax})` },
  }
  if (!options.json)
    for (const [name, f] of Object.entries(figures))
      console.log(
        `${name.padEnd(12)} p50 ${f.small.p50_ms} → ${f.large.p50_ms} ms  p99 ${f.small.p99_ms} → ${f.large.p99_ms} ms  ×${f.growth}`,
      )
  console.log(JSON.stringify(line))
}
