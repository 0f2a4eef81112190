// The signed receipt in the hands of a partner: kept as a file, and verified with nothing but a JOSE library and the keys
// the gateway publishes.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compactVerify, createLocalJWKSet, type JSONWebKeySet } from 'jose'
import { z } from 'zod'
import { DemoFault } from './fault.ts'

const payload = z.looseObject({
  sub: z.string(),
  step: z.string(),
  receipt: z.int(),
  delivered: z.looseObject({ count: z.int(), manifestSha256: z.string() }),
  notYetRunning: z.array(
    z.looseObject({
      rule: z.string(),
      startsWith: z.string(),
      period: z.looseObject({ amount: z.int(), unit: z.string() }),
    }),
  ),
})

export type ReceiptFacts = z.output<typeof payload>

/** What the receipt says, its signature verified; throws DemoFault where it is not this case's and step's. */
export async function verifyReceipt(url: string, jws: string, transferId: string, step: string): Promise<ReceiptFacts> {
  const published = (await (await fetch(new URL('/.well-known/jwks.json', url))).json()) as JSONWebKeySet
  let bytes: Uint8Array
  try {
    bytes = (await compactVerify(jws, createLocalJWKSet(published), { algorithms: ['ES256'] })).payload
  } catch (error) {
    throw new DemoFault(`A receipt does not verify with the published keys: ${String(error)}`)
  }
  const facts = payload.parse(JSON.parse(new TextDecoder().decode(bytes)))
  if (facts.sub !== transferId || facts.step !== step)
    throw new DemoFault(`The receipt is for ${facts.step} of ${facts.sub}, not for ${step} of ${transferId}.`)
  return facts
}

/** Writes the receipt into the data directory and verifies what stands in the file; answers the path. */
export async function keepReceipt(dataDir: string, url: string, jws: string, transferId: string) {
  const path = join(dataDir, 'demo-receipt.jws')
  writeFileSync(path, `${jws}\n`)
  return { path, facts: await verifyReceipt(url, readFileSync(path, 'utf8').trim(), transferId, 'transfer_dispatch') }
}
