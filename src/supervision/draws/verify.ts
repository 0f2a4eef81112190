// Checks a published draw offline: the seal of the announcement, the checkpoint that the seed comes from, the population, and
// every rank and every assignment made anew. It believes nothing that it can compute, and names what it had to believe.
import { hash } from 'node:crypto'
import { drawFile } from '../../../schemas/index.ts'
import {
  type Checkpoint,
  commitmentOf,
  firstMatterLink,
  linkOf,
  matterEntryOf,
  readCheckpoint,
  verifyInclusion,
} from '../../journal/index.ts'
import { canonical } from '../../kernel/index.ts'
import { assign } from './assign.ts'
import type { Announcement, Assigned, DrawFile, DrawResult, Sealed } from './form.ts'
import { type Batches, PopulationFault } from './population.ts'
import { drawFrom, seedOf } from './select.ts'

export type DrawFaultWord =
  | 'unreadable'
  | 'form'
  | 'announcement'
  | 'seal'
  | 'checkpoint'
  | 'former_checkpoint'
  | 'key'
  | 'seed'
  | 'public_values'
  | 'population'
  | 'strata'
  | 'selection'
  | 'assignment'

export interface DrawReport {
  readonly holds: boolean
  readonly draw: string | null
  readonly faults: readonly { readonly fault: DrawFaultWord; readonly detail: string }[]
  /** What was not checked, or only against what the file itself says. */
  readonly believed: readonly string[]
  readonly checked: { readonly members: number; readonly drawn: number; readonly assigned: number }
}

/** Digest of an announcement, over its canonical JSON: part of the seed. */
export const announcementDigest = (announcement: Announcement): string => hash('sha256', canonical(announcement), 'hex')

class Findings {
  readonly faults: { fault: DrawFaultWord; detail: string }[] = []
  readonly believed: string[] = []
  add(fault: DrawFaultWord, detail: string): void {
    if (this.faults.length < 50) this.faults.push({ fault, detail })
  }
}

/**
 * Verifies a file as it was published. `population`: its lines, or null where they are not at hand; `keys`: verifier keys of
 * the journal that the reader got elsewhere, or none.
 */
export async function verifyDraw(
  given: unknown,
  population: Batches | null,
  keys: readonly string[] = [],
): Promise<DrawReport> {
  const findings = new Findings()
  const checked = { members: 0, drawn: 0, assigned: 0 }
  const parsed = drawFile.safeParse(given)
  if (!parsed.success) {
    for (const { path, message } of parsed.error.issues.slice(0, 10))
      findings.add('form', `/${path.map(String).join('/')}: ${message}`)
    return { holds: false, draw: null, faults: findings.faults, believed: [], checked }
  }
  const file = parsed.data as DrawFile
  const { announcement, seal, result } = file
  checkAnnouncement(announcement, findings)
  const root = seal === null ? null : checkSeal(announcement, seal, keys, findings)
  if (seal === null) findings.believed.push('the tree does not hold the announcement yet; there is no seed to check')
  if (result !== null) {
    const seed = root === null ? null : checkSeed(announcement, result, root, findings)
    if (seed === null) findings.add('selection', 'without a seed that holds nothing drawn can be checked')
    else await checkDrawn(announcement, result, seed, population, findings, checked)
  } else {
    findings.believed.push('it is not drawn; the announcement alone was checked')
    if (population !== null) await checkFrozen(announcement, population, findings, checked)
  }
  const { faults, believed } = findings
  return { holds: faults.length === 0, draw: announcement.draw, faults, believed, checked }
}

function checkAnnouncement(announcement: Announcement, findings: Findings): void {
  const { strata, reviewers, population } = announcement
  const keys = strata.map(({ key }) => key)
  if (keys.some((key, i) => i > 0 && key <= (keys[i - 1] as string)))
    findings.add('announcement', 'its strata are not in order, or one stands twice')
  const members = strata.reduce((sum, s) => sum + s.members, 0)
  if (members !== population.count)
    findings.add('announcement', `its strata have ${members} members, its population ${population.count}`)
  if (strata.some((s) => s.draw > s.members)) findings.add('announcement', 'more are to be drawn than there are')
  if (new Set(reviewers.map((r) => r.no)).size !== reviewers.length)
    findings.add('announcement', 'a reviewer stands twice')
}

function checkSeal(
  announcement: Announcement,
  seal: Sealed,
  keys: readonly string[],
  findings: Findings,
): Checkpoint | null {
  const matter = `draw:${announcement.draw}`
  if (seal.matter !== matter || seal.version !== 1) {
    findings.add('seal', `it is the seal of ${seal.matter}, entry ${seal.version}, and not of the announcement`)
    return null
  }
  const commitment = commitmentOf(Buffer.from(seal.salt, 'hex'), canonical(announcement))
  const link = linkOf(firstMatterLink(matter), commitment)
  if (link.toString('hex') !== seal.link)
    findings.add('announcement', 'it is not what was sealed: the announcement was changed after it was made')
  if (keys.length > 0 && !keys.includes(seal.verifierKey))
    findings.add('key', 'the checkpoint is signed with a key that is not among those you gave')
  if (keys.length === 0)
    findings.believed.push('the journal’s key is the one inside the file; give it with --key to be sure whose it is')
  const checkpoint = readCheckpoint(seal.checkpoint, seal.verifierKey)
  if ('fault' in checkpoint) {
    findings.add('checkpoint', `the checkpoint does not hold: ${checkpoint.fault}`)
    return null
  }
  const proof = seal.proof.map((h) => Buffer.from(h, 'hex'))
  const { size, root } = checkpoint
  if (!verifyInclusion({ entry: matterEntryOf(link), index: seal.index, size, proof, root }))
    findings.add('seal', 'the announcement is not in the tree of the checkpoint')
  checkFormer(seal, keys, findings)
  return checkpoint
}

