// What a case is called where names of natural persons are not shown: the first character of each suspect's name stays, as
// organs themselves publish names. A name that the letter does not list as a suspect's cannot be known here.
import type { Suspect } from '../procedure/index.ts'

/** `张三` → `张*`, `欧阳明月` → `欧**`. */
export function maskedPerson(name: string): string {
  const [first = '', ...rest] = [...name]
  return first + '*'.repeat(Math.min(rest.length, 2))
}

/** The case's name with its suspects' names masked, the longer ones first: one may be the beginning of another. */
export function maskedCaseName(caseName: string, suspects: readonly Suspect[]): string {
  let shown = caseName
  const names = suspects.flatMap(({ kind, name }) => (kind === 'person' && [...name].length > 1 ? name : []))
  if (!names.some((name) => shown.includes(name))) return shown
  for (const name of names.sort((a, b) => b.length - a.length)) shown = shown.replaceAll(name, maskedPerson(name))
  return shown
}
