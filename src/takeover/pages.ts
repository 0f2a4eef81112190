// Cases are read and kept page by page, in the order of their keys.
import { eventsOfMany } from '../cases/index.ts'
import { closeMaterials } from '../materials/index.ts'
import { ingest, presets, type Result } from '../penalties/index.ts'
import type { CaseEvent } from '../procedure/index.ts'
import { dutyCluesKept } from './clues.ts'
import { type FilesGiven, withFiles } from './files.ts'
import { dueAfter, type Gathered, gather } from './gather.ts'
import { derivedId } from './ids.ts'
import { type Kept, keepPage } from './keep.ts'
import type { Difference, LegacyCase } from './model.ts'
import { type Codes, priorOf, readCase } from './reading/index.ts'
import { originOf, type Run, type TakeoverPlan, type TakeoverRoom } from './room.ts'

/** Their rows and entries are some megabytes. */
const pageCases = 120
const casesBetween = 8
/** Keys in memory at once. */
const keysAtOnce = 20_000

export async function readAll(
  room: TakeoverRoom,
  run: Run,
  plan: TakeoverPlan,
  codes: Codes,
  mapping: Buffer,
): Promise<void> {
  const { files: directory } = plan
  if (directory === undefined || run.dry) return readPages(room, run, plan, codes, mapping)
  const materials = room.materials(() => new Date(run.importedAtMs))
  try {
    await readPages(room, run, plan, codes, mapping, { pool: room.pool, room: materials, directory })
  } finally {
    await closeMaterials(materials)
  }
}

/** Four things at once, each a page: what is fetched, what is read, what other rooms are given, what is kept. */
async function readPages(
  room: TakeoverRoom,
  run: Run,
  { progress }: TakeoverPlan,
  codes: Codes,
  mapping: Buffer,
  files?: FilesGiven,
): Promise<void> {
  const read = ahead(pagesRead(ahead(pagesGathered(room, run, mapping)), run, codes, files))
  let done = 0
  for await (const page of ahead(pagesGiven(read, room, run, codes))) {
    await keepPage(room, run, mapping, page)
    done += page.length
    progress('reading', page.at(-1)?.reading.caseKey ?? '', done)
  }
}

/** The next is made while one is worked on; whoever stops waits for it, so that nothing goes on behind its back. */
async function* ahead<T>(source: AsyncGenerator<T, void>): AsyncGenerator<T, void> {
  const begun = () => {
    const next = source.next()
    next.catch(() => {})
    return next
  }
  let next = begun()
  try {
    for (;;) {
      const { done, value } = await next
      if (done === true) return
      next = begun()
      yield value
    }
  } finally {
    await next.catch(() => {})
    await source.return()
  }
}

interface GatheredPage {
  readonly page: readonly Gathered[]
  readonly sealed: ReadonlyMap<string, readonly CaseEvent[]>
}

async function* pagesGathered(room: TakeoverRoom, run: Run, mapping: Buffer): AsyncGenerator<GatheredPage, void> {
  for (let after = ''; ; ) {
    const keys = await dueAfter(room.pool, run, mapping, after, keysAtOnce)
    const last = keys.at(-1)
    if (last === undefined) return
    for (let i = 0; i < keys.length; i += pageCases) {
      const page = await gather(room.pool, run, keys.slice(i, i + pageCases))
      yield { page, sealed: await sealedOf(room, page) }
    }
    after = last
  }
}

