// Names of natural persons, masked wherever a page of a case would say them: the family name stays, and an ordinal keeps two
// who look alike apart. Whoever must know the name asks for it with a reason.
import type { View } from '../env.ts'
import type { Said, Transfer } from './shape.ts'

const starsMax = 2

/** `王*`, `欧阳**`: the first character, and as many stars as follow, up to two. */
export function maskedName(name: string): string {
  const [first = '', ...rest] = [...name]
  return `${first}${'*'.repeat(Math.min(Math.max(rest.length, 1), starsMax))}`
}

/** What a letter names as natural persons. */
function personsOf(submission: Said | undefined): string[] {
  const named = [...listOf(submission?.suspects), ...listOf(submission?.parties)]
  return named.flatMap(({ kind, name, legalRepresentative }) =>
    [kind === 'person' ? name : undefined, legalRepresentative].filter((one) => typeof one === 'string'),
  )
}

export const listOf = (value: unknown): Said[] =>
  Array.isArray(value) ? value.filter((one): one is Said => typeof one === 'object' && one !== null) : []

/** Masks the names of this case's persons in any text of it. */
export function hushing({ suspects, submission, timeline }: Transfer): (text: string) => string {
  const names = new Set([
    ...suspects.filter(({ kind }) => kind === 'person').map(({ name }) => name),
    ...personsOf(submission),
    ...timeline.flatMap(({ input }) => personsOf(input)),
  ])
  // The longest first: one name may begin another. A single character is in every word.
  const sorted = [...names].filter((name) => [...name].length > 1).sort((a, b) => b.length - a.length)
  return (text) => sorted.reduce((said, name) => said.replaceAll(name, maskedName(name)), text)
}

const numerals = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十']

/** `当事人一`, by its place in the case. */
export const ordinal = (v: Pick<View, 't' | 'lang'>, index: number): string =>
  v.t('case.party', { n: v.lang === 'zh' ? (numerals[index] ?? index + 1) : index + 1 })

/** A suspect's id as the case has it (`s1`) → its ordinal; anything else as it is. */
export function partyOf(v: Pick<View, 't' | 'lang'>, id: string): string {
  const no = /^s(\d{1,3})$/.exec(id)?.[1]
  return no === undefined ? id : ordinal(v, Number(no) - 1)
}
