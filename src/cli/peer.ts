// `xianjie peer …`: gateways with which there is no wire (对端网关). Their public keys are brought by hand once; from then on
// their own signed packages keep them up to date.
import type { Command } from 'commander'
import { handedInKey, listKeys, readKeys, Unregistrable } from '../agencies/index.ts'
import { addPeer, changePeer, listPeers, type Peer, peerNamed } from '../sync/index.ts'
import { columns, type OpenContext, withContext } from './context.ts'
import { readJson } from './json-file.ts'

interface Given {
  readonly issuer: string
  readonly jwks: string
  readonly writeTo?: string
  readonly readFrom?: string
  readonly maxBytes?: string
  readonly againAfterHours?: string
}

export function register(program: Command, open: OpenContext): void {
  const peer = program.command('peer').description('gateways that share no wire with this one (对端网关)')
  peer
    .command('own')
    .description('issuer and public keys of this gateway, for the operator of the other one')
    .action(
      withContext<object>(open, async ({ pool, dataDir, issuer, keyFile, out }) => {
        const inHand = keyFile === undefined ? readKeys(dataDir) : [handedInKey(keyFile)]
        const known = new Set((await listKeys(pool, dataDir)).filter((k) => k.retiredAt === null).map((k) => k.kid))
        const keys = inHand.filter((key) => known.size === 0 || known.has(key.kid)).map((key) => key.publicJwk)
        if (keys.length === 0) throw new Unregistrable('<peer>', 'There is no signing key yet. Run: xianjie init')
        out({ issuer, jwks: { keys } }, () => JSON.stringify({ issuer, jwks: { keys } }, null, 2))
      }),
    )
  const named = peer
    .command('add <name>')
    .description('enter a gateway')
    .requiredOption('--issuer <url>', 'the URL under which its clients know it')
    .requiredOption('--jwks <file>', 'its public keys (JWKS, or what `xianjie peer own` printed there)')
  withPlaces(named).action(async (name: string, options: Given, command: Command) =>
    withContext<Given>(open, async ({ pool, issuer, out }) => {
      const given = await readJson(options.jwks, 'jwks')
      const jwks = (given as { jwks?: unknown }).jwks ?? given
      const added = await addPeer(pool, issuer, { name, issuer: options.issuer, jwks, ...placesOf(options) })
      out(shown(added), () => `${added.name} ${added.issuer}`)
    })(options, command),
  )
  withPlaces(peer.command('change <name>').description('change where packages lie, their size, or the keys'))
    .option('--jwks <file>', 'its public keys')
    .option('--disable', 'exchange nothing with it any more')
    .option('--enable', 'exchange with it again')
    .action(async (name: string, options: Partial<Given> & { disable?: true; enable?: true }, command: Command) =>
      withContext<Partial<Given>>(open, async ({ pool, out }) => {
        const jwks = options.jwks === undefined ? undefined : await readJson(options.jwks, 'jwks')
        const changed = await changePeer(pool, name, {
          ...placesOf(options),
          ...(jwks !== undefined && { jwks: (jwks as { jwks?: unknown }).jwks ?? jwks }),
          ...((options.disable ?? options.enable) && { disabled: options.disable === true }),
        })
        out(shown(changed), () => `${changed.name} ${changed.issuer}`)
      })(options, command),
    )
  peer
    .command('list')
    .description('list the gateways that are entered')
    .action(
      withContext<object>(open, async ({ pool, out }) => {
        const peers = await listPeers(pool)
        out(peers.map(shown), () =>
          columns(
            peers.map((p) => [
              p.name,
              p.issuer,
              p.disabledAt === null ? '' : 'disabled',
              `writes to ${p.writeTo ?? '-'}`,
              `reads from ${p.readFrom ?? '-'}`,
            ]),
          ),
        )
      }),
    )
  peer
    .command('show <name>')
    .description('show one with its keys')
    .action(async (name: string, options: object, command: Command) =>
      withContext<object>(open, async ({ pool, out }) => {
        const found = await peerNamed(pool, name)
        out({ ...shown(found), jwks: found.jwks }, () => JSON.stringify({ ...shown(found), jwks: found.jwks }, null, 2))
      })(options, command),
    )
}

function withPlaces(command: Command): Command {
  return command
    .option('--write-to <dir>', 'where packages for it are written (outgoing gate or medium)')
    .option('--read-from <dir>', 'where its packages arrive')
    .option('--max-bytes <n>', 'size of one package file at most; larger files are split')
    .option('--again-after-hours <n>', 'write a package again that was not acknowledged for so long')
}

function placesOf({ writeTo, readFrom, maxBytes, againAfterHours }: Partial<Given>) {
  return {
    ...(writeTo !== undefined && { writeTo }),
    ...(readFrom !== undefined && { readFrom }),
    ...(maxBytes !== undefined && { bytesMax: numberOf(maxBytes, 'maxBytes') }),
    ...(againAfterHours !== undefined && { againAfterMs: numberOf(againAfterHours, 'againAfterHours') * 3_600_000 }),
  }
}

function numberOf(text: string, field: string): number {
  const number = Number(text)
  if (!Number.isFinite(number) || number <= 0 || number > Number.MAX_SAFE_INTEGER)
    throw new Unregistrable(field, 'Give a positive number.')
  return number
}

function shown({ name, issuer, writeTo, readFrom, bytesMax, againAfterMs, disabledAt }: Peer) {
  return {
    name,
    issuer,
    writeTo,
    readFrom,
    maxBytes: bytesMax,
    againAfterHours: againAfterMs / 3_600_000,
    disabled: disabledAt !== null,
  }
}
