// A discretion benchmark (裁量基准) as an agency configures it: an article, and the fines of each degree with the grounds that
// it asks for. It is the agency's own rule and is published by it.
import { z } from 'zod'
import { day, line } from './primitives.ts'

export const leniencyGrounds = [
  'minor',
  'harm_removed',
  'coerced',
  'volunteered',
  'merit',
  'cooperated',
  'first_and_slight',
  'trivial',
  'no_fault',
] as const

/** From light to heavy: 不予处罚, 减轻, 从轻, 一般, 从重. */
export const benchmarkDegrees = ['none', 'mitigated', 'lenient', 'ordinary', 'severe'] as const

/** Yuan, or a share or a multiple of what the record states. */
const end = z.strictObject({
  figure: z.number().min(0).max(1e13),
  of: z.enum(['goods_value', 'tax_evaded', 'illegal_income', 'sales']).optional(),
})

export const benchmark = z.strictObject({
  id: line(64),
  title: line(400),
  /** As it ends where people cite it: 海关行政处罚实施条例. */
  instrument: line(200),
  article: z.int().min(1).max(2_000),
  paragraph: z.int().min(1).max(50).optional(),
  items: z.array(z.int().min(1).max(100)).min(1).max(100).optional(),
  from: day,
  to: day.optional(),
  degrees: z
    .array(
      z.strictObject({
        degree: z.enum(benchmarkDegrees),
        /** Fines of the degree; left out = open at that end. The upper end belongs to it. */
        least: end.optional(),
        most: end.optional(),
        /** One of them must be named; none listed = none asked for. */
        grounds: z.array(z.enum(leniencyGrounds)).max(leniencyGrounds.length).optional(),
      }),
    )
    .min(1)
    .max(benchmarkDegrees.length)
    .refine(
      (list) => list.every((one, i) => i === 0 || rank(one.degree) > rank(list[i - 1]?.degree ?? 'none')),
      'degrees stand once each, from light to heavy',
    ),
})

const rank = (degree: BenchmarkDegree): number => benchmarkDegrees.indexOf(degree)

/** A file of them, or what an agency hands in. */
export const benchmarks = z.array(benchmark).max(2_000)

export type Benchmark = z.output<typeof benchmark>
export type BenchmarkDegree = (typeof benchmarkDegrees)[number]
export type LeniencyGround = (typeof leniencyGrounds)[number]
