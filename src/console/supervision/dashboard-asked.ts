// What the dashboard and the wall are asked for by their address: a period, and whose figures of which field.
import type { Context } from 'hono'
import { domains } from '../../../schemas/index.ts'
import type { ConsoleEnv } from '../env.ts'
import { type Period, periodOf, periods } from './period.ts'

export interface Asked {
  readonly period: Period
  readonly region: string | undefined
  readonly agency: string | undefined
  readonly domain: string | undefined
}

/** What is no choice of ours counts as not said. */
export function askedOf(c: Context<ConsoleEnv>): Asked {
  const v = c.get('view')
  const { period, region, agency, domain } = c.req.query()
  const [first] = periods(v)
  return {
    period: (period === undefined ? undefined : periodOf(v, period)) ?? (first as Period),
    region: region !== undefined && /^\d{6}$/.test(region) ? region : undefined,
    agency: agency !== undefined && /^[\da-f-]{36}$/.test(agency) ? agency : undefined,
    domain: domains.find((d) => d === domain),
  }
}

/** Whose figures, as the API is asked and as a link says it. */
export const scopeOf = ({ region, agency, domain }: Asked) => ({
  ...(region !== undefined && agency === undefined && { region }),
  ...(agency !== undefined && { agency }),
  ...(domain !== undefined && { domain }),
})

/** The cases behind a figure of ours. */
export function drillTo(
  asked: Asked,
  indicator: string,
  which?: 'numerator' | 'rest',
  months: { from: string; to: string } = asked.period,
): string {
  const query = new URLSearchParams({
    from: months.from,
    to: months.to,
    ...scopeOf(asked),
    ...(which !== undefined && { in: which }),
  })
  return `/console/supervision/figures/${indicator}?${query}`
}
