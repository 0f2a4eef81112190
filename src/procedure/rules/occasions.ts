// When something follows an act only in some cases: goods were seized, a penalty came first, an opinion names confiscation.
import type { CaseState } from '../state.ts'
import type { Occasion } from '../table.ts'

const listed = (value: unknown): readonly Record<string, unknown>[] =>
  (value as Record<string, unknown>[] | undefined) ?? []
const measures = ['sealed', 'seized', 'frozen']
const samePenalties = (input: Readonly<Record<string, unknown>>) =>
  listed(input.priorPenalties).filter((p) => p.sameFacts)

const hasSender = (state: CaseState | null) => state?.parts.sender !== undefined

const finedBefore = (state: CaseState | null, named: unknown): boolean =>
  state?.fined === true ||
  Object.entries(state?.persons ?? {}).some(([id, { fined }]) => fined && (!Array.isArray(named) || named.includes(id)))

const gone = ['not_filed', 'revoked', 'investigation_terminated', 'split_off', 'merged']
/** Whether the file is still needed for somebody else; an act that names nobody reaches all in the states `leaving`. */
const othersStay = (state: CaseState | null, named: unknown, leaving: readonly string[]): boolean =>
  state?.suspects.some(({ id }) => {
    const own = state.instances[`criminal/${id}/1`]?.state
    if (Array.isArray(named)) return !named.includes(id) && !gone.includes(own ?? '')
    return own !== undefined && !gone.includes(own) && !leaving.includes(own)
  }) === true
/** What the paper names goes back, and all of it once nobody else needs it. */
const returned = (state: CaseState | null, input: Readonly<Record<string, unknown>>, leaving: readonly string[]) =>
  hasSender(state) && (listed(input.returnedMaterials).length > 0 || !othersStay(state, input.suspects, leaving))

export const occasions = {
  /** An agency transferred the case and is told; a report made to public security itself has no such sender. */
  fromAgency: ({ state }) => hasSender(state),
  /** The letter lists seized items. */
  items: ({ input }) => listed(input.seizedItems).length > 0,
  /** The count differs from the list, and the difference is not accepted. */
  differenceOpen: ({ input }) =>
    listed(input.counted).some(
      ({ difference }) => (difference as { accepted?: boolean } | undefined)?.accepted === false,
    ),
  /** The check names missing material. */
  missing: ({ state, input }) => listed(input.missing).length > 0 && hasSender(state),
  /** Goods are sealed, seized or frozen (AEL 21). */
  underMeasure: ({ input }) => listed(input.seizedItems).some((item) => measures.includes(String(item.measure))),
  /** A penalty was imposed for the same facts before the transfer (JOINT06 1). */
  penalisedBefore: ({ input }) => samePenalties(input).length > 0,
  /** The agency requires collective deliberation (案件审理委员会). */
  deliberation: ({ input }) => input.deliberationRequired === true,
  /** The judgment fines, and an administrative fine was imposed for the same facts. */
  fineToOffset: ({ state, input }) =>
    finedBefore(state, input.suspects) &&
    hasSender(state) &&
    (input.sentence as { fineCny?: string } | undefined)?.fineCny !== undefined,
  /** The person was held in administrative detention for the same act. */
  detentionToOffset: ({ state, input }) =>
    hasSender(state) &&
    Number((input.sentence as { adminDetentionDays?: number } | undefined)?.adminDetentionDays ?? 0) > 0,
  /** The refused file goes back with the notice (R310 8). */
  fileReturned: ({ state, input }) => returned(state, input, []),
  /** The file goes back after a withdrawal (ENV 9). */
  revokedFileReturned: ({ state, input }) => returned(state, input, ['filed', 'returned_for_investigation']),
  /** The opinion says to whom copies go. */
  copiesNamed: ({ input }) => listed(input.copyTo).length > 0,
} as const satisfies Record<string, Occasion>
