// From the rounds to the figures: medians with what they vary between, and whether what was asked for was reached.

export interface Spread {
  readonly median: number
  readonly min: number
  readonly max: number
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b)
  const half = sorted.length >> 1
  const median =
    sorted.length % 2 === 1 ? (sorted[half] as number) : ((sorted[half - 1] as number) + (sorted[half] as number)) / 2
  return { median, min: sorted[0] as number, max: sorted.at(-1) as number }
}

/** Three digits that count, whatever the size. */
export const rounded = (value: number) => Number(value.toPrecision(value >= 1_000 ? 4 : 3))

export const spreadText = ({ median, min, max }: Spread) => `${rounded(median)} (${rounded(min)}–${rounded(max)})`

export interface Goal {
  readonly reach: number
  readonly stretch?: number
}

/** Of issue 2: the gateway against a bare stub, against its own rows without HTTP, and refusals against acceptances. */
export const goals: Readonly<Record<'ratio_http' | 'ratio_sql' | 'refusal_ratio', Goal>> = {
  ratio_http: { reach: 0.4, stretch: 0.75 },
  ratio_sql: { reach: 0.5, stretch: 0.9 },
  refusal_ratio: { reach: 1 },
}

export function verdictOn(figure: number, { reach, stretch }: Goal): string {
  if (stretch !== undefined && figure >= stretch) return `stretch reached (${stretch})`
  return figure >= reach ? `reached (${reach})` : `MISSED (${reach})`
}
