// `xianjie client …`: enters the systems that connect, and their public keys. A private key is made here only when asked
// for, and written to one file that nobody else can read.
import type { Command } from 'commander'
import {
  addClient,
  addClientKeys,
  disableClient,
  listClients,
  revokeClientKey,
  Unregistrable,
} from '../agencies/index.ts'
import { columns, type OpenContext, withContext } from './context.ts'
import { instant, type KeySource, withKeys } from './key-input.ts'

const jwks = '--jwks <file>'
const jwksMeans = 'JWKS or JWK with public keys: ES256, EdDSA or RS256 >= 2048 (- for standard input)'
const generate = '--generate-key <file>'
const generateMeans = 'make an ES256 pair and write its private JWK to this new file, mode 600'

export function register(program: Command, open: OpenContext): void {
  const client = program.command('client').description('the systems that connect for an agency (接入系统)')
  registerAdd(client, open)
  registerKeys(client, open)
  registerSwitches(client, open)
}

function registerAdd(client: Command, open: OpenContext): void {
  client
    .command('add')
    .description('enter a client of an agency')
    .requiredOption('--agency <uscc>', 'code of the agency it acts for')
    .requiredOption('--name <name>', 'what the system is called')
    .option('--id <id>', 'client id; one is made otherwise')
    .option('--auditor', 'it may read the whole of its agency’s log of reads')
    .option('--operator', 'it may see and operate the sources, sinks and webhooks of all agencies')
    .option(jwks, jwksMeans)
    .option(generate, generateMeans)
    .action(
      withContext<KeySource & { agency: string; name: string; id?: string; auditor?: boolean; operator?: boolean }>(
        open,
        async ({ pool, out }, { agency, name, id, auditor, operator, ...keys }) => {
          const added = await withKeys(keys, (jwks) => addClient(pool, { id, agency, name, jwks, auditor, operator }))
          out(added, () => [`Entered the client ${added.id}`, ...added.kids.map((kid) => `  key ${kid}`)].join('\n'))
        },
      ),
    )
}

interface KeyAdd extends KeySource {
  client: string
  notBefore?: string
  expires?: string
}

function registerKeys(client: Command, open: OpenContext): void {
  client
    .command('key-add')
    .description('add public keys beside those the client has (rotation with overlap)')
    .requiredOption('--client <id>', 'client id')
    .option(jwks, jwksMeans)
    .option(generate, generateMeans)
    .option('--not-before <instant>', 'valid from, RFC 3339')
    .option('--expires <instant>', 'valid until, RFC 3339')
    .action(
      withContext<KeyAdd>(open, async ({ pool, out }, { client, notBefore, expires, ...keys }) => {
        if (keys.jwks === undefined && keys.generateKey === undefined)
          throw new Unregistrable('jwks', 'Give the public keys, or a file for a new key.')
        const period = { notBefore: instant(notBefore, 'notBefore'), expiresAt: instant(expires, 'expires') }
        const kids = await withKeys(keys, (jwks) => addClientKeys(pool, client, jwks, period))
        out({ client, kids }, () => kids.map((kid) => `Added the key ${kid}`).join('\n'))
      }),
    )
  client
    .command('key-revoke')
    .description('revoke a key at once, and the tokens granted to the client so far')
    .requiredOption('--client <id>', 'client id')
    .requiredOption('--kid <kid>', 'the key')
    .action(
      withContext<{ client: string; kid: string }>(open, async ({ pool, out }, { client, kid }) => {
        await revokeClientKey(pool, client, kid)
        out({ client, kid, revoked: true }, () => `Revoked the key ${kid} of ${client}`)
      }),
    )
}

function registerSwitches(client: Command, open: OpenContext): void {
  for (const disabled of [true, false]) {
    client
      .command(disabled ? 'disable' : 'enable')
      .description(disabled ? 'stop a client at once' : 'let a client connect again; it needs a new token')
      .requiredOption('--client <id>', 'client id')
      .action(
        withContext<{ client: string }>(open, async ({ pool, out }, { client }) => {
          await disableClient(pool, client, disabled)
          out({ client, disabled }, () => `${disabled ? 'Disabled' : 'Enabled'} ${client}`)
        }),
      )
  }
  client
    .command('list')
    .description('list clients and their keys')
    .option('--agency <uscc>', 'only of this agency')
    .action(
      withContext<{ agency?: string }>(open, async ({ pool, out }, { agency }) => {
        const clients = await listClients(pool, agency)
        const rows = clients.flatMap((one) => [
          [
            one.id,
            one.agency,
            one.name,
            [one.auditor ? 'auditor' : '', one.operator ? 'operator' : ''].filter(Boolean).join(' '),
            one.disabledAt ? 'disabled' : '',
          ],
          ...one.keys.map((key) => [`  ${key.kid}`, key.alg, key.expiresAt ?? '', key.revokedAt ? 'revoked' : '']),
        ])
        out(clients, () => columns(rows))
      }),
    )
}
