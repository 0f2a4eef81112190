// `xianjie verify BUNDLE`: checks a bundle offline, without a database and without a configuration; exits 1 and names
// every fault where it does not hold.
import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { type BundleReport, faultLine, KeyFileFault, pinnedKeys, verifyBundle } from '../bundles/index.ts'
import { collect } from './context.ts'

export function register(program: Command): void {
  program
    .command('verify')
    .description('check a bundle offline: the archive byte for byte, signatures, entries, receipts, materials, proofs')
    .argument('<bundle>', 'the zip of GET /v1/transfers/{id}/bundle')
    .option(
      '--key <file>',
      'a key that you trust: JWK, JWKS, public key in PEM, or the verifier key of the journal; may be repeated',
      collect,
    )
    .option('--issuer <file>', 'the gateway’s JWKS, kept from its /.well-known/jwks.json; may be repeated', collect)
    .action(async (bundle: string, options: { key?: string[]; issuer?: string[] }, command: Command) => {
      const files = [...(options.key ?? []), ...(options.issuer ?? [])]
      let report: BundleReport
      try {
        report = await verifyBundle(bundle, await pinnedKeys(files.map((name) => ({ name, text: textOf(name) }))))
      } catch (error) {
        if (error instanceof KeyFileFault) command.error(`error: ${error.message}`, { exitCode: 2 })
        const { code, message } = error as NodeJS.ErrnoException
        if (code !== undefined) command.error(`error: ${message}`, { exitCode: 2 })
        throw error
      }
      const json = program.opts<{ json?: boolean }>().json === true
      console.log(json ? JSON.stringify({ bundle, ...report }) : told(bundle, report))
      if (!report.holds) process.exitCode = 1
    })
}

function textOf(name: string): string {
  try {
    return readFileSync(name, 'utf8')
  } catch (error) {
    throw new KeyFileFault(`${name}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function told(bundle: string, report: BundleReport): string {
  const { checked: c, transfer, viewer, faults, more } = report
  const lines = [`${bundle}: ${report.holds ? 'holds · 核验通过' : 'DOES NOT HOLD · 核验不通过'}`]
  for (const fault of faults) lines.push(`  FAIL ${faultLine(fault)}`)
  if (more > 0) lines.push(`  … and ${more} more`)
  if (transfer !== null && viewer !== null)
    lines.push(
      `  case ${transfer.id} to version ${transfer.version}, as ${viewer.agency.name ?? viewer.agency.id} (${viewer.part}) saw it at ${report.at}, by ${report.issuer}`,
    )
  lines.push(
    `  ${c.files} files (${c.bytes} bytes), ${c.entries} entries, ${c.sealed} sealed, ${c.inPart} shown in part, ${c.receipts} receipts, ${c.signedRequests} signed requests, ${c.materials} materials, ${c.inTree} entries proved in the tree, ${c.pending} not in it yet`,
    report.keys.gateway === 'pinned'
      ? '  the gateway’s keys are those that you gave'
      : '  WARNING the keys are only those inside the bundle: it is of one piece, and whose it is nobody has said. Give --issuer or --key.',
  )
  if (report.keys.journal === 'inside' && report.keys.gateway === 'pinned')
    lines.push(
      '  the journal’s key is the one inside the bundle, vouched for by the manifest; give it with --key to be sure',
    )
  return lines.join('\n')
}
