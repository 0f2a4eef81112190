// The doors of evidence: folders, one material of a case with its chain of custody, the checklist of a case, the checklists
// themselves, and the register of what is held elsewhere.
import { Hono } from 'hono'
import { evidenceKinds, registerMaterial } from '../../schemas/index.ts'
import { type CasesDeps, checklistOf, notFound, sight } from '../cases/index.ts'
import { Refusal } from '../kernel/index.ts'
import { foldersOfCase, type MaterialsRoom, notesOf, oneOfCase, register, turnedAway } from '../materials/index.ts'
import { type ChecklistRow, checklistFacts, checklistRows, checklistStages, citationText } from '../procedure/index.ts'
import type { DoorEnv } from './context.ts'
import { notesJson } from './evidence-shown.ts'
import { isUuid } from './headers.ts'
import { codeOfTurnedAway, UploadProblem, uploadProblemResponse } from './materials-problem.ts'
import { materialJson } from './materials-shown.ts'
import { problem } from './problem.ts'
import { parseBody, readJson } from './read-body.ts'

export interface EvidenceDoorDeps {
  readonly cases: CasesDeps
  readonly materials: MaterialsRoom
  /** Contested rows that the operator lets count as mandatory. */
  readonly contested: ReadonlySet<string>
}

/** Mount at `/v1/transfers`, behind authentication. */
export function evidenceDoor({ cases, materials, contested }: EvidenceDoorDeps): Hono<DoorEnv> {
  const door = new Hono<DoorEnv>()

  async function seenOf(id: string, agencyId: string) {
    const seen = isUuid(id) ? await sight(cases.pool, id, agencyId) : undefined
    return seen && { ...(seen.throughVersion !== null && { upToVersion: seen.throughVersion }), sealed: seen.sealed }
  }

  door.get('/:id/folders', async (c) => {
    const { id } = c.req.param()
    const seen = await seenOf(id, c.get('principal').agency.id)
    if (seen === undefined) return problem(c, notFound())
    const folders = await foldersOfCase(materials.pool, id, seen)
    const total = folders.reduce((sum, f) => sum + f.items, 0)
    return c.json({ items: folders.map((f) => ({ ...f, name: f.folder?.split('/').at(-1) ?? null })), total })
  })

  door.get('/:id/materials/:material', async (c) => {
    const { id, material } = c.req.param()
    const seen = isUuid(material) ? await seenOf(id, c.get('principal').agency.id) : undefined
    const found = seen && (await oneOfCase(materials, id, material, seen))
    if (seen === undefined || found === undefined) return problem(c, notFound())
    const notes = await notesOf(materials.pool, id, material, seen)
    return c.json({ material: materialJson(found), ...notesJson(notes, material) })
  })

  door.get('/:id/checklist', async (c) => {
    const { id } = c.req.param()
    const found = isUuid(id) ? await checklistOf(cases.pool, id, c.get('principal').agency.id, contested) : undefined
    return found === undefined ? problem(c, notFound()) : c.json(found)
  })

  return door
}

const words = (list: Readonly<Record<string, { zh: string; en: string }>>) =>
  Object.entries(list).map(([id, { zh, en }]) => ({ id, zh, en }))

/** Mount at `/v1/checklists`. Filters: stage, domain, charge. */
export function checklistsDoor(contested: ReadonlySet<string>): Hono<DoorEnv> {
  const door = new Hono<DoorEnv>()
  door.get('/', (c) => {
    const { stage, domain, charge } = c.req.query()
    if (stage !== undefined && !Object.hasOwn(checklistStages, stage))
      return problem(
        c,
        new Refusal('invalid_fields', `stage is one of ${Object.keys(checklistStages).join(', ')}.`, {
          errors: [{ pointer: '/stage', detail: 'query parameter' }],
        }),
      )
    const fits = (row: ChecklistRow) =>
      (stage === undefined || row.stage === stage) &&
      (domain === undefined ||
        ((row.domains?.includes(domain) ?? true) && row.exceptDomains?.includes(domain) !== true)) &&
      (charge === undefined || (row.charges?.some((part) => charge.includes(part)) ?? true))
    return c.json(
      {
        stages: words(checklistStages),
        facts: words(checklistFacts),
        evidenceCodes: Object.entries(evidenceKinds).map(([code, kinds]) => ({ code, ...kinds })),
        rows: checklistRows.filter(fits).map((row) => ({
          ...row,
          codes: row.codes ?? [],
          weight: row.contested && contested.has(row.id) ? 'mandatory' : row.weight,
          contested: row.contested === true,
          basisZh: row.basis.map(citationText),
        })),
      },
      200,
      { 'cache-control': 'private, max-age=300' },
    )
  })
  return door
}

/** Mount at `/v1/materials`, before the uploads. */
export function registeredDoor(materials: MaterialsRoom): Hono<DoorEnv> {
  const door = new Hono<DoorEnv>()
  door.post('/registered', async (c) => {
    const raw = await readJson(c)
    if (raw instanceof Refusal) return problem(c, raw)
    const said = parseBody(raw, registerMaterial)
    if (said instanceof Refusal) return problem(c, said)
    const { agency, clientId } = c.get('principal')
    const filename = said.filename ?? said.title
    const done = await register(materials, { ...said, filename, agencyId: agency.id, clientId })
    if (turnedAway(done))
      return uploadProblemResponse(
        new UploadProblem(codeOfTurnedAway[done.code], done.detail),
        c.get('requestId') ?? '',
      )
    return c.json(materialJson(done.material), done.again ? 200 : 201, {
      location: `/v1/materials/${done.material.id}`,
      'cache-control': 'private, no-store',
      ...(done.again && { 'idempotent-replayed': 'true' }),
    })
  })
  return door
}
