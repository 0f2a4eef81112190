// What must be known before an act that speaks of evidence of the case is decided: that its materials are there and seen
// by the actor, who sees what they came with, and what is to be written down of each.
import { type Pool, run, type Statement } from '../../db/index.ts'
import { type Evidence, type evidenceKinds, needsRecollection } from '../../schemas/index.ts'
import { type FieldFault, Refusal } from '../kernel/index.ts'
import { type HeldByCase, heldByCase, stretchesOf } from '../materials/index.ts'

export interface EvidenceNote {
  readonly seq: number
  readonly what: 'filing' | 'movement' | 'stretch'
  readonly material_id: string
  readonly record_id?: string
  readonly folder?: string | null
  readonly evidence_code?: keyof typeof evidenceKinds | null
  readonly needs_recollection?: boolean | null
  readonly body: object
}

export interface EvidenceSaid {
  readonly notes: readonly EvidenceNote[]
  /** Readers of what the act speaks of, where it is sealed; undefined = every party. */
  readonly readers: readonly string[] | undefined
}

interface About {
  readonly transferId: string
  readonly agencyId: string
  readonly version: number
  readonly sealed: readonly number[]
}

interface Segment {
  readonly recording: string
  readonly record: string
  readonly from: number
  readonly to: number
  readonly note?: string
}
interface CatalogueChange {
  readonly material: string
  readonly folder?: string | null
  readonly evidence?: Evidence
  readonly carrier?: string
}
interface Brought {
  readonly id: string
  readonly kind: string
  readonly evidence?: Evidence
}
interface Said {
  readonly alongside?: number
  readonly materials?: readonly Brought[]
  readonly segments?: readonly Segment[]
  readonly movements?: readonly ({ readonly material: string } & Record<string, unknown>)[]
  readonly changes?: readonly CatalogueChange[]
}

/** Steps of which this room knows more than their table row. */
export const speaksOfEvidence = (step: string): boolean =>
  step === 'evidence_entry' || step === 'evidence_custody_change' || step === 'evidence_catalogue_change'

const readersStatement: Statement = {
  name: 'cases_readers_of_entries',
  text: `select distinct (body::json -> 'visibleTo')::text as readers from event where transfer_id = $1 and version = any($2::int[])`,
}

/** Refusals: subject_unknown for what the actor does not see, condition_unmet. */
export async function evidenceSaid(
  pool: Pool,
  about: About,
  input: Readonly<Record<string, unknown>>,
): Promise<EvidenceSaid | Refusal> {
  const said = input as Said
  const brought = new Map((said.materials ?? []).map((m) => [m.id, m]))
  const named = namedIn(said).filter(({ id }) => !brought.has(id))
  const held =
    named.length === 0
      ? new Map<string, HeldByCase>()
      : await heldByCase(pool, about.transferId, [...new Set(named.map((n) => n.id))], {
          upToVersion: about.version,
          sealed: about.sealed,
        })
  const unknown = named.filter(({ id }) => !held.has(id))
  if (unknown.length > 0) return unknownEvidence(unknown.map((u) => u.pointer))
  const hidden =
    said.alongside !== undefined && (said.alongside > about.version || about.sealed.includes(said.alongside))
  if (hidden)
    return new Refusal('subject_unknown', `You see no entry ${said.alongside} in this case.`, {
      basis: ['XJ 11'],
      errors: [{ pointer: '/alongside', detail: `entry ${said.alongside} is unknown` }],
    })
  const fault =
    (await segmentFault(pool, about, said.segments ?? [], brought, held)) ?? changeFault(about, said.changes, held)
  if (fault !== undefined) return fault
  const versions = new Set([...held.values()].map((m) => m.version))
  if (said.alongside !== undefined) versions.add(said.alongside)
  const readers = await readersOf(pool, about.transferId, [...versions])
  if (readers instanceof Refusal) return readers
  return { notes: notesOf(said, held), readers }
}

function namedIn({ segments = [], movements = [], changes = [] }: Said): { id: string; pointer: string }[] {
  return [
    ...segments.flatMap((s, i) => [
      { id: s.recording, pointer: `/segments/${i}/recording` },
      { id: s.record, pointer: `/segments/${i}/record` },
    ]),
    ...movements.map((m, i) => ({ id: m.material, pointer: `/movements/${i}/material` })),
    ...changes.map((r, i) => ({ id: r.material, pointer: `/changes/${i}/material` })),
  ]
}

const faultsMax = 50

function unknownEvidence(pointers: readonly string[]): Refusal {
  return new Refusal('subject_unknown', 'The case has no such material, or it is not yours to see.', {
    basis: ['XJ 12'],
    errors: pointers.slice(0, faultsMax).map((pointer) => ({ pointer, detail: 'unknown material' })),
  })
}

/** One act has one audience: what is sealed from some must not be named in an entry that they see. */
async function readersOf(
  pool: Pool,
  transferId: string,
  versions: readonly number[],
): Promise<readonly string[] | undefined | Refusal> {
  if (versions.length === 0) return undefined
  const rows = await run<{ readers: string | null }>(pool, readersStatement, [transferId, versions])
  if (rows.length > 1)
    return new Refusal('condition_unmet', 'What these entries brought has different readers; say it of each apart.', {
      basis: ['XJ 4', 'XJ 12'],
    })
  const readers = rows[0]?.readers
  return readers === null || readers === undefined ? undefined : (JSON.parse(readers) as string[])
}

