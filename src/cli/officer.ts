// `xianjie officer …`: enters the persons behind the acts, their roles and certificates (持证上岗).
import { type Command, Option } from 'commander'
import {
  addCertificate,
  addOfficer,
  changeOfficerRoles,
  disableOfficer,
  listOfficers,
  officerRoles,
  revokeCertificate,
  Unregistrable,
} from '../agencies/index.ts'
import { collect, columns, type OpenContext, withContext } from './context.ts'
import { registerIdentities } from './officer-identities.ts'

const roleMeans = `a role (repeatable): ${officerRoles.join(', ')}`

interface CertificateOptions {
  number?: string
  from?: string
  to?: string
}

export function register(program: Command, open: OpenContext): void {
  const officer = program.command('officer').description('the persons behind the acts (承办人)')
  registerPersons(officer, open)
  registerCertificates(officer, open)
  registerIdentities(officer, open)
}

function certificateOf({ number, from, to }: CertificateOptions) {
  if (number === undefined && from === undefined && to === undefined) return undefined
  if (number === undefined) throw new Unregistrable('number', 'A certificate needs its number.')
  if (from === undefined) throw new Unregistrable('validFrom', 'A certificate needs its first day.')
  if (to === undefined) throw new Unregistrable('validTo', 'A certificate needs its last day.')
  return { number, validFrom: from, validTo: to }
}

function registerPersons(officer: Command, open: OpenContext): void {
  officer
    .command('add')
    .description('enter an officer of an agency')
    .requiredOption('--agency <uscc>', 'code of the agency')
    .requiredOption('--name <name>', 'name, as on the certificate')
    .addOption(new Option('--role <role>', roleMeans).argParser<string[]>(collect).makeOptionMandatory())
    .option('--number <number>', 'enforcement certificate or badge number')
    .option('--from <date>', 'first day of the certificate, yyyy-mm-dd')
    .option('--to <date>', 'last day of the certificate, yyyy-mm-dd')
    .action(
      withContext<CertificateOptions & { agency: string; name: string; role: string[] }>(
        open,
        async ({ pool, out }, { agency, name, role, ...dates }) => {
          const id = await addOfficer(pool, { agency, name, roles: role, certificate: certificateOf(dates) })
          out({ id }, () => `Entered ${name} as ${id}`)
        },
      ),
    )
  officer
    .command('roles')
    .description('replace the roles of an officer')
    .requiredOption('--officer <id>', 'officer id')
    .addOption(new Option('--role <role>', roleMeans).argParser<string[]>(collect).makeOptionMandatory())
    .action(
      withContext<{ officer: string; role: string[] }>(open, async ({ pool, out }, { officer, role }) => {
        await changeOfficerRoles(pool, officer, role)
        out({ officer, roles: role }, () => `${officer}: ${role.join(', ')}`)
      }),
    )
  officer
    .command('disable')
    .description('end the service of an officer')
    .requiredOption('--officer <id>', 'officer id')
    .action(
      withContext<{ officer: string }>(open, async ({ pool, out }, { officer }) => {
        await disableOfficer(pool, officer)
        out({ officer, disabled: true }, () => `Disabled ${officer}`)
      }),
    )
  officer
    .command('list')
    .description('list officers and their certificates')
    .option('--agency <uscc>', 'only of this agency')
    .action(
      withContext<{ agency?: string }>(open, async ({ pool, out }, { agency }) => {
        const officers = await listOfficers(pool, agency)
        const rows = officers.flatMap((one) => [
          [one.id, one.agency, one.name, one.roles.join(','), one.disabledAt ? 'disabled' : ''],
          ...one.certificates.map((c) => [
            `  ${c.number}`,
            `${c.validFrom} – ${c.validTo}`,
            c.revokedAt ? 'revoked' : '',
          ]),
        ])
        out(officers, () => columns(rows))
      }),
    )
}

function registerCertificates(officer: Command, open: OpenContext): void {
  officer
    .command('certificate-add')
    .description('add a certificate or badge')
    .requiredOption('--officer <id>', 'officer id')
    .requiredOption('--number <number>', 'certificate or badge number')
    .requiredOption('--from <date>', 'first day, yyyy-mm-dd')
    .requiredOption('--to <date>', 'last day, yyyy-mm-dd')
    .action(
      withContext<{ officer: string; number: string; from: string; to: string }>(
        open,
        async ({ pool, out }, { officer, number, from, to }) => {
          await addCertificate(pool, officer, { number, validFrom: from, validTo: to })
          out({ officer, number, validFrom: from, validTo: to }, () => `Added ${number} (${from} – ${to})`)
        },
      ),
    )
  officer
    .command('certificate-revoke')
    .description('revoke a certificate or badge at once')
    .requiredOption('--agency <uscc>', 'code of the agency that gave it')
    .requiredOption('--number <number>', 'certificate or badge number')
    .action(
      withContext<{ agency: string; number: string }>(open, async ({ pool, out }, { agency, number }) => {
        await revokeCertificate(pool, agency, number)
        out({ agency, number, revoked: true }, () => `Revoked ${number}`)
      }),
    )
}