/** That no checkpoint lies between the two is for those who kept them: a file cannot show what it leaves out. */
function checkFormer(seal: Sealed, keys: readonly string[], findings: Findings): void {
  if (seal.former === null || seal.formerKey === null) {
    findings.believed.push('the file says that no checkpoint was signed before the announcement')
    return
  }
  if (keys.length > 0 && !keys.includes(seal.formerKey))
    findings.add('key', 'the checkpoint before it is signed with a key that is not among those you gave')
  const former = readCheckpoint(seal.former, seal.formerKey)
  if ('fault' in former) findings.add('former_checkpoint', `it does not hold: ${former.fault}`)
  else if (former.size > seal.index)
    findings.add('former_checkpoint', 'it holds the announcement already: the seed is not of the first one after it')
  findings.believed.push(
    'that no checkpoint was signed between the two is known to whoever keeps checkpoints (docs/draws.md)',
  )
}

function checkSeed(
  announcement: Announcement,
  { seed, publicValues }: DrawResult,
  { root }: Checkpoint,
  findings: Findings,
): Buffer | null {
  const named = announcement.publicValues.map(({ name }) => name)
  if (canonical(named) !== canonical(publicValues.map(({ name }) => name))) {
    findings.add('public_values', `it names ${named.join(', ') || 'none'}, and others were used`)
    return null
  }
  for (const { name, source, day } of announcement.publicValues) {
    const used = publicValues.find((v) => v.name === name)?.value
    findings.believed.push(`that ${name} of ${day} was ${used}: look it up (${source})`)
  }
  const made = seedOf(announcementDigest(announcement), root.toString('base64'), publicValues)
  if (made.toString('hex') !== seed) findings.add('seed', 'the seed is not the one that these values make')
  return made
}

async function checkDrawn(
  announcement: Announcement,
  result: DrawResult,
  seed: Buffer,
  population: Batches | null,
  findings: Findings,
  checked: { members: number; drawn: number; assigned: number },
): Promise<void> {
  const { strata, reviewers } = announcement
  checked.drawn = result.selected.length
  if (population === null) {
    findings.believed.push('that nobody else of the population has a lesser rank: give the population to check it')
    const wrong = strata.find((s) => result.selected.filter((one) => one.stratum === s.key).length !== s.draw)
    if (wrong !== undefined) findings.add('selection', `of the stratum ${wrong.key} ${wrong.draw} are to be drawn`)
    await checkRanks(result.selected, seed, findings)
  } else {
    const drawn = await drawnFrom(announcement, population, seed, findings)
    if (drawn === null) return
    checked.members = drawn.population.count
    const told = result.selected.map(({ reviewers: _, ...one }) => one)
    if (canonical(told) !== canonical(drawn.selected)) findings.add('selection', firstDifference(told, drawn.selected))
  }
  const assigned = await assign(result.selected, reviewers, announcement, seed)
  checked.assigned = assigned.filter((one) => one.reviewers.length > 0).length
  const differs = assigned.find((one, i) => canonical(one.reviewers) !== canonical(result.selected[i]?.reviewers))
  if (differs !== undefined)
    findings.add('assignment', `place ${differs.place} falls to ${differs.reviewers.join(', ') || 'nobody'}`)
}

function firstDifference(told: readonly object[], made: readonly { readonly place: number; readonly id: string }[]) {
  const at = made.findIndex((one, i) => canonical(one) !== canonical(told[i] ?? null))
  const other = made[at]
  if (other === undefined) return `${told.length} are told and ${made.length} are drawn`
  return `at place ${other.place} the population gives ${other.id}`
}

/** Without the population: that each one drawn at least has the rank it says. */
async function checkRanks(selected: readonly Assigned[], seed: Buffer, findings: Findings): Promise<void> {
  const lines = selected
    .map(({ id, ticket, domain, agencies }) => JSON.stringify([id, '', ticket, agencies, domain]))
    .sort()
  try {
    const strata = [{ key: '', members: lines.length, draw: lines.length }]
    const made = await drawFrom(batchOf(lines), seed, strata)
    const rankOf = new Map(made.selected.map((one) => [one.id, one]))
    for (const one of selected) {
      const again = rankOf.get(one.id)
      // With as many tickets as the one it won with, the least is that one.
      if (again?.rank !== one.rank || again.ticket !== one.ticket)
        findings.add('selection', `${one.id} has not the rank that it says`)
    }
  } catch (error) {
    if (!(error instanceof PopulationFault)) throw error
    findings.add('selection', `what is drawn is not of the form: ${error.message}`)
  }
}

async function* batchOf(lines: readonly string[]): AsyncGenerator<readonly string[]> {
  yield lines
}

async function drawnFrom(announcement: Announcement, population: Batches, seed: Buffer, findings: Findings) {
  try {
    const drawn = await drawFrom(population, seed, announcement.strata)
    if (canonical(drawn.population) !== canonical(announcement.population))
      findings.add('population', 'it is not the one that was announced: count, digest or root differs')
    for (const { key, members } of announcement.strata)
      if (drawn.strata.get(key) !== members)
        findings.add('strata', `the stratum ${key} has ${drawn.strata.get(key) ?? 0} members and not ${members}`)
    return drawn
  } catch (error) {
    if (!(error instanceof PopulationFault)) throw error
    findings.add('population', error.message)
    return null
  }
}

async function checkFrozen(
  announcement: Announcement,
  population: Batches,
  findings: Findings,
  checked: { members: number },
): Promise<void> {
  const drawn = await drawnFrom(announcement, population, Buffer.alloc(32), findings)
  checked.members = drawn?.population.count ?? 0
}
