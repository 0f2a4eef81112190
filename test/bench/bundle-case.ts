// A case with large files for the benches of the bundle: few distinct bytes, kept once under their digests as the store
// keeps them, and named by many materials; submitted over the gateway's own door.
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { freePort, type GatewayProcess, startGatewayProcess } from './gateway-process.ts'
import { letter, timesNow } from './letters.ts'
import type { BenchOptions } from './options.ts'
import { enrol, type Sender, tokenOf } from './registry.ts'
import { type Endings, note, openScene, temporaryDirectory } from './scene.ts'

export interface BundleCase {
  readonly gateway: GatewayProcess
  readonly dataDir: string
  readonly id: string
  /** Where each material's bytes lie, in the order of the case. */
  readonly files: readonly string[]
  /** A header with a token that was granted a moment ago. */
  authorization(): Promise<string>
}

interface Kept {
  readonly path: string
  readonly sha256: string
  readonly sm3: string
}

const blockBytes = 1024 * 1024

/** A file of random bytes where the store keeps it. */
function keep(dataDir: string, size: number): Kept {
  const arriving = join(dataDir, `bytes-${randomUUID()}`)
  const [sha256, sm3] = [createHash('sha256'), createHash('sm3')]
  const file = openSync(arriving, 'w', 0o600)
  for (let done = 0; done < size; done += blockBytes) {
    const block = randomBytes(Math.min(blockBytes, size - done))
    sha256.update(block)
    sm3.update(block)
    writeSync(file, block)
  }
  fsyncSync(file)
  closeSync(file)
  const digest = sha256.digest('hex')
  const shelf = join(dataDir, 'materials', 'sha256', digest.slice(0, 2))
  mkdirSync(shelf, { recursive: true, mode: 0o700 })
  const path = join(shelf, digest.slice(2))
  renameSync(arriving, path)
  return { path, sha256: digest, sm3: sm3.digest('hex') }
}

/** The gateway with one case of `count` materials of `size` bytes, which share `distinct` files. */
export async function openBundleCase(
  endings: Endings,
  options: BenchOptions,
  { count, size, distinct }: { count: number; size: number; distinct: number },
): Promise<BundleCase> {
  const dataDir = temporaryDirectory(endings)
  note('a database of its own …')
  const scene = await openScene(endings, dataDir, options.listen)
  const sender = (await enrol(scene.owner))[0] as Sender
  note('the gateway …')
  const gateway = await startGatewayProcess({
    dataDir,
    connections: options.pool,
    port: await freePort(),
    database: scene,
    nodeOptions: options.nodeOptions,
  })
  endings.add(() => gateway.stop())
  note(`${distinct} files of ${Math.round(size / 1e6)} MB …`)
  const kept = Array.from({ length: distinct }, () => keep(dataDir, size))
  const materials = Array.from({ length: count }, (_, i) => ({
    id: randomUUID(),
    kind: i < 3 ? `M${i + 1}` : 'other',
    title: `录像 ${i + 1}`,
    file: kept[i % distinct] as Kept,
  }))
  await scene.owner.query(
    `insert into material (id, agency_id, client_id, state, filename, media_type, size, sha256, sm3, completed_at, expires_at)
     select id, $2, $3, 'ready', '录像.mp4', 'video/mp4', $4::bigint, sha256, sm3, now(), now() + interval '1 day'
     from json_to_recordset($1) as x(id uuid, sha256 text, sm3 text)`,
    [JSON.stringify(materials.map(({ id, file }) => ({ id, ...file }))), sender.agencyId, sender.clientId, size],
  )
  const authorization = async () => `Bearer ${await tokenOf(sender, gateway.url)}`
  const answer = await fetch(`${gateway.url}/v1/transfers`, {
    method: 'POST',
    headers: { authorization: await authorization(), 'content-type': 'application/json' },
    body: JSON.stringify({
      ...letter(1, sender, timesNow(), '移'),
      materials: materials.map(({ file, ...m }) => ({ ...m, sha256: file.sha256 })),
    }),
  })
  if (answer.status !== 201) throw new Error(`no case: ${answer.status} ${await answer.text()}`)
  const { transfer } = (await answer.json()) as { transfer: { id: string } }
  return { gateway, dataDir, id: transfer.id, files: materials.map((m) => m.file.path), authorization }
}
