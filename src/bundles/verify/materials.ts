// The materials: the catalogue against the files, and every file against the act that took it into the case and named its
// digest (docs/decisions/0004).
import type { z } from 'zod'
import { type catalogueShape, type IssuedLetter, isStreamed, type Manifest, paths } from '../format.ts'
import type { EntryFacts } from './entries.ts'
import type { Findings } from './report.ts'

type Line = z.infer<typeof catalogueShape>['materials'][number]

export function checkMaterials(
  manifest: Manifest,
  lines: readonly Line[],
  facts: ReadonlyMap<number, EntryFacts>,
  findings: Findings,
): void {
  const listed = new Map(manifest.files.filter((f) => isStreamed(f.path)).map((f) => [f.path, f]))
  const known = new Map<string, Line>()
  for (const line of lines) {
    const place = line.path ?? paths.materials
    if (known.has(line.id)) findings.add(paths.materials, 'twice', `material ${line.id} stands twice`)
    known.set(line.id, line)
    const entry = facts.get(line.version)
    if (entry === undefined) findings.add(place, 'no_entry', `no entry ${line.version} that could have taken it`)
    else if (line.sha256 != null && entry.files.get(line.id) !== line.sha256)
      findings.add(place, 'not_in_entry', `entry ${line.version} names no such file with this digest`)
    if (line.path === undefined) continue
    findings.checked.materials += 1
    const file = listed.get(line.path)
    if (file === undefined)
      findings.add(line.path, 'missing', 'the catalogue has it, and the manifest does not list it')
    else if (file.sha256 !== line.sha256 || file.sm3 !== line.sm3)
      findings.add(line.path, 'digest_differs', 'manifest and catalogue say different digests')
    listed.delete(line.path)
  }
  for (const path of listed.keys()) findings.add(path, 'not_in_catalogue', 'no act took it into the case')
  for (const { version, taken } of facts.values())
    for (const id of taken)
      if (known.get(id)?.version !== version)
        findings.add(paths.materials, 'missing', `material ${id}, which entry ${version} took into the case`)
}

/** Issued letters: each a material with this digest, taken by the entry that issued it and that names it. */
export function checkLetters(
  letters: readonly IssuedLetter[],
  lines: readonly Line[],
  facts: ReadonlyMap<number, EntryFacts>,
  findings: Findings,
): void {
  for (const { letter, version, issuedVersion, materialId, sha256, sm3 } of letters) {
    const line = lines.find((l) => l.id === materialId)
    const fault = (word: string, detail: string) => findings.add(paths.letters, word, `${letter}: ${detail}`)
    if (line === undefined || line.version !== issuedVersion) fault('missing', `material ${materialId} is not here`)
    else if (line.sha256 !== sha256 || line.sm3 !== sm3) fault('digest_differs', 'its material has another digest')
    if (!facts.has(version)) fault('no_entry', `entry ${version}, which brought it, is not here`)
    if (facts.get(issuedVersion)?.files.get(materialId) !== sha256)
      fault('not_in_entry', `entry ${issuedVersion} does not name it`)
  }
}
