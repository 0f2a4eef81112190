// The stages that regions have put in force (`xianjie rules`). Contested and unverified values stay out of force until an
// operator names the local document that puts them in; who ends one leaves it on record.
import { type Pool, run } from '../../db/index.ts'
import { regionFault } from '../../schemas/index.ts'
import { uuidv7 } from '../kernel/index.ts'
import { ruleSets, type Stage, wholeCountry } from '../procedure/index.ts'
import type { OptIn } from './opt-ins.ts'
import { changing, nameOf, type Registering, Unregistrable } from './registration.ts'

export interface RegisteredOptIn extends OptIn {
  readonly id: string
  readonly enabledAt: Date
  readonly endedAt: Date | null
}

const columns = `id, region_code as "regionCode", domain, clock, stage, basis, enabled_at as "enabledAt", ended_at as "endedAt"`

/** Puts a stage in force for a region. Refused where the table has no such stage, or has it in force for everyone. */
export async function optIn(pool: Registering, entry: OptIn): Promise<RegisteredOptIn> {
  const regionCode = regionOf(entry.regionCode)
  const { domain, clock, stage } = entry
  const found = stageOf(clock, stage, domain)
  if (found.enabled !== false)
    throw new Unregistrable('stage', `Stage ${stage} of ${clock} is in force already, under ${found.basis.join('; ')}.`)
  const basis = nameOf(entry.basis, 'basis')
  return changing(pool, async (connection) => {
    const text = `insert into rule_opt_in (id, region_code, domain, clock, stage, basis) values ($1, $2, $3, $4, $5, $6)
      on conflict (region_code, domain, clock, stage) where ended_at is null do nothing returning ${columns}`
    const values = [uuidv7(), regionCode, domain, clock, stage, basis]
    const [entered] = (await connection.query<RegisteredOptIn>(text, values)).rows
    if (!entered) throw new Unregistrable('stage', `${regionCode} has put stage ${stage} of ${clock} in force already.`)
    return entered
  })
}

/** Ends what optIn began, for acts from now on. The table is not asked: what it no longer has must still be endable. */
export async function optOut(pool: Registering, entry: Omit<OptIn, 'basis'>): Promise<RegisteredOptIn> {
  const regionCode = regionOf(entry.regionCode)
  return changing(pool, async (connection) => {
    const text = `update rule_opt_in set ended_at = clock_timestamp() where ended_at is null
      and region_code = $1 and domain = $2 and clock = $3 and stage = $4 returning ${columns}`
    const values = [regionCode, entry.domain, entry.clock, entry.stage]
    const [ended] = (await connection.query<RegisteredOptIn>(text, values)).rows
    if (!ended)
      throw new Unregistrable(
        'stage',
        `${regionCode} has not put stage ${entry.stage} of ${entry.clock} in force for ${entry.domain}.`,
      )
    return ended
  })
}

/** What is in force, or with `ended` also what was. */
export function listOptIns(pool: Pool, { ended = false } = {}): Promise<RegisteredOptIn[]> {
  const text = `select ${columns} from rule_opt_in where ended_at is null or $1 order by region_code, clock, domain, stage, enabled_at`
  return run(pool, text, [ended])
}

/** The stage that a number means in the table as it stands, or undefined. */
export function stageMeant(clock: string, stage: number, domain: string): Stage | undefined {
  const rule = ruleSets.at(-1)?.clocks[clock]
  return (rule?.overrides?.[domain] ?? rule?.stages)?.[stage - 1]
}

function stageOf(clock: string, stage: number, domain: string): Stage {
  const clocks = ruleSets.at(-1)?.clocks ?? {}
  const rule = Object.hasOwn(clocks, clock) ? clocks[clock] : undefined
  if (rule === undefined) throw new Unregistrable('clock', `The table has no clock ${clock}; see: xianjie procedure.`)
  if (domain !== '*' && !/^[a-z][a-z_]{1,39}$/.test(domain))
    throw new Unregistrable('domain', 'A domain is a word of lower-case letters and underscores, or * for all.')
  if (domain !== '*' && rule.domains !== undefined && !rule.domains.includes(domain))
    throw new Unregistrable('domain', `The clock ${clock} runs in ${rule.domains.join(', ')} only.`)
  const found = Number.isInteger(stage) ? stageMeant(clock, stage, domain) : undefined
  if (found !== undefined) return found
  const { length } = rule.overrides?.[domain] ?? rule.stages
  throw new Unregistrable(
    'stage',
    `The clock ${clock} has ${length === 1 ? 'one stage' : `stages 1 to ${length}`}${domain === '*' ? '' : ` in ${domain}`}.`,
  )
}

function regionOf(code: string): string {
  const fault = regionFault(code)
  if (fault !== null) throw new Unregistrable('regionCode', fault)
  return code === '000000' ? wholeCountry : code
}
