// `xianjie agency …`: enters, shows and changes the organs that take part.
import { type Command, Option } from 'commander'
import {
  type AgencyChange,
  type AgencyKind,
  type AgencyLevel,
  addAgency,
  agencyKinds,
  agencyLevels,
  changeAgency,
  disableAgency,
  listAgencies,
  listReceivingRules,
  type RegisteredAgency,
  showAgency,
  specialties,
} from '../agencies/index.ts'
import { registerRoads } from './agency-roads.ts'
import { collect, columns, type OpenContext, withContext } from './context.ts'

const code = '--code <uscc>'
const codeMeans = 'unified social credit code of the agency (GB 32100)'

export function register(program: Command, open: OpenContext): void {
  const agency = program.command('agency').description('the organs that take part (机关)')
  registerAdd(agency, open)
  registerChange(agency, open)
  registerSight(agency, open)
  registerRoads(agency, open)
}

interface Add {
  code: string
  name: string
  kind: AgencyKind
  region: string
  level?: AgencyLevel
  domain?: string[]
  specialty?: string
  requireSignature?: boolean
}

function registerAdd(agency: Command, open: OpenContext): void {
  agency
    .command('add')
    .description('enter an agency')
    .requiredOption(code, codeMeans)
    .requiredOption('--name <name>', 'full name, as in documents')
    .addOption(new Option('--kind <kind>', 'what it is').choices(agencyKinds).makeOptionMandatory())
    .requiredOption('--region <code>', 'six-digit region code (GB/T 2260)')
    .addOption(new Option('--level <level>', 'follows from the region, except for a township').choices(agencyLevels))
    .option('--domain <domain>', 'field of enforcement, e.g. market or customs (repeatable)', collect)
    .addOption(new Option('--specialty <specialty>', 'special organ of public security').choices(specialties))
    .option('--require-signature', 'accept acts in its name only with a detached signature')
    .action(
      withContext<Add>(open, async ({ pool, out }, { region, domain, requireSignature, ...entry }) => {
        const added = await addAgency(pool, {
          ...entry,
          regionCode: region,
          domains: domain,
          requiresSignature: requireSignature,
        })
        out(added, () => `Entered ${line(added).join(' ')}`)
      }),
    )
}

interface Change {
  code: string
  name?: string
  region?: string
  level?: AgencyLevel
  domain?: string[]
}

function registerChange(agency: Command, open: OpenContext): void {
  agency
    .command('change')
    .description('change the name, place or domains of an agency')
    .requiredOption(code, codeMeans)
    .option('--name <name>', 'new name')
    .option('--region <code>', 'new region code (GB/T 2260)')
    .addOption(new Option('--level <level>', 'new level').choices(agencyLevels))
    .option('--domain <domain>', 'all its domains from now on (repeatable)', collect)
    .action(
      withContext<Change>(open, async ({ pool, out }, { code, name, region, level, domain }) => {
        const change: AgencyChange = {
          ...(name !== undefined && { name }),
          ...(region !== undefined && { regionCode: region }),
          ...(level !== undefined && { level }),
          ...(domain !== undefined && { domains: domain }),
        }
        const changed = await changeAgency(pool, code, change)
        out(changed, () => `Changed ${line(changed).join(' ')}`)
      }),
    )
  agency
    .command('disable')
    .description('stop an agency and all its clients at once')
    .requiredOption(code, codeMeans)
    .option('--undo', 'let it take part again; its clients need new tokens')
    .action(
      withContext<{ code: string; undo?: boolean }>(open, async ({ pool, out }, { code, undo }) => {
        const changed = await disableAgency(pool, code, !undo)
        out(changed, () => `${undo ? 'Enabled' : 'Disabled'} ${line(changed).join(' ')}`)
      }),
    )
  agency
    .command('require-signature')
    .description('accept acts in its name only with a detached signature (X-JWS-Signature)')
    .requiredOption(code, codeMeans)
    .option('--undo', 'accept acts without one again')
    .action(
      withContext<{ code: string; undo?: boolean }>(open, async ({ pool, out }, { code, undo }) => {
        const changed = await changeAgency(pool, code, { requiresSignature: !undo })
        out(changed, () => `${changed.name}: signature ${changed.requiresSignature ? 'required' : 'not required'}`)
      }),
    )
}

function registerSight(agency: Command, open: OpenContext): void {
  agency
    .command('list')
    .description('list agencies')
    .addOption(new Option('--kind <kind>', 'only of this kind').choices(agencyKinds))
    .option('--region <prefix>', 'only of this region, e.g. 31 or 310115')
    .action(
      withContext<{ kind?: string; region?: string }>(open, async ({ pool, out }, filter) => {
        const agencies = await listAgencies(pool, filter)
        out(agencies, () => columns(agencies.map(line)))
      }),
    )
  agency
    .command('show')
    .description('show one agency and its receiving rules')
    .requiredOption(code, codeMeans)
    .action(
      withContext<{ code: string }>(open, async ({ pool, out }, { code }) => {
        const shown = await showAgency(pool, code)
        const rules = (await listReceivingRules(pool)).filter((rule) => rule.sender === code)
        const human = () =>
          [line(shown).join(' '), ...rules.map((rule) => `  ${rule.domain} → ${rule.receiver}`)].join('\n')
        out({ ...shown, receivingRules: rules }, human)
      }),
    )
}

function line(one: RegisteredAgency): string[] {
  return [
    one.code,
    one.regionCode,
    one.level,
    one.kind,
    one.specialty ?? one.domains.join(','),
    one.name,
    one.disabledAt ? 'disabled' : '',
  ]
}