const recordKinds = ['interview_record', 'site_record']

async function segmentFault(
  pool: Pool,
  about: About,
  segments: readonly Segment[],
  brought: ReadonlyMap<string, Brought>,
  held: ReadonlyMap<string, HeldByCase>,
): Promise<Refusal | undefined> {
  if (segments.length === 0) return undefined
  const kept = await stretchesOf(pool, about.transferId, [...new Set(segments.map((s) => s.recording))], about.sealed)
  const before = kept.map((n) => ({
    recording: n.materialId,
    record: n.recordId,
    ...(n.body as { from: number; to: number }),
  }))
  const errors: FieldFault[] = []
  for (const [i, s] of segments.entries()) {
    const recording = brought.get(s.recording) ?? held.get(s.recording)
    const record = brought.get(s.record) ?? held.get(s.record)
    if (recording?.kind !== 'audio_video' && evidenceOf(recording)?.code !== 'E08a')
      errors.push({ pointer: `/segments/${i}/recording`, detail: 'this material is no recording' })
    if (!recordKinds.includes(record?.kind ?? '') && evidenceOf(record)?.code !== 'E07')
      errors.push({ pointer: `/segments/${i}/record`, detail: 'this material is no record of an interview or a site' })
    const length = evidenceOf(recording)?.lengthSeconds
    if (length !== undefined && s.to > length)
      errors.push({ pointer: `/segments/${i}/to`, detail: `the recording is ${length} seconds long` })
    const same = [...before, ...segments.slice(0, i)].some(
      (o) => o.recording === s.recording && o.record === s.record && o.from < s.to && s.from < o.to,
    )
    if (same)
      errors.push({ pointer: `/segments/${i}`, detail: 'overlaps another stretch of this recording for this record' })
  }
  if (errors.length === 0) return undefined
  return new Refusal('condition_unmet', 'A stretch of a recording cannot be as it is given.', {
    basis: ['XJ 11'],
    errors: errors.slice(0, faultsMax),
  })
}

function evidenceOf(material: Brought | HeldByCase | undefined): Evidence | undefined {
  if (material === undefined) return undefined
  return 'catalogue' in material
    ? (material.catalogue?.evidence as Evidence | undefined)
    : (material as Brought).evidence
}

/** Anybody who sees it may file it elsewhere; what it is said to be, only the organ that brought it corrects. */
function changeFault(
  { agencyId }: About,
  changes: readonly CatalogueChange[] = [],
  held: ReadonlyMap<string, HeldByCase>,
): Refusal | undefined {
  const seen = new Set<string>()
  const errors: FieldFault[] = []
  for (const [i, r] of changes.entries()) {
    if (seen.has(r.material)) errors.push({ pointer: `/changes/${i}/material`, detail: 'named twice' })
    seen.add(r.material)
    if (r.folder === undefined && r.evidence === undefined && r.carrier === undefined)
      errors.push({ pointer: `/changes/${i}`, detail: 'nothing is changed' })
    if ((r.evidence ?? r.carrier) !== undefined && held.get(r.material)?.agencyId !== agencyId)
      errors.push({ pointer: `/changes/${i}`, detail: 'another organ brought it and corrects its catalogue' })
  }
  if (errors.length === 0) return undefined
  return new Refusal(
    'condition_unmet',
    'A change of the catalogue cannot be as it is given; an organ corrects its own evidence only.',
    {
      basis: ['XJ 7'],
      errors: errors.slice(0, faultsMax),
    },
  )
}

function notesOf(said: Said, held: ReadonlyMap<string, HeldByCase>): EvidenceNote[] {
  const { segments = [], movements = [], changes = [] } = said
  const notes: Omit<EvidenceNote, 'seq'>[] = [
    ...segments.map(({ recording, record, ...body }) => ({
      what: 'stretch' as const,
      material_id: recording,
      record_id: record,
      body,
    })),
    ...movements.map(({ material, ...body }) => ({ what: 'movement' as const, material_id: material, body })),
    ...changes.map((r) => filing(r, held.get(r.material))),
  ]
  return notes.map((note, seq) => ({ seq, ...note }))
}

/** The filing that holds from now on, whole: what the act leaves out stays as it was. */
function filing(r: CatalogueChange, before: HeldByCase | undefined): Omit<EvidenceNote, 'seq'> {
  const catalogue = {
    ...before?.catalogue,
    ...(r.evidence && { evidence: r.evidence }),
    ...(r.carrier !== undefined && { carrier: r.carrier }),
  }
  const evidence = catalogue.evidence as Evidence | undefined
  const folder = r.folder === undefined ? (before?.folder ?? null) : r.folder
  return {
    what: 'filing',
    material_id: r.material,
    folder,
    evidence_code: evidence?.code ?? null,
    needs_recollection: evidence === undefined ? null : needsRecollection(evidence),
    body: { folder, catalogue, was: { folder: before?.folder ?? null, catalogue: before?.catalogue ?? null } },
  }
}
