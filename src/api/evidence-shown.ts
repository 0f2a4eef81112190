// Evidence as JSON: the catalogue of a material with its kind under both laws, and what acts have said of it later.
import { type Evidence, evidenceKinds, type MaterialShown, needsRecollection } from '../../schemas/index.ts'
import type { Material, MaterialNote } from '../materials/index.ts'

type EvidenceJson = Pick<
  MaterialShown,
  'version' | 'original' | 'originalOrCopy' | 'folder' | 'carrier' | 'evidence' | 'held'
>

interface Catalogue {
  readonly evidence?: Evidence
  readonly carrier?: 'paper' | 'electronic'
}

/** Of a material in a case; nothing of it is known before, except where a registered one is held. */
export function evidenceJson(m: Material): EvidenceJson {
  const { evidence, carrier } = (m.catalogue ?? {}) as Catalogue
  return {
    ...(m.version !== null && { version: m.version }),
    ...(m.original !== null && { original: m.original, originalOrCopy: m.original ? '原件' : '复制件' }),
    ...(m.folder !== null && { folder: m.folder }),
    ...(carrier !== undefined && { carrier }),
    ...(evidence !== undefined && { evidence: bothKinds(evidence) }),
    ...(m.held !== null && { held: m.held as NonNullable<EvidenceJson['held']> }),
  }
}

function bothKinds(evidence: Evidence) {
  const { criminal, administrative } = evidenceKinds[evidence.code]
  return { ...evidence, criminal, administrative, needsRecollection: needsRecollection(evidence) }
}

/** What acts said of one material later: filings, its chain of custody, stretches of recordings from either side. */
export function notesJson(notes: readonly MaterialNote[], materialId: string) {
  let holder: string | undefined
  const of = (what: MaterialNote['what']) => notes.filter((n) => n.what === what)
  const hands = of('movement').sort((a, b) => Date.parse(String(a.body.at)) - Date.parse(String(b.body.at)))
  return {
    filings: of('filing').map(({ version, body }) => ({ version, ...body })),
    custody: hands.map(({ version, body }) => {
      const { from, to } = body as { from: { name: string }; to: { name: string } }
      // The one who hands it over is not the one who got it last: somewhere a hand-over was not recorded.
      const gap = holder !== undefined && holder !== from.name
      holder = to.name
      return { version, ...body, ...(gap && { gap }) }
    }),
    segments: of('stretch').map(({ version, body, materialId: recording, recordId: record }) => ({
      version,
      recording,
      record,
      as: recording === materialId ? 'recording' : 'record',
      ...body,
    })),
  }
}
