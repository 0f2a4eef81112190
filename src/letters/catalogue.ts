// Which letters there are: those that the procedure names, and the annexes that go with one of them and that no step
// names by itself (report, lists and opinions beside the transfer letter).
import { ruleSets } from '../procedure/index.ts'

/** All letters that any rule set names; the youngest wording wins. */
export function procedureLetters(): Readonly<Record<string, { readonly zh: string; readonly en: string }>> {
  return Object.assign({}, ...ruleSets.map((set) => set.letters))
}

/** Letter → what goes with it (ENV 6; R310 6). */
const annexes: Readonly<Record<string, readonly string[]>> = {
  transfer_letter: ['investigation_report', 'exhibit_list', 'materials_list', 'determination_opinion'],
}

/** Every letter that an entry brings, its annexes with it. */
export function lettersBrought(letters: readonly string[]): string[] {
  return letters.flatMap((id) => [id, ...(annexes[id] ?? [])])
}
