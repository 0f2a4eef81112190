// Draws without a gateway: a population made by rule, an announcement of it, and a tree of one leaf with its checkpoint, so
// that what is published can be verified whole.
import { createPrivateKey, hash } from 'node:crypto'
import { checkpointNote } from '../../src/journal/checkpoint.ts'
import { commitmentOf, firstMatterLink, linkOf, matterEntryOf } from '../../src/journal/index.ts'
import { logSigner } from '../../src/journal/log-key.ts'
import { leafHash } from '../../src/journal/merkle.ts'
import { canonical } from '../../src/kernel/index.ts'
import { assign } from '../../src/supervision/draws/assign.ts'
import type {
  Announcement,
  DrawFile,
  MemberLine,
  PublicValue,
  Reviewer,
  Stratum,
} from '../../src/supervision/draws/form.ts'
import { lineOf, PopulationDigest } from '../../src/supervision/draws/population.ts'
import { drawFrom, seedOf } from '../../src/supervision/draws/select.ts'
import { announcementDigest } from '../../src/supervision/draws/verify.ts'

const key = createPrivateKey({
  key: {
    ...{ kty: 'OKP', crv: 'Ed25519' },
    d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A',
    x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
  },
  format: 'jwk',
})
export const signer = logSigner('gateway.example/journal', key)

/** A UUID that sorts by `i`. */
export const idAt = (i: number) => `penalty:01990000-0000-7000-8000-${String(i).padStart(12, '0')}`

export const codes = ['11450502MB00000017', '114505020000000250', '11430100000000333X'] as const

/** Lines `0 … count`: stratum and weight by rule. */
export function* population(
  count: number,
  stratumOf: (i: number) => string = () => '',
  weightOf: (i: number) => number = () => 1,
): Generator<string> {
  for (let i = 0; i < count; i++) {
    const member: MemberLine = [
      idAt(i),
      stratumOf(i),
      weightOf(i),
      [codes[i % 2] as string],
      i % 3 ? 'market' : 'customs',
    ]
    yield lineOf(member)
  }
}

export async function* batches(lines: Iterable<string>, size = 5_000): AsyncGenerator<readonly string[]> {
  let batch: string[] = []
  for (const line of lines) {
    batch.push(line)
    if (batch.length < size) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

export const reviewer = (no: number, more: Partial<Reviewer> = {}): Reviewer => ({
  ...{ no, agency: codes[2], qualifications: [], avoids: [], avoidsCases: [], capacity: 1_000 },
  identity: hash('sha256', `r${no}`),
  ...more,
})

export interface Scene {
  readonly lines: () => Iterable<string>
  readonly strata: readonly Stratum[]
  readonly reviewers?: readonly Reviewer[]
  readonly more?: Partial<Announcement>
  readonly publicValues?: readonly PublicValue[]
  /** Stands for whatever else the tree holds. */
  readonly salt?: string
  /** Without the root over the lines: a million of them would cost the test as much again. */
  readonly rootless?: true
}

/** A draw as it would be published. */
export async function published(scene: Scene): Promise<DrawFile> {
  const digest = new PopulationDigest(scene.rootless === undefined)
  for await (const batch of batches(scene.lines())) digest.add(batch)
  const announcement: Announcement = {
    ...{ form: 'xianjie-draw/1', draw: '01990000-0000-7000-8000-00000000d1a0', no: 1, name: '一季度抽查' },
    owner: { code: codes[2], name: '长沙市人民检察院（演示）' },
    announcedAt: '2026-11-22T02:00:00.000Z',
    query: { of: 'penalty', from: '2026-01-01', to: '2026-03-31' },
    ...{
      method: 'uniform',
      stratifyBy: [],
      weights: {},
      population: scene.rootless ? { ...digest.digest(), root: '0'.repeat(64) } : digest.digest(),
      strata: scene.strata,
    },
    reviewers: scene.reviewers ?? [reviewer(1), reviewer(2)],
    ...{ reviewersPerCase: 1, requires: {} },
    publicValues: (scene.publicValues ?? []).map(({ name }) => ({ name, source: '某报', day: '2026-11-23' })),
    ...scene.more,
  }
  const matter = `draw:${announcement.draw}`
  const salt = hash('sha256', scene.salt ?? 'salt', 'buffer').subarray(0, 16)
  const link = linkOf(firstMatterLink(matter), commitmentOf(salt, canonical(announcement)))
  const root = leafHash(matterEntryOf(link))
  const publicValues = scene.publicValues ?? []
  const seed = seedOf(announcementDigest(announcement), root.toString('base64'), publicValues)
  const drawn = await drawFrom(batches(scene.lines()), seed, announcement.strata, { tree: false })
  const selected = await assign(drawn.selected, announcement.reviewers, announcement, seed)
  return {
    ...{ form: 'xianjie-draw/1', announcement },
    seal: {
      ...{ matter, version: 1, salt: salt.toString('hex'), link: link.toString('hex'), index: 0, proof: [] },
      ...{ checkpoint: checkpointNote(signer, 1, root), former: null, formerKey: null },
      verifierKey: signer.verifierKey,
    },
    result: { seed: seed.toString('hex'), publicValues, selected },
  }
}

/** As it is read from a file. */
export const asRead = (file: DrawFile): DrawFile => JSON.parse(JSON.stringify(file)) as DrawFile