async function* pagesRead(
  pages: AsyncGenerator<GatheredPage, void>,
  run: Run,
  codes: Codes,
  files: FilesGiven | undefined,
): AsyncGenerator<readonly Read[], void> {
  for await (const { page, sealed } of pages) {
    const read: Read[] = []
    for (const one of page) {
      read.push(await readOne(run, codes, files, one, sealed.get(one.legacy.caseKey)))
      // Meanwhile others speak with the database.
      if (read.length % casesBetween === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    yield read
  }
}

async function* pagesGiven(
  pages: AsyncGenerator<readonly Read[], void>,
  room: TakeoverRoom,
  run: Run,
  codes: Codes,
): AsyncGenerator<readonly Kept[], void> {
  for await (const read of pages) yield await givenElsewhere(room, run, codes, read)
}

type Read = Pick<Kept, 'gathered' | 'reading'>

/** A transfer is read again with its files; those of other cases stay where they are. */
async function readOne(
  run: Run,
  codes: Codes,
  files: FilesGiven | undefined,
  gathered: Gathered,
  events: readonly CaseEvent[] | undefined,
): Promise<Read> {
  const { legacy } = gathered
  const told = (one: LegacyCase) => readCase(one, codes, (events && priorOf(events, one.files)) ?? undefined)
  const reading = told(legacy)
  const owner = reading.kind === 'transfer' ? codes.organ(inputUnit(legacy)).agency : null
  if (files === undefined || owner === null) return { gathered, reading }
  const whole = await withFiles(files, run, legacy, owner.id)
  return { gathered: { ...gathered, legacy: whole }, reading: told(whole) }
}

const inputUnit = ({ rows }: LegacyCase): string => rows.get('CASE_BASIC')?.[0]?.values.INPUT_UNIT ?? ''

/** Entries of cases that an earlier run kept, by case. */
async function sealedOf(
  room: TakeoverRoom,
  page: readonly Gathered[],
): Promise<ReadonlyMap<string, readonly CaseEvent[]>> {
  const known = page.flatMap(({ legacy, known: one }) =>
    one?.transferId ? [{ caseKey: legacy.caseKey, id: one.transferId }] : [],
  )
  const keyOf = new Map(known.map(({ caseKey, id }) => [id, caseKey]))
  const sealed = new Map<string, readonly CaseEvent[]>()
  for await (const { id, events } of eventsOfMany(room.pool, known)) sealed.set(keyOf.get(id) ?? '', events)
  return sealed
}

const layout = presets.find((preset) => preset.id === 'legacy')

/** Penalty records and clues go to their own rooms first: taken in again they change nothing. Of a dry run nothing goes. */
async function givenElsewhere(room: TakeoverRoom, run: Run, codes: Codes, read: readonly Read[]): Promise<Kept[]> {
  if (run.dry) return read.map((one) => ({ ...one, penaltyCaseId: null, clueId: null, differences: [] }))
  const { code, secret } = run.installation
  const penal = read.flatMap(({ reading: { caseKey, penalty } }) => (penalty === null ? [] : [{ caseKey, penalty }]))
  const results = await ingest(
    room.penalties(() => run.importedAtMs),
    { id: originOf(run), agencyId: null },
    layout,
    penal.map(({ caseKey, penalty }) => ({ raw: penalty, id: derivedId(secret, code, 'PENALTY', caseKey) })),
  )
  const clues = await dutyCluesKept(room, run, codes, read)
  const of = new Map(penal.map(({ caseKey }, i) => [caseKey, results[i] as Result]))
  return read.map((one) => {
    const result = of.get(one.reading.caseKey)
    const clue = clues.get(one.reading.caseKey)
    const stands = result !== undefined && result.outcome !== 'quarantined' && result.outcome !== 'refused'
    return {
      ...{ ...one, clueId: clue?.clueId ?? null, penaltyCaseId: stands ? (result.id ?? null) : null },
      differences: [
        ...(clue?.differences ?? []),
        ...(result === undefined || stands ? [] : [notKept(one.reading.caseKey, result)]),
      ],
    }
  })
}

const notKept = (caseKey: string, { outcome, faults = [] }: Result): Difference => ({
  ...{ kind: `penalty_${outcome}`, table: 'CASE_BASIC', key: caseKey },
  detail: Object.fromEntries(faults.map(({ field, detail }) => [field, detail])),
})
