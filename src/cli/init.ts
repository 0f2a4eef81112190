// `xianjie init`: what a production start needs before it can serve anybody: the signing key, the operator's agency, the
// first agency and its first client. May be run again; what stands already is left as it is.
import { type Command, Option } from 'commander'
import {
  type AgencyEntry,
  type AgencyKind,
  type AgencyLevel,
  addAgency,
  addClient,
  agencyKinds,
  agencyLevels,
  createKeyFile,
  handedInKey,
  KeyFault,
  listAgencies,
  listClients,
  listKeys,
  readKeys,
  registerKey,
  specialties,
  Unregistrable,
} from '../agencies/index.ts'
import { openLogSigner } from '../journal/index.ts'
import { sealingKey } from '../kernel/index.ts'
import { type CliContext, collect, type OpenContext, optionName, withContext } from './context.ts'
import { withKeys } from './key-input.ts'

interface Init {
  operatorCode?: string
  operatorName?: string
  operatorRegion?: string
  agencyCode?: string
  agencyName?: string
  agencyKind?: AgencyKind
  agencyRegion?: string
  agencyLevel?: AgencyLevel
  agencyDomain?: string[]
  agencySpecialty?: string
  clientId?: string
  clientName?: string
  jwks?: string
  generateKey?: string
}

export function register(program: Command, open: OpenContext): void {
  program
    .command('init')
    .description('make a production start possible: signing key, operator, first agency and client')
    .option('--operator-code <uscc>', 'credit code of the government organ that operates the gateway')
    .option('--operator-name <name>', 'its name')
    .option('--operator-region <code>', 'its region (GB/T 2260)')
    .option('--agency-code <uscc>', 'credit code of the first agency')
    .option('--agency-name <name>', 'its name')
    .addOption(new Option('--agency-kind <kind>', 'what it is').choices(agencyKinds))
    .option('--agency-region <code>', 'its region (GB/T 2260)')
    .addOption(
      new Option('--agency-level <level>', 'follows from the region, except for a township').choices(agencyLevels),
    )
    .option('--agency-domain <domain>', 'its field of enforcement (repeatable)', collect)
    .addOption(new Option('--agency-specialty <specialty>', 'special organ of public security').choices(specialties))
    .option('--client-id <id>', 'id of its first client')
    .option('--client-name <name>', 'name of its first client')
    .option('--jwks <file>', 'public keys of the client')
    .option('--generate-key <file>', 'or make a pair for it and write the private JWK to this new file, mode 600')
    .action(
      withContext<Init>(open, async (context, options) => {
        const operator = operatorOf(options)
        const agency = agencyOf(options)
        const key = await ensureKey(context)
        const journalKey = ensureJournalKey(context)
        sealingKey({ dataDir: context.dataDir, handedIn: context.secretsKey, generateIfNone: true })
        const entered: string[] = []
        if (operator && (await enter(context, operator, 'operator'))) entered.push(operator.code)
        if (agency && (await enter(context, agency, 'agency'))) entered.push(agency.code)
        const client = await enterClient(context, options, agency)
        const said = [
          `Signing key: ${key}`,
          `Journal key: ${journalKey}`,
          ...entered.map((code) => `Entered the agency ${code}`),
          client && `Entered the client ${client.id}`,
        ]
        context.out({ key, journalKey, agencies: entered, client: client ?? null }, () =>
          said.filter(Boolean).join('\n'),
        )
      }),
    )
}

/** All or none of the options that make up an entry. */
function given<Name extends keyof Init>(
  options: Init,
  names: readonly Name[],
): { [N in Name]-?: NonNullable<Init[N]> } | undefined {
  const missing = names.find((name) => options[name] === undefined)
  if (missing === undefined) return options as { [N in Name]-?: NonNullable<Init[N]> }
  if (names.some((name) => options[name] !== undefined))
    throw new Unregistrable(missing, 'This option is missing beside the others of its kind.')
  return undefined
}

function operatorOf(options: Init): AgencyEntry | undefined {
  const all = given(options, ['operatorCode', 'operatorName', 'operatorRegion'])
  return all && { code: all.operatorCode, name: all.operatorName, kind: 'government', regionCode: all.operatorRegion }
}

function agencyOf(options: Init): AgencyEntry | undefined {
  const all = given(options, ['agencyCode', 'agencyName', 'agencyKind', 'agencyRegion'])
  return (
    all && {
      code: all.agencyCode,
      name: all.agencyName,
      kind: all.agencyKind,
      regionCode: all.agencyRegion,
      level: options.agencyLevel,
      domains: options.agencyDomain,
      specialty: options.agencySpecialty,
    }
  )
}

/** The kid of a key in hand that may sign; one is made only where there is none at all. */
async function ensureKey({ pool, dataDir, keyFile }: CliContext): Promise<string> {
  const known = new Map((await listKeys(pool, dataDir)).map((entry) => [entry.kid, entry]))
  const inHand = keyFile === undefined ? readKeys(dataDir) : [handedInKey(keyFile)]
  const active = inHand.find((key) => known.get(key.kid)?.retiredAt === null)
  if (active) return active.kid
  const unknown = inHand.find(({ kid }) => !known.has(kid))
  if (!unknown && keyFile !== undefined)
    throw new KeyFault('The signing key handed in has been retired. Hand in another.')
  const key = unknown ?? createKeyFile(dataDir)
  await registerKey(pool, key.publicJwk)
  return key.kid
}

/** The verifier key of the journal's checkpoints; a private half is made only where there is none. */
function ensureJournalKey({ dataDir, issuer, journalKey }: CliContext): string {
  return openLogSigner({ issuer, dataDir, handedIn: journalKey, generateIfNone: true }).verifierKey
}

async function enter({ pool }: CliContext, entry: AgencyEntry, of: string): Promise<boolean> {
  if ((await listAgencies(pool)).some(({ code }) => code === entry.code)) return false
  await named(of, addAgency(pool, entry))
  return true
}

async function enterClient({ pool }: CliContext, options: Init, agency: AgencyEntry | undefined) {
  const { clientId: id, clientName: name, jwks, generateKey } = options
  if (id === undefined && name === undefined && jwks === undefined && generateKey === undefined) return undefined
  if (!agency) throw new Unregistrable('agencyCode', 'A client belongs to an agency; give the agency too.')
  if (name === undefined) throw new Unregistrable('clientName', 'The client needs a name.')
  if ((await listClients(pool, agency.code)).some((client) => client.id === id)) return undefined
  return withKeys({ jwks, generateKey }, (keys) =>
    named('client', addClient(pool, { id, agency: agency.code, name, jwks: keys })),
  )
}

/** Several entries share this command; its options begin with what they belong to, apart from those about keys. */
async function named<T>(of: string, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof Unregistrable) || error.field === 'jwks') throw error
    throw new Unregistrable(optionName(error.field, of), error.message)
  }
}
