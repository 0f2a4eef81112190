// `xianjie officer bind|unbind|identities`: who an officer is at the identity provider. Only what is bound here, or by
// administrators in the console, comes in.
import type { Command } from 'commander'
import { bindIdentity, identitiesOf, Unregistrable, unbindIdentity } from '../agencies/index.ts'
import { columns, type OpenContext, withContext } from './context.ts'

interface IdentityOptions {
  issuer?: string
  subject: string
}

/** The provider named, or the one that the gateway is configured with. */
function issuerOf(issuer: string | undefined): string {
  const named = issuer ?? (process.env.XIANJIE_OIDC_ISSUER || undefined)
  if (named === undefined) throw new Unregistrable('issuer', 'Name the provider, or set XIANJIE_OIDC_ISSUER.')
  return named
}

export function registerIdentities(officer: Command, open: OpenContext): void {
  officer
    .command('bind')
    .description('let an identity of the provider come into the console as this officer')
    .requiredOption('--officer <id>', 'officer id')
    .requiredOption('--subject <sub>', 'the person at the provider (sub)')
    .option('--issuer <url>', 'the provider (iss); XIANJIE_OIDC_ISSUER where left out')
    .action(
      withContext<IdentityOptions & { officer: string }>(open, async ({ pool, out }, { officer, issuer, subject }) => {
        const id = await bindIdentity(pool, { issuer: issuerOf(issuer), subject, officerId: officer })
        out({ id, officer, subject }, () => `Bound ${subject} to ${officer}`)
      }),
    )
  officer
    .command('unbind')
    .description('end a binding; whoever is in by it is out at once')
    .requiredOption('--subject <sub>', 'the person at the provider (sub)')
    .option('--issuer <url>', 'the provider (iss); XIANJIE_OIDC_ISSUER where left out')
    .action(
      withContext<IdentityOptions>(open, async ({ pool, out }, { issuer, subject }) => {
        await unbindIdentity(pool, { issuer: issuerOf(issuer), subject })
        out({ subject, unbound: true }, () => `Unbound ${subject}`)
      }),
    )
  officer
    .command('identities')
    .description('list bindings, those that ended included')
    .option('--agency <uscc>', 'only of this agency')
    .action(
      withContext<{ agency?: string }>(open, async ({ pool, out }, { agency }) => {
        const found = await identitiesOf(pool, { agency })
        const rows = found.map((one) => [
          one.agency,
          one.officer,
          one.officerId,
          one.issuer,
          one.subject,
          one.unboundAt ? 'ended' : '',
        ])
        out(found, () => columns(rows))
      }),
    )
}
